/* For the tests of framing.c, asked.c and aside.c: the units of a question. */
#ifndef UNITS_H
#define UNITS_H

#include <string.h>

#include "text/framing.h"
#include "text/terms.h"

/*
 * Reads the terms of s, read as those of a question or not (terms.h), into at
 * most `size` units, and marks those that frame.  Returns how many.
 */
static size_t
read_units(const struct framing *framing, const char *s, bool question,
    struct framing_unit *unit, size_t size)
{
	struct terms t;
	struct term term;
	size_t n = 0;

	terms_open(&t, s, strlen(s));
	t.question = question;
	while (n < size && terms_next(&t, &term)) {
		if (term.kind == TERM_BIGRAM)
			continue;
		unit[n] = (struct framing_unit){ .cp = term.cp[0],
			.start = term.start, .end = term.end };
		if (term.kind == TERM_WORD) {
			memcpy(unit[n].word, term.text, term.len);
			unit[n].len = term.len;
		}
		n++;
	}
	framing_mark(framing, span_of(s), unit, n);
	return n;
}

#endif
