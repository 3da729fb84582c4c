/* Compares words in any case, simplified or traditional. */
#include "word.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "text/terms.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/*
 * Whether the character at p, of two bytes or more, is the one at word, or one
 * that folds to it.  Those that fold have three bytes each.
 */
static bool
same_character(const char *p, const char *word, size_t n)
{
	uint32_t a, b;

	return utf8_decode(p, n, &a) == 3 && utf8_decode(word, 3, &b) == 3 &&
	    fold_hans(a) == b;
}

bool
word_begins(struct span s, const char *word)
{
	const size_t n = strlen(word);
	size_t i;

	if (n > s.len)
		return false;
	for (i = 0; i < n;)
		if (lower(s.p[i]) == lower(word[i]))
			i++;
		else if ((unsigned char)word[i] < 0x80)
			return false;
		else {
			while ((word[i] & 0xc0) == 0x80)
				i--;
			if (!same_character(s.p + i, word + i, n - i))
				return false;
			i += 3;
		}
	return true;
}

size_t
word_one_of(struct span s, const char *const *words, size_t n)
{
	size_t i;

	/* Most differ in the first byte, or in whether it is ASCII. */
	for (i = 0; i < n && s.len > 0; i++)
		if ((lower(*s.p) == lower(*words[i]) ||
		    ((*s.p & 0x80) != 0 && (*words[i] & 0x80) != 0)) &&
		    word_begins(s, words[i]))
			return strlen(words[i]);
	return 0;
}

size_t
word_find(struct span s, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s.len == strlen(words[i]) && word_begins(s, words[i]))
			break;
	return i;
}
