/* Reads HTML, by libxml2's SAX parser, into a flat tree. */
#include "html_tree.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "html_main.h"

#define BLOCK	0x1	/* begins and ends a block */
#define UNSEEN	0x2	/* is never shown */
#define EXACT	0x4	/* keeps its blanks */
#define LAST	0x8	/* is shown when there is nothing else */

static const struct tag {
	const char *name;
	unsigned kind;
} tags[HTML_TAGS] = {
	[HTML_TEXT] = { "", 0 },
	[HTML_OTHER] = { "", 0 },
	[HTML_A] = { "a", 0 },
	[HTML_ADDRESS] = { "address", BLOCK },
	[HTML_ANNOTATION] = { "annotation", UNSEEN },
	[HTML_ANNOTATION_XML] = { "annotation-xml", UNSEEN },
	[HTML_ARTICLE] = { "article", BLOCK },
	[HTML_ASIDE] = { "aside", BLOCK },
	[HTML_AUDIO] = { "audio", UNSEEN },
	[HTML_BLOCKQUOTE] = { "blockquote", BLOCK },
	[HTML_BODY] = { "body", BLOCK },
	[HTML_BR] = { "br", 0 },
	[HTML_BUTTON] = { "button", 0 },
	[HTML_CANVAS] = { "canvas", UNSEEN },
	[HTML_CAPTION] = { "caption", BLOCK },
	[HTML_CENTER] = { "center", BLOCK },
	[HTML_CODE] = { "code", 0 },
	[HTML_DATALIST] = { "datalist", UNSEEN },
	[HTML_DD] = { "dd", BLOCK },
	[HTML_DETAILS] = { "details", BLOCK },
	[HTML_DIALOG] = { "dialog", BLOCK },
	[HTML_DIR] = { "dir", BLOCK },
	[HTML_DIV] = { "div", BLOCK },
	[HTML_DL] = { "dl", BLOCK },
	[HTML_DT] = { "dt", BLOCK },
	[HTML_FIELDSET] = { "fieldset", BLOCK },
	[HTML_FIGCAPTION] = { "figcaption", BLOCK },
	[HTML_FIGURE] = { "figure", BLOCK },
	[HTML_FOOTER] = { "footer", BLOCK },
	[HTML_FORM] = { "form", BLOCK },
	[HTML_FRAMESET] = { "frameset", BLOCK },
	[HTML_H1] = { "h1", BLOCK },
	[HTML_H2] = { "h2", BLOCK },
	[HTML_H3] = { "h3", BLOCK },
	[HTML_H4] = { "h4", BLOCK },
	[HTML_H5] = { "h5", BLOCK },
	[HTML_H6] = { "h6", BLOCK },
	[HTML_HEAD] = { "head", BLOCK | UNSEEN },
	[HTML_HEADER] = { "header", BLOCK },
	[HTML_HGROUP] = { "hgroup", BLOCK },
	[HTML_HR] = { "hr", BLOCK },
	[HTML_HTML] = { "html", BLOCK },
	[HTML_IFRAME] = { "iframe", UNSEEN },
	[HTML_INPUT] = { "input", 0 },
	[HTML_LABEL] = { "label", 0 },
	[HTML_LEGEND] = { "legend", BLOCK },
	[HTML_LI] = { "li", BLOCK },
	[HTML_LISTING] = { "listing", BLOCK | EXACT },
	[HTML_MAIN] = { "main", BLOCK },
	[HTML_MENU] = { "menu", BLOCK },
	[HTML_META] = { "meta", UNSEEN },
	[HTML_NAV] = { "nav", BLOCK },
	[HTML_NOSCRIPT] = { "noscript", BLOCK | LAST },
	[HTML_OBJECT] = { "object", 0 },
	[HTML_OL] = { "ol", BLOCK },
	[HTML_OPTION] = { "option", BLOCK },
	[HTML_P] = { "p", BLOCK },
	[HTML_PRE] = { "pre", BLOCK | EXACT },
	[HTML_RP] = { "rp", UNSEEN },
	[HTML_RT] = { "rt", UNSEEN },
	[HTML_RTC] = { "rtc", UNSEEN },
	[HTML_SCRIPT] = { "script", UNSEEN },
	[HTML_SEARCH] = { "search", BLOCK },
	[HTML_SECTION] = { "section", BLOCK },
	[HTML_SELECT] = { "select", UNSEEN },
	[HTML_STYLE] = { "style", UNSEEN },
	[HTML_SUMMARY] = { "summary", BLOCK },
	[HTML_SUP] = { "sup", 0 },
	[HTML_SVG] = { "svg", UNSEEN },
	[HTML_TABLE] = { "table", BLOCK },
	[HTML_TBODY] = { "tbody", BLOCK },
	[HTML_TD] = { "td", BLOCK },
	[HTML_TEMPLATE] = { "template", UNSEEN },
	[HTML_TEXTAREA] = { "textarea", UNSEEN },
	[HTML_TFOOT] = { "tfoot", BLOCK },
	[HTML_TH] = { "th", BLOCK },
	[HTML_THEAD] = { "thead", BLOCK },
	[HTML_TITLE] = { "title", UNSEEN },
	[HTML_TR] = { "tr", BLOCK },
	[HTML_UL] = { "ul", BLOCK },
	[HTML_VIDEO] = { "video", UNSEEN },
	[HTML_XMP] = { "xmp", BLOCK | EXACT },
};

