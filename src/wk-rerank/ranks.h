/*
 * Requests to a reranker, and its replies.  Servers differ (ranks_api); a
 * call has the key of the first of these, with the documents sorted, and is
 * journalled as
 *
 *	{"model":…,"query":…,"documents":[…]}
 *	{"results":[{"index":0,"relevance_score":0.9},…],"usage":{…}}
 */
#ifndef WK_RANKS_H
#define WK_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "call/pool.h"
#include "call/refusal.h"
#include "order.h"

/* The form of request that a server accepts. */
enum ranks_api {
	RANKS_JINA,	/* {model,query,documents}: Jina, Cohere, Voyage,
			   SiliconFlow, vLLM, llama.cpp, Xinference */
	RANKS_TEI,	/* {query,texts}: text-embeddings-inference */
	RANKS_NVIDIA,	/* {model,query:{text},passages:[{text}]} */
	RANKS_DASHSCOPE,	/* {model,input:{query,documents}} */
	RANKS_AUTO	/* by the URL, and by what the server refuses */
};

/* The names of those, NULL at the end. */
extern const char *const ranks_apis[];

/* A rank of a reply: a document, and its score as the server wrote it. */
struct rank {
	size_t index;
	struct span score;
	double value;		/* of the score */
};

/* What the run asks for, what it has learnt, and memory used again. */
struct ranks {
	const char *model;
	struct pool_batch *batch;	/* its note tells what was learnt */
	enum ranks_api api;	/* in use; not RANKS_AUTO */
	bool learns;		/* another may be tried */
	unsigned tried;		/* bits: 1 << api */
	size_t most;		/* documents in a request; 0: any number */
	/* By the last refusal: what it was, what is allowed, what came. */
	enum refusal refusal;
	size_t limit, given;

	/* The reply read last; in the span given. */
	struct rank *rank;
	size_t n, size;
	struct json_value model_said;	/* .p is NULL if it names none */
	long long tokens;	/* billed, or -1 */
	size_t cut;		/* code points that documents were cut to; 0:
				   none was */
	bool *seen;		/* private, as are the rest */
	struct json_value *document;
	size_t *order;
	size_t seen_size, asked_size;
};

/* Sets the API: the one chosen or, with RANKS_AUTO, that of a URL. */
void ranks_open(struct ranks *k, enum ranks_api api, const char *url);

/*
 * Appends the body of the call for the hits of a record that have a text.  In
 * `plain` there is no note on their order, which has no part in the key.
 */
void ranks_body(const struct ranks *k, struct span question,
    const struct order *o, bool plain, struct buf *body);

/* Functions of a pool_batch of one call; arg is the struct ranks. */

/* Appends the request of a call, in the form that the server accepts. */
void ranks_join(void *arg, struct buf *request, const struct span *each,
    size_t n);

/*
 * Checks an answer, and appends the form that is kept.  Ranks in the order in
 * which the documents were sent are sorted by score: llama.cpp of 2025 and
 * LocalAI do not sort them.
 */
const char *ranks_divide(void *arg, struct span answer,
    const struct span *each, size_t n, struct buf *kept);

/* Cuts the documents of a call that was refused for their length. */
bool ranks_mend(void *arg, const struct verdict *v, struct buf *body);

/*
 * Judges a reply (pool_setup.judge_all), and learns from refusals: api, most
 * and batch->note may change.
 */
void ranks_judge(struct ranks *k, struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now);

/*
 * Reads a reply, in any of the known forms, to a call with n documents: its
 * ranks, in the server's order.  NULL, or a static string that says why it is
 * none: it has no ranks, an index is beyond n or comes twice, a score is not
 * a finite number.
 */
const char *ranks_read(struct ranks *k, struct span reply, size_t n);

void ranks_free(struct ranks *k);

#endif
