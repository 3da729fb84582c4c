/* What --check says of rows, one by one: good ones nothing. */
#include "rowcheck.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

static void
collect(void *arg, const char *file, size_t line, const char *problem)
{
	struct buf *b = arg;

	if (strcmp(file, "stdin") != 0)
		buf_puts(b, "?");
	buf_printf(b, "%zu: %s\n", line, problem);
}

/* What is said of a file of that content. */
static void
check_text(const char *s, struct buf *said, struct rowcheck *c)
{
	FILE *f = tmpfile();

	if (f == NULL || fputs(s, f) == EOF || fflush(f) == EOF ||
	    fseek(f, 0, SEEK_SET) == -1 || dup2(fileno(f), 0) == -1)
		abort();
	buf_clear(said);
	*c = (struct rowcheck){ .complain = collect, .arg = said };
	if (rowcheck_file(c, "-") == -1)
		buf_puts(said, "unread");
	(void)fclose(f);
}

#define TURN "{\"input\":\"q\",\"output\":\"a\"}"
#define USER "{\"role\":\"user\",\"content\":\"q\"}"
#define REPLY "{\"role\":\"assistant\",\"content\":\"a\"}"
#define HUMAN "{\"from\":\"human\",\"value\":\"q\"}"
#define GPT "{\"from\":\"gpt\",\"value\":\"a\"}"

