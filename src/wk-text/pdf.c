/* Reads PDF, by pdftotext. */
#include "readers.h"

int
pdf_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
