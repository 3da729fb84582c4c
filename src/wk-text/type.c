/* Finds the type of a document from its content. */
#include "type.h"

#include <unistd.h>

#include "readers.h"
#include "type_private.h"

#define UNPACK "unpack it first"

static const struct type types[] = {
	{ "text", plain_read, NULL, NULL },
	{ "markdown", markdown_read, NULL, NULL },
	{ "html", html_read, NULL, NULL },
	{ "csv", csv_read, NULL, NULL },
	{ "tsv", csv_read, NULL, NULL },
	{ "json", json_read_document, NULL, NULL },
	{ "jsonl", json_read_document, NULL, NULL },
	{ "pdf", pdf_read, NULL, NULL },
	{ "docx", docx_read, NULL, NULL },
	{ "pptx", pptx_read, NULL, NULL },
	{ "xlsx", xlsx_read, NULL, NULL },
	{ "odt", odt_read, NULL, NULL },
	{ "odp", odt_read, NULL, NULL },
	{ "ods", ods_read, NULL, NULL },
	{ "epub", epub_read, NULL, NULL },

	/* These are read by programs of converter.c's table. */
	{ "doc", NULL, NULL, NULL },
	{ "xls", NULL, NULL, NULL },
	{ "ppt", NULL, NULL, NULL },
	{ "rtf", NULL, NULL, NULL },
	{ "image", NULL, NULL, NULL },
	{ "mobi", NULL, NULL, NULL },
	{ "fb2", NULL, NULL, NULL },
	{ "docbook", NULL, NULL, NULL },

	/* These are read by programs that the user names. */
	{ "xml", NULL, "XML of no kind that is known", NULL },
	{ "svg", NULL, "a drawing (SVG)", NULL },
	{ "tei", NULL, "a text in TEI (XML)", NULL },
	{ "mail", NULL, "an e-mail message, or a page saved as one (MHTML)",
	    NULL },
	{ "postscript", NULL, "PostScript", "ps2pdf makes a PDF of it" },
	{ "msg", NULL, "a message of Outlook (MSG)", NULL },
	{ "visio", NULL, "a drawing of Visio", "save it as PDF" },
	{ "publisher", NULL, "a document of Publisher", "save it as PDF" },
	{ "hwp", NULL, "a Hangul document (HWP)", NULL },
	{ "thumbs", NULL, "a list of previews (Thumbs.db)", NULL },
	{ "ole", NULL, "an OLE file of another program", NULL },
	{ "xlsb", NULL, "a binary workbook (XLSB)", "save it as XLSX" },
	{ "odg", NULL, "an OpenDocument drawing (ODG)", "save it as PDF" },
	{ "odf", NULL, "an OpenDocument formula, chart or image", NULL },
	{ "odb", NULL, "an OpenDocument database (ODB)", NULL },
	{ "sxw", NULL, "a document of OpenOffice.org 1",
	    "LibreOffice can save it as ODT" },
	{ "iwork", NULL, "a document of Pages, Numbers or Keynote",
	    "export it as PDF" },
	{ "xps", NULL, "an XPS document", "xpstopdf makes a PDF of it" },
	{ "chm", NULL, "a Windows help file (CHM)", UNPACK },
	{ "apk", NULL, "an Android package (APK)", NULL },
	{ "jar", NULL, "a Java archive (JAR)", NULL },
	{ "kmz", NULL, "places on a map (KMZ)", NULL },
	{ "zip", NULL, "a zip archive", UNPACK },
	{ "gzip", NULL, "a file packed by gzip", UNPACK },
	{ "bzip2", NULL, "a file packed by bzip2", UNPACK },
	{ "xz", NULL, "a file packed by xz", UNPACK },
	{ "zstd", NULL, "a file packed by zstd", UNPACK },
	{ "7z", NULL, "a 7z archive", UNPACK },
	{ "rar", NULL, "a RAR archive", UNPACK },
	{ "tar", NULL, "a tar archive", UNPACK },
	{ "audio", NULL, "a sound recording", NULL },
	{ "video", NULL, "a video", NULL },
	{ "font", NULL, "a font", NULL },
	{ "sqlite", NULL, "an SQLite database", NULL },
	{ "program", NULL, "a program or library for machines", NULL },
	{ "data", NULL, "a file of numbers for programs", NULL },
	{ "binary", NULL, "binary data of no kind that is known", NULL }
};