static const char *const good[] = {
	"{\"conversation\":[" TURN "]}\n",
	"{\"conversation\":[" TURN "]}\n"
	    "{\"conversation\":[" TURN "," TURN "]}\n",
	"{\"conversation\":[{\"system\":\"s\",\"input\":\"\",\"output\":\"a\"},"
	    "{\"system\":\"\",\"input\":\"q\",\"output\":\"a\"}]}",
	"{\"conversation\":[{\"input\":\"q\",\"output\":\"a\","
	    "\"output_with_loss\":false,\"sep\":\"\"}]}\r\n",
	"[{\"conversation\":[" TURN "]},\n{\"conversation\":[" TURN "],"
	    "\"id\":2}]\n",
	"{\"messages\":[" USER "," REPLY "]}\n",
	"{\"messages\":[{\"role\":\"system\",\"content\":\"s\"}," USER ","
	    REPLY "," USER "," REPLY "],\"tools\":[],\"id\":1}\n",
	"{\"messages\":[{\"role\":\"pretrain\",\"content\":\"t\"}]}\n",
	"{\"dialogs\":[" USER "," REPLY "]}\n",
	"[" USER "," REPLY "]\n[" USER "," REPLY "," USER "," REPLY "]\n",
	"{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"\","
	    "\"tool_calls\":[],\"thinking\":\"t\",\"meta\":{},\"loss\":true,"
	    "\"name\":\"n\",\"reasoning_content\":\"r\"},{\"role\":\"tool\","
	    "\"tool_call_id\":\"1\",\"content\":[]}," REPLY "]}\n",
	"{\"content\":\"t\"}\n",
	"{\"instruction\":\"i\",\"input\":\"\",\"output\":\"o\"}\n",
	"{\"instruction\":\"i\",\"output\":\"o\",\"system\":\"s\","
	    "\"history\":[[\"q\",\"a\"]],\"id\":7}\n",
	"{\"text\":\"t\"}\n{\"text\":\"u\"}\n",
	"{\"conversations\":[" HUMAN "," GPT "]}\n",
	"{\"conversations\":[{\"from\":\"system\",\"value\":\"s\"}," HUMAN ","
	    GPT "],\"system\":\"s\"}\n",
	"{\"conversations\":[" HUMAN ",{\"from\":\"function_call\","
	    "\"value\":\"f\"},{\"from\":\"observation\",\"value\":\"o\"},"
	    GPT "]}\n",
	/* types: int and float, null, absent, empty lists */
	"{\"s\":1,\"text\":\"t\"}\n{\"s\":0.5,\"text\":\"t\"}\n"
	    "{\"s\":null,\"text\":\"t\"}\n{\"text\":\"t\"}\n",
	"{\"b\":true,\"text\":\"t\"}\n{\"b\":false,\"text\":\"t\"}\n",
	"{\"l\":[],\"text\":\"t\"}\n{\"l\":[1,null,2.5],\"text\":\"t\"}\n"
	    "{\"l\":null,\"text\":\"t\"}\n",
	"{\"m\":{\"a\":1},\"text\":\"t\"}\n"
	    "{\"m\":{\"b\":\"x\"},\"text\":\"t\"}\n",
	"{\"conversation\":[{\"system\":\"s\",\"input\":\"q\","
	    "\"output\":\"a\"}]}\n{\"conversation\":[{\"system\":null,"
	    "\"input\":\"q\",\"output\":\"a\"}]}\n",
	/* XTuner V1: nulls, parts, calls */
	"{\"messages\":[{\"role\":\"user\",\"content\":\"q\","
	    "\"thinking\":null,\"meta\":null,\"name\":null,"
	    "\"loss\":null,\"tool_calls\":null}," REPLY "],"
	    "\"tools\":null}\n",
	"{\"messages\":[" USER "," REPLY "]}\n{\"messages\":[{\"role\":"
	    "\"user\",\"content\":[{\"type\":\"text\",\"text\":\"q\"},"
	    "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}]},"
	    "{\"role\":\"assistant\",\"content\":[{\"text\":\"a\"}]}]}\n",
	"{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"\","
	    "\"tool_calls\":[{\"function\":{\"name\":\"f\","
	    "\"arguments\":\"{}\"}}]},{\"role\":\"tool\","
	    "\"content\":\"r\"}," REPLY "],\"tools\":[{\"a\":1},"
	    "{\"a\":\"x\"}]}\n",
	"{\"content\":\"t\"}\n{\"messages\":[{\"role\":\"pretrain\","
	    "\"content\":\"t <|endoftext|>\"}]}\n",
	/* RL rows */
	"{\"data_source\":\"gsm8k\",\"prompt\":[" USER "],\"ability\":"
	    "\"math\",\"reward_model\":{\"style\":\"rule\","
	    "\"ground_truth\":7},\"extra_info\":{\"index\":0}}\n"
	    "{\"data_source\":\"gsm8k\",\"prompt\":[" USER "],\"ability\":"
	    "\"math\",\"reward_model\":{\"style\":\"rule\","
	    "\"ground_truth\":\"x\"},\"extra_info\":{\"index\":\"1\"}}\n",
	"{\"prompt\":[" USER "]}\n",
	/* preference rows */
	"{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"b\"}\n",
	"{\"prompt\":[" USER "],\"chosen\":[" REPLY "],"
	    "\"rejected\":[" USER "]}\n",
	"{\"prompt\":\"q\",\"completion\":\"a\",\"label\":true}\n",
	"{\"instruction\":\"q\",\"input\":\"\",\"chosen\":\"a\","
	    "\"rejected\":\"b\"}\n",
	"{\"conversations\":[" HUMAN "],\"chosen\":" GPT ",\"rejected\":"
	    "{\"from\":\"gpt\",\"value\":\"b\"}}\n",
	"{\"messages\":[" USER "],\"chosen\":" REPLY ",\"rejected\":"
	    "{\"role\":\"assistant\",\"content\":\"b\"}}\n",
	"{\"messages\":[" USER "," REPLY "],\"rejected_response\":\"b\"}\n",
	"{\"messages\":[" USER "],\"solution\":\"a\"}\n",	/* GRPO */
	/* texts for pretraining, with what would be a token in an answer */
	"{\"conversation\":[{\"input\":\"\",\"output\":\"x<|y|>\"}]}\n",
	"{\"conversations\":[{\"from\":\"human\",\"value\":\"\"},"
	    "{\"from\":\"gpt\",\"value\":\"x<|y|>\"}]}\n",
	"{\"text\":\"x<|y|>\"}\n",
};

