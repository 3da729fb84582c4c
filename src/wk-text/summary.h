/* Counts documents by their types, and those that failed by the reason. */
#ifndef WK_SUMMARY_H
#define WK_SUMMARY_H

#include <stddef.h>

#include "base/buf.h"

/* Types or kinds of error that are counted apart; the others are "other". */
#define SUMMARY_KINDS 48

/* All zero is one to begin with. */
struct summary {
	struct summary_count {
		char name[32];
		size_t n;
	} types[SUMMARY_KINDS], errors[SUMMARY_KINDS];
	size_t n;	/* documents */
	size_t failed;	/* of them */
};

/* Counts a document by its type, or, if it failed, by the kind of error. */
void summary_add(struct summary *s, struct span type, struct span error);

/*
 * Appends the counts, the most first, errors last: "12 pdf, 3 docx, 2 errors
 * (encrypted, scanned)"; or "no documents".
 */
void summary_print(const struct summary *s, struct buf *b);

#endif
