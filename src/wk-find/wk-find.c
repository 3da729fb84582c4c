/* wk-find: finds the chunks of a knowledge base that may answer questions. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kb/kb.h"
#include "stage/embedded.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "calibrate.h"

/* Scores are compared as they are printed, in 1/10000. */
#define SCALE CALIBRATE_SCALE

/* On the side of letting questions through: see wk-find(1). */
#define THRESHOLD 0.42

#define WANT 5
#define WANT_MAX 1000
#define NEIGHBOURS_MAX 100
#define LOOK_AHEAD ((size_t)1 << 16)	/* bytes: look no further */

static struct stage stage = { .name = "wk-find", .field = "question",
	.gated = true, .sink = true, .say = program_say };
static struct kb *kb;
static const char *path;	/* -k */
static bool immutable;	/* --immutable */
static size_t want = WANT, neighbours;
static double threshold = THRESHOLD;
static double similarity = NAN;	/* -t; NAN: that of the base */
static bool calibrating;
static int f_hits, f_embedding;
static struct embedding embedding;	/* of the question at hand */

/* A question that comes after it, and how far away the next one is. */
static struct record later;
static struct embedding later_embedding;
static size_t later_at;

static struct kb_hits hits;
static struct buf json;
static struct buf why;	/* the library failed */
static size_t found, unrelated;

/* --calibrate: the questions, and whether some have similarities. */
static struct calibrate_question *asked;
static size_t nasked, asked_size, ngood;
static bool compared;

/* The best score and the best similarity of the hits, in 1/SCALE. */
struct best {
	int score, similarity;
};

static int
scaled(double score)
{
	return (int)lround(score * SCALE);
}

/* Appends a member whose value is a number in 1/SCALE. */
static void
put_scaled(struct buf *b, const char *name, int n)
{
	buf_printf(b, "\"%s\":%s%d.%04d", name, n < 0 ? "-" : "",
	    abs(n) / SCALE, abs(n) % SCALE);
}

static void
put_hit(struct buf *b, const struct kb_hit *hit)
{
	buf_puts(b, "{\"text\":");
	json_put_string(b, hit->chunk.text.p, hit->chunk.text.len);
	buf_puts(b, ",\"source\":");
	json_put_string(b, hit->chunk.source.p, hit->chunk.source.len);
	buf_addc(b, ',');
	put_scaled(b, "score", scaled(hit->score));
	if (hit->compared) {
		buf_addc(b, ',');
		put_scaled(b, "similarity", scaled(hit->similarity));
	}
	if (hit->chunk.placed)
		buf_printf(b, ",\"start\":%lld", hit->chunk.start);
	if (hit->chunk.url.p != NULL) {
		buf_puts(b, ",\"url\":");
		json_put_string(b, hit->chunk.url.p, hit->chunk.url.len);
	}
	buf_addc(b, '}');
}

/*
 * Prints why the library failed, and marks the record at hand.  Nothing is
 * looked up from then on.  Returns false.
 */
static bool
stop(struct record *r, const char *kind)
{
	program_say("%.*s", (int)why.len, why.data);
	stage.stopped = STATUS_LOCAL;
	stage_fail(&stage, r, kind, "%.*s", (int)why.len, why.data);
	return false;
}

/*
 * Sets *e to the embedding of the record's question; to NULL if it, or the
 * knowledge base, has none.  False if the record, or the run, has failed.
 */
static bool
read_embedding(struct record *r, struct span question,
    const struct embedding **e)
{
	int has, fits;

	*e = NULL;
	has = embedded_read(&embedding, &stage, r, f_embedding, question);
	if (has != 1)
		return has == 0;
	if ((fits = kb_fits(kb, &embedding, &why)) == -1)
		return stop(r, "other_model");
	if (fits == 1)
		*e = &embedding;
	return true;
}

/* The embedding of a later question that has been read already; or NULL. */
static const struct embedding *
look_ahead(void *arg)
{
	const struct json_value *v;
	struct embedding *e = &later_embedding;
	struct buf ignored = { 0 };
	bool good = false;

	(void)arg;
	while (!good && later_at < LOOK_AHEAD &&
	    stage_peek(&stage, &later_at, &later))
		good = stage_wants(&stage, &later) &&
		    (v = record_get(&later, f_embedding)) != NULL &&
		    embedding_read(e, v, &ignored) == 0 &&
		    embedding_normalise(e);
	buf_free(&ignored);
	return good ? e : NULL;
}

