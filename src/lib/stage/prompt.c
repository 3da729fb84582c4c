/* Reads prompts: from an argument or a file. */
#include "prompt.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

/* Sets the text to the bytes read, if they are UTF-8; else says so in why. */
static bool
accept_bytes(struct prompt *p, const char *name, struct buf *why)
{
	const struct buf *b = &p->bytes;
	size_t good = utf8_valid(b->data, b->len);

	if (good != b->len) {
		buf_printf(why, "%s: byte %zu: not UTF-8", name, good + 1);
		return false;
	}
	p->text = (struct span){ b->len == 0 ? "" : b->data, b->len };
	return true;
}

void
prompt_take_text(const struct opt *o, const char *arg, struct buf *why)
{
	const char flag[] = { '-', (char)o->letter, '\0' };
	struct prompt *p = o->value;

	buf_clear(&p->bytes);
	buf_puts(&p->bytes, arg);
	(void)accept_bytes(p, flag, why);
}

void
prompt_take_file(const struct opt *o, const char *arg, struct buf *why)
{
	struct prompt *p = o->value;
	struct buf *b = &p->bytes;

	buf_clear(b);
	if (file_read(arg, b) == -1) {
		buf_printf(why, "%s: %s", arg, strerror(errno));
		return;
	}
	while (b->len > 0 &&
	    (b->data[b->len - 1] == '\n' || b->data[b->len - 1] == '\r'))
		b->len--;
	if (accept_bytes(p, arg, why))
		(void)span_take(&p->text, UTF8_BOM);
}

void
prompt_free(struct prompt *p)
{
	buf_free(&p->bytes);
	*p = (struct prompt){ .text = { NULL, 0 } };
}
