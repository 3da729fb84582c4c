/*
 * The inside of journal.h, for its files: journal.c reads and finds,
 * journal_write.c writes.
 */
#ifndef WK_JOURNAL_PRIVATE_H
#define WK_JOURNAL_PRIVATE_H

#include "journal.h"

/* A line taken in and not yet written. */
struct pending {
	unsigned char key[JOURNAL_KEY];
	size_t at;		/* where it begins in journal.lines, bytes */
};

struct journal {
	struct journal_index index;
	int *fd;		/* of each file; the writer's first, or -1 */
	size_t nfd;
	uint64_t length;	/* of the file that is written */
	uint64_t room;		/* bytes of the longest line taken in */
	uint64_t reserved;	/* blocks are set aside up to this offset */
	struct buf line;	/* the last one that was looked up */
	struct buf lines;	/* to be written */
	struct pending *pending;
	size_t npending, size;
	size_t lost;		/* replies that were not taken in */
	bool too_long;		/* one of them was, since the last sync */
	int error;		/* the errno that ended all writing, or 0 */
};

/*
 * Notes in the index, where room has been made, where the entry of a key is: a
 * place in the file that is written is its offset plus 1.  An older place with
 * the same hash whose line cannot be read any more counts as one of the same
 * key, which is wrong in one case of 2^64.
 */
void journal_note(struct journal *j, const unsigned char key[JOURNAL_KEY],
    uint64_t where);

/* Gives the blocks back that were set aside and not written to. */
void journal_release(struct journal *j);

#endif
