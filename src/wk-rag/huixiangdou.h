/*
 * The protocol of a HuixiangDou server: requests, and what its replies say.
 * Nothing here touches the network; rag_huixiangdou (rag.h) does.
 */
#ifndef WK_HUIXIANGDOU_H
#define WK_HUIXIANGDOU_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "call/http.h"
#include "call/verdict.h"

/* All zero to begin with; the buffers are used again for the next reply. */
struct huixiangdou_reply {
	const char *state;	/* our state (static); NULL: the server
				   failed, `said` tells why, or `empty` */
	bool empty;		/* a success without an answer: an error */
	struct buf said;	/* the server's state, a sentence */
	struct buf answer;	/* without marks like [1]; empty unless the
				   state is success */
	struct buf reasoning;	/* the model's thinking, or empty */
	struct buf references;	/* a JSON array of {"source","url"?} */
	size_t repaired;	/* characters replaced by U+FFFD */
};

/* Appends {"text":…,"image":""}. */
void huixiangdou_body(struct buf *b, struct span question);

/*
 * Judges a reply of /huixiangdou_inference or /huixiangdou_stream: its
 * status, if reply is not NULL (it is for a body from a journal), then its
 * body.  An answer is brought into the form that is kept: one object
 * {"step":[…],…} on one line.  The bare string that the pipeline
 * chat_with_repo sends becomes the object of one step.  A stream sends the
 * growing value again and again; the last one counts.  Raw control characters
 * in strings, which the server writes, are escaped; other repairs as in
 * chat_judge.  A success with an empty answer is tried again: the server's
 * model is down.
 */
void huixiangdou_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now);

/*
 * Reads a body that huixiangdou_judge found to be VERDICT_ANSWER, or one that
 * an earlier release kept.  The last step decides; if it is a search of the
 * web that failed, the verdict before it, if there is one.  With last_success
 * the last step that is a success decides, if there is one, even if the
 * server rejected its answer later.  0, or -1 if the body has no steps.
 */
int huixiangdou_read(struct huixiangdou_reply *r, struct span body,
    bool last_success);

void huixiangdou_free(struct huixiangdou_reply *r);

#endif
