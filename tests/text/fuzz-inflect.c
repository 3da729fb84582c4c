/* The forms of any bytes are letters, all different; the first is the word. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/inflect.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inflect_form form[INFLECT_FORMS];
	size_t n = inflect_forms((const char *)data, size, form), i, j;

	must(n <= INFLECT_FORMS);
	must(n == 0 || (form[0].len == size &&
	    memcmp(form[0].text, data, size) == 0));
	for (i = 0; i < n; i++) {
		must(form[i].len > 0 && form[i].len <= INFLECT_MAX);
		for (j = 0; j < form[i].len; j++)
			must(form[i].text[j] >= 'a' && form[i].text[j] <= 'z');
		for (j = 0; j < i; j++)
			must(form[i].len != form[j].len || memcmp(form[i].text,
			    form[j].text, form[i].len) != 0);
	}
	return 0;
}
