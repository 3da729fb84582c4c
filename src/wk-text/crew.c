/* Lets workers read documents, and keeps their results in order. */
#include "crew.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "frame.h"
#include "worker.h"

/* Bytes that may be kept of one document, and of all, until their turn. */
#define EACH ((size_t)8 << 20)
#define ALL ((size_t)64 << 20)

/* Documents that may be asked for before the first has come out. */
#define AHEAD 1024

#define PIECE ((size_t)256 * 1024)	/* read from a worker at once */
#define WHILE 50			/* ms, until idle is called */

/* A document that was asked for, or a mark. */
struct job {
	struct job *next;
	char *source;
	struct buf more;	/* members that its records get, or empty */
	char *mark;		/* NULL: it is a document */
	bool done;		/* all frames have come */
	struct frames got;	/* those that are not out yet */
	bool open;		/* a record was begun, in its text */
	char type[32], error[32];
};

struct member {
	struct worker worker;
	struct job *job;	/* NULL: it waits for one */
	struct buf in;		/* from the worker: a frame that is not whole */
};

struct crew {
	struct crew_options options;
	struct member *members;
	struct worker *workers;	/* copies, for worker_start */
	struct job *head, **tail;
	size_t n;		/* jobs */
	size_t kept;		/* bytes in all jobs->got */
};

struct crew *
crew_new(const struct crew_options *options)
{
	struct crew *c = xcalloc(1, sizeof(*c));
	size_t i;

	c->options = *options;
	c->members = xcalloc(options->workers, sizeof(*c->members));
	c->workers = xcalloc(options->workers, sizeof(*c->workers));
	for (i = 0; i < options->workers; i++)
		c->members[i].worker.fd = -1;
	c->tail = &c->head;
	return c;
}

static struct job *
add_job(struct crew *c, const char *source)
{
	struct job *j = xcalloc(1, sizeof(*j));

	j->source = xstrdup(source);
	j->got.fd = -1;
	*c->tail = j;
	c->tail = &j->next;
	c->n++;
	return j;
}

static void
free_job(struct job *j)
{
	buf_free(&j->got.buf);
	buf_free(&j->more);
	free(j->source);
	free(j->mark);
	free(j);
}

static void
copy(char *to, size_t size, struct span s)
{
	(void)snprintf(to, size, "%.*s", (int)s.len, s.p);
}

/* Hands bytes of records on, each record with its further members. */
static void
emit_record(const struct sink_port *out, const struct job *j, struct span s)
{
	if (j->more.len == 0 || !span_ends(s, "}\n")) {
		out->record(out->arg, s);
		return;
	}
	s.len -= strlen("}\n");
	out->record(out->arg, s);
	out->record(out->arg, span_of(","));
	out->record(out->arg, buf_span(&j->more));
	out->record(out->arg, span_of("}\n"));
}

/* Hands a frame of the first document on. */
static void
emit(struct crew *c, struct job *j, const struct frame *f)
{
	const struct sink_port *out = c->options.out;
	struct span rest = f->bytes;
	const char *kind;

	switch (f->kind) {
	case FRAME_RECORD:
		emit_record(out, j, f->bytes);
		break;
	case FRAME_SAY:
		if ((kind = frame_kind(&rest)) != NULL)
			out->say(out->arg, kind, rest);
		break;
	case FRAME_FAIL:
		if ((kind = frame_kind(&rest)) == NULL)
			break;
		copy(j->error, sizeof(j->error), span_of(kind));
		out->fail(out->arg, kind, rest);
		break;
	case FRAME_TYPE:
		break;
	case FRAME_END:
		c->options.ended(c->options.arg, j->type,
		    f->bytes.len > 0 ? j->error : "");
		break;
	}
}

/* Hands on all frames of the first documents, up to one still being read. */
static void
advance(struct crew *c)
{
	struct job *j;
	struct frame f;
	struct span s;

	while ((j = c->head) != NULL) {
		s = buf_span(&j->got.buf);
		c->kept -= s.len;
		while (frame_take(&s, &f))
			emit(c, j, &f);
		buf_clear(&j->got.buf);
		if (!j->done)
			return;
		if (j->mark != NULL)
			c->options.marked(c->options.arg, j->source, j->mark);
		if ((c->head = j->next) == NULL)
			c->tail = &c->head;
		c->n--;
		free_job(j);
	}
}

/* Takes the frames that have come from a worker. */
static void
take_frames(struct crew *c, struct member *m)
{
	struct span s = buf_span(&m->in), all = s;
	struct frame f;
	struct job *j = m->job;

	while (j != NULL && frame_take(&s, &f)) {
		if (f.kind == FRAME_RECORD && f.bytes.len > 0)
			j->open = f.bytes.p[f.bytes.len - 1] != '\n';
		else if (f.kind == FRAME_TYPE)
			copy(j->type, sizeof(j->type), f.bytes);
		else if (f.kind == FRAME_END) {
			j->done = true;
			m->job = NULL;
		}
		if (j == c->head)
			emit(c, j, &f);
		else {
			buf_add(&j->got.buf, all.p, all.len - s.len);
			c->kept += all.len - s.len;
		}
		all = s;
		j = m->job;
	}
	memmove(m->in.data, s.p, s.len);
	m->in.len = s.len;
}

