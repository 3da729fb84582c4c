/*
 * How many tokens a row has, estimated from its characters: as many a token
 * as the usage in a journal shows, or as Qwen's tokenizer makes of them.
 */
#ifndef WK_LENGTH_H
#define WK_LENGTH_H

#include <stddef.h>

#include "base/buf.h"
#include "json/json.h"
#include "traits.h"

struct length {
	size_t most;		/* tokens; 0: there is no limit */
	size_t replies;		/* that were measured */
	double billed, guessed;	/* tokens of those, and the default estimate */

	/* The result: rows over the limit, and the longest of them. */
	size_t over, longest;
	const char *file;
	size_t line;
};

/*
 * Han characters, and bytes of other text, a token.  Measured with Qwen's
 * vocabulary of 151,643: the contexts of CMRC 2018, 115,173 wide characters
 * and 18,709 bytes, are 98,120 tokens, pages of wk's manual 3.6 bytes a token.
 */
#define LENGTH_WIDE 1.25
#define LENGTH_BYTES 3.5

/*
 * Measures, by the replies in the journal at path (journal.h) that tell the
 * completion_tokens of a text that they hold, how far the default estimate is
 * off; journals add up.  0; -1, and why says it, if the file cannot be read
 * or has no such reply.
 */
int length_measure(struct length *l, const char *path, struct buf *why);

/*
 * The tokens that a row is estimated at, list being the value of its key:
 * what is said in it and the names of its members, which stand for the words
 * that a template puts around each message.  Of chosen and rejected the
 * longer one counts.
 */
size_t length_of(const struct length *l, const struct json_value *row,
    enum row_key key, const struct json_value *list);

/* Appends how many characters a token the estimate is made with. */
void length_tell(const struct length *l, struct buf *b);

#endif
