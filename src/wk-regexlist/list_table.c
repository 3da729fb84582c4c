#include <string.h>

#include "list_parts.h"

#define COLUMNS 16

/* Hands out the next line of s, without its end.  False if there is none. */
static bool
next_line(struct span *s, struct span *line)
{
	const char *nl;

	if (s->len == 0)
		return false;
	nl = memchr(s->p, '\n', s->len);
	line->p = s->p;
	line->len = nl == NULL ? s->len : (size_t)(nl - s->p);
	s->p += line->len + (nl != NULL);
	s->len -= line->len + (nl != NULL);
	*line = list_strip(*line);
	return true;
}

/* Hands out the next cell of a row, which is what is left of it. */
static bool
next_cell(struct span *row, struct span *cell)
{
	const char *bar;

	if (row->len == 0)
		return false;
	bar = memchr(row->p, '|', row->len);
	cell->p = row->p;
	cell->len = bar == NULL ? row->len : (size_t)(bar - row->p);
	row->p += cell->len + (bar != NULL);
	row->len -= cell->len + (bar != NULL);
	*cell = list_strip(*cell);
	return true;
}

/* What is a row: begins with a bar, which is left out. */
static bool
is_row(struct span *line)
{
	if (line->len < 2 || line->p[0] != '|')
		return false;
	line->p++;
	line->len--;
	return true;
}

/* The column with the most questions, if there are any. */
static bool
best_column(struct span s, size_t *best)
{
	size_t asked[COLUMNS] = { 0 }, i;
	struct span line, cell;

	while (next_line(&s, &line)) {
		if (!is_row(&line))
			continue;
		for (i = 0; i < COLUMNS && next_cell(&line, &cell); i++)
			asked[i] += list_asks(cell);
	}
	for (*best = 0, i = 1; i < COLUMNS; i++)
		if (asked[i] > asked[*best])
			*best = i;
	return asked[*best] > 0;
}

/* Whether a row only parts the head from the others. */
static bool
is_rule(struct span row)
{
	size_t i;

	for (i = 0; i < row.len; i++)
		if (strchr("-:| \t", row.p[i]) == NULL || row.p[i] == '\0')
			return false;
	return true;
}

bool
list_table(struct list *l, struct span s)
{
	struct span line, cell = { 0 };
	size_t from = l->n, column, i;

	if (s.len == 0 || memchr(s.p, '|', s.len) == NULL ||
	    !best_column(s, &column))
		return false;
	while (next_line(&s, &line)) {
		if (!is_row(&line))
			continue;
		if (is_rule(line)) {
			list_drop(l, from);	/* that was the head */
			continue;
		}
		for (i = 0; i <= column && next_cell(&line, &cell); i++)
			;
		if (i > column)
			(void)list_add(l, cell, 0);
	}
	return l->n > from;
}
