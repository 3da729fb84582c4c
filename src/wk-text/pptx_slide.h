/* One slide of a PPTX document. */
#ifndef WK_PPTX_SLIDE_H
#define WK_PPTX_SLIDE_H

#include "pptx_layout.h"

/* The text of SmartArt, which has a part of its own. */
struct pptx_diagram {
	char *id;		/* of the relation of the slide to it */
	struct buf text;	/* a line a point */
};

/* All zero is an empty slide. */
struct pptx_slide {
	struct buf title;
	bool opening;		/* the title is one of an opening slide */
	struct buf body;	/* Markdown, without the title */
	bool hidden;		/* not to be shown */
};

/*
 * Reads the text of the diagram whose data is in this part into d->text;
 * a part that is broken is told of.
 */
void pptx_diagram_read(struct pptx_diagram *d, struct archive *a,
    const char *part);

/*
 * Reads a slide, which has this layout and n diagrams.  0, or what sink_fail
 * returns; the caller frees the buffers of the slide.
 */
int pptx_slide_read(struct pptx_slide *slide, struct archive *a,
    const char *part, const struct pptx_layout *layout,
    const struct pptx_diagram *diagrams, size_t n);

#endif
