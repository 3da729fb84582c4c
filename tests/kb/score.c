/* The score of a chunk, from what it has of a question. */
#include "kb/kb_score.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

static struct kb_score *score;

static bool
near(double a, double b)
{
	return fabs(a - b) < 1e-6;
}

/* The share of content beside the n-th term of a question, and its run. */
static double
content(const char *question, size_t n, size_t *run)
{
	struct terms t;
	struct term term;
	size_t i;

	(void)kb_score_read(score, span_of(question));
	terms_open(&t, question, strlen(question));
	t.question = true;
	for (i = 0; i <= n; i++)
		(void)terms_next(&t, &term);
	return kb_score_content(score, &term, run);
}

static double
weight(const char *text, size_t n, double chunks, double df)
{
	struct terms t;
	struct term term;
	size_t i;

	terms_open(&t, text, strlen(text));
	for (i = 0; i <= n; i++)
		(void)terms_next(&t, &term);
	(void)kb_score_read(score, span_of(text));
	return kb_score_weight(score, &term, 0, chunks, df);
}

/* The weight of the n-th term as part of a run, beside that by itself. */
static double
share(const char *question, size_t n, size_t run)
{
	struct terms t;
	struct term term;
	double whole;
	size_t i;

	terms_open(&t, question, strlen(question));
	for (i = 0; i <= n; i++)
		(void)terms_next(&t, &term);
	(void)kb_score_read(score, span_of("潮水"));
	whole = kb_score_weight(score, &term, 0, 12, 1);
	(void)kb_score_read(score, span_of(question));
	return kb_score_weight(score, &term, run, 12, 1) / whole;
}

static void
test_content(void)
{
	size_t run;

	ok(kb_score_read(score, span_of("")) == 0, "no runs");
	ok(kb_score_read(score, span_of("甲。乙，丙")) == 3, "three runs");
	ok(content("潮水", 0, &run) == 1 && run == 0, "a character");
	ok(content("潮水", 1, &run) == 1, "a pair");
	ok(content("谢谢，潮水", 0, &run) == 0, "a character that frames");
	ok(content("谢谢，潮水", 3, &run) == 1 && run == 1,
	    "the run behind it");
	ok(content("请潮水", 1, &run) == 0, "a pair that touches a frame");
	ok(near(content("什么颜色", 0, &run), 0.3), "what is asked for");
	ok(near(content("什么颜色船", 3, &run), 0.3),
	    "a pair that touches it");
	ok(near(content("什么颜色船", 4, &run), 1), "what stands behind it");
}

static void
test_weight(void)
{
	ok(near(weight("鸾", 0, 0, 0), 0.75 * log(1 + 1000.5 / 0.5)),
	    "a character weighs 3/4 of its idf among 1,000 others");
	ok(near(weight("青鸾", 1, 12, 12), log(1 + 1000.5 / 12.5)),
	    "a pair that all of few chunks hold is still rare");
	ok(near(weight("voltage", 0, 24, 3), 2 * log(1 + 1021.5 / 3.5)),
	    "a word weighs twice");
	ok(weight("问题", 1, 12, 0) < weight("青鸾", 1, 12, 0),
	    "a common word is less rare");
	ok(near(share("Sunflowers painted? Kindly answer briefly Tom.", 2,
	    1), 0.25), "a run of which a quarter has content: a quarter");
	ok(near(share("女儿上三年级，合并原则有哪两种？", 0, 0), 0.6) &&
	    kb_score_aside(score, 0) && !kb_score_aside(score, 1),
	    "everyday words beside a run that asks stand aside");
	ok(near(share("女儿上三年级，合并原则有哪两种？", 20, 1), 1),
	    "those of the run that asks do not");
	ok(near(share("女儿上三年级，合并原则有两种。", 0, 0), 1) &&
	    !kb_score_aside(score, 0), "none asks: none stands aside");
	ok(near(share("裴照上学，合并原则有哪两种？", 2, 0), 1) &&
	    kb_score_aside(score, 0), "with a name, it counts in full");
}

/* The score of a chunk without rivals that has so much of n runs. */
static double
score_of(const struct kb_run *run, size_t n)
{
	struct kb_evidence e = { 0 };

	kb_score_sum(score, run, n, &e);
	return kb_score(score, &e, 0);
}

