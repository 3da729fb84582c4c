/* Writes the config by which a trainer reads a file of rows whole. */
#include "dataset_info.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "stage/array.h"

enum trainer { LLAMA_FACTORY, SWIFT, XTUNER, TRAINERS };

static const struct {
	const char *name, *called;
} trainers[TRAINERS] = {
	[LLAMA_FACTORY] = { "llama-factory", "LLaMA-Factory" },
	[SWIFT] = { "swift", "ms-swift" },
	[XTUNER] = { "xtuner", "XTuner" },
};

/* What a config is made of. */
struct made {
	const struct dataset_info *d;
	struct buf *b;
	enum trainer trainer;
	struct buf file;	/* its name */
	struct span name;	/* of the data set: without .jsonl */
	bool system, history;	/* columns that rows have, or may have */
};

/* The rows that no config has a trainer read whole, and what to give. */
static const struct unread {
	enum trainer trainer;
	enum row_format format;
	bool text;
	const char *why;
} unread[] = {
	{ LLAMA_FACTORY, ROW_LEGACY, false, "does not read -o legacy: give"
	    " -o openai, sharegpt or alpaca" },
	{ LLAMA_FACTORY, ROW_LEGACY, true, "does not read -o legacy: give"
	    " -p -o alpaca" },
	{ LLAMA_FACTORY, ROW_V1, true, "skips the role pretrain: give"
	    " -p -o alpaca" },
	{ LLAMA_FACTORY, ROW_SHAREGPT, true, "learns the empty question of"
	    " these rows, and not the text: give -p -o alpaca" },
	{ LLAMA_FACTORY, ROW_SWIFT, true, "skips a lone message: give"
	    " -p -o alpaca" },
	{ SWIFT, ROW_LEGACY, false, "deletes rows of -o legacy: give"
	    " -o swift" },
	{ SWIFT, ROW_LEGACY, true, "deletes rows of -o legacy: give"
	    " -p -o swift" },
	{ SWIFT, ROW_V1, true, "deletes rows of the role pretrain: give"
	    " -p -o swift" },
	{ SWIFT, ROW_SHAREGPT, true, "reads an empty question before the"
	    " text: give -p -o swift" },
	{ XTUNER, ROW_ALPACA, false, "V1 does not read -o alpaca, and 0.1"
	    " drops its system prompt and history: give -o v1 or legacy" },
	{ XTUNER, ROW_ALPACA, true, "does not read these texts: give"
	    " -p -o v1 or legacy" },
	{ XTUNER, ROW_SHAREGPT, false, "does not read -o sharegpt: give"
	    " -o v1 or legacy" },
	{ XTUNER, ROW_SHAREGPT, true, "does not read -o sharegpt: give"
	    " -p -o v1 or legacy" },
	{ XTUNER, ROW_OPENAI, true, "V1 does not read these texts: give"
	    " -p -o v1" },
	{ XTUNER, ROW_SWIFT, true, "V1 drops a lone message of the"
	    " assistant: give -p -o v1" },
};

/* Whether the trainer reads the rows; if not, why says what it reads. */
static bool
reads(const struct made *m, struct buf *why)
{
	const struct dataset_info *d = m->d;
	const char *called = trainers[m->trainer].called;
	size_t i;

	for (i = 0; i < LEN(unread); i++)
		if (unread[i].trainer == m->trainer && unread[i].format ==
		    d->format && unread[i].text == d->text) {
			buf_printf(why, "%s %s", called, unread[i].why);
			return false;
		}
	if (m->trainer == XTUNER && d->array && d->format != ROW_LEGACY)
		buf_puts(why, "XTuner V1 reads lines, not one array: leave"
		    " out -a");
	else if (m->trainer != XTUNER && (d->reasoning == REASONING_THINKING ||
	    d->reasoning == REASONING_CONTENT))
		buf_printf(why, "%s drops the key %s: give --reasoning"
		    " inline", called, reasoning_names[d->reasoning]);
	else
		return true;
	return false;
}

