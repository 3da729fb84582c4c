#include "pool_private.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Calls that are looked ahead for each one that may be under way. */
#define AHEAD 16

static struct pool *
no_pool(struct pool *p, struct buf *why)
{
	if (why->len == 0)
		buf_puts(why, strerror(errno == 0 ? ENOMEM : errno));
	if (p != NULL) {
		if (p->http != NULL)
			http_close(p->http);
		if (p->journal != NULL)
			(void)journal_close(p->journal);
		if (p->limiter != NULL)
			limiter_close(p->limiter);
		jobs_free(&p->jobs);
		free(p);
	}
	return NULL;
}

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

/* No image of memory, with the key in it, is left by a crash. */
static void
forbid_core(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);	/* lowering does not fail */
}

/* A dry run only reads the journal, if there is one. */
static struct journal *
open_journal(const struct pool_settings *s, struct buf *why)
{
	const char *journal[POOL_READ_JOURNALS + 2] = { NULL };

	if (!s->dry_run)
		return journal_open(s->journal, s->read_journal, why);
	memcpy(journal, s->read_journal, sizeof(s->read_journal));
	if (s->journal != NULL && access(s->journal, F_OK) == 0)
		journal[s->read_journals] = s->journal;
	return journal_open(NULL, journal, why);
}

static bool
open_parts(struct pool *p, struct buf *why)
{
	const struct pool_settings *s = p->settings;

	if ((p->journal = open_journal(s, why)) == NULL)
		return false;
	if ((p->limiter = limiter_open(s->rpm, s->tpm, s->jobs,
	    s->dry_run ? NULL : s->limit, why)) == NULL)
		return false;
	if ((p->http = http_open()) == NULL)
		return false;
	return jobs_open(&p->jobs, p->window) == 0 && pool_catch(p) == 0 &&
	    (!s->dry_run || (p->dry = pool_dry_open()) != NULL);
}

/* Processes that start at the same time must not march in step. */
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

/* A key that is withheld, one that others can read. */
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

	errno = 0;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		return no_pool(p, why);
	p->setup = setup;
	p->settings = setup->settings;
	p->stage = setup->stage;
	say_note(p);
	p->window = setup->settings->jobs * AHEAD;
	p->record.fields = &p->stage->fields;
	p->memory.fd = OUT_MEMORY;
	p->wake = -1;
	p->may_block = may_block(p->stage->out.fd);
	if (!open_parts(p, why))
		return no_pool(p, why);
	set_headers(p);
	if (p->setup->endpoint->authorization != NULL)
		forbid_core();
	seed(p);
	http_wake(p->http, p->wake);
	p->progress.begun = clock_steady();
	p->stage->lines.idle = pool_idle;
	p->stage->lines.arg = p;
	pool_start_show(p);
	return p;
}

/* Nobody waits any more: what is under way may be paid for nothing. */
static void
drop(struct pool *p)
{
	struct job *job;

	for (job = p->jobs.head; job != NULL; job = job->next) {
		if (job->state != JOB_SENT)
			continue;
		p->progress.doubtful++;
		pool_fail_stopped(p, job, "sent, but the run was "
		    "stopped before the reply came");
	}
	pool_settle(p);
}

static void
say_how_to_resume(struct pool *p)
{
	const char *journal = p->settings->journal;

	if (p->status != STATUS_PERSON && p->status != STATUS_AGAIN)
		return;
	if (journal != NULL)
		p->stage->say("to go on, run the same command again: what is "
		    "in %s is not asked for twice", journal);
	else
		p->stage->say("the same command starts anew; with -J FILE it "
		    "would go on where it stopped");
}

int
pool_close(struct pool *p)
{
	struct stage *st = p->stage;
	int status;

	while (p->jobs.head != NULL && !p->dropped)
		(void)pool_turn(p, -1, -1);
	drop(p);
	pool_summary(p);
	if (p->dry != NULL)
		pool_dry_close(p->dry, &st->out);
	say_how_to_resume(p);
	pool_release(p);
	http_close(p->http);
	if (journal_close(p->journal) == -1 && p->status == 0) {
		st->say("%s: %s", p->settings->journal, strerror(errno));
		p->status = STATUS_LOCAL;
	}
	limiter_close(p->limiter);
	jobs_free(&p->jobs);
	record_free(&p->record);
	buf_free(&p->memory.buf);
	buf_free(&p->reply);
	verdict_free(&p->verdict);
	status = stage_end(st);
	if (p->status != 0 && st->out.error == 0)
		status = p->status;
	free(p);
	return status;
}
