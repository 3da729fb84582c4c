/* Tells documents in binary formats, HTML and RTF by their bytes. */
#include "format.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

/* The names in a zip archive stand near its beginning and at its end. */
#define LOOK ((size_t)64 << 10)

/* What a zip archive is that holds these bytes. */
static const struct {
	const char *holds, *what;
} archives[] = {
	{ "mimetypeapplication/epub+zip", "an EPUB" },
	{ "mimetypeapplication/vnd.oasis.opendocument.text",
	    "an OpenDocument text (ODT)" },
	{ "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
	    "an OpenDocument spreadsheet (ODS)" },
	{ "mimetypeapplication/vnd.oasis.opendocument.presentation",
	    "an OpenDocument presentation (ODP)" },
	{ "word/document.xml", "a Word document (DOCX)" },
	{ "xl/workbook.xml", "a spreadsheet (XLSX)" },
	{ "ppt/presentation.xml", "a presentation (PPTX)" },
	{ "META-INF/container.xml", "an EPUB" }
};

/* Whether s begins with a string, in upper or lower case. */
static bool
begins(struct span s, const char *with)
{
	size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p, with, n) == 0;
}

/* The place of a string in the first `most` bytes of s, or s.len. */
static size_t
place(struct span s, size_t most, const char *what)
{
	const char *p = memmem(s.p, s.len < most ? s.len : most, what,
	    strlen(what));

	return p == NULL ? s.len : (size_t)(p - s.p);
}

static const char *
archive(struct span s)
{
	const struct span end = span_from(s, s.len > LOOK ? s.len - LOOK : 0);
	size_t i;

	for (i = 0; i < LEN(archives); i++)
		if (place(s, LOOK, archives[i].holds) < s.len ||
		    place(end, LOOK, archives[i].holds) < end.len)
			return archives[i].what;
	return "a zip archive, as DOCX and EPUB are";
}

const char *
format_of(struct span s)
{
	(void)span_take(&s, UTF8_BOM);
	if (span_begins(s, "%PDF-") && s.len > 5 && s.p[5] >= '0' &&
	    s.p[5] <= '9')
		return "a PDF";
	if (span_begins(s, "PK\003\004"))
		return archive(s);
	if (span_begins(s, "\320\317\021\340\241\261\032\341"))
		return "an old Office document (DOC, XLS, PPT)";
	/* Readers take a PDF with something before it, too. */
	if (place(s, 1024, "%PDF-") < s.len &&
	    memchr(s.p, '\0', s.len) != NULL)
		return "a PDF";
	return NULL;
}

const char *
format_of_text(struct span s)
{
	size_t html;

	s = utf8_strip(s);
	if (begins(s, "{\\rtf"))
		return "RTF";
	if (begins(s, "<?xml") && (html = place(s, 1024, "<html")) < s.len)
		s = span_from(s, html);
	if (begins(s, "<!doctype html") || (begins(s, "<html") &&
	    (s.len == 5 || s.p[5] == '>' || span_is_blank(s.p[5]))))
		return "HTML";
	return NULL;
}
