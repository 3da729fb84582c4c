/*
 * The ways in which wk-rag answers.  Each runs over the operands until their
 * end and returns the exit status, the stage being closed; or -1 before the
 * first record, and why says in one line what is wrong.  One runs at a time.
 */
#ifndef WK_RAG_H
#define WK_RAG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "call/endpoint.h"
#include "hits.h"
#include "call/pool.h"
#include "stage/prompt.h"
#include "prompts.h"
#include "chat/request.h"
#include "stage/stage.h"

struct rag {
	struct stage *stage;	/* its options read, not opened */
	const struct pool_settings *settings;
	int hits, answer, references, origin, rag;	/* numbers of fields */
};

/* Finds the numbers of the fields. */
void rag_open(struct rag *rag);

/*
 * The question of a record, to be answered: true, or false and the record
 * has failed.
 */
bool rag_question(const struct rag *rag, struct record *r, struct span *s);

/* Its hits, likewise: how many (hits.h), or -1 and it has failed. */
int rag_hits(const struct rag *rag, struct record *r,
    struct hit hit[HITS_MAX]);

/* Says why a record is not answered, and takes an older answer away. */
void rag_set_state(const struct rag *rag, struct record *r,
    const char *state);

/* Memory is lacking: stage.h ends the run. */
void rag_no_memory(const struct rag *rag);

/*
 * Quotes from the hits (quote.h), with no model and no network; `fill` as
 * for quote_find.
 */
int rag_quote(struct rag *rag, size_t fill, char *const *files);

struct rag_huixiangdou {
	const char *url;
	bool stream;		/* ask /huixiangdou_stream */
	bool last_success;	/* as for huixiangdou_read */
};

/* Has a HuixiangDou server answer. */
int rag_huixiangdou(struct rag *rag, const struct rag_huixiangdou *options,
    char *const *files, struct buf *why);

struct rag_model {
	struct endpoint_rules server;	/* where -u and --key-file say */
	struct request *request;	/* its options read */
	const struct prompt *system, *user;	/* those built in, if not
						   given */
	enum rag_lang lang;
	size_t context;		/* code points of passages, at most */
	size_t turns;		/* of the dialogue so far, the last ones */
	bool cite;		/* marks stay in the answer */
};

/*
 * Has a model answer from the hits.  A record whose hits have no text is
 * `unknown` without a call.
 */
int rag_model(struct rag *rag, const struct rag_model *options,
    char *const *files, struct buf *why);

#endif
