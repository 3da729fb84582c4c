/* Writes training rows in the formats of the trainers. */
#include "rows.h"

#include <string.h>

const char *const row_formats[] = { "legacy", "v1", "alpaca", "sharegpt",
	NULL };

/* The output of a row, and memory for the strings to be decoded. */
struct sink {
	struct out *out;
	struct buf *scratch;
};

static void
put_string(const struct sink *to, const struct json_value *v)
{
	struct span s;

	if (json_is_shortest(v)) {
		out_bytes(to->out, v->p, v->len);
		return;
	}
	buf_clear(to->scratch);
	s = json_string(v, to->scratch);
	json_write_string(to->out, s.p, s.len);
}

/* Writes a question and its answer, between three pieces of JSON. */
static void
put_turn(const struct sink *to, const struct row_turn *turn,
    const char *before, const char *between, const char *after)
{
	out_puts(to->out, before);
	put_string(to, &turn->input);
	out_puts(to->out, between);
	put_string(to, &turn->output);
	out_puts(to->out, after);
}

/* Writes the system prompt, if there is one, between two pieces of JSON. */
static void
put_system(const struct sink *to, struct span system, const char *before,
    const char *after)
{
	if (system.p == NULL)
		return;
	out_puts(to->out, before);
	json_write_string(to->out, system.p, system.len);
	out_puts(to->out, after);
}

static void
put_legacy(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"conversation\":[{");
	put_system(to, system, "\"system\":", ",");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_puts(to->out, ",{");
		put_turn(to, &turns[i], "\"input\":", ",\"output\":", "}");
	}
	out_puts(to->out, "]}");
}

static void
put_v1(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"messages\":[");
	put_system(to, system, "{\"role\":\"system\",\"content\":", "},");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_puts(to->out, ",");
		put_turn(to, &turns[i], "{\"role\":\"user\",\"content\":",
		    "},{\"role\":\"assistant\",\"content\":", "}");
	}
	out_puts(to->out, "]}");
}

/* The last turn is the instruction; the turns before it are the history. */
static void
put_alpaca(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	put_turn(to, &turns[n - 1], "{\"instruction\":",
	    ",\"input\":\"\",\"output\":", "");
	put_system(to, system, ",\"system\":", "");
	for (i = 0; i + 1 < n; i++)
		put_turn(to, &turns[i], i == 0 ? ",\"history\":[[" : ",[", ",",
		    i + 2 < n ? "]" : "]]");
	out_puts(to->out, "}");
}

static void
put_sharegpt(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"conversations\":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_puts(to->out, ",");
		put_turn(to, &turns[i], "{\"from\":\"human\",\"value\":",
		    "},{\"from\":\"gpt\",\"value\":", "}");
	}
	out_puts(to->out, "]");
	put_system(to, system, ",\"system\":", "");
	out_puts(to->out, "}");
}

void
row_write(struct out *out, enum row_format format, struct span system,
    const struct row_turn *turns, size_t n, struct buf *scratch)
{
	const struct sink to = { out, scratch };

	switch (format) {
	case ROW_LEGACY:
		put_legacy(&to, system, turns, n);
		break;
	case ROW_V1:
		put_v1(&to, system, turns, n);
		break;
	case ROW_ALPACA:
		put_alpaca(&to, system, turns, n);
		break;
	case ROW_SHAREGPT:
		put_sharegpt(&to, system, turns, n);
		break;
	}
}

void
row_write_text(struct out *out, enum row_format format,
    const struct json_value *text, struct buf *scratch)
{
	static const char *const before[] = {
		"{\"conversation\":[{\"input\":\"\",\"output\":",
		"{\"messages\":[{\"role\":\"pretrain\",\"content\":",
		"{\"text\":",
		("{\"conversations\":[{\"from\":\"human\",\"value\":\"\"},"
		    "{\"from\":\"gpt\",\"value\":")
	};
	static const char *const after[] = { "}]}", "}]}", "}", "}]}" };
	const struct sink to = { out, scratch };

	out_puts(out, before[format]);
	put_string(&to, text);
	out_puts(out, after[format]);
}
