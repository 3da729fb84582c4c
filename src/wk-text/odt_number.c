/* Writes numbers in the formats of OpenDocument. */
#include "odt_number.h"

#include "numbering.h"

/* What a format begins with, and its name in Office Open XML. */
static const struct {
	const char *begins, *name;
} formats[] = {
	{ "1", "decimal" },
	{ "i", "lowerRoman" },
	{ "I", "upperRoman" },
	{ "一", "chineseCountingThousand" },
	{ "壹, 貳", "ideographLegalTraditional" },
	{ "壹", "chineseLegalSimplified" },
	{ "壱", "japaneseLegal" },
	{ "甲", "ideographTraditional" },
	{ "子", "ideographZodiac" },
	{ "①", "decimalEnclosedCircle" },
	{ "⑴", "decimalEnclosedParen" },
	{ "１", "decimalFullWidth" },
	{ "0", "decimalZero" },
	{ "ア", "aiueoFullWidth" },
	{ "ｱ", "aiueo" },
	{ "イ", "irohaFullWidth" },
	{ "ｲ", "iroha" },
	{ "일", "koreanCounting" },
	{ "가", "ganada" },
	{ "ㄱ", "chosung" },
	{ "А", "russianUpper" },
	{ "а", "russianLower" },
	{ "א", "hebrew2" },
	{ "ก", "thaiLetters" },
	{ "๑", "thaiNumbers" },
	{ "१", "hindiNumbers" },
	{ "*", "chicago" }
};

void
odt_number(struct buf *b, long n, struct span format, bool sync)
{
	const char *name = "decimal";
	size_t i;

	if (format.len == 0)
		return;
	if (n > 0 && (format.p[0] == 'a' || format.p[0] == 'A')) {
		if (!sync) {
			numbering_letters(b, n, format.p[0]);
			return;
		}
		name = format.p[0] == 'a' ? "lowerLetter" : "upperLetter";
	}
	for (i = 0; i < LEN(formats); i++)
		if (span_begins(format, formats[i].begins)) {
			name = formats[i].name;
			break;
		}
	numbering_put(b, numbering_format(span_of(name)), n);
}
