/* The script: read in script.c and word.c, matched in match.c. */
#ifndef STUB_SCRIPT_H
#define STUB_SCRIPT_H

#include "stub.h"

enum kind {
	COND_N, COND_EVERY, COND_TRY, COND_PATH, COND_BODY, COND_RATE,
	COND_RPM, COND_RPS, COND_KEY, COND_NO_KEY, COND_STREAM, COND_DEFAULT,
	COND_INPUTS, COND_LONGEST, COND_HEAD
};

struct condition {
	enum kind kind;
	bool negated;
	uint64_t from, to;
	double rate;
	struct buf text;
};

struct rule {
	struct condition *cond;
	size_t ncond;
	struct action action;
};

struct script {
	struct rule *rule;
	size_t n;
	int64_t *past;		/* when the last npast requests came */
	size_t npast;
};

/* A word of a line: a name, an operator, and a value without its quotes. */
struct word {
	struct buf name, value;
	char op;		/* '=', '~', '>' or '\0' */
};

/* Reads the next word at *p: 1; 0 at the end; -1 if a quote is missing. */
int word_read(struct word *w, const char **p, const char *end);

bool word_is(const struct word *w, const char *name, char op);

/* Reads a range, "3-7" if between is '-'; "3" is from 3 to 3. */
bool word_range(const struct buf *b, char between, uint64_t *from,
    uint64_t *to);

/* Does to *a what the word says.  NULL, or a sentence on what is wrong. */
const char *action_read(struct action *a, const struct word *w);

#endif
