#include "pool_private.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* Ms between two lines of progress: on a terminal, and in a file. */
#define REFRESH 500
#define REFRESH_FILE 10000

/* Back to the beginning of the line, and away with what stands there. */
#define WIPE "\r\033[K"

static void
put(const struct buf *b)
{
	ssize_t n;

	if (b->failed)
		return;
	/* Progress is a courtesy: where it cannot be shown, the run goes on. */
	n = write(STDERR_FILENO, b->data, b->len);
	(void)n;
}

void
pool_start_show(struct pool *p)
{
	p->terminal = isatty(STDERR_FILENO) == 1;
	if (p->dry != NULL)
		return;
	/* For SIGUSR1, too. */
	p->progress.total = progress_count(p->stage->operands);
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
	progress_line(&p->progress, now, &b);
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
	progress_summary(&p->progress, &b);
	if (!b.failed)
		p->stage->say("%.*s", (int)b.len, b.data);
	buf_free(&b);
}
