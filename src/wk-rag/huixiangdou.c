/* Lets a HuixiangDou server answer: asks, judges and reads its replies. */
#include "huixiangdou.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "cite.h"
#include "json/json.h"
#include "rag.h"
#include "text/sanitize.h"
#include "text/thinking.h"

/* References of one answer that are kept, at most. */
#define REFERENCES_MAX 100

/* The server's sentence when its search had no key or no network. */
#define SEARCH_FAILED "Web search fail"

/* The server answers so, with 200, while its own model is down. */
#define EMPTY "an empty answer; is the model of HuixiangDou up? see its log"

void
huixiangdou_body(struct buf *b, struct span question)
{
	buf_puts(b, "{\"text\":");
	json_put_string(b, question.p, question.len);
	buf_puts(b, ",\"image\":\"\"}");
}

/*
 * Our state for a state of the server, a sentence: known by its beginning, as
 * the ends change.  NULL if the server failed.
 */
static const char *
state_of(struct span said)
{
	static const char *const known[][2] = {
		{ "success", "success" },
		{ "query is not a question", "not_a_question" },
		{ "The question does not have a topic", "unrelated" },
		{ "Topics unrelated", "unrelated" },
		{ "Cannot extract keywords", "unknown" },
		{ "No search result", "no_search_result" },
		{ "Irrelevant answer", "bad_answer" },
		{ "Reply has a high relevance to prohibited", "unsafe" },
		{ SEARCH_FAILED, NULL },
		{ "Init state", NULL },
		{ "internal error", NULL },
		{ "not finish", NULL },
		{ "fail", NULL },
		{ "Non-working hours", NULL },
		{ "HTTP interface parameter error", NULL },
		{ "Missing key", NULL },
		{ "bad parameter", NULL },
	};
	size_t i;

	for (i = 0; i < LEN(known); i++)
		if (span_begins(said, known[i][0]))
			return known[i][1];
	return "bad_answer";
}

/* Appends the server's state of a step, if it has one. */
static void
put_state(struct buf *b, const struct json_value *step)
{
	struct json_value state;

	if (json_find(step, "state", &state))
		(void)json_add_text(b, &state);
}

/* What the steps so far come to. */
struct steps {
	struct json_value last, success, verdict;	/* .p NULL: none */
	bool searched;		/* the last one is a search that failed */
	struct buf said;
};

static void
take_step(struct steps *s, const struct json_value *step)
{
	const char *state;

	s->last = *step;
	buf_clear(&s->said);
	put_state(&s->said, step);
	state = state_of(buf_span(&s->said));
	s->searched = state == NULL &&
	    span_begins(buf_span(&s->said), SEARCH_FAILED);
	if (state == NULL)
		return;
	s->verdict = *step;
	if (strcmp(state, "success") != 0)
		return;
	s->verdict.p = NULL;
	s->success = *step;
}

/*
 * Finds the step that decides: the last one, or the last success.  A search
 * of the web that failed leaves the verdict before it as it was.  False if
 * the value has no steps.
 */
static bool
choose_step(const struct json_value *top, bool last_success,
    struct json_value *step)
{
	struct steps s = { .searched = false };
	struct json_value steps, v;
	struct json j;
	bool good = true;

	if (top->type != JSON_OBJECT || !json_find(top, "step", &steps))
		return false;
	json_open(&j, steps.p, steps.len);
	if (json_array(&j) == -1)
		return false;
	while (good && json_element(&j, &v) == 1) {
		good = v.type == JSON_OBJECT;
		if (good)
			take_step(&s, &v);
	}
	buf_free(&s.said);
	*step = last_success && s.success.p != NULL ? s.success :
	    s.searched && s.verdict.p != NULL ? s.verdict : s.last;
	return good && step->p != NULL;
}

static struct verdict_finding
look(const struct json_value *top)
{
	struct verdict_finding found = { 0 };
	struct json_value step;

	/* A server that fails may send other objects. */
	if (top->type != JSON_STRING && !choose_step(top, false, &step))
		found.fault = "a reply without steps";
	return found;
}

/* A bare string is kept as an object of one step. */
static void
keep(struct buf *kept, const struct json_value *top, size_t repaired)
{
	if (top->type != JSON_STRING) {
		json_keep(kept, top, repaired);
		return;
	}
	buf_puts(kept, "{\"step\":[{\"state\":\"success\",\"response\":");
	buf_add(kept, top->p, top->len);
	buf_puts(kept, ",\"refs\":[]}]");
	if (repaired > 0)
		buf_printf(kept, ",\"repaired\":%zu", repaired);
	buf_addc(kept, '}');
}

/* Explains the usual cause of a 500; it stays, so retry little. */
static void
explain_500(struct verdict *v)
{
	v->tries = VERDICT_DAMAGED_TRIES;
	buf_puts(&v->message, "; HuixiangDou's pipeline chat_in_group fails so "
	    "since its commit c02a195 (2025-03-26): run the commit before it, "
	    "or choose chat_with_repo; a failing API of its model ends so too, "
	    "see its log");
}

