/* Reads the marks at the beginning of an item: numbers, labels, bullets. */
#include "marker.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "word.h"

/* Marks after which a number in front of an item ends. */
static const char *const enders[] = { ".", "、", ")", "）", "．", ":", "：",
	"\\.", "\\)", "。" };

static const char *const bullets[] = { "•", "·", "●", "○", "◦", "▪", "▫",
	"■", "□", "◆", "◇", "★", "☆", "➤", "➢", "►", "▶", "‣", "⁃", "✅",
	"🔹", "🔸", "👉", "✦", "❓", "✔" };

/* Labels of questions and of answers; the longest come first. */
static const char *const asking[] = { "question", "q", "问题", "提问",
	"题目", "问" };
static const char *const answering[] = { "sample answer", "answer",
	"explanation", "a", "参考答案", "答案", "回答", "解答", "解析", "说明",
	"答" };
static const char *const heads[] = { "questions", "question list",
	"问题列表" };

static size_t
blanks(struct span s)
{
	size_t i = 0;

	for (;;) {
		if (i < s.len && (s.p[i] == ' ' || s.p[i] == '\t'))
			i++;
		else if (span_begins(span_from(s, i), "　"))
			i += 3;
		else
			return i;
	}
}

static bool
digit_at(struct span s, size_t i)
{
	return i < s.len && s.p[i] >= '0' && s.p[i] <= '9';
}

/* A number of up to three digits, ASCII or full-width.  Its length. */
static size_t
arabic(struct span s, unsigned int *number)
{
	size_t i = 0, digits;

	*number = 0;
	for (digits = 0; digits < 4; digits++) {
		/* U+FF10 to U+FF19 are EF BC 90 to EF BC 99. */
		if (span_begins(span_from(s, i), "\357\274") &&
		    s.p[i + 2] >= '\220' && s.p[i + 2] <= '\231')
			i += 2;
		else if (!digit_at(s, i))
			return i;
		*number = *number * 10 + ((unsigned char)s.p[i++] & 0xfU);
	}
	return 0;
}

/* A number in Chinese, up to 99: 一, 十二, 二十一.  Its length. */
static size_t
chinese(struct span s, unsigned int *number)
{
	static const char names[] = "零一二三四五六七八九";
	unsigned int digit = 0, tens = 0;
	size_t i, at;

	for (i = 0; i < 9 && i + 3 <= s.len; i += 3) {
		if (memcmp(s.p + i, "十", 3) == 0) {
			tens = 10 * (digit == 0 ? 1 : digit);
			digit = 0;
			continue;
		}
		for (at = 3; at + 3 < sizeof(names); at += 3)
			if (memcmp(s.p + i, names + at, 3) == 0)
				break;
		if (at + 3 >= sizeof(names))
			break;
		digit = (unsigned int)(at / 3);
	}
	*number = tens + digit;
	return i;
}

static size_t
any_number(struct span s, unsigned int *number)
{
	size_t len = arabic(s, number);

	return len > 0 ? len : chinese(s, number);
}

/* 1. 1、 1) 1: 1- and the keycap 1️⃣, but not 1.5 or 1、2 or 12:30 */
static size_t
numbered(struct span s, struct marker *m)
{
	static const char *const keycaps[] = { "️⃣", "⃣" };
	size_t len = arabic(s, &m->number), end;
	struct span rest;

	if (len == 0)
		return 0;
	m->style = MARK_ARABIC;
	rest = span_from(s, len);
	if ((end = span_one_of(rest, keycaps, LEN(keycaps))) > 0)
		return len + end;
	len += blanks(rest);
	rest = span_from(s, len);
	if (span_begins(rest, "- ") || span_begins(rest, "– "))
		return len + (rest.p[0] == '-' ? 1 : 3);
	if ((end = span_one_of(rest, enders, LEN(enders))) == 0) {
		m->style = MARK_SPACE;
		return len > 0 && blanks(rest) == 0 && rest.len > 0 &&
		    (s.p[len - 1] == ' ' || s.p[len - 1] == '\t') ? len : 0;
	}
	if (digit_at(rest, end))
		return 0;
	/* 1.) and 1.、 */
	if (span_begins(span_from(rest, end), ")") ||
	    span_begins(span_from(rest, end), "、"))
		end += rest.p[end] == ')' ? 1 : 3;
	return len + end;
}

