/*
 * The passages that a model is given to answer from: numbered, as many as
 * there is room for, between lines that none of them can hold.  The same hits
 * and question give the same text.
 */
#ifndef WK_PASSAGES_H
#define WK_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "hits.h"
#include "stage/fence.h"

/* All zero to begin with; the buffers are used again for the next record. */
struct passages {
	bool given[HITS_MAX + 1];	/* by number, from 1: place in hits */
	size_t n;		/* how many are given */
	struct buf text;	/* all of them, with the fences */
	struct buf raw;		/* their texts alone, and the question's */
	char fence[FENCE_LEN + 1];
	struct buf unknown;	/* the word for "they hold no answer" */
	bool forged;		/* they hold the usual word, so that unknown
				   is another one */
	struct buf question;	/* fit for a prompt: sanitize.h */
	bool failed;		/* one of the texts is too long (buf.h) */
};

/*
 * Takes the first of n hits, as many as fit into `context` code points.  The
 * hit that does not fit any more is the last, cut at the end of a sentence
 * (the first of all anywhere, if need be).  Empty hits are left out.  A
 * passage reads
 *
 *	<<<0123456789abcdef 1>>>
 *	its text
 *
 * and the last is followed by <<<0123456789abcdef end>>>.  The digits are
 * the fence (fence.h) of the texts and the question.  `word` is the usual word
 * for "the passages do not hold the answer"; if a text or the question holds
 * it, whatever the case of its letters, eight digits are added to it.
 */
void passages_make(struct passages *p, const struct hit *hit, size_t n,
    size_t context, struct span question, const char *word);

/*
 * Whether a text shows eight digits of the fence that follow each other, in
 * upper or lower case, other than those of the agreed word.
 */
bool passages_leaked(const struct passages *p, struct span text);

void passages_free(struct passages *p);

#endif
