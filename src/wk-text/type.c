/* Tells the type of a document by what is in it. */
#include "type.h"

#include <string.h>

#include "archive.h"
#include "readers.h"

static const struct type types[] = {
	{ "text", plain_read },
	{ "markdown", markdown_read },
	{ "html", html_read },
	{ "csv", csv_read },
	{ "tsv", csv_read },
	{ "json", json_read_document },
	{ "jsonl", json_read_document },
	{ "pdf", pdf_read },
	{ "docx", docx_read },
	{ "pptx", pptx_read },
	{ "xlsx", xlsx_read },
	{ "odt", odt_read },
	{ "odp", odt_read },
	{ "ods", ods_read },
	{ "epub", epub_read }
};

static const struct type *
named(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return &types[i];
	return NULL;
}

const struct type *
type_of(struct source *s, struct sink *k)
{
	const struct span head = buf_span(&s->head);
	const char *dot = strrchr(s->name, '.');
	const struct type *t;

	(void)k;
	if (span_begins(head, "%PDF-"))
		return named("pdf");
	if (dot != NULL && strcmp(dot, ".md") == 0)
		return named("markdown");
	if (dot != NULL && (t = named(dot + 1)) != NULL)
		return t;
	return named("text");
}
