#include "kb_reader.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "text/bm25.h"

/* For one question: terms that are searched for, passages looked at. */
#define SEARCHED 64
#define BUDGET 200000

/* In so few passages no term is too common to be searched for. */
#define SMALL 10000

#define BEST 50		/* passages that are read, at least */

static int
no_memory(struct buf *why)
{
	buf_puts(why, "out of memory");
	return -1;
}

/*
 * Reads the numbers of the passages that hold a term, or one that begins
 * with it, in rising order, into kb->ids.  0 or -1.
 */
static int
read_ids(struct kb *kb, const struct term *term, bool prefix, struct buf *why)
{
	char match[TERM_MAX + 4];
	size_t size;
	void *more;
	int row;

	/* A term has no quote in it, so this is one string of FTS5's. */
	match[0] = '"';
	memcpy(match + 1, term->text, term->len);
	(void)strlcpy(match + 1 + term->len, prefix ? "\"*" : "\"", 3);
	sqlite3_bind_text(kb->match, 1, match, -1, SQLITE_STATIC);
	kb->nids = 0;
	while ((row = sqlite3_step(kb->match)) == SQLITE_ROW) {
		if (kb->nids == kb->ids_size) {
			size = kb->ids_size * 2 + 1024;
			more = reallocarray(kb->ids, size, sizeof(*kb->ids));
			if (more == NULL)
				break;
			kb->ids = more;
			kb->ids_size = size;
		}
		kb->ids[kb->nids++] = sqlite3_column_int64(kb->match, 0);
	}
	if (row != SQLITE_DONE && row != SQLITE_ROW)
		(void)kb_db_error(kb->db, kb->path, why);
	sqlite3_reset(kb->match);
	if (row == SQLITE_ROW)
		return no_memory(why);
	return row == SQLITE_DONE ? 0 : -1;
}

/* Counts kb->ids by source into kb->holder. */
static int
count_holders(struct kb *kb, struct kb_term *t, struct buf *why)
{
	struct kb_holder *holder = NULL;
	sqlite3_int64 source;
	size_t i, size;
	void *more;

	t->holder = kb->nholders;
	for (i = 0; i < kb->nids; i++) {
		source = kb->ids[i] >> KB_SOURCE_SHIFT;
		if (holder != NULL && holder->source == source) {
			holder->passages++;
			continue;
		}
		if (kb->nholders == kb->holders_size) {
			size = kb->holders_size * 2 + 1024;
			more = reallocarray(kb->holder, size, sizeof(*holder));
			if (more == NULL)
				return no_memory(why);
			kb->holder = more;
			kb->holders_size = size;
		}
		holder = &kb->holder[kb->nholders++];
		holder->source = source;
		holder->passages = 1;
	}
	t->holders = kb->nholders - t->holder;
	return 0;
}

static size_t
place(const struct kb_candidate *found, size_t size, sqlite3_int64 id)
{
	size_t i;

	/* The upper bits: below, those of the source would not count. */
	i = (size_t)(((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15)) >> 36);
	while (found[i & (size - 1)].id != 0 && found[i & (size - 1)].id != id)
		i++;
	return i & (size - 1);
}

/* Keeps at least half of kb->found free for n more. */
static int
make_room(struct kb *kb, size_t n, struct buf *why)
{
	struct kb_candidate *bigger;
	size_t size = kb->found_size == 0 ? 4096 : kb->found_size, i;

	while (size < 2 * (kb->nfound + n))
		size *= 2;
	if (size == kb->found_size)
		return 0;
	if ((bigger = calloc(size, sizeof(*bigger))) == NULL)
		return no_memory(why);
	for (i = 0; i < kb->found_size; i++)
		if (kb->found[i].id != 0)
			bigger[place(bigger, size, kb->found[i].id)] =
			    kb->found[i];
	free(kb->found);
	kb->found = bigger;
	kb->found_size = size;
	return 0;
}

/* Searches for one term, and credits the passages that hold it. */
static int
search_term(struct kb *kb, struct kb_term *t, bool prefix, struct buf *why)
{
	struct kb_candidate *c;
	size_t i;

	if (read_ids(kb, &t->term, prefix, why) == -1 ||
	    count_holders(kb, t, why) == -1 ||
	    make_room(kb, kb->nids, why) == -1)
		return -1;
	t->df = (sqlite3_int64)kb->nids;
	t->idf = bm25_idf(kb->chunks, (double)t->df);
	for (i = 0; i < kb->nids; i++) {
		if (kb->ids[i] <= 0)
			continue;	/* none of ours */
		c = &kb->found[place(kb->found, kb->found_size, kb->ids[i])];
		if (c->id == 0) {
			c->id = kb->ids[i];
			c->score = 0;
			kb->nfound++;
		}
		c->score += t->idf;
	}
	return 0;
}

