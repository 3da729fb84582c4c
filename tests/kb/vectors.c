/* The vectors of a knowledge base: similarities, mapped or not, and damage. */
#include "kb/kb_vectors.h"

#include <sys/wait.h>

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tap.h"
#include "base/map.h"
#include "kb/kb_dot.h"
#include "kb/kb_pages.h"

static struct buf why;
static struct kb_hits hits;
static struct embedding one;

/* Numbers from -1 to 1, the same in each run. */
static float
number(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + 1;
	return (float)((double)(*seed >> 33) / (double)(1U << 30) - 1);
}

/* Makes the embedding of chunk i, of length 1. */
static const struct embedding *
make(size_t i, size_t dimensions)
{
	uint64_t seed = i * 7919 + dimensions;
	size_t k;

	if (one.size < dimensions) {
		one.size = dimensions;
		free(one.v);
		one.v = calloc(dimensions, sizeof(*one.v));
	}
	buf_clear(&one.model);
	buf_puts(&one.model, "m");
	one.dimensions = dimensions;
	for (k = 0; k < dimensions; k++)
		one.v[k] = number(&seed);
	(void)embedding_normalise(&one);
	return &one;
}

static double
cosine(size_t a, size_t b, size_t dimensions)
{
	float *v = calloc(dimensions, sizeof(*v));
	double sum = 0;
	size_t k;

	memcpy(v, make(a, dimensions)->v, dimensions * sizeof(*v));
	(void)make(b, dimensions);
	for (k = 0; k < dimensions; k++)
		sum += (double)v[k] * (double)one.v[k];
	free(v);
	return sum;
}

/* Adds chunks first to last of a source: "chunk 7" has vector 7. */
static void
add(struct kb_writer *w, const char *source, size_t first, size_t last,
    size_t dimensions)
{
	struct kb_chunk c;
	char text[32];
	size_t i;

	for (i = first; i <= last; i++) {
		(void)snprintf(text, sizeof(text), "chunk %zu", i);
		memset(&c, 0, sizeof(c));
		c.source = span_of(source);
		c.text = span_of(text);
		if (dimensions > 0)
			c.embedding = make(i, dimensions);
		if (kb_write_add(w, &c, &why) == -1)
			ok(false, "add: %.*s", (int)why.len, why.data);
	}
}

static void
commit(struct kb_writer *w)
{
	if (w == NULL || kb_write_commit(w, &why) == -1)
		ok(false, "commit: %.*s", (int)why.len, why.data);
	kb_write_close(w);
}

/* Which chunk a hit is, by its text. */
static size_t
which(const struct kb_hit *hit)
{
	return (size_t)strtoul(hit->chunk.text.p + 6, NULL, 10);
}

/*
 * Asks for the chunks most similar to chunk 0 of n, without a word: whether
 * all have come, in order, each with the cosine of the float vectors.
 */
static bool
is_right(const char *path, size_t n, size_t dimensions)
{
	struct kb *kb = kb_open(path, false, &why);
	double similarity, last = 2, worst = 0;
	size_t i;
	bool right;

	right = kb != NULL && kb_find(kb, span_of(""), make(0, dimensions), n,
	    &hits, &why) == 0 && hits.n == n;
	for (i = 0; right && i < n; i++) {
		similarity = hits.hit[i].similarity;
		right = hits.hit[i].compared && similarity <= last;
		last = similarity;
		similarity -= cosine(0, which(&hits.hit[i]), dimensions);
		worst = fabs(similarity) > worst ? fabs(similarity) : worst;
	}
	kb_close(kb);
	if (why.len > 0)
		printf("# %.*s\n", (int)why.len, why.data);
	buf_clear(&why);
	return right && worst < (dimensions < 8 ? 0.01 : 0.004);
}

