/*
 * The journal keeps the replies that were paid for: an append-only file of
 * JSON lines, one for each reply,
 *
 *	{"key":"<64 hex digits>","at":"2026-11-23T12:00:00Z","reply":{…}}
 *
 * where a reply that is not valid JSON stands as a string in "text" instead
 * of "reply" (and bytes of it that are not UTF-8 become U+FFFD).  The last
 * line of a key counts, the writer's own before another's.  The file is
 * 0600, opened with O_NOFOLLOW, locked (flock) by its one writer.  A torn
 * tail, which a crash left of the last line, is cut off by the next writer
 * and skipped by readers.  An entry takes at most 40 bytes of memory.
 */
#ifndef WK_JOURNAL_H
#define WK_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define JOURNAL_KEY 32		/* bytes of a key: SHA-256 */

struct journal;

/*
 * The key of a call: SHA-256 of the base URL, the body with the members of
 * its objects sorted and without "stream" and "stream_options", and the
 * number of the sample.  A body that is not JSON counts as it is.
 */
void journal_key(unsigned char key[JOURNAL_KEY], struct span base,
    struct span body, unsigned sample);

/* The key in hexadecimal digits, with a NUL. */
void journal_hex(char hex[2 * JOURNAL_KEY + 1],
    const unsigned char key[JOURNAL_KEY]);

/*
 * Opens the journal at path (NULL: none, nothing is kept) for appending and
 * those in `others` (NULL-terminated, may be NULL) for reading, and indexes
 * them.  NULL if that cannot be; `why` then says so, naming the file, and the
 * line if one is no entry: such a journal is not touched.
 */
struct journal *journal_open(const char *path, const char *const *others,
    struct buf *why);

/* How many replies were found when it was opened. */
size_t journal_entries(const struct journal *j);

/*
 * Appends the reply of a key to b.  1; 0 if it has none; -1 with errno set
 * if it could not be read again.
 */
int journal_find(struct journal *j, const unsigned char key[JOURNAL_KEY],
    struct buf *b);

/* Takes a reply in, to be written by journal_sync. */
void journal_add(struct journal *j, const unsigned char key[JOURNAL_KEY],
    struct span reply);

/*
 * Writes what was taken in, all at once, and fdatasyncs it: from then on it
 * is safe, and found.  0, or -1 with errno set.  If there was no room
 * (ENOSPC, EDQUOT, EFBIG), the file is as long as before, and the next call
 * tries the same replies again; after a worse error they may be lost, what
 * is left of them is cut off by the next writer, and all later calls fail.
 * A program that wants EFBIG ignores SIGXFSZ, which would end it.
 */
int journal_sync(struct journal *j);

/* Syncs, unlocks, frees.  0 or -1, as journal_sync. */
int journal_close(struct journal *j);

#endif
