#include "call/journal.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "tap.h"

/* printf 'http://h/v1\0000\0{"a":1,"b":[2]}' | sha256sum */
#define WANT_KEY \
	"a2d27a6356568df19bcba360a49d88adeb2853b276e27fb2b98f127731956478"

#define SPAN(s) ((struct span){ (s), sizeof(s) - 1 })

static struct buf why, text;

/* The system as the journal sees it: bytes a write takes, what fails. */
static size_t write_takes = SIZE_MAX;
static bool no_sync, no_truncate, no_reserve;
static int no_fallocate;
static int writes, syncs;

ssize_t
write(int fd, const void *p, size_t n)
{
	writes++;
	return syscall(SYS_write, fd, p, n < write_takes ? n : write_takes);
}

int
fdatasync(int fd)
{
	syncs++;
	if (no_sync) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate(int fd, off_t length)
{
	if (no_truncate) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_ftruncate, fd, length);
}

int
fallocate(int fd, int mode, off_t at, off_t len)
{
	int result;

	if (no_fallocate != 0) {
		errno = no_fallocate;
		return -1;
	}
	result = (int)syscall(SYS_fallocate, fd, mode, at, len);
	no_reserve = result == -1;
	return result;
}

/* The key of a number: spread as SHA-256 would. */
static void
key_of(unsigned char key[JOURNAL_KEY], unsigned long n)
{
	char body[32];
	int len = snprintf(body, sizeof(body), "%lu", n);

	(void)journal_key(key, SPAN("http://x/v1"),
	    (struct span){ body, (size_t)len }, 0);
}

static struct journal *
open_at(const char *path)
{
	buf_clear(&why);
	return journal_open(path, NULL, &why);
}

static void
add(struct journal *j, unsigned long n, const char *reply)
{
	unsigned char key[JOURNAL_KEY];

	key_of(key, n);
	journal_add(j, key, (struct span){ reply, strlen(reply) });
}

static bool
finds(struct journal *j, unsigned long n, const char *want)
{
	unsigned char key[JOURNAL_KEY];
	struct buf b = { 0 };
	bool same;
	int found;

	key_of(key, n);
	found = journal_find(j, key, &b);
	same = want == NULL ? found == 0 && b.len == 0 : found == 1 &&
	    b.len == strlen(want) && memcmp(b.data, want, b.len) == 0;
	if (!same)
		printf("# found %d: '%.*s'\n", found, (int)b.len, b.data);
	buf_free(&b);
	return same;
}

static bool
says(const char *want)
{
	if (memmem(why.data, why.len, want, strlen(want)) != NULL)
		return true;
	printf("# why: %.*s\n", (int)why.len, why.data);
	return false;
}

static void
write_file(const char *path, const char *p, size_t n)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static void
read_text(const char *path)
{
	buf_clear(&text);
	if (file_read(path, &text) == -1)
		abort();
}

static off_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 ? -1 : st.st_size;
}

static void
test_key(void)
{
	unsigned char a[JOURNAL_KEY], b[JOURNAL_KEY];
	char hex[2 * JOURNAL_KEY + 1];
	struct span base = SPAN("http://h/v1");

	journal_key(a, base, SPAN("{\"b\": [2], \"a\":1}"), 0);
	journal_hex(hex, a);
	is_mem(hex, strlen(hex), WANT_KEY, 64, "the key of a call");
	journal_key(b, base, SPAN("{\"stream\":true,\"a\":1,\"b\":[2],"
	    "\"stream_options\":{}}"), 0);
	ok(memcmp(a, b, sizeof(a)) == 0, "streamed or not is the same");
	journal_key(b, base, SPAN("{\"b\":[2],\"wk\":{\"x\":[1]},\"a\":1}"), 0);
	ok(memcmp(a, b, sizeof(a)) == 0, "a program's note has no part in it");
	journal_key(b, base, SPAN("{\"b\": [2], \"a\":1}"), 1);
	ok(memcmp(a, b, sizeof(a)) != 0, "another sample is another call");
	journal_key(b, SPAN("http://h/v2"), SPAN("{\"b\":[2],\"a\":1}"), 0);
	ok(memcmp(a, b, sizeof(a)) != 0, "so is another server");
	journal_key(a, base, SPAN("{not json}"), 0);
	journal_key(b, base, SPAN("{not  json}"), 0);
	ok(memcmp(a, b, sizeof(a)) != 0, "what is no JSON counts as it is");
}

