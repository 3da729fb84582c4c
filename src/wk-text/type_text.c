/* Tells which kind of text a document is: HTML, JSON, CSV, Markdown, …. */
#include "type_private.h"

#include <strings.h>

#include "base/utf8.h"
#include "json/json.h"
#include "type.h"

/* The endings of names of texts, in lower case, and the type. */
static const struct {
	const char *ending, *type;
} endings[] = {
	{ "txt", "text" }, { "text", "text" }, { "log", "text" },
	{ "csv", "csv" }, { "tsv", "tsv" }, { "tab", "tsv" },
	{ "md", "markdown" }, { "markdown", "markdown" }, { "mkd", "markdown" },
	{ "mdown", "markdown" }, { "mdx", "markdown" }, { "rmd", "markdown" },
	{ "qmd", "markdown" },
	{ "html", "html" }, { "htm", "html" }, { "xhtml", "html" },
	{ "shtml", "html" },
	{ "json", "json" }, { "ipynb", "json" },
	{ "jsonl", "jsonl" }, { "ndjson", "jsonl" }
};

/*
 * Endings of names of documents that are no text: a text with such a name says
 * nothing by it.
 */
static const char *const strangers[] = { "pdf", "doc", "docx", "docm", "dot",
	"dotx", "rtf", "odt", "xls", "xlsx", "xlsm", "ods", "ppt", "pptx",
	"odp", "epub", "mobi", "zip", "dat", "data", "tmp", "bin" };

/* Elements that a page may begin with, of which Markdown has none. */
static const char *const pages[] = { "!doctype html", "html", "head", "body",
	"title", "meta", "base", "link", "script", "style", "frameset" };

/* Elements that a piece of a page, and Markdown, may begin with. */
static const char *const pieces[] = { "p", "div", "h1", "h2", "h3", "h4",
	"table", "tr", "td", "ul", "ol", "li", "dl", "section", "article",
	"header", "main", "nav", "center", "font", "span", "a", "b", "br",
	"blockquote", "pre", "img", "form", "hr", "basefont", "strong", "em",
	"i", "u" };

/* The roots of XML that are types of their own. */
static const struct {
	const char *root, *type;
} roots[] = {
	{ "html", "html" }, { "FictionBook", "fb2" }, { "svg", "svg" },
	{ "book", "docbook" }, { "article", "docbook" },
	{ "chapter", "docbook" }, { "TEI", "tei" }
};

/* What the root of an OpenDocument in one XML file holds. */
static const struct {
	const char *holds, *type;
} flat[] = {
	{ "application/vnd.oasis.opendocument.text", "odt" },
	{ "application/vnd.oasis.opendocument.presentation", "odp" },
	{ "application/vnd.oasis.opendocument.spreadsheet", "ods" },
	{ "application/vnd.oasis.opendocument.graphics", "odg" }
};

/*
 * Whether s begins with a byte order mark of UTF-32, or two characters of
 * ASCII in it; *low becomes the place of the low byte in each four.
 */
static bool
find_utf32(struct span s, size_t *low)
{
	if (s.len < 8)
		return false;
	*low = s.p[0] == '\0' ? 3 : 0;
	return memcmp(s.p, "\377\376\0", 4) == 0 ||
	    memcmp(s.p, "\0\0\376\377", 4) == 0 ||
	    (s.p[*low] != '\0' && s.p[4 + *low] != '\0' &&
	    memcmp(s.p + 1 - *low / 3, "\0\0", 3) == 0 &&
	    memcmp(s.p + 5 - *low / 3, "\0\0", 3) == 0);
}

/*
 * Appends the text at the beginning of a document, as far as its kind shows:
 * without a byte order mark, and of UTF-16 and UTF-32 what is ASCII.
 */
