/* Parses and fills templates; takes the prompts of the command line. */
#include "template.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/utf8.h"

/* A place for a field: the content of its braces. */
struct place {
	struct span name;
	struct span otherwise;	/* the default */
	bool optional;
};

static bool
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	    (unsigned char)c >= 0x80;
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && json_is_blank(*p))
		p++;
	return p;
}

/*
 * Reads the place that begins at p with "{{"; the text up to end ends in
 * "}}".  Returns the end of the place, or NULL if these braces are text.
 */
static const char *
read_place(const char *p, const char *end, struct place *place)
{
	const char *close = NULL;

	p = skip_blanks(p + 2, end);
	place->name.p = p;
	while (p < end && is_name(*p))
		p++;
	place->name.len = (size_t)(p - place->name.p);
	p = skip_blanks(p, end);
	place->optional = p < end && *p == '|';
	if (place->optional)
		close = memmem(p + 1, (size_t)(end - p) - 1, "}}", 2);
	else if (end - p >= 2 && memcmp(p, "}}", 2) == 0)
		close = p;
	if (place->name.len == 0 || close == NULL)
		return NULL;
	if (place->optional)
		p = skip_blanks(p + 1, close);
	place->otherwise.p = p;
	place->otherwise.len = (size_t)(close - p);
	while (place->otherwise.len > 0 &&
	    json_is_blank(p[place->otherwise.len - 1]))
		place->otherwise.len--;
	return close + 2;
}

static void
add_part(struct template *t, struct template_part part)
{
	/* The array has room for the next power of two. */
	if ((t->n & (t->n - 1)) == 0)
		t->part = xreallocarray(t->part, t->n == 0 ? 1 : t->n * 2,
		    sizeof(*t->part));
	t->part[t->n++] = part;
}

static void
add_text(struct template *t, const char *p, const char *end)
{
	if (p < end)
		add_part(t, (struct template_part){
		    .text = { p, (size_t)(end - p) }, .field = -1 });
}

static int
add_field(struct template *t, const struct place *place, struct fields *f,
    struct buf *why)
{
	struct template_part part = { .text = place->otherwise,
		.optional = place->optional };
	const size_t at = t->names.len;

	buf_add(&t->names, place->name.p, place->name.len);
	buf_addc(&t->names, '\0');
	if ((part.field = fields_add(f, t->names.data + at)) == -1) {
		buf_printf(why, "more than %d fields, at {{%s}}", RECORD_FIELDS,
		    t->names.data + at);
		return -1;
	}
	add_part(t, part);
	return 0;
}

/* The end of the last "}}" of the text; without one, its beginning. */
static const char *
last_close(struct span text)
{
	size_t n = text.len;

	while (n > 1 && (text.p[n - 1] != '}' || text.p[n - 2] != '}'))
		n--;
	return n > 1 ? text.p + n : text.p;
}

int
template_parse(struct template *t, struct span text, struct fields *f,
    struct buf *why)
{
	const char *p = text.p, *from = p, *after, *end = last_close(text);
	struct place place;

	/* Room for all names: they must not move once the table has them. */
	(void)buf_reserve(&t->names, text.len);
	while (p < end &&
	    (p = memmem(p, (size_t)(end - p), "{{", 2)) != NULL) {
		if ((after = read_place(p, end, &place)) == NULL) {
			p++;
			continue;
		}
		add_text(t, from, p);
		if (add_field(t, &place, f, why) == -1)
			return -1;
		from = p = after;
	}
	add_text(t, from, text.p + text.len);
	return 0;
}

static const struct template_value *
find_own(const struct template_value *own, size_t n, int field)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (own[i].field == field)
			return &own[i];
	return NULL;
}

/* Takes the record's value for a place.  False if it is absent or null. */
static bool
take_value(struct record *r, int field, struct span *s)
{
	const struct json_value *v = record_get(r, field);

	if (v == NULL || v->type == JSON_NULL)
		return false;
	if (v->type == JSON_STRING)
		(void)record_string(r, field, s);
	else
		*s = (struct span){ v->p, v->len };
	return true;
}

int
template_fill(const struct template *t, struct record *r, struct buf *b,
    const char **missing)
{
	return template_fill_with(t, r, NULL, 0, b, missing);
}

int
template_fill_with(const struct template *t, struct record *r,
    const struct template_value *own, size_t n, struct buf *b,
    const char **missing)
{
	const struct template_value *given;
	const struct template_part *part;
	struct span s;
	size_t i;

	for (i = 0; i < t->n; i++) {
		part = &t->part[i];
		s = part->text;
		if (part->field != -1 &&
		    (given = find_own(own, n, part->field)) != NULL)
			s = given->text;
		else if (part->field != -1 &&
		    !take_value(r, part->field, &s) && !part->optional) {
			*missing = r->fields->name[part->field];
			return -1;
		}
		buf_add(b, s.p, s.len);
	}
	return 0;
}

int
template_place(const struct template *t, const struct fields *f,
    const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->part[i].field != -1 &&
		    strcmp(f->name[t->part[i].field], name) == 0)
			return t->part[i].field;
	return -1;
}

void
template_values(const struct template *t, struct record *r, int except,
    struct buf *b)
{
	struct span s;
	size_t i;

	for (i = 0; i < t->n; i++) {
		if (t->part[i].field == -1 || t->part[i].field == except ||
		    !take_value(r, t->part[i].field, &s))
			continue;
		buf_addc(b, '\0');
		buf_add(b, s.p, s.len);
	}
}

void
template_free(struct template *t)
{
	free(t->part);
	buf_free(&t->names);
	*t = (struct template){ 0 };
}

/* Sets the text to the bytes read, if they are UTF-8; else says so in why. */
static bool
accept_bytes(struct prompt *p, const char *name, struct buf *why)
{
	const struct buf *b = &p->bytes;
	size_t good = utf8_valid(b->data, b->len);

	if (good != b->len) {
		buf_printf(why, "%s: byte %zu: not UTF-8", name, good + 1);
		return false;
	}
	p->text = (struct span){ b->len == 0 ? "" : b->data, b->len };
	return true;
}

void
prompt_take_text(const struct opt *o, const char *arg, struct buf *why)
{
	const char flag[] = { '-', (char)o->letter, '\0' };
	struct prompt *p = o->value;

	buf_clear(&p->bytes);
	buf_puts(&p->bytes, arg);
	(void)accept_bytes(p, flag, why);
}

void
prompt_take_file(const struct opt *o, const char *arg, struct buf *why)
{
	struct prompt *p = o->value;
	struct buf *b = &p->bytes;

	buf_clear(b);
	if (file_read(arg, b) == -1) {
		buf_printf(why, "%s: %s", arg, strerror(errno));
		return;
	}
	while (b->len > 0 &&
	    (b->data[b->len - 1] == '\n' || b->data[b->len - 1] == '\r'))
		b->len--;
	if (accept_bytes(p, arg, why))
		(void)span_take(&p->text, UTF8_BOM);
}

void
prompt_free(struct prompt *p)
{
	buf_free(&p->bytes);
	*p = (struct prompt){ .text = { NULL, 0 } };
}
