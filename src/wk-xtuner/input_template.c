/* Fills passages and distractors into the input of a row. */
#include "input_template.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "stage/id.h"

#define PASSAGES_MOST (1 + HITS_MAX + INPUTS_KEPT)

/* A passage that may be shown. */
struct passage {
	struct span text, source;
	long long start;	/* in code points; -1: it has none */
	char order[ID_LEN + 1];
};

void
inputs_take_refusals(const struct opt *o, const char *arg, struct buf *why)
{
	struct inputs *in = o->value;
	char *end;

	in->share = strtod(arg, &end);
	if (strspn(arg, "0123456789.") != (size_t)(end - arg) ||
	    *end != ':' || !(in->share > 0 && in->share < 1) ||
	    end[1] == '\0')
		buf_printf(why, "--no-passage %s: not SHARE:FILE with a share"
		    " between 0 and 1, as 0.1:refusals.zh.txt", arg);
	else
		in->refusals = end + 1;
}

/* Reads "WEIGHT text"; without a number the weight is 1.  0: no refusal. */
static size_t
read_refusal(struct span line, struct span *text)
{
	size_t n = 0, weight = 0;

	*text = utf8_strip(line);
	while (n < text->len && n < 6 && span_is_digit(text->p[n]))
		weight = weight * 10 + (size_t)(text->p[n++] - '0');
	if (n == 0 || n == text->len || !span_is_blank(text->p[n]))
		return text->len > 0;
	*text = utf8_strip(span_from(*text, n));
	return text->len > 0 ? weight : 0;
}

/* Reads the file of refusals.  0, or -1 and why. */
static int
read_refusals(struct inputs *in, struct buf *why)
{
	struct span s, line, text;

	if (file_read(in->refusals, &in->lines) == -1) {
		buf_printf(why, "%s: %s", in->refusals, strerror(errno));
		return -1;
	}
	s = buf_span(&in->lines);
	if (utf8_valid(s.p, s.len) != s.len) {
		buf_printf(why, "%s: not UTF-8", in->refusals);
		return -1;
	}
	if (s.len > 0)
		(void)span_take(&s, UTF8_BOM);
	while (span_line(&s, &line))
		in->weight += read_refusal(line, &text);
	if (in->weight > 0)
		return 0;
	buf_printf(why, "%s: no line is a refusal", in->refusals);
	return -1;
}

int
inputs_open(struct inputs *in, struct stage *st, struct buf *why)
{
	if (in->prompt.text.p == NULL) {
		if (in->refusals == NULL)
			return 0;
		buf_puts(why, "--no-passage needs --input-template");
		return -1;
	}
	if (template_parse(&in->template, in->prompt.text, &st->fields,
	    why) == -1)
		return -1;
	in->passages = template_place(&in->template, &st->fields, "passages");
	in->question = template_place(&in->template, &st->fields, "question");
	if (in->passages == -1 || in->question == -1) {
		buf_puts(why, "--input-template: the file must contain "
		    "{{passages}} and {{question}}");
		return -1;
	}
	in->text = stage_field(st, "text");
	in->source = stage_field(st, "source");
	in->start = stage_field(st, "start");
	in->hits = stage_field(st, "hits");
	in->references = stage_field(st, "references");
	in->evidence = stage_field(st, "evidence");
	in->refusal = stage_field(st, "refusal");
	in->passage = xcalloc(PASSAGES_MOST, sizeof(*in->passage));
	return in->refusals == NULL ? 0 : read_refusals(in, why);
}

/* Whether a holds all of b. */
static bool
holds(struct span a, struct span b)
{
	return b.len > 0 && a.len >= b.len &&
	    memmem(a.p, a.len, b.p, b.len) != NULL;
}

/* Whether two passages share a place of a source, or one holds the other. */
static bool
overlap(const struct passage *a, const struct passage *b)
{
	if (holds(a->text, b->text) || holds(b->text, a->text))
		return true;
	if (a->start < 0 || b->start < 0 || !span_same(a->source, b->source))
		return false;
	return a->start < b->start + (long long)utf8_count(b->text.p,
	    b->text.len) && b->start < a->start +
	    (long long)utf8_count(a->text.p, a->text.len);
}

/* Adds a passage, unless it is blank or overlaps with one that is there. */
static bool
add(struct inputs *in, const struct passage *p)
{
	size_t i;

	if (!utf8_has_visible(p->text))
		return false;
	for (i = 0; i < in->n; i++)
		if (overlap(p, &in->passage[i]))
			return false;
	in->passage[in->n++] = *p;
	return true;
}

/* Decodes a member into b; an empty span if it is no string. */
static struct span
text_of(const struct json_value *v, struct buf *b)
{
	buf_clear(b);
	if (v == NULL || !json_add_text(b, v) || b->len == 0)
		return (struct span){ "", 0 };
	return utf8_strip(buf_span(b));
}

