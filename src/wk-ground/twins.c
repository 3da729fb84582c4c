/* Finds names that differ from a name of the passages in one character. */
#include "twins.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "text/measures.h"
#include "text/numbers.h"

/* Last characters of the names of places. */
static const char ends[] = "市县省镇村州郡江河湖岛峰峡堰寺庙轩乡区谷湾港城观塔宫";

/* Characters that a name neither has behind a surname nor ends with. */
static const char no_names[] = "的了是在和与被把将从对为因由等中上下里也都就而"
    "及或其之以所有可能会要不到给向这那又还只很更最说问道想看听走去来做叫让"
    "写用吃喝打着过个们你我他她它此该座条每各于于并且但先生氏某家姓大小新老";

/* Characters at the end of given names that are not verbs. */
static const char given[] = "山河海水川江云风雪月花秋春夏冬晴雨明远光华国强伟芳英"
    "兰梅竹菊松柏鹤鸿雁燕龙虎凤玉珠宝金银铁石岩峰林森枫柳桃莲荷霞虹星辰阳"
    "天宇宁安康福禄寿贤德仁义礼智信勇毅刚健杰豪俊才文武斌彬涛波浩瀚涵清洁静"
    "婷娟娜丽美艳红丹青蓝紫彤琳琪瑶瑞祥嘉佳慧敏颖思诗琴棋书画墨砚笙箫歌舟黑白";

/* An answer, the passages and a place in each that are compared. */
struct pairing {
	const struct letter *p;
	size_t n, j;
	const struct units *t;
	size_t i;
	const struct chinese *chinese;
};

void
twins_read(struct twins *w, const struct lookup *passages)
{
	const struct passage *passage;
	const char *s, *end;
	size_t i, at, len;
	uint32_t cp;

	w->letter = xreallocarray(NULL, passages->nat + passages->n + 1,
	    sizeof(*w->letter));
	w->n = 0;
	for (i = 0; i < passages->n; i++) {
		passage = &passages->passage[i];
		at = passage->letters;
		s = passages->plain.data + passage->from;
		end = passages->plain.data + passage->to;
		for (; s < end && at < passage->end; s += len, at++) {
			len = utf8_decode(s, (size_t)(end - s), &cp);
			if (len == 0)
				break;
			w->letter[w->n].cp = cp;
			w->letter[w->n++].gap = at == passage->letters ||
			    passages->at[at] != passages->at[at - 1] + 1;
		}
		w->letter[w->n].cp = 0;
		w->letter[w->n++].gap = true;
	}
}

void
twins_free(struct twins *w)
{
	free(w->letter);
	memset(w, 0, sizeof(*w));
}

static bool
is_in(const char *set, size_t len, uint32_t cp)
{
	char one[4];
	size_t n = utf8_encode(one, cp);

	return cp >= 0x4e00 && memmem(set, len, one, n) != NULL;
}

static bool
ends_place(uint32_t cp)
{
	return is_in(ends, sizeof(ends) - 1, cp);
}

static bool
is_given(uint32_t cp)
{
	return is_in(given, sizeof(given) - 1, cp);
}

static bool
no_name(uint32_t cp)
{
	return cp < 0x4e00 || cp > 0x9fff ||
	    is_in(no_names, sizeof(no_names) - 1, cp);
}

/* Whether two characters are a common word. */
static bool
word(const struct pairing *a, uint32_t one, uint32_t two)
{
	return chinese_is_word(a->chinese, one, two);
}

/*
 * The characters of the answer and of the passage, d places behind (before)
 * the compared ones; 0 if a mark stands between, or the text ends.
 */
static uint32_t
answer_cp(const struct pairing *a, int d)
{
	size_t i = a->i;

	for (; d < 0; d++)
		if (i-- == 0 || !units_kind(a->t, i, UNIT_HAN))
			return 0;
	for (; d > 0; d--)
		if (!units_kind(a->t, ++i, UNIT_HAN))
			return 0;
	return a->t->u[i].cp;
}

