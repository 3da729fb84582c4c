/* Reads lists of documents: records whose `path` names one. */
#include "paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The members that wk-text writes by itself, or that end with the list. */
static const char *const own[] = { "text", "type", "title", "page", "row",
	"error" };

struct list {
	struct crew *crew;
	struct stage *stage;
	int source, charset, own[LEN(own)];
	struct buf path, name, label;	/* strings that end in a NUL */
};

/* Before input is waited for: all documents so far come out. */
static bool
drain(void *arg)
{
	const struct list *l = arg;

	while (l->stage->out.error == 0 && crew_wait(l->crew))
		;
	(void)out_flush(&l->stage->out);	/* its error is looked at */
	return true;
}

/* Hands a record on as it is, in its turn. */
static void
pass(struct list *l, const struct record *r)
{
	struct out line = { .fd = OUT_MEMORY };

	if (record_write(r, &line) == 0)
		crew_pass(l->crew, buf_span(&line.buf));
	buf_free(&line.buf);
}

/*
 * Sets a string that ends in a NUL to a field.  1; 0 if the field is absent;
 * -1 if it is no such string: the record has failed.
 */
static int
take_string(struct list *l, struct record *r, int field, const char *name,
    struct buf *to)
{
	struct span s;
	int there = record_string(r, field, &s);

	if (there == 0)
		return 0;
	if (there == -1 || s.len == 0 || memchr(s.p, '\0', s.len) != NULL) {
		stage_fail(l->stage, r, "bad_field",
		    "%s is not the name of a document", name);
		return -1;
	}
	buf_clear(to);
	/* The list is stdin, or may be: "-" is a file of this name. */
	if (to == &l->path && span_is(s, "-"))
		buf_puts(to, "./");
	buf_add(to, s.p, s.len);
	buf_addc(to, '\0');
	return 1;
}

/* Sets l->label to what a server declared; "" is nothing of use. */
static void
take_label(struct list *l, struct record *r)
{
	struct span s;

	buf_clear(&l->label);
	if (record_string(r, l->charset, &s) == 1 &&
	    memchr(s.p, '\0', s.len) == NULL)
		buf_add(&l->label, s.p, s.len);
	buf_addc(&l->label, '\0');
}

/* Has the document of a record read. */
static void
read_document(struct list *l, struct record *r)
{
	struct out rest = { .fd = OUT_MEMORY };
	struct span more;
	int there;
	size_t i;

	there = take_string(l, r, l->stage->input, "path", &l->path);
	if (there == 0)
		stage_fail(l->stage, r, "missing_field", "no path");
	if (there == 1 && (there = take_string(l, r, l->source, "source",
	    &l->name)) == 0) {
		buf_clear(&l->name);
		buf_add(&l->name, l->path.data, l->path.len);
		there = 1;
	}
	if (there != 1) {
		pass(l, r);
		return;
	}
	take_label(l, r);
	record_unset(r, l->stage->input);
	record_unset(r, l->source);
	for (i = 0; i < LEN(own); i++)
		record_unset(r, l->own[i]);
	(void)record_write(r, &rest);
	more = span_strip(buf_span(&rest.buf));
	if (more.len >= 2)	/* without the braces */
		more = span_strip((struct span){ more.p + 1, more.len - 2 });
	if (crew_read(l->crew, l->path.data, l->name.data, l->label.data,
	    more) == -1) {
		l->stage->say("no process can be started: %s",
		    strerror(errno));
		stage_stop(l->stage);
	}
	buf_free(&rest.buf);
}

void
paths_read(struct crew *crew, struct stage *stage, char *const *operands)
{
	struct list l = { .crew = crew, .stage = stage };
	struct record *r;
	size_t i;

	l.source = stage_field(stage, "source");
	l.charset = stage_field(stage, "charset");
	for (i = 0; i < LEN(own); i++)
		l.own[i] = stage_field(stage, own[i]);
	stage_open(stage, operands);
	stage->lines.idle = drain;
	stage->lines.arg = &l;
	while ((r = stage_next(stage)) != NULL) {
		if (stage_wants(stage, r))
			read_document(&l, r);
		else
			pass(&l, r);
	}
	buf_free(&l.path);
	buf_free(&l.name);
	buf_free(&l.label);
}
