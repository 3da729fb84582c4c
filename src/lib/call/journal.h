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
#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "json/json.h"

#define JOURNAL_KEY 32		/* bytes of a key: SHA-256 */

struct journal;

/*
 * The key of a call: SHA-256 of the base URL, the body with the members of
 * its objects sorted and without "stream", "stream_options" and "wk", and the
 * number of the sample.  "wk" is a program's own note on a call, which is not
 * sent.  A body that is not JSON counts as it is.
 */
void journal_key(unsigned char key[JOURNAL_KEY], struct span base,
    struct span body, unsigned sample);

/* The key in hexadecimal digits, with a NUL. */
void journal_hex(char hex[2 * JOURNAL_KEY + 1],
    const unsigned char key[JOURNAL_KEY]);

/* Reads a key from a JSON string of hexadecimal digits; false: it is none. */
bool journal_unhex(unsigned char key[JOURNAL_KEY],
    const struct json_value *v);

/*
 * Appends the line of a reply that came at that time, newline included.
 * b->failed if it is too long.
 */
void journal_put(struct buf *b, const unsigned char key[JOURNAL_KEY],
    time_t at, struct span reply);

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
 * (ENOSPC, EDQUOT, EFBIG), the replies that found room are safe, and the next
 * call tries the others again; after a worse error replies may be lost, what
 * is left of them is cut off by the next writer, and all later calls fail.
 * A program that wants EFBIG ignores SIGXFSZ, which would end it.
 */
int journal_sync(struct journal *j);

/*
 * Sees that so many replies that are still to come will find room, a file
 * system willing: sets blocks aside behind the end of the file, which
 * journal_close gives back.  A reply is taken to be as long as the longest
 * one that came, at least 16 KB and at most 1 MB.  0, or -1 with errno set if
 * there is no such room.
 */
int journal_reserve(struct journal *j, size_t replies);

/* How many replies were taken in and could not be written as yet. */
size_t journal_unsaved(const struct journal *j);

/* Syncs, unlocks, frees.  0 or -1, as journal_sync. */
int journal_close(struct journal *j);

/*
 * Where the entries of the journals are: a hash table with open addressing
 * that holds 8 bytes of each key and 8 bytes of place.  Full to nine tenths
 * and grown by a fifth, it takes 16 / 0.9 / 1.2 to 16 / 0.9 bytes an entry,
 * and both tables together, while it grows, 16 * 2.2 / 0.9 = 39.1.
 */

struct journal;

struct journal_slot {
	uint64_t hash;
	uint64_t where;		/* 0: the slot is empty */
};

/* All zero is an empty index. */
struct journal_index {
	struct journal_slot *slot;
	size_t size;		/* slots */
	size_t used;
	double peak;		/* most bytes an entry, in growing */
};

/* Makes room for n more entries.  False if there would be over 2^32 slots. */
bool journal_index_reserve(struct journal_index *x, size_t n);

/*
 * The next slot with that hash, or the empty one after them.  *at is
 * SIZE_MAX for the first; room for an entry must have been made.
 */
struct journal_slot *journal_index_probe(const struct journal_index *x,
    uint64_t hash, size_t *at);

/* Fills an empty slot that journal_index_probe gave; where is not 0. */
void journal_index_fill(struct journal_index *x, struct journal_slot *slot,
    uint64_t hash, uint64_t where);

void journal_index_free(struct journal_index *x);

/* The index of a journal, for tests. */
const struct journal_index *journal_index_of(const struct journal *j);

#endif
