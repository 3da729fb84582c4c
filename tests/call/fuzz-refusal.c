/*
 * Any bytes as the message of a refusal: one of the known refusals comes out,
 * the numbers stand in the message, and the same bytes give the same again.
 */
#include "call/refusal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Whether the digits of n stand in the message, without its commas. */
static bool
stands(struct span message, size_t n)
{
	struct buf text = { 0 }, digits = { 0 };
	bool found;
	size_t i;

	for (i = 0; i < message.len; i++)
		if (message.p[i] != ',')
			buf_addc(&text, message.p[i]);
	buf_addu(&digits, n);
	found = text.len > 0 && memmem(text.data, text.len, digits.data,
	    digits.len) != NULL;
	buf_free(&text);
	buf_free(&digits);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span message = { (const char *)data, size };
	size_t limit = 1, given = 1, limit2, given2;
	const enum refusal r = refusal_of(message, &limit, &given);

	must(r <= REFUSAL_KIND);
	must(refusal_of(message, &limit2, &given2) == r);
	must(limit2 == limit && given2 == given);
	must(r != REFUSAL_OTHER || (limit == 0 && given == 0));
	must(limit == 0 || stands(message, limit));
	must(given == 0 || stands(message, given));
	return 0;
}
