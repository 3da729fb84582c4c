/* URLs of pages, their hosts, and the sites that the user names. */
#ifndef WK_SITE_H
#define WK_SITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

#define SITES_MAX 256	/* sites of one list, at most */

/*
 * The host of a URL, without user, port and dots at its end; empty if the URL
 * is not http or https.  It lies in the URL.
 */
struct span site_host(struct span url);

/*
 * Whether s can stand as the URL of a page: http or https, with a host,
 * without blanks and controls, of at most 4,096 bytes.
 */
bool site_is_url(struct span s);

/* A list of domains; all zero is the empty one. */
struct sites {
	char *name[SITES_MAX];
	size_t n;
};

/*
 * Adds a domain, or the one of a URL.  0, or -1 with errno set: EINVAL if it
 * is not a domain, E2BIG if the list is full.
 */
int sites_add(struct sites *d, const char *text);

/*
 * Whether the host of a URL is one of the domains or lies in one: whole
 * labels are compared, whatever the case of ASCII letters.
 */
bool sites_have(const struct sites *d, struct span url);

void sites_free(struct sites *d);

#endif