static const struct {
	const char *text, *said;
} bad[] = {
	/* the file */
	{ "\n", "1: an empty line" },
	{ "{\"text\":\"t\"}\n \t\r\n", "2: an empty line" },
	{ "{\"text\":\"t\"}\n{\"text\":\"", "2: not JSON: byte 10: string "
	    "without an end" },
	{ "{\"text\":\"t\"} {\"text\":\"t\"}\n",
	    "1: not JSON: byte 14: something follows the value" },
	{ "\357\273\277{\"text\":\"t\"}\n", "1: a byte order mark at the "
	    "beginning, which readers of JSON refuse" },
	{ "\357\273\277[{\"text\":\"t\"}]\n", "1: a byte order mark at the "
	    "beginning, which readers of JSON refuse" },
	{ "{\"text\":\"t\"}\n\357\273\277{\"text\":\"u\"}\n", "2: not JSON: "
	    "byte 1: expected a value: a byte order mark" },
	{ "\377\376{\n", "1: UTF-16 with a byte order mark; rows are UTF-8" },
	{ "", "1: no rows: trainers fail on an empty file" },
	{ "[]\n", "1: no rows: trainers fail on an empty file" },
	{ " [\n]", "1: no rows: trainers fail on an empty file" },
	{ "[{\"text\":\"t\"},\n{\"text\":\"u\"}", "2: not JSON: byte 28 of the "
	    "file: ends too early" },
	/* types between rows, and within one */
	{ "{\"id\":1,\"text\":\"t\"}\n{\"id\":\"a\",\"text\":\"t\"}\n"
	    "{\"id\":\"b\",\"text\":\"t\"}\n", "2: id is a string here and a "
	    "number on line 1: HF datasets refuses the file" },
	{ "{\"id\":null,\"text\":\"t\"}\n{\"id\":true,\"text\":\"t\"}\n"
	    "{\"id\":0,\"text\":\"t\"}\n", "3: id is a number here and a bool "
	    "on line 2: HF datasets refuses the file" },
	{ "{\"m\":{\"a\":[{\"b\":1}]},\"text\":\"t\"}\n"
	    "{\"m\":{\"a\":[{\"b\":{}}]},\"text\":\"t\"}\n", "2: m.a[].b is an "
	    "object here and a number on line 1: HF datasets refuses the "
	    "file" },
	{ "{\"m\":[1],\"text\":\"t\"}\n{\"m\":{},\"text\":\"t\"}\n", "2: m is "
	    "an object here and an array on line 1: HF datasets refuses the "
	    "file" },
	{ "{\"t\":[\"a\",1],\"text\":\"t\"}\n", "1: t[] is a number here and a "
	    "string on line 1: HF datasets refuses the file" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"a\",\"w\":1},"
	    "{\"input\":\"q\",\"output\":\"a\",\"w\":\"1\"}]}\n",
	    "1: conversation[].w is a string here and a number on line 1: HF "
	    "datasets refuses the file" },
	{ "{\"messages\":[" USER "," REPLY "],\"id\":1}\n{\"messages\":[" USER
	    "," REPLY "],\"id\":\"a\"}\n",
	    "2: id is a string here and a number on line 1: HF datasets "
	    "refuses the file" },
	/* names and rows that stand there twice */
	{ "{\"text\":\"t\",\"text\":\"u\"}\n", "1: text occurs twice in one "
	    "object: readers differ in which one they use" },
	{ "{\"text\":\"t\",\"m\":{\"a\":1,\"\\u0061\":2}}\n", "1: m.a occurs "
	    "twice in one object: readers differ in which one they use" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"a\","
	    "\"output\":\"b\"}]}\n", "1: conversation[].output occurs twice in "
	    "one object: readers differ in which one they use" },
	{ "{\"text\":\"t\",\"id\":1}\n{\"text\":\"u\",\"id\":1}\n"
	    "{\"id\": 1, \"text\":\"\\u0074\"}\n",
	    "3: the same row as on line 1" },
	/* formats */
	{ "{\"content\":\"t\"}\n{\"messages\":[" USER "," REPLY "]}\n",
	    "2: a row with messages among rows with content: no trainer "
	    "reads both" },
	{ "{\"text\":\"t\"}\n{\"instruction\":\"i\",\"output\":\"o\"}\n",
	    "2: a row with instruction among rows with text: no trainer "
	    "reads both" },
	{ "{\"prompt\":\"q\",\"chosen\":\"a\",\"rejected\":\"a\"}\n",
	    "1: chosen and rejected are the same: nothing to learn" },
	{ "{\"prompt\":\"q\",\"chosen\":\"a\"}\n", "1: rejected is missing" },
	{ "{\"messages\":[" USER "," REPLY "],\"rejected_response\":\"a\"}\n",
	    "1: rejected_response is the answer itself: the row is dropped" },
	{ "{\"messages\":[" USER "],\"solution\":\" \"}\n",
	    "1: no assistant or pretrain message: nothing to learn" },
	{ "{\"prompt\":[]}\n", "1: prompt is empty" },
	{ "{\"prompt\":\"q\",\"completion\":\" \"}\n",
	    "1: completion is empty: nothing to learn" },
	/* blanks and control tokens */
	{ "{\"text\":\" \\u3000\"}\n", "1: the text is empty: nothing to "
	    "learn" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"\\u200b \"}]}\n",
	    "1: conversation[0].output is empty: nothing to learn" },
	{ "{\"instruction\":\"i\",\"output\":\"\\ufeff\"}\n",
	    "1: output is empty: nothing to learn" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"a<|im_end|>\"}]}\n",
	    "1: conversation[0].output contains the control token <|im_end|>" },
	{ "{\"conversation\":[{\"system\":\"<|im_start|>\",\"input\":\"q\","
	    "\"output\":\"a\"}]}\n",
	    "1: conversation[0].system contains the control token "
	    "<|im_start|>" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":\"[INST] q\"},"
	    REPLY "]}\n", "1: messages[0].content contains the control token "
	    "[INST]" },
	{ "{\"instruction\":\"i\",\"output\":\"o\",\"history\":[[\"q\","
	    "\"a<|eot_id|>\"]]}\n", "1: history[0] contains the control token "
	    "<|eot_id|>" },
	{ "{\"conversations\":[" HUMAN ",{\"from\":\"gpt\","
	    "\"value\":\"a</s>\"}]}\n",
	    "1: conversations[1].value contains the control token </s>" },
	{ "[{\"text\":\"t\"}]\n[]\n",
	    "2: not JSON: byte 16 of the file: something follows the value" },
	{ "[\n{\"text\":\"t\"},\n\n{\"text\":\"\"}\n]\n",
	    "4: the text is empty: the row is dropped" },
	/* any row */
	{ "3\n", "1: a number, not an object" },
	{ "{\"text\":\"t\"}\nnull\n", "2: null, not an object" },
	{ "{\"question\":\"q\",\"answer\":\"a\"}\n", "1: none of conversation, "
	    "messages, conversations, instruction: no trainer reads this" },
	{ "{\"text\":\"t\"}\n{\"messages\":[" USER "," REPLY "]}\n",
	    "2: a row of format v1 among rows of format alpaca" },
	{ "{\"content\":\"t\"}\n{\"text\":\"t\"}\n",
	    "2: a row of format alpaca among rows of format v1" },
	{ "{\"conversation\":[" TURN "]}\n{\"conversations\":[" HUMAN "," GPT
	    "]}\n", "2: a row of format sharegpt among rows of format legacy" },
	{ "{\"text\":1}\n", "1: the text is a number, not a string" },
	{ "{\"content\":\"\"}\n", "1: the text is empty: the row is dropped" },
	/* legacy */
	{ "{\"conversation\":{}}\n",
	    "1: conversation is an object, not an array" },
	{ "{\"conversation\":[]}\n", "1: conversation is empty" },
	{ "{\"conversation\":[1]}\n",
	    "1: conversation[0] is a number, not an object" },
	{ "{\"conversation\":[{\"output\":\"a\"}]}\n",
	    "1: conversation[0].input is missing" },
	{ "{\"conversation\":[" TURN ",{\"input\":\"q\"}]}\n",
	    "1: conversation[1].output is missing" },
	{ "{\"conversation\":[{\"input\":null,\"output\":\"a\"}]}\n",
	    "1: conversation[0].input is null, not a string" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":[\"a\"]}]}\n",
	    "1: conversation[0].output is an array, not a string" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"\"}]}\n",
	    "1: conversation[0].output is empty: nothing to learn" },
	{ "{\"conversation\":[{\"system\":1,\"input\":\"q\","
	    "\"output\":\"a\"}]}\n",
	    "1: conversation[0].system is a number, not a string" },
	{ "{\"conversation\":[" TURN ",{\"system\":\"s\",\"input\":\"q\","
	    "\"output\":\"a\"}]}\n",
	    "1: conversation[1].system: only the first turn has one" },
	{ "{\"conversation\":[{\"input\":\"q\",\"output\":\"a\","
	    "\"output_with_loss\":1}]}\n",
	    "1: conversation[0].output_with_loss is neither true nor false" },
	/* v1 */
	{ "{\"messages\":\"x\"}\n", "1: messages is a string, not an array" },
	{ "{\"messages\":[]}\n", "1: messages is empty" },
	{ "{\"messages\":[true," REPLY "]}\n",
	    "1: messages[0] is true, not an object" },
	{ "{\"messages\":[" USER ",{\"content\":\"a\"}," REPLY "]}\n",
	    "1: messages[1].role is missing" },
	{ "{\"messages\":[{\"role\":1,\"content\":\"q\"}," REPLY "]}\n",
	    "1: messages[0].role is a number, not a string" },
	{ "{\"messages\":[{\"role\":\"human\",\"content\":\"q\"}," USER ","
	    REPLY "]}\n", "1: messages[0].role is \"human\", not one of "
	    "system, developer, user, assistant, tool, pretrain" },
	{ "{\"messages\":[" USER "," USER "," REPLY "]}\n",
	    "1: messages[1]: two user messages in a row are joined with "
	    "nothing between" },
	{ "{\"messages\":[" REPLY "," USER "," REPLY "]}\n",
	    "1: messages[0]: an assistant message before any of the user is "
	    "dropped" },
	{ "{\"messages\":[" USER "," REPLY ",{\"role\":\"system\","
	    "\"content\":\"s\"}]}\n",
	    "1: messages[2]: a system message belongs at the beginning" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":\"q\",\"weight\":1},"
	    REPLY "]}\n", "1: messages[0] has the key \"weight\", which "
	    "XTuner V1 refuses" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":\"q\","
	    "\"thinking\":\"t\"}," REPLY "]}\n",
	    "1: messages[0]: thinking is for the assistant alone" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":\"q\",\"meta\":1},"
	    REPLY "]}\n", "1: messages[0].meta is a number, not an object" },
	{ "{\"messages\":[{\"role\":\"user\"}," REPLY "]}\n",
	    "1: messages[0].content is missing" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":null}," REPLY "]}\n",
	    "1: messages[0].content is null, not a string" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\","
	    "\"content\":\"\"}]}\n",
	    "1: messages[1].content is empty: nothing to learn" },
	{ "{\"messages\":[" USER "]}\n",
	    "1: no assistant or pretrain message: nothing to learn" },
	{ "{\"messages\":[" USER "," REPLY "," USER "]}\n",
	    "1: the last message, of the user, has no answer" },
	{ "[" USER "," REPLY "]\n[" USER "]\n",
	    "2: no assistant or pretrain message: nothing to learn" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"tool_calls\":["
	    "{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
	    REPLY "]}\n", "1: messages[1].content is missing" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":null,"
	    "\"tool_calls\":[]}," REPLY "]}\n",
	    "1: messages[1].content is null, not a string" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"tool_calls\":\"x\"}]}\n",
	    "1: messages[1].tool_calls is a string, not an array" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"tool_calls\":[{\"name\":\"f\"}]}]}\n",
	    "1: messages[1].tool_calls: a call needs function.name and "
	    "function.arguments" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"reasoning_content\":3}]}\n",
	    "1: messages[1].reasoning_content is a number, not a string" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"name\":[]}]}\n",
	    "1: messages[1].name is an array, not a string" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"loss\":\"maybe\"}]}\n",
	    "1: messages[1].loss is neither true nor false" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\","
	    "\"content\":[\"a\"]}]}\n",
	    "1: messages[1].content: a part is a string, not an object\n"
	    "1: messages[1].content is empty: nothing to learn" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
	    "\"content\":\"q\"}]}," REPLY "]}\n",
	    "1: messages[0].content: a part has neither text nor an image_url "
	    "or video_url with url, as its type says" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":[{\"image_url\":{}}]},"
	    REPLY "]}\n",
	    "1: messages[0].content: a part has neither text nor an image_url "
	    "or video_url with url, as its type says" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"q\","
	    "\"image_url\":{\"url\":\"u\"}}]}," REPLY "]}\n",
	    "1: messages[0].content: a part has the key \"image_url\", which "
	    "XTuner V1 refuses" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":\"q\","
	    "\"tool_calls\":[1]}," REPLY "]}\n", "1: messages[0].tool_calls: "
	    "a call is a number, not an object" },
	{ "{\"messages\":[" USER ",{\"role\":\"assistant\",\"content\":\"a\","
	    "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
	    "\"{x}\"}}]}]}\n", "1: messages[1].tool_calls: the arguments of a "
	    "call are not JSON" },
	{ "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
	    "\"text\":\"q\",\"x\":1}]}," REPLY "]}\n",
	    "1: messages[0].content: a part has the key \"x\", which XTuner V1 "
	    "refuses" },
	{ "{\"messages\":[" USER "," REPLY "],\"tools\":\"[]\"}\n",
	    "1: tools is a string, not an array" },
	{ "{\"messages\":[" USER "," REPLY "],\"tools\":[\"f\"]}\n",
	    "1: tools has a string, not an object" },
	/* alpaca */
	{ "{\"instruction\":1,\"output\":\"o\"}\n",
	    "1: instruction is a number, not a string" },
	{ "{\"instruction\":\"i\",\"input\":null,\"output\":\"o\"}\n",
	    "1: input is null, not a string" },
	{ "{\"instruction\":\"i\"}\n", "1: output is missing" },
	{ "{\"instruction\":\"i\",\"output\":\"\"}\n",
	    "1: output is empty: nothing to learn" },
	{ "{\"instruction\":\"i\",\"output\":\"o\",\"system\":[]}\n",
	    "1: system is an array, not a string" },
	{ "{\"instruction\":\"i\",\"output\":\"o\",\"history\":{}}\n",
	    "1: history is an object, not an array" },
	{ "{\"instruction\":\"i\",\"output\":\"o\",\"history\":[[\"q\",\"a\"],"
	    "[\"q\"]]}\n", "1: history[1] is not a pair of strings" },
	{ "{\"instruction\":\"i\",\"output\":\"o\","
	    "\"history\":[[\"q\",1]]}\n",
	    "1: history[0] is not a pair of strings" },
	{ "{\"instruction\":\"i\",\"output\":\"o\",\"history\":[1]}\n",
	    "1: history[0] is not a pair of strings" },
	/* sharegpt */
	{ "{\"conversations\":1}\n",
	    "1: conversations is a number, not an array" },
	{ "{\"conversations\":[]}\n", "1: conversations is empty" },
	{ "{\"conversations\":[" HUMAN "," GPT "],\"system\":1}\n",
	    "1: system is a number, not a string" },
	{ "{\"conversations\":[false]}\n",
	    "1: conversations[0] is false, not an object" },
	{ "{\"conversations\":[{\"from\":\"human\"}," GPT "]}\n",
	    "1: conversations[0].value is missing" },
	{ "{\"conversations\":[{\"value\":\"q\"}]}\n",
	    "1: conversations[0].from is missing" },
	{ "{\"conversations\":[" GPT "," GPT "]}\n",
	    "1: conversations[0].from is \"gpt\", where human or observation "
	    "belongs" },
	{ "{\"conversations\":[" HUMAN "," HUMAN "]}\n",
	    "1: conversations[1].from is \"human\", where gpt or "
	    "function_call belongs" },
	{ "{\"conversations\":[" HUMAN ",{\"from\":\"gpt\","
	    "\"value\":\"\"}]}\n",
	    "1: conversations[1].value is empty: nothing to learn" },
	{ "{\"conversations\":[{\"from\":\"system\",\"value\":\"s\"}]}\n",
	    "1: no message of gpt: nothing to learn" },
	{ "{\"conversations\":[" HUMAN "," GPT "],\"chosen\":" GPT ","
	    "\"rejected\":" HUMAN "}\n", "1: the last message before chosen "
	    "and rejected asks nothing" },
	{ "{\"conversations\":[" HUMAN "]}\n",
	    "1: the last message has no answer" },
};

int
main(void)
{
	struct buf said = { 0 }, want = { 0 };
	struct rowcheck c;
	size_t i;

	for (i = 0; i < LEN(good); i++) {
		check_text(good[i], &said, &c);
		is_mem(said.data, said.len, "", 0, "a good file");
	}
	for (i = 0; i < LEN(bad); i++) {
		check_text(bad[i].text, &said, &c);
		buf_clear(&want);
		buf_printf(&want, "%s\n", bad[i].said);
		is_mem(said.data, said.len, want.data, want.len, bad[i].said);
	}
	check_text("{\"text\":\"t\"}\n[]\n", &said, &c);
	ok(c.rows == 2 && strcmp(c.format, "alpaca") == 0,
	    "rows are counted, their format is told");
	c.file = NULL;
	ok(rowcheck_file(&c, "/nonexistent/file") == -1, "no file");
	buf_free(&said);
	buf_free(&want);
	return tap_done();
}
