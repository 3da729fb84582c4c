/*
 * What the trainers' chat templates do with what rows hold: a table, a row a
 * template, and the words for it.
 */
#ifndef WK_TEMPLATES_H
#define WK_TEMPLATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "traits.h"

/* What becomes of a trait.  The last three leave all of the row in place. */
enum fate {
	FATE_READ,		/* as it was meant */
	FATE_REFUSED,		/* with an error, which ends the run */
	FATE_DELETED,		/* with its row, and the run goes on */
	FATE_DROPPED,
	FATE_UNTRAINED,		/* read, without a loss */
	FATE_TRAINED,		/* though the row says not to */
	FATE_PRINTED,		/* trained as words of the answer */
	FATE_DOUBLED,		/* a tag stands before it already */
	FATE_SPLIT,		/* what stands before it is a thought */
	FATE_KEPT,		/* where thoughts are to be taken out */
	FATE_OPENED,		/* a <think> before it is never closed */
	FATE_EMPTIED,		/* an empty thought is trained before it */
	FATE_BLANKED,		/* one is put there that is not trained */
	FATE_PREFIXED,		/* a system prompt is put before it */
	FATES
};

/* Whether a fate is a fault of the row, and not a habit of the template. */
static inline bool
fate_is_fault(enum fate fate)
{
	return fate != FATE_READ && fate < FATE_EMPTIED;
}

struct trainer {
	const char *name;
	unsigned int reads;	/* bits: 1 << enum row_key */
	bool chosen;		/* pairs of `chosen` and `rejected` */
	bool rejected_response;	/* that key, beside messages */
	bool solution;		/* that key, beside messages with no answer */
	const char *write;	/* options that make rows that it reads */
	const char *write_text;	/* the same for pretraining, or NULL */
	const char *long_row;	/* what it does with one over its limit */
};

struct chat_template {
	const char *name;	/* as --template takes it */
	const struct trainer *trainer;
	bool strict;		/* refuses keys that it does not know */
	unsigned char fate[TRAITS];
};

/* The table; the last one has no name. */
extern const struct chat_template chat_templates[];

/* The template of that name, or NULL. */
const struct chat_template *template_find(const char *name);

/* Appends the names of all templates, with ", " between. */
void template_names(struct buf *b);

/* What a trait is called. */
const char *template_trait(enum trait trait);

/*
 * Appends what a template does with a trait, and what to do about it:
 * "qwen3 refuses a thinking (ValueError); --reasoning inline makes …".
 */
void template_tell(const struct chat_template *t, enum trait trait,
    struct buf *b);

/*
 * If the templates that read rows of that key differ in a trait, appends
 * what they do: "a thinking: read by gpt-oss; refused by …" and returns true.
 */
bool template_differ(enum trait trait, enum row_key key, struct buf *b);

#endif
