#include "call/limiter.h"

#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

#define BEGIN ((int64_t)1800000000000)	/* some time of day, ms */
#define MINUTE 60000
#define DAY ((int64_t)24 * 60 * MINUTE)

static struct buf why;

static struct limiter *
open_at(double rpm, double tpm, size_t most, const char *path)
{
	struct limiter *l;

	buf_clear(&why);
	l = limiter_open(rpm, tpm, most, path, &why);
	if (l == NULL && path == NULL)
		abort();
	return l;
}

/* Requests that went, each with its time and tokens. */
struct went {
	int64_t at[100000];
	size_t tokens[100000];
	size_t n;
};

static struct went went;

static void
note(int64_t at, size_t tokens)
{
	if (went.n == LEN(went.at))
		abort();
	went.at[went.n] = at;
	went.tokens[went.n++] = tokens;
}

/*
 * The most requests and tokens in any 60 seconds; of the tokens, without
 * the last request's if asked so.
 */
static void
busiest(size_t *requests, size_t *tokens, bool last)
{
	size_t from = 0, i, sum = 0;

	*requests = *tokens = 0;
	for (i = 0; i < went.n; i++) {
		while (went.at[i] - went.at[from] >= MINUTE)
			sum -= went.tokens[from++];
		if (last && sum > *tokens)
			*tokens = sum;
		sum += went.tokens[i];
		if (!last && sum > *tokens)
			*tokens = sum;
		if (i + 1 - from > *requests)
			*requests = i + 1 - from;
	}
}

/*
 * n askers on one clock, each asking as soon as it was told to, or `late` ms
 * later; stops after so many minutes.
 */
static void
simulate(struct limiter **l, size_t n, size_t tokens, int64_t minutes,
    int64_t late)
{
	int64_t next[8] = { 0 }, now, wait;
	size_t i, first;

	went.n = 0;
	for (i = 0; i < n; i++)
		next[i] = BEGIN + (int64_t)i;
	for (;;) {
		for (first = 0, i = 1; i < n; i++)
			if (next[i] < next[first])
				first = i;
		now = next[first];
		if (now >= BEGIN + minutes * MINUTE)
			return;
		wait = limiter_ask(l[first], now, 0, tokens);
		if (wait < 0 || wait == INT64_MAX)
			abort();
		if (wait == 0)
			note(now, tokens);
		else
			next[first] = now + wait + late;
	}
}

static void
test_requests(void)
{
	static const double rates[] = { 0.5, 1, 3, 7.5, 60, 61, 100, 601, 1000,
		6000 };
	struct limiter *l[2];
	size_t i, requests, tokens;

	for (i = 0; i < LEN(rates); i++) {
		l[0] = open_at(rates[i], 0, 8, NULL);
		simulate(l, 1, 0, 10, 0);
		busiest(&requests, &tokens, false);
		limiter_close(l[0]);
		ok(requests <= (size_t)(rates[i] + 0.99),
		    "%g a minute: at most %zu in any", rates[i], requests);
		ok((double)went.n >= rates[i] * 9.9, "but %zu in ten",
		    went.n);
	}
	for (i = 0; i < LEN(rates); i++) {
		l[0] = open_at(rates[i], 0, 8, NULL);
		simulate(l, 1, 0, 10, 73);
		busiest(&requests, &tokens, false);
		limiter_close(l[0]);
		ok(requests <= (size_t)(rates[i] + 0.99),
		    "%g a minute, the asker late: at most %zu", rates[i],
		    requests);
		ok(rates[i] > 800 || (double)went.n >= rates[i] * 9.9,
		    "%zu in ten", went.n);
	}
	l[0] = open_at(0, 0, 8, NULL);
	for (i = 0; i < 10000 && limiter_ask(l[0], BEGIN, 0, 99999) == 0; i++)
		;
	ok(i == 10000, "no limits");
	limiter_close(l[0]);
}

