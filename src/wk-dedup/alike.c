/* Compares two folded texts. */
#include "alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* Texts of fewer tokens are compared token by token. */
#define BRIEF 64

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
	static const size_t width = BRIEF + 1;
	unsigned char best[(BRIEF + 1) * (BRIEF + 1)] = { 0 };
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
};

static void
add_surplus(const struct alike *a, struct surplus *s, uint64_t token,
    size_t own, size_t other)
{
	if (own <= other)
		return;
	s->tokens += own - other;
	if (other == 0 && own >= 2 && !is_common(a, token))
		s->again += own;
}

/*
 * Whether two texts are of one form, but about different things: where one
 * has a name again and again, the other has another.
 */
static bool
differ_throughout(const struct alike *a, const struct folded *x,
    const struct folded *y)
{
	size_t i = 0, j = 0, m, n, ns, nt;
	uint64_t *s = sorted(x, &ns), *t = sorted(y, &nt), token;
	struct surplus mine = { 0 }, yours = { 0 };

	while (i < ns || j < nt) {
		token = j == nt || (i < ns && s[i] < t[j]) ? s[i] : t[j];
		m = i < ns && s[i] == token ? run(s, i, ns) : 0;
		n = j < nt && t[j] == token ? run(t, j, nt) : 0;
		add_surplus(a, &mine, token, m, n);
		add_surplus(a, &yours, token, n, m);
		i += m;
		j += n;
	}
	free(s);
	free(t);
	return mine.again * 5 > mine.tokens * 2 &&
	    yours.again * 5 > yours.tokens * 2;
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
	if (similarity < least)
		return 0;
	if (x->n < BRIEF && y->n < BRIEF ? differ(a, x, y) :
	    differ_throughout(a, x, y))
		return 0;
	return similarity;
}

double
alike_contained(struct folded *part, struct folded *whole)
{
	const size_t n = alike_grams(part->length);

	folded_grams(part, n);
	folded_grams(whole, n);
	folded_sort(part);
	folded_sort(whole);
	return part->ngrams == 0 ? 0 :
	    (double)common(part, whole) / (double)part->ngrams;
}

bool
alike_answers(const struct alike *a, const struct folded *x,
    const struct folded *y)
{
	if (folded_same(x, y))
		return true;
	return x->facts == y->facts && (x->n >= BRIEF || y->n >= BRIEF ||
	    !differ(a, x, y));
}
