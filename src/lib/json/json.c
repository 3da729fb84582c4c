/* Reads JSON: walks over a text, and decodes its strings and numbers. */
#include "json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/scan.h"
#include "base/utf8.h"

void
json_open(struct json *j, const char *s, size_t n)
{
	*j = (struct json){ .start = s, .p = s, .end = s + n,
		.valid = s + utf8_valid(s, n) };
}

void
json_open_value(struct json *j, const struct json_value *v)
{
	*j = (struct json){ .start = v->p, .p = v->p, .end = v->p + v->len,
		.valid = v->p + v->len };
}

size_t
json_at(const struct json *j)
{
	return (size_t)(j->p - j->start) + 1;
}

static int
wrong(struct json *j, const char *why)
{
	j->why = why;
	return -1;
}

static void
skip_space(struct json *j)
{
	while (j->p < j->end && json_is_blank(*j->p))
		j->p++;
}

static int
read_unicode_escape(struct json *j)
{
	uint32_t cp;
	size_t len = hex_escape(j->p, (size_t)(j->end - j->p), &cp);

	if (len == 0)
		return wrong(j, "\\u without four hexadecimal digits");
	if (cp >= 0xd800 && cp <= 0xdfff)
		return wrong(j, "lone surrogate");
	j->p += len;
	return 0;
}

static int
read_escape(struct json *j)
{
	if (j->end - j->p < 2)
		return wrong(j, "string without an end");
	switch (j->p[1]) {
	case '"': case '\\': case '/':
	case 'b': case 'f': case 'n': case 'r': case 't':
		j->p += 2;
		return 0;
	case 'u':
		return read_unicode_escape(j);
	default:
		return wrong(j, "unknown escape in a string");
	}
}

static int
read_string(struct json *j, struct json_value *v)
{
	for (j->p++;;) {
		j->p += scan_json(j->p, (size_t)(j->end - j->p));
		if (j->p > j->valid) {
			j->p = j->valid;
			return wrong(j, "not UTF-8");
		}
		if (j->p == j->end)
			return wrong(j, "string without an end");
		if (*j->p == '"')
			break;
		if (*j->p != '\\')
			return wrong(j, "control character in a string");
		v->escaped = true;
		if (read_escape(j) == -1)
			return -1;
	}
	j->p++;
	return 0;
}

static bool
read_digits(struct json *j)
{
	const char *from = j->p;

	while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
		j->p++;
	return j->p > from;
}

static int
read_number(struct json *j)
{
	if (*j->p == '-')
		j->p++;
	if (j->p < j->end && *j->p == '0')
		j->p++;
	else if (!read_digits(j))
		return wrong(j, "malformed number");
	if (j->p < j->end && *j->p == '.') {
		j->p++;
		if (!read_digits(j))
			return wrong(j, "malformed number");
	}
	if (j->p < j->end && (*j->p == 'e' || *j->p == 'E')) {
		j->p++;
		if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
			j->p++;
		if (!read_digits(j))
			return wrong(j, "malformed number");
	}
	return 0;
}

static int
read_word(struct json *j, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(j->end - j->p) < len || memcmp(j->p, word, len) != 0)
		return wrong(j, "expected a value");
	j->p += len;
	return 0;
}

/* Reads a value that is neither an array nor an object. */
static int
read_scalar(struct json *j, struct json_value *v)
{
	switch (*j->p) {
	case '"':
		v->type = JSON_STRING;
		return read_string(j, v);
	case 'n':
		v->type = JSON_NULL;
		return read_word(j, "null");
	case 't':
		v->type = JSON_TRUE;
		return read_word(j, "true");
	case 'f':
		v->type = JSON_FALSE;
		return read_word(j, "false");
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		v->type = JSON_NUMBER;
		return read_number(j);
	default:
		return wrong(j, "expected a value");
	}
}

static int
read_name(struct json *j, struct json_value *name)
{
	skip_space(j);
	if (j->p == j->end || *j->p != '"')
		return wrong(j, "expected a name in quotes");
	*name = (struct json_value){ .p = j->p, .type = JSON_STRING };
	if (read_string(j, name) == -1)
		return -1;
	name->len = (size_t)(j->p - name->p);
	skip_space(j);
	if (j->p == j->end || *j->p != ':')
		return wrong(j, "expected ':'");
	j->p++;
	return 0;
}

