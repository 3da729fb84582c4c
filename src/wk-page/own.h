/* The addresses of this machine, which may be public. */
#ifndef WK_OWN_H
#define WK_OWN_H

#include "address.h"

/*
 * Adds the addresses of all interfaces: of IPv4 each address, also as NAT64 and
 * 6to4 write it, of IPv6 the net of 64 bits or more that it lies in, where the
 * neighbours are.  0, or -1 with errno set.
 */
int own_read(struct nets *own);

#endif
