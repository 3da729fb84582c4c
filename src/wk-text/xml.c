/* Reads XML with libxml2's SAX2, without entities, DTDs and the network. */
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* One name that the handler knows, as libxml2's dictionary holds it. */
struct known {
	const xmlChar *name;
	int place;
};

struct xml {
	const struct xml_handler *handler;
	void *arg;
	xmlParserCtxtPtr parser;
	struct known *known;	/* a hash table by the address of the name */
	size_t mask;
	size_t depth;
	bool deep;		/* nested too deep: we stopped */
	char why[200];
};

static size_t
hash(const struct xml *x, const xmlChar *name)
{
	return (size_t)(((uintptr_t)name >> 1) * 2654435761u >> 7) & x->mask;
}

/* The place of a name, which is of the parser's dictionary. */
static int
place_of(const struct xml *x, const xmlChar *name)
{
	size_t i;

	for (i = hash(x, name); x->known[i].name != NULL;
	    i = (i + 1) & x->mask)
		if (x->known[i].name == name)
			return x->known[i].place;
	return XML_OTHER;
}

/* Puts the names of the handler into the table. */
static void
learn(struct xml *x)
{
	const struct xml_handler *h = x->handler;
	size_t i, at, size = 16;

	while (size < h->n * 4)
		size *= 2;
	x->known = xcalloc(size, sizeof(*x->known));
	x->mask = size - 1;
	for (i = 0; i < h->n; i++) {
		const xmlChar *name = xmlDictLookup(x->parser->dict,
		    (const xmlChar *)h->names[i], -1);

		if (name == NULL)
			memory_exhausted();
		at = hash(x, name);
		while (x->known[at].name != NULL)
			at = (at + 1) & x->mask;
		x->known[at] = (struct known){ name, (int)i };
	}
}

static void
start(void *arg, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri, int nnamespaces, const xmlChar **namespaces, int n,
    int defaulted, const xmlChar **attributes)
{
	struct xml *x = arg;
	struct xml_element e = { .xml = x, .attributes = attributes,
	    .n = n > 0 ? (size_t)n : 0 };

	(void)prefix;
	(void)nnamespaces;
	(void)namespaces;
	(void)defaulted;
	if (++x->depth > XML_DEPTH) {
		x->deep = true;
		xmlStopParser(x->parser);
		return;
	}
	e.name = place_of(x, local);
	e.local = (const char *)local;
	e.uri = (const char *)uri;
	if (x->handler->start != NULL)
		x->handler->start(x->arg, &e);
}

static void
end(void *arg, const xmlChar *local, const xmlChar *prefix,
    const xmlChar *uri)
{
	struct xml *x = arg;

	(void)prefix;
	(void)uri;
	x->depth--;
	if (x->handler->end != NULL)
		x->handler->end(x->arg, place_of(x, local));
}

static void
characters(void *arg, const xmlChar *s, int n)
{
	struct xml *x = arg;

	if (n > 0 && x->handler->text != NULL)
		x->handler->text(x->arg,
		    (struct span){ (const char *)s, (size_t)n });
}

/* Only the five entities of XML exist. */
static xmlEntityPtr
entity(void *arg, const xmlChar *name)
{
	(void)arg;
	return xmlGetPredefinedEntity(name);
}

/* libxml2 prints errors unless it is told where they go. */
static void
ignore(void *arg, xmlErrorPtr e)
{
	(void)arg;
	(void)e;
}

static xmlSAXHandler sax = {
	.initialized = XML_SAX2_MAGIC,
	.startElementNs = start,
	.endElementNs = end,
	.characters = characters,
	.ignorableWhitespace = characters,
	.cdataBlock = characters,
	.getEntity = entity,
	.serror = ignore
};

