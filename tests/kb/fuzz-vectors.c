/*
 * A knowledge base with vectors in which bytes are changed: each 4 bytes of
 * the data say where (3) and to what (1).  It is refused, or it answers.
 */
#include "kb/kb_vectors.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#define CHUNKS 100
#define DIMENSIONS 64

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static char path[] = "/tmp/wk-fuzz.XXXXXX";
static struct buf whole, file;
static struct embedding one;

static void
must(int holds)
{
	if (!holds)
		abort();
}

static void
remove_file(void)
{
	(void)unlink(path);
}

/* Makes the base, and reads it. */
static void
make(void)
{
	struct kb_chunk c = { 0 };
	struct buf why = { 0 };
	struct kb_writer *w;
	sqlite3 *db;
	size_t i, k;
	ssize_t n;
	int fd;

	must((fd = mkstemp(path)) != -1);
	atexit(remove_file);
	must((w = kb_write(path, &why)) != NULL);
	buf_puts(&one.model, "m");
	one.dimensions = one.size = DIMENSIONS;
	must((one.v = calloc(DIMENSIONS, sizeof(*one.v))) != NULL);
	c.source = span_of("s");
	c.text = span_of("water gate");
	for (i = 0; i < CHUNKS; i++) {
		for (k = 0; k < DIMENSIONS; k++)
			one.v[k] = (float)((i * 31 + k * 17) % 101) - 50;
		must(embedding_normalise(&one));
		c.embedding = i % 10 == 9 ? NULL : &one;
		must(kb_write_add(w, &c, &why) == 0);
	}
	must(kb_write_commit(w, &why) == 0);
	kb_write_close(w);
	must(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db,
	    "PRAGMA page_size = 512; VACUUM", NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(db);
	(void)close(fd);
	must((fd = open(path, O_RDONLY)) != -1);
	while (buf_reserve(&whole, 65536) && (n = read(fd, whole.data +
	    whole.len, 65536)) > 0)
		whole.len += (size_t)n;
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct kb_hits hits = { 0 };
	struct buf why = { 0 };
	struct kb *kb;
	size_t at;
	int fd;

	if (whole.len == 0)
		make();
	buf_clear(&file);
	buf_add(&file, whole.data, whole.len);
	for (; size >= 4; data += 4, size -= 4) {
		at = ((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) %
		    file.len;
		if (at >= 100)	/* behind SQLite's own header */
			file.data[at] = (char)data[3];
	}
	must((fd = open(path, O_WRONLY | O_TRUNC)) != -1);
	must(write(fd, file.data, file.len) == (ssize_t)file.len);
	(void)close(fd);
	if ((kb = kb_open(path, false, &why)) == NULL ||
	    kb_find(kb, span_of("water"), &one, 5, &hits, &why) == -1)
		must(why.len > 0);
	kb_close(kb);
	kb_hits_free(&hits);
	buf_free(&why);
	return 0;
}
