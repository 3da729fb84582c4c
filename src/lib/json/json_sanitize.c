/* Turns JSON text with bad characters into valid JSON; compacts JSON. */
#include "json.h"

#include <string.h>

#include "base/hex.h"
#include "base/scan.h"
#include "base/utf8.h"

struct span
json_skip_blanks(struct span s)
{
	while (s.len > 0 && json_is_blank(*s.p))
		s = span_from(s, 1);
	return s;
}

struct sanitizer {
	struct buf *out;
	const char *p, *end;
	size_t count;
};

static void
replace(struct sanitizer *r, size_t len)
{
	buf_puts(r->out, UTF8_REPLACEMENT);
	r->p += len;
	r->count++;
}

/* Copies n bytes; replaces those that are not UTF-8. */
static void
copy_text(struct sanitizer *r, size_t n)
{
	const char *end = r->p + n;
	size_t good;

	for (;;) {
		good = utf8_valid(r->p, (size_t)(end - r->p));
		buf_add(r->out, r->p, good);
		r->p += good;
		if (r->p == end)
			return;
		replace(r, 1);
	}
}

/*
 * Copies n bytes that stand between strings, with null for NaN, Infinity and
 * -Infinity, which Python writes.
 */
static void
copy_between(struct sanitizer *r, size_t n)
{
	static const char *const words[] = { "NaN", "Infinity", "-Infinity" };
	const char *end = r->p + n, *from;
	struct span left;
	size_t i;

	for (from = r->p; from < end; from++) {
		if (*from != 'N' && *from != 'I' && *from != '-')
			continue;
		left = (struct span){ from, (size_t)(end - from) };
		for (i = 0; i < LEN(words); i++)
			if (span_begins(left, words[i]))
				break;
		if (i == LEN(words))
			continue;
		copy_text(r, (size_t)(from - r->p));
		buf_puts(r->out, "null");
		r->p += strlen(words[i]);
		from = r->p - 1;
	}
	copy_text(r, (size_t)(end - r->p));
}

/* Copies, or replaces, the escape at r->p. */
static void
copy_escape(struct sanitizer *r)
{
	size_t len, left = (size_t)(r->end - r->p);
	uint32_t cp;

	if (left < 2 || (unsigned char)r->p[1] >= 0x80 ||
	    r->p[1] == '\0') {
		buf_addc(r->out, *r->p++);
		return;
	}
	if ((len = hex_escape(r->p, left, &cp)) == 0)
		len = 2;
	else if (cp == 0 || (cp >= 0xd800 && cp <= 0xdfff)) {
		replace(r, len);
		return;
	}
	buf_add(r->out, r->p, len);
	r->p += len;
}

/* Copies the rest of a string, r->p being behind its opening quote. */
static void
copy_string(struct sanitizer *r)
{
	while (r->p < r->end) {
		copy_text(r, scan_json(r->p, (size_t)(r->end - r->p)));
		if (r->p == r->end)
			return;
		if (*r->p == '"') {
			buf_addc(r->out, *r->p++);
			return;
		}
		if (*r->p == '\\')
			copy_escape(r);
		else if (*r->p == '\0')
			replace(r, 1);
		else
			json_put_inside(r->out, r->p++, 1);
	}
}

size_t
json_sanitize(struct buf *b, struct span s)
{
	struct sanitizer r = { .out = b };
	const char *quote;

	if (s.len == 0)
		return 0;
	r.p = s.p;
	r.end = s.p + s.len;
	while (r.p < r.end) {
		quote = memchr(r.p, '"', (size_t)(r.end - r.p));
		if (quote == NULL)
			quote = r.end;
		copy_between(&r, (size_t)(quote - r.p));
		if (r.p == r.end)
			break;
		buf_addc(b, *r.p++);
		copy_string(&r);
	}
	return r.count;
}

/* Where the JSON string at p ends. */
static const char *
string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

void
json_compact(struct buf *b, struct span s)
{
	const char *p = s.p, *end = s.p + s.len, *from;

	while (p < end) {
		for (from = p; p < end && *p != '"' && !json_is_blank(*p); p++)
			;
		if (p < end && *p == '"')
			p = string_end(p, end);
		buf_add(b, from, (size_t)(p - from));
		while (p < end && json_is_blank(*p))
			p++;
	}
}

/* The number of characters replaced earlier, as top has it. */
static long long
replaced_before(const struct json_value *top)
{
	struct json_value v;
	long long n;

	if (!json_find(top, "repaired", &v) || json_integer(&v, &n) == -1 ||
	    n < 0 || n > (long long)BUF_MAX)
		return 0;
	return n;
}

/* Appends the object on one line, with "repaired":n at its end. */
static void
put_with_count(struct buf *out, const struct json_value *top, long long n)
{
	struct json_value name, value;
	struct json j;

	buf_addc(out, '{');
	json_open(&j, top->p, top->len);
	(void)json_object(&j);
	while (json_member(&j, &name, &value) == 1) {
		if (json_is(&name, "repaired"))
			continue;
		json_compact(out, (struct span){ name.p, name.len });
		buf_addc(out, ':');
		json_compact(out, (struct span){ value.p, value.len });
		buf_addc(out, ',');
	}
	buf_printf(out, "\"repaired\":%lld}", n);
}

void
json_keep(struct buf *b, const struct json_value *top, size_t replaced)
{
	if (replaced > 0)
		put_with_count(b, top, replaced_before(top) +
		    (long long)replaced);
	else
		json_compact(b, (struct span){ top->p, top->len });
}
