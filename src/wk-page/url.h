/* URLs of pages: read, checked, and followed, by libcurl's own parser. */
#ifndef WK_PAGE_URL_H
#define WK_PAGE_URL_H

#include <stdbool.h>

#include "base/buf.h"

/* The longest URL, in bytes, as it stands and as it is written anew. */
#define URL_MAX 4096

/*
 * A URL in one form, whatever it was written in: so that the same page has
 * the same text.  All strings are of malloc(3).
 */
struct url {
	char *text;	/* without a fragment, percent-encoded */
	char *host;	/* in lower case, without brackets and last dot */
	char *origin;	/* scheme://host:port */
	char *target;	/* path and query, for robots.txt */
	unsigned port;
	bool https;
};

/*
 * Reads s, or the redirect s of the page `base` unless that is NULL.  The
 * host may be written as whatever libcurl takes for an IPv4 address
 * (2130706433, 0x7f.1): it becomes four decimal numbers.  Returns NULL, or
 * what is wrong with it: a string that goes on from "the URL".  u is freed
 * by url_free in any case.
 */
const char *url_read(struct url *u, struct span s, const struct url *base);

/* The URL of robots.txt of u's origin, as url_read. */
const char *url_of_robots(struct url *robots, const struct url *u);

/* Puts the letters A to Z of a host into lower case. */
void url_lower(char *host);

/* Whether pages are usually served at this port: 80, 443, 8000 to 8999. */
bool url_port_is_usual(unsigned port);

void url_free(struct url *u);

#endif
