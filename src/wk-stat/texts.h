/*
 * The texts of a record, or of a training row of any format that wk-xtuner
 * writes or checks.
 */
#ifndef WK_TEXTS_H
#define WK_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "stage/stage.h"

enum text_kind {
	TEXT_TEXT,	/* a document, a chunk, what pretraining learns */
	TEXT_SYSTEM,
	TEXT_QUESTION,
	TEXT_REASONING,
	TEXT_ANSWER,
	TEXT_RESPONSE,	/* of wk-ask */
	TEXT_INPUT,	/* of a turn, or of a row */
	TEXT_OUTPUT,
	TEXT_CHOSEN,	/* of a preference row */
	TEXT_REJECTED,
	TEXT_KINDS
};

/* Their names, in the order of the enumeration. */
extern const char *const text_kinds[TEXT_KINDS];

struct text {
	enum text_kind kind;
	struct span s;
};

enum { TEXTS_FIELDS = 20 };

struct texts {
	struct text *each;	/* of the record that was read last */
	size_t n, size;
	const char *format;	/* "record", or the format of the row */
	bool turns;	/* it has turns: question and answer are theirs */

	/* Private. */
	int field[TEXTS_FIELDS];
	struct buf joined;	/* a text that is made of several */
};

/* Registers the fields; call it before stage_open. */
void texts_open(struct texts *t, struct stage *st);

/*
 * Reads the texts of a record; `text` is the number of the field that holds
 * a document's.  They are good until the next record is read.
 */
void texts_read(struct texts *t, struct record *r, int text);

void texts_free(struct texts *t);

#endif
