/* Knows the addresses of this machine, and those of its neighbours in IPv6. */
#include "own.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

/* A net of IPv6 of fewer bits has more than neighbours in it. */
#define NEIGHBOURS 64

/* How many bits of a mask are set, in front. */
static unsigned
bits_of(const unsigned char *mask, unsigned most)
{
	unsigned n = 0;

	while (n < most && (mask[n / 8] & (0x80 >> n % 8)) != 0)
		n++;
	return n;
}

/* Reads the net of an interface's address.  False if it is of no use. */
static bool
read_net(struct net *net, const struct sockaddr *address,
    const struct sockaddr *mask)
{
	const void *p = address, *m = mask;
	unsigned n = 0;

	*net = (struct net){ .v6 = address->sa_family == AF_INET6 };
	if (address->sa_family == AF_INET) {
		memcpy(net->bits, &((const struct sockaddr_in *)p)->sin_addr,
		    4);
		net->n = 32;
		return true;
	}
	if (!net->v6)
		return false;
	memcpy(net->bits, &((const struct sockaddr_in6 *)p)->sin6_addr, 16);
	if (mask != NULL)
		n = bits_of(((const struct sockaddr_in6 *)m)->
		    sin6_addr.s6_addr, 128);
	net->n = n >= NEIGHBOURS ? n : 128;
	return true;
}

/* Adds the addresses of IPv6 that lead to one of IPv4: by NAT64, by 6to4. */
static void
add_ways(struct nets *own, const struct net *v4)
{
	struct net nat64 = { .v6 = true, .n = 128,
		.bits = { 0, 0x64, 0xff, 0x9b } };
	struct net sixto4 = { .v6 = true, .n = 48, .bits = { 0x20, 0x02 } };

	memcpy(nat64.bits + 12, v4->bits, 4);
	memcpy(sixto4.bits + 2, v4->bits, 4);
	nets_add(own, &nat64);
	nets_add(own, &sixto4);
}

int
own_read(struct nets *own)
{
	struct ifaddrs *list, *i;
	struct net net;

	if (getifaddrs(&list) == -1)
		return -1;
	for (i = list; i != NULL; i = i->ifa_next)
		if (i->ifa_addr != NULL &&
		    read_net(&net, i->ifa_addr, i->ifa_netmask)) {
			nets_add(own, &net);
			if (!net.v6)
				add_ways(own, &net);
		}
	freeifaddrs(list);
	return 0;
}
