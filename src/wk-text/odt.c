/* Reads ODT and ODP. */
#include "readers.h"

int
odt_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
