/* The knowledge base: adding, replacing, finding, damage, locks. */
#include "kb/kb.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "kb/kb_db.h"
#include "kb/kb_score.h"
#include "tap.h"
#include "text/bm25.h"
#include "text/terms.h"
#include "base/utf8.h"

static struct buf why;
static struct kb_hits hits;

static const char *
reason(void)
{
	static char text[500];

	(void)snprintf(text, sizeof(text), "%.*s", (int)why.len, why.data);
	buf_clear(&why);
	return text;
}

static struct kb_writer *
begin(const char *path)
{
	struct kb_writer *w;

	if ((w = kb_write(path, &why)) == NULL) {
		printf("Bail out! kb_write: %s\n", reason());
		exit(1);
	}
	return w;
}

static void
add(struct kb_writer *w, const char *source, const char *text)
{
	struct kb_chunk c;

	memset(&c, 0, sizeof(c));
	c.source = span_of(source);
	c.text = span_of(text);
	if (kb_write_add(w, &c, &why) == -1)
		ok(false, "adding %s: %s", source, reason());
}

/* Commits, closes, and compares the sources that kb_write_next lists. */
static void
ends(struct kb_writer *w, const char *want, const char *name)
{
	struct kb_source s;
	struct buf got = { 0 };

	if (kb_write_commit(w, &why) == -1)
		buf_printf(&got, "failed: %s", reason());
	else
		while (kb_write_next(w, &s, &why) == 1) {
			buf_add(&got, s.name.p, s.name.len);
			buf_printf(&got, " %lld %s;", s.chunks, s.state);
		}
	is_mem(got.data, got.len, want, strlen(want), name);
	buf_free(&got);
	kb_write_close(w);
}

/* Compares the texts found for a question, a bar behind each. */
static void
finds(const char *path, const char *question, const char *want)
{
	struct buf got = { 0 };
	struct kb *kb;
	size_t i;

	if ((kb = kb_open(path, false, &why)) == NULL ||
	    kb_find(kb, span_of(question), NULL, 5, &hits, &why) == -1)
		buf_printf(&got, "failed: %s", reason());
	else
		for (i = 0; i < hits.n; i++) {
			buf_add(&got, hits.hit[i].chunk.text.p,
			    hits.hit[i].chunk.text.len);
			buf_addc(&got, '|');
		}
	is_mem(got.data, got.len, want, strlen(want), question);
	buf_free(&got);
	kb_close(kb);
}

static void
test_life(void)
{
	static const char *const db = "life.db";
	struct kb_writer *w;

	w = begin(db);
	add(w, "a", "悟空在花果山");
	add(w, "b", "八戒在高老庄");
	add(w, "a", "悟空拜师");
	finds(db, "悟空", "failed: life.db: No such file or directory");
	ends(w, "a 2 added;b 1 added;", "sources are added, in their order");
	finds(db, "悟空", "悟空拜师|悟空在花果山|");
	finds(db, "高老庄", "八戒在高老庄|");
	finds(db, "沙僧", "");

	w = begin(db);
	add(w, "a", "沙僧在流沙河");
	finds(db, "沙僧", "");
	ends(w, "a 1 replaced;", "a source is replaced");
	finds(db, "沙僧", "沙僧在流沙河|");
	finds(db, "悟空", "");

	w = begin(db);
	add(w, "a", "龙王");
	add(w, "c", "白马");
	(void)kb_write_fail(w, span_of("a"), &why);
	(void)kb_write_fail(w, span_of("c"), &why);
	add(w, "c", "白马");
	(void)kb_write_fail(w, span_of("d"), &why);
	add(w, "e", "东海");
	ends(w, "a 1 kept;c 0 kept;d 0 kept;e 1 added;",
	    "a source that failed keeps what it had");
	finds(db, "龙王白马", "");
	finds(db, "沙僧", "沙僧在流沙河|");

	w = begin(db);
	ok(kb_write_remove(w, span_of("b"), &why) == 1, "remove");
	ok(kb_write_remove(w, span_of("x"), &why) == 0, "remove what is not");
	ok(kb_write_remove(w, span_of("e"), &why) == 1, "remove, then add");
	add(w, "e", "西海");
	ends(w, "b 0 removed;e 1 replaced;", "a source is removed");
	finds(db, "八戒", "");
	finds(db, "西海", "西海|");

	w = begin(db);
	add(w, "b", "天蓬");
	(void)kb_write_fail(w, (struct span){ NULL, 0 }, &why);
	ends(w, "b 0 kept;", "an error without a source fails all sources");
	finds(db, "天蓬", "");
}