static void
test_shared(void)
{
	static const double rates[] = { 3, 60, 100, 1000 };
	struct limiter *l[5];
	size_t i, k, requests, tokens;

	for (i = 0; i < LEN(rates); i++) {
		for (k = 0; k < LEN(l); k++)
			l[k] = open_at(rates[i], 0, 8, "shared");
		simulate(l, LEN(l), 0, 10, 0);
		busiest(&requests, &tokens, false);
		for (k = 0; k < LEN(l); k++)
			limiter_close(l[k]);
		unlink("shared");
		ok((double)requests <= rates[i] && (double)went.n >=
		    rates[i] * 9.9, "five on one file, %g a minute: "
		    "at most %zu, %zu in ten", rates[i], requests, went.n);
	}
}

static void
test_tokens(void)
{
	static const struct {
		double tpm;
		size_t each;
	} t[] = { { 1000, 100 }, { 1000, 333 }, { 50000, 777 }, { 1000, 1000 },
		{ 1e6, 2000 } };
	struct limiter *l;
	size_t i, requests, tokens;
	int64_t wait;

	for (i = 0; i < LEN(t); i++) {
		l = open_at(0, t[i].tpm, 8, NULL);
		simulate(&l, 1, t[i].each, 10, 0);
		busiest(&requests, &tokens, true);
		limiter_close(l);
		ok((double)tokens <= t[i].tpm, "%g tokens a minute, %zu a "
		    "request: %zu before the last", t[i].tpm, t[i].each,
		    tokens);
		ok((double)(went.n * t[i].each) >= t[i].tpm * 9.9,
		    "%zu in ten minutes", went.n * t[i].each);
		busiest(&requests, &tokens, false);
		if ((size_t)t[i].tpm % t[i].each == 0)
			ok((double)tokens <= t[i].tpm,
			    "never more in a minute");
	}
	l = open_at(0, 1000, 8, NULL);
	ok(limiter_ask(l, BEGIN, 0, 5000) == 0,
	    "a request larger than a minute's tokens goes");
	wait = limiter_ask(l, BEGIN, 0, 1);
	ok(wait > 5 * MINUTE && wait < 5 * MINUTE + 1000,
	    "the next is put off accordingly");
	limiter_correct(l, -4000);
	wait = limiter_ask(l, BEGIN, 0, 1);
	ok(wait > MINUTE - 100 && wait <= MINUTE + 100,
	    "it took fewer: %lld ms", (long long)wait);
	limiter_correct(l, 1000);
	wait = limiter_ask(l, BEGIN, 0, 1);
	ok(wait > 2 * MINUTE - 100 && wait <= 2 * MINUTE + 200,
	    "it took more: %lld ms", (long long)wait);
	ok(limiter_ask(l, BEGIN + wait - 1, 0, 1) > 0 &&
	    limiter_ask(l, BEGIN + wait, 0, 1) == 0, "not before, but then");
	limiter_close(l);
}

static void
test_pause(void)
{
	struct limiter *a = open_at(0, 0, 8, "paused");
	struct limiter *b = open_at(600, 0, 8, "paused");

	ok(limiter_ask(a, BEGIN, 0, 1) == 0, "no pause yet");
	limiter_pause(a, BEGIN + 5000);
	limiter_pause(b, BEGIN + 3000);
	ok(limiter_ask(b, BEGIN, 0, 1) == 5000, "the longest pause is for all");
	ok(limiter_ask(b, BEGIN + 4999, 0, 1) == 1, "to its end");
	ok(limiter_ask(b, BEGIN + 5000, 0, 1) == 0, "and no longer");
	limiter_pause(a, BEGIN + 100 * DAY);
	ok(limiter_ask(b, BEGIN + 6000, 0, 1) == DAY, "a day at most");
	ok(limiter_ask(a, BEGIN + 6000 + DAY / 2, 0, 1) == DAY / 2,
	    "that passes");
	limiter_pause(a, INT64_MAX);
	limiter_pause(a, INT64_MIN);
	ok(limiter_ask(a, BEGIN + 6000 + DAY, 0, 1) == DAY,
	    "whatever is asked for");
	limiter_close(a);
	limiter_close(b);
	unlink("paused");
}

