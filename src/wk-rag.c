/* wk-rag: questions with hits in, the same with answers out. */
#include <err.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quote.h"
#include "stage.h"
#include "utf8.h"

/* Code points that a quoted answer is filled up to, by whole sentences. */
#define FILL 120

/* A search gives a handful of passages; more than this are not read. */
#define PASSAGES 64

static const char usage[] =
    "usage: wk-rag -x [-Rv] [-f field] [-l length] [-w field] [--lines]\n"
    "              [file ...]\n"
    "       wk-rag -h | -V\n";

static struct stage stage = { .name = "wk-rag", .field = "question",
	.gated = true, .say = warnx };
static size_t fill = FILL;
static int f_hits, f_answer, f_references, f_origin;

/* The hits of a record, as they are quoted from. */
static struct quote_passage passages[PASSAGES];
static struct json_value hits[PASSAGES];

/* Reads one hit.  False if it has no text. */
static bool
read_hit(struct record *r, const struct json_value *hit, size_t n)
{
	struct json_value v;

	if (hit->type != JSON_OBJECT || !json_find(hit, "text", &v) ||
	    v.type != JSON_STRING)
		return false;
	hits[n] = *hit;
	passages[n].text = record_decode(r, &v);
	passages[n].score = 1;
	if (json_find(hit, "score", &v) && v.type == JSON_NUMBER)
		passages[n].score = json_number(&v);
	return true;
}

/* Reads the hits.  How many, or -1 if they are none. */
static int
read_hits(struct record *r)
{
	const struct json_value *list = record_get(r, f_hits);
	struct json_value hit;
	struct json j;
	size_t n = 0;

	if (list == NULL || list->type == JSON_NULL)
		return 0;
	json_open(&j, list->p, list->len);
	if (json_array(&j) == -1)
		return -1;
	while (n < PASSAGES && json_element(&j, &hit) == 1) {
		if (!read_hit(r, &hit, n))
			return -1;
		n++;
	}
	return (int)n;
}

/*
 * `references`: where the quote stands; its start is the hit's and as many
 * code points as stand before it there.
 */
static void
set_references(struct record *r, const struct quote *quote)
{
	const struct json_value *hit = &hits[quote->passage];
	const char *passage = passages[quote->passage].text.p;
	struct buf b = { 0 };
	struct json_value v;
	long long start;

	buf_puts(&b, "[{\"source\":");
	if (json_find(hit, "source", &v) && v.type == JSON_STRING)
		buf_add(&b, v.p, v.len);
	else
		buf_puts(&b, "\"\"");
	if (json_find(hit, "start", &v) && json_integer(&v, &start) == 0 &&
	    start >= 0)
		buf_printf(&b, ",\"start\":%lld", start + (long long)utf8_count(
		    passage, (size_t)(quote->text.p - passage)));
	if (json_find(hit, "url", &v) && v.type == JSON_STRING) {
		buf_puts(&b, ",\"url\":");
		buf_add(&b, v.p, v.len);
		record_set_string(r, f_origin, "web", 3);
	} else
		record_set_string(r, f_origin, "local", 5);
	buf_puts(&b, "}]");
	if (b.failed)
		err(STATUS_USAGE, NULL);
	record_set(r, f_references, b.data, b.len);
	buf_free(&b);
}

static void
answer(struct record *r)
{
	struct quote quote;
	struct span question;
	int n;

	if (record_string(r, stage.input, &question) != 1) {
		stage_fail(&stage, r, "no_question", "no question in %s",
		    stage.field);
		return;
	}
	if ((n = read_hits(r)) == -1) {
		stage_fail(&stage, r, "bad_hits",
		    "hits is not an array of objects that have a text");
		return;
	}
	if (r->strings.failed)
		err(STATUS_USAGE, NULL);
	switch (quote_find(question, passages, (size_t)n, fill, &quote)) {
	case -1:
		err(STATUS_USAGE, NULL);
	case 0:
		record_set_string(r, stage.state, "unknown", 7);
		break;
	default:
		record_set_string(r, f_answer, quote.text.p, quote.text.len);
		set_references(r, &quote);
		record_set_string(r, stage.state, "success", 7);
	}
}

static const struct option options[] = {
	STAGE_LONG,
	{ "extract", no_argument, NULL, 'x' },
	{ "length", required_argument, NULL, 'l' },
	{ NULL, 0, NULL, 0 }
};

int
main(int argc, char *argv[])
{
	const char *problem;
	struct record *r;
	bool extract = false;
	int c;

	if (stage_start(&stage) == -1)
		err(STATUS_USAGE, "stdout");
	while ((c = getopt_long(argc, argv, STAGE_LETTERS "l:x", options,
	    NULL)) != -1)
		switch (c) {
		case 'V':
			return stage_print(&stage, "wk-rag " VERSION "\n");
		case 'h':
			return stage_print(&stage, usage);
		case 'l':
			fill = (size_t)strtonum(optarg, 0, INT_MAX, &problem);
			if (problem != NULL)
				errx(STATUS_USAGE, "-l %s: %s", optarg,
				    problem);
			break;
		case 'x':
			extract = true;
			break;
		default:
			if (stage_option(&stage, c, optarg))
				break;
			(void)fputs(usage, stderr);
			return STATUS_USAGE;
		}
	if (!extract)
		errx(STATUS_USAGE, "nothing to answer with: give -x to quote "
		    "from the hits");
	f_hits = stage_field(&stage, "hits");
	f_answer = stage_field(&stage, "answer");
	f_references = stage_field(&stage, "references");
	f_origin = stage_field(&stage, "origin");
	stage_open(&stage, argv + optind);
	while ((r = stage_next(&stage)) != NULL) {
		answer(r);
		stage_emit(&stage, r);
	}
	return stage_end(&stage);
}
