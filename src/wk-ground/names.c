/* Finds names in the Han characters of an answer that no passage holds. */
#include "names.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "twins.h"

/* Places of a character in the passages that are looked at, at most. */
#define TRIES 200

/*
 * Bytes of passages that are searched for one answer, at most.  After that,
 * the rest of a hostile answer is not looked at.
 */
#define NAMES_BUDGET ((size_t)32 << 20)

/* What the passages say of a unit. */
enum { NO_CLAIM, NOT_HELD, HELD };

/* Characters behind which no name ends, though they follow one. */
static const char particles[] = "的了是在和与被把将从对为因由等中上下里也都就而"
    "及或其之以所有可能会要不到给向这那又还只很更最";

/* An answer while its names are looked for. */
struct search {
	const struct units *t;
	const struct chinese *chinese;
	const struct lookup *passages;
	uint8_t *state;		/* of each unit */
	size_t from, to;	/* a run of Han that they do not hold */
	size_t *budget;		/* bytes of passages that may be read yet */
	struct names *names;
	struct twins twins;	/* read when first needed */
};

/* Whether a good part of the passages is Han. */
static bool
is_chinese(const struct lookup *passages)
{
	size_t bytes = passages->plain.len;
	size_t letters = scan_count(passages->plain.data, bytes);

	/* Han takes three bytes. */
	return bytes > letters + letters / 2;
}

static bool
is_han(const struct units *t, size_t i)
{
	return i < t->n && t->u[i].cp >= 0x4e00 && t->u[i].cp <= 0x9fff;
}

/* The end of the name of a house that goes on over `to`: 听雨工 to 听雨工作室. */
static size_t
whole(const struct search *s, size_t to)
{
	static const char *const houses[] = { "工作室", "书局", "公司", "集团",
		"大学", "学院", "学校", "中学", "医院", "银行", "酒店", "出版社",
		"研究所", "俱乐部", "博物馆", "图书馆" };
	size_t i, len;

	for (i = 0; i < LEN(houses); i++)
		if ((len = units_at(s->t, to, houses[i])) > 0)
			return to + len;
		else if ((len = units_at(s->t, to - 1, houses[i])) > 0)
			return to - 1 + len;
	return to;
}

static void
add(const struct search *s, size_t from, size_t to)
{
	struct names *names = s->names;

	to = whole(s, to);
	if (names->n > 0 && from < names->name[names->n - 1].to)
		return;
	if (names->n == NAMES_MAX)
		return;
	names->name[names->n].from = from;
	names->name[names->n].to = to;
	names->n++;
}

/* Whether a common word begins at i. */
static bool
word_at(const struct search *s, size_t i)
{
	return is_han(s->t, i) && is_han(s->t, i + 1) &&
	    chinese_is_word(s->chinese, s->t->u[i].cp, s->t->u[i + 1].cp);
}

static bool
is(const struct search *s, size_t i, unsigned int kind)
{
	return is_han(s->t, i) && chinese_is(s->chinese, s->t->u[i].cp, kind);
}

/* Whether the character at i is part of a common word of two. */
static bool
in_word(const struct search *s, size_t i)
{
	return word_at(s, i) || (i > 0 && word_at(s, i - 1));
}

/* Whether the passages may be searched once more. */
static bool
spend(const struct search *s)
{
	size_t cost = s->passages->plain.len + 1;

	if (*s->budget < cost)
		return false;
	*s->budget -= cost;
	return true;
}

/* Whether the character at i stands anywhere in the passages. */
static bool
stands(const struct search *s, size_t i)
{
	char one[4];
	size_t len = utf8_encode(one, s->t->u[i].cp);

	if (!spend(s))
		return true;
	return memmem(s->passages->plain.data, s->passages->plain.len, one,
	    len) != NULL;
}

static bool
is_particle(uint32_t cp)
{
	char one[4];
	size_t len = utf8_encode(one, cp);

	return memmem(particles, sizeof(particles) - 1, one, len) != NULL;
}

/* Whether the character at i is a word, or part of one. */
static bool
explained(const struct search *s, size_t i)
{
	return is(s, i, CHINESE_WORD) || in_word(s, i);
}

/*
 * Whether the passages have another character between those before and
 * behind i: 闵老闸 for 闵小闸.  In common words it would be no name.
 */
static bool
replaces(const struct search *s, size_t i)
{
	const struct buf *plain = &s->passages->plain;
	const char *p = plain->data, *end = plain->data + plain->len;
	uint32_t before = s->t->u[i - 1].cp, after = s->t->u[i + 1].cp, cp, cp2;
	char one[4];
	size_t len = utf8_encode(one, before), tries = 0, n;

	if (!spend(s))
		return false;
	for (; tries < TRIES && (p = memmem(p, (size_t)(end - p), one, len)) !=
	    NULL; tries++) {
		p += len;
		if ((n = utf8_decode(p, (size_t)(end - p), &cp)) != 3 ||
		    utf8_decode(p + n, (size_t)(end - p) - n, &cp2) != 3 ||
		    cp2 != after)
			continue;
		if (chinese_is_word(s->chinese, before, cp) ||
		    chinese_is_word(s->chinese, cp, after))
			continue;
		if (is(s, i - 1, CHINESE_SURNAME) || !is(s, i, CHINESE_WORD) ||
		    !chinese_is(s->chinese, cp, CHINESE_WORD))
			return true;
	}
	return false;
}

