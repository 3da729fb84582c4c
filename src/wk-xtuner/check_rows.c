/* Checks rows without a list of messages: legacy, alpaca, ShareGPT, TRL. */
#include "check.h"

#include <stdio.h>
#include <string.h>

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

void
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

void
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

void
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

void
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

void
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

void
check_text(struct rowcheck *c, const struct json_value *v)
{
	if (!check_string(c, v, "the text"))
		return;
	if (v->len == 2)
		check_complain(c, "the text is empty: the row is dropped");
	else
		check_learnt(c, v, "", "the text");
}
