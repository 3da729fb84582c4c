/* Writes Markdown block by block. */
#include "md.h"

#include <string.h>

#include "base/utf8.h"

/* Spaces before an item for each list that it stands in. */
#define INDENT 4

void
md_open(struct md *m, struct buf *to)
{
	*m = (struct md){ .to = to, .begin = to->len };
}

/* Whether cp is written without blanks between words: Han, kana, marks. */
static bool
is_wide(uint32_t cp)
{
	return (cp >= 0x2e80 && cp < 0xa4d0 && cp != 0x3000) ||
	    (cp >= 0xf900 && cp < 0xfb00) || (cp >= 0xfe30 && cp < 0xfe50) ||
	    (cp >= 0xff00 && cp < 0xff61) || (cp >= 0x20000 && cp < 0x40000);
}

/* Adds the blank that is due before the text s. */
static void
add_blank(struct md *m, struct span s)
{
	const struct buf *b = &m->line;
	uint32_t before, after;
	char due = m->blank;

	m->blank = '\0';
	if (due == '\0' || b->len == 0 || span_is_blank(b->data[b->len - 1]))
		return;
	if (due == '\n' && utf8_decode_last(b->data, b->len, &before) > 0 &&
	    utf8_decode(s.p, s.len, &after) > 0 && is_wide(before) &&
	    is_wide(after))
		return;	/* a line end between two Han characters is none */
	buf_addc(&m->line, ' ');
}

void
md_text(struct md *m, struct span s)
{
	size_t n;

	while (s.len > 0) {
		for (n = 0; n < s.len && span_is_blank(s.p[n]); n++)
			if (m->blank != '\n')
				m->blank = s.p[n] == '\n' || s.p[n] == '\r' ?
				    '\n' : ' ';
		s = span_from(s, n);
		for (n = 0; n < s.len && !span_is_blank(s.p[n]); n++)
			;
		if (n == 0)
			break;
		add_blank(m, s);
		buf_add(&m->line, s.p, n);
		s = span_from(s, n);
	}
}

void
md_exact(struct md *m, struct span s)
{
	if (s.len == 0)
		return;
	add_blank(m, s);
	buf_add(&m->line, s.p, s.len);
}

void
md_break(struct md *m)
{
	m->blank = '\0';
	buf_addc(&m->line, '\n');
}

/* Whether s has a character that shows. */
static bool
shows(struct span s)
{
	uint32_t cp;
	size_t n;

	for (; s.len > 0; s = span_from(s, n))
		if ((n = utf8_decode(s.p, s.len, &cp)) == 0 ||
		    utf8_isvisible(cp))
			return true;
	return false;
}

/* Parts the block that comes from what was written before. */
static void
part(struct md *m, bool item)
{
	if (m->to->len < m->begin)
		m->begin = m->to->len;	/* it was emptied meanwhile */
	if (m->to->len > m->begin)
		buf_puts(m->to, item && m->listed ? "\n" : "\n\n");
	m->listed = item;
}

/* Writes a line of an item or a heading. */
static void
write_block(struct md *m, struct span s)
{
	const size_t indent = m->depth > 0 ? (m->depth - 1) * INDENT : 0;
	const size_t hang = m->label.len == 0 ? 0 :
	    m->label.len < INDENT ? m->label.len + 1 : INDENT;
	struct span line;
	size_t i;
	bool first = true;

	part(m, m->depth > 0);
	for (i = 0; i < m->level; i++)
		buf_addc(m->to, '#');
	if (m->level > 0)
		buf_addc(m->to, ' ');
	while (span_line(&s, &line)) {
		if (!first)
			buf_addc(m->to, m->level > 0 ? ' ' : '\n');
		for (i = 0; m->depth > 0 &&
		    i < indent + (first ? 0 : hang); i++)
			buf_addc(m->to, ' ');
		if (first && m->label.len > 0) {
			buf_add(m->to, m->label.data, m->label.len);
			buf_addc(m->to, ' ');
		}
		line = span_strip(line);
		buf_add(m->to, line.p, line.len);
		first = false;
	}
}