/* Whether the character at i is the end of a place's name. */
static bool
ends_place(const struct search *s, size_t i)
{
	static const char ends[] = "市县省镇村州郡江河湖岛峰峡堰寺庙轩";
	static const char not_names[] = "大小旧新老高长这那该此座条全本各每外内"
	    "东西南北上下中个城江过渡";
	char one[4];
	size_t len;

	if (!is_han(s->t, i) || s->state[i] != HELD)
		return false;
	len = utf8_encode(one, s->t->u[i].cp);
	if (memmem(ends, sizeof(ends) - 1, one, len) == NULL)
		return false;
	len = utf8_encode(one, s->t->u[i - 1].cp);
	return memmem(not_names, sizeof(not_names) - 1, one, len) == NULL;
}

/* Adds the name that begins with the surname at i. */
static void
add_person(const struct search *s, size_t i, size_t end)
{
	while (end < i + 3 && is_han(s->t, end) && !in_word(s, end) &&
	    (end < s->to || s->state[end] == NO_CLAIM) &&
	    !is_particle(s->t->u[end].cp))
		end++;
	add(s, i, end);
}

/*
 * Looks at the character at i, which is a word, but not with its neighbours:
 * it may stand for another in a name.
 */
static void
look_at_word(const struct search *s, size_t i)
{
	if (i + 1 != s->to || in_word(s, i) || stands(s, i) ||
	    is_particle(s->t->u[i].cp))
		return;
	if (ends_place(s, i + 1))
		add(s, i, i + 2);
	else if (i > 0 && is_han(s->t, i - 1) &&
	    is_han(s->t, i + 1) && replaces(s, i))
		add(s, i - 1, i + 2);
}

/*
 * Looks at the characters [i, end), which are no words.  Two are a name; one
 * is a name beside a surname, or where it stands in the place of another
 * before words of the passage: 石沟堰有 for 石门堰有.
 */
static void
look_at(const struct search *s, size_t i, size_t end)
{
	size_t from = i, k = i;

	if (end < s->to && is(s, end - 1, CHINESE_SURNAME) &&
	    !in_word(s, end) && !stands(s, end) &&
	    !is_particle(s->t->u[end].cp)) {
		add_person(s, end - 1, end + 1);
		return;
	}
	while (k < end && stands(s, k))
		k++;
	if (k == end)
		return;	/* an abbreviation, or words in another order */
	if (i > 0 && is(s, i - 1, CHINESE_SURNAME) && !in_word(s, i - 1)) {
		add_person(s, i - 1, end);
		return;
	}
	if (is(s, i, CHINESE_SURNAME) && (end - i >= 2 || end == s->to) &&
	    is_han(s->t, end) && !is_particle(s->t->u[end].cp)) {
		add_person(s, i, end - i < 2 ? end + 1 : end);
		return;
	}
	if (end - from >= 2) {
		add(s, from, end);
		return;
	}
	if (end != s->to || !is_han(s->t, end) || s->state[end] != HELD ||
	    is_particle(s->t->u[end].cp))
		return;
	if (from > 0 && is_han(s->t, from - 1) && s->state[from - 1] == HELD &&
	    !is_particle(s->t->u[from - 1].cp))
		add(s, from - 1, end);
	else
		add(s, from, end + 1);
}

/*
 * Looks for names in the run that differ from one of the passages in one
 * character.
 */
static bool
search_twins(struct search *s)
{
	size_t i, from, to, n = s->names->n;

	for (i = s->from; i < s->to; i++) {
		if (!spend(s))
			break;
		if (s->twins.letter == NULL)
			twins_read(&s->twins, s->passages);
		if (twins_find(&s->twins, s->t, i, s->chinese, &from, &to))
			add(s, from, to);
	}
	return s->names->n > n;
}

/* Looks for names in the run [from, to) that the passages do not hold. */
static void
search_run(const struct search *s)
{
	size_t i, end;

	for (i = s->from; i < s->to; i = end) {
		end = i + 1;
		if (i + 1 < s->to && chinese_is_place(s->t->u[i].cp,
		    s->t->u[i + 1].cp)) {
			add(s, i, i + 2);
			end = i + 2;
			continue;
		}
		if (explained(s, i)) {
			look_at_word(s, i);
			continue;
		}
		while (end < s->to && !explained(s, end))
			end++;
		look_at(s, i, end);
	}
}

void
names_find(struct names *names, const struct claims *claims,
    const struct lookup *passages, const struct chinese *chinese)
{
	const struct units *t = &claims->answer;
	struct search s = { .t = t, .chinese = chinese, .names = names };
	const struct claim *claim;
	size_t i, k, budget = NAMES_BUDGET;
	bool held;

	names->n = 0;
	if (t->n == 0 || !is_chinese(passages))
		return;
	s.passages = passages;
	s.budget = &budget;
	s.state = xcalloc(t->n, 1);
	for (i = 0; i < claims->n; i++) {
		claim = &claims->claim[i];
		held = claim->type == CLAIM_NUMBER ||
		    claims_held(claims, i) || claims_given(claims, i);
		for (k = claim->from; k < claim->to; k++)
			if (s.state[k] != HELD)
				s.state[k] = held ? HELD : NOT_HELD;
	}
	for (i = 0; i < t->n && names->n < NAMES_MAX; i = s.to + 1) {
		s.from = s.to = i;
		while (is_han(t, s.to) && s.state[s.to] == NOT_HELD)
			s.to++;
		if (s.to > s.from && !search_twins(&s))
			search_run(&s);
	}
	twins_free(&s.twins);
	free(s.state);
}