/* A document being read. */
struct reading {
	struct html_tree *tree;
	htmlParserCtxtPtr parser;
	uint32_t open[HTML_DEPTH + 2];	/* elements, from nodes[0] on */
	size_t depth;			/* how many are open */
	unsigned exact;			/* that keep their blanks */
	unsigned unseen;		/* that are never shown */
	size_t stopped;			/* bytes read, if too deep */
	bool full;
};

bool
html_is_block(enum html_tag tag)
{
	return tags[tag].kind & BLOCK;
}

static enum html_tag
tag_of(const char *name)
{
	size_t low = HTML_A, high = HTML_TAGS, mid;
	int order;

	while (low < high) {
		mid = low + (high - low) / 2;
		if ((order = strcmp(name, tags[mid].name)) == 0)
			return (enum html_tag)mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return HTML_OTHER;
}

/* Adds a node to the element at hand; NULL if there are too many. */
static struct html_node *
add_node(struct reading *r, enum html_tag tag)
{
	struct html_tree *t = r->tree;
	struct html_node *n;

	if (t->n >= HTML_NODES) {
		r->full = true;
		return NULL;
	}
	if (t->n == t->size) {
		t->size = t->size == 0 ? 1024 : t->size * 2;
		t->nodes = xreallocarray(t->nodes, t->size,
		    sizeof(*t->nodes));
	}
	n = &t->nodes[t->n++];
	*n = (struct html_node){ .tag = (uint8_t)tag, .columns = 1,
	    .rows = 1 };
	n->parent = r->depth > 0 ? r->open[r->depth - 1] : 0;
	return n;
}

static void
close_top(struct reading *r)
{
	struct html_tree *t = r->tree;
	struct html_node *n = &t->nodes[r->open[--r->depth]];
	unsigned kind = tags[n->tag].kind;

	n->end = (uint32_t)t->n;
	if (kind & EXACT)
		r->exact--;
	if (kind & UNSEEN)
		r->unseen--;
}

/* Whether a style says that the element is not shown. */
static bool
is_hidden(const char *style)
{
	const char *p = style;

	while ((p = strcasestr(p, "display")) != NULL) {
		p += strlen("display");
		p += strspn(p, " \t\r\n:");
		if (strncasecmp(p, "none", 4) == 0)
			return true;
	}
	return false;
}

/* A whole number between low and high; or what is closest; or `none`. */
static int32_t
number_of(const char *s, long low, long high, long none)
{
	char *end;
	long v = strtol(s, &end, 10);

	if (end == s)
		return (int32_t)none;
	return (int32_t)(v < low ? low : v > high ? high : v);
}

/* What an attribute says of an element. */
static void
read_attribute(struct html_tree *t, struct html_node *n, const char *name,
    const char *value)
{
	switch (html_note((enum html_tag)n->tag, name, value)) {
	case HTML_NOTE_MARK:
		t->notes += !(n->flags & HTML_OUT);
		n->flags |= HTML_OUT;
		break;
	case HTML_NOTE:
		n->flags |= HTML_OUT;
		break;
	case HTML_NO_NOTE:
		break;
	}
	if (strcmp(name, "style") == 0) {
		if (is_hidden(value))
			n->flags |= HTML_OUT;
	} else if (strcmp(name, "hidden") == 0) {
		if (strcasecmp(value, "until-found") != 0)
			n->flags |= HTML_OUT;
	} else if (strcmp(name, "role") == 0) {
		if (strcasecmp(value, "presentation") == 0 ||
		    strcasecmp(value, "none") == 0)
			n->flags |= HTML_PRESENT;
	} else if (strcmp(name, "colspan") == 0)
		n->columns = (uint16_t)number_of(value, 1, MD_COLUMNS, 1);
	else if (strcmp(name, "rowspan") == 0)
		n->rows = (uint16_t)number_of(value, 0, UINT16_MAX, 1);
	else if ((n->tag == HTML_OL && strcmp(name, "start") == 0) ||
	    (n->tag == HTML_LI && strcmp(name, "value") == 0)) {
		n->number = number_of(value, INT_MIN / 2, INT_MAX / 2,
		    INT_MAX);
		if (n->number != INT_MAX)
			n->flags |= HTML_VALUE;
	} else if (n->tag == HTML_OL && strcmp(name, "reversed") == 0)
		n->flags |= HTML_REVERSED;
	else if (n->tag == HTML_OL && strcmp(name, "type") == 0 &&
	    strchr("1aAiI", *value) != NULL)
		n->style = *value;
	n->hints |= html_hints(name, value);
}

/* Keeps the title that a meta element gives. */
static void
read_meta(struct html_tree *t, const xmlChar **attributes)
{
	const char *property = NULL, *content = NULL;
	size_t i;

	for (i = 0; attributes[i] != NULL; i += 2) {
		const char *name = (const char *)attributes[i];
		const char *value = (const char *)attributes[i + 1];

		if (strcmp(name, "property") == 0 ||
		    strcmp(name, "name") == 0)
			property = value;
		else if (strcmp(name, "content") == 0)
			content = value;
	}
	if (property != NULL && content != NULL && t->og_title.len == 0 &&
	    strcasecmp(property, "og:title") == 0)
		buf_puts(&t->og_title, content);
}

static void
start(void *arg, const xmlChar *name, const xmlChar **attributes)
{
	struct reading *r = ((htmlParserCtxtPtr)arg)->_private;
	enum html_tag tag = tag_of((const char *)name);
	struct html_node *n;
	size_t i;

	if (r->stopped > 0 || r->full)
		return;
	if (r->depth >= HTML_DEPTH) {
		r->stopped = (size_t)xmlByteConsumed(r->parser);
		xmlStopParser(r->parser);
		return;
	}
	if ((n = add_node(r, tag)) == NULL) {
		xmlStopParser(r->parser);
		return;
	}
	if (tags[tag].kind & UNSEEN) {
		n->flags |= HTML_OUT;
		r->unseen++;
	}
	if (tags[tag].kind & LAST)
		n->flags |= HTML_OUT;
	if (tags[tag].kind & EXACT)
		r->exact++;
	if (tag == HTML_META && attributes != NULL)
		read_meta(r->tree, attributes);
	for (i = 0; attributes != NULL && attributes[i] != NULL; i += 2)
		read_attribute(r->tree, n, (const char *)attributes[i],
		    attributes[i + 1] == NULL ? "" :
		    (const char *)attributes[i + 1]);
	r->open[r->depth++] = (uint32_t)(n - r->tree->nodes);
}

static void
end(void *arg, const xmlChar *name)
{
	struct reading *r = ((htmlParserCtxtPtr)arg)->_private;
	enum html_tag tag = tag_of((const char *)name);
	size_t i;

	/* Elements without a meaning are not told apart. */
	for (i = r->depth; i > 1; i--)
		if (r->tree->nodes[r->open[i - 1]].tag == tag)
			break;
	if (i > 1)
		while (r->depth >= i)
			close_top(r);
}

/*
 * Adds text to b: runs of blanks, that of U+00A0 too, as one blank, or a
 * line end if there is one among them; without soft hyphens.
 */
static void
add_text(struct buf *b, const char *p, size_t len, bool exact)
{
	size_t i, n;

	for (i = 0; i < len; i += n) {
		for (n = 0; i + n < len && (unsigned char)p[i + n] > ' ' &&
		    p[i + n] != '\302' && p[i + n] != '\357'; n++)
			;
		buf_add(b, p + i, n);
		if (n > 0)
			continue;
		if (len - i >= 2 && memcmp(p + i, "\302\255", 2) == 0)
			n = 2;
		else if (len - i >= 3 && memcmp(p + i, "\357\273\277", 3) == 0)
			n = 3;
		else if (len - i >= 2 && memcmp(p + i, "\302\240", 2) == 0) {
			buf_addc(b, ' ');
			n = 2;
		} else {
			n = 1;
			if (exact || (unsigned char)p[i] > ' ')
				buf_addc(b, p[i]);
			else if (b->len > 0 && (b->data[b->len - 1] == ' ' ||
			    b->data[b->len - 1] == '\n'))
				b->data[b->len - 1] = p[i] == '\n' ? '\n' :
				    b->data[b->len - 1];
			else
				buf_addc(b, p[i] == '\n' ? '\n' : ' ');
		}
	}
}

static void
characters(void *arg, const xmlChar *s, int len)
{
	struct reading *r = ((htmlParserCtxtPtr)arg)->_private;
	struct html_tree *t = r->tree;
	struct html_node *n;
	enum html_tag tag;

	if (len <= 0 || r->stopped > 0 || r->full)
		return;
	if (r->unseen > 0) {
		tag = t->nodes[r->open[r->depth - 1]].tag;
		if (tag == HTML_TITLE && t->title.len < 4096)
			buf_add(&t->title, s, (size_t)len);
		return;
	}
	n = &t->nodes[t->n - 1];
	if (n->tag != HTML_TEXT || n->parent != r->open[r->depth - 1]) {
		if ((n = add_node(r, HTML_TEXT)) == NULL)
			return;
		n->at = (uint32_t)t->text.len;
		n->end = (uint32_t)t->n;
	}
	add_text(&t->text, (const char *)s, (size_t)len, r->exact > 0);
	n->len = (uint32_t)t->text.len - n->at;
}

/* Parses s; elements go into what is open.  The bytes read. */
static size_t
parse_piece(struct reading *r, struct span s)
{
	htmlSAXHandler sax = { 0 };
	htmlParserCtxtPtr parser;
	size_t read;

	parser = htmlCreateMemoryParserCtxt(s.p, (int)s.len);
	if (parser == NULL)
		memory_exhausted();
	sax.startElement = start;
	sax.endElement = end;
	sax.characters = sax.ignorableWhitespace = sax.cdataBlock = characters;
	*parser->sax = sax;
	parser->_private = r;
	r->parser = parser;
	r->stopped = 0;
	htmlCtxtUseOptions(parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
	    HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	(void)xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	(void)htmlParseDocument(parser);
	read = r->stopped > 0 ? r->stopped : s.len;
	htmlFreeParserCtxt(parser);
	return read;
}

/*
 * Drops the attributes of tags that have hundreds: libxml2 compares each with
 * all others.
 */
static void
drop_attributes(struct buf *b)
{
	enum { USUAL = 8192, MOST = 200 };
	char *p = b->data, *to = p, *end = p + b->len, *gt, *q;
	unsigned n;
	char quote;

	while (p < end && (q = memchr(p, '<', (size_t)(end - p))) != NULL) {
		if ((gt = memchr(q, '>', (size_t)(end - q))) == NULL)
			break;
		if (gt - q < USUAL) {
			memmove(to, p, (size_t)(gt - p));
			to += gt - p;
			p = gt;
			continue;
		}
		for (n = 0, quote = '\0'; q < end && n < MOST &&
		    (quote != '\0' || *q != '>'); q++)
			if (quote != '\0')
				quote = *q == quote ? '\0' : quote;
			else if (*q == '"' || *q == '\'')
				quote = *q;
			else if (span_is_blank(*q) && !span_is_blank(q[-1]))
				n++;
		memmove(to, p, (size_t)(q - p));
		to += q - p;
		for (p = q; p < end && n == MOST && *p != '>'; p++)
			;
	}
	memmove(to, p, (size_t)(end - p));
	b->len = (size_t)(to + (end - p) - b->data);
}

/* Makes plain text of the CDATA sections of XHTML, which HTML has not. */
static void
open_cdata(struct buf *b)
{
	static const char begin[] = "<![CDATA[";
	struct span s = buf_span(b), head = s;
	struct buf to = { 0 };
	const char *p, *end;

	if (head.len > 1024)
		head.len = 1024;
	if (!span_begins(s, "<?xml") && memmem(head.p, head.len,
	    "http://www.w3.org/1999/xhtml", 28) == NULL)
		return;
	while ((p = memmem(s.p, s.len, begin, sizeof(begin) - 1)) != NULL &&
	    (end = memmem(p, s.len - (size_t)(p - s.p), "]]>", 3)) != NULL) {
		buf_add(&to, s.p, (size_t)(p - s.p));
		for (p += sizeof(begin) - 1; p < end; p++)
			if (*p == '<' || *p == '&')
				buf_puts(&to, *p == '<' ? "&lt;" : "&amp;");
			else
				buf_addc(&to, *p);
		s = span_from(s, (size_t)(end + 3 - s.p));
	}
	if (to.len == 0)
		return;
	buf_add(&to, s.p, s.len);
	buf_free(b);
	*b = to;
}

int
html_parse(struct html_tree *t, struct buf *utf8)
{
	/* libxml2's lengths are int; a piece after one that is too deep. */
	enum { LARGE = 1 << 30, SMALL = 1 << 16 };
	struct reading *r = xcalloc(1, sizeof(*r));
	size_t at = 0, most = LARGE;
	struct html_node *root;
	bool full;

	r->tree = t;
	root = add_node(r, HTML_OTHER);
	if (root != NULL)
		r->open[r->depth++] = 0;
	if (utf8->len > 0) {
		open_cdata(utf8);
		drop_attributes(utf8);
	}
	while (at < utf8->len && !r->full) {
		struct span s = span_from(buf_span(utf8), at);

		if (s.len > most) {
			for (s.len = most; s.len > most / 2 &&
			    s.p[s.len] != '<'; s.len--)
				;
			while (s.len > 0 && ((unsigned char)s.p[s.len] &
			    0xc0) == 0x80)
				s.len--;
		}
		at += parse_piece(r, s);
		if (r->stopped > 0) {
			most = SMALL;
			while (at < utf8->len && utf8->data[at++] != '>')
				;
		}
		while (r->depth > 1)
			close_top(r);
	}
	while (r->depth > 0)
		close_top(r);
	full = r->full;
	free(r);
	return full ? -1 : 0;
}

void
html_tree_free(struct html_tree *t)
{
	free(t->nodes);
	buf_free(&t->text);
	buf_free(&t->title);
	buf_free(&t->og_title);
}
