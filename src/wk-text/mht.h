/* MHT: a web page with its pictures in one file of MIME, as Word embeds it. */
#ifndef WK_MHT_H
#define WK_MHT_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends the first page of HTML in a file of MIME to html, and the name of
 * its encoding with a NUL to charset, if it tells one.  False: there is none.
 */
bool mht_page(struct span file, struct buf *html, struct buf *charset);

#endif
