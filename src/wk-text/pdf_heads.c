/* Finds running heads and page numbers of pages. */
#include "pdf_heads.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"
#include "pdf_chars.h"

/* Entries of the table, a power of two; a page makes about ten. */
#define ENTRIES ((size_t)1 << 14)

/* An entry that was not seen for so many pages may be replaced. */
#define OLD 200

/*
 * On how many pages a line repeats that is a head; two do for a line that is
 * nothing but a number.
 */
#define REPEATED 3
#define NUMBERED 2
#define MANY 8

/* Numbers of a line that may be the page's. */
#define NUMBERS 4

/* A longer line is not a running head. */
#define LONGEST 300

/* Heads stand on each page, or each other; some pages may have none. */
#define NEAR 3

/* Pages near one another that have a line. */
struct run {
	size_t first, last;
	uint32_t pages;		/* that have the line, from first to last */
};

/* A line at an edge, seen on some pages. */
struct entry {
	uint64_t hash;
	uint32_t pages;		/* on how many it was */
	struct run now, before;	/* the last two runs */
};

struct pdf_heads {
	size_t pages;	/* noted */
	struct entry entries[ENTRIES];
};

/* A number in a line: where it stands, and how much it is. */
struct number {
	size_t from, to;
	long value;
};

struct pdf_heads *
pdf_heads_new(void)
{
	return xcalloc(1, sizeof(struct pdf_heads));
}

void
pdf_heads_free(struct pdf_heads *h)
{
	free(h);
}

/* FNV-1a, without blanks. */
static uint64_t
hash(uint64_t h, struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3;
	return h;
}

static uint64_t
hash_line(struct span line)
{
	return hash(0xcbf29ce484222325, line);
}

/* The same with a number taken out and its distance from the page put in. */
static uint64_t
hash_around(struct span line, const struct number *n, size_t page)
{
	const long distance = n->value - (long)page;
	uint64_t h = hash_line((struct span){ line.p, n->from });

	h = hash(h, (struct span){ "\1", 1 });
	h = hash(h, (struct span){ (const char *)&distance,
	    sizeof(distance) });
	return hash(h, span_from(line, n->to));
}

/* The value of a roman number in small or capital letters, or 0. */
static long
roman(struct span s)
{
	static const char letters[] = "ivxlcIVXLC";
	static const int values[] = { 1, 5, 10, 50, 100 };
	const char *at;
	long sum = 0, last = 0, v;
	size_t i;

	if (s.len == 0 || s.len > 9)
		return 0;
	for (i = s.len; i-- > 0;) {
		if ((at = memchr(letters, s.p[i], 10)) == NULL)
			return 0;
		v = values[(at - letters) % 5];
		sum += v < last ? -v : v;
		last = v;
	}
	return sum;
}

/* Finds the numbers of a line, up to NUMBERS.  How many there are. */
static size_t
find_numbers(struct span line, struct number *numbers)
{
	struct number *at = numbers;
	long value;
	size_t i, from;

	if ((value = roman(line)) > 0) {
		*at = (struct number){ 0, line.len, value };
		return 1;
	}
	for (i = 0; i < line.len && at < numbers + NUMBERS; i++) {
		if (!span_is_digit(line.p[i]))
			continue;
		value = 0;
		for (from = i; i < line.len && span_is_digit(line.p[i]); i++)
			if (i - from < 9)
				value = value * 10 + (line.p[i] - '0');
		*at++ = (struct number){ from, i, value };
	}
	return (size_t)(at - numbers);
}

/*
 * Whether a line with a number begins a chapter or item, so that "Chapter 2"
 * on the second page is not taken for a number of pages.
 */
static bool
is_heading(struct span line, const struct number *n)
{
	static const char *const words[] = { "Chapter", "CHAPTER", "Section",
	    "Part", "PART", "Article", "Lecture", "Lesson", "Unit", "Appendix",
	    "Figure", "Table", "Question", "Exercise", "Step", "Slide" };
	static const char *const units[] = { "章", "节", "節", "条", "條", "部",
	    "篇", "课", "課", "讲", "講", "回", "卷", "编", "編", "题", "題",
	    "步" };
	const struct span before = span_strip((struct span){ line.p,
	    n->from }), after = span_strip(span_from(line, n->to));
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (span_is(before, words[i]))
			return true;
	if (span_is(before, "第") && span_one_of(after, units, LEN(units)) > 0)
		return true;
	if (before.len > 1 && span_is_digit(before.p[0]) &&
	    span_ends(before, "."))
		return true;	/* "3.2" */
	/* "2. Methods", "2、方法", but not "2 / 9". */
	return before.len == 0 && after.len > 1 && (after.p[0] == '.' ||
	    after.p[0] == ')' || span_begins(after, "、"));
}

