/*
 * Any answer is read: what is left is valid UTF-8 that has no marks of
 * passages which do not exist, what is cited exists and is cited once, and a
 * word that is found alone is found.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cite.h"
#include "prompts.h"
#include "text/sanitize.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const size_t exists[] = { 0, 2, 4, 0, 1 };

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static void
look(struct span answer, bool keep)
{
	struct cite c = { 0 };
	size_t i, j;

	cite_read(&c, answer, exists, LEN(exists) - 1, keep);
	must(!c.text.failed);
	/* With keep, [1-4] becomes [1,2,4], which may be longer. */
	must(keep || c.text.len <= answer.len);
	if (c.text.len > 0)
		must(utf8_valid(c.text.data, c.text.len) == c.text.len);
	for (i = 0; i < c.n; i++) {
		must(c.cited[i] < LEN(exists) && exists[c.cited[i]]);
		for (j = 0; j < i; j++)
			must(c.cited[i] != c.cited[j]);
	}
	cite_free(&c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char word[] = "\xe7\xa9\xba";
	const struct span answer = { (const char *)data, size };
	const struct span agreed = { word, sizeof(word) - 1 };
	struct buf clean = { 0 }, again = { 0 };

	if (size == 0 || utf8_valid(answer.p, size) != size)
		return 0;
	look(answer, false);
	look(answer, true);
	if (prompts_is_word_alone(answer, agreed))
		must(prompts_is_word(answer, agreed));
	sanitize_text(&clean, answer);
	if (clean.len > 0) {
		must(utf8_valid(clean.data, clean.len) == clean.len);
		sanitize_text(&again, (struct span){ clean.data, clean.len });
		must(again.len == clean.len &&
		    memcmp(again.data, clean.data, clean.len) == 0);
	}
	buf_free(&clean);
	buf_free(&again);
	return 0;
}
