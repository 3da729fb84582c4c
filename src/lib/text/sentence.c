/* Finds where sentences, clauses and words end in a text. */
#include "sentence.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

/*
 * What a character says about the end of a sentence.  A comma behind final
 * marks says that the sentence goes on.
 */
enum mark {
	OTHER, STOP, DOTS, FULL_STOP, EXCLAIM, COMMA, QUOTE, CLOSE
};

static const struct {
	uint32_t cp;
	enum mark mark;
} marks[] = {
	{ '!', EXCLAIM }, { '?', EXCLAIM }, { '.', FULL_STOP },
	{ ',', COMMA }, { ':', COMMA }, { ';', COMMA },
	{ '"', QUOTE }, { '\'', QUOTE },
	{ ')', CLOSE }, { ']', CLOSE }, { '}', CLOSE },
	{ 0x2014, COMMA },		/* — */
	{ 0x2019, CLOSE }, { 0x201d, CLOSE },	/* ’ ” */
	{ 0x2026, DOTS },		/* … */
	{ 0x203c, STOP }, { 0x2047, STOP }, { 0x2048, STOP },
	{ 0x2049, STOP },		/* ‼ ⁇ ⁈ ⁉ */
	{ 0x3001, COMMA },		/* 、 */
	{ 0x3002, STOP },		/* 。 */
	{ 0x3009, CLOSE }, { 0x300b, CLOSE },	/* 〉 》 */
	{ 0x300d, CLOSE }, { 0x300f, CLOSE },	/* 」 』 */
	{ 0x3011, CLOSE }, { 0x3015, CLOSE },	/* 】 〕 */
	{ 0x3017, CLOSE }, { 0x301e, CLOSE },	/* 〗 〞 */
	{ 0xff01, STOP },		/* ！ */
	{ 0xff02, QUOTE }, { 0xff07, QUOTE },	/* ＂ ＇ */
	{ 0xff09, CLOSE },		/* ） */
	{ 0xff0c, COMMA },		/* ， */
	{ 0xff0e, FULL_STOP },		/* ． */
	{ 0xff1a, COMMA },		/* ： */
	{ 0xff1b, STOP },		/* ； */
	{ 0xff1f, STOP },		/* ？ */
	{ 0xff3d, CLOSE }, { 0xff5d, CLOSE },	/* ］ ｝ */
	{ 0xff61, STOP },		/* ｡ */
	{ 0xff63, CLOSE }, { 0xff64, COMMA }	/* ｣ ､ */
};

/* Abbreviations: a full stop behind them does not end a sentence. */
static const char *const abbreviations[] = {
	"al", "approx", "ca", "cf", "ch", "dept", "dr", "eq", "ed", "eds",
	"eg", "est", "etc", "fig", "figs", "gen", "ie", "inc", "jr", "lt",
	"ltd", "mr", "mrs", "ms", "mt", "no", "nos", "op", "pp", "prof",
	"ref", "rev", "sec", "sr", "st", "vol", "vols", "vs"
};

/* Lines at least this long may have been broken to fit a width. */
#define WRAPPED 40

/* A place in a text, and the character there; at the end, len is 0. */
struct place {
	size_t at, len;
	uint32_t cp;
	enum mark mark;
};

static enum mark
mark_of(uint32_t cp)
{
	size_t low = 0, high = LEN(marks), mid;

	/* The marks of ASCII stand first in the table, not in order. */
	if (cp < 0x80) {
		for (; marks[low].cp < 0x80; low++)
			if (marks[low].cp == cp)
				return marks[low].mark;
		return OTHER;
	}
	while (low < high) {
		mid = low + (high - low) / 2;
		if (marks[mid].cp == cp)
			return marks[mid].mark;
		if (marks[mid].cp < cp)
			low = mid + 1;
		else
			high = mid;
	}
	return OTHER;
}

static struct place
look(const char *s, size_t n, size_t at)
{
	struct place p = { at, 0, 0, OTHER };

	p.len = utf8_decode(s + at, n - at, &p.cp);
	if (p.len != 0)
		p.mark = mark_of(p.cp);
	return p;
}

