/* The styles of a DOCX document, with what they inherit from one another. */
#ifndef WK_DOCX_STYLE_H
#define WK_DOCX_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"

/* Not said by a style, nor by the styles that it is based on. */
#define DOCX_UNSET (-1)

struct docx_style {
	char *id;
	int level;	/* of a heading: 1 to 9; 0: not a heading */
	bool title;	/* the style of the title of the document */
	int hidden;	/* 1 or 0; DOCX_UNSET */
	long list;	/* numId: 0: not in a list; DOCX_UNSET */
	long depth;	/* ilvl; DOCX_UNSET */
	const struct docx_style *lists;	/* the style that says `list` */
	/* Private. */
	char *based_on;
	bool is_default;	/* of paragraphs */
};

/* All zero has no styles. */
struct docx_styles {
	const struct docx_style *paragraph;	/* the default; or NULL */
	bool hide;	/* a style says whether text is hidden */
	bool hidden;	/* text is, unless a style says that it is not */
	/* Private. */
	struct docx_style *all;
	size_t n, size;
	struct docx_style **by_id;
};

/* Reads the part.  0, or what sink_fail returns; docx_styles_free frees. */
int docx_styles_read(struct docx_styles *s, struct archive *a,
    const char *part);

/* The style of that id, or NULL. */
const struct docx_style *docx_style_find(const struct docx_styles *s,
    struct span id);

void docx_styles_free(struct docx_styles *s);

/* Whether an element like <w:vanish/> says yes: its value is not "false". */
bool docx_is_on(struct span value);

#endif
