/* Distinguishes media types of documents from others. */
#include "media.h"

#include <strings.h>

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."

/* Those of documents that wk-text reads. */
static const struct {
	const char *type, *ending;
} documents[] = {
	{ "text/html", "html" },
	{ "application/xhtml+xml", "html" },
	{ "text/plain", "txt" },
	{ "text/markdown", "md" },
	{ "text/x-markdown", "md" },
	{ "text/csv", "csv" },
	{ "text/tab-separated-values", "tsv" },
	{ "text/xml", "xml" },
	{ "application/xml", "xml" },
	{ "application/json", "json" },
	{ "application/ld+json", "json" },
	{ "application/x-ndjson", "jsonl" },
	{ "application/jsonl", "jsonl" },
	{ "application/pdf", "pdf" },
	{ "application/x-pdf", "pdf" },
	{ "application/msword", "doc" },
	{ "application/vnd.ms-excel", "xls" },
	{ "application/vnd.ms-powerpoint", "ppt" },
	{ OOXML "wordprocessingml.document", "docx" },
	{ OOXML "presentationml.presentation", "pptx" },
	{ OOXML "spreadsheetml.sheet", "xlsx" },
	{ ODF "text", "odt" },
	{ ODF "presentation", "odp" },
	{ ODF "spreadsheet", "ods" },
	{ "application/epub+zip", "epub" },
	{ "application/rtf", "rtf" },
	{ "text/rtf", "rtf" },
	{ "multipart/related", "mht" },
	{ "application/octet-stream", "page" },
	{ "binary/octet-stream", "page" },
	{ "application/force-download", "page" },
};

struct span
media_type(struct span type)
{
	const char *end = memchr(type.p, ';', type.len);

	if (end != NULL)
		type.len = (size_t)(end - type.p);
	return span_strip(type);
}

const char *
media_ending(struct span type)
{
	size_t i;

	type = media_type(type);
	if (type.len == 0)
		return "page";
	for (i = 0; i < LEN(documents); i++)
		if (type.len == strlen(documents[i].type) &&
		    strncasecmp(type.p, documents[i].type, type.len) == 0)
			return documents[i].ending;
	return NULL;
}

/*
 * Takes the next parameter, which begins with its semicolon, off s.  False if
 * there is none.
 */
static bool
take_parameter(struct span *s, struct span *name, struct span *value)
{
	const char *equals;
	bool quoted = false;
	size_t i;

	if (s->len == 0)
		return false;
	for (i = 1; i < s->len && (quoted || s->p[i] != ';'); i++)
		if (s->p[i] == '"')
			quoted = !quoted;
	*name = (struct span){ s->p + 1, i - 1 };
	*value = (struct span){ "", 0 };
	*s = span_from(*s, i);
	if ((equals = memchr(name->p, '=', name->len)) != NULL) {
		i = (size_t)(equals - name->p);
		*value = span_strip(span_from(*name, i + 1));
		name->len = i;
	}
	*name = span_strip(*name);
	return true;
}

/* Appends the label of an encoding that a parameter holds, if it is one. */
static void
add_label(struct buf *b, struct span s)
{
	static const char good[] = "-_.:+()0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	size_t i, n;

	if (*s.p == '"' || *s.p == '\'')
		s = span_strip(span_from(s, 1));
	for (n = 0; n < s.len && memchr(good, s.p[n], sizeof(good) - 1) != NULL;
	    n++)
		;
	/* Two headers that were joined have a comma between them. */
	if (n > MEDIA_CHARSET || (n < s.len &&
	    memchr("\"', \t", s.p[n], 5) == NULL))
		return;
	for (i = 0; i < n; i++)
		buf_addc(b, (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ?
		    s.p[i] - 'A' + 'a' : s.p[i]));
}

void
media_charset(struct buf *b, struct span type)
{
	const char *rest = type.len == 0 ? NULL :
	    memchr(type.p, ';', type.len);
	struct span s, name, value;

	if (rest == NULL)
		return;
	s = span_from(type, (size_t)(rest - type.p));
	while (take_parameter(&s, &name, &value))
		if (value.len > 0 && name.len == 7 &&
		    strncasecmp(name.p, "charset", 7) == 0) {
			add_label(b, value);
			return;
		}
}
