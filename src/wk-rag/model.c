/* Lets a model answer: asks with the hits' passages, reads the reply. */
#include "rag.h"

#include <string.h>

#include "chat/chat.h"
#include "cite.h"
#include "passages.h"
#include "stage/template.h"
#include "text/sanitize.h"

/* A run over the operands. */
struct run {
	const struct rag *rag;
	const struct rag_model *options;
	struct template system[RAG_FORMS][RAG_LANGS];
	struct template user[RAG_FORMS][RAG_LANGS];
	int question, passages, unknown, fence, turns;	/* fields */
	bool warned_window, warned_cut;

	/* The record that is worked on; used again for the next. */
	struct span asked;	/* the question */
	struct hit hits[HITS_MAX];
	size_t n;		/* hits */
	enum rag_lang lang;
	struct buf dialogue;	/* messages of the turns */
	struct passages given;
	struct passages answered;	/* those of the reply that came */
	struct buf rules, text;	/* the prompts, filled in */
	struct buf messages, body;
	struct chat_reply reply;
	struct buf said;	/* the reply's content without controls */
	struct cite cite;
	struct buf thought;	/* its reasoning without controls */
	struct cite thinking;	/* the same, as cite */
};

/* Fills a template in, into b.  False if the record lacks a field. */
static bool
fill(const struct run *run, struct record *r, const struct template *t,
    struct buf *b)
{
	const struct passages *p = &run->given;
	const struct template_value own[] = {
		{ run->question, buf_span(&p->question) },
		{ run->passages, buf_span(&p->text) },
		{ run->unknown, buf_span(&p->unknown) },
		{ run->fence, { p->fence, FENCE_LEN } },
	};
	const char *missing;

	buf_clear(b);
	if (template_fill_with(t, r, own, LEN(own), b, &missing) == 0)
		return true;
	stage_fail(run->rag->stage, r, "missing_field", "no field '%s' for the "
	    "prompt; {{%s|...}} would give it a default", missing, missing);
	return false;
}

/* Adds one turn to the dialogue, two messages.  False if it is malformed. */
static bool
add_turn(struct run *run, struct record *r, const struct json_value *turn)
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
		buf_clear(&run->text);
		sanitize_text(&run->text, record_decode(r, &v));
		run->dialogue.failed |= run->text.failed;
		request_message(&run->dialogue, names[i][1],
		    buf_span(&run->text));
	}
	return true;
}

