#include "rag_model.h"

#include <string.h>

#include "text/sanitize.h"

/* The run: replies come back without saying whose they are. */
static struct rag_run run;

/* Fills a template in, into b.  False if the record lacks a field. */
static bool
fill(struct record *r, const struct template *t, struct buf *b)
{
	const struct passages *p = &run.given;
	const struct template_value own[] = {
		{ run.question, { p->question.data, p->question.len } },
		{ run.passages, { p->text.data, p->text.len } },
		{ run.unknown, { p->unknown.data, p->unknown.len } },
		{ run.fence, { p->fence, PASSAGES_FENCE } },
	};
	const char *missing;

	buf_clear(b);
	if (template_fill_with(t, r, own, LEN(own), b, &missing) == 0)
		return true;
	stage_fail(run.rag->stage, r, "missing_field", "no field '%s' for the "
	    "prompt; {{%s|...}} would give it a default", missing, missing);
	return false;
}

/* One turn of the dialogue so far, as two messages.  False if it is none. */
static bool
add_turn(struct record *r, const struct json_value *turn)
{
	static const char *const names[][2] = { { "input", "user" },
		{ "output", "assistant" } };
	struct json_value v;
	size_t i;

	if (turn->type != JSON_OBJECT)
		return false;
	for (i = 0; i < LEN(names); i++) {
		if (!json_find(turn, names[i][0], &v) || v.type != JSON_STRING)
			return false;
		buf_clear(&run.text);
		sanitize_text(&run.text, record_decode(r, &v));
		run.messages.failed |= run.text.failed;
		request_message(&run.messages, names[i][1],
		    buf_span(&run.text));
	}
	return true;
}

/* The last turns.  False if the field is no array of turns. */
static bool
add_turns(struct record *r)
{
	const struct json_value *list = record_get(r, run.turns);
	struct json_value turn;
	struct json j;
	size_t n = 0, i;

	if (run.options->turns == 0 || list == NULL ||
	    list->type == JSON_NULL)
		return true;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return false;
	while (json_element(&j, &turn) == 1)
		n++;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (i = 0; json_element(&j, &turn) == 1; i++)
		if (i + run.options->turns >= n && !add_turn(r, &turn))
			return false;
	return true;
}

static bool
make_messages(struct record *r)
{
	struct buf *m = &run.messages;

	buf_clear(m);
	buf_addc(m, '[');
	if (!fill(r, &run.system[run.lang], &run.rules))
		return false;
	if (run.rules.len > 0)
		request_message(m, "system", buf_span(&run.rules));
	if (!add_turns(r)) {
		stage_fail(run.rag->stage, r, "bad_turns", "turns is not an "
		    "array of objects that have an input and an output");
		return false;
	}
	if (!fill(r, &run.user[run.lang], &run.text))
		return false;
	request_message(m, "user", buf_span(&run.text));
	buf_addc(m, ']');
	return true;
}

static int
make(struct record *r)
{
	struct passages *p = &run.given;
	struct span question;
	int n;

	if (!rag_question(run.rag, r, &question) ||
	    (n = rag_hits(run.rag, r, run.hits)) == -1)
		return -1;
	run.lang = run.options->lang == RAG_AUTO ?
	    prompts_lang(question) : run.options->lang;
	passages_make(p, run.hits, (size_t)n, run.options->context, question,
	    prompts[run.lang].unknown);
	if (!p->failed && !r->strings.failed && p->n == 0)
		return 0;
	if (!p->failed && !r->strings.failed && !make_messages(r))
		return -1;
	if (!p->failed && !r->strings.failed && !run.text.failed &&
	    !run.rules.failed && !run.messages.failed)
		return 1;
	rag_no_memory(run.rag);
	return -1;
}

static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	/* What was asked is made again: it is not kept while it is asked. */
	if (make(r) != 1)
		return (struct pool_outcome){ .tokens = -1 };
	return rag_apply(arg, r, kept, call);
}

