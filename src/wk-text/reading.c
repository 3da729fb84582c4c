/* Reads one document: opens it, tells its type, calls the reader of that. */
#include "reading.h"

#include "charset.h"
#include "converter.h"
#include "source.h"
#include "type.h"

/*
 * Whether the user named a command for the type or, where we only know that a
 * document is text, or do not read it at all, for the ending of its name.  The
 * document's type is then what the user calls it.
 */
static bool
user_reads(const struct source *s, struct sink *k, const struct type *type)
{
	char lower[TYPE_ENDING];
	const struct converter *c;

	if (converter_named(k->settings, type->name) != NULL)
		return true;
	if (type->read != NULL && strcmp(type->name, "text") != 0)
		return false;
	c = converter_named(k->settings, type_ending(s->name, lower));
	if (c != NULL)
		sink_type(k, c->type);
	return c != NULL;
}

static int
read_as(struct source *s, struct sink *k, const struct type *type)
{
	sink_type(k, type->name);
	if (user_reads(s, k, type))
		return converter_read(s, k);
	if (type->read != NULL)
		return type->read(s, k);
	if (type->what == NULL)
		return converter_read(s, k);
	if (type->hint != NULL)
		return sink_fail(k, "unknown_type", "it is %s: %s", type->what,
		    type->hint);
	return sink_fail(k, "unknown_type", "it is %s; -c %s=COMMAND names a"
	    " program that reads it", type->what, type->name);
}

int
reading_run(struct sink *k, const char *path, const char *source,
    const char *label)
{
	char charset[CHARSET_NAME] = "";
	struct source s = { 0 };
	const struct type *type;
	int status = -1;

	if (*label != '\0')
		charset_declared(span_of(label), charset);
	if (*charset != '\0')
		s.charset = charset;
	sink_begin(k, source, NULL);
	if (source_open(&s, path, k) == 0) {
		if ((type = type_of(&s, k)) != NULL)
			status = read_as(&s, k, type);
		source_close(&s);
	}
	if (status == 0 && k->text.failed)
		status = sink_fail(k, "too_large", "its text is too long");
	sink_end(k, status == -1);
	return status;
}
