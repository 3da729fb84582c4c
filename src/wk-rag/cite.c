/* Marks of passages, like [1], in an answer: reads them, takes them out. */
#include "cite.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* One mark: its length in bytes, and its numbers. */
struct mark {
	size_t len;
	bool link;	/* a parenthesis follows, as in [1](url) */
	size_t number[CITE_MAX];
	size_t n;
};

/* Whether s begins with a string, whatever the case of ASCII letters. */
static bool
begins(struct span s, const char *with)
{
	const size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p, with, n) == 0;
}

/* Takes the first of these strings that s begins with; false: with none. */
static bool
take(struct span *s, const char *const *strings, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (begins(*s, strings[i])) {
			*s = span_from(*s, strlen(strings[i]));
			return true;
		}
	return false;
}

static void
take_blanks(struct span *s)
{
	static const char *const blanks[] = { " ", "\t", "　" };

	while (take(s, blanks, LEN(blanks)))
		;
}

static void
take_label(struct span *s)
{
	static const char *const labels[] = { "^", "资料", "来源", "文档",
		"片段", "参考", "passages", "passage", "sources", "source",
		"documents", "document", "doc", "refs", "ref", "#" };

	(void)take(s, labels, LEN(labels));
	take_blanks(s);
}

/* Takes a number from 1 to CITE_MAX, ASCII or full-width; 0 without one. */
static size_t
take_number(struct span *s)
{
	size_t n = 0, len, digits = 0;
	uint32_t cp;

	while ((len = utf8_decode(s->p, s->len, &cp)) > 0) {
		if (cp >= 0xff10 && cp <= 0xff19)
			cp -= 0xff10 - '0';
		if (cp < '0' || cp > '9')
			break;
		if ((n == 0 && cp == '0') || ++digits > 3)
			return 0;
		n = n * 10 + (cp - '0');
		*s = span_from(*s, len);
	}
	return n;
}

static void
add_number(struct mark *m, size_t n)
{
	if (m->n < LEN(m->number))
		m->number[m->n++] = n;
}

/* Takes numbers, ranges and the commas between them, up to the bracket. */
static bool
take_numbers(struct span *s, struct mark *m)
{
	static const char *const dashes[] = { "-", "–", "—", "~", "～", "至" };
	static const char *const commas[] = { ",", "，", "、", ";", "；", "&",
		"and ", "和" };
	size_t from, to;

	do {
		take_blanks(s);
		take_label(s);
		if ((from = take_number(s)) == 0)
			return false;
		add_number(m, from);
		take_blanks(s);
		if (!take(s, dashes, LEN(dashes)))
			continue;
		take_blanks(s);
		take_label(s);
		if ((to = take_number(s)) == 0)
			return false;
		while (from < to)
			add_number(m, ++from);
		if (to < from)
			add_number(m, to);
		take_blanks(s);
	} while (take(s, commas, LEN(commas)));
	return true;
}

/* The length of the URL, in parentheses, that s begins with; 0 without one. */
static size_t
url_at(struct span s)
{
	struct span url = s;
	const char *close;

	if (!span_take(&url, "(") || !(begins(url, "http:") ||
	    begins(url, "https:") || begins(url, "#")))
		return 0;
	close = memchr(s.p, ')', s.len);
	if (close == NULL || memchr(s.p, '\n', (size_t)(close - s.p)) != NULL)
		return 0;
	return (size_t)(close - s.p) + 1;
}

/* Whether s begins with a mark, which is read into m. */
static bool
read_mark(struct span s, struct mark *m)
{
	static const char *const brackets[][2] = {
		{ "[", "]" }, { "【", "】" }, { "［", "］" }, { "〔", "〕" },
	};
	static const char *const dagger[] = { "†source", "†" };
	const char *start = s.p;
	size_t i;

	for (i = 0; i < LEN(brackets) && !begins(s, brackets[i][0]); i++)
		;
	if (i == LEN(brackets))
		return false;
	s = span_from(s, strlen(brackets[i][0]));
	m->n = 0;
	if (!take_numbers(&s, m))
		return false;
	(void)take(&s, dagger, LEN(dagger));
	if (!begins(s, brackets[i][1]))
		return false;
	s = span_from(s, strlen(brackets[i][1]));
	m->len = (size_t)(s.p - start);
	m->link = i == 0 && span_begins(s, "(");
	return true;
}

