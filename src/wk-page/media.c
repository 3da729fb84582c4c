/* Distinguishes media types of documents from others. */
#include "media.h"

#include <strings.h>

#include "base/buf.h"

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
