/* Counts what questions begin with and ask with. */
#include "asked.h"

#include "base/utf8.h"

/* Bytes of a question whose words are looked at. */
#define LOOKED 2000

const char *const asked_words[ASKED_WORDS] = { "如何", "怎么", "什么",
	"为什么", "哪", "谁", "多少", "是否", "what", "how", "why", "who",
	"when", "where", "which", NULL };

/* Other words for them; the longest that begins at a place counts. */
static const struct {
	const char *text;	/* folded */
	const char *word;	/* NULL: it asks nothing */
} same[] = { { "为什么", "为什么" }, { "为甚么", "为什么" },
	{ "什么", "什么" }, { "甚么", "什么" }, { "如何", "如何" },
	{ "为何", "为什么" }, { "为啥", "为什么" }, { "缘何", "为什么" },
	{ "何以", "为什么" }, { "怎", "怎么" }, { "啥", "什么" },
	{ "哪怕", NULL }, { "哪", "哪" }, { "谁", "谁" }, { "何人", "谁" },
	{ "多少", "多少" }, { "几个", "多少" }, { "第几", "多少" },
	{ "是否", "是否" }, { "吗", "是否" }, { "whose", "who" },
	{ "whom", "who" } };

static size_t
place_of(const char *word)
{
	size_t i;

	for (i = 0; strcmp(asked_words[i], word) != 0; i++)
		;
	return i;
}

/* Whether the word of Latin letters that begins at unit i is `what`. */
static bool
is_word(const struct units *u, size_t i, const char *what)
{
	size_t n;

	return (n = units_at(u, i, what)) > 0 && !units_word(u, i + n);
}

/* Whether one of same[] may begin with a Han character: most do not. */
static bool
may_ask(uint32_t cp)
{
	/* By its low byte: 为什何几 吗哪啥多/甚 如怎是第 缘谁. */
	static const bool low[256] = { [0x3a] = true, [0xc0] = true,
		[0x55] = true, [0xe0] = true, [0x17] = true, [0xea] = true,
		[0x65] = true, [0x1a] = true, [0x82] = true, [0x0e] = true,
		[0x2f] = true, [0x2c] = true, [0x18] = true, [0x01] = true };

	return low[cp & 0xff];
}

/* Finds what asks at unit i.  Returns how many units to go on by. */
static size_t
ask(const struct units *u, size_t i, unsigned *found)
{
	size_t k, n;

	if (u->u[i].kind != UNIT_LETTER &&
	    (u->u[i].kind != UNIT_HAN || !may_ask(u->u[i].cp)))
		return 1;
	if (u->u[i].kind == UNIT_LETTER && i > 0 && units_word(u, i - 1))
		return 1;	/* within a word */
	for (k = 0; k < LEN(same); k++) {
		n = u->u[i].kind == UNIT_HAN ? units_at(u, i, same[k].text) :
		    is_word(u, i, same[k].text);
		if (n == 0)
			continue;
		if (same[k].word != NULL)
			*found |= 1u << place_of(same[k].word);
		return n;
	}
	for (k = 0; u->u[i].kind == UNIT_LETTER && asked_words[k] != NULL; k++)
		if (is_word(u, i, asked_words[k]))
			*found |= 1u << k;
	return 1;
}

/* Counts the first two Han characters, or the first two words. */
static void
count_opening(struct asked *a)
{
	const struct units *u = &a->units;
	size_t i = 0, pieces = 0;
	char out[4];
	bool inside = false;

	while (i < u->n && !units_word(u, i) && !units_kind(u, i, UNIT_HAN))
		i++;
	buf_clear(&a->opening);
	for (; i < u->n && pieces <= 2; i++) {
		if (units_kind(u, i, UNIT_HAN)) {
			if (++pieces > 2)
				break;
			inside = false;
		} else if (!units_word(u, i)) {
			inside = inside && u->u[i].cp == '\'';
			if (!inside)
				continue;
		} else if (!inside) {
			if (++pieces > 2)
				break;
			if (a->opening.len > 0)
				buf_addc(&a->opening, ' ');
			inside = true;
		}
		buf_add(&a->opening, out, utf8_encode(out, u->u[i].cp));
	}
	if (a->opening.len > 0)
		(void)names_add(&a->openings, buf_span(&a->opening));
}

/* A hash of what is neither blank nor punctuation. */
static uint64_t
hash_of(const struct units *u)
{
	uint64_t h = 0;
	size_t i;

	for (i = 0; i < u->n; i++) {
		if (u->u[i].kind < UNIT_DIGIT)
			continue;
		h = (h ^ u->u[i].cp) * 0x9e3779b97f4a7c15U;
		h ^= h >> 32;
	}
	return h;
}

void
asked_add(struct asked *a, struct span question)
{
	size_t i, kept = question.len <= LOOKED ? question.len :
	    utf8_valid(question.p, LOOKED);
	unsigned found = 0;
	uint64_t hash;

	units_read(&a->units, (struct span){ question.p, kept });
	a->n++;
	for (i = 0; i < a->units.n; )
		i += ask(&a->units, i, &found);
	for (i = 0; asked_words[i] != NULL; i++)
		a->word[i] += found >> i & 1;
	a->without += found == 0;
	count_opening(a);
	hash = hash_of(&a->units);
	if (kept < question.len)
		hash = distinct_hash(hash, span_from(question, kept));
	a->same += !hashes_add(&a->seen, hash);
}

void
asked_free(struct asked *a)
{
	names_free(&a->openings);
	hashes_free(&a->seen);
	units_free(&a->units);
	buf_free(&a->opening);
}
