#include "list.h"

#include <stdlib.h>
#include <string.h>

#include "list_parts.h"
#include "base/scan.h"

/* What reading the brackets of a text may cost, in bytes a byte of it. */
#define EFFORT 4

/* Tags that models put around a whole answer. */
static const char *const tags[] = { "output_json", "output", "questions",
	"answer", "result", "json", "list", "response" };

static const char *const thinking[][2] = { { "<think>", "</think>" },
	{ "<thinking>", "</thinking>" }, { "<thought>", "</thought>" },
	{ "◁think▷", "◁/think▷" } };

static const char *const endings[] = { "<|im_end|>", "<|endoftext|>",
	"<|eot_id|>", "</s>", "<|end|>", "<|end_of_box|>", "<eos>" };

static const char *const refusals[] = { "抱歉", "对不起", "很抱歉", "非常抱歉",
	"我无法", "无法", "我不能", "作为一个", "作为一名", "作为AI", "Sorry",
	"I'm sorry", "I’m sorry", "I am sorry", "I cannot", "I can't",
	"I can’t", "I'm unable", "I am unable", "As an AI",
	"Unfortunately", "I apologize" };

/* Where a text has a word, or NULL; most have not even its first byte. */
static const char *
find(struct span s, const char *word)
{
	const char *p = s.len == 0 ? NULL : memchr(s.p, *word, s.len);
	size_t at, n;

	if (p == NULL)
		return NULL;
	n = s.len - (size_t)(p - s.p);
	at = scan_find(p, n, word, strlen(word));
	return at == n ? NULL : p + at;
}

static const char *
find_last(struct span s, const char *word)
{
	const char *last = NULL, *p;
	size_t n = strlen(word);

	while ((p = find(s, word)) != NULL) {
		last = p;
		p += n;
		s.len -= (size_t)(p - s.p);
		s.p = p;
	}
	return last;
}

/*
 * s without what was thought aloud: up to the last closing tag (some
 * templates have the opening one in the prompt), and from one that opens
 * the text or a line of it and is never closed.
 */
static struct span
without_thinking(struct span s)
{
	const char *p;
	size_t i, n;

	if (find(s, "th") == NULL || (find(s, "<") == NULL &&
	    find(s, "◁") == NULL))
		return s;
	for (i = 0; i < LEN(thinking); i++) {
		if ((p = find_last(s, thinking[i][1])) != NULL) {
			n = (size_t)(p - s.p) + strlen(thinking[i][1]);
			s.p += n;
			s.len -= n;
		}
		p = find(s, thinking[i][0]);
		if (p != NULL && (p == s.p || p[-1] == '\n'))
			s.len = (size_t)(p - s.p);
	}
	return s;
}

/* s without the tokens that end a turn, where a server lets them through. */
static struct span
without_endings(struct span s)
{
	size_t i, n;

	s = list_strip(s);
	if (s.len == 0 || s.p[s.len - 1] != '>')
		return s;
	for (i = 0; i < LEN(endings); i++) {
		n = strlen(endings[i]);
		s = list_strip(s);
		if (s.len >= n &&
		    memcmp(s.p + s.len - n, endings[i], n) == 0) {
			s.len -= n;
			i = (size_t)-1;
		}
	}
	return list_strip(s);
}

/* Reads a text that is a literal and nothing else. */
static enum list_found
read_whole(struct list *l, struct span s, unsigned int how)
{
	struct literal found;
	struct span rest;
	size_t from = l->n;
	int bare;

	s = list_strip(s);
	if (list_bracket(s.p, s.len) == 0)
		return LIST_NONE;
	for (bare = 0; bare < 2; bare++) {
		list_literal(l, s, bare != 0, &found);
		rest = list_strip((struct span){ s.p + found.used,
		    s.len - found.used });
		if (rest.len == 0 || (rest.len == 1 && *rest.p == ';' &&
		    (how & LIST_STRICT) == 0)) {
			if ((how & LIST_STRICT) != 0 &&
			    (!found.closed || found.loose))
				break;
			if (l->n > from + (size_t)bare)
				return LIST_FOUND;
			if (found.closed && found.empty && *s.p != '(')
				return LIST_EMPTY;
		}
		list_drop(l, from);
		/* Words in parentheses are a remark. */
		if ((how & LIST_STRICT) != 0 || *s.p == '(' ||
		    *s.p == '\357' || rest.len > 0)
			break;
	}
	list_drop(l, from);
	return LIST_NONE;
}

