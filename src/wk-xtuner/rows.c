/* Writes training rows in the formats of the trainers. */
#include "rows.h"

#include <string.h>

const char *const row_formats[] = { "legacy", "v1", "alpaca", "sharegpt",
	"openai", "swift", NULL };

/* The output of a row, and memory for the strings to be decoded. */
struct sink {
	struct out *out;
	const struct row_style *style;
	struct buf *scratch;	/* two */
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

/* Writes an answer; if it is wanted inline, its reasoning before it. */
static void
put_answer(const struct sink *to, const struct row_turn *turn)
{
	struct buf *b = &to->scratch[1];
	struct span s;

	if (to->style->reasoning != REASONING_INLINE ||
	    (s = reasoning_text(&turn->reasoning, to->scratch)).len == 0) {
		put_string(to, &turn->output);
		return;
	}
	buf_clear(b);
	buf_puts(b, REASONING_OPEN);
	buf_add(b, s.p, s.len);
	buf_puts(b, REASONING_CLOSE);
	(void)json_add_text(b, &turn->output);
	json_write_string(to->out, b->data, b->len);
}

/* Writes a question and its answer, between three pieces of JSON. */
static void
put_turn(const struct sink *to, const struct row_turn *turn,
    const char *before, const char *between, const char *after)
{
	out_puts(to->out, before);
	put_string(to, &turn->input);
	out_puts(to->out, between);
	put_answer(to, turn);
	out_puts(to->out, after);
}

/* Writes the system prompt, if there is one, between two pieces of JSON. */
static void
put_system(const struct sink *to, const char *before, const char *after)
{
	const struct span system = to->style->system;

	if (system.p == NULL)
		return;
	out_puts(to->out, before);
	json_write_string(to->out, system.p, system.len);
	out_puts(to->out, after);
}

static void
put_legacy(const struct sink *to, const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"conversation\":[{");
	put_system(to, "\"system\":", ",");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_puts(to->out, ",{");
		put_turn(to, &turns[i], "\"input\":", ",\"output\":", "}");
	}
	out_puts(to->out, "]}");
}

/* Writes reasoning that has a key of its own in the message. */
static void
put_reasoning(const struct sink *to, const struct row_turn *turn)
{
	struct span s;

	if ((to->style->reasoning != REASONING_THINKING &&
	    to->style->reasoning != REASONING_CONTENT) ||
	    (s = reasoning_text(&turn->reasoning, to->scratch)).len == 0)
		return;
	out_puts(to->out, ",\"");
	out_puts(to->out, reasoning_names[to->style->reasoning]);
	out_puts(to->out, "\":");
	json_write_string(to->out, s.p, s.len);
}

static void
put_messages(const struct sink *to, const struct row_turn *turns, size_t n)
{
	size_t i;

	out_puts(to->out, "{\"messages\":[");
	put_system(to, "{\"role\":\"system\",\"content\":", "},");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_puts(to->out, ",");
		put_turn(to, &turns[i], "{\"role\":\"user\",\"content\":",
		    "},{\"role\":\"assistant\",\"content\":", "");
		put_reasoning(to, &turns[i]);
		out_puts(to->out, "}");
	}
	out_puts(to->out, "]}");
}

/* The last turn is the instruction; the turns before it are the history. */
static void
put_alpaca(const struct sink *to, const struct row_turn *turns, size_t n)
{
	size_t i;

	put_turn(to, &turns[n - 1], "{\"instruction\":",
	    ",\"input\":\"\",\"output\":", "");
	put_system(to, ",\"system\":", "");
	for (i = 0; i + 1 < n; i++)
		put_turn(to, &turns[i], i == 0 ? ",\"history\":[[" : ",[", ",",
		    i + 2 < n ? "]" : "]]");
	out_puts(to->out, "}");
}

static void
put_sharegpt(const struct sink *to, const struct row_turn *turns, size_t n)
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
	put_system(to, ",\"system\":", "");
	out_puts(to->out, "}");
}

void
row_write(struct out *out, const struct row_style *style,
    const struct row_turn *turns, size_t n, struct buf scratch[2])
{
	const struct sink to = { out, style, scratch };

	switch (style->format) {
	case ROW_LEGACY:
		put_legacy(&to, turns, n);
		break;
	case ROW_V1:
	case ROW_OPENAI:
	case ROW_SWIFT:
		put_messages(&to, turns, n);
		break;
	case ROW_ALPACA:
		put_alpaca(&to, turns, n);
		break;
	case ROW_SHAREGPT:
		put_sharegpt(&to, turns, n);
		break;
	}
}

void
row_write_text(struct out *out, enum row_format format,
    const struct json_value *text, struct buf *scratch)
{
	static const char *const around[][2] = {
		[ROW_LEGACY] = {
			"{\"conversation\":[{\"input\":\"\",\"output\":",
			"}]}" },
		[ROW_V1] = {
			"{\"messages\":[{\"role\":\"pretrain\",\"content\":",
			"}]}" },
		[ROW_ALPACA] = { "{\"text\":", "}" },
		[ROW_SHAREGPT] = { ("{\"conversations\":["
			"{\"from\":\"human\",\"value\":\"\"},"
			"{\"from\":\"gpt\",\"value\":"), "}]}" },
		[ROW_OPENAI] = { "{\"text\":", "}" },
		[ROW_SWIFT] = {
			"{\"messages\":[{\"role\":\"assistant\",\"content\":",
			"}]}" },
	};
	const struct sink to = { out, NULL, scratch };

	out_puts(out, around[format][0]);
	put_string(&to, text);
	out_puts(out, around[format][1]);
}

bool
row_holds(enum row_format format, enum reasoning reasoning, bool text,
    struct buf *why)
{
	if (reasoning == REASONING_DROP)
		return true;
	if (text)
		buf_printf(why, "--reasoning %s: the texts of -p have no"
		    " reasoning", reasoning_names[reasoning]);
	else if (reasoning != REASONING_INLINE && format != ROW_V1 &&
	    format != ROW_OPENAI)
		buf_printf(why, "-o %s has no place for --reasoning %s: give"
		    " --reasoning inline, or -o v1 or -o openai",
		    row_formats[format], reasoning_names[reasoning]);
	else
		return true;
	return false;
}