/* Adds an error to a job, and its end. */
static void
fail_job(struct crew *c, struct job *j, const char *kind, const char *message)
{
	struct sink_port port = frame_port;
	struct sink sink = { .settings = c->options.settings, .port = &port };
	const size_t before = j->got.buf.len;

	port.arg = &j->got;
	sink_begin(&sink, j->source, *j->type == '\0' ? NULL : j->type);
	sink_resume(&sink, j->open);
	(void)sink_fail(&sink, kind, "%s", message);
	sink_end(&sink, true);
	sink_free(&sink);
	frame_end(&j->got, true);
	c->kept += j->got.buf.len - before;
	j->done = true;
}

/* A worker has died of its document. */
static void
bury(struct crew *c, struct member *m)
{
	struct buf why = { 0 };
	const char *kind = worker_stop(&m->worker, c->options.settings, &why);

	buf_addc(&why, '\0');
	fail_job(c, m->job, kind, why.data);
	m->job = NULL;
	buf_free(&m->in);
	buf_free(&why);
}

/* Reads what has come from a worker. */
static void
hear(struct crew *c, struct member *m)
{
	struct buf *in = &m->in;
	ssize_t n;

	if (!buf_reserve(in, PIECE)) {
		(void)kill(m->worker.pid, SIGKILL);
		bury(c, m);
		return;
	}
	n = read(m->worker.fd, in->data + in->len, in->size - in->len);
	if (n == -1 && errno == EINTR)
		return;
	if (n <= 0) {
		bury(c, m);
		return;
	}
	in->len += (size_t)n;
	take_frames(c, m);
}

/* Waits for one worker or more, and takes what comes. */
static void
attend(struct crew *c)
{
	struct pollfd p[CREW_MOST];
	struct member *who[CREW_MOST], *m;
	nfds_t i, n = 0;
	int ready;

	for (m = c->members; m < c->members + c->options.workers; m++) {
		if (m->job == NULL || (m->job != c->head &&
		    m->job->got.buf.len >= EACH))
			continue;
		p[n] = (struct pollfd){ m->worker.fd, POLLIN, 0 };
		who[n++] = m;
	}
	if ((ready = poll(p, n, WHILE)) == 0) {
		c->options.idle(c->options.arg);
		ready = poll(p, n, -1);
	}
	for (i = 0; ready > 0 && i < n; i++)
		if (p[i].revents != 0)
			hear(c, who[i]);
	advance(c);
}

/* A worker that waits, or NULL. */
static struct member *
idle_member(struct crew *c)
{
	struct member *m;

	for (m = c->members; m < c->members + c->options.workers; m++)
		if (m->job == NULL)
			return m;
	return NULL;
}

/* Starts a worker.  0, or -1 with errno set. */
static int
start(struct crew *c, struct member *m)
{
	size_t i;

	for (i = 0; i < c->options.workers; i++)
		c->workers[i] = c->members[i].worker;
	buf_clear(&m->in);
	return worker_start(&m->worker, c->options.settings, c->workers,
	    c->options.workers);
}

int
crew_read(struct crew *c, const char *path, const char *source,
    const char *label, struct span more)
{
	struct member *m;
	struct job *j;

	while ((m = idle_member(c)) == NULL || c->kept > ALL ||
	    c->n >= AHEAD)
		attend(c);
	if (m->worker.pid != 0 &&
	    worker_ask(&m->worker, path, source, label) == -1)
		(void)worker_stop(&m->worker, c->options.settings, NULL);
	if (m->worker.pid == 0) {
		if (start(c, m) == -1)
			return -1;
		/* If it cannot be asked, its death makes the error. */
		if (worker_ask(&m->worker, path, source, label) == -1)
			(void)kill(m->worker.pid, SIGKILL);
	}
	j = add_job(c, source);
	buf_add(&j->more, more.p, more.len);
	m->job = j;
	return 0;
}

void
crew_fail(struct crew *c, const char *source, const char *kind,
    const char *message)
{
	fail_job(c, add_job(c, source), kind, message);
	advance(c);
}

void
crew_pass(struct crew *c, struct span line)
{
	struct job *j = add_job(c, "");
	struct sink_port port = frame_port;

	port.arg = &j->got;
	port.record(port.arg, line);
	c->kept += j->got.buf.len;
	j->done = true;
	advance(c);
}

void
crew_mark(struct crew *c, const char *name, const char *rest)
{
	struct job *j = add_job(c, name);

	j->mark = xstrdup(rest);
	j->done = true;
	advance(c);
}

bool
crew_wait(struct crew *c)
{
	if (c->head != NULL)
		attend(c);
	return c->head != NULL;
}

void
crew_free(struct crew *c)
{
	struct member *m;
	struct job *j;

	for (m = c->members; m < c->members + c->options.workers; m++) {
		if (m->worker.pid != 0) {
			if (m->job != NULL)
				(void)kill(m->worker.pid, SIGKILL);
			(void)worker_stop(&m->worker, c->options.settings,
			    NULL);
		}
		buf_free(&m->in);
	}
	while ((j = c->head) != NULL) {
		c->head = j->next;
		free_job(j);
	}
	free(c->members);
	free(c->workers);
	free(c);
}
