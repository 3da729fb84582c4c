/*
 * Documents in zip archives: whatever the main part holds, and whichever bytes
 * of the archive are changed, what is written is JSON.
 */
#include <zip.h>

#include "fuzz.h"
#include "readers.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* The types, and the parts that lead to the part whose text is fuzzed. */
static const struct kind {
	int (*read)(struct source *s, struct sink *k);
	const char *part;
	const char *others[6];	/* names and texts, in turn */
} kinds[] = {
	{ docx_read, "word/document.xml", { "_rels/.rels",
	    "<Relationships><Relationship Id='1' Type='u/officeDocument'"
	    " Target='word/document.xml'/></Relationships>" } },
	{ docx_read, "word/numbering.xml", { "_rels/.rels",
	    "<Relationships><Relationship Id='1' Type='u/officeDocument'"
	    " Target='word/document.xml'/></Relationships>",
	    "word/_rels/document.xml.rels",
	    "<Relationships><Relationship Id='1' Type='u/numbering'"
	    " Target='numbering.xml'/></Relationships>",
	    "word/document.xml", "<document><body><p><pPr><numPr>"
	    "<ilvl val='0'/><numId val='1'/></numPr></pPr><r><t>text</t></r>"
	    "</p></body></document>" } },
	{ pptx_read, "ppt/s.xml", { "_rels/.rels",
	    "<Relationships><Relationship Id='1' Type='u/officeDocument'"
	    " Target='ppt/p.xml'/></Relationships>",
	    "ppt/_rels/p.xml.rels",
	    "<Relationships><Relationship Id='r1' Type='u/slide'"
	    " Target='s.xml'/></Relationships>",
	    "ppt/p.xml", "<p:presentation xmlns:p='p' xmlns:r='r'>"
	    "<p:sldIdLst><p:sldId id='2' r:id='r1'/></p:sldIdLst>"
	    "</p:presentation>" } },
	{ xlsx_read, "xl/s.xml", { "_rels/.rels",
	    "<Relationships><Relationship Id='1' Type='u/officeDocument'"
	    " Target='xl/w.xml'/></Relationships>",
	    "xl/_rels/w.xml.rels",
	    "<Relationships><Relationship Id='r1' Type='u/worksheet'"
	    " Target='s.xml'/></Relationships>",
	    "xl/w.xml", "<workbook xmlns:r='r'><sheets><sheet name='n'"
	    " sheetId='1' r:id='r1'/></sheets></workbook>" } },
	{ xlsx_read, "xl/w.xml", { "_rels/.rels",
	    "<Relationships><Relationship Id='1' Type='u/officeDocument'"
	    " Target='xl/w.xml'/></Relationships>" } },
	{ odt_read, "content.xml", { "mimetype",
	    "application/vnd.oasis.opendocument.text" } },
	{ odt_read, "content.xml", { "mimetype",
	    "application/vnd.oasis.opendocument.presentation" } },
	{ ods_read, "content.xml", { "mimetype",
	    "application/vnd.oasis.opendocument.spreadsheet" } },
	{ epub_read, "o/p.opf", { "META-INF/container.xml",
	    "<container><rootfiles><rootfile full-path='o/p.opf'/>"
	    "</rootfiles></container>", "o/c.html", "<p>text" } },
	{ epub_read, "o/c.html", { "META-INF/container.xml",
	    "<container><rootfiles><rootfile full-path='o/p.opf'/>"
	    "</rootfiles></container>", "o/p.opf", "<package><manifest>"
	    "<item id='c' href='c.html' media-type='application/xhtml+xml'/>"
	    "</manifest><spine><itemref idref='c'/></spine></package>" } }
};

static void
add(zip_t *z, const char *name, struct span s)
{
	zip_source_t *source = zip_source_buffer(z, s.p, s.len, 0);
	zip_int64_t at = zip_file_add(z, name, source, 0);

	must(at != -1);
	must(zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) ==
	    0);
}

/* Makes the archive. */
static void
make(struct buf *b, const struct kind *k, struct span part)
{
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *z = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	zip_int64_t n;
	size_t i;

	must(source != NULL && z != NULL);
	zip_source_keep(source);
	for (i = 0; i < LEN(k->others) && k->others[i] != NULL; i += 2)
		add(z, k->others[i], span_of(k->others[i + 1]));
	add(z, k->part, part);
	must(zip_close(z) == 0 && zip_source_open(source) == 0);
	must(buf_reserve(b, 65536));
	while ((n = zip_source_read(source, b->data + b->len, 4096)) > 0) {
		b->len += (size_t)n;
		must(buf_reserve(b, 65536));
	}
	(void)zip_source_close(source);
	zip_source_free(source);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const struct kind *k;
	struct span s = { (const char *)data, size };
	struct buf b = { 0 }, out = { 0 };
	size_t i, changes, at;

	if (size < 3 + 3 * 8)
		return 0;
	k = &kinds[data[0] % LEN(kinds)];
	changes = data[1] < 200 ? 0 : data[1] % 8;
	make(&b, k, span_from(s, 3 + 3 * changes));
	for (i = 0; i < changes; i++) {
		at = (size_t)data[3 + 3 * i] << 8 | data[4 + 3 * i];
		b.data[at % b.len] = (char)data[5 + 3 * i];
	}
	fuzz_read(buf_span(&b), k->read, "a", data[2], &out);
	buf_free(&b);
	buf_free(&out);
	return 0;
}
