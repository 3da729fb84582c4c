/* Sets out the passages that a model answers from, with fences between. */
#include "passages.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "text/sanitize.h"
#include "text/sentence.h"

/* The length of the parts (sentences, clauses) of s that end within n bytes. */
static size_t
whole_parts(struct span s, size_t n,
    size_t (*end)(const char *s, size_t n, size_t from))
{
	size_t at = 0, next;

	while (at < s.len && (next = end(s.p, s.len, at)) <= n)
		at = next;
	return at;
}

/*
 * The beginning of s, in whole sentences, of at most `room` code points;
 * empty if no sentence fits.  The first passage is never cut down to
 * nothing: it ends at the end of a clause or anywhere.
 */
static struct span
shorten(struct span s, size_t room, bool first)
{
	const size_t n = utf8_skip(s.p, s.len, room);
	size_t at;

	if (n == s.len)
		return s;
	at = whole_parts(s, n, sentence_end);
	if (at == 0 && first)
		at = whole_parts(s, n, sentence_clause_end);
	s.len = at == 0 && first ? n : at;
	return utf8_strip(s);
}

/* A passage that is given. */
struct chosen {
	const struct hit *hit;
	size_t place;		/* of hit in hits, from 1 */
	size_t at;		/* of its text in the buffer of all */
	struct span text;
};

/*
 * Chooses passages by rank.  Their texts are appended to `texts`.  Returns
 * how many they are.
 */
static size_t
choose(struct chosen chosen[HITS_MAX], struct buf *texts,
    const struct hit *hit, size_t n, size_t room, enum passages_order order)
{
	struct buf clean = { 0 };
	struct span s, all;
	size_t i, m = 0;

	for (i = 0; i < n && room > 0; i++) {
		buf_clear(&clean);
		sanitize_text(&clean, hit[i].text);
		texts->failed = texts->failed || clean.failed;
		all = utf8_strip(buf_span(&clean));
		if (all.len == 0)
			continue;
		s = shorten(all, room, m == 0);
		if (s.len == 0 || (s.len < all.len && m > 0 &&
		    order == PASSAGES_BY_PLACE))
			break;
		chosen[m++] = (struct chosen){ &hit[i], i + 1, texts->len,
			{ NULL, s.len } };
		buf_add(texts, s.p, s.len);
		if (s.len < all.len)
			break;
		room -= utf8_count(s.p, s.len);
	}
	for (i = 0; i < m && !texts->failed; i++)
		chosen[i].text.p = texts->data + chosen[i].at;
	buf_free(&clean);
	return m;
}

static int
compare(struct span a, struct span b)
{
	const size_t n = a.len < b.len ? a.len : b.len;
	const int order = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* For qsort(3): by source, start and text. */
static int
by_place(const void *one, const void *other)
{
	const struct chosen *a = one, *b = other;
	int order;

	if ((order = compare(a->hit->source, b->hit->source)) != 0)
		return order;
	if (a->hit->start != b->hit->start)
		return a->hit->start < b->hit->start ? -1 : 1;
	if ((order = compare(a->text, b->text)) != 0)
		return order;
	return a->place < b->place ? -1 : 1;
}

/* Gathers the texts in p->raw, a NUL before each to tell them apart. */
static void
gather(struct passages *p, const struct hit *hit, size_t n, size_t room,
    enum passages_order order)
{
	struct chosen chosen[HITS_MAX];
	struct buf texts = { 0 };
	size_t i;

	p->n = choose(chosen, &texts, hit, n, room, order);
	p->failed = texts.failed;
	if (!p->failed && order == PASSAGES_BY_PLACE && p->n > 1)
		qsort(chosen + 1, p->n - 1, sizeof(*chosen), by_place);
	for (i = 0; i < p->n && !p->failed; i++) {
		p->place[order == PASSAGES_BY_PLACE ? i + 1 :
		    chosen[i].place] = chosen[i].place;
		buf_addc(&p->raw, '\0');
		buf_add(&p->raw, chosen[i].text.p, chosen[i].text.len);
	}
	buf_free(&texts);
}

/* Whether b holds a word, whatever the case of ASCII letters. */
static bool
holds_word(const struct buf *b, const char *word)
{
	const size_t n = strlen(word);
	size_t i;

	for (i = 0; i + n <= b->len; i++)
		if (strncasecmp(b->data + i, word, n) == 0)
			return true;
	return false;
}

/* Writes the passages that p->raw holds, in the order of their numbers. */
static void
put_passages(struct passages *p)
{
	const char *s = p->raw.data, *end = s + p->raw.len, *next;
	size_t i;

	for (i = 1; i <= HITS_MAX; i++) {
		if (p->place[i] == 0)
			continue;
		s++;
		if ((next = memchr(s, '\0', (size_t)(end - s))) == NULL)
			next = end;
		buf_printf(&p->text, "<<<%s %zu>>>\n", p->fence, i);
		buf_add(&p->text, s, (size_t)(next - s));
		buf_addc(&p->text, '\n');
		s = next;
	}
	buf_printf(&p->text, "<<<%s end>>>", p->fence);
}

void
passages_make(struct passages *p, const struct hit *hit, size_t n,
    size_t context, struct span question, const char *word,
    enum passages_order order)
{
	memset(p->place, 0, sizeof(p->place));
	buf_clear(&p->text);
	buf_clear(&p->raw);
	buf_clear(&p->unknown);
	buf_clear(&p->question);
	sanitize_text(&p->question, question);
	gather(p, hit, n, context, order);
	buf_addc(&p->raw, '\0');
	buf_add(&p->raw, p->question.data, p->question.len);
	p->failed = p->failed || p->raw.failed || p->question.failed;
	if (p->failed)
		return;
	fence_make(p->fence, buf_span(&p->raw));
	put_passages(p);
	buf_puts(&p->unknown, word);
	p->forged = holds_word(&p->raw, word);
	if (p->forged)
		buf_printf(&p->unknown, "-%.*s", FENCE_SHORT, p->fence);
	p->failed = p->text.failed;
}

/* Whether the digits at text.p[at] end the agreed word. */
static bool
ends_word(const struct passages *p, struct span text, size_t at)
{
	const size_t n = p->unknown.len;

	return p->forged && at + FENCE_SHORT >= n && strncasecmp(text.p + at +
	    FENCE_SHORT - n, p->unknown.data, n) == 0;
}

bool
passages_leaked(const struct passages *p, struct span text)
{
	size_t at, i;

	for (at = 0; at + FENCE_SHORT <= text.len; at++)
		for (i = 0; i + FENCE_SHORT <= FENCE_LEN; i++)
			if (strncasecmp(text.p + at, p->fence + i,
			    FENCE_SHORT) == 0 && !ends_word(p, text, at))
				return true;
	return false;
}

void
passages_free(struct passages *p)
{
	buf_free(&p->text);
	buf_free(&p->raw);
	buf_free(&p->unknown);
	buf_free(&p->question);
}
