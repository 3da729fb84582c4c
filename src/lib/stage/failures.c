/* Keeps the failures for the last line of a program. */
#include "failures.h"

#include "base/utf8.h"

/* Bytes of the first message that are quoted, at most. */
#define FIRST_MAX 400

/* How serious a status is.  To try again is no use where 3 or 2 waits. */
static int
rank(int status)
{
	switch (status) {
	case STATUS_OK:
		return 0;
	case STATUS_FAILED:
		return 1;
	case STATUS_AGAIN:
		return 2;
	case STATUS_LOCAL:
		return 3;
	case STATUS_PERSON:
		return 4;
	}
	return 1;	/* none of ours: a failure like another */
}

int
status_worse(int a, int b)
{
	return rank(b) > rank(a) ? b : a;
}

void
failures_note(struct failures *f, struct span stage, struct span kind,
    struct span message, int status)
{
	bool cause = !span_is(kind, "stopped");

	tally_add(&f->tally, kind, stage);
	if (status == STATUS_OK)
		return;
	if (f->first.len == 0 || rank(status) > rank(f->status) ||
	    (rank(status) == rank(f->status) && cause && !f->quoted)) {
		buf_clear(&f->first);
		utf8_mask(&f->first, message.p, message.len, FIRST_MAX);
		f->quoted = cause;
	}
	f->status = status_worse(f->status, status);
}

/* A string in an error, or an empty one. */
static struct span
member(const struct json_value *error, const char *name, struct buf *b)
{
	struct json_value v;

	if (error->type == JSON_OBJECT && json_find(error, name, &v) &&
	    v.type == JSON_STRING)
		return json_string(&v, b);
	return (struct span){ "", 0 };
}

int
failures_status(const struct json_value *error)
{
	struct json_value v;
	long long n;

	if (error->type == JSON_OBJECT && json_find(error, "status", &v) &&
	    v.type == JSON_NUMBER && json_integer(&v, &n) == 0 &&
	    (n == STATUS_PERSON || n == STATUS_LOCAL || n == STATUS_AGAIN))
		return (int)n;
	return STATUS_FAILED;
}

void
failures_note_error(struct failures *f, const struct json_value *error)
{
	struct buf stage = { 0 }, kind = { 0 }, message = { 0 };
	struct span said;

	said = error->type == JSON_STRING ? json_string(error, &message) :
	    member(error, "message", &message);
	failures_note(f, member(error, "stage", &stage),
	    member(error, "kind", &kind), said, failures_status(error));
	buf_free(&stage);
	buf_free(&kind);
	buf_free(&message);
}

void
failures_counts(const struct failures *f, struct buf *b)
{
	tally_print(&f->tally, b);
}

void
failures_first(const struct failures *f, struct buf *b)
{
	if (f->first.len == 0)
		return;
	buf_puts(b, "; the first: ");
	buf_add(b, f->first.data, f->first.len);
}

void
failures_free(struct failures *f)
{
	buf_free(&f->first);
}
