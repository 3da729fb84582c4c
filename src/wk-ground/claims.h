/*
 * What an answer says, in pieces: its numbers, names, words and pairs of Han
 * characters; and which of them its passages hold.
 */
#ifndef WK_CLAIMS_H
#define WK_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup.h"
#include "text/chinese.h"
#include "text/units.h"

enum claim_type {
	CLAIM_PAIR,	/* two Han characters */
	CLAIM_WORD,	/* of letters */
	CLAIM_NAME,	/* of letters, with a capital or a digit */
	CLAIM_NUMBER,
	CLAIM_QUOTE	/* what stands in 《》 or quotes */
};

struct claim {
	uint64_t key;		/* a hash of the piece */
	uint32_t from, to;	/* units of the answer */
	uint32_t slot;		/* its place in the table */
	uint32_t measure;	/* of a number */
	uint8_t type;		/* enum claim_type */
	bool other;		/* another reading of the claim before */
};

/* A piece by its hash, however often it is in the answer. */
struct claim_slot {
	uint64_t key;		/* 0: the slot is free */
	uint32_t held;		/* in the passages; of a number, measures */
	uint32_t given;		/* the same of what came with the question */
	bool told;
};

/* All zero is empty. */
struct claims {
	struct span text;	/* the answer */
	struct units answer;	/* the same, folded */
	struct claim *claim;
	size_t n, size;
	struct claim_slot *slot;
	size_t slots;		/* a power of two */
	uint64_t filter[64];	/* which hashes may be in the table */
	bool numbers, words;	/* the answer has some */
};

/* Reads an answer, valid UTF-8; forgets the one before. */
void claims_read(struct claims *c, struct span answer,
    const struct chinese *chinese);
void claims_free(struct claims *c);

/*
 * Marks the claims that a text holds: a passage or, if `given`, something
 * that came with the question.
 */
void claims_mark(struct claims *c, const struct units *text, bool given);

/* Whether the passages hold a claim, with its other readings. */
bool claims_held(const struct claims *c, size_t i);

/* Appends the units [from, to) of the answer, as written, as a JSON string. */
void claims_put(const struct claims *c, size_t from, size_t to,
    struct buf *b);

/* Whether it came with the question. */
bool claims_given(const struct claims *c, size_t i);

#endif
