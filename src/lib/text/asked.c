/* Finds the words of a question that name the kind of thing asked for. */
#include "asked.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "terms.h"

/* Characters, all of them folded. */
static const char measures[] = "的一个些种位件条座部项名次款首本样子届类家场";
static const char *const degrees = "大长高远久深重宽快厚";

static bool
is_in(const char *s, uint32_t cp)
{
	size_t n;
	uint32_t c;

	for (; *s != '\0'; s += n) {
		n = utf8_decode(s, strlen(s), &c);
		if (c == cp)
			return true;
	}
	return false;
}

/*
 * Whether words that were left out before a unit ask for what comes: 什么, but
 * not 为什么; 多少; and 哪 with what follows it, but for 哪里.
 */
static bool
asks_before(struct span question, const struct framing_unit *unit, size_t from)
{
	uint32_t cp, last[3] = { 0 };
	size_t n, at;

	for (at = from; at < unit->start; at += n) {
		n = utf8_decode(question.p + at, unit->start - at, &cp);
		if (n == 0)
			return false;
		(void)terms_fold(&cp);
		last[0] = last[1];
		last[1] = last[2];
		last[2] = cp;
	}
	if (last[2] == 0x4e48)	/* 么 */
		return (last[1] == 0x4ec0 || last[1] == 0x751a) &&
		    last[0] != 0x4e3a;
	if (last[2] == 0x5c11)	/* 少 */
		return last[1] == 0x591a;
	return last[1] == 0x54ea && is_in("一些个几位种", last[2]);
}

/* Whether a unit itself asks for what comes. */
static bool
asks(const struct framing_unit *unit, bool more)
{
	switch (unit->cp) {
	case 0x4f55:	/* 何 */
	case 0x54ea:	/* 哪 */
	case 0x51e0:	/* 几 */
		return true;
	case 0x591a:	/* 多 */
		return more && is_in(degrees, unit[1].cp);
	default:
		return false;
	}
}

/* Whether a unit and the one after it, of n, are a common word. */
static bool
is_word(const struct chinese *c, const struct framing_unit *unit, size_t n)
{
	return n > 1 && unit[0].cp != 0 && unit[1].cp != 0 &&
	    unit[1].start == unit[0].end &&
	    chinese_is_word(c, unit[0].cp, unit[1].cp);
}

/*
 * Marks the measure words and the word that the n units begin with.  Returns
 * how many they are.
 */
static size_t
mark(const struct chinese *c, struct framing_unit *unit, size_t n)
{
	size_t i = 0;

	while (i < n && unit[i].run == unit[0].run &&
	    is_in(measures, unit[i].cp) && !is_word(c, &unit[i], n - i))
		unit[i++].asked = true;
	if (i == n || unit[i].run != unit[0].run || unit[i].cp == 0)
		return i;
	if (is_word(c, &unit[i], n - i))
		unit[i++].asked = true;
	unit[i++].asked = true;
	return i;
}

void
asked_mark(const struct chinese *c, struct span question,
    struct framing_unit *unit, size_t n)
{
	size_t i, done, from = 0;

	for (i = 0; i < n; i++)
		unit[i].asked = false;
	for (i = 0; i < n; i += done == 0 ? 1 : done) {
		done = 0;
		if (asks(&unit[i], i + 1 < n)) {
			unit[i].asked = true;
			done = 1;
			if (i + 1 < n && unit[i + 1].run == unit[i].run)
				done += mark(c, &unit[i + 1], n - i - 1);
		} else if (asks_before(question, &unit[i], from))
			done = mark(c, &unit[i], n - i);
		from = unit[done == 0 ? i : i + done - 1].end;
	}
}
