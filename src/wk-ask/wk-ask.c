/* wk-ask: sends prompts to a model and adds its replies to the records. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "call/pool.h"
#include "chat/chat.h"
#include "chat/request.h"
#include "stage/fence.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "stage/template.h"

#define SAMPLES_MOST 1000	/* for one record */

static struct stage stage = { .name = "wk-ask", .sink = true,
	.say = program_say };
static struct pool_settings settings = POOL_DEFAULTS;
static struct request request;
static struct endpoint endpoint;
static struct endpoint_rules rules = { .path = "/chat/completions",
	.version = "/v1", .openai = true };

static struct prompt system_prompt, user_prompt;
static struct template system_template, user_template;
static const char *output = "response";
static size_t samples = 1;
static bool own_field;		/* -f names the field to send */
static bool allow_length;

static int f_messages, f_output, f_reasoning, f_ask, f_sample;
static int f_fence = -1;	/* -1: no template has {{fence}} */
static struct question question;
static bool renews;	/* -o is "question" */

/* Used again for each record. */
static struct buf messages, text, body;
static struct buf values;	/* all that the templates are filled with */
static char fence[FENCE_LEN + 1];
static struct chat_reply reply;
static size_t cut;	/* replies that the token limit ended */
static bool warned_window, warned_json;

/* Appends a filled-in template as a message.  False if a field is missing. */
static bool
add_message(struct record *r, const char *role, const struct template *t)
{
	const struct template_value own = { f_fence, { fence, FENCE_LEN } };
	const char *missing;

	buf_clear(&text);
	if (template_fill_with(t, r, &own, f_fence != -1, &text, &missing) ==
	    -1) {
		stage_fail(&stage, r, "missing_field", "no field '%s' for the "
		    "prompt; {{%s|...}} would give it a default", missing,
		    missing);
		return false;
	}
	request_message(&messages, role, buf_span(&text));
	messages.failed = messages.failed || text.failed;
	return true;
}

/* Makes the fence for the values that both templates take from a record. */
static void
set_fence(struct record *r)
{
	if (f_fence == -1)
		return;
	buf_clear(&values);
	template_values(&system_template, r, f_fence, &values);
	template_values(&user_template, r, f_fence, &values);
	fence_make(fence, buf_span(&values));
}

static bool
starts_with_system(const struct json_value *list)
{
	struct json_value first, role;
	struct json j;

	json_open(&j, list->p, list->len);
	return json_array(&j) == 0 && json_element(&j, &first) == 1 &&
	    first.type == JSON_OBJECT && json_find(&first, "role", &role) &&
	    role.type == JSON_STRING &&
	    (json_is(&role, "system") || json_is(&role, "developer"));
}

/*
 * Takes the record's own chat.  The prompt of -s goes before it, unless it
 * has a system prompt of its own.
 */
static bool
use_messages(struct record *r, const struct json_value *list)
{
	const char *inside = list->p + 1;

	if (list->type != JSON_ARRAY) {
		stage_fail(&stage, r, "bad_messages",
		    "messages is %s, not an array", json_type_name(list->type));
		return false;
	}
	while (json_is_blank(*inside))
		inside++;
	if (*inside == ']') {
		stage_fail(&stage, r, "bad_messages", "messages is empty");
		return false;
	}
	if (starts_with_system(list) || system_prompt.text.len == 0) {
		buf_clear(&messages);
		buf_add(&messages, list->p, list->len);
		return true;
	}
	buf_addc(&messages, ',');
	buf_add(&messages, inside, (size_t)(list->p + list->len - inside));
	return true;
}

/* Takes the input field, as the only turn of the user. */
static bool
use_field(struct record *r)
{
	struct span s;

	if (record_string(r, stage.input, &s) != 1) {
		stage_fail(&stage, r, "no_prompt",
		    "no %s, and no %s that is a string",
		    own_field ? "template" : "messages", stage.field);
		return false;
	}
	request_message(&messages, "user", s);
	buf_addc(&messages, ']');
	return true;
}

/* Makes `messages` for a record.  False if the record has failed. */
static bool
make_messages(struct record *r)
{
	const struct json_value *list = record_get(r, f_messages);

	buf_clear(&messages);
	buf_addc(&messages, '[');
	set_fence(r);
	if (system_prompt.text.len > 0 &&
	    !add_message(r, "system", &system_template))
		return false;
	if (user_prompt.text.len > 0) {
		if (!add_message(r, "user", &user_template))
			return false;
		buf_addc(&messages, ']');
		return true;
	}
	if (!own_field && list != NULL && list->type != JSON_NULL)
		return use_messages(r, list);
	return use_field(r);
}

/* Warns once if the prompt lacks the word that most servers want to see. */
static void
look_for_json(void)
{
	if (warned_json || !request.json ||
	    memmem(messages.data, messages.len, "json", 4) != NULL ||
	    memmem(messages.data, messages.len, "JSON", 4) != NULL)
		return;
	warned_json = true;
	program_say("--json: the prompt does not contain the word JSON; most "
	    "servers then refuse the request, or reply with blanks");
}

/* Asks about a record, as many times as -n says. */
static void
ask(void *arg, struct pool *pool, struct record *r)
{
	unsigned sample, first, i;

	(void)arg;	/* there is one run, in statics */
	if (!stage_wants(&stage, r) ||
	    !stage_sample(&stage, r, f_sample, &sample) || !make_messages(r)) {
		pool_pass(pool, r);
		return;
	}
	look_for_json();
	first = sample * (unsigned)samples;
	for (i = first; i < first + samples; i++) {
		buf_clear(&body);
		request_body(&request, buf_span(&messages), i, &body);
		if (messages.failed || body.failed) {
			stage_fail(&stage, r, "too_long",
			    "the request would be longer than %zu MB",
			    BUF_MAX >> 20);
			pool_pass(pool, r);
			return;
		}
		pool_call(pool, r, buf_span(&body),
		    request_estimate(buf_span(&messages)), i);
	}
}