/* The length of the code, in backquotes, that s begins with; 0 without it. */
static size_t
code_at(struct span s)
{
	size_t n = 0;
	const char *end;

	while (n < s.len && s.p[n] == '`')
		n++;
	if (n == 0)
		return 0;
	end = memmem(s.p + n, s.len - n, s.p, n);
	if (end == NULL || (n < 3 &&
	    memchr(s.p, '\n', (size_t)(end - s.p)) != NULL))
		return n;
	return (size_t)(end - s.p) + n;
}

/* Takes blanks off the end of b. */
static void
drop_blanks(struct buf *b)
{
	struct span s = buf_span(b);

	for (;;) {
		if (span_ends(s, " ") || span_ends(s, "\t"))
			s.len--;
		else if (span_ends(s, "　"))
			s.len -= strlen("　");
		else
			break;
	}
	b->len = s.len;
}

/* Takes b's bytes from `from` on, between two marks, if they are commas. */
static void
drop_commas(struct buf *b, size_t from)
{
	static const char *const commas[] = { ",", "，", "、", ";", "；", " ",
		"　" };
	struct span s;

	if (b->len <= from)
		return;
	s = span_from(buf_span(b), from);
	while (take(&s, commas, LEN(commas)))
		;
	if (s.len == 0)
		b->len = from;
}

/*
 * Takes an opening parenthesis off the end of b if s begins with the closing
 * one, as the two held nothing but marks.  Returns the length of the latter.
 */
static size_t
drop_parentheses(struct buf *b, struct span s)
{
	static const char *const pairs[][2] = { { "(", ")" }, { "（", "）" } };
	size_t i;

	for (i = 0; i < LEN(pairs); i++) {
		if (!span_ends(buf_span(b), pairs[i][0]) ||
		    !span_begins(s, pairs[i][1]))
			continue;
		b->len -= strlen(pairs[i][0]);
		drop_blanks(b);
		return strlen(pairs[i][1]);
	}
	return 0;
}

/* The place that a number stands for; 0: there is no such number. */
static size_t
place_of(size_t number, const size_t *place, size_t max)
{
	return number > max ? 0 : place[number];
}

/* Counts the numbers of a mark; returns how many of them exist. */
static size_t
count(struct cite *c, const struct mark *m, const size_t *place, size_t max)
{
	size_t good = 0, i, j, at;

	for (i = 0; i < m->n; i++) {
		if ((at = place_of(m->number[i], place, max)) == 0) {
			c->bad++;
			continue;
		}
		good++;
		for (j = 0; j < c->n && c->cited[j] != at; j++)
			;
		if (j == c->n && c->n < LEN(c->cited))
			c->cited[c->n++] = at;
	}
	return good;
}

/* Appends a mark, as it is if its numbers are their places. */
static void
keep_mark(struct cite *c, const struct mark *m, struct span s,
    const size_t *place, size_t max)
{
	size_t i, at;
	bool first = true;

	for (i = 0; i < m->n && place_of(m->number[i], place, max) ==
	    m->number[i]; i++)
		;
	if (i == m->n) {
		buf_add(&c->text, s.p, m->len);
		return;
	}
	for (i = 0; i < m->n; i++) {
		if ((at = place_of(m->number[i], place, max)) == 0)
			continue;
		buf_printf(&c->text, "%s%zu", first ? "[" : ",", at);
		first = false;
	}
	buf_addc(&c->text, ']');
}

/*
 * Leaves out the mark of n bytes that s begins with, and commas, blanks and
 * parentheses around it.  *after is the place in b where the last mark was
 * left out.  Returns how many bytes of s are done with.
 */
static size_t
drop_mark(struct buf *b, size_t n, struct span s, size_t *after)
{
	drop_commas(b, *after);
	drop_blanks(b);
	s = span_from(s, n);
	n += drop_parentheses(b, s);
	/* A mark at the start of a line has its blank behind it. */
	if ((b->len == 0 || b->data[b->len - 1] == '\n') &&
	    span_begins(s, " "))
		n++;
	*after = b->len;
	return n;
}