/* What the hits have at best. */
static struct best
best_of_hits(void)
{
	struct best best = { 0, CALIBRATE_NONE };
	const struct kb_hit *hit;
	size_t i;

	for (i = 0; i < hits.n; i++) {
		hit = &hits.hit[i];
		if (scaled(hit->score) > best.score)
			best.score = scaled(hit->score);
		if (hit->compared && scaled(hit->similarity) > best.similarity)
			best.similarity = scaled(hit->similarity);
	}
	return best;
}

/*
 * Finds the hits for the record's question, and the best of their scores.
 * False if the record, or the run, has failed.
 */
static bool
search(struct record *r, struct best *best)
{
	const struct embedding *e;
	struct span question;

	if (record_string(r, stage.input, &question) != 1) {
		stage_fail(&stage, r, "no_question", "no text in %s",
		    stage.field);
		return false;
	}
	if (!read_embedding(r, question, &e))
		return false;
	later_at = 0;
	if (kb_find(kb, question, e, want, &hits, &why) == -1)
		return stop(r, "bad_kb");
	*best = best_of_hits();
	return true;
}

/* Whether the hits are enough for a question. */
static bool
is_enough(struct span question, struct best best)
{
	return hits.n > 0 && (best.score >= scaled(threshold) ||
	    best.similarity >= scaled(isnan(similarity) ?
	    kb_similarity(kb, question) : similarity));
}

static void
work(struct record *r)
{
	struct span question;
	struct best best;
	size_t i;

	if (stage.stopped != 0) {
		stage_fail(&stage, r, "stopped", "not looked up: the run "
		    "stopped before this record");
		return;
	}
	if (!search(r, &best) || record_string(r, stage.input, &question) != 1)
		return;
	if (!is_enough(question, best)) {
		record_unset(r, f_hits);
		record_set_string(r, stage.state, "unrelated", 9);
		unrelated++;
		return;
	}
	if (kb_widen(kb, &hits, neighbours, &why) == -1) {
		(void)stop(r, "bad_kb");
		return;
	}
	buf_clear(&json);
	for (i = 0; i < hits.n; i++) {
		buf_addc(&json, i == 0 ? '[' : ',');
		put_hit(&json, &hits.hit[i]);
	}
	buf_addc(&json, ']');
	if (json.failed) {
		stage_fail(&stage, r, "too_long", "the hits are too long");
		return;
	}
	record_set(r, f_hits, json.data, json.len);
	found++;
}

static int
find(char *const *operands)
{
	struct record *r;
	int status;

	f_hits = stage_field(&stage, "hits");
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL) {
		if (stage_wants(&stage, r))
			work(r);
		record_unset(r, f_embedding);
		stage_emit(&stage, r);
	}
	if (stage.stopped != 0)
		stage_stop(&stage);
	status = stage_end(&stage);
	if (stage.verbose)
		program_say("%zu found, %zu unrelated, %zu failed", found,
		    unrelated, stage.failed);
	return status;
}

/* --calibrate: keeps what was found for a question. */
static void
add_asked(bool good, struct best best)
{
	if (nasked == asked_size) {
		asked_size = asked_size * 2 + 256;
		asked = xreallocarray(asked, asked_size, sizeof(*asked));
	}
	asked[nasked++] = (struct calibrate_question){ .good = good,
		.score = best.score, .similarity = best.similarity };
	if (good)
		ngood++;
	compared = compared || best.similarity != CALIBRATE_NONE;
}

/* Prints the best thresholds of both kinds, and the F1 of each alone. */
static void
put_both(struct buf *line)
{
	struct calibrate_best words, vectors;

	calibrate_words(&words, asked, nasked);
	calibrate_vectors(&vectors, asked, nasked);
	buf_puts(line, ",\"words\":{");
	put_scaled(line, "threshold", words.score);
	buf_addc(line, ',');
	put_scaled(line, "f1", scaled(words.f1));
	buf_puts(line, "},\"vectors\":{");
	put_scaled(line, "similarity", vectors.similarity);
	buf_addc(line, ',');
	put_scaled(line, "f1", scaled(vectors.f1));
	buf_addc(line, '}');
}