static void
ask(struct pool *pool, struct record *r, struct buf *body)
{
	const struct span messages = { run.messages.data, run.messages.len };

	buf_clear(body);
	request_body(run.options->request, messages, 0, body);
	if (body->failed)
		rag_no_memory(run.rag);
	else
		pool_call(pool, r, (struct span){ body->data, body->len },
		    request_estimate(messages), 0);
}

static int
work(const struct endpoint *endpoint, char *const *files, struct buf *why)
{
	const struct rag *rag = run.rag;
	const struct pool_setup setup = { .stage = rag->stage,
		.settings = rag->settings, .endpoint = endpoint,
		.judge = chat_judge, .good = chat_is_good, .apply = apply,
		.arg = &run };
	struct buf body = { 0 };
	struct record *r;
	struct pool *pool;
	int made;

	stage_open(rag->stage, files);
	if ((pool = pool_open(&setup, why)) == NULL)
		return -1;
	while ((r = stage_next(rag->stage)) != NULL) {
		made = stage_wants(rag->stage, r) ? make(r) : -1;
		if (made == 1)
			ask(pool, r, &body);
		if (made == 0)
			rag_set_state(rag, r, "unknown");
		if (made != 1)
			pool_pass(pool, r);
	}
	buf_free(&body);
	return pool_close(pool);
}

/* Whether one of two templates has a place for a field. */
static bool
mentions(const struct template *a, const struct template *b, int field)
{
	size_t i;

	for (i = 0; i < a->n + b->n; i++)
		if ((i < a->n ? &a->part[i] : &b->part[i - a->n])->field ==
		    field)
			return true;
	return false;
}

static int
parse(struct template *t, const struct prompt *p, const char *built_in,
    struct buf *why)
{
	const struct span text = { built_in, strlen(built_in) };

	return template_parse(t, p->text.p == NULL ? text : p->text,
	    &run.rag->stage->fields, why);
}

/* Reads the prompts.  0, or -1 and why. */
static int
prepare(const struct rag_model *options, struct buf *why)
{
	struct stage *stage = run.rag->stage;
	const struct prompts *p;
	size_t i;

	run.question = stage_field(stage, "question");
	run.passages = stage_field(stage, "passages");
	run.unknown = stage_field(stage, "unknown");
	run.fence = stage_field(stage, "fence");
	run.turns = stage_field(stage, "turns");
	for (i = 0; i < RAG_LANGS; i++) {
		p = &prompts[i];
		if (parse(&run.system[i], options->system, p->system, why) ==
		    -1 || parse(&run.user[i], options->user, p->user, why) ==
		    -1)
			return -1;
		if (!mentions(&run.system[i], &run.user[i], run.passages) ||
		    !mentions(&run.system[i], &run.user[i], run.question)) {
			buf_puts(why, "the prompts must hold {{passages}} and "
			    "{{question}}");
			return -1;
		}
	}
	return 0;
}

static void
release(void)
{
	size_t i;

	for (i = 0; i < RAG_LANGS; i++) {
		template_free(&run.system[i]);
		template_free(&run.user[i]);
	}
	rag_reply_free();
	passages_free(&run.given);
	buf_free(&run.rules);
	buf_free(&run.text);
	buf_free(&run.messages);
}

int
rag_model(struct rag *rag, const struct rag_model *options,
    char *const *files, struct buf *why)
{
	struct endpoint_rules rules = options->server;
	struct endpoint endpoint = { 0 };
	int status = -1;

	run = (struct rag_run){ .rag = rag, .options = options };
	rules.path = "/chat/completions";
	rules.version = "/v1";
	rules.openai = true;
	rag->stage->sink = true;
	rag_open(rag);
	if (endpoint_find(&endpoint, &rules, why) == -1)
		return -1;
	if (request_finish(options->request, &endpoint, why) == 0 &&
	    prepare(options, why) == 0)
		status = work(&endpoint, files, why);
	endpoint_free(&endpoint);
	release();
	return status;
}