/* Whether a line holds a label like "Sources:" and nothing else. */
static bool
is_label(struct span s)
{
	static const char *const labels[] = { "参考资料", "资料来源",
		"参考文献", "引用来源", "引用", "来源", "参考", "references",
		"reference", "sources", "source", "citations" };
	static const char *const marks[] = { "*", "#", " ", ":", "：", "-",
		"(", ")", "（", "）", ",", "，", "、", ".", "。" };

	while (take(&s, marks, LEN(marks)))
		;
	if (!take(&s, labels, LEN(labels)))
		return false;
	while (take(&s, marks, LEN(marks)))
		;
	return s.len == 0;
}

/* Takes the last line off s, with the newline before it. */
static struct span
take_last_line(struct span *s)
{
	const char *eol = memrchr(s->p, '\n', s->len);
	struct span line = *s;

	if (eol == NULL) {
		s->len = 0;
		return line;
	}
	line.len = (size_t)(s->p + s->len - eol) - 1;
	line.p = eol + 1;
	s->len -= line.len + 1;
	return line;
}

/* Takes off a last line like "Sources:", whose marks have been left out. */
static void
drop_label(struct buf *b)
{
	struct span s;

	if (b->len == 0)
		return;
	s = utf8_strip(buf_span(b));
	/* If it is the only line, it is the answer. */
	if (is_label(take_last_line(&s)) && s.len > 0)
		b->len = (size_t)(s.p - b->data) + s.len;
}

/*
 * The length of an answer without the list of sources at its end: a line
 * like "Sources:", then lines that begin with marks.
 */
static size_t
before_list(struct span answer)
{
	static const char *const bullets[] = { "- ", "* ", "> ", " ", "\t" };
	struct mark m;
	struct span s = answer, line;
	bool any = false;

	while (s.len > 0) {
		line = take_last_line(&s);
		while (take(&line, bullets, LEN(bullets)))
			;
		if (line.len == 0)
			continue;
		if (!read_mark(line, &m))
			return any && is_label(line) && s.len > 0 ? s.len :
			    answer.len;
		any = true;
	}
	return answer.len;
}

/* Takes white space off both ends of b. */
static void
strip(struct buf *b)
{
	struct span s;

	if (b->len == 0)
		return;
	s = utf8_strip(buf_span(b));
	memmove(b->data, s.p, s.len);
	b->len = s.len;
}

void
cite_read(struct cite *c, struct span answer, const size_t *place, size_t max,
    bool keep)
{
	const char *end = answer.p + (keep ? answer.len :
	    before_list(answer));
	struct mark m;
	struct span s = answer;
	size_t good, n, after = SIZE_MAX;
	bool any = false;

	buf_clear(&c->text);
	c->n = c->bad = 0;
	for (; s.len > 0; s = span_from(s, n)) {
		if (!read_mark(s, &m)) {
			if ((n = code_at(s)) == 0)
				n = 1;
			if (s.p < end)
				buf_add(&c->text, s.p, n);
			continue;
		}
		any = true;
		m.len += url_at(span_from(s, m.len));
		good = count(c, &m, place, max);
		n = m.len;
		if (keep && good > 0)
			keep_mark(c, &m, s, place, max);
		else if (s.p < end)
			n = drop_mark(&c->text, n, s, &after);
	}
	if (any && !keep)
		drop_label(&c->text);
	strip(&c->text);
}

void
cite_unmark(struct buf *b, struct span answer)
{
	struct mark m;
	size_t n, after;

	for (; answer.len > 0; answer = span_from(answer, n)) {
		if (read_mark(answer, &m) && !m.link) {
			after = SIZE_MAX;	/* commas between marks stay */
			n = drop_mark(b, m.len, answer, &after);
			continue;
		}
		if ((n = code_at(answer)) == 0)
			n = 1;
		buf_add(b, answer.p, n);
	}
}

void
cite_free(struct cite *c)
{
	buf_free(&c->text);
}
