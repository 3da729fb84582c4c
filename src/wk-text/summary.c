/* Counts documents by their types. */
#include "base/plural.h"
#include "summary.h"

#include <stdlib.h>

static void
count(struct summary_count *counts, struct span name)
{
	struct summary_count *c = counts, *last = counts + SUMMARY_KINDS - 1;

	if (name.len >= sizeof(c->name))
		name.len = sizeof(c->name) - 1;
	while (c < last && c->n > 0 && !span_is(name, c->name))
		c++;
	if (c == last)
		name = span_of("other");
	memcpy(c->name, name.p, name.len);
	c->name[name.len] = '\0';
	c->n++;
}

void
summary_add(struct summary *s, struct span type, struct span error)
{
	s->n++;
	if (error.len > 0) {
		s->failed++;
		count(s->errors, error);
	} else
		count(s->types, type);
}

static int
compare(const void *a, const void *b)
{
	const struct summary_count *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Appends the counts, the most first, each with a comma before it. */
static void
put(struct buf *b, const struct summary_count *counts, bool numbers)
{
	struct summary_count sorted[SUMMARY_KINDS];
	size_t i;

	memcpy(sorted, counts, sizeof(sorted));
	qsort(sorted, SUMMARY_KINDS, sizeof(*sorted), compare);
	for (i = 0; i < SUMMARY_KINDS && sorted[i].n > 0; i++) {
		buf_puts(b, ", ");
		if (numbers)
			buf_printf(b, "%zu ", sorted[i].n);
		buf_puts(b, sorted[i].name);
	}
}

/* Appends a list, without the comma before its first. */
static void
put_list(struct buf *b, const struct summary_count *counts, bool numbers)
{
	struct buf list = { 0 };
	struct span s;

	put(&list, counts, numbers);
	s = buf_span(&list);
	(void)span_take(&s, ", ");
	buf_add(b, s.p, s.len);
	buf_free(&list);
}

void
summary_print(const struct summary *s, struct buf *b)
{
	if (s->n == 0)
		buf_puts(b, "no documents");
	put_list(b, s->types, true);
	if (s->failed == 0)
		return;
	buf_printf(b, "%s%zu error%s (", s->failed < s->n ? ", " : "",
	    s->failed, plural(s->failed));
	put_list(b, s->errors, s->failed > 1);
	buf_puts(b, ")");
}
