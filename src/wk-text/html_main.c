/* Chooses the main text of a page. */
#include "html_main.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * Weights are the letters of a text; a Han character counts three, for it says
 * as much.
 */
#define HAN	3
#define GOOD	60	/* a run of text of this weight is prose */
#define LITTLE	250	/* a page of less prose has none to choose from */
#define LINE	30	/* a line of text */

enum keep { NOTHING, PART, WHOLE };	/* of a node is main text */

#define HOLDS_H1	0x1
#define HOLDS_ARTICLE	0x2	/* an article, or the text of one */

/* Figures about a node and its subtree. */
struct measure {
	uint32_t block;		/* the block that it stands in */
	uint32_t weight;	/* of all text */
	uint32_t links;		/* of text in links */
	uint32_t good;		/* of prose */
	uint32_t own;		/* of prose in itself and its children */
	uint16_t bad;		/* the hints of what it stands in */
	enum keep keep;
	uint8_t holds;		/* HOLDS_... */
	bool gone;		/* it, or what it stands in, is out */
};

struct page {
	struct html_tree *t;
	struct measure *m;
	uint32_t anchor;	/* the element with most prose of its own */
	uint32_t root;		/* of the main text */
};

/* The weight of a text. */
static uint32_t
weigh(const char *p, size_t len)
{
	uint32_t w = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c >= 0xe3 && c < 0xf0)
			w += HAN;
		else if ((c > ' ' && c < 0x80) || c >= 0xc0)
			w++;
	}
	return w;
}

/* Bad hints of an element: of its names, and of its tag. */
static uint32_t
bad_hints(const struct html_node *n)
{
	uint32_t bad = n->hints & HINT_BAD;

	switch (n->tag) {
	case HTML_NAV:
	case HTML_MENU:
		return bad | HINT_NAV;
	case HTML_ASIDE:
		return bad | HINT_SIDE;
	case HTML_FOOTER:
		return bad | HINT_FOOT;
	case HTML_DIALOG:
		return bad | HINT_POPUP;
	case HTML_FIGCAPTION:
		return bad | HINT_META;
	case HTML_FORM: case HTML_SEARCH: case HTML_BUTTON: case HTML_LABEL:
	case HTML_FIELDSET: case HTML_OPTION: case HTML_LEGEND:
		return bad | HINT_FORM;
	case HTML_HTML: case HTML_BODY: case HTML_MAIN: case HTML_PRE:
	case HTML_CODE:
		return 0;
	case HTML_ARTICLE:
		return bad & (HINT_COMMENT | HINT_RELATED | HINT_AD);
	case HTML_P:
		return bad & (HINT_META | HINT_SHARE | HINT_AD | HINT_FORM |
		    HINT_RELATED);
	default:
		return bad;
	}
}

/* Whether what is within the line at i stands in prose, as a date may. */
static bool
in_sentence(const struct page *g, uint32_t i)
{
	const struct measure *block = &g->m[g->m[i].block];

	switch (g->t->nodes[g->m[i].block].tag) {
	case HTML_P: case HTML_LI: case HTML_DD: case HTML_TD:
	case HTML_BLOCKQUOTE:
		return block->good > 0 && block->weight - g->m[i].weight >
		    GOOD;
	default:
		return false;
	}
}

/*
 * The same, but an element that is too large for what its names say, or has
 * too few links, is something else: wrappers are called "with-sidebar" and
 * "category-news".  These numbers, and those below, did best on half of the
 * pages of tests/bench/main_text.py; the other half does nearly as well.
 */
