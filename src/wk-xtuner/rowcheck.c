/* Checks finished training rows, and the files around them. */
#include "rowcheck.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "check.h"
#include "columns.h"
#include "stage/array.h"
#include "trainers.h"

static const char *const nothing_loose[] = { NULL };
static const char *const loose_v1[] = { "content", "tools", "tool_calls",
	"meta", NULL };
static const char *const loose_rl[] = { "content", "tools", "tool_calls",
	"meta", "extra_info", "reward_model", NULL };

/*
 * Complains if the row is of another format than the rows before, or, in the
 * same format, has another key for what is to be learnt.
 */
static void
same_format(struct rowcheck *c, const char *format, const char *key)
{
	if (c->format == NULL) {
		c->format = format;
		c->key = key;
	} else if (strcmp(c->format, format) != 0)
		check_complain(c, "a row of format %s among rows of format %s",
		    format, c->format);
	else if (c->key == NULL)
		c->key = key;
	else if (key != NULL && strcmp(c->key, key) != 0)
		check_complain(c, "a row with %s among rows with %s: no"
		    " trainer reads both", key, c->key);
}

/*
 * Notes how a row of messages holds a text: by the role pretrain, as XTuner V1
 * has it, or as one message of the assistant's, as ms-swift has it.  A row of
 * both is read by neither.  False if the row is a dialogue.
 */
static bool
note_text(struct rowcheck *c, const struct json_value *list)
{
	const char *of = check_text_of(list);

	if (of == NULL)
		return false;
	if (c->text_of == NULL)
		c->text_of = of;
	else if (strcmp(c->text_of, of) != 0)
		check_complain(c, "a text as %s reads it among texts as %s"
		    " reads them", of, c->text_of);
	return true;
}

/* A preference row of ms-swift: messages, and a worse last answer. */
static void
check_rejected(struct rowcheck *c, const struct json_value *row,
    const struct json_value *list)
{
	struct json_value rejected, message, v;
	struct json j;
	bool same = false;

	if (!json_find(row, "rejected_response", &rejected))
		return;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &message) == 1)
		same = json_find(&message, "content", &v) &&
		    v.len == rejected.len &&
		    memcmp(v.p, rejected.p, v.len) == 0;
	if (same)
		check_complain(c, "rejected_response is the answer itself:"
		    " the row is dropped");
}

/*
 * Whether a row of messages may end with a question: its answers stand
 * elsewhere, or the model in training gives them (ms-swift's GRPO).
 */
static bool
is_open(const struct rowcheck *c, const struct json_value *row,
    bool preference)
{
	struct json_value v;

	return preference || ((c->template == NULL ||
	    c->template->trainer->solution) && row->type == JSON_OBJECT &&
	    json_find(row, "solution", &v) && !check_is_blank(&v));
}

/* Checks a row of XTuner V1, or of those who read the same messages. */
static void
check_messages(struct rowcheck *c, const struct json_value *row,
    const struct json_value *list, bool preference)
{
	struct json_value tools, tool;
	struct json j;

	same_format(c, "v1", note_text(c, list) ? NULL :
	    preference ? "messages and chosen" : "messages");
	check_v1(c, list, is_open(c, row, preference));
	if (row->type != JSON_OBJECT)
		return;
	check_rejected(c, row, list);
	if (!json_find(row, "tools", &tools) || tools.type == JSON_NULL)
		return;
	json_open(&j, tools.p, tools.len);
	if (json_array(&j) == -1) {
		check_complain(c, "tools is %s, not an array",
		    json_type_name(tools.type));
		return;
	}
	while (json_element(&j, &tool) == 1)
		if (tool.type != JSON_OBJECT)
			check_complain(c, "tools has %s, not an object",
			    json_type_name(tool.type));
}

/* Finds the key of a row, with its value.  False if it has none. */
static bool
find_key(const struct json_value *row, enum row_key *key,
    struct json_value *v)
{
	static const struct {
		const char *name;
		enum row_key key;
	} keys[] = {
		{ "conversation", KEY_CONVERSATION },
		{ "messages", KEY_MESSAGES }, { "dialogs", KEY_DIALOGS },
		{ "conversations", KEY_CONVERSATIONS },
		{ "instruction", KEY_INSTRUCTION }, { "prompt", KEY_PROMPT },
		{ "text", KEY_TEXT }, { "content", KEY_CONTENT },
	};
	size_t i;

	for (i = 0; i < LEN(keys); i++)
		if (json_find(row, keys[i].name, v)) {
			*key = keys[i].key;
			return true;
		}
	return false;
}

