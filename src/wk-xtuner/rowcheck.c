/* Checks finished training rows, and the files around them. */
#include "rowcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "json/json.h"

static void __attribute__((format(printf, 2, 3)))
complain(struct rowcheck *c, const char *fmt, ...)
{
	char problem[256];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(problem, sizeof(problem), fmt, ap);
	va_end(ap);
	c->complain(c->arg, c->file, c->line, problem);
}

static bool
one_of(const struct json_value *v, const char *const *words)
{
	for (; *words != NULL; words++)
		if (json_is(v, *words))
			return true;
	return false;
}

/* Whether v is a string; complains if it is not. */
static bool
is_string(struct rowcheck *c, const struct json_value *v, const char *what)
{
	if (v->type == JSON_STRING)
		return true;
	complain(c, "%s is %s, not a string", what, json_type_name(v->type));
	return false;
}

/* Whether the object has member, a string; complains if not. */
static bool
has_string(struct rowcheck *c, const struct json_value *object,
    const char *member, const char *where, struct json_value *v)
{
	char what[80];

	(void)snprintf(what, sizeof(what), "%s%s", where, member);
	if (json_find(object, member, v))
		return is_string(c, v, what);
	complain(c, "%s is missing", what);
	return false;
}

static bool
is_empty(const struct json_value *v)
{
	return v->type == JSON_STRING && v->len == 2;
}

/* Whether v is an array that is not empty; complains if not. */
static bool
is_list(struct rowcheck *c, const struct json_value *v, const char *what)
{
	struct json_value element;
	struct json j;

	json_open(&j, v->p, v->len);
	if (json_array(&j) == -1) {
		complain(c, "%s is %s, not an array", what,
		    json_type_name(v->type));
		return false;
	}
	if (json_element(&j, &element) == 0) {
		complain(c, "%s is empty", what);
		return false;
	}
	return true;
}

/* Checks turn n of a conversation for XTuner 0.1. */
static void
check_turn(struct rowcheck *c, const struct json_value *turn, size_t n)
{
	struct json_value v;
	char where[48];

	(void)snprintf(where, sizeof(where), "conversation[%zu].", n);
	if (turn->type != JSON_OBJECT) {
		complain(c, "conversation[%zu] is %s, not an object", n,
		    json_type_name(turn->type));
		return;
	}
	(void)has_string(c, turn, "input", where, &v);
	if (has_string(c, turn, "output", where, &v) && is_empty(&v))
		complain(c, "%soutput is empty: nothing to learn", where);
	if (json_find(turn, "system", &v)) {
		if (v.type != JSON_STRING)
			complain(c, "%ssystem is %s, not a string", where,
			    json_type_name(v.type));
		else if (n > 0 && !is_empty(&v))
			complain(c, "%ssystem: only the first turn has one",
			    where);
	}
	if (json_find(turn, "output_with_loss", &v) && v.type != JSON_TRUE &&
	    v.type != JSON_FALSE)
		complain(c, "%soutput_with_loss is neither true nor false",
		    where);
}

static void
check_legacy(struct rowcheck *c, const struct json_value *list)
{
	struct json_value turn;
	struct json j;
	size_t n;

	if (!is_list(c, list, "conversation"))
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (n = 0; json_element(&j, &turn) == 1; n++)
		check_turn(c, &turn, n);
}

static void
check_message_keys(struct rowcheck *c, const struct json_value *message,
    const struct json_value *role, size_t n)
{
	static const char *const keys[] = { "role", "content",
		"reasoning_content", "thinking", "loss", "tool_calls",
		"tool_call_id", "name", "meta", NULL };
	struct json_value key, v;
	struct json j;

	json_open(&j, message->p, message->len);
	(void)json_object(&j);
	while (json_member(&j, &key, &v) == 1) {
		if (!one_of(&key, keys))
			complain(c, "messages[%zu] has the key %.*s, which"
			    " XTuner V1 refuses", n,
			    key.len < 40 ? (int)key.len : 40, key.p);
		else if (json_is(&key, "thinking") &&
		    !json_is(role, "assistant"))
			complain(c, "messages[%zu]: thinking is for the"
			    " assistant alone", n);
		else if (json_is(&key, "meta") && v.type != JSON_OBJECT)
			complain(c, "messages[%zu].meta is no object", n);
	}
}

/* The state of check_v1 after some messages. */
struct dialogue {
	const char *last; /* role of the last message but system's, or NULL */
	bool learns;	  /* a message has a loss */
};

