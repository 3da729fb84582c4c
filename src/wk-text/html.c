/* Reads HTML: its main text. */
#include "readers.h"

int
html_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