/* Whether s ends in .json or .jsonl, with something before. */
static bool
is_file(struct span s, size_t *stem)
{
	*stem = s.len;
	if (span_ends(s, ".jsonl"))
		*stem -= strlen(".jsonl");
	else if (span_ends(s, ".json"))
		*stem -= strlen(".json");
	return *stem < s.len && *stem > 0 && s.p[*stem - 1] != '/';
}

/* Reads NAME or NAME:TRAINER.  -1, and why, if it is neither. */
static int
read_name(struct made *m, struct buf *why)
{
	struct span s = span_of(m->d->name);
	const char *colon = strrchr(s.p, ':'), *slash;
	size_t stem;

	m->trainer = LLAMA_FACTORY;
	if (colon != NULL) {
		for (m->trainer = 0; m->trainer < TRAINERS; m->trainer++)
			if (strcmp(colon + 1, trainers[m->trainer].name) == 0)
				break;
		s.len = (size_t)(colon - s.p);
	}
	if (m->trainer == TRAINERS || s.len == 0 || span_ends(s, "/")) {
		buf_printf(why, "--dataset-info %s: NAME, or NAME:TRAINER with"
		    " llama-factory, swift or xtuner", m->d->name);
		return -1;
	}
	buf_add(&m->file, s.p, s.len);
	if (!is_file(s, &stem)) {
		stem = s.len;
		buf_puts(&m->file, m->d->array ? ".json" : ".jsonl");
	}
	m->name = (struct span){ m->file.data, stem };
	if ((slash = memrchr(m->name.p, '/', stem)) != NULL)
		m->name = span_from(m->name, (size_t)(slash - m->name.p) + 1);
	return 0;
}

/* The key that each row of the format has. */
static const char *
main_key(const struct dataset_info *d)
{
	switch (d->format) {
	case ROW_LEGACY:
		return "conversation";
	case ROW_ALPACA:
		return d->text ? "text" : "instruction";
	case ROW_SHAREGPT:
		return "conversations";
	case ROW_OPENAI:
		return d->text ? "text" : "messages";
	case ROW_V1:
	case ROW_SWIFT:
		break;
	}
	return "messages";
}

/* Notes the columns of a row.  -1 if it is not of the format. */
static int
note_row(struct made *m, const struct json_value *row)
{
	struct json_value v;

	m->system = m->system || json_find(row, "system", &v);
	m->history = m->history || json_find(row, "history", &v);
	return json_find(row, main_key(m->d), &v) ? 0 : -1;
}

/* Notes the columns of all rows.  -1 if there is one of another format. */
static int
note_rows(struct made *m, struct span text)
{
	struct json_value row;
	struct span line;
	struct array a;
	struct json j;
	int more;

	if (array_of_rows(text)) {
		array_open(&a, text);
		while ((more = array_next(&a, &row)) == 1)
			if (note_row(m, &row) == -1)
				return -1;
		return more;
	}
	while (span_line(&text, &line)) {
		json_open(&j, line.p, line.len);
		if (span_strip(line).len > 0 && (json_read(&j, &row) == -1 ||
		    note_row(m, &row) == -1))
			return -1;
	}
	return 0;
}

/* Finds the columns, in the file if it is there.  -1, and why. */
static int
find_columns(struct made *m, const char **note, struct buf *why)
{
	struct buf path = { 0 }, text = { 0 };
	int result = 0;

	buf_add(&path, m->file.data, m->file.len);
	buf_addc(&path, '\0');
	if (file_read(path.data, &text) == 0) {
		if ((result = note_rows(m, buf_span(&text))) == -1)
			buf_printf(why, "%s: not all rows have the key %s of"
			    " -o %s: give the options that it was made with",
			    path.data, main_key(m->d),
			    row_formats[m->d->format]);
	} else if (errno == ENOENT) {
		m->system = m->history = true;
		if (m->trainer == LLAMA_FACTORY && !m->d->text &&
		    (m->d->format == ROW_ALPACA ||
		    m->d->format == ROW_SHAREGPT))
			*note = "there is no such file yet, so all columns are"
			    " listed; LLaMA-Factory stops at one that no row"
			    " has: run this again beside the file";
	} else {
		buf_printf(why, "%s: %s", path.data, strerror(errno));
		result = -1;
	}
	buf_free(&path);
	buf_free(&text);
	return result;
}

