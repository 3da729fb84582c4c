/* What --check --template says of rows, template by template. */
#include "rowcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define USER "{\"role\":\"user\",\"content\":\"q\"}"
#define SYSTEM "{\"role\":\"system\",\"content\":\"s\"},"
#define SAYS(more) "{\"role\":\"assistant\"," more "}"
#define REPLY SAYS("\"content\":\"a\"")
#define THINKS SAYS("\"content\":\"a\",\"thinking\":\"t\"")
#define REASONS SAYS("\"content\":\"a\",\"reasoning_content\":\"t\"")
#define EMPTY SAYS("\"content\":\"a\",\"reasoning_content\":\"\"")
#define NO_KEY SAYS("\"content\":\"a\",\"reasoning_content\":null")
#define INLINE SAYS("\"content\":\"<think>\\nt\\n</think>\\n\\na\"")
#define BEHIND SAYS("\"content\":\"\\n <think>\\nt\\n</think>\\n\\na\"")
#define TIGHT SAYS("\"content\":\"<think>t</think>a\"")
#define ONE(a) "{\"messages\":[" SYSTEM USER "," a "]}"
#define TWO(a, b) "{\"messages\":[" SYSTEM USER "," a "," USER "," b "]}"
#define CALL(arguments) ONE(SAYS("\"content\":\"\",\"tool_calls\":[{" \
	"\"function\":{\"name\":\"f\",\"arguments\":" arguments "}}]"))
#define ROLE(role) "{\"messages\":[{\"role\":\"" role "\",\"content\":\"t\"}]}"
#define DEVELOPER "{\"messages\":[{\"role\":\"developer\",\"content\":\"s\"}," \
	USER "," REPLY "]}"
#define TOOL "{\"messages\":[" SYSTEM USER "," REPLY \
	",{\"role\":\"tool\",\"content\":\"1\"}," REPLY "]}"

