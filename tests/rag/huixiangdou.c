#include "huixiangdou.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define NOW 1000000030
#define JUDGE huixiangdou_judge
#include "judge.h"

#define STEP(state, response, refs) \
    "{\"state\":\"" state "\",\"response\":\"" response "\",\"refs\":" refs "}"
#define STEPS(list) "{\"step\":[" list "],\"debug\":{}}"
#define ONE(response) "{\"step\":[{\"state\":\"success\",\"response\":" \
    response ",\"refs\":[]}]"

static void
test_body(void)
{
	static const char want[] =
	    "{\"text\":\"悟空\\n\\\"谁\\\"\",\"image\":\"\"}";
	struct buf b = { 0 };

	huixiangdou_body(&b, (struct span){ "悟空\n\"谁\"",
	    strlen("悟空\n\"谁\"") });
	is_mem(b.data, b.len, want, sizeof(want) - 1, "a request");
	buf_free(&b);
}

static void
test_kept(void)
{
	KEEPS(STEPS(STEP("success", "a", "[]")),
	    STEPS(STEP("success", "a", "[]")), "steps");
	KEEPS("\"bare\"", ONE("\"bare\"") "}", "a bare string");
	KEEPS("\"a\nb\tc\x01\"", ONE("\"a\\nb\\tc\\u0001\"") "}",
	    "raw control characters");
	KEEPS("\"a\0\xff\"", ONE("\"a\357\277\275\357\277\275\"")
	    ",\"repaired\":2}", "a NUL, a byte that is not UTF-8");
	KEEPS("{\"step\":[{\"state\":\"success\",\r\n\"response\":\"\\ud800"
	    "\"}]}", "{\"step\":[{\"state\":\"success\",\"response\":"
	    "\"\357\277\275\"}],\"repaired\":1}", "a lone surrogate");
	KEEPS("{\"step\":[]}{\"step\":[{\"state\":\"x\"}]}"
	    STEPS(STEP("success", "a", "[]")),
	    STEPS(STEP("success", "a", "[]")), "a stream of growing steps");
	KEEPS("\"a\"\n\"ab\"\"abc\"", ONE("\"abc\"") "}",
	    "a stream of growing strings");
}

static void
is_no_answer(const char *s, const char *message)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };

	judge(&v, &body, s, strlen(s));
	ok(v.class == VERDICT_RETRY && v.tries == VERDICT_DAMAGED_TRIES &&
	    strcmp(v.kind, "bad_reply") == 0, "damaged: %s", s);
	is_mem(v.message.data, v.message.len, message, strlen(message),
	    "in these words");
	buf_free(&body);
	verdict_free(&v);
}

/* An answer without a word: the server's model is down. */
static void
is_empty(const char *s)
{
	struct verdict v = { 0 };
	struct buf body = { 0 };

	judge(&v, &body, s, strlen(s));
	ok(v.class == VERDICT_RETRY && v.tries == VERDICT_DAMAGED_TRIES &&
	    strcmp(v.kind, "empty_reply") == 0, "empty: %s", s);
	buf_free(&body);
	verdict_free(&v);
}

static void
test_damaged(void)
{
	is_no_answer("", "an empty reply");
	is_no_answer("\n<html>", "an HTML page: <html>");
	is_no_answer("{}", "a reply without steps: {}");
	is_no_answer("{\"step\":[]}", "a reply without steps: {\"step\":[]}");
	is_no_answer("{\"step\":[1]}",
	    "a reply without steps: {\"step\":[1]}");
	is_empty("\"\"");
	is_empty("\" \\r\\n\"");
	is_empty("\"**References:**\\r\\n* a.md\\r\\n* b c.txt\\r\\n\\r\\n\"");
	is_empty("\"**References:**\\r\\n\\r\\n\"");
	is_empty("\"\xe2\x80\x8b\"");
	is_empty(STEPS(STEP("success", "", "[\"a.md\"]")));
	is_empty(STEPS(STEP("Init state", "", "[]") "," STEP("success", " ",
	    "[]")));
	is_empty(STEPS("{\"state\":\"success\",\"response\":null}"));
	is_empty(STEPS("{\"state\":\"success\"}"));
	is_no_answer("7", "a reply without steps: 7");
	is_no_answer("\"a\"{\"step", "not JSON, at byte 10: string without an "
	    "end: \"a\"{\"step");
}

static void
judge_reply(struct verdict *v, long status, const char *text)
{
	struct http_reply r = { .status = status };

	buf_puts(&r.head, "Server: uvicorn\r\n");
	buf_puts(&r.body, text);
	huixiangdou_judge(v, &r.body, &r, NOW);
	buf_free(&r.head);
	buf_free(&r.body);
}

