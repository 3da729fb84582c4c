/* chat: replies are judged, kept, and read. */
#include "chat/chat.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "tap.h"

#define NOW 1000000030
#define JUDGE chat_judge
#include "judge.h"

#define REPLY(message, rest) \
    "{\"choices\":[{\"index\":0,\"message\":" message rest "}]}"
#define SAYS(content) REPLY("{\"role\":\"assistant\",\"content\":" content "}",\
    ",\"finish_reason\":\"stop\"")

#define UNFINISHED "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}," \
    "\"finish_reason\":null}]}\n\ndata: [DONE]\n\n"

static void
is_no_answer(const char *s, enum verdict_class class, const char *kind,
    const char *message)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };

	judge(&v, &body, s, strlen(s));
	if (!ok(v.class == class && v.kind != NULL &&
	    strcmp(v.kind, kind) == 0, "%s: %.50s", kind, s))
		printf("# got %d %s: %.*s\n", (int)v.class,
		    v.kind == NULL ? "" : v.kind, (int)v.message.len,
		    v.message.data);
	if (message != NULL)
		is_mem(v.message.data, v.message.len, message,
		    strlen(message), "in these words");
	buf_free(&body);
	verdict_free(&v);
}

/* A stream that does not say why it ended: other requests may be the cause. */
static void
test_unfinished(void)
{
	struct http_reply reply = { .status = 200 };
	struct verdict v = { 0 };
	struct buf body = { 0 };

	buf_puts(&body, UNFINISHED);
	chat_judge(&v, &body, &reply, 0);
	ok(v.class == VERDICT_ANSWER && v.unfinished,
	    "no finish_reason: an answer if no other request was under way");
	buf_clear(&body);
	buf_puts(&body, "data: " SAYS("\"a\""));
	chat_judge(&v, &body, &reply, 0);
	ok(v.class == VERDICT_ANSWER && !v.unfinished, "with one: finished");
	buf_clear(&body);
	buf_puts(&body, UNFINISHED);
	reply.crowded = true;
	chat_judge(&v, &body, &reply, 0);
	ok(v.class == VERDICT_RETRY && v.interrupted &&
	    strcmp(v.kind, "truncated_body") == 0 && memmem(v.message.data,
	    v.message.len, "--interrupt_requests false", 26) != NULL,
	    "in a crowd: broken off, and the message names the cure");
	buf_free(&body);
	verdict_free(&v);
}

static void
test_kept(void)
{
	KEEPS(SAYS("\"a\""), SAYS("\"a\""), "as it came");
	KEEPS("\n\n \r\n" SAYS("\"a\"") "\n", SAYS("\"a\""),
	    "blank lines around it");
	KEEPS("\357\273\277" SAYS("\"a\""), SAYS("\"a\""), "a BOM");
	KEEPS("{\n \"choices\": [ {\"message\": {\"content\": \"a b\\\" \"} "
	    "} ],\r\n\t\"x\": 1.0e5 }",
	    "{\"choices\":[{\"message\":{\"content\":\"a b\\\" \"}}],"
	    "\"x\":1.0e5}", "on one line");
	KEEPS("\n: keep-alive\n\ndata: " SAYS("\"a\"") "\n\ndata: [DONE]\n",
	    "{\"model\":null," "\"choices\":[{\"index\":0,\"message\":{"
	    "\"role\":\"assistant\",\"content\":\"a\"},"
	    "\"finish_reason\":\"stop\"}]}", "a stream");
	KEEPS("data: {\"choices\":[{\"delta\":{\"content\":\"\xff\"},"
	    "\"finish_reason\":\"stop\"}],\ndata: \"usage\":{\ndata: }}\n\n",
	    "{\"model\":null,\"choices\":[{\"index\":0,\"message\":{"
	    "\"role\":\"assistant\",\"content\":\"\357\277\275\"},"
	    "\"finish_reason\":\"stop\"}],\"usage\":{},\"repaired\":1}",
	    "a stream that had to be repaired");
	KEEPS(SAYS("\"\xe6\x82\\ud83dx\\u0000\\ude00\\ud83d\\ude00\\\\u0000\""),
	    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
	    "\"content\":\"\357\277\275\357\277\275\357\277\275x"
	    "\357\277\275\357\277\275\\ud83d\\ude00\\\\u0000\"},"
	    "\"finish_reason\":\"stop\"}],\"repaired\":5}", "repairs");
	KEEPS("{\"repaired\":2,\"choices\":[{\"text\":\"\0\n\"}]}",
	    "{\"choices\":[{\"text\":\"\357\277\275\\n\"}],\"repaired\":3}",
	    "a NUL; a raw newline; repaired twice");
	KEEPS("{\"choices\":[{\"logprobs\":NaN,\"message\":{\"content\":"
	    "\"NaN\"}}],\"x\":[-Infinity,Infinity , -1]}",
	    "{\"choices\":[{\"logprobs\":null,\"message\":{\"content\":"
	    "\"NaN\"}}],\"x\":[null,null,-1]}", "NaN and Infinity");
	KEEPS("{\"error\":{\"message\":null,\"code\":null},\"choices\":[{"
	    "\"message\":{}}],\"base_resp\":{\"status_code\":0}}",
	    "{\"error\":{\"message\":null,\"code\":null},\"choices\":[{"
	    "\"message\":{}}],\"base_resp\":{\"status_code\":0}}",
	    "an error of nulls alone");
	KEEPS("data: {\"choices\":[{\"delta\":{\"content\":\"a\"},"
	    "\"logprobs\":NaN,\"finish_reason\":\"stop\"}]}\n\n",
	    "{\"model\":null,\"choices\":[{\"index\":0,\"message\":{"
	    "\"role\":\"assistant\",\"content\":\"a\"},"
	    "\"finish_reason\":\"stop\"}]}", "NaN in a stream");
	KEEPS("{\"error\":null,\"choices\":[{\"message\":{}}]}",
	    "{\"error\":null,\"choices\":[{\"message\":{}}]}",
	    "an error that is none");
}

