#include "separator_list.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prefix.h"
#include "base/scan.h"

static int
make_room(struct separator_list *l, size_t n, struct splitter_error *e)
{
	const char *why = NULL;

	if (n == 0 || n > SPLITTER_SEPARATORS)
		why = "too many separators, or none";
	else if ((l->v = calloc(n, sizeof(*l->v))) == NULL)
		why = "out of memory";
	if (why != NULL) {
		(void)snprintf(e->message, sizeof(e->message), "%s", why);
		return -1;
	}
	l->n = l->any = n;
	return 0;
}

int
separator_list_init(struct separator_list *l, const char *const *written,
    size_t n, bool patterns, struct splitter_error *e)
{
	struct prefixes set;
	struct separator *sep;
	size_t i;

	if (make_room(l, n, e) == -1)
		return -1;
	l->literal = true;
	prefix_clear(&set);
	for (i = 0; i < n; i++) {
		e->which = i;
		sep = &l->v[i];
		if (separator_init(sep, written[i], patterns, e) == -1)
			return -1;
		if (separator_any(sep))
			l->any = i < l->any ? i : l->any;
		else if (sep->code != NULL || !prefix_add(&set, sep->text.data))
			l->literal = false;
	}
	return 0;
}

int
separator_list_cuts(struct separator_list *l, cut_fn *const *cuts, size_t n,
    struct splitter_error *e)
{
	size_t i;

	if (make_room(l, n, e) == -1)
		return -1;
	for (i = 0; i < n; i++)
		l->v[i].cut = cuts[i];
	return 0;
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
 * Of the separators from `first` on and before `end`, which are literal,
 * the one that comes first in s from *at on, and moves *at there; `end` if
 * none does.
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

/* This few are found faster one after the other. */
#define FEW 2

/*
 * The first separator from `first` on that the text holds, and where: all
 * are literal.  l->n if there is none.  The text is looked at once: for
 * all of them, and from where one was found on, for those before it.
 */
static size_t
choose_literal(const struct separator_list *l, struct span s, size_t first,
    struct separator_match *m)
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
separator_list_choose(const struct separator_list *l,
    const struct separator_matcher *matcher, struct span s, size_t first,
    size_t *best, struct separator_match *m)
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
		found = separator_next(&l->v[k], matcher, s, m);
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

	for (i = 0; l->v != NULL && i < l->n; i++)
		separator_free(&l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