/* The number that a statement gives for what was bound to it, or 0; or -1. */
static sqlite3_int64
look_up(struct kb *kb, sqlite3_stmt *st, struct buf *why)
{
	sqlite3_int64 n = 0;
	int row;

	if ((row = sqlite3_step(st)) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	else if (row != SQLITE_DONE)
		n = kb_db_error(kb->db, kb->path, why);
	sqlite3_reset(st);
	return n < 0 && row == SQLITE_ROW ? 0 : n;
}

/* Looks up how many passages hold each term: characters, or the others. */
static int
look_up_terms(struct kb *kb, bool characters, struct buf *why)
{
	struct kb_term *t;
	sqlite3_stmt *st;
	size_t i;

	for (i = 0; i < kb->n; i++) {
		t = &kb->term[i];
		if ((t->term.kind == TERM_CHAR) != characters)
			continue;
		if (characters) {
			st = kb->character;
			sqlite3_bind_int64(st, 1, t->term.cp[0]);
		} else {
			st = kb->docs;
			kb_db_bind(st, 1, (struct span){ t->term.text,
			    t->term.len });
		}
		if ((t->df = look_up(kb, st, why)) == -1)
			return -1;
		t->idf = bm25_idf(kb->chunks, (double)t->df);
	}
	return 0;
}

/* The rare terms first, after them those that no passage holds. */
static int
by_rarity(const void *a, const void *b)
{
	const struct kb_term *x = *(const struct kb_term *const *)a;
	const struct kb_term *y = *(const struct kb_term *const *)b;

	if (x->df != y->df)
		return y->df == 0 || (x->df != 0 && x->df < y->df) ? -1 : 1;
	return x < y ? -1 : x > y;
}

/*
 * Searches for the terms of the question, characters or the others, the
 * rare ones first, as far as the budget goes.
 */
static int
search_terms(struct kb *kb, bool characters, struct buf *why)
{
	struct kb_term *list[KB_TERMS];
	size_t i, n = 0;
	sqlite3_int64 cost = 0;
	bool select;

	for (i = 0; i < kb->n; i++)
		if ((kb->term[i].term.kind == TERM_CHAR) == characters)
			list[n++] = &kb->term[i];
	select = characters || kb->chunks > SMALL || n > SEARCHED;
	if (select && !characters && look_up_terms(kb, false, why) == -1)
		return -1;
	if (select)
		qsort(list, n, sizeof(list[0]), by_rarity);
	if (n > SEARCHED)
		n = SEARCHED;
	for (i = 0; i < n; i++) {
		if (select && cost > 0 && list[i]->df > BUDGET - cost)
			break;
		if (search_term(kb, list[i], characters, why) == -1)
			return -1;
		cost += list[i]->df;
	}
	return 0;
}

/* Whether a is worse than b; the later passage is, if they are equal. */
static bool
worse(const struct kb_candidate *a, const struct kb_candidate *b)
{
	return a->score < b->score || (a->score == b->score && a->id > b->id);
}

/* Makes a heap again, the worst on top, where only its root is wrong. */
static void
sift(struct kb_candidate *heap, size_t n, size_t i)
{
	struct kb_candidate swap;
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && worse(&heap[child + 1], &heap[child]))
			child++;
		if (!worse(&heap[child], &heap[i]))
			return;
		swap = heap[i];
		heap[i] = heap[child];
		heap[child] = swap;
		i = child;
	}
}

/* Takes the best of what was found into kb->best. */
static int
take_best(struct kb *kb, size_t want, struct buf *why)
{
	size_t i, j, size = want < BEST ? BEST : want;
	void *more;

	if (kb->best_size < size) {
		more = reallocarray(kb->best, size, sizeof(*kb->best));
		if (more == NULL)
			return no_memory(why);
		kb->best = more;
		kb->best_size = size;
	}
	kb->nbest = 0;
	for (i = 0; i < kb->found_size; i++) {
		if (kb->found[i].id == 0)
			continue;
		if (kb->nbest < size) {
			kb->best[kb->nbest++] = kb->found[i];
			for (j = kb->nbest / 2; kb->nbest == size && j-- > 0;)
				sift(kb->best, size, j);
		} else if (worse(&kb->best[0], &kb->found[i])) {
			kb->best[0] = kb->found[i];
			sift(kb->best, size, 0);
		}
	}
	return 0;
}

int
kb_search(struct kb *kb, size_t want, struct buf *why)
{
	kb->nholders = kb->nfound = 0;
	if (kb->found_size > 0)
		memset(kb->found, 0, kb->found_size * sizeof(*kb->found));
	if (look_up_terms(kb, true, why) == -1 ||
	    search_terms(kb, false, why) == -1)
		return -1;
	/* A character alone begins some term of each passage that holds it. */
	if (kb->nfound == 0 && search_terms(kb, true, why) == -1)
		return -1;
	return take_best(kb, want, why);
}
