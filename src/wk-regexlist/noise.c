/* Finds whether the text of an item is a question, a sentence or noise. */
#include "noise.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "strip.h"
#include "word.h"

/* A sentence that counts the items is not longer than this, in bytes. */
#define COUNT_MAX 120

/* Code points outside ASCII that are neither letters nor digits. */
static const struct {
	uint32_t from, to;
} marks[] = { { 0x80, 0xa9 }, { 0xab, 0xb4 }, { 0xb6, 0xb9 },
	{ 0xbb, 0xbf }, { 0xd7, 0xd7 }, { 0xf7, 0xf7 }, { 0x2000, 0x2bff },
	{ 0x2e00, 0x2e7f }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 },
	{ 0x3030, 0x303f }, { 0x30fb, 0x30fb }, { 0xe000, 0xf8ff },
	{ 0xfe00, 0xfe6f }, { 0xfeff, 0xff0f }, { 0xff1a, 0xff20 },
	{ 0xff3b, 0xff40 }, { 0xff5b, 0xff65 }, { 0xffe0, 0xffff },
	{ 0x1f000, 0x1faff }, { 0xe0000, 0x10ffff } };

static bool
is_mark(uint32_t cp)
{
	size_t i;

	for (i = 0; i < LEN(marks) && cp >= marks[i].from; i++)
		if (cp <= marks[i].to)
			return true;
	return false;
}

bool
noise_has_word(struct span s)
{
	unsigned char u;
	uint32_t cp;
	size_t len;

	for (; s.len > 0; s = span_from(s, len)) {
		u = (unsigned char)*s.p;
		len = 1;
		if (u >= 0x80) {
			/* U+4000 to U+9FFF, most of a Chinese text. */
			if (u >= 0xe4 && u <= 0xe9)
				return true;
			if ((len = utf8_decode(s.p, s.len, &cp)) == 0)
				return false;
			if (!is_mark(cp))
				return true;
		} else if ((u >= '0' && u <= '9') ||
		    ((u | 0x20) >= 'a' && (u | 0x20) <= 'z'))
			return true;
	}
	return false;
}

/* Whether c may be the last byte of a closer, as most bytes are not. */
static bool
may_close(char c)
{
	static const bool last[256] = { ['"'] = true, ['\''] = true,
		['*'] = true, ['_'] = true, [')'] = true, [']'] = true,
		['`'] = true, [0x89] = true, [0x8d] = true, [0x8f] = true,
		[0x91] = true, [0x99] = true, [0x9d] = true };

	return last[(unsigned char)c];
}

/* s without closing quotes, brackets, stars and underlines at its end. */
static struct span
without_closers(struct span s)
{
	static const char *const closers[] = { "\"", "'", "”", "’", "」", "』",
		"*", "_", ")", "）", "】", "]", "`" };
	size_t i;
	bool more;

	do {
		s = list_strip(s);
		if (s.len == 0 || !may_close(s.p[s.len - 1]))
			break;
		for (more = false, i = 0; i < LEN(closers); i++)
			if (span_ends(s, closers[i])) {
				s.len -= strlen(closers[i]);
				more = true;
			}
	} while (more);
	return s;
}

bool
noise_asks(struct span s)
{
	struct span end;
	size_t open;

	if (span_ends(s, "？") || span_ends(s, "?"))
		return true;
	end = without_closers(s);
	if (span_ends(end, "?") || span_ends(end, "？") ||
	    span_ends(end, "吗") || span_ends(end, "呢") ||
	    span_ends(end, "嗎") || span_ends(end, "嗎。") ||
	    span_ends(end, "吗。") || span_ends(end, "呢。") ||
	    span_ends(end, "吗!") || span_ends(end, "?!"))
		return true;
	/* There may be a note in brackets behind the question mark. */
	s = list_strip(s);
	if (!span_ends(s, ")") && !span_ends(s, "）"))
		return false;
	for (open = s.len; open > 0; open--)
		if (s.p[open - 1] == '(' ||
		    (open + 2 <= s.len && memcmp(s.p + open - 1, "（", 3) == 0))
			break;
	if (open == 0)
		return false;
	s.len = open - 1;
	s = list_strip(s);
	return span_ends(s, "?") || span_ends(s, "？");
}

bool
noise_ends(struct span s)
{
	static const char *const stops[] = { "?", "？", ".", "。", "!", "！",
		"…", "．" };
	size_t i;

	s = without_closers(s);
	for (i = 0; i < LEN(stops); i++)
		if (span_ends(s, stops[i]))
			return true;
	return false;
}

/* Whether s ends with a digit, in ASCII, full-width or Chinese. */
static bool
ends_digit(struct span s)
{
	static const char *const han[] = { "一", "二", "两", "三", "四", "五",
		"六", "七", "八", "九", "十", "百" };
	size_t i;

	if (s.len > 0 && s.p[s.len - 1] >= '0' && s.p[s.len - 1] <= '9')
		return true;
	if (s.len >= 3 && memcmp(s.p + s.len - 3, "\357\274", 2) == 0)
		return s.p[s.len - 1] >= '\220' && s.p[s.len - 1] <= '\231';
	for (i = 0; i < LEN(han); i++)
		if (span_ends(s, han[i]))
			return true;
	return false;
}

/* s without the blanks, or without the letters of ASCII, at its end. */
static struct span
before_blanks(struct span s)
{
	while (s.len > 0 && s.p[s.len - 1] == ' ')
		s.len--;
	return s;
}

static struct span
before_word(struct span s)
{
	while (s.len > 0 && (s.p[s.len - 1] | 0x20) >= 'a' &&
	    (s.p[s.len - 1] | 0x20) <= 'z')
		s.len--;
	return s;
}

/* Whether s ends with a number, and at most one word behind it. */
static bool
ends_counted(struct span s)
{
	static const char *const units[] = { "个", "個", "道", "条", "項", "项" };
	size_t i;

	s = before_blanks(s);
	for (i = 0; i < LEN(units); i++)
		if (span_ends(s, units[i])) {
			s.len -= strlen(units[i]);
			s = before_blanks(s);
			break;
		}
	return ends_digit(s) || ends_digit(before_blanks(before_word(s)));
}

/* Whether s holds "20 questions" or its like. */
static bool
has_counted(struct span s)
{
	static const char *const things[] = { "question", "item", "问题", "題",
		"题" };
	size_t i, at;

	for (i = 0; i < LEN(things) && s.len > 0; i++) {
		at = scan_find(s.p, s.len, things[i], strlen(things[i]));
		if (at < s.len && ends_counted((struct span){ s.p, at }))
			return true;
	}
	return false;
}

/* Whether s holds "9 of 20" or its like. */
static bool
has_part(struct span s)
{
	static const char *const between[] = { " of ", " out of ", "/", " / ",
		"／" };
	struct span rest;
	size_t i, len;

	for (i = 1; i < s.len; i++) {
		rest = span_from(s, i);
		len = span_one_of(rest, between, LEN(between));
		if (len > 0 && ends_digit((struct span){ s.p, i }))
			return true;
	}
	return false;
}

bool
noise_counts(struct span s)
{
	static const char *const heads[] = { "Here ", "here ", "These are",
		"Those are", "That is ", "That's ", "Above", "Below",
		"The above", "The following", "I have", "I listed",
		"以下", "以上", "上述", "上面", "下面", "这是", "这里", "这些",
		"共", "总共", "一共", "已" };

	if (s.len > COUNT_MAX || noise_asks(s) || !has_counted(s))
		return false;
	return has_part(s) || word_one_of(s, heads, LEN(heads)) > 0;
}