/* (1) （1） [1] 【1】 （一） */
static size_t
in_parens(struct span s, struct marker *m)
{
	static const char *const opens[] = { "(", "（", "[", "【" };
	static const char *const closes[] = { ")", "）", "]", "】" };
	static const char *const names[] = { "问题", "第", "Q" };
	size_t len, number, end;

	if ((len = span_one_of(s, opens, LEN(opens))) == 0)
		return 0;
	/* 【问题1】 */
	len += word_one_of(span_from(s, len), names, LEN(names));
	if ((number = any_number(span_from(s, len), &m->number)) == 0)
		return 0;
	len += number;
	if (word_begins(span_from(s, len), "题"))
		len += strlen("题");
	if ((end = span_one_of(span_from(s, len), closes, LEN(closes))) == 0)
		return 0;
	len += end;
	/* (1)、 and [1]: */
	len += span_one_of(span_from(s, len), enders, LEN(enders));
	m->style = MARK_PAREN;
	return len;
}

/*
 * Series of numbers in one character: ① to ⑳, ⑴ to ⒇, ⒈ to ⒛, ⓵ to ⓾, ❶ to ❿,
 * ➀ to ➉, ➊ to ➓, ㈠ to ㈩.
 */
static const struct {
	uint32_t from, to;
} circles[] = { { 0x2460, 0x2473 }, { 0x2474, 0x2487 }, { 0x2488, 0x249b },
	{ 0x24f5, 0x24fe }, { 0x2776, 0x277f }, { 0x2780, 0x2789 },
	{ 0x278a, 0x2793 }, { 0x3220, 0x3229 } };

static size_t
circled(struct span s, struct marker *m)
{
	uint32_t cp;
	size_t len, i;

	if ((len = utf8_decode(s.p, s.len, &cp)) != 3)
		return 0;
	for (i = 0; i < LEN(circles); i++)
		if (cp >= circles[i].from && cp <= circles[i].to) {
			m->style = MARK_CIRCLE;
			m->number = cp - circles[i].from + 1;
			return len + span_one_of(span_from(s, len), enders,
			    LEN(enders));
		}
	return 0;
}

static size_t
in_chinese(struct span s, struct marker *m)
{
	size_t len, end;

	if ((len = chinese(s, &m->number)) == 0)
		return 0;
	if ((end = span_one_of(span_from(s, len), enders, LEN(enders))) == 0)
		return 0;
	m->style = MARK_CHINESE;
	return len + end;
}

/*
 * Q1: Question 1: 问题1： 第1题： 第一个问题：, and the same of answers.
 * Without a colon behind it a number must be there, as in "Q1. ".
 */
static size_t
labelled(struct span s, struct marker *m)
{
	static const char *const nouns[] = { "问题", "题", "问" };
	static const char *const colons[] = { ":", "：" };
	size_t len, number, end, i = 0;

	if (span_begins(s, "第")) {
		if ((number = any_number(span_from(s, 3), &m->number)) == 0)
			return 0;
		i = 3 + number;
		if (word_begins(span_from(s, i), "个"))
			i += strlen("个");
		len = word_one_of(span_from(s, i), nouns, LEN(nouns));
		m->style = MARK_QUESTION;
		if (len == 0)
			return 0;
		i += len;
	} else {
		m->style = MARK_QUESTION;
		if (word_one_of(s, heads, LEN(heads)) > 0)
			return 0;
		if ((i = word_one_of(s, asking, LEN(asking))) == 0) {
			m->style = MARK_ANSWER;
			i = word_one_of(s, answering, LEN(answering));
		}
		if (i == 0)
			return 0;
		len = blanks(span_from(s, i));
		len += span_begins(span_from(s, i + len), "#");
		number = any_number(span_from(s, i + len), &m->number);
		if (number > 0)
			i += len + number;
	}
	len = blanks(span_from(s, i));
	end = span_one_of(span_from(s, i + len), colons, LEN(colons));
	if (end == 0 && m->number > 0) {
		if (i + len == s.len)
			return s.len;
		end = span_one_of(span_from(s, i + len), enders, LEN(enders));
		if (digit_at(s, i + len + end))
			return 0;
	}
	return end == 0 ? 0 : i + len + end;
}