static void
test_round(void)
{
	struct journal *j = open_at("round");
	struct stat st;
	static const char deep[] = "[[[[0]]]]";

	ok(j != NULL && journal_entries(j) == 0, "a new journal is empty");
	ok(stat("round", &st) == 0 && (st.st_mode & 07777) == 0600,
	    "and for us alone, whatever the umask");
	add(j, 1, "{\"a\": \"\\u4f60\",\n\n \"b\":1.0}");
	add(j, 2, "no {json}\n\"at\001 all\"");
	add(j, 3, deep);
	ok(finds(j, 1, NULL), "not found before it is safe");
	ok(journal_sync(j) == 0, "sync");
	ok(finds(j, 1, "{\"a\": \"\\u4f60\",   \"b\":1.0}"),
	    "a reply, its newlines blanks");
	ok(finds(j, 2, "no {json}\n\"at\001 all\""), "a reply that is a text");
	add(j, 1, "{\"better\":1}");
	ok(journal_close(j) == 0, "close syncs");

	j = open_at("round");
	ok(j != NULL && journal_entries(j) == 3, "three keys in four lines");
	ok(finds(j, 1, "{\"better\":1}"), "the last line of a key counts");
	ok(finds(j, 2, "no {json}\n\"at\001 all\"") && finds(j, 3, deep) &&
	    finds(j, 4, NULL), "the others are there");
	ok(journal_close(j) == 0, "close");
	read_text("round");
	ok(text.len > 0 && memcmp(text.data, "{\"key\":\"", 8) == 0 &&
	    memcmp(text.data + 72, "\",\"at\":\"20", 10) == 0 &&
	    memcmp(text.data + 99, "Z\",\"reply\":{\"a\"", 15) == 0,
	    "the form of a line: %.*s", 116, text.data);
}

/* A reply as deep as JSON may be cannot stand one level deeper. */
static void
test_deep(void)
{
	char reply[513];
	struct journal *j = open_at("deep");

	memset(reply, '[', 256);
	memset(reply + 256, ']', 256);
	reply[512] = '\0';
	add(j, 1, reply);
	reply[511] = '\0';
	add(j, 2, reply + 1);
	journal_close(j);
	j = open_at("deep");
	reply[511] = ']';
	ok(j != NULL && finds(j, 1, reply), "the deepest reply");
	reply[511] = '\0';
	ok(j != NULL && finds(j, 2, reply + 1), "one level less");
	journal_close(j);
}

static void
test_none(void)
{
	struct journal *j = open_at(NULL);

	ok(j != NULL, "no journal at all");
	add(j, 1, "1");
	ok(journal_sync(j) == 0 && finds(j, 1, NULL) &&
	    journal_entries(j) == 0, "keeps nothing");
	ok(journal_close(j) == 0, "and closes");
	ok(journal_close(NULL) == 0, "closing none is no error");
}

