/* The types of documents: told by what is in a file, not by its name. */
#ifndef WK_TYPE_H
#define WK_TYPE_H

#include "sink.h"
#include "source.h"

struct type {
	const char *name;	/* as `type` of the records has it */
	int (*read)(struct source *s, struct sink *k);
};

/*
 * The type of a document; where text of several types looks alike (CSV,
 * Markdown, plain), the name decides.  NULL after sink_fail: "encrypted",
 * "unknown_type", "bad_archive", ….
 */
const struct type *type_of(struct source *s, struct sink *k);

#endif
