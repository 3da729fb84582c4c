/* Writes JSON strings: into a buffer, or straight to an output. */
#include "json.h"

#include <string.h>

#include "base/scan.h"
#include "base/utf8.h"

static void
put_escape(struct buf *b, char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at;
	char out[6] = "\\u00";
	unsigned char u = (unsigned char)c;

	if (c != '\0' && (at = strchr(from, c)) != NULL) {
		out[1] = to[at - from];
		buf_add(b, out, 2);
		return;
	}
	out[4] = hex[u >> 4];
	out[5] = hex[u & 15];
	buf_add(b, out, 6);
}

void
json_put_inside(struct buf *b, const char *s, size_t n)
{
	size_t run;

	for (;;) {
		run = scan_json(s, n);
		buf_add(b, s, run);
		if (run == n)
			return;
		put_escape(b, s[run]);
		s += run + 1;
		n -= run + 1;
	}
}

void
json_put_string(struct buf *b, const char *s, size_t n)
{
	size_t good;

	buf_addc(b, '"');
	for (;;) {
		good = utf8_valid(s, n);
		json_put_inside(b, s, good);
		if (good == n)
			break;
		buf_puts(b, UTF8_REPLACEMENT);
		s += good + 1;
		n -= good + 1;
	}
	buf_addc(b, '"');
}

void
json_put(struct buf *b, const char *s)
{
	json_put_string(b, s, strlen(s));
}

void
json_write_string(struct out *o, const char *s, size_t n)
{
	size_t part;

	buf_addc(&o->buf, '"');
	for (; n > 0; s += part, n -= part) {
		part = n < OUT_CHUNK ? n : OUT_CHUNK;
		json_put_inside(&o->buf, s, part);
		if (o->buf.len >= 2 * OUT_CHUNK)
			(void)out_flush(o);	/* o->error remembers */
	}
	buf_addc(&o->buf, '"');
}
