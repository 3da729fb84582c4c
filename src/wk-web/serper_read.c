#include "serper.h"

#include <string.h>

#include "json/json.h"
#include "serper_part.h"

/* More hits than this are not made: all results, the box and the graph. */
#define HITS_MAX (SERPER_RESULTS_MAX + 2)

/* The longest that one piece of a text may be, in code points. */
#define PIECE_MAX 4000

/* More facts than this of a knowledge graph are not told. */
#define FACTS_MAX 32

/* A stretch of reply.pieces, which may move while it grows. */
struct piece {
	size_t at, len;
};

struct hit {
	struct piece text, source, url;
	bool preferred;
	bool general;	/* its URL is that of the whole search */
};

struct reading {
	struct serper_reply *r;
	const struct serper_domains *prefer, *refuse;
	struct json_value parameters;	/* searchParameters, if there */
	struct hit hit[HITS_MAX];
};

static struct span
piece_of(const struct reading *g, struct piece p)
{
	return (struct span){ g->r->pieces.data + p.at, p.len };
}

/* Appends what a string or a number says, cleaned.  Whether it is anything. */
static bool
put_value(struct reading *g, const struct json_value *v)
{
	struct buf *b = &g->r->pieces, scratch = { 0 };
	const size_t before = b->len;

	if (v->type == JSON_STRING) {
		serper_clean(b, json_string(v, &scratch), PIECE_MAX);
		b->failed = b->failed || scratch.failed;
		buf_free(&scratch);
	} else if (v->type == JSON_NUMBER)
		buf_add(b, v->p, v->len);
	return b->len > before;
}

/*
 * Appends a member between two strings, if it says anything; `before` only
 * where something of the text stands already.
 */
static bool
put_member(struct reading *g, const struct piece *text, const char *before,
    const struct json_value *object, const char *name, const char *after)
{
	struct buf *b = &g->r->pieces;
	const size_t was = b->len;
	struct json_value v;

	if (!json_find(object, name, &v))
		return false;
	if (b->len > text->at)
		buf_puts(b, before);
	if (!put_value(g, &v)) {
		b->len = was;
		return false;
	}
	buf_puts(b, after);
	return true;
}

/* A member in brackets behind what the text has, if it has anything. */
static void
put_aside(struct reading *g, const struct piece *text,
    const struct json_value *object, const char *name)
{
	if (g->r->pieces.len > text->at)
		(void)put_member(g, text, " (", object, name, ")");
}

/* A text is begun. */
static struct piece
begin(const struct reading *g)
{
	return (struct piece){ g->r->pieces.len, 0 };
}

static void
end(const struct reading *g, struct piece *p)
{
	p->len = g->r->pieces.len - p->at;
}

/* Takes the link in a member, if it is one. */
static bool
take_link(struct reading *g, const struct json_value *object,
    const char *name, struct piece *url)
{
	struct buf *b = &g->r->pieces, scratch = { 0 };
	struct json_value v;
	struct span s;
	bool good;

	if (!json_find(object, name, &v) || v.type != JSON_STRING)
		return false;
	s = json_string(&v, &scratch);
	if ((good = serper_is_url(s))) {
		*url = begin(g);
		buf_add(b, s.p, s.len);
		end(g, url);
	}
	b->failed = b->failed || scratch.failed;
	buf_free(&scratch);
	return good;
}

static bool
take_sitelink(struct reading *g, const struct json_value *object,
    struct piece *url)
{
	struct json_value list, link;
	struct json j;

	if (!json_find(object, "sitelinks", &list) || list.type != JSON_ARRAY)
		return false;
	json_open(&j, list.p, list.len);
	return json_array(&j) == 0 && json_element(&j, &link) == 1 &&
	    link.type == JSON_OBJECT && take_link(g, &link, "link", url);
}

/* The URL of the search, for what Google itself says. */
static bool
take_search(struct reading *g, struct hit *hit)
{
	struct buf *b = &g->r->pieces, scratch = { 0 };
	struct json_value v;

	if (g->parameters.p == NULL ||
	    !json_find(&g->parameters, "q", &v) || v.type != JSON_STRING)
		return false;
	hit->general = true;
	hit->url = begin(g);
	serper_put_search(b, json_string(&v, &scratch));
	end(g, &hit->url);
	b->failed = b->failed || scratch.failed;
	buf_free(&scratch);
	return true;
}

/* The title, or the host. */
static void
take_source(struct reading *g, const struct json_value *object,
    struct hit *hit)
{
	struct span host;

	hit->source = begin(g);
	if (!put_member(g, &hit->source, "", object, "title", "") &&
	    !g->r->pieces.failed &&
	    buf_reserve(&g->r->pieces, hit->url.len)) {
		host = serper_host(piece_of(g, hit->url));
		buf_add(&g->r->pieces, host.p, host.len);
	}
	end(g, &hit->source);
}

static bool
same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

/* An URL without the part that points into the page. */
static struct span
page_of(struct span url)
{
	const char *mark = memchr(url.p, '#', url.len);

	if (mark != NULL)
		url.len = (size_t)(mark - url.p);
	return url;
}

static bool
is_known(const struct reading *g, const struct hit *hit)
{
	const struct hit *other;
	size_t i;

	for (i = 0; i < g->r->n; i++) {
		other = &g->hit[i];
		if (same(piece_of(g, hit->text), piece_of(g, other->text)))
			return true;
		if (!hit->general && !other->general &&
		    same(page_of(piece_of(g, hit->url)),
			page_of(piece_of(g, other->url))))
			return true;
	}
	return false;
}

