/* Reads what the sheets of an XLSX document share. */
#include "xlsx_book.h"

#include <stdlib.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/utf8.h"

enum {
	SHEETS, SHEET, NAME, STATE, ID, BOOK_PR, DATE_1904,
	SI, T, R_PH,
	NUM_FMTS, NUM_FMT, NUM_FMT_ID, FORMAT_CODE, CELL_XFS, XF
};

static const char *const names[] = {
	[SHEETS] = "sheets", [SHEET] = "sheet", [NAME] = "name",
	[STATE] = "state", [ID] = "id", [BOOK_PR] = "workbookPr",
	[DATE_1904] = "date1904", [SI] = "si", [T] = "t", [R_PH] = "rPh",
	[NUM_FMTS] = "numFmts", [NUM_FMT] = "numFmt",
	[NUM_FMT_ID] = "numFmtId", [FORMAT_CODE] = "formatCode",
	[CELL_XFS] = "cellXfs", [XF] = "xf"
};

/* A format that the document defines. */
struct defined {
	long id;
	struct xlsx_format format;
};

/* The state of reading one of the parts. */
struct reading {
	struct xlsx_book *book;
	int in;			/* SHEETS, NUM_FMTS, CELL_XFS; or XML_OTHER */
	bool text;		/* in a t */
	unsigned phonetic;	/* in so many rPh */
	size_t size;		/* places that are allocated */
	struct buf string;	/* the one at hand */
	struct defined *defined;
	size_t ndefined;
};

/* Makes room for one more in an array of n. */
static void *
grow(struct reading *r, void *p, size_t n, size_t size)
{
	if (n < r->size)
		return p;
	r->size = n < 16 ? 16 : n * 2;
	return xreallocarray(p, r->size, size);
}

static char *
copy(struct span s)
{
	char *p = xcalloc(s.len + 1, 1);

	if (s.len > 0)
		memcpy(p, s.p, s.len);
	return p;
}

static bool
is_true(struct span s)
{
	return span_is(s, "1") || span_is(s, "true") || span_is(s, "on");
}

static void
book_start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct xlsx_book *book = r->book;
	struct xlsx_tab *tab;
	struct span state;

	if (e->name == SHEETS)
		r->in = SHEETS;
	else if (e->name == BOOK_PR)
		book->since_1904 = is_true(xml_attribute(e, DATE_1904));
	if (e->name != SHEET || r->in != SHEETS)
		return;
	book->tabs = grow(r, book->tabs, book->n, sizeof(*book->tabs));
	tab = &book->tabs[book->n++];
	tab->name = copy(xml_attribute(e, NAME));
	tab->id = copy(ooxml_id(e, ID));
	state = xml_attribute(e, STATE);
	tab->hidden = span_is(state, "hidden") || span_is(state, "veryHidden");
}

static void
book_end(void *arg, int name)
{
	struct reading *r = arg;

	if (name == SHEETS)
		r->in = XML_OTHER;
}

static void
string_start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;

	if (e->name == SI)
		buf_clear(&r->string);
	else if (e->name == R_PH)
		r->phonetic++;
	r->text = e->name == T && r->phonetic == 0;
}

static void
string_end(void *arg, int name)
{
	struct reading *r = arg;
	struct xlsx_book *book = r->book;

	r->text = false;
	if (name == R_PH && r->phonetic > 0)
		r->phonetic--;
	if (name != SI)
		return;
	xlsx_put_text(&book->strings, buf_span(&r->string));
	book->ends = grow(r, book->ends, book->nstrings, sizeof(*book->ends));
	book->ends[book->nstrings++] = book->strings.len;
}

static void
string_text(void *arg, struct span s)
{
	struct reading *r = arg;

	if (r->text)
		buf_add(&r->string, s.p, s.len);
}

/* Remembers a format that the document defines. */
static void
define(struct reading *r, const struct xml_element *e)
{
	struct defined *d;

	r->defined = grow(r, r->defined, r->ndefined, sizeof(*r->defined));
	d = &r->defined[r->ndefined++];
	d->id = xml_number(e, NUM_FMT_ID, -1);
	d->format = xlsx_format_of(xml_attribute(e, FORMAT_CODE));
}

