/* contain: finds what looking for every text finds, and meets few of them. */
#include <stdint.h>
#include <stdlib.h>

#include "alike.h"
#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "contain.h"
#include "tap.h"

#define THRESHOLD 0.8
#define WHOLES 300

/* A form of questions: what stands before, between and behind two words. */
struct form {
	const char *name;
	const char *part[3];
	size_t words[2];	/* how many there are, each */
	size_t most;	/* texts a whole one may meet, on average */
};

static uint32_t state = 1;

static uint32_t
random_below(uint32_t n)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(state >> 8) * n >> 24);
}

/* Adds the i-th word of two Han characters. */
static void
put_word(struct buf *b, size_t i)
{
	char bytes[4];

	buf_add(b, bytes, utf8_encode(bytes, (uint32_t)(0x8000 + i / 90)));
	buf_add(b, bytes, utf8_encode(bytes, (uint32_t)(0x8600 + i % 90)));
}

static void
put_filler(struct buf *b)
{
	size_t i;

	for (i = 0; i < 150; i++)
		put_word(b, 20000 + random_below(9000));
}

/* Adds question i of a form; the second words do not come as the first. */
static void
put_question(struct buf *b, const struct form *form, size_t i)
{
	buf_puts(b, form->part[0]);
	put_word(b, i / form->words[1]);
	buf_puts(b, form->part[1]);
	if (form->words[1] > 1)
		put_word(b, 10000 + i % form->words[1]);
	buf_puts(b, form->part[2]);
}

struct search {
	struct folded *text, *whole;
	double best;
	size_t calls;
};

static bool
found(void *arg, size_t text)
{
	struct search *s = arg;
	double x = alike_contained(&s->text[text], s->whole);

	s->calls++;
	if (x >= THRESHOLD && x > s->best)
		s->best = x;
	return s->best < 1;
}

/* What comparing with all texts finds. */
static double
find_all(struct search *s, size_t n)
{
	double best = 0, x;
	size_t i;

	for (i = 0; i < n; i++)
		if ((x = alike_contained(&s->text[i], s->whole)) > best)
			best = x;
	return best < THRESHOLD ? 0 : best;
}

/*
 * Texts that hold no question, one, one with another first word, or one of
 * which the end is cut off.
 */
static void
put_whole(struct buf *b, const struct form *form, size_t n, size_t i)
{
	struct buf q = { 0 };

	buf_clear(b);
	put_filler(b);
	buf_puts(b, "。");
	put_question(&q, form, i % 4 == 2 ? n + 5 : random_below((uint32_t)n));
	if (i % 4 != 0)
		buf_add(b, q.data, i % 4 == 3 ? q.len - 9 : q.len);
	buf_puts(b, "。");
	put_filler(b);
	buf_free(&q);
}

static struct contain *
add_all(struct folded *text, size_t n)
{
	struct contain *c = contain_open(THRESHOLD, n);
	size_t i;

	for (i = 0; i < n; i++)
		contain_count(c, &text[i]);
	for (i = 0; i < n; i++)
		contain_add(c, &text[i]);
	return c;
}

static void
try_form(const struct form *form)
{
	const size_t n = form->words[0] * form->words[1];
	struct folding *folding = folding_open(true);
	struct folded *text = xcalloc(n, sizeof(*text)), whole = { 0 };
	struct search s = { .text = text, .whole = &whole };
	struct contain *c;
	struct buf b = { 0 };
	size_t i, hold = 0, missed = 0, worse = 0;
	double best;

	for (i = 0; i < n; i++) {
		buf_clear(&b);
		put_question(&b, form, i);
		folded_read(&text[i], buf_span(&b), folding);
	}
	c = add_all(text, n);
	for (i = 0; i < WHOLES; i++) {
		put_whole(&b, form, n, i);
		folded_read(&whole, buf_span(&b), folding);
		s.best = 0;
		contain_find(c, &whole, found, &s);
		best = find_all(&s, n);
		hold += best > 0;
		missed += best > 0 && s.best == 0;
		worse += best == 1 && s.best > 0 && s.best < 1;
	}
	ok(hold >= WHOLES / 4 && missed == 0 && worse == 0, "%s: %zu of %d "
	    "hold one of %zu; %zu are missed, of %zu a worse one is found",
	    form->name, hold, WHOLES, n, missed, worse);
	ok(contain_met(c) <= form->most * WHOLES && s.calls <= form->most *
	    WHOLES, "each meets %zu of them, and is compared with %zu",
	    contain_met(c) / WHOLES, s.calls / WHOLES);
	contain_close(c);
	for (i = 0; i < n; i++)
		folded_free(&text[i]);
	free(text);
	folded_free(&whole);
	folding_close(folding);
	buf_free(&b);
}

static const struct form forms[] = {
	{ "one form", { "这部书里面主人公", "初次来到渡口小镇的时候遇见了哪些人又怎样帮助他们",
	    "？" }, { 5000, 1 }, 500 },
	{ "a short form", { "", "是什么", "？" }, { 5000, 1 }, 150 },
	{ "a form of two words", { "在", "怎样过", "？" }, { 70, 70 }, 250 },
	{ "one question again and again", { "", "由谁出资建成又花了多少钱", "？" },
	    { 1, 1 }, 20 }
};

/* Of texts that are the same, one is met. */
static void
try_same(void)
{
	struct folding *folding = folding_open(true);
	struct folded text[300] = { 0 }, whole = { 0 };
	struct search s = { .text = text, .whole = &whole };
	struct contain *c;
	size_t i;

	for (i = 0; i < 300; i++)
		folded_read(&text[i], span_of("灯塔由谁出资建成，又花了多少钱？"),
		    folding);
	c = add_all(text, 300);
	folded_read(&whole, span_of("他问：灯塔由谁出资建成，又花了多少银两？"), folding);
	contain_find(c, &whole, found, &s);
	ok(s.best > THRESHOLD && s.calls == 1, "of texts that are the same, "
	    "%zu is compared", s.calls);
	contain_close(c);
	for (i = 0; i < 300; i++)
		folded_free(&text[i]);
	folded_free(&whole);
	folding_close(folding);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		try_form(&forms[i]);
	try_same();
	return tap_done();
}