/* Dumps the tables as one text, the same for equal knowledge bases. */
static void
dump(const char *path, struct buf *b)
{
	static const char *const queries[] = {
		"SELECT name, chunks, terms FROM sources ORDER BY name",
		"SELECT code, chunks, 0 FROM characters ORDER BY code",
		"SELECT term, doc, cnt FROM v ORDER BY term",
		"SELECT id >> 32 > 0, text, start FROM chunks ORDER BY text",
		"SELECT 'count', count(*), 0 FROM passages",
	};
	sqlite3_stmt *st;
	sqlite3 *db;
	size_t i;

	buf_clear(b);
	(void)sqlite3_open(path, &db);
	(void)sqlite3_exec(db, "CREATE VIRTUAL TABLE temp.v "
	    "USING fts5vocab(main, passages, row)", NULL, NULL, NULL);
	for (i = 0; i < LEN(queries); i++) {
		if (sqlite3_prepare_v2(db, queries[i], -1, &st, NULL) !=
		    SQLITE_OK)
			buf_puts(b, sqlite3_errmsg(db));
		while (sqlite3_step(st) == SQLITE_ROW)
			buf_printf(b, "%s %s %s\n", sqlite3_column_text(st, 0),
			    sqlite3_column_text(st, 1),
			    sqlite3_column_text(st, 2));
		sqlite3_finalize(st);
	}
	if (sqlite3_exec(db, "INSERT INTO passages(passages) "
	    "VALUES('integrity-check')", NULL, NULL, NULL) != SQLITE_OK)
		buf_puts(b, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void
test_statistics(void)
{
	struct buf a = { 0 }, b = { 0 };
	struct kb_writer *w;
	int round;

	for (round = 0; round < 5; round++) {
		w = begin("many.db");
		if (round == 4)
			(void)kb_write_remove(w, span_of("gone"), &why);
		else
			add(w, "gone", "此物终将不见 ever");
		add(w, "x", round < 3 ? "黄风岭上黄风怪 wind" : "云泽 tide");
		add(w, "x", "第二段 again and again");
		add(w, "y", "小雷音寺 temple");
		if (round == 3)
			(void)kb_write_fail(w, span_of("y"), &why);
		if (kb_write_commit(w, &why) == -1)
			ok(false, "%s", reason());
		kb_write_close(w);
	}
	w = begin("once.db");
	add(w, "x", "云泽 tide");
	add(w, "x", "第二段 again and again");
	add(w, "y", "小雷音寺 temple");
	(void)kb_write_commit(w, &why);
	kb_write_close(w);
	dump("many.db", &a);
	dump("once.db", &b);
	ok(b.len > 200, "there is something to count");
	is_mem(a.data, a.len, b.data, b.len,
	    "the counts after five runs are those of one");
	buf_free(&a);
	buf_free(&b);
}

static void
test_hit(void)
{
	struct kb_writer *w = begin("hit.db");
	struct kb_chunk c;
	struct kb *kb;

	memset(&c, 0, sizeof(c));
	c.source = (struct span){ "s\0x", 3 };
	c.text = (struct span){ "云泽\0 tide", 12 };
	c.url = span_of("https://example.org/");
	c.numbered = c.placed = true;
	c.index = 7;
	c.start = 1234567890123;
	ok(kb_write_add(w, &c, &why) == 0 && kb_write_commit(w, &why) == 0,
	    "a chunk with all fields");
	kb_write_close(w);
	kb = kb_open("hit.db", false, &why);
	ok(kb_find(kb, span_of("云泽"), NULL, 5, &hits, &why) == 0 && hits.n == 1,
	    "one chunk is found");
	ok(hits.hit[0].score > 0.99 && hits.hit[0].score <= 1,
	    "a question wholly covered scores 1");
	c = hits.hit[0].chunk;
	is_mem(c.text.p, c.text.len, "云泽\0 tide", 12, "text, with a NUL");
	is_mem(c.source.p, c.source.len, "s\0x", 3, "source, with a NUL");
	is_mem(c.url.p, c.url.len, "https://example.org/", 20, "url");
	ok(c.numbered && c.index == 7 && c.placed &&
	    c.start == 1234567890123, "index and start");
	kb_close(kb);
}

/*
 * The score that kb_score.h gives a question whose terms, each in one chunk of
 * six terms or in none, are there (+), missing (-), or missing and count half
 * (h).
 */
static double
score_of(const struct kb *kb, const char *question, const char *has)
{
	const double average = kb->terms / kb->chunks;
	struct kb_score *score = kb_score_open();
	struct kb_run run = { 0, 0 };
	struct kb_evidence e = { 0 };
	struct terms t;
	struct term term;
	double weight, all = 0, result;

	(void)kb_score_read(score, span_of(question));
	terms_open(&t, question, strlen(question));
	t.question = true;
	for (; *has != '\0' && terms_next(&t, &term); has++) {
		weight = kb_score_weight(score, &term, 0, kb->chunks,
		    *has == '+');
		all += weight;
		if (*has == '+')
			run.found += weight * bm25_weight(1, 6, average);
		else
			run.missing += *has == 'h' ? weight / 2 : weight;
	}
	kb_score_set(score, kb->chunks, average, all, 0);
	kb_score_sum(score, &run, 1, &e);
	result = kb_score(score, &e, 0);
	kb_score_close(score);
	return result;
}

/* A missing bigram that touches one that is there counts half. */
static void
test_seam(void)
{
	static const struct {
		const char *question, *has;
	} cases[] = {
		{ "青鸾喜欢", "+++h---" },	/* 鸾喜 touches 青鸾 */
		{ "青鸾石桥", "+++h+++" },	/* 鸾石 touches two */
		{ "鸾石", "+-+" },	/* no bigram is there */
	};
	struct kb_writer *w = begin("seam.db");
	double got, want;
	struct kb *kb;
	size_t i;

	add(w, "a", "青鸾，石桥");
	add(w, "b", "云泽的水");
	ends(w, "a 1 added;b 1 added;", "two chunks");
	kb = kb_open("seam.db", false, &why);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (kb_find(kb, span_of(cases[i].question), NULL, 1, &hits,
		    &why) == -1 || hits.n != 1) {
			ok(false, "%s is found", cases[i].question);
			continue;
		}
		got = hits.hit[0].score;
		want = score_of(kb, cases[i].question, cases[i].has);
		ok(want > 0.01 && want < 0.99 && got > want - 1e-9 &&
		    got < want + 1e-9, "a missing bigram, %s: %f, %f",
		    cases[i].question, got, want);
	}
	kb_close(kb);
}

static void
test_questions(void)
{
	static const char *const odd[] = {
		"", " ", "\"", "云泽\"", "C++", "foo-bar", "AND", "NOT OR",
		"b:x", "NEAR(云 泽)", "*", "^云泽", "{a b}: c", "'; DROP TABLE",
		"😀", "🎉🎉", "？？？", "\xff\xfe", "云\xe6\x82", "(", "云泽 OR",
		"a\tb\nc", "%s%n", "谁",
	};
	struct buf all = { 0 };
	struct kb_writer *w = begin("odd.db");
	struct kb *kb;
	size_t i, fails = 0;

	add(w, "s", "云泽行是一部游戏 foo bar and not c");
	add(w, "s", "猴");
	add(w, "t", "金丝猴与猕猴桃");
	ends(w, "s 2 added;t 1 added;", "a base for odd questions");
	kb = kb_open("odd.db", false, &why);
	for (i = 0; i < LEN(odd); i++) {
		if (kb_find(kb, span_of(odd[i]), NULL, 5, &hits, &why) == -1)
			fails += ok(false, "'%s': %s", odd[i], reason()) == 0;
		buf_puts(&all, odd[i]);
	}
	ok(fails == 0, "%zu odd questions are questions", LEN(odd));
	for (i = 0; i < 10000; i++)
		buf_printf(&all, "%s", i % 7 == 0 ? "云" :
		    i % 5 == 0 ? "泽 x\"" : "游戏");
	for (i = 0; i < 5000; i++)
		buf_printf(&all, "%c%c", (int)('a' + i % 26),
		    (int)('a' + i / 26 % 26));
	for (i = 0; i < 5000; i++) {
		char c[4] = { 0 };

		buf_add(&all, c, utf8_encode(c, (uint32_t)(0x4e00 + i)));
	}
	ok(kb_find(kb, (struct span){ all.data, all.len }, NULL, 5, &hits,
	    &why) == 0 && hits.n > 0, "a question of %zu bytes", all.len);
	ok(kb_find(kb, span_of("云泽"), NULL, 1000, &hits, &why) == 0 &&
	    hits.n == 1,
	    "asking for more than there is");
	kb_close(kb);
	finds("odd.db", "猴", "金丝猴与猕猴桃|猴|");
	finds("odd.db", "C++", "云泽行是一部游戏 foo bar and not c|");
	finds("odd.db", "雲澤", "云泽行是一部游戏 foo bar and not c|");
	finds("odd.db", "FOO-BAR", "云泽行是一部游戏 foo bar and not c|");
	finds("odd.db", "föö bår", "云泽行是一部游戏 foo bar and not c|");
	buf_free(&all);
}

/*
 * Each of our terms is one token to unicode61, so that a search for it never
 * fails and always finds it.
 */
static void
test_tokens(void)
{
	struct kb_writer *w = begin("tokens.db");
	struct kb *kb;
	struct terms t;
	struct term term;
	uint32_t cp;
	size_t asked = 0, missed = 0, len;
	char s[5];
	int round;

	for (round = 0; round < 2; round++) {
		kb = round == 0 ? NULL : kb_open("tokens.db", false, &why);
		for (cp = 0x80; cp < 0x40000;
		    cp += cp < 0x3400 || (cp & 0xf800) == 0xf800 ? 1 : 41) {
			if (cp >= 0xd800 && cp < 0xe000)
				continue;
			len = utf8_encode(s, cp);
			terms_open(&t, s, len);
			if (!terms_next(&t, &term))
				continue;
			if (round == 0) {
				s[len] = '\0';
				add(w, "s", s);
				continue;
			}
			asked++;
			missed += kb_find(kb, (struct span){ s, len }, NULL, 1,
			    &hits, &why) == -1 || hits.n != 1;
		}
		if (round == 0) {
			ok(kb_write_commit(w, &why) == 0, "all scripts");
			kb_write_close(w);
		}
		kb_close(kb);
	}
	ok(asked > 5000 && missed == 0,
	    "of %zu characters %zu cannot be found: %s", asked, missed,
	    reason());
}

static void
refused(const char *path, const char *want)
{
	struct kb *kb;
	struct kb_writer *w;
	const char *said;

	kb = kb_open(path, false, &why);
	said = reason();
	ok(kb == NULL && strstr(said, want) != NULL, "%s: %s: %s", path, want,
	    said);
	kb_close(kb);
	if (strcmp(want, "No such file") == 0 || strcmp(path, "empty") == 0)
		return;
	w = kb_write(path, &why);
	said = reason();
	ok(w == NULL && strstr(said, want) != NULL, "%s: not written over: %s",
	    path, said);
	kb_write_close(w);
}

static void
put_file(const char *path, const char *s, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, s, n) != (ssize_t)n)
		ok(false, "write %s", path);
	(void)close(fd);
}

