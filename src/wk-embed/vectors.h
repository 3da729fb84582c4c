/*
 * Requests to the /embeddings of an OpenAI-compatible server, and its
 * replies:
 *
 *	{"model":…,"input":[…],"encoding_format":"base64","dimensions":n}
 *	{"data":[{"index":0,"embedding":"…"}],"usage":{…}}
 */
#ifndef WK_VECTORS_H
#define WK_VECTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "call/pool.h"
#include "stage/embedding.h"

/* What the run asks for, and what it has learnt about the server. */
struct vectors {
	const char *model;
	size_t prefix;		/* code points of it before each text */
	size_t dimensions;	/* --dimensions; 0: the model's own */
	struct pool_batch *batch;
	enum {
		VECTORS_BASE64,	/* ask for base64; else for floats; else */
		VECTORS_FLOAT,	/* not set: the server's choice */
		VECTORS_EITHER
	} encoding;
	/* By the last refusal: tokens of a text, and those that came; or 0. */
	size_t limit, given;
	bool checked;		/* an answer has vectors as long as was asked */
	struct embedding one;	/* used again for each vector */
};

/* Appends the request for one text: the body that has the key. */
void vectors_body(const struct vectors *v, struct span text, struct buf *body);

/* pool_batch.join; arg is the struct vectors. */
void vectors_join(void *arg, struct buf *request, const struct span *each,
    size_t n);

/*
 * Judges a reply (pool_setup.judge_all), and learns from refusals: what was
 * learnt changes vectors.encoding, batch.most, batch.tokens.
 */
void vectors_judge(struct vectors *v, struct verdict *verdict,
    struct buf *body, const struct http_reply *reply, int64_t now);

/*
 * pool_batch.divide.  What is kept is a reply for one text, with base64, and
 * its share of the tokens, by length.
 */
const char *vectors_divide(void *arg, struct span answer,
    const struct span *each, size_t n, struct buf *kept);

/*
 * pool_batch.mend: cuts the text of a request, behind a sentence, after it was
 * refused for its length.  The kept reply has "cut" then.
 */
bool vectors_mend(void *arg, const struct verdict *verdict, struct buf *body);

/*
 * Reads a reply that was kept, into v->one; *tokens: those billed, or -1;
 * *cut: the code points that were sent, or 0 for all.  0, or -1 if it is none.
 */
int vectors_read(struct vectors *v, struct span kept, long long *tokens,
    size_t *cut);

#endif