static void
flatten(struct buf *b, struct span s)
{
	size_t i, low;

	if (find_utf32(s, &low)) {
		for (i = 0; i + 3 < s.len; i += 4)
			if (s.p[i + 1] == '\0' && s.p[i + 2] == '\0' &&
			    s.p[i + 3 - low] == '\0')
				buf_addc(b, s.p[i + low]);
			else if (i > 0)
				buf_addc(b, '\x7f');
		return;
	}
	if (s.len >= 2 && ((unsigned char)s.p[0] ^ (unsigned char)s.p[1]) ==
	    (0xff ^ 0xfe) && ((unsigned char)s.p[0] & 0xfe) == 0xfe)
		low = (unsigned char)s.p[0] == 0xfe ? 1 : 0;
	else if (s.len >= 4 && (s.p[0] == '\0') != (s.p[1] == '\0') &&
	    (s.p[0] == '\0') == (s.p[2] == '\0') &&
	    (s.p[1] == '\0') == (s.p[3] == '\0'))
		low = s.p[0] == '\0' ? 1 : 0;
	else {
		(void)span_take(&s, UTF8_BOM);
		buf_add(b, s.p, s.len);
		return;
	}
	for (i = 0; i + 1 < s.len; i += 2)
		if (s.p[i + 1 - low] == '\0')
			buf_addc(b, s.p[i + low]);
		else if (i > 0)		/* not the byte order mark */
			buf_addc(b, '\x7f');
}

static struct span
skip_blanks(struct span s)
{
	while (s.len > 0 && span_is_blank(*s.p))
		s = span_from(s, 1);
	return s;
}

/* Steps behind the next place of a string; false if there is none. */
static bool
step_behind(struct span *s, const char *what)
{
	const char *p = s->len == 0 ? NULL :
	    memmem(s->p, s->len, what, strlen(what));

	if (p == NULL)
		return false;
	*s = span_from(*s, (size_t)(p - s->p) + strlen(what));
	return true;
}

/* Steps over blanks, comments and what stands in <? ?>. */
static struct span
skip_prolog(struct span s, bool *xml)
{
	for (;;) {
		s = skip_blanks(s);
		if (span_begins(s, "<?xml"))
			*xml = true;
		if (!(span_begins(s, "<!--") && step_behind(&s, "-->")) &&
		    !(span_begins(s, "<?xml") && step_behind(&s, "?>")))
			return s;
	}
}

/* Whether s is a tag of one of n elements, in upper or lower case. */
static bool
is_tag(struct span s, const char *const *elements, size_t n)
{
	size_t i, len;
	char next;

	if (s.len == 0 || *s.p != '<')
		return false;
	for (i = 0; i < n; i++) {
		len = strlen(elements[i]);
		if (s.len < len + 2 ||
		    strncasecmp(s.p + 1, elements[i], len) != 0)
			continue;
		next = s.p[len + 1];
		if (next == '>' || next == '/' || span_is_blank(next))
			return true;
	}
	return false;
}

/* Whether s has so many tags that end an element. */
static bool
has_end_tags(struct span s, size_t n)
{
	while (n > 0 && step_behind(&s, "</"))
		n--;
	return n == 0;
}

/* Whether the tag that s begins with has its end tag at the end of s. */
static bool
ends_as_it_begins(struct span s)
{
	const char *slash;
	struct span end;
	size_t i;

	s = span_strip(s);
	if (s.len < 3 || s.p[s.len - 1] != '>' ||
	    (slash = memrchr(s.p, '/', s.len)) == NULL || slash[-1] != '<')
		return false;
	end = (struct span){ slash + 1,
	    (size_t)(s.p + s.len - 1 - (slash + 1)) };
	for (i = 0; i < end.len; i++)
		if (!span_is_letter(end.p[i]) && !span_is_digit(end.p[i]))
			return false;
	return end.len > 0 && strncasecmp(s.p + 1, end.p, end.len) == 0 &&
	    strchr("> \t\r\n", s.p[1 + end.len]) != NULL;
}

/* The type of XML by the tag of its root, which is called document. */
static const char *
of_flat(struct span tag)
{
	size_t i;

	for (i = 0; i < LEN(flat); i++)
		if (memmem(tag.p, tag.len, flat[i].holds,
		    strlen(flat[i].holds)) != NULL)
			return flat[i].type;
	return "xml";
}