/* Cut at every byte of its last line, and refilled. */
static void
test_torn(void)
{
	struct journal *j = open_at("torn");
	struct buf whole = { 0 };
	size_t first, n, bad = 0;

	add(j, 1, "\"one\"");
	journal_sync(j);
	first = (size_t)size_of("torn");
	add(j, 2, "{\"two\":\"悟空\"}");
	journal_close(j);
	file_read("torn", &whole);
	for (n = first; n + 1 < whole.len; n++) {
		write_file("torn", whole.data, n);
		if ((j = open_at("torn")) == NULL)
			abort();
		if (journal_entries(j) != 1 ||
		    (size_t)size_of("torn") != first ||
		    !finds(j, 1, "\"one\"") || !finds(j, 2, NULL)) {
			printf("# cut at %zu\n", n);
			bad++;
		}
		add(j, 2, "{\"two\":\"悟空\"}");
		journal_close(j);
		read_text("torn");
		if (text.len != whole.len)
			bad++;
	}
	ok(bad == 0, "a last line cut at any of %zu bytes", n - first);
	for (n = 1; n + 1 < first; n++) {
		write_file("torn", whole.data, n);
		j = open_at("torn");
		bad += j == NULL || journal_entries(j) != 0 ||
		    size_of("torn") != 0;
		journal_close(j);
	}
	ok(bad == 0, "so is a first");
	buf_free(&whole);
}

/* An entry that lacks only its newline, as an editor may leave it. */
static void
test_no_newline(void)
{
	char name[] = "open";
	const char *others[] = { name, NULL };
	static const char *const ends[] = { "", "\r", " " };
	struct journal *j = open_at("open");
	struct buf whole = { 0 };
	size_t i, len;

	add(j, 1, "\"one\"");
	add(j, 2, "{\"two\":\"悟空\"}");
	journal_close(j);
	file_read("open", &whole);
	len = whole.len - 1;
	for (i = 0; i < LEN(ends); i++) {
		whole.len = len;
		buf_puts(&whole, ends[i]);
		write_file("open", whole.data, whole.len);
		j = journal_open(NULL, others, &why);
		ok(j != NULL && journal_entries(j) == 2 &&
		    finds(j, 1, "\"one\"") &&
		    finds(j, 2, "{\"two\":\"悟空\"}") &&
		    (size_t)size_of("open") == whole.len,
		    "a journal without its last newline is read whole");
		journal_close(j);
		j = open_at("open");
		ok(j != NULL && journal_entries(j) == 2 &&
		    finds(j, 2, "{\"two\":\"悟空\"}"), "and by its writer");
		add(j, 3, "3");
		journal_close(j);
		j = open_at("open");
		ok(j != NULL && journal_entries(j) == 3 &&
		    finds(j, 1, "\"one\"") && finds(j, 3, "3") &&
		    finds(j, 2, "{\"two\":\"悟空\"}"),
		    "who adds the newline before the next entry");
		journal_close(j);
	}
	buf_free(&whole);
}

static void
test_torn_tails(void)
{
	struct journal *j = open_at("torn_tail");
	static const char nuls[5000];
	struct buf b = { 0 };
	off_t first;

	add(j, 1, "1");
	journal_close(j);
	first = size_of("torn_tail");
	file_read("torn_tail", &b);
	buf_add(&b, "{\"key\":", 7);
	buf_add(&b, nuls, sizeof(nuls));
	write_file("torn_tail", b.data, b.len);
	j = open_at("torn_tail");
	ok(j != NULL && size_of("torn_tail") == first,
	    "NULs at the end are cut");
	journal_close(j);
	buf_puts(&b, "\"}\n");
	write_file("torn_tail", b.data, b.len);
	j = open_at("torn_tail");
	ok(j != NULL && size_of("torn_tail") == first,
	    "with an end of line, too");
	journal_close(j);
	buf_add(&b, b.data, (size_t)first);
	write_file("torn_tail", b.data, b.len);
	j = open_at("torn_tail");
	ok(j == NULL && says("torn_tail:2: not an entry") &&
	    (size_t)size_of("torn_tail") == b.len,
	    "NULs in the middle are refused, nothing is touched");
	buf_free(&b);
}

