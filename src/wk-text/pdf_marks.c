/* Tells items of lists, headings, rows and sentences in lines of a PDF. */
#include "pdf_marks.h"

#include "base/buf.h"
#include "base/utf8.h"

static const char *const bullets[] = { "•", "●", "○", "■", "□", "◆", "◇", "▪",
    "▫", "▶", "►", "➢", "‣", "◦", "※", "★", "☆", "√", "✓" };
static const char *const dashes[] = { "-", "–", "—", "*", "·", "+" };
static const char *const numerals[] = { "一", "二", "三", "四", "五", "六",
    "七", "八", "九", "十", "百", "零", "〇", "○" };

/* How many bytes of s are digits, or Chinese numerals. */
static size_t
digits(struct span s)
{
	size_t n = 0;

	while (n < s.len && span_is_digit(s.p[n]))
		n++;
	return n;
}

static size_t
chinese(struct span s)
{
	size_t n = 0, one;

	while ((one = span_one_of(span_from(s, n), numerals,
	    LEN(numerals))) > 0)
		n += one;
	return n;
}

/* Whether s is at its end or at a blank. */
static bool
at_blank(struct span s)
{
	return s.len == 0 || span_is_blank(s.p[0]) || span_begins(s, "\u3000");
}

/* "(1)", "（一）", "(a)": the length, or 0. */
static size_t
bracketed(struct span s)
{
	static const char *const open[] = { "(", "（", "[", "〔" };
	static const char *const close[] = { ")", "）", "]", "〕" };
	size_t n = span_one_of(s, open, LEN(open)), inner, end;

	if (n == 0)
		return 0;
	inner = digits(span_from(s, n));
	if (inner == 0)
		inner = chinese(span_from(s, n));
	if (inner == 0 && s.len > n && span_is_letter(s.p[n]))
		inner = 1;
	if (inner == 0 || inner > 12)
		return 0;
	end = span_one_of(span_from(s, n + inner), close, LEN(close));
	return end == 0 ? 0 : n + inner + end;
}

/* "3.", "12)", "3、", "一、", "a)": the length, or 0. */
static size_t
numbered(struct span s)
{
	static const char *const points[] = { ".", ")", "、", "．", "）" };
	const bool letter = s.len > 1 && span_is_letter(s.p[0]);
	size_t n = digits(s), end;
	struct span rest;

	if (n > 3)
		return 0;
	if (n == 0 && (n = chinese(s)) > 0)
		return span_begins(span_from(s, n), "、") ||
		    span_begins(span_from(s, n), "．") ? n + 3 : 0;
	if (n == 0 && letter)
		n = 1;
	end = n == 0 ? 0 : span_one_of(span_from(s, n), points, LEN(points));
	if (end == 0)
		return 0;
	rest = span_from(s, n + end);
	/* "3.5" is a number, "e.g." a word, "3.灯" an item. */
	if (at_blank(rest) || (!letter && (unsigned char)rest.p[0] >= 0x80))
		return n + end;
	return 0;
}

size_t
pdf_item_mark(struct span s)
{
	size_t n = span_one_of(s, bullets, LEN(bullets));
	uint32_t cp;

	if (n > 0)
		return n;
	n = span_one_of(s, dashes, LEN(dashes));
	if (n > 0)
		return at_blank(span_from(s, n)) ? n : 0;
	n = utf8_decode(s.p, s.len, &cp);
	/* ① and its like; glyphs of symbol fonts. */
	if (n > 0 && ((cp >= 0x2460 && cp <= 0x249b) ||
	    (cp >= 0xf000 && cp <= 0xf0ff && at_blank(span_from(s, n)))))
		return n;
	n = bracketed(s);
	return n > 0 ? n : numbered(s);
}