/* Writes a paragraph: its lines without the blanks at their ends. */
static void
write_paragraph(struct md *m, struct span s)
{
	struct span line;
	bool first = true;

	part(m, false);
	while (span_line(&s, &line)) {
		while (line.len > 0 && span_is_blank(line.p[line.len - 1]))
			line.len--;
		if (!first)
			buf_addc(m->to, '\n');
		buf_add(m->to, line.p, line.len);
		first = false;
	}
}

/* Adds the bytes that may stand in a cell. */
static void
add_clean(struct buf *b, struct span s)
{
	size_t i, run = 0;

	for (i = 0; i < s.len; i++)
		if (s.p[i] == '\0' || s.p[i] == '\1') {
			buf_add(b, s.p + run, i - run);
			run = i + 1;
		}
	buf_add(b, s.p + run, s.len - run);
}

/* Adds a block to the cell that is open. */
static void
add_to_cell(struct md *m, struct span s)
{
	struct buf *b = &m->cells;

	if (b->len == 0)
		buf_addc(b, '\1');	/* text before the first row */
	if (m->widest == 0)
		m->widest = 1;
	if (b->data[b->len - 1] != '\1' && b->data[b->len - 1] != '\0')
		buf_addc(b, '\n');
	if (m->label.len > 0) {
		add_clean(b, buf_span(&m->label));
		buf_addc(b, ' ');
	}
	add_clean(b, s);
}

void
md_drop(struct md *m)
{
	buf_clear(&m->line);
	buf_clear(&m->label);
	m->level = m->depth = 0;
	m->blank = '\0';
}

void
md_block(struct md *m)
{
	struct span s = span_strip(buf_span(&m->line));

	if (shows(s)) {
		if (m->tables > 0)
			add_to_cell(m, s);
		else if (m->level > 0 || m->depth > 0)
			write_block(m, s);
		else
			write_paragraph(m, s);
	}
	md_drop(m);
}

void
md_heading(struct md *m, unsigned level)
{
	md_block(m);
	m->level = level < 1 ? 1 : level > 6 ? 6 : level;
}

void
md_item(struct md *m, unsigned depth, struct span label)
{
	md_block(m);
	m->depth = depth < 1 ? 1 : depth;
	buf_add(&m->label, label.p, label.len);
}

