/* The URL of a server, as people paste it. */
#ifndef WK_ENDPOINT_URL_H
#define WK_ENDPOINT_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "endpoint.h"

/* All zero to begin with. */
struct endpoint_url {
	struct buf base;	/* as in struct endpoint */
	char *url;		/* likewise, and so the next two */
	char *socket;
	bool loopback;
	bool plain;		/* http */
	char *host;		/* in lower case; "unix:PATH" for a socket */
};

/*
 * Reads text; messages call it `name`.  0, or -1 and `why` says what is wrong
 * without quoting the text, which may hold a password.
 */
int endpoint_url_read(struct endpoint_url *u, const char *text,
    const char *name, const struct endpoint_rules *rules, struct buf *why);

void endpoint_url_free(struct endpoint_url *u);

#endif