static struct passage
passage_of(const struct hit *hit)
{
	return (struct passage){ .text = utf8_strip(hit->text),
	    .source = hit->source, .start = hit->start };
}

/* Whether a reference names the hit: its source, and a place in it. */
static bool
names(struct inputs *in, const struct json_value *reference,
    const struct hit *hit)
{
	struct json_value v;
	long long start;

	if (reference->type != JSON_OBJECT ||
	    !json_find(reference, "source", &v) || v.type != JSON_STRING)
		return false;
	buf_clear(&in->scratch);
	if (!span_same(json_string(&v, &in->scratch), hit->source))
		return false;
	if (hit->start < 0 || !json_find(reference, "start", &v) ||
	    json_integer(&v, &start) == -1)
		return true;
	return start >= hit->start && start - hit->start <
	    (long long)utf8_count(hit->text.p, hit->text.len);
}

static bool
is_named(struct inputs *in, const struct record *r, const struct hit *hit)
{
	const struct json_value *list = record_get(r, in->references);
	struct json_value reference;
	struct json j;

	if (list == NULL || list->type != JSON_ARRAY)
		return false;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	while (json_element(&j, &reference) == 1)
		if (names(in, &reference, hit))
			return true;
	return false;
}

/* Finds the passages of the record: the first in->own ones. */
static void
find_own(struct inputs *in, const struct record *r, size_t hits)
{
	const struct json_value *start = record_get(r, in->start);
	struct passage p = { .start = -1 };
	size_t i;
	bool all;

	in->n = 0;
	p.text = text_of(record_get(r, in->text), &in->own_text);
	p.source = text_of(record_get(r, in->source), &in->own_source);
	if (start == NULL || json_integer(start, &p.start) == -1)
		p.start = -1;
	(void)add(in, &p);
	for (i = 0; i < hits; i++)
		if (is_named(in, r, &in->hit[i])) {
			p = passage_of(&in->hit[i]);
			(void)add(in, &p);
		}
	all = in->n == 0;
	for (i = 0; all && i < hits; i++) {
		p = passage_of(&in->hit[i]);
		(void)add(in, &p);
	}
	in->own = in->n;
}

/* Whether a passage holds the evidence of the record, or a part of a list. */
static bool
proves(struct inputs *in, const struct record *r, struct span text)
{
	const struct json_value *v = record_get(r, in->evidence);
	struct json_value one;
	struct json j;

	if (v == NULL)
		return false;
	if (v->type != JSON_ARRAY)
		return holds(text, text_of(v, &in->scratch));
	json_open(&j, v->p, v->len);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1)
		if (holds(text, text_of(&one, &in->scratch)))
			return true;
	return false;
}

static void
set_order(const struct inputs *in, struct passage *p, const char *what)
{
	id_of(p->order, buf_span(&in->asked), span_of(what), p->text);
}

static int
compare(const void *a, const void *b)
{
	const struct passage *p = a, *q = b;

	return strcmp(p->order, q->order);
}

/* Adds at most `most` distractors: hits, then passages that are kept. */
static void
add_distractors(struct inputs *in, const struct record *r, size_t hits,
    size_t most)
{
	struct passage kept[INPUTS_KEPT], p;
	size_t i, n = 0;

	for (i = 0; i < hits && n < most; i++) {
		p = passage_of(&in->hit[i]);
		if (!proves(in, r, p.text))
			n += add(in, &p);
	}
	for (i = 0; i < in->nkept; i++) {
		kept[i] = (struct passage){ buf_span(&in->kept[i].text),
			buf_span(&in->kept[i].source), in->kept[i].start, "" };
		set_order(in, &kept[i], "draw");
	}
	if (in->nkept > 0)
		qsort(kept, in->nkept, sizeof(kept[0]), compare);
	for (i = 0; i < in->nkept && n < most; i++)
		if (!proves(in, r, kept[i].text))
			n += add(in, &kept[i]);
}

/* A number from 0 to 2^32 - 1, drawn by the question for one purpose. */
static unsigned long
draw(const struct inputs *in, const char *what)
{
	char id[ID_LEN + 1];

	id_of(id, buf_span(&in->asked), span_of(what), span_of(""));
	id[8] = '\0';
	return strtoul(id, NULL, 16);
}

/* Appends the passages, numbered in the order of a hash. */
static void
put_passages(struct inputs *in, size_t from, struct buf *b)
{
	struct passage *p = in->passage + from;
	size_t i, n = in->n - from;

	for (i = 0; i < n; i++)
		set_order(in, &p[i], "order");
	qsort(p, n, sizeof(*p), compare);
	for (i = 0; i < n; i++) {
		buf_printf(b, "%s[%zu] ", i == 0 ? "" : "\n\n", i + 1);
		buf_add(b, p[i].text.p, p[i].text.len);
	}
}

