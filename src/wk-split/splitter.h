/*
 * Text in, chunks out: the rules of RecursiveCharacterTextSplitter in
 * langchain_text_splitters 0.2.2, chunk for chunk.
 *
 * The first separator that the text holds cuts it into pieces.  Pieces
 * shorter than the size are merged into chunks of at most the size, whose
 * last pieces are used again at the start of the next (the overlap);
 * longer pieces are cut with the separators that follow in the list, and
 * handed out as they are when none is left.  Merged chunks lose the white
 * space at both ends, and are left out if nothing else is in them.
 *
 * All sizes are in code points.  The text must be valid UTF-8; nothing of
 * it is copied, but for chunks that are not one run of it.
 */
#ifndef WK_SPLITTER_H
#define WK_SPLITTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Most separators in a list, since each is one level of recursion. */
#define SPLITTER_SEPARATORS 256

/* Where the separator goes that a text is cut at. */
enum splitter_keep {
	KEEP_NONE,	/* away; merged pieces are joined with it again */
	KEEP_START,	/* to the start of the piece that follows */
	KEEP_END	/* to the end of the piece before it */
};

struct splitter_options {
	size_t size;		/* of a chunk, 1 or more */
	size_t overlap;		/* at most the size */
	/*
	 * In the notation of separator.h.  An empty separator means between
	 * any two characters; those behind it in the list are not used.
	 */
	const char *const *separators;
	size_t n;
	bool patterns;		/* the separators are PCRE2 patterns */
	bool sentences;		/* cut at sentences; separators unused */
	bool squeeze;		/* runs of newlines become one newline */
	/*
	 * The text is Markdown: chunks have a heading, and no cut is made
	 * inside a row of a table, unless the row is longer than the size.
	 * Where a table is cut, its header row goes before the other rows of
	 * each later chunk, as long as a row fits in with it.
	 */
	bool markdown;
	/*
	 * The same, and the text is cut at all headings; in place of its
	 * heading lines, a section has its headings and a blank line before
	 * each chunk.  They count; of those that would take more than half
	 * of the size, only the last stand there.
	 */
	bool with_heading;
	enum splitter_keep keep;
};

/* The separator that is malformed, and the reason. */
struct splitter_error {
	size_t which;		/* its place in the list, from 0 */
	size_t offset;		/* byte of the separator, from 0 */
	char message[128];
};

struct chunk {
	struct span text;	/* good until the callback returns */
	size_t index;		/* number of the chunk, from 0 */
	size_t start;		/* code points before it, if it is a run */
	bool run;		/* it is one run of the text */
	/*
	 * The text before the place where the chunk begins, also if it is
	 * not one run.
	 */
	struct span before;
	struct span heading;	/* of a Markdown text (heading.h); or empty */
};

/* Takes a chunk; anything but 0 ends the splitting. */
typedef int chunk_fn(void *arg, const struct chunk *c);

struct splitter;

/*
 * Sets everything in *o but size and overlap as a preset has it:
 * "tutorial", "langchain", "chinese", "markdown" or "sentence".  Returns 0,
 * or -1 if no preset has that name.
 */
int splitter_preset(struct splitter_options *o, const char *name);

/*
 * Makes a splitter, which the caller frees with splitter_free.  Returns
 * NULL, with *e filled in, if an escape or a pattern is malformed or there
 * are too many separators.  The options may go away afterwards.
 */
struct splitter *splitter_new(const struct splitter_options *o,
    struct splitter_error *e);

/*
 * Says that the texts to come stand under these headings, outside their own:
 * "a > b", or empty, as at first.  It must stay where it is.
 */
void splitter_under(struct splitter *sp, struct span headings);

/*
 * Splits a text and calls fn for each chunk, in the order of the text.
 * Returns 0; 1 if the callback ended it; or -1 if a pattern went over its
 * match limit or a chunk is too long: splitter_why then says why.  A
 * splitter can be used again, by one thread at a time.
 */
int splitter_run(struct splitter *sp, struct span text, chunk_fn *fn,
    void *arg);

/* Why the last run failed. */
const char *splitter_why(const struct splitter *sp);

void splitter_free(struct splitter *sp);

#endif
