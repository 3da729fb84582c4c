/* Prints the counts. */
#include "counts.h"

#include <stdio.h>

/* States, formats, errors and models are few: all are shown. */
#define ALL 1000

static void
put_name(struct grid *g, struct span name)
{
	if (name.len > 0)
		grid_text(g, name);
	else if (g->json)
		grid_none(g);
	else
		grid_text(g, span_of("(none)"));
}

/* Shows names, the most frequent first, and counts the others together. */
static void
show_names(struct grid *g, struct names *names, const char *title,
    const char *column, size_t top)
{
	const char *const columns[] = { column, "n", "share", NULL };
	uint64_t others = names->total;
	char text[48];
	size_t i;

	names_sort(names);
	grid_open(g, title, columns);
	for (i = 0; i < names->n && i < top; i++) {
		others -= names->each[i].n;
		put_name(g, names_text(names, &names->each[i]));
		grid_whole(g, names->each[i].n);
		grid_share(g, names->each[i].n, names->total);
	}
	if (others > 0) {
		if (names->n < NAMES_MOST)
			(void)snprintf(text, sizeof(text), "(%zu others)",
			    names->n - i);
		else
			(void)snprintf(text, sizeof(text), "(others)");
		if (g->json)
			grid_none(g);
		else
			grid_text(g, span_of(text));
		grid_whole(g, others);
		grid_share(g, others, names->total);
	}
	grid_close(g);
}

static void
show_errors(struct grid *g, struct names *errors)
{
	static const char *const columns[] = { "stage", "-kind", "n",
		"-first", NULL };
	struct span name;
	size_t i, at;

	names_sort(errors);
	grid_open(g, "errors", columns);
	for (i = 0; i < errors->n && i < ALL; i++) {
		name = names_text(errors, &errors->each[i]);
		for (at = 0; at < name.len && name.p[at] != '\0'; at++)
			;
		grid_text(g, (struct span){ name.p, at });
		grid_text(g, at == name.len ? span_of("") :
		    span_from(name, at + 1));
		grid_whole(g, errors->each[i].n);
		grid_text(g, names_first(errors, &errors->each[i]));
	}
	grid_close(g);
}

static void
show_lengths(struct grid *g, const struct spread *length)
{
	static const char *const columns[] = { "field", "n", "min", "q1",
		"median", "q3", "p95", "max", "total", NULL };
	size_t i;

	grid_open(g, "characters", columns);
	for (i = 0; i < TEXT_KINDS; i++) {
		if (length[i].n == 0)
			continue;
		grid_text(g, span_of(text_kinds[i]));
		grid_whole(g, length[i].n);
		grid_whole(g, length[i].least);
		grid_whole(g, spread_quantile(&length[i], 0.25));
		grid_whole(g, spread_quantile(&length[i], 0.5));
		grid_whole(g, spread_quantile(&length[i], 0.75));
		grid_whole(g, spread_quantile(&length[i], 0.95));
		grid_whole(g, length[i].most);
		grid_whole(g, length[i].sum);
	}
	grid_close(g);
}

static void
put_duplicates(struct grid *g, const char *what, uint64_t n, uint64_t of)
{
	if (of == 0)
		return;
	grid_text(g, span_of(what));
	grid_whole(g, n);
	grid_share(g, n, of);
}

static void
show_duplicates(struct grid *g, const struct counts *c)
{
	static const char *const columns[] = { "what", "n", "share", NULL };

	grid_open(g, "duplicates", columns);
	put_duplicates(g, "state", c->duplicates, c->records);
	put_duplicates(g, "records", c->same_rows, c->used);
	put_duplicates(g, "questions", c->asked.same, c->asked.n);
	grid_close(g);
}

static void
show_words(struct grid *g, const struct asked *asked)
{
	static const char *const columns[] = { "word", "n", "share", NULL };
	size_t i;

	grid_open(g, "question_words", columns);
	for (i = 0; asked->n > 0 && asked_words[i] != NULL; i++) {
		if (asked->word[i] == 0 && !g->json)
			continue;
		grid_text(g, span_of(asked_words[i]));
		grid_whole(g, asked->word[i]);
		grid_share(g, asked->word[i], asked->n);
	}
	if (asked->n > 0) {
		put_name(g, (struct span){ "", 0 });
		grid_whole(g, asked->without);
		grid_share(g, asked->without, asked->n);
	}
	grid_close(g);
}