/* Whether a body that is to be kept has an empty answer. */
static bool
is_empty(struct span body)
{
	struct huixiangdou_reply r = { 0 };
	bool empty;

	empty = huixiangdou_read(&r, body, false) == 0 && r.empty;
	huixiangdou_free(&r);
	return empty;
}

void
huixiangdou_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	static const struct verdict_protocol protocol = { .look = look,
		.keep = keep, .last = true };

	if (reply != NULL) {
		verdict_http(v, reply, now);
		if (reply->status == 500)
			explain_500(v);
		if (v->class != VERDICT_ANSWER)
			return;
	}
	verdict_body(v, body, &protocol, reply, now);
	if (v->class == VERDICT_ANSWER && is_empty(buf_span(body))) {
		verdict_damaged(v, EMPTY, buf_span(body));
		v->kind = "empty_reply";
	}
}

/* Adds {"source":…}, and "url" for a URL, unless it is there already. */
static void
add_reference(struct huixiangdou_reply *r, struct span source, size_t *n)
{
	struct buf one = { 0 };

	source = utf8_strip(source);
	if (source.len == 0 || *n == REFERENCES_MAX)
		return;
	buf_puts(&one, "{\"source\":");
	json_put_string(&one, source.p, source.len);
	if (span_begins(source, "http://") ||
	    span_begins(source, "https://")) {
		buf_puts(&one, ",\"url\":");
		json_put_string(&one, source.p, source.len);
	}
	buf_addc(&one, '}');
	*n += hits_add_once(&r->references, &one);
	buf_free(&one);
}

static void
read_refs(struct huixiangdou_reply *r, const struct json_value *step,
    size_t *n)
{
	struct json_value refs, v;
	struct buf text = { 0 };
	struct json j;

	if (!json_find(step, "refs", &refs))
		return;
	json_open(&j, refs.p, refs.len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1) {
		buf_clear(&text);
		if (json_add_text(&text, &v) && text.len > 0)
			add_reference(r, buf_span(&text), n);
	}
	buf_free(&text);
}

/*
 * chat_with_repo may set "**References:**" and a line "* file" for each
 * before the answer: returns s behind them.
 */
static struct span
take_preamble(struct huixiangdou_reply *r, struct span s, size_t *n)
{
	struct span line, rest = utf8_strip(s);

	if (!span_begins(rest, "**References:**"))
		return s;
	(void)span_line(&rest, &line);
	while (span_begins(rest, "* ")) {
		(void)span_line(&rest, &line);
		add_reference(r, span_from(line, 2), n);
	}
	return rest;
}

/* Appends a text with plain newlines. */
static void
put_lines(struct buf *b, struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] != '\r')
			buf_addc(b, s.p[i]);
		else if (i + 1 == s.len || s.p[i + 1] != '\n')
			buf_addc(b, '\n');
}

/* Whether there is something to see in s. */
static bool
is_visible(struct span s)
{
	struct buf b = { 0 };
	bool visible;

	sanitize_controls(&b, s);
	visible = utf8_strip(buf_span(&b)).len > 0;
	buf_free(&b);
	return visible;
}

/*
 * Reads the answer of a step that is a success: what stands behind the
 * references and the thinking.
 */
static void
read_answer(struct huixiangdou_reply *r, const struct json_value *step,
    size_t *n)
{
	struct buf raw = { 0 }, text = { 0 }, thought = { 0 };
	struct json_value v;
	struct span s;

	if (json_find(step, "response", &v))
		(void)json_add_text(&raw, &v);
	put_lines(&text, buf_span(&raw));
	s = buf_span(&text);
	if (s.len > 0)
		s = take_preamble(r, s, n);
	if (s.len > 0)
		s = utf8_strip(thinking_split(s, &thought, false));
	cite_unmark(&r->reasoning, buf_span(&thought));
	if (is_visible(s))
		cite_unmark(&r->answer, s);
	else {
		r->state = NULL;
		r->empty = true;
	}
	if (r->state != NULL && r->answer.len == 0)
		r->state = "bad_answer";
	buf_free(&raw);
	buf_free(&text);
	buf_free(&thought);
}

static void
read_step(struct huixiangdou_reply *r, const struct json_value *step)
{
	size_t n = 0;

	put_state(&r->said, step);
	r->state = state_of(buf_span(&r->said));
	buf_addc(&r->references, '[');
	if (r->state != NULL && strcmp(r->state, "success") == 0) {
		read_answer(r, step, &n);
		read_refs(r, step, &n);
	}
	buf_addc(&r->references, ']');
}

int
huixiangdou_read(struct huixiangdou_reply *r, struct span body,
    bool last_success)
{
	struct json_value top, step, v;
	struct json j;
	long long n;

	buf_clear(&r->said);
	buf_clear(&r->answer);
	buf_clear(&r->references);
	buf_clear(&r->reasoning);
	r->repaired = 0;
	r->empty = false;
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !choose_step(&top, last_success, &step))
		return -1;
	if (json_find(&top, "repaired", &v) && json_integer(&v, &n) == 0 &&
	    n > 0)
		r->repaired = (size_t)n;
	read_step(r, &step);
	return 0;
}

