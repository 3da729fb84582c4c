/* Counts the contents of records. */
#include "counts.h"

#include "base/utf8.h"

static const char *const by_names[BYS] = { "origin", "source", "aspect",
	"type", "question_type" };

void
counts_open(struct counts *c, struct stage *st)
{
	size_t i;

	for (i = 0; i < LEN(by_names); i++)
		c->f_by[i] = stage_field(st, by_names[i]);
	c->f_ask = stage_field(st, "ask");
	c->f_rag = stage_field(st, "rag");
	c->f_judge = stage_field(st, "judge");
	c->f_rerank = stage_field(st, "rerank");
	c->f_scores = stage_field(st, "scores");
	texts_open(&c->texts, st);
	c->marks = marks_open();
}

/* What a value says, for counting: a string's text, else its JSON. */
static struct span
word_of(struct counts *c, const struct json_value *v)
{
	buf_clear(&c->scratch);
	if (v->type == JSON_STRING)
		return json_string(v, &c->scratch);
	return (struct span){ v->p, v->len };
}

/* Counts the value of a field by name; an absent one only if `absent`. */
static void
count_value(struct counts *c, struct names *names, const struct json_value *v,
    bool absent)
{
	if (v != NULL && v->type != JSON_NULL)
		(void)names_add(names, word_of(c, v));
	else if (absent)
		(void)names_add(names, (struct span){ "", 0 });
}

/* Counts an error by the program that noted it and its kind. */
static void
count_error(struct counts *c, const struct stage *st,
    const struct json_value *error)
{
	static const char *const members[] = { "stage", "kind" };
	struct json_value v[LEN(members)] = { { 0 }, { 0 } };
	struct buf *b = &c->scratch;
	struct name *name;
	size_t from;

	json_find_all(error, members, v, LEN(v));
	buf_clear(b);
	if (!json_add_text(b, &v[0]))
		buf_puts(b, "?");
	buf_addc(b, '\0');
	if (!json_add_text(b, &v[1]))
		buf_puts(b, "error");
	name = names_add(&c->errors, buf_span(b));
	from = b->len;
	utf8_repair(b, st->file, strlen(st->file));
	buf_printf(b, ":%zu", st->line);
	names_note(&c->errors, name, span_from(buf_span(b), from));
}

/* Adds a number of tokens. */
static void
add_tokens(uint64_t *sum, const struct json_value *v)
{
	long long n;

	if (v->p != NULL && json_integer(v, &n) == 0 && n > 0)
		*sum += (uint64_t)n;
}

/* Counts a call, and its tokens, by model. */
static void
count_call(struct counts *c, const struct json_value *call)
{
	static const char *const members[] = { "model", "usage" };
	static const char *const tokens[] = { "prompt_tokens",
		"completion_tokens" };
	struct json_value v[LEN(members)], n[LEN(tokens)];
	struct name *model;

	if (call == NULL || call->type != JSON_OBJECT)
		return;
	json_find_all(call, members, v, LEN(v));
	if (v[1].p == NULL || v[1].type != JSON_OBJECT)
		return;	/* counted with another record, or never told */
	model = names_add(&c->models, v[0].p == NULL ? span_of("?") :
	    word_of(c, &v[0]));
	json_find_all(&v[1], tokens, n, LEN(n));
	if (model == NULL)
		return;
	add_tokens(&model->sum[NAME_IN], &n[0]);
	add_tokens(&model->sum[NAME_OUT], &n[1]);
}

static void
count_scores(struct counts *c, const struct json_value *scores)
{
	struct json_value key, v;
	struct name *name;
	struct json j;
	size_t at;
	double n;

	if (scores == NULL || scores->type != JSON_OBJECT)
		return;
	json_open_value(&j, scores);
	(void)json_object(&j);
	while (json_member(&j, &key, &v) == 1) {
		if (v.type != JSON_NUMBER)
			continue;
		name = names_add(&c->score_names, word_of(c, &key));
		at = name == NULL ? SCORES_MOST :
		    (size_t)(name - c->score_names.each);
		if (at >= SCORES_MOST)
			continue;
		n = json_number(&v) * 1000 + 0.5;
		spread_add(&c->score[at], n < 1 ? 0 : n > 1e15 ?
		    1000000000000000 : (uint64_t)n);
	}
}

/* Whether a text of a record is a question, or an answer, to be looked at. */
static bool
is_asked(const struct counts *c, enum text_kind kind)
{
	return kind == TEXT_INPUT ||
	    (kind == TEXT_QUESTION && !c->texts.turns);
}

static bool
is_answer(const struct counts *c, enum text_kind kind)
{
	return kind == TEXT_OUTPUT ||
	    (kind == TEXT_ANSWER && !c->texts.turns);
}

static void
count_answer(struct counts *c, struct span s)
{
	unsigned found = marks_find(c->marks, s);
	size_t i;

	c->answers++;
	for (i = 0; i < MARKS; i++)
		c->mark[i] += found >> i & 1;
}

static void
count_texts(struct counts *c)
{
	const struct text *t;
	uint64_t hash = 0;
	size_t i;

	c->used++;
	for (i = 0; i < c->texts.n; i++) {
		t = &c->texts.each[i];
		spread_add(&c->length[t->kind], utf8_count(t->s.p, t->s.len));
		if (t->kind != TEXT_SYSTEM)
			hash = distinct_hash(hash + t->kind, t->s);
		if (is_asked(c, t->kind))
			asked_add(&c->asked, t->s);
		if (is_answer(c, t->kind))
			count_answer(c, t->s);
	}
	if (c->texts.n > 0)
		c->same_rows += !hashes_add(&c->rows, hash);
}

void
counts_add(struct counts *c, struct stage *st, struct record *r)
{
	const struct json_value *state = record_get(r, st->state);
	const struct json_value *error = record_get(r, st->error);
	bool failed = stage_has_error(st, r), left = false;
	size_t i;

	c->records++;
	if (failed)
		count_error(c, st, error);
	count_call(c, record_get(r, c->f_ask));
	count_call(c, record_get(r, c->f_rag));
	count_call(c, record_get(r, c->f_judge));
	count_call(c, record_get(r, c->f_rerank));
	if (state != NULL && state->type != JSON_NULL) {
		left = !(state->type == JSON_STRING &&
		    json_is(state, "success"));
		c->duplicates += state->type == JSON_STRING &&
		    json_is(state, "duplicate");
	}
	texts_read(&c->texts, r, st->input);
	/* What is no record, or only an error, has no state, not even none. */
	if (state != NULL || !failed || c->texts.n > 0)
		count_value(c, &c->states, state, true);
	(void)names_add(&c->formats, span_of(failed && c->texts.n == 0 ?
	    "error" : c->texts.format));
	if (!c->all && (failed || left))
		return;
	for (i = 0; i < BYS; i++)
		count_value(c, &c->by[i], record_get(r, c->f_by[i]), false);
	count_scores(c, record_get(r, c->f_scores));
	count_texts(c);
}

void
counts_free(struct counts *c)
{
	size_t i;

	names_free(&c->formats);
	names_free(&c->states);
	names_free(&c->errors);
	names_free(&c->models);
	names_free(&c->score_names);
	for (i = 0; i < BYS; i++)
		names_free(&c->by[i]);
	for (i = 0; i < TEXT_KINDS; i++)
		spread_free(&c->length[i]);
	for (i = 0; i < SCORES_MOST; i++)
		spread_free(&c->score[i]);
	asked_free(&c->asked);
	hashes_free(&c->rows);
	texts_free(&c->texts);
	marks_close(c->marks);
	buf_free(&c->scratch);
}
