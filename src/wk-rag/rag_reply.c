#include "rag_model.h"

#include <string.h>

#include "chat/chat.h"
#include "cite.h"
#include "text/sanitize.h"

/* Used again for each reply. */
static struct chat_reply reply;
static struct buf said;		/* what it says, without controls */
static struct cite cite;

/*
 * `rag`: what is to be known of the call; what was said, too, if it is no
 * answer.
 */
static void
set_rag(struct rag_run *run, struct record *r, const struct pool_call *call,
    bool answered)
{
	struct buf b = { 0 };

	chat_put_call(&b, &reply, run->options->request->model, call->key,
	    call->sample);
	if (answered && cite.bad > 0)
		buf_printf(&b, ",\"bad_citations\":%zu", cite.bad);
	if (!answered && said.len > 0) {
		buf_puts(&b, ",\"said\":");
		json_put_string(&b, said.data, said.len);
	}
	buf_addc(&b, '}');
	if (b.failed)
		rag_no_memory(run->rag);
	else
		record_set(r, run->rag->rag, b.data, b.len);
	buf_free(&b);
}

/* Appends the reference for a hit, unless the same is there already. */
static void
add_reference(struct buf *list, const struct hit *hit)
{
	struct buf one = { 0 };

	hits_put_reference(&one, hit, 0);
	if (!one.failed && !list->failed &&
	    memmem(list->data, list->len, one.data, one.len) == NULL) {
		if (list->len > 1)
			buf_addc(list, ',');
		buf_add(list, one.data, one.len);
	}
	list->failed = list->failed || one.failed;
	buf_free(&one);
}

/* Whether a hit that was cited, any if none was, is from the web. */
static bool
is_web(const struct rag_run *run)
{
	size_t i;

	for (i = 0; i < cite.n; i++)
		if (hits_from_web(&run->hits[cite.cited[i] - 1]))
			return true;
	for (i = 1; cite.n == 0 && i <= HITS_MAX; i++)
		if (run->given.given[i] && hits_from_web(&run->hits[i - 1]))
			return true;
	return false;
}

static void
set_answer(struct rag_run *run, struct record *r)
{
	const struct rag *rag = run->rag;
	struct buf list = { 0 };
	size_t i;

	buf_addc(&list, '[');
	for (i = 0; i < cite.n; i++)
		add_reference(&list, &run->hits[cite.cited[i] - 1]);
	buf_addc(&list, ']');
	if (list.failed)
		rag_no_memory(rag);
	record_set_string(r, rag->answer, cite.text.data, cite.text.len);
	record_set(r, rag->references, list.data, list.len);
	buf_free(&list);
	if (is_web(run))
		record_set_string(r, rag->origin, "web", 3);
	else
		record_set_string(r, rag->origin, "local", 5);
	record_set_string(r, rag->stage->state, "success", 7);
}

/* Whether the reply is the agreed word, or the usual one and nothing else. */
static bool
is_unknown(const struct rag_run *run)
{
	const struct span answer = { said.data, said.len };
	const struct buf *word = &run->given.unknown;
	const char *usual = prompts[run->lang].unknown;

	return prompts_is_word(answer, (struct span){ word->data, word->len }) ||
	    (run->given.forged && prompts_is_word_alone(answer, (struct span){
	    usual, strlen(usual) }));
}

/* Whether the reply shows what was between the lines of the prompt. */
static bool
is_leak(const struct rag_run *run)
{
	const struct span answer = { said.data, said.len };
	const struct span raw = { run->given.raw.data, run->given.raw.len };
	const struct span rules = { run->rules.data, run->rules.len };
	const struct span user = { run->text.data, run->text.len };

	return passages_leaked(&run->given, answer) ||
	    (run->options->system->text.p == NULL &&
	    prompts_leaked(rules, answer, raw)) ||
	    (run->options->user->text.p == NULL &&
	    prompts_leaked(user, answer, raw));
}

/* The state of a reply that has content. */
static const char *
judge(struct rag_run *run)
{
	if (is_unknown(run))
		return "unknown";
	if (chat_was_cut(&reply)) {
		if (!run->warned_cut)
			run->rag->stage->say("an answer was cut by the token "
			    "limit (state truncated): raise -l");
		run->warned_cut = true;
		return "truncated";
	}
	if (is_leak(run))
		return "bad_answer";
	cite_read(&cite, (struct span){ said.data, said.len },
	    run->given.given, HITS_MAX, run->options->cite);
	return cite.text.len > 0 ? "success" : "bad_answer";
}

static void
fail(struct rag_run *run, struct record *r)
{
	struct buf message = { 0 };
	const char *kind = chat_failure(&reply, &message);

	if (message.failed)
		rag_no_memory(run->rag);
	stage_fail(run->rag->stage, r, kind, "%.*s", (int)message.len,
	    message.data);
	buf_free(&message);
}

static void
look_at_window(struct rag_run *run, const struct pool_call *call)
{
	struct buf warning = { 0 };

	if (run->warned_window ||
	    !chat_window_cut(&reply, call->tokens, &warning))
		return;
	run->warned_window = true;
	run->rag->stage->say("%.*s", (int)warning.len, warning.data);
	buf_free(&warning);
}

struct pool_outcome
rag_apply(struct rag_run *run, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };
	const char *state;

	if (chat_read(&reply, kept) == -1) {
		stage_fail(run->rag->stage, r, "bad_reply", "the journal has "
		    "something that is no chat completion under %s",
		    call->key);
		return outcome;
	}
	outcome.tokens = chat_tokens(&reply);
	look_at_window(run, call);
	outcome.good = reply.end == CHAT_ANSWERED;
	buf_clear(&said);
	if (outcome.good)
		sanitize_controls(&said, (struct span){ reply.content.data,
		    reply.content.len });
	state = outcome.good ? judge(run) : NULL;
	if (said.failed || cite.text.failed)
		rag_no_memory(run->rag);
	set_rag(run, r, call, state != NULL && strcmp(state, "success") == 0);
	if (state == NULL)
		fail(run, r);
	else if (strcmp(state, "success") == 0)
		set_answer(run, r);
	else
		rag_set_state(run->rag, r, state);
	return outcome;
}

void
rag_reply_free(void)
{
	chat_free(&reply);
	cite_free(&cite);
	buf_free(&said);
}
