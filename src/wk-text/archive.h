/*
 * The parts of a zip archive, as DOCX, ODT, EPUB and their like are: read
 * into memory, never written to a file, and no more of them than the limits
 * allow (settings->most, and how much larger than packed they may be).
 */
#ifndef WK_ARCHIVE_H
#define WK_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "sink.h"
#include "source.h"
#include "xml.h"

struct archive;

/*
 * Opens the document.  If all its parts are in one folder, their names are
 * taken without that.  NULL after sink_fail: "bad_archive", "too_large".
 */
struct archive *archive_open(const struct source *s, struct sink *k);

/* Whether there is a part of that name. */
bool archive_has(struct archive *a, const char *name);

/* How many parts there are, and the name of each; NULL if it is no UTF-8. */
size_t archive_count(const struct archive *a);
const char *archive_name(struct archive *a, size_t i);

/* Appends a part to b.  0, or what sink_fail returns. */
int archive_read(struct archive *a, const char *name, struct buf *b);

/*
 * The same for a part without which the document can be read: if it is
 * missing or broken, 1, and why is appended.
 */
int archive_try(struct archive *a, const char *name, struct buf *b,
    struct buf *why);

/*
 * Reads a part as XML, piece by piece, through the handler (xml.h).  0, or
 * what sink_fail returns: "bad_archive" names the part.
 */
int archive_xml(struct archive *a, const char *name,
    const struct xml_handler *h, void *arg);

/*
 * The same of a part that the document can do without: what is wrong with it
 * is told on stderr, and the document has not failed.
 */
void archive_xml_optional(struct archive *a, const char *name,
    const struct xml_handler *h, void *arg);

/*
 * Appends to b, with a NUL that does not count, the name of the part that
 * `target` means when it stands in the part called base: relative to the
 * folder of base, or from the root if it begins with a slash; "." and ".."
 * are resolved, %20 and its like decoded if percent is set, and a #fragment
 * falls off.
 */
void archive_resolve(struct buf *b, const char *base, struct span target,
    bool percent);

/*
 * Whether the document, which was read, came to any text: 0, or, if it is made
 * of pictures alone, what sink_fail returns: "scanned".
 */
int archive_scanned(struct archive *a);

void archive_close(struct archive *a);

#endif
