/* Writes the numbers of numbered paragraphs on slides. */
#include "pptx_number.h"

#include "numbering.h"

/* What a type begins with, and the format of its number (numbering.h). */
static const struct {
	const char *begins, *format;
} formats[] = {
	{ "romanLc", "lowerRoman" },
	{ "romanUc", "upperRoman" },
	{ "alphaLc", "lowerLetter" },
	{ "alphaUc", "upperLetter" },
	{ "ea1", "chineseCountingThousand" },
	{ "circleNum", "decimalEnclosedCircle" },
};

void
pptx_put_number(struct buf *b, struct span type, unsigned n)
{
	const char *format = "decimal";
	size_t i;

	for (i = 0; i < LEN(formats); i++)
		if (span_begins(type, formats[i].begins))
			format = formats[i].format;
	if (span_ends(type, "ParenBoth"))
		buf_addc(b, '(');
	numbering_put(b, numbering_format(span_of(format)), n == 0 ? 1 : n);
	if (span_ends(type, "ParenBoth") || span_ends(type, "ParenR"))
		buf_addc(b, ')');
	else if (span_ends(type, "Period") || type.len == 0)
		buf_addc(b, '.');
}
