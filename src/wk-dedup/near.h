/*
 * Finds, for one text after the other, the earlier one that it is nearly the
 * same as.
 */
#ifndef WK_NEAR_H
#define WK_NEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct near;

/* The least threshold for which texts are found. */
#define NEAR_LEAST 0.7

struct near_options {
	double threshold;	/* from NEAR_LEAST to 1 (alike.h) */
	bool exact;	/* texts with the same words alone */
	bool contain;	/* texts that hold one of those added */
};

struct near_text {
	struct span text;	/* valid UTF-8 */
	struct span answer;	/* likewise; p is NULL: it has none */
	struct span label;	/* how near_find names it */
};

/* What was found. */
struct near_found {
	double similarity;	/* 0: nothing */
	struct span label;	/* of the earlier text; good until the next
				   call */
};

/*
 * Begins.  NULL with errno set if there is no temporary file.  near_close
 * frees the memory and the file.
 */
struct near *near_open(const struct near_options *options);
void near_close(struct near *n);

/*
 * Looks for the most similar of the earlier texts that count as the same; if
 * there is none, and unless options->contain, the text is kept for later ones.
 * A text without a letter, digit or Han character is like none.  0; -1 with
 * errno set if the temporary file fails.
 */
int near_find(struct near *n, const struct near_text *text,
    struct near_found *found);

/* Keeps a text for later ones, whatever it is like.  0 or -1, as above. */
int near_add(struct near *n, const struct near_text *text);

/* How many texts are kept, and the bytes of memory that they take. */
size_t near_count(const struct near *n);
size_t near_memory(const struct near *n);

#endif