/* A row, and what is said with a template: all of it, or "" for nothing. */
static const struct test {
	const char *template, *row, *want;
} tests[] = {
	/* thinking */
	{ "qwen3", ONE(THINKS), "messages[2].thinking: qwen3 refuses a "
	    "thinking (ValueError); --reasoning inline makes rows that it "
	    "reads" },
	{ "gpt-oss", ONE(THINKS), "" },
	{ "glm5.2", ONE(THINKS), "messages[2].thinking: glm5.2 leaves out a "
	    "thinking; --reasoning inline makes rows that it reads" },
	{ "swift", ONE(THINKS), "messages[2].thinking: swift leaves out a "
	    "thinking; --reasoning inline makes rows that it reads" },
	{ "qwen3-vl-rl", ONE(THINKS), "messages[2].thinking: qwen3-vl-rl "
	    "refuses a thinking (ValueError); --reasoning drop makes rows "
	    "that it reads" },
	{ "qwen3", TWO(THINKS, REPLY), "messages[2].thinking: qwen3 leaves "
	    "out the thinking of an earlier answer" },
	{ "qwen3", ONE(SAYS("\"content\":\"a\",\"thinking\":null")), "" },
	/* reasoning_content */
	{ "qwen3.5-vl", ONE(REASONS), "" },
	{ "glm5.2", TWO(REASONS, REASONS), "" },
	{ "llama3", ONE(REASONS), "messages[2].reasoning_content: llama3 "
	    "leaves out reasoning_content; --reasoning inline makes rows that "
	    "it reads" },
	{ "llama3", ONE(EMPTY), "" },
	{ "gpt-oss", ONE(REASONS), "messages[2].reasoning_content: gpt-oss "
	    "leaves out reasoning_content; --reasoning thinking makes rows "
	    "that it reads" },
	{ "qwen3.5-vl", TWO(REPLY, EMPTY), "messages[4].reasoning_content: "
	    "qwen3.5-vl does not train the earlier answers of a row with the "
	    "key reasoning_content; --reasoning inline makes rows that it "
	    "reads" },
	{ "qwen3.5-vl", TWO(NO_KEY, REPLY), "messages[2].reasoning_content: "
	    "qwen3.5-vl does not train the earlier answers of a row with the "
	    "key reasoning_content; --reasoning inline makes rows that it "
	    "reads" },
	{ "glm5.2", TWO(REPLY, EMPTY), "" },
	/* <think> */
	{ "qwen3", TWO(INLINE, INLINE), "" },
	{ "intern-s1", ONE(INLINE), "" },
	{ "deepseek-v3", ONE(INLINE), "messages[2].content: deepseek-v3 puts "
	    "another tag before a <think> in the answer; --reasoning drop "
	    "makes rows that it reads" },
	{ "gpt-oss", ONE(INLINE), "messages[2].content: gpt-oss trains a "
	    "<think> in the answer as words of the answer; --reasoning "
	    "thinking makes rows that it reads" },
	{ "qwen3.5-vl", TWO(INLINE, INLINE), "messages[2].content: qwen3.5-vl "
	    "leaves out a <think> in an earlier answer" },
	{ "llama-factory:qwen3", ONE(INLINE), "" },
	{ "llama-factory:qwen3", ONE(BEHIND), "" },
	{ "swift", TWO(INLINE, INLINE), "" },
	{ "swift:qwen3", TWO(INLINE, INLINE), "" },
	{ "swift:qwen3", ONE(TIGHT), "" },
	{ "swift:qwen3", ONE(BEHIND), "messages[2].content: swift:qwen3 puts "
	    "another tag before a <think> behind blanks; begin the answer "
	    "with it" },
	{ "swift:deepseek_r1", ONE(BEHIND), "" },
	{ "swift:youtu_llm", ONE(BEHIND), "" },
	{ "swift:qwen3_5", ONE(THINKS), "messages[2].thinking: swift:qwen3_5 "
	    "leaves out a thinking; --reasoning inline makes rows that it "
	    "reads" },
	{ "swift:gemma4", ONE(INLINE), "messages[2].content: swift:gemma4 "
	    "trains a <think> in the answer as words of the answer; "
	    "--reasoning drop makes rows that it reads" },
	{ "llama-factory:qwen3", ONE(TIGHT), "messages[2].content: "
	    "llama-factory:qwen3 does not take out a <think> that is not in "
	    "the form <think>\\n...\\n</think>\\n\\n, with enable_thinking: "
	    "false" },
	{ "llama-factory:hy3", ONE(TIGHT), "" },
	{ "llama-factory:aeva", ONE(TIGHT), "" },
	{ "llama-factory:qwen3_omni", ONE(INLINE), "" },
	{ "llama-factory:gemma4n", ONE(INLINE), "messages[2].content: "
	    "llama-factory:gemma4n trains a <think> in the answer as words of "
	    "the answer; --reasoning drop makes rows that it reads" },
	{ "llama-factory:gpt_oss", "{\"instruction\":\"q\",\"input\":\"\","
	    "\"output\":\"<think>\\nt\\n</think>\\n\\na\",\"system\":\"s\"}",
	    "output: llama-factory:gpt_oss trains a <think> in the answer as "
	    "words of the answer; --reasoning drop makes rows that it reads" },
	{ "glm5.2", ONE(SAYS("\"content\":\"the tag </think> ends it\"")),
	    "messages[2].content: glm5.2 takes for a thought what stands "
	    "before a </think> inside an answer" },
	{ "qwen3", ONE(SAYS("\"content\":\"the tag </think> ends it\"")),
	    "" },
	{ "qwen3-vl-rl", ONE(REPLY), "messages[2].content: qwen3-vl-rl begins "
	    "an answer without a thought with a <think> that nothing "
	    "closes" },
	/* turns, roles */
	{ "gpt-oss", TWO(REPLY, REPLY), "messages[2].content: gpt-oss does "
	    "not train an answer before the last one; a row for each answer "
	    "is trained whole" },
	{ "llama3", TWO(REPLY, REPLY), "" },
	{ "qwen3", DEVELOPER, "" },
	{ "intern-s1", DEVELOPER, "messages[0].role: intern-s1 refuses the "
	    "role developer (ValueError); system is read by all" },
	{ "qwen3.5-vl", DEVELOPER, "messages[0].role: qwen3.5-vl leaves out "
	    "the role developer; system is read by all" },
	{ "llama-factory", DEVELOPER, "messages[0].role: llama-factory "
	    "deletes a row with the role developer; system is read by all" },
	{ "qwen3", ROLE("pretrain"), "" },
	{ "qwen3.5-vl", ROLE("pretrain"), "" },
	{ "glm5.2", ROLE("pretrain"), "messages[0].role: glm5.2 leaves out "
	    "the role pretrain; PretrainTokenizeFunction reads it" },
	{ "swift", ROLE("pretrain"), "messages[0].role: swift deletes a row "
	    "with the role pretrain; -p -o swift makes rows that it reads" },
	{ "swift", ROLE("assistant"), "" },
	{ "llama-factory", ROLE("assistant"), "messages[0].content: "
	    "llama-factory deletes a row with an answer to nothing; -p -o "
	    "alpaca makes rows that it reads" },
	{ "qwen3-vl-rl", ROLE("assistant"), "" },
	/* tools */
	{ "qwen3", TOOL, "" },
	{ "llama3", TOOL, "messages[3].role: llama3 refuses the role tool "
	    "(ValueError)" },
	{ "qwen3", CALL("\"{}\""), "" },
	{ "qwen3", CALL("{}"), "messages[2].tool_calls: qwen3 refuses "
	    "arguments in an object (TypeError); write a string" },
	{ "glm5.2", CALL("{}"), "" },
	{ "glm5.2", CALL("\"{}\""), "messages[2].tool_calls: glm5.2 refuses "
	    "arguments in a string (AttributeError); write an object" },
	{ "qwen3.5-vl", CALL("\"{}\""), "messages[2].tool_calls: qwen3.5-vl "
	    "leaves out arguments in a string; write an object" },
	/* loss and other keys */
	{ "glm5.2", ONE(SAYS("\"content\":\"a\",\"loss\":null")),
	    "messages[2].loss: glm5.2 does not train an answer whose loss is "
	    "null; leave the key out" },
	{ "llama-factory", ONE(SAYS("\"content\":\"a\",\"loss\":false")),
	    "messages[2].loss: llama-factory trains an answer whose loss is "
	    "false all the same" },
	{ "qwen3", ONE(SAYS("\"content\":\"a\",\"x\":1")), "messages[2] has "
	    "the key \"x\", which XTuner V1 refuses" },
	{ "glm5.2", ONE(SAYS("\"content\":\"a\",\"x\":1")), "" },
	/* formats */
	{ "qwen3", "{\"conversation\":[{\"input\":\"q\",\"output\":\"a\"}]}",
	    "qwen3 (XTuner V1) does not read rows of conversation, here and "
	    "below; -o v1 makes rows that it reads" },
	{ "xtuner-0.1", "{\"conversation\":[{\"input\":\"q\","
	    "\"output\":\"a\"}]}", "" },
	{ "swift", "[" USER "," REPLY "]", "swift (ms-swift) does not read "
	    "rows of an array of messages, here and below; -o swift makes "
	    "rows that it reads" },
	{ "swift", "{\"text\":\"t\"}", "" },
	{ "llama-factory", "{\"content\":\"t\"}", "llama-factory "
	    "(LLaMA-Factory) does not read rows of content, here and below; "
	    "-o alpaca or -o sharegpt makes rows that it reads" },
	{ "qwen3", "{\"instruction\":\"q\",\"input\":\"\",\"chosen\":\"a\","
	    "\"rejected\":\"b\"}", "qwen3 (XTuner V1) does not read rows of "
	    "instruction, here and below; -o v1 makes rows that it reads" },
	{ "qwen3", "{\"messages\":[" USER "," REPLY "],\"rejected_response\":"
	    "\"b\"}", "qwen3 (XTuner V1) does not read rows of "
	    "rejected_response, here and below; -o v1 makes rows that it "
	    "reads" },
	{ "swift", "{\"messages\":[" USER "," REPLY "],\"rejected_response\":"
	    "\"b\"}", "" },
	{ "swift", "{\"messages\":[" USER "],\"solution\":\"a\"}", "" },
	{ "qwen3", "{\"messages\":[" USER "],\"solution\":\"a\"}", "no "
	    "assistant or pretrain message: nothing to learn" },
	{ "swift", "{\"instruction\":\"q\",\"input\":\"\",\"chosen\":\"a\","
	    "\"rejected\":\"b\"}", "swift (ms-swift) does not read rows of "
	    "chosen and rejected, here and below; -o swift makes rows that it "
	    "reads" },
};

