/* The types of documents: told by what is in a file, not by its name. */
#ifndef WK_TYPE_H
#define WK_TYPE_H

#include "sink.h"
#include "source.h"

struct type {
	const char *name;	/* as `type` of the records has it */
	/* NULL: only another program can read it. */
	int (*read)(struct source *s, struct sink *k);
	/*
	 * What it is, in words, and what to do with it, for a type that no
	 * converter of ours reads either; else NULL.
	 */
	const char *what, *hint;
};

/*
 * The type of a document; where kinds of text look alike (CSV, Markdown,
 * plain), the name decides.  The document is at its beginning afterwards.
 * NULL after sink_fail: "encrypted", "bad_archive", ….
 */
const struct type *type_of(struct source *s, struct sink *k);

/* An ending of a file's name may have this many bytes, a NUL included. */
#define TYPE_ENDING 16

/*
 * The ending of a name, without its dot and in lower case; "" if it has none,
 * "?" if it is too long.
 */
const char *type_ending(const char *name, char ending[TYPE_ENDING]);

#endif
