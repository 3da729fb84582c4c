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

int
kb_lookup_ids(struct kb_lookup *l, const struct term *term, bool prefix,
    struct buf *why)
{
	int row, result = 0;

	/* No term has a quote in it, so this is one string of FTS5's. */
	buf_clear(&l->query);
	buf_addc(&l->query, '"');
	buf_add(&l->query, term->text, term->len);
	buf_puts(&l->query, prefix ? "\"*" : "\"");
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

sqlite3_int64
kb_lookup_count(struct kb_lookup *l, const struct term *term, struct buf *why)
{
	if (term->kind == TERM_CHAR) {
		sqlite3_bind_int64(l->character, 1, term->cp[0]);
		return count(l, l->character, why);
	}
	kb_db_bind(l->docs, 1, (struct span){ term->text, term->len });
	return count(l, l->docs, why);
}