/*
 * Hands out what the next fence (three backticks or tildes) has between
 * its lines; without its end, to the end of the text.
 */
static bool
next_fence(struct span *s, struct span *in)
{
	const char *p, *nl, *end = s->p + s->len;

	if ((p = find(*s, "```")) == NULL || (nl = memchr(p, '\n',
	    (size_t)(end - p))) == NULL)
		return false;
	/* ```["a"]``` on one line is no fence */
	in->p = nl + 1;
	in->len = (size_t)(end - in->p);
	if ((p = find(*in, "```")) != NULL)
		in->len = (size_t)(p - in->p);
	s->p = p == NULL ? end : p + 3;
	s->len = (size_t)(end - s->p);
	return true;
}

/* Reads the fences: the one with the most items, the last of equals. */
static enum list_found
read_fences(struct list *l, struct span s, unsigned int how, size_t *budget)
{
	enum list_found found = LIST_NONE, this;
	size_t best = 0;
	struct span in;

	while (next_fence(&s, &in)) {
		this = read_whole(l, in, how);
		if (this == LIST_NONE && (how & LIST_STRICT) == 0 &&
		    list_scan(l, in, budget))
			this = LIST_FOUND;
		if (this > found)
			found = this;
		if (l->n - best >= best) {
			list_close_up(l, 0, best);
			best = l->n;
		} else
			list_drop(l, best);
	}
	return found;
}

/* What stands between a tag that is known and its twin, or the end. */
static bool
find_tag(struct span s, struct span *in)
{
	char open[32], close[32];
	const char *p, *end;
	size_t i, n;

	if (find(s, "<") == NULL)
		return false;
	for (i = 0; i < LEN(tags); i++) {
		n = strlen(tags[i]);
		open[0] = close[0] = '<';
		close[1] = '/';
		memcpy(open + 1, tags[i], n + 1);
		memcpy(close + 2, tags[i], n + 1);
		open[n + 1] = close[n + 2] = '>';
		open[n + 2] = close[n + 3] = '\0';
		if ((p = find(s, open)) == NULL)
			continue;
		in->p = p + n + 2;
		in->len = s.len - (size_t)(in->p - s.p);
		if ((end = find(*in, close)) != NULL)
			in->len = (size_t)(end - in->p);
		return true;
	}
	return false;
}

/* Whether a text that has no question in it declines to answer. */
static bool
refuses(const struct list *l, struct span s)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		if (list_asks(list_text(l, i)))
			return false;
	for (i = 0; i < LEN(refusals); i++)
		if (list_begins(s, refusals[i]))
			return true;
	return false;
}

/* Lines and tables in fences, else in the whole text. */
static bool
read_lines(struct list *l, struct span s, bool cut)
{
	struct span text = s, in;

	while (next_fence(&text, &in))
		if (list_lines(l, in, cut && text.len == 0))
			return true;
	return list_table(l, s) || list_lines(l, s, cut);
}

/*
 * Entities that stand for the quotes of a literal are undone in all of the
 * text.
 */
static struct span
undo_quotes(struct list *l, struct span s)
{
	static const char *const quotes[] = { "[&quot;", "[&#39;", "[&#34;",
		"[&apos;", "{&quot;", "{&#34;", "{&#39;", "[ &quot;",
		"[\n&quot;", "[\n  &quot;", "[\n    &quot;" };
	size_t i;

	if (s.len == 0 || memchr(s.p, '&', s.len) == NULL)
		return s;
	for (i = 0; i < LEN(quotes); i++)
		if (find(s, quotes[i]) != NULL) {
			buf_clear(&l->undone);
			list_undo(&l->undone, s);
			l->text.failed |= l->undone.failed;
			return (struct span){ l->undone.data, l->undone.len };
		}
	return s;
}

