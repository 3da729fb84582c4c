/* wk-regexlist: writes a record for each item of the list in a response. */
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/plural.h"
#include "base/utf8.h"
#include "fill.h"
#include "json/json.h"
#include "list.h"
#include "members.h"
#include "stage/id.h"
#include "stage/program.h"
#include "stage/stage.h"
#include "text/finish.h"

/* Bytes of a text without a list that a message shows, at most. */
#define MESSAGE_TEXT 120

static struct stage stage = { .name = "wk-regexlist", .field = "response",
	.say = program_say };
static const char *output = "question";
static size_t most = SIZE_MAX, longest = SIZE_MAX;
static bool strict, keep_duplicates, identified;
static struct pattern *pattern;
static struct list list;
static struct buf json, scratch;
static struct out sketch = { .fd = OUT_MEMORY };
static int f_ask, f_output, f_item, f_reasoning;

static struct question question;
static struct members members;
static struct fill fill;

/* What an id is made of (--id), beside the question: see make_id. */
static const char *const origins[] = { "source", "start", "index", "page",
	"row" };
static int f_id, f_origin[LEN(origins)];

/*
 * Items: how many were read, written, and dropped for which reason.  few
 * counts responses with fewer items than -n asked for; those gave few_items.
 */
static struct counts {
	size_t read, written, past, too_long, twice, few, few_items;
	size_t others;	/* members of objects that nobody named */
} counts;

/* The call (`ask`) that the response came from. */
static struct {
	bool cut;	/* the response is not whole */
	bool usage;	/* it says how many tokens were used */
} call;

/* Whether a value of ask.finish says that the response is not whole. */
static bool
is_torn(const struct json_value *finish)
{
	enum finish how;

	if (finish->type != JSON_STRING || finish->len < 2)
		return false;
	how = finish_of((struct span){ finish->p + 1, finish->len - 2 });
	return how == FINISH_CUT || how == FINISH_FILTERED ||
	    how == FINISH_BROKEN;
}