/* The clock is set back, or was once wrong. */
static void
test_clock(void)
{
	struct limiter *l = open_at(1, 1000, 8, "clock");

	ok(limiter_ask(l, BEGIN, 0, 3000) == 0, "one goes");
	ok(limiter_ask(l, BEGIN + 1000, 0, 1) == 3 * 60100 - 1100,
	    "three minutes to wait");
	ok(limiter_ask(l, BEGIN - DAY, 0, 1) == 3 * 60100 - 1100,
	    "the clock set back by a day: still three minutes");
	ok(limiter_ask(l, BEGIN - DAY + 3 * MINUTE, 0, 1) == 0,
	    "that pass");
	ok(limiter_ask(l, BEGIN + 3000 * DAY, 0, 1) == 0, "far ahead");
	ok(limiter_ask(l, BEGIN, 0, 1) == MINUTE, "and back");
	limiter_close(l);
	unlink("clock");
}

static void
test_window(void)
{
	struct limiter *l = open_at(0, 0, 64, NULL);
	size_t i, round, last;

	ok(limiter_window(l) == 64, "the window begins wide");
	ok(limiter_ask(l, BEGIN, 63, 1) == 0, "one more may go");
	ok(limiter_ask(l, BEGIN, 64, 1) == INT64_MAX, "but not two");
	limiter_refused(l, BEGIN + 100, BEGIN);
	ok(limiter_window(l) == 32, "a refusal halves it");
	for (i = 0; i < 63; i++)
		limiter_refused(l, BEGIN + 101 + (int64_t)i, BEGIN + 50);
	ok(limiter_window(l) == 32, "the rest of the burst does not");
	limiter_refused(l, BEGIN + 300, BEGIN + 200);
	ok(limiter_window(l) == 16, "one sent after it does");
	for (i = 0; i < 20; i++)
		limiter_refused(l, BEGIN + 1000 * (int64_t)(i + 1),
		    BEGIN + 1000 * (int64_t)(i + 1) - 1);
	ok(limiter_window(l) == 1, "one is the least");
	ok(limiter_ask(l, BEGIN, 0, 1) == 0, "and may go");
	for (round = 0; round < 30; round++)
		for (last = limiter_window(l), i = 0; i < last; i++)
			limiter_passed(l);
	ok(limiter_window(l) >= 50 && limiter_window(l) <= 62,
	    "each window of successes adds a 32nd of the most: %zu after 30",
	    limiter_window(l));
	for (i = 0; i < 100000; i++)
		limiter_passed(l);
	ok(limiter_window(l) == 64, "up to what it began with");
	limiter_close(l);
	l = open_at(0, 0, 8, NULL);
	limiter_ask(l, BEGIN, 7, 1);
	limiter_interrupted(l, BEGIN + 100, BEGIN);
	ok(limiter_window(l) == 4, "a reply broken off halves it, too");
	limiter_interrupted(l, BEGIN + 101, BEGIN + 50);
	ok(limiter_window(l) == 4, "once a burst");
	limiter_interrupted(l, BEGIN + 300, BEGIN + 200);
	limiter_interrupted(l, BEGIN + 500, BEGIN + 400);
	for (i = 0; i < 14; i++)
		limiter_passed(l);
	last = limiter_window(l);
	for (i = 0; i < 10; i++)
		limiter_passed(l);
	ok(last == 1 && limiter_window(l) == 2,
	    "and some 16 successes make two of one");
	limiter_close(l);
	l = open_at(0, 0, 0, NULL);
	ok(limiter_window(l) == 1, "no window at all is one");
	limiter_close(l);
	l = open_at(0, 0, SIZE_MAX, NULL);
	ok(limiter_ask(l, BEGIN, 1000000, 1) == 0, "nor is any too wide");
	limiter_close(l);
}

static void
put_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

static bool
refuses(const char *path, const char *want)
{
	if (open_at(60, 0, 8, path) == NULL && memmem(why.data, why.len, want,
	    strlen(want)) != NULL)
		return true;
	printf("# why: %.*s\n", (int)why.len, why.data);
	return false;
}

