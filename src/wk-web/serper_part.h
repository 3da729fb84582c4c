/*
 * The pieces of what a search finds: texts and URLs.
 */
#ifndef WK_SERPER_PART_H
#define WK_SERPER_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Appends s, valid UTF-8, as one line fit to be kept: HTML entities decoded
 * (once), runs of blanks and controls made one space and none at the ends,
 * characters that do not show left out; at most `most` code points.
 */
void serper_clean(struct buf *b, struct span s, size_t most);

/* The same without entities: text that somebody typed. */
void serper_one_line(struct buf *b, struct span s, size_t most);

/* The host of an URL, without user, port and dots at its end; or empty. */
struct span serper_host(struct span url);

/* Whether s can stand as the URL of a page: http or https, no blanks. */
bool serper_is_url(struct span s);

/* Appends the URL of a search for the query. */
void serper_put_search(struct buf *b, struct span query);

#endif