/* Keeps a hit that has all it needs, unless it is refused or known. */
static void
keep(struct reading *g, const struct hit *hit)
{
	if (g->r->pieces.failed || g->r->n == HITS_MAX)
		return;
	if (serper_domain_has(g->refuse, piece_of(g, hit->url)))
		g->r->refused++;
	else if (!is_known(g, hit)) {
		g->hit[g->r->n] = *hit;
		g->hit[g->r->n++].preferred = serper_domain_has(g->prefer,
		    piece_of(g, hit->url));
	}
}

static void
read_box(struct reading *g, const struct json_value *box)
{
	struct hit hit = { .text = begin(g) };
	bool any;

	(void)put_member(g, &hit.text, "", box, "title", "");
	any = put_member(g, &hit.text, "\n", box, "answer", "");
	any = put_member(g, &hit.text, "\n", box, "snippet", "") || any;
	end(g, &hit.text);
	if (!any || (!take_link(g, box, "link", &hit.url) &&
	    !take_sitelink(g, box, &hit.url) && !take_search(g, &hit)))
		return;
	take_source(g, box, &hit);
	keep(g, &hit);
}

/* The facts of a knowledge graph, a line each. */
static bool
put_facts(struct reading *g, const struct piece *text,
    const struct json_value *graph)
{
	struct buf *b = &g->r->pieces;
	struct json_value list, name, v;
	struct json j;
	size_t was, n = 0;

	if (!json_find(graph, "attributes", &list) ||
	    list.type != JSON_OBJECT)
		return false;
	json_open(&j, list.p, list.len);
	if (json_object(&j) == -1)
		return false;
	while (n < FACTS_MAX && json_member(&j, &name, &v) == 1) {
		was = b->len;
		if (was > text->at)
			buf_addc(b, '\n');
		if (put_value(g, &name)) {
			buf_puts(b, ": ");
			if (put_value(g, &v)) {
				n++;
				continue;
			}
		}
		b->len = was;
	}
	return n > 0;
}

static void
read_graph(struct reading *g, const struct json_value *graph)
{
	struct hit hit = { .text = begin(g) };
	bool any;

	(void)put_member(g, &hit.text, "", graph, "title", "");
	put_aside(g, &hit.text, graph, "type");
	any = put_member(g, &hit.text, "\n", graph, "description", "");
	any = put_facts(g, &hit.text, graph) || any;
	end(g, &hit.text);
	if (!any || (!take_link(g, graph, "descriptionLink", &hit.url) &&
	    !take_link(g, graph, "website", &hit.url) &&
	    !take_search(g, &hit)))
		return;
	take_source(g, graph, &hit);
	keep(g, &hit);
}

static void
read_result(struct reading *g, const struct json_value *result)
{
	struct hit hit = { .text = begin(g) };

	(void)put_member(g, &hit.text, "", result, "title", "");
	put_aside(g, &hit.text, result, "date");
	if (!put_member(g, &hit.text, "\n", result, "snippet", ""))
		return;
	end(g, &hit.text);
	if (!take_link(g, result, "link", &hit.url) &&
	    !take_sitelink(g, result, &hit.url))
		return;
	take_source(g, result, &hit);
	keep(g, &hit);
}

static void
read_results(struct reading *g, const struct json_value *list)
{
	struct json_value result;
	struct json j;

	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &result) == 1)
		if (result.type == JSON_OBJECT)
			read_result(g, &result);
}

static void
put_string(struct reading *g, const char *before, struct piece p)
{
	buf_puts(&g->r->hits, before);
	json_put_string(&g->r->hits, g->r->pieces.data + p.at, p.len);
}

/* Appends the hits that are preferred, or those that are not. */
static void
put_hits(struct reading *g, bool preferred, unsigned *number)
{
	struct buf *b = &g->r->hits;
	size_t i;

	for (i = 0; i < g->r->n; i++) {
		if (g->hit[i].preferred != preferred)
			continue;
		put_string(g, *number == 0 ? "{\"text\":" : ",{\"text\":",
		    g->hit[i].text);
		put_string(g, ",\"source\":", g->hit[i].source);
		if (*number == 0)
			buf_puts(b, ",\"score\":1");
		else
			buf_printf(b, ",\"score\":0.%03u",
			    10000 / (10 + *number));
		put_string(g, ",\"url\":", g->hit[i].url);
		buf_addc(b, '}');
		++*number;
	}
}

static void
read_all(struct reading *g, const struct json_value *top)
{
	struct json_value v;
	unsigned number = 0;

	if (json_find(top, "searchParameters", &v) && v.type == JSON_OBJECT)
		g->parameters = v;
	if (json_find(top, "answerBox", &v) && v.type == JSON_OBJECT)
		read_box(g, &v);
	if (json_find(top, "knowledgeGraph", &v) && v.type == JSON_OBJECT)
		read_graph(g, &v);
	if (json_find(top, "organic", &v) && v.type == JSON_ARRAY)
		read_results(g, &v);
	buf_addc(&g->r->hits, '[');
	if (!g->r->pieces.failed) {
		put_hits(g, true, &number);
		put_hits(g, false, &number);
	}
	buf_addc(&g->r->hits, ']');
}

int
serper_read(struct serper_reply *r, struct span body,
    const struct serper_domains *prefer, const struct serper_domains *refuse)
{
	struct reading g = { .r = r, .prefer = prefer, .refuse = refuse };
	struct json_value top;
	struct json j;

	buf_clear(&r->hits);
	buf_clear(&r->pieces);
	r->n = r->refused = 0;
	r->failed = false;
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    top.type != JSON_OBJECT)
		return -1;
	read_all(&g, &top);
	r->failed = r->hits.failed || r->pieces.failed;
	return 0;
}

void
serper_free(struct serper_reply *r)
{
	buf_free(&r->hits);
	buf_free(&r->pieces);
}
