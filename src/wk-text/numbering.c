/* Writes numbers as lists count them: in letters, Roman, Han, circles. */
#include "numbering.h"

#include <stdio.h>

#include "base/utf8.h"

/* A letter is repeated so many times at most: aaa is 53. */
#define REPEATED 30

/* Numbers from here on are not written in Roman. */
#define ROMAN_END 32768

/* Numbers from here on are not counted in words. */
#define COUNTED_END 1000000000000

enum kind {
	DECIMAL, NOTHING,
	ZERO,		/* 01 */
	DASHED,		/* - 1 - */
	ORDINAL,	/* 1st */
	HEXADECIMAL,
	ROMAN_UPPER, ROMAN_LOWER,
	REPEAT,		/* the characters of data, then each twice, … */
	LIST,		/* the characters of data; more is decimal */
	DIGITS,		/* data are the digits, from zero */
	TENS,		/* counted up to 99, digits beyond: 九十九, 一〇〇 */
	COUNT,		/* counted: 一百〇一 */
	CYCLE,		/* 甲子, 乙丑, … 60 */
	NATIVE		/* Korean words up to 99 */
};

/*
 * How a language counts: ten digits, the units of 10, 100, 1000, and those of
 * 10 thousand and 100 million.
 */
struct counting {
	const char *digits, *units;
	const char *myriad, *larger;
	bool zeros;	/* a zero stands for units that are left out: 101 */
	bool ones;	/* a one stands before the unit even at the beginning,
			   as in 一十 */
	bool bare;	/* a one never stands before a unit, as in 百 */
};

static const struct counting chinese = { "〇一二三四五六七八九", "十百千",
    "万", "亿", .zeros = true };
static const struct counting taiwanese = { "零一二三四五六七八九", "十百千",
    "萬", "億", .zeros = true };
static const struct counting chinese_legal = { "零壹贰叁肆伍陆柒捌玖",
    "拾佰仟", "萬", "亿", .zeros = true, .ones = true };
static const struct counting traditional_legal = { "零壹貳參肆伍陸柒捌玖",
    "拾佰仟", "萬", "億", .zeros = true, .ones = true };
static const struct counting japanese = { "〇一二三四五六七八九", "十百千",
    "万", "億", .bare = true };
static const struct counting japanese_legal = { "〇壱弐参四伍六七八九",
    "拾百阡", "萬", "億", .ones = true };
static const struct counting korean = { "영일이삼사오육칠팔구", "십백천",
    "만", "억", .bare = true };

#define KATAKANA "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモ" \
    "ヤユヨラリルレロワヰヱヲン"
#define HALF_KATAKANA "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ"
#define IROHA "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテ" \
    "アサキユメミシヱヒモセス"
#define HALF_IROHA "ｲﾛﾊﾆﾎﾍﾄﾁﾘﾇﾙｦﾜｶﾖﾀﾚｿﾂﾈﾅﾗﾑｳヰﾉｵｸﾔﾏｹﾌｺｴﾃｱｻｷﾕﾒﾐｼヱﾋﾓｾｽ"
#define CIRCLES "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
#define STEMS "甲乙丙丁戊己庚辛壬癸"
#define BRANCHES "子丑寅卯辰巳午未申酉戌亥"

