/* Compares two folded texts. */
#include "alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* Han characters that change no question: particles, courtesy. */
static const char han[] = "的了吗呢啊吧呀么嘛是在请问您你我想知道一下帮忙谢这那其之而就也都"
    "还又把将给让被所以及和与或";

static const char *const words[] = { "a", "an", "the", "is", "are", "was",
	"were", "be", "been", "do", "does", "did", "has", "have", "had", "of",
	"in", "on", "at", "to", "for", "by", "with", "and", "or", "that",
	"this", "these", "those", "it", "its", "there", "please", "tell",
	"me", "you", "your", "they", "them", "can", "could", "would", "will",
	"s", "re", "so", "then", "also", "just", "as", "from" };

/*
 * Words that exclude each other: where one text has one of a group and the
 * other has another, they say different things, however long they are.  Of
 * Chinese, characters, which stand in words, too: 上册, 下册; 公里, 平方米.
 */
static const char *const opposites[] = { "东西南北", "上下", "大小", "多少", "高低",
	"长短", "前后", "左右", "内外", "早晚迟", "新旧老", "快慢", "冷热", "先后",
	"男女", "父母", "甲乙丙丁", "春夏秋冬", "升降", "增减", "涨跌", "买卖", "进出",
	"开关", "始终", "胜败负", "正反", "奇偶", "阴阳", "允禁", "真假", "里米尺寸",
	"斤克吨", "元角分", "日月年", "和或", "把被", "来去", "美日欧英法德俄", "生死",
	"before after", "north south east west", "more less fewer",
	"above below", "up down", "left right", "first last", "and or",
	"from to", "increase decrease increased decreased",
	"rise fall rose fell", "higher lower larger smaller",
	"longer shorter", "maximum minimum", "earlier later",
	"km miles metres meters feet", "he she his her 他她", "can must",
	"hundred thousand million billion hundreds thousands millions billions",
	"inside outside", "open closed",
	"once twice thrice half quarter double triple",
	"monday tuesday wednesday thursday friday saturday sunday",
	"january february march april may june july august september october "
	"november december" };

_Static_assert(LEN(opposites) <= 64, "a bit for each group");

struct opposite {
	uint64_t token;
	uint64_t group;		/* a bit */
};

struct alike {
	double threshold, brief;
	uint64_t *common;	/* tokens that change nothing, sorted */
	size_t ncommon;
	struct opposite *opposite;	/* sorted by token */
	size_t nopposites;
};

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
by_token(const void *a, const void *b)
{
	const struct opposite *x = a, *y = b;

	return (x->token > y->token) - (x->token < y->token);
}

static void
read_opposites(struct alike *a, const struct folding *folding)
{
	struct folded f = { 0 };
	size_t i, k;

	for (i = 0; i < LEN(opposites); i++) {
		folded_read(&f, span_of(opposites[i]), folding);
		a->opposite = xreallocarray(a->opposite, a->nopposites + f.n,
		    sizeof(*a->opposite));
		for (k = 0; k < f.n; k++)
			a->opposite[a->nopposites++] = (struct opposite){
			    f.token[k], (uint64_t)1 << i };
	}
	qsort(a->opposite, a->nopposites, sizeof(*a->opposite), by_token);
	folded_free(&f);
}

struct alike *
alike_open(double threshold, const struct folding *folding)
{
	struct alike *a = xcalloc(1, sizeof(*a));
	struct folded f = { 0 };
	struct buf b = { 0 };
	size_t i;

	read_opposites(a, folding);
	a->threshold = threshold;
	a->brief = 1 - (1 - threshold) / 2;
	buf_puts(&b, han);
	for (i = 0; i < LEN(words); i++) {
		buf_addc(&b, ' ');
		buf_puts(&b, words[i]);
	}
	folded_read(&f, buf_span(&b), folding);
	a->common = xreallocarray(NULL, f.n, sizeof(*a->common));
	memcpy(a->common, f.token, f.n * sizeof(*a->common));
	a->ncommon = f.n;
	qsort(a->common, f.n, sizeof(*a->common), by_value);
	folded_free(&f);
	buf_free(&b);
	return a;
}

void
alike_close(struct alike *a)
{
	if (a == NULL)
		return;
	free(a->common);
	free(a->opposite);
	free(a);
}

size_t
alike_grams(size_t length)
{
	return length < FOLDED_SHORT ? 2 : 3;
}

static bool
is_common(const struct alike *a, uint64_t token)
{
	return bsearch(&token, a->common, a->ncommon, sizeof(token),
	    by_value) != NULL;
}

uint64_t
alike_meaning(const struct alike *a, const struct folded *f)
{
	uint64_t hash = 0;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (!is_common(a, f->token[i])) {
			hash = (hash ^ f->token[i]) * 0x9e3779b97f4a7c15U;
			hash ^= hash >> 32;
		}
	return hash;
}

/* How many hashes two sets have in common. */
static size_t
common(const struct folded *x, const struct folded *y)
{
	size_t i = 0, j = 0, n = 0;

	while (i < x->ngrams && j < y->ngrams)
		if (x->gram[i] < y->gram[j])
			i++;
		else if (x->gram[i] > y->gram[j])
			j++;
		else {
			i++;
			j++;
			n++;
		}
	return n;
}

/* The groups of words that exclude each other of which a token is one. */
static uint64_t
groups_of(const struct alike *a, uint64_t token)
{
	const struct opposite key = { .token = token }, *found =
	    bsearch(&key, a->opposite, a->nopposites, sizeof(key), by_token),
	    *end = a->opposite + a->nopposites;
	uint64_t groups = 0;

	while (found != NULL && found > a->opposite &&
	    found[-1].token == token)
		found--;
	for (; found != NULL && found < end && found->token == token; found++)
		groups |= found->group;
	return groups;
}

