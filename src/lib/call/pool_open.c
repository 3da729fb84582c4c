/* Opens a pool: its journals, limits, certificates, headers. */
#include "pool_private.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/memory.h"

/* Records that may be in hand for each call that may be under way. */
#define AHEAD 16

/* Frees a pool that could not be opened; errno says why if why does not. */
static struct pool *
no_pool(struct pool *p, struct buf *why)
{
	if (why->len == 0)
		buf_puts(why, strerror(errno));
	if (p->http != NULL)
		http_close(p->http);
	(void)journal_close(p->journal);
	limiter_close(p->limiter);
	jobs_free(&p->jobs);
	free(p);
	return NULL;
}

/* Sets the headers that all requests have. */
static void
set_headers(struct pool *p)
{
	const char **header = p->headers;

	*header++ = "Content-Type: application/json";
	*header++ = "Accept: application/json, text/event-stream";
	if (p->setup->endpoint->authorization != NULL)
		*header++ = p->setup->endpoint->authorization;
	*header = NULL;
}

/* Leaves no image of memory, which holds the key, after a crash. */
static void
forbid_core(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);	/* lowering never fails */
}

/* Whether nothing is to be sent. */
static bool
is_dry(const struct pool_settings *s)
{
	return s->dry_run || s->requests;
}

/* Opens the journals.  A dry run only reads -J, if that file exists. */
static struct journal *
open_journal(const struct pool_settings *s, struct buf *why)
{
	const char *journal[POOL_READ_JOURNALS + 2] = { NULL };

	if (!is_dry(s))
		return journal_open(s->journal, s->read_journal, why);
	memcpy(journal, s->read_journal, sizeof(s->read_journal));
	if (s->journal != NULL && access(s->journal, F_OK) == 0)
		journal[s->read_journals] = s->journal;
	return journal_open(NULL, journal, why);
}

/* Opens the parts of a pool.  False: why or errno says why not. */
static bool
open_parts(struct pool *p, struct buf *why)
{
	const struct pool_settings *s = p->settings;

	if ((p->journal = open_journal(s, why)) == NULL)
		return false;
	if ((p->limiter = limiter_open(s->rpm, s->tpm, s->jobs,
	    is_dry(s) ? NULL : s->limit, why)) == NULL)
		return false;
	if ((p->http = http_open()) == NULL)
		return false;
	jobs_open(&p->jobs, p->window);
	if (is_dry(s))
		p->dry = pool_dry_open();
	return pool_catch_signals(p) == 0;
}

/* Seeds the waits, so that processes started together do not keep step. */
static void
seed(struct pool *p)
{
	uint64_t n = (uint64_t)clock_day() ^ (uint64_t)getpid() << 20;

	p->random[0] = (unsigned short)n;
	p->random[1] = (unsigned short)(n >> 16);
	p->random[2] = (unsigned short)(n >> 32);
}

/* Whether stdout may make a writer wait. */
static bool
may_block(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Tells the user of a key that is withheld, or that others can read. */
static void
say_note(const struct pool *p)
{
	const struct endpoint *e = p->setup->endpoint;

	if (e->note.len > 0 && (p->stage->verbose || !e->loopback))
		p->stage->say("%.*s", (int)e->note.len, e->note.data);
}

struct pool *
pool_open(const struct pool_setup *setup, struct buf *why)
{
	struct pool *p;

	p = xcalloc(1, sizeof(*p));
	p->setup = setup;
	p->settings = setup->settings;
	p->stage = setup->stage;
	say_note(p);
	p->window = setup->settings->jobs * (setup->batch == NULL ||
	    2 * setup->batch->most < AHEAD ? AHEAD : 2 * setup->batch->most);
	p->record.fields = &p->stage->fields;
	p->memory.fd = OUT_MEMORY;
	p->wake[0] = p->wake[1] = -1;
	p->may_block = may_block(p->stage->out.fd);
	if (!trust_find(&p->trust, p->settings->ca_file,
	    strncasecmp(p->setup->endpoint->url, "https:", 6) == 0, why) ||
	    !open_parts(p, why))
		return no_pool(p, why);
	set_headers(p);
	if (p->setup->endpoint->authorization != NULL)
		forbid_core();
	seed(p);
	http_wake(p->http, p->wake[0]);
	p->progress.begun = clock_steady();
	p->stage->lines.idle = pool_serve;
	p->stage->lines.arg = p;
	pool_start_show(p);
	return p;
}