static enum list_found
read_all(struct list *l, struct span s, unsigned int how)
{
	size_t budget = s.len * EFFORT + 4096;
	enum list_found found;
	struct span in;

	if ((found = read_whole(l, s, how)) != LIST_NONE)
		return found;
	if ((how & LIST_STRICT) != 0)
		return read_fences(l, s, how, &budget);
	if (find_tag(s, &in)) {
		in = list_strip(in);
		if ((found = read_whole(l, in, how)) != LIST_NONE ||
		    (found = read_fences(l, in, how, &budget)) != LIST_NONE)
			return found;
		if (list_scan(l, in, &budget) || list_elements(l, in) ||
		    list_table(l, in) ||
		    list_lines(l, in, (how & LIST_CUT) != 0))
			return LIST_FOUND;
	}
	if ((found = read_fences(l, s, how, &budget)) != LIST_NONE)
		return found;
	if (list_scan(l, s, &budget) || list_elements(l, s) || list_row(l, s))
		return LIST_FOUND;
	if (!read_lines(l, s, (how & LIST_CUT) != 0))
		return LIST_NONE;
	return refuses(l, list_strip(s)) ? LIST_NONE : LIST_FOUND;
}

enum list_found
list_read(struct list *l, const char *s, size_t n, unsigned int how)
{
	struct span text = { s, n };
	enum list_found found;

	buf_clear(&l->text);
	l->n = 0;
	if (n == 0)
		return LIST_NONE;
	text = without_endings(without_thinking(list_strip(text)));
	/* The first line is indented like the others. */
	while (text.p > s && (text.p[-1] == ' ' || text.p[-1] == '\t')) {
		text.p--;
		text.len++;
	}
	if ((how & LIST_STRICT) == 0)
		text = undo_quotes(l, text);
	found = read_all(l, text, how);
	if (found != LIST_FOUND)
		l->n = 0;
	return found;
}

int
list_match(struct list *l, struct pattern *p, const char *s, size_t n)
{
	struct span text = { s, n }, item;
	struct pattern_match m = { 0 };
	int found;

	buf_clear(&l->text);
	l->n = 0;
	while ((found = pattern_next(p, text, &m)) == 1) {
		item = pattern_group(p, text);
		if (item.len > 0)
			(void)list_add(l, item, CLEAN_ONLY);
	}
	return found;
}

struct span
list_text(const struct list *l, size_t i)
{
	return (struct span){ l->text.data + l->item[i].at, l->item[i].len };
}

/* FNV-1a, over words of eight bytes. */
static size_t
hash(struct span s)
{
	uint64_t h = UINT64_C(14695981039346656037), w;

	for (; s.len >= 8; s.p += 8, s.len -= 8) {
		memcpy(&w, s.p, 8);
		h = (h ^ w) * UINT64_C(1099511628211);
		h ^= h >> 32;
	}
	for (w = 0; s.len > 0; s.p++, s.len--)
		w = w << 8 | (unsigned char)*s.p;
	h = (h ^ w) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 29);
}

/* An empty table with room for all items. */
static bool
make_table(struct list *l)
{
	size_t size = 64, *slot;

	while (size < l->n * 2)
		size *= 2;
	if (size > l->slots) {
		if ((slot = reallocarray(l->slot, size, sizeof(*slot))) ==
		    NULL) {
			l->text.failed = true;
			return false;
		}
		l->slot = slot;
		l->slots = size;
	}
	memset(l->slot, 0, size * sizeof(*l->slot));
	return true;
}

/* Whether an item stands in the table; if not, it is put there. */
static bool
seen(struct list *l, size_t i, size_t mask)
{
	struct span s = list_text(l, i), other;
	size_t at;

	for (at = hash(s) & mask; l->slot[at] != 0; at = (at + 1) & mask) {
		other = list_text(l, l->slot[at] - 1);
		if (other.len == s.len && memcmp(other.p, s.p, s.len) == 0)
			return true;
	}
	l->slot[at] = i + 1;
	return false;
}

size_t
list_unique(struct list *l)
{
	size_t i, kept = 0, mask = 63, all = l->n;

	if (!make_table(l))
		return 0;
	while (mask + 1 < all * 2)
		mask = mask * 2 + 1;
	for (i = 0; i < all; i++) {
		l->item[kept] = l->item[i];
		if (!seen(l, kept, mask))
			kept++;
	}
	l->n = kept;
	return all - kept;
}

void
list_free(struct list *l)
{
	buf_free(&l->text);
	buf_free(&l->undone);
	free(l->item);
	free(l->line);
	free(l->slot);
	*l = (struct list){ 0 };
}
