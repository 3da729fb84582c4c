/* Reads plain text, and Markdown without its front matter. */
#include "front_matter.h"
#include "readers.h"
#include "text/document.h"

static int
read_text(struct source *s, struct sink *k, bool markdown)
{
	const struct document_options options = {
		.encoding = k->settings->encoding };
	struct document d = { 0 };
	struct span text;
	int status = 0;

	if (document_read(&d, s->fd, &options) == -1)
		status = sink_fail(k, d.kind, "%s", d.message);
	else {
		text = markdown ? front_matter_skip(d.text, &k->title) :
		    d.text;
		buf_add(&k->text, text.p, text.len);
	}
	document_free(&d);
	return status;
}

int
plain_read(struct source *s, struct sink *k)
{
	return read_text(s, k, false);
}

int
markdown_read(struct source *s, struct sink *k)
{
	return read_text(s, k, true);
}
