/*
 * Any bytes give terms whose ranges rise and lie in the text, whose text is
 * UTF-8 without blanks, and which are the same without their text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/terms.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look_at(const struct term *term, size_t last, size_t size)
{
	struct span text = { term->text, term->len };

	must(term->start >= last && term->end > term->start);
	must(term->end <= size);
	must(term->len > 0 && term->len <= TERM_MAX);
	must(utf8_valid(term->text, term->len) == term->len);
	must(utf8_strip(text).len == term->len);
	must(memchr(term->text, ' ', term->len) == NULL);
	must(memchr(term->text, '"', term->len) == NULL);
	must(memchr(term->text, '\0', term->len) == NULL);
	must((term->kind == TERM_WORD) == (term->cp[0] == 0));
	must((term->kind == TERM_BIGRAM) == (term->cp[1] != 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct terms a, b;
	struct term x, y;
	size_t last = 0;
	bool question;

	if (size == 0)
		return 0;
	question = (data[0] & 1) != 0;
	data++;
	size--;
	terms_open(&a, (const char *)data, size);
	terms_open(&b, (const char *)data, size);
	a.question = b.question = question;
	b.plain = true;
	while (terms_next(&a, &x)) {
		look_at(&x, last, size);
		last = x.start;
		must(terms_next(&b, &y));
		must(terms_hash(&x) == terms_hash(&y));
		must(x.kind == y.kind && x.last == y.last);
		must(x.start == y.start && x.end == y.end);
	}
	must(!terms_next(&b, &y));
	return 0;
}