/* A file that is no journal stays, whatever its last line looks like. */
static void
test_no_journal(void)
{
	static const char *const files[] = { "sk-my-only-copy", "x", "{}",
		"[", "{\"a\":1}", "{ ", "{\"key\": ", "{\"keys\":\"00",
		"{\"key\":\"sk-abcdef", "{\"key\":\"12\"}",
		"{\"key\":\"" WANT_KEY "0", "{\"key\":1", "\357\273\277x",
		"name,text\n1,\"two\"", "\n\nx", "\357\273\277\xff\xfe" };
	static const char *const last[] = { "sk-mine", "# note", "{\"a\"",
		"{\"key\":\"12\"}", " " };
	static const char nuls[100];
	struct buf b = { 0 };
	struct journal *j;
	size_t i, len;

	for (i = 0; i < LEN(files); i++) {
		write_file("own", files[i], strlen(files[i]));
		ok(open_at("own") == NULL && says("not an entry") &&
		    says("the file was not changed") &&
		    size_of("own") == (off_t)strlen(files[i]),
		    "a file of somebody else's stays: %s", files[i]);
	}
	write_file("own", nuls, sizeof(nuls));
	ok(open_at("own") == NULL && size_of("own") == sizeof(nuls),
	    "so does one that is all NULs");
	write_file("own", "", 0);
	j = open_at("own");
	add(j, 1, "1");
	journal_close(j);
	file_read("own", &b);
	len = b.len;
	for (i = 0; i < LEN(last); i++) {
		b.len = len;
		buf_puts(&b, last[i]);
		write_file("own", b.data, b.len);
		ok(open_at("own") == NULL && says("own:2: not an entry") &&
		    (size_t)size_of("own") == b.len,
		    "a last line that no crash left is not cut: %s", last[i]);
	}
	b.len = len;
	buf_add(&b, nuls, sizeof(nuls));
	write_file("own", b.data, b.len);
	j = open_at("own");
	ok(j != NULL && (size_t)size_of("own") == len,
	    "NULs alone behind an entry are cut");
	journal_close(j);
	buf_free(&b);
}

static void
test_refused(void)
{
	static const char *const bad[] = { "hello", "", "{}", "[]",
		"{\"key\":\"12\",\"reply\":1}", "{\"key\":1,\"reply\":1}",
		"{\"key\":\"" WANT_KEY "\"}",
		"{\"key\":\"" WANT_KEY "\",\"text\":1}",
		"{\"key\":\"" WANT_KEY "x\",\"reply\":1}",
		"{\"key\":\"" WANT_KEY "\",\"reply\":1} 2" };
	struct buf b = { 0 };
	struct journal *j;
	size_t i, len;

	j = open_at("bad");
	add(j, 1, "1");
	journal_close(j);
	file_read("bad", &b);
	len = b.len;
	for (i = 0; i < LEN(bad); i++) {
		b.len = len;
		buf_printf(&b, "%s\n", bad[i]);
		write_file("bad", b.data, b.len);
		ok(open_at("bad") == NULL && says("bad:2: not an entry") &&
		    (size_t)size_of("bad") == b.len, "refused: %s", bad[i]);
	}
	b.len = len;
	buf_puts(&b, "{\"reply\": {} ,\"x\":[1],\"key\" : \"" WANT_KEY
	    "\"}\r\n");
	buf_add(&b, b.data, len);
	write_file("bad", b.data, b.len);
	j = open_at("bad");
	ok(j != NULL && journal_entries(j) == 2 && finds(j, 1, "1"),
	    "members in another order, \\r\\n");
	journal_close(j);
	b.len = len;
	buf_addc(&b, '{');
	buf_clear(&text);
	buf_puts(&text, "\357\273\277");
	buf_add(&text, b.data, b.len);
	write_file("bad", text.data, text.len);
	j = open_at("bad");
	ok(j != NULL && finds(j, 1, "1") && (size_t)size_of("bad") == len + 3,
	    "a byte order mark");
	journal_close(j);
	buf_free(&b);
}

