/* Rows of each format, exactly; strings re-written where they must be. */
#include "rows.h"

#include <string.h>

#include "tap.h"

static struct json_value
value(const char *s)
{
	struct json_value v = { .p = s };
	struct json j;

	json_open(&j, s, strlen(s));
	(void)json_read(&j, &v);
	return v;
}

struct row {
	enum row_format format;
	const char *system;
	size_t turns;
	const char *want;
};

#define Q1 "\"问1\""
#define A1 "\"答\\n1\""
#define Q2 "\"问2\""
#define A2 "\"\\\"答2\\\"\""

static const struct row rows[] = {
	{ ROW_LEGACY, NULL, 1,
	    "{\"conversation\":[{\"input\":" Q1 ",\"output\":" A1 "}]}" },
	{ ROW_LEGACY, "角\n色", 1,
	    "{\"conversation\":[{\"system\":\"角\\n色\",\"input\":" Q1
	    ",\"output\":" A1 "}]}" },
	{ ROW_LEGACY, "s", 2,
	    "{\"conversation\":[{\"system\":\"s\",\"input\":" Q1
	    ",\"output\":" A1 "},{\"input\":" Q2 ",\"output\":" A2 "}]}" },
	{ ROW_V1, NULL, 1,
	    "{\"messages\":[{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1 "}]}" },
	{ ROW_V1, "s", 2,
	    "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
	    "{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1
	    "},{\"role\":\"user\",\"content\":" Q2
	    "},{\"role\":\"assistant\",\"content\":" A2 "}]}" },
	{ ROW_ALPACA, NULL, 1,
	    "{\"instruction\":" Q1 ",\"input\":\"\",\"output\":" A1 "}" },
	{ ROW_ALPACA, "s", 1,
	    "{\"instruction\":" Q1 ",\"input\":\"\",\"output\":" A1
	    ",\"system\":\"s\"}" },
	{ ROW_ALPACA, NULL, 2,
	    "{\"instruction\":" Q2 ",\"input\":\"\",\"output\":" A2
	    ",\"history\":[[" Q1 "," A1 "]]}" },
	{ ROW_ALPACA, "s", 3,
	    "{\"instruction\":" Q1 ",\"input\":\"\",\"output\":" A1
	    ",\"system\":\"s\",\"history\":[[" Q1 "," A1 "],[" Q2 "," A2
	    "]]}" },
	{ ROW_SHAREGPT, NULL, 1,
	    "{\"conversations\":[{\"from\":\"human\",\"value\":" Q1
	    "},{\"from\":\"gpt\",\"value\":" A1 "}]}" },
	{ ROW_OPENAI, "s", 1,
	    "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
	    "{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1 "}]}" },
	{ ROW_SWIFT, NULL, 2,
	    "{\"messages\":[{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1
	    "},{\"role\":\"user\",\"content\":" Q2
	    "},{\"role\":\"assistant\",\"content\":" A2 "}]}" },
	{ ROW_SHAREGPT, "s", 2,
	    "{\"conversations\":[{\"from\":\"human\",\"value\":" Q1
	    "},{\"from\":\"gpt\",\"value\":" A1
	    "},{\"from\":\"human\",\"value\":" Q2
	    "},{\"from\":\"gpt\",\"value\":" A2 "}],\"system\":\"s\"}" },
};

static void
test_rows(void)
{
	struct row_turn turns[3] = { { .input = { 0 } } };
	struct out out = { .fd = -1 };
	struct buf scratch[2] = { { 0 } };
	struct row_style style;
	size_t i;

	/* The same strings, escaped more than they need be. */
	turns[0].input = turns[2].input = value("\"\\u95ee1\"");
	turns[0].output = turns[2].output = value("\"\\u7b54\\u000a1\"");
	turns[0].reasoning = value("\"not asked for\"");
	turns[1].input = value(Q2);
	turns[1].output = value(A2);
	for (i = 0; i < LEN(rows); i++) {
		buf_clear(&out.buf);
		style = (struct row_style){ .format = rows[i].format };
		if (rows[i].system != NULL)
			style.system = span_of(rows[i].system);
		row_write(&out, &style, turns, rows[i].turns, scratch);
		is_mem(out.buf.data, out.buf.len, rows[i].want,
		    strlen(rows[i].want), rows[i].want);
	}
	buf_free(&out.buf);
	buf_free(&scratch[0]);
	buf_free(&scratch[1]);
}

#define HOW "\"怎么\\n想\""

