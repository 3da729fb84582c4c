/* wk-find: finds the chunks of a knowledge base that may answer questions. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "kb/kb.h"
#include "stage/program.h"
#include "stage/stage.h"

/* Scores are compared as they are printed, in 1/10000. */
#define SCALE 10000

/* On the side of letting questions through: see wk-find(1). */
#define THRESHOLD 0.42

#define WANT 5
#define WANT_MAX 1000
#define NEIGHBOURS_MAX 100

static struct stage stage = { .name = "wk-find", .field = "question",
	.gated = true, .say = program_say };
static struct kb *kb;
static const char *path;	/* -k */
static size_t want = WANT, neighbours;
static double threshold = THRESHOLD;
static bool calibrating;
static int f_hits;
static struct kb_hits hits;
static struct buf json;
static struct buf why;	/* the library failed */
static size_t found, unrelated;

/* --calibrate: the best score of each question. */
static struct scores {
	unsigned int *score;
	size_t n, size;
} good, bad;

static unsigned int
scaled(double score)
{
	return (unsigned int)lround(score * SCALE);
}

/* Appends a member whose value is a number in 1/SCALE. */
static void
put_scaled(struct buf *b, const char *name, unsigned int n)
{
	buf_printf(b, "\"%s\":%u.%04u", name, n / SCALE, n % SCALE);
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
stop(struct record *r)
{
	program_say("%.*s", (int)why.len, why.data);
	stage.stopped = STATUS_LOCAL;
	stage_fail(&stage, r, "bad_kb", "%.*s", (int)why.len, why.data);
	return false;
}

/*
 * Finds the hits for the record's question, and the best of their scores.
 * False if the record, or the run, has failed.
 */
static bool
search(struct record *r, unsigned int *best)
{
	struct span question;
	size_t i;

	if (record_string(r, stage.input, &question) != 1) {
		stage_fail(&stage, r, "no_question", "no text in %s",
		    stage.field);
		return false;
	}
	if (kb_find(kb, question, want, &hits, &why) == -1)
		return stop(r);
	*best = 0;
	for (i = 0; i < hits.n; i++)
		if (scaled(hits.hit[i].score) > *best)
			*best = scaled(hits.hit[i].score);
	return true;
}

static void
work(struct record *r)
{
	unsigned int best;
	size_t i;

	if (stage.stopped != 0) {
		stage_fail(&stage, r, "stopped", "not looked up: the "
		    "knowledge base broke before its turn");
		return;
	}
	if (!search(r, &best))
		return;
	if (hits.n == 0 || best < scaled(threshold)) {
		record_unset(r, f_hits);
		record_set_string(r, stage.state, "unrelated", 9);
		unrelated++;
		return;
	}
	if (kb_widen(kb, &hits, neighbours, &why) == -1) {
		(void)stop(r);
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
		work(r);
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

static void
add_score(struct scores *s, unsigned int score)
{
	if (s->n == s->size) {
		s->size = s->size * 2 + 256;
		s->score = xreallocarray(s->score, s->size,
		    sizeof(*s->score));
	}
	s->score[s->n++] = score;
}

static int
descending(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return *x > *y ? -1 : *x < *y;
}

/*
 * Prints the threshold with the best F1: a good question that passes is
 * right; a bad one that passes, or a good one that does not, is wrong.
 */
static void
print_best(void)
{
	struct buf *line = &stage.out.buf;
	unsigned int at, next, best = 0;
	double f1, best_f1 = -1, precision = 0, recall = 0;
	size_t g = 0, b = 0;

	qsort(good.score, good.n, sizeof(*good.score), descending);
	qsort(bad.score, bad.n, sizeof(*bad.score), descending);
	while (g < good.n) {
		at = good.score[g];
		while (g < good.n && good.score[g] == at)
			g++;
		while (b < bad.n && bad.score[b] >= at)
			b++;
		f1 = 2.0 * (double)g / (double)(good.n + g + b);
		if (f1 <= best_f1)
			continue;
		best_f1 = f1;
		precision = (double)g / (double)(g + b);
		recall = (double)g / (double)good.n;
		/* Half way to the next lower score, so as to favour neither. */
		next = g < good.n ? good.score[g] : 0;
		if (b < bad.n && bad.score[b] > next)
			next = bad.score[b];
		best = (at + next + 1) / 2;
	}
	buf_addc(line, '{');
	put_scaled(line, "threshold", best);
	buf_addc(line, ',');
	put_scaled(line, "throttle", best);	/* its old name */
	buf_addc(line, ',');
	put_scaled(line, "f1", scaled(best_f1));
	buf_addc(line, ',');
	put_scaled(line, "precision", scaled(precision));
	buf_addc(line, ',');
	put_scaled(line, "recall", scaled(recall));
	buf_puts(line, ",\"good\":");
	buf_addu(line, good.n);
	buf_puts(line, ",\"bad\":");
	buf_addu(line, bad.n);
	buf_addc(line, '}');
	out_end(&stage.out);
}

static int
calibrate(char *const *operands)
{
	struct record *r;
	unsigned int best;

	if (operands[0] == NULL || operands[1] == NULL ||
	    operands[2] != NULL || strcmp(operands[0], "-") == 0 ||
	    strcmp(operands[1], "-") == 0)
		program_die("--calibrate: wants two files: questions "
		    "to be answered, and questions not to be");
	stage.gated = false;
	stage.sink = true;
	stage.last = true;
	stage_open(&stage, operands);
	while (stage.stopped == 0 && (r = stage_next(&stage)) != NULL) {
		if (stage_wants(&stage, r) && search(r, &best))
			add_score(stage.file == operands[1] ? &bad : &good,
			    best);
	}
	if (stage.stopped != 0)
		stage_stop(&stage);
	else if (good.n > 0 && bad.n > 0)
		print_best();
	else {
		program_say("%s: no questions", operands[good.n > 0 ? 1 : 0]);
		stage_stop(&stage);
	}
	return stage_end(&stage);
}

static const struct opt options[] = {
	{ 'k', "kb", "kb", "the knowledge base", OPT_STRING, .value = &path,
	    .required = true, .hint = "this makes one: "
	    "wk-split docs | wk-index kb.db" },
	{ 'n', "hits", "hits", "hits for a question, at most (5)",
	    OPT_SIZE, .value = &want, .least = 1, .most = WANT_MAX },
	{ 't', "threshold", "threshold", "score that a hit must reach (0.42)",
	    OPT_REAL, .value = &threshold, .least = 0, .most = 1 },
	{ 0, "throttle", "threshold", NULL,	/* its old name */
	    OPT_REAL, .value = &threshold, .least = 0, .most = 1 },
	{ 0, "neighbours", "n", "chunks to join on either side of a hit (0)",
	    OPT_SIZE, .value = &neighbours, .least = 0,
	    .most = NEIGHBOURS_MAX },
	{ 0, "calibrate", NULL, "find the threshold, from two files: good bad",
	    OPT_FLAG, .value = &calibrating },
	STAGE_OPTIONS(stage)
};

static const struct opt_program program = {
	.name = "wk-find",
	.does = "Finds the passages that may answer questions.",
	.example = { "wk-find -k kb.db questions.jsonl | wk-rag -x",
	    "wk-find -k kb.db --calibrate questions.jsonl unrelated.jsonl" },
	.operands = "[file ...]",
	.options = options, .n = LEN(options)
};

int
main(int argc, char *argv[])
{
	char *const *operands;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if ((kb = kb_open(path, &why)) == NULL)
		program_die("%.*s", (int)why.len, why.data);
	status = (calibrating ? calibrate : find)(operands);
	kb_close(kb);
	kb_hits_free(&hits);
	free(good.score);
	free(bad.score);
	buf_free(&json);
	buf_free(&why);
	return status;
}
