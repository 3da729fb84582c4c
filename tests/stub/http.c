/* Reads HTTP requests. */
#include "stub.h"

#include <string.h>

static struct span
span(const char *p, const char *end)
{
	struct span s;

	s.p = p;
	s.len = (size_t)(end - p);
	return s;
}

static struct span
trim(struct span s)
{
	while (s.len > 0 && (*s.p == ' ' || *s.p == '\t')) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && strchr(" \t\r\n", s.p[s.len - 1]) != NULL)
		s.len--;
	return s;
}

static bool
same_name(struct span s, const char *name)
{
	size_t i;
	char c;

	if (s.len != strlen(name))
		return false;
	for (i = 0; i < s.len; i++) {
		c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != name[i])
			return false;
	}
	return true;
}

bool
request_header(const struct request *r, const char *name, struct span *value)
{
	const char *p = r->head.p, *end = p + r->head.len, *eol, *colon;

	for (; p < end && (eol = memchr(p, '\n', (size_t)(end - p))) != NULL;
	    p = eol + 1) {
		colon = memchr(p, ':', (size_t)(eol - p));
		if (colon == NULL || !same_name(span(p, colon), name))
			continue;
		*value = trim(span(colon + 1, eol));
		return true;
	}
	return false;
}

static bool
header_says(const struct request *r, const char *name, const char *word)
{
	struct span value;

	return request_header(r, name, &value) && same_name(value, word);
}

bool
request_is(const struct request *r, const char *path)
{
	size_t n = strlen(path);

	return r->path.len >= n &&
	    memcmp(r->path.p + r->path.len - n, path, n) == 0;
}

/* Reads the request line, METHOD TARGET HTTP/1.x. */
static int
read_line(struct request *r, const char *p, const char *eol)
{
	const char *blank, *query;

	if (eol > p && eol[-1] == '\r')
		eol--;
	if ((blank = memchr(p, ' ', (size_t)(eol - p))) == NULL)
		return -400;
	r->method = span(p, blank);
	p = blank + 1;
	if ((blank = memchr(p, ' ', (size_t)(eol - p))) == NULL)
		return -400;
	r->path = r->target = span(p, blank);
	if ((query = memchr(p, '?', r->path.len)) != NULL)
		r->path.len = (size_t)(query - p);
	if (eol - blank != 9 || memcmp(blank, " HTTP/1.", 8) != 0)
		return -505;
	r->close = eol[-1] == '0';
	return 0;
}

static int
body_length(const struct request *r, size_t *n)
{
	struct span value;
	size_t i;

	*n = 0;
	if (request_header(r, "transfer-encoding", &value))
		return -411;
	if (!request_header(r, "content-length", &value))
		return 0;
	for (i = 0; i < value.len; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return -400;
		*n = *n * 10 + (size_t)(value.p[i] - '0');
		if (*n > BODY_MAX)
			return -413;
	}
	return 0;
}

int
request_read(struct request *r, const char *s, size_t n)
{
	const char *eol, *end;
	struct json j;
	size_t length;
	int bad;

	memset(r, 0, sizeof(*r));
	if ((end = memmem(s, n, "\r\n\r\n", 4)) == NULL)
		return n > HEAD_MAX ? -431 : 0;
	if ((size_t)(end - s) > HEAD_MAX)
		return -431;
	eol = memchr(s, '\n', n);
	if ((bad = read_line(r, s, eol)) != 0)
		return bad;
	r->head = span(eol + 1, end + 2);
	if (end + 2 < eol + 1)
		r->head.len = 0;
	if ((bad = body_length(r, &length)) != 0)
		return bad;
	end += 4;
	r->expects = header_says(r, "expect", "100-continue");
	if (n - (size_t)(end - s) < length)
		return 0;
	r->body = span(end, end + length);
	r->size = (size_t)(end - s) + length;
	if (header_says(r, "connection", "close"))
		r->close = true;
	if (!request_header(r, "authorization", &r->key))
		request_header(r, "x-api-key", &r->key);
	json_open(&j, r->body.p, r->body.len);
	r->is_json = json_read(&j, &r->json) == 0 && json_end(&j) == 0;
	return 1;
}
