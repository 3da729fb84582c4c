/* Finds which chunks hold a term, and how many they are. */
#include "kb_lookup.h"

#include <stdlib.h>

#include "kb_db.h"
#include "base/memory.h"

int
kb_lookup_open(struct kb_lookup *l, const struct kb_db *db, struct buf *why)
{
	l->db = db;
	return kb_db_prepare(db, "SELECT rowid FROM passages "
	    "WHERE passages MATCH ?", &l->match, why) == 0 &&
	    kb_db_prepare(db, "SELECT doc FROM vocabulary "
	    "WHERE term = ?", &l->docs, why) == 0 &&
	    kb_db_prepare(db, "SELECT chunks FROM characters "
	    "WHERE code = ?", &l->character, why) == 0 ? 0 : -1;
}

void
kb_lookup_close(struct kb_lookup *l)
{
	sqlite3_finalize(l->match);
	sqlite3_finalize(l->docs);
	sqlite3_finalize(l->character);
	buf_free(&l->query);
	free(l->ids);
}

/* Keeps the id of one more chunk. */
static void
add_id(struct kb_lookup *l, sqlite3_int64 id)
{
	if (l->n == l->size) {
		l->size = l->size * 2 + 1024;
		l->ids = xreallocarray(l->ids, l->size, sizeof(*l->ids));
	}
	l->ids[l->n++] = id;
}

/* Appends a word as a string of FTS5's: no term has a quote in it. */
static void
quote(struct buf *query, const char *word, size_t len)
{
	buf_addc(query, '"');
	buf_add(query, word, len);
	buf_addc(query, '"');
}

int
kb_lookup_ids(struct kb_lookup *l, const struct kb_wanted *wanted,
    bool prefix, struct buf *why)
{
	const struct inflect_form *form = wanted->form;
	size_t i;
	int row, result = 0;

	buf_clear(&l->query);
	quote(&l->query, wanted->term->text, wanted->term->len);
	if (prefix)
		buf_addc(&l->query, '*');
	for (i = 0; i < wanted->forms; i++) {
		buf_puts(&l->query, " OR ");
		quote(&l->query, form[i].text, form[i].len);
	}
	kb_db_bind(l->match, 1, buf_span(&l->query));
	l->n = 0;
	while ((row = sqlite3_step(l->match)) == SQLITE_ROW)
		add_id(l, sqlite3_column_int64(l->match, 0));
	if (row != SQLITE_DONE)
		result = kb_db_error(l->db, why);
	sqlite3_reset(l->match);
	return result;
}

/* Runs a statement that returns one count, or no row for 0.  -1: it failed. */
static sqlite3_int64
count(struct kb_lookup *l, sqlite3_stmt *st, struct buf *why)
{
	sqlite3_int64 n = 0;
	int row;

	if ((row = sqlite3_step(st)) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	else if (row != SQLITE_DONE)
		n = kb_db_error(l->db, why);
	sqlite3_reset(st);
	return n < 0 && row == SQLITE_ROW ? 0 : n;
}

/* How many chunks hold this word or bigram; or -1, and why. */
static sqlite3_int64
count_text(struct kb_lookup *l, const char *text, size_t len, struct buf *why)
{
	kb_db_bind(l->docs, 1, (struct span){ text, len });
	return count(l, l->docs, why);
}

sqlite3_int64
kb_lookup_count(struct kb_lookup *l, const struct kb_wanted *wanted,
    struct buf *why)
{
	const struct inflect_form *form = wanted->form;
	const struct term *term = wanted->term;
	sqlite3_int64 all, one;
	size_t i;

	if (term->kind == TERM_CHAR) {
		sqlite3_bind_int64(l->character, 1, term->cp[0]);
		return count(l, l->character, why);
	}
	if ((all = count_text(l, term->text, term->len, why)) == -1)
		return -1;
	for (i = 0; i < wanted->forms; i++) {
		one = count_text(l, form[i].text, form[i].len, why);
		if (one == -1)
			return -1;
		all += one;
	}
	return all;
}
