/*
 * The rows of the table `vectors`, where they lie in the mapped file: a blob
 * that SQLite hands out is a copy, for each process and each question one.
 *
 * The format is SQLite's (https://www.sqlite.org/fileformat2.html, sections
 * 1.3, 1.5, 1.6 and 2.1): a table is a tree of pages; a leaf has the beginning
 * of each row, the rest lies in a chain of pages.  The file does not change
 * while it is open: a writer makes another (kb.h), and SQLite holds its lock,
 * unless nobody changes it.
 */
#ifndef WK_KB_PAGES_H
#define WK_KB_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kb_db.h"

/*
 * A blob: its first bytes, which may be all, and, for the others, the numbers
 * of its pages: pages[page] and so on, each `step` bytes long.
 */
struct kb_blob {
	sqlite3_int64 id;
	size_t len;		/* in all */
	const unsigned char *head;
	size_t headlen, page;
};

/* All zero to begin with. */
struct kb_pages {
	struct kb_blob *blob;	/* by rising id */
	size_t n, size;
	uint32_t *page;
	size_t npages, pages_size;

	/* Private. */
	const unsigned char *map;
	size_t len, page_size, step, visited;
	unsigned char *copy;	/* of all blobs, if the file is not mapped */
};

/*
 * Finds the blobs; where the file cannot be mapped (it has a log beside it, it
 * was replaced meanwhile), reads them into memory.  0; or -1 and why; the
 * caller must call kb_pages_close in both cases.
 */
int kb_pages_open(struct kb_pages *p, const struct kb_db *db,
    struct buf *why);

/*
 * The part of a blob from byte `at` on that lies in one place: at least one
 * byte, if there is one.
 */
struct span kb_pages_part(const struct kb_pages *p, const struct kb_blob *b,
    size_t at);

/* Frees all; before the database is closed. */
void kb_pages_close(struct kb_pages *p);

#endif
