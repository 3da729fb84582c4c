/* Reads URLs of pages by libcurl's parser, and brings them into one form. */
#include "url.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "idn.h"

/* Takes a part of a parsed URL, as a string of malloc(3); NULL: it has none. */
static char *
part(CURLU *h, CURLUPart what, unsigned flags)
{
	char *s, *copy;
	CURLUcode code = curl_url_get(h, what, &s, flags);

	if (code == CURLUE_OUT_OF_MEMORY)
		memory_exhausted();
	if (code != CURLUE_OK)
		return NULL;
	copy = xstrdup(s);
	curl_free(s);
	return copy;
}

void
url_lower(char *host)
{
	for (; *host != '\0'; host++)
		if (*host >= 'A' && *host <= 'Z')
			*host = (char)(*host - 'A' + 'a');
}

/* Puts a host into one form: lower case, without brackets. */
static void
tidy_host(char *host)
{
	size_t n = strlen(host);

	if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
		memmove(host, host + 1, n -= 2);
		host[n] = '\0';
	}
	url_lower(host);
}

/* Whether a host, once decoded, has characters that no host has. */
static bool
is_strange(const char *host)
{
	static const char strange[] = " \"#%/<>?@\\^`{|}";
	const size_t n = strlen(host);
	size_t i;

	if (utf8_valid(host, n) != n || strpbrk(host, strange) != NULL)
		return true;
	for (i = 0; i < n; i++)
		if ((unsigned char)host[i] < ' ' || host[i] == 0x7f)
			return true;
	return false;
}

/* What libcurl says about a URL, as it goes on from "the URL". */
static const char *
why_not(CURLUcode code)
{
	switch (code) {
	case CURLUE_UNSUPPORTED_SCHEME:
		return "is not of http or https";
	case CURLUE_USER_NOT_ALLOWED:
		return "has a user name";
	case CURLUE_OUT_OF_MEMORY:
		memory_exhausted();
	default:
		return "cannot be read";
	}
}

/* Whether s has a byte that no URL has: a control, or a blank inside. */
static bool
has_controls(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return true;
	return false;
}

/* Parses text, which ends in a NUL, in the place of what h holds. */
static const char *
parse(CURLU *h, const char *text)
{
	const unsigned flags = CURLU_DISALLOW_USER | CURLU_URLENCODE;
	CURLUcode code = curl_url_set(h, CURLUPART_URL, text, flags);
	char *scheme;
	bool good;

	if (code != CURLUE_OK)
		return why_not(code);
	scheme = part(h, CURLUPART_SCHEME, 0);
	good = scheme != NULL && (strcmp(scheme, "http") == 0 ||
	    strcmp(scheme, "https") == 0);
	free(scheme);
	return good ? NULL : why_not(CURLUE_UNSUPPORTED_SCHEME);
}

/* Whether a host has other characters than ASCII, and is one in UTF-8. */
static bool
is_international(const char *host)
{
	size_t i;

	for (i = 0; host[i] != '\0'; i++)
		if ((unsigned char)host[i] > 0x7f)
			return !is_strange(host);
	return false;
}

/*
 * Puts the host into ASCII, and takes the dots off its end.  What is left may
 * be a number, which libcurl takes for an address: so it is to read the URL
 * again.
 */
static const char *
plain_host(CURLU *h)
{
	const char *why = "has a host that cannot be read";
	char *host = part(h, CURLUPART_HOST, 0), *text;
	struct buf b = { 0 };
	size_t n;

	if (host == NULL)
		return NULL;	/* write_parts says so */
	if (!is_international(host))
		buf_puts(&b, host);
	else if (!idn_to_ascii(&b, span_of(host)))
		b.len = 0;
	for (n = b.len; n > 1 && b.data[n - 1] == '.'; n--)
		;
	b.len = n;
	buf_addc(&b, '\0');
	if (strcmp(b.data, host) == 0)
		why = NULL;
	else if (n > 0 && curl_url_set(h, CURLUPART_HOST, b.data, 0) ==
	    CURLUE_OK && (text = part(h, CURLUPART_URL, 0)) != NULL) {
		why = parse(h, text);
		free(text);
	}
	free(host);
	buf_free(&b);
	return why;
}

/* Writes the parts that u has of the parsed URL. */
static const char *
write_parts(struct url *u, CURLU *h)
{
	char *scheme, *port, *path, *query;
	struct buf b = { 0 };

	(void)curl_url_set(h, CURLUPART_FRAGMENT, NULL, 0);
	if ((u->host = part(h, CURLUPART_HOST, 0)) == NULL ||
	    *u->host == '\0')
		return "has no host";
	if (is_strange(u->host))
		return "has a host that cannot be read";
	tidy_host(u->host);
	if (strchr(u->host, ':') == NULL &&
	    curl_url_set(h, CURLUPART_HOST, u->host, 0) != CURLUE_OK)
		return "has a host that cannot be read";
	scheme = part(h, CURLUPART_SCHEME, 0);
	port = part(h, CURLUPART_PORT, CURLU_DEFAULT_PORT);
	path = part(h, CURLUPART_PATH, 0);
	query = part(h, CURLUPART_QUERY, 0);
	u->text = part(h, CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
	u->https = strcmp(scheme, "https") == 0;
	u->port = (unsigned)strtoul(port, NULL, 10);
	buf_printf(&b, "%s://%s:%s%c", scheme, u->host, port, 0);
	u->origin = b.data;
	b = (struct buf){ 0 };
	buf_printf(&b, "%s%s%s%c", path, query == NULL ? "" : "?",
	    query == NULL ? "" : query, 0);
	u->target = b.data;
	free(scheme);
	free(port);
	free(path);
	free(query);
	return u->text == NULL ? "cannot be read" :
	    strlen(u->text) > URL_MAX ? "is too long" : NULL;
}

const char *
url_read(struct url *u, struct span s, const struct url *base)
{
	struct buf text = { 0 };
	const char *why;
	CURLU *h;

	*u = (struct url){ 0 };
	s = span_strip(s);
	if (s.len == 0)
		return "is empty";
	if (s.len > URL_MAX)
		return "is too long";
	if (has_controls(s))
		return "has control characters";
	if ((h = curl_url()) == NULL)
		memory_exhausted();
	buf_add(&text, s.p, s.len);
	buf_addc(&text, '\0');
	if (base == NULL || (why = parse(h, base->text)) == NULL)
		why = parse(h, text.data);
	if (why == NULL && (why = plain_host(h)) == NULL)
		why = write_parts(u, h);
	curl_url_cleanup(h);
	buf_free(&text);
	return why;
}

const char *
url_of_robots(struct url *robots, const struct url *u)
{
	return url_read(robots, span_of("/robots.txt"), u);
}

bool
url_port_is_usual(unsigned port)
{
	return port == 80 || port == 443 || (port >= 8000 && port <= 8999);
}

void
url_free(struct url *u)
{
	free(u->text);
	free(u->host);
	free(u->origin);
	free(u->target);
	*u = (struct url){ 0 };
}