static bool
is_space(const struct place *p)
{
	return p->len != 0 && utf8_isspace(p->cp);
}

static size_t
skip_space(const char *s, size_t n, size_t at)
{
	struct place p = look(s, n, at);

	for (; is_space(&p); p = look(s, n, p.at + p.len))
		;
	return p.at;
}

static bool
is_lower(uint32_t cp)
{
	return cp >= 'a' && cp <= 'z';
}

static bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool
is_letter(uint32_t cp)
{
	return is_lower(cp) || (cp >= 'A' && cp <= 'Z');
}

/* Letters of the scripts that put no blank between sentences. */
static bool
is_wide(uint32_t cp)
{
	return cp >= 0x2e80;
}

static bool
is_abbreviation(const char *word, size_t len)
{
	size_t i, k;

	for (i = 0; i < LEN(abbreviations); i++) {
		if (strlen(abbreviations[i]) != len)
			continue;
		for (k = 0; k < len && (word[k] | 0x20) == abbreviations[i][k];
		    k++)
			;
		if (k == len)
			return true;
	}
	return false;
}

/*
 * Whether the full stop at `dot` belongs to the word before it, which is an
 * initial, an abbreviation, or the number of an item in a list.
 */
static bool
is_part_of_word(const char *s, size_t from, size_t dot)
{
	size_t start = dot, len;

	if (dot > from && is_digit((unsigned char)s[dot - 1])) {
		while (start > from && is_digit((unsigned char)s[start - 1]))
			start--;
		return start == from;
	}
	while (start > from && is_letter((unsigned char)s[start - 1]))
		start--;
	if (start > from && is_digit((unsigned char)s[start - 1]))
		return false;
	len = dot - start;
	return len == 1 || is_abbreviation(s + start, len);
}

/* A run of final marks, and the closing marks behind it. */
struct ending {
	enum mark mark;
	size_t dots;		/* how many full stops */
	bool closed;		/* there are closing marks */
	struct place after;	/* behind them */
};

static struct ending
read_ending(const char *s, size_t n, struct place p)
{
	struct ending e = { p.mark, 0, false, p };

	for (; p.mark >= STOP && p.mark <= EXCLAIM;
	    p = look(s, n, p.at + p.len)) {
		e.dots += p.cp == '.';
		/* Of the marks in a run, the least ambiguous one decides. */
		if (p.mark == STOP || e.mark == STOP)
			e.mark = STOP;
		else if (p.mark == EXCLAIM)
			e.mark = EXCLAIM;
	}
	if (e.mark == FULL_STOP && e.dots > 1)
		e.mark = DOTS;
	for (; p.mark == QUOTE || p.mark == CLOSE;
	    p = look(s, n, p.at + p.len))
		e.closed = true;
	e.after = p;
	return e;
}

/* Whether an ASCII mark or dots, with white space at `at`, end a sentence. */
static bool
ends_before_space(const char *s, size_t n, size_t at)
{
	struct place next = look(s, n, skip_space(s, n, at));

	return !is_lower(next.cp);
}

/* Whether the final marks at `at` end the sentence that starts at from. */
static bool
ends(const char *s, size_t n, size_t from, size_t at, const struct ending *e)
{
	const struct place *after = &e->after;
	uint32_t before = 0;

	if (after->mark == COMMA)
		return false;
	if (e->mark == STOP || after->len == 0)
		return true;
	if (e->mark == FULL_STOP && is_part_of_word(s, from, at))
		return false;
	if (is_space(after))
		return ends_before_space(s, n, after->at);
	if (e->mark == DOTS)
		return e->closed && is_wide(after->cp);
	(void)utf8_decode_last(s + from, at - from, &before);
	return is_wide(after->cp) && (e->closed || is_wide(before) ||
	    e->mark == EXCLAIM);
}

/* Where the line that holds s[at] begins, but not before from. */
static size_t
line_start(const char *s, size_t from, size_t at)
{
	while (at > from && s[at - 1] != '\n')
		at--;
	return at;
}

