/* Reads the option -e: the encoding of documents. */
#include "encoding_option.h"

#include "text/encoding.h"

void
encoding_option(const struct opt *o, const char *arg, struct buf *why)
{
	if (!encoding_known(arg))
		buf_printf(why, "-e %s: not known; iconv -l lists encodings",
		    arg);
	*(const char **)o->value = arg;
}
