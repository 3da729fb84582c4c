/*
 * RTF as pandoc can read it: bytes of code pages become \u escapes.  Chinese
 * RTF, as WordPad writes it, has GBK bytes (\'b5\'c6) which pandoc takes for
 * letters of Western Europe.
 */
#ifndef WK_RTF_H
#define WK_RTF_H

#include "base/buf.h"

/* Appends the document `in` so. */
void rtf_unicode(struct buf *out, struct span in);

#endif
