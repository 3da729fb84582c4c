/* Reads EPUB. */
#include "readers.h"

int
epub_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
