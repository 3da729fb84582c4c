/* Checks the messages of a row for XTuner V1, as its chat.py reads them. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "check.h"

/* A member of a message that may be null. */
struct optional {
	const char *name;
	enum json_type type;
};

static const struct optional optional[] = {
	{ "reasoning_content", JSON_STRING }, { "thinking", JSON_STRING },
	{ "name", JSON_STRING }, { "tool_call_id", JSON_STRING },
	{ "tool_calls", JSON_ARRAY }, { "meta", JSON_OBJECT },
};

static const char *
type_wanted(enum json_type type)
{
	return type == JSON_STRING ? "a string" :
	    type == JSON_ARRAY ? "an array" : "an object";
}

/* Whether v is what pydantic takes for a bool, or null. */
static bool
is_bool(const struct json_value *v)
{
	static const char *const words[] = { "true", "false", "True", "False",
		"yes", "no", "on", "off", "1", "0", NULL };
	double n;

	if (v->type == JSON_NUMBER) {
		n = json_number(v);
		return !(n < 0) && !(n > 0 && n < 1) && !(n > 1);
	}
	return v->type == JSON_TRUE || v->type == JSON_FALSE ||
	    v->type == JSON_NULL || check_one_of(v, words);
}

static void
check_message_keys(struct rowcheck *c, const struct json_value *message,
    const struct json_value *role, size_t n)
{
	static const char *const others[] = { "role", "content", "loss", NULL };
	struct json_value key, v;
	struct json j;
	size_t i;

	json_open(&j, message->p, message->len);
	(void)json_object(&j);
	while (json_member(&j, &key, &v) == 1) {
		for (i = 0; i < LEN(optional); i++)
			if (json_is(&key, optional[i].name))
				break;
		if (i < LEN(optional)) {
			if (v.type != JSON_NULL && v.type != optional[i].type)
				check_complain(c, "messages[%zu].%s is %s, not"
				    " %s", n, optional[i].name,
				    json_type_name(v.type),
				    type_wanted(optional[i].type));
			else if (json_is(&key, "thinking") &&
			    v.type != JSON_NULL && !json_is(role, "assistant"))
				check_complain(c, "messages[%zu]: thinking is"
				    " for the assistant alone", n);
		} else if (!check_one_of(&key, others) &&
		    (c->template == NULL || c->template->strict))
			check_complain(c, "messages[%zu] has the key %.*s,"
			    " which XTuner V1 refuses", n,
			    key.len < 40 ? (int)key.len : 40, key.p);
		else if (json_is(&key, "loss") && !is_bool(&v))
			check_complain(c, "messages[%zu].loss is neither true"
			    " nor false", n);
	}
}

/* Whether the string v holds JSON. */
static bool
holds_json(const struct json_value *v)
{
	struct json_value inside;
	struct buf b = { 0 };
	struct json j;
	struct span s = json_string(v, &b);
	bool good;

	json_open(&j, s.p, s.len);
	good = json_read(&j, &inside) == 0 && json_end(&j) == 0;
	buf_free(&b);
	return good;
}

/* Checks calls; XTuner V1 writes out those of an assistant. */
static void
check_calls(struct rowcheck *c, const struct json_value *calls, size_t n,
    bool assistant)
{
	struct json_value call, function, v;
	struct json j;

	json_open(&j, calls->p, calls->len);
	(void)json_array(&j);
	while (json_element(&j, &call) == 1)
		if (call.type != JSON_OBJECT)
			check_complain(c, "messages[%zu].tool_calls: a call is"
			    " %s, not an object", n,
			    json_type_name(call.type));
		else if (!assistant)
			continue;
		else if (!json_find(&call, "function", &function) ||
		    !json_find(&function, "name", &v) ||
		    !json_find(&function, "arguments", &v))
			check_complain(c, "messages[%zu].tool_calls: a call"
			    " needs function.name and function.arguments", n);
		else if (v.type == JSON_STRING && !holds_json(&v))
			check_complain(c, "messages[%zu].tool_calls: the"
			    " arguments of a call are not JSON", n);
}

const char *
check_text_of(const struct json_value *list)
{
	struct json_value message, role, next;
	struct json j;

	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1 || json_element(&j, &message) != 1 ||
	    !json_find(&message, "role", &role))
		return NULL;
	if (json_is(&role, "pretrain"))
		return "v1";
	return json_is(&role, "assistant") && json_element(&j, &next) == 0 ?
	    "swift" : NULL;
}

/* The state of check_v1 after some messages. */
struct dialogue {
	const char *last; /* role of the last message but system's, or NULL */
	bool learns;	  /* a message has a loss */
	bool text;	  /* a text for ms-swift, and no dialogue */
};

