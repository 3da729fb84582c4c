/* Reads MHT: finds the web page among the parts of MIME, and decodes it. */
#include "mht.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"

/* Parts may stand in one another this deep. */
#define DEPTH 4

static bool
begins_nocase(struct span s, const char *with)
{
	const size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p, with, n) == 0;
}

/* The value of a field of a header, with its folded lines; .p NULL: none. */
static struct span
field(struct span head, const char *name)
{
	const size_t n = strlen(name);
	struct span line, value = { NULL, 0 };

	while (span_line(&head, &line)) {
		if (value.p != NULL && line.len > 0 && span_is_blank(line.p[0]))
			value.len = (size_t)(line.p + line.len - value.p);
		else if (value.p != NULL)
			break;
		else if (line.len > n && line.p[n] == ':' &&
		    begins_nocase(line, name))
			value = span_from(line, n + 1);
	}
	return span_strip(value);
}

/* A parameter of a field: charset="utf-8". */
static struct span
parameter(struct span value, const char *name)
{
	const size_t n = strlen(name);
	size_t len = 0;

	for (; value.len > n; value = span_from(value, 1))
		if (value.p[n] == '=' && begins_nocase(value, name))
			break;
	if (value.len <= n)
		return (struct span){ "", 0 };
	value = span_from(value, n + 1);
	if (span_take(&value, "\"")) {
		while (len < value.len && value.p[len] != '"')
			len++;
	} else
		while (len < value.len && value.p[len] != ';' &&
		    !span_is_blank(value.p[len]))
			len++;
	return (struct span){ value.p, len };
}

/* Quoted-printable: =E4, and lines that end in = go on. */
static void
add_quoted(struct buf *b, struct span s)
{
	uint32_t byte;

	while (s.len > 0) {
		if (s.p[0] != '=') {
			buf_addc(b, s.p[0]);
			s = span_from(s, 1);
		} else if (span_take(&s, "=\r\n") || span_take(&s, "=\n"))
			;
		else if (s.len >= 3 && hex_read(s.p + 1, 2, 2, &byte) == 2) {
			buf_addc(b, (char)byte);
			s = span_from(s, 3);
		} else {
			buf_addc(b, '=');
			s = span_from(s, 1);
		}
	}
}

static void
add_base64(struct buf *b, struct span s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *digit;
	uint32_t bits = 0;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < s.len && s.p[i] != '='; i++) {
		if ((digit = memchr(digits, s.p[i], 64)) == NULL)
			continue;
		bits = bits << 6 | (uint32_t)(digit - digits);
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_addc(b, (char)(bits >> n & 0xff));
		}
	}
}

static bool find_page(struct span, unsigned, struct buf *, struct buf *);

/* Looks for the page among parts that a line with a mark begins. */
static bool
find_among(struct span body, struct span boundary, unsigned depth,
    struct buf *html, struct buf *charset)
{
	const char *begin = NULL;
	struct span line;
	bool more = true;

	while (more) {
		more = span_line(&body, &line);
		if (more && !(span_take(&line, "--") &&
		    line.len >= boundary.len && memcmp(line.p, boundary.p,
		    boundary.len) == 0))
			continue;
		if (begin != NULL && find_page((struct span){ begin,
		    (size_t)((more ? line.p - 2 : body.p) - begin) }, depth,
		    html, charset))
			return true;
		begin = body.p;
	}
	return false;
}

/* Looks for the page in a part. */
static bool
find_page(struct span part, unsigned depth, struct buf *html,
    struct buf *charset)
{
	struct span body = part, line, type, boundary, encoding;

	while (span_line(&body, &line) && line.len > 0)
		;
	part.len -= body.len;
	type = field(part, "Content-Type");
	boundary = parameter(type, "boundary");
	if (begins_nocase(type, "multipart/"))
		return boundary.len > 0 && depth < DEPTH &&
		    find_among(body, boundary, depth + 1, html, charset);
	if (!begins_nocase(type, "text/html"))
		return false;
	encoding = field(part, "Content-Transfer-Encoding");
	if (begins_nocase(encoding, "quoted-printable"))
		add_quoted(html, body);
	else if (begins_nocase(encoding, "base64"))
		add_base64(html, body);
	else
		buf_add(html, body.p, body.len);
	type = parameter(type, "charset");
	if (type.len > 0) {
		buf_add(charset, type.p, type.len);
		buf_addc(charset, '\0');
	}
	return true;
}

bool
mht_page(struct span file, struct buf *html, struct buf *charset)
{
	return find_page(file, 0, html, charset);
}