struct xml *
xml_open(const struct xml_handler *h, void *arg)
{
	struct xml *x = xcalloc(1, sizeof(*x));

	x->handler = h;
	x->arg = arg;
	x->parser = xmlCreatePushParserCtxt(&sax, x, NULL, 0, NULL);
	if (x->parser == NULL)
		memory_exhausted();
	(void)xmlCtxtUseOptions(x->parser, XML_PARSE_NOENT | XML_PARSE_NONET |
	    XML_PARSE_HUGE | XML_PARSE_NOWARNING | XML_PARSE_NOERROR);
	learn(x);
	return x;
}

/* Parses; the end of the document if `last`. */
static int
feed(struct xml *x, const char *p, size_t n, bool last)
{
	const size_t most = (size_t)1 << 20;
	size_t part;

	do {
		part = n < most ? n : most;
		/*
		 * Its return value tells of slight errors too, such as a prefix
		 * without a namespace, after which it goes on.
		 */
		(void)xmlParseChunk(x->parser, p, (int)part,
		    last && part == n);
		if (x->parser->wellFormed == 0 || x->parser->disableSAX != 0 ||
		    x->deep)
			return -1;
		p += part;
		n -= part;
	} while (n > 0);
	return 0;
}

int
xml_feed(struct xml *x, const char *p, size_t n)
{
	return n == 0 ? 0 : feed(x, p, n, false);
}

int
xml_finish(struct xml *x)
{
	return feed(x, "", 0, true);
}

const char *
xml_why(const struct xml *x)
{
	struct xml *w = (struct xml *)(uintptr_t)x;
	const xmlError *e = xmlCtxtGetLastError(x->parser);
	size_t n;

	if (x->deep)
		(void)snprintf(w->why, sizeof(w->why),
		    "elements are nested more than %d deep", XML_DEPTH);
	else if (e == NULL || e->message == NULL)
		(void)snprintf(w->why, sizeof(w->why), "no XML");
	else {
		n = strcspn(e->message, "\n");
		(void)snprintf(w->why, sizeof(w->why), "line %d: %.*s",
		    e->line, (int)(n < 120 ? n : 120), e->message);
	}
	return x->why;
}

void
xml_close(struct xml *x)
{
	if (x == NULL)
		return;
	/* The parser keeps declared entities there, and does not free it. */
	xmlFreeDoc(x->parser->myDoc);
	x->parser->myDoc = NULL;
	xmlFreeParserCtxt(x->parser);
	free(x->known);
	free(x);
}

struct span
xml_attribute_at(const struct xml_element *e, size_t i, const char **local)
{
	struct span s = { NULL, 0 };

	if (i >= e->n)
		return s;
	*local = (const char *)e->attributes[5 * i];
	s.p = (const char *)e->attributes[5 * i + 3];
	s.len = (size_t)((const char *)e->attributes[5 * i + 4] - s.p);
	return s;
}

struct span
xml_attribute(const struct xml_element *e, int name)
{
	const char *local;
	size_t i;

	for (i = 0; i < e->n; i++)
		if (place_of(e->xml, e->attributes[5 * i]) == name)
			return xml_attribute_at(e, i, &local);
	return (struct span){ NULL, 0 };
}

struct span
xml_attribute_in(const struct xml_element *e, int name, const char *end)
{
	const char *local, *uri;
	size_t i;

	for (i = 0; i < e->n; i++) {
		uri = (const char *)e->attributes[5 * i + 2];
		if (uri != NULL && span_ends(span_of(uri), end) &&
		    place_of(e->xml, e->attributes[5 * i]) == name)
			return xml_attribute_at(e, i, &local);
	}
	return (struct span){ NULL, 0 };
}

long
xml_number(const struct xml_element *e, int name, long if_none)
{
	struct span s = xml_attribute(e, name);
	char digits[24], *end_of;
	long n;

	if (s.p == NULL || s.len == 0 || s.len >= sizeof(digits))
		return if_none;
	memcpy(digits, s.p, s.len);
	digits[s.len] = '\0';
	errno = 0;
	n = strtol(digits, &end_of, 10);
	return errno != 0 || *end_of != '\0' ? if_none : n;
}
