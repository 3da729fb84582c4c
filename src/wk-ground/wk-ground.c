/* wk-ground: checks answers against their passages, without a model. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "claims.h"
#include "evidence.h"
#include "report.h"
#include "stage/hits.h"
#include "stage/program.h"
#include "stage/stage.h"

/* Strings of evidence of one record that are looked up. */
#define EVIDENCE_MAX 64

static struct stage stage = { .name = "wk-ground", .field = "answer",
	.answered = true, .say = program_say };
static int f_evidence, f_text, f_hits, f_references, f_scores, f_unsupported;
static int f_source, f_start, f_url;
/* Fields that belong to the question: their names are not invented. */
static const char *const given_names[] = { "question", "title", "heading",
	"before" };
static int f_given[LEN(given_names)];

/* Used again for each record. */
static struct span own_text;
static struct claims claims;
static struct lookup lookup, given;
static struct units quoted;
static struct chinese *chinese;
static struct hit hit[HITS_MAX];
static struct buf json, scratch;

static size_t grounded, ungrounded, unproved;

/* The passages of the record at hand, in the order of `lookup`. */
static int hits;		/* how many hits are among them */
static bool has_text;		/* the first is the record's own text */

static bool
is_absent(const struct json_value *v)
{
	return v == NULL || v->type == JSON_NULL;
}

/* Makes a text a passage; the answer's claims that it holds are marked. */
static void
add_passage(struct span s)
{
	claims_mark(&claims, lookup_add(&lookup, s), false);
}

static void
add_given(struct span s)
{
	claims_mark(&claims, lookup_add(&given, s), true);
}

/* The string member of a hit that is given with it. */
static void
add_given_member(struct record *r, const struct hit *h, const char *name)
{
	struct json_value v;

	if (json_find(&h->value, name, &v) && v.type == JSON_STRING)
		add_given(record_decode(r, &v));
}

/* Whether a reference names a hit: its source, and a place within it. */
static bool
names_hit(const struct json_value *reference, const struct hit *h)
{
	struct json_value a, b;
	long long at, start;
	struct buf x = { 0 }, y = { 0 };
	bool same;

	if (!json_find(reference, "source", &a) ||
	    !json_find(&h->value, "source", &b) ||
	    !json_add_text(&x, &a) || !json_add_text(&y, &b))
		same = false;
	else
		same = span_same(buf_span(&x), buf_span(&y));
	buf_free(&x);
	buf_free(&y);
	if (!same || !json_find(reference, "start", &a) ||
	    !json_find(&h->value, "start", &b) ||
	    json_integer(&a, &at) == -1 || json_integer(&b, &start) == -1)
		return same;
	return at >= start && at - start <=
	    (long long)utf8_count(h->text.p, h->text.len);
}

/* Keeps the hits that the record's references name, if they name any. */
static void
keep_cited(struct record *r)
{
	const struct json_value *list = record_get(r, f_references);
	bool cited[HITS_MAX] = { false };
	struct json_value one;
	struct json j;
	int i, n = 0;

	if (list == NULL || list->type != JSON_ARRAY)
		return;
	json_open(&j, list->p, list->len);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1)
		for (i = 0; i < hits; i++)
			cited[i] = cited[i] || names_hit(&one, &hit[i]);
	for (i = 0; i < hits; i++)
		if (cited[i])
			hit[n++] = hit[i];
	if (n > 0)
		hits = n;
}

/*
 * Reads the passages of a record, and marks the claims that they hold.
 * False if the record has failed.
 */
static bool
read_passages(struct record *r, bool with_text)
{
	struct span s;
	size_t k;
	int i;

	if ((hits = hits_read(r, f_hits, hit)) == -1) {
		stage_fail(&stage, r, "bad_hits",
		    "hits is not an array of objects that have a text");
		return false;
	}
	lookup_clear(&lookup);
	lookup_clear(&given);
	if (!with_text)
		keep_cited(r);
	has_text = (with_text || hits == 0) &&
	    record_string(r, f_text, &own_text) == 1;
	if (has_text)
		add_passage(own_text);
	for (i = 0; i < hits; i++) {
		add_passage(hit[i].text);
		add_given_member(r, &hit[i], "title");
		add_given_member(r, &hit[i], "heading");
	}
	for (k = 0; k < LEN(f_given); k++)
		if (record_string(r, f_given[k], &s) == 1)
			add_given(s);
	return true;
}

/* Appends a reference to a place in the record's own text. */
static void
refer_to_text(const struct record *r, size_t offset)
{
	const struct json_value *v = record_get(r, f_source);
	struct buf one = { 0 };
	long long start;

	buf_puts(&one, "{\"source\":");
	if (v != NULL && v->type == JSON_STRING)
		buf_add(&one, v->p, v->len);
	else
		buf_puts(&one, "\"\"");
	if ((v = record_get(r, f_start)) != NULL &&
	    json_integer(v, &start) == 0 && start >= 0) {
		buf_puts(&one, ",\"start\":");
		buf_addu(&one, (uint64_t)start + offset);
	}
	if ((v = record_get(r, f_url)) != NULL && v->type == JSON_STRING) {
		buf_puts(&one, ",\"url\":");
		buf_add(&one, v->p, v->len);
	}
	buf_addc(&one, '}');
	(void)hits_add_once(&json, &one);
	buf_free(&one);
}

