/* Reads requests, and sends those that the state does not have. */
#include "send.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "stage/program.h"

/* Models whose files are gathered side by side. */
#define PARTS 64

/* A run of send. */
struct sending {
	struct starting start;
	struct stage *stage;
	const struct send_settings *settings;
	struct buf url;		/* the requests are for; empty: none came */
	struct gathered part[PARTS];	/* a file for each model */
	size_t parts;
	struct gather_line line;	/* used again for each request */
	struct journal_index seen;
	size_t under_way, answered, failed;
};

/* Ends the run for a line of the input. */
static bool
refuse(struct sending *s, const char *what)
{
	program_say("%s:%zu: %s", s->stage->file, s->stage->line, what);
	s->start.status = STATUS_LOCAL;
	return false;
}

/* The file for a model; NULL ends the run. */
static struct gathered *
find_part(struct sending *s, struct span model)
{
	size_t i;

	for (i = 0; i < s->parts; i++)
		if (span_same(buf_span(&s->part[i].model), model))
			return &s->part[i];
	if (s->parts == PARTS) {
		program_say("more than %d models: send the requests of each "
		    "model by themselves", PARTS);
		s->start.status = STATUS_LOCAL;
		return NULL;
	}
	if (gather_open(&s->part[s->parts++], model) == -1) {
		(void)start_local(&s->start, "a temporary file");
		return NULL;
	}
	return &s->part[s->parts - 1];
}

/* Sends a file, and begins the next for its model. */
static bool
send_part(struct sending *s, struct gathered *g)
{
	struct buf model = { 0 };
	const bool good = start_batch(&s->start, s->url.data, g);

	buf_add(&model, g->model.data, g->model.len);
	gather_free(g);
	if (gather_open(g, buf_span(&model)) == -1 && good)
		(void)start_local(&s->start, "a temporary file");
	buf_free(&model);
	return good && g->out.fd != -1;
}

/* Adds a request to the file of its model, which is sent when it is full. */
static bool
add(struct sending *s, struct span key, struct span model,
    const struct json_value *body)
{
	struct gathered *g = find_part(s, model);

	if (g == NULL)
		return false;
	gather_line(&s->line, key, s->start.server.path.data, body);
	if (s->line.text.len > s->settings->file.bytes) {
		program_say("%s:%zu: a request of %zu bytes is longer than "
		    "--max-bytes", s->stage->file, s->stage->line,
		    s->line.text.len);
		s->start.status = STATUS_LOCAL;
		return false;
	}
	if (!gather_fits(g, &s->line, &s->settings->file) &&
	    !send_part(s, g))
		return false;
	gather_add(g, &s->line);
	return true;
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
	const struct state *state = s->start.state;
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
		s->start.status = STATUS_LOCAL;
		return false;
	}
	for (i = 0; i < state->n; i++)
		if (strcmp(state->batch[i].url.data, s->url.data) != 0) {
			program_say("%s is for %s, and the requests are for "
			    "%s: use another state file", state->path,
			    state->batch[i].url.data, s->url.data);
			s->start.status = STATUS_LOCAL;
			return false;
		}
	return start_server(&s->start, s->url.data);
}

/* Whether a request is to be sent, by what is known of it. */
static bool
is_wanted(struct sending *s, const unsigned char *key)
{
	size_t failed;
	const enum key_how how = state_how(s->start.state, key, &failed);

	if (how == KEY_SENT || is_repeated(s, key)) {
		s->under_way++;
		return false;
	}
	if (how == KEY_ANSWERED) {
		s->answered++;
		return false;
	}
	if ((how != KEY_FAILED && failed <= s->settings->retries) ||
	    s->settings->retry)
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
	    record_string(r, field[1], &url) != 1)
		return refuse(s, "not a request; wk-rag --requests prints "
		    "them");
	hex = (struct span){ k->p + 1, k->len - 2 };
	if (s->url.len == 0 || !span_same(buf_span(&s->url), url))
		if (!check_url(s, url))
			return false;
	if (json_find(body, "stream", &stream) && stream.type == JSON_TRUE)
		return refuse(s, "a batch cannot have \"stream\"");
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
		if (stage_has_error(s->stage, r))
			return refuse(s, "not a request");
		else if (!take(s, r, field))
			return false;
	return !s->stage->unread;
}

/* Says what was sent, what was not, and why. */
static void
tell(const struct sending *s)
{
	if (s->under_way > 0 && s->stage->verbose)
		program_say("%zu request%s under way", s->under_way,
		    plural(s->under_way));
	if (s->answered > 0)
		program_say("%zu request%s already answered: name the journal "
		    "of fetch with --read-journal, or write it again with "
		    "'wk-batch fetch --all'", s->answered,
		    plural(s->answered));
	if (s->failed > 0)
		program_say("%zu request%s left out, as failed in earlier "
		    "batches; -R sends them again", s->failed,
		    plural(s->failed));
	if (s->start.requests > 0)
		program_say("%zu request%s sent, in %zu batch%s; 'wk-batch "
		    "poll %s' prints their status", s->start.requests,
		    plural(s->start.requests), s->start.batches,
		    plural_es(s->start.batches),
		    s->start.state->path);
}

int
send_all(struct stage *stage, struct state *state,
    const struct server_settings *server, const struct send_settings *send)
{
	struct sending s = { .stage = stage, .settings = send,
		.start = { .state = state, .settings = server,
		.limits = &send->start } };
	size_t i;
	bool good = start_resume(&s.start) && read_all(&s);

	for (i = 0; i < s.parts; i++) {
		if (good && s.part[i].lines > 0)
			good = start_batch(&s.start, s.url.data, &s.part[i]);
		gather_free(&s.part[i]);
	}
	tell(&s);
	if (s.failed > 0 && s.start.status == STATUS_OK)
		s.start.status = STATUS_FAILED;
	buf_free(&s.url);
	buf_free(&s.line.text);
	journal_index_free(&s.seen);
	if (s.start.open)
		server_close(&s.start.server);
	if (stage->unread && s.start.status == STATUS_OK)
		s.start.status = STATUS_LOCAL;
	return s.start.status;
}
