/* One line of a journal (journal.h): writing and reading it. */
#ifndef WK_JOURNAL_LINE_H
#define WK_JOURNAL_LINE_H

#include <stdint.h>
#include <time.h>

#include "base/buf.h"
#include "journal.h"
#include "json/json.h"

struct journal_line {
	unsigned char key[JOURNAL_KEY];
	struct json_value reply;	/* a string if it came as "text" */
	bool text;
};

/* Appends the line of a reply, \n included; b->failed if that cannot be. */
void journal_line_put(struct buf *b, const unsigned char key[JOURNAL_KEY],
    time_t at, struct span reply);

/*
 * Reads the line that begins at `at` in a file into b, and says where it is
 * there.  0, or -1 with errno set: ESTALE if it is cut off.
 */
int journal_line_fetch(int fd, uint64_t at, struct buf *b, struct span *line);

/* Reads a line without its \n: 0, or -1 if it is no entry. */
int journal_line_read(struct journal_line *entry, struct span line);

/* Appends the reply of a line that was read. */
void journal_line_reply(const struct journal_line *entry, struct buf *b);

#endif
