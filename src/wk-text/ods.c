/* Reads ODS. */
#include "readers.h"

int
ods_read(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
