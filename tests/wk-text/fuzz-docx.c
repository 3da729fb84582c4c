/*
 * Fuzz target: the main part of a DOCX document.  Bytes that begin with '<'
 * are that part; of others each begins an element that the reader knows, or
 * ends one, so that all of them meet in each other.
 */
#include <stdint.h>

#include "docx_body.h"
#include "xml.h"

/* Elements may be open in each other. */
#define DEPTH 64

int LLVMFuzzerTestOneInput(const uint8_t *s, size_t n);

/* Makes XML of bytes. */
static void
make_xml(struct buf *b, const uint8_t *s, size_t n)
{
	static const char *const values[] = { "begin", "separate", "end",
	    "0", "1", "restart", "2147483648", "preserve", "drop", "F0B7",
	    "Table of Contents" };
	const char *open[DEPTH];
	const char *name, *value;
	size_t i, depth = 0;

	buf_puts(b, "<w>");
	for (i = 0; i < n; i++) {
		name = docx_handler.names[s[i] % docx_handler.n];
		value = values[s[i] % LEN(values)];
		if (s[i] >= 0xe0)
			buf_printf(b, "\nTOC %u ", s[i]);
		else if (s[i] >= 0xa0 && depth > 0)
			buf_printf(b, "</%s>", open[--depth]);
		else if (depth < DEPTH) {
			open[depth++] = name;
			buf_printf(b, "<%s val='%s' fldCharType='%s' "
			    "dropCap='%s' char='%s' space='%s'>", name, value,
			    value, value, value, value);
		}
	}
	while (depth > 0)
		buf_printf(b, "</%s>", open[--depth]);
	buf_puts(b, "</w>");
}

int
LLVMFuzzerTestOneInput(const uint8_t *s, size_t n)
{
	struct buf in = { 0 }, to = { 0 }, title = { 0 };
	struct docx d = { .title = &title };
	struct xml *x = xml_open(&docx_handler, &d);
	size_t half;

	if (n > 0 && s[0] == '<')
		buf_add(&in, s, n);
	else
		make_xml(&in, s, n);
	docx_begin(&d, &to);
	half = in.len / 2;
	if (xml_feed(x, in.data, half) == 0 &&
	    xml_feed(x, in.data + half, in.len - half) == 0)
		(void)xml_finish(x);
	xml_close(x);
	docx_end(&d);
	buf_free(&title);
	buf_free(&to);
	buf_free(&in);
	return 0;
}
