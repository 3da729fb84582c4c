/* Reads JSON and JSONL: each object is a record, one of its fields the text. */
#include "base/utf8.h"
#include "notebook.h"
#include "readers.h"
#include "stage/record.h"
#include "window.h"

/* By the first lines, so many, we tell JSONL from JSON. */
#define LINES 100

/* A text being read, and the fields that are looked at. */
struct objects {
	struct window window;
	struct sink *sink;
	struct fields fields;
	struct record record;
	int text, title;	/* numbers of those fields */
};

/* Appends the names of an object's members, as many as are useful. */
static void
list_names(struct buf *b, struct span object)
{
	struct json j;
	struct json_value name, value;
	size_t n = 0;

	json_open(&j, object.p, object.len);
	if (json_object(&j) == -1)
		return;
	while (n < 8 && json_member(&j, &name, &value) == 1) {
		if (value.type != JSON_STRING || name.len > 40)
			continue;
		buf_puts(b, n++ == 0 ? "; its strings are " : ", ");
		buf_add(b, name.p + 1, name.len - 2);
	}
	if (n > 0)
		buf_puts(b, " (-f names one)");
}

/*
 * Sets text and title of the sink from an object.  NULL, or the kind of
 * error: then `why` is the message.
 */
static const char *
take_object(struct objects *o, struct span object, struct buf *why)
{
	struct record *r = &o->record;
	struct sink *k = o->sink;
	struct span s;
	int found;

	buf_clear(&k->text);
	buf_clear(&k->title);
	if (record_parse(r, object) == -1) {
		buf_add(why, r->why.data, r->why.len);
		return "bad_record";
	}
	if ((found = record_string(r, o->text, &s)) == 0) {
		buf_printf(why, "no %s", k->settings->field);
		list_names(why, object);
		return "missing_field";
	}
	if (found == -1) {
		buf_printf(why, "%s is %s, not a string", k->settings->field,
		    json_type_name(record_get(r, o->text)->type));
		return "bad_field";
	}
	buf_add(&k->text, s.p, s.len);
	if (o->title != o->text && record_string(r, o->title, &s) == 1) {
		s = utf8_strip(s);
		buf_add(&k->title, s.p, s.len);
	}
	return NULL;
}

/* Makes a record of object `number`, from 1, or of the only one: 0. */
static int
put_object(struct objects *o, struct span object, size_t number)
{
	struct buf why = { 0 };
	const char *kind = take_object(o, object, &why);
	const int shown = why.len < 400 ? (int)why.len : 400;
	int status = 0;

	if (kind != NULL && number > 0)
		sink_row_error(o->sink, number, kind, "%.*s", shown, why.data);
	else if (kind != NULL)
		status = sink_fail(o->sink, kind, "%.*s", shown, why.data);
	else if (number > 0)
		sink_row(o->sink, number);
	buf_free(&why);
	return status;
}

static bool
is_object(struct span s)
{
	struct json_value v;
	struct json j;

	json_open(&j, s.p, s.len);
	return json_read(&j, &v) == 0 && v.type == JSON_OBJECT &&
	    json_end(&j) == 0;
}

/*
 * Takes the next line off the window.  1; 0 at the end; -1 after sink_fail.
 * The line is good until the next call.
 */
static int
next_line(struct window *w, struct span *line)
{
	struct span rest;
	size_t looked = 0;
	const char *end = NULL;

	for (;;) {
		if (w->rest.len > looked)
			end = memchr(w->rest.p + looked, '\n',
			    w->rest.len - looked);
		if (end != NULL || w->last)
			break;
		looked = w->rest.len;
		if (window_more(w) == -1)
			return -1;
	}
	rest = w->rest;
	if (!span_line(&rest, line))
		return 0;
	window_skip(w, w->rest.len - rest.len);
	return 1;
}

/*
 * Whether the text is JSONL: of a file with such a name, any of the first
 * lines is an object; else the first is, and another begins like one.
 */
static bool
is_jsonl(struct span rest, bool last, const char *name)
{
	const bool named = span_ends(span_of(name), "jsonl") ||
	    span_ends(span_of(name), "ndjson");
	struct span line;
	size_t i, objects = 0;

	for (i = 0; i < LINES && span_line(&rest, &line); i++) {
		if (span_strip(line).len == 0)
			continue;
		if (objects > 0 && *line.p == '{')
			return true;
		if (is_object(line)) {
			if (named)
				return true;
			objects++;
		} else if (!named)
			return false;
	}
	return objects > 0 && !last && rest.len == 0;
}

/* Makes the window hold the first line. */
static int
fill_line(struct window *w)
{
	while (!w->last && (w->rest.len == 0 ||
	    memchr(w->rest.p, '\n', w->rest.len) == NULL))
		if (window_more(w) == -1)
			return -1;
	return 0;
}

/* Reads a line after the other. */
static int
read_lines(struct objects *o)
{
	struct span line;
	size_t number = 0;
	int more;

	while ((more = next_line(&o->window, &line)) == 1) {
		number++;
		if (span_strip(line).len > 0)
			(void)put_object(o, line, number);
	}
	return more;
}

/* Reads one object, or the elements of an array.  0, or -1: j->why tells. */
static int
read_value(struct objects *o, struct json *j, size_t *number)
{
	struct json_value v;
	struct span s = json_skip_blanks((struct span){ j->p,
	    (size_t)(j->end - j->p) });
	int more;

	if (*s.p == '[') {
		if (json_array(j) == -1)
			return -1;
		while ((more = json_element(j, &v)) == 1)
			(void)put_object(o, (struct span){ v.p, v.len },
			    ++*number);
		return more;
	}
	if (json_read(j, &v) == -1)
		return -1;
	(void)put_object(o, (struct span){ v.p, v.len }, ++*number);
	return 0;
}

/* Reads the whole text: an object, an array of objects, or several. */
static int
read_whole(struct objects *o)
{
	struct window *w = &o->window;
	struct json_value v;
	struct json j;
	size_t number = 0;

	while (!w->last)
		if (window_more(w) == -1)
			return -1;
	json_open(&j, w->rest.p, w->rest.len);
	if (w->rest.len > 0 && *json_skip_blanks(w->rest).p == '{' &&
	    json_read(&j, &v) == 0 && json_end(&j) == 0)
		return notebook_is(&v) ? notebook_read(&v, o->sink) :
		    put_object(o, (struct span){ v.p, v.len }, 0);
	json_open(&j, w->rest.p, w->rest.len);
	while (json_end(&j) == -1)
		if (read_value(o, &j, &number) == -1)
			return sink_fail(o->sink, "bad_record", "byte %zu: %s",
			    json_at(&j), j.why);
	return 0;
}

int
json_read_document(struct source *s, struct sink *k)
{
	struct objects o = { .sink = k };
	int status = -1;
	bool lines;

	o.text = fields_add(&o.fields, k->settings->field);
	o.title = fields_add(&o.fields, "title");
	o.record.fields = &o.fields;
	if (window_open(&o.window, s, k, true) == 0 &&
	    fill_line(&o.window) == 0) {
		lines = is_jsonl(o.window.rest, o.window.last, s->name);
		sink_type(k, lines ? "jsonl" : "json");
		status = lines ? read_lines(&o) : read_whole(&o);
	}
	window_close(&o.window);
	record_free(&o.record);
	return status;
}
