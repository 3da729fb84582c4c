/* xml: names, texts and attributes; no entities, no files, no great depth. */
#include "xml.h"

#include <stdio.h>

#include "tap.h"

enum { A, B, ID };

static const char *const names[] = { "a", "b", "id" };

static struct buf got;

static void
start(void *arg, const struct xml_element *e)
{
	const struct span id = xml_attribute(e, ID);
	const char *local;

	(void)arg;
	buf_printf(&got, "<%s", e->name == XML_OTHER ? e->local :
	    names[e->name]);
	if (e->uri != NULL)
		buf_printf(&got, " in %s", e->uri);
	if (id.p != NULL)
		buf_printf(&got, " %.*s=%ld", (int)id.len, id.p,
		    xml_number(e, ID, -7));
	if (e->n > 1 && xml_attribute_at(e, 1, &local).p != NULL)
		buf_printf(&got, " and %s", local);
	buf_addc(&got, '>');
}

static void
end(void *arg, int name)
{
	(void)arg;
	buf_printf(&got, "</%s>", name == XML_OTHER ? "" : names[name]);
}

static void
text(void *arg, struct span s)
{
	(void)arg;
	buf_add(&got, s.p, s.len);
}

static const struct xml_handler handler = { names, 3, start, end, text };

/* Parses, so many bytes at a time; the error, or "". */
static const char *
parse(const char *s, size_t n, size_t step)
{
	static char why[300];
	struct xml *x = xml_open(&handler, NULL);
	size_t i;
	int status = 0;

	buf_clear(&got);
	why[0] = '\0';
	for (i = 0; i < n && status == 0; i += step)
		status = xml_feed(x, s + i, n - i < step ? n - i : step);
	if (status == -1 || xml_finish(x) == -1)
		(void)snprintf(why, sizeof(why), "%s", xml_why(x));
	xml_close(x);
	return why;
}

static void
is(const char *xml, const char *want, const char *name)
{
	const char *why = parse(xml, strlen(xml), 3);

	is_mem(got.data, got.len, want, strlen(want), name);
	ok(why[0] == '\0', "well-formed: %s", why);
}

static void
wrong(const char *xml, const char *want, const char *name)
{
	const char *why = parse(xml, strlen(xml), 4096);

	if (!ok(strstr(why, want) != NULL && strchr(why, '\n') == NULL, "%s",
	    name))
		printf("# %s\n", why);
}

static void
reads(void)
{
	static const char utf16[] = "\xff\xfe<\0a\0>\0-N\x87" "e<\0/\0a\0>";
	static const char gbk[] =
	    "<?xml version='1.0' encoding='gbk'?><a>\xd6\xd0</a>";

	is("<?xml version='1.0'?>\n<p:a xmlns:p='u' p:id='12'>x<c/> \n"
	    "<b id='y' z='1'/></p:a>",
	    "<a in u 12=12>x<c></> \n<b y=-7 and z></b></a>",
	    "names are local, unknown ones too; attributes; all blanks");
	is("<a>1 &lt; 2 &#x4e2d;<![CDATA[<&>]]><!-- no --><?no no?></a>",
	    "<a>1 < 2 中<&></a>", "characters, CDATA; no comments");
	is("<a id='&amp;&#65;'/>", "<a &A=-7></a>",
	    "characters in attributes");
	is("<a id=' 1'/>", "<a  1=1></a>", "numbers as strtol(3) has them");
	ok(parse(utf16, sizeof(utf16), 5)[0] == '\0' &&
	    span_is(buf_span(&got), "<a>中文</a>"), "UTF-16");
	ok(parse(gbk, sizeof(gbk) - 1, 99)[0] == '\0' &&
	    span_is(buf_span(&got), "<a>中</a>"), "GBK");
}

static void
refuses(void)
{
	wrong("", "", "nothing is no document");
	wrong("<a>\n\n<b></a>", "line 3: ", "the line of an error");
	wrong("<a>", "line 1: ", "a document cut off");
	wrong("<a>&none;</a>", "none", "an entity that nothing declares");
	wrong("<a>\xff</a>", "line 1: ", "bytes in no encoding");
	wrong("text", "line 1: ", "text is no XML");
}

/* A document that declares an entity, or several, and uses it. */
static void
entities(void)
{
	struct buf b = { 0 };
	int i;

	buf_puts(&b, "<!DOCTYPE a [<!ENTITY e0 'ha'>");
	for (i = 1; i < 40; i++)
		buf_printf(&b, "<!ENTITY e%d '&e%d;&e%d;'>", i, i - 1, i - 1);
	buf_puts(&b, "]><a>&e39;</a>");
	(void)parse(b.data, b.len, 999);
	ok(got.len < 100, "entities are not expanded");
	buf_clear(&b);
	buf_puts(&b, "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>"
	    "<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]>"
	    "<a id='&f;'>&f;</a>");
	(void)parse(b.data, b.len, 999);
	ok(got.len < 20, "files are not read");
	buf_clear(&b);
	buf_puts(&b, "<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/a.dtd'><a>x</a>");
	ok(parse(b.data, b.len, 999)[0] == '\0' &&
	    span_is(buf_span(&got), "<a>x</a>"), "a DTD is passed over");
	buf_free(&b);
}

static void
depth(void)
{
	struct buf b = { 0 };
	int i;

	for (i = 0; i < XML_DEPTH; i++)
		buf_puts(&b, "<a>");
	for (i = 0; i < XML_DEPTH; i++)
		buf_puts(&b, "</a>");
	ok(parse(b.data, b.len, 999)[0] == '\0', "elements %d deep",
	    XML_DEPTH);
	buf_clear(&b);
	for (i = 0; i < 3000000; i++)
		buf_puts(&b, "<a>");
	ok(strstr(parse(b.data, b.len, 65536), "nested") != NULL &&
	    got.len <= 3 * XML_DEPTH, "not deeper");
	buf_free(&b);
}

int
main(void)
{
	reads();
	refuses();
	entities();
	depth();
	buf_free(&got);
	return tap_done();
}