static uint32_t
believed_hints(const struct page *g, uint32_t i)
{
	const struct measure *m = &g->m[i];
	const struct html_node *n = &g->t->nodes[i];
	uint32_t bad = bad_hints(n);

	if (bad == 0)
		return 0;
	if (!html_is_block(n->tag) && in_sentence(g, i))
		bad &= HINT_NAV | HINT_POPUP | HINT_COMMENT;
	if (m->weight > 600)
		bad &= ~(HINT_META | HINT_SHARE | HINT_AD);
	if (m->weight > 500 && n->tag != HTML_FORM)
		bad &= ~HINT_FORM;
	if (m->weight > 200 && m->links < m->weight * 0.3 &&
	    n->tag != HTML_NAV)
		bad &= ~HINT_NAV;
	if (m->links < m->weight * 0.1 && m->weight > 100)
		bad &= ~HINT_RELATED;
	if (m->good > g->m[0].good * 0.3)
		bad &= ~(HINT_NAV | HINT_FORM);
	if (m->good > g->m[0].good * 0.3 && (m->holds || m->good >
	    g->m[0].good * 0.8))
		bad &= ~HINT_POPUP;
	if (n->tag == HTML_FIGCAPTION && m->weight > 150)
		bad &= ~HINT_META;
	if (m->good > g->m[0].good * 0.5 && m->holds)
		bad &= HINT_COMMENT;
	if (m->weight > g->m[0].weight * 0.7 && (m->holds || m->weight >
	    g->m[0].weight * 0.9))
		bad &= HINT_COMMENT;
	return bad;
}

/* Adds a run of text to the block that it stands in. */
static void
end_run(struct page *g, uint32_t block, uint32_t weight, uint32_t links)
{
	struct measure *m = &g->m[block];
	enum html_tag tag = g->t->nodes[block].tag;
	uint32_t good;

	if (weight < GOOD || links * 2 > weight ||
	    (tag >= HTML_H1 && tag <= HTML_H6))
		return;
	good = weight - links;
	m->good += good;
	m->own += good;
	if (tag == HTML_P || tag == HTML_LI || tag == HTML_PRE ||
	    tag == HTML_BLOCKQUOTE || tag == HTML_DD)
		g->m[g->t->nodes[block].parent].own += good;
}

/* Measures every node that is not out. */
static void
measure(struct page *g)
{
	struct html_tree *t = g->t;
	uint32_t i, block = 0, weight = 0, links = 0, link_end = 0, w;

	memset(g->m, 0, t->n * sizeof(*g->m));
	for (i = 0; i < t->n; i++) {
		const struct html_node *n = &t->nodes[i];
		const struct measure *up = &g->m[n->parent];

		if (n->flags & HTML_OUT) {
			i = n->end - 1;
			continue;
		}
		g->m[i].holds = n->tag == HTML_H1 ? HOLDS_H1 :
		    n->tag == HTML_ARTICLE || n->tag == HTML_MAIN ||
		    n->hints & HINT_TEXT ? HOLDS_ARTICLE : 0;
		g->m[i].block = n->tag != HTML_TEXT && html_is_block(n->tag) ?
		    i : up->block;
		if (n->tag == HTML_A)
			link_end = n->end;
		if (n->tag != HTML_TEXT)
			continue;
		w = weigh(t->text.data + n->at, n->len);
		if (g->m[i].block != block) {
			end_run(g, block, weight, links);
			block = g->m[i].block;
			weight = links = 0;
		}
		weight += w;
		g->m[i].weight = w;
		if (i < link_end) {
			links += w;
			g->m[i].links = w;
		}
	}
	end_run(g, block, weight, links);
	for (i = (uint32_t)t->n - 1; i > 0; i--) {
		struct measure *up = &g->m[t->nodes[i].parent];

		up->holds |= g->m[i].holds;
		up->weight += g->m[i].weight;
		up->links += g->m[i].links;
		up->good += g->m[i].good;
	}
	for (i = 1; i < t->n; i++)
		g->m[i].bad = (uint16_t)(g->m[t->nodes[i].parent].bad |
		    believed_hints(g, i));
}

/*
 * Takes in noscript elements that hold prose: pages that scripts build have
 * their text there.
 */
static void
wake_noscript(struct html_tree *t)
{
	uint32_t i, k, weight;

	for (i = 1; i < t->n; i++) {
		struct html_node *n = &t->nodes[i];

		if (n->tag != HTML_NOSCRIPT)
			continue;
		weight = 0;
		for (k = i + 1; k < n->end && weight < LITTLE; k++)
			if (t->nodes[k].tag == HTML_TEXT)
				weight += weigh(t->text.data +
				    t->nodes[k].at, t->nodes[k].len);
		if (weight >= LITTLE)
			n->flags &= (uint16_t)~HTML_OUT;
		i = n->end - 1;
	}
}

