/* Finds in a row what the trainers' templates treat in different ways. */
#include "traits.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

#define OPENING "<think>"
#define CLOSING "</think>"

const char *const row_key_names[] = { "messages", "dialogs",
	"an array of messages", "conversation", "conversations", "instruction",
	"prompt", "text", "content" };

/* A row that is looked at, and whom to tell. */
struct look {
	void (*found)(void *arg, enum trait trait, const char *where);
	void *arg;
	size_t n;		/* messages or turns */
	size_t answers;		/* messages of the assistant */
	size_t last_answer;	/* the number of the last one */
	size_t last_question;	/* of the user's last; n if there is none */
	struct buf scratch;
};

static void
tell(struct look *l, enum trait trait, const char *list, size_t i,
    const char *member)
{
	char where[64];

	(void)snprintf(where, sizeof(where), "%s[%zu].%s", list, i, member);
	l->found(l->arg, trait, where);
}

static bool
is_blank(struct look *l, const struct json_value *v)
{
	buf_clear(&l->scratch);
	return v->type != JSON_STRING ||
	    !utf8_has_visible(json_string(v, &l->scratch));
}

/* Whether s, up to </think>, has the form that all who read it know. */
static bool
is_exact(struct span s)
{
	return s.len > strlen(OPENING "\n") &&
	    span_begins(s, OPENING "\n") && span_ends(s, "\n");
}

/*
 * Looks for a thought inside the answer v.  Returns whether there is one,
 * and notes at `where` what is particular about it.
 */
static bool
find_inline(struct look *l, const struct json_value *v, bool earlier,
    const char *where)
{
	struct span s, thought, rest;
	const char *end;
	bool begins;

	if (v->type != JSON_STRING)
		return false;
	buf_clear(&l->scratch);
	s = json_string(v, &l->scratch);
	if ((end = memmem(s.p, s.len, CLOSING, strlen(CLOSING))) == NULL)
		return false;
	thought.p = utf8_strip(s).p;
	thought.len = (size_t)(end - thought.p);
	rest = span_from(s, (size_t)(end - s.p) + strlen(CLOSING));
	begins = span_begins(thought, OPENING);
	if (begins) {
		l->found(l->arg, earlier ? TRAIT_INLINE_EARLIER :
		    TRAIT_INLINE, where);
		if (!is_exact(thought) || !span_begins(rest, "\n\n"))
			l->found(l->arg, TRAIT_INLINE_FORM, where);
		if (!span_begins(s, OPENING))
			l->found(l->arg, TRAIT_INLINE_BLANK, where);
	}
	if (!begins || memmem(rest.p, rest.len, CLOSING,
	    strlen(CLOSING)) != NULL)
		l->found(l->arg, TRAIT_CLOSING, where);
	return begins;
}

/* Looks at reasoning_content.  Returns whether it holds a thought. */
static bool
find_reasoning(struct look *l, const struct json_value *message,
    const char *list, size_t i)
{
	const char *member = "reasoning_content";
	struct json_value v;
	bool blank, earlier;

	if (!json_find(message, member, &v))
		return false;
	blank = is_blank(l, &v);
	earlier = l->last_question < l->n && i < l->last_question;
	if (!blank)
		tell(l, earlier ? TRAIT_REASONING_EARLIER : TRAIT_REASONING,
		    list, i, member);
	if (l->answers > 1)
		tell(l, TRAIT_REASONING_KEY, list, i, member);
	else if (blank)
		tell(l, TRAIT_REASONING_EMPTY, list, i, member);
	return !blank;
}

static void
find_calls(struct look *l, const struct json_value *message, const char *list,
    size_t i)
{
	struct json_value calls, call, v;
	struct json j;

	if (!json_find(message, "tool_calls", &calls))
		return;
	json_open(&j, calls.p, calls.len);
	if (json_array(&j) == -1 || json_element(&j, &call) != 1)
		return;
	tell(l, TRAIT_CALLS, list, i, "tool_calls");
	do {
		if (!json_find(&call, "function", &v) ||
		    !json_find(&v, "arguments", &v))
			continue;
		if (v.type == JSON_STRING)
			tell(l, TRAIT_ARGUMENTS_STRING, list, i, "tool_calls");
		else if (v.type == JSON_OBJECT)
			tell(l, TRAIT_ARGUMENTS_OBJECT, list, i, "tool_calls");
	} while (json_element(&j, &call) == 1);
}

/* Looks at message i, of the assistant. */
static void
find_answer(struct look *l, const struct json_value *message, const char *list,
    size_t i)
{
	struct json_value v = { .type = JSON_NULL };
	bool earlier = i < l->last_answer, thought;
	char where[64];

	(void)snprintf(where, sizeof(where), "%s[%zu].content", list, i);
	(void)json_find(message, "content", &v);
	thought = find_inline(l, &v, earlier, where);
	if (json_find(message, "thinking", &v) && v.type == JSON_STRING) {
		tell(l, i + 1 == l->n ? TRAIT_THINKING :
		    TRAIT_THINKING_EARLIER, list, i, "thinking");
		thought = true;
	}
	if (find_reasoning(l, message, list, i))
		thought = true;
	find_calls(l, message, list, i);
	if (json_find(message, "loss", &v)) {
		if (v.type == JSON_NULL)
			tell(l, TRAIT_LOSS_NULL, list, i, "loss");
		else if (v.type == JSON_FALSE)
			tell(l, TRAIT_LOSS_FALSE, list, i, "loss");
	}
	if (earlier)
		l->found(l->arg, TRAIT_EARLIER, where);
	if (l->n == 1)
		l->found(l->arg, TRAIT_ALONE, where);
	else if (!thought)
		l->found(l->arg, TRAIT_NO_THOUGHT, where);
}

