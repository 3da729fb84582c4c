/* Writes tables of figures, for people or as JSON. */
#include "grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "json/json.h"

/* Columns of a terminal that a text takes, at most. */
#define TEXT_MOST 48

/* Code points that are two columns wide, from and to. */
static const uint32_t wide[][2] = { { 0x1100, 0x115f }, { 0x231a, 0x231b },
	{ 0x2329, 0x232a }, { 0x23e9, 0x23ec }, { 0x2614, 0x2615 },
	{ 0x2648, 0x2653 }, { 0x26a1, 0x26a1 }, { 0x2705, 0x2705 },
	{ 0x274c, 0x274c }, { 0x2753, 0x2757 }, { 0x2795, 0x2797 },
	{ 0x2b50, 0x2b50 }, { 0x2e80, 0x303e }, { 0x3041, 0x4dbf },
	{ 0x4e00, 0xa4cf }, { 0xa960, 0xa97c }, { 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff }, { 0xfe10, 0xfe19 }, { 0xfe30, 0xfe6f },
	{ 0xff01, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x16fe0, 0x18d08 },
	{ 0x1b000, 0x1b2fb }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
	{ 0x1f7e0, 0x1f7eb }, { 0x1f900, 0x1f9ff }, { 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd } };

/* Marks that stand on the character before. */
static const uint32_t narrow[][2] = { { 0x300, 0x36f }, { 0x483, 0x489 },
	{ 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f },
	{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e },
	{ 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x20d0, 0x20ff },
	{ 0x302a, 0x302d }, { 0x3099, 0x309a }, { 0xfe20, 0xfe2f } };

static bool
is_in(const uint32_t (*ranges)[2], size_t n, uint32_t cp)
{
	size_t i;

	for (i = 0; i < n && cp >= ranges[i][0]; i++)
		if (cp <= ranges[i][1])
			return true;
	return false;
}

static size_t
width_of(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	if (is_in(narrow, LEN(narrow), cp) ||
	    (cp != 0x3000 && !utf8_isspace(cp) && !utf8_isvisible(cp)))
		return 0;
	return is_in(wide, LEN(wide), cp) ? 2 : 1;
}

size_t
grid_width(struct span s)
{
	uint32_t cp;
	size_t len, sum = 0;

	for (; (len = utf8_decode(s.p, s.len, &cp)) > 0; s = span_from(s, len))
		sum += width_of(cp);
	return sum;
}

void
grid_open(struct grid *g, const char *name, const char *const *columns)
{
	g->name = name;
	g->column = columns;
	for (g->columns = 0; columns[g->columns] != NULL; g->columns++)
		;
	g->n = 0;
	buf_clear(&g->text);
}

/* Makes what was appended to the text since `from` the next cell. */
static void
cell(struct grid *g, size_t from)
{
	if (g->n == g->size) {
		g->size = g->size == 0 ? 64 : g->size * 2;
		g->cell = xreallocarray(g->cell, g->size, sizeof(*g->cell));
	}
	g->cell[g->n++] = (struct grid_cell){ from, g->text.len - from };
}

/* s, cut where it would be too wide for a table. */
static struct span
cut(struct span s, bool *whole)
{
	uint32_t cp;
	size_t at = 0, len, sum = 0;

	for (; (len = utf8_decode(s.p + at, s.len - at, &cp)) > 0; at += len)
		if ((sum += width_of(cp)) > TEXT_MOST)
			break;
	*whole = at == s.len;
	return (struct span){ s.p, at };
}

void
grid_text(struct grid *g, struct span s)
{
	size_t from = g->text.len;
	bool whole;

	if (g->json) {
		json_put_string(&g->text, s.p, s.len);
		cell(g, from);
		return;
	}
	whole = g->n % g->columns != 0;
	if (!whole)
		s = cut(s, &whole);
	utf8_mask(&g->text, s.p, s.len, s.len);
	if (!whole)
		buf_puts(&g->text, "...");
	cell(g, from);
}

