/* Reads the option -e: the encoding of documents. */
#include "encoding_option.h"

#include "text/encoding.h"

void
encoding_option(const struct opt *o, const char *arg, struct buf *why)
{
	if (!encoding_known(arg))
		buf_printf(why, "-e %s: no such encoding; iconv -l lists them",
		    arg);
	*(const char **)o->value = arg;
}