void
huixiangdou_free(struct huixiangdou_reply *r)
{
	buf_free(&r->said);
	buf_free(&r->answer);
	buf_free(&r->references);
	buf_free(&r->reasoning);
}

/* A run over the operands. */
struct run {
	const struct rag *rag;
	bool last_success;
	struct huixiangdou_reply reply;	/* used again for the next record */
	struct buf body;
};

/* Sets `rag`: facts about the call. */
static void
set_rag(const struct run *run, struct record *r, const struct pool_call *call)
{
	const struct huixiangdou_reply *reply = &run->reply;
	struct buf b = { 0 };

	buf_printf(&b, "{\"key\":\"%s\",\"state\":", call->key);
	json_put_string(&b, reply->said.data, reply->said.len);
	if (call->sample > 0)
		buf_printf(&b, ",\"sample\":%u", call->sample);
	if (reply->repaired > 0)
		buf_printf(&b, ",\"repaired\":%zu", reply->repaired);
	buf_addc(&b, '}');
	rag_set(run->rag, r, run->rag->rag, &b);
	buf_free(&b);
}

static bool
is_good(void *arg, struct span kept)
{
	struct run *run = arg;

	return huixiangdou_read(&run->reply, kept, run->last_success) == 0 &&
	    run->reply.state != NULL;
}

/* Puts a reply into the record that it is for. */
static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct run *run = arg;
	const struct huixiangdou_reply *reply = &run->reply;
	struct stage *stage = run->rag->stage;
	struct pool_outcome outcome = { .tokens = -1 };

	if (huixiangdou_read(&run->reply, kept, run->last_success) == -1) {
		stage_fail(stage, r, "bad_reply", "the entry %s of the journal "
		    "is not a reply of HuixiangDou", call->key);
		return outcome;
	}
	set_rag(run, r, call);
	if (reply->empty) {
		stage_fail(stage, r, "empty_reply", EMPTY);
		return outcome;
	}
	if (reply->state == NULL) {
		stage_fail(stage, r, "server_failed", "HuixiangDou says: %.*s",
		    (int)reply->said.len, reply->said.data);
		return outcome;
	}
	if (strcmp(reply->state, "success") == 0) {
		const struct rag_answer answer = {
			.text = buf_span(&reply->answer),
			.reasoning = buf_span(&reply->reasoning),
			.references = &reply->references,
			.origin = "huixiangdou"
		};

		rag_set_answer(run->rag, r, &answer);
	} else
		rag_set_state(run->rag, r, reply->state);
	outcome.good = true;
	return outcome;
}

/* Asks the server for one record. */
static void
ask(void *arg, struct pool *pool, struct record *r)
{
	struct run *run = arg;
	struct stage *stage = run->rag->stage;
	struct span question;
	unsigned sample;

	if (!stage_wants(stage, r) ||
	    !stage_sample(stage, r, run->rag->sample, &sample) ||
	    !rag_question(run->rag, r, &question)) {
		pool_pass(pool, r);
		return;
	}
	buf_clear(&run->body);
	huixiangdou_body(&run->body, question);
	if (run->body.failed) {
		stage_fail(stage, r, "too_long", "the request is too long");
		pool_pass(pool, r);
	} else
		pool_call(pool, r, buf_span(&run->body), 0, sample);
}

static int
work(struct run *run, const struct endpoint *endpoint, char *const *files,
    struct buf *why)
{
	struct stage *stage = run->rag->stage;
	const struct pool_setup setup = { .stage = stage,
		.settings = run->rag->settings, .endpoint = endpoint,
		.judge = huixiangdou_judge, .judge_all = true,
		.good = is_good, .apply = apply, .arg = run };

	stage_open(stage, files);
	return pool_run(&setup, ask, why);
}

/* The URL as it was pasted, without the path of a call. */
static char *
without_call(const char *url)
{
	static const char *const calls[] = { "/huixiangdou_inference",
		"/huixiangdou_stream" };
	struct span s = span_of(url);
	char *base;
	size_t i;

	while (span_ends(s, "/"))
		s.len--;
	for (i = 0; i < LEN(calls); i++)
		if (span_ends(s, calls[i]))
			s.len -= strlen(calls[i]);
	base = xstrdup(url);
	base[s.len] = '\0';
	return base;
}

int
rag_huixiangdou(struct rag *rag, const struct rag_huixiangdou *options,
    char *const *files, struct buf *why)
{
	struct run run = { .rag = rag, .last_success = options->last_success };
	char *base = without_call(options->url);
	const struct endpoint_rules rules = { .url = base, .port = "23333",
		.path = options->stream ? "/huixiangdou_stream" :
		    "/huixiangdou_inference" };
	struct endpoint endpoint = { 0 };
	int status = -1;

	rag->stage->sink = true;
	rag_open(rag);
	if (endpoint_find(&endpoint, &rules, why) == 0)
		status = work(&run, &endpoint, files, why);
	huixiangdou_free(&run.reply);
	buf_free(&run.body);
	endpoint_free(&endpoint);
	free(base);
	return status;
}
