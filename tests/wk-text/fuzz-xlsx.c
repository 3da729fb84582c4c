/*
 * Any number in any format gives text that is not endless; and any bytes are
 * text of a cell.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "xlsx_book.h"
#include "xlsx_format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data, *line;
	struct span code, v;
	struct xlsx_format f;
	struct buf b = { 0 };

	line = size == 0 ? NULL : memchr(s, '\n', size);
	if (line == NULL)
		return 0;
	code = (struct span){ s, (size_t)(line - s) };
	v = (struct span){ line + 1, size - code.len - 1 };
	f = xlsx_format_of(code);
	xlsx_put_number(&b, v, f, false);
	must(b.len <= v.len + 64);
	buf_clear(&b);
	xlsx_put_number(&b, v, xlsx_format_builtin((long)code.len), true);
	must(b.len <= v.len + 64);
	buf_clear(&b);
	xlsx_put_iso(&b, v);
	must(b.len <= v.len + 1);
	buf_clear(&b);
	xlsx_put_text(&b, v);
	must(b.len <= v.len);
	buf_free(&b);
	return 0;
}