/* A. b) C、, before a blank or Han; not U.S. */
static size_t
lettered(struct span s, struct marker *m)
{
	size_t end;
	char c;

	if (s.len < 3)
		return 0;
	c = (char)(s.p[0] | 0x20);
	if (c < 'a' || c > 'z')
		return 0;
	end = span_one_of(span_from(s, 1), enders, 5);
	if (end == 0 || 1 + end >= s.len)
		return 0;
	if (s.p[1 + end] != ' ' && (unsigned char)s.p[1 + end] < 0x80)
		return 0;
	m->style = MARK_LETTER;
	m->number = (unsigned int)(c - 'a') + 1;
	return 1 + end;
}

/* - * + before a blank (- before Han too), and marks outside ASCII. */
static size_t
bulleted(struct span s, struct marker *m)
{
	static const char *const boxes[] = { "[ ] ", "[x] ", "[X] ", "☐", "☑" };
	size_t len = 0;

	if (s.len >= 2 && strchr("-*+", s.p[0]) != NULL && s.p[0] != '\0' &&
	    (s.p[1] == ' ' || s.p[1] == '\t' ||
	    (s.p[0] == '-' && (unsigned char)s.p[1] >= 0x80)))
		len = 1;
	else if (span_begins(s, "– ") || span_begins(s, "— "))
		len = 3;
	else
		len = span_one_of(s, bullets, LEN(bullets));
	if (len == 0)
		return 0;
	m->style = MARK_BULLET;
	m->number = 0;
	if (span_begins(span_from(s, len), "️"))
		len += 3;
	len += blanks(span_from(s, len));
	return len + span_one_of(span_from(s, len), boxes, LEN(boxes));
}

/*
 * Whether a marker may begin with the byte or character that s begins with.
 * Most items begin with another, and are dealt with here.
 */
static bool
may_mark(struct span s)
{
	const unsigned char *u = (const unsigned char *)s.p;

	if (s.len == 0)
		return false;
	if (*u < 0x80)
		return *u > 0x20;
	if (*u < 0xe4 || *u > 0xe9)
		return true;
	if (s.len < 3)
		return false;
	switch ((*u & 0xfU) << 12 | (u[1] & 0x3fU) << 6 | (u[2] & 0x3fU)) {
	case 0x4e00: case 0x4e8c: case 0x4e09: case 0x56db: case 0x4e94:
	case 0x516d: case 0x4e03: case 0x516b: case 0x4e5d: case 0x5341:
		/* 一 to 十, then 第 问 提 题 参 答 回 解 说 問 題 參 說 説 */
	case 0x7b2c: case 0x95ee: case 0x63d0: case 0x9898: case 0x53c2:
	case 0x7b54: case 0x56de: case 0x89e3: case 0x8bf4: case 0x554f:
	case 0x984c: case 0x53c3: case 0x8aaa: case 0x8aac:
		return true;
	default:
		return false;
	}
}

