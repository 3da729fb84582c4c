/* HTML in plain text: the character references that texts still hold. */
#ifndef WK_HTML_H
#define WK_HTML_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Reads the character reference ("&amp;", "&#39;", "&#x27;"; HTML 4.01,
 * 5.3) that s begins with.  Returns its length in bytes, the semicolon
 * included, and the code point in *cp; or 0 if s begins with none, or with
 * a name that is not among the usual forty.  &nbsp; gives a plain space.  A
 * number is given as it is written, of at most 7 decimal or 6 hexadecimal
 * digits: it may be 0, a surrogate, or higher than U+10FFFF.
 */
size_t html_entity(struct span s, uint32_t *cp);

#endif