static void
test_dot(void)
{
	int8_t v[3 * 300];
	int16_t q[KB_TOGETHER * 299];
	int32_t sum[3 * KB_TOGETHER], want;
	uint64_t seed = 1;
	size_t count, d, i, j, k, wrong;

	for (i = 0; i < sizeof(v); i++)
		v[i] = (int8_t)(number(&seed) * 127);
	for (i = 0; i < LEN(q); i++)
		q[i] = (int16_t)(number(&seed) * 32000);
	for (count = 1; count <= KB_TOGETHER; count = kb_dot_width(count + 1)) {
		for (wrong = 0, d = 0; d < 300; d++) {
			kb_dot(sum, v, 300, 3, q, d, count);
			for (i = 0; i < 3 * count; i++) {
				j = i % count * d;
				for (want = 0, k = 0; k < d; k++)
					want += v[i / count * 300 + k] *
					    q[j + k];
				wrong += sum[i] != want;
			}
		}
		ok(wrong == 0, "the scalar products of 0 to 299 numbers, %zu "
		    "questions at once", count);
		if (count == KB_TOGETHER)
			break;
	}
}

/* The questions that come after the one at hand. */
struct later {
	size_t at, end;
	size_t told;	/* how many were asked for */
	struct embedding e;
};

/* Sets *e to a copy of the embedding of chunk i. */
static void
copy(struct embedding *e, size_t i, size_t dimensions)
{
	(void)make(i, dimensions);
	free(e->v);
	e->v = calloc(dimensions, sizeof(*e->v));
	memcpy(e->v, one.v, dimensions * sizeof(*e->v));
	e->dimensions = dimensions;
}

/* The next one; the third has another length than the base's vectors. */
static const struct embedding *
tell(void *arg)
{
	struct later *l = arg;

	if (l->at == l->end)
		return NULL;
	copy(&l->e, l->at, l->at == 3 ? 32 : 64);
	l->at++;
	l->told++;
	return &l->e;
}

/* Appends what is found for 20 questions, each with so many hits at most. */
static void
find_twenty(struct buf *found, bool ahead, size_t *told)
{
	struct kb *kb = kb_open("v.db", false, &why);
	struct later later = { .end = 20 };
	struct embedding e = { 0 };
	size_t i, k;

	if (ahead)
		kb_look_ahead(kb, tell, &later);
	for (i = 0; i < 20; i++) {
		later.at = i + 1;
		copy(&e, i, 64);
		if (kb_find(kb, span_of(""), &e, i == 17 ? 60 : 5, &hits,
		    &why) == -1)
			ok(false, "find: %.*s", (int)why.len, why.data);
		for (k = 0; k < hits.n; k++)
			buf_printf(found, "%zu %a\n", which(&hits.hit[k]),
			    hits.hit[k].similarity);
	}
	*told = later.told;
	free(e.v);
	free(later.e.v);
	kb_close(kb);
}

/*
 * Questions of one pass over the vectors get what each gets alone.  A pass
 * begins with 0 (and 8 more, one of another length), with that one, 3 (and 7),
 * with 11 (7), with 17 (2), which wants more hits, and with 18 (1).
 */
static void
test_together(void)
{
	struct kb_writer *w;
	struct buf alone = { 0 }, together = { 0 };
	size_t told;

	(void)unlink("v.db");
	w = kb_write("v.db", &why);
	add(w, "a", 0, 99, 64);
	add(w, "b", 100, 199, 64);
	commit(w);
	find_twenty(&alone, false, &told);
	ok(told == 0 && alone.len > 0, "twenty questions, each for itself");
	find_twenty(&together, true, &told);
	ok(span_same(buf_span(&alone), buf_span(&together)),
	    "at once they get the same hits");
	ok(told == 25, "in five passes (%zu were told of)", told);
	buf_free(&alone);
	buf_free(&together);
}

/* Vectors shorter and longer than a page, in one row and in many. */
static void
test_sizes(void)
{
	static const size_t size[] = { 1, 2, 64, 384, 768, 4096, 20000 };
	const size_t n = 200;
	struct kb_writer *w;
	size_t i, s;
	char source[16];

	for (i = 0; i < LEN(size); i++) {
		(void)unlink("v.db");
		w = kb_write("v.db", &why);
		add(w, "a", 0, 99, size[i]);
		for (s = 100; s < n; s++) {
			(void)snprintf(source, sizeof(source), "s%zu", s);
			add(w, source, s, s, size[i]);
		}
		commit(w);
		ok(is_right("v.db", n, size[i]), "%zu numbers", size[i]);
	}
}