static void
change(const char *path, const char *sql)
{
	sqlite3 *db;

	(void)sqlite3_open(path, &db);
	(void)sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
}

static void
test_refused(void)
{
	struct kb_writer *w;

	refused("none.db", "No such file");
	(void)mkdir("dir", 0700);
	refused("dir", "not a regular file");
	put_file("empty", "", 0);
	refused("empty", "not a knowledge base");
	put_file("text", "once upon a time, and a long time it was\n", 41);
	refused("text", "not a knowledge base");
	change("other.db", "CREATE TABLE t(x)");
	refused("other.db", "not a knowledge base");
	w = begin("later.db");
	ends(w, "", "an empty knowledge base");
	finds("later.db", "云泽", "");
	change("later.db", "PRAGMA user_version = 4");
	refused("later.db", "version 4; this program reads version 3: "
	    "a later wk made it");
	change("later.db", "PRAGMA user_version = 1");
	refused("later.db", "version 1; this program reads version 3: "
	    "remove it, and make it again from the documents with wk-index");
	ends(begin("twisted.db"), "", "another");
	change("twisted.db", "DROP TABLE characters; CREATE VIEW characters "
	    "AS SELECT 1 AS code, 2 AS chunks");
	refused("twisted.db", "not those of a knowledge base");
	w = begin("empty");
	add(w, "a", "悟空");
	ends(w, "a 1 added;", "an empty file becomes one");
}

