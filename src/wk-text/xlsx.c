/* Reads XLSX: its sheets in order, without the hidden ones. */
#include "archive.h"
#include "base/plural.h"
#include "ooxml.h"
#include "readers.h"
#include "xlsx_book.h"
#include "xlsx_sheet.h"

/* What the document has that is not read, in words for -v. */
static const struct {
	const char *type;	/* of the relation of a sheet to it */
	const char *what;
} left[] = {
	{ "comments", "comments" },
	{ "drawing", "drawings (pictures, charts, text boxes)" },
	{ "pivotTable", "pivot tables (their cells are read)" }
};

struct reading {
	struct archive *archive;
	struct sink *sink;
	struct xlsx_book book;
	struct xlsx_seen seen;
	size_t left[LEN(left)];	/* sheets with it */
	size_t shown;		/* sheets that are not hidden */
	size_t missing;		/* sheets that have no part */
};

/* Counts what the sheet has that is not read. */
static int
count_left(struct reading *r, const char *part)
{
	struct ooxml_relations l;
	size_t i;
	int status;

	if ((status = ooxml_relations(r->archive, r->sink, part, &l)) == 0)
		for (i = 0; i < LEN(left); i++)
			if (ooxml_first(&l, r->archive, left[i].type) != NULL)
				r->left[i]++;
	ooxml_free(&l);
	return status;
}

/* Reads a sheet, number `number` of the book. */
static int
read_tab(struct reading *r, const struct xlsx_tab *tab, size_t number)
{
	const bool pages = r->sink->settings->pages &&
	    !r->sink->settings->rows;
	const struct ooxml_relation *l;
	struct span name = { "", 0 };

	l = ooxml_find(&r->book.relations, span_of(tab->id));
	if (l == NULL || l->external || !archive_has(r->archive, l->target)) {
		if (pages)
			sink_page_error(r->sink, number, "bad_archive", "sheet"
			    " \"%s\" is not in the archive", tab->name);
		else
			r->missing++;
		return 0;
	}
	if (strcmp(l->type, "worksheet") != 0) {
		sink_note(r->sink, "left out: sheet \"%s\", a %s", tab->name,
		    l->type);
		return 0;
	}
	if (r->shown > 1 || r->sink->settings->rows)
		name = span_of(tab->name);
	if (xlsx_sheet_read(&r->book, r->archive, r->sink, l->target, name,
	    &r->seen) == -1)
		return -1;
	if (pages)
		sink_page(r->sink, number);
	return r->sink->settings->verbose ? count_left(r, l->target) : 0;
}

static int
read_tabs(struct reading *r)
{
	const struct xlsx_book *book = &r->book;
	size_t i, most = archive_count(r->archive);

	for (i = 0; i < book->n; i++)
		if (!book->tabs[i].hidden)
			r->shown++;
	if (r->shown > most)
		return sink_fail(r->sink, "bad_archive", "it lists %zu sheets,"
		    " more than its zip archive has parts", r->shown);
	for (i = 0; i < book->n; i++)
		if (book->tabs[i].hidden)
			sink_note(r->sink, "left out: sheet \"%s\", which is"
			    " hidden", book->tabs[i].name);
		else if (read_tab(r, &book->tabs[i], i + 1) == -1)
			return -1;
	return 0;
}

/* Tells what was not read, or may be wrong. */
static void
tell(const struct reading *r)
{
	struct sink *k = r->sink;
	size_t i;

	if (r->missing > 0)
		sink_warn(k, "its archive lacks %zu sheet%s",
		    r->missing, plural(r->missing));
	if (r->seen.formulas > 0)
		sink_warn(k, "%zu formula%s without a value: open it in a"
		    " spreadsheet program and save it", r->seen.formulas,
		    plural(r->seen.formulas));
	if (r->seen.lost > 0)
		sink_warn(k, "it lacks the string of %zu cell%s",
		    r->seen.lost, plural(r->seen.lost));
	if (r->seen.beyond > 0)
		sink_warn(k, "left out: %zu cell%s beyond the last column",
		    r->seen.beyond, plural(r->seen.beyond));
	if (r->seen.hidden_rows > 0)
		sink_note(k, "%zu hidden row%s read too",
		    r->seen.hidden_rows, plural(r->seen.hidden_rows));
	if (r->seen.hidden_columns > 0)
		sink_note(k, "%zu hidden column%s read too",
		    r->seen.hidden_columns, plural(r->seen.hidden_columns));
	for (i = 0; i < LEN(left); i++)
		if (r->left[i] > 0)
			sink_note(k, "left out: %s of %zu sheet%s",
			    left[i].what, r->left[i], plural(r->left[i]));
}

int
xlsx_read(struct source *s, struct sink *k)
{
	struct reading r = { .sink = k };
	struct buf part = { 0 };
	int status = -1;

	if ((r.archive = archive_open(s, k)) == NULL)
		return -1;
	if (ooxml_main(r.archive, k, &part, &k->title) == -1)
		;
	else if (span_ends(buf_span(&part), ".bin"))
		(void)sink_fail(k, "no_converter", "an .xlsb workbook, which is"
		    " binary, is not read; save it as .xlsx");
	else if (xlsx_book_read(&r.book, r.archive, k, part.data) == 0)
		status = read_tabs(&r);
	if (status == 0)
		tell(&r);
	xlsx_book_free(&r.book);
	buf_free(&part);
	archive_close(r.archive);
	return status;
}
