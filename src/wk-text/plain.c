/* Reads plain text, and Markdown without its front matter. */
#include "readers.h"
#include "text/document.h"

int
plain_read(struct source *s, struct sink *k)
{
	const struct document_options options = {
		.encoding = k->settings->encoding };
	struct document d = { 0 };
	int status = 0;

	if (document_read(&d, s->fd, &options) == -1)
		status = sink_fail(k, d.kind, "%s", d.message);
	else
		buf_add(&k->text, d.text.p, d.text.len);
	document_free(&d);
	return status;
}

int
markdown_read(struct source *s, struct sink *k)
{
	return plain_read(s, k);
}
