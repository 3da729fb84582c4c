/*
 * The inflection of English words: includes, included and including are forms
 * of include, policies is one of policy.  Derived words are not: inclusion,
 * politician.
 *
 * Words are forms of each other if they have the same stem by the steps 1 and 5
 * of the English stemmer of Snowball ("Porter2", M. F. Porter,
 * https://snowballstem.org/algorithms/english/stemmer.html), without its
 * endings -ly, and without the exceptions that serve other steps.
 */
#ifndef WK_INFLECT_H
#define WK_INFLECT_H

#include <stddef.h>

/* The longest form, in bytes. */
#define INFLECT_MAX 40

/* A word has at most so many forms. */
#define INFLECT_FORMS 16

struct inflect_form {
	char text[INFLECT_MAX];	/* not terminated */
	size_t len;
};

/*
 * Writes the forms of a word that is folded as terms are (terms.h) to `form`,
 * the word itself first.  Some of them are no English words (policys).  Returns
 * how many; 0 for a word with other letters than a to z, with fewer than 3, or
 * too many.
 */
size_t inflect_forms(const char *word, size_t len,
    struct inflect_form form[INFLECT_FORMS]);

#endif
