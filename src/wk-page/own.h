/* The addresses of this machine, which may be public. */
#ifndef WK_OWN_H
#define WK_OWN_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

/* All zero has none. */
struct own {
	struct net *net;
	size_t n;
};

/*
 * Reads the addresses of all interfaces: of IPv4 each address, of IPv6 the net
 * of 64 bits or more that it lies in, where the neighbours are.  0, or -1 with
 * errno set.
 */
int own_read(struct own *own);

/* Whether an address is one of them. */
bool own_has(const struct own *own, const struct sockaddr *address);

void own_free(struct own *own);

#endif
