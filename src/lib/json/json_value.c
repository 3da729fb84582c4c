#include "json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/scan.h"
#include "base/utf8.h"

int
json_find(const struct json_value *v, const char *name,
    struct json_value *member)
{
	struct json_value key, value;
	struct json j;

	json_open(&j, v->p, v->len);
	if (json_object(&j) == -1)
		return 0;
	while (json_member(&j, &key, &value) == 1)
		if (json_is(&key, name)) {
			*member = value;
			return 1;
		}
	return 0;
}

/* Decodes one escape, known to be well formed; returns its length. */
static size_t
decode_escape(const char *s, char *out, size_t *outlen)
{
	static const char to[128] = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/',
		['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r',
		['t'] = '\t' };
	uint32_t cp, low;

	if (s[1] != 'u') {
		out[0] = to[(unsigned char)s[1]];
		*outlen = 1;
		return 2;
	}
	cp = json_hex4(s + 2, s + 6);
	if (cp < 0xd800 || cp > 0xdfff) {
		*outlen = utf8_encode(out, cp);
		return 6;
	}
	low = json_hex4(s + 8, s + 12);
	cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	*outlen = utf8_encode(out, cp);
	return 12;
}

struct span
json_string(const struct json_value *v, struct buf *scratch)
{
	const char *p = v->p + 1, *end = v->p + v->len - 1, *slash;
	size_t from = scratch->len, len;
	char out[4];

	if (!v->escaped)
		return (struct span){ p, (size_t)(end - p) };
	/* Decoded it is never longer. */
	if (!buf_reserve(scratch, (size_t)(end - p)))
		return (struct span){ "", 0 };
	while ((slash = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		buf_add(scratch, p, (size_t)(slash - p));
		p = slash + decode_escape(slash, out, &len);
		buf_add(scratch, out, len);
	}
	buf_add(scratch, p, (size_t)(end - p));
	return (struct span){ scratch->data + from, scratch->len - from };
}

bool
json_is(const struct json_value *v, const char *s)
{
	const char *p = v->p + 1, *end = v->p + v->len - 1;
	size_t n, len;
	char out[4];

	if (v->type != JSON_STRING ||
	    (*p != *s && *p != '\\' && *s != '\0'))
		return false;
	n = strlen(s);
	if (!v->escaped)
		return (size_t)(end - p) == n && memcmp(p, s, n) == 0;
	while (p < end) {
		len = 1;
		if (*p == '\\')
			p += decode_escape(p, out, &len);
		else
			out[0] = *p++;
		if (n < len || memcmp(out, s, len) != 0)
			return false;
		s += len;
		n -= len;
	}
	return n == 0;
}

/* Whether the escape at s, known to be well formed, is the shortest form. */
static bool
shortest_escape(const char *s)
{
	uint32_t cp;

	if (s[1] != 'u')
		return s[1] != '/';
	if (memcmp(s + 2, "00", 2) != 0 || (s[4] != '0' && s[4] != '1'))
		return false;
	cp = json_hex4(s + 2, s + 6);
	return cp != '\b' && cp != '\f' && cp != '\n' && cp != '\r' &&
	    cp != '\t' && !(s[5] >= 'A' && s[5] <= 'F');
}

bool
json_is_shortest(const struct json_value *v)
{
	const char *p = v->p + 1, *end = v->p + v->len - 1;

	if (!v->escaped)
		return true;
	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		if (!shortest_escape(p))
			return false;
		p += 2;
	}
	return true;
}

int
json_integer(const struct json_value *v, long long *n)
{
	char text[32], *end;

	if (v->type != JSON_NUMBER || v->len >= sizeof(text))
		return -1;
	memcpy(text, v->p, v->len);
	text[v->len] = '\0';
	errno = 0;
	*n = strtoll(text, &end, 10);
	return errno != 0 || *end != '\0' ? -1 : 0;
}

/* The exponent at p, after its e: clamped far beyond what a double has. */
static long
read_exponent(const char *p, const char *end)
{
	bool negative = *p == '-';
	long n = 0;

	if (*p == '-' || *p == '+')
		p++;
	for (; p < end && n < 1000000; p++)
		n = n * 10 + (*p - '0');
	return negative ? -n : n;
}

/* strtod(3) heeds the locale; the sums here are good to a few ulp. */
double
json_number(const struct json_value *v)
{
	const char *p = v->p, *end = v->p + v->len;
	double n = 0, scale = 1;
	long exponent = 0;
	bool negative, fraction = false;

	if ((negative = *p == '-'))
		p++;
	for (; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.')
			fraction = true;
		else if (n < 1e17) {
			n = n * 10 + (*p - '0');
			exponent -= fraction;
		} else
			exponent += !fraction;
	}
	if (p < end)
		exponent += read_exponent(p + 1, end);
	if (n == 0)
		exponent = 0;
	else if (exponent > 400)
		exponent = 400;	/* infinite, whatever n is */
	else if (exponent < -400)
		exponent = -400;	/* likewise 0 */
	for (; exponent > 0; exponent--)
		n *= 10;
	for (; exponent < -300; exponent++)
		n /= 10;
	for (; exponent < 0; exponent++)
		scale *= 10;
	n /= scale;
	return negative ? -n : n;
}

const char *
json_type_name(enum json_type type)
{
	static const char *const names[] = { "null", "false", "true",
		"a number", "a string", "an array", "an object" };

	return names[type];
}

static void
put_escape(struct buf *b, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at;
	char out[6] = "\\u00";
	unsigned char u = (unsigned char)c;

	if (c != '\0' && (at = strchr(from, c)) != NULL) {
		out[1] = to[at - from];
		buf_add(b, out, 2);
		return;
	}
	out[4] = hex[u >> 4];
	out[5] = hex[u & 15];
	buf_add(b, out, 6);
}

void
json_put_inside(struct buf *b, const char *s, size_t n)
{
	size_t run;

	for (;;) {
		run = scan_json(s, n);
		buf_add(b, s, run);
		if (run == n)
			return;
		put_escape(b, s[run]);
		s += run + 1;
		n -= run + 1;
	}
}

void
json_put_string(struct buf *b, const char *s, size_t n)
{
	size_t good;

	buf_addc(b, '"');
	for (;;) {
		good = utf8_valid(s, n);
		json_put_inside(b, s, good);
		if (good == n)
			break;
		buf_puts(b, UTF8_REPLACEMENT);
		s += good + 1;
		n -= good + 1;
	}
	buf_addc(b, '"');
}

void
json_put(struct buf *b, const char *s)
{
	json_put_string(b, s, strlen(s));
}
