/* wk-find: questions in, with the passages that may answer them out. */
#include <err.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "stage/program.h"
#include "stage/stage.h"

/* Scores and throttle are compared as they are printed: in 1/10000. */
#define SCALE 10000

/* The throttle of best F1 lies near this: see wk-find(1). */
#define THROTTLE 3300

#define HITS 5
#define HITS_MAX 1000
#define NEIGHBOURS_MAX 100

enum {
	OPT_CALIBRATE = STAGE_OPT_OWN, OPT_NEIGHBOURS
};

static struct stage stage = { .name = "wk-find", .field = "question",
	.gated = true, .say = warnx };
static struct kb *kb;
static size_t want = HITS, neighbours;
static unsigned int throttle = THROTTLE;
static int f_hits;
static struct kb_hits hits;
static struct buf json, why;
static size_t found, unrelated;

/* --calibrate: the best score of each question. */
static struct scores {
	unsigned int *score;
	size_t n, size;
} good, bad;

static const char usage[] =
    "usage: wk-find -k kb [-Rv] [-f field] [-n hits] [-t throttle]\n"
    "               [-w field] [--lines] [--neighbours n] [file ...]\n"
    "       wk-find -k kb --calibrate [-f field] [-n hits] [-w field]\n"
    "               [--lines] good bad\n"
    "       wk-find -h | -V\n";

static unsigned int
scaled(double score)
{
	return (unsigned int)lround(score * SCALE);
}

/* A number in 1/SCALE as JSON, whatever the locale has for a point. */
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
 * Looks for what the record asks, into hits, and tells the best score of
 * one of them.  False if the record, or the run, has failed.
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
	if (r->strings.failed)
		err(STATUS_LOCAL, NULL);
	buf_clear(&why);
	if (kb_find(kb, question, want, &hits, &why) == -1) {
		warnx("%.*s", (int)why.len, why.data);
		stage_stop(&stage);
		return false;
	}
	*best = 0;
	for (i = 0; i < hits.n; i++)
		if (scaled(hits.hit[i].score) > *best)
			*best = scaled(hits.hit[i].score);
	return true;
}

/* --neighbours.  False if the run has failed. */
static bool
widen(void)
{
	if (kb_widen(kb, &hits, neighbours, &why) == 0)
		return true;
	warnx("%.*s", (int)why.len, why.data);
	stage_stop(&stage);
	return false;
}

static void
work(struct record *r)
{
	unsigned int best;
	size_t i;

	if (!search(r, &best))
		return;
	if (hits.n == 0 || best < throttle) {
		record_unset(r, f_hits);
		record_set_string(r, stage.state, "unrelated", 9);
		unrelated++;
		return;
	}
	if (!widen())
		return;
	buf_clear(&json);
	for (i = 0; i < hits.n; i++) {
		buf_addc(&json, i == 0 ? '[' : ',');
		put_hit(&json, &hits.hit[i]);
	}
	buf_addc(&json, ']');
	if (json.failed)
		err(STATUS_LOCAL, NULL);
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
	status = stage_end(&stage);
	if (stage.verbose)
		warnx("%zu found, %zu unrelated, %zu failed", found,
		    unrelated, stage.failed);
	return status;
}

