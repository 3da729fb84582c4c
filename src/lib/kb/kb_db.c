/* Opens the SQLite file of a knowledge base, and checks its tables. */
#include "kb_db.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/memory.h"

/* PRAGMA application_id ("wkkb") and user_version of our files. */
#define APPLICATION 0x776b6b62
#define FORMAT_VERSION 3

/*
 * With large pages, few vectors lie in two of them (kb_vectors.h): with 4,096
 * bytes, a search among vectors takes half as long again.
 */
#define PAGE_BYTES 16384

/* How long SQLite waits for a lock, in milliseconds. */
#define BUSY 60000

/*
 * categories: white space alone separates tokens, since we give FTS5 the
 * terms separated by spaces.  detail=none: FTS5 stores which chunks hold a
 * term; how often they do is counted in their text.
 */
static const struct {
	const char *name, *sql;
} tables[] = {
	{ "sources", "CREATE TABLE sources(id INTEGER PRIMARY KEY, "
	    "name TEXT NOT NULL UNIQUE, half INTEGER NOT NULL, "
	    "chunks INTEGER NOT NULL, terms INTEGER NOT NULL)" },
	{ "chunks", "CREATE TABLE chunks(id INTEGER PRIMARY KEY, "
	    "number INTEGER, start INTEGER, url TEXT, text TEXT NOT NULL)" },
	{ "characters", "CREATE TABLE characters(code INTEGER PRIMARY KEY, "
	    "chunks INTEGER NOT NULL)" },
	{ "passages", "CREATE VIRTUAL TABLE passages USING fts5(terms, "
	    "content='', columnsize=0, detail=none, tokenize="
	    "\"unicode61 remove_diacritics 0 "
	    "categories 'L* M* N* P* S* C*'\")" },
	{ "vectors", "CREATE TABLE vectors(id INTEGER PRIMARY KEY, "
	    "vectors BLOB NOT NULL)" },
	{ "embedding", "CREATE TABLE embedding(model TEXT NOT NULL, "
	    "dimensions INTEGER NOT NULL, prefix TEXT NOT NULL, "
	    "chinese REAL, other REAL)" },
};

int
kb_db_error(const struct kb_db *db, struct buf *why)
{
	const char *message = sqlite3_errmsg(db->sqlite);
	int errnum;

	switch (sqlite3_errcode(db->sqlite) & 0xff) {
	case SQLITE_NOTADB:
		buf_printf(why, "%s: not a knowledge base", db->path);
		break;
	case SQLITE_CORRUPT:
		buf_printf(why, "%s: damaged: %s", db->path, message);
		break;
	case SQLITE_IOERR:
		errnum = sqlite3_system_errno(db->sqlite);
		buf_printf(why, "%s: %s%s%s", db->path, message,
		    errnum == 0 ? "" : ": ", errnum == 0 ? "" :
		    strerror(errnum));
		break;
	default:
		buf_printf(why, "%s: %s", db->path, message);
		break;
	}
	return -1;
}

int
kb_db_open(struct kb_db *db, const char *path, const char *file, int flags,
    const char *vfs, struct buf *why)
{
	*db = (struct kb_db){ .path = xstrdup(path) };
	/* Without memory there is no handle, and errmsg says so. */
	if (sqlite3_open_v2(file, &db->sqlite, flags | SQLITE_OPEN_NOMUTEX,
	    vfs) != SQLITE_OK)
		return kb_db_error(db, why);
	sqlite3_busy_timeout(db->sqlite, BUSY);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	return kb_db_execute(db, "PRAGMA cell_size_check = ON;"
	    "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536", why);
}

void
kb_db_close(struct kb_db *db)
{
	sqlite3_close(db->sqlite);
	if (db->watch.on)
		(void)close(db->watch.fd);
	free(db->path);
	*db = (struct kb_db){ 0 };
}

int
kb_db_create(const struct kb_db *db, struct buf *why)
{
	struct buf sql = { 0 };
	size_t i;
	int result;

	buf_printf(&sql, "PRAGMA page_size = %d;", PAGE_BYTES);
	for (i = 0; i < LEN(tables); i++)
		buf_printf(&sql, "%s;", tables[i].sql);
	buf_printf(&sql, "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d;", APPLICATION, FORMAT_VERSION);
	buf_addc(&sql, '\0');
	result = kb_db_execute(db, sql.data, why);
	buf_free(&sql);
	return result;
}

int
kb_db_prepare(const struct kb_db *db, const char *sql, sqlite3_stmt **st,
    struct buf *why)
{
	if (sqlite3_prepare_v3(db->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT,
	    st, NULL) != SQLITE_OK)
		return kb_db_error(db, why);
	return 0;
}