/* Appends "key": "value", behind a comma unless it is the first. */
static void
put_pair(struct buf *b, const char *key, const char *value, bool first)
{
	buf_puts(b, first ? "\n      " : ",\n      ");
	json_put(b, key);
	buf_puts(b, ": ");
	json_put(b, value);
}

/* An object of the pairs, a list that ends in NULL. */
static void
put_pairs(struct buf *b, const char *key, const char *const (*pair)[2])
{
	size_t i;

	buf_puts(b, ",\n    ");
	json_put(b, key);
	buf_puts(b, ": {");
	for (i = 0; pair[i][0] != NULL; i++)
		put_pair(b, pair[i][0], pair[i][1], i == 0);
	buf_puts(b, "\n    }");
}

static const char *const message_columns[][2] = {
	{ "messages", "messages" }, { NULL, NULL } };
static const char *const message_tags[][2] = {
	{ "role_tag", "role" }, { "content_tag", "content" },
	{ "user_tag", "user" }, { "assistant_tag", "assistant" },
	{ "observation_tag", "tool" }, { "function_tag", "tool_call" },
	{ "system_tag", "system" }, { NULL, NULL } };
static const char *const shared_tags[][2] = {
	{ "role_tag", "from" }, { "content_tag", "value" },
	{ "user_tag", "human" }, { "assistant_tag", "gpt" },
	{ "observation_tag", "observation" },
	{ "function_tag", "function_call" },
	{ "system_tag", "system" }, { NULL, NULL } };

/*
 * Columns that are not named are None to LLaMA-Factory, and so are tags: all
 * are listed.  Its formatting "openai" would add a line to each system prompt,
 * so messages are read as sharegpt.
 */
static void
put_llama_factory(const struct made *m)
{
	const char *columns[6][2] = { { "prompt", "instruction" },
		{ "query", "input" }, { "response", "output" } };
	size_t n = 3;
	struct buf *b = m->b;
	const enum row_format format = m->d->format;

	if (m->d->text) {
		columns[0][1] = "text";
		n = 1;
	} else if (format != ROW_ALPACA) {
		columns[0][0] = "messages";
		columns[0][1] = format == ROW_SHAREGPT ? "conversations" :
		    "messages";
		n = 1;
	}
	if (!m->d->text && m->system && (format == ROW_ALPACA ||
	    format == ROW_SHAREGPT)) {
		columns[n][0] = columns[n][1] = "system";
		n++;
	}
	if (!m->d->text && m->history && format == ROW_ALPACA) {
		columns[n][0] = columns[n][1] = "history";
		n++;
	}
	columns[n][0] = NULL;
	buf_puts(b, "{\n  ");
	json_put_string(b, m->name.p, m->name.len);
	buf_puts(b, ": {\n    \"file_name\": ");
	json_put_string(b, m->file.data, m->file.len);
	buf_printf(b, ",\n    \"formatting\": \"%s\"", m->d->text ||
	    format == ROW_ALPACA ? "alpaca" : "sharegpt");
	put_pairs(b, "columns", (const char *const (*)[2])columns);
	if (!m->d->text && format != ROW_ALPACA)
		put_pairs(b, "tags", format == ROW_SHAREGPT ? shared_tags :
		    message_tags);
	buf_puts(b, "\n  }\n}\n");
}

/* ms-swift passes over columns that no row has. */
static void
put_swift(const struct made *m)
{
	static const char *const text[][2] = { { "text", "response" },
		{ NULL, NULL } };
	static const char *const alpaca[][2] = {
		{ "instruction", "instruction" }, { "input", "input" },
		{ "output", "output" }, { "system", "system" },
		{ "history", "history" }, { NULL, NULL } };
	static const char *const shared[][2] = {
		{ "conversations", "messages" }, { "system", "system" },
		{ NULL, NULL } };
	static const char *const keys[][2] = { { "role_key", "from" },
		{ "content_key", "value" }, { "user_role", "human" },
		{ "assistant_role", "gpt" }, { NULL, NULL } };
	struct buf *b = m->b;
	const bool lone = strcmp(main_key(m->d), "text") == 0;

	buf_puts(b, "[\n  {\n    \"dataset_path\": ");
	json_put_string(b, m->file.data, m->file.len);
	put_pairs(b, "columns", lone ? text : m->d->format == ROW_ALPACA ?
	    alpaca : m->d->format == ROW_SHAREGPT ? shared : message_columns);
	if (m->d->format == ROW_SHAREGPT)
		put_pairs(b, "messages", keys);
	buf_puts(b, "\n  }\n]\n");
}

