/* Sends requests as files of a batch each. */
#include "send.h"

#include <sys/mman.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "stage/program.h"

/* Models whose files are gathered side by side. */
#define PARTS 64

/* A file that is being gathered, as the body of its upload. */
struct part {
	struct buf model;
	struct buf name;	/* of the file, for the server */
	struct buf keys;	/* "…","…" */
	char boundary[40];
	struct out out;		/* a temporary file */
	size_t lines, bytes, inputs;
};

/* A run of send. */
struct sending {
	struct stage *stage;
	struct state *state;
	const struct server_settings *settings;
	const struct send_settings *limits;
	struct server server;
	struct buf url;		/* the requests are for; empty: none came */
	bool open;		/* the server is found */
	struct part part[PARTS];
	size_t parts;
	struct journal_index seen;
	size_t batches, sent, under_way, answered, failed;
	int status;
};

/* Says why the run ends, and keeps its status. */
static bool
stop(struct sending *s, int status, const struct buf *why)
{
	program_say("%.*s", (int)why->len, why->data);
	s->status = status;
	return false;
}

/* Adds a line to the state; false ends the run. */
static bool
note(struct sending *s, const struct buf *line)
{
	if (state_add(s->state, buf_span(line)) == 0)
		return true;
	program_say("%s: %s", s->state->path, strerror(errno));
	s->status = STATUS_LOCAL;
	return false;
}

