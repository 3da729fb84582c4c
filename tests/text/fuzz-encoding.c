/*
 * The first byte chooses an encoding, the others are a document.  What is
 * decoded must be UTF-8 without NULs; what is refused, at a byte of it; and
 * UTF-8 must come out as it went in.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "text/encoding.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {
		ENCODING_AUTO, "UTF-8", "UTF-16", "UTF-32", "GB18030",
		"BIG5-HKSCS", "CP932", "CP949", "EUC-JP-MS", "ISO-2022-JP",
		"UTF-7", "EUC-JISX0213", "WINDOWS-1252"
	};
	static struct buf b;
	struct encoding e;
	enum encoding_status status;
	const char *name;
	bool declared;

	if (size == 0)
		return 0;
	/* Most go to what is most: auto. */
	name = data[0] < LEN(names) ? names[data[0]] : ENCODING_AUTO;
	declared = data[0] >= LEN(names) && data[0] < 2 * LEN(names);
	if (declared)	/* declared by a server */
		name = names[data[0] - LEN(names)];
	data++;
	size--;
	buf_free(&b);
	buf_add(&b, data, size);
	status = declared && strcmp(name, ENCODING_AUTO) != 0 ?
	    encoding_decode_declared(&b, name, &e) :
	    encoding_decode(&b, name, &e);
	must(status == ENCODING_OK || status == ENCODING_BAD ||
	    status == ENCODING_NUL || status == ENCODING_UNKNOWN);
	must(e.name != NULL);
	if (status == ENCODING_OK) {
		must(e.at == 0);
		must(utf8_valid(e.text.p, e.text.len) == e.text.len);
		must(memchr(e.text.p, '\0', e.text.len) == NULL);
		if (strcmp(e.name, "UTF-8") == 0)
			must(e.text.len <= size && memcmp(e.text.p,
			    data + (size - e.text.len), e.text.len) == 0);
	} else if (status != ENCODING_UNKNOWN)
		must(e.at >= 1 && e.at <= size);
	return 0;
}
