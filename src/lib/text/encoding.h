/*
 * From the bytes of a document to UTF-8, in place.  Nothing is dropped and
 * nothing replaced: a text decodes whole or not at all.
 */
#ifndef WK_ENCODING_H
#define WK_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Find the encoding out, instead of being told. */
#define ENCODING_AUTO "auto"

enum encoding_status {
	ENCODING_OK,
	ENCODING_BAD,		/* bytes that the encoding does not have */
	ENCODING_NUL,		/* U+0000: this is no text */
	ENCODING_UNKNOWN,	/* iconv_open(3) fails: see error */
	ENCODING_TOO_LARGE	/* longer than BUF_MAX, or no memory */
};

struct encoding {
	/*
	 * What the text was decoded from: the caller's name, or a string
	 * constant.  After ENCODING_BAD the likeliest, after
	 * ENCODING_UNKNOWN the one that could not be tried.
	 */
	const char *name;
	bool guessed;	/* not told, not UTF-8, and no byte order mark */
	struct span text;	/* in the buffer; valid UTF-8, no BOM, no NUL */
	size_t at;	/* BAD, NUL: number of the byte in question, from 1 */
	int error;	/* UNKNOWN: errno; EINVAL if there is none such */
};

/*
 * Whether name can be used below: ENCODING_AUTO, or an encoding of
 * iconv(3) without a suffix such as //IGNORE.
 */
bool encoding_known(const char *name);

/*
 * Turns the bytes in b, which are in the encoding called name, into UTF-8.
 * The memory it takes is the longer of the two texts and 100 kB; UTF-8 is
 * left as it is.  After a failure the content of b is unspecified.
 *
 * With ENCODING_AUTO the encoding is
 *  1. what a byte order mark says (UTF-8, UTF-16, UTF-32, GB18030);
 *  2. with NULs, UTF-16 where they show it plainly, and else none at all:
 *     ENCODING_NUL;
 *  3. UTF-8; also where three quarters of the bytes above 0x7f around the
 *     first error are UTF-8 (and Chinese, Japanese and Korean encodings
 *     make no sense of it): that is ENCODING_BAD;
 *  4. the first of the guesses (guess.h) that decodes the whole text;
 *     ENCODING_UNKNOWN if one of those before it cannot be tried.
 * Encodings of 7 bits (ISO-2022-JP, UTF-7) are not recognised: name them.
 */
enum encoding_status encoding_decode(struct buf *b, const char *name,
    struct encoding *e);

#endif
