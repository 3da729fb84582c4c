/*
 * Counts the numbered paragraphs of a DOCX document, whose numbers are not in
 * its text.
 */
#ifndef WK_DOCX_LIST_H
#define WK_DOCX_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive.h"
#include "docx_style.h"

/* Levels of a list. */
#define DOCX_LEVELS 9

struct docx_abstract;
struct docx_num;

/* All zero has no lists. */
struct docx_lists {
	/* Private. */
	struct docx_abstract *abstracts;	/* by id */
	size_t nabstracts, abstracts_size;
	struct docx_num *nums;			/* by id */
	size_t nnums, nums_size;
	struct buf texts;	/* those of the levels */
};

/* What stands before a paragraph. */
struct docx_label {
	struct buf text;	/* "-" for a bullet; may be empty */
	bool bullet;
	bool glued;		/* no blank between label and text */
	unsigned depth;		/* from 1 */
};

/*
 * Reads the part; style links are looked up in the styles, which outlive the
 * lists.  0, or what sink_fail returns; docx_lists_free frees.
 */
int docx_lists_read(struct docx_lists *l, struct archive *a, const char *part,
    const struct docx_styles *styles);

/*
 * Counts a paragraph of list id at that level, from 0, or at that of its style
 * if the level is DOCX_UNSET, and makes its label.  False, and an empty label,
 * if there is no such list or level.
 */
bool docx_lists_count(struct docx_lists *l, long id, long level,
    const struct docx_style *style, struct docx_label *label);

void docx_lists_free(struct docx_lists *l);

#endif
