/*
 * Any bytes as the head of a reply, and as an error's words: a header that is
 * found lies in the head, and a wait is none or at most a day.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "call/retry_after.h"

#define NOW ((int64_t)1795822000)
#define DAY ((int64_t)24 * 3600 * 1000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

static bool
is_wait(int64_t ms)
{
	return ms >= -1 && ms <= DAY;
}

/* Makes a head of one header, and asks for its wait. */
static void
check_value(const char *name, struct span value)
{
	struct http_reply reply = { .status = 429 };

	buf_puts(&reply.head, name);
	buf_add(&reply.head, value.p, value.len);
	must(is_wait(retry_after(&reply, NOW)));
	buf_free(&reply.head);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "location", "content-type", "a",
		"etag", "retry-after" };
	struct http_reply reply = { .status = 200 };
	struct span all = { (const char *)data, size }, value;
	size_t i;

	if (size == 0)
		return 0;
	buf_add(&reply.head, all.p, all.len);
	for (i = 0; i < LEN(names); i++)
		if (http_header(&reply, names[i], &value))
			must(value.p >= reply.head.data &&
			    value.p + value.len <=
			    reply.head.data + reply.head.len &&
			    memchr(value.p, '\n', value.len) == NULL);
	must(is_wait(retry_after(&reply, NOW)));
	must(is_wait(retry_text(all, NOW)));
	check_value("Retry-After: ", all);
	check_value("retry-after-ms:", all);
	buf_free(&reply.head);
	return 0;
}