/*
 * Whether, after the longest common subsequence of their tokens is taken out,
 * what is left of two brief texts has a meaning.
 */
static bool
differ(const struct alike *a, const struct folded *x, const struct folded *y)
{
	static const size_t width = ALIKE_BRIEF + 1;
	unsigned char best[(ALIKE_BRIEF + 1) * (ALIKE_BRIEF + 1)] = { 0 };
	const unsigned char *right, *down;
	size_t i, j;

	for (i = x->n; i-- > 0;)
		for (j = y->n; j-- > 0;) {
			right = &best[i * width + j + 1];
			down = &best[(i + 1) * width + j];
			best[i * width + j] = x->token[i] == y->token[j] ?
			    (unsigned char)(down[1] + 1) :
			    *right > *down ? *right : *down;
		}
	i = j = 0;
	while (i < x->n || j < y->n)
		if (i < x->n && j < y->n && x->token[i] == y->token[j]) {
			i++;
			j++;
		} else if (j == y->n || (i < x->n &&
		    best[(i + 1) * width + j] >= best[i * width + j + 1])) {
			if (!is_common(a, x->token[i++]))
				return true;
		} else if (!is_common(a, y->token[j++]))
			return true;
	return false;
}

/* The n tokens of a text, sorted; of those that repeat, as 慢慢, the first. */
static uint64_t *
sorted(const struct folded *f, size_t *n)
{
	uint64_t *t = xreallocarray(NULL, f->n + 1, sizeof(*t));
	size_t i;

	for (*n = i = 0; i < f->n; i++)
		if (i == 0 || f->token[i] != f->token[i - 1])
			t[(*n)++] = f->token[i];
	qsort(t, *n, sizeof(*t), by_value);
	return t;
}

/* How many of the n sorted tokens, from place i on, are the same. */
static size_t
run(const uint64_t *t, size_t i, size_t n)
{
	size_t from = i;

	while (i < n && t[i] == t[from])
		i++;
	return i - from;
}

/* What one text has more of than the other. */
struct surplus {
	size_t tokens;	/* all */
	size_t again;	/* those that the other lacks, and that come again */
	uint64_t groups;	/* of opposites */
};

static void
add_surplus(const struct alike *a, struct surplus *s, uint64_t token,
    size_t own, size_t other)
{
	if (own <= other)
		return;
	s->tokens += own - other;
	s->groups |= groups_of(a, token);
	if (other == 0 && own >= 2 && !is_common(a, token))
		s->again += own;
}

/* Finds what each of two texts has more of. */
static void
find_surplus(const struct alike *a, const struct folded *x,
    const struct folded *y, struct surplus *mine, struct surplus *yours)
{
	size_t i = 0, j = 0, m, n, ns, nt;
	uint64_t *s = sorted(x, &ns), *t = sorted(y, &nt), token;

	while (i < ns || j < nt) {
		token = j == nt || (i < ns && s[i] < t[j]) ? s[i] : t[j];
		m = i < ns && s[i] == token ? run(s, i, ns) : 0;
		n = j < nt && t[j] == token ? run(t, j, nt) : 0;
		add_surplus(a, mine, token, m, n);
		add_surplus(a, yours, token, n, m);
		i += m;
		j += n;
	}
	free(s);
	free(t);
}

/*
 * Whether two texts say different things: where one has a word, the other has
 * one that excludes it; brief ones differ in a token with a meaning; and longer
 * ones are of one form, but where one has a name again and again, the other has
 * another.
 */
static bool
say_other(const struct alike *a, const struct folded *x,
    const struct folded *y)
{
	struct surplus mine = { 0 }, yours = { 0 };

	if (x->n < ALIKE_BRIEF && y->n < ALIKE_BRIEF && differ(a, x, y))
		return true;
	find_surplus(a, x, y, &mine, &yours);
	return (mine.groups & yours.groups) != 0 ||
	    (mine.again * 5 > mine.tokens * 2 &&
	    yours.again * 5 > yours.tokens * 2);
}

double
alike_compare(struct alike *a, struct folded *x, struct folded *y)
{
	const size_t shorter = x->length < y->length ? x->length : y->length;
	const double least = shorter < FOLDED_SHORT ? a->brief : a->threshold;
	size_t both;
	double similarity;

	if (folded_same(x, y))
		return 1;
	if (x->facts != y->facts)
		return 0;
	folded_grams(x, alike_grams(shorter));
	folded_grams(y, alike_grams(shorter));
	folded_sort(x);
	folded_sort(y);
	both = common(x, y);
	if (both == 0)
		return 0;
	similarity = (double)both / (double)(x->ngrams + y->ngrams - both);
	return similarity < least || say_other(a, x, y) ? 0 : similarity;
}

double
alike_contained(struct folded *part, struct folded *whole)
{
	const size_t n = alike_grams(part->length);
	size_t i, both = 0;

	folded_grams(part, n);
	folded_grams(whole, n);
	folded_sort(part);
	folded_sort(whole);
	/* `whole` may be a thousand times as long. */
	for (i = 0; i < part->ngrams; i++)
		if (bsearch(&part->gram[i], whole->gram, whole->ngrams,
		    sizeof(*whole->gram), by_value) != NULL)
			both++;
	return part->ngrams == 0 ? 0 : (double)both / (double)part->ngrams;
}

bool
alike_answers(const struct alike *a, const struct folded *x,
    const struct folded *y)
{
	if (folded_same(x, y))
		return true;
	return x->facts == y->facts && (x->n >= ALIKE_BRIEF ||
	    y->n >= ALIKE_BRIEF || !differ(a, x, y));
}
