/* Writes numbers in the formats of OpenDocument. */
#include "odt_number.h"

#include <stdio.h>

#include "base/utf8.h"

static void
put_cp(struct buf *b, uint32_t cp)
{
	char s[4];

	buf_add(b, s, utf8_encode(s, cp));
}

/* a to z, then aa, ab or, with sync, aa, bb.  False if n has no letters. */
static bool
put_letters(struct buf *b, long n, char first, bool sync)
{
	char letters[16];
	size_t i = sizeof(letters);
	long times;

	if (n < 1 || (sync && n > 26L * 16))
		return false;
	if (sync) {
		for (times = (n - 1) / 26 + 1; times > 0; times--)
			buf_addc(b, (char)(first + (n - 1) % 26));
		return true;
	}
	for (; n > 0 && i > 0; n = (n - 1) / 26)
		letters[--i] = (char)(first + (n - 1) % 26);
	buf_add(b, letters + i, sizeof(letters) - i);
	return true;
}

static bool
put_roman(struct buf *b, long n, bool large)
{
	static const struct {
		long value;
		const char *small, *large;
	} roman[] = {
		{ 1000, "m", "M" }, { 900, "cm", "CM" }, { 500, "d", "D" },
		{ 400, "cd", "CD" }, { 100, "c", "C" }, { 90, "xc", "XC" },
		{ 50, "l", "L" }, { 40, "xl", "XL" }, { 10, "x", "X" },
		{ 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" },
		{ 1, "i", "I" }
	};
	size_t i;

	if (n < 1 || n > 3999)
		return false;
	for (i = 0; i < LEN(roman); i++)
		for (; n >= roman[i].value; n -= roman[i].value)
			buf_puts(b, large ? roman[i].large : roman[i].small);
	return true;
}

/* The marks of a Chinese way to count; each is one character. */
struct counting {
	uint32_t digit[10];
	uint32_t unit[4];	/* one (none), ten, hundred, thousand */
	bool ten;		/* ten is said without "one" */
};

static const struct counting plain = {
	{ 0x96f6, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03,
	    0x516b, 0x4e5d }, { 0, 0x5341, 0x767e, 0x5343 }, true
};
static const struct counting formal = {
	{ 0x96f6, 0x58f9, 0x8d30, 0x53c1, 0x8086, 0x4f0d, 0x9646, 0x67d2,
	    0x634c, 0x7396 }, { 0, 0x62fe, 0x4f70, 0x4edf }, false
};
static const struct counting formal_traditional = {
	{ 0x96f6, 0x58f9, 0x8cb3, 0x53c3, 0x8086, 0x4f0d, 0x9678, 0x67d2,
	    0x634c, 0x7396 }, { 0, 0x62fe, 0x4f70, 0x4edf }, false
};

static bool
put_counting(struct buf *b, long n, const struct counting *c)
{
	static const long power[] = { 1, 10, 100, 1000 };
	bool begun = false, zero = false;
	long digit;
	int i;

	if (n < 1 || n > 9999)
		return false;
	for (i = 3; i >= 0; i--) {
		digit = n / power[i] % 10;
		if (digit == 0) {
			zero = begun;
			continue;
		}
		if (zero)
			put_cp(b, c->digit[0]);
		if (digit != 1 || i != 1 || begun || !c->ten)
			put_cp(b, c->digit[digit]);
		if (i > 0)
			put_cp(b, c->unit[i]);
		begun = true;
		zero = false;
	}
	return true;
}

/* The n-th character of a row that comes round again. */
static bool
put_row(struct buf *b, long n, const char *row, size_t bytes)
{
	const size_t len = strlen(row) / bytes;

	if (n < 1)
		return false;
	buf_add(b, row + (size_t)(n - 1) % len * bytes, bytes);
	return true;
}

static bool
put_circled(struct buf *b, long n)
{
	if (n < 1 || n > 50)
		return false;
	put_cp(b, (uint32_t)(n <= 20 ? 0x2460 + n - 1 :
	    n <= 35 ? 0x3251 + n - 21 : 0x32b1 + n - 36));
	return true;
}

static bool
put_wide(struct buf *b, long n)
{
	char digits[24];
	const char *p = digits;

	(void)snprintf(digits, sizeof(digits), "%ld", n);
	for (; *p != '\0'; p++)
		if (*p == '-')
			buf_addc(b, '-');
		else
			put_cp(b, (uint32_t)(0xff10 + *p - '0'));
	return true;
}

/* Writes n in the format whose first character is cp, if it is known. */
static bool
put(struct buf *b, long n, uint32_t cp, struct span format, bool sync)
{
	switch (cp) {
	case 'a':
	case 'A':
		return put_letters(b, n, (char)cp, sync);
	case 'i':
	case 'I':
		return put_roman(b, n, cp == 'I');
	case 0x4e00:		/* 一 */
		return put_counting(b, n, &plain);
	case 0x58f9:		/* 壹: 贰 or 貳 follows */
		return put_counting(b, n, memmem(format.p, format.len,
		    "\350\262\263", 3) != NULL ? &formal_traditional :
		    &formal);
	case 0x7532:		/* 甲 */
		return put_row(b, n, "甲乙丙丁戊己庚辛壬癸", 3);
	case 0x5b50:		/* 子 */
		return put_row(b, n, "子丑寅卯辰巳午未申酉戌亥", 3);
	case 0x2460:		/* ① */
		return put_circled(b, n);
	case 0xff11:		/* １ */
		return put_wide(b, n);
	case 0x30a2:		/* ア */
		return put_row(b, n, "アイウエオカキクケコサシスセソ"
		    "タチツテトナニヌネノハヒフヘホマミムメモヤユヨ"
		    "ラリルレロワ", 3);
	case 0x30a4:		/* イ, ロ, ハ */
		return put_row(b, n, "イロハニホヘトチリヌルヲワカヨ"
		    "タレソツネナラムウヰノオクヤマケフコエテアサキユ"
		    "メミシヱヒモセス", 3);
	case 0xac00:		/* 가, 나, 다 */
		return put_row(b, n, "가나다라마바사아자차카타파하", 3);
	default:
		return false;
	}
}

void
odt_number(struct buf *b, long n, struct span format, bool sync)
{
	uint32_t cp;

	if (format.len == 0)
		return;
	if (utf8_decode(format.p, format.len, &cp) == 0 ||
	    !put(b, n, cp, format, sync))
		buf_printf(b, "%ld", n);
}
