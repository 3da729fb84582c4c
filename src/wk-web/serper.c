/* Searches by Serper: requests, and hits made of the replies. */
#include "serper.h"

#include <string.h>

#include "base/utf8.h"
#include "json/json.h"
#include "text/html.h"
#include "text/lang.h"

/* Hits of a reply that are kept: all results, the box and the graph. */
#define FOUND_MAX (SERPER_RESULTS_MAX + 2)

/* The longest piece of a text, in code points. */
#define PIECE_MAX 4000

/* Facts of a knowledge graph that are kept. */
#define FACTS_MAX 32

/* The length of the entity that s begins with, or 0 if there is none. */
static size_t
entity_at(struct span s, uint32_t *cp)
{
	const size_t n = html_entity(s, cp);

	if (n > 0 && (*cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff)))
		return 0;
	return n;
}

/* Whether a code point does not show, or turns the text around it. */
static bool
is_hidden(uint32_t cp)
{
	return (cp >= 0x7f && cp < 0xa0) || cp == 0xad || cp == 0x61c ||
	    cp == 0x200b || cp == 0x200e || cp == 0x200f ||
	    (cp >= 0x202a && cp <= 0x202e) || cp == 0x2060 ||
	    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
	    (cp >= 0xfff9 && cp <= 0xfffb) || (cp & 0xfffe) == 0xfffe;
}

