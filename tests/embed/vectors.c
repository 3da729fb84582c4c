/* Replies of servers of embeddings are divided among their texts. */
#include <stdlib.h>

#include "tap.h"
#include "vectors.h"

#define TEXTS 3

static struct pool_batch batch = { .most = 32, .sent = TEXTS };

/* The vector of a kept reply, of length 1, as "0.6,0.8"; or "bad". */
static void
put(struct buf *b, struct vectors *v, struct span kept)
{
	long long tokens;
	size_t i, cut;

	if (vectors_read(v, kept, &tokens, &cut) == -1 ||
	    !embedding_normalise(&v->one)) {
		buf_puts(b, "bad");
		return;
	}
	for (i = 0; i < v->one.dimensions; i++)
		buf_printf(b, "%s%g", i == 0 ? "" : ",", (double)v->one.v[i]);
}

/* Divides a reply to three texts: their vectors, or why it is none. */
static void
divides(const char *reply, const char *want)
{
	struct vectors v = { .model = "m", .batch = &batch };
	struct buf got = { 0 }, body[TEXTS] = { { 0 } },
	    kept[TEXTS] = { { 0 } };
	struct span each[TEXTS];
	const char *why;
	size_t i;

	batch.most = 32;
	for (i = 0; i < TEXTS; i++) {
		vectors_body(&v, span_of("text"), &body[i]);
		each[i] = buf_span(&body[i]);
	}
	why = vectors_divide(&v, span_of(reply), each, TEXTS, kept);
	if (why != NULL)
		buf_puts(&got, why);
	for (i = 0; i < TEXTS; i++) {
		if (why == NULL) {
			buf_puts(&got, i == 0 ? "" : " ");
			put(&got, &v, buf_span(&kept[i]));
		}
		buf_free(&body[i]);
		buf_free(&kept[i]);
	}
	is_mem(got.data, got.len, want, strlen(want), reply);
	buf_free(&got);
	embedding_free(&v.one);
}

#define DATA(s) "{\"data\":[" s "]}"
#define ONE(index, vector) \
	"{\"index\":" #index ",\"embedding\":" vector "}"
#define THIRD(vector) \
	DATA(ONE(0, "[2,0]") "," ONE(1, "[0,3]") "," ONE(2, vector))
#define NUMBER "another number of vectors than of texts"

static void
indices(void)
{
	divides(DATA(ONE(2, "[3,4]") "," ONE(0, "[1,0]") "," ONE(1, "[0,1]")),
	    "1,0 0,1 0.6,0.8");
	divides(DATA("{\"embedding\":[1,0]},{\"embedding\":[0,1]},"
	    "{\"embedding\":[3,4]}"), "1,0 0,1 0.6,0.8");
	divides(DATA(ONE(null, "[1,0]") "," ONE(null, "[0,1]") ","
	    ONE(null, "[3,4]")), "1,0 0,1 0.6,0.8");
	divides(DATA(ONE(0, "[1,0]") "," ONE(1, "[0,1]")), NUMBER);
	divides(DATA(ONE(0, "[1,0]") "," ONE(1, "[0,1]") "," ONE(2, "[1,1]")
	    "," ONE(3, "[1,1]")), NUMBER);
	divides(DATA(ONE(0, "[1,0]") "," ONE(1, "[0,1]") "," ONE(1, "[1,1]")),
	    NUMBER);
	divides(DATA(ONE(1, "[1,0]") "," ONE(2, "[0,1]") "," ONE(3, "[1,1]")),
	    NUMBER);
	divides(DATA(ONE(-1, "[1,0]")), NUMBER);
	divides(DATA(ONE(18446744073709551616, "[1,0]")),
	    "an index that is no number");
	divides(DATA(ONE(0.5, "[1,0]")), "an index that is no number");
	divides(DATA("{\"index\":\"0\",\"embedding\":[1,0]}"),
	    "an index that is no number");
	divides(DATA(""), NUMBER);
	divides(DATA("[1,0],[0,1],[1,1]"), "a vector that is no object");
	divides(DATA("{\"index\":0}"), "a vector that is none");
	divides("{\"data\":{\"0\":[1,0]}}", "no list of vectors");
	divides("{\"embeddings\":[[1,0]]}", "no list of vectors");
	divides("[]", "no list of vectors");
	divides("", "no list of vectors");
}

static void
numbers(void)
{
	divides(THIRD("[-1e-3,0e0]"), "1,0 0,1 -1,0");
	divides(THIRD("[1,0,0]"), "1,0 0,1 1,0,0");
	divides(THIRD("[]"), "1,0 0,1 bad");
	divides(THIRD("[0,-0.0]"), "1,0 0,1 bad");
	divides(THIRD("[null,1]"), "1,0 0,1 bad");
	divides(THIRD("[1e400,1]"), "1,0 0,1 bad");
	divides(THIRD("[1e39,1]"), "1,0 0,1 bad");
	divides(THIRD("[1e7,0]"), "1,0 0,1 bad");
	divides(THIRD("[1e-7,0]"), "1,0 0,1 bad");
	divides(THIRD("[1e-300,0]"), "1,0 0,1 bad");
	divides(THIRD("[\"1\",\"0\"]"), "a vector that is none");
	divides(THIRD("[[1,0]]"), "a vector that is none");
	divides(THIRD("[true,false]"), "a vector that is none");
	divides(THIRD("{\"0\":1}"), "a vector that is none");
	divides(THIRD("null"), "a vector that is none");
	divides(THIRD("7"), "a vector that is none");
}

static void
base64(void)
{
	divides(THIRD("\"mpkZP83MTD8=\""), "1,0 0,1 0.6,0.8");
	divides(THIRD("\"mpkZP83MTD8\""), "1,0 0,1 0.6,0.8");
	divides(THIRD("\"\\u006dpkZP83MTD8=\""), "1,0 0,1 0.6,0.8");
	divides(THIRD("\"\""), "1,0 0,1 bad");
	divides(THIRD("\"AAAAAAAAAAA=\""), "1,0 0,1 bad");
	divides(THIRD("\"AADAfwAAgD8=\""), "1,0 0,1 bad");	/* a NaN */
	divides(THIRD("\"AACAfwAAgD8=\""), "1,0 0,1 bad");	/* infinite */
	divides(THIRD("\"PxmZmj9MzM0=\""), "1,0 0,1 bad");	/* big-endian */
	divides(THIRD("\"mpkZP83MTA==\""), "a vector that is none");
	divides(THIRD("\"mpkZP83MT!8=\""), "a vector that is none");
	divides(THIRD("\"mpkZP=83MTD8\""), "a vector that is none");
	divides(THIRD("\"mpkZP 83MTD8\""), "a vector that is none");
	divides(THIRD("\"\\u0000\""), "a vector that is none");
}

/* One vector for all texts: they go alone from then on. */
static void
fused(void)
{
	divides(DATA(ONE(0, "[1,0]")), NUMBER);
	ok(batch.most == 1 && batch.note.len > 0,
	    "one vector for three texts: they go one by one");
	buf_free(&batch.note);
}

int
main(void)
{
	indices();
	buf_free(&batch.note);
	numbers();
	base64();
	fused();
	return tap_done();
}
