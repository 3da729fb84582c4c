/*
 * A file of requests for one model, as the multipart/form-data of its upload,
 * in a temporary file.
 */
#ifndef WK_BATCH_GATHER_H
#define WK_BATCH_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/out.h"
#include "json/json.h"

/* What a file may hold, at most. */
struct gather_limits {
	size_t lines, bytes;
	size_t inputs;		/* texts to embed */
};

struct gathered {
	struct buf model;
	struct buf name;	/* of the file, for the server */
	struct buf keys;	/* "…","…" */
	char boundary[40];
	struct out out;		/* to the temporary file */
	size_t lines, bytes, inputs;
	const void *map;		/* of it, once closed */
};

/* A request, as a line of a file.  All zero to begin with; used again. */
struct gather_line {
	struct buf text;
	struct span key;	/* hexadecimal; of the caller */
	size_t inputs;
};

/* Begins a file.  0, or -1 with errno set; gather_free in either case. */
int gather_open(struct gathered *g, struct span model);

/* Makes the line of a request to a path of the server. */
void gather_line(struct gather_line *l, struct span key, const char *path,
    const struct json_value *body);

/* Whether a file has room for a line; an empty one always has. */
bool gather_fits(const struct gathered *g, const struct gather_line *l,
    const struct gather_limits *most);

void gather_add(struct gathered *g, const struct gather_line *l);

/*
 * Ends a file; sets the body of its upload, which is there until gather_free.
 * 0, or -1 with errno set.
 */
int gather_close(struct gathered *g, struct span *body);

void gather_free(struct gathered *g);

#endif