/* What the templates do of their own accord, and where they differ. */
static const struct sum {
	const char *template, *row, *want;
} sums[] = {
	{ "intern-s1", "{\"messages\":[" USER "," REPLY "]}", "2 rows (f:1, "
	    "...): intern-s1 puts its own system prompt before a row without "
	    "a system prompt; -s and -S write one" },
	{ "intern-s1", ONE(REPLY), "" },
	{ "qwen3", "{\"messages\":[" USER "," REPLY "]}", "" },
	{ "glm5.2", ONE(REPLY), "2 rows (f:1, ...): glm5.2 trains an empty "
	    "thought before an answer without a thought" },
	{ "swift:qwen3", ONE(REPLY), "2 rows (f:1, ...): swift:qwen3 puts an "
	    "empty thought, which it does not train, before an answer without "
	    "a thought" },
	{ "swift:ovis_ocr2", ONE(REPLY), "2 rows (f:1, ...): swift:ovis_ocr2 "
	    "trains an empty thought before an answer without a thought" },
	{ "swift:deepseek_r1", ONE(REPLY), "" },
	{ "swift:interns1", "{\"messages\":[" USER "," REPLY "]}", "2 rows "
	    "(f:1, ...): swift:interns1 puts its own system prompt before a "
	    "row without a system prompt; -s and -S write one" },
	{ NULL, "{\"messages\":[" USER "," REPLY "]}", "" },
	{ NULL, ROLE("pretrain"), "" },
	{ NULL, ONE(THINKS), "2 rows (f:1, ...): a thinking: read by gpt-oss; "
	    "refused by intern-s1, internvl-3.5, qwen3, qwen3-vl and 3 more; "
	    "left out by qwen3.5-vl, glm5.2, llama-factory, "
	    "llama-factory:deepseekr1 and 71 more; --template NAME checks "
	    "yours" },
	{ NULL, TWO(THINKS, THINKS), "2 rows (f:1, ...): a thinking: read by "
	    "gpt-oss; refused by intern-s1, internvl-3.5, qwen3, qwen3-vl and "
	    "3 more; left out by qwen3.5-vl, glm5.2, llama-factory, "
	    "llama-factory:deepseekr1 and 71 more; --template NAME checks "
	    "yours2 rows (f:1, ...): an answer before the last one: read by "
	    "intern-s1, internvl-3.5, qwen3, qwen3-vl and 78 more; not "
	    "trained by gpt-oss; --template NAME checks yours" },
	/* Of those that read a format only: two of three do not read it. */
	{ NULL, "{\"conversation\":[{\"input\":\"q\",\"output\":\"<think>\\n"
	    "t\\n</think>\\n\\na\"}]}", "" },
};

