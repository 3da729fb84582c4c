/* Reads XLSX. */
#include "readers.h"

int
xlsx_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
