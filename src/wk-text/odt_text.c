/* Reads the white space of OpenDocument's paragraphs. */
#include "odt_text.h"

#include "odt_name.h"

void
odt_text_add(struct buf *b, struct span s)
{
	char last = b->len == 0 ? '\n' : b->data[b->len - 1];

	for (; s.len > 0; s = span_from(s, 1)) {
		char c = span_is_blank(s.p[0]) ? ' ' : s.p[0];

		if (c == ' ' && (last == '\n' || last == ' '))
			continue;
		buf_addc(b, c);
		last = c;
	}
}

struct span
odt_text_of(const struct xml_element *e)
{
	/* One text:s is at most this many blanks. */
	static const char blanks[] = "                                "
	    "                                                                ";
	const size_t most = sizeof(blanks) - 1;
	long n;

	switch (e->name) {
	case ODT_S:
		n = xml_number(e, ODT_COUNT, 1);
		return (struct span){ blanks, n < 1 ? 1 :
		    (size_t)n > most ? most : (size_t)n };
	case ODT_TAB:
		return span_of("\t");
	case ODT_LINE_BREAK:
		return span_of("\n");
	default:
		return (struct span){ blanks, 0 };
	}
}
