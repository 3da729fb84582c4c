#include "progress.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Counts the lines of an open file, and leaves it as it was. */
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

uint64_t
progress_count(char *const *files)
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

void
progress_line(const struct progress *g, int64_t now, struct buf *b)
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

void
progress_summary(const struct progress *g, struct buf *b)
{
	buf_printf(b, "%" PRIu64 " records: %" PRIu64 " ok, %" PRIu64
	    " replayed, %" PRIu64 " failed; %" PRIu64 " requests, %" PRIu64
	    " retries, %" PRIu64 " tokens", g->done, g->ok, g->replayed,
	    g->failed, g->requests, g->retries, g->tokens);
	if (g->doubtful > 0)
		buf_printf(b, "; %" PRIu64 " possibly billed twice",
		    g->doubtful);
}
