#include "rows.h"

#include <string.h>

int
row_format(const char *name, enum row_format *format)
{
	static const char *const names[] = { "legacy", "v1", "alpaca",
		"sharegpt" };
	size_t i;

	for (i = 0; i < LEN(names); i++)
		if (strcmp(name, names[i]) == 0) {
			*format = (enum row_format)i;
			return 0;
		}
	return -1;
}

/* Where a row goes. */
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

static void
put_legacy(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"conversation\":[");
	for (i = 0; i < n; i++) {
		out_puts(to->out, i == 0 ? "{" : ",{");
		if (i == 0 && system.p != NULL) {
			out_puts(to->out, "\"system\":");
			json_write_string(to->out, system.p, system.len);
			out_puts(to->out, ",");
		}
		out_puts(to->out, "\"input\":");
		put_string(to, &turns[i].input);
		out_puts(to->out, ",\"output\":");
		put_string(to, &turns[i].output);
		out_puts(to->out, "}");
	}
	out_puts(to->out, "]}");
}

static void
put_v1(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"messages\":[");
	if (system.p != NULL) {
		out_puts(to->out, "{\"role\":\"system\",\"content\":");
		json_write_string(to->out, system.p, system.len);
		out_puts(to->out, "},");
	}
	for (i = 0; i < n; i++) {
		out_puts(to->out, i == 0 ? "" : ",");
		out_puts(to->out, "{\"role\":\"user\",\"content\":");
		put_string(to, &turns[i].input);
		out_puts(to->out, "},{\"role\":\"assistant\",\"content\":");
		put_string(to, &turns[i].output);
		out_puts(to->out, "}");
	}
	out_puts(to->out, "]}");
}

/* The last turn is the row; those before it are its history. */
static void
put_alpaca(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"instruction\":");
	put_string(to, &turns[n - 1].input);
	out_puts(to->out, ",\"input\":\"\",\"output\":");
	put_string(to, &turns[n - 1].output);
	if (system.p != NULL) {
		out_puts(to->out, ",\"system\":");
		json_write_string(to->out, system.p, system.len);
	}
	for (i = 0; i + 1 < n; i++) {
		out_puts(to->out, i == 0 ? ",\"history\":[[" : ",[");
		put_string(to, &turns[i].input);
		out_puts(to->out, ",");
		put_string(to, &turns[i].output);
		out_puts(to->out, i + 2 < n ? "]" : "]]");
	}
	out_puts(to->out, "}");
}

static void
put_sharegpt(const struct sink *to, struct span system,
    const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"conversations\":[");
	for (i = 0; i < n; i++) {
		out_puts(to->out, i == 0 ? "" : ",");
		out_puts(to->out, "{\"from\":\"human\",\"value\":");
		put_string(to, &turns[i].input);
		out_puts(to->out, "},{\"from\":\"gpt\",\"value\":");
		put_string(to, &turns[i].output);
		out_puts(to->out, "}");
	}
	out_puts(to->out, "]");
	if (system.p != NULL) {
		out_puts(to->out, ",\"system\":");
		json_write_string(to->out, system.p, system.len);
	}
	out_puts(to->out, "}");
}

int
row_write(struct out *out, enum row_format format, struct span system,
    const struct row_turn *turns, size_t n, struct buf *scratch)
{
	const struct sink to = { out, scratch };

	buf_clear(scratch);
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
	return scratch->failed ? -1 : 0;
}

int
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

	buf_clear(scratch);
	out_puts(out, before[format]);
	put_string(&to, text);
	out_puts(out, after[format]);
	return scratch->failed ? -1 : 0;
}