/* A damaged file is refused or answers; it never crashes the reader. */
static void
test_damage(void)
{
	const struct kb_chunk chunk = { .text = span_of("新"),
		.source = span_of("a") };
	struct kb_writer *w = begin("whole.db");
	struct kb *kb;
	struct buf file = { 0 }, bad = { 0 };
	char text[100];
	size_t i, n, refusals = 0, answers = 0;
	int fd;

	for (i = 0; i < 300; i++) {
		(void)snprintf(text, sizeof(text), "第%zu段 云泽 tide%zu",
		    i, i * 7919 % 1000);
		add(w, i % 2 ? "a" : "b", text);
	}
	ends(w, "b 150 added;a 150 added;", "a base to be damaged");
	fd = open("whole.db", O_RDONLY);
	while (buf_reserve(&file, 65536) && (n = (size_t)read(fd,
	    file.data + file.len, 65536)) > 0)
		file.len += n;
	(void)close(fd);
	srandom(1);
	for (i = 0; i < 200; i++) {
		buf_clear(&bad);
		n = i % 4 == 0 ? (size_t)random() % file.len : file.len;
		buf_add(&bad, file.data, n);
		for (n = 0; n < 30 && bad.len > 0 && i % 4 != 0; n++)
			bad.data[(size_t)random() % bad.len] = (char)random();
		if (i % 4 == 3)		/* a whole page of zeros */
			memset(bad.data + (i * 4096 % (bad.len - 4096)), 0,
			    4096);
		memcpy(bad.data, file.data, bad.len < 100 ? bad.len : 100);
		put_file("bad.db", bad.data, bad.len);
		if ((kb = kb_open("bad.db", false, &why)) == NULL ||
		    kb_find(kb, span_of("云泽第7段 tide5"), NULL, 5, &hits,
		    &why) == -1)
			refusals++;
		else
			answers++;
		kb_close(kb);
		buf_clear(&why);
		if ((w = kb_write("bad.db", &why)) != NULL &&
		    kb_write_add(w, &chunk, &why) == 0)
			(void)kb_write_commit(w, &why);
		kb_write_close(w);
		buf_clear(&why);
	}
	ok(refusals > 30 && refusals + answers == 200,
	    "200 damaged files: %zu refused, %zu answered", refusals, answers);
	buf_free(&file);
	buf_free(&bad);
}

