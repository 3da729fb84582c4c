/*
 * A server for the tests: plays the services that the programs talk to, on
 * loopback, with faults by a script.  README.md has its language.
 */
#ifndef STUB_H
#define STUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "json/json.h"

/* A request whose head or body is longer than this is refused. */
#define HEAD_MAX ((size_t)64 * 1024)
#define BODY_MAX ((size_t)64 * 1024 * 1024)

/* A request that was received whole; the spans lie in the caller's bytes. */
struct request {
	struct span method, target;
	struct span path;	/* the target without its query */
	struct span head;	/* the header lines, each with its \r\n */
	struct span body;
	struct span key;	/* Authorization, or else X-API-KEY */
	struct json_value json;	/* the body, where is_json */
	bool is_json;
	bool close;		/* the client wants no other reply */
	bool expects;		/* 100 Continue */
	size_t size;		/* bytes in all */
	uint64_t n;		/* its number, from 1 */
	uint64_t try;		/* how often it has come, from 1 */
	uint64_t connection;	/* the connection's number, from 1 */
	int64_t now;		/* when, in ms of CLOCK_MONOTONIC */
};

/* What a script line does to the reply.  Initially zero, or -1 where said. */
struct action {
	int status;		/* 0: what the endpoint says */
	int64_t delay, delay_to;	/* ms; -1: the default */
	int64_t cut;		/* bytes of the body that come; -1: all */
	int64_t drip;		/* ms for a byte; -1: none */
	int64_t blanks_ms;
	uint64_t blanks;
	struct buf raw;		/* bytes instead of a reply */
	bool close, chunked, html, bomb, bomb_gzip, hang, reset, fin, stale;
	bool interrupt;
	bool null_content, no_usage, has_usage, shuffle, floats, fewer,
	    broken, zeros;
	bool sse_cut, sse_error, bad_utf8, raw_controls;
	bool hxd_string, serper_empty, own_links;
	bool pairs, reader, one_type, dressed;
	bool twice, strangers, lies, gone, links, wrapped;
	int64_t late;		/* lists of batches that lack it */
	bool has_body, has_content;
	long long prompt_tokens, completion_tokens;
	struct buf headers;	/* lines that are added */
	struct buf body, content, reasoning, think, finish, refusal;
	struct buf error200, siliconflow, redirect;
	struct buf shape;	/* a reranker's dialect */
	struct buf end;		/* how a batch ends */
	struct buf wait;	/* its status until then */
	struct buf states;	/* each ended by a NUL */
};

/* The reply of an endpoint. */
struct answer {
	int status;
	const char *type;
	struct buf body;
	struct buf pieces;	/* of size_t: where pieces of a stream end */
};

enum ending { END_KEEP, END_CLOSE, END_RESET, END_HANG,
	END_STALE };

/* The bytes of a reply, and when they are sent. */
struct wire {
	struct buf out;
	struct buf broken;	/* sent instead if, before the delay is over,
				   another request comes; empty: no */
	int64_t delay;		/* ms before the first byte */
	/* out[slow_from..slow_to) goes slow_step bytes every slow_ms */
	size_t slow_from, slow_to, slow_step;
	int64_t slow_ms;
	uint64_t fill;		/* blanks that follow */
	enum ending ending;
};

/* http.c */

/*
 * Reads a request from s[0..n).  1 if it is all there, 0 if not (expects is
 * set once the head is), else the status of the error to answer, negative.
 */
int request_read(struct request *r, const char *s, size_t n);

/* The value of the header, its name in lower case; false if absent. */
bool request_header(const struct request *r, const char *name,
    struct span *value);

/* Whether the path ends in this one. */
bool request_is(const struct request *r, const char *path);

/* reply.c */

/* Builds all bytes that are sent for the request. */
void wire_make(struct wire *w, const struct request *r,
    const struct action *a, int64_t delay);

/* Builds a reply of this status with a JSON error. */
void wire_error(struct wire *w, int status);

/* pairs.c */

/* The next line of s, without its newline; s moves behind it. */
struct span next_line(struct span *s);

/*
 * The passage of a prompt: what stands between the last two lines that are the
 * same, or the whole.
 */
struct span prompt_passage(struct span prompt);

/* The bytes of the first sentence of s, which is not empty. */
size_t first_sentence(struct span s);

/*
 * Appends {"pairs":[{"type","question","answer","evidence"},...]}: a pair for
 * each of the first sentences of the passage in a prompt, which stands between
 * two lines that are the same.
 */
