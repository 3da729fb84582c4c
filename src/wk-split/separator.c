/* Reads separators as users write them and finds them in a text. */
#include "separator.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "prefix.h"

/* Fills in *e; returns -1. */
static int
fault(struct splitter_error *e, size_t offset, const char *message)
{
	e->offset = offset;
	(void)snprintf(e->message, sizeof(e->message), "%s", message);
	return -1;
}

/* A separator while it is read. */
struct reading {
	struct buf *text;	/* the characters, escapes undone */
	struct buf source;	/* the same as a pattern of PCRE2 */
	bool pattern;		/* it was written as one */
	bool plain;		/* it matches its own text and no other */
};

/*
 * Reads the escape at s, a backslash.  In a pattern one that is not ours
 * stays as it is.  Returns its length, or 0 if it is malformed.
 */
static size_t
unescape(const char *s, struct reading *r)
{
	static const char names[] = "ntr", means[] = "\n\t\r";
	const char *name;
	char utf8[4];
	uint32_t cp;
	size_t len;

	if (s[1] == 'u') {
		len = hex_escape(s, strlen(s), &cp);
		if (len == 0 || (cp >= 0xd800 && cp <= 0xdfff))
			return 0;
		buf_add(r->text, utf8, utf8_encode(utf8, cp));
		buf_printf(&r->source, "\\x{%x}", (unsigned int)cp);
		return len;
	}
	if (s[1] == '\0')
		return 0;
	if ((name = strchr(names, s[1])) != NULL)
		buf_addc(r->text, means[name - names]);
	else if (r->pattern)
		buf_add(r->text, s, 2);
	else if (s[1] == '\\')
		buf_addc(r->text, '\\');
	else
		return 0;
	r->plain = r->plain && name != NULL;
	buf_add(&r->source, s, 2);
	return 2;
}

/* Undoes the escapes of a separator as it was written, s[0..n). */
static int
read_written(const char *s, size_t n, struct reading *r,
    struct splitter_error *e)
{
	size_t i, len;

	if ((i = utf8_valid(s, n)) != n)
		return fault(e, i, "not UTF-8");
	for (i = 0; i < n; i += len) {
		if (s[i] == '\\') {
			if ((len = unescape(s + i, r)) == 0)
				return fault(e, i,
				    "the escapes are \\n \\t \\r \\\\ \\uXXXX");
			continue;
		}
		len = strcspn(s + i, "\\");
		buf_add(r->text, s + i, len);
		buf_add(&r->source, s + i, len);
	}
	if (strpbrk(s, "^$.[]|()?*+{}") != NULL)
		r->plain = false;
	return 0;
}

static int
compile(struct separator *sep, const struct buf *source,
    struct splitter_error *e)
{
	struct pattern_error wrong;

	sep->pattern = pattern_new(buf_span(source), 0, &wrong);
	return sep->pattern != NULL ? 0 :
	    fault(e, wrong.offset, wrong.message);
}

/* Makes a separator from how it is written. */
static int
read_separator(struct separator *sep, const char *written, bool pattern,
    struct splitter_error *e)
{
	struct reading r = { &sep->text, { 0 }, pattern, true };
	int status = read_written(written, strlen(written), &r, e);
	if (status == 0 && pattern && !r.plain)
		status = compile(sep, &r.source, e);
	buf_free(&r.source);
	sep->count = sep->text.len == 0 ? 0 :
	    utf8_count(sep->text.data, sep->text.len);
	return status;
}

bool
separator_any(const struct separator *sep)
{
	return sep->cut == NULL && sep->text.len == 0;
}

static int
next_cut(cut_fn *cut, struct span text, struct pattern_match *m)
{
	if (m->from >= text.len)
		return 0;
	m->from = cut(text.p, text.len, m->from);
	m->start = m->end = m->from;
	return m->from < text.len;
}

static int
next_literal(const struct buf *what, struct span text,
    struct pattern_match *m)
{
	size_t left = text.len - m->from, at;

	if (left < what->len)
		return 0;
	at = scan_find(text.p + m->from, left, what->data, what->len);
	if (at == left)
		return 0;
	m->start = m->from + at;
	m->end = m->from = m->start + what->len;
	return 1;
}