static void
test_kinds(void)
{
	struct journal *j;

	write_file("target", "", 0);
	ok(symlink("target", "link") == 0 && open_at("link") == NULL &&
	    says("link: is a symbolic link"), "a symbolic link is refused");
	ok(mkfifo("fifo", 0600) == 0 && open_at("fifo") == NULL &&
	    says("fifo: not a regular file"), "a FIFO is refused");
	ok(open_at(".") == NULL && says(".: Is a directory"),
	    "a directory is refused");
	ok(open_at("no/such") == NULL && says("no/such: No such file"),
	    "there must be a directory for it");
	ok(open_at("/dev/full") == NULL && says("/dev/full: not a regular"),
	    "a device is refused");
	j = open_at("target");
	ok(j != NULL, "an empty file is a journal");
	ok(open_at("target") == NULL &&
	    says("target: another process is writing it"), "two writers");
	journal_close(j);
	j = open_at("target");
	ok(j != NULL, "one after the other");
	journal_close(j);
}

static void
test_others(void)
{
	char one[] = "one", two[] = "two", mine[] = "mine", none[] = "none";
	const char *others[] = { one, two, mine, NULL };
	const char *missing[] = { none, NULL };
	struct journal *j, *w;
	off_t torn;

	j = open_at("one");
	add(j, 1, "1");
	add(j, 2, "1");
	journal_close(j);
	w = open_at("two");
	add(w, 2, "2");
	add(w, 3, "2");
	journal_sync(w);
	j = open_at("mine");
	add(j, 3, "3");
	journal_close(j);
	read_text("one");
	buf_puts(&text, "{\"key\":");
	write_file("one", text.data, text.len);
	torn = size_of("one");

	buf_clear(&why);
	j = journal_open("mine", others, &why);
	ok(j != NULL && journal_entries(j) == 3,
	    "others are read, also while they are written");
	ok(j != NULL && finds(j, 1, "1") && finds(j, 2, "2") &&
	    finds(j, 3, "3"), "the later one counts, ours last");
	ok(size_of("one") == torn, "a torn line of another stays");
	add(j, 4, "4");
	ok(journal_sync(j) == 0 && finds(j, 4, "4"), "ours grows");
	journal_close(j);
	journal_close(w);
	j = journal_open(NULL, others, &why);
	ok(j != NULL && journal_entries(j) == 4, "only to be read");
	journal_close(j);
	ok(journal_open(NULL, missing, &why) == NULL && access(none, F_OK) ==
	    -1 && says("none: No such file"), "another is not made");
}

/* Somebody cuts a file that we have read. */
static void
test_cut(void)
{
	struct journal *j = open_at("cut");
	unsigned char key[JOURNAL_KEY];
	struct buf b = { 0 };

	add(j, 1, "1");
	journal_sync(j);
	key_of(key, 1);
	ok(truncate("cut", 10) == 0 && journal_find(j, key, &b) == -1 &&
	    errno == ESTALE && b.len == 0, "an entry that is gone");
	journal_close(j);
	buf_free(&b);
}

/* No room: what finds room is kept, and the rest is not forgotten. */
static void
test_full(void)
{
	struct journal *j = open_at("full");
	struct rlimit old, limit;
	off_t first;

	add(j, 1, "1");
	journal_sync(j);
	first = size_of("full");
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = (rlim_t)first + 150;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	add(j, 2, "\"two\"");
	add(j, 3, "\"three\"");
	add(j, 4, "4");
	ok(journal_sync(j) == -1 && errno == EFBIG, "no room is an error");
	ok(size_of("full") > first && size_of("full") < first + 150 &&
	    finds(j, 2, "\"two\"") && journal_unsaved(j) == 2,
	    "the reply that finds room is kept, half a line is taken back");
	ok(finds(j, 1, "1") && finds(j, 3, NULL), "what is safe is found");
	first = size_of("full");
	ok(journal_sync(j) == -1 && errno == EFBIG && size_of("full") ==
	    first, "still no room");
	ok(journal_reserve(j, 1) == -1 && errno == EFBIG,
	    "nor for replies to come");
	(void)setrlimit(RLIMIT_FSIZE, &old);
	ok(journal_sync(j) == 0 && journal_unsaved(j) == 0 &&
	    finds(j, 3, "\"three\"") && finds(j, 4, "4"),
	    "room again: nothing was lost");
	journal_close(j);
	j = open_at("full");
	ok(j != NULL && journal_entries(j) == 4, "and all can be read");
	journal_close(j);
}