/* Checks the order of roles: XTuner drops or joins messages out of order. */
static void
check_order(struct rowcheck *c, struct dialogue *d,
    const struct json_value *role, size_t n)
{
	if (json_is(role, "user")) {
		if (d->last != NULL && strcmp(d->last, "user") == 0)
			complain(c, "messages[%zu]: two user messages in a row"
			    " are joined with nothing between", n);
		d->last = "user";
	} else if (json_is(role, "assistant")) {
		if (d->last == NULL)
			complain(c, "messages[%zu]: an assistant message"
			    " before any of the user is dropped", n);
		d->last = "assistant";
		d->learns = true;
	} else if (json_is(role, "pretrain"))
		d->learns = true;
	else if (json_is(role, "system") && n > 0)
		complain(c, "messages[%zu]: a system message belongs at the"
		    " beginning", n);
	else if (json_is(role, "tool"))
		d->last = "tool";
}

/* Whether a message is an object with a known role; complains if not. */
static bool
has_role(struct rowcheck *c, const struct json_value *message,
    const char *where, size_t n, struct json_value *role)
{
	static const char *const roles[] = { "system", "developer", "user",
		"assistant", "tool", "pretrain", NULL };

	if (message->type != JSON_OBJECT) {
		complain(c, "messages[%zu] is %s, not an object", n,
		    json_type_name(message->type));
		return false;
	}
	if (!has_string(c, message, "role", where, role))
		return false;
	if (one_of(role, roles))
		return true;
	complain(c, "%srole is %.*s, not one of system, developer, user,"
	    " assistant, tool, pretrain", where,
	    role->len < 40 ? (int)role->len : 40, role->p);
	return false;
}

static void
check_message(struct rowcheck *c, struct dialogue *d,
    const struct json_value *message, size_t n)
{
	struct json_value role, v, calls;
	char where[48];

	(void)snprintf(where, sizeof(where), "messages[%zu].", n);
	if (!has_role(c, message, where, n, &role)) {
		d->last = "";
		return;
	}
	check_order(c, d, &role, n);
	check_message_keys(c, message, &role, n);
	/* A message that calls tools may be empty. */
	if (json_find(message, "tool_calls", &calls) &&
	    (!json_find(message, "content", &v) || is_empty(&v)))
		return;
	if (json_find(message, "content", &v) && v.type == JSON_ARRAY)
		return;
	if (has_string(c, message, "content", where, &v) && is_empty(&v) &&
	    (json_is(&role, "assistant") || json_is(&role, "pretrain")))
		complain(c, "%scontent is empty: nothing to learn", where);
}

static void
check_v1(struct rowcheck *c, const struct json_value *list)
{
	struct dialogue d = { 0 };
	struct json_value message;
	struct json j;
	size_t n;

	if (!is_list(c, list, "messages"))
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (n = 0; json_element(&j, &message) == 1; n++)
		check_message(c, &d, &message, n);
	if (!d.learns)
		complain(c, "no assistant or pretrain message: nothing to"
		    " learn");
	else if (d.last != NULL && strcmp(d.last, "user") == 0)
		complain(c, "the last message, of the user, has no answer");
}

static void
check_history(struct rowcheck *c, const struct json_value *history)
{
	struct json_value pair, v;
	struct json j, k;
	size_t n, strings;

	json_open(&j, history->p, history->len);
	if (json_array(&j) == -1) {
		complain(c, "history is %s, not an array",
		    json_type_name(history->type));
		return;
	}
	for (n = 0; json_element(&j, &pair) == 1; n++) {
		json_open(&k, pair.p, pair.len);
		strings = 0;
		if (json_array(&k) == 0)
			while (json_element(&k, &v) == 1)
				strings += v.type == JSON_STRING ? 1 : 3;
		if (strings != 2)
			complain(c, "history[%zu] is not a pair of strings", n);
	}
}

static void
check_alpaca(struct rowcheck *c, const struct json_value *row)
{
	struct json_value v;

	(void)has_string(c, row, "instruction", "", &v);
	if (json_find(row, "input", &v))
		(void)is_string(c, &v, "input");
	if (has_string(c, row, "output", "", &v) && is_empty(&v))
		complain(c, "output is empty: nothing to learn");
	if (json_find(row, "system", &v))
		(void)is_string(c, &v, "system");
	if (json_find(row, "history", &v))
		check_history(c, &v);
}

/* Checks a message of ShareGPT.  *n counts messages, not the system's. */
static void
check_shared(struct rowcheck *c, const struct json_value *message, size_t *n)
{
	static const char *const asking[] = { "human", "observation", NULL };
	static const char *const answering[] = { "gpt", "function_call", NULL };
	struct json_value from, v;
	char where[48];

	(void)snprintf(where, sizeof(where), "conversations[%zu].", *n);
	if (message->type != JSON_OBJECT) {
		complain(c, "conversations[%zu] is %s, not an object",
		    *n, json_type_name(message->type));
		return;
	}
	(void)has_string(c, message, "value", where, &v);
	if (!has_string(c, message, "from", where, &from))
		return;
	if (*n == 0 && json_is(&from, "system"))
		return;
	if (!one_of(&from, *n % 2 == 0 ? asking : answering))
		complain(c, "%sfrom is %.*s, where %s belongs", where,
		    from.len < 40 ? (int)from.len : 40, from.p,
		    *n % 2 == 0 ? "human or observation" :
		    "gpt or function_call");
	++*n;
}