static void
test_status(void)
{
	struct verdict v = { 0 };

	judge_reply(&v, 500, "Internal Server Error");
	ok(v.class == VERDICT_RETRY && v.tries == VERDICT_DAMAGED_TRIES &&
	    strcmp(v.kind, "server_error") == 0, "a 500 is tried little");
	ok(memmem(v.message.data, v.message.len, "c02a195", 7) != NULL &&
	    memmem(v.message.data, v.message.len, "chat_with_repo", 14) !=
	    NULL && memcmp(v.message.data, "HTTP 500: Internal", 18) == 0,
	    "and explained");
	judge_reply(&v, 422, "{\"detail\":\"no text\"}");
	ok(v.class == VERDICT_REQUEST && memmem(v.message.data,
	    v.message.len, "c02a195", 7) == NULL, "a 422 is another thing");
	judge_reply(&v, 200, "\"a\"");
	ok(v.class == VERDICT_ANSWER, "a 200");
	verdict_free(&v);
}

/* The state ("failed", "empty": an error) of a reply, and its answer. */
static void
says(const char *body, bool last_success, const char *state,
    const char *answer, const char *name)
{
	struct huixiangdou_reply r = { 0 };
	const char *got;
	int result;

	result = huixiangdou_read(&r, (struct span){ body, strlen(body) },
	    last_success);
	got = r.empty ? "empty" : r.state == NULL ? "failed" : r.state;
	if (!ok(result == 0 && strcmp(got, state) == 0, "%s: %s", name, state))
		printf("# got %s\n", got);
	is_mem(r.answer.data, r.answer.len, answer, strlen(answer), name);
	huixiangdou_free(&r);
}

static void
test_states(void)
{
	static const char *const states[][2] = {
		{ "query is not a question", "not_a_question" },
		{ "The question does not have a topic. It might", "unrelated" },
		{ "Topics unrelated to the knowledge base. x", "unrelated" },
		{ "Cannot extract keywords.", "unknown" },
		{ "No search result.", "no_search_result" },
		{ "Irrelevant answer.", "bad_answer" },
		{ "Reply has a high relevance to prohibited topics.",
		    "unsafe" },
		{ "Web search fail, please check network, TOKEN and quota",
		    "failed" },
		{ "Init state", "failed" },
		{ "internal error", "failed" },
		{ "something new", "bad_answer" },
		{ "", "bad_answer" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(states); i++) {
		buf_clear(&b);
		buf_printf(&b, STEPS(STEP("%s", "a", "[\"f\"]")) "%c",
		    states[i][0], '\0');
		says(b.data, false, states[i][1], "", states[i][0]);
	}
	buf_free(&b);
}

static void
test_steps(void)
{
	static const char rejected[] = STEPS(STEP("success", "a", "[]") ","
	    STEP("success", "b", "[]") "," STEP("Irrelevant answer.", "c",
	    "[]"));

	says(STEPS(STEP("Init state", "", "[]") "," STEP("success", " a\\n",
	    "[]")), false, "success", "a", "the last step decides");
	says(rejected, false, "bad_answer", "", "even if it rejects");
	says(rejected, true, "success", "b", "or the last success");
	says(STEPS(STEP("No search result.", "", "[]") ","
	    STEP("Irrelevant answer.", "", "[]")), true, "bad_answer", "",
	    "if there is one");
	says(STEPS(STEP("success", "  ", "[]")), false, "empty", "",
	    "a blank answer");
	says(STEPS("{\"state\":\"success\",\"response\":null}"), false,
	    "empty", "", "no answer");
	says(STEPS(STEP("success", "", "[]") "," STEP("Irrelevant answer.",
	    "", "[]")), true, "empty", "", "the last success is empty");
	says(ONE("\"**References:**\\r\\n* a.md\\r\\n<think>hm</think>"
	    "\\r\\na\"")
	    "}", false, "success", "a", "thinking behind the references");
	says(STEPS(STEP("success", "hm</think>a<|im_end|>", "[]")), false,
	    "success", "a", "thinking without its first tag, a token");
	says(STEPS(STEP("success", "<think>hm", "[]")), false, "empty", "",
	    "nothing but thinking");
	says(STEPS(STEP("success", "a\\r\\nb\\r\\n\\r\\nc\\rd\\r", "[]")),
	    false,
	    "success", "a\nb\n\nc\nd", "CRLF");
}

#define SEARCH_FAILED STEP("Web search fail, please check network, TOKEN and " \
    "quota", "", "[]")

