/* The certificates that connections are checked with. */
#ifndef WK_TRUST_H
#define WK_TRUST_H

#include <stdbool.h>

#include "base/buf.h"

/* Where they are; NULL: where libcurl looks. */
struct trust {
	const char *file;	/* in PEM */
	const char *path;	/* a directory */
};

/*
 * Finds them: in the file that --ca-file names, unless it is NULL, else by
 * the environment, as curl(1) and OpenSSL do.  tls: they will be needed, so
 * that a file which the environment names must be there.  False if there are
 * none in that file: why says so.
 */
bool trust_find(struct trust *t, const char *file, bool tls, struct buf *why);

#endif
