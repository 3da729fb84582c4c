/* Writes the numbers of numbered paragraphs on slides. */
#include "pptx_number.h"

#include "base/utf8.h"

static void
put_character(struct buf *b, uint32_t cp)
{
	char s[4];

	buf_add(b, s, utf8_encode(s, cp));
}

static void
put_roman(struct buf *b, unsigned n, bool upper)
{
	static const struct {
		unsigned value;
		const char *lower, *upper;
	} parts[] = {
		{ 1000, "m", "M" }, { 900, "cm", "CM" }, { 500, "d", "D" },
		{ 400, "cd", "CD" }, { 100, "c", "C" }, { 90, "xc", "XC" },
		{ 50, "l", "L" }, { 40, "xl", "XL" }, { 10, "x", "X" },
		{ 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" },
		{ 1, "i", "I" }
	};
	size_t i;

	if (n >= 4000) {
		buf_addu(b, n);
		return;
	}
	for (i = 0; i < LEN(parts); i++)
		for (; n >= parts[i].value; n -= parts[i].value)
			buf_puts(b, upper ? parts[i].upper : parts[i].lower);
}

/* a, b, …, z, aa, bb, …, as Office counts. */
static void
put_letters(struct buf *b, unsigned n, char a)
{
	unsigned i;

	for (i = 0; i <= (n - 1) / 26 && i < 30; i++)
		buf_addc(b, (char)(a + (char)((n - 1) % 26)));
}

/* 一, 二, …, 九十九. */
static void
put_han(struct buf *b, unsigned n)
{
	static const char *const digits[] = { "", "一", "二", "三", "四",
	    "五", "六", "七", "八", "九" };

	if (n > 99) {
		buf_addu(b, n);
		return;
	}
	if (n >= 20)
		buf_puts(b, digits[n / 10]);
	if (n >= 10)
		buf_puts(b, "十");
	buf_puts(b, digits[n % 10]);
}

void
pptx_put_number(struct buf *b, struct span type, unsigned n)
{
	if (n == 0)
		n = 1;
	if (span_ends(type, "ParenBoth"))
		buf_addc(b, '(');
	if (span_begins(type, "romanLc") || span_begins(type, "romanUc"))
		put_roman(b, n, type.p[5] == 'U');
	else if (span_begins(type, "alphaLc") || span_begins(type, "alphaUc"))
		put_letters(b, n, type.p[5] == 'U' ? 'A' : 'a');
	else if (span_begins(type, "ea1"))
		put_han(b, n);
	else if (span_begins(type, "circleNum") && n <= 20)
		put_character(b, 0x2460 + n - 1);
	else
		buf_addu(b, n);
	if (span_ends(type, "ParenBoth") || span_ends(type, "ParenR"))
		buf_addc(b, ')');
	else if (span_ends(type, "Period") || type.len == 0)
		buf_addc(b, '.');
}
