/* The labels of encodings, as browsers read them. */
#ifndef WK_CHARSET_H
#define WK_CHARSET_H

#include "base/span.h"

#define CHARSET_NAME 32

/*
 * The name for iconv(3) of a label that stands in a page, such as "gb2312"; ""
 * if there is no such encoding.
 */
void charset_name(struct span label, char name[CHARSET_NAME]);

/*
 * The same for a label that a server sends beside a page.  It may be one of
 * UTF-16; "" stands also for other encodings in which ASCII is not ASCII, in
 * which no page is.
 */
void charset_declared(struct span label, char name[CHARSET_NAME]);

#endif
