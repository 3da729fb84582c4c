/*
 * What the checks of all formats are made of.  `where` and `member` together
 * name a string in complaints: "messages[0]." and "content".
 */
#ifndef WK_CHECK_H
#define WK_CHECK_H

#include <stdbool.h>

#include "json/json.h"
#include "rowcheck.h"

/* Complains of the row at hand. */
void check_complain(struct rowcheck *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Whether v is one of the words, a list that ends in NULL. */
bool check_one_of(const struct json_value *v, const char *const *words);

/* Whether v is a string; complains if it is not. */
bool check_string(struct rowcheck *c, const struct json_value *v,
    const char *what);

/* Whether the object has member, a string; complains if not. */
bool check_member(struct rowcheck *c, const struct json_value *object,
    const char *member, const char *where, struct json_value *v);

/* Whether v is an array that is not empty; complains if not. */
bool check_list(struct rowcheck *c, const struct json_value *v,
    const char *what);

/* Whether v is a string without a visible character. */
bool check_is_blank(const struct json_value *v);

/* Complains if the string v holds a control token. */
void check_tokens(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member);

/* Complains if v, which is to be learnt, has no visible character. */
void check_learnt(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member);

/*
 * Whose text for pretraining the messages are: "v1" if the first is of the
 * role pretrain, "swift" if there is one alone, of the assistant; else NULL.
 */
const char *check_text_of(const struct json_value *list);

/*
 * Checks the messages of a row.  An open one need not end with an answer: the
 * answers of preference and RL rows stand elsewhere.
 */
void check_v1(struct rowcheck *c, const struct json_value *list, bool open);

/* The same for the turns of XTuner 0.1. */
void check_legacy(struct rowcheck *c, const struct json_value *list);

/* Checks a row of alpaca; a preference row needs no output. */
void check_alpaca(struct rowcheck *c, const struct json_value *row,
    bool preference);

/* Checks a row of ShareGPT, whose conversations are list. */
void check_sharegpt(struct rowcheck *c, const struct json_value *list,
    const struct json_value *row, bool preference);

/* Checks a prompt, with or without what was said to it (RL, TRL). */
void check_prompt(struct rowcheck *c, const struct json_value *row,
    const struct json_value *prompt);

/* Checks the two answers of a preference row: alpaca, ShareGPT, TRL. */
void check_preference(struct rowcheck *c, const struct json_value *row);

/* Checks the text of a row that holds nothing else to learn. */
void check_text(struct rowcheck *c, const struct json_value *v);

#endif
