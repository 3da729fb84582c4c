/* Reads and writes the embedding of a record. */
#include "embedding.h"

#include <sys/types.h>

#include <math.h>
#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/memory.h"

/*
 * Servers send vectors of length 1, or of some thousands (int8).  One that is
 * outside of these bounds was read from bytes in another order, perhaps.
 */
#define LENGTH_LEAST 1e-6
#define LENGTH_MOST 1e6

void
embedding_of(char of[EMBEDDING_OF + 1], struct span text)
{
	char digits[SHA256_DIGEST_STRING_LENGTH];

	(void)SHA256Data((const uint8_t *)text.p, text.len, digits);
	(void)strlcpy(of, digits, EMBEDDING_OF + 1);
}

static void
make_room(struct embedding *e, size_t n)
{
	if (n <= e->size)
		return;
	e->size = n;
	e->v = xreallocarray(e->v, e->size, sizeof(*e->v));
}

/* Reads little-endian numbers in base64. */
static int
read_base64(struct embedding *e, const struct json_value *v)
{
	struct buf text = { 0 };
	const unsigned char *p;
	uint32_t bits;
	size_t i;
	bool good;

	buf_clear(&e->scratch);
	good = base64_add(&e->scratch, json_string(v, &text));
	buf_free(&text);
	if (!good || e->scratch.len % 4 != 0 ||
	    e->scratch.len / 4 > EMBEDDING_MOST)
		return -1;
	e->dimensions = e->scratch.len / 4;
	make_room(e, e->dimensions);
	p = (const unsigned char *)e->scratch.data;
	for (i = 0; i < e->dimensions; i++, p += 4) {
		bits = (uint32_t)p[0] | (uint32_t)p[1] << 8 |
		    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		memcpy(&e->v[i], &bits, 4);
	}
	return 0;
}

static int
read_array(struct embedding *e, const struct json_value *v)
{
	struct json_value one;
	struct json j;
	size_t n = 0;

	json_open_value(&j, v);
	(void)json_array(&j);
	while (json_element(&j, &one) == 1) {
		if (n == EMBEDDING_MOST || (one.type != JSON_NUMBER &&
		    one.type != JSON_NULL))
			return -1;
		if (n == e->size)
			make_room(e, n == 0 ? 1024 : 2 * n);
		e->v[n++] = one.type == JSON_NULL ? NAN :
		    (float)json_number(&one);
	}
	e->dimensions = n;
	return 0;
}

int
embedding_read_vector(struct embedding *e, const struct json_value *v)
{
	if (v->type == JSON_STRING)
		return read_base64(e, v);
	return v->type == JSON_ARRAY ? read_array(e, v) : -1;
}

/* The square of the vector's length; not finite if a number is not. */
static double
square(const struct embedding *e)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < e->dimensions; i++)
		sum += (double)e->v[i] * (double)e->v[i];
	return sum;
}

/* Whether a vector may have this length; false for a NaN. */
static bool
is_length(double length)
{
	return length >= LENGTH_LEAST && length <= LENGTH_MOST;
}

bool
embedding_normalise(struct embedding *e)
{
	const double length = sqrt(square(e));
	size_t i;

	if (!is_length(length))
		return false;
	for (i = 0; i < e->dimensions; i++)
		e->v[i] = (float)((double)e->v[i] / length);
	return true;
}

/* Sets a string from a member; empty if there is none. */
static void
take_string(struct buf *b, const struct json_value *v)
{
	buf_clear(b);
	if (v->p != NULL)
		(void)json_add_text(b, v);
}

int
embedding_read(struct embedding *e, const struct json_value *value,
    struct buf *why)
{
	enum { MODEL, DIMENSIONS, OF, VECTOR, PREFIX, CUT, N };
	static const char *const names[N] = { "model", "dimensions", "of",
		"vector", "prefix", "cut" };
	struct json_value v[N];
	long long n = 0, cut = 0;
	double sum;

	if (value->type != JSON_OBJECT) {
		buf_printf(why, "embedding is %s, not an object",
		    json_type_name(value->type));
		return -1;
	}
	json_find_all(value, names, v, N);
	take_string(&e->model, &v[MODEL]);
	take_string(&e->prefix, &v[PREFIX]);
	if (v[OF].p == NULL || v[OF].type != JSON_STRING ||
	    v[OF].len != EMBEDDING_OF + 2 || v[VECTOR].p == NULL ||
	    v[VECTOR].type != JSON_STRING || v[DIMENSIONS].p == NULL ||
	    json_integer(&v[DIMENSIONS], &n) == -1 ||
	    (v[CUT].p != NULL && (json_integer(&v[CUT], &cut) == -1 ||
	    cut < 0)) || read_base64(e, &v[VECTOR]) == -1) {
		buf_puts(why, "embedding does not have the form that wk-embed "
		    "writes");
		return -1;
	}
	memcpy(e->of, v[OF].p + 1, EMBEDDING_OF);
	e->of[EMBEDDING_OF] = '\0';
	e->cut = (size_t)cut;
	sum = square(e);
	if (n < 1 || (size_t)n != e->dimensions || !isfinite(sum)) {
		buf_printf(why, "the vector of embedding does not have %lld "
		    "finite numbers", n);
		return -1;
	}
	if (!is_length(sqrt(sum))) {
		buf_puts(why, "the vector of embedding is zero, or is of no "
		    "sensible length");
		return -1;
	}
	return 0;
}

void
embedding_put_vector(struct buf *b, const struct embedding *e)
{
	unsigned char four[4];
	uint32_t bits;
	size_t i;
	struct buf bytes = { 0 };

	if (!buf_reserve(&bytes, e->dimensions * 4 + 1))
		return;
	for (i = 0; i < e->dimensions; i++) {
		memcpy(&bits, &e->v[i], 4);
		four[0] = (unsigned char)bits;
		four[1] = (unsigned char)(bits >> 8);
		four[2] = (unsigned char)(bits >> 16);
		four[3] = (unsigned char)(bits >> 24);
		buf_add(&bytes, four, 4);
	}
	buf_addc(b, '"');
	base64_put(b, bytes.data, bytes.len);
	buf_addc(b, '"');
	buf_free(&bytes);
}

void
embedding_put(struct buf *b, const struct embedding *e)
{
	buf_puts(b, "{\"model\":");
	json_put_string(b, e->model.data, e->model.len);
	buf_printf(b, ",\"dimensions\":%zu,\"of\":\"%s\",\"vector\":",
	    e->dimensions, e->of);
	embedding_put_vector(b, e);
	if (e->prefix.len > 0) {
		buf_puts(b, ",\"prefix\":");
		json_put_string(b, e->prefix.data, e->prefix.len);
	}
	if (e->cut > 0)
		buf_printf(b, ",\"cut\":%zu", e->cut);
	buf_addc(b, '}');
}

void
embedding_free(struct embedding *e)
{
	buf_free(&e->model);
	buf_free(&e->prefix);
	buf_free(&e->scratch);
	free(e->v);
	*e = (struct embedding){ 0 };
}
