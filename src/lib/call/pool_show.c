/* Shows the progress of a run, in one line on stderr. */
#include "pool_private.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Ms between two lines of progress: on a terminal, and in a file. */
#define REFRESH 500
#define REFRESH_FILE 10000

/* Moves to the beginning of the line, and erases the line (ECMA-48). */
#define WIPE "\r\033[K"

/* Counts the lines of an open file, without moving its offset. */
static bool
count_lines(int fd, uint64_t *n)
{
	static char block[64 * 1024];
	const char *p, *end;
	struct stat st;
	off_t at;
	ssize_t got;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (at = lseek(fd, 0, SEEK_CUR)) == -1)
		return false;
	while ((got = pread(fd, block, sizeof(block), at)) > 0) {
		at += got;
		for (p = block, end = block + got; p < end; p++) {
			if ((p = memchr(p, '\n', (size_t)(end - p))) == NULL)
				break;
			++*n;
		}
	}
	return got == 0;
}

static bool
count_file(const char *name, uint64_t *n)
{
	bool counted;
	int fd;

	if (strcmp(name, "-") == 0)
		return count_lines(STDIN_FILENO, n);
	if ((fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) == -1)
		return false;
	counted = count_lines(fd, n);
	(void)close(fd);
	return counted;
}

/*
 * How many lines there are in the files named, or 0 if one of them is not a
 * regular file (a pipe, a terminal).
 */
static uint64_t
count_files(char *const *files)
{
	uint64_t n = 0;

	if (*files == NULL)
		return count_file("-", &n) ? n : 0;
	for (; *files != NULL; files++)
		if (!count_file(*files, &n))
			return 0;
	return n;
}

static void
put_time(struct buf *b, uint64_t seconds)
{
	if (seconds >= 3600)
		buf_printf(b, "%" PRIu64 "h%02" PRIu64 "m", seconds / 3600,
		    seconds / 60 % 60);
	else if (seconds >= 60)
		buf_printf(b, "%" PRIu64 "m%02" PRIu64 "s", seconds / 60,
		    seconds % 60);
	else
		buf_printf(b, "%" PRIu64 "s", seconds);
}

/*
 * Appends the line: done/total, failed, requests a second, tokens, the time
 * that is left.
 */
static void
put_line(const struct progress *g, int64_t now, struct buf *b)
{
	double seconds = (double)(now - g->begun) / 1000;

	buf_printf(b, "%" PRIu64, g->done);
	if (g->total > 0)
		buf_printf(b, "/%" PRIu64, g->total);
	buf_printf(b, " done, %" PRIu64 " failed, %.1f requests/s, %" PRIu64
	    " tokens", g->failed, seconds > 0 ? (double)g->requests / seconds :
	    0, g->tokens);
	if (g->total > g->done && g->done > 0) {
		buf_puts(b, ", ");
		put_time(b, (uint64_t)(seconds / (double)g->done *
		    (double)(g->total - g->done)) + 1);
		buf_puts(b, " left");
	}
}

/*
 * Appends the line for the end: records, ok, replayed, failed, requests,
 * retries, tokens.
 */
static void
put_summary(const struct progress *g, struct buf *b)
{
	buf_printf(b, "%" PRIu64 " records: %" PRIu64 " ok, %" PRIu64
	    " replayed, %" PRIu64 " failed; %" PRIu64 " requests, %" PRIu64
	    " retries, %" PRIu64 " tokens", g->done, g->ok, g->replayed,
	    g->failed, g->requests, g->retries, g->tokens);
	if (g->maybe_billed > 0)
		buf_printf(b, "; %" PRIu64 " possibly billed twice",
		    g->maybe_billed);
}

/* Shows b on stderr, as a courtesy: where that fails, the run goes on. */
static void
put(const struct buf *b)
{
	ssize_t n;

	n = write(STDERR_FILENO, b->data, b->len);
	(void)n;
}

void
pool_start_show(struct pool *p)
{
	p->terminal = isatty(STDERR_FILENO) == 1;
	if (p->dry != NULL)
		return;
	/* SIGUSR1 shows it without --progress, too. */
	p->progress.total = count_files(p->stage->operands);
	if (!p->terminal && !p->settings->progress)
		return;
	p->refresh = p->progress.begun + (p->terminal ? REFRESH : REFRESH_FILE);
}

static void
show(struct pool *p, int64_t now, bool stays)
{
	struct buf b = { 0 };

	p->progress.failed = p->stage->failed;
	if (p->terminal)
		buf_puts(&b, WIPE);
	buf_printf(&b, "%s: ", p->stage->name);
	put_line(&p->progress, now, &b);
	if (stays)
		buf_addc(&b, '\n');
	put(&b);
	buf_free(&b);
}

void
pool_show(struct pool *p, int64_t now)
{
	if (now < p->refresh)
		return;
	p->refresh = now + (p->terminal ? REFRESH : REFRESH_FILE);
	show(p, now, !p->terminal);
}

void
pool_show_now(struct pool *p)
{
	show(p, clock_steady(), true);
}

void
pool_hide(struct pool *p)
{
	struct buf b = { 0 };

	if (!p->terminal || p->refresh == 0)
		return;
	buf_puts(&b, WIPE);
	put(&b);
	buf_free(&b);
}

void
pool_summary(struct pool *p)
{
	struct buf b = { 0 };

	pool_hide(p);
	if (p->dry != NULL || (p->refresh == 0 && !p->stage->verbose &&
	    p->status == 0))
		return;
	p->progress.failed = p->stage->failed;
	put_summary(&p->progress, &b);
	p->stage->say("%.*s", (int)b.len, b.data);
	buf_free(&b);
}
