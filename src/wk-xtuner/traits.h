/*
 * What stands in a finished row that the trainers' templates treat in
 * different ways: thinking in its several places, roles, tools, keys.
 */
#ifndef WK_TRAITS_H
#define WK_TRAITS_H

#include "json/json.h"

/* The key under which a row holds what is to be learnt. */
enum row_key {
	KEY_MESSAGES, KEY_DIALOGS, KEY_ARRAY /* the row is one */,
	KEY_CONVERSATION, KEY_CONVERSATIONS, KEY_INSTRUCTION, KEY_PROMPT,
	KEY_TEXT, KEY_CONTENT
};

/* How a complaint calls it: "an array of messages", "conversation". */
extern const char *const row_key_names[];

enum trait {
	TRAIT_THINKING,		/* in the last message, an answer */
	TRAIT_THINKING_EARLIER,
	TRAIT_REASONING,	/* behind the last question */
	TRAIT_REASONING_EARLIER,
	TRAIT_REASONING_KEY,	/* that key, null too, in several turns */
	TRAIT_REASONING_EMPTY,	/* in a row of one turn */
	TRAIT_INLINE,		/* <think>…</think> at an answer's beginning */
	TRAIT_INLINE_EARLIER,
	TRAIT_INLINE_FORM,	/* not <think>\n…\n</think>\n\n */
	TRAIT_INLINE_BLANK,	/* blanks before it */
	TRAIT_CLOSING,		/* </think> elsewhere in an answer */
	TRAIT_EARLIER,		/* an answer before the last one */
	TRAIT_DEVELOPER,
	TRAIT_PRETRAIN,		/* that role, alone in its row */
	TRAIT_PRETRAIN_AMONG,	/* that role, among other messages */
	TRAIT_ALONE,		/* an answer to nothing: a text for ms-swift */
	TRAIT_TOOL,		/* that role */
	TRAIT_TOOLS,
	TRAIT_CALLS,
	TRAIT_ARGUMENTS_STRING,
	TRAIT_ARGUMENTS_OBJECT,
	TRAIT_LOSS_NULL,
	TRAIT_LOSS_FALSE,
	TRAIT_NO_SYSTEM,
	TRAIT_NO_THOUGHT,	/* an answer without any */
	TRAITS
};

/*
 * Calls found for each trait of a row, at each place where it stands, such as
 * "messages[1].thinking".  list is the value of the row's key.  A row that is
 * malformed is looked at as far as it goes.
 */
void traits_find(const struct json_value *row, enum row_key key,
    const struct json_value *list,
    void (*found)(void *arg, enum trait trait, const char *where), void *arg);

#endif