/*
 * Whether the newline at `at` ends a sentence.  It does not if it seems to
 * stand for a blank, where a line of Latin text was broken because it was
 * full.
 */
static bool
newline_ends(const char *s, size_t n, size_t from, size_t at)
{
	struct place next = look(s, n, skip_space(s, n, at));
	size_t i, newlines = 0;
	unsigned char last;

	for (i = at; i < next.at; i++)
		newlines += s[i] == '\n';
	if (next.len == 0 || newlines > 1)
		return true;
	for (i = at; i > from && (s[i - 1] == ' ' || s[i - 1] == '\t'); i--)
		;
	last = i > from ? (unsigned char)s[i - 1] : 0;
	if (last >= 0x80 || !(is_letter(last) || is_digit(last) ||
	    last == ','))
		return true;
	if (is_lower(next.cp))
		return false;
	return !is_letter(next.cp) && !is_digit(next.cp) ? true :
	    i - line_start(s, from, i) < WRAPPED;
}

/* Skips bytes with which no mark or newline begins. */
static size_t
skip_plain(const char *s, size_t n, size_t at)
{
	/* \n ! . ?, and the first bytes of the other final marks in UTF-8. */
	static const bool stops[256] = {
		['\n'] = true, ['!'] = true, ['.'] = true, ['?'] = true,
		[0xe2] = true, [0xe3] = true, [0xef] = true
	};

	while (at < n && !stops[(unsigned char)s[at]])
		at++;
	return at;
}

size_t
sentence_end(const char *s, size_t n, size_t from)
{
	struct place p;
	struct ending e;
	size_t at = skip_space(s, n, from), start = at;

	while ((at = skip_plain(s, n, at)) < n) {
		if (s[at] == '\n') {
			if (newline_ends(s, n, start, at))
				return skip_space(s, n, at);
			at++;
			continue;
		}
		p = look(s, n, at);
		if (p.mark < STOP || p.mark > EXCLAIM) {
			at += p.len;
			continue;
		}
		e = read_ending(s, n, p);
		if (ends(s, n, start, at, &e))
			return skip_space(s, n, e.after.at);
		at = e.after.at;
	}
	return n;
}

size_t
sentence_clause_end(const char *s, size_t n, size_t from)
{
	struct place p = look(s, n, skip_space(s, n, from)), after;
	bool mark;

	while (p.len != 0) {
		after = look(s, n, p.at + p.len);
		mark = p.mark >= STOP && p.mark <= COMMA;
		for (; mark && after.mark >= STOP;
		    after = look(s, n, after.at + after.len))
			;
		/* A mark in a number (1,000, 10:30) ends no clause. */
		if (mark && (p.cp >= 0x80 || is_space(&after) ||
		    is_wide(after.cp)))
			return skip_space(s, n, after.at);
		if (p.cp == '\n')
			return skip_space(s, n, after.at);
		p = after;
	}
	return n;
}

size_t
sentence_word_end(const char *s, size_t n, size_t from)
{
	struct place p = look(s, n, skip_space(s, n, from));

	while (p.len != 0 && !is_space(&p))
		p = look(s, n, p.at + p.len);
	return skip_space(s, n, p.at);
}

/* The last place, at most s.len, at which `end` ends something; 0: none. */
static size_t
last_end(struct span s, size_t (*end)(const char *, size_t, size_t),
    size_t most)
{
	size_t at = 0, next;

	while (at < most && (next = end(s.p, s.len, at)) <= most)
		at = next;
	return at;
}

size_t
sentence_cut(struct span text, size_t most)
{
	const size_t at = utf8_skip(text.p, text.len, most);
	size_t end;

	if (at == text.len)
		return at;
	if ((end = last_end(text, sentence_end, at)) > at / 2 ||
	    (end = last_end(text, sentence_clause_end, at)) > at / 2 ||
	    (end = last_end(text, sentence_word_end, at)) > at / 2)
		return end;
	return at;
}