size_t
marker_read(struct span s, struct marker *m)
{
	static size_t (*const kinds[])(struct span, struct marker *) = {
		numbered, in_parens, circled, in_chinese, labelled, lettered,
		bulleted };
	size_t i, len;

	for (i = 0; may_mark(s) && i < LEN(kinds); i++) {
		*m = (struct marker){ MARK_NONE, 0 };
		if ((len = kinds[i](s, m)) > 0)
			return len + blanks(span_from(s, len));
	}
	*m = (struct marker){ MARK_NONE, 0 };
	return 0;
}

/*
 * Reads the marker at a place in s.  False unless its number is k, its style
 * this one (MARK_NONE: any) and it stands behind the end of a sentence or a
 * blank; ② may stand behind anything.
 */
static bool
is_number(struct span s, size_t at, unsigned int k, enum marker_style style,
    struct marker *m)
{
	static const char *const before[] = { " ", "。", "？", "?", "！", "；",
		";", "：", ":", "，", "　", ".", "!", "、", "…", "”", "）", "」",
		"』", "】", ")", ">", "\t" };
	size_t i;

	/* [1] within a line is a citation, unless the line begins so. */
	if (at > 0 && style != MARK_PAREN && (s.p[at] == '[' ||
	    span_begins(span_from(s, at), "【")))
		return false;
	if (marker_read(span_from(s, at), m) == 0 || m->number != k ||
	    (style != MARK_NONE && style != m->style) ||
	    (m->style != MARK_ARABIC && m->style != MARK_PAREN &&
	    m->style != MARK_QUESTION && m->style != MARK_CIRCLE &&
	    m->style != MARK_CHINESE))
		return false;
	if (at == 0 || (m->style == MARK_CIRCLE && k > 1))
		return true;
	s.len = at;
	for (i = 0; i < LEN(before); i++)
		if (span_ends(s, before[i]))
			return true;
	return false;
}

/*
 * Writes number k, 1 to 99, in one way to out (room for 9 bytes).  Returns
 * the length, 0 if that way has no such number.
 */
static size_t
write_number(char *out, unsigned int k, unsigned int way)
{
	static const char names[] = "零一二三四五六七八九";
	unsigned int tens = k / 10, ones = k % 10;
	size_t len = 0, i;

	if (way == MARKER_ASCII) {
		if (tens > 0)
			out[len++] = (char)('0' + tens);
		out[len++] = (char)('0' + ones);
	} else if (way == MARKER_WIDE) {
		if (tens > 0)
			len += utf8_encode(out, 0xff10 + tens);
		len += utf8_encode(out + len, 0xff10 + ones);
	} else if (way == MARKER_HAN) {
		if (tens > 1) {
			memcpy(out, names + 3 * (size_t)tens, 3);
			len = 3;
		}
		if (tens > 0) {
			memcpy(out + len, "十", 3);
			len += 3;
		}
		if (ones > 0) {
			memcpy(out + len, names + 3 * (size_t)ones, 3);
			len += 3;
		}
	} else {
		for (i = 0; i < LEN(circles); i++)
			if (way == MARKER_HAN << (i + 1) &&
			    k <= circles[i].to - circles[i].from + 1)
				len = utf8_encode(out, circles[i].from + k - 1);
	}
	return len;
}

size_t
marker_find(struct span s, unsigned int k, unsigned int way,
    enum marker_style *style)
{
	/* Bytes that may stand before the number: 【问题, Question, Q, （ */
	static const size_t back[] = { 9, 8, 7, 6, 3, 2, 1, 0 };
	char number[12];
	const char *p;
	struct marker m;
	size_t at, i, n = write_number(number, k, way);

	for (at = 0; n > 0 && at < s.len; at++) {
		p = memmem(s.p + at, s.len - at, number, n);
		if (p == NULL)
			return s.len;
		at = (size_t)(p - s.p);
		for (i = 0; i < LEN(back); i++)
			if (back[i] <= at && is_number(s, at - back[i], k,
			    *style, &m)) {
				*style = m.style;
				return at - back[i];
			}
	}
	return s.len;
}
