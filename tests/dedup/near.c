/* near: finds what comparing with all earlier texts finds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alike.h"
#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "near.h"
#include "tap.h"

#define TEXTS 600

static uint32_t state = 1;

static uint32_t
random_below(uint32_t n)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(state >> 8) * n >> 24);
}

/* Han characters that are neither numerals nor negations. */
static uint32_t
random_han(void)
{
	return 0x8000 + random_below(700);
}

/* A new text of some length, or an earlier one with some edits. */
static void
make_text(struct buf *b, const struct buf *texts, size_t i)
{
	uint32_t text[600];
	size_t n = 0, k, edits, at;
	struct span s;
	char bytes[4];
	size_t len;

	if (i > 0 && random_below(2) == 0) {
		s = buf_span(&texts[random_below((uint32_t)i)]);
		for (; s.len > 0 && n < 590; s = span_from(s, len))
			len = utf8_decode(s.p, s.len, &text[n++]);
		edits = random_below((uint32_t)n / 15 + 2);
		for (k = 0; k < edits; k++) {
			at = random_below((uint32_t)n);
			if (random_below(2) == 0)
				text[at] = random_han();
			else {
				memmove(text + at + 1, text + at,
				    (n - at) * sizeof(*text));
				text[at] = 0x7684;	/* 的 */
				n++;
			}
			if (n >= 590)
				break;
		}
	} else {
		n = 12 + random_below(random_below(2) == 0 ? 60 : 500);
		for (k = 0; k < n; k++)
			text[k] = random_han();
	}
	for (k = 0; k < n; k++)
		buf_add(b, bytes, utf8_encode(bytes, text[k]));
}

/* What the best of the earlier texts that were kept is like. */
static double
compare_all(struct alike *alike, struct folded *own, struct folded *kept,
    size_t n)
{
	double best = 0, x;
	size_t i;

	for (i = 0; i < n; i++)
		if ((x = alike_compare(alike, own, &kept[i])) > best)
			best = x;
	return best;
}

static void
compare_near(double threshold, size_t most_missed)
{
	const struct near_options options = { .threshold = threshold };
	struct folding *folding = folding_open(true);
	struct alike *alike = alike_open(threshold, folding);
	struct near *near = near_open(&options);
	struct buf *texts = xcalloc(TEXTS, sizeof(*texts));
	struct folded *kept = xcalloc(TEXTS, sizeof(*kept)), own = { 0 };
	struct near_text text = { 0 };
	struct near_found found;
	size_t i, n = 0, same = 0, missed = 0, wrong = 0, other = 0;
	double best;

	if (near == NULL)
		abort();
	for (i = 0; i < TEXTS; i++) {
		make_text(&texts[i], texts, i);
		text.text = buf_span(&texts[i]);
		text.label = span_of("x");
		folded_read(&own, text.text, folding);
		best = compare_all(alike, &own, kept, n);
		if (near_find(near, &text, &found) == -1)
			abort();
		same += best > 0;
		missed += best > 0 && found.similarity == 0;
		wrong += best == 0 && found.similarity > 0;
		other += found.similarity > 0 && found.similarity != best;
		if (found.similarity == 0)
			folded_read(&kept[n++], text.text, folding);
	}
	ok(same > 50, "-t %.2f: %zu are like an earlier one", threshold,
	    same);
	ok(missed <= most_missed, "%zu of them are missed", missed);
	ok(wrong == 0, "no other one is found");
	ok(other <= same / 50, "%zu have a better one", other);
	for (i = 0; i < TEXTS; i++) {
		buf_free(&texts[i]);
		folded_free(&kept[i]);
	}
	free(texts);
	free(kept);
	folded_free(&own);
	near_close(near);
	alike_close(alike);
	folding_close(folding);
}

/* An n-gram is a hash of n characters, not of one before them. */
static void
grams_of_characters(void)
{
	struct folding *folding = folding_open(true);
	struct folded x = { 0 }, y = { 0 };
	size_t n;

	folded_read(&x, span_of("丑山水云石 a"), folding);
	folded_read(&y, span_of("甲山水云石 b"), folding);
	for (n = 2; n <= 3; n++) {
		folded_grams(&x, n);
		folded_grams(&y, n);
		ok(x.ngrams == 7 - n && y.ngrams == 7 - n &&
		    x.gram[0] != y.gram[0] && memcmp(x.gram + 1, y.gram + 1,
		    (5 - n) * sizeof(*x.gram)) == 0 &&
		    x.gram[6 - n] != y.gram[6 - n],
		    "%zu-grams behind the first character are the same", n);
	}
	folded_read(&x, span_of("山水"), folding);
	folded_grams(&x, 3);
	ok(x.ngrams == 1, "a run that is shorter than n is one");
	folded_free(&x);
	folded_free(&y);
	folding_close(folding);
}

int
main(void)
{
	grams_of_characters();
	compare_near(0.8, 10);
	compare_near(0.9, 5);
	compare_near(0.7, 40);
	return tap_done();
}