static void
print_best(void)
{
	struct buf *line = &stage.out.buf;
	struct calibrate_best best;

	if (compared)
		calibrate_both(&best, asked, nasked);
	else
		calibrate_words(&best, asked, nasked);
	buf_addc(line, '{');
	put_scaled(line, "threshold", best.score);
	buf_addc(line, ',');
	put_scaled(line, "throttle", best.score);	/* its old name */
	buf_addc(line, ',');
	if (compared) {
		put_scaled(line, "similarity", best.similarity);
		buf_addc(line, ',');
	}
	put_scaled(line, "f1", scaled(best.f1));
	buf_addc(line, ',');
	put_scaled(line, "precision", scaled(best.precision));
	buf_addc(line, ',');
	put_scaled(line, "recall", scaled(best.recall));
	buf_puts(line, ",\"good\":");
	buf_addu(line, ngood);
	buf_puts(line, ",\"bad\":");
	buf_addu(line, nasked - ngood);
	if (compared)
		put_both(line);
	buf_addc(line, '}');
	out_end(&stage.out);
}

static int
calibrate(char *const *operands)
{
	struct record *r;
	struct best best;

	if (operands[0] == NULL || operands[1] == NULL ||
	    operands[2] != NULL || strcmp(operands[0], "-") == 0 ||
	    strcmp(operands[1], "-") == 0)
		program_die("--calibrate needs two files: answerable "
		    "questions, and unanswerable ones");
	stage.gated = false;
	stage.last = true;
	stage_open(&stage, operands);
	while (stage.stopped == 0 && (r = stage_next(&stage)) != NULL) {
		if (stage_wants(&stage, r) && search(r, &best))
			add_asked(stage.file != operands[1], best);
	}
	if (stage.stopped != 0)
		stage_stop(&stage);
	else if (ngood > 0 && ngood < nasked)
		print_best();
	else {
		if (!stage.unread)
			program_say("%s: no questions%s",
			    operands[ngood > 0 ? 1 : 0], stage.failed > 0 ?
			    " that can be looked up; without --calibrate the "
			    "reasons are told" : "");
		stage_stop(&stage);
	}
	return stage_end(&stage);
}

/* -t: one threshold, or two with a comma between them. */
static void
take_thresholds(const struct opt *o, const char *arg, struct buf *problem)
{
	const char *comma = strchr(arg, ',');
	const char *option = o->letter != 0 ? "-t" : "--throttle";
	struct buf words = { 0 };

	buf_add(&words, arg, comma == NULL ? strlen(arg) :
	    (size_t)(comma - arg));
	buf_addc(&words, '\0');
	threshold = opt_real(option, words.data, 0, 1, problem);
	if (comma != NULL && problem->len == 0)
		similarity = opt_real(option, comma + 1, -1, 1, problem);
	buf_free(&words);
}

static const struct opt options[] = {
	{ 'k', "kb", "kb", "the knowledge base", OPT_STRING, .value = &path,
	    .required = true, .hint = "this makes one: "
	    "wk-split docs | wk-index kb.db" },
	{ 'n', "hits", "hits", "most hits for a question (5)",
	    OPT_SIZE, .value = &want, .least = 1, .most = WANT_MAX },
	{ 't', "threshold", "words[,vectors]", "least score of the best hit "
	    "(0.42)", OPT_CALL, .call = take_thresholds },
	{ 0, "throttle", "threshold", NULL,	/* its old name */
	    OPT_CALL, .call = take_thresholds },
	{ 0, "neighbours", "n", "join n chunks on each side of a hit (0)",
	    OPT_SIZE, .value = &neighbours, .least = 0,
	    .most = NEIGHBOURS_MAX },
	{ 0, "calibrate", NULL, "find a threshold; files: answerable, "
	    "unanswerable",
	    OPT_FLAG, .value = &calibrating },
	{ 0, "immutable", NULL, "do not lock kb; nobody may change it then",
	    OPT_FLAG, .value = &immutable },
	STAGE_OPTIONS(stage, "question")
};

static const struct opt_program program = {
	.name = "wk-find",
	.does = "Finds the passages of a knowledge base that fit questions.",
	.example = { "wk-find -k kb.db questions.jsonl | wk-rag -x",
	    "wk-find -k kb.db --calibrate questions.jsonl unrelated.jsonl" },
	.operands = "[file ...]",
	.job = "Search",
	.options = options, .n = LEN(options)
};

int
main(int argc, char *argv[])
{
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if ((kb = kb_open(path, immutable, &why)) == NULL)
		program_die("%.*s", (int)why.len, why.data);
	kb_look_ahead(kb, look_ahead, NULL);
	f_embedding = stage_field(&stage, "embedding");
	status = (calibrating ? calibrate : find)(operands);
	kb_close(kb);
	kb_hits_free(&hits);
	embedding_free(&embedding);
	embedding_free(&later_embedding);
	record_free(&later);
	free(asked);
	buf_free(&json);
	buf_free(&why);
	return status;
}