/* "第一章": the length, or 0. */
static size_t
chinese_heading(struct span s)
{
	static const char *const units[] = { "章", "节", "節", "条", "條", "部",
	    "篇", "编", "編", "卷", "回", "讲", "講", "课", "課", "款" };
	size_t n = 3, inner, unit;

	if (!span_begins(s, "第"))
		return 0;
	while (n < s.len && s.p[n] == ' ')
		n++;
	inner = digits(span_from(s, n));
	if (inner == 0)
		inner = chinese(span_from(s, n));
	if (inner == 0)
		return 0;
	for (n += inner; n < s.len && s.p[n] == ' '; n++)
		;
	unit = span_one_of(span_from(s, n), units, LEN(units));
	/* "第三部分" is a heading, "第一部电影" is not. */
	return unit == 0 ? 0 : n + unit;
}

size_t
pdf_heading_mark(struct span s)
{
	static const char *const words[] = { "Chapter ", "CHAPTER ", "Section ",
	    "SECTION ", "Appendix ", "APPENDIX ", "Part ", "PART " };
	size_t n = chinese_heading(s), points = 0, more;

	if (n > 0)
		return n;
	n = span_one_of(s, words, LEN(words));
	if (n > 0) {
		more = digits(span_from(s, n));
		if (more == 0 && s.len > n && s.p[n] >= 'A' && s.p[n] <= 'Z')
			more = 1;
		return more > 0 && (s.len == n + more || s.p[n + more] == ' ' ||
		    s.p[n + more] == ':' || s.p[n + more] == '.') ? n + more :
		    0;
	}
	for (n = digits(s); n > 0 && n < s.len && s.p[n] == '.' &&
	    (more = digits(span_from(s, n + 1))) > 0; n += more + 1)
		points++;
	if (points == 0 || n > 12 || !at_blank(span_from(s, n)))
		return 0;
	s = span_strip(span_from(s, n));
	/* "3.2 times as much" goes on; "3.2 Methods" begins. */
	return s.len > 0 && ((s.p[0] >= 'a' && s.p[0] <= 'z') ||
	    span_is_digit(s.p[0]) || s.p[0] == '%') ? 0 : n;
}

bool
pdf_is_row(struct span s)
{
	size_t words = 0, numbers = 0, i;
	bool digit = false, other = false, in = false;

	for (i = 0; i <= s.len; i++) {
		if (i < s.len && !span_is_blank(s.p[i])) {
			in = true;
			digit |= span_is_digit(s.p[i]);
			other |= !span_is_digit(s.p[i]) &&
			    strchr(".,%+-()$/:", s.p[i]) == NULL;
			continue;
		}
		words += in;
		numbers += in && digit && !other;
		in = digit = other = false;
	}
	return words > 1 && numbers > 0 && numbers * 2 >= words;
}

bool
pdf_ends_sentence(struct span s)
{
	static const uint32_t marks[] = { '.', '!', '?', 0x3002, 0xff01, 0xff1f,
	    0x2026, 0xff0e, 0xff1b, ';', ':', 0xff1a };
	static const uint32_t closers[] = { ')', ']', '"', '\'', 0x201d, 0x2019,
	    0x300d, 0x300f, 0xff09, 0x3011, 0x300b };
	uint32_t cp;
	size_t i, n;

	while ((n = utf8_decode_last(s.p, s.len, &cp)) > 0) {
		for (i = 0; i < LEN(marks); i++)
			if (cp == marks[i])
				return true;
		for (i = 0; i < LEN(closers) && cp != closers[i]; i++)
			;
		if (i == LEN(closers))
			return false;
		s.len -= n;
	}
	return false;
}

bool
pdf_has_sentence(struct span s)
{
	static const char *const marks[] = { "。", "，", "；", "！", "？", "、" };
	size_t i;

	for (i = 0; i + 1 < s.len; i++)
		if (strchr(".,;!?", s.p[i]) != NULL && s.p[i] != '\0' &&
		    s.p[i + 1] == ' ')
			return true;
	for (i = 0; i < LEN(marks); i++)
		if (memmem(s.p, s.len, marks[i], strlen(marks[i])) != NULL)
			return true;
	return s.len > 8 && pdf_ends_sentence(s);
}