/* The type of XML by its root element, which s begins before. */
static const char *
of_root(struct span s)
{
	struct span name;
	size_t i;
	bool other;

	/* a DTD, and what it holds, stands before the root */
	for (s = skip_prolog(s, &other); span_begins(s, "<!") ||
	    span_begins(s, "<?"); s = skip_prolog(s, &other))
		if (!step_behind(&s, ">"))
			return "xml";
	if (!span_take(&s, "<"))
		return "xml";
	name.p = s.p;
	for (i = 0; i < s.len && !span_is_blank(s.p[i]) && s.p[i] != '>' &&
	    s.p[i] != '/'; i++)
		if (s.p[i] == ':')
			name.p = s.p + i + 1;
	name.len = (size_t)(s.p + i - name.p);
	if (span_is(name, "document") && (s.p = memchr(s.p, '>', s.len)) !=
	    NULL)
		return of_flat((struct span){ name.p,
		    (size_t)(s.p - name.p) });
	for (i = 0; i < LEN(roots); i++)
		if (span_is(name, roots[i].root))
			return roots[i].type;
	return "xml";
}

/* HTML or XML, by the first tag; NULL: neither. */
static const char *
of_tags(struct span s, const char *named)
{
	bool xml = false;

	s = skip_prolog(s, &xml);
	if (is_tag(s, pages, LEN(pages)) ||
	    (xml && named != NULL && strcmp(named, "html") == 0))
		return "html";
	if (xml || span_begins(s, "<!DOCTYPE") || span_begins(s, "<svg") ||
	    span_begins(s, "<office:document"))
		return of_root(s);
	if (is_tag(s, pieces, LEN(pieces)) &&
	    (has_end_tags(s, 2) || ends_as_it_begins(s)) &&
	    (named == NULL || strcmp(named, "markdown") != 0))
		return "html";
	return NULL;
}

/*
 * Whether s, behind a JSON object on one line, goes on with another on the
 * next.
 */
static bool
goes_on(const struct json_value *v, struct span s)
{
	struct span line;

	if (v->type != JSON_OBJECT || memchr(v->p, '\n', v->len) != NULL ||
	    !span_line(&s, &line) || span_strip(line).len > 0)
		return false;
	s = skip_blanks(s);
	return span_begins(s, "{");
}

/*
 * JSON or JSONL; NULL: neither.  Of a document that is longer than its head
 * the beginning must be right.
 */
static const char *
of_json(struct span s, bool whole, const char *named)
{
	const char *single = named != NULL && strcmp(named, "jsonl") == 0 ?
	    "jsonl" : "json";
	struct json_value v;
	struct json j;

	s = skip_blanks(s);
	if (s.len == 0 || (*s.p != '{' && *s.p != '['))
		return NULL;
	json_open(&j, s.p, s.len);
	if (json_read(&j, &v) == -1)
		return whole || j.end - j.p > 16 ? NULL : single;
	if (json_end(&j) == 0)
		return single;
	return goes_on(&v, (struct span){ v.p + v.len,
	    (size_t)(j.end - (v.p + v.len)) }) ? "jsonl" : NULL;
}

/* One record of CSV, as far as it tells whether the text is that. */
struct row {
	size_t separators;	/* outside quotes */
	size_t spaced;		/* of these, with a blank behind */
	size_t longest;		/* cell, in bytes */
	bool ends;		/* with a line end */
};

/* Takes a record of CSV off s. */
static struct row
take_row(struct span *s, char separator)
{
	struct row r = { 0 };
	bool quoted = false;
	size_t i, cell = 0;

	for (i = 0; i < s->len; i++) {
		const char c = s->p[i];

		if (c == '"' && (quoted || cell == i))
			quoted = !quoted;
		if (quoted)
			continue;
		if (c != separator && c != '\n')
			continue;
		if (i - cell > r.longest)
			r.longest = i - cell;
		cell = i + 1;
		if (c == '\n') {
			r.ends = true;
			break;
		}
		r.separators++;
		if (cell < s->len && s->p[cell] == ' ')
			r.spaced++;
	}
	*s = span_from(*s, r.ends ? i + 1 : s->len);
	return r;
}

/*
 * Whether a text plainly is a table: three lines or more, each with the same
 * number of separators, two or more.  Commas in prose have blanks behind.
 */
static bool
is_table(struct span s, char separator, bool whole)
{
	size_t rows = 0, columns = 0, spaced = 0;
	struct row r;

	while (s.len > 0) {
		r = take_row(&s, separator);
		if (!r.ends && !whole)
			break;
		if (rows++ == 0)
			columns = r.separators;
		if (columns < 2 || r.separators != columns || r.longest > 1000)
			return false;
		spaced += r.spaced;
	}
	return rows >= 3 && (separator == '\t' || spaced * 2 < rows * columns);
}

