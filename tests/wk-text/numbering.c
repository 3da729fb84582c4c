/* Numbers as lists count them. */
#include "base/buf.h"
#include "numbering.h"
#include "tap.h"

static const struct {
	const char *format;
	long n;
	const char *want;
} cases[] = {
	{ "decimal", 0, "0" }, { "decimal", 2147483647, "2147483647" },
	{ "decimal", -3, "-3" }, { "noSuchFormat", 7, "7" },
	{ "none", 3, "" }, { "bullet", 3, "" }, { "none", -3, "" },
	{ "decimalZero", 7, "07" }, { "decimalZero", 12, "12" },
	{ "numberInDash", 4, "- 4 -" }, { "hex", 255, "FF" },
	{ "ordinal", 1, "1st" }, { "ordinal", 12, "12th" },
	{ "ordinal", 22, "22nd" }, { "ordinal", 111, "111th" },
	{ "ordinal", 103, "103rd" },
	{ "upperLetter", 1, "A" }, { "lowerLetter", 27, "aa" },
	{ "lowerLetter", 53, "aaa" }, { "lowerLetter", 0, "0" },
	{ "lowerLetter", 2147483647, "2147483647" },
	{ "upperRoman", 1994, "MCMXCIV" }, { "lowerRoman", 4, "iv" },
	{ "upperRoman", 0, "0" }, { "upperRoman", 2147483647, "2147483647" },
	{ "chineseCounting", 1, "一" }, { "chineseCounting", 10, "十" },
	{ "chineseCounting", 11, "十一" }, { "chineseCounting", 20, "二十" },
	{ "chineseCounting", 99, "九十九" },
	{ "chineseCounting", 101, "一〇一" },
	{ "chineseCounting", 1099511627776, "一〇九九五一一六二七七七六" },
	{ "chineseCountingThousand", 0, "〇" },
	{ "chineseCountingThousand", 10, "十" },
	{ "chineseCountingThousand", 18, "十八" },
	{ "chineseCountingThousand", 100, "一百" },
	{ "chineseCountingThousand", 101, "一百〇一" },
	{ "chineseCountingThousand", 110, "一百一十" },
	{ "chineseCountingThousand", 1001, "一千〇一" },
	{ "chineseCountingThousand", 1010, "一千〇一十" },
	{ "chineseCountingThousand", 10050, "一万〇五十" },
	{ "chineseCountingThousand", 105000, "十万五千" },
	{ "chineseCountingThousand", 120034, "十二万〇三十四" },
	{ "chineseCountingThousand", 100005000, "一亿〇五千" },
	{ "chineseCountingThousand", 2147483647,
	    "二十一亿四千七百四十八万三千六百四十七" },
	{ "chineseCountingThousand", 1099511627776, "1099511627776" },
	{ "taiwaneseCountingThousand", 101, "一百零一" },
	{ "taiwaneseCounting", 15, "十五" },
	{ "chineseLegalSimplified", 10, "壹拾" },
	{ "chineseLegalSimplified", 305, "叁佰零伍" },
	{ "ideographLegalTraditional", 3, "參" },
	{ "ideographDigital", 105, "一〇五" },
	{ "ideographTraditional", 2, "乙" },
	{ "ideographTraditional", 11, "11" },
	{ "ideographZodiac", 12, "亥" }, { "ideographZodiac", 13, "13" },
	{ "ideographZodiacTraditional", 1, "甲子" },
	{ "ideographZodiacTraditional", 60, "癸亥" },
	{ "japaneseCounting", 101, "百一" }, { "japaneseCounting", 10, "十" },
	{ "japaneseCounting", 10000, "一万" },
	{ "japaneseLegal", 12, "壱拾弐" },
	{ "koreanDigital", 10, "일영" }, { "koreanCounting", 21, "이십일" },
	{ "koreanLegal", 21, "스물하나" }, { "ganada", 2, "나" },
	{ "decimalEnclosedCircle", 3, "③" },
	{ "decimalEnclosedCircle", 20, "⑳" },
	{ "decimalEnclosedCircle", 21, "21" },
	{ "decimalFullWidth", 10, "１０" },
	{ "ideographEnclosedCircle", 2, "㈡" },
	{ "decimalEnclosedParen", 5, "⑸" }, { "aiueoFullWidth", 1, "ア" },
	{ "russianLower", 2, "б" }
};

static const long letters[] = { 1, 26, 27, 702, 703 };

int
main(void)
{
	struct buf b = { 0 };
	char name[64];
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&b);
		numbering_put(&b, numbering_format(span_of(cases[i].format)),
		    cases[i].n);
		(void)snprintf(name, sizeof(name), "%s %ld", cases[i].format,
		    cases[i].n);
		(void)is_mem(b.data, b.len, cases[i].want,
		    strlen(cases[i].want), name);
	}
	buf_clear(&b);
	for (i = 0; i < LEN(letters); i++) {
		numbering_letters(&b, letters[i], 'a');
		buf_addc(&b, ' ');
	}
	numbering_letters(&b, 3, 'A');
	(void)is_mem(b.data, b.len, "a z aa zz aaa C", 15,
	    "letters as HTML counts");
	buf_free(&b);
	return tap_done();
}