/*
 * Reads on behind a value inside brackets, closing the brackets that end
 * there.  Returns 1 if another value follows, 0 if all are closed, else -1.
 */
static int
close_brackets(struct json *j, const char *open, size_t *depth)
{
	struct json_value name;

	for (; *depth > 0; (*depth)--, j->p++) {
		skip_space(j);
		if (j->p == j->end)
			return wrong(j, "ends too early");
		if (*j->p == ',') {
			j->p++;
			return open[*depth - 1] == '{' &&
			    read_name(j, &name) == -1 ? -1 : 1;
		}
		if (open[*depth - 1] == '{' && *j->p != '}')
			return wrong(j, "expected ',' or '}'");
		if (open[*depth - 1] == '[' && *j->p != ']')
			return wrong(j, "expected ',' or ']'");
	}
	return 0;
}

/*
 * Opens the array or object at j->p.  Returns 1 if it holds a value, 0 if it
 * is empty (its closing bracket is still to be read), else -1.
 */
static int
open_bracket(struct json *j, char *open, size_t *depth)
{
	struct json_value name;
	char bracket = *j->p;

	if (j->depth + *depth >= JSON_DEPTH)
		return wrong(j, "nested more than 256 deep");
	open[(*depth)++] = bracket;
	j->p++;
	skip_space(j);
	if (j->p < j->end && *j->p == (bracket == '{' ? '}' : ']'))
		return 0;
	if (bracket == '{' && read_name(j, &name) == -1)
		return -1;
	return 1;
}

static int
read_nested(struct json *j)
{
	char open[JSON_DEPTH];
	struct json_value v;
	size_t depth = 0;
	int more;

	for (;;) {
		skip_space(j);
		if (j->p == j->end)
			return wrong(j, "ends too early");
		if (*j->p == '{' || *j->p == '[') {
			if ((more = open_bracket(j, open, &depth)) == -1)
				return -1;
			if (more == 1)
				continue;
		} else if (read_scalar(j, &v) == -1)
			return -1;
		if ((more = close_brackets(j, open, &depth)) != 1)
			return more;
	}
}

int
json_read(struct json *j, struct json_value *v)
{
	int result;

	skip_space(j);
	if (j->p == j->end)
		return wrong(j, "ends too early");
	*v = (struct json_value){ .p = j->p };
	if (*j->p == '{' || *j->p == '[') {
		v->type = *j->p == '{' ? JSON_OBJECT : JSON_ARRAY;
		result = read_nested(j);
	} else
		result = read_scalar(j, v);
	v->len = (size_t)(j->p - v->p);
	return result;
}

int
json_end(struct json *j)
{
	skip_space(j);
	if (j->p != j->end)
		return wrong(j, "something follows the value");
	return 0;
}

static int
step_into(struct json *j, char bracket, const char *why)
{
	skip_space(j);
	if (j->p == j->end || *j->p != bracket)
		return wrong(j, why);
	j->p++;
	j->first = true;
	j->depth++;
	return 0;
}

int
json_object(struct json *j)
{
	return step_into(j, '{', "expected an object");
}

int
json_array(struct json *j)
{
	return step_into(j, '[', "expected an array");
}

/*
 * Moves to the next value of the array or object that the reader stands in:
 * 1, 0 at its end, -1 if the text is malformed.
 */
static int
next(struct json *j, char close, const char *why)
{
	skip_space(j);
	if (j->p == j->end)
		return wrong(j, "ends too early");
	if (*j->p == close) {
		j->p++;
		j->depth--;
		j->first = false;	/* of what it stands in, if any */
		return 0;
	}
	if (!j->first) {
		if (*j->p != ',')
			return wrong(j, why);
		j->p++;
	}
	j->first = false;
	return 1;
}

int
json_member(struct json *j, struct json_value *name, struct json_value *value)
{
	int more;

	if ((more = next(j, '}', "expected ',' or '}'")) != 1)
		return more;
	if (read_name(j, name) == -1 || json_read(j, value) == -1)
		return -1;
	return 1;
}

int
json_element(struct json *j, struct json_value *value)
{
	int more;

	if ((more = next(j, ']', "expected ',' or ']'")) != 1)
		return more;
	return json_read(j, value) == -1 ? -1 : 1;
}

int
json_find(const struct json_value *v, const char *name,
    struct json_value *member)
{
	struct json_value key, value;
	struct json j;

