#include "serper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serper_part.h"

/* A link longer than this is none to keep, in bytes. */
#define URL_MAX_LEN 4096

/* The length of "https://" where s begins with it, or with http; else 0. */
static size_t
scheme_len(struct span s)
{
	if (s.len > 7 && strncasecmp(s.p, "http://", 7) == 0)
		return 7;
	return s.len > 8 && strncasecmp(s.p, "https://", 8) == 0 ? 8 : 0;
}

/* Some readers of URLs take a backslash for a slash. */
static bool
ends_host(char c)
{
	return c == '/' || c == '\\' || c == '?' || c == '#';
}

/* The host of what comes after the scheme. */
static struct span
host_of(struct span s)
{
	const char *at;
	size_t n;

	for (n = 0; n < s.len && !ends_host(s.p[n]); n++)
		;
	s.len = n;
	if (n > 0 && (at = memrchr(s.p, '@', n)) != NULL) {
		s.len -= (size_t)(at + 1 - s.p);
		s.p = at + 1;
	}
	if (s.len > 0 && s.p[0] == '[') {
		at = memchr(s.p, ']', s.len);
		n = at == NULL ? 0 : (size_t)(at + 1 - s.p);
	} else
		for (n = 0; n < s.len && s.p[n] != ':'; n++)
			;
	while (n > 0 && s.p[n - 1] == '.')
		n--;
	s.len = n;
	return s;
}

struct span
serper_host(struct span url)
{
	const size_t n = scheme_len(url);

	if (n == 0)
		return (struct span){ "", 0 };
	return host_of((struct span){ url.p + n, url.len - n });
}

bool
serper_is_url(struct span s)
{
	size_t i;

	if (s.len > URL_MAX_LEN || serper_host(s).len == 0)
		return false;
	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

void
serper_put_search(struct buf *b, struct span query)
{
	static const char safe[] = "-._~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t i;

	buf_puts(b, "https://www.google.com/search?q=");
	for (i = 0; i < query.len; i++)
		if (memchr(safe, query.p[i], sizeof(safe) - 1) != NULL)
			buf_addc(b, query.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)query.p[i]);
}

int
serper_domain_add(struct serper_domains *d, const char *text)
{
	const char *scheme = strstr(text, "://");
	struct span s = { text, strlen(text) };
	size_t i;

	if (scheme != NULL) {
		s.len -= (size_t)(scheme + 3 - text);
		s.p = scheme + 3;
	}
	s = host_of(s);
	if (s.len > 1 && s.p[0] == '*') {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && s.p[0] == '.') {
		s.p++;
		s.len--;
	}
	for (i = 0; i < s.len && (unsigned char)s.p[i] > ' ' &&
	    strchr("*,\x7f", s.p[i]) == NULL; i++)
		;
	if (s.len == 0 || i < s.len || d->n == SERPER_DOMAINS_MAX) {
		errno = s.len == 0 || i < s.len ? EINVAL : E2BIG;
		return -1;
	}
	if ((d->name[d->n] = strndup(s.p, s.len)) == NULL)
		return -1;
	d->n++;
	return 0;
}

bool
serper_domain_has(const struct serper_domains *d, struct span url)
{
	const struct span host = serper_host(url);
	size_t i, n;

	for (i = 0; i < d->n; i++) {
		n = strlen(d->name[i]);
		if (host.len < n || strncasecmp(host.p + host.len - n,
		    d->name[i], n) != 0)
			continue;
		if (host.len == n || host.p[host.len - n - 1] == '.')
			return true;
	}
	return false;
}

void
serper_domains_free(struct serper_domains *d)
{
	while (d->n > 0)
		free(d->name[--d->n]);
}
