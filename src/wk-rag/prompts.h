/*
 * The built-in prompts for a model, in Chinese and English: templates
 * (template.h) with {{question}}, {{passages}}, {{unknown}}, {{fence}} and
 * {{style}}, which has a default;
 * and whether an answer repeats the prompt, or is the word that the prompt
 * agrees on for "the passages do not hold the answer".  Text is valid UTF-8.
 */
#ifndef WK_PROMPTS_H
#define WK_PROMPTS_H

#include <stdbool.h>

#include "base/buf.h"

enum rag_lang { RAG_ZH, RAG_EN, RAG_LANGS, RAG_AUTO = RAG_LANGS };

/* The prompts of now, and those that journals of earlier releases hold. */
enum rag_form { RAG_NOW, RAG_0_1, RAG_FORMS };

struct prompts {
	const char *system, *user;
	const char *unknown;	/* the agreed word */
};

extern const struct prompts prompts[RAG_FORMS][RAG_LANGS];

/* The language of a question: RAG_ZH if it is Chinese (lang.h). */
enum rag_lang prompts_lang(struct span question);

/*
 * Whether an answer repeats a line of a filled-in prompt, or with `sentences`
 * a sentence of it: one of at least 12 code points that the passages do not
 * hold themselves.
 */
bool prompts_leaked(struct span prompt, bool sentences, struct span answer,
    struct span passages);

/*
 * Whether an answer is the agreed word: alone or at its start with no letter
 * after it, or alone on its last line.  Quotes, punctuation, Markdown, a
 * label ("Answer:") before the word, and the case of ASCII letters do not
 * count.  A word inside a sentence does not make the answer the word.
 */
bool prompts_is_word(struct span answer, struct span word);

/* Whether an answer is the word and nothing else. */
bool prompts_is_word_alone(struct span answer, struct span word);

/*
 * Whether an answer holds the word anywhere: a weak model answers a part, and
 * gives the word for the rest.  In another case than the word's own it counts
 * only at the end of a clause.
 */
bool prompts_holds_word(struct span answer, struct span word);

#endif
