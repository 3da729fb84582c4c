/* The terms of a question, and the forms by which they are found in chunks. */
#ifndef WK_KB_QUERY_H
#define WK_KB_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "kb_score.h"
#include "base/span.h"
#include "text/inflect.h"
#include "text/terms.h"

/* A question has at most so many different terms: others are ignored. */
#define KB_TERMS 2048

/* So many forms of its words are known: those of later words are not. */
#define KB_FORMS 1024

#define KB_SLOTS ((size_t)4 * KB_TERMS)	/* a power of 2 */

/* A term of the question, with its other forms. */
struct kb_term {
	struct term term;
	size_t form, forms;	/* its other forms in kb_query.form */
	unsigned int count;	/* how often the question has it */
	unsigned int tf;	/* how often the chunk now read has it */
	bool same;	/* whether this has it as the question has it */
	sqlite3_int64 df;	/* how many chunks hold it */
	double idf;
	double content, weight;	/* for the score: kb_score.h */
	size_t run;
	size_t part[2];	/* of a bigram: the terms that are its characters */
	bool joined;	/* a character: of a bigram that the chunk has */
	size_t holder, holders;	/* its sources in kb_search.holder */
};

/* A term, or a form of it, by which it is found. */
struct kb_entry {
	uint64_t hash;
	size_t term;	/* its number */
	bool asked;	/* whether the question has it as it is */
};

/* All of it belongs to kb_query_read, but what kb_search.c keeps in a term. */
struct kb_query {
	struct kb_term *term;	/* KB_TERMS */
	struct inflect_form *form;	/* KB_FORMS */
	struct kb_entry *entry;	/* KB_TERMS + KB_FORMS */
	uint16_t *slot;	/* KB_SLOTS, by hash: number of an entry + 1, or 0 */
	size_t n, nforms, nentries;
};

void kb_query_open(struct kb_query *query);
void kb_query_close(struct kb_query *query);

/*
 * Reads the terms of a question in place of those of the last one.  The same
 * question was given to kb_score_read, which knows what its runs are.
 */
void kb_query_read(struct kb_query *query, const struct kb_score *score,
    struct span question);

/*
 * The slot of a term or form; it holds 0 if the question does not have that.
 * Inline, since it is called for each term of each chunk that is read.
 */
static inline uint16_t *
kb_query_slot(const struct kb_query *q, uint64_t hash)
{
	size_t i = (size_t)((hash * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

	for (;; i++) {
		i &= KB_SLOTS - 1;
		if (q->slot[i] == 0 || q->entry[q->slot[i] - 1].hash == hash)
			return &q->slot[i];
	}
}

/* The entry with this hash, or NULL. */
static inline struct kb_entry *
kb_query_find(const struct kb_query *q, uint64_t hash)
{
	const uint16_t slot = *kb_query_slot(q, hash);

	return slot == 0 ? NULL : &q->entry[slot - 1];
}

#endif