static void
keep(struct scores *s, unsigned int score)
{
	if (s->n == s->size) {
		s->size = s->size * 2 + 256;
		s->score = reallocarray(s->score, s->size, sizeof(*s->score));
		if (s->score == NULL)
			err(STATUS_LOCAL, NULL);
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
 * Prints the throttle which, of all, gives the best F1: good questions let
 * through are right, bad ones let through and good ones held back wrong.
 */
static void
print_best(void)
{
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
		/* Half way to the next score below: fair to both sides. */
		next = g < good.n ? good.score[g] : 0;
		if (b < bad.n && bad.score[b] > next)
			next = bad.score[b];
		best = (at + next + 1) / 2;
	}
	buf_clear(&json);
	put_scaled(&json, "throttle", best);
	buf_addc(&json, ',');
	put_scaled(&json, "f1", scaled(best_f1));
	buf_addc(&json, ',');
	put_scaled(&json, "precision", scaled(precision));
	buf_addc(&json, ',');
	put_scaled(&json, "recall", scaled(recall));
	buf_printf(&json, ",\"good\":%zu,\"bad\":%zu}", good.n, bad.n);
	if (json.failed)
		err(STATUS_LOCAL, NULL);
	out_puts(&stage.out, "{");
	out_bytes(&stage.out, json.data, json.len);
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
		errx(STATUS_LOCAL, "--calibrate: wants two files: questions "
		    "to be answered, and questions not to be");
	stage.gated = false;
	stage.sink = true;
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL) {
		if (stage_has_error(&stage, r)) {
			warnx("%s:%zu: an error record", stage.file,
			    stage.line);
			stage.failed++;
		} else if (stage_wants(&stage, r) && search(r, &best))
			keep(stage.file == operands[1] ? &bad : &good, best);
	}
	if (good.n > 0 && bad.n > 0)
		print_best();
	else {
		warnx("%s: no questions", operands[good.n > 0 ? 1 : 0]);
		stage_stop(&stage);
	}
	return stage_end(&stage);
}

/* Reads a throttle: a JSON number, so in any locale. */
static unsigned int
parse_throttle(const char *arg)
{
	struct json_value v;
	struct json j;
	double t = -1;

	json_open(&j, arg, strlen(arg));
	if (json_read(&j, &v) == 0 && v.type == JSON_NUMBER &&
	    json_end(&j) == 0)
		t = json_number(&v);
	if (!(t >= 0 && t <= 1))
		errx(STATUS_LOCAL, "-t %s: not a number from 0 to 1", arg);
	return scaled(t);
}

static size_t
parse_number(const char *option, const char *arg, long long least,
    long long most)
{
	const char *problem;
	long long n;

	n = strtonum(arg, least, most, &problem);
	if (problem != NULL)
		errx(STATUS_LOCAL, "%s %s: %s", option, arg, problem);
	return (size_t)n;
}

static const struct option options[] = {
	STAGE_LONG,
	{ "calibrate", no_argument, NULL, OPT_CALIBRATE },
	{ "hits", required_argument, NULL, 'n' },
	{ "kb", required_argument, NULL, 'k' },
	{ "neighbours", required_argument, NULL, OPT_NEIGHBOURS },
	{ "throttle", required_argument, NULL, 't' },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char *argv[])
{
	const char *path = NULL;
	bool calibrating = false;
	int c, status;

	program_start(&stage);
	while ((c = getopt_long(argc, argv, STAGE_LETTERS "k:n:t:", options,
	    NULL)) != -1)
		switch (c) {
		case 'V':
			return stage_print(&stage, "wk-find " VERSION "\n");
		case 'h':
			return stage_print(&stage, usage);
		case 'k':
			path = optarg;
			break;
		case 'n':
			want = parse_number("-n", optarg, 1, HITS_MAX);
			break;
		case 't':
			throttle = parse_throttle(optarg);
			break;
		case OPT_CALIBRATE:
			calibrating = true;
			break;
		case OPT_NEIGHBOURS:
			neighbours = parse_number("--neighbours", optarg, 0,
			    NEIGHBOURS_MAX);
			break;
		default:
			if (stage_option(&stage, c, optarg))
				break;
			(void)fputs(usage, stderr);
			return STATUS_LOCAL;
		}
	if (path == NULL)
		errx(STATUS_LOCAL, "no -k: name a knowledge base; this makes "
		    "one: wk-split docs | wk-index kb.db");
	if ((kb = kb_open(path, &why)) == NULL)
		errx(STATUS_LOCAL, "%.*s", (int)why.len, why.data);
	status = (calibrating ? calibrate : find)(argv + optind);
	kb_close(kb);
	kb_hits_free(&hits);
	free(good.score);
	free(bad.score);
	buf_free(&json);
	buf_free(&why);
	return status;
}
