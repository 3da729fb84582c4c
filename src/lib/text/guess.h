/*
 * Which encoding a text may be in, told from its bytes.
 *
 * Counting which characters a text would have serves better than uchardet
 * does for Chinese, Japanese and Korean of a line or two, and as well for
 * long ones; uchardet is asked about the rest.
 */
#ifndef WK_GUESS_H
#define WK_GUESS_H

#include <stdbool.h>
#include <stddef.h>

#define GUESSES 6

/* Names for iconv(3), string constants. */
struct guess {
	const char *name;
	const char *wider;	/* holds more: try it if that fails; or NULL */
};

/*
 * Sets guesses to the encodings that s[0..n) may be in, the likeliest
 * first, and returns how many.  s begins with the text's first byte above
 * 0x7f.  If some of the Chinese, Japanese and Korean ones make sense of the
 * text, *sense is set and these are the guesses; if not, uchardet's word,
 * if it has one, then GB18030, Big5, CP932, CP949, EUC-JP.  Whether one of
 * them decodes the whole text is for the caller to see.
 *
 * Where one cannot be looked at, because iconv_open(3) fails, nothing is
 * known of the others either: returns 0, with errno set and its name in
 * guesses[0].
 */
size_t guess_encodings(const char *s, size_t n,
    struct guess guesses[GUESSES], bool *sense);

#endif
