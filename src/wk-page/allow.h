/* The hosts and nets that the user allows, though they are not public. */
#ifndef WK_ALLOW_H
#define WK_ALLOW_H

#include "address.h"

/* All zero is the empty list. */
struct allow {
	struct nets nets;
	char **host;
	size_t hosts;
};

/*
 * Adds an address, a net (10.0.0.0/8) or the name of a host.  False if s is
 * none of them.
 */
bool allow_add(struct allow *a, const char *s);

/* Whether the list has this host, in lower case, by name or by address. */
bool allow_host(const struct allow *a, const char *host);

void allow_free(struct allow *a);

#endif
