#include <string.h>

#include "list_parts.h"

/* As much of a line before a bracket as is looked at, in bytes. */
#define BEFORE 200

struct scan {
	struct list *l;
	struct span s;
	size_t *budget;
	size_t line;	/* where the line begins that is now looked at */
};

static struct span
cut(struct span s, size_t from, size_t to)
{
	return (struct span){ s.p + from, to - from };
}

/*
 * How many items a bracket at i must hold to begin a list.  0: it begins
 * none, since it stands inside an item of a list in lines, or is a
 * parenthesis in a sentence.
 */
static size_t
items_wanted(struct span s, size_t line, size_t i)
{
	struct span before = cut(s, i - line > BEFORE ? i - BEFORE : line, i);
	struct marker m;
	size_t len;
	char last;

	last = before.len == 0 ? '\n' : before.p[before.len - 1];
	before = list_strip(before);
	if (before.len == 0 || list_ends_with(before, "=") ||
	    list_ends_with(before, ":") || list_ends_with(before, "："))
		return s.p[i] == '(' || s.p[i] == '\357' ? 2 : 1;
	if (s.p[i] == '(' || s.p[i] == '\357')
		return 0;
	len = i - line > BEFORE ? 0 : list_marker(before, &m);
	if (len > 0 && m.style != MARK_SPACE && len < before.len)
		return 0;
	return last == ']' || last == ')' || (last >= '0' && last <= '9') ||
	    ((last | 0x20) >= 'a' && (last | 0x20) <= 'z') ? 2 : 1;
}

/* The length of what may stand between lists that are one: 0 if at an end. */
static size_t
between(struct span s)
{
	size_t i;

	for (i = 0; i < s.len && strchr(" \t\r\n,", s.p[i]) != NULL &&
	    s.p[i] != '\0'; i++)
		;
	return i;
}

static bool
may_begin(unsigned char u)
{
	return u == '[' || u == '{' || u == '(' || u == 0xe3 || u == 0xef;
}

/*
 * Reads the literal at i and those that follow it, one to a line perhaps.
 * Returns where they end; *n tells how many items they have.
 */
static size_t
read_run(struct scan *c, size_t i, size_t *n)
{
	struct literal found;
	struct span rest;
	size_t before = c->l->n, had;

	for (;;) {
		had = c->l->n;
		rest = cut(c->s, i, c->s.len);
		list_literal(c->l, rest, false, &found);
		*c->budget -= found.used < *c->budget ? found.used :
		    *c->budget;
		*n = c->l->n - before;
		i += found.used;
		if (c->l->n == had || !found.closed)
			return i;
		rest = cut(c->s, i, c->s.len);
		had = between(rest);
		if (had == rest.len || (rest.p[had] != '{' &&
		    rest.p[had] != '['))
			return i;
		i += had;
	}
}

/* Goes on to byte `to`. */
static void
pass(struct scan *c, size_t from, size_t to)
{
	const char *nl = memrchr(c->s.p + from, '\n', to - from);

	if (nl != NULL)
		c->line = (size_t)(nl - c->s.p) + 1;
}

/*
 * What an attempt may cost is bounded: a text of nothing but brackets is
 * not worth more than a few times its length.
 */
bool
list_scan(struct list *l, struct span s, size_t *budget)
{
	struct scan c = { l, s, budget, 0 };
	size_t i, end, want, n, from = l->n, best = 0, mark;

	for (i = 0; i < s.len && *budget > 0; i++) {
		if ((i = list_skip_han(s.p, i, s.len)) == s.len)
			break;
		if (s.p[i] == '\n')
			c.line = i + 1;
		if (!may_begin((unsigned char)s.p[i]) ||
		    list_bracket(s.p + i, s.len - i) == 0 ||
		    (want = items_wanted(s, c.line, i)) == 0)
			continue;
		mark = l->text.len;
		end = read_run(&c, i, &n);
		if (n == 0 || n < want || n < best) {
			list_drop(l, from + best);
			l->text.len = mark;
		} else {
			list_close_up(l, from, from + best);
			best = n;
		}
		if (n == 0)
			continue;
		pass(&c, i, end);
		i = end - 1;
	}
	return best > 0;
}

/* Adds the content of each <name>…</name>. */
static void
add_elements(struct list *l, struct span s, const char *name)
{
	char open[32], close[32];
	size_t n = strlen(name);
	const char *p = s.p, *end = s.p + s.len, *stop;

	open[0] = close[0] = '<';
	close[1] = '/';
	memcpy(open + 1, name, n);
	memcpy(close + 2, name, n);
	open[n + 1] = close[n + 2] = '>';
	while ((p = memmem(p, (size_t)(end - p), open, n + 2)) != NULL) {
		p += n + 2;
		stop = memmem(p, (size_t)(end - p), close, n + 3);
		if (stop == NULL)
			return;
		(void)list_add(l, (struct span){ p, (size_t)(stop - p) }, 0);
		p = stop + n + 3;
	}
}

bool
list_elements(struct list *l, struct span s)
{
	static const char *const names[] = { "question", "q", "query", "问题",
		"item", "li" };
	size_t i, from = l->n;

	if (s.len == 0 || memchr(s.p, '<', s.len) == NULL)
		return false;
	for (i = 0; i < LEN(names) && l->n == from; i++)
		add_elements(l, s, names[i]);
	return l->n > from;
}
