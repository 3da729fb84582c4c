/*
 * What HF datasets, which XTuner 0.1, LLaMA-Factory and others read rows
 * with, asks of a whole file: a key has one type in all rows, at any depth;
 * null goes with any type.  Keys that stand twice in an object, and rows that
 * stand twice in a file, are found on the way.  Keeps the distinct keys and a
 * hash of each row.
 */
#ifndef WK_COLUMNS_H
#define WK_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/json.h"

/* A key, at its place in the objects around it. */
struct column {
	size_t parent;		/* its place in columns.each; 0 for a row */
	size_t name, len;	/* in columns.names */
	size_t object;		/* number of the last object that has it */
	size_t line;		/* of its first value that is not null */
	unsigned int types;	/* that it has had, as bits */
	unsigned int first;	/* the type on that line */
};

/* A row that was seen. */
struct seen {
	uint64_t hash;
	size_t line;		/* 0: this place of the table is free */
};

/* All zero is a file without rows. */
struct columns {
	struct column *each;
	size_t n, size;
	size_t *table, tablesize;	/* places in each, by hash */
	struct buf names;
	size_t objects;			/* read so far */
	struct seen *seen;
	size_t nseen, seensize;
	struct buf scratch, canonical;

	/* Called for each problem. */
	void (*complain)(void *arg, const char *problem);
	void *arg;
	size_t line;			/* of the row at hand */
	const char *const *loose;	/* keys under which types may vary */
};

/* Looks at the row on a line; loose is a list that ends in NULL. */
void columns_add(struct columns *c, const struct json_value *row, size_t line,
    const char *const *loose);

/* Forgets the rows, and frees the memory. */
void columns_free(struct columns *c);

#endif
