/* Checks finished training rows, and the files around them. */
#include "rowcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "check.h"
#include "columns.h"
#include "stage/array.h"
#include "text/control.h"
#include "trainers.h"

static const char *const nothing_loose[] = { NULL };
static const char *const loose_v1[] = { "content", "tools", "tool_calls",
	"meta", NULL };
static const char *const loose_rl[] = { "content", "tools", "tool_calls",
	"meta", "extra_info", "reward_model", NULL };

void
check_complain(struct rowcheck *c, const char *fmt, ...)
{
	char problem[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(problem, sizeof(problem), fmt, ap);
	va_end(ap);
	c->told++;
	c->complain(c->arg, c->file, c->line, problem);
}

bool
check_one_of(const struct json_value *v, const char *const *words)
{
	for (; *words != NULL; words++)
		if (json_is(v, *words))
			return true;
	return false;
}

bool
check_string(struct rowcheck *c, const struct json_value *v, const char *what)
{
	if (v->type == JSON_STRING)
		return true;
	check_complain(c, "%s is %s, not a string", what,
	    json_type_name(v->type));
	return false;
}

bool
check_member(struct rowcheck *c, const struct json_value *object,
    const char *member, const char *where, struct json_value *v)
{
	char what[80];

	(void)snprintf(what, sizeof(what), "%s%s", where, member);
	if (json_find(object, member, v))
		return check_string(c, v, what);
	check_complain(c, "%s is missing", what);
	return false;
}

bool
check_is_blank(const struct json_value *v)
{
	struct buf b = { 0 };
	bool blank;

	if (v->type != JSON_STRING)
		return false;
	blank = !utf8_has_visible(json_string(v, &b));
	buf_free(&b);
	return blank;
}

void
check_tokens(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member)
{
	struct buf b = { 0 };
	struct span token;

	if (v->type == JSON_STRING && control_find(json_string(v, &b), &token))
		check_complain(c, "%s%s holds the control token %.*s", where,
		    member, (int)token.len, token.p);
	buf_free(&b);
}

void
check_learnt(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member)
{
	if (check_is_blank(v))
		check_complain(c, "%s%s is empty: nothing to learn", where,
		    member);
}

bool
check_list(struct rowcheck *c, const struct json_value *v, const char *what)
{
	struct json_value element;
	struct json j;

	json_open(&j, v->p, v->len);
	if (json_array(&j) == -1) {
		check_complain(c, "%s is %s, not an array", what,
		    json_type_name(v->type));
		return false;
	}
	if (json_element(&j, &element) == 0) {
		check_complain(c, "%s is empty", what);
		return false;
	}
	return true;
}

static bool
is_empty(const struct json_value *v)
{
	return v->type == JSON_STRING && v->len == 2;
}

/* Checks turn n of a conversation for XTuner 0.1. */
static void
check_turn(struct rowcheck *c, const struct json_value *turn, size_t n)
{
	struct json_value input, v;
	char where[48];
	bool asked;

	(void)snprintf(where, sizeof(where), "conversation[%zu].", n);
	if (turn->type != JSON_OBJECT) {
		check_complain(c, "conversation[%zu] is %s, not an object", n,
		    json_type_name(turn->type));
		return;
	}
	asked = check_member(c, turn, "input", where, &input) &&
	    !is_empty(&input);
	if (asked)
		check_tokens(c, &input, where, "input");
	if (check_member(c, turn, "output", where, &v)) {
		check_learnt(c, &v, where, "output");
		if (asked)	/* else it is a text for pretraining */
			check_tokens(c, &v, where, "output");
	}
	if (json_find(turn, "system", &v) && v.type != JSON_NULL) {
		if (v.type != JSON_STRING)
			check_complain(c, "%ssystem is %s, not a string",
			    where, json_type_name(v.type));
		else if (n > 0 && !is_empty(&v))
			check_complain(c, "%ssystem: only the first turn has"
			    " one", where);
		check_tokens(c, &v, where, "system");
	}
	if (json_find(turn, "output_with_loss", &v) && v.type != JSON_TRUE &&
	    v.type != JSON_FALSE)
		check_complain(c, "%soutput_with_loss is neither true nor"
		    " false", where);
}

static void
check_legacy(struct rowcheck *c, const struct json_value *list)
{
	struct json_value turn;
	struct json j;
	size_t n;

	if (!check_list(c, list, "conversation"))
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (n = 0; json_element(&j, &turn) == 1; n++)
		check_turn(c, &turn, n);
}

static void
check_history(struct rowcheck *c, const struct json_value *history)
{
	struct json_value pair, v;
	struct json j, k;
	size_t n, strings;
	char where[48];

	json_open(&j, history->p, history->len);
	if (json_array(&j) == -1) {
		check_complain(c, "history is %s, not an array",
		    json_type_name(history->type));
		return;
	}
	for (n = 0; json_element(&j, &pair) == 1; n++) {
		(void)snprintf(where, sizeof(where), "history[%zu]", n);
		json_open(&k, pair.p, pair.len);
		strings = 0;
		if (json_array(&k) == 0)
			while (json_element(&k, &v) == 1) {
				strings += v.type == JSON_STRING ? 1 : 3;
				check_tokens(c, &v, where, "");
			}
		if (strings != 2)
			check_complain(c, "%s is not a pair of strings",
			    where);
	}
}

/* Checks a member that may be absent or null, and else is a string. */
static void
check_optional(struct rowcheck *c, const struct json_value *row,
    const char *member)
{
	struct json_value v;

	if (json_find(row, member, &v) && v.type != JSON_NULL &&
	    check_string(c, &v, member))
		check_tokens(c, &v, "", member);
}

/* The two answers of a preference row: the rows of alpaca, ShareGPT, TRL. */
static void
check_preference(struct rowcheck *c, const struct json_value *row)
{
	static const char *const names[] = { "chosen", "rejected" };
	struct json_value v[2], said[2];
	size_t i;

	for (i = 0; i < LEN(names); i++) {
		if (!json_find(row, names[i], &v[i])) {
			check_complain(c, "%s is missing", names[i]);
			return;
		}
		said[i] = v[i];
		if (v[i].type == JSON_OBJECT &&
		    !json_find(&v[i], "value", &said[i]) &&
		    !json_find(&v[i], "content", &said[i])) {
			check_complain(c, "%s has no value", names[i]);
			return;
		}
		if (v[i].type == JSON_ARRAY)
			(void)check_list(c, &v[i], names[i]);
		else if (check_string(c, &said[i], names[i])) {
			check_learnt(c, &said[i], "", names[i]);
			check_tokens(c, &said[i], "", names[i]);
		}
	}
	if (v[0].len == v[1].len && memcmp(v[0].p, v[1].p, v[0].len) == 0)
		check_complain(c, "chosen and rejected are the same: nothing"
		    " to learn");
}

static void
check_alpaca(struct rowcheck *c, const struct json_value *row,
    bool preference)
{
	struct json_value v;

	if (check_member(c, row, "instruction", "", &v))
		check_tokens(c, &v, "", "instruction");
	if (json_find(row, "input", &v) && check_string(c, &v, "input"))
		check_tokens(c, &v, "", "input");
	if (preference)
		check_optional(c, row, "output");
	else if (check_member(c, row, "output", "", &v)) {
		check_learnt(c, &v, "", "output");
		check_tokens(c, &v, "", "output");
	}
	check_optional(c, row, "system");
	if (json_find(row, "history", &v) && v.type != JSON_NULL)
		check_history(c, &v);
}

/*
 * Checks a message of ShareGPT.  *n counts messages, not the system's;
 * *asked says whether one of them asks with a word.
 */
static void
check_shared(struct rowcheck *c, const struct json_value *message, size_t *n,
    bool *asked)
{
	static const char *const asking[] = { "human", "observation", NULL };
	static const char *const answering[] = { "gpt", "function_call", NULL };
	struct json_value from, v;
	char where[48];
	bool answer = *n % 2 != 0;

	(void)snprintf(where, sizeof(where), "conversations[%zu].", *n);
	if (message->type != JSON_OBJECT) {
		check_complain(c, "conversations[%zu] is %s, not an object",
		    *n, json_type_name(message->type));
		return;
	}
	if (!check_member(c, message, "value", where, &v))
		v = (struct json_value){ .type = JSON_NULL };
	if (!answer && !check_is_blank(&v))
		*asked = true;
	if (*asked)	/* else it is a text for pretraining */
		check_tokens(c, &v, where, "value");
	if (!check_member(c, message, "from", where, &from))
		return;
	if (*n == 0 && json_is(&from, "system"))
		return;
	if (!check_one_of(&from, answer ? answering : asking))
		check_complain(c, "%sfrom is %.*s, where %s belongs", where,
		    from.len < 40 ? (int)from.len : 40, from.p,
		    answer ? "gpt or function_call" : "human or observation");
	else if (answer)
		check_learnt(c, &v, where, "value");
	++*n;
}

static void
check_sharegpt(struct rowcheck *c, const struct json_value *list,
    const struct json_value *row, bool preference)
{
	struct json_value message;
	struct json j;
	size_t n = 0, told = c->told;
	bool asked = false;

	check_optional(c, row, "system");
	if (!check_list(c, list, "conversations"))
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	while (json_element(&j, &message) == 1)
		check_shared(c, &message, &n, &asked);
	if (preference) {
		if (n % 2 == 0 && c->told == told)
			check_complain(c, "the last message before chosen and"
			    " rejected asks nothing");
	} else if (n % 2 != 0)
		check_complain(c, "the last message has no answer");
	else if (n == 0 && c->told == told)
		check_complain(c, "no message of gpt: nothing to learn");
}

/* Checks a prompt, with or without what was said to it (RL, TRL). */
static void
check_prompt(struct rowcheck *c, const struct json_value *row,
    const struct json_value *prompt)
{
	struct json_value v;

	if (prompt->type == JSON_ARRAY)
		(void)check_list(c, prompt, "prompt");
	else if (check_string(c, prompt, "prompt"))
		check_tokens(c, prompt, "", "prompt");
	if (!json_find(row, "completion", &v))
		return;
	if (v.type == JSON_ARRAY)
		(void)check_list(c, &v, "completion");
	else if (check_string(c, &v, "completion")) {
		check_learnt(c, &v, "", "completion");
		check_tokens(c, &v, "", "completion");
	}
}

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

/* Checks a row that holds a text and nothing else to learn. */
static void
check_text(struct rowcheck *c, const struct json_value *v)
{
	if (!check_string(c, v, "the text"))
		return;
	if (v->len == 2)
		check_complain(c, "the text is empty: the row is dropped");
	else
		check_learnt(c, v, "", "the text");
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
