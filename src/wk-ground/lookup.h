/*
 * The passages that an answer is held against: folded, with their places.
 * Strings are looked up in them without regard to blanks, punctuation, width,
 * case and traditional forms.  The next record often has the same passages,
 * as several questions are asked about each; they are not folded again.
 */
#ifndef WK_LOOKUP_H
#define WK_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "text/units.h"

struct passage {
	size_t from, to;	/* its place in `plain`, in bytes */
	size_t letters;		/* the number of its first letter in `at` */
	size_t end;		/* the number behind its last letter */
	bool brief;		/* short enough to be kept: */
	struct buf raw;		/* as it came */
	struct units units;	/* folded */
};

/* All zero holds no passages. */
struct lookup {
	struct passage *passage;
	size_t n, size;
	size_t kept;		/* so many are folded, from the last record */
	struct units large;	/* the last one that was not brief, folded */
	struct buf plain;	/* letters, digits and Han, folded; a newline
				   behind each passage */
	uint32_t *at;		/* the place of each character of `plain` in
				   its passage, in code points */
	size_t nat, sizeat;
};

/* Where a string was found. */
struct lookup_match {
	size_t passage;		/* its number */
	size_t from, to;	/* in `plain` */
	size_t start;		/* in the passage, in code points */
};

/* Forgets all passages; lookup_free frees the memory, too. */
void lookup_clear(struct lookup *p);
void lookup_free(struct lookup *p);

/*
 * Adds a passage, valid UTF-8.  Returns it folded, good until the next is
 * added.
 */
const struct units *lookup_add(struct lookup *p, struct span text);

/*
 * Appends the units [from, to) of a text as they are looked up: without
 * blanks and punctuation.
 */
void lookup_plain(struct buf *b, const struct units *text, size_t from,
    size_t to);

/*
 * Looks for a string made by lookup_plain in the passage of that number,
 * from the byte `from` of `plain` on.  It neither begins nor ends within a
 * word or a row of digits.  False if it is not there.
 */
bool lookup_find(const struct lookup *p, size_t passage, size_t from,
    struct span what, struct lookup_match *match);

/* The same in all passages. */
bool lookup_holds(const struct lookup *p, struct span what);

#endif
