/*
 * Any bytes are a URL and, after a line end, a redirect of it, a media type
 * and what --allow names.  A URL that is read is read again as itself; a host
 * that a resolver takes for an IPv4 address is written as one.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "allow.h"
#include "base/buf.h"
#include "media.h"
#include "url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* What holds for a URL that was read. */
static void
check(const struct url *u)
{
	struct url same, robots;
	struct in_addr a, b;
	const char *c;

	must(strlen(u->text) <= URL_MAX);
	must(url_read(&same, span_of(u->text), NULL) == NULL);
	must(strcmp(u->text, same.text) == 0);
	must(strcmp(u->origin, same.origin) == 0);
	must(strcmp(u->host, same.host) == 0 && u->port == same.port);
	must(u->target[0] == '/' && u->port > 0 && u->port <= 65535);
	for (c = u->host; *c != '\0'; c++)
		must((unsigned char)*c > ' ' && !(*c >= 'A' && *c <= 'Z'));
	if (inet_aton(u->host, &a) == 1)
		must(inet_pton(AF_INET, u->host, &b) == 1 &&
		    a.s_addr == b.s_addr);
	if (strlen(u->origin) + sizeof("/robots.txt") <= URL_MAX) {
		must(url_of_robots(&robots, u) == NULL);
		must(strcmp(robots.origin, u->origin) == 0);
		must(strcmp(robots.target, "/robots.txt") == 0);
		url_free(&robots);
	}
	url_free(&same);
}

/* What holds for what --allow takes. */
static void
check_allow(struct span s)
{
	struct allow list = { 0 };
	struct buf b = { 0 };

	buf_add(&b, s.p, s.len);
	buf_addc(&b, '\0');
	if (allow_add(&list, b.data)) {
		must(list.nets.n + list.hosts == 1);
		if (list.nets.n == 1)
			must(list.nets.v->n <= (list.nets.v->v6 ? 128 : 32));
		else
			must(allow_host(&list, list.host[0]));
	} else
		must(list.nets.n + list.hosts == 0);
	allow_free(&list);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *end = size == 0 ? NULL : memchr(data, '\n', size);
	struct span s = { (const char *)data, size }, first, rest, type;
	struct buf charset = { 0 };
	const char *ending;
	struct url u, next;

	if (end == NULL)
		return 0;
	first = (struct span){ s.p, (size_t)(end - s.p) };
	rest = span_from(s, first.len + 1);
	if (url_read(&u, first, NULL) == NULL) {
		check(&u);
		if (url_read(&next, rest, &u) == NULL)
			check(&next);
		url_free(&next);
	}
	url_free(&u);
	check_allow(rest);
	media_charset(&charset, rest);
	must(charset.len <= MEDIA_CHARSET);
	buf_free(&charset);
	type = media_type(rest);
	must(memchr(type.p, ';', type.len) == NULL);
	if ((ending = media_ending(rest)) != NULL)
		must(strspn(ending, "abcdefghijklmnopqrstuvwxyz") ==
		    strlen(ending) && strlen(ending) <= 5);
	return 0;
}