/* Reads the last turns.  False if the field is not an array of turns. */
static bool
read_turns(struct run *run, struct record *r)
{
	const struct json_value *list = record_get(r, run->turns);
	struct json_value turn;
	struct json j;
	size_t n = 0, i;

	buf_clear(&run->dialogue);
	if (run->options->turns == 0 || list == NULL ||
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
		if (i + run->options->turns >= n && !add_turn(run, r, &turn))
			return false;
	return true;
}

/*
 * Makes the messages of a record, whose parts have been read.  False if the
 * record has failed.
 */
static bool
make_messages(struct run *run, struct record *r, enum rag_form form)
{
	struct buf *m = &run->messages;

	buf_clear(m);
	buf_addc(m, '[');
	if (!fill(run, r, &run->system[form][run->lang], &run->rules))
		return false;
	if (run->rules.len > 0)
		request_message(m, "system", buf_span(&run->rules));
	if (run->dialogue.len > 0) {
		if (m->len > 1)
			buf_addc(m, ',');
		buf_add(m, run->dialogue.data, run->dialogue.len);
	}
	if (!fill(run, r, &run->user[form][run->lang], &run->text))
		return false;
	request_message(m, "user", buf_span(&run->text));
	buf_addc(m, ']');
	if (run->given.failed || run->rules.failed || run->text.failed ||
	    run->dialogue.failed || m->failed) {
		stage_fail(run->rag->stage, r, "too_long", "the prompt is too "
		    "long");
		return false;
	}
	return true;
}

enum made { MADE, NOTHING_GIVEN, NOT_MADE };

/* Reads what a request is made of.  False if the record has failed. */
static bool
read_parts(struct run *run, struct record *r)
{
	int n;

	if (!rag_question(run->rag, r, &run->asked) ||
	    (n = rag_hits(run->rag, r, run->hits)) == -1)
		return false;
	run->n = (size_t)n;
	run->lang = run->options->lang == RAG_AUTO ?
	    prompts_lang(run->asked) : run->options->lang;
	return true;
}

static void
choose_passages(struct run *run, enum rag_form form)
{
	passages_make(&run->given, run->hits, run->n, run->options->context,
	    run->asked, prompts[form][run->lang].unknown,
	    form == RAG_0_1 ? PASSAGES_BY_RANK : PASSAGES_BY_PLACE);
}

/*
 * Makes the question to the model.  NOTHING_GIVEN if the hits have no text;
 * NOT_MADE if the record has failed.
 */
static enum made
make(struct run *run, struct record *r, enum rag_form form)
{
	if (!read_parts(run, r))
		return NOT_MADE;
	choose_passages(run, form);
	if (run->given.n == 0)
		return NOTHING_GIVEN;
	if (!read_turns(run, r)) {
		stage_fail(run->rag->stage, r, "bad_turns", "turns is not an "
		    "array of objects that have an input and an output");
		return NOT_MADE;
	}
	return make_messages(run, r, form) ? MADE : NOT_MADE;
}

/*
 * Makes, for pool_call, the request that 0.1 made of the record that is being
 * asked about.  The strings of the record have been decoded, which can be
 * done once only (record.h), so its parts are not read again.
 */
static bool
make_older(void *arg, struct record *r, unsigned sample, struct buf *body)
{
	struct run *run = arg;

	choose_passages(run, RAG_0_1);
	if (run->given.n == 0 || !make_messages(run, r, RAG_0_1))
		return false;
	request_body(run->options->request, buf_span(&run->messages), sample,
	    body);
	return !body->failed;
}

/* Sets `rag`: facts about the call, and the reply if it is not an answer. */
static void
set_rag(struct run *run, struct record *r, const struct pool_call *call,
    bool answered)
{
	struct buf b = { 0 };

	chat_put_call(&b, &run->reply, run->options->request->model,
	    call->key, call->sample);
	if (answered && run->cite.bad > 0)
		buf_printf(&b, ",\"bad_citations\":%zu", run->cite.bad);
	if (!answered && run->said.len > 0) {
		buf_puts(&b, ",\"said\":");
		json_put_string(&b, run->said.data, run->said.len);
	}
	buf_addc(&b, '}');
	rag_set(run->rag, r, run->rag->rag, &b);
	buf_free(&b);
}

/* "web" if a hit that was cited, or any if none was, is from the web. */
static const char *
origin_of(const struct run *run)
{
	const char *origin = "local";
	size_t i;

	for (i = 0; i < run->cite.n && *origin != 'w'; i++)
		origin = hits_origin(&run->hits[run->cite.cited[i] - 1]);
	if (run->cite.n > 0)
		return origin;
	for (i = 1; i <= HITS_MAX && *origin != 'w'; i++)
		if (run->given.place[i] > 0)
			origin = hits_origin(&run->hits[run->given.place[i] -
			    1]);
	return origin;
}

/* Reads the reasoning as an answer is read: the marks go there, too. */
static void
read_reasoning(struct run *run)
{
	buf_clear(&run->thought);
	sanitize_controls(&run->thought, buf_span(&run->reply.reasoning));
	cite_read(&run->thinking, buf_span(&run->thought), run->given.place,
	    HITS_MAX, run->options->cite);
}

static void
set_answer(struct run *run, struct record *r)
{
	struct buf references = { 0 };
	size_t i;

	buf_addc(&references, '[');
	for (i = 0; i < run->cite.n; i++)
		hits_add_reference(&references,
		    &run->hits[run->cite.cited[i] - 1], 0);
	buf_addc(&references, ']');
	read_reasoning(run);
	rag_set_answer(run->rag, r, &(struct rag_answer){
	    .text = buf_span(&run->cite.text),
	    .reasoning = buf_span(&run->thinking.text),
	    .references = &references, .origin = origin_of(run) });
	buf_free(&references);
}

/* Whether the reply is the agreed word, or is the usual one alone. */
static bool
is_unknown(const struct run *run)
{
	const struct span answer = buf_span(&run->said);

	return prompts_is_word(answer, buf_span(&run->given.unknown)) ||
	    (run->given.forged && prompts_is_word_alone(answer,
	    span_of(prompts[RAG_NOW][run->lang].unknown)));
}

/* Whether the reply shows the marks between the passages: an error. */
static bool
is_fence(const struct run *run)
{
	return !is_unknown(run) &&
	    passages_leaked(&run->given, buf_span(&run->said));
}

/* Whether the reply shows one of our rules. */
static bool
is_leak(const struct run *run)
{
	const struct span answer = buf_span(&run->said);
	const struct span raw = buf_span(&run->given.raw);

	return (run->options->system->text.p == NULL &&
	    prompts_leaked(buf_span(&run->rules), true, answer, raw)) ||
	    (run->options->user->text.p == NULL &&
	    prompts_leaked(buf_span(&run->text), false, answer, raw));
}

/* Judges a reply that has content: its state, or NULL for an error. */
static const char *
judge(struct run *run)
{
	if (is_unknown(run))
		return "unknown";
	if (is_fence(run))
		return NULL;
	if (is_leak(run))
		return "bad_answer";
	if (prompts_holds_word(buf_span(&run->said),
	    buf_span(&run->given.unknown)))
		return "unknown";
	if (chat_was_cut(&run->reply)) {
		if (!run->warned_cut)
			run->rag->stage->say("an answer was cut by the token "
			    "limit (state truncated): raise -l");
		run->warned_cut = true;
		return "truncated";
	}
	cite_read(&run->cite, buf_span(&run->said), run->given.place,
	    HITS_MAX, run->options->cite);
	return run->cite.text.len > 0 ? "success" : "bad_answer";
}

/* Fails a record whose reply has no content, or shows the fence. */
static void
fail(struct run *run, struct record *r)
{
	struct buf message = { 0 };
	const char *kind;

	if (run->reply.end != CHAT_ANSWERED)
		kind = chat_failure(&run->reply, &message);
	else {
		kind = "fence";
		buf_puts(&message, "the reply contains the marks that separate "
		    "the passages");
	}
	stage_fail(run->rag->stage, r, kind, "%.*s", (int)message.len,
	    message.data);
	buf_free(&message);
}

static void
warn_of_window(struct run *run, const struct pool_call *call)
{
	struct buf warning = { 0 };

	if (run->warned_window ||
	    !chat_window_cut(&run->reply, call->tokens, &warning))
		return;
	run->warned_window = true;
	run->rag->stage->say("%.*s", (int)warning.len, warning.data);
	buf_free(&warning);
}

/* Reads a reply and its text.  -1: not a chat completion. */
static int
read_reply(struct run *run, struct span kept)
{
	buf_clear(&run->said);
	if (chat_read(&run->reply, kept) == -1)
		return -1;
	if (run->reply.end == CHAT_ANSWERED)
		sanitize_controls(&run->said, buf_span(&run->reply.content));
	return 0;
}

/* Whether the reply to the present record is an answer, not an error. */
static bool
is_good(void *arg, struct span kept)
{
	struct run *run = arg;

	return read_reply(run, kept) == 0 &&
	    run->reply.end == CHAT_ANSWERED && !is_fence(run);
}

static struct pool_outcome
take(struct run *run, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };
	const char *state;

	/* The prompt is made again: it is not kept until the reply comes. */
	if (make(run, r, call->older ? RAG_0_1 : RAG_NOW) != MADE)
		return outcome;
	if (read_reply(run, kept) == -1) {
		stage_fail(run->rag->stage, r, "bad_reply", "the entry %s of "
		    "the journal is not a chat completion", call->key);
		return outcome;
	}
	outcome.tokens = chat_tokens(&run->reply);
	warn_of_window(run, call);
	state = run->reply.end == CHAT_ANSWERED ? judge(run) : NULL;
	outcome.good = state != NULL;
	set_rag(run, r, call, state != NULL && strcmp(state, "success") == 0);
	if (state == NULL)
		fail(run, r);
	else if (strcmp(state, "success") == 0)
		set_answer(run, r);
	else
		rag_set_state(run->rag, r, state);
	return outcome;
}

