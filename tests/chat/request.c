/* request: messages, and the estimate of their tokens. */
#include "chat/request.h"

#include <string.h>

#include "tap.h"

static void
test_message(void)
{
	static const char want[] = "[{\"role\":\"system\",\"content\":\"a\\n\"}"
	    ",{\"role\":\"user\",\"content\":\"\\\"悟\"}";
	struct buf b = { 0 };

	buf_addc(&b, '[');
	request_message(&b, "system", span_of("a\n"));
	request_message(&b, "user", span_of("\"悟"));
	is_mem(b.data, b.len, want, sizeof(want) - 1, "messages");
	buf_free(&b);
}

static void
estimates(const char *json, size_t want)
{
	size_t got = request_estimate(span_of(json));

	if (!ok(got == want, "%s: %zu tokens", json, want))
		printf("# got %zu\n", got);
}

static void
test_estimate(void)
{
	estimates("", 0);
	estimates("\"\"", 0);
	estimates("\"悟空去哪里\"", 5);
	estimates("\"\\u609f\\u7a7a\"", 2);
	estimates("\"\\ud842\\udfb7\"", 1);
	estimates("\"abcd\"", 1);
	estimates("\"abcde\"", 2);
	estimates("\"\\n\\n\\n\\n\"", 1);
	estimates("\"\\u0041bcd\\\"\"", 2);
	estimates("[{\"abcd\":[1234567890,true]}]", 1);
	estimates("\"悟 is 空\"", 3);
	estimates("\"\\ud842", 1);
	estimates("\"\\", 1);
	estimates("\"éééé\"", 2);
}

int
main(void)
{
	test_message();
	test_estimate();
	return tap_done();
}