/* Checks the order of roles: XTuner drops or joins messages out of order. */
static void
check_order(struct rowcheck *c, struct dialogue *d,
    const struct json_value *role, size_t n)
{
	if (json_is(role, "user")) {
		if (d->last != NULL && strcmp(d->last, "user") == 0)
			check_complain(c, "messages[%zu]: two user messages in"
			    " a row are joined with nothing between", n);
		d->last = "user";
	} else if (json_is(role, "assistant")) {
		if (d->last == NULL && !d->text)
			check_complain(c, "messages[%zu]: an assistant message"
			    " before any of the user is dropped", n);
		d->last = "assistant";
		d->learns = true;
	} else if (json_is(role, "pretrain"))
		d->learns = true;
	else if (json_is(role, "system") && n > 0)
		check_complain(c, "messages[%zu]: a system message belongs at"
		    " the beginning", n);
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
		check_complain(c, "messages[%zu] is %s, not an object", n,
		    json_type_name(message->type));
		return false;
	}
	if (!check_member(c, message, "role", where, role))
		return false;
	if (check_one_of(role, roles))
		return true;
	check_complain(c, "%srole is %.*s, not one of system, developer, user,"
	    " assistant, tool, pretrain", where,
	    role->len < 40 ? (int)role->len : 40, role->p);
	return false;
}

/* The kinds of parts, each the name of its type and of its value. */
static const char *const kinds[] = { "text", "image_url", "video_url" };

/* The kind of a part, with its value; LEN(kinds) if it has none. */
static size_t
part_kind(const struct json_value *part, struct json_value *v)
{
	struct json_value type, url;
	size_t i;

	if (!json_find(part, "type", &type))
		type = (struct json_value){ .type = JSON_NULL };
	for (i = 0; i < LEN(kinds); i++)
		if (json_find(part, kinds[i], v) &&
		    (type.p == NULL || json_is(&type, kinds[i])))
			break;
	if (i == 0 && v->type == JSON_STRING)
		return i;
	if (i > 0 && i < LEN(kinds) && json_find(v, "url", &url) &&
	    url.type == JSON_STRING)
		return i;
	return LEN(kinds);
}

/* Checks a part of a content: a text, an image or a video. */
static void
check_part(struct rowcheck *c, const struct json_value *part, size_t n,
    bool *said)
{
	struct json_value v, key, value;
	struct json j;
	char where[48];
	size_t kind;

	(void)snprintf(where, sizeof(where), "messages[%zu].content: ", n);
	if (part->type != JSON_OBJECT) {
		check_complain(c, "%sa part is %s, not an object", where,
		    json_type_name(part->type));
		return;
	}
	if ((kind = part_kind(part, &v)) == LEN(kinds)) {
		check_complain(c, "%sa part has neither text nor an image_url"
		    " or video_url with url, as its type says", where);
		return;
	}
	if (kind > 0 || !check_is_blank(&v))
		*said = true;
	if (kind == 0)
		check_tokens(c, &v, where, "text");
	json_open(&j, part->p, part->len);
	(void)json_object(&j);
	while (json_member(&j, &key, &value) == 1)
		if (!json_is(&key, "type") && !json_is(&key, kinds[kind]) &&
		    !(kind == 0 && json_is(&key, "conversation_timestamps")))
			check_complain(c, "%sa part has the key %.*s, which"
			    " XTuner V1 refuses", where,
			    key.len < 40 ? (int)key.len : 40, key.p);
}

/* Checks what a message says.  If it need not say anything, learns is false. */
static void
check_content(struct rowcheck *c, const struct json_value *message,
    const char *where, size_t n, bool learns, bool tokens)
{
	struct json_value v, part;
	struct json j;
	bool said = false;

	if (!json_find(message, "content", &v) || v.type != JSON_ARRAY) {
		if (!check_member(c, message, "content", where, &v))
			return;
		if (learns)
			check_learnt(c, &v, where, "content");
		if (tokens)
			check_tokens(c, &v, where, "content");
		return;
	}
	json_open(&j, v.p, v.len);
	(void)json_array(&j);
	while (json_element(&j, &part) == 1)
		check_part(c, &part, n, &said);
	if (learns && !said)
		check_complain(c, "%scontent is empty: nothing to learn",
		    where);
}

static void
check_message(struct rowcheck *c, struct dialogue *d,
    const struct json_value *message, size_t n)
{
	struct json_value role, calls;
	char where[48];
	bool pretrain, assistant, calling;

	(void)snprintf(where, sizeof(where), "messages[%zu].", n);
	if (!has_role(c, message, where, n, &role)) {
		d->last = "";
		return;
	}
	check_order(c, d, &role, n);
	check_message_keys(c, message, &role, n);
	assistant = json_is(&role, "assistant");
	pretrain = json_is(&role, "pretrain");
	/* A message that calls tools may be empty, but not without content. */
	calling = json_find(message, "tool_calls", &calls) &&
	    calls.type == JSON_ARRAY;
	if (calling)
		check_calls(c, &calls, n, assistant);
	check_content(c, message, where, n, pretrain ||
	    (assistant && !calling), !pretrain && !d->text);
}

void
check_v1(struct rowcheck *c, const struct json_value *list, bool open)
{
	struct dialogue d = { 0 };
	struct json_value message;
	const char *of;
	struct json j;
	size_t n;

	if (!check_list(c, list, "messages"))
		return;
	of = check_text_of(list);
	d.text = !open && of != NULL && strcmp(of, "swift") == 0;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (n = 0; json_element(&j, &message) == 1; n++)
		check_message(c, &d, &message, n);
	if (open)
		return;
	if (!d.learns)
		check_complain(c, "no assistant or pretrain message: nothing to"
		    " learn");
	else if (d.last != NULL && strcmp(d.last, "user") == 0)
		check_complain(c, "the last message, of the user, has no"
		    " answer");
}
