/* Holds rows out of training by a hash of their passage. */
#include "holdout.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "json/json.h"
#include "stage/program.h"

enum { BY_PASSAGE, BY_SOURCE };

const char *const holdout_by[] = { "passage", "source", NULL };

void
holdout_take(const struct opt *o, const char *arg, struct buf *why)
{
	struct holdout *h = o->value;
	char *end;

	h->share = strtod(arg, &end);
	if (strspn(arg, "0123456789.") != (size_t)(end - arg) ||
	    *end != ':' || !(h->share > 0 && h->share < 1) || end[1] == '\0')
		buf_printf(why, "--holdout %s: not SHARE:FILE with a share"
		    " between 0 and 1, as 0.05:holdout.jsonl", arg);
	else
		h->rows.path = end + 1;
}

void
holdout_open(struct holdout *h, struct stage *st, bool records)
{
	if (h->rows.path == NULL)
		return;
	side_open(&h->rows);
	if (records) {
		buf_printf(&h->records_path, "%s.records", h->rows.path);
		buf_addc(&h->records_path, '\0');
		h->records.path = h->records_path.data;
		side_open(&h->records);
	}
	h->source = stage_field(st, "source");
	h->start = stage_field(st, "start");
	h->references = stage_field(st, "references");
	h->held = xcalloc(HOLDOUT_MOST + 1, sizeof(*h->held));
}

/* Whether v is there, and a string that is not "". */
static bool
is_name(const struct json_value *v)
{
	return v != NULL && v->type == JSON_STRING && v->len > 2;
}

/* Appends the name of the passage to b.  False if v is no name. */
static bool
add_name(const struct holdout *h, const struct json_value *source,
    const struct json_value *start, struct buf *b)
{
	long long n;

	if (!is_name(source))
		return false;
	(void)json_add_text(b, source);
	if (h->by == BY_SOURCE)
		return true;
	buf_addc(b, '\0');
	if (start != NULL && json_integer(start, &n) == 0)
		buf_printf(b, "%lld", n);
	return true;
}

/* The same of the first of the references. */
static bool
add_reference(const struct holdout *h, const struct json_value *list,
    struct buf *b)
{
	struct json_value first, source, start;
	struct json j;

	if (list == NULL)
		return false;
	json_open(&j, list->p, list->len);
	return json_array(&j) == 0 && json_element(&j, &first) == 1 &&
	    json_find(&first, "source", &source) == 1 &&
	    add_name(h, &source,
	    json_find(&first, "start", &start) == 1 ? &start : NULL, b);
}

static void
hash(unsigned char sum[SHA256_DIGEST_LENGTH], struct span s)
{
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	if (s.len > 0)
		SHA256Update(&ctx, (const uint8_t *)s.p, s.len);
	SHA256Final(sum, &ctx);
}

bool
holdout_wants(struct holdout *h, const struct record *r)
{
	const unsigned char *sum = h->next.key;
	uint32_t n;

	buf_clear(&h->scratch);
	if (!add_name(h, record_get(r, h->source), record_get(r, h->start),
	    &h->scratch) && !add_reference(h, record_get(r, h->references),
	    &h->scratch)) {
		h->nameless++;
		return false;
	}
	hash(h->next.key, buf_span(&h->scratch));
	n = (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 |
	    (uint32_t)sum[2] << 8 | sum[3];
	return n < h->share * 4294967296.0;
}

/* The place of the key among those that are held, behind its equals. */
static size_t
place_of(const struct holdout *h, const unsigned char *key)
{
	size_t from = 0, to = h->n;

	while (from < to) {
		size_t at = from + (to - from) / 2;

		if (memcmp(h->held[at].key, key, sizeof(h->held->key)) <= 0)
			from = at + 1;
		else
			to = at;
	}
	return from;
}

const struct held *
holdout_add(struct holdout *h, struct span row, const struct record *r)
{
	struct out out = { .fd = OUT_MEMORY, .buf = h->next.record };
	size_t at;

	hash(h->next.key + SHA256_DIGEST_LENGTH, row);
	buf_clear(&h->next.row);
	buf_add(&h->next.row, row.p, row.len);
	buf_clear(&out.buf);
	(void)record_write(r, &out);
	h->next.record = out.buf;
	if (h->next.record.len > 0)
		h->next.record.len--;	/* the newline */
	at = place_of(h, h->next.key);
	memmove(&h->held[at + 1], &h->held[at],
	    (h->n - at) * sizeof(*h->held));
	h->held[at] = h->next;
	h->n++;
	/* The slot behind the kept ones has the memory for the next row. */
	h->next = (struct held){ .row = { 0 } };
	if (h->n <= HOLDOUT_MOST)
		return NULL;
	h->n--;
	h->over++;
	h->next = h->held[h->n];
	return &h->next;
}

/* Writes the rows. */
static void
write_rows(const struct holdout *h, bool array, struct out *out)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		if (array)
			out_puts(out, i == 0 ? "[\n" : ",\n");
		out_bytes(out, h->held[i].row.data, h->held[i].row.len);
		if (!array)
			out_end(out);
	}
	if (array)
		out_puts(out, h->n == 0 ? "[]\n" : "\n]\n");
}

/* Writes the records of the rows, line for line. */
static void
write_records(const struct holdout *h, struct out *out)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		out_bytes(out, h->held[i].record.data, h->held[i].record.len);
		out_end(out);
	}
}

/* Appends how many rows were held out, of how many passages, and where to. */
static void
tell(const struct holdout *h, struct buf *b)
{
	const char *what = holdout_by[h->by];
	size_t i, passages = 0;

	for (i = 0; i < h->n; i++)
		if (i == 0 || memcmp(h->held[i].key, h->held[i - 1].key,
		    SHA256_DIGEST_LENGTH) != 0)
			passages++;
	buf_printf(b, "%zu row%s of %zu %s%s held out: %s", h->n,
	    plural(h->n), passages, what, plural(passages),
	    h->rows.path);
	if (h->over > 0)
		buf_printf(b, "; it takes %d at most, %zu more %s rejected",
		    HOLDOUT_MOST, h->over, h->over == 1 ? "is" : "are");
	if (h->nameless > 0)
		buf_printf(b, "; %zu row%s without a source %s not held out",
		    h->nameless, plural(h->nameless),
		    h->nameless == 1 ? "is" : "are");
}

static void
free_all(struct holdout *h)
{
	size_t i;

	for (i = 0; i < h->n; i++) {
		buf_free(&h->held[i].row);
		buf_free(&h->held[i].record);
	}
	buf_free(&h->next.row);
	buf_free(&h->next.record);
	buf_free(&h->records_path);
	buf_free(&h->scratch);
	free(h->held);
}

void
holdout_write(struct holdout *h, bool array, size_t trained)
{
	struct buf line = { 0 };

	if (h->rows.path == NULL)
		return;
	write_rows(h, array, &h->rows.file.out);
	if (h->records.path != NULL)
		write_records(h, &h->records.file.out);
	tell(h, &line);
	if (trained == 0 && h->n > 0)
		buf_puts(&line, "; no row is left to train on");
	if (trained + h->n > 0)
		program_say("%.*s", (int)line.len, line.data);
	buf_free(&line);
}

int
holdout_close(struct holdout *h, bool drop)
{
	int status = side_close(&h->rows, drop);

	status = status_worse(status, side_close(&h->records, drop));
	free_all(h);
	return status;
}