static void
test_damaged(void)
{
	is_no_answer("", VERDICT_RETRY, "bad_reply", "an empty reply");
	is_no_answer(" \n\r\n\t", VERDICT_RETRY, "bad_reply",
	    "an empty reply");
	is_no_answer("<!DOCTYPE html><title>x", VERDICT_RETRY, "bad_reply",
	    "an HTML page: <!DOCTYPE html><title>x");
	is_no_answer("{\"choices\":[{\"mess", VERDICT_RETRY, "bad_reply",
	    "not JSON, at byte 19: string without an end: "
	    "{\"choices\":[{\"mess");
	is_no_answer("hello", VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer(SAYS("\"a\"") "{}", VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer("{}", VERDICT_RETRY, "bad_reply",
	    "a reply without choices: {}");
	is_no_answer("{\"choices\":[]}", VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer("{\"choices\":null}", VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer("{\"choices\":[{\"index\":0}]}", VERDICT_RETRY,
	    "bad_reply", "a choice without a message: "
	    "{\"choices\":[{\"index\":0}]}");
	is_no_answer("[]", VERDICT_RETRY, "bad_reply", "not a JSON object: []");
	is_no_answer("\"text\"", VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer(REPLY("{\"content\":\"a\"}", ",\"finish_reason\":"
	    "\"insufficient_system_resource\""), VERDICT_RETRY, "bad_reply",
	    NULL);
	is_no_answer(REPLY("{\"content\":\"\"}", ",\"finish_reason\":"
	    "\"network_error\""), VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer(REPLY("{\"content\":\"a\"}", ",\"finish_reason\":"
	    "\"ERROR\""), VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n"
	    "\n", VERDICT_RETRY, "truncated_body", NULL);
}

static void
test_disguised(void)
{
	is_no_answer("{\"error\":{\"code\":429,\"message\":\"slow\"}}",
	    VERDICT_RETRY, "rate_limited", "error 429: slow");
	is_no_answer("{\"error\":{\"code\":\"502\",\"message\":\"x\"}}",
	    VERDICT_RETRY, "server_error", NULL);
	is_no_answer("{\"error\":{\"code\":\"rate_limit_exceeded\"}}",
	    VERDICT_RETRY, "rate_limited", NULL);
	is_no_answer("{\"error\":{\"code\":\"insufficient_quota\"}}",
	    VERDICT_PERSON, "quota", NULL);
	is_no_answer("{\"error\":{\"code\":401,\"message\":\"User\"}}",
	    VERDICT_PERSON, "unauthorized", NULL);
	is_no_answer("{\"error\":{\"type\":\"invalid_request_error\","
	    "\"message\":\"x\"}}", VERDICT_REQUEST, "bad_request", NULL);
	is_no_answer("{\"error\":{\"message\":\"maximum context length\"}}",
	    VERDICT_RECORD, "context_length", NULL);
	is_no_answer("{\"error\":{\"message\":\"odd\"}}", VERDICT_RETRY,
	    "server_error", "error 500: odd");
	is_no_answer("{\"error\":\"text\"}", VERDICT_RETRY, "server_error",
	    "error 500: text");
	is_no_answer("{\"error\":{\"code\":502,\"message\":\"Provider "
	    "returned error\",\"metadata\":{\"raw\":\"boom\"}}}",
	    VERDICT_RETRY, "server_error",
	    "error 502: Provider returned error: boom");
	is_no_answer("{\"choices\":[{\"error\":{\"code\":503,\"message\":"
	    "\"x\"},\"finish_reason\":\"error\"}]}", VERDICT_RETRY,
	    "overloaded", "error 503: x");
	is_no_answer("{\"code\":20012,\"message\":\"Model does not exist\","
	    "\"data\":null}", VERDICT_REQUEST, "not_found",
	    "error 404: Model does not exist (20012)");
	is_no_answer("{\"code\":20015,\"message\":\"x\",\"data\":null}",
	    VERDICT_REQUEST, "bad_request", NULL);
	is_no_answer("{\"code\":30001,\"message\":\"x\",\"data\":null}",
	    VERDICT_PERSON, "no_balance", NULL);
	is_no_answer("{\"code\":50505,\"message\":\"x\",\"data\":null}",
	    VERDICT_RETRY, "server_error", NULL);
	is_no_answer("{\"code\":50312,\"message\":\"x\",\"data\":null}",
	    VERDICT_RETRY, "overloaded", NULL);
	is_no_answer("{\"code\":50603,\"message\":\"x\",\"data\":null}",
	    VERDICT_RETRY, "overloaded", NULL);
	is_no_answer("{\"code\":99999,\"message\":\"x\",\"data\":null}",
	    VERDICT_RETRY, "server_error", NULL);
	is_no_answer("[{\"error\":{\"code\":429,\"message\":\"slow\"}}]",
	    VERDICT_RETRY, "rate_limited", "error 429: slow");
	is_no_answer("{\"error\":{\"message\":\"{\\\"error\\\":{\\\"code\\\":"
	    "429,\\\"message\\\":\\\"slow\\\"}}\"}}", VERDICT_RETRY,
	    "rate_limited", "error 429: slow");
	is_no_answer("{\"code\":\"Throttling.RateQuota\",\"message\":\"x\"}",
	    VERDICT_RETRY, "rate_limited", NULL);
	is_no_answer("{\"choices\":null,\"base_resp\":{\"status_code\":1008,"
	    "\"status_msg\":\"x\"}}", VERDICT_PERSON, "no_balance", NULL);
	is_no_answer("{\"base_resp\":{\"status_code\":1002,\"status_msg\":"
	    "\"slow\"}}", VERDICT_RETRY, "rate_limited",
	    "error 429: slow (base_resp 1002)");
	is_no_answer("{\"base_resp\":{\"status_code\":1004,\"status_msg\":"
	    "\"x\"}}", VERDICT_PERSON, "unauthorized", NULL);
	is_no_answer("{\"error\":\"Unexpected endpoint or method. (POST /x)\"}",
	    VERDICT_REQUEST, "not_found",
	    "error 404: Unexpected endpoint or method. (POST /x)");
	is_no_answer("{\"error\":{\"message\":\"The input token count (9) "
	    "exceeds the maximum number of tokens allowed (8).\",\"status\":"
	    "\"INVALID_ARGUMENT\"}}", VERDICT_RECORD, "context_length", NULL);
	is_no_answer("{\"code\":200,\"message\":\"success\",\"data\":{}}",
	    VERDICT_RETRY, "bad_reply", NULL);
	is_no_answer("data: {\"error\":{\"code\":402,\"message\":\"x\"}}\n\n",
	    VERDICT_PERSON, "no_balance", NULL);
}

static void
test_depth(void)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };
	int depth, i;

	for (depth = 254; depth <= 255; depth++) {
		buf_clear(&body);
		buf_puts(&body, "{\"choices\":[{\"text\":\"\"}],\"x\":");
		for (i = 0; i < depth; i++)
			buf_addc(&body, '[');
		for (i = 0; i < depth; i++)
			buf_addc(&body, ']');
		buf_addc(&body, '}');
		chat_judge(&v, &body, NULL, NOW);
		ok((v.class == VERDICT_ANSWER) == (depth == 254),
		    "nested %d deep, with the journal's brackets", depth + 2);
	}
	buf_free(&body);
	verdict_free(&v);
}

struct reading {
	const char *body;
	enum chat_end end;
	const char *content, *reasoning;
};

static void
test_read(void)
{
	static const struct reading cases[] = {
		{ SAYS("\"a\""), CHAT_ANSWERED, "a", "" },
		{ SAYS("\" a\\n\""), CHAT_ANSWERED, " a\n", "" },
		{ SAYS("\"\\ufeffa\""), CHAT_ANSWERED, "a", "" },
		{ SAYS("\"\""), CHAT_EMPTY, "", "" },
		{ SAYS("null"), CHAT_EMPTY, "", "" },
		{ SAYS("7"), CHAT_EMPTY, "", "" },
		{ SAYS("\" \\n\\u3000\""), CHAT_EMPTY, " \n　", "" },
		{ SAYS("[{\"type\":\"text\",\"text\":\"a\"},\"b\","
		    "{\"type\":\"text\",\"text\":\"c\"}]"), CHAT_ANSWERED,
		    "abc", "" },
		{ SAYS("[{\"type\":\"thinking\",\"thinking\":\"h\"},"
		    "{\"text\":\"a\"}]"), CHAT_ANSWERED, "a", "h" },
		{ REPLY("{\"content\":\"a\",\"reasoning_content\":\" h \"}",
		    ""), CHAT_ANSWERED, "a", " h " },
		{ REPLY("{\"content\":\"a\",\"reasoning\":\"h\"}", ""),
		    CHAT_ANSWERED, "a", "h" },
		{ REPLY("{\"content\":\"a\",\"reasoning_content\":"
		    "\"<think>\\nh\\n</think>\\n\"}", ""), CHAT_ANSWERED, "a",
		    "h" },
		{ REPLY("{\"content\":\"a\",\"reasoning\":\"<think>h\"}",
		    ""), CHAT_ANSWERED, "a", "h" },
		{ REPLY("{\"content\":\"a\",\"reasoning\":\"h</think>\"}",
		    ""), CHAT_ANSWERED, "a", "h" },
		{ REPLY("{\"content\":\"a\",\"reasoning\":"
		    "\"h</think>\\ni<|end|>\"}", ""), CHAT_ANSWERED, "a",
		    "h\n\ni" },
		{ REPLY("{\"content\":\"a\",\"reasoning\":\"</think>\"}", ""),
		    CHAT_ANSWERED, "a", "" },
		{ REPLY("{\"content\":\"a\",\"reasoning\":"
		    "\" h<|end|>\"}", ""), CHAT_ANSWERED, "a", " h" },
		{ REPLY("{\"content\":null,\"reasoning\":\"h\"}", ""),
		    CHAT_EMPTY, "", "h" },
		{ SAYS("\"\\n<think>\\nh m\\n</think>\\n\\n a \\n\""),
		    CHAT_ANSWERED, "a", "h m" },
		{ SAYS("\"<thinking>h</thinking>a\""), CHAT_ANSWERED, "a",
		    "h" },
		{ SAYS("\"<think></think>a\""), CHAT_ANSWERED, "a", "" },
		{ SAYS("\"<think><think>h</think></think>a\""),
		    CHAT_ANSWERED, "a", "h" },
		{ SAYS("\"<thought>h</thought>a\""), CHAT_ANSWERED, "a",
		    "h" },
		{ SAYS("\"<|channel|>analysis<|message|>h<|end|><|start|>"
		    "assistant<|channel|>final<|message|>a<|return|>\""),
		    CHAT_ANSWERED, "a", "h" },
		{ SAYS("\"<|channel|>analysis<|message|>h\""), CHAT_EMPTY,
		    "", "h" },
		{ SAYS("\" a<|im_end|>\\n\""), CHAT_ANSWERED, " a", "" },
		{ SAYS("\"</s>\""), CHAT_EMPTY, "", "" },
		{ SAYS("\"<think>h</think><think>i</think>a</think>b\""),
		    CHAT_ANSWERED, "a</think>b", "h\n\ni" },
		{ SAYS("\"<think>h </thinker> i\""), CHAT_EMPTY, "",
		    "h </thinker> i" },
		{ SAYS("\"<think>\""), CHAT_EMPTY, "", "" },
		{ SAYS("\"h</think>\\na\""), CHAT_ANSWERED, "a", "h" },
		{ REPLY("{\"content\":\"a</think>b\",\"reasoning\":\"h\"}",
		    ""), CHAT_ANSWERED, "a</think>b", "h" },
		{ REPLY("{\"content\":\"<think>i</think>b\",\"reasoning\":"
		    "\"h\"}", ""), CHAT_ANSWERED, "b", "h\n\ni" },
		{ SAYS("\"a <think>b\""), CHAT_ANSWERED, "a <think>b", "" },
		{ "{\"choices\":[{\"text\":\"old\"}]}", CHAT_ANSWERED, "old",
		    "" },
		{ REPLY("{\"content\":null,\"tool_calls\":[{}]}", ""),
		    CHAT_TOOLS, "", "" },
		{ REPLY("{\"content\":\"a\",\"tool_calls\":[{}]}", ""),
		    CHAT_ANSWERED, "a", "" },
		{ REPLY("{\"content\":\"\",\"tool_calls\":[]}", ""),
		    CHAT_EMPTY, "", "" },
		{ REPLY("{\"content\":null,\"function_call\":{}}", ""),
		    CHAT_TOOLS, "", "" },
		{ REPLY("{\"content\":null,\"refusal\":\"no\"}", ""),
		    CHAT_REFUSED, "", "" },
		{ REPLY("{\"content\":null,\"refusal\":null}", ""),
		    CHAT_EMPTY, "", "" },
		{ SAYS("[{\"type\":\"refusal\",\"refusal\":\"no\"}]"),
		    CHAT_REFUSED, "", "" },
		{ REPLY("{\"content\":\"a\"}",
		    ",\"finish_reason\":\"content_filter\""), CHAT_FILTERED,
		    "a", "" },
		{ REPLY("{\"content\":\"\"}",
		    ",\"finish_reason\":\"sensitive\""), CHAT_FILTERED, "",
		    "" },
		{ REPLY("{\"content\":null}",
		    ",\"finish_reason\":\"SAFETY\""), CHAT_FILTERED, "",
		    "" },
		{ REPLY("{\"content\":\"a\"}",
		    ",\"finish_reason\":\"RECITATION\""), CHAT_FILTERED, "a",
		    "" },
		{ REPLY("{\"content\":\"a\"}", ",\"finish_reason\":\"length\""),
		    CHAT_ANSWERED, "a", "" },
	};
	struct chat_reply c = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		ok(chat_read(&c, span_of(cases[i].body)) == 0 &&
		    c.end == cases[i].end, "%s", cases[i].body);
		is_mem(c.content.data, c.content.len, cases[i].content,
		    strlen(cases[i].content), "its content");
		is_mem(c.reasoning.data, c.reasoning.len, cases[i].reasoning,
		    strlen(cases[i].reasoning), "its thinking");
	}
	chat_free(&c);
}

static void
test_members(void)
{
	static const char full[] = "{\"model\":\"m\\u0041\",\"choices\":[{"
	    "\"message\":{\"content\":\"a\"},\"finish_reason\":\"length\"}],"
	    "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,"
	    "\"x\":{}},\"repaired\":4}";
	static const char *const others[] = { "", "{}", "[]",
		"{\"choices\":[]}", "{\"choices\":[1]}",
		"{\"choices\":[{}]}", "{\"choices\":[{\"",
		"{\"choices\":[{\"text\":1}]}" };
	struct chat_reply c = { 0 };
	size_t i;

	ok(chat_read(&c, span_of(full)) == 0,
	    "a full reply");
	is_mem(c.model.data, c.model.len, "mA", 2, "the model");
	is_mem(c.finish.data, c.finish.len, "length", 6, "finish");
	is_mem(c.usage.data, c.usage.len, "{\"prompt_tokens\":12,"
	    "\"completion_tokens\":3,\"x\":{}}", 49, "usage as it came");
	ok(c.prompt_tokens == 12 && c.completion_tokens == 3 &&
	    c.repaired == 4, "the numbers");
	for (i = 0; i < LEN(others); i++)
		ok(chat_read(&c, span_of(others[i])) == -1, "no reply: %s",
		    others[i]);
	ok(chat_read(&c, span_of(SAYS("\"b\""))) == 0 && c.usage.len == 0 &&
	    c.prompt_tokens == -1 && c.completion_tokens == -1 &&
	    c.repaired == 0 && c.model.len == 0,
	    "nothing is left of the one before, nothing guessed");
	chat_free(&c);
}

static void
test_linear(void)
{
	const size_t n = (size_t)8 << 20;
	struct verdict v = { 0 };
	struct chat_reply c = { 0 };
	struct buf body = { 0 };
	size_t i;

	buf_puts(&body, "{\"choices\":[{\"text\":\"<think>");
	for (i = 0; i < n; i += 8)
		buf_add(&body, "\xff</think", 8);
	buf_puts(&body, "\"}]}");
	chat_judge(&v, &body, NULL, NOW);
	ok(v.class == VERDICT_ANSWER &&
	    chat_read(&c, buf_span(&body)) == 0 && c.repaired == n / 8,
	    "a million repairs and tags do not take long");
	chat_free(&c);
	buf_free(&body);
	verdict_free(&v);
}

int
main(void)
{
	test_kept();
	test_unfinished();
	test_damaged();
	test_disguised();
	test_depth();
	test_read();
	test_members();
	test_linear();
	return tap_done();
}