/* A long reply that finds no room leaves it to the short ones behind it. */
static void
test_skip(void)
{
	struct journal *j = open_at("skip");
	struct rlimit old, limit;
	char reply[1000];

	memset(reply, '7', sizeof(reply) - 1);
	reply[sizeof(reply) - 1] = '\0';
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = 500;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	add(j, 1, reply);
	add(j, 2, "2");
	add(j, 3, reply);
	add(j, 4, "4");
	ok(journal_sync(j) == -1 && errno == EFBIG && finds(j, 2, "2") &&
	    finds(j, 4, "4") && journal_unsaved(j) == 2,
	    "a long reply without room does not cost the short ones");
	(void)setrlimit(RLIMIT_FSIZE, &old);
	ok(journal_sync(j) == 0 && finds(j, 1, reply) && finds(j, 3, reply),
	    "and is kept once there is room");
	journal_close(j);
	j = open_at("skip");
	ok(j != NULL && journal_entries(j) == 4, "all are whole");
	journal_close(j);
}

static long long
blocks_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 ? -1 : (long long)st.st_blocks * 512;
}

/* Room for replies to come is set aside, and given back at the end. */
static void
test_reserve(void)
{
	struct journal *j = open_at("reserve");
	static char reply[100000];

	memset(reply, '7', sizeof(reply) - 1);
	ok(journal_reserve(j, 8) == 0 && size_of("reserve") == 0,
	    "room for eight replies leaves the length as it is");
	ok(no_reserve || blocks_of("reserve") >= 8 * 16384, "and takes blocks");
	add(j, 1, reply);
	ok(journal_reserve(j, 8) == 0 && (no_reserve ||
	    blocks_of("reserve") >= 8 * 100000), "more after a long reply");
	ok(journal_sync(j) == 0 && finds(j, 1, reply), "they are used");
	journal_close(j);
	ok(blocks_of("reserve") < 3 * 100000, "the rest is given back");
	no_fallocate = ENOSPC;
	j = open_at("reserve");
	ok(journal_reserve(j, 1) == -1 && errno == ENOSPC, "no room is told");
	no_fallocate = EOPNOTSUPP;
	ok(journal_reserve(j, 1) == 0, "where it cannot be told, there is");
	no_fallocate = 0;
	journal_close(j);
	j = open_at(NULL);
	ok(journal_reserve(j, 1) == 0, "without a journal none is needed");
	journal_close(j);
}

/* One write for all that was taken in, more only if it takes less. */
static void
test_writes(void)
{
	struct journal *j = open_at("writes");
	struct buf b = { 0 };
	int i;

	writes = syncs = 0;
	ok(journal_sync(j) == 0 && writes == 0 && syncs == 0,
	    "nothing taken in, nothing written");
	for (i = 0; i < 100; i++)
		add(j, (unsigned long)i, "{\"n\":1}");
	ok(journal_sync(j) == 0 && writes == 1 && syncs == 1,
	    "a hundred replies, one write, one sync");
	file_read("writes", &b);
	write_takes = 7;
	writes = 0;
	for (i = 0; i < 100; i++)
		add(j, (unsigned long)i, "{\"n\":1}");
	ok(journal_sync(j) == 0 && writes > 1000, "short writes");
	write_takes = SIZE_MAX;
	read_text("writes");
	ok(text.len == 2 * b.len && journal_entries(j) == 100 &&
	    finds(j, 99, "{\"n\":1}"), "lose nothing");
	journal_close(j);
	buf_free(&b);
}