static struct entry *
slot(const struct pdf_heads *h, uint64_t key)
{
	union { const struct entry *in; struct entry *out; } e = {
	    &h->entries[(key ^ (key >> 32)) & (ENTRIES - 1)] };

	return e.out;
}

static void
note(struct pdf_heads *h, uint64_t key, size_t page)
{
	struct entry *e = slot(h, key);

	if (e->hash != key) {
		if (e->pages > 0 && e->now.last + OLD > page)
			return;
		*e = (struct entry){ .hash = key };
	}
	if (e->now.last == page)
		return;
	if (e->pages > 0 && page - e->now.last > NEAR) {
		e->before = e->now;
		e->now.pages = 0;
	}
	if (e->now.pages == 0)
		e->now.first = page;
	e->now.last = page;
	e->now.pages++;
	e->pages++;
}

/* Whether `page` is in a run that a head makes. */
static bool
is_in(const struct run *r, size_t page)
{
	return r->pages >= REPEATED && page >= r->first && page <= r->last &&
	    r->pages * 2 >= r->last - r->first + 1;
}

/* Whether a line repeats on the pages around this one. */
static bool
repeats_near(const struct pdf_heads *h, struct span line, size_t page)
{
	const uint64_t key = hash_line(line);
	const struct entry *e = slot(h, key);

	return e->hash == key && (is_in(&e->now, page) ||
	    is_in(&e->before, page));
}

/* Whether a line was on so many pages, perhaps far apart. */
static bool
repeats(const struct pdf_heads *h, uint64_t key, unsigned pages)
{
	const struct entry *e = slot(h, key);

	return e->hash == key && e->pages >= pages;
}

static void
note_line(struct pdf_heads *h, size_t page, struct span line)
{
	struct number numbers[NUMBERS];
	size_t i, n;

	if (line.len > LONGEST)
		return;
	note(h, hash_line(line), page);
	n = find_numbers(line, numbers);
	for (i = 0; i < n; i++)
		if (!is_heading(line, &numbers[i]))
			note(h, hash_around(line, &numbers[i], page), page);
}

void
pdf_heads_note(struct pdf_heads *h, size_t page, const struct pdf_line *lines,
    size_t n)
{
	size_t i;

	/* One more than may be heads: see take_edge. */
	for (i = 0; i < n; i++)
		if (i <= PDF_HEADS_EDGE || n - i <= PDF_HEADS_EDGE + 1)
			note_line(h, page, lines[i].s);
	h->pages = page;
}

/* Takes digits, with blanks around them, off s. */
static bool
take_number(struct span *s, size_t *value)
{
	size_t n;

	*s = span_strip(*s);
	for (n = *value = 0; n < s->len && n < 6 && span_is_digit(s->p[n]); n++)
		*value = *value * 10 + (size_t)(s->p[n] - '0');
	*s = span_strip(span_from(*s, n));
	return n > 0 && n < 6;
}

/* Takes one of the words off s. */
static bool
take_word(struct span *s, const char *const *words, size_t n)
{
	size_t len = span_one_of(*s, words, n);

	*s = span_strip(span_from(*s, len));
	return len > 0;
}

/*
 * "第 12 页", "共 30 页", "Page 3 of 9", "- 12 -"; and "3 / 9" if the page
 * is the third.
 */
static bool
is_page_number(struct span s, size_t page)
{
	static const char *const before[] = { "第", "共", "Page", "PAGE",
	    "page", "p.", "P.", "-", "–", "—", "·", "~", "[" };
	static const char *const behind[] = { "页", "頁", "ページ", "of", "/",
	    "／", "共", "，", ",", "（", "(", "）", ")", "第", "-", "–", "—",
	    "·", "~", "]" };
	const bool word = s.len > 1 && !span_begins(s, "-") &&
	    !span_begins(s, "[") && !span_begins(s, "~"),
	    marked = take_word(&s, before, LEN(before));
	size_t n, number, total;

	if (!take_number(&s, &number))
		return false;
	if (s.len == 0)
		return marked && word;
	if (!marked && number != page)
		return false;
	for (n = 0; n < 6 && s.len > 0; n++)
		if (!take_word(&s, behind, LEN(behind)) && !take_number(&s,
		    &total))
			return false;
	return s.len == 0;
}