/* The same for a line with a text, {"batch":n,"NAME":"TEXT"}. */
static bool
note_text(struct sending *s, size_t number, const char *name,
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

/* Finds the server by the URL of the requests; false ends the run. */
static bool
find_server(struct sending *s, const char *url)
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
note_start(struct sending *s, size_t number, int64_t at)
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
create(struct sending *s, struct sent *b)
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
		s->sent += requests;
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
 * batch that was to be made a moment ago is not made again as yet.
 */
static bool
create_again(struct sending *s, struct sent *b)
{
	const int64_t since = (int64_t)time(NULL) - b->start;
	struct buf why = { 0 };
	bool good;

	if (s->limits->again || since < 0 ||
	    (uint64_t)since >= s->limits->settle)
		return create(s, b);
	buf_printf(&why, "it is not known whether batch %zu was started: run "
	    "the same command again in %zu s (--settle)", b->number,
	    s->limits->settle - (size_t)since);
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
resume(struct sending *s, struct sent *b)
{
	const size_t number = b->number;
	struct buf id = { 0 }, why = { 0 };
	bool good = true;
	int status;

	if (b->file.len == 0)
		return note_text(s, number, "dropped",
		    span_of("the upload was broken off"));
	if (!find_server(s, b->url.data))
		return false;
	if (b->start == 0)
		return create(s, b);
	status = server_find(&s->server, b->file.data, &id, &why);
	if (status == STATUS_OK && id.len > 0) {
		good = note_text(s, number, "id", buf_span(&id));
		s->batches++;
		s->sent += b->n;
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

/* Finishes all that earlier runs have begun. */
static bool
resume_all(struct sending *s)
{
	size_t i;

	for (i = 0; i < s->state->n; i++)
		if (sent_is_half(&s->state->batch[i]) &&
		    !resume(s, &s->state->batch[i]))
			return false;
	return true;
}

/* Begins a file; false ends the run. */
static bool
part_open(struct sending *s, struct part *p, struct span model)
{
	memset(p, 0, sizeof(*p));
	buf_add(&p->model, model.p, model.len);
	buf_printf(&p->name, "wk-%08" PRIx32 "%08" PRIx32 ".jsonl",
	    arc4random(), arc4random());
	(void)snprintf(p->boundary, sizeof(p->boundary), "wk%08" PRIx32 "%08"
	    PRIx32 "%08" PRIx32, arc4random(), arc4random(), arc4random());
	if ((p->out.fd = file_temporary()) == -1) {
		program_say("a temporary file: %s", strerror(errno));
		s->status = STATUS_LOCAL;
		return false;
	}
	buf_printf(&p->out.buf, "--%s\r\nContent-Disposition: form-data; "
	    "name=\"purpose\"\r\n\r\nbatch\r\n--%s\r\nContent-Disposition: "
	    "form-data; name=\"file\"; filename=\"%.*s\"\r\nContent-Type: "
	    "application/jsonl\r\n\r\n", p->boundary, p->boundary,
	    (int)p->name.len, p->name.data);
	return true;
}

static void
part_free(struct part *p)
{
	buf_free(&p->model);
	buf_free(&p->name);
	buf_free(&p->keys);
	(void)out_close(&p->out);
}

/* Writes down what is about to be sent. */
static bool
intend(struct sending *s, const struct part *p)
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
	json_put_string(&line, s->url.data, s->url.len);
	buf_puts(&line, ",\"model\":");
	json_put_string(&line, p->model.data, p->model.len);
	buf_puts(&line, ",\"name\":");
	json_put_string(&line, p->name.data, p->name.len);
	buf_printf(&line, ",\"bytes\":%zu,\"keys\":[", p->bytes);
	buf_add(&line, p->keys.data, p->keys.len);
	buf_puts(&line, "]}");
	noted = note(s, &line);
	buf_free(&line);
	return noted;
}

/* Uploads a file; its id is in the state then. */
static bool
upload(struct sending *s, const struct part *p, struct span body)
{
	const size_t number = s->state->n;
	struct buf id = { 0 }, why = { 0 };
	bool good;
	int status = server_upload(&s->server, body, p->boundary, p->bytes,
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

/* Sends a file that was gathered. */
static bool
part_send(struct sending *s, struct part *p)
{
	struct span body;
	void *map;
	off_t size;
	bool good;

	buf_printf(&p->out.buf, "\r\n--%s--\r\n", p->boundary);
	if (out_flush(&p->out) == -1 ||
	    (size = lseek(p->out.fd, 0, SEEK_END)) == -1 ||
	    (map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, p->out.fd,
	    0)) == MAP_FAILED) {
		program_say("a temporary file: %s", strerror(p->out.error != 0
		    ? p->out.error : errno));
		s->status = STATUS_LOCAL;
		return false;
	}
	body = (struct span){ map, (size_t)size };
	good = intend(s, p) && upload(s, p, body) &&
	    create(s, &s->state->batch[s->state->n - 1]);
	(void)munmap(map, (size_t)size);
	return good;
}

/* The file for a model; NULL ends the run. */
static struct part *
find_part(struct sending *s, struct span model)
{
	size_t i;

	for (i = 0; i < s->parts; i++)
		if (span_same(buf_span(&s->part[i].model), model))
			return &s->part[i];
	if (s->parts == PARTS) {
		program_say("more than %d models: send the requests of each "
		    "model by themselves",
		    PARTS);
		s->status = STATUS_LOCAL;
		return NULL;
	}
	if (!part_open(s, &s->part[s->parts], model))
		return NULL;
	return &s->part[s->parts++];
}

/* Sends a file, and begins the next for its model. */
static bool
send_part(struct sending *s, struct part *p)
{
	struct buf model = { 0 };
	bool good = part_send(s, p);

	buf_add(&model, p->model.data, p->model.len);
	part_free(p);
	good = part_open(s, p, buf_span(&model)) && good;
	buf_free(&model);
	return good;
}

/* Whether a file has no room for a line with so many inputs. */
static bool
is_full(const struct send_settings *most, const struct part *p, size_t bytes,
    size_t inputs)
{
	return p->lines > 0 && (p->lines == most->lines ||
	    p->bytes + bytes > most->bytes ||
	    p->inputs + inputs > most->inputs);
}

/* The texts that a request has for an embedder; 1 if it is another one. */
static size_t
inputs_of(const struct json_value *body)
{
	struct json_value input, one;
	struct json j;
	size_t n = 0;

	if (!json_find(body, "input", &input) || input.type != JSON_ARRAY)
		return 1;
	json_open_value(&j, &input);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1)
		n++;
	return n;
}

/* Adds a request to the file of its model, which is sent when it is full. */
static bool
add(struct sending *s, struct span key, struct span model,
    const struct json_value *body)
{
	const size_t inputs = inputs_of(body);
	struct buf line = { 0 };
	struct part *p = find_part(s, model);
	bool good = p != NULL;

	buf_puts(&line, "{\"custom_id\":\"");
	buf_add(&line, key.p, key.len);
	buf_puts(&line, "\",\"method\":\"POST\",\"url\":");
	json_put(&line, s->server.path.data);
	buf_puts(&line, ",\"body\":");
	json_compact(&line, (struct span){ body->p, body->len });
	buf_puts(&line, "}\n");
	if (good && line.len > s->limits->bytes) {
		program_say("%s:%zu: a request of %zu bytes is longer than "
		    "--max-bytes", s->stage->file, s->stage->line, line.len);
		s->status = STATUS_LOCAL;
		good = false;
	}
	if (good && is_full(s->limits, p, line.len, inputs))
		good = send_part(s, p);
	if (good) {
		out_bytes(&p->out, line.data, line.len);
		out_pace(&p->out);
		p->lines++;
		p->bytes += line.len;
		p->inputs += inputs;
		if (p->keys.len > 0)
			buf_addc(&p->keys, ',');
		buf_printf(&p->keys, "\"%.*s\"", (int)key.len, key.p);
	}
	buf_free(&line);
	return good;
}

/* Whether a request came before in this run. */
static bool
is_repeated(struct sending *s, const unsigned char *key)
{
	struct journal_slot *slot;
	size_t at = SIZE_MAX;
	uint64_t hash;

	memcpy(&hash, key, sizeof(hash));
	if (!journal_index_reserve(&s->seen, 1))
		memory_exhausted();
	slot = journal_index_probe(&s->seen, hash, &at);
	if (slot->where != 0)
		return true;
	journal_index_fill(&s->seen, slot, hash, 1);
	return false;
}

/* Checks that a URL is that of all others; false ends the run. */
static bool
check_url(struct sending *s, struct span url)
{
	size_t i;

	if (s->url.len == 0) {
		buf_add(&s->url, url.p, url.len);
		buf_addc(&s->url, '\0');
		s->url.len--;
	}
	if (!span_same(buf_span(&s->url), url)) {
		program_say("%s:%zu: a request to %.*s, after others to %s: "
		    "send them with another state file", s->stage->file,
		    s->stage->line, (int)url.len, url.p, s->url.data);
		s->status = STATUS_LOCAL;
		return false;
	}
	for (i = 0; i < s->state->n; i++)
		if (strcmp(s->state->batch[i].url.data, s->url.data) != 0) {
			program_say("%s is for %s, and the requests are for "
			    "%s: use another state file", s->state->path,
			    s->state->batch[i].url.data, s->url.data);
			s->status = STATUS_LOCAL;
			return false;
		}
	return find_server(s, s->url.data);
}

/* Whether a request is to be sent, by what is known of it. */
static bool
is_wanted(struct sending *s, const unsigned char *key)
{
	size_t failed;
	const enum key_how how = state_how(s->state, key, &failed);

	if (how == KEY_SENT || is_repeated(s, key)) {
		s->under_way++;
		return false;
	}
	if (how == KEY_ANSWERED) {
		s->answered++;
		return false;
	}
	if ((how != KEY_FAILED && failed <= s->limits->retries) ||
	    s->limits->retry)
		return true;
	s->failed++;
	return false;
}

/* Takes a request from a line of the input; false ends the run. */
static bool
take(struct sending *s, struct record *r, const int *field)
{
	unsigned char key[JOURNAL_KEY];
	const struct json_value *k = record_get(r, field[0]);
	const struct json_value *body = record_get(r, field[2]);
	struct json_value model, stream;
	struct span url, hex, name = { "", 0 };
	struct buf text = { 0 };
	bool good;

	if (k == NULL || !journal_unhex(key, k) || body == NULL ||
	    body->type != JSON_OBJECT ||
	    record_string(r, field[1], &url) != 1) {
		program_say("%s:%zu: not a request; wk-rag --requests prints "
		    "them", s->stage->file, s->stage->line);
		s->status = STATUS_LOCAL;
		return false;
	}
	hex = (struct span){ k->p + 1, k->len - 2 };
	if (s->url.len == 0 || !span_same(buf_span(&s->url), url))
		if (!check_url(s, url))
			return false;
	if (json_find(body, "stream", &stream) && stream.type == JSON_TRUE) {
		program_say("%s:%zu: a batch cannot have \"stream\"",
		    s->stage->file, s->stage->line);
		s->status = STATUS_LOCAL;
		return false;
	}
	if (!is_wanted(s, key))
		return true;
	if (json_find(body, "model", &model) && model.type == JSON_STRING)
		name = json_string(&model, &text);
	good = add(s, hex, name, body);
	buf_free(&text);
	return good;
}

/* Reads the requests, and sends all full files. */
static bool
read_all(struct sending *s)
{
	const int field[] = { stage_field(s->stage, "key"),
		stage_field(s->stage, "url"), stage_field(s->stage, "body") };
	struct record *r;

	while ((r = stage_next(s->stage)) != NULL)
		if (stage_has_error(s->stage, r)) {
			program_say("%s:%zu: not a request", s->stage->file,
			    s->stage->line);
			s->status = STATUS_LOCAL;
			return false;
		} else if (!take(s, r, field))
			return false;
	return !s->stage->unread;
}

/* Says what was sent, what was not, and why. */
static void
tell(const struct sending *s)
{
	if (s->under_way > 0 && s->stage->verbose)
		program_say("%zu requests are under way", s->under_way);
	if (s->answered > 0)
		program_say("%zu requests have a reply already: name the "
		    "journal of fetch with --read-journal, or write it again "
		    "with 'wk-batch fetch --all'", s->answered);
	if (s->failed > 0)
		program_say("%zu requests failed in earlier batches and were "
		    "left out; -R sends them again", s->failed);
	if (s->sent > 0)
		program_say("%zu requests sent, in %zu batch%s; 'wk-batch "
		    "poll %s' prints their status", s->sent, s->batches,
		    s->batches == 1 ? "" : "es", s->state->path);
}

int
send_all(struct stage *stage, struct state *state,
    const struct server_settings *server, const struct send_settings *send)
{
	struct sending s = { .stage = stage, .state = state,
		.settings = server, .limits = send };
	size_t i;
	bool good = resume_all(&s) && read_all(&s);

	for (i = 0; i < s.parts; i++) {
		if (good && s.part[i].lines > 0)
			good = part_send(&s, &s.part[i]);
		part_free(&s.part[i]);
	}
	tell(&s);
	if (s.failed > 0 && s.status == STATUS_OK)
		s.status = STATUS_FAILED;
	buf_free(&s.url);
	journal_index_free(&s.seen);
	if (s.open)
		server_close(&s.server);
	if (stage->unread && s.status == STATUS_OK)
		s.status = STATUS_LOCAL;
	return s.status;
}