/* The disk fails: nothing is called safe from then on. */
static void
test_broken(void)
{
	struct journal *j = open_at("broken");
	struct rlimit old, limit;
	off_t first;

	add(j, 1, "1");
	journal_sync(j);
	first = size_of("broken");
	add(j, 2, "2");
	no_sync = true;
	ok(journal_sync(j) == -1 && errno == EIO, "a failed fdatasync");
	no_sync = false;
	ok(size_of("broken") == first, "is taken back");
	add(j, 3, "3");
	ok(journal_sync(j) == -1 && errno == EIO && finds(j, 2, NULL) &&
	    finds(j, 1, "1"), "and fails for good");
	ok(journal_close(j) == -1 && errno == EIO, "to the end");

	j = open_at("broken");
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = (rlim_t)first + 50;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	add(j, 2, "2");
	no_truncate = true;
	ok(journal_sync(j) == -1 && errno == EFBIG &&
	    size_of("broken") == first + 50, "half a line that stays");
	no_truncate = false;
	(void)setrlimit(RLIMIT_FSIZE, &old);
	ok(journal_close(j) == -1 && size_of("broken") == first + 50,
	    "is not written behind");
	j = open_at("broken");
	ok(j != NULL && journal_entries(j) == 1 && size_of("broken") == first,
	    "the next writer cuts it off");
	journal_close(j);
}

/* Killed at any time: what was said to be safe is there. */
static void
test_kill(void)
{
	unsigned long n, safe, kept = 0;
	int i, fds[2], bad = 0;
	struct journal *j;
	char reply[4000];
	pid_t pid;

	memset(reply, '7', sizeof(reply) - 1);
	reply[sizeof(reply) - 1] = '\0';
	for (i = 0; i < 20; i++) {
		if (pipe(fds) == -1 || (pid = fork()) == -1)
			abort();
		if (pid == 0) {
			j = open_at("killed");
			for (n = kept; j != NULL; n++) {
				add(j, n, reply);
				if (journal_sync(j) == -1 || write(fds[1], &n,
				    sizeof(n)) != sizeof(n))
					break;
			}
			_exit(1);
		}
		(void)close(fds[1]);
		for (n = 0; n <= (unsigned)i; n++)
			if (read(fds[0], &safe, sizeof(safe)) != sizeof(safe))
				abort();
		(void)usleep((unsigned)i * 37);
		(void)kill(pid, SIGKILL);
		while (read(fds[0], &safe, sizeof(safe)) == sizeof(safe))
			;
		(void)waitpid(pid, NULL, 0);
		(void)close(fds[0]);
		j = open_at("killed");
		for (n = kept; j != NULL && n <= safe; n++)
			bad += !finds(j, n, reply);
		bad += j == NULL || journal_entries(j) <= safe;
		kept = safe + 1;
		journal_close(j);
	}
	ok(bad == 0, "killed 20 times, all of %lu replies kept", kept);
}

/* One of many that want to write: adds entries, each when it may. */
static void
contend(unsigned long first)
{
	struct journal *j;
	unsigned long n;
	int fd, result = 0;

	(void)alarm(60);
	for (n = first; n < first + 25;) {
		if ((j = open_at("wanted")) == NULL) {
			result |= !says("another process is writing it");
			(void)usleep(100);
			continue;
		}
		/* Nobody else is here meanwhile. */
		fd = open("here", O_WRONLY | O_CREAT | O_EXCL, 0600);
		result |= fd == -1;
		(void)close(fd);
		add(j, n++, "1");
		result |= journal_sync(j) == -1;
		(void)unlink("here");
		result |= journal_close(j) == -1;
	}
	_exit(result);
}

/* Many processes, one writer at a time, from the first on. */
static void
test_contention(void)
{
	unsigned long i;
	int status, bad = 0;
	struct journal *j;

	(void)fflush(stdout);
	for (i = 0; i < 8; i++)
		if (fork() == 0)
			contend(1000 * i);
	while (wait(&status) > 0)
		bad += status != 0;
	j = open_at("wanted");
	ok(bad == 0 && j != NULL && journal_entries(j) == 200,
	    "eight writers take turns");
	journal_close(j);
}