/* The place behind the next comma and its blanks, or of the brace. */
static const char *
behind_comma(const char *p, const char *end)
{
	while (p < end && *p != ',' && *p != '}')
		p++;
	if (p < end && *p == ',')
		p++;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

/*
 * Reads `ask`.  If it holds `usage`, json becomes `ask` without that member,
 * byte for byte: else each item would count the tokens once more.
 */
static void
read_ask(const struct record *r)
{
	const struct json_value *ask = record_get(r, f_ask);
	struct json_value name, value;
	const char *from, *end, *last = NULL;
	struct json j;

	call.cut = call.usage = false;
	if (ask == NULL || ask->type != JSON_OBJECT)
		return;
	json_open(&j, ask->p, ask->len);
	buf_clear(&json);
	(void)json_object(&j);
	from = ask->p;
	end = ask->p + ask->len;
	while (json_member(&j, &name, &value) == 1) {
		if (!json_is(&name, "usage")) {
			last = value.p + value.len;
			if (json_is(&name, "finish"))
				call.cut = is_torn(&value);
			continue;
		}
		call.usage = true;
		/* The comma before it goes too, or else the one behind it. */
		buf_add(&json, from, (size_t)((last == NULL ? name.p : last) -
		    from));
		from = value.p + value.len;
		if (last == NULL)
			from = behind_comma(from, end);
	}
	if (call.usage)
		buf_add(&json, from, (size_t)(end - from));
}

/* Whether an item lacks a member. */
static bool
is_bad(size_t i)
{
	return list.members != NULL &&
	    list_object(&list, i)->lacks != MEMBERS_MAX;
}

/* Drops the items behind the first `most` that are good. */
static void
take_first(void)
{
	size_t i, good = 0;

	for (i = 0; i < list.n && (good < most || is_bad(i)); i++)
		good += !is_bad(i);
	counts.past += list.n - i;
	if (i == list.n && good < most) {
		counts.few++;
		counts.few_items += good;
	}
	list.n = i;
}

/* Drops the items that the options exclude. */
static void
choose(void)
{
	size_t i, kept = 0;
	struct span s;

	counts.read += list.n;
	for (i = 0; i < list.n; i++) {
		s = list_text(&list, i);
		/* A code point takes a byte or more: count only if needed. */
		if (s.len > longest && !is_bad(i) &&
		    utf8_count(s.p, s.len) > longest)
			continue;
		list.item[kept++] = list.item[i];
	}
	counts.too_long += list.n - kept;
	list.n = kept;
	if (!keep_duplicates)
		counts.twice += list_unique(&list);
	take_first();
}

/* Appends the value of a field as it stands in the record, if it is there. */
static void
add_origin(const struct record *r, int field)
{
	const struct json_value *v = record_get(r, field);

	if (v != NULL)
		buf_add(&scratch, v->p, v->len);
	buf_addc(&scratch, '\0');
}

/*
 * Makes the id of a question.  The same question may be asked about several
 * texts of one source: their places tell them apart, by start, else by index,
 * and by page and row.
 */
static void
make_id(char id[ID_LEN + 1], struct record *r, struct span text)
{
	struct span source = { "", 0 };
	const struct json_value *start = record_get(r, f_origin[1]);
	size_t len;

	(void)record_string(r, f_origin[0], &source);
	buf_clear(&scratch);
	if (start == NULL && record_get(r, f_origin[2]) != NULL)
		buf_addc(&scratch, '/');
	add_origin(r, f_origin[start != NULL ? 1 : 2]);
	len = scratch.len - 1;
	buf_add(&scratch, text.p, text.len);
	if (record_get(r, f_origin[3]) != NULL ||
	    record_get(r, f_origin[4]) != NULL) {
		buf_addc(&scratch, '\0');
		add_origin(r, f_origin[3]);
		add_origin(r, f_origin[4]);
	}
	id_of(id, source, (struct span){ scratch.data, len },
	    span_from(buf_span(&scratch), len + 1));
}

/* Appends to out what stands in the place of a byte of the sketch. */
static void
put_place(struct buf *out, char byte, struct record *r, size_t i)
{
	struct span text = list_text(&list, i);
	char id[ID_LEN + 1];

	switch (byte) {
	case '\001':
		json_put_inside(out, text.p, text.len);
		break;
	case '\002':
		buf_addu(out, i + 1);
		break;
	default:
		make_id(id, r, text);
		buf_puts(out, id);
	}
}

/*
 * Writes a record for each item.  The records differ in two values alone, or
 * three, so one is written to memory, with bytes in their places that no
 * record has.
 */
static void
put_items(struct record *r)
{
	const char *p, *end, *place[3];
	struct buf *out = &stage.out.buf;
	size_t i, k, n = 0;

	record_set(r, f_output, "\"\001\"", 3);
	record_set(r, f_item, "\002", 1);
	if (identified)
		record_set(r, f_id, "\"\003\"", 3);
	buf_clear(&sketch.buf);
	if (record_write(r, &sketch) == -1 || sketch.buf.failed) {
		record_reset(r);
		stage_fail(&stage, r, "too_long", "the record of an item"
		    " would be too long");
		stage_emit(&stage, r);
		return;
	}
	counts.written += list.n;
	end = sketch.buf.data + sketch.buf.len;
	for (p = sketch.buf.data; p < end && n < LEN(place); p++)
		if (*p >= '\001' && *p <= '\003')
			place[n++] = p;
	for (i = 0; i < list.n; i++) {
		for (k = 0, p = sketch.buf.data; k < n; k++) {
			buf_add(out, p, (size_t)(place[k] - p));
			put_place(out, *place[k], r, i);
			p = place[k] + 1;
		}
		buf_add(out, p, (size_t)(end - p));
		out_pace(&stage.out);
	}
}

/* Takes the response away, its reasoning, and the usage of its call. */
static void
drop_response(struct record *r)
{
	if (call.usage)
		record_set(r, f_ask, json.data, json.len);
	record_unset(r, stage.input);
	record_unset(r, f_reasoning);
	/* Without a new question, all that belongs to the old one stays. */
	if (list.members == NULL || list.members->question >= 0)
		question_renew(&question, r);
}

/* Emits a record for each object. */
static void
put_objects(struct record *r)
{
	char number[24], id[ID_LEN + 1];
	const char *kind;
	struct span source;
	size_t i;

	for (i = 0; i < list.n; i++) {
		record_reset(r);
		record_unset(r, stage.error);
		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		record_set(r, f_item, number, strlen(number));
		if (is_bad(i)) {
			/* Its response is what -R may try again. */
			if (call.usage)
				record_set(r, f_ask, json.data, json.len);
			record_unset(r, f_reasoning);
			source = list_text(&list, i);
			record_set_string(r, stage.input, source.p,
			    source.len);
			buf_clear(&scratch);
			kind = fill_why(&list, i, &scratch);
			stage_fail(&stage, r, kind, "%.*s", (int)scratch.len,
			    scratch.data);
		} else {
			drop_response(r);
			fill_record(&fill, r, &list, i);
			if (identified) {
				make_id(id, r, list_text(&list, i));
				record_set_string(r, f_id, id, ID_LEN);
			}
			counts.written++;
			counts.others += list_object(&list, i)->others;
		}
		stage_emit(&stage, r);
	}
}

static void
emit_items(struct record *r)
{
	if (list.members != NULL) {
		put_objects(r);
		return;
	}
	drop_response(r);
	put_items(r);
}

/* Emits the record of a response whose list is empty, with a state. */
static void
emit_nothing(struct record *r)
{
	drop_response(r);
	record_set(r, stage.state, "\"nothing_to_ask\"", 16);
	stage_emit(&stage, r);
}

/* Emits the record with an error, whose message quotes the text. */
static void
fail(struct record *r, const char *kind, const char *what, struct span text)
{
	buf_clear(&scratch);
	utf8_mask(&scratch, text.p, text.len, MESSAGE_TEXT);
	stage_fail(&stage, r, kind, "%s: '%.*s'", what, (int)scratch.len,
	    scratch.data);
	stage_emit(&stage, r);
}

/* Reads the items of a response into list.  -1: a match was given up. */
static int
read_items(struct span text, enum list_found *found)
{
	unsigned int how = (strict ? LIST_STRICT : 0) |
	    (call.cut ? LIST_CUT : 0);
	int status = 0;

	if (pattern == NULL)
		*found = list_read(&list, text.p, text.len, how);
	else {
		status = list_match(&list, pattern, text.p, text.len);
		*found = list.n > 0 ? LIST_FOUND : LIST_NONE;
	}
	return status;
}

static void
work(struct record *r)
{
	enum list_found found;
	struct span text;

	if (record_string(r, stage.input, &text) != 1) {
		stage_fail(&stage, r, "no_response", "no text in %s",
		    stage.field);
		stage_emit(&stage, r);
		return;
	}
	read_ask(r);
	if (read_items(text, &found) == -1)
		fail(r, "match_limit", "the pattern takes too long", text);
	else if (list.text.failed)
		fail(r, "too_long", "the items are too long", text);
	else if (found == LIST_NONE)
		fail(r, "no_list", "no list", text);
	else if (found == LIST_EMPTY)
		emit_nothing(r);
	else {
		choose();
		if (list.n > 0)
			emit_items(r);
		else
			fail(r, "empty_list", "every item is too long", text);
	}
}

/* Says what was dropped or is missing, and with -v all that was counted. */
static void
report(void)
{
	if (counts.too_long > 0)
		program_say("%zu of %zu items dropped: longer than %zu "
		    "characters (-l)", counts.too_long, counts.read, longest);
	if (most < SIZE_MAX && counts.few > 0)
		program_say("%zu of %zu questions came (-n %zu): %zu %s fewer",
		    counts.few_items, counts.few * most, most, counts.few,
		    counts.few == 1 ? "response gave" : "responses gave");
	if (stage.verbose)
		program_say("%zu item%s, %zu written, %zu past -n, "
		    "%zu too long, %zu duplicate%s, %zu record%s failed",
		    counts.read, plural(counts.read), counts.written,
		    counts.past, counts.too_long, counts.twice,
		    plural(counts.twice), stage.failed, plural(stage.failed));
	if (stage.verbose && list.members != NULL)
		program_say("%zu member%s dropped that --member does not name",
		    counts.others, plural(counts.others));
}

static void
add_member(const struct opt *o, const char *arg, struct buf *why)
{
	(void)o;
	members_add(&members, arg, why);
	list.members = &members;
}

static void
set_pattern(const struct opt *o, const char *arg, struct buf *why)
{
	struct pattern_error e;

	(void)o;
	pattern_free(pattern);
	pattern = pattern_new(span_of(arg), PATTERN_LINES, &e);
	if (pattern == NULL)
		buf_printf(why, "-e %s: byte %zu: %s", arg, e.offset,
		    e.message);
}

static const struct opt options[] = {
	{ 'n', "items", "items",
	    "take at most this many items of a reply (all)",
	    OPT_SIZE, .value = &most, .least = 1, .most = INT_MAX },
	{ 'l', "length", "length", "drop items with more characters (keep all)",
	    OPT_SIZE, .value = &longest, .least = 1, .most = INT_MAX },
	{ 'D', "keep-duplicates", NULL, "keep items that repeat an earlier one",
	    OPT_FLAG, .value = &keep_duplicates },
	{ 'o', "output", "field", "write items to this field (question)",
	    OPT_STRING, .value = &output, .group = OPT_OUTPUT },
	{ 'e', "regex", "regex", "each match, or its group 1, is an item",
	    OPT_CALL, .call = set_pattern },
	{ 0, "id", NULL, "set id to a hash, the same in every run",
	    OPT_FLAG, .value = &identified, .group = OPT_OUTPUT },
	{ 0, "member", "name[?][=field][:type]",
	    "take this member of each object",
	    OPT_CALL, .call = add_member },
	{ 0, "strict", NULL, "accept only a complete Python or JSON list",
	    OPT_FLAG, .value = &strict },
	STAGE_OPTIONS(stage, "response")
};

static const struct opt_pair apart[] = { { "strict", "e" },
	{ "member", "e" }, { "member", "o" } };

static const struct opt_program program = {
	.name = "wk-regexlist",
	.does = "Finds the list in a reply, and writes a record for each item.",
	.example = { "echo '[\"Who?\", \"Where?\"]' | wk-regexlist --lines",
	    "echo 用列表写五个问题 | wk-ask --lines | wk-regexlist -n 5" },
	.operands = "[file ...]",
	.job = "List",
	.options = options, .n = LEN(options),
	.apart = apart, .napart = LEN(apart)
};

static void
name_fields(void)
{
	size_t i;

	f_ask = stage_field(&stage, "ask");
	f_output = stage_field(&stage, output);
	fill_open(&fill, &members, &stage);
	question_open(&question, &stage);
	f_reasoning = stage_field(&stage, "reasoning");
	f_item = stage_field(&stage, "item");
	if (!identified)
		return;
	f_id = stage_field(&stage, "id");
	for (i = 0; i < LEN(origins); i++)
		f_origin[i] = stage_field(&stage, origins[i]);
}

int
main(int argc, char *argv[])
{
	char *const *operands;
	struct record *r;
	int status;

	program_start(&stage);
	operands = program_options(&program, &stage, argc, argv);
	if (identified && strcmp(output, "id") == 0)
		program_die("-o id: --id sets this field");
	if (strcmp(output, "item") == 0)
		program_die("-o item: this field has the number of the item");
	if (list.members != NULL && members.question < 0 &&
	    longest < SIZE_MAX)
		program_die("-l needs a question: --member question");
	name_fields();
	stage_open(&stage, operands);
	while ((r = stage_next(&stage)) != NULL)
		work(r);
	status = stage_end(&stage);
	report();
	list_free(&list);
	fill_free(&fill);
	members_free(&members);
	pattern_free(pattern);
	buf_free(&json);
	buf_free(&scratch);
	buf_free(&sketch.buf);
	return status;
}