/* XTuner 0.1: the part of a config that is about the data. */
static void
put_xtuner_0(const struct made *m)
{
	struct buf *b = m->b;

	buf_puts(b, "from datasets import load_dataset\n"
	    "from xtuner.dataset import process_hf_dataset\n");
	if (!m->d->text)
		buf_puts(b, "from xtuner.dataset.map_fns import"
		    " template_map_fn_factory\n");
	buf_puts(b, "\ntrain_dataset = dict(\n"
	    "    type=process_hf_dataset,\n"
	    "    dataset=dict(\n"
	    "        type=load_dataset, path=\"json\", data_files=dict(train=");
	json_put_string(b, m->file.data, m->file.len);
	buf_puts(b, ")\n    ),\n"
	    "    tokenizer=tokenizer,\n"
	    "    max_length=max_length,\n"
	    "    dataset_map_fn=None,\n");
	buf_puts(b, m->d->text ? "    template_map_fn=None,\n" :
	    "    template_map_fn=dict(\n"
	    "        type=template_map_fn_factory, template=prompt_template\n"
	    "    ),\n");
	buf_printf(b, "    remove_unused_columns=True,\n"
	    "    shuffle_before_pack=%s,\n"
	    "    pack_to_max_length=pack_to_max_length,\n"
	    "    use_varlen_attn=use_varlen_attn,\n)\n",
	    m->d->text ? "False" : "True");
}

/* XTuner V1: the list that a DataloaderConfig takes. */
static void
put_xtuner(const struct made *m)
{
	static const char *const templates[] = {
		[REASONING_DROP] = "qwen3", [REASONING_INLINE] = "qwen3",
		[REASONING_THINKING] = "gpt-oss",
		[REASONING_CONTENT] = "qwen3.5-vl",
	};
	struct buf *b = m->b;

	buf_printf(b, "from xtuner.v1.datasets import DatasetConfig, %s\n\n"
	    "dataset_config = [\n    {\n"
	    "        \"dataset\": DatasetConfig(name=", m->d->text ?
	    "PretrainTokenizeFunctionConfig" : "OpenaiTokenizeFunctionConfig");
	json_put_string(b, m->name.p, m->name.len);
	buf_puts(b, ", anno_path=");
	json_put_string(b, m->file.data, m->file.len);
	buf_puts(b, "),\n        \"tokenize_fn\": ");
	if (m->d->text)
		buf_puts(b, "PretrainTokenizeFunctionConfig(\n"
		    "            add_bos_token=False, add_eos_token=True\n");
	else
		buf_printf(b, "OpenaiTokenizeFunctionConfig(\n"
		    "            chat_template=\"%s\",  # that of your model\n"
		    "            max_length=4096,\n",
		    templates[m->d->reasoning]);
	buf_puts(b, "        ),\n    },\n]\n");
}

int
dataset_info(const struct dataset_info *d, struct buf *b, const char **note,
    struct buf *why)
{
	struct made m = { .d = d, .b = b };
	int result = -1;

	if (read_name(&m, why) == 0 && reads(&m, why) &&
	    find_columns(&m, note, why) == 0) {
		result = 0;
		if (m.trainer == LLAMA_FACTORY)
			put_llama_factory(&m);
		else if (m.trainer == SWIFT)
			put_swift(&m);
		else if (d->format == ROW_LEGACY)
			put_xtuner_0(&m);
		else
			put_xtuner(&m);
	}
	buf_free(&m.file);
	return result;
}
