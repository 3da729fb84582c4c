/* Reads the values of careless literals and writes them as JSON. */
#include "value.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "quoted.h"
#include "strip.h"

/* Numbers are not longer than this, in bytes. */
#define NUMBER_MAX 400

struct reader {
	struct buf *b;
	const char *p, *end;	/* what is left to read */
	size_t left;		/* how much deeper a value may be nested */
	bool strict;		/* it is valid JSON */
	bool loose;
};

static bool value(struct reader *r, enum json_type *type, bool in_list);

static struct span
rest(const struct reader *r)
{
	return (struct span){ r->p, (size_t)(r->end - r->p) };
}

/* Skips blanks and comments. */
static void
skip(struct reader *r)
{
	r->p += quoted_skip(rest(r), &r->loose);
}

const char *
value_string_end(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		if (*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}

/* Whether s is one JSON value of this type, and nothing else. */
static bool
is_json(struct span s, enum json_type type)
{
	struct json_value v;
	struct json j;

	json_open(&j, s.p, s.len);
	return json_read(&j, &v) == 0 && v.type == type && v.len == s.len;
}

/* Reads the escape of a code point: its length in bytes, or 0. */
static size_t
read_point(struct span s, uint32_t *cp)
{
	static const struct {
		char letter;
		size_t digits;
	} forms[] = { { 'x', 2 }, { 'U', 8 } };
	size_t i;

	if (s.p[1] == 'u')
		return hex_escape(s.p, s.len, cp);
	for (i = 0; i < LEN(forms); i++)
		if (s.p[1] == forms[i].letter && hex_read(s.p + 2, s.len - 2,
		    forms[i].digits, cp) == forms[i].digits)
			return 2 + forms[i].digits;
	return 0;
}

/*
 * Appends what the escape at the beginning of s says, as the inside of a
 * JSON string.  Returns its length.  Escapes that neither Python nor JSON
 * has keep their backslash, as do \b and \f, which are more often TeX.
 */
static size_t
put_escape(struct buf *b, struct span s)
{
	static const char plain[] = "\"'\\/`", letters[] = "nrt",
	    said[] = "\n\r\t";
	const char *letter;
	uint32_t cp;
	size_t len;
	char out[4];

	if (s.len < 2 || s.p[1] == '\0') {
		json_put_inside(b, s.p, 1);
		return 1;
	}
	if (strchr(plain, s.p[1]) != NULL) {
		json_put_inside(b, s.p + 1, 1);
		return 2;
	}
	if ((letter = strchr(letters, s.p[1])) != NULL) {
		json_put_inside(b, said + (letter - letters), 1);
		return 2;
	}
	if (s.p[1] == '\n')
		return 2;
	if ((len = read_point(s, &cp)) == 0) {
		json_put_inside(b, s.p, 1);
		return 1;
	}
	if ((cp >= 0xd800 && cp <= 0xdfff) || cp > 0x10ffff)
		cp = 0xfffd;
	json_put_inside(b, out, utf8_encode(out, cp));
	return len;
}

/* Appends the string whose inside is `in` as JSON, its escapes undone. */
static void
put_string(struct buf *b, struct span in)
{
	const char *slash;

	buf_addc(b, '"');
	while (in.len > 0 && (slash = memchr(in.p, '\\', in.len)) != NULL) {
		json_put_inside(b, in.p, (size_t)(slash - in.p));
		in = span_from(in, (size_t)(slash - in.p));
		in = span_from(in, put_escape(b, in));
	}
	if (in.len > 0)
		json_put_inside(b, in.p, in.len);
	buf_addc(b, '"');
}

struct span
value_text(struct buf *b, struct span in)
{
	struct json_value v;

	buf_clear(b);
	put_string(b, in);
	/* The JSON must not move while it is read. */
	if (b->failed || !buf_reserve(b, b->len))
		return (struct span){ "", 0 };
	v = (struct json_value){ b->data, b->len, JSON_STRING, true };
	return json_string(&v, b);
}

/* Reads a string in quotes, or one that lacks its opening quote. */
static bool
string(struct reader *r)
{
	const char *end, *from = r->p;
	struct span in, token;

	if (r->strict)
		end = value_string_end(r->p, r->end);
	else if ((end = quoted_read(rest(r), &in, &r->loose)) == NULL) {
		r->p = r->end;
		return false;
	}
	r->p = end;
	token = (struct span){ from, (size_t)(end - from) };
	if (r->strict || (*from == '"' && is_json(token, JSON_STRING)))
		buf_add(r->b, token.p, token.len);
	else
		put_string(r->b, in);
	return true;
}

/*
 * Appends a number that JSON spells otherwise (+7, .5, 7., 1_000).  False if
 * s is no number.
 */
static bool
put_number(struct buf *b, struct span s)
{
	size_t i, mark = b->len;
	bool digit = false;

	if (s.len == 0 || s.len > NUMBER_MAX)
		return false;
	if (is_json(s, JSON_NUMBER)) {
		buf_add(b, s.p, s.len);
		return true;
	}
	if (*s.p == '-' || *s.p == '+') {
		if (*s.p == '-')
			buf_addc(b, '-');
		s = span_from(s, 1);
	}
	if (s.len > 0 && *s.p == '.')
		buf_addc(b, '0');
	while (s.len > 1 && *s.p == '0' && s.p[1] >= '0' && s.p[1] <= '9')
		s = span_from(s, 1);
	for (i = 0; i < s.len; i++) {
		if (s.p[i] == '_' && digit)
			continue;
		digit = s.p[i] >= '0' && s.p[i] <= '9';
		if (s.p[i] != '.' || i + 1 < s.len)
			buf_addc(b, s.p[i]);
	}
	if (b->len > mark && is_json((struct span){ b->data + mark,
	    b->len - mark }, JSON_NUMBER))
		return true;
	b->len = mark;
	return false;
}

/* The JSON of a word of the language, and its type. */
static const struct word {
	const char *word, *json;
	enum json_type type;
} words[] = { { "null", "null", JSON_NULL }, { "none", "null", JSON_NULL },
	{ "nil", "null", JSON_NULL }, { "undefined", "null", JSON_NULL },
	{ "nan", "null", JSON_NULL }, { "infinity", "null", JSON_NULL },
	{ "-infinity", "null", JSON_NULL }, { "true", "true", JSON_TRUE },
	{ "false", "false", JSON_FALSE }, { "", "null", JSON_NULL } };

/* The word of the language that s is, in letters of any case; or NULL. */
static const struct word *
find_word(struct span s)
{
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (s.len == strlen(words[i].word) &&
		    strncasecmp(s.p, words[i].word, s.len) == 0)
			return &words[i];
	return NULL;
}

/* Appends words without quotes: a word of the language, or a string. */
static enum json_type
put_words(struct buf *b, struct span s)
{
	const struct word *word = find_word(s);

	if (word != NULL) {
		buf_puts(b, word->json);
		return word->type;
	}
	if (put_number(b, s))
		return JSON_NUMBER;
	put_string(b, s);
	return JSON_STRING;
}

/* Whether words without quotes end at r->p, at a comma of len bytes. */
static bool
comma_ends(const struct reader *r, size_t len, struct span s, bool in_list)
{
	struct span next = span_from(rest(r), len);
	struct buf number = { 0 };
	bool ends;

	if (in_list || r->strict || next.len == 0 || *next.p == '\n')
		return true;
	next = span_from(next, quoted_blanks(next));
	if (quoted_member(next) || quoted_closer(next) > 0)
		return true;
	s = list_strip(s);
	ends = find_word(s) != NULL || put_number(&number, s);
	buf_free(&number);
	return ends;
}

/*
 * Reads words without quotes, up to a closing bracket, the end of the line,
 * or a comma behind which another member begins.  False if the text ends
 * first.
 */
static bool
bare(struct reader *r, enum json_type *type, bool in_list)
{
	const char *from = r->p;
	struct span s;
	size_t len = quoted_unopened(rest(r), &s);

	if (len > 0) {
		r->p += len;
		r->loose = true;
		put_string(r->b, list_strip(s));
		*type = JSON_STRING;
		return true;
	}
	for (; r->p < r->end; r->p++) {
		if (*r->p == '\n' || quoted_closer(rest(r)) > 0)
			break;
		s = (struct span){ from, (size_t)(r->p - from) };
		if ((len = quoted_comma(rest(r))) > 0 &&
		    comma_ends(r, len, s, in_list))
			break;
	}
	if (r->p == r->end)
		return false;
	s = list_strip((struct span){ from, (size_t)(r->p - from) });
	*type = put_words(r->b, s);
	r->loose |= *type == JSON_STRING;
	return true;
}

/*
 * Whether the brace at r->p stands for the missing bracket of a list: only if
 * another member follows it.
 */
static bool
brace_for_bracket(const struct reader *r)
{
	struct reader next = *r;
	size_t len;

	next.p++;
	skip(&next);
	if ((len = quoted_comma(rest(&next))) == 0)
		return false;
	next.p += len;
	skip(&next);
	return quoted_member(rest(&next));
}

/*
 * Reads a key and its colon, and appends them; of a string without a colon,
 * as in {"a", "b"}, the value is null.  False if there is neither.
 */
static bool
key(struct reader *r, bool *alone)
{
	const char *from = r->p;
	bool quoted = quoted_begins(rest(r));

	if (quoted) {
		if (!string(r))
			return false;
	} else {
		while (r->p < r->end && memchr(":\n,}\"", *r->p, 5) == NULL &&
		    !span_begins(rest(r), "："))
			r->p++;
		put_string(r->b, list_strip((struct span){ from,
		    (size_t)(r->p - from) }));
		r->loose = true;
		if (span_begins(rest(r), "\""))
			r->p++;
	}
	skip(r);
	if (!span_begins(rest(r), ":") && !span_begins(rest(r), "：")) {
		buf_puts(r->b, ":null");
		*alone = true;
		return quoted;
	}
	*alone = false;
	r->loose |= *r->p != ':';
	r->p += *r->p == ':' ? 1 : strlen("：");
	skip(r);
	buf_addc(r->b, ':');
	return true;
}

/*
 * Reads elements, or with braces members, up to the closing bracket, and
 * appends them.  A closing bracket of the other kind closes what is around,
 * and is left for it.
 */
static bool
elements(struct reader *r, bool braces)
{
	enum json_type type;
	bool first = true, comma = true, alone;
	size_t len;

	for (;;) {
		skip(r);
		if (r->p == r->end)
			return false;
		if ((len = quoted_comma(rest(r))) > 0) {
			r->loose |= len > 1 || *r->p == ';';
			r->p += len;
			comma = true;
			continue;
		}
		if ((len = quoted_closer(rest(r))) > 0) {
			if ((*r->p == '}' || span_begins(rest(r), "｝")) ==
			    braces || (!braces && brace_for_bracket(r)))
				r->p += len;
			else
				r->loose = true;
			return true;
		}
		r->loose |= !comma;
		comma = false;
		if (!first)
			buf_addc(r->b, ',');
		first = false;
		alone = false;
		if ((braces && !key(r, &alone)) ||
		    (!alone && !value(r, &type, !braces)))
			return false;
	}
}

/* Reads any value and appends it.  False if it is cut off. */
static bool
value(struct reader *r, enum json_type *type, bool in_list)
{
	size_t len = quoted_opener(rest(r));
	bool braces, whole;

	if (r->p == r->end)
		return false;
	if (len == 0) {
		*type = JSON_STRING;
		return quoted_begins(rest(r)) ? string(r) :
		    bare(r, type, in_list);
	}
	if (r->left == 0)
		return false;
	braces = *r->p == '{' || span_begins(rest(r), "｛");
	*type = braces ? JSON_OBJECT : JSON_ARRAY;
	r->loose |= len > 1;
	r->p += len;
	r->left--;
	buf_addc(r->b, braces ? '{' : '[');
	whole = elements(r, braces);
	buf_addc(r->b, braces ? '}' : ']');
	r->left++;
	return whole;
}

bool
value_read(struct buf *b, struct span s, size_t deepest, bool strict,
    struct value *v)
{
	struct reader r = { b, s.p, s.p + s.len, deepest, strict, false };
	bool whole = value(&r, &v->type, false);

	v->used = (size_t)(r.p - s.p);
	v->loose = r.loose;
	return whole;
}
