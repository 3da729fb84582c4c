/* Recognises lines given to a filter by mistake: they are not records. */
#include "foreign.h"

#include <string.h>

#include "base/scan.h"
#include "base/utf8.h"
#include "text/unicode.h"

bool
foreign_utf16(struct span line)
{
	if (line.len < 2)
		return false;
	return memcmp(line.p, "\377\376", 2) == 0 ||
	    memcmp(line.p, "\376\377", 2) == 0 ||
	    memcmp(line.p, "{\0", 2) == 0 || memcmp(line.p, "\0{", 2) == 0 ||
	    wide_order(line.p, line.len - line.len % 2) != NULL;
}

const char *
foreign_compressed(struct span line)
{
	if (span_begins(line, "\037\213"))
		return "gzip -dc";
	if (span_begins(line, "\050\265\057\375"))
		return "zstd -dc";
	if (span_begins(line, "\3757zXZ"))
		return "xz -dc";
	return NULL;
}

bool
foreign_bytes(struct span line)
{
	size_t good = utf8_valid(line.p, line.len);

	return good < line.len && scan_ascii(line.p, good) == good;
}

/* Whether bytes above 0x7f come in pairs, as in GB18030 and GBK. */
static bool
is_paired(struct span s)
{
	const unsigned char *u = (const unsigned char *)s.p;
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (u[i] < 0x80)
			continue;
		if (u[i] == 0x80 || u[i] == 0xff || ++i == s.len ||
		    u[i] < 0x40 || u[i] == 0x7f || u[i] == 0xff)
			return false;
	}
	return true;
}

const char *
foreign_encoding(struct span line)
{
	return is_paired(line) ? "GB18030" : "WINDOWS-1252";
}

void
foreign_hint(struct buf *b, struct span line, const char *field)
{
	size_t i = 0;

	while (i < line.len && (line.p[i] == ' ' || line.p[i] == '\t'))
		i++;
	if (line.p[i] == '[')
		buf_puts(b, "an array? jq -c '.[]' makes lines of its items");
	else if (line.p[i] != '{')
		buf_printf(b, "plain text? --lines reads each line as a %s",
		    field);
	else if (i + 1 == line.len)
		buf_puts(b, "JSON over several lines? jq -c . joins them");
}
