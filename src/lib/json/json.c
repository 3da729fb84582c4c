#include "json.h"

#include <string.h>

#include "base/scan.h"
#include "base/utf8.h"

void
json_open(struct json *j, const char *s, size_t n)
{
	*j = (struct json){ .start = s, .p = s, .end = s + n,
		.valid = s + utf8_valid(s, n) };
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
	while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' ||
	    *j->p == '\n' || *j->p == '\r'))
		j->p++;
}

/* The value of a hexadecimal digit, or 16. */
static unsigned int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned int)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned int)(c - 'A') + 10;
	return 16;
}

uint32_t
json_hex4(const char *s, const char *end)
{
	unsigned int digit;
	uint32_t n;
	int i;

	if (end - s < 4)
		return UINT32_MAX;
	for (n = 0, i = 0; i < 4; i++) {
		if ((digit = hex_digit(s[i])) == 16)
			return UINT32_MAX;
		n = n << 4 | digit;
	}
	return n;
}

static int
read_unicode_escape(struct json *j)
{
	uint32_t high, low;

	if ((high = json_hex4(j->p + 2, j->end)) == UINT32_MAX)
		return wrong(j, "\\u without four hexadecimal digits");
	if (high < 0xd800 || high > 0xdfff) {
		j->p += 6;
		return 0;
	}
	if (high > 0xdbff || j->end - j->p < 12 ||
	    j->p[6] != '\\' || j->p[7] != 'u')
		return wrong(j, "lone surrogate");
	low = json_hex4(j->p + 8, j->end);
	if (low < 0xdc00 || low > 0xdfff)
		return wrong(j, "lone surrogate");
	j->p += 12;
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

/* Reads what is neither an array nor an object. */
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
 * After a value inside brackets: closes those that end here.  Returns 1 if
 * another value follows, 0 if all are closed, else -1.
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
 * Opens the array or object at j->p.  Returns 1 if a value follows in it,
 * 0 if it is empty (its closing bracket is still to be read), else -1.
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

/* 1 if another value follows in what was stepped into, 0 at its end. */
static int
next(struct json *j, char close, const char *why)
{
	skip_space(j);
	if (j->p == j->end)
		return wrong(j, "ends too early");
	if (*j->p == close) {
		j->p++;
		j->depth--;
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