static void
show_marks(struct grid *g, const struct counts *c)
{
	static const char *const columns[] = { "mark", "n", "share", NULL };
	size_t i;

	grid_open(g, "marks", columns);
	for (i = 0; c->answers > 0 && i < MARKS; i++) {
		grid_text(g, span_of(mark_names[i]));
		grid_whole(g, c->mark[i]);
		grid_share(g, c->mark[i], c->answers);
	}
	grid_close(g);
}

static void
show_scores(struct grid *g, const struct counts *c)
{
	static const char *const columns[] = { "score", "n", "min", "q1",
		"median", "q3", "max", "mean", NULL };
	const struct spread *s;
	uint64_t mean;	/* in millionths */
	size_t i;

	grid_open(g, "scores", columns);
	for (i = 0; i < c->score_names.n && i < SCORES_MOST; i++) {
		s = &c->score[i];
		grid_text(g, names_text(&c->score_names,
		    &c->score_names.each[i]));
		grid_whole(g, s->n);
		grid_real(g, (double)s->least / 1000);
		grid_real(g, (double)spread_quantile(s, 0.25) / 1000);
		grid_real(g, (double)spread_quantile(s, 0.5) / 1000);
		grid_real(g, (double)spread_quantile(s, 0.75) / 1000);
		grid_real(g, (double)s->most / 1000);
		mean = s->sum * 1000 / s->n;
		grid_real(g, (double)mean / 1000000);
	}
	grid_close(g);
}

/* What the tokens of a name cost. */
static double
cost(const struct counts *c, const struct name *model)
{
	return ((double)model->sum[NAME_IN] * c->price[NAME_IN] +
	    (double)model->sum[NAME_OUT] * c->price[NAME_OUT]) / 1000000;
}

static void
put_model(struct grid *g, const struct counts *c, struct span name,
    const struct name *model)
{
	grid_text(g, name);
	grid_whole(g, model->n);
	grid_whole(g, model->sum[NAME_IN]);
	grid_whole(g, model->sum[NAME_OUT]);
	if (c->priced)
		grid_real(g, cost(c, model));
}

static void
show_tokens(struct grid *g, struct counts *c)
{
	const char *const columns[] = { "model", "calls", "in", "out",
		c->priced ? "cost" : NULL, NULL };
	struct names *models = &c->models;
	struct name sum = { 0 };
	size_t i, k;

	names_sort(models);
	grid_open(g, "tokens", columns);
	for (i = 0; i < models->n && i < ALL; i++) {
		put_model(g, c, names_text(models, &models->each[i]),
		    &models->each[i]);
		sum.n += models->each[i].n;
		for (k = 0; k < NAME_SUMS; k++)
			sum.sum[k] += models->each[i].sum[k];
	}
	if (models->n > 1 && !g->json)
		put_model(g, c, span_of("(all)"), &sum);
	grid_close(g);
}

void
counts_show(struct counts *c, struct grid *g)
{
	static const char *const titles[BYS] = { "origins", "sources",
		"aspects", "types", "question_types" };
	static const char *const names[BYS] = { "origin", "source", "aspect",
		"type", "question_type" };
	size_t i;

	grid_number(g, "records", c->records);
	grid_number(g, "counted", c->used);
	grid_number(g, "questions", c->asked.n);
	grid_number(g, "answers", c->answers);
	show_names(g, &c->formats, "formats", "format", ALL);
	show_names(g, &c->states, "states", "state", ALL);
	show_errors(g, &c->errors);
	show_lengths(g, c->length);
	show_duplicates(g, c);
	for (i = 0; i < BYS; i++)
		show_names(g, &c->by[i], titles[i], names[i], c->top);
	show_names(g, &c->asked.openings, "openings", "opening", c->top);
	show_words(g, &c->asked);
	show_marks(g, c);
	show_scores(g, c);
	show_tokens(g, c);
	grid_end(g);
}
