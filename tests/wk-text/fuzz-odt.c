/*
 * The first byte chooses a reader of OpenDocument, the others are what stands
 * in its office:body; no input may make it fail other than by an error.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "readers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Names of elements that a byte below ' ' stands for, to find them faster. */
static const char *const pieces[] = {
	"<p>", "</p>", "<h outline-level='2'>", "</h>",
	"<list style-name='N' continue-numbering='true'>", "</list>",
	"<list-item>", "</list-item>", "<table name='t'>", "</table>",
	"<table-row number-rows-repeated='3'>", "</table-row>",
	"<table-cell number-columns-repeated='9' number-columns-spanned='2'>",
	"</table-cell>", "<covered-table-cell/>", "<s c='3'/>", "<tab/>",
	"<line-break/>", "<draw:frame>", "</draw:frame>",
	"<p style-name='Preformatted_20_Text'>", "<note>", "</note>",
	"<page style-name='D'>", "</page>", "<section display='none'>",
	"</section>", "<hidden-paragraph is-hidden='true'/>",
	"<numbered-paragraph list-id='x' level='3'>", "</numbered-paragraph>",
	"<list continue-list='a' id='a'>", "<p style-name='P'>"
};

static const char begin[] = "<document xmlns:draw='drawing'><automatic-styles>"
    "<list-style name='N'><list-level-style-number level='1' num-format='a'/>"
    "<list-level-style-number level='2' num-format='I' display-levels='2'/>"
    "</list-style><style name='P' family='paragraph' parent-style-name='P'"
    " list-style-name='N'/></automatic-styles><body>";

static void
ignore(void *arg, struct span bytes)
{
	(void)arg;
	(void)bytes;
}

static void
ignore_line(void *arg, const char *kind, struct span message)
{
	(void)arg;
	(void)kind;
	(void)message;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct sink_port port = { .record = ignore,
	    .say = ignore_line, .fail = ignore_line };
	struct settings settings = { .most = 1 << 24, .verbose = true };
	struct sink k = { .settings = &settings, .port = &port };
	char path[] = "/tmp/fuzz-odt.XXXXXX";
	struct source s = { .name = "fuzz" };
	struct buf b = { 0 };
	size_t i;

	if (size == 0)
		return 0;
	settings.rows = data[0] & 2;
	settings.pages = data[0] & 4;
	buf_puts(&b, begin);
	for (i = 1; i < size; i++)
		if (data[i] < LEN(pieces))
			buf_puts(&b, pieces[data[i]]);
		else
			buf_addc(&b, (char)data[i]);
	buf_puts(&b, "</body></document>");
	if ((s.fd = mkstemp(path)) == -1)
		abort();
	(void)unlink(path);
	if (write(s.fd, b.data, b.len) != (ssize_t)b.len)
		abort();
	s.size = b.len;
	buf_add(&s.head, b.data, b.len < 64 ? b.len : 64);
	sink_begin(&k, "fuzz", "odt");
	sink_end(&k, (data[0] & 1 ? ods_read : odt_read)(&s, &k) == -1);
	sink_free(&k);
	source_close(&s);
	buf_free(&b);
	return 0;
}
