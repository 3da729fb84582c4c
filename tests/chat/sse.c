/* sse: streams of events become one completion, or are found damaged. */
#include "chat/chat.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "tap.h"

#define CHUNK(delta, finish) \
    "{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" delta \
    ",\"finish_reason\":" finish "}]}"
#define DATA(json) "data: " json "\n\n"
#define WHOLE(content, finish, rest) \
    "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":" \
    "\"assistant\",\"content\":" content "},\"finish_reason\":" finish "}]" \
    rest "}"

/* The arguments of fails for such a stream. */
#define UNFINISHED "a stream that ended without a finish_reason", \
    SSE_UNFINISHED

static void
gives(const char *stream, const char *want, const char *name)
{
	struct buf out = { 0 };
	size_t repaired = 0;
	const char *wrong;
	enum sse_end end;

	wrong = sse_completion(&out, span_of(stream), &repaired, &end);
	if (wrong != NULL)
		printf("# %s\n", wrong);
	is_mem(out.data, out.len, want, strlen(want), name);
	buf_free(&out);
}

static void
fails(const char *stream, const char *want, enum sse_end want_end,
    const char *name)
{
	struct buf out = { 0 };
	size_t repaired = 0;
	const char *wrong;
	enum sse_end end;

	wrong = sse_completion(&out, span_of(stream), &repaired, &end);
	ok(wrong != NULL && strcmp(wrong, want) == 0 && end == want_end,
	    "%s: %s", name, want);
	buf_free(&out);
}

static void
test_is(void)
{
	static const char *const streams[] = { "data:", "data: {}", ": ping",
		":", "event: x", "id: 1", "retry: 5" };
	static const char *const others[] = { "", "{}", "dat", "data", "<!" };
	size_t i;

	for (i = 0; i < LEN(streams); i++)
		ok(sse_is(span_of(streams[i])), "a stream: %s", streams[i]);
	for (i = 0; i < LEN(others); i++)
		ok(!sse_is(span_of(others[i])), "none: %s", others[i]);
}

static void
test_forms(void)
{
	gives(DATA(CHUNK("{\"role\":\"assistant\"}", "null"))
	    DATA(CHUNK("{\"content\":\"悟\"}", "null"))
	    DATA(CHUNK("{\"content\":\"\\u7a7a\\n\"}", "null"))
	    DATA(CHUNK("{}", "\"stop\"")) DATA("[DONE]"),
	    WHOLE("\"悟空\\n\"", "\"stop\"", ""), "chunks are joined");
	gives(": keep-alive\r\n\r\n: keep-alive\r\n\r\ndata:"
	    CHUNK("{\"content\":\"a\"}", "\"stop\"") "\r\n\r\n"
	    "data: [DONE]\r\n\r\n", WHOLE("\"a\"", "\"stop\"", ""),
	    "comments, CR LF, no blank behind the colon");
	gives("data: " CHUNK("{\"content\":\"a\"}", "\"stop\"") "\r\r",
	    WHOLE("\"a\"", "\"stop\"", ""), "CR alone; no [DONE]");
	gives(DATA(CHUNK("{\"content\":\"a\"}", "null")) "data: [DONE]",
	    WHOLE("\"a\"", "null", ""), "no finish_reason, no line end");
	gives("event: message\nid: 7\nretry: 3\nfoo\ndata: {\"model\":\"m\",\n"
	    "data: \"choices\":[{\"delta\":{\"content\":\"a\"},\n"
	    "data: \"finish_reason\":\"stop\"}]}\n\n",
	    WHOLE("\"a\"", "\"stop\"", ""), "data on several lines");
	gives("data: " CHUNK("{\"content\":\"a\"}", "null") "\ndata: "
	    CHUNK("{\"content\":\"b\"}", "\"stop\"") "\ndata: [DONE]\n",
	    WHOLE("\"ab\"", "\"stop\"", ""), "no empty lines at all");
	gives(DATA(CHUNK("{\"content\":\"a\"}", "\"stop\""))
	    DATA("{\"choices\":[],\"usage\":{\"prompt_tokens\":3}}")
	    DATA("[DONE]") DATA("{\"error\":\"later\"}"),
	    WHOLE("\"a\"", "\"stop\"", ",\"usage\":{\"prompt_tokens\":3}"),
	    "usage with empty choices; nothing counts after [DONE]");
	gives(DATA("{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
	    "{\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}"),
	    WHOLE("\"whole\"", "\"stop\"", ""), "a message, not a delta");
	gives(DATA("{\"model\":\"m\",\"choices\":[{\"text\":\"old\","
	    "\"finish_reason\":\"length\"}]}"),
	    WHOLE("\"old\"", "\"length\"", ""), "a legacy completion");
	gives(DATA("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}},"
	    "{\"index\":0,\"delta\":{\"content\":\"a\"}}]}") DATA("[DONE]"),
	    "{\"model\":null,\"choices\":[{\"index\":0,\"message\":{\"role\":"
	    "\"assistant\",\"content\":\"a\"},\"finish_reason\":null}]}",
	    "the first choice only");
}