/* Exchanges the passages of the record asked about and of the reply. */
static void
exchange(struct run *run)
{
	const struct passages p = run->given;

	run->given = run->answered;
	run->answered = p;
}

/* Puts a reply into the record that it is for. */
static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct run *run = arg;
	const enum rag_lang lang = run->lang;
	struct pool_outcome outcome;

	/* Another record may be about to be asked about: is_good needs it. */
	exchange(run);
	outcome = take(run, r, kept, call);
	exchange(run);
	run->lang = lang;
	return outcome;
}

static void
ask(struct run *run, struct pool *pool, struct record *r)
{
	const struct span messages = buf_span(&run->messages);
	unsigned sample;

	if (!stage_sample(run->rag->stage, r, run->rag->sample, &sample)) {
		pool_pass(pool, r);
		return;
	}
	buf_clear(&run->body);
	request_body(run->options->request, messages, sample, &run->body);
	if (run->body.failed) {
		stage_fail(run->rag->stage, r, "too_long", "the request is "
		    "too long");
		pool_pass(pool, r);
	} else
		pool_call(pool, r, buf_span(&run->body),
		    request_estimate(messages), sample);
}

/* Asks for the answer to a record's question, if there is anything to ask. */
static void
answer(void *arg, struct pool *pool, struct record *r)
{
	struct run *run = arg;
	const enum made made = stage_wants(run->rag->stage, r) ?
	    make(run, r, RAG_NOW) : NOT_MADE;

	if (made == NOTHING_GIVEN)
		rag_set_state(run->rag, r, "unknown");
	if (made == MADE)
		ask(run, pool, r);
	else
		pool_pass(pool, r);
}

