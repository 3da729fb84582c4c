/* Splits the lines of a script into words. */
#include "script.h"

#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Reads an escape behind its backslash; returns where it ends, or NULL. */
static const char *
read_escape(struct buf *b, const char *p, const char *end)
{
	static const char from[] = "nrt0\\\"", to[] = "\n\r\t\0\\\"";
	const char *found;

	if (p == end)
		return NULL;
	if (*p == 'x') {
		if (end - p < 3 || hex(p[1]) == -1 || hex(p[2]) == -1)
			return NULL;
		buf_addc(b, (char)(hex(p[1]) * 16 + hex(p[2])));
		return p + 3;
	}
	if ((found = memchr(from, *p, sizeof(from) - 1)) != NULL)
		buf_addc(b, to[found - from]);
	else {
		/* \u and the like are left for JSON to read. */
		buf_addc(b, '\\');
		buf_addc(b, *p);
	}
	return p + 1;
}

static const char *
read_quoted(struct buf *b, const char *p, const char *end)
{
	while (p < end && *p != '"') {
		if (*p != '\\')
			buf_addc(b, *p++);
		else if ((p = read_escape(b, p + 1, end)) == NULL)
			return NULL;
	}
	return p < end ? p + 1 : NULL;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

int
word_read(struct word *w, const char **p, const char *end)
{
	const char *s = *p;

	buf_clear(&w->name);
	buf_clear(&w->value);
	w->op = '\0';
	while (s < end && is_blank(*s))
		s++;
	if (s == end)
		return 0;
	while (s < end && !is_blank(*s) && memchr("=~>", *s, 3) == NULL)
		buf_addc(&w->name, *s++);
	if (s < end && !is_blank(*s)) {
		w->op = *s++;
		while (s < end && !is_blank(*s)) {
			if (*s != '"')
				buf_addc(&w->value, *s++);
			else if ((s = read_quoted(&w->value, s + 1, end)) ==
			    NULL)
				return -1;
		}
	}
	*p = s;
	return 1;
}

bool
word_is(const struct word *w, const char *name, char op)
{
	return w->op == op && w->name.len == strlen(name) &&
	    memcmp(w->name.data, name, w->name.len) == 0;
}

static size_t
read_number(const char *s, size_t n, uint64_t *to)
{
	size_t i;

	*to = 0;
	for (i = 0; i < n && i < 18 && s[i] >= '0' && s[i] <= '9'; i++)
		*to = *to * 10 + (uint64_t)(s[i] - '0');
	return i;
}

bool
word_range(const struct buf *b, char between, uint64_t *from, uint64_t *to)
{
	size_t n = read_number(b->data, b->len, from), m;

	*to = *from;
	if (n == 0 || n == b->len)
		return n > 0;
	m = read_number(b->data + n + 1, b->len - n - 1, to);
	return b->data[n] == between && m > 0 && n + 1 + m == b->len;
}
