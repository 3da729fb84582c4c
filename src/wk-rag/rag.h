/*
 * The ways in which wk-rag answers: by a quote (quote.c), by a model
 * (model.c), by a HuixiangDou server (huixiangdou.c); and what they share.
 *
 * Each way works on the operands until their end and returns the exit
 * status, the stage being closed; or -1 before the first record, and a line
 * in why says what is wrong.
 */
#ifndef WK_RAG_H
#define WK_RAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/endpoint.h"
#include "call/pool.h"
#include "chat/request.h"
#include "stage/hits.h"
#include "prompts.h"
#include "stage/template.h"
#include "stage/stage.h"

struct rag {
	struct stage *stage;	/* its options read, not opened */
	const struct pool_settings *settings;
	/* Numbers of fields. */
	int hits, answer, references, origin, rag, reasoning, sample;
};

/*
 * Quotes from the hits, with no model and no network.  The quote is filled
 * up with whole sentences to at most `fill` code points.
 */
int rag_quote(struct rag *rag, size_t fill, char *const *files);

struct rag_huixiangdou {
	const char *url;
	bool stream;		/* ask /huixiangdou_stream */
	bool last_success;	/* as for huixiangdou_read */
};

/* Lets a HuixiangDou server answer. */
int rag_huixiangdou(struct rag *rag, const struct rag_huixiangdou *options,
    char *const *files, struct buf *why);

struct rag_model {
	struct endpoint_rules server;	/* url and key_file are set */
	struct request *request;	/* its options are read */
	const struct prompt *system, *user;	/* without text: built in */
	enum rag_lang lang;
	size_t context;		/* code points of passages, at most */
	size_t turns;		/* how many of the last turns are sent */
	bool cite;		/* marks stay in the answer */
};

/*
 * Lets a model answer from the hits.  A record whose hits have no text
 * becomes `unknown` without a call.
 */
int rag_model(struct rag *rag, const struct rag_model *options,
    char *const *files, struct buf *why);

/* Finds the numbers of the fields. */
void rag_open(struct rag *rag);

/*
 * The question of a record that is to be answered; false, and the record has
 * failed, if there is none.
 */
bool rag_question(const struct rag *rag, struct record *r, struct span *s);

/*
 * Reads the hits of a record as hits_read does; on -1 the record has failed.
 */
int rag_hits(const struct rag *rag, struct record *r,
    struct hit hit[HITS_MAX]);

/* Gives a field the JSON in b; a record that is too long (buf.h) fails. */
void rag_set(const struct rag *rag, struct record *r, int field,
    const struct buf *json);

/* An answer, and what belongs to it. */
struct rag_answer {
	struct span text;
	struct span reasoning;		/* the thinking before it, or empty */
	const struct buf *references;	/* JSON */
	const char *origin;
};

/* Sets an answer and the state; an older answer's reasoning goes. */
void rag_set_answer(const struct rag *rag, struct record *r,
    const struct rag_answer *answer);

/*
 * Sets the state of a record without an answer; an older answer goes, with
 * its reasoning.
 */
void rag_set_state(const struct rag *rag, struct record *r,
    const char *state);

#endif
