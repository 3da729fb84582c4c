/* Writes the numbers of numbered paragraphs on slides. */
#include "pptx_number.h"

#include "numbering.h"

/* What the type of a numbering begins with, and how Word calls that. */
static const struct {
	const char *type, *format;
} formats[] = {
	{ "alphaLc", "lowerLetter" }, { "alphaUc", "upperLetter" },
	{ "romanLc", "lowerRoman" }, { "romanUc", "upperRoman" },
	{ "circleNum", "decimalEnclosedCircle" },
	{ "ea1", "chineseCounting" },
	{ "arabicDb", "decimalFullWidth" },
	{ "arabic1", "arabicAlpha" }, { "arabic2", "arabicAbjad" },
	{ "hebrew2", "hebrew2" }, { "hindiNum", "hindiNumbers" },
	{ "thaiAlpha", "thaiLetters" }, { "thaiNum", "thaiNumbers" }
};

void
pptx_put_number(struct buf *b, struct span type, unsigned n)
{
	int format = NUMBERING_DECIMAL;
	size_t i;

	for (i = 0; i < LEN(formats); i++)
		if (span_begins(type, formats[i].type))
			format = numbering_format(span_of(formats[i].format));
	if (span_ends(type, "ParenBoth"))
		buf_addc(b, '(');
	numbering_put(b, format, n == 0 ? 1 : (long)n);
	if (span_ends(type, "ParenBoth") || span_ends(type, "ParenR"))
		buf_addc(b, ')');
	else if (span_ends(type, "Period") || type.len == 0)
		buf_addc(b, '.');
	else if (span_ends(type, "Minus"))
		buf_addc(b, '-');
}