/* Looks one string of evidence up, and appends where it is. */
static bool
find_evidence(struct record *r, const struct json_value *v)
{
	struct lookup_match match;
	struct hit *h;

	units_read(&quoted, record_decode(r, v));
	if (!evidence_find(&lookup, &quoted, &scratch, &match))
		return false;
	if (match.passage == 0 && has_text)
		refer_to_text(r, evidence_start(&quoted, own_text,
		    match.start));
	else {
		h = &hit[match.passage - has_text];
		hits_add_reference(&json, h,
		    evidence_start(&quoted, h->text, match.start));
	}
	return true;
}

/*
 * Looks the evidence up and sets the references.  1; 0 if it is not there;
 * -1 and the record has failed if it is no evidence.
 */
static int
check_evidence(struct record *r, const struct json_value *evidence)
{
	struct json_value one;
	struct json j;
	size_t n = 0;
	bool found = true;

	buf_clear(&json);
	buf_addc(&json, '[');
	json_open(&j, evidence->p, evidence->len);
	if (evidence->type == JSON_STRING)
		found = find_evidence(r, evidence);
	else if (evidence->type != JSON_ARRAY || json_array(&j) == -1)
		n = EVIDENCE_MAX;
	else {
		while (n < EVIDENCE_MAX && json_element(&j, &one) == 1) {
			if (one.type != JSON_STRING)
				n = EVIDENCE_MAX;
			else if (!find_evidence(r, &one))
				found = false;
			n++;
		}
		found = found && n > 0;
	}
	if (n >= EVIDENCE_MAX) {
		stage_fail(&stage, r, "bad_evidence", "evidence is neither a "
		    "string nor an array of less than %d strings",
		    EVIDENCE_MAX);
		return -1;
	}
	buf_addc(&json, ']');
	if (found)
		record_set(r, f_references, json.data, json.len);
	else
		record_unset(r, f_references);
	return found;
}

/* Sets what the report says of the answer.  Whether the answer stands. */
static bool
check_answer(struct record *r)
{
	struct report report;
	bool stands;

	report_make(&report, &claims, &lookup, &given, chinese);
	buf_clear(&json);
	report_scores(&report, record_get(r, f_scores), &json);
	record_set(r, f_scores, json.data, json.len);
	buf_clear(&json);
	stands = report_unsupported(&report, &json);
	if (json.len > 2)
		record_set(r, f_unsupported, json.data, json.len);
	else
		record_unset(r, f_unsupported);
	return stands;
}

static void
work(struct record *r)
{
	const struct json_value *evidence = record_get(r, f_evidence);
	struct span answer = { "", 0 };
	int has_answer = record_string(r, stage.input, &answer);
	bool stands = true;
	int found = 1;

	if (has_answer == -1 || (has_answer == 0 && is_absent(evidence))) {
		stage_fail(&stage, r, "no_answer", "no text in %s",
		    stage.field);
		return;
	}
	claims_read(&claims, answer, chinese);
	if (!read_passages(r, !is_absent(evidence)))
		return;
	if (lookup.n == 0 && is_absent(evidence)) {
		stage_fail(&stage, r, "no_passage", "no text, hits or evidence "
		    "to check the answer with");
		return;
	}
	if (!is_absent(evidence) && (found = check_evidence(r, evidence)) == -1)
		return;
	if (has_answer == 1)
		stands = check_answer(r);
	if (found && stands) {
		grounded++;
		return;
	}
	ungrounded++;
	unproved += !found;
	record_set_string(r, stage.state, "ungrounded", 10);
}

static const struct opt options[] = {
	STAGE_OPTIONS(stage, "answer")
};

static const struct opt_program program = {
	.name = "wk-ground",
	.does = "Checks answers against their passages, without a model.",
	.example = { "wk-find -k kb.db questions.jsonl | wk-rag -x | wk-ground",
	    "wk-find -k kb.db -n 1 q.jsonl | wk-rag -x | wk-ground -v" },
	.operands = "[file ...]",
	.options = options, .n = LEN(options)
};

static void
open_fields(void)
{
	size_t i;

	f_evidence = stage_field(&stage, "evidence");
	f_text = stage_field(&stage, "text");
	f_hits = stage_field(&stage, "hits");
	f_references = stage_field(&stage, "references");
	f_scores = stage_field(&stage, "scores");
	f_unsupported = stage_field(&stage, "unsupported");
	f_source = stage_field(&stage, "source");
	f_start = stage_field(&stage, "start");
	f_url = stage_field(&stage, "url");
	for (i = 0; i < LEN(f_given); i++)
		f_given[i] = stage_field(&stage, given_names[i]);
}

int
main(int argc, char *argv[])
{
	char *const *operands;
	struct record *r;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	open_fields();
	chinese = chinese_open();
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL) {
		work(r);
		stage_emit(&stage, r);
	}
	status = stage_end(&stage);
	if (stage.verbose)
		program_say("%zu grounded, %zu ungrounded (%zu by their "
		    "evidence), %zu failed", grounded, ungrounded, unproved,
		    stage.failed);
	chinese_close(chinese);
	claims_free(&claims);
	lookup_free(&lookup);
	lookup_free(&given);
	units_free(&quoted);
	buf_free(&json);
	buf_free(&scratch);
	return status;
}
