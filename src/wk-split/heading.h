/* The headings that a place in a Markdown text stands under, as one line. */
#ifndef WK_HEADING_H
#define WK_HEADING_H

#include <stddef.h>

#include "base/buf.h"
#include "markdown.h"

#define HEADING_MOST 200	/* code points of one heading */
#define HEADING_BETWEEN " > "

/* All zero, with md set, is ready; clear `at` for each text. */
struct heading_path {
	const struct markdown *md;
	struct span outer;	/* the text itself stands under these */
	struct buf b;		/* private: the path of heading `at` */
	size_t at;		/* private */
	bool made;		/* private: b is made */
};

/*
 * Begins with a text whose blocks are in p->md, and which stands under the
 * headings `outer`, a path or nothing.  Where the text begins with the last
 * headings of outer, they are not said twice.  outer must stay where it is.
 */
void heading_open(struct heading_path *p, struct span text,
    struct span outer);

/*
 * The heading that the chunk text[start..end) stands under, or MARKDOWN_NONE:
 * the last one before it; or, where the chunk begins with a heading, that one
 * and those directly below it, as long as each is of a deeper level.
 */
size_t heading_of(const struct markdown *md, size_t start, size_t end);

/*
 * The path to a heading, or of MARKDOWN_NONE: the outer headings, those above
 * it and the heading, from the outside in, each without its marks and in at
 * most HEADING_MOST code points.  Good until the next call.
 */
struct span heading_path(struct heading_path *p, size_t heading);

/*
 * The end of a path that has at most so many code points: outer headings
 * are left off first.  Then the last one is cut.
 */
struct span heading_fit(struct span path, size_t most);

void heading_free(struct heading_path *p);

#endif