/* The element with most prose of its own. */
static uint32_t
find_anchor(const struct page *g)
{
	uint32_t i, best = 0;
	double score, most = 0;

	for (i = 0; i < g->t->n; i++) {
		if (g->m[i].own == 0)
			continue;
		score = g->m[i].own;
		if (g->m[i].bad != 0)
			score /= 10;
		if (g->t->nodes[i].hints & HINT_TEXT)
			score *= 1.5;
		if (score > most) {
			most = score;
			best = i;
		}
	}
	return best;
}

/* Whether the element at i holds the anchor, or is it. */
static bool
holds_anchor(const struct page *g, uint32_t i)
{
	return g->anchor >= i && g->anchor < g->t->nodes[i].end;
}

/* Whether a header at i is that of the site, not of an article. */
static bool
is_site_header(const struct page *g, uint32_t i)
{
	uint32_t k;

	for (k = g->t->nodes[i].parent; k > 0; k = g->t->nodes[k].parent)
		if (g->t->nodes[k].tag == HTML_ARTICLE ||
		    g->t->nodes[k].tag == HTML_MAIN)
			return false;
	return !(g->m[i].holds & HOLDS_H1);
}

/* Takes an element out. */
static void
drop(struct html_node *n)
{
	n->flags |= HTML_OUT | HTML_DROPPED;
}

/* Takes out what its names or tags call no main text. */
static void
drop_named(struct page *g)
{
	struct html_tree *t = g->t;
	uint32_t i;

	for (i = 1; i < t->n; i++) {
		struct html_node *n = &t->nodes[i];

		if (!(n->flags & HTML_OUT) && !holds_anchor(g, i) &&
		    (believed_hints(g, i) != 0 || (n->tag == HTML_HEADER &&
		    is_site_header(g, i))))
			drop(n);
		if (n->flags & HTML_OUT)
			i = n->end - 1;
	}
}

/*
 * The largest element around the one at i in which nearly all that comes in
 * addition is text without links: within the main element or the article, if
 * there is one.
 */
static uint32_t
climb(const struct page *g, uint32_t i)
{
	const struct html_node *nodes = g->t->nodes;
	uint32_t top = 0, up, weight, links;

	for (up = i; up > 0; up = nodes[up].parent)
		if (nodes[up].tag == HTML_ARTICLE || nodes[up].tag == HTML_MAIN)
			top = up;
	for (; i > top && nodes[i].tag != HTML_BODY; i = up) {
		up = nodes[i].parent;
		weight = g->m[up].weight - g->m[i].weight;
		links = g->m[up].links - g->m[i].links;
		if (links > weight * 0.1 || weight > g->m[i].weight)
			break;
	}
	return i;
}

/* The smallest element around the anchor that holds most of the prose. */
static uint32_t
find_root(const struct page *g)
{
	uint32_t total = g->m[0].good, i;
	double share;

	for (i = g->anchor; i > 0; i = g->t->nodes[i].parent) {
		const struct html_node *n = &g->t->nodes[i];

		share = n->hints & HINT_TEXT ? 0.5 :
		    n->tag == HTML_MAIN ? 0.5 :
		    n->tag == HTML_ARTICLE ? 0.6 :
		    n->hints & HINT_CONTENT ? 0.7 : 0.8;
		if (g->m[i].good >= share * total)
			break;
	}
	return climb(g, i);
}

/* The beginning of the text of the element at i, in at most size bytes. */
static struct span
beginning(const struct html_tree *t, uint32_t i, char *p, size_t size)
{
	uint32_t k;
	size_t n = 0, len;

	for (k = i + 1; k < t->nodes[i].end && n < size && k < i + 100; k++) {
		const struct html_node *node = &t->nodes[k];
		const char *text = t->text.data + node->at;

		if (node->flags & HTML_OUT)
			k = node->end - 1;
		if (node->tag != HTML_TEXT)
			continue;
		len = node->len;
		for (; n == 0 && len > 0 && span_is_blank(*text); len--)
			text++;
		if (len > size - n)
			len = size - n;
		memcpy(p + n, text, len);
		n += len;
	}
	return (struct span){ p, n };
}