static void
test_files(void)
{
	struct limiter *l;
	struct stat st;
	char state[64];
	size_t n;
	FILE *f;

	(void)umask(0777);
	l = open_at(60, 0, 8, "file");
	(void)umask(077);
	ok(l != NULL && stat("file", &st) == 0 && (st.st_mode & 07777) == 0600,
	    "the file is for us alone, whatever the umask");
	limiter_ask(l, BEGIN, 0, 1);
	limiter_close(l);
	l = open_at(60, 0, 8, "file");
	ok(l != NULL && limiter_ask(l, BEGIN, 0, 1) > 0,
	    "it outlives its processes");
	if ((f = fopen("file", "r")) == NULL)
		abort();
	n = fread(state, 1, sizeof(state), f);
	fclose(f);
	put_file("file", "garbage", 7);
	errno = 0;
	ok(limiter_ask(l, BEGIN, 0, 1) == -1 && errno == EBADMSG,
	    "a file that fails later is told of");
	limiter_close(l);
	ok(refuses("file", "file: not a file of rate limits"), "garbage");
	ok(stat("file", &st) == 0 && st.st_size == 7, "is left alone");
	put_file("file", state, n - 1);
	ok(refuses("file", "file: not a file of rate limits"), "too short");
	put_file("file", state, n + 1);
	ok(refuses("file", "file: not a file of rate limits"), "too long");
	memset(state + 8, 0x7f, n - 8);
	put_file("file", state, n);
	ok(refuses("file", "file: not a file of rate limits"), "absurd times");
	put_file("file", "", 0);
	l = open_at(60, 0, 8, "file");
	ok(l != NULL && limiter_ask(l, BEGIN, 0, 1) == 0,
	    "an empty file is a new one");
	limiter_close(l);
	ok(symlink("file", "link") == 0 &&
	    refuses("link", "link: is a symbolic link"), "a symbolic link");
	ok(refuses(".", ".: Is a directory"), "a directory");
	ok(refuses("no/such", "no/such: No such file"), "no directory");
	ok(refuses("/dev/zero", "/dev/zero: not a regular file"), "a device");
	unlink("link");
	unlink("file");
}

/* One of n processes that ask again and again; each grant is counted. */
static void
hammer(unsigned long *count, int64_t steps)
{
	struct limiter *l = open_at(6000, 0, 8, "hammered");
	int64_t now;

	for (now = BEGIN; l != NULL && now < BEGIN + steps; now++)
		if (limiter_ask(l, now, 0, 1) == 0)
			(void)__sync_fetch_and_add(count, 1);
	_exit(l == NULL);
}

/*
 * Twenty processes run through the same minute.  None may be let through on
 * a state that another is changing: more than 6000 would go.
 */
static void
test_processes(void)
{
	unsigned long *count = mmap(NULL, sizeof(*count),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int i, status, bad = 0;

	if (count == MAP_FAILED)
		abort();
	for (i = 0; i < 20; i++)
		if (fork() == 0)
			hammer(count, 8000);
	while (wait(&status) > 0)
		bad += status != 0;
	/* 8 s at 100 a second, with the first tenth's worth at once. */
	ok(bad == 0 && *count <= 800 + 11 && *count >= 790,
	    "twenty processes: %lu of 800", *count);
	(void)munmap(count, sizeof(*count));
	unlink("hammered");
}

/* Killed while it holds the lock, a process does not hold up the others. */
static void
test_killed(void)
{
	struct limiter *l = open_at(0, 0, 8, "killed");
	int fds[2], fd;
	pid_t pid;
	char c;

	if (pipe(fds) == -1 || (pid = fork()) == -1)
		abort();
	if (pid == 0) {
		fd = open("killed", O_RDWR);
		if (flock(fd, LOCK_EX) == 0 && write(fds[1], "", 1) == 1)
			(void)pause();
		_exit(1);
	}
	(void)!read(fds[0], &c, 1);
	(void)kill(pid, SIGKILL);
	(void)alarm(20);
	ok(limiter_ask(l, BEGIN, 0, 1) == 0, "a killed holder lets go");
	(void)alarm(0);
	(void)waitpid(pid, NULL, 0);
	limiter_close(l);
	unlink("killed");
}

int
main(void)
{
	char dir[] = "/tmp/wk-limiter.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return 2;
	(void)umask(077);
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	test_requests();
	test_shared();
	test_tokens();
	test_pause();
	test_clock();
	test_window();
	test_files();
	test_processes();
	test_killed();
	buf_free(&why);
	limiter_close(NULL);
	(void)rmdir(dir);
	return tap_done();
}