void put_pairs(struct buf *b, const struct buf *prompt);

/* reader.c */

/*
 * Appends what a model that reads would say to a prompt of the pipelines or of
 * wk-rag: questions about the passage, made of some of its words, of the types
 * that the prompt prefers (one_type: all of the first type, however it is
 * asked), with answers and evidence; or the sentence of the passages that has
 * most of the question, with its citation, or the word for not knowing.
 * dressed: answers have a lead-in and a summary.
 */
void put_reader(struct buf *b, const struct buf *prompt,
    const struct action *a);

/* chat.c */

void answer_chat(struct answer *to, const struct request *r,
    const struct action *a);

/* Appends the text with which all endpoints answer the text s. */
void default_content(struct buf *b, const char *s, size_t n);

/* Appends the text of a string member of v to b; false if there is none. */
bool string_member(const struct json_value *v, const char *name,
    struct buf *b);

/* How many tokens a usage counts for so many bytes: about one for four. */
size_t tokens(size_t bytes);

/* vectors.c */

void answer_embeddings(struct answer *to, const struct request *r,
    const struct action *a);
void answer_rerank(struct answer *to, const struct request *r,
    const struct action *a);

/* batch.c */

/*
 * Answers a request to /files or /batches; false if it is for another path.
 * A batch is done when it is made, and says so at the third look.  A request
 * of it that has FAIL in it fails.
 */
bool answer_batches(struct answer *to, const struct request *r,
    const struct action *a);

/* search.c */

void answer_huixiangdou(struct answer *to, const struct request *r,
    const struct action *a);
void answer_serper(struct answer *to, const struct request *r,
    const struct action *a);
void answer_page(struct answer *to, const struct request *r);

/* errors.c */

/* Builds a JSON error with the status, in the words of the service. */
void answer_error(struct answer *to, const struct request *r, int status,
    const char *message);

/* Builds the reply that a script wants instead; false if it wants none. */
bool answer_scripted(struct answer *to, const struct request *r,
    const struct action *a);

/* The reason phrase of a status. */
const char *status_text(int status);

/* A gzip file of BOMB blanks. */
#define BOMB ((uint64_t)258 * 8 * 104000 + 1)
const struct buf *gzip_bomb(void);

/* script.c, match.c */

struct script;

/* Reads the file; exits with 2 and a message if it does not parse. */
struct script *script_read(const char *path);

/* The action of the first line that matches the request, or NULL. */
const struct action *script_match(struct script *s, const struct request *r);

/* A number in [0,1) that depends on a and b alone (and the seed). */
double chance(uint64_t a, uint64_t b);

void script_seed(uint64_t seed);

/* count.c: counts of the requests that came. */

struct counts {
	uint64_t hits, aborted, connections;
	uint64_t open, most_open;	/* connections */
	uint64_t busy, most_busy;	/* requests not yet answered */
	uint64_t batched, batched_again;	/* requests of batches; those
						   that were done before */
};

extern struct counts counts;

/* Opens the log to append to it; exits if that fails. */
void log_open(const char *path);

/* Counts and logs a request, and sets n, try and connection. */
void count_request(struct request *r);

/* Answers a request for /stats or /reset; false if it is for another path. */
bool answer_stats(struct answer *to, const struct request *r);

/* timer.c */

struct timer {
	int64_t due;		/* ms of CLOCK_MONOTONIC */
	size_t place;		/* in the heap; 0: it does not run */
	void *of;
};

int64_t now_ms(void);

/* Raises the limit on open descriptors as far as it goes. */
void raise_limit(void);

void timer_start(struct timer *t, int64_t due);
void timer_stop(struct timer *t);

/* The timer that is due first, or NULL. */
struct timer *timer_first(void);

/* loop.c */

/* Serves the listening sockets for so many ms. */
void loop(const int *listener, size_t n, struct script *s, int64_t delay,
    int64_t life);

/* client.c, load.c */

struct client {
	const char *url, *socket;
	const char *body;	/* or NULL: GET */
	const char *header[16];
	size_t nheader;
	bool body_only, raw;
	size_t connections, requests;	/* for the load */
};

/* Appends the bytes of a request; closes: with Connection: close. */
void client_request(const struct client *c, struct buf *b, bool closes);

/* Connects: a descriptor, or -1 with errno set. */
int client_connect(const struct client *c, bool nonblocking);

/* Run the client, or the load; return the status to exit with. */
int client_main(const struct client *c);
int load_main(const struct client *c);

#endif