static void
test_score(void)
{
	struct kb_run run[3] = { { 0, 0 } };
	double unknown = log(1 + 1024.5 / 0.5), chance = unknown *
	    0.24 * log(1 + 500.), most;

	(void)kb_score_read(score, span_of("甲。乙，丙"));
	kb_score_set(score, 24, 500, 1000, 0);
	ok(score_of(run, 0) == 0 && score_of(run, 3) == 0,
	    "nothing found: 0");
	run[1].found = chance;
	ok(score_of(run, 3) == 0, "what chance gives: 0");
	run[1].found = chance + 20;
	ok(near(score_of(run, 3), 1), "nothing missing: 1");
	run[1].missing = 20;
	ok(near(score_of(run, 3), 0.5),
	    "as much missing as found beyond chance: 1/2");
	run[0].missing = 1000;
	most = 20 / (40 + unknown / 2);
	ok(near(score_of(run, 3), most),
	    "another run counts as half an unknown term at most");
	run[2].missing = 1000;
	ok(near(score_of(run, 3), most), "so do two others together");
	run[2].found = 3;
	ok(near(score_of(run, 3), 23 / (46 + unknown / 2)),
	    "and what is found in them");
	run[2].missing = run[2].found = 0;
	run[0].missing = 1;
	ok(near(score_of(run, 3), 20 / 41.), "or as what it lacks");
	kb_score_set(score, 24, 500, 4, 0);
	memset(run, 0, sizeof(run));
	run[0].found = 3.5;
	ok(near(score_of(run, 1), 1),
	    "a question of one term, found, has a score");
}

/* Words have forms, which chance finds too. */
static void
test_words(void)
{
	const double unknown = log(1 + 1024.5 / 0.5);
	const double chance = 0.33 * unknown * log(1 + 500.);
	const struct kb_run run = { 100, 20 };

	kb_score_set(score, 24, 500, 1000, 801);
	ok(near(score_of(&run, 1), (100 - chance) / (120 - chance)),
	    "in a question of words, more is chance");
	kb_score_set(score, 24, 500, 1000, 800);
	ok(score_of(&run, 1) > (100 - chance) / (120 - chance),
	    "in one with other terms, less");
}

/* What is found in a run that frames counts less. */
/* Runs that stand aside: what is found there is chance. */
static void
test_aside(void)
{
	struct kb_run run[2] = { { 0, 0 } };
	double unknown = log(1 + 1024.5 / 0.5);

	(void)kb_score_read(score, span_of("女儿上三年级，合并原则有哪两种？"));
	kb_score_set(score, 24, 5000, 8, 0);
	run[1].found = 10;
	ok(near(score_of(run, 2), 1), "found what is asked: 1");
	run[0].found = 3;
	ok(near(score_of(run, 2), 1), "found a little of chatter, too: 1");
	run[0].found = 10;
	run[1].found = 3;
	ok(near(score_of(run, 2), 0),
	    "found in chatter alone: nothing beyond chance");
	run[0].found = 0;
	run[1].found = 10;
	run[0].missing = 40;
	ok(near(score_of(run, 2), 6 / (6 + 0.6 * unknown / 2)),
	    "what it lacks costs as little as its share");
	(void)kb_score_read(score, span_of("裴照上学，合并原则有哪两种？"));
	ok(near(score_of(run, 2), 6 / (6 + unknown / 2)),
	    "a run with a name costs half an unknown term");
}

static void
test_rival(void)
{
	const struct kb_evidence e = { .found = 100, .missing = 20 };
	const double chance = 0.24 * log(1 + 1024.5 / 0.5) * log(1 + 500.);

	kb_score_set(score, 24, 500, 1000, 0);
	ok(near(kb_score(score, &e, chance), (100 - chance) / (120 - chance)),
	    "rivals that have found little change nothing");
	ok(near(kb_score(score, &e, 50), 65 / 85.), "others are chance");
	ok(near(kb_score(score, &e, 100), 30 / 50.),
	    "rivals that have found as much leave three tenths");
	kb_score_set(score, 24, 500, 120, 0);
	ok(near(kb_score(score, &e, 100), 40 / 60.),
	    "they take half of the question at most");
}

int
main(void)
{
	score = kb_score_open();
	test_content();
	test_weight();
	test_score();
	test_words();
	test_aside();
	test_rival();
	kb_score_close(score);
	kb_score_close(NULL);
	return tap_done();
}