static struct buf said;

static void
collect(void *arg, const char *file, size_t line, const char *problem)
{
	(void)arg;
	buf_printf(&said, "%s%s", said.len == 0 ? "" : "|", problem);
	if (line != 1 || strcmp(file, "f") != 0)
		buf_puts(&said, "?");
}

static void __attribute__((format(printf, 2, 3)))
sum_up(const char *kind, const char *fmt, ...)
{
	char s[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(s, sizeof(s), fmt, ap);
	va_end(ap);
	buf_puts(&said, *kind == '\0' ? "?" : s);
}

/* Checks a row twice over, for the template of that name, or for none. */
static void
check_row(struct rowcheck *c, const char *name, const char *row, int times)
{
	struct json_value v;
	struct json j;

	*c = (struct rowcheck){ .complain = collect, .file = "f", .line = 1 };
	buf_clear(&said);
	if (name != NULL && (c->template = template_find(name)) == NULL)
		abort();
	json_open(&j, row, strlen(row));
	if (json_read(&j, &v) == -1 || json_end(&j) == -1)
		abort();
	while (times-- > 0)
		rowcheck_row(c, &v);
}

/* Each row of the table has its own name; each trait is treated in two ways. */
static void
test_table(void)
{
	const struct chat_template *t, *u;
	struct buf b = { 0 };
	bool same = false, two;
	size_t i;

	for (t = chat_templates; t->name != NULL; t++)
		for (u = chat_templates; u != t; u++)
			same = same || strcmp(t->name, u->name) == 0;
	ok(!same, "no two templates have one name");
	for (i = 0; i < TRAITS; i++) {
		two = false;
		for (t = chat_templates; t->name != NULL; t++)
			two = two || t->fate[i] != chat_templates[2].fate[i];
		ok(two || i == TRAIT_THINKING_EARLIER,
		    "templates differ in: %s", template_trait((enum trait)i));
		for (t = chat_templates; t->name != NULL; t++) {
			buf_clear(&b);
			template_tell(t, (enum trait)i, &b);
			buf_addc(&b, '\0');
			if (strstr(b.data, "(null)") != NULL || b.len > 400)
				ok(false, "%s", b.data);
		}
	}
	ok(template_find("qwen") == NULL, "qwen is no template of the table");
	buf_free(&b);
}

int
main(void)
{
	struct rowcheck c;
	char name[64];
	size_t i;

	for (i = 0; i < LEN(tests); i++) {
		check_row(&c, tests[i].template, tests[i].row, 1);
		(void)snprintf(name, sizeof(name), "%zu: %s", i,
		    tests[i].template);
		is_mem(said.data, said.len, tests[i].want,
		    strlen(tests[i].want), name);
	}
	for (i = 0; i < LEN(sums); i++) {
		check_row(&c, sums[i].template, sums[i].row, 2);
		buf_clear(&said);
		rowcheck_sum(&c, sum_up);
		(void)snprintf(name, sizeof(name), "sum %zu", i);
		is_mem(said.data, said.len, sums[i].want,
		    strlen(sums[i].want), name);
	}
	test_table();
	buf_free(&said);
	return tap_done();
}
