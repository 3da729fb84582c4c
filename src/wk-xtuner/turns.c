/* Reads the turns of a record, and says why a row cannot hold them. */
#include "turns.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "text/control.h"

bool
reason_refuse(struct reason *why, const char *kind, const char *fmt, ...)
{
	va_list ap;

	why->decision = false;
	why->kind = kind;
	va_start(ap, fmt);
	(void)vsnprintf(why->message, sizeof(why->message), fmt, ap);
	va_end(ap);
	return false;
}

bool
reason_leave_out(struct reason *why, const char *kind, const char *what,
    const char *is)
{
	(void)reason_refuse(why, kind, "%s is %s", what, is);
	why->decision = true;
	return false;
}

/* Whether v is a string that is not "". */
static bool
is_said(const struct json_value *v)
{
	return v->type == JSON_STRING && v->len > 2;
}

/* How many characters of the string v can be seen. */
static size_t
visible(struct turns *t, const struct json_value *v)
{
	buf_clear(&t->scratch);
	return utf8_count_visible(json_string(v, &t->scratch));
}

bool
turns_plain(struct turns *t, const struct json_value *v, const char *where,
    const char *what)
{
	struct span token;

	buf_clear(&t->scratch);
	if (!control_find(json_string(v, &t->scratch), &token))
		return true;
	return reason_refuse(&t->why, "control_token", "%sthe %s contains the "
	    "control token %.*s", where, what, (int)token.len, token.p);
}

/* Whether the string v holds no </think>, where trainers cut a message. */
static bool
is_untagged(struct turns *t, const struct json_value *v, const char *where,
    const char *what)
{
	return !reasoning_tagged(v, &t->scratch) ||
	    reason_refuse(&t->why, "think_tag", "%sthe %s contains %s", where,
	    what, REASONING_TAG);
}

/* Whether the reasoning of a turn can stand in a row, if it is wanted. */
static bool
reasoning_fits(struct turns *t, struct row_turn *turn, const char *where)
{
	if (turn->reasoning.p == NULL || turn->reasoning.type == JSON_NULL ||
	    (t->reasoning == REASONING_DROP &&
	    turn->reasoning.type != JSON_STRING)) {
		turn->reasoning.p = NULL;
		return true;
	}
	if (turn->reasoning.type != JSON_STRING)
		return reason_refuse(&t->why, "bad_reasoning", "%sreasoning is"
		    " %s, not a string", where,
		    json_type_name(turn->reasoning.type));
	if (visible(t, &turn->reasoning) == 0)
		turn->reasoning.p = NULL;
	return t->reasoning == REASONING_DROP || turn->reasoning.p == NULL ||
	    (is_untagged(t, &turn->reasoning, where, "reasoning") &&
	    turns_plain(t, &turn->reasoning, where, "reasoning"));
}

/* Whether a turn can stand in a row; where is "" or "turn 2: ". */
static bool
turn_fits(struct turns *t, struct row_turn *turn, const char *where)
{
	size_t len;

	if (!is_said(&turn->input) || visible(t, &turn->input) == 0)
		return reason_refuse(&t->why, "no_question", "%sno question",
		    where);
	if (!is_said(&turn->output))
		return reason_refuse(&t->why, "no_answer", "%sno answer",
		    where);
	len = visible(t, &turn->output);
	if (len == 0)
		return reason_refuse(&t->why, "short_answer", "%sthe answer"
		    " has no visible character", where);
	if (len < t->min_answer)
		return reason_refuse(&t->why, "short_answer", "%sthe answer"
		    " has %zu visible characters, fewer than %zu"
		    " (--min-answer)", where, len, t->min_answer);
	return turns_plain(t, &turn->input, where, "question") &&
	    turns_plain(t, &turn->output, where, "answer") &&
	    is_untagged(t, &turn->output, where, "answer") &&
	    reasoning_fits(t, turn, where);
}

/* A turn after the n that there are. */
static struct row_turn *
next_turn(struct turns *t)
{
	if (t->n == t->size) {
		t->size = t->size == 0 ? 8 : t->size * 2;
		t->turn = xreallocarray(t->turn, t->size, sizeof(*t->turn));
	}
	t->turn[t->n] = (struct row_turn){ .input = { 0 } };
	return &t->turn[t->n];
}

/* Reads the list into turns. */
static bool
read_list(struct turns *t, const struct json_value *list)
{
	struct row_turn *turn;
	struct json_value v;
	struct json j;
	char where[32];

	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return reason_refuse(&t->why, "bad_turns", "turns is %s, not"
		    " an array", json_type_name(list->type));
	while (json_element(&j, &v) == 1) {
		turn = next_turn(t);
		(void)snprintf(where, sizeof(where), "turn %zu: ", t->n + 1);
		if (v.type != JSON_OBJECT)
			return reason_refuse(&t->why, "bad_turns", "%s%s, not"
			    " an object", where, json_type_name(v.type));
		(void)json_find(&v, "input", &turn->input);
		(void)json_find(&v, "output", &turn->output);
		(void)json_find(&v, "reasoning", &turn->reasoning);
		if (!turn_fits(t, turn, where))
			return false;
		t->n++;
	}
	return t->n > 0 ||
	    reason_refuse(&t->why, "bad_turns", "turns is empty");
}

/* The value of a field, or null. */
static struct json_value
get(const struct record *r, int field)
{
	static const struct json_value null = { .type = JSON_NULL };
	const struct json_value *v = record_get(r, field);

	return v == NULL ? null : *v;
}

void
turns_open(struct turns *t, struct stage *st)
{
	t->f_answer = stage_field(st, "answer");
	t->f_reasoning = stage_field(st, "reasoning");
	t->f_turns = stage_field(st, "turns");
}

bool
turns_read(struct turns *t, const struct stage *st, const struct record *r)
{
	const struct json_value *list = record_get(r, t->f_turns);
	struct row_turn *turn;

	t->n = 0;
	if (list != NULL && list->type != JSON_NULL)
		return read_list(t, list);
	turn = next_turn(t);
	turn->input = get(r, st->input);
	turn->output = get(r, t->f_answer);
	turn->reasoning = get(r, t->f_reasoning);
	t->n = turn_fits(t, turn, "");
	return t->n > 0;
}

const struct json_value *
turns_text(struct turns *t, const struct stage *st, const struct record *r)
{
	const struct json_value *v = record_get(r, st->input);

	if (v != NULL && is_said(v) && visible(t, v) > 0)
		return v;
	(void)reason_refuse(&t->why, "no_text", "no text in %s", st->field);
	return NULL;
}

void
turns_free(struct turns *t)
{
	free(t->turn);
	buf_free(&t->scratch);
}