static uint32_t
passage_cp(const struct pairing *a, int d)
{
	size_t j = a->j;

	for (; d < 0; d++)
		if (a->p[j].gap || j-- == 0)
			return 0;
	for (; d > 0; d--)
		if (++j >= a->n || a->p[j].gap)
			return 0;
	return a->p[j].cp;
}

/* Whether both have the same Han character at that distance. */
static bool
same(const struct pairing *a, int d)
{
	uint32_t cp = answer_cp(a, d);

	return cp != 0 && cp == passage_cp(a, d);
}

/*
 * Whether the character at hand ends a person's name, by the answer alone: two
 * before it are a surname and no common word.
 */
static bool
may_end_person(const struct pairing *a)
{
	uint32_t one = answer_cp(a, -2), two = answer_cp(a, -1);
	uint32_t cp = answer_cp(a, 0);

	return one != 0 && chinese_is(a->chinese, one, CHINESE_SURNAME) &&
	    !no_name(two) && !no_name(cp) && !word(a, one, two) &&
	    !word(a, answer_cp(a, -3), one) && !word(a, cp, answer_cp(a, 1));
}

/*
 * Whether the passages have another character behind the same two, always the
 * same one, and it is the end of a word there: 林远山 of 林远海.
 */
static bool
is_person(struct pairing *a)
{
	uint32_t other = 0, next = 0, x;
	bool twin = false;

	for (a->j = 2; a->j < a->n; a->j++) {
		if (a->p[a->j - 1].cp != answer_cp(a, -1) ||
		    !same(a, -1) || !same(a, -2))
			continue;
		x = passage_cp(a, 0);
		if (no_name(x) || x == answer_cp(a, 0) ||
		    (other != 0 && x != other) ||
		    word(a, x, passage_cp(a, 1)))
			return false;
		twin = twin || answer_cp(a, 1) == passage_cp(a, 1) ||
		    answer_cp(a, 1) == 0 || passage_cp(a, 1) == 0 ||
		    (is_given(x) && is_given(answer_cp(a, 0))) ||
		    (other != 0 && passage_cp(a, 1) != next);
		other = x;
		next = passage_cp(a, 1);
	}
	return twin;
}

/* Whether a person has another surname: 张远山 for 林远山. */
static bool
is_other_surname(const struct pairing *a)
{
	/* Surnames that are more often other words: 于北京, 任省长. */
	static const char often[] = "于任万方常段高江";
	uint32_t one = answer_cp(a, 1), two = answer_cp(a, 2);

	if (is_in(often, sizeof(often) - 1, answer_cp(a, 0)) ||
	    is_in(often, sizeof(often) - 1, passage_cp(a, 0)) ||
	    chinese_is_place(one, two))
		return false;
	return chinese_is(a->chinese, answer_cp(a, 0), CHINESE_SURNAME) &&
	    chinese_is(a->chinese, passage_cp(a, 0), CHINESE_SURNAME) &&
	    same(a, 1) && same(a, 2) && !no_name(one) && !no_name(two) &&
	    !word(a, one, two) && !word(a, two, answer_cp(a, 3)) &&
	    !word(a, answer_cp(a, -1), answer_cp(a, 0));
}

/* Whether the middle of a person's name is another: 林近山 for 林远山. */
static bool
is_other_middle(const struct pairing *a)
{
	uint32_t one = answer_cp(a, -1), two = answer_cp(a, 1);
	uint32_t cp = answer_cp(a, 0), x = passage_cp(a, 0);

	return chinese_is(a->chinese, one, CHINESE_SURNAME) && same(a, -1) &&
	    same(a, 1) && !no_name(two) && !no_name(cp) && !no_name(x) &&
	    !word(a, one, cp) && !word(a, cp, two) && !word(a, one, x) &&
	    !word(a, x, two) && !word(a, answer_cp(a, -2), one) &&
	    !word(a, two, answer_cp(a, 2));
}

