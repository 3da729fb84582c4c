/* Reads plain text, and Markdown without its front matter. */
#include "plain.h"

#include <string.h>

#include "front_matter.h"
#include "readers.h"

int
plain_fail(const struct document *d, struct sink *k)
{
	if (strcmp(d->kind, "binary") != 0)
		return sink_fail(k, d->kind, "%s", d->message);
	sink_type(k, "binary");
	return sink_fail(k, "unknown_type", "%s", d->message);
}

void
plain_say_encoding(const struct document *d, struct sink *k)
{
	if (d->doubtful)
		sink_warn(k, "%s, a guess (-e names another encoding)",
		    d->encoding);
	else if (d->guessed || strcmp(d->encoding, "UTF-8") != 0)
		sink_note(k, "%s%s", d->encoding,
		    d->guessed ? ", a guess" : "");
}

static int
read_text(struct source *s, struct sink *k, bool markdown)
{
	const struct document_options options = {
		.encoding = k->settings->encoding, .declared = s->charset };
	struct document d = { 0 };
	struct span text;
	int status = 0;

	if (document_read(&d, s->fd, &options) == -1)
		status = plain_fail(&d, k);
	else {
		plain_say_encoding(&d, k);
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
