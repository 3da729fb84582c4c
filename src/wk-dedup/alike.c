/* Compares two folded texts. */
#include "alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "opposites.h"

/* Han characters that change no question: particles, courtesy. */
static const char han[] = "的了吗呢啊吧呀么嘛是在请问您你我想知道一下帮忙谢这那其之而就也都"
    "还又把将给让被所以及和与或";

static const char *const words[] = { "a", "an", "the", "is", "are", "was",
	"were", "be", "been", "do", "does", "did", "has", "have", "had", "of",
	"in", "on", "at", "to", "for", "by", "with", "and", "or", "that",
	"this", "these", "those", "it", "its", "there", "please", "tell",
	"me", "you", "your", "they", "them", "can", "could", "would", "will",
	"s", "re", "so", "then", "also", "just", "as", "from" };

struct alike {
	double threshold, brief;
	uint64_t *common;	/* tokens that change nothing, sorted */
	size_t ncommon;
	const struct folding *folding;
	struct opposites *opposites;	/* NULL until they are needed */
};

static int
by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

struct alike *
alike_open(double threshold, const struct folding *folding)
{
	struct alike *a = xcalloc(1, sizeof(*a));
	struct folded f = { 0 };
	struct buf b = { 0 };
	size_t i;

	a->folding = folding;
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
	opposites_close(a->opposites);
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

/*
 * The n tokens between two of a text, sorted; of those that repeat, as 慢慢, the
 * first.
 */
static uint64_t *
sorted(const struct folded *f, size_t from, size_t to, size_t *n)
{
	uint64_t *t = xreallocarray(NULL, to - from + 1, sizeof(*t));
	size_t i;

	for (*n = 0, i = from; i < to; i++)
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
	const struct folded *f;
	size_t begin, end;	/* so many tokens both begin and end with */
	size_t tokens;	/* all */
	size_t again;	/* those that the other lacks, and that come again */
};

/* Whether a token is among those that both texts begin or end with. */
static bool
both_have(const struct surplus *s, uint64_t token)
{
	size_t i;

	for (i = 0; i < s->f->n; i++) {
		if (i == s->begin)
			i = s->f->n - s->end;
		if (i < s->f->n && s->f->token[i] == token)
			return true;
	}
	return false;
}

static void
add_surplus(const struct alike *a, struct surplus *s, uint64_t token,
    size_t own, size_t other)
{
	if (own <= other)
		return;
	s->tokens += own - other;
	if (other == 0 && own >= 2 && !is_common(a, token) &&
	    !both_have(s, token))
		s->again += own;
}

/* Finds what each of two texts has more of. */
static void
find_surplus(const struct alike *a, struct surplus *mine,
    struct surplus *yours)
{
	size_t i = 0, j = 0, m, n, ns, nt;
	uint64_t *s, *t, token;

	folded_trim(mine->f, yours->f, &mine->begin, &mine->end);
	/* What comes before it tells whether a token repeats. */
	mine->end -= mine->end > 0;
	yours->begin = mine->begin;
	yours->end = mine->end;
	s = sorted(mine->f, mine->begin, mine->f->n - mine->end, &ns);
	t = sorted(yours->f, yours->begin, yours->f->n - yours->end, &nt);
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
say_other(struct alike *a, const struct folded *x, const struct folded *y)
{
	struct surplus mine = { .f = x }, yours = { .f = y };

	if (x->n < ALIKE_BRIEF && y->n < ALIKE_BRIEF && differ(a, x, y))
		return true;
	find_surplus(a, &mine, &yours);
	if (a->opposites == NULL)
		a->opposites = opposites_open(a->folding);
	return (mine.again * 5 > mine.tokens * 2 &&
	    yours.again * 5 > yours.tokens * 2) ||
	    opposites_differ(a->opposites, x, y);
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