/* Sets `ask`, the object that describes the call. */
static void
set_ask(struct record *r, const struct pool_call *call)
{
	struct buf b = { 0 };

	chat_put_call(&b, &reply, request.model, call->key, call->sample);
	buf_addc(&b, '}');
	record_set(r, f_ask, b.data, b.len);
	buf_free(&b);
}

/* Turns an unusable reply into an error record. */
static void
set_failure(struct record *r)
{
	struct buf message = { 0 };
	const char *kind = chat_failure(&reply, &message);

	stage_fail(&stage, r, kind, "%.*s", (int)message.len, message.data);
	buf_free(&message);
}

/* Warns once if a server seems to have cut a prompt. */
static void
look_at_window(const struct pool_call *call)
{
	struct buf warning = { 0 };

	if (warned_window || !chat_window_cut(&reply, call->tokens, &warning))
		return;
	warned_window = true;
	program_say("%.*s", (int)warning.len, warning.data);
	buf_free(&warning);
}

static void
set_response(struct record *r)
{
	if (chat_was_cut(&reply))
		cut++;
	record_set_string(r, f_output, reply.content.data, reply.content.len);
}

/* Puts a reply into its record (pool.h). */
static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };

	(void)arg;	/* there is one run, in statics */
	if (chat_read(&reply, kept) == -1) {
		stage_fail(&stage, r, "bad_reply", "the entry %s of the "
		    "journal is not a chat completion", call->key);
		return outcome;
	}
	outcome.tokens = chat_tokens(&reply);
	look_at_window(call);
	outcome.good = reply.end == CHAT_ANSWERED;
	if (outcome.good && renews)
		question_renew(&question, r);
	if (reply.reasoning.len > 0)
		record_set_string(r, f_reasoning, reply.reasoning.data,
		    reply.reasoning.len);
	else
		record_unset(r, f_reasoning);
	set_ask(r, call);
	if (outcome.good)
		set_response(r);
	else
		set_failure(r);
	return outcome;
}

static const struct opt options[] = {
	PROMPT_OPTIONS(user_prompt, system_prompt),
	{ 'o', "output", "field", "write the reply to this field (response)",
	    OPT_STRING, .value = &output, .group = OPT_OUTPUT },
	{ 'n', "samples", "samples", "ask this many times for each record (1)",
	    OPT_SIZE, .value = &samples, .least = 1, .most = SAMPLES_MOST },
	{ 0, "allow-length", NULL, "exit with 0 even if -l cut a reply",
	    OPT_FLAG, .value = &allow_length, .group = OPT_OUTPUT },
	{ 'u', "url", "url", "base URL of the server, else $WK_BASE_URL",
	    OPT_STRING, .value = &rules.url, .group = OPT_MODEL },
	REQUEST_MAX_TOKENS(request),
	REQUEST_OPTIONS(request),
	REQUEST_JSON_OPTIONS(request),
	POOL_OPTIONS(settings),
	STAGE_OPTIONS(stage, "messages, else prompt")
};

/* Requests that are printed are for wk-batch: a batch has no streams. */
static const struct opt_pair apart[] = { { "dry-run", "requests" },
	{ "stream", "requests" } };

static const struct opt_program program = {
	.name = "wk-ask",
	.does = "Sends prompts to a model and adds its replies to the records.",
	.example = {
	    "wk-ask -p 'Is this clear? {{question}}' questions.jsonl",
	    "wk-ask -J journal -f question questions.jsonl > said.jsonl" },
	.operands = "[file ...]",
	.job = "Prompt",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

/* Finds all that can be wrong before the first request. */
static void
prepare(void)
{
	struct buf why = { 0 };

	own_field = stage.field != NULL;
	if (!own_field)
		stage.field = "prompt";
	rules.key_file = settings.key_file;
	rules.keyless = settings.requests;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	if (request_finish(&request, &endpoint, &why) == -1)
		complain(&why);
	if (stage.verbose && request_note(&request) != NULL)
		program_say("%s", request_note(&request));
	f_messages = stage_field(&stage, "messages");
	f_output = stage_field(&stage, output);
	f_reasoning = stage_field(&stage, "reasoning");
	f_ask = stage_field(&stage, "ask");
	f_sample = stage_field(&stage, "sample");
	if ((renews = strcmp(output, "question") == 0))
		question_open(&question, &stage);
	(void)template_parse(&system_template, system_prompt.text,
	    &stage.fields, &why);
	complain(&why);
	(void)template_parse(&user_template, user_prompt.text, &stage.fields,
	    &why);
	complain(&why);
	f_fence = template_place(&system_template, &stage.fields, "fence");
	if (f_fence == -1)
		f_fence = template_place(&user_template, &stage.fields,
		    "fence");
}

int
main(int argc, char *argv[])
{
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint,
		.judge = chat_judge, .good = chat_is_good, .apply = apply };
	struct buf why = { 0 };
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	prepare();
	stage_open(&stage, operands);
	if ((status = pool_run(&setup, ask, &why)) == -1)
		complain(&why);
	endpoint_free(&endpoint);
	if (cut > 0 && !allow_length) {
		program_say("%zu %s cut by the token limit (ask.finish says "
		    "so): raise -l, or give --allow-length", cut,
		    cut == 1 ? "reply was" : "replies were");
		status = status == STATUS_OK ? STATUS_FAILED : status;
	}
	return status;
}
