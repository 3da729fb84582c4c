/*
 * Any bytes are a robots.txt and a path.  What is read again of the rules is
 * the same; /robots.txt is always allowed; without rules all is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "robots.h"
#include "url.h"

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
	struct robots r = { 0 }, again = { 0 };
	struct span file = { (const char *)data, size }, path;
	struct url u, same;
	const char *nul = size == 0 ? NULL : memchr(data, '\n', size);

	if (size == 0)
		return 0;
	path = nul == NULL ? file :
	    (struct span){ file.p, (size_t)(nul - file.p) };
	robots_read(&r, file, "wk-page");
	robots_read(&again, file, "wk-page");
	must(span_same(buf_span(&r.rules), buf_span(&again.rules)));
	must(robots_allow(&r, span_of("/robots.txt")));
	must(r.rules.len > 0 || robots_allow(&r, path));
	must(robots_allow(&r, path) == robots_allow(&again, path));
	must(r.delay >= 0 && r.delay <= 1e6);
	if (url_read(&u, path, NULL) == NULL) {
		must(url_read(&same, span_of(u.text), NULL) == NULL);
		must(strcmp(u.text, same.text) == 0);
		must(strcmp(u.origin, same.origin) == 0);
		must(u.target[0] == '/');
		url_free(&same);
	}
	url_free(&u);
	robots_free(&r);
	robots_free(&again);
	return 0;
}
