/*
 * Which paragraphs of a slide have bullets, as its layout and the master have
 * it: a paragraph says so only if it differs.
 */
#ifndef WK_PPTX_LAYOUT_H
#define WK_PPTX_LAYOUT_H

#include "archive.h"
#include "ooxml.h"

enum pptx_bullet { PPTX_UNSAID, PPTX_PLAIN, PPTX_BULLET, PPTX_NUMBER };

/* Levels of lists, from 0. */
#define PPTX_LEVELS 9

struct pptx_levels {
	enum pptx_bullet level[PPTX_LEVELS];
};

/* A placeholder of a layout. */
struct pptx_place {
	long index;		/* idx, or -1 */
	bool body;		/* its type is body, as of most */
	struct pptx_levels levels;
};

/* All zero is a layout without placeholders. */
struct pptx_layout {
	char *part;		/* that it was read from, or NULL */
	struct pptx_place *places;
	size_t n;
	struct pptx_levels body;	/* where no placeholder differs */
};

/*
 * Reads the layout of a slide that has these relations, unless it is the one
 * that *layout holds.  0, or what sink_fail returns.
 */
int pptx_layout_read(struct pptx_layout *layout, struct archive *a,
    struct sink *k, const struct ooxml_relations *of);

/* The bullets of the placeholder with that idx. */
struct pptx_levels pptx_layout_levels(const struct pptx_layout *layout,
    long index);

void pptx_layout_free(struct pptx_layout *layout);

/* The level, from 0, that an element lvl1pPr is about, by its name; or -1. */
int pptx_level_of(const char *local);

/* What buNone, buChar, buAutoNum or buBlip says; of others PPTX_UNSAID. */
enum pptx_bullet pptx_bullet_of(const char *local);

#endif