/* The bytes that a type has at a place, and the type. */
static const struct magic {
	size_t at;
	const char *bytes;
	size_t n;
	const char *type;
} magics[] = {
#define MAGIC(at, bytes, type) { at, bytes, sizeof(bytes) - 1, type }
	MAGIC(0, "PK\003\004", "zip"),
	MAGIC(0, "PK\005\006", "zip"),
	MAGIC(0, "\320\317\021\340\241\261\032\341", "ole"),
	MAGIC(60, "BOOKMOBI", "mobi"),
	MAGIC(60, "TEXtREAd", "mobi"),
	MAGIC(0, "\211PNG\r\n\032\n", "image"),
	MAGIC(0, "\377\330\377", "image"),
	MAGIC(0, "GIF87a", "image"),
	MAGIC(0, "GIF89a", "image"),
	MAGIC(0, "II*\0", "image"),
	MAGIC(0, "MM\0*", "image"),
	MAGIC(8, "WEBPVP8", "image"),
	MAGIC(0, "AT&TFORM", "image"),		/* DjVu */
	MAGIC(0, "8BPS", "image"),		/* Photoshop */
	MAGIC(0, "\0\0\1\0", "image"),		/* an icon */
	MAGIC(0, "\0\0\0\014jP  ", "image"),	/* JPEG 2000 */
	MAGIC(4, "ftypheic", "image"),
	MAGIC(4, "ftypheix", "image"),
	MAGIC(4, "ftypmif1", "image"),
	MAGIC(4, "ftypavif", "image"),
	MAGIC(4, "ftypM4A", "audio"),
	MAGIC(4, "ftyp", "video"),
	MAGIC(0, "\032\105\337\243", "video"),	/* Matroska */
	MAGIC(8, "AVI LIST", "video"),
	MAGIC(0, "FLV\1", "video"),
	MAGIC(0, "\0\0\1\272", "video"),	/* MPEG */
	MAGIC(0, "0&\262u\216f\317\021", "video"),	/* WMV, WMA */
	MAGIC(8, "WAVEfmt ", "audio"),
	MAGIC(0, "ID3\2", "audio"),
	MAGIC(0, "ID3\3", "audio"),
	MAGIC(0, "ID3\4", "audio"),
	MAGIC(0, "\377\373", "audio"),		/* MP3 */
	MAGIC(0, "OggS\0", "audio"),
	MAGIC(0, "fLaC\0", "audio"),
	MAGIC(0, "MThd\0\0", "audio"),
	MAGIC(0, "#!AMR", "audio"),
	MAGIC(0, "\037\213\010", "gzip"),
	MAGIC(0, "\3757zXZ\0", "xz"),
	MAGIC(4, "1AY&SY", "bzip2"),
	MAGIC(0, "\050\265\057\375", "zstd"),
	MAGIC(0, "7z\274\257\047\034", "7z"),
	MAGIC(0, "Rar!\032\007", "rar"),
	MAGIC(257, "ustar", "tar"),
	MAGIC(0, "ITSF\3", "chm"),
	MAGIC(0, "\177ELF", "program"),
	MAGIC(0, "\312\376\272\276", "program"),	/* Java, Mach-O */
	MAGIC(0, "\317\372\355\376", "program"),	/* Mach-O */
	MAGIC(0, "\0asm", "program"),
	MAGIC(0, "SQLite format 3\0", "sqlite"),
	MAGIC(0, "\0\1\0\0\0", "font"),
	MAGIC(0, "OTTO\0", "font"),
	MAGIC(0, "wOFF", "font"),
	MAGIC(0, "wOF2", "font"),
	MAGIC(0, "PAR1", "data"),
	MAGIC(0, "ARROW1\0", "data"),
	MAGIC(0, "\211HDF\r\n\032\n", "data"),
	MAGIC(0, "\223NUMPY", "data")
#undef MAGIC
};

/* A PDF may have something before it: readers look this far. */
#define PDF_LOOK 1024

static const struct type *
named(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

/*
 * Whether "%PDF-1.4" or its like begins the document, or stands near the
 * beginning of one that has an object of a PDF.
 */
static bool
is_pdf(struct span s)
{
	static const char mark[] = "%PDF-";
	const size_t n = sizeof(mark) - 1;
	const size_t look = s.len < PDF_LOOK ? s.len : PDF_LOOK;
	const char *p = look == 0 ? NULL : memmem(s.p, look, mark, n);

	if (p == NULL || (size_t)(s.p + look - p) <= n || p[n] < '0' ||
	    p[n] > '9')
		return false;
	return p == s.p || memmem(s.p, s.len, " obj", 4) != NULL;
}

/* The type by the bytes at its beginning; NULL: perhaps it is a text. */
static const char *
of_magic(struct span s)
{
	const struct magic *m;

	for (m = magics; m < magics + LEN(magics); m++)
		if (s.len >= m->at + m->n &&
		    memcmp(s.p + m->at, m->bytes, m->n) == 0)
			return m->type;
	/* These begin with letters that a text may begin with, too. */
	if (s.len < 64 || memchr(s.p, '\0', 64) == NULL)
		return NULL;
	if (span_begins(s, "MZ"))
		return "program";
	return span_begins(s, "BM") ? "image" : NULL;
}

const struct type *
type_of(struct source *s, struct sink *k)
{
	const struct span head = buf_span(&s->head);
	const char *name = "text";

	if (is_pdf(head))
		name = "pdf";
	else if (head.len > 0 && (name = of_magic(head)) == NULL)
		name = type_of_text(s);
	else if (strcmp(name, "zip") == 0)
		name = type_of_zip(s, k);
	else if (strcmp(name, "ole") == 0)
		name = type_of_ole(s, k);
	if (name == NULL)
		return NULL;
	(void)lseek(s->fd, 0, SEEK_SET);
	return named(name);
}