int
kb_db_execute(const struct kb_db *db, const char *sql, struct buf *why)
{
	if (sqlite3_exec(db->sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
		return kb_db_error(db, why);
	return 0;
}

int
kb_db_step(const struct kb_db *db, sqlite3_stmt *st, struct buf *why)
{
	bool done = sqlite3_step(st) == SQLITE_DONE;

	if (!done)
		(void)kb_db_error(db, why);
	sqlite3_reset(st);
	return done ? 0 : -1;
}

/* Reads the one number that a statement returns.  0 or -1. */
static int
read_number(const struct kb_db *db, const char *sql, int *n, struct buf *why)
{
	sqlite3_stmt *st;

	if (kb_db_prepare(db, sql, &st, why) == -1)
		return -1;
	if (sqlite3_step(st) != SQLITE_ROW) {
		(void)kb_db_error(db, why);
		sqlite3_finalize(st);
		return -1;
	}
	*n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return 0;
}

/* Checks that the tables are, to the letter, those that we make. */
static int
check_tables(const struct kb_db *db, struct buf *why)
{
	sqlite3_stmt *st;
	struct span sql;
	size_t i;
	bool same = true;

	if (kb_db_prepare(db, "SELECT sql FROM sqlite_master "
	    "WHERE type = 'table' AND name = ?", &st, why) == -1)
		return -1;
	for (i = 0; i < LEN(tables) && same; i++) {
		sqlite3_bind_text(st, 1, tables[i].name, -1, SQLITE_STATIC);
		same = false;
		if (sqlite3_step(st) == SQLITE_ROW) {
			sql = kb_db_span(st, 0);
			same = sql.p != NULL && span_is(sql, tables[i].sql);
		}
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	if (same)
		return 0;
	buf_printf(why, "%s: damaged: its tables are not those of a "
	    "knowledge base", db->path);
	return -1;
}

int
kb_db_check(const struct kb_db *db, struct buf *why)
{
	int application, version;

	if (read_number(db, "PRAGMA application_id", &application, why) ==
	    -1 || read_number(db, "PRAGMA user_version", &version, why) == -1)
		return -1;
	if (application != APPLICATION) {
		buf_printf(why, "%s: not a knowledge base", db->path);
		return -1;
	}
	if (version != FORMAT_VERSION) {
		buf_printf(why, "%s: a knowledge base of version %d; this "
		    "program reads version %d: %s", db->path, version,
		    FORMAT_VERSION, version > FORMAT_VERSION ?
		    "a later wk made it" : "remove it, and make it again "
		    "from the documents with wk-index");
		return -1;
	}
	return check_tables(db, why);
}

/* Whether a file with this suffix, and something in it, lies beside ours. */
static bool
lies_beside(const char *file, const char *suffix)
{
	struct buf name = { 0 };
	struct stat st;
	bool there;

	buf_printf(&name, "%s%s", file, suffix);
	buf_addc(&name, '\0');
	there = stat(name.data, &st) == 0 && st.st_size > 0;
	buf_free(&name);
	return there;
}

/*
 * Whether nobody changes the file, as the caller says, or as this process
 * could not.  What another program has left in a log belongs to it, though.
 */
static bool
is_fixed(const char *file, const struct stat *st, bool immutable)
{
	const bool writable = (st->st_mode & 0222) != 0 &&
	    access(file, W_OK) == 0;

	return (immutable || !writable) && !lies_beside(file, "-wal") &&
	    !lies_beside(file, "-journal");
}

/* Appends the URI of a file that nobody changes: SQLite does not lock it. */
static void
fixed_uri(struct buf *uri, const char *file)
{
	buf_puts(uri, "file:");
	for (; *file != '\0'; file++)
		buf_printf(uri, "%%%02x", (unsigned char)*file);
	buf_puts(uri, "?immutable=1");
	buf_addc(uri, '\0');
}

/*
 * Begins to watch the file that SQLite has open, of which st was told before;
 * not one that was replaced since, or has its changes in a log.
 */
static void
watch(struct kb_db *db, const struct stat *st)
{
	const char *name = sqlite3_db_filename(db->sqlite, "main");
	struct kb_watch *w = &db->watch;
	struct stat now;
	char version;
	int moved = 1;

	if ((w->fd = open(name, O_RDONLY | O_CLOEXEC)) == -1)
		return;
	/* Files of this name only follow each other: SQLite has this one. */
	w->on = fstat(w->fd, &now) == 0 && now.st_dev == st->st_dev &&
	    now.st_ino == st->st_ino && pread(w->fd, &version, 1, 18) == 1 &&
	    version == 1 && sqlite3_file_control(db->sqlite, "main",
	    SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved == 0;
	w->size = st->st_size;
	w->changed = st->st_mtim;
	if (!w->on)
		(void)close(w->fd);
}

int
kb_db_unchanged(const struct kb_db *db, int result, size_t before,
    struct buf *why)
{
	const struct kb_watch *w = &db->watch;
	struct stat st;
	int error = 0;

	if (!w->on)
		return result;
	if (fstat(w->fd, &st) == -1)
		error = errno;
	else if (st.st_size == w->size &&
	    st.st_mtim.tv_sec == w->changed.tv_sec &&
	    st.st_mtim.tv_nsec == w->changed.tv_nsec)
		return result;
	why->len = before;
	if (error != 0)
		buf_printf(why, "%s: %s", db->path, strerror(error));
	else
		buf_printf(why, "%s: another program changed it while it was "
		    "read; replace a knowledge base with mv, not with cp, and "
		    "run the same command again", db->path);
	return -1;
}

int
kb_db_read(struct kb_db *db, const char *path, const char *file,
    bool immutable, struct buf *why)
{
	struct buf uri = { 0 };
	struct stat st;
	int flags = SQLITE_OPEN_READONLY, result;

	if (stat(file, &st) == -1) {
		buf_printf(why, "%s: %s", path, strerror(errno));
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		buf_printf(why, "%s: not a regular file", path);
		return -1;
	}
	if (is_fixed(file, &st, immutable)) {
		fixed_uri(&uri, file);
		file = uri.data;
		flags |= SQLITE_OPEN_URI;
	}
	if ((result = kb_db_open(db, path, file, flags, NULL, why)) == 0) {
		watch(db, &st);
		result = kb_db_check(db, why);
	}
	buf_free(&uri);
	return result;
}

void
kb_db_bind(sqlite3_stmt *st, int parameter, struct span s)
{
	sqlite3_bind_text64(st, parameter, s.p, s.len, SQLITE_STATIC,
	    SQLITE_UTF8);
}

struct span
kb_db_span(sqlite3_stmt *st, int column)
{
	struct span s;

	s.p = (const char *)sqlite3_column_text(st, column);
	s.len = (size_t)sqlite3_column_bytes(st, column);
	return s;
}
