/* The inside of rag_model, for rag_model.c and rag_reply.c. */
#ifndef WK_RAG_MODEL_H
#define WK_RAG_MODEL_H

#include "chat/chat.h"
#include "passages.h"
#include "rag.h"
#include "stage/template.h"

/* A run of wk-rag with a model. */
struct rag_run {
	const struct rag *rag;
	const struct rag_model *options;
	struct template system[RAG_LANGS], user[RAG_LANGS];
	int question, passages, unknown, fence, turns;	/* fields */
	bool warned_window, warned_cut;

	/* The record that is worked on; used again for the next. */
	struct hit hits[HITS_MAX];
	enum rag_lang lang;
	struct passages given;
	struct buf rules, text;	/* the prompts, filled in */
	struct buf messages;
};

/*
 * Puts a reply into the record that is worked on: state, answer, references,
 * origin, rag; or an error.
 */
struct pool_outcome rag_apply(struct rag_run *run, struct record *r,
    struct span kept, const struct pool_call *call);

/* Frees what rag_apply uses again. */
void rag_reply_free(void);

#endif
