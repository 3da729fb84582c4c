#include "http.h"

#include <string.h>
#include <strings.h>

static bool
is_named(const char *line, size_t n, const char *name)
{
	size_t len = strlen(name);

	return n > len && line[len] == ':' && strncasecmp(line, name, len) == 0;
}

static struct span
trim(const char *p, size_t n)
{
	for (; n > 0 && (*p == ' ' || *p == '\t'); n--)
		p++;
	while (n > 0 && memchr(" \t\r\n", p[n - 1], 4) != NULL)
		n--;
	return (struct span){ p, n };
}

bool
http_header(const struct http_reply *reply, const char *name,
    struct span *value)
{
	const char *p = reply->head.data, *end, *eol;
	size_t len = strlen(name);
	bool found = false;

	if (p == NULL)
		return false;
	end = p + reply->head.len;
	for (; p < end; p = eol + 1) {
		if ((eol = memchr(p, '\n', (size_t)(end - p))) == NULL)
			eol = end;
		if (is_named(p, (size_t)(eol - p), name)) {
			*value = trim(p + len + 1, (size_t)(eol - p) - len - 1);
			found = true;
		}
	}
	return found;
}
