/* Keeps the hosts and nets that the user allows besides public ones. */
#include "allow.h"

#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "idn.h"
#include "url.h"

/* Whether s can be the name of a host. */
static bool
is_name(const char *s)
{
	static const char plain[] = "-._0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t n = strlen(s);

	return n > 0 && n < 256 && s[0] != '-' && strspn(s, plain) == n;
}

static void
add_name(struct allow *a, const char *s)
{
	char *name = xstrdup(s);
	size_t n = strlen(name);

	while (n > 1 && name[n - 1] == '.')
		name[--n] = '\0';
	url_lower(name);
	a->host = xreallocarray(a->host, a->hosts + 1, sizeof(*a->host));
	a->host[a->hosts++] = name;
}

bool
allow_add(struct allow *a, const char *s)
{
	const size_t n = strlen(s);
	struct buf name = { 0 };
	bool good = true;
	struct net net;

	if (utf8_valid(s, n) != n || !idn_to_ascii(&name, span_of(s)))
		name.len = 0;
	buf_addc(&name, '\0');
	if (net_read(&net, s))
		nets_add(&a->nets, &net);
	else if (is_name(name.data))
		add_name(a, name.data);
	else
		good = false;
	buf_free(&name);
	return good;
}

/* Whether a host that is written as an address is one of the list. */
static bool
allow_literal(const struct allow *a, const char *host)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct net net;

	if (!net_read(&net, host))
		return false;
	memcpy(&v6.sin6_addr, net.bits, sizeof(v6.sin6_addr));
	memcpy(&v4.sin_addr, net.bits, sizeof(v4.sin_addr));
	return nets_have(&a->nets, net.v6 ? (const void *)&v6 :
	    (const void *)&v4);
}

bool
allow_host(const struct allow *a, const char *host)
{
	size_t i;

	for (i = 0; i < a->hosts; i++)
		if (strcmp(a->host[i], host) == 0)
			return true;
	return allow_literal(a, host);
}

void
allow_free(struct allow *a)
{
	size_t i;

	for (i = 0; i < a->hosts; i++)
		free(a->host[i]);
	free(a->host);
	nets_free(&a->nets);
}