static void
test_waiting(void)
{
	struct kb_writer *w;
	struct stat st;
	pid_t pid;
	int status = -1, ready[2];
	char c;

	/* Fork before the lock is taken: a child would share it. */
	ok(pipe(ready) == 0, "a pipe");
	(void)fflush(stdout);
	if ((pid = fork()) == 0) {
		(void)close(ready[1]);
		if (read(ready[0], &c, 1) != 0)
			_exit(1);
		w = begin("two.db");
		add(w, "second", "八戒");
		_exit(kb_write_commit(w, &why) == -1);
	}
	w = begin("two.db");
	add(w, "first", "悟空");
	(void)close(ready[0]);
	(void)close(ready[1]);
	(void)usleep(100000);
	ok(waitpid(pid, &status, WNOHANG) == 0, "the second writer waits");
	ends(w, "first 1 added;", "the first ends");
	(void)waitpid(pid, &status, 0);
	ok(status == 0, "the second succeeds");
	finds("two.db", "悟空", "悟空|");
	finds("two.db", "八戒", "八戒|");
	kb_write_close(begin("two.db"));
	ok(stat("two.db.new", &st) == -1,
	    "a writer that gives up leaves no file");
	finds("two.db", "悟空", "悟空|");
}

static void
test_file(void)
{
	struct stat st;

	(void)umask(027);
	ends(begin("mode.db"), "", "a new file");
	ok(stat("mode.db", &st) == 0 && (st.st_mode & 07777) == 0640,
	    "a new file has the rights that umask leaves");
	(void)chmod("mode.db", 0604);
	ok(symlink("mode.db", "link.db") == 0, "a link");
	ends(begin("link.db"), "", "written through a link");
	ok(lstat("link.db", &st) == 0 && S_ISLNK(st.st_mode),
	    "the link stays one");
	ok(stat("mode.db", &st) == 0 && (st.st_mode & 07777) == 0604,
	    "a file that is replaced hands on its rights");
	(void)umask(022);
}

int
main(void)
{
	char dir[] = "/tmp/wk-kb.XXXXXX";
	pid_t pid;
	int status = 1;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1) {
		perror(dir);
		return 1;
	}
	test_life();
	test_statistics();
	test_hit();
	test_seam();
	test_questions();
	test_tokens();
	test_refused();
	test_damage();
	test_waiting();
	test_file();
	kb_hits_free(&hits);
	buf_free(&why);
	(void)fflush(stdout);
	if ((pid = fork()) == 0) {
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
		_exit(1);
	}
	(void)waitpid(pid, &status, 0);
	return tap_done();
}
