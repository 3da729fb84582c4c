/* Which addresses of the network are not the public internet. */
#ifndef WK_ADDRESS_H
#define WK_ADDRESS_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>

/*
 * Why an address is not one to fetch pages from: the name of the range that it
 * lies in, such as "loopback"; NULL if it is a public address.  An IPv6 address
 * that stands for an IPv4 address is judged by that one.  After the special
 * purpose registries of IANA (RFC 6890).
 */
const char *address_why_not(const struct sockaddr *address);

/* The same for a host that is written as an address; NULL if it is a name. */
const char *address_literal_why_not(const char *host);

/* Room for the text of an address. */
#define ADDRESS_TEXT 64

/* Writes an address as text, for messages. */
void address_text(char text[ADDRESS_TEXT], const struct sockaddr *address);

/* A net: the addresses that share their first bits. */
struct net {
	bool v6;
	unsigned char bits[16];
	unsigned n;	/* how many bits count */
};

/*
 * Reads an address (10.1.2.3, fd00::1, [fd00::1]) or a net (10.0.0.0/8).
 * False if s is neither.
 */
bool net_read(struct net *net, const char *s);

/* Whether an address lies in a net, also an IPv4 address written as IPv6. */
bool net_has(const struct net *net, const struct sockaddr *address);

/* A list of nets; all zero is the empty list. */
struct nets {
	struct net *v;
	size_t n;
};

void nets_add(struct nets *l, const struct net *net);

/* Whether an address lies in one of them. */
bool nets_have(const struct nets *l, const struct sockaddr *address);

void nets_free(struct nets *l);

#endif
