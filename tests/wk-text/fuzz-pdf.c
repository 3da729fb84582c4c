/*
 * Fuzz target: pages of a PDF, RTF, and commands.  The first byte chooses.
 * Joining lines loses no letter.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "pdf_chars.h"
#include "pdf_heads.h"
#include "pdf_page.h"
#include "pdf_title.h"
#include "rtf.h"
#include "command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many small letters and digits there are: none goes, none comes. */
static size_t
letters(struct span s)
{
	size_t i, n = 0;

	for (i = 0; i < s.len; i++)
		n += (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		    (s.p[i] >= '0' && s.p[i] <= '9');
	return n;
}

static void
try_pages(struct span s)
{
	struct pdf_heads *h = pdf_heads_new();
	struct pdf_lines lines = { 0 };
	struct pdf_count count = { 0, 0 };
	struct pdf_end end = { 0 };
	struct buf plain = { 0 }, b = { 0 };
	struct span rest, line;
	size_t page, n;

	pdf_chars_put(&plain, s, &count);
	/* A tab ends a page here, so that there are several. */
	for (rest = buf_span(&plain), page = 1; rest.len > 0; page++) {
		const char *tab = memchr(rest.p, '\t', rest.len);

		line = rest;
		if (tab != NULL)
			line.len = (size_t)(tab - rest.p);
		rest = span_from(rest, line.len + (tab != NULL));
		pdf_lines_split(&lines, line);
		pdf_heads_note(h, page, lines.lines, lines.n);
		pdf_page_put(&b, lines.lines, lines.n, &end);
		n = lines.n;
		pdf_heads_take(h, page, &lines);
		if (lines.n > n)
			abort();
	}
	if (utf8_valid(b.data, b.len) != b.len ||
	    letters(buf_span(&b)) != letters(buf_span(&plain)))
		abort();
	pdf_heads_free(h);
	pdf_lines_free(&lines);
	buf_free(&plain);
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = { (const char *)data, size };
	struct buf b = { 0 }, why = { 0 };
	char *command;

	if (size == 0)
		return 0;
	s = span_from(s, 1);
	switch (data[0] % 4) {
	case 0:
		rtf_unicode(&b, s);
		break;
	case 1:
		pdf_title_put(&b, s);
		break;
	case 2:
		command = strndup(s.p, s.len);
		if ((command_split(&b, command, &why) == 0) != (why.len > 0))
			abort();
		free(command);
		break;
	default:
		try_pages(s);
	}
	buf_free(&b);
	buf_free(&why);
	return 0;
}
