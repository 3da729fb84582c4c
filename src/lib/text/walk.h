/*
 * Walks through operands, files and directories, from document to document,
 * in an order that does not depend on the file system.
 *
 * A file stands for itself, whatever its name.  A directory stands for the
 * files in it whose names match one of the patterns ("*.txt" if there are
 * no patterns) and none of those that exclude, in the order of strcmp(3); a
 * name that begins with a dot matches only a pattern that does.  Files are
 * regular files and symbolic links to them.  With `recursive` the walk descends
 * into subdirectories, but not into those whose name begins with a dot or
 * through symbolic links, in the order of whole paths.  The walk skips the
 * file that stdout is written to.
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
	const char *const *exclude;	/* likewise; they win */
	size_t nexclude;
	bool recursive;
};

struct walk_level;

/* How many files with an ending, like ".pdf", the walk has passed over. */
struct walk_kind {
	char ending[12];
	size_t n;
};

/*
 * Begin with walk_open.  All fields but those before `options` are private.
 */
struct walk {
	int error;		/* errno, or 0 if `why` is no system error */
	const char *why;	/* after -1: one line without the name */

	/* In the operand that is a directory, those passed over. */
	size_t directories;

	struct walk_options options;
	char *const *operands;
	struct stat out;	/* of stdout */
	bool guarded;		/* stdout is a regular file */
	struct walk_level *levels;	/* open directories, innermost last */
	size_t nlevels, maxlevels;
	struct buf name;
	/* In the operand that is a directory: */
	size_t found;		/* documents */
	struct walk_kind kinds[8];	/* files passed over; last: others */
	struct buf passed;	/* all of that, in words */
};

/*
 * Begins with the operands, a NULL-terminated list; none means stdin.
 * Operands and patterns must outlive the walk.
 */
void walk_open(struct walk *w, char *const *operands,
    const struct walk_options *options);

/*
 * Sets *name to the next document: an operand ("-" is stdin), or the path of
 * a file below an operand.  The name is good until the next call.  1; 0 at
 * the end; 2 if *name is a directory in which no file matches: w->why says
 * what was passed over; -1 if *name is missing, a directory that cannot be
 * read, or an operand that is stdout's own file: w->why gives the reason, and
 * the next call goes on behind it.
 */
int walk_next(struct walk *w, const char **name);

/* Frees the memory. */
void walk_close(struct walk *w);

#endif