/* Checks a row by the rules of its format; v is the value of its key. */
static void
check_by_key(struct rowcheck *c, const struct json_value *row,
    enum row_key key, const struct json_value *v, bool preference)
{
	switch (key) {
	case KEY_ARRAY:
	case KEY_MESSAGES:
	case KEY_DIALOGS:
		c->loose = loose_v1;
		check_messages(c, row, v, preference);
		break;
	case KEY_CONVERSATION:
		same_format(c, "legacy", NULL);
		check_legacy(c, v);
		break;
	case KEY_CONVERSATIONS:
		same_format(c, "sharegpt", preference ?
		    "conversations and chosen" : "conversations");
		check_sharegpt(c, v, row, preference);
		break;
	case KEY_INSTRUCTION:
		same_format(c, "alpaca", preference ?
		    "instruction and chosen" : "instruction");
		check_alpaca(c, row, preference);
		break;
	case KEY_PROMPT:
		c->loose = loose_rl;
		same_format(c, "prompt", preference ? "prompt and chosen" :
		    "prompt");
		check_prompt(c, row, v);
		break;
	case KEY_TEXT:
		same_format(c, "alpaca", "text");
		check_text(c, v);
		break;
	case KEY_CONTENT:
		same_format(c, "v1", "content");
		check_text(c, v);
		break;
	}
}

void
rowcheck_row(struct rowcheck *c, const struct json_value *row)
{
	struct json_value v = *row;
	enum row_key key = KEY_ARRAY;
	bool preference;

	c->rows++;
	c->all++;
	c->loose = nothing_loose;
	preference = json_find(row, "chosen", &v) ||
	    json_find(row, "rejected", &v);
	v = *row;
	if (row->type == JSON_ARRAY || find_key(row, &key, &v)) {
		check_by_key(c, row, key, &v, preference);
		trainers_row(c, row, key, &v, preference);
	} else if (row->type != JSON_OBJECT)
		check_complain(c, "%s, not an object",
		    json_type_name(row->type));
	else if (preference)
		same_format(c, "prompt", "chosen");
	else
		check_complain(c, "none of conversation, messages,"
		    " conversations, instruction: no trainer reads this");
	if (preference && row->type == JSON_OBJECT)
		check_preference(c, row);
}

/* --check's columns found a problem of the row at hand. */
static void
tell_problem(void *arg, const char *problem)
{
	check_complain(arg, "%s", problem);
}

/* Checks a row by itself; if it is good, beside the rows before. */
static void
check_row(struct rowcheck *c, struct columns *columns,
    const struct json_value *row)
{
	size_t told = c->told;

	rowcheck_row(c, row);
	columns->complain = tell_problem;
	columns->arg = c;
	if (c->told == told)
		columns_add(columns, row, c->line, c->loose);
}

/* Checks a line, which holds a row. */
static void
check_line(struct rowcheck *c, struct columns *columns, struct span line)
{
	struct json_value row;
	struct json j;

	if (utf8_strip(line).len == 0) {
		check_complain(c, "an empty line");
		return;
	}
	json_open(&j, line.p, line.len);
	if (json_read(&j, &row) == -1 || json_end(&j) == -1)
		check_complain(c, "not JSON: byte %zu: %s%s", json_at(&j),
		    j.why, span_begins(line, UTF8_BOM) ?
		    ": a byte order mark" : "");
	else
		check_row(c, columns, &row);
}

static void
check_array(struct rowcheck *c, struct columns *columns, struct span text)
{
	struct json_value row;
	struct array a;
	int more;

	array_open(&a, text);
	while ((more = array_next(&a, &row)) == 1) {
		c->line = a.line;
		check_row(c, columns, &row);
	}
	if (more == -1) {
		c->line = a.line;
		check_complain(c, "not JSON: byte %zu of the file: %s",
		    json_at(&a.json), a.json.why);
	}
}

/* Takes the byte order mark off; false if the text is not UTF-8 at all. */
static bool
take_bom(struct rowcheck *c, struct span *text)
{
	c->line = 1;
	if (span_begins(*text, "\377\376") || span_begins(*text, "\376\377")) {
		check_complain(c, "UTF-16 with a byte order mark; rows are"
		    " UTF-8");
		return false;
	}
	if (span_take(text, UTF8_BOM))
		check_complain(c, "a byte order mark at the beginning, which"
		    " readers of JSON refuse");
	return true;
}

const char *
rowcheck_name(const struct rowcheck *c)
{
	if (c->format == NULL)
		return "no format";
	if (strcmp(c->format, "v1") == 0)
		return c->text_of != NULL ? c->text_of :
		    c->key != NULL && strcmp(c->key, "content") == 0 ? "v1" :
		    "v1, openai or swift";
	if (strcmp(c->format, "alpaca") == 0 && c->key != NULL &&
	    strcmp(c->key, "text") == 0)
		return "alpaca or openai";
	return c->format;
}

int
rowcheck_file(struct rowcheck *c, const char *path)
{
	struct columns columns = { 0 };
	struct buf b = { 0 };
	struct span text, line;

	c->rows = c->told = 0;
	c->format = c->key = c->text_of = NULL;
	c->unread = false;
	c->line = 0;
	c->file = strcmp(path, "-") == 0 ? "stdin" : path;
	if (file_read(path, &b) == -1) {
		buf_free(&b);
		return -1;
	}
	text = (struct span){ b.len == 0 ? "" : b.data, b.len };
	if (!take_bom(c, &text))
		;
	else if (array_of_rows(text))
		check_array(c, &columns, text);
	else
		for (; span_line(&text, &line); c->line++)
			check_line(c, &columns, line);
	if (c->rows == 0 && c->told == 0) {
		c->line = 1;
		check_complain(c, "no rows: trainers fail on an empty file");
	}
	columns_free(&columns);
	buf_free(&b);
	return 0;
}
