/* wk-ask: prompts in, the same with what a model said out. */
#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chat/chat.h"
#include "call/pool.h"
#include "stage/program.h"
#include "stage/question.h"
#include "chat/request.h"
#include "stage/template.h"
#include "base/utf8.h"

#define SAMPLES 1000	/* at most, for one record */

static const char usage[] =
    "usage: wk-ask [-RUv] [-f field] [-J journal] [-j jobs] [-L limits]\n"
    "              [-l tokens] [-m model] [-n samples] [-o field]\n"
    "              [-P file | -p prompt] [-S file | -s system]\n"
    "              [-t temperature] [-u url] [-w field] [--allow-length]\n"
    "              [--body file] [--breaker n] [--dry-run]\n"
    "              [--frequency-penalty x] [--json] [--key-file file]\n"
    "              [--lines] [--presence-penalty x] [--progress]\n"
    "              [--read-journal journal] [--retries n]\n"
    "              [--retry-delay seconds] [--rpm n] [--schema file]\n"
    "              [--seed n] [--stop text] [--stop-after-requests n]\n"
    "              [--stop-after-tokens n] [--stream] [--timeout seconds]\n"
    "              [--top-k n] [--top-p x] [--tpm n] [file ...]\n"
    "       wk-ask -h | -V\n";

static struct stage stage = { .name = "wk-ask", .field = "prompt",
	.sink = true, .say = warnx };
static struct pool_settings settings = POOL_DEFAULTS;
static struct request request;
static struct endpoint endpoint;
static struct endpoint_rules rules = { .path = "/chat/completions",
	.version = "/v1", .openai = true };

static struct prompt system_prompt, user_prompt;
static struct template system_template, user_template;
static const char *output = "response";
static unsigned samples = 1;
static bool own_field, allow_length;

static int f_messages, f_output, f_reasoning, f_ask;
static struct question question;
static bool renews;	/* what comes out is a question */

/* Used again for each record. */
static struct buf messages, text, body;
static struct chat_reply reply;
static size_t cut;	/* replies that the token limit ended */
static bool warned_window, warned_json;