/* Whether a line on `page` is a head. */
static bool
is_head(const struct pdf_heads *h, size_t page, struct span line)
{
	struct number numbers[NUMBERS];
	size_t i, n;

	if (line.len > LONGEST)
		return false;
	if (repeats_near(h, line, page))
		return true;
	n = find_numbers(line, numbers);
	for (i = 0; i < n; i++)
		if (!is_heading(line, &numbers[i]) &&
		    repeats(h, hash_around(line, &numbers[i], page),
		    REPEATED))
			return true;
	return is_page_number(line, page);
}

/* Whether a line is only the number of the page. */
static bool
is_bare_number(const struct pdf_heads *h, size_t page, struct span line)
{
	struct number number[NUMBERS];

	if (is_page_number(line, page))
		return true;
	if (find_numbers(line, number) != 1 || number[0].from > 0 ||
	    number[0].to < line.len)
		return false;
	return repeats(h, hash_around(line, &number[0], page), NUMBERED) ||
	    (h->pages == 1 && number[0].value == 1 && line.p[0] == '1');
}

/* Whether a page number begins with a word. */
static bool
has_word(struct span s)
{
	return roman(s) == 0 && (span_is_letter(s.p[0]) ||
	    pdf_is_han(pdf_first(s)));
}

/*
 * How many lines from `line` on, in the given direction, are heads; and how
 * many of these, from the edge, are page numbers without a word.  If one more
 * than an edge may have would be a head, the pages have the same text, as
 * forms have, not the same heads: only page numbers are taken.
 */
static size_t
take_edge(const struct pdf_heads *h, size_t page, const struct pdf_line *line,
    size_t n, int step, size_t *numbers)
{
	size_t taken = 0, bares = 0;
	bool bare;

	for (*numbers = 0; taken < n && taken <= PDF_HEADS_EDGE; line += step) {
		bare = is_bare_number(h, page, line->s);
		if (!bare && !is_head(h, page, line->s))
			break;
		*numbers += bare && *numbers == taken && !has_word(line->s);
		bares += bare && bares == taken;
		taken++;
	}
	return taken <= PDF_HEADS_EDGE ? taken : bares;
}

/*
 * Whether a line counts pages and says nothing else: it goes even where the
 * reading order puts text before it.  Far from an edge, "9 / 30" may do so, if
 * many pages have it, and no number alone, which may be a cell of a table.
 */
static bool
is_counter(const struct pdf_heads *h, size_t page, struct span line, bool edge)
{
	struct number numbers[NUMBERS];
	size_t i, n;

	if (line.len > 24 || has_word(line))
		return false;
	n = find_numbers(line, numbers);
	if (!edge && n != 2)
		return false;
	for (i = 0; i < line.len; i++)
		if (span_is_letter(line.p[i]) && roman(line) == 0)
			return false;
	for (i = 0; i < n; i++)
		if (!is_heading(line, &numbers[i]) && repeats(h,
		    hash_around(line, &numbers[i], page), edge ? REPEATED :
		    MANY))
			return true;
	return false;
}

void
pdf_heads_take(const struct pdf_heads *h, size_t page, struct pdf_lines *l)
{
	const size_t n = l->n;
	size_t top, bottom, above, below, i, to;
	bool gap = false;

	if (n == 0)
		return;
	top = take_edge(h, page, l->lines, n, 1, &above);
	bottom = take_edge(h, page, l->lines + n - 1, n, -1, &below);
	/* A page of nothing else, such as a cover, keeps them. */
	if (top + bottom >= n) {
		top = above;
		bottom = above == n ? 0 : below;
	}
	for (i = to = 0; i < n; i++) {
		const struct pdf_line *line = &l->lines[i];
		const bool edge = i <= PDF_HEADS_EDGE ||
		    n - i <= PDF_HEADS_EDGE + 1;

		gap |= line->gap;
		if (i < top || i >= n - bottom ||
		    is_counter(h, page, line->s, edge))
			continue;
		l->lines[to] = *line;
		l->lines[to++].gap = gap;
		gap = false;
	}
	l->n = to;
}
