#include "kb_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

static int
prepare(struct kb *kb, struct buf *why)
{
	const struct {
		sqlite3_stmt **st;
		const char *sql;
	} statements[] = {
		{ &kb->match,
		    "SELECT rowid FROM passages WHERE passages MATCH ?" },
		{ &kb->docs, "SELECT doc FROM vocabulary WHERE term = ?" },
		{ &kb->character,
		    "SELECT chunks FROM characters WHERE code = ?" },
		{ &kb->chunk, "SELECT text, number, start, url FROM chunks "
		    "WHERE id = ?" },
		{ &kb->source,
		    "SELECT name, chunks FROM sources WHERE id = ?" },
		{ &kb->number, "SELECT text, number, start FROM chunks "
		    "WHERE id BETWEEN ? AND ? AND number = ? LIMIT 1" },
		{ &kb->list, "SELECT name, chunks FROM sources "
		    "ORDER BY name" },
	};
	size_t i;

	for (i = 0; i < LEN(statements); i++)
		if (kb_db_prepare(kb->db, kb->path, statements[i].sql,
		    statements[i].st, why) == -1)
			return -1;
	return 0;
}

/* Reads the counts that rarity is measured by. */
static int
count(struct kb *kb, struct buf *why)
{
	sqlite3_stmt *st;

	if (kb_db_prepare(kb->db, kb->path, "SELECT count(*), "
	    "ifnull(sum(chunks), 0), ifnull(sum(terms), 0) FROM sources",
	    &st, why) == -1)
		return -1;
	if (sqlite3_step(st) != SQLITE_ROW) {
		(void)kb_db_error(kb->db, kb->path, why);
		sqlite3_finalize(st);
		return -1;
	}
	kb->sources = sqlite3_column_double(st, 0);
	kb->chunks = sqlite3_column_double(st, 1);
	kb->terms = sqlite3_column_double(st, 2);
	sqlite3_finalize(st);
	return 0;
}

static int
open_file(struct kb *kb, struct buf *why)
{
	struct stat st;

	if (stat(kb->path, &st) == -1) {
		buf_printf(why, "%s: %s", kb->path, strerror(errno));
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		buf_printf(why, "%s: not a regular file", kb->path);
		return -1;
	}
	if (kb_db_open(kb->path, SQLITE_OPEN_READONLY, NULL, &kb->db, why) ==
	    -1 || kb_db_check(kb->db, kb->path, why) == -1)
		return -1;
	/* One transaction: the file is locked and looked at only once. */
	if (sqlite3_exec(kb->db, "CREATE VIRTUAL TABLE temp.vocabulary "
	    "USING fts5vocab(main, passages, row);"
	    "PRAGMA query_only = ON; BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		return kb_db_error(kb->db, kb->path, why);
	if (count(kb, why) == -1)
		return -1;
	return prepare(kb, why);
}

struct kb *
kb_open(const char *path, struct buf *why)
{
	struct kb *kb;

	if ((kb = calloc(1, sizeof(*kb))) == NULL) {
		buf_puts(why, "out of memory");
		return NULL;
	}
	kb->path = strdup(path);
	kb->term = calloc(KB_TERMS, sizeof(kb->term[0]));
	kb->slot = calloc(KB_SLOTS, sizeof(kb->slot[0]));
	if (kb->path == NULL || kb->term == NULL || kb->slot == NULL)
		buf_puts(why, "out of memory");
	else if (open_file(kb, why) == 0)
		return kb;
	kb_close(kb);
	return NULL;
}

int
kb_next_source(struct kb *kb, struct kb_source *source, struct buf *why)
{
	switch (sqlite3_step(kb->list)) {
	case SQLITE_DONE:
		return 0;
	case SQLITE_ROW:
		source->name = kb_db_span(kb->list, 0);
		source->chunks = sqlite3_column_int64(kb->list, 1);
		source->state = NULL;
		return 1;
	default:
		return kb_db_error(kb->db, kb->path, why);
	}
}

void
kb_close(struct kb *kb)
{
	if (kb == NULL)
		return;
	sqlite3_finalize(kb->match);
	sqlite3_finalize(kb->docs);
	sqlite3_finalize(kb->character);
	sqlite3_finalize(kb->chunk);
	sqlite3_finalize(kb->source);
	sqlite3_finalize(kb->number);
	sqlite3_finalize(kb->list);
	sqlite3_close(kb->db);
	free(kb->ids);
	free(kb->holder);
	free(kb->found);
	free(kb->best);
	free(kb->term);
	free(kb->slot);
	free(kb->path);
	free(kb);
}
