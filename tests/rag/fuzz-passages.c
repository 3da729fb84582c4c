/*
 * Whatever the texts and the question are, the lines that part the passages
 * are as many as they should be, no text holds their digits or the agreed
 * word, and no more is given than there is room for.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "passages.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static size_t
count(const struct buf *b, const char *s, size_t n)
{
	const char *p = b->data, *end = p + b->len;
	size_t found = 0;

	while ((p = memmem(p, (size_t)(end - p), s, n)) != NULL) {
		found++;
		p += n;
	}
	return found;
}

static void
look(const struct passages *p, size_t room)
{
	const struct span word = { p->unknown.data, p->unknown.len };
	size_t i;

	must(!p->failed);
	must(utf8_valid(p->text.data, p->text.len) == p->text.len);
	must(count(&p->text, p->fence, FENCE_LEN) == p->n + 1);
	must(count(&p->raw, p->fence, 8) == 0);
	for (i = 0; i + word.len <= p->raw.len; i++)
		must(strncasecmp(p->raw.data + i, word.p, word.len) != 0);
	/* Before each text, and before the question, is a NUL. */
	must(utf8_count(p->raw.data, p->raw.len) <= room + p->n + 1 +
	    (p->question.len == 0 ? 0 : utf8_count(p->question.data,
	    p->question.len)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hit hits[HITS_MAX] = { { .score = 1 } };
	struct passages p = { 0 };
	const char *s, *end, *next;
	struct span question = { "", 0 };
	size_t n = 0, room;

	if (size < 2)
		return 0;
	room = (size_t)data[0] + 1;
	s = (const char *)data + 1;
	end = (const char *)data + size;
	if (utf8_valid(s, size - 1) != size - 1)
		return 0;
	/* Texts end in a tab; the last one is the question. */
	for (; n < HITS_MAX && (next = memchr(s, '\t', (size_t)(end - s))) !=
	    NULL; s = next + 1, n++)
		hits[n] = (struct hit){ .text = { s, (size_t)(next - s) },
			.start = (long long)(n % 3) };
	question = (struct span){ s, (size_t)(end - s) };
	passages_make(&p, hits, n, room, question, "No", PASSAGES_BY_PLACE);
	look(&p, room);
	passages_make(&p, hits, n, room, question, "No", PASSAGES_BY_RANK);
	look(&p, room);
	passages_free(&p);
	return 0;
}
