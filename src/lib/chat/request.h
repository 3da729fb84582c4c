/*
 * Chat requests to an OpenAI-compatible server: the body is the messages of
 * a record and the parameters that options set.  A parameter that no option
 * sets is not sent.
 */
#ifndef WK_REQUEST_H
#define WK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/endpoint.h"
#include "json/json.h"
#include "stage/opt.h"
#include "thinking_option.h"

/* The row of -l (stage/opt.h), for a struct request q. */
#define REQUEST_MAX_TOKENS(q) \
	{ 'l', "max-tokens", "tokens", \
	    "longest reply, in tokens, else the server's", \
	    OPT_CALL, .value = &(q), .call = request_max_tokens, \
	    .group = OPT_MODEL }

/*
 * The rows of the options of programs that send chats (stage/opt.h), for a
 * struct request q.  The functions check arguments, or read files.
 */
#define REQUEST_OPTIONS(q) \
	{ 'm', "model", "model", "name of the model, else $WK_MODEL", \
	    OPT_STRING, .value = &(q).model, \
	    .group = OPT_MODEL }, \
	{ 't', "temperature", "temperature", \
	    "sampling temperature, else the server's", \
	    OPT_CALL, .value = &(q), .call = request_number, \
	    .group = OPT_MODEL }, \
	{ 0, "top-p", "x", "sample from tokens of this total probability", \
	    OPT_CALL, .value = &(q), .call = request_number, \
	    .group = OPT_MODEL }, \
	{ 0, "top-k", "n", "sample from the n likeliest tokens", \
	    OPT_CALL, .value = &(q), .call = request_number, \
	    .group = OPT_MODEL }, \
	{ 0, "frequency-penalty", "x", "penalty for each earlier use of a " \
	    "token", \
	    OPT_CALL, .value = &(q), .call = request_number, \
	    .group = OPT_MODEL }, \
	{ 0, "presence-penalty", "x", "penalty for a token that was used " \
	    "before", \
	    OPT_CALL, .value = &(q), .call = request_number, \
	    .group = OPT_MODEL }, \
	{ 0, "seed", "n", "random seed of the sampling", \
	    OPT_CALL, .value = &(q), .call = request_seed, \
	    .group = OPT_MODEL }, \
	{ 0, "stop", "text", "end the reply before this text; repeatable", \
	    OPT_CALL, .value = &(q), .call = request_stop, \
	    .group = OPT_MODEL }, \
	{ 0, "thinking", "on|off", "switch the model's thinking on or off", \
	    OPT_CALL, .value = &(q), .call = request_thinking, \
	    .group = OPT_MODEL }, \
	{ 0, "body", "file", "add this JSON object to each request", \
	    OPT_CALL, .value = &(q), .call = request_merge, \
	    .group = OPT_MODEL }, \
	{ 0, "stream", NULL, "receive the reply piece by piece", \
	    OPT_FLAG, .value = &(q).stream, \
	    .group = OPT_MODEL }

/* The same, for programs whose replies may be JSON. */
#define REQUEST_JSON_OPTIONS(q) \
	{ 0, "json", NULL, "ask for a reply that is a JSON object", \
	    OPT_FLAG, .value = &(q).json, \
	    .group = OPT_MODEL }, \
	{ 0, "schema", "file", "ask for JSON that fits this JSON Schema", \
	    OPT_CALL, .value = &(q), .call = request_schema, \
	    .group = OPT_MODEL }

void request_number(const struct opt *o, const char *arg, struct buf *why);
void request_max_tokens(const struct opt *o, const char *arg,
    struct buf *why);
void request_seed(const struct opt *o, const char *arg, struct buf *why);
void request_stop(const struct opt *o, const char *arg, struct buf *why);
void request_thinking(const struct opt *o, const char *arg, struct buf *why);
void request_schema(const struct opt *o, const char *arg, struct buf *why);
void request_merge(const struct opt *o, const char *arg, struct buf *why);

/*
 * All zero is a request of messages alone.  The strings are the caller's and
 * must stay.
 */
struct request {
	const char *model;
	const char *max_tokens;
	bool json, stream;
	bool seeded;
	long long seed;
	struct {
		char name[24];
		const char *value;
	} number[8];		/* parameters that are numbers */
	size_t numbers;
	struct buf stop;	/* JSON strings of "stop", commas between */
	struct buf schema;	/* a JSON object */
	struct buf merged;	/* the content of the file of --body */
	struct json_value merge;	/* the object in it */
	bool has_merge;		/* --body was given */
	bool completion;	/* -l is sent as max_completion_tokens */
	bool thinks;		/* --thinking on */
	bool has_thinking;	/* --thinking was given */
	struct thinking_option thinking;	/* of the server */
};

/*
 * Completes a request after the options: takes the model from WK_MODEL if no
 * option named one, sends -l as max_completion_tokens where OpenAI's
 * reasoning models want that name, and --thinking as the server wants it.
 * 0, or -1 if there is no model, and why says what to do.
 */
int request_finish(struct request *q, const struct endpoint *e,
    struct buf *why);

/* A line for -v about a finished request, or NULL. */
const char *request_note(const struct request *q);

/*
 * Appends one message, {"role":…,"content":…}, to an unfinished array; a
 * comma first unless b ends in '['.
 */
void request_message(struct buf *b, const char *role, struct span content);

/*
 * Appends the body of a request; messages is a JSON array.  The number of
 * the sample is added to the seed, so that samples differ.  b->failed if the
 * body is too long (buf.h).
 */
void request_body(const struct request *q, struct span messages,
    unsigned sample, struct buf *b);

/*
 * Estimates how many tokens the strings in a JSON text are: one for a Han
 * character, one for four bytes of other text.  An escape counts as the
 * character it stands for.
 */
size_t request_estimate(struct span json);

/* The same for a text that is not JSON. */
size_t request_estimate_text(struct span text);

void request_free(struct request *q);

#endif
