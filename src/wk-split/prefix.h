/*
 * A search for the first of several strings, by their beginnings: an ASCII
 * character, or the first two bytes of another character.  With SSE2 it
 * takes 16 bytes a step; prefix_plain_find is its twin for any machine, and
 * the only one with -DWK_PLAIN.
 */
#ifndef WK_PREFIX_H
#define WK_PREFIX_H

#include <stdbool.h>
#include <stddef.h>

/* Most beginnings of each kind: enough for Chinese and English separators. */
#define PREFIX_MAX 4

struct prefixes {
	char ascii[PREFIX_MAX];
	char first[PREFIX_MAX], second[PREFIX_MAX];
};

/* Makes the set empty; call it before the first use, too. */
void prefix_clear(struct prefixes *set);

/*
 * Adds the beginning of the string s, valid UTF-8 of 1 byte or more, unless
 * the set has it already.  False if the set is full.
 */
bool prefix_add(struct prefixes *set, const char *s);

/*
 * The first place in the valid UTF-8 text s[0..n), in bytes, that begins
 * like a string of the set, or n.
 */
size_t prefix_find(const struct prefixes *set, const char *s, size_t n);
size_t prefix_plain_find(const struct prefixes *set, const char *s, size_t n);

#endif