static void
run(const char *path, const char *sql)
{
	sqlite3 *db;

	if (sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		ok(false, "%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

/* Whether the vectors of a base are not copied to memory. */
static bool
is_mapped(const char *path)
{
	struct kb *kb = kb_open(path, false, &why);
	struct kb_pages pages = { 0 };
	bool mapped;

	mapped = kb != NULL && kb_pages_open(&pages, &kb->db, &why) == 0 &&
	    pages.n > 0 && pages.copy == NULL;
	kb_pages_close(&pages);
	kb_close(kb);
	return mapped;
}

static void
test_changes(void)
{
	struct kb_writer *w;

	(void)unlink("v.db");
	w = kb_write("v.db", &why);
	add(w, "a", 0, 4000, 384);
	commit(w);
	ok(is_right("v.db", 1000, 384), "a row of more than a megabyte");
	w = kb_write("v.db", &why);
	add(w, "b", 0, 199, 384);
	(void)kb_write_remove(w, span_of("a"), &why);
	commit(w);
	ok(is_right("v.db", 200, 384), "removed, and others in their place");
	w = kb_write("v.db", &why);
	add(w, "b", 0, 299, 384);
	commit(w);
	ok(is_right("v.db", 300, 384), "replaced");
	w = kb_write("v.db", &why);
	add(w, "b", 0, 9, 384);
	add(w, "c", 0, 9, 384);
	(void)kb_write_fail(w, span_of("b"), &why);
	(void)kb_write_fail(w, span_of("c"), &why);
	commit(w);
	ok(is_right("v.db", 300, 384), "failed: as it was");
	run("v.db", "PRAGMA page_size = 4096; VACUUM");
	ok(is_right("v.db", 300, 384), "pages of 4,096 bytes");
	run("v.db", "PRAGMA page_size = 512; VACUUM");
	ok(is_right("v.db", 300, 384), "pages of 512 bytes");
	run("v.db", "PRAGMA page_size = 65536; VACUUM");
	ok(is_right("v.db", 300, 384), "pages of 65,536 bytes");
	run("v.db", "PRAGMA auto_vacuum = FULL; VACUUM");
	ok(is_right("v.db", 300, 384), "a file with maps of its pages");
	ok(truncate("v.db", (off_t)3 << 30) == 0 && is_mapped("v.db") &&
	    is_right("v.db", 300, 384), "a file of 3 GiB is mapped");
	run("v.db", "VACUUM");
	run("v.db", "PRAGMA journal_mode = WAL");
	ok(is_right("v.db", 300, 384), "a file with a log is not mapped");
}

/* Whether rows that a statement damaged are told of, as `want` says. */
static void
damaged(const char *sql, const char *want)
{
	struct kb *kb;

	run("whole.db", "VACUUM INTO 'bad.db'");
	run("bad.db", sql);
	kb = kb_open("bad.db", false, &why);
	ok((kb == NULL || kb_find(kb, span_of("chunk 7"), make(0, 64), 5,
	    &hits, &why) == -1) && why.len > 0, "damaged: %s", sql);
	buf_addc(&why, '\0');
	if (why.data == NULL || strstr(why.data, want) == NULL)
		ok(false, "not '%s': %s", want, why.data);
	buf_clear(&why);
	kb_close(kb);
	(void)unlink("bad.db");
}

static void
test_damage(void)
{
	struct kb_writer *w;

	(void)unlink("whole.db");
	w = kb_write("whole.db", &why);
	add(w, "a", 0, 99, 64);
	add(w, "b", 100, 199, 64);
	commit(w);
	damaged("UPDATE vectors SET vectors = substr(vectors, 2)", "length");
	damaged("UPDATE vectors SET vectors = x''", "length");
	damaged("UPDATE vectors SET vectors = 'text'", "cannot be read");
	damaged("UPDATE vectors SET vectors = 7", "cannot be read");
	damaged("UPDATE vectors SET vectors = zeroblob(680)", "scale");
	damaged("UPDATE vectors SET vectors = CAST(x'0000c07f' || "
	    "substr(vectors, 5) AS BLOB)", "scale");
	damaged("UPDATE vectors SET vectors = CAST(x'0000803f' || "
	    "substr(vectors, 5) AS BLOB)", "scale");
	damaged("UPDATE vectors SET id = id - 8589934592", "cannot be read");
	damaged("INSERT INTO vectors SELECT id + 1, vectors FROM vectors",
	    "not in its place");
	damaged("UPDATE vectors SET id = id + 2147483600", "not in its place");
	damaged("UPDATE vectors SET id = id + 1000", "lacks chunk");
	damaged("UPDATE embedding SET dimensions = 63", "length");
	damaged("UPDATE embedding SET dimensions = 0", "unreadable");
	damaged("UPDATE embedding SET dimensions = 70000", "unreadable");
	damaged("UPDATE embedding SET model = x'00'", "unreadable");
	damaged("DROP TABLE vectors", "tables");
	damaged("DROP TABLE embedding", "tables");
	damaged("PRAGMA user_version = 1", "version 1");
}

static void
put_file(const char *path, const struct buf *b)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (write(fd, b->data, b->len) != (ssize_t)b->len)
		ok(false, "write %s", path);
	(void)close(fd);
}

static void
lost(const char *name)
{
	_exit(strcmp(name, "bad.db") == 0 ? 9 : 8);
}

/*
 * The file becomes short while it is searched, which the watch, being off, does
 * not see.
 */
static void
test_lost(void)
{
	struct kb *kb;
	int status = 0;
	pid_t pid;

	run("whole.db", "VACUUM INTO 'bad.db'");
	kb = kb_open("bad.db", false, &why);
	if (kb == NULL || kb_find(kb, span_of(""), make(0, 64), 5, &hits,
	    &why) == -1 || (pid = fork()) == -1) {
		ok(false, "%.*s", (int)why.len, why.data);
		return;
	}
	if (pid == 0) {
		map_hook = lost;
		kb->db.watch.on = false;
		(void)!truncate("bad.db", 0);
		_exit(kb_find(kb, span_of(""), make(1, 64), 5, &hits, &why) ==
		    -1 ? 1 : 0);
	}
	(void)waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 9,
	    "a file that becomes short in a search is told by its name");
	ok(kb_find(kb, span_of(""), make(0, 64), 5, &hits, &why) == -1 &&
	    kb_next_source(kb, &(struct kb_source){ 0 }, &why) != 0,
	    "one that became short before it is an error");
	kb_close(kb);
	buf_clear(&why);
	(void)unlink("bad.db");
}

/* Files with bytes changed anywhere, or cut off: none does harm. */
static void
test_noise(void)
{
	struct buf file = { 0 }, bad = { 0 };
	struct kb *kb;
	size_t i, k, refused = 0, answered = 0;
	ssize_t n;
	int fd;

	run("whole.db", "PRAGMA page_size = 512; VACUUM");
	fd = open("whole.db", O_RDONLY);
	while (buf_reserve(&file, 65536) && (n = read(fd, file.data + file.len,
	    65536)) > 0)
		file.len += (size_t)n;
	(void)close(fd);
	srandom(7);
	for (i = 0; i < 400; i++) {
		buf_clear(&bad);
		buf_add(&bad, file.data, i % 8 == 0 ?
		    (size_t)random() % file.len : file.len);
		for (k = 0; k < 10 && bad.len > 0 && i % 8 != 0; k++)
			bad.data[(size_t)random() % bad.len] =
			    (char)(i % 2 != 0 ? random() : random() % 16);
		memcpy(bad.data, file.data, bad.len < 100 ? bad.len : 100);
		put_file("bad.db", &bad);
		kb = kb_open("bad.db", false, &why);
		if (kb == NULL || kb_find(kb, span_of(""), make(0, 64), 5,
		    &hits, &why) == -1)
			refused++;
		else
			answered++;
		kb_close(kb);
		buf_clear(&why);
	}
	ok(refused > 50 && answered > 5 && refused + answered == 400,
	    "400 damaged files: %zu refused, %zu answered", refused, answered);
	buf_free(&file);
	buf_free(&bad);
}

int
main(void)
{
	char dir[] = "/tmp/wk-vectors.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 1;
	test_dot();
	test_together();
	test_sizes();
	test_changes();
	test_damage();
	test_lost();
	test_noise();
	(void)unlink("v.db");
	(void)unlink("v.db-wal");
	(void)unlink("v.db-shm");
	(void)unlink("whole.db");
	(void)unlink("bad.db");
	(void)rmdir(dir);
	kb_hits_free(&hits);
	embedding_free(&one);
	buf_free(&why);
	return tap_done();
}
