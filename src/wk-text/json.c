/* Reads JSON and JSONL: a document an object. */
#include "readers.h"

int
json_read_document(struct source *s, struct sink *k)
{
	(void)s;
	return sink_fail(k, "no_converter", "not read yet");
}