/* Counts the messages of a list. */
static void
count_messages(struct look *l, const struct json_value *list)
{
	struct json_value message, role;
	struct json j;

	l->last_question = SIZE_MAX;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return;
	for (; json_element(&j, &message) == 1; l->n++) {
		if (!json_find(&message, "role", &role))
			continue;
		if (json_is(&role, "assistant")) {
			l->answers++;
			l->last_answer = l->n;
		} else if (json_is(&role, "user"))
			l->last_question = l->n;
	}
}

static void
find_in_messages(struct look *l, const struct json_value *list)
{
	struct json_value message, role;
	struct json j;
	size_t i;

	count_messages(l, list);
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return;
	for (i = 0; json_element(&j, &message) == 1; i++) {
		if (!json_find(&message, "role", &role))
			role = (struct json_value){ .type = JSON_NULL };
		if (i == 0 && !json_is(&role, "system"))
			l->found(l->arg, TRAIT_NO_SYSTEM, "messages[0].role");
		if (json_is(&role, "assistant"))
			find_answer(l, &message, "messages", i);
		else if (json_is(&role, "developer"))
			tell(l, TRAIT_DEVELOPER, "messages", i, "role");
		else if (json_is(&role, "tool"))
			tell(l, TRAIT_TOOL, "messages", i, "role");
		else if (json_is(&role, "pretrain"))
			tell(l, l->n == 1 ? TRAIT_PRETRAIN :
			    TRAIT_PRETRAIN_AMONG, "messages", i, "role");
	}
}

/* Looks at an answer outside of messages. */
static void
find_said(struct look *l, const struct json_value *v, bool earlier,
    const char *where)
{
	if (is_blank(l, v))
		return;
	if (earlier)
		l->found(l->arg, TRAIT_EARLIER, where);
	if (!find_inline(l, v, earlier, where))
		l->found(l->arg, TRAIT_NO_THOUGHT, where);
}

/* Looks at the turns of `conversation`, or the messages of ShareGPT. */
static void
find_in_turns(struct look *l, const struct json_value *list, const char *name,
    const char *member)
{
	struct json_value turn, v;
	struct json j;
	char where[64];
	size_t i;

	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &turn) == 1)
		l->n++;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	for (i = 0; json_element(&j, &turn) == 1; i++) {
		if (json_find(&turn, "from", &v) && !json_is(&v, "gpt"))
			continue;
		if (!json_find(&turn, member, &v))
			continue;
		(void)snprintf(where, sizeof(where), "%s[%zu].%s", name, i,
		    member);
		find_said(l, &v, i + 1 < l->n, where);
	}
}

static void
find_in_alpaca(struct look *l, const struct json_value *row)
{
	struct json_value v, pair;
	struct json j, k;
	char where[64];
	size_t i;

	if (json_find(row, "history", &v)) {
		json_open(&j, v.p, v.len);
		if (json_array(&j) == 0)
			for (i = 0; json_element(&j, &pair) == 1; i++) {
				(void)snprintf(where, sizeof(where),
				    "history[%zu]", i);
				json_open(&k, pair.p, pair.len);
				if (json_array(&k) == 0 &&
				    json_element(&k, &v) == 1 &&
				    json_element(&k, &v) == 1)
					find_said(l, &v, true, where);
			}
	}
	if (json_find(row, "output", &v))
		find_said(l, &v, false, "output");
}

/* Whether a row other than of messages has a system prompt. */
static bool
has_system(struct look *l, const struct json_value *row,
    const struct json_value *list)
{
	struct json_value first, v;
	struct json j;

	if (json_find(row, "system", &v) && !is_blank(l, &v))
		return true;
	json_open(&j, list->p, list->len);
	return json_array(&j) == 0 && json_element(&j, &first) == 1 &&
	    ((json_find(&first, "system", &v) && !is_blank(l, &v)) ||
	    (json_find(&first, "from", &v) && json_is(&v, "system")));
}

void
traits_find(const struct json_value *row, enum row_key key,
    const struct json_value *list,
    void (*found)(void *arg, enum trait trait, const char *where), void *arg)
{
	struct look l = { .found = found, .arg = arg };
	struct json_value v, tool;
	struct json j;

	if (key == KEY_MESSAGES || key == KEY_DIALOGS || key == KEY_ARRAY)
		find_in_messages(&l, list);
	else if (key == KEY_CONVERSATION)
		find_in_turns(&l, list, "conversation", "output");
	else if (key == KEY_CONVERSATIONS)
		find_in_turns(&l, list, "conversations", "value");
	else if (key == KEY_INSTRUCTION)
		find_in_alpaca(&l, row);
	if ((key == KEY_CONVERSATION || key == KEY_CONVERSATIONS ||
	    key == KEY_INSTRUCTION) && !has_system(&l, row, list))
		found(arg, TRAIT_NO_SYSTEM, row_key_names[key]);
	if (json_find(row, "tools", &v)) {
		json_open(&j, v.p, v.len);
		if (json_array(&j) == 0 && json_element(&j, &tool) == 1)
			found(arg, TRAIT_TOOLS, "tools");
	}
	buf_free(&l.scratch);
}
