/*
 * For the judges of replies (verdict.h): JUDGE is the one under test, NOW the
 * time of day that it is told; both are defined first.
 */
#ifndef JUDGE_H
#define JUDGE_H

#include "tap.h"
#include "call/verdict.h"

static void
judge(struct verdict *v, struct buf *body, const char *s, size_t n)
{
	buf_clear(body);
	buf_add(body, s, n);
	JUDGE(v, body, NULL, NOW);
}

/* A body that is an answer, and what is kept of it. */
static void
keeps(const char *s, size_t n, const char *want, const char *name)
{
	struct verdict v = { 0 };
	struct buf body = { 0 }, again = { 0 };

	judge(&v, &body, s, n);
	if (!ok(v.class == VERDICT_ANSWER && v.kind == NULL, "%s: an answer",
	    name))
		printf("# %.*s\n", (int)v.message.len, v.message.data);
	is_mem(body.data, body.len, want, strlen(want), name);
	judge(&v, &again, body.data, body.len);
	is_mem(again.data, again.len, body.data, body.len,
	    "and the same when it is judged again");
	buf_free(&body);
	buf_free(&again);
	verdict_free(&v);
}

#define KEEPS(s, want, name) keeps(s, sizeof(s) - 1, want, name)

#endif
