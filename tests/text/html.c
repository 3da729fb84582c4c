/* Character references of HTML: which are read, and as what. */
#include "text/html.h"

#include <string.h>

#include "base/buf.h"
#include "tap.h"

static const struct {
	const char *text;
	size_t len;	/* of the reference, in bytes; 0: there is none */
	uint32_t cp;
} table[] = {
	{ "&amp;lt;", 5, '&' },
	{ "&lt;b", 4, '<' },
	{ "&nbsp;", 6, ' ' },
	{ "&frac12;", 8, 0xbd },
	{ "&thinsp;x", 8, 0x2009 },
	{ "&hellip;&mdash;", 8, 0x2026 },
	{ "&#39;s", 5, '\'' },
	{ "&#x4F60;", 8, 0x4f60 },
	{ "&#X1f600;", 9, 0x1f600 },
	{ "&#x10ffff;", 10, 0x10ffff },
	{ "&#0;", 4, 0 },
	{ "&#55296;", 8, 0xd800 },
	{ "&#9999999;", 10, 9999999 },
	{ "", 0, 0 },
	{ "&", 0, 0 },
	{ "&;", 0, 0 },
	{ "&amp", 0, 0 },
	{ "& amp;", 0, 0 },
	{ "&AMP;", 0, 0 },
	{ "&amps;", 0, 0 },
	{ "&nosuch;", 0, 0 },
	{ "&thetasym;", 0, 0 },
	{ "x&amp;", 0, 0 },
	{ "&#;", 0, 0 },
	{ "&#x;", 0, 0 },
	{ "&#xg;", 0, 0 },
	{ "&#12a;", 0, 0 },
	{ "&#99999999;", 0, 0 },
};

int
main(void)
{
	uint32_t cp;
	size_t i, len;

	for (i = 0; i < LEN(table); i++) {
		cp = 0;
		len = html_entity(span_of(table[i].text), &cp);
		ok(len == table[i].len && (len == 0 || cp == table[i].cp),
		    "'%s' is %s", table[i].text, table[i].len == 0 ?
		    "not a reference" : "the reference of its code point");
	}
	/* The bytes behind the span are not read. */
	ok(html_entity((struct span){ "&amp;", 4 }, &cp) == 0,
	    "a reference that ends behind the span is not read");
	return tap_done();
}
