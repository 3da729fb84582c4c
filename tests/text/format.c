/* format: documents that are not plain text are told by their bytes. */
#include <string.h>

#include "tap.h"
#include "text/format.h"

static void
is_format(const char *bytes, size_t n, const char *want)
{
	const char *got = format_of((struct span){ bytes, n });

	ok(want == NULL ? got == NULL : got != NULL && strcmp(got, want) == 0,
	    "%.8s: %s", bytes, got == NULL ? "a text" : got);
}

static void
is_text(const char *text, const char *want)
{
	const char *got = format_of_text(span_of(text));

	ok(want == NULL ? got == NULL : got != NULL && strcmp(got, want) == 0,
	    "%s: %s", text, got == NULL ? "no marks" : got);
}

/* An archive whose only name stands at its end, far from the beginning. */
static void
test_end(void)
{
	static char big[200000] = "PK\003\004";
	static const char name[] = "ppt/presentation.xml";

	is_format(big, sizeof(big), "a zip archive, as DOCX and EPUB are");
	memcpy(big + sizeof(big) - 100, name, sizeof(name));
	is_format(big, sizeof(big), "a presentation (PPTX)");
}

int
main(void)
{
#define F(bytes, want) is_format(bytes, sizeof(bytes) - 1, want)
	F("", NULL);
	F("%PDF", NULL);
	F("%PDF-", NULL);
	F("%PDF-x", NULL);
	F("%PDF-1.7\n", "a PDF");
	F("\357\273\277%PDF-2.0\n", "a PDF");
	F("x%PDF-1.7\n", NULL);
	F("x%PDF-1.7\n\0", "a PDF");
	F("PK", NULL);
	F("PKZIP", NULL);
	F("PK\003\004", "a zip archive, as DOCX and EPUB are");
	F("PK\003\004word/document.xml", "a Word document (DOCX)");
	F("\320\317\021\340\241\261\032\341",
	    "an old Office document (DOC, XLS, PPT)");
	F("\320\317\021\340", NULL);
#undef F
	test_end();
	is_text("", NULL);
	is_text("<html>", "HTML");
	is_text("<html", "HTML");
	is_text("<HTML lang=zh>", "HTML");
	is_text("<htmlx>", NULL);
	is_text(" \n<!DocType HTML PUBLIC>", "HTML");
	is_text("<?xml version='1.0'?><!-- --><html xmlns=''>", "HTML");
	is_text("<?xml version='1.0'?><book/>", NULL);
	is_text("<p>", NULL);
	is_text("# <html>", NULL);
	is_text("{\\rtf1", "RTF");
	return tap_done();
}