static void
test_search_failed(void)
{
	says(STEPS(STEP("Irrelevant answer.", "a", "[]") "," SEARCH_FAILED),
	    false, "bad_answer", "", "irrelevant, then no search");
	says(STEPS(STEP("success", "a", "[]") "," STEP("Reply has a high "
	    "relevance to prohibited topics.", "", "[]") "," SEARCH_FAILED ","
	    SEARCH_FAILED), false, "unsafe", "", "prohibited, then no search");
	says(STEPS(STEP("Irrelevant answer.", "", "[]") "," STEP("Init state",
	    "", "[]") "," SEARCH_FAILED), false, "bad_answer", "",
	    "steps that say nothing stand between");
	says(STEPS(STEP("Cannot extract keywords.", "", "[]") ","
	    SEARCH_FAILED), false, "unknown", "", "any verdict");
	says(STEPS(SEARCH_FAILED), false, "failed", "", "no verdict");
	says(STEPS(STEP("Init state", "", "[]") "," SEARCH_FAILED), false,
	    "failed", "", "no verdict, either");
	says(STEPS(STEP("Irrelevant answer.", "", "[]") "," STEP("success",
	    "a", "[]") "," SEARCH_FAILED), false, "failed", "",
	    "a verdict on an answer before");
	says(STEPS(STEP("Irrelevant answer.", "", "[]") ","
	    STEP("internal error", "", "[]")), false, "failed", "",
	    "another failure");
	says(STEPS(STEP("success", "a", "[]") "," STEP("Irrelevant answer.",
	    "", "[]") "," SEARCH_FAILED), true, "success", "a",
	    "the last success, if that is asked for");
}

static void
test_marks(void)
{
	static const char *const cases[][2] = {
		{ "虎先锋[1][2]。", "虎先锋。" },
		{ "tide [1] rises [2], [3].", "tide rises,." },
		{ "a[1,2]b[1, 2]c[^3]d【4】e", "abcde" },
		{ "see [1](http://x) and [2024] and [x] and []",
		    "see [1](http://x) and [2024] and [x] and []" },
		{ "[1] first\\n[2] second", "first\nsecond" },
		{ "a[1", "a[1" },
		{ "a[", "a[" },
		{ "《黑神话》", "《黑神话》" },
	};
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++) {
		buf_clear(&b);
		buf_printf(&b, STEPS(STEP("success", "%s", "[]")) "%c",
		    cases[i][0], '\0');
		says(b.data, false, "success", cases[i][1], cases[i][0]);
	}
	says(STEPS(STEP("success", "[1] [2]", "[]")), false, "bad_answer", "",
	    "nothing but marks");
	buf_free(&b);
}

static void
refers(const char *body, const char *answer, const char *references)
{
	struct huixiangdou_reply r = { 0 };

	ok(huixiangdou_read(&r, (struct span){ body, strlen(body) }, false) ==
	    0, "%s", body);
	is_mem(r.answer.data, r.answer.len, answer, strlen(answer), "answer");
	is_mem(r.references.data, r.references.len, references,
	    strlen(references), "references");
	huixiangdou_free(&r);
}

static void
test_references(void)
{
	refers(STEPS(STEP("success", "a", "[\"b.md\",\"c\\\"d\",\"b.md\",1,"
	    "\"\"]")), "a",
	    "[{\"source\":\"b.md\"},{\"source\":\"c\\\"d\"}]");
	refers(STEPS(STEP("success", "a", "[\"https://x/y\"]")), "a",
	    "[{\"source\":\"https://x/y\",\"url\":\"https://x/y\"}]");
	refers(ONE("\"**References:**\\r\\n* b.md\\r\\n* c d.txt\\r\\n悟空 "
	    "[1]。\"") "}", "悟空。",
	    "[{\"source\":\"b.md\"},{\"source\":\"c d.txt\"}]");
	refers(STEPS(STEP("success", "a", "7")), "a", "[]");
	refers(STEPS(STEP("Irrelevant answer.", "a", "[\"b\"]")), "", "[]");
}

static void
test_wrong(void)
{
	static const char *const cases[] = { "", "{}", "[]", "\"a\"",
		"{\"step\"", "{\"step\":[]}", "{\"step\":[1]}",
		"{\"step\":{}}" };
	static const char repaired[] = "{\"step\":[{}],\"repaired\":3}";
	struct huixiangdou_reply r = { 0 };
	size_t i;

	for (i = 0; i < LEN(cases); i++)
		ok(huixiangdou_read(&r, (struct span){ cases[i],
		    strlen(cases[i]) }, true) == -1, "no reply: %s", cases[i]);
	ok(huixiangdou_read(&r, (struct span){ repaired,
	    sizeof(repaired) - 1 }, true) == 0 && r.repaired == 3,
	    "repairs are told");
	huixiangdou_free(&r);
}

int
main(void)
{
	test_body();
	test_kept();
	test_damaged();
	test_status();
	test_states();
	test_steps();
	test_search_failed();
	test_marks();
	test_references();
	test_wrong();
	return tap_done();
}