/* Counts what only Markdown has, but a heading alone is also a comment. */
static bool
is_markdown(struct span s)
{
	struct span line, before = { "", 0 };
	size_t headings = 0, lists = 0, fences = 0;

	if (span_begins(s, "---\n") || span_begins(s, "---\r\n"))
		return memmem(s.p + 3, s.len - 3, "\n---", 4) != NULL;
	while (span_line(&s, &line)) {
		size_t level = 0;

		while (level < line.len && line.p[level] == '#')
			level++;
		/* a blank line stands before a heading */
		if (level > 0 && level <= 6 && level < line.len &&
		    line.p[level] == ' ' && span_strip(before).len == 0)
			headings++;
		if (span_begins(line, "```"))
			fences++;
		if (span_begins(line, "- ") || span_begins(line, "* ") ||
		    span_begins(line, "1. ") || span_begins(line, "| ") ||
		    memmem(line.p, line.len, "](", 2) != NULL)
			lists++;
		before = line;
	}
	return (headings > 0 && lists > 0) || headings > 1 ||
	    (fences > 1 && headings + lists > 0);
}

const char *
type_ending(const char *name, char ending[TYPE_ENDING])
{
	const char *slash = strrchr(name, '/');
	const char *dot = strrchr(slash == NULL ? name : slash, '.');
	size_t i;

	if (dot == NULL || strlen(dot) > TYPE_ENDING)
		return dot == NULL ? "" : "?";
	for (i = 0; dot[i + 1] != '\0'; i++)
		ending[i] = (char)(dot[i + 1] >= 'A' && dot[i + 1] <= 'Z' ?
		    dot[i + 1] - 'A' + 'a' : dot[i + 1]);
	ending[i] = '\0';
	return ending;
}

/*
 * The type that a name says, or NULL; *says is false if the name says nothing
 * at all.
 */
static const char *
of_name(const char *name, bool *says)
{
	char lower[TYPE_ENDING];
	const char *ending = type_ending(name, lower);
	size_t i;

	*says = *ending != '\0';
	for (i = 0; i < LEN(endings); i++)
		if (strcmp(endings[i].ending, ending) == 0)
			return endings[i].type;
	for (i = 0; i < LEN(strangers); i++)
		if (strcmp(strangers[i], ending) == 0)
			*says = false;
	return NULL;
}

/* Whether the header of an e-mail message begins the text. */
static bool
is_mail(struct span s)
{
	struct span line;
	bool version = false, first = true;
	size_t i;

	while (span_line(&s, &line) && line.len > 0) {
		if (first && span_begins(line, "From "))
			continue;	/* mbox */
		if (!first && span_is_blank(*line.p))
			continue;	/* goes on */
		for (i = 0; i < line.len && line.p[i] > ' ' &&
		    line.p[i] != ':'; i++)
			;
		if (i == 0 || i == line.len || line.p[i] != ':')
			return false;
		if (i == 12 && strncasecmp(line.p, "MIME-Version", i) == 0)
			version = true;
		first = false;
	}
	return version;
}

/* The type of a text that neither its tags nor JSON tell, without a name. */
static const char *
of_look(struct span s, bool whole)
{
	if (is_table(s, '\t', whole))
		return "tsv";
	if (is_table(s, ',', whole) || is_table(s, ';', whole))
		return "csv";
	return is_markdown(s) ? "markdown" : "text";
}

const char *
type_of_text(const struct source *s)
{
	const bool whole = s->size <= s->head.len;
	struct buf b = { 0 };
	const char *named, *type;
	struct span text;
	bool says;

	named = of_name(s->name, &says);
	flatten(&b, buf_span(&s->head));
	text = buf_span(&b);
	if (span_begins(text, "{\\rtf"))
		type = "rtf";
	else if (span_begins(text, "%!PS"))
		type = "postscript";
	else if (is_mail(text))
		type = "mail";
	else if ((type = of_tags(text, named)) == NULL &&
	    (type = of_json(text, whole, named)) == NULL)
		type = named != NULL ? named : says ? "text" :
		    of_look(text, whole);
	buf_free(&b);
	return type;
}
