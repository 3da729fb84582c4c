/*
 * How the strings begin that are looked for all at once: an ASCII
 * character, or the first two bytes of any other.  With SSE2 the search
 * takes 16 bytes a step; prefix_plain_find is its twin for any machine, and
 * the only one with -DWK_PLAIN.
 */
#ifndef WK_PREFIX_H
#define WK_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

/* So many of each kind; what Chinese and English separators need. */
#define PREFIX_MAX 4

struct prefixes {
	char ascii[PREFIX_MAX];
	char first[PREFIX_MAX], second[PREFIX_MAX];
};

/* Makes the set empty.  Needed, too, before the first use. */
void prefix_clear(struct prefixes *set);

/*
 * Adds how the string s, valid UTF-8 of 1 byte or more, begins, if it is
 * not there.  False if there is no room for it.
 */
bool prefix_add(struct prefixes *set, const char *s);

/*
 * The place in the valid UTF-8 text s[0..n) where the first string begins
 * that begins like one of the set, or n.
 */
size_t prefix_find(const struct prefixes *set, const char *s, size_t n);
size_t prefix_plain_find(const struct prefixes *set, const char *s, size_t n);

#endif