/* Takes out short lines like "Share this". */
static void
drop_notices(struct page *g)
{
	struct html_tree *t = g->t;
	char text[48];
	uint32_t i;

	for (i = 1; i < t->n; i++) {
		struct html_node *n = &t->nodes[i];

		if (n->flags & HTML_OUT) {
			i = n->end - 1;
			continue;
		}
		if (n->tag == HTML_TEXT || !html_is_block(n->tag) ||
		    n->tag == HTML_TD || n->tag == HTML_TH ||
		    n->tag == HTML_TR || n->tag == HTML_H1 ||
		    n->tag == HTML_PRE || g->m[i].weight == 0 ||
		    g->m[i].weight > 100)
			continue;
		if (html_is_notice(beginning(t, i, text, sizeof(text)))) {
			drop(n);
			i = n->end - 1;
		}
	}
}

/* Keeps the element at i, and parts of those that it stands in. */
static void
keep(struct page *g, uint32_t i)
{
	g->m[i].keep = WHOLE;
	for (i = g->t->nodes[i].parent; g->m[i].keep == NOTHING;
	    i = g->t->nodes[i].parent) {
		g->m[i].keep = PART;
		if (i == 0)
			break;
	}
}

/* Whether the element at i, which stands before the root, leads to it. */
static bool
is_lead(const struct page *g, uint32_t i)
{
	const struct measure *m = &g->m[i];
	enum html_tag tag = g->t->nodes[i].tag;

	if (tag >= HTML_H2 && tag <= HTML_H6)
		return m->weight >= 30 && m->links == 0;
	if (tag == HTML_P)
		return m->weight >= 35 && m->links == 0;
	return m->good > 0 && m->good >= m->weight * 0.8;
}

/*
 * Keeps what leads to the root: the page's title, and the prose between the
 * two, or between the beginning of the article and the root.
 */
static void
keep_lead(struct page *g)
{
	const struct html_tree *t = g->t;
	uint32_t i, from = 0;

	for (i = 1; i < g->root; i++)
		if (t->nodes[i].flags & HTML_OUT)
			i = t->nodes[i].end - 1;
		else if (t->nodes[i].tag == HTML_H1)
			from = i;
	if (from > 0 && !(g->m[g->root].holds & HOLDS_H1))
		keep(g, from);
	if (from == 0)
		for (i = g->root; i > 0; i = t->nodes[i].parent)
			if (t->nodes[i].tag == HTML_ARTICLE ||
			    t->nodes[i].tag == HTML_MAIN)
				from = i + 1;
	if (from == 0)
		return;
	for (i = from; i < g->root; i++)
		if (t->nodes[i].flags & HTML_OUT)
			i = t->nodes[i].end - 1;
		else if (t->nodes[i].tag != HTML_TEXT &&
		    g->m[i].keep == NOTHING && t->nodes[i].end <= g->root &&
		    is_lead(g, i)) {
			keep(g, i);
			i = t->nodes[i].end - 1;
		}
}

/* Takes out lists and boxes of links. */
static void
drop_links(struct page *g)
{
	struct html_tree *t = g->t;
	uint32_t i;

	for (i = g->root + 1; i < t->nodes[g->root].end; i++) {
		struct html_node *n = &t->nodes[i];
		const struct measure *m = &g->m[i];

		if (n->flags & HTML_OUT) {
			i = n->end - 1;
			continue;
		}
		if (n->tag == HTML_TEXT || !html_is_block(n->tag) ||
		    (n->tag >= HTML_H1 && n->tag <= HTML_H6))
			continue;
		if (m->links > m->weight * 0.75 && m->good == 0 &&
		    n->tag != HTML_TD && n->tag != HTML_TH &&
		    n->tag != HTML_TR) {
			drop(n);
			i = n->end - 1;
		}
	}
}

/* Takes out what is not kept. */
static void
drop_rest(struct page *g)
{
	struct html_tree *t = g->t;
	uint32_t i;

	for (i = 0; i < t->n; i++)
		if (g->m[i].keep == WHOLE)
			i = t->nodes[i].end - 1;
		else if (g->m[i].keep == NOTHING) {
			if (!(t->nodes[i].flags & HTML_OUT))
				drop(&t->nodes[i]);
			i = t->nodes[i].end - 1;
		}
}