/* Makes a JSON string of s in b, and a value of it. */
static struct json_value
make_string(struct buf *b, struct span s)
{
	struct json_value v = { .type = JSON_NULL };
	struct json j;

	buf_clear(b);
	json_put_string(b, s.p, s.len);
	json_open(&j, b->data, b->len);
	(void)json_read(&j, &v);
	return v;
}

/* Replaces the answer of a turn by a refusal. */
static void
refuse_turn(struct inputs *in, struct row_turn *turn)
{
	size_t at = draw(in, "refusal") % in->weight, weight;
	struct span s = buf_span(&in->lines), line, text = { "", 0 };

	(void)span_take(&s, UTF8_BOM);
	while (span_line(&s, &line)) {
		if ((weight = read_refusal(line, &text)) > at)
			break;
		at -= weight;
	}
	turn->output = make_string(&in->output, text);
	turn->reasoning.p = NULL;
}

/*
 * Chooses what is shown.  Returns the place of the first passage shown: 0, or
 * in->own if the turn is to have distractors alone.
 */
static size_t
choose(struct inputs *in, const struct record *r, size_t hits)
{
	if (in->refusals != NULL && !record_true(r, in->refusal) &&
	    (double)draw(in, "share") < in->share * 4294967296.0) {
		add_distractors(in, r, 0, in->distractors + in->own);
		if (in->n > in->own)
			return in->own;
	}
	add_distractors(in, r, hits, in->distractors);
	return 0;
}

const char *
inputs_fill(struct inputs *in, struct record *r, struct row_turn *turn,
    struct buf *why)
{
	struct template_value own[2];
	struct passage *mine;
	const char *missing;
	struct buf shown = { 0 };
	size_t from;
	int hits;

	if ((hits = hits_read(r, in->hits, in->hit)) == -1) {
		buf_puts(why, "hits is not an array of objects that have a"
		    " text");
		return "bad_hits";
	}
	(void)text_of(&turn->input, &in->asked);
	find_own(in, r, (size_t)hits);
	if (in->own == 0) {
		buf_puts(why, "no passage: neither text nor hits");
		return "no_passage";
	}
	/* inputs_keep wants them in front, and put_passages sorts. */
	mine = xcalloc(in->own, sizeof(*mine));
	memcpy(mine, in->passage, in->own * sizeof(*mine));
	from = choose(in, r, (size_t)hits);
	put_passages(in, from, &shown);
	memcpy(in->passage, mine, in->own * sizeof(*mine));
	free(mine);
	own[0] = (struct template_value){ in->question, buf_span(&in->asked) };
	own[1] = (struct template_value){ in->passages, buf_span(&shown) };
	buf_clear(&in->filled);
	if (template_fill_with(&in->template, r, own, LEN(own), &in->filled,
	    &missing) == -1) {
		buf_printf(why, "no field '%s' for the input; {{%s|...}} would"
		    " give it a default", missing, missing);
		buf_free(&shown);
		return "missing_field";
	}
	buf_free(&shown);
	turn->input = make_string(&in->input, buf_span(&in->filled));
	if (from > 0)
		refuse_turn(in, turn);
	return NULL;
}

/* Keeps one passage in place of the oldest, unless it is kept already. */
static void
keep(struct inputs *in, const struct passage *p)
{
	struct kept *k;
	size_t i;

	if (p->text.len > INPUTS_LONGEST || p->source.len > INPUTS_LONGEST)
		return;
	for (i = 0; i < in->nkept; i++)
		if (span_same(buf_span(&in->kept[i].text), p->text))
			return;
	k = &in->kept[in->next];
	in->next = (in->next + 1) % INPUTS_KEPT;
	if (in->nkept < INPUTS_KEPT)
		in->nkept++;
	buf_clear(&k->text);
	buf_add(&k->text, p->text.p, p->text.len);
	buf_clear(&k->source);
	buf_add(&k->source, p->source.p, p->source.len);
	k->start = p->start;
}

void
inputs_keep(struct inputs *in)
{
	size_t i;

	for (i = 0; i < in->own; i++)
		keep(in, &in->passage[i]);
}

void
inputs_free(struct inputs *in)
{
	struct buf *all[] = { &in->lines, &in->asked, &in->own_text,
		&in->own_source, &in->scratch, &in->filled, &in->input,
		&in->output };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_free(all[i]);
	for (i = 0; i < INPUTS_KEPT; i++) {
		buf_free(&in->kept[i].text);
		buf_free(&in->kept[i].source);
	}
	free(in->passage);
	template_free(&in->template);
	prompt_free(&in->prompt);
}