/* Fills a template in, as a message.  False if the record lacks a field. */
static bool
add_message(struct record *r, const char *role, const struct template *t)
{
	const char *missing;

	buf_clear(&text);
	if (template_fill(t, r, &text, &missing) == -1) {
		stage_fail(&stage, r, "missing_field", "no field '%s' for the "
		    "prompt; {{%s|...}} would give it a default", missing,
		    missing);
		return false;
	}
	request_message(&messages, role, buf_span(&text));
	return true;
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

/* The record's own chat; -s stands before it, if it begins with no other. */
static bool
use_messages(struct record *r, const struct json_value *list)
{
	const char *inside = list->p + 1;

	if (list->type != JSON_ARRAY) {
		stage_fail(&stage, r, "bad_messages",
		    "messages is no array, but %s", json_type_name(list->type));
		return false;
	}
	while (memchr(" \t\r\n", *inside, 4) != NULL)
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

/* Makes `messages` for a record.  False if it has failed. */
static bool
make_messages(struct record *r)
{
	const struct json_value *list = record_get(r, f_messages);

	buf_clear(&messages);
	buf_addc(&messages, '[');
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

/* JSON mode wants to read the word; without it some answer with blanks. */
static void
look_for_json(void)
{
	if (warned_json || !request.json ||
	    memmem(messages.data, messages.len, "json", 4) != NULL ||
	    memmem(messages.data, messages.len, "JSON", 4) != NULL)
		return;
	warned_json = true;
	warnx("--json: the prompt does not hold the word JSON; most servers "
	    "refuse that, or answer with blanks");
}

static void
ask(struct pool *pool, struct record *r)
{
	unsigned i;

	if (!stage_wants(&stage, r) || !make_messages(r)) {
		pool_pass(pool, r);
		return;
	}
	look_for_json();
	for (i = 0; i < samples; i++) {
		buf_clear(&body);
		request_body(&request, buf_span(&messages), i, &body);
		if (messages.failed || text.failed || body.failed)
			no_memory();
		pool_call(pool, r, buf_span(&body),
		    request_estimate(buf_span(&messages)), i);
	}
}

/* Sets `ask`: what is to be known of the call. */
static void
set_ask(struct record *r, const struct pool_call *call)
{
	struct buf b = { 0 };

	chat_put_call(&b, &reply, request.model, call->key, call->sample);
	buf_addc(&b, '}');
	if (b.failed)
		stage.out.error = ENOMEM;
	record_set(r, f_ask, b.data, b.len);
	buf_free(&b);
}

/* Marks a reply that is none to go on with. */
static void
set_failure(struct record *r)
{
	struct buf message = { 0 };
	const char *kind = chat_failure(&reply, &message);

	if (message.failed)
		stage.out.error = ENOMEM;
	stage_fail(&stage, r, kind, "%.*s", (int)message.len, message.data);
	buf_free(&message);
}

/* Warns once if a server seems to have read but the end of a prompt. */
static void
look_at_window(const struct pool_call *call)
{
	struct buf warning = { 0 };

	if (warned_window ||
	    !chat_window_cut(&reply, call->tokens, &warning))
		return;
	warned_window = true;
	if (!warning.failed)
		warnx("%.*s", (int)warning.len, warning.data);
	buf_free(&warning);
}

static void
set_response(struct record *r)
{
	if (chat_was_cut(&reply))
		cut++;
	record_set_string(r, f_output, reply.content.data, reply.content.len);
	if (renews)
		question_renew(&question, r);
}

static struct pool_outcome
apply(void *arg, struct record *r, struct span kept,
    const struct pool_call *call)
{
	struct pool_outcome outcome = { .tokens = -1 };

	(void)arg;
	if (chat_read(&reply, kept) == -1) {
		stage_fail(&stage, r, "bad_reply", "the journal has something "
		    "that is no chat completion under %s", call->key);
		return outcome;
	}
	outcome.tokens = chat_tokens(&reply);
	look_at_window(call);
	if (reply.reasoning.len > 0)
		record_set_string(r, f_reasoning, reply.reasoning.data,
		    reply.reasoning.len);
	else
		record_unset(r, f_reasoning);
	set_ask(r, call);
	outcome.good = reply.end == CHAT_ANSWERED;
	if (outcome.good)
		set_response(r);
	else
		set_failure(r);
	return outcome;
}

enum { OPT_ALLOW_LENGTH = POOL_OPT_OWN };

static const struct option options[] = {
	STAGE_LONG,
	POOL_LONG,
	REQUEST_LONG,
	{ "allow-length", no_argument, NULL, OPT_ALLOW_LENGTH },
	{ "output", required_argument, NULL, 'o' },
	{ "prompt", required_argument, NULL, 'p' },
	{ "prompt-file", required_argument, NULL, 'P' },
	{ "samples", required_argument, NULL, 'n' },
	{ "system", required_argument, NULL, 's' },
	{ "system-file", required_argument, NULL, 'S' },
	{ "url", required_argument, NULL, 'u' },
	{ NULL, 0, NULL, 0 }
};

static void
own_option(int c, const char *arg, struct buf *why)
{
	const char *problem;

	switch (c) {
	case 'P':
		need_prompt(prompt_read(&user_prompt, arg), &user_prompt);
		break;
	case 'S':
		need_prompt(prompt_read(&system_prompt, arg),
		    &system_prompt);
		break;
	case 'n':
		samples = (unsigned)strtonum(arg, 1, SAMPLES, &problem);
		if (problem != NULL)
			buf_printf(why, "-n %s: %s", arg, problem);
		break;
	case 'o':
		output = arg;
		break;
	case 'p':
		need_prompt(prompt_set(&user_prompt, "-p", arg), &user_prompt);
		break;
	case 's':
		need_prompt(prompt_set(&system_prompt, "-s", arg),
		    &system_prompt);
		break;
	case 'u':
		rules.url = arg;
		break;
	case OPT_ALLOW_LENGTH:
		allow_length = true;
		break;
	default:
		(void)fputs(usage, stderr);
		exit(STATUS_LOCAL);
	}
}

static void
parse_options(int argc, char *argv[])
{
	struct buf why = { 0 };
	int c;

	while ((c = getopt_long(argc, argv, STAGE_LETTERS POOL_LETTERS
	    REQUEST_LETTERS "P:S:n:o:p:s:u:", options, NULL)) != -1) {
		if (c == 'V')
			exit(stage_print(&stage, "wk-ask " VERSION "\n"));
		if (c == 'h')
			exit(stage_print(&stage, usage));
		own_field = own_field || c == 'f';
		if (!stage_option(&stage, c, optarg) &&
		    pool_option(&settings, c, optarg, &why) == 0 &&
		    request_option(&request, c, optarg, &why) == 0)
			own_option(c, optarg, &why);
		complain(&why);
	}
	buf_free(&why);
}

/* Everything that can be wrong is, before the first request. */
static void
prepare(void)
{
	struct buf why = { 0 };

	rules.key_file = settings.key_file;
	if (endpoint_find(&endpoint, &rules, &why) == -1)
		complain(&why);
	if (request_finish(&request, &endpoint, &why) == -1)
		complain(&why);
	f_messages = stage_field(&stage, "messages");
	f_output = stage_field(&stage, output);
	f_reasoning = stage_field(&stage, "reasoning");
	f_ask = stage_field(&stage, "ask");
	if ((renews = strcmp(output, "question") == 0))
		question_open(&question, &stage);
	(void)template_parse(&system_template, system_prompt.text,
	    &stage.fields, &why);
	complain(&why);
	(void)template_parse(&user_template, user_prompt.text, &stage.fields,
	    &why);
	complain(&why);
}

int
main(int argc, char *argv[])
{
	const struct pool_setup setup = { .stage = &stage,
		.settings = &settings, .endpoint = &endpoint,
		.judge = chat_judge, .good = chat_is_good, .apply = apply };
	struct buf why = { 0 };
	struct record *r;
	struct pool *pool;
	int status;

	program_start(&stage);
	parse_options(argc, argv);
	prepare();
	stage_open(&stage, argv + optind);
	if ((pool = pool_open(&setup, &why)) == NULL)
		errx(STATUS_LOCAL, "%.*s", (int)why.len, why.data);
	while ((r = stage_next(&stage)) != NULL)
		ask(pool, r);
	status = pool_close(pool);
	endpoint_free(&endpoint);
	if (cut > 0 && !allow_length) {
		warnx("%zu replies were cut by the token limit (ask.finish is "
		    "length): raise -l, or give --allow-length", cut);
		status = status == STATUS_OK ? STATUS_FAILED : status;
	}
	return status;
}
