/* Distinguishes public addresses of the network from all others. */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* A range of addresses that share their first n bits. */
struct range {
	unsigned char bits[16];
	unsigned n;
	const char *name;
};

static const struct range v4_ranges[] = {
	{ { 0 }, 8, "unspecified" },
	{ { 10 }, 8, "private" },
	{ { 100, 64 }, 10, "shared by a carrier" },
	{ { 127 }, 8, "loopback" },
	{ { 168, 63, 129, 16 }, 32, "of a cloud's own services" },
	{ { 169, 254 }, 16, "link-local" },
	{ { 172, 16 }, 12, "private" },
	{ { 192, 0, 0 }, 24, "reserved" },
	{ { 192, 0, 2 }, 24, "for documentation" },
	{ { 192, 88, 99 }, 24, "reserved" },
	{ { 192, 168 }, 16, "private" },
	{ { 198, 18 }, 15, "for benchmarks" },
	{ { 198, 51, 100 }, 24, "for documentation" },
	{ { 203, 0, 113 }, 24, "for documentation" },
	{ { 224 }, 4, "multicast" },
	{ { 240 }, 4, "reserved" },
};

/* Of those in 2000::/3; outside of it, no address is public. */
static const struct range v6_ranges[] = {
	{ { 0x20, 0x01, 0x00, 0x00 }, 23, "reserved" },	/* Teredo, too */
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 32, "for documentation" },
	{ { 0x3f, 0xff, 0x00 }, 20, "for documentation" },
};

/* Outside of it, for the word in the message. */
static const struct range v6_outside[] = {
	{ { 0xfc }, 7, "private" },
	{ { 0xfe, 0x80 }, 10, "link-local" },
	{ { 0xfe, 0xc0 }, 10, "site-local" },
	{ { 0xff }, 8, "multicast" },
	{ { 0 }, 127, "loopback" },	/* :: and ::1 */
};

/* IPv6 addresses with an IPv4 address inside, and the byte where it begins. */
static const struct {
	struct range range;
	unsigned at;
} embedding[] = {
	{ { { [10] = 0xff, [11] = 0xff }, 96, "" }, 12 },	/* mapped */
	{ { { 0, 0x64, 0xff, 0x9b }, 96, "" }, 12 },	/* NAT64 */
	{ { { 0x20, 0x02 }, 16, "" }, 2 },	/* 6to4 */
};

static bool
has_bits(const unsigned char *a, const unsigned char *bits, unsigned n)
{
	const unsigned whole = n / 8, rest = n % 8;
	const unsigned char mask = (unsigned char)(0xff00u >> rest);

	return memcmp(a, bits, whole) == 0 &&
	    (rest == 0 || ((a[whole] ^ bits[whole]) & mask) == 0);
}

/* The name of the first range that an address lies in, or NULL. */
static const char *
find(const struct range *range, size_t n, const unsigned char *a)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (has_bits(a, range[i].bits, range[i].n))
			return range[i].name;
	return NULL;
}

static const char *
v4_why_not(const unsigned char *a)
{
	return find(v4_ranges, LEN(v4_ranges), a);
}

/* Whether the lower half is that of ISATAP, which holds an IPv4 address. */
static bool
is_isatap(const unsigned char *a)
{
	static const unsigned char mark[] = { 0, 0, 0x5e, 0xfe };

	return (a[8] & 0xfd) == 0 && memcmp(a + 9, mark + 1, 3) == 0;
}

static const char *
v6_why_not(const unsigned char *a)
{
	const char *name;
	size_t i;

	for (i = 0; i < LEN(embedding); i++)
		if (has_bits(a, embedding[i].range.bits, embedding[i].range.n))
			return v4_why_not(a + embedding[i].at);
	if ((a[0] & 0xe0) != 0x20) {
		name = find(v6_outside, LEN(v6_outside), a);
		return name == NULL ? "reserved" : name;
	}
	if (is_isatap(a) && (name = v4_why_not(a + 12)) != NULL)
		return name;
	return find(v6_ranges, LEN(v6_ranges), a);
}

/* The bytes of an address, in the order of the network; NULL if it has none. */
static const unsigned char *
bytes_of(const struct sockaddr *address)
{
	const void *p = address;

	if (address->sa_family == AF_INET)
		return (const void *)
		    &((const struct sockaddr_in *)p)->sin_addr;
	if (address->sa_family == AF_INET6)
		return (const void *)
		    &((const struct sockaddr_in6 *)p)->sin6_addr;
	return NULL;
}

const char *
address_why_not(const struct sockaddr *address)
{
	const unsigned char *a = bytes_of(address);

	if (a == NULL)
		return "of no internet protocol";
	return address->sa_family == AF_INET ? v4_why_not(a) : v6_why_not(a);
}

const char *
address_literal_why_not(const char *host)
{
	unsigned char a[16];

	if (inet_pton(AF_INET, host, a) == 1)
		return v4_why_not(a);
	return inet_pton(AF_INET6, host, a) == 1 ? v6_why_not(a) : NULL;
}

void
address_text(char text[ADDRESS_TEXT], const struct sockaddr *address)
{
	const unsigned char *a = bytes_of(address);

	if (a == NULL || inet_ntop(address->sa_family, a, text,
	    ADDRESS_TEXT) == NULL)
		(void)snprintf(text, ADDRESS_TEXT, "an address");
}

/* Reads a number of bits, at most `most`.  False if s is not a number. */
static bool
read_bits(const char *s, unsigned most, unsigned *n)
{
	*n = 0;
	if (*s == '\0' || strlen(s) > 3)
		return false;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return false;
		*n = *n * 10 + (unsigned)(*s - '0');
	}
	return *n <= most;
}

bool
net_read(struct net *net, const char *s)
{
	char text[ADDRESS_TEXT];
	const char *slash = strchr(s, '/');
	size_t n = slash == NULL ? strlen(s) : (size_t)(slash - s);

	if (n > 2 && s[0] == '[' && s[n - 1] == ']') {
		s++;
		n -= 2;
	}
	if (n >= sizeof(text))
		return false;
	(void)snprintf(text, sizeof(text), "%.*s", (int)n, s);
	*net = (struct net){ .v6 = strchr(text, ':') != NULL };
	if (inet_pton(net->v6 ? AF_INET6 : AF_INET, text, net->bits) != 1)
		return false;
	net->n = net->v6 ? 128 : 32;
	return slash == NULL || read_bits(slash + 1, net->n, &net->n);
}

bool
net_has(const struct net *net, const struct sockaddr *address)
{
	const unsigned char *a = bytes_of(address);
	bool v6 = address->sa_family == AF_INET6;

	if (a == NULL)
		return false;
	if (v6 && has_bits(a, embedding[0].range.bits, 96) && !net->v6) {
		a += 12;
		v6 = false;
	}
	return v6 == net->v6 && has_bits(a, net->bits, net->n);
}

void
nets_add(struct nets *l, const struct net *net)
{
	l->v = xreallocarray(l->v, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = *net;
}

bool
nets_have(const struct nets *l, const struct sockaddr *address)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (net_has(&l->v[i], address))
			return true;
	return false;
}

void
nets_free(struct nets *l)
{
	free(l->v);
	*l = (struct nets){ 0 };
}