/* Whether the name of a place begins, or ends, with another character. */
static bool
begins_other_place(const struct pairing *a)
{
	return !no_name(answer_cp(a, 0)) && !no_name(passage_cp(a, 0)) &&
	    ends_place(answer_cp(a, 2)) && same(a, 2) && same(a, 1) &&
	    !no_name(answer_cp(a, 1)) &&
	    !word(a, answer_cp(a, 1), answer_cp(a, 2)) &&
	    !chinese_is_place(answer_cp(a, 0), answer_cp(a, 1)) &&
	    !word(a, answer_cp(a, -1), answer_cp(a, 0));
}

static bool
ends_other_place(const struct pairing *a)
{
	uint32_t one = answer_cp(a, -2), two = answer_cp(a, -1);
	uint32_t cp = answer_cp(a, 0), x = passage_cp(a, 0);

	return ends_place(cp) && ends_place(x) && same(a, -1) && same(a, -2) &&
	    !no_name(one) && !no_name(two) && !word(a, two, cp) &&
	    !word(a, two, x);
}

/* 雾村 for 雾城, behind 在 and the like in both. */
static bool
ends_other_town(const struct pairing *a)
{
	uint32_t two = answer_cp(a, -1);
	uint32_t cp = answer_cp(a, 0), x = passage_cp(a, 0);

	return ends_place(cp) && ends_place(x) && same(a, -1) &&
	    !no_name(two) && no_name(answer_cp(a, -2)) &&
	    no_name(passage_cp(a, -2)) && !word(a, two, cp) &&
	    !word(a, two, x);
}

/* 了一把剑 for 了两把剑: 一 alone need not be a number. */
static bool
is_one_for_more(const struct pairing *a)
{
	int digit = numbers_digit(passage_cp(a, 0));
	size_t len;

	if (answer_cp(a, 0) != 0x4e00 || digit < 2 || !same(a, -1) ||
	    !same(a, 1) || !same(a, 2))
		return false;
	(void)measures_read(a->t, a->i + 1, &len);
	return len > 0;
}

/* What the characters compared are, and how much of a name is before them. */
static const struct {
	bool (*is)(const struct pairing *a);
	size_t before, len;
} kinds[] = {
	{ is_other_surname, 0, 3 }, { is_other_middle, 1, 3 },
	{ begins_other_place, 0, 3 }, { ends_other_place, 2, 3 },
	{ ends_other_town, 1, 2 }, { is_one_for_more, 0, 1 },
};

/* Whether the passages have the units [i, i + n) of the answer. */
static bool
stands(const struct pairing *a, size_t i, size_t n)
{
	size_t j, k;

	for (j = 0; n > 1 && j + n <= a->n; j++) {
		for (k = 0; k < n && a->p[j + k].cp == a->t->u[i + k].cp; k++)
			;
		if (k == n)
			return true;
	}
	return false;
}

bool
twins_find(const struct twins *w, const struct units *t, size_t i,
    const struct chinese *chinese, size_t *from, size_t *to)
{
	struct pairing a = { .p = w->letter, .n = w->n, .t = t, .i = i,
	    .chinese = chinese };
	uint32_t before = answer_cp(&a, -1), after = answer_cp(&a, 1);
	size_t k;

	if (may_end_person(&a) && is_person(&a)) {
		*from = i - 2;
		*to = i + 1;
		return true;
	}
	for (a.j = 0; a.j < a.n; a.j++) {
		/* Each kind has a neighbour in common. */
		if ((a.j == 0 || a.p[a.j - 1].cp != before) &&
		    (a.j + 1 == a.n || a.p[a.j + 1].cp != after))
			continue;
		if (a.p[a.j].cp == t->u[i].cp || a.p[a.j].cp == 0)
			continue;
		for (k = 0; k < LEN(kinds); k++) {
			if (!kinds[k].is(&a))
				continue;
			*from = i - kinds[k].before;
			*to = *from + kinds[k].len;
			return !stands(&a, *from, kinds[k].len);
		}
	}
	return false;
}
