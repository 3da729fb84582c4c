/*
 * Guesses which encoding a text is in, from its bytes.
 *
 * For Chinese, Japanese and Korean we count the characters that the text
 * would have: that is better than uchardet for texts of a line or two, and as
 * good for long ones.  For other texts we ask uchardet.
 */
#ifndef WK_GUESS_H
#define WK_GUESS_H

#include <stdbool.h>
#include <stddef.h>

#define GUESSES 6

/* Names for iconv(3), string constants. */
struct guess {
	const char *name;
	const char *wider;	/* a superset to try if name fails, or NULL */
	bool doubtful;	/* one page of many alike, or from few characters */
};

/*
 * Sets guesses to the encodings that s[0..n) may be in, the likeliest
 * first, and returns how many.  s begins with the text's first byte above
 * 0x7f.  If the text makes sense in some Chinese, Japanese or Korean
 * encodings, *sense is set and these are the guesses; otherwise they are
 * uchardet's answer, if it has one, then GB18030, Big5, CP932, CP949, EUC-JP.
 * `ascii` is how many bytes of ASCII stand before s: for a text with few bytes
 * above 0x7f, rare pages that uchardet names become Windows-1252.
 * The caller tries which of them decodes the whole text.
 *
 * If iconv_open(3) fails for one of them, returns 0, with errno set and the
 * name of that encoding in guesses[0].
 */
size_t guess_encodings(const char *s, size_t n, size_t ascii,
    struct guess guesses[GUESSES], bool *sense);

#endif