static void
check_sharegpt(struct rowcheck *c, const struct json_value *list,
    const struct json_value *row)
{
	struct json_value message, v;
	struct json j;
	size_t n = 0;

	if (json_find(row, "system", &v))
		(void)is_string(c, &v, "system");
	if (!is_list(c, list, "conversations"))
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	while (json_element(&j, &message) == 1)
		check_shared(c, &message, &n);
	if (n % 2 != 0)
		complain(c, "the last message has no answer");
}

/* Complains if the row's format is not that of the rows before. */
static void
same_format(struct rowcheck *c, const char *format)
{
	if (c->format == NULL)
		c->format = format;
	else if (strcmp(c->format, format) != 0)
		complain(c, "a row of format %s among rows of format %s",
		    format, c->format);
}

void
rowcheck_row(struct rowcheck *c, const struct json_value *row)
{
	struct json_value v;

	c->rows++;
	if (row->type == JSON_ARRAY) {
		same_format(c, "v1");
		check_v1(c, row);
	} else if (row->type != JSON_OBJECT)
		complain(c, "%s, not an object", json_type_name(row->type));
	else if (json_find(row, "conversation", &v)) {
		same_format(c, "legacy");
		check_legacy(c, &v);
	} else if (json_find(row, "messages", &v) ||
	    json_find(row, "dialogs", &v)) {
		same_format(c, "v1");
		check_v1(c, &v);
	} else if (json_find(row, "conversations", &v)) {
		same_format(c, "sharegpt");
		check_sharegpt(c, &v, row);
	} else if (json_find(row, "instruction", &v)) {
		same_format(c, "alpaca");
		check_alpaca(c, row);
	} else if (json_find(row, "text", &v) ||
	    json_find(row, "content", &v)) {
		same_format(c, json_find(row, "text", &v) ? "alpaca" : "v1");
		if (is_string(c, &v, "the text") && is_empty(&v))
			complain(c, "the text is empty: the row is dropped");
	} else
		complain(c, "none of conversation, messages, conversations,"
		    " instruction: no trainer reads this");
}

/* Checks a line, which holds a row. */
static void
check_line(struct rowcheck *c, struct span line)
{
	struct json_value row;
	struct json j;

	if (utf8_strip(line).len == 0) {
		complain(c, "an empty line");
		return;
	}
	json_open(&j, line.p, line.len);
	if (json_read(&j, &row) == -1 || json_end(&j) == -1)
		complain(c, "not JSON: byte %zu: %s", json_at(&j), j.why);
	else
		rowcheck_row(c, &row);
}

static void
check_lines(struct rowcheck *c, struct span text)
{
	struct span line;

	for (c->line = 1; span_line(&text, &line); c->line++)
		check_line(c, line);
}

/*
 * Whether the text is one array of rows, not lines.  XTuner V1 also takes
 * lines that are arrays of messages: then the first element of the first
 * array has a role.
 */
static bool
is_array_of_rows(struct span text)
{
	struct json_value v, role;
	struct json j;

	text = utf8_strip(text);
	if (text.len == 0 || *text.p != '[')
		return false;
	json_open(&j, text.p, text.len);
	(void)json_array(&j);
	return json_element(&j, &v) != 1 || v.type != JSON_OBJECT ||
	    !json_find(&v, "role", &role);
}

static size_t
count_lines(const char *from, const char *to)
{
	size_t n = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		from++;
		n++;
	}
	return n;
}

static void
check_array(struct rowcheck *c, struct span text)
{
	const char *counted = text.p;
	struct json_value row;
	struct json j;
	int more;

	json_open(&j, text.p, text.len);
	(void)json_array(&j);
	c->line = 1;
	while ((more = json_element(&j, &row)) == 1) {
		c->line += count_lines(counted, row.p);
		counted = row.p;
		rowcheck_row(c, &row);
	}
	if (more == -1 || json_end(&j) == -1) {
		c->line += count_lines(counted, j.p);
		complain(c, "not JSON: byte %zu of the file: %s", json_at(&j),
		    j.why);
	}
}

int
rowcheck_file(struct rowcheck *c, const char *path)
{
	struct buf b = { 0 };
	struct span text;

	c->rows = 0;
	c->format = NULL;
	c->line = 0;
	c->file = strcmp(path, "-") == 0 ? "stdin" : path;
	if (file_read(path, &b) == -1) {
		buf_free(&b);
		return -1;
	}
	text = (struct span){ b.len == 0 ? "" : b.data, b.len };
	if (is_array_of_rows(text))
		check_array(c, text);
	else
		check_lines(c, text);
	buf_free(&b);
	return 0;
}