static const struct format {
	const char *name;
	enum kind kind;
	const char *data;
	const struct counting *counting;
} formats[] = {
	[NUMBERING_DECIMAL] = { "decimal", DECIMAL, NULL, NULL },
	[NUMBERING_NONE] = { "none", NOTHING, NULL, NULL },
	[NUMBERING_BULLET] = { "bullet", NOTHING, NULL, NULL },
	{ "decimalZero", ZERO, NULL, NULL },
	{ "numberInDash", DASHED, NULL, NULL },
	{ "ordinal", ORDINAL, NULL, NULL },
	{ "hex", HEXADECIMAL, NULL, NULL },
	{ "upperRoman", ROMAN_UPPER, NULL, NULL },
	{ "lowerRoman", ROMAN_LOWER, NULL, NULL },
	{ "upperLetter", REPEAT, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", NULL },
	{ "lowerLetter", REPEAT, "abcdefghijklmnopqrstuvwxyz", NULL },
	{ "russianUpper", REPEAT, "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ", NULL },
	{ "russianLower", REPEAT, "абвгдежзиклмнопрстуфхцчшщыэюя", NULL },
	{ "arabicAlpha", REPEAT, "أبتثجحخدذرزسشصضطظعغفقكلمنهوي", NULL },
	{ "arabicAbjad", REPEAT, "أبجدهوزحطيكلمنسعفصقرشتثخذضغظ", NULL },
	{ "hebrew2", REPEAT, "אבגדהוזחטיכלמנסעפצקרשת", NULL },
	{ "thaiLetters", REPEAT,
	    "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ", NULL },
	{ "ganada", REPEAT, "가나다라마바사아자차카타파하", NULL },
	{ "chosung", REPEAT, "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", NULL },
	{ "aiueo", REPEAT, HALF_KATAKANA, NULL },
	{ "aiueoFullWidth", REPEAT, KATAKANA, NULL },
	{ "iroha", REPEAT, HALF_IROHA, NULL },
	{ "irohaFullWidth", REPEAT, IROHA, NULL },
	{ "chicago", REPEAT, "*†‡§", NULL },
	{ "decimalEnclosedCircle", LIST, CIRCLES, NULL },
	{ "decimalEnclosedCircleChinese", LIST, CIRCLES, NULL },
	{ "decimalEnclosedFullstop", LIST, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", NULL },
	{ "decimalEnclosedParen", LIST, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", NULL },
	{ "ideographEnclosedCircle", LIST, "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", NULL },
	{ "ideographTraditional", LIST, STEMS, NULL },
	{ "ideographZodiac", LIST, BRANCHES, NULL },
	{ "ideographZodiacTraditional", CYCLE, NULL, NULL },
	{ "decimalFullWidth", DIGITS, "０１２３４５６７８９", NULL },
	{ "decimalFullWidth2", DIGITS, "０１２３４５６７８９", NULL },
	{ "ideographDigital", DIGITS, "〇一二三四五六七八九", NULL },
	{ "japaneseDigitalTenThousand", DIGITS, "〇一二三四五六七八九", NULL },
	{ "taiwaneseDigital", DIGITS, "○一二三四五六七八九", NULL },
	{ "koreanDigital", DIGITS, "영일이삼사오육칠팔구", NULL },
	{ "koreanDigital2", DIGITS, "零一二三四五六七八九", NULL },
	{ "thaiNumbers", DIGITS, "๐๑๒๓๔๕๖๗๘๙", NULL },
	{ "hindiNumbers", DIGITS, "०१२३४५६७८९", NULL },
	{ "chineseCounting", TENS, "〇一二三四五六七八九", &chinese },
	{ "taiwaneseCounting", TENS, "○一二三四五六七八九", &taiwanese },
	{ "chineseCountingThousand", COUNT, NULL, &chinese },
	{ "taiwaneseCountingThousand", COUNT, NULL, &taiwanese },
	{ "chineseLegalSimplified", COUNT, NULL, &chinese_legal },
	{ "ideographLegalTraditional", COUNT, NULL, &traditional_legal },
	{ "japaneseCounting", COUNT, NULL, &japanese },
	{ "japaneseLegal", COUNT, NULL, &japanese_legal },
	{ "koreanCounting", COUNT, NULL, &korean },
	{ "koreanLegal", NATIVE, NULL, &korean }
};

int
numbering_format(struct span name)
{
	size_t i;

	for (i = 0; i < LEN(formats); i++)
		if (span_is(name, formats[i].name))
			return (int)i;
	return NUMBERING_DECIMAL;
}

/* Appends the i-th character of s, from 0. */
static void
put_character(struct buf *b, const char *s, size_t i)
{
	const size_t n = strlen(s), at = utf8_skip(s, n, i);

	buf_add(b, s + at, utf8_skip(s + at, n - at, 1));
}

static void
put_roman(struct buf *b, long n, bool upper)
{
	static const struct {
		long value;
		const char *upper, *lower;
	} steps[] = {
		{ 1000, "M", "m" }, { 900, "CM", "cm" }, { 500, "D", "d" },
		{ 400, "CD", "cd" }, { 100, "C", "c" }, { 90, "XC", "xc" },
		{ 50, "L", "l" }, { 40, "XL", "xl" }, { 10, "X", "x" },
		{ 9, "IX", "ix" }, { 5, "V", "v" }, { 4, "IV", "iv" },
		{ 1, "I", "i" }
	};
	size_t i;

	for (i = 0; i < LEN(steps); i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			buf_puts(b, upper ? steps[i].upper : steps[i].lower);
}

static void
put_ordinal(struct buf *b, long n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };
	const long last = n % 10;

	buf_printf(b, "%ld%s", n,
	    last > 3 || n / 10 % 10 == 1 ? "th" : ends[last]);
}

static void
put_digits(struct buf *b, const char *digits, long n)
{
	char decimal[24];
	size_t i;

	(void)snprintf(decimal, sizeof(decimal), "%ld", n);
	for (i = 0; decimal[i] != '\0'; i++)
		put_character(b, digits, (size_t)(decimal[i] - '0'));
}

/*
 * Appends n below 10,000; `first` says that it begins the number, and
 * `higher` that a unit above was written, so that a zero may be due.
 */
static void
put_group(struct buf *b, const struct counting *c, long n, bool first)
{
	static const long powers[] = { 1000, 100, 10, 1 };
	bool due = !first && n < 1000, begun = !first;
	size_t i, digit;

	for (i = 0; i < LEN(powers); i++) {
		digit = (size_t)(n / powers[i] % 10);
		if (digit == 0) {
			due = begun;
			continue;
		}
		if (due && c->zeros)
			put_character(b, c->digits, 0);
		due = false;
		if (digit != 1 || i == 3 || (!c->bare &&
		    (begun || i != 2 || c->ones)))
			put_character(b, c->digits, digit);
		if (i < 3)
			put_character(b, c->units, 2 - i);
		begun = true;
	}
}

static void
put_counted(struct buf *b, const struct counting *c, long n)
{
	static const long powers[] = { 100000000, 10000, 1 };
	const char *const units[] = { c->larger, c->myriad, "" };
	const size_t begin = b->len;
	bool due = false;
	size_t i;
	long group;

	if (n == 0) {
		put_character(b, c->digits, 0);
		return;
	}
	for (i = 0; i < LEN(powers); i++) {
		if ((group = n / powers[i] % 10000) == 0) {
			due = b->len > begin;
			continue;
		}
		/* Groups left out, as in 100,005,000, take a zero too. */
		if (due && c->zeros && group >= 1000)
			put_character(b, c->digits, 0);
		put_group(b, c, group, b->len == begin);
		buf_puts(b, units[i]);
		due = false;
	}
}

/* Korean words for 1 to 99. */
static void
put_native(struct buf *b, size_t n)
{
	static const char *const tens[] = { "", "열", "스물", "서른", "마흔",
	    "쉰", "예순", "일흔", "여든", "아흔" };
	static const char *const ones[] = { "", "하나", "둘", "셋", "넷",
	    "다섯", "여섯", "일곱", "여덟", "아홉" };

	buf_puts(b, tens[n / 10]);
	buf_puts(b, ones[n % 10]);
}

/* Appends n in a row of characters; false if it has no such number. */
static bool
put_listed(struct buf *b, const struct format *f, size_t n)
{
	const size_t all = utf8_count(f->data, strlen(f->data));
	size_t i, times;

	if (n == 0)
		return false;
	times = f->kind == REPEAT ? (n - 1) / all + 1 : 1;
	if (times > REPEATED || (f->kind == LIST && n > all))
		return false;
	for (i = 0; i < times; i++)
		put_character(b, f->data, (n - 1) % all);
	return true;
}

/* Appends n, which is not negative; false if the format does not have it. */
static bool
put(struct buf *b, const struct format *f, long n)
{
	switch (f->kind) {
	case ZERO:
		buf_printf(b, "%02ld", n);
		return true;
	case DASHED:
		buf_printf(b, "- %ld -", n);
		return true;
	case ORDINAL:
		put_ordinal(b, n);
		return true;
	case HEXADECIMAL:
		buf_printf(b, "%lX", (unsigned long)n);
		return true;
	case ROMAN_UPPER: case ROMAN_LOWER:
		if (n == 0 || n >= ROMAN_END)
			return false;
		put_roman(b, n, f->kind == ROMAN_UPPER);
		return true;
	case REPEAT: case LIST:
		return put_listed(b, f, (size_t)n);
	case CYCLE:
		if (n == 0 || n > 60)
			return false;
		put_character(b, STEMS, (size_t)(n - 1) % 10);
		put_character(b, BRANCHES, (size_t)(n - 1) % 12);
		return true;
	case NATIVE:
		if (n > 0 && n < 100) {
			put_native(b, (size_t)n);
			return true;
		}
		break;
	case TENS:
		if (n == 0 || n > 99) {
			put_digits(b, f->data, n);
			return true;
		}
		break;
	case DIGITS:
		put_digits(b, f->data, n);
		return true;
	case COUNT:
		break;
	case DECIMAL: case NOTHING:
		return f->kind == NOTHING;
	}
	if (n >= COUNTED_END)
		return false;
	put_counted(b, f->counting, n);
	return true;
}

void
numbering_put(struct buf *b, int format, long n)
{
	const struct format *f = &formats[format];

	if ((n < 0 && f->kind != NOTHING) || (n >= 0 && !put(b, f, n)))
		buf_printf(b, "%ld", n);
}

void
numbering_letters(struct buf *b, long n, char first)
{
	char letters[16];
	size_t i = sizeof(letters);

	for (; n > 0 && i > 0; n = (n - 1) / 26)
		letters[--i] = (char)(first + (n - 1) % 26);
	buf_add(b, letters + i, sizeof(letters) - i);
}
