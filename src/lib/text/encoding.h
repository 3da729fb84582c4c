/*
 * Converts the bytes of a document to UTF-8, in place.  No character is
 * dropped or replaced: a text decodes whole or not at all.
 */
#ifndef WK_ENCODING_H
#define WK_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The name that asks to recognise the encoding. */
#define ENCODING_AUTO "auto"

enum encoding_status {
	ENCODING_OK,
	ENCODING_BAD,		/* bytes that are invalid in the encoding */
	ENCODING_NUL,		/* U+0000: the document is not text */
	ENCODING_UNKNOWN,	/* iconv_open(3) fails: see error */
	ENCODING_TOO_LARGE	/* UTF-8 longer than BUF_MAX */
};

struct encoding {
	/*
	 * The encoding of the text: the caller's name, or a string constant.
	 * After ENCODING_BAD the likeliest one, after ENCODING_UNKNOWN the
	 * one that could not be tried.
	 */
	const char *name;
	bool guessed;	/* by its characters: no name, no byte order mark */
	bool doubtful;	/* a guess among the many pages of one byte, or from
			   few characters */
	struct span text;	/* in the buffer; valid UTF-8, no BOM, no NUL */
	size_t at;	/* BAD, NUL: number of the offending byte, from 1 */
	int error;	/* UNKNOWN: errno; EINVAL: no such encoding */
};

/*
 * Whether encoding_decode takes name: ENCODING_AUTO, or an encoding of
 * iconv(3) without a suffix like //IGNORE.
 */
bool encoding_known(const char *name);

/* The encoding that the byte order mark of s names; NULL if it has none. */
const char *encoding_marked(struct span s);

/*
 * Converts the bytes in b from the encoding called name to UTF-8.  It takes
 * the memory of the longer of the two texts and 100 kB; UTF-8 stays as it
 * is.  After a failure the content of b is unspecified.
 *
 * ENCODING_AUTO chooses, in this order,
 *  1. the encoding that a byte order mark names (UTF-8, UTF-16, UTF-32,
 *     GB18030);
 *  2. UTF-16 or UTF-32 if the text plainly is that; otherwise ENCODING_NUL
 *     if there are NULs;
 *  3. UTF-8; the result is ENCODING_BAD if what stands around the first error
 *     is UTF-8 (unicode.h) and the text makes no sense in the Chinese,
 *     Japanese and Korean encodings;
 *  4. the first of the guesses (guess.h) that decodes the whole text;
 *     ENCODING_UNKNOWN if a guess before it cannot be tried.
 * Encodings of 7 bits (ISO-2022-JP, UTF-7) are not recognised: name them.
 */
enum encoding_status encoding_decode(struct buf *b, const char *name,
    struct encoding *e);

/*
 * The same as with ENCODING_AUTO, but that the encoding which a server
 * declared, a name for iconv(3), comes behind the byte order mark: it is taken
 * if the bytes do not speak against it (declared.h) and all of them decode.  A
 * text that is declared to be UTF-8, and is but for some bytes, is
 * ENCODING_BAD.
 */
enum encoding_status encoding_decode_declared(struct buf *b,
    const char *declared, struct encoding *e);

#endif