/* The longest run of backticks in s. */
static size_t
longest_fence(struct span s)
{
	size_t i, run = 0, longest = 0;

	for (i = 0; i < s.len; i++) {
		run = s.p[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

void
md_verbatim(struct md *m, struct span s)
{
	size_t i, n = longest_fence(s) + 1;

	md_block(m);
	while (s.len > 0 && (s.p[0] == '\n' || s.p[0] == '\r'))
		s = span_from(s, 1);
	while (s.len > 0 && span_is_blank(s.p[s.len - 1]))
		s.len--;
	if (!shows(s))
		return;
	if (m->tables > 0) {
		add_to_cell(m, s);
		return;
	}
	part(m, false);
	for (i = 0; i < n || i < 3; i++)
		buf_addc(m->to, '`');
	buf_addc(m->to, '\n');
	buf_add(m->to, s.p, s.len);
	buf_addc(m->to, '\n');
	for (i = 0; i < n || i < 3; i++)
		buf_addc(m->to, '`');
}

void
md_table(struct md *m)
{
	md_block(m);
	if (m->tables++ > 0)
		return;
	buf_clear(&m->cells);
	m->columns = m->widest = m->pending = 0;
}

/* Whether one more empty cell may be written that nobody began. */
static bool
may_pad(struct md *m)
{
	if (m->padding >= MD_PADDING)
		return false;
	m->padding++;
	return true;
}

/* Ends the cell that is open, with the empty ones behind it. */
static void
end_cell(struct md *m)
{
	md_block(m);
	if (m->columns == 0)
		return;
	for (; m->pending > 0 && may_pad(m); m->pending--) {
		buf_addc(&m->cells, '\0');
		m->columns++;
	}
	m->pending = 0;
	if (m->columns > m->widest)
		m->widest = m->columns;
}

void
md_row(struct md *m)
{
	if (m->tables != 1) {
		md_block(m);
		return;
	}
	end_cell(m);
	buf_addc(&m->cells, '\1');
	m->columns = 0;
}

void
md_cell(struct md *m, size_t columns)
{
	if (m->tables != 1) {
		md_block(m);
		return;
	}
	if (m->cells.len == 0)
		md_row(m);
	end_cell(m);
	if (m->columns >= MD_COLUMNS)
		return;
	if (m->columns++ > 0)
		buf_addc(&m->cells, '\0');
	if (columns > 1)
		m->pending = columns - 1;
	if (m->pending > MD_COLUMNS - m->columns)
		m->pending = MD_COLUMNS - m->columns;
}

/* Writes a cell on one line. */
static void
write_cell(struct buf *to, const char *p, size_t n)
{
	size_t i, run = 0;

	buf_addc(to, ' ');
	for (i = 0; i < n; i++) {
		if (p[i] != '|' && (p[i] == ' ' || !span_is_blank(p[i])))
			continue;
		buf_add(to, p + run, i - run);
		if (p[i] == '|')
			buf_puts(to, "\\|");
		else if (p[i] != '\r')
			buf_addc(to, ' ');
		run = i + 1;
	}
	buf_add(to, p + run, n - run);
	buf_puts(to, n > 0 ? " |" : "|");
}

/* Writes the cells of one row, each ended by a NUL but the last. */
static void
write_row(struct md *m, struct span cells)
{
	const char *end;
	size_t i, n;

	buf_addc(m->to, '|');
	for (i = 0; i < m->widest; i++) {
		if (i > 0 && cells.len == 0 && !may_pad(m))
			break;
		end = cells.len == 0 ? NULL : memchr(cells.p, '\0', cells.len);
		n = end == NULL ? cells.len : (size_t)(end - cells.p);
		write_cell(m->to, cells.p, n);
		cells = span_from(cells, end == NULL ? n : n + 1);
	}
}

/* Takes the next row off the cells of the table. */
static bool
next_row(struct span *cells, struct span *row)
{
	const char *end;

	if (cells->len == 0)
		return false;
	*cells = span_from(*cells, 1);	/* the \1 */
	end = memchr(cells->p, '\1', cells->len);
	row->p = cells->p;
	row->len = end == NULL ? cells->len : (size_t)(end - cells->p);
	*cells = span_from(*cells, row->len);
	return true;
}

/* Writes a table of one column and one row: paragraphs. */
static void
write_box(struct md *m, struct span cell)
{
	struct span line;

	while (span_line(&cell, &line))
		if (span_strip(line).len > 0)
			write_paragraph(m, line);
}

void
md_table_end(struct md *m)
{
	struct span cells, row;
	size_t i, rows = 0;

	if (m->tables == 0)
		return;
	if (m->tables > 1) {
		md_block(m);
		m->tables--;
		return;
	}
	end_cell(m);
	m->tables = 0;
	cells = buf_span(&m->cells);
	for (i = 0; i < cells.len && (cells.p[i] == '\0' ||
	    cells.p[i] == '\1'); i++)
		;
	if (i == cells.len)
		return;		/* no cell has text */
	if (m->widest == 1 && memchr(cells.p + 1, '\1', cells.len - 1) ==
	    NULL) {
		write_box(m, span_from(cells, 1));
		return;
	}
	part(m, false);
	while (next_row(&cells, &row)) {
		if (rows > 0)
			buf_addc(m->to, '\n');
		write_row(m, row);
		if (rows++ > 0)
			continue;
		buf_puts(m->to, "\n|");
		for (i = 0; i < m->widest && (i == 0 || may_pad(m)); i++)
			buf_puts(m->to, " --- |");
	}
}

bool
md_has_text(const struct md *m)
{
	return span_strip(buf_span(&m->line)).len > 0;
}

void
md_close(struct md *m)
{
	while (m->tables > 0)
		md_table_end(m);
	md_block(m);
	buf_free(&m->line);
	buf_free(&m->label);
	buf_free(&m->cells);
}
