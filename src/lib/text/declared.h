/*
 * The encoding that a server declares for a text: it goes before what the text
 * says itself and before a guess, but not against the bytes.
 */
#ifndef WK_DECLARED_H
#define WK_DECLARED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/* What the bytes of a text show of its being UTF-8. */
struct declared_utf8 {
	size_t many;	/* characters beyond ASCII */
	size_t wide;	/* of these, longer than two bytes */
	size_t bad;	/* bytes that are not UTF-8 */
};

/* Counts them in s. */
struct declared_utf8 declared_count(struct span s);

/*
 * Whether s can be in the encoding that was declared, a name for iconv(3):
 * not if the bytes are plainly UTF-8, or are plainly not, nor if Latin-1 was
 * declared, as servers do unasked, and s reads as Chinese, Japanese or Korean.
 * Whether the bytes decode is not looked at.
 */
bool declared_fits(struct span s, const char *name);

/*
 * The name of the encoding in which s, with a character beyond ASCII, reads as
 * Chinese, Japanese or Korean; NULL: it does not.
 */
const char *declared_oriental(struct span s);

#endif
