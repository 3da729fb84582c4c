/*
 * The body of a chat request: what options ask for, around the messages of
 * a record.  Nothing is sent that nobody asked for.
 */
#ifndef WK_REQUEST_H
#define WK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/endpoint.h"
#include "json/json.h"

/* The options of the programs that send chats. */
#define REQUEST_LETTERS "l:m:t:"
#define REQUEST_OPT 0x200
enum {
	REQUEST_OPT_BODY = REQUEST_OPT, REQUEST_OPT_FREQUENCY,
	REQUEST_OPT_JSON, REQUEST_OPT_PRESENCE, REQUEST_OPT_SCHEMA,
	REQUEST_OPT_SEED, REQUEST_OPT_STOP, REQUEST_OPT_STREAM,
	REQUEST_OPT_TOP_K, REQUEST_OPT_TOP_P
};
#define REQUEST_LONG \
	{ "body", required_argument, NULL, REQUEST_OPT_BODY }, \
	{ "frequency-penalty", required_argument, NULL, \
	    REQUEST_OPT_FREQUENCY }, \
	{ "json", no_argument, NULL, REQUEST_OPT_JSON }, \
	{ "max-tokens", required_argument, NULL, 'l' }, \
	{ "model", required_argument, NULL, 'm' }, \
	{ "presence-penalty", required_argument, NULL, \
	    REQUEST_OPT_PRESENCE }, \
	{ "schema", required_argument, NULL, REQUEST_OPT_SCHEMA }, \
	{ "seed", required_argument, NULL, REQUEST_OPT_SEED }, \
	{ "stop", required_argument, NULL, REQUEST_OPT_STOP }, \
	{ "stream", no_argument, NULL, REQUEST_OPT_STREAM }, \
	{ "temperature", required_argument, NULL, 't' }, \
	{ "top-k", required_argument, NULL, REQUEST_OPT_TOP_K }, \
	{ "top-p", required_argument, NULL, REQUEST_OPT_TOP_P }

/* All zero is a request of messages alone.  Strings are the caller's. */
struct request {
	const char *model;
	const char *max_tokens;
	bool json, stream;
	bool seeded;
	long long seed;
	struct {
		const char *name, *value;
	} number[8];		/* options that are numbers */
	size_t numbers;
	struct buf stop;	/* the strings of "stop", commas between */
	struct buf schema;	/* JSON */
	struct buf merged;	/* the file of --body */
	struct json_value merge;	/* the object in it */
	bool has_merge, completion;
};

/*
 * Takes one of the options: 1; 0 if c is none; -1 if its argument does not
 * do, and why says so.
 */
int request_option(struct request *q, int c, const char *arg,
    struct buf *why);

/*
 * Finds the model, in WK_MODEL if no option named it, and what the server
 * wants to be called differently: OpenAI's reasoning models take
 * max_completion_tokens.  0, or -1: no model, and why says what to do.
 */
int request_finish(struct request *q, const struct endpoint *e,
    struct buf *why);

/*
 * Appends the body for an array of messages.  A seed is raised by the number
 * of the sample, so that samples differ.
 */
void request_body(const struct request *q, struct span messages,
    unsigned sample, struct buf *b);

void request_free(struct request *q);

#endif
