/*
 * Recognises UTF-16 and UTF-32 without a byte order mark, and UTF-8 with
 * errors.
 */
#ifndef WK_UNICODE_H
#define WK_UNICODE_H

#include <stddef.h>

/*
 * Which UTF-16 or UTF-32 the text s[0..n) is in, as a name for iconv(3), or
 * NULL if it is not plainly any.
 */
const char *wide_order(const char *s, size_t n);

enum broken_utf8 {
	BROKEN_NOT,	/* another encoding */
	BROKEN_LIKELY,	/* UTF-8 with errors, unless it reads as Chinese,
			   Japanese or Korean */
	BROKEN_SURELY	/* UTF-8 with errors */
};

/*
 * Whether s[0..n), of which the first `good` bytes are UTF-8 and the next is
 * not, is UTF-8 with errors: cut sequences, overlong ones, surrogates.
 */
enum broken_utf8 broken_utf8(const char *s, size_t n, size_t good);

#endif