static int
compare(const void *a, const void *b)
{
	const struct defined *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* The format of that number: the document's, else the usual one. */
static struct xlsx_format
format_of(const struct reading *r, long id)
{
	const struct defined key = { .id = id }, *d = NULL;

	if (r->ndefined > 0)
		d = bsearch(&key, r->defined, r->ndefined, sizeof(*d),
		    compare);
	return d == NULL ? xlsx_format_builtin(id) : d->format;
}

static void
style_start(void *arg, const struct xml_element *e)
{
	struct reading *r = arg;
	struct xlsx_book *book = r->book;

	if (e->name == NUM_FMTS || e->name == CELL_XFS)
		r->in = e->name;
	else if (e->name == NUM_FMT && r->in == NUM_FMTS)
		define(r, e);
	else if (e->name == XF && r->in == CELL_XFS) {
		book->styles = grow(r, book->styles, book->nstyles,
		    sizeof(*book->styles));
		book->styles[book->nstyles++] = format_of(r,
		    xml_number(e, NUM_FMT_ID, 0));
	}
}

static void
style_end(void *arg, int name)
{
	struct reading *r = arg;

	if (name == NUM_FMTS && r->ndefined > 0)
		qsort(r->defined, r->ndefined, sizeof(*r->defined), compare);
	if (name == NUM_FMTS || name == CELL_XFS) {
		r->in = XML_OTHER;
		r->size = 0;	/* the next array begins */
	}
}

/* Reads the part that the book has for a type of relation, if any. */
static int
read_shared(struct xlsx_book *book, struct archive *a, const char *type,
    const struct xml_handler *h)
{
	struct reading r = { .book = book, .in = XML_OTHER };
	const char *part = ooxml_first(&book->relations, a, type);
	int status = 0;

	if (part != NULL)
		status = archive_xml(a, part, h, &r);
	buf_free(&r.string);
	free(r.defined);
	return status;
}

int
xlsx_book_read(struct xlsx_book *book, struct archive *a, struct sink *k,
    const char *part)
{
	static const struct xml_handler sheets = { names, LEN(names),
	    book_start, book_end, NULL };
	static const struct xml_handler strings = { names, LEN(names),
	    string_start, string_end, string_text };
	static const struct xml_handler styles = { names, LEN(names),
	    style_start, style_end, NULL };
	struct reading r = { .book = book, .in = XML_OTHER };

	if (archive_xml(a, part, &sheets, &r) == -1 ||
	    ooxml_relations(a, k, part, &book->relations) == -1 ||
	    read_shared(book, a, "styles", &styles) == -1 ||
	    read_shared(book, a, "sharedStrings", &strings) == -1)
		return -1;
	if (book->strings.failed)
		return sink_fail(k, "too_large", "its strings are too long");
	return 0;
}

void
xlsx_book_free(struct xlsx_book *book)
{
	size_t i;

	for (i = 0; i < book->n; i++) {
		free(book->tabs[i].name);
		free(book->tabs[i].id);
	}
	free(book->tabs);
	free(book->ends);
	free(book->styles);
	buf_free(&book->strings);
	ooxml_free(&book->relations);
}

/* Reads _xHHHH_ at the beginning of s: of a character, no surrogate. */
static bool
read_escape(struct span s, uint32_t *cp)
{
	return s.len >= 7 && span_begins(s, "_x") && s.p[6] == '_' &&
	    hex_read(s.p + 2, 4, 4, cp) == 4 &&
	    (*cp < 0xd800 || *cp > 0xdfff);
}

void
xlsx_put_text(struct buf *b, struct span s)
{
	char character[4];
	uint32_t cp;
	size_t n;
	const char *at;

	while (s.len > 0) {
		at = memchr(s.p, '_', s.len);
		n = at == NULL ? s.len : (size_t)(at - s.p);
		buf_add(b, s.p, n);
		s = span_from(s, n);
		if (s.len == 0)
			break;
		if (read_escape(s, &cp)) {
			if (cp != 0 && cp != '\r')
				buf_add(b, character,
				    utf8_encode(character, cp));
			s = span_from(s, 7);
		} else {
			buf_addc(b, '_');
			s = span_from(s, 1);
		}
	}
}
