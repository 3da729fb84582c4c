/* URLs of pages, their hosts, and the sites that the user names. */
#include "site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/* The longest URL of a page, in bytes. */
#define URL_LONGEST 4096

/* The length of "https://" or "http://", in any case, before a host; or 0. */
static size_t
scheme_len(struct span s)
{
	if (s.len > 7 && strncasecmp(s.p, "http://", 7) == 0)
		return 7;
	return s.len > 8 && strncasecmp(s.p, "https://", 8) == 0 ? 8 : 0;
}

/* Whether c ends a host; some readers of URLs take \ for a slash. */
static bool
ends_host(char c)
{
	return c == '/' || c == '\\' || c == '?' || c == '#';
}

/* The host that s, a URL without its scheme, begins with. */
static struct span
host_of(struct span s)
{
	const char *at;
	size_t n;

	for (n = 0; n < s.len && !ends_host(s.p[n]); n++)
		;
	s.len = n;
	if (n > 0 && (at = memrchr(s.p, '@', n)) != NULL)
		s = span_from(s, (size_t)(at + 1 - s.p));
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
site_host(struct span url)
{
	const size_t n = scheme_len(url);

	return n == 0 ? (struct span){ "", 0 } : host_of(span_from(url, n));
}

bool
site_is_url(struct span s)
{
	size_t i;

	if (s.len > URL_LONGEST || site_host(s).len == 0)
		return false;
	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	return true;
}

int
sites_add(struct sites *d, const char *text)
{
	const char *scheme = strstr(text, "://");
	struct span s = host_of(span_of(scheme == NULL ? text : scheme + 3));
	size_t i;

	if (s.len > 1)
		(void)span_take(&s, "*");
	while (span_take(&s, "."))
		;
	for (i = 0; i < s.len && (unsigned char)s.p[i] > ' ' &&
	    strchr("*,\x7f", s.p[i]) == NULL; i++)
		;
	if (s.len == 0 || i < s.len || d->n == SITES_MAX) {
		errno = s.len == 0 || i < s.len ? EINVAL : E2BIG;
		return -1;
	}
	d->name[d->n] = xcalloc(s.len + 1, 1);
	memcpy(d->name[d->n++], s.p, s.len);
	return 0;
}

bool
sites_have(const struct sites *d, struct span url)
{
	const struct span host = site_host(url);
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
sites_free(struct sites *d)
{
	while (d->n > 0)
		free(d->name[--d->n]);
}