/*
 * Takes out headings without text of their own: those of what was taken out.
 */
static void
drop_headings(struct page *g)
{
	struct html_tree *t = g->t;
	bool text[6] = { false };	/* before the next of that level */
	uint32_t i, next;
	size_t level;

	for (i = (uint32_t)t->n - 1; i > 0; i--) {
		struct html_node *n = &t->nodes[i];

		if (n->tag == HTML_TEXT) {
			enum html_tag block = t->nodes[g->m[i].block].tag;

			if (g->m[i].weight > 0 && !g->m[i].gone &&
			    (block < HTML_H1 || block > HTML_H6))
				memset(text, true, sizeof(text));
			continue;
		}
		if (n->tag < HTML_H1 || n->tag > HTML_H6 || g->m[i].gone)
			continue;
		level = (size_t)n->tag - HTML_H1;
		for (next = n->end; next < t->n && t->nodes[next].tag ==
		    HTML_TEXT && g->m[next].weight == 0; next++)
			;
		if (level > 0 && ((!text[level] && g->m[i].weight < 100) ||
		    (next < t->n && t->nodes[next].flags & HTML_DROPPED &&
		    g->m[next].links > g->m[next].weight * 0.5)))
			drop(n);
		memset(text + level, false, sizeof(text) - level);
	}
}

/* Notes for every node whether it, or an element around it, is out. */
static void
spread(struct page *g)
{
	uint32_t i;

	for (i = 1; i < g->t->n; i++)
		g->m[i].gone = g->t->nodes[i].flags & HTML_OUT ||
		    g->m[g->t->nodes[i].parent].gone;
}

/* Whether the text that is not out has at least this weight. */
static bool
has_text(const struct html_tree *t, uint32_t weight)
{
	uint32_t i, sum = 0;

	for (i = 0; i < t->n && sum < weight; i++)
		if (t->nodes[i].flags & HTML_OUT)
			i = t->nodes[i].end - 1;
		else if (t->nodes[i].tag == HTML_TEXT)
			sum += weigh(t->text.data + t->nodes[i].at,
			    t->nodes[i].len);
	return sum >= weight;
}

/* Takes back what drop did. */
static void
undo(struct html_tree *t)
{
	uint32_t i;

	for (i = 0; i < t->n; i++)
		if (t->nodes[i].flags & HTML_DROPPED)
			t->nodes[i].flags &=
			    (uint16_t)~(HTML_OUT | HTML_DROPPED);
}

/* Takes out menus and the like by their tags alone. */
static void
drop_tags(struct html_tree *t)
{
	uint32_t i;

	for (i = 1; i < t->n; i++)
		switch (t->nodes[i].tag) {
		case HTML_NAV: case HTML_FOOTER: case HTML_BUTTON:
		case HTML_DIALOG:
			if (!(t->nodes[i].flags & HTML_OUT))
				drop(&t->nodes[i]);
			break;
		default:
			break;
		}
}

/* Chooses from a page with prose. */
static void
choose(struct page *g)
{
	drop_named(g);
	measure(g);
	g->root = find_root(g);
	drop_links(g);
	drop_notices(g);
	keep(g, g->root);
	keep_lead(g);
	drop_rest(g);
	spread(g);
	drop_headings(g);
}

/* Chooses from a page of a few lines; one of links alone keeps them. */
static void
choose_little(struct page *g)
{
	drop_named(g);
	measure(g);
	drop_links(g);
	if (!has_text(g->t, LINE)) {
		undo(g->t);
		drop_named(g);
	}
}

void
html_main(struct html_tree *t)
{
	struct page g = { .t = t };

	g.m = xcalloc(t->n, sizeof(*g.m));
	measure(&g);
	if (g.m[0].good < LITTLE) {
		wake_noscript(t);
		measure(&g);
	}
	g.anchor = find_anchor(&g);
	if (g.m[0].good < LITTLE)
		choose_little(&g);
	else
		choose(&g);
	/* A page that shows text has some. */
	if (!has_text(t, 1)) {
		undo(t);
		drop_tags(t);
		if (!has_text(t, 1))
			undo(t);
	}
	free(g.m);
}
