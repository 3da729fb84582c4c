/* Checks finished rows, and writes the configs that read them. */
#include "finished.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/plural.h"
#include "base/utf8.h"
#include "rowcheck.h"
#include "stage/program.h"

void
finished_take_template(const struct opt *o, const char *arg, struct buf *why)
{
	struct finished *f = o->value;

	if ((f->template = template_find(arg)) != NULL)
		return;
	buf_printf(why, "--template %s: not one of ", arg);
	template_names(why);
}

/* Whom the problems of rows are told. */
struct listener {
	struct stage *stage;
	struct buf line;
};

/* Writes a problem of a row. */
static void
tell(void *arg, const char *file, size_t line, const char *problem)
{
	struct listener *l = arg;
	struct buf *b = &l->line;

	buf_clear(b);
	utf8_mask(b, file, strlen(file), PATH_MAX);
	buf_printf(b, ":%zu: ", line);
	utf8_mask(b, problem, strlen(problem), BUF_MAX);
	out_bytes(&l->stage->out, b->data, b->len);
	out_end(&l->stage->out);
	stage_count(l->stage, "fault", buf_span(b));
}

/* Checks one file.  False if it cannot be read. */
static bool
check_file(struct rowcheck *c, struct stage *st, const char *path)
{
	if (strcmp(path, "-") == 0)
		stage_wait(st, "training rows");
	if (rowcheck_file(c, path) == -1) {
		program_say("%s: %s", path, strerror(errno));
		return false;
	}
	if (st->verbose)
		program_say("%s: %zu row%s, %s", c->file, c->rows,
		    plural(c->rows), rowcheck_name(c));
	return true;
}

int
finished_check(struct finished *f, struct stage *st, char *const *operands)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };
	struct listener l = { .stage = st };
	struct rowcheck c = { .complain = tell, .arg = &l,
	    .template = f->template, .length = &f->length };
	struct buf first = { 0 };
	bool unread = false;
	size_t n;
	int status;

	if (*operands == NULL)
		operands = only_stdin;
	for (n = 0; n < f->journals.n; n++)
		if (length_measure(&f->length, f->journals.v[n],
		    &first) == -1)
			program_die("%.*s", (int)first.len, first.data);
	for (; *operands != NULL; operands++)
		if (!check_file(&c, st, *operands))
			unread = true;
	rowcheck_sum(&c, program_say_kind);
	n = st->failures.tally.n;
	failures_first(&st->failures, &first);
	status = stage_end(st);
	if (n > 0)
		program_say("%zu problem%s%.*s", n, plural(n),
		    (int)first.len, first.data);
	buf_free(&first);
	buf_free(&l.line);
	free(f->journals.v);
	return unread ? STATUS_LOCAL : status;
}

int
finished_info(const struct dataset_info *d, struct stage *st)
{
	struct buf b = { 0 }, why = { 0 };
	const char *note = NULL;

	if (!row_holds(d->format, d->reasoning, d->text, &why) ||
	    dataset_info(d, &b, &note, &why) == -1)
		complain(&why);
	if (note != NULL)
		program_say("%s", note);
	out_bytes(&st->out, b.data, b.len);
	buf_free(&b);
	return stage_end(st);
}
