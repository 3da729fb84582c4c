#include "rag.h"

#include <stdlib.h>
#include <string.h>

#include "call/endpoint.h"
#include "huixiangdou.h"

/* The run: replies come back without saying whose they are. */
static const struct rag *rag;
static bool last_success;
static struct huixiangdou_reply reply;

/* `rag`: what is to be known of the call. */
static void
set_rag(struct record *r, const struct pool_call *call)
{
	struct buf b = { 0 };

	buf_printf(&b, "{\"key\":\"%s\",\"state\":", call->key);
	json_put_string(&b, reply.said.data, reply.said.len);
	if (reply.repaired > 0)
		buf_printf(&b, ",\"repaired\":%zu", reply.repaired);
	buf_addc(&b, '}');
	if (b.failed)
		rag_no_memory(rag);
	else
		record_set(r, rag->rag, b.data, b.len);
	buf_free(&b);
}

static void
set_answer(struct record *r)
{
	record_set_string(r, rag->stage->state, reply.state,
	    strlen(reply.state));
	if (strcmp(reply.state, "success") != 0)
		return;
	record_set_string(r, rag->answer, reply.answer.data, reply.answer.len);
	record_set_string(r, rag->origin, "huixiangdou", 11);
	if (reply.references.len > 0)
		record_set(r, rag->references, reply.references.data,
		    reply.references.len);
	else
		record_unset(r, rag->references);
}

static bool
is_good(void *arg, struct span kept)
{
	(void)arg;
	return huixiangdou_read(&reply, kept, last_success) == 0 &&
	    !reply.failed && reply.state != NULL;
}

static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .good = true, .tokens = -1 };

	(void)arg;
	if (huixiangdou_read(&reply, kept, last_success) == -1 &&
	    !reply.failed) {
		stage_fail(rag->stage, r, "bad_reply", "the journal has "
		    "something that is no reply of HuixiangDou under %s",
		    call->key);
		outcome.good = false;
		return outcome;
	}
	if (reply.failed) {
		rag_no_memory(rag);
		return outcome;
	}
	set_rag(r, call);
	if (reply.state != NULL)
		set_answer(r);
	else {
		stage_fail(rag->stage, r, "server_failed",
		    "HuixiangDou says: %.*s", (int)reply.said.len,
		    reply.said.data);
		outcome.good = false;
	}
	return outcome;
}

/* Asks the server for one record. */
static void
ask(struct pool *pool, struct record *r, struct buf *body)
{
	struct span question;

	if (!stage_wants(rag->stage, r) || !rag_question(rag, r, &question)) {
		pool_pass(pool, r);
		return;
	}
	buf_clear(body);
	huixiangdou_body(body, question);
	if (body->failed)
		rag_no_memory(rag);
	else
		pool_call(pool, r, (struct span){ body->data, body->len }, 0,
		    0);
}

/* The URL as it was pasted, without the path of either call. */
static char *
without_call(const char *url)
{
	static const char *const call[] = { "/huixiangdou_inference",
		"/huixiangdou_stream" };
	size_t i, len = strlen(url), n;

	while (len > 0 && url[len - 1] == '/')
		len--;
	for (i = 0; i < LEN(call); i++)
		if (len >= (n = strlen(call[i])) &&
		    memcmp(url + len - n, call[i], n) == 0)
			len -= n;
	return strndup(url, len);
}

static int
run(const struct endpoint *endpoint, char *const *files, struct buf *why)
{
	const struct pool_setup setup = { .stage = rag->stage,
		.settings = rag->settings, .endpoint = endpoint,
		.judge = huixiangdou_judge, .judge_all = true,
		.good = is_good, .apply = apply };
	struct buf body = { 0 };
	struct record *r;
	struct pool *pool;

	stage_open(rag->stage, files);
	if ((pool = pool_open(&setup, why)) == NULL)
		return -1;
	while ((r = stage_next(rag->stage)) != NULL)
		ask(pool, r, &body);
	buf_free(&body);
	return pool_close(pool);
}

int
rag_huixiangdou(struct rag *with, const struct rag_huixiangdou *options,
    char *const *files, struct buf *why)
{
	char *base = without_call(options->url);
	const struct endpoint_rules rules = { .url = base, .port = "23333",
		.path = options->stream ? "/huixiangdou_stream" :
		    "/huixiangdou_inference" };
	struct endpoint endpoint = { 0 };
	int status = -1;

	rag = with;
	last_success = options->last_success;
	with->stage->sink = true;
	rag_open(with);
	if (base == NULL)
		buf_puts(why, "out of memory");
	else if (endpoint_find(&endpoint, &rules, why) == 0)
		status = run(&endpoint, files, why);
	huixiangdou_free(&reply);
	endpoint_free(&endpoint);
	free(base);
	return status;
}