int
separator_next(const struct separator *sep, struct span text,
    struct pattern_match *m)
{
	if (sep->cut != NULL)
		return next_cut(sep->cut, text, m);
	if (sep->pattern != NULL)
		return pattern_next(sep->pattern, text, m);
	return next_literal(&sep->text, text, m);
}

static void
make_room(struct separator_list *l, size_t n)
{
	l->v = xcalloc(n, sizeof(*l->v));
	l->n = l->any = n;
}

int
separator_list_init(struct separator_list *l, const char *const *written,
    size_t n, bool patterns, struct splitter_error *e)
{
	struct prefixes set;
	struct separator *sep;
	size_t i;

	if (n == 0 || n > SPLITTER_SEPARATORS)
		return fault(e, 0, "too many separators, or none");
	make_room(l, n);
	l->literal = true;
	prefix_clear(&set);
	for (i = 0; i < n; i++) {
		e->which = i;
		sep = &l->v[i];
		if (read_separator(sep, written[i], patterns, e) == -1)
			return -1;
		if (separator_any(sep))
			l->any = i < l->any ? i : l->any;
		else if (sep->pattern != NULL ||
		    !prefix_add(&set, sep->text.data))
			l->literal = false;
	}
	return 0;
}

void
separator_list_cuts(struct separator_list *l, cut_fn *const *cuts, size_t n)
{
	size_t i;

	make_room(l, n);
	for (i = 0; i < n; i++)
		l->v[i].cut = cuts[i];
}

/* Whether separator k stands at an offset of s. */
static bool
stands_at(const struct separator_list *l, size_t k, struct span s, size_t at)
{
	const struct buf *text = &l->v[k].text;

	return s.p[at] == text->data[0] && text->len <= s.len - at &&
	    memcmp(s.p + at, text->data, text->len) == 0;
}

/*
 * Finds the separator, of those from `first` on and before `end`, that
 * stands first in s[*at..), and moves *at to its place.  Returns `end` if
 * no separator stands there.  All of them must be literal.
 */
static size_t
find_one_of(const struct separator_list *l, struct span s, size_t first,
    size_t end, size_t *at)
{
	struct prefixes set;
	size_t k;

	prefix_clear(&set);
	for (k = first; k < end; k++)
		(void)prefix_add(&set, l->v[k].text.data);
	for (;; ++*at) {
		*at += prefix_find(&set, s.p + *at, s.len - *at);
		if (*at == s.len)
			return end;
		for (k = first; k < end; k++)
			if (stands_at(l, k, s, *at))
				return k;
	}
}

/* So many separators or fewer are found faster one after the other. */
#define FEW 2

/*
 * The same as separator_list_choose, for literal separators alone.  It
 * reads the text once: looks for all separators together, and where it
 * finds one, goes on from there with those before it in the list.
 */
static size_t
choose_literal(const struct separator_list *l, struct span s, size_t first,
    struct pattern_match *m)
{
	const struct buf *text;
	size_t best = l->any, at = 0, k, found;

	while (best > first + FEW) {
		k = find_one_of(l, s, first, best, &at);
		if (k == best)
			break;
		m->start = at;
		best = k;
	}
	for (k = first; k < best && at < s.len; k++) {
		text = &l->v[k].text;
		found = scan_find(s.p + at, s.len - at, text->data, text->len);
		if (found < s.len - at) {
			m->start = at + found;
			best = k;
		}
	}
	if (best < l->any)
		m->end = m->from = m->start + l->v[best].text.len;
	return best;
}

int
separator_list_choose(const struct separator_list *l, struct span s,
    size_t first, size_t *best, struct pattern_match *m)
{
	int found = 0;
	size_t k;

	if (l->literal) {
		*best = choose_literal(l, s, first, m);
		return *best < l->n;
	}
	for (k = first; k < l->n; k++) {
		memset(m, 0, sizeof(*m));
		if (separator_any(&l->v[k]))
			break;
		found = separator_next(&l->v[k], s, m);
		if (found != 0)
			break;
	}
	*best = k;
	return found < 0 ? found : k < l->n;
}

void
separator_list_free(struct separator_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		buf_free(&l->v[i].text);
		pattern_free(l->v[i].pattern);
	}
	free(l->v);
	memset(l, 0, sizeof(*l));
}
