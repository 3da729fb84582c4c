/* Uploads a file and starts its batch; finishes interrupted starts. */
#include "start.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "stage/program.h"

/* Says why the run ends, and keeps its status. */
static bool
stop(struct starting *s, int status, const struct buf *why)
{
	program_say("%.*s", (int)why->len, why->data);
	s->status = status;
	return false;
}

/* Adds a line to the state; false ends the run. */
static bool
note(struct starting *s, const struct buf *line)
{
	if (state_add(s->state, buf_span(line)) == 0)
		return true;
	return start_local(s, s->state->path);
}

/* The same for a line with a text, {"batch":n,"NAME":"TEXT"}. */
static bool
note_text(struct starting *s, size_t number, const char *name,
    struct span text)
{
	struct buf line = { 0 };
	bool noted;

	buf_printf(&line, "{\"batch\":%zu,\"%s\":", number, name);
	json_put_string(&line, text.p, text.len);
	buf_addc(&line, '}');
	noted = note(s, &line);
	buf_free(&line);
	return noted;
}

bool
start_server(struct starting *s, const char *url)
{
	struct buf why = { 0 };
	bool found = true;

	if (s->open)
		return true;
	if (server_open(&s->server, url, false, s->settings, &why) == 0)
		s->open = true;
	else
		found = stop(s, STATUS_LOCAL, &why);
	buf_free(&why);
	return found;
}

/* Notes when a batch is made; 0: it was not. */
static bool
note_start(struct starting *s, size_t number, int64_t at)
{
	struct buf line = { 0 };
	bool noted;

	buf_printf(&line, "{\"batch\":%zu,\"start\":%" PRId64 "}", number, at);
	noted = note(s, &line);
	buf_free(&line);
	return noted;
}

/* Makes the batch of a file that was uploaded. */
static bool
create(struct starting *s, struct sent *b)
{
	struct buf id = { 0 }, why = { 0 };
	const size_t number = b->number, requests = b->n;
	bool made = false;
	int status;

	if (!note_start(s, number, time(NULL)))
		return false;
	status = server_create(&s->server, b->file.data, &id, &why);
	if (status == STATUS_OK) {
		made = note_text(s, number, "id", buf_span(&id));
		s->batches++;
		s->requests += requests;
	} else if (s->server.unsure) {
		buf_puts(&why, "; it is not known whether the batch was "
		    "started: run the same command again to find out");
		(void)stop(s, STATUS_AGAIN, &why);
	} else {
		if (status == STATUS_LOCAL)
			/* The next try needs another file. */
			(void)note_text(s, number, "dropped",
			    buf_span(&why));
		else
			(void)note_start(s, number, 0);
		(void)stop(s, status, &why);
	}
	buf_free(&id);
	buf_free(&why);
	return made;
}

/*
 * Goes on with a batch that the server does not list.  A list may be late: a
 * batch that was to be made a moment ago is not made again as yet.  If the
 * clock was set back since, the wait begins anew.
 */
static bool
create_again(struct starting *s, struct sent *b)
{
	const int64_t now = time(NULL);
	struct buf why = { 0 };
	bool good;

	if (b->start > now && !note_start(s, b->number, now))
		return false;
	if (s->limits->again || (uint64_t)(now - b->start) >=
	    s->limits->settle)
		return create(s, b);
	buf_printf(&why, "it is not known whether batch %zu was started: run "
	    "the same command again in %zu s (--settle)", b->number,
	    s->limits->settle - (size_t)(now - b->start));
	good = stop(s, STATUS_AGAIN, &why);
	buf_free(&why);
	return good;
}

/*
 * Finishes a batch that an earlier run has begun.  Its upload costs nothing,
 * so one that is not known to have succeeded is forgotten.  If it has, the
 * batch may have been made, too: the server's list tells.
 */
static bool
resume(struct starting *s, struct sent *b)
{
	const size_t number = b->number;
	struct buf id = { 0 }, why = { 0 };
	bool good = true;
	int status;

	if (b->file.len == 0)
		return note_text(s, number, "dropped",
		    span_of("the upload was broken off"));
	if (!start_server(s, b->url.data))
		return false;
	if (b->start == 0)
		return create(s, b);
	status = server_find(&s->server, b->file.data, &id, &why);
	if (status == STATUS_OK && id.len > 0) {
		good = note_text(s, number, "id", buf_span(&id));
		s->batches++;
		s->requests += b->n;
	} else if (status == STATUS_OK || s->limits->again)
		good = create_again(s, b);
	else {
		if (status == STATUS_LOCAL)
			buf_printf(&why, "; batch %zu may have been started: "
			    "look for the file %s in the provider's list of "
			    "batches; if it is not there, give --again",
			    number, b->file.data);
		good = stop(s, status, &why);
	}
	buf_free(&id);
	buf_free(&why);
	return good;
}

bool
start_resume(struct starting *s)
{
	size_t i;

	for (i = 0; i < s->state->n; i++)
		if (sent_is_half(&s->state->batch[i]) &&
		    !resume(s, &s->state->batch[i]))
			return false;
	return true;
}

/* Writes down what is about to be sent. */
static bool
intend(struct starting *s, const char *url, const struct gathered *g)
{
	struct buf line = { 0 };
	const time_t now = time(NULL);
	char at[32] = "";
	struct tm tm;
	bool noted;

	if (gmtime_r(&now, &tm) != NULL)
		(void)strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_printf(&line, "{\"batch\":%zu,\"at\":\"%s\",\"url\":",
	    s->state->n + 1, at);
	json_put(&line, url);
	buf_puts(&line, ",\"model\":");
	json_put_string(&line, g->model.data, g->model.len);
	buf_puts(&line, ",\"name\":");
	json_put_string(&line, g->name.data, g->name.len);
	buf_printf(&line, ",\"bytes\":%zu,\"keys\":[", g->bytes);
	buf_add(&line, g->keys.data, g->keys.len);
	buf_puts(&line, "]}");
	noted = note(s, &line);
	buf_free(&line);
	return noted;
}

/* Uploads a file; its id is in the state then. */
static bool
upload(struct starting *s, const struct gathered *g, struct span body)
{
	const size_t number = s->state->n;
	struct buf id = { 0 }, why = { 0 };
	bool good;
	int status = server_upload(&s->server, body, g->boundary, g->bytes,
	    &id, &why);

	if (status == STATUS_OK)
		good = note_text(s, number, "file", buf_span(&id));
	else {
		(void)note_text(s, number, "dropped", buf_span(&why));
		good = stop(s, status, &why);
	}
	buf_free(&id);
	buf_free(&why);
	return good;
}

bool
start_local(struct starting *s, const char *what)
{
	program_say("%s: %s", what, strerror(errno));
	s->status = STATUS_LOCAL;
	return false;
}

bool
start_batch(struct starting *s, const char *url, struct gathered *g)
{
	struct span body;

	if (gather_close(g, &body) == -1)
		return start_local(s, "a temporary file");
	return intend(s, url, g) && upload(s, g, body) &&
	    create(s, &s->state->batch[s->state->n - 1]);
}