void
grid_whole(struct grid *g, uint64_t n)
{
	size_t from = g->text.len;

	buf_addu(&g->text, n);
	cell(g, from);
}

void
grid_share(struct grid *g, uint64_t part, uint64_t whole)
{
	double share = whole == 0 ? 0 : (double)part / (double)whole;
	size_t from = g->text.len;

	if (g->json)
		buf_printf(&g->text, "%.4g", share);
	else
		buf_printf(&g->text, "%.1f%%", share * 100);
	cell(g, from);
}

void
grid_real(struct grid *g, double value)
{
	size_t from = g->text.len;

	buf_printf(&g->text, "%.6g", value);
	cell(g, from);
}

void
grid_none(struct grid *g)
{
	size_t from = g->text.len;

	if (g->json)
		buf_puts(&g->text, "null");
	cell(g, from);
}

static bool
is_text(const struct grid *g, size_t column)
{
	return column == 0 || g->column[column][0] == '-';
}

static const char *
title(const struct grid *g, size_t column)
{
	return g->column[column] + (g->column[column][0] == '-');
}

static struct span
cell_span(const struct grid *g, size_t i)
{
	return (struct span){ g->text.data + g->cell[i].at, g->cell[i].len };
}

/* Writes a row of a table: the titles if it is NULL, else cells from i on. */
static void
write_row(struct grid *g, const size_t *width, const size_t *first)
{
	size_t c, pad, mark = g->out->len;
	struct span s;

	for (c = 0; c < g->columns; c++) {
		s = first == NULL ? span_of(title(g, c)) :
		    cell_span(g, *first + c);
		buf_puts(g->out, "  ");
		pad = width[c] - grid_width(s);
		if (is_text(g, c))
			buf_add(g->out, s.p, s.len);
		for (; pad > 0; pad--)
			buf_addc(g->out, ' ');
		if (!is_text(g, c))
			buf_add(g->out, s.p, s.len);
	}
	while (g->out->len > mark && g->out->data[g->out->len - 1] == ' ')
		g->out->len--;
	buf_addc(g->out, '\n');
}

static void
write_table(struct grid *g)
{
	size_t width[GRID_COLUMNS], c, i, w;

	for (c = 0; c < g->columns; c++) {
		width[c] = grid_width(span_of(title(g, c)));
		for (i = c; i < g->n; i += g->columns) {
			w = grid_width(cell_span(g, i));
			if (w > width[c])
				width[c] = w;
		}
	}
	buf_printf(g->out, "\n%s\n", g->name);
	write_row(g, width, NULL);
	for (i = 0; i < g->n; i += g->columns)
		write_row(g, width, &i);
}

/* Writes the name of a member, as JSON. */
static void
member(struct grid *g, const char *name)
{
	buf_addc(g->out, g->begun ? ',' : '{');
	json_put(g->out, name);
	buf_addc(g->out, ':');
	g->begun = true;
}

static void
write_json(struct grid *g)
{
	struct span s;
	size_t i, c;

	member(g, g->name);
	for (i = 0; i < g->n; i++) {
		c = i % g->columns;
		s = cell_span(g, i);
		buf_puts(g->out, c > 0 ? "," : i > 0 ? "},{" : "[{");
		json_put(g->out, title(g, c));
		buf_addc(g->out, ':');
		buf_add(g->out, s.p, s.len);
	}
	buf_puts(g->out, g->n > 0 ? "}]" : "[]");
}

void
grid_close(struct grid *g)
{
	if (g->json)
		write_json(g);
	else if (g->n > 0)
		write_table(g);
}

void
grid_number(struct grid *g, const char *name, uint64_t n)
{
	if (g->json) {
		member(g, name);
		buf_addu(g->out, n);
	} else
		buf_printf(g->out, "%10llu  %s\n", (unsigned long long)n, name);
}

void
grid_end(struct grid *g)
{
	if (g->json)
		buf_puts(g->out, "}\n");
	free(g->cell);
	buf_free(&g->text);
}