/* serper_clean, with or without decoding entities. */
static void
clean(struct buf *b, struct span s, size_t most, bool decode)
{
	const size_t start = b->len;
	size_t i, n, count = 0;
	bool blank = false;
	uint32_t cp;
	char c[4];

	for (i = 0; i < s.len && count < most; i += n) {
		n = 0;
		if (decode && s.p[i] == '&')
			n = entity_at(span_from(s, i), &cp);
		if (n == 0 && (n = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			return;
		if (cp < ' ' || utf8_isspace(cp)) {
			blank = true;
			continue;
		}
		if (is_hidden(cp))
			continue;
		if (blank && b->len > start) {
			if (++count == most)
				return;
			buf_addc(b, ' ');
		}
		blank = false;
		buf_add(b, c, utf8_encode(c, cp));
		count++;
	}
}

void
serper_clean(struct buf *b, struct span s, size_t most)
{
	clean(b, s, most, true);
}

/* Cuts a query down to SERPER_QUERY_MAX; returns whether it was longer. */
static bool
cut_query(struct buf *q)
{
	const size_t most = utf8_skip(q->data, q->len, SERPER_QUERY_MAX);
	const char *blank;

	if (most == q->len)
		return false;
	q->len = most;
	if ((blank = memrchr(q->data, ' ', most)) != NULL &&
	    (size_t)(blank - q->data) > most / 2)
		q->len = (size_t)(blank - q->data);
	return true;
}

int
serper_body(struct buf *b, const struct serper_search *how,
    struct span question, size_t *cut)
{
	struct buf q = { 0 };
	bool chinese;

	/* Read one beyond the limit, to see if the query must be cut. */
	clean(&q, question, SERPER_QUERY_MAX + 1, false);
	if (q.len == 0)
		return -1;
	*cut += cut_query(&q);
	chinese = how->lang == SERPER_AUTO ? lang_is_chinese(buf_span(&q)) :
	    how->lang == SERPER_ZH;
	buf_puts(b, "{\"q\":");
	json_put_string(b, q.data, q.len);
	buf_printf(b, ",\"gl\":\"%s\",\"hl\":\"%s\",\"num\":%zu",
	    chinese ? "cn" : "us", chinese ? "zh-cn" : "en", how->results);
	if (how->recent != 0)
		buf_printf(b, ",\"tbs\":\"qdr:%c\"", how->recent);
	buf_addc(b, '}');
	buf_free(&q);
	return 0;
}

/* The reason why top is not the result of a search, or NULL. */
static const char *
find_fault(const struct json_value *top)
{
	static const struct {
		const char *name;
		enum json_type type;
	} members[] = {
		{ "organic", JSON_ARRAY }, { "answerBox", JSON_OBJECT },
		{ "knowledgeGraph", JSON_OBJECT },
		{ "searchParameters", JSON_OBJECT },
	};
	struct json_value v;
	bool any = false;
	size_t i;

	if (top->type != JSON_OBJECT)
		return "not a JSON object";
	for (i = 0; i < LEN(members); i++) {
		if (!json_find(top, members[i].name, &v) ||
		    v.type == JSON_NULL)
			continue;
		if (v.type != members[i].type)
			return "results of another form";
		any = true;
	}
	return any ? NULL : "no search results";
}

/* Notes the error that top holds, though it came with status 200. */
static void
look_for_error(const struct json_value *top, struct verdict_finding *found)
{
	struct json_value m;
	long long status;

	if (!json_find(top, "message", &m) && !json_find(top, "error", &m))
		return;
	found->error = (struct span){ top->p, top->len };
	if (json_find(top, "statusCode", &m) &&
	    json_integer(&m, &status) == 0 && status >= 400 && status <= 599)
		found->status = (long)status;
}

static struct verdict_finding
look(const struct json_value *top)
{
	struct verdict_finding found = { .fault = find_fault(top) };

	if (found.fault != NULL && top->type == JSON_OBJECT)
		look_for_error(top, &found);
	return found;
}

void
serper_judge(struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	static const struct verdict_protocol protocol = { .look = look };

	verdict_body(v, body, &protocol, reply, now);
}

/* A stretch of reply.pieces, by its place: those may move as they grow. */
struct piece {
	size_t at, len;
};

struct found {
	struct piece text, source, url;
	bool preferred;
	bool general;	/* its URL is that of the search */
};

/* A reply that is being read. */
struct reading {
	struct serper_reply *r;
	const struct sites *prefer, *refuse;
	struct json_value parameters;	/* searchParameters, if there */
	struct found found[FOUND_MAX];
};

static struct span
piece_of(const struct reading *g, struct piece p)
{
	return (struct span){ g->r->pieces.data + p.at, p.len };
}

/* Appends a string, cleaned, or a number; false if that is empty. */
static bool
put_value(struct reading *g, const struct json_value *v)
{
	struct buf *b = &g->r->pieces, scratch = { 0 };
	const size_t before = b->len;

	if (v->type == JSON_STRING) {
		serper_clean(b, json_string(v, &scratch), PIECE_MAX);
		buf_free(&scratch);
	} else if (v->type == JSON_NUMBER)
		buf_add(b, v->p, v->len);
	return b->len > before;
}

/*
 * Appends a member between two strings, unless it is empty; `before` only if
 * the text has begun.  Whether it was appended.
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

/* Appends a member in brackets, if the text has begun. */
static void
put_aside(struct reading *g, const struct piece *text,
    const struct json_value *object, const char *name)
{
	if (g->r->pieces.len > text->at)
		(void)put_member(g, text, " (", object, name, ")");
}

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

/* Takes the link in a member; false if it is not the URL of a page. */
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
	if ((good = site_is_url(s))) {
		*url = begin(g);
		buf_add(b, s.p, s.len);
		end(g, url);
	}
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

/* Appends the URL of a search for the query. */
static void
put_search(struct buf *b, struct span query)
{
	static const char safe[] = "-._~0123456789"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t i;

	buf_puts(b, "https://www.google.com/search?q=");
	for (i = 0; i < query.len; i++)
		if (memchr(safe, query.p[i], sizeof(safe) - 1) != NULL)
			buf_addc(b, query.p[i]);
		else
			buf_printf(b, "%%%02X", (unsigned char)query.p[i]);
}

/* Takes the URL of the search, for a text by Google itself. */
static bool
take_search(struct reading *g, struct found *hit)
{
	struct buf *b = &g->r->pieces, scratch = { 0 };
	struct json_value v;

	if (g->parameters.p == NULL ||
	    !json_find(&g->parameters, "q", &v) || v.type != JSON_STRING)
		return false;
	hit->general = true;
	hit->url = begin(g);
	put_search(b, json_string(&v, &scratch));
	end(g, &hit->url);
	buf_free(&scratch);
	return true;
}

/* Takes the title as source, or the host if there is no title. */
static void
take_source(struct reading *g, const struct json_value *object,
    struct found *hit)
{
	struct span host;

	hit->source = begin(g);
	if (!put_member(g, &hit->source, "", object, "title", "") &&
	    buf_reserve(&g->r->pieces, hit->url.len)) {
		host = site_host(piece_of(g, hit->url));
		buf_add(&g->r->pieces, host.p, host.len);
	}
	end(g, &hit->source);
}

/* A URL without the part that points into the page. */
static struct span
page_of(struct span url)
{
	const char *mark = memchr(url.p, '#', url.len);

	if (mark != NULL)
		url.len = (size_t)(mark - url.p);
	return url;
}

static bool
is_known(const struct reading *g, const struct found *hit)
{
	const struct found *other;
	size_t i;

	for (i = 0; i < g->r->n; i++) {
		other = &g->found[i];
		if (span_same(piece_of(g, hit->text), piece_of(g, other->text)))
			return true;
		if (!hit->general && !other->general &&
		    span_same(page_of(piece_of(g, hit->url)),
			page_of(piece_of(g, other->url))))
			return true;
	}
	return false;
}

/* Keeps a hit unless its site is refused, or its page or text is known. */
static void
keep(struct reading *g, const struct found *hit)
{
	if (g->r->n == FOUND_MAX)
		return;
	if (sites_have(g->refuse, piece_of(g, hit->url)))
		g->r->refused++;
	else if (!is_known(g, hit)) {
		g->found[g->r->n] = *hit;
		g->found[g->r->n++].preferred = sites_have(g->prefer,
		    piece_of(g, hit->url));
	}
}

static void
read_box(struct reading *g, const struct json_value *box)
{
	struct found hit = { .text = begin(g) };
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

/* Appends the facts of a knowledge graph, a line each; false without any. */
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
	struct found hit = { .text = begin(g) };
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
	struct found hit = { .text = begin(g) };

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
		if (g->found[i].preferred != preferred)
			continue;
		put_string(g, *number == 0 ? "{\"text\":" : ",{\"text\":",
		    g->found[i].text);
		put_string(g, ",\"source\":", g->found[i].source);
		if (*number == 0)
			buf_puts(b, ",\"score\":1");
		else
			buf_printf(b, ",\"score\":0.%03u",
			    10000 / (10 + *number));
		put_string(g, ",\"url\":", g->found[i].url);
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
	put_hits(g, true, &number);
	put_hits(g, false, &number);
	buf_addc(&g->r->hits, ']');
}

int
serper_read(struct serper_reply *r, struct span body,
    const struct sites *prefer, const struct sites *refuse)
{
	struct reading g = { .r = r, .prefer = prefer, .refuse = refuse };
	struct json_value top;
	struct json j;

	buf_clear(&r->hits);
	buf_clear(&r->pieces);
	r->n = r->refused = 0;
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    top.type != JSON_OBJECT)
		return -1;
	read_all(&g, &top);
	return 0;
}

void
serper_free(struct serper_reply *r)
{
	buf_free(&r->hits);
	buf_free(&r->pieces);
}