static const struct thought {
	enum row_format format;
	enum reasoning reasoning;
	const char *want;
} thoughts[] = {
	{ ROW_LEGACY, REASONING_INLINE,
	    "{\"conversation\":[{\"input\":" Q1 ",\"output\":" A1 "},"
	    "{\"input\":" Q2 ",\"output\":\"<think>\\n怎么\\n想\\n"
	    "</think>\\n\\n\\\"答2\\\"\"}]}" },
	{ ROW_ALPACA, REASONING_INLINE,
	    "{\"instruction\":" Q2 ",\"input\":\"\",\"output\":"
	    "\"<think>\\n怎么\\n想\\n</think>\\n\\n\\\"答2\\\"\","
	    "\"history\":[[" Q1 "," A1 "]]}" },
	{ ROW_SHAREGPT, REASONING_INLINE,
	    "{\"conversations\":[{\"from\":\"human\",\"value\":" Q1
	    "},{\"from\":\"gpt\",\"value\":" A1
	    "},{\"from\":\"human\",\"value\":" Q2
	    "},{\"from\":\"gpt\",\"value\":\"<think>\\n怎么\\n想\\n"
	    "</think>\\n\\n\\\"答2\\\"\"}]}" },
	{ ROW_SWIFT, REASONING_INLINE,
	    "{\"messages\":[{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1
	    "},{\"role\":\"user\",\"content\":" Q2
	    "},{\"role\":\"assistant\",\"content\":\"<think>\\n怎么\\n想"
	    "\\n</think>\\n\\n\\\"答2\\\"\"}]}" },
	{ ROW_V1, REASONING_THINKING,
	    "{\"messages\":[{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1
	    "},{\"role\":\"user\",\"content\":" Q2
	    "},{\"role\":\"assistant\",\"content\":" A2
	    ",\"thinking\":" HOW "}]}" },
	{ ROW_OPENAI, REASONING_CONTENT,
	    "{\"messages\":[{\"role\":\"user\",\"content\":" Q1
	    "},{\"role\":\"assistant\",\"content\":" A1
	    "},{\"role\":\"user\",\"content\":" Q2
	    "},{\"role\":\"assistant\",\"content\":" A2
	    ",\"reasoning_content\":" HOW "}]}" },
};

/* The first turn has blank reasoning, which is none: no key, no tag. */
static void
test_reasoning(void)
{
	struct row_turn turns[2] = {
		{ value(Q1), value(A1), value("\" \\n\\u3000\"") },
		{ value(Q2), value(A2), value("\"\\n 怎么\\u000a想\\u3000\"") },
	};
	struct out out = { .fd = -1 };
	struct buf scratch[2] = { { 0 } };
	struct row_style style = { .format = ROW_LEGACY };
	size_t i;

	for (i = 0; i < LEN(thoughts); i++) {
		buf_clear(&out.buf);
		style.format = thoughts[i].format;
		style.reasoning = thoughts[i].reasoning;
		row_write(&out, &style, turns, 2, scratch);
		is_mem(out.buf.data, out.buf.len, thoughts[i].want,
		    strlen(thoughts[i].want), thoughts[i].want);
	}
	buf_free(&out.buf);
	buf_free(&scratch[0]);
	buf_free(&scratch[1]);
}

static void
test_texts(void)
{
	static const char *const want[] = {
		"{\"conversation\":[{\"input\":\"\",\"output\":\"文/\"}]}",
		"{\"messages\":[{\"role\":\"pretrain\",\"content\":\"文/\"}]}",
		"{\"text\":\"文/\"}",
		("{\"conversations\":[{\"from\":\"human\",\"value\":\"\"},"
		    "{\"from\":\"gpt\",\"value\":\"文/\"}]}"),
		"{\"text\":\"文/\"}",
		"{\"messages\":[{\"role\":\"assistant\",\"content\":\"文/\"}]}"
	};
	struct json_value text = value("\"\\u6587\\/\"");
	struct out out = { .fd = -1 };
	struct buf scratch = { 0 };
	size_t i;

	for (i = 0; i < LEN(want); i++) {
		buf_clear(&out.buf);
		row_write_text(&out, (enum row_format)i, &text, &scratch);
		is_mem(out.buf.data, out.buf.len, want[i], strlen(want[i]),
		    want[i]);
	}
	buf_free(&out.buf);
	buf_free(&scratch);
}

static void
test_formats(void)
{
	ok(strcmp(row_formats[ROW_LEGACY], "legacy") == 0, "ROW_LEGACY");
	ok(strcmp(row_formats[ROW_V1], "v1") == 0, "ROW_V1");
	ok(strcmp(row_formats[ROW_ALPACA], "alpaca") == 0, "ROW_ALPACA");
	ok(strcmp(row_formats[ROW_SHAREGPT], "sharegpt") == 0, "ROW_SHAREGPT");
	ok(strcmp(row_formats[ROW_OPENAI], "openai") == 0, "ROW_OPENAI");
	ok(strcmp(row_formats[ROW_SWIFT], "swift") == 0, "ROW_SWIFT");
	ok(row_formats[ROW_SWIFT + 1] == NULL, "there is no other format");
}

int
main(void)
{
	test_rows();
	test_reasoning();
	test_texts();
	test_formats();
	return tap_done();
}
