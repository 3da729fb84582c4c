/*
 * From operands to the names of documents, in an order that does not
 * depend on the file system.
 *
 * A file is itself, whatever its name.  A directory means the files in it
 * whose names match one of the patterns ("*.txt" if there are none), in
 * the order of strcmp(3); names that begin with a dot match only patterns
 * that do.  Files are regular files and symbolic links to them.  With
 * `recursive` the directories below count too, but for those with a dot in
 * front and symbolic links, in the order of the whole names.  The file
 * that stdout is written to is never among them.
 */
#ifndef WK_WALK_H
#define WK_WALK_H

#include <sys/stat.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct walk_options {
	const char *const *include;	/* patterns for fnmatch(3) */
	size_t ninclude;
	bool recursive;
};

struct walk_level;

/* Open with walk_open.  All but `error` and `why` is private. */
struct walk {
	int error;		/* errno, or 0 if `why` is no system error */
	const char *why;	/* after -1: one line without the name */

	struct walk_options options;
	char *const *operands;
	struct stat out;	/* of stdout */
	bool guarded;		/* stdout is a regular file */
	struct walk_level *levels;	/* directories being gone through */
	size_t nlevels, maxlevels;
	struct buf name;
};

/*
 * Begins with the operands, a NULL-terminated list; none means stdin.
 * Operands and patterns must outlive the walk.
 */
void walk_open(struct walk *w, char *const *operands,
    const struct walk_options *options);

/*
 * The name of the next document: an operand ("-" is stdin), or operand,
 * slash and the name below it.  Good until the next call.  1; 0 at the
 * end; -1 if *name is missing, a directory that cannot be read, or an
 * operand that is stdout's own file: w->why says which, and the next call
 * goes on behind it.
 */
int walk_next(struct walk *w, const char **name);

/* Frees the memory. */
void walk_close(struct walk *w);

#endif