static void
test_deltas(void)
{
	gives(DATA(CHUNK("{\"reasoning_content\":\"h\",\"content\":null}",
	    "null")) DATA(CHUNK("{\"reasoning_content\":\"m\"}", "null"))
	    DATA(CHUNK("{\"content\":\"a\"}", "\"stop\"")),
	    WHOLE("\"a\",\"reasoning_content\":\"hm\"", "\"stop\"", ""),
	    "reasoning_content");
	gives(DATA(CHUNK("{\"reasoning\":\"hm\"}", "\"length\"")),
	    WHOLE("null,\"reasoning_content\":\"hm\"", "\"length\"", ""),
	    "reasoning, and no content");
	gives(DATA(CHUNK("{\"reasoning_content\":\"h\",\"reasoning\":\"h\"}",
	    "\"stop\"")),
	    WHOLE("null,\"reasoning_content\":\"h\"", "\"stop\"", ""),
	    "thinking that is told twice counts once");
	gives(DATA(CHUNK("{\"refusal\":\"I \"}", "null"))
	    DATA(CHUNK("{\"refusal\":\"won't\"}", "\"stop\"")),
	    WHOLE("null,\"refusal\":\"I won't\"", "\"stop\"", ""),
	    "a refusal");
	gives(DATA(CHUNK("{\"tool_calls\":[{\"index\":0}]}", "null"))
	    DATA(CHUNK("{\"tool_calls\":[{\"index\":1}]}",
	    "\"tool_calls\"")), WHOLE("null,\"tool_calls\":[{\"index\":0},"
	    "{\"index\":1}]", "\"tool_calls\"", ""), "tool calls");
	gives(DATA(CHUNK("{\"content\":[{\"type\":\"thinking\",\"thinking\":["
	    "{\"type\":\"text\",\"text\":\"h\"}]},{\"type\":\"text\","
	    "\"text\":\"a\"}]}", "\"stop\"")),
	    WHOLE("\"a\",\"reasoning_content\":\"h\"", "\"stop\"", ""),
	    "content in parts");
	gives(DATA(CHUNK("{\"content\":\"\"}", "\"stop\"")),
	    WHOLE("\"\"", "\"stop\"", ""), "empty content is content");
}

static void
test_repair(void)
{
	static const char stream[] = DATA(CHUNK("{\"content\":\"\\ud83d\xff"
	    "\\u0000\"}", "\"stop\""));
	struct buf out = { 0 };
	size_t repaired = 2;
	const char *wrong;
	enum sse_end end;

	wrong = sse_completion(&out, (struct span){ stream,
	    sizeof(stream) - 1 }, &repaired, &end);
	ok(wrong == NULL && repaired == 5, "repairs are added up");
	buf_free(&out);
}

static void
test_errors(void)
{
	gives(DATA(CHUNK("{\"content\":\"a\"}", "null"))
	    DATA("{\"error\":{\"code\":429}}") DATA("[DONE]"),
	    "{\"error\":{\"code\":429}}", "an error ends the stream");
	gives(DATA("{\"code\":50505,\"message\":\"busy\",\"data\":null}"),
	    "{\"code\":50505,\"message\":\"busy\",\"data\":null}",
	    "SiliconFlow's shape");
	gives("event: error\n" DATA("{\"message\":\"x\"}"),
	    "{\"error\":{\"message\":\"x\"}}", "an event called error");
	gives("event: error\n" DATA("\"text\""), "{\"error\":\"text\"}",
	    "which is a text");
	gives(DATA("[{\"error\":{\"code\":503}}]"),
	    "[{\"error\":{\"code\":503}}]", "an error in an array");
	gives(DATA(CHUNK("{\"content\":\"a\"}", "null"))
	    DATA("[{\"error\":{\"code\":429}},{\"error\":1}]"),
	    "[{\"error\":{\"code\":429}},{\"error\":1}]",
	    "two errors in an array, after some text");
	gives("event: error\n" DATA("[{\"error\":\"x\"}]"),
	    "[{\"error\":\"x\"}]", "an array in an event called error");
	fails("", "a stream that broke off", SSE_CUT, "nothing");
	fails(": keep-alive\n\n", "a stream that broke off", SSE_CUT,
	    "comments alone");
	fails(DATA(CHUNK("{\"content\":\"a\"}", "null")),
	    "a stream that broke off", SSE_CUT, "neither [DONE] nor a reason");
	fails(DATA(CHUNK("{\"content\":\"a\"}", "null")) "data: {\"cho",
	    "a stream that broke off", SSE_CUT, "cut in an event");
	fails(DATA(CHUNK("{\"role\":\"assistant\"}", "null"))
	    DATA("[DONE]"), UNFINISHED, "the role alone");
	fails(DATA("{\"choices\":[{\"index\":0,\"delta\":{\"role\":"
	    "\"assistant\"}}]}") DATA("[DONE]"), UNFINISHED,
	    "the role alone, without finish_reason");
	fails(DATA("{\"choices\":[]}") DATA("[DONE]"), UNFINISHED,
	    "empty choices");
	fails(DATA("[DONE]"), UNFINISHED, "[DONE] alone");
	fails(DATA("{\"cho") DATA("[DONE]"),
	    "an event that is not a JSON object", SSE_WHOLE, "no JSON");
	fails(DATA("[]") DATA("[DONE]"), "an event that is not a JSON object",
	    SSE_WHOLE, "an array");
	fails(DATA("[{\"id\":1}]") DATA("[DONE]"),
	    "an event that is not a JSON object", SSE_WHOLE,
	    "an array without an error");
}

int
main(void)
{
	test_is();
	test_forms();
	test_deltas();
	test_repair();
	test_errors();
	return tap_done();
}