	json_open_value(&j, v);
	if (json_object(&j) == -1)
		return 0;
	while (json_member(&j, &key, &value) == 1)
		if (json_is(&key, name)) {
			*member = value;
			return 1;
		}
	return 0;
}

/* Reads the object at j->p and finds members in it, as json_find_all does. */
static int
find_members(struct json *j, const char *const *names,
    struct json_value *member, size_t n)
{
	struct json_value key, value;
	size_t i;
	int more;

	if (json_object(j) == -1)
		return -1;
	while ((more = json_member(j, &key, &value)) == 1)
		for (i = 0; i < n; i++)
			if (member[i].p == NULL && json_is(&key, names[i])) {
				member[i] = value;
				break;
			}
	return more;
}

void
json_find_all(const struct json_value *v, const char *const *names,
    struct json_value *member, size_t n)
{
	struct json j;
	size_t i;

	for (i = 0; i < n; i++)
		member[i] = (struct json_value){ .p = NULL };
	json_open_value(&j, v);
	(void)find_members(&j, names, member, n);
}

int
json_element_all(struct json *j, const char *const *names,
    struct json_value *member, size_t n)
{
	struct json_value v;
	size_t i;
	int more;

	for (i = 0; i < n; i++)
		member[i] = (struct json_value){ .p = NULL };
	if ((more = next(j, ']', "expected ',' or ']'")) != 1)
		return more;
	skip_space(j);
	more = j->p < j->end && *j->p == '{' ?
	    find_members(j, names, member, n) : json_read(j, &v);
	return more == -1 ? -1 : 1;
}

/* Decodes a well-formed escape; returns how many bytes of s it takes. */
static size_t
decode_escape(const char *s, char *out, size_t *outlen)
{
	static const char to[128] = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/',
		['b'] = '\b', ['f'] = '\f', ['n'] = '\n', ['r'] = '\r',
		['t'] = '\t' };
	uint32_t cp;
	size_t len;

	if (s[1] != 'u') {
		out[0] = to[(unsigned char)s[1]];
		*outlen = 1;
		return 2;
	}
	/* hex_escape looks at more than 6 bytes only behind a surrogate. */
	len = hex_escape(s, 12, &cp);
	*outlen = utf8_encode(out, cp);
	return len;
}

struct span
json_string(const struct json_value *v, struct buf *scratch)
{
	const char *p = v->p + 1, *end = v->p + v->len - 1, *slash;
	size_t from = scratch->len, len;
	char out[4];

	if (!v->escaped)
		return (struct span){ p, (size_t)(end - p) };
	/* A decoded string is never longer than its JSON. */
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
json_add_text(struct buf *b, const struct json_value *v)
{
	struct span s;

	if (v->p == NULL || v->type != JSON_STRING)
		return false;
	s = json_string(v, b);
	if (!v->escaped)
		buf_add(b, s.p, s.len);
	return true;
}

bool
json_is(const struct json_value *v, const char *s)
{
	const char *p, *end;
	size_t n, len;
	char out[4];

	if (v->type != JSON_STRING)
		return false;
	p = v->p + 1;
	end = v->p + v->len - 1;
	if (*p != *s && *p != '\\' && *s != '\0')
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

/* Whether a well-formed escape is the shortest form of its character. */
static bool
shortest_escape(const char *s)
{
	uint32_t cp;

	if (s[1] != 'u')
		return s[1] != '/';
	if (memcmp(s + 2, "00", 2) != 0 || (s[4] != '0' && s[4] != '1'))
		return false;
	(void)hex_read(s + 2, 4, 4, &cp);
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

double
json_number(const struct json_value *v)
{
	char text[64];
	struct buf longer = { 0 };
	double n;

	/* strtod(3) needs a NUL at the end. */
	if (v->len < sizeof(text)) {
		memcpy(text, v->p, v->len);
		text[v->len] = '\0';
		return strtod(text, NULL);
	}
	buf_add(&longer, v->p, v->len);
	buf_addc(&longer, '\0');
	n = longer.failed ? 0 : strtod(longer.data, NULL);
	buf_free(&longer);
	return n;
}

const char *
json_type_name(enum json_type type)
{
	static const char *const names[] = { "null", "false", "true",
		"a number", "a string", "an array", "an object" };

	return names[type];
}
