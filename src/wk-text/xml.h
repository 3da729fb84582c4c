/*
 * XML (libxml2's SAX2) without entities, DTDs and the network.  A handler
 * lists the names that it knows, of elements and attributes, without their
 * prefixes, and gets each as its place in the list.
 */
#ifndef WK_XML_H
#define WK_XML_H

#include <stddef.h>

#include "base/buf.h"

/* A name that is not in the handler's list. */
#define XML_OTHER (-1)

/* Elements may stand in one another this deep. */
#define XML_DEPTH 2000

struct xml;

/* An element that begins. */
struct xml_element {
	int name;		/* place in the list, or XML_OTHER */
	const char *local;	/* the name without its prefix */
	const char *uri;	/* its namespace, or NULL */
	/* Private. */
	struct xml *xml;
	const unsigned char **attributes;
	size_t n;
};

struct xml_handler {
	const char *const *names;
	size_t n;
	/* Each may be NULL. */
	void (*start)(void *arg, const struct xml_element *e);
	void (*end)(void *arg, int name);
	void (*text)(void *arg, struct span s);
};

/*
 * The value of an attribute by its place in the list; .p is NULL if the
 * element has none.  Good until the call ends.
 */
struct span xml_attribute(const struct xml_element *e, int name);

/*
 * The same of an attribute whose namespace's name ends in `end`, as r:id has
 * one that ends in "/relationships", where an id is also there.
 */
struct span xml_attribute_in(const struct xml_element *e, int name,
    const char *end);

/* xml_attribute as a number; or if_none if it is absent or no whole number. */
long xml_number(const struct xml_element *e, int name, long if_none);

/* The i-th attribute, its name without prefix in *local; .p NULL: no more. */
struct span xml_attribute_at(const struct xml_element *e, size_t i,
    const char **local);

/* Begins to parse; arg is handed to the handler. */
struct xml *xml_open(const struct xml_handler *h, void *arg);

/* Parses the next n bytes.  0, or -1: xml_why tells. */
int xml_feed(struct xml *x, const char *p, size_t n);

/* Ends: the document must be whole.  0 or -1. */
int xml_finish(struct xml *x);

/* What is wrong, in one line, with the line number. */
const char *xml_why(const struct xml *x);

void xml_close(struct xml *x);

#endif