static double
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Bytes that malloc has given out; 0 where it does not tell. */
static double
given_out(void)
{
#ifdef __GLIBC__
	const struct mallinfo2 m = mallinfo2();

	return (double)(m.uordblks + m.hblkhd);
#else
	return 0;
#endif
}

static void
test_million(void)
{
	const unsigned long n = 1000000;
	struct journal *j = open_at("million");
	const struct journal_index *x;
	unsigned char key[JOURNAL_KEY];
	unsigned long i, bad = 0;
	double start, before, after;

	for (i = 0; i < n; i++) {
		add(j, i, "{}");
		if (i % 10000 == 0)
			bad += journal_sync(j) == -1;
	}
	x = journal_index_of(j);
	bad += journal_close(j) == -1;
	before = given_out();
	start = seconds();
	j = open_at("million");
	after = given_out();
	ok(bad == 0 && j != NULL && journal_entries(j) == n,
	    "%lu entries, read in %.2f s", n, seconds() - start);
	x = journal_index_of(j);
	printf("# %.1f bytes an entry, %.1f in growing; malloc says %.1f\n",
	    (double)(x->size * sizeof(*x->slot)) / (double)n, x->peak,
	    (after - before) / (double)n);
	ok(x->peak > 0 && x->peak <= 40, "at most 40 bytes an entry, ever");
	ok((after - before) / (double)n <= 40, "in malloc's books, too");
	start = seconds();
	for (i = 0; i < 2 * n; i += 7) {
		buf_clear(&text);
		key_of(key, i);
		bad += journal_find(j, key, &text) != (i < n);
	}
	ok(bad == 0, "found if there: %.2f us each",
	    (seconds() - start) / (double)(2 * n / 7) * 1e6);
	journal_close(j);
}

/* Keys that begin alike are told apart by the rest. */
static void
test_alike(void)
{
	unsigned char key[JOURNAL_KEY] = { 0 };
	char reply[8];
	struct journal *j = open_at("alike");
	struct buf b = { 0 };
	int i, n, bad = 0;

	for (i = 0; i < 200; i++) {
		key[JOURNAL_KEY - 1] = (unsigned char)i;
		n = snprintf(reply, sizeof(reply), "%d", i);
		journal_add(j, key, (struct span){ reply, (size_t)n });
	}
	journal_close(j);
	j = open_at("alike");
	for (i = 0; i < 256; i++) {
		key[JOURNAL_KEY - 1] = (unsigned char)i;
		n = snprintf(reply, sizeof(reply), "%d", i);
		buf_clear(&b);
		bad += journal_find(j, key, &b) != (i < 200) || (i < 200 &&
		    (b.len != (size_t)n || memcmp(b.data, reply, b.len) != 0));
	}
	ok(bad == 0 && journal_entries(j) == 200, "keys that begin alike");
	journal_close(j);
	buf_free(&b);
}

int
main(void)
{
	static const char *const names[] = { "round", "deep", "torn", "own",
	    "open", "torn_tail",
		"bad", "target", "link", "fifo", "one", "two", "mine", "cut",
		"full", "skip", "reserve", "writes", "broken", "killed",
		"alike", "wanted", "million" };
	char dir[] = "/tmp/wk-journal.XXXXXX";
	size_t i;

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 2;
	(void)umask(0777);
	test_key();
	test_round();
	(void)umask(077);
	test_deep();
	test_none();
	test_torn();
	test_no_journal();
	test_no_newline();
	test_torn_tails();
	test_refused();
	test_kinds();
	test_others();
	test_cut();
	test_full();
	test_skip();
	test_reserve();
	test_writes();
	test_broken();
	test_kill();
	test_contention();
	test_alike();
	test_million();
	buf_free(&why);
	buf_free(&text);
	for (i = 0; i < LEN(names); i++)
		(void)unlink(names[i]);
	(void)rmdir(dir);
	return tap_done();
}