static int
work(struct run *run, const struct endpoint *endpoint, char *const *files,
    struct buf *why)
{
	struct stage *stage = run->rag->stage;
	const struct pool_setup setup = { .stage = stage,
		.settings = run->rag->settings, .endpoint = endpoint,
		.judge = chat_judge, .good = is_good, .apply = apply,
		.older = make_older, .arg = run };

	stage_open(stage, files);
	return pool_run(&setup, answer, why);
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
parse(const struct run *run, struct template *t, const struct prompt *p,
    const char *built_in, struct buf *why)
{
	return template_parse(t, p->text.p == NULL ? span_of(built_in) :
	    p->text, &run->rag->stage->fields, why);
}

/* Reads the prompts of one form and language.  0, or -1 and why. */
static int
read_prompts(struct run *run, enum rag_form form, size_t lang,
    struct buf *why)
{
	struct template *system = &run->system[form][lang];
	struct template *user = &run->user[form][lang];
	const struct prompts *built_in = &prompts[form][lang];

	if (parse(run, system, run->options->system, built_in->system,
	    why) == -1 || parse(run, user, run->options->user, built_in->user,
	    why) == -1)
		return -1;
	if (mentions(system, user, run->passages) &&
	    mentions(system, user, run->question))
		return 0;
	buf_puts(why, "the prompts must contain {{passages}} and {{question}}");
	return -1;
}

/* Reads all prompts.  0, or -1 and why. */
static int
prepare(struct run *run, struct buf *why)
{
	struct stage *stage = run->rag->stage;
	size_t form, lang;

	run->question = stage_field(stage, "question");
	run->passages = stage_field(stage, "passages");
	run->unknown = stage_field(stage, "unknown");
	run->fence = stage_field(stage, "fence");
	run->turns = stage_field(stage, "turns");
	for (form = 0; form < RAG_FORMS; form++)
		for (lang = 0; lang < RAG_LANGS; lang++)
			if (read_prompts(run, (enum rag_form)form, lang,
			    why) == -1)
				return -1;
	return 0;
}

static void
release(struct run *run)
{
	size_t form, lang;

	for (form = 0; form < RAG_FORMS; form++)
		for (lang = 0; lang < RAG_LANGS; lang++) {
			template_free(&run->system[form][lang]);
			template_free(&run->user[form][lang]);
		}
	chat_free(&run->reply);
	cite_free(&run->cite);
	cite_free(&run->thinking);
	passages_free(&run->given);
	passages_free(&run->answered);
	buf_free(&run->said);
	buf_free(&run->thought);
	buf_free(&run->rules);
	buf_free(&run->text);
	buf_free(&run->dialogue);
	buf_free(&run->messages);
	buf_free(&run->body);
}

int
rag_model(struct rag *rag, const struct rag_model *options,
    char *const *files, struct buf *why)
{
	struct run run = { .rag = rag, .options = options };
	struct endpoint_rules rules = options->server;
	struct endpoint endpoint = { 0 };
	int status = -1;

	rules.path = "/chat/completions";
	rules.version = "/v1";
	rules.openai = true;
	rag->stage->sink = true;
	rag_open(rag);
	if (endpoint_find(&endpoint, &rules, why) == -1)
		return -1;
	if (request_finish(options->request, &endpoint, why) == 0 &&
	    prepare(&run, why) == 0) {
		if (rag->stage->verbose &&
		    request_note(options->request) != NULL)
			rag->stage->say("%s", request_note(options->request));
		status = work(&run, &endpoint, files, why);
	}
	endpoint_free(&endpoint);
	release(&run);
	return status;
}
