/*
 * The passages that a model is given to answer from: numbered, as many as
 * there is room for, between lines that none of them can hold.  The same hits
 * and question give the same text, and so the same request, whatever the
 * order of the hits behind the first.
 */
#ifndef WK_PASSAGES_H
#define WK_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "stage/hits.h"
#include "stage/fence.h"

enum passages_order {
	PASSAGES_BY_PLACE,	/* the first, then the others by their place
				   in the documents; whole */
	PASSAGES_BY_RANK	/* as in 0.1: as the hits stand, the last one
				   cut; numbers are places in hits */
};

/* All zero to begin with; the buffers are used again for the next record. */
struct passages {
	/* The place in hits, from 1, of each number, from 1; 0: none. */
	size_t place[HITS_MAX + 1];
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
 * Chooses passages by rank, as many of n hits as fit into `context` code
 * points, up to the first that does not fit any more.  They are whole: only
 * a first one that is too long is cut, at the end of a sentence or, if need
 * be, anywhere.  Empty hits are left out.  They are numbered from 1: first
 * the best, then the others by source, start and text.  A passage reads
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
    size_t context, struct span question, const char *word,
    enum passages_order order);

/*
 * Whether a text shows eight digits of the fence that follow each other, in
 * upper or lower case, other than those of the agreed word.
 */
bool passages_leaked(const struct passages *p, struct span text);

void passages_free(struct passages *p);

#endif
