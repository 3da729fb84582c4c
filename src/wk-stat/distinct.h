/*
 * Counts distinct values: of texts by a hash alone, 16 to 32 bytes each; of
 * names, with what belongs to each.
 */
#ifndef WK_DISTINCT_H
#define WK_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* A hash of s that goes on from another hash, at first from 0. */
uint64_t distinct_hash(uint64_t from, struct span s);

/* Hashes that were seen; all zero is empty. */
struct hashes {
	uint64_t *table;
	size_t n, size;
};

/* Adds a hash.  False if it was there. */
bool hashes_add(struct hashes *h, uint64_t hash);
void hashes_free(struct hashes *h);

/* Names beyond so many are counted together. */
#define NAMES_MOST 100000

/* Longest name, in bytes; a longer one is cut. */
#define NAME_MOST 200

/* What belongs to a name besides its number. */
enum { NAME_IN, NAME_OUT, NAME_SUMS };

struct name {
	size_t at, len;		/* in names.text */
	size_t first, firstlen;	/* a note, in names.text */
	uint64_t n;
	uint64_t sum[NAME_SUMS];
};

/* All zero is empty. */
struct names {
	struct name *each;
	size_t n, size;
	uint32_t *table;	/* places in each, from 1, by hash; 0 is free */
	size_t tablesize;
	struct buf text;
	uint64_t total;		/* of all n */
	uint64_t beyond;	/* of those not kept by name */
};

/* Counts a name, valid UTF-8.  Returns it, or NULL if it is not kept. */
struct name *names_add(struct names *names, struct span name);

/* Notes something with a name that has no note yet. */
void names_note(struct names *names, struct name *name, struct span note);

/* The name, or its note, until the next names_add. */
struct span names_text(const struct names *names, const struct name *name);
struct span names_first(const struct names *names, const struct name *name);

/* Sorts by number, the most frequent first; no more can be added then. */
void names_sort(struct names *names);
void names_free(struct names *names);

#endif
