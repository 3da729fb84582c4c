/* Reads prompts: from an argument or a file. */
#include "prompt.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

/* Sets the text to the bytes read, if they are UTF-8. */
static int
accept_bytes(struct prompt *p)
{
	const struct buf *b = &p->bytes;
	size_t good;

	if ((good = utf8_valid(b->data, b->len)) != b->len) {
		p->bad = good + 1;
		errno = EILSEQ;
		return -1;
	}
	p->text = (struct span){ b->len == 0 ? "" : b->data, b->len };
	return 0;
}

int
prompt_set(struct prompt *p, const char *flag, const char *text)
{
	p->name = flag;
	buf_clear(&p->bytes);
	buf_puts(&p->bytes, text);
	return accept_bytes(p);
}

int
prompt_read(struct prompt *p, const char *path)
{
	struct buf *b = &p->bytes;

	p->name = path;
	buf_clear(b);
	if (file_read(path, b) == -1)
		return -1;
	while (b->len > 0 &&
	    (b->data[b->len - 1] == '\n' || b->data[b->len - 1] == '\r'))
		b->len--;
	if (accept_bytes(p) == -1)
		return -1;
	(void)span_take(&p->text, UTF8_BOM);
	return 0;
}

void
prompt_take_text(const struct opt *o, const char *arg, struct buf *why)
{
	struct prompt *p = o->value;

	if (prompt_set(p, o->name, arg) == -1)
		buf_printf(why, "-%c: byte %zu: not UTF-8", o->letter, p->bad);
}

void
prompt_take_file(const struct opt *o, const char *arg, struct buf *why)
{
	struct prompt *p = o->value;

	if (prompt_read(p, arg) == 0)
		return;
	if (errno == EILSEQ)
		buf_printf(why, "%s: byte %zu: not UTF-8", arg, p->bad);
	else
		buf_printf(why, "%s: %s", arg, strerror(errno));
}

void
prompt_free(struct prompt *p)
{
	buf_free(&p->bytes);
	*p = (struct prompt){ .name = NULL };
}
