/* Tells which kind of document a zip archive is. */
#include "type_private.h"

#include <strings.h>

#include "archive.h"
#include "ooxml.h"
#include "xml.h"

/* The word in a media type of OpenDocument, and the type. */
static const struct {
	const char *word, *type;
} open_documents[] = {
	{ "text", "odt" }, { "text-template", "odt" }, { "text-web", "odt" },
	{ "text-master", "odt" }, { "text-master-template", "odt" },
	{ "presentation", "odp" }, { "presentation-template", "odp" },
	{ "spreadsheet", "ods" }, { "spreadsheet-template", "ods" },
	{ "graphics", "odg" }, { "graphics-template", "odg" },
	{ "formula", "odf" }, { "chart", "odf" }, { "image", "odf" },
	{ "database", "odb" }, { "base", "odb" }
};

/*
 * What the content type of the main part of Office Open XML begins with,
 * behind "application/vnd.", and the type.
 */
static const struct {
	const char *begins, *type;
} office[] = {
	{ "openxmlformats-officedocument.wordprocessingml.", "docx" },
	{ "ms-word.", "docx" },
	{ "openxmlformats-officedocument.presentationml.", "pptx" },
	{ "ms-powerpoint.", "pptx" },
	{ "ms-excel.sheet.binary.", "xlsb" },
	{ "openxmlformats-officedocument.spreadsheetml.", "xlsx" },
	{ "ms-excel.", "xlsx" },
	{ "ms-visio.", "visio" }
};

/* The folder that programs put the main part into, and the type. */
static const struct {
	const char *folder, *type;
} folders[] = {
	{ "word/", "docx" }, { "ppt/", "pptx" }, { "xl/", "xlsx" },
	{ "visio/", "visio" }
};

/* A part that tells what else an archive is. */
static const struct {
	const char *part, *type;
} others[] = {
	{ "META-INF/container.xml", "epub" },
	{ "FixedDocumentSequence.fdseq", "xps" },
	{ "FixedDocSeq.fdseq", "xps" },
	{ "Index/Document.iwa", "iwork" }, { "Index.zip", "iwork" },
	{ "index.apxl", "iwork" },
	{ "AndroidManifest.xml", "apk" },
	{ "META-INF/MANIFEST.MF", "jar" },
	{ "doc.kml", "kmz" },
	{ "content.opf", "epub" }
};

/* Looks a media type of OpenDocument or EPUB up. */
static const char *
of_media_type(struct span s)
{
	size_t i;

	s = span_strip(s);
	if (span_is(s, "application/epub+zip"))
		return "epub";
	if (span_take(&s, "application/vnd.sun.xml."))
		return "sxw";
	if (!span_take(&s, "application/vnd.oasis.opendocument."))
		return NULL;
	for (i = 0; i < LEN(open_documents); i++)
		if (span_is(s, open_documents[i].word))
			return open_documents[i].type;
	return NULL;
}

/* By the part "mimetype". */
static int
by_mimetype(struct archive *a, const char **type)
{
	struct buf b = { 0 };
	int status = 0;

	if (archive_has(a, "mimetype") &&
	    (status = archive_read(a, "mimetype", &b)) == 0)
		*type = of_media_type(buf_span(&b));
	buf_free(&b);
	return status;
}

enum { ENTRY, PATH, MEDIA_TYPE };

static const char *const manifest_names[] = {
	[ENTRY] = "file-entry", [PATH] = "full-path",
	[MEDIA_TYPE] = "media-type"
};

static void
manifest_start(void *arg, const struct xml_element *e)
{
	const char **type = arg;
	struct span path;

	if (e->name != ENTRY)
		return;
	path = xml_attribute(e, PATH);
	if (path.p != NULL && span_is(path, "/") &&
	    (path = xml_attribute(e, MEDIA_TYPE)).p != NULL)
		*type = of_media_type(path);
}

/* By the manifest of an OpenDocument. */
static int
by_manifest(struct archive *a, const char **type)
{
	static const struct xml_handler handler = { .names = manifest_names,
	    .n = LEN(manifest_names), .start = manifest_start };

	if (!archive_has(a, "META-INF/manifest.xml"))
		return 0;
	return archive_xml(a, "META-INF/manifest.xml", &handler,
	    (void *)type);
}

enum { OVERRIDE, PART_NAME, CONTENT_TYPE, DEFAULT };

static const char *const content_names[] = {
	[OVERRIDE] = "Override", [PART_NAME] = "PartName",
	[CONTENT_TYPE] = "ContentType", [DEFAULT] = "Default"
};

struct content {
	struct span main;	/* the name of the main part */
	const char *type;
};

/* The type by the content type of its main part, or NULL. */
static const char *
of_content_type(struct span s)
{
	size_t i, n;

	if (!span_take(&s, "application/vnd."))
		return NULL;
	for (i = 0; i < LEN(office); i++) {
		n = strlen(office[i].begins);
		if (s.len >= n && strncasecmp(s.p, office[i].begins, n) == 0)
			return office[i].type;
	}
	return NULL;
}

static void
content_start(void *arg, const struct xml_element *e)
{
	struct content *c = arg;
	struct span part, type;

	if (e->name != OVERRIDE)
		return;
	part = xml_attribute(e, PART_NAME);
	type = xml_attribute(e, CONTENT_TYPE);
	if (part.p == NULL || type.p == NULL)
		return;
	(void)span_take(&part, "/");
	if (part.len == c->main.len &&
	    strncasecmp(part.p, c->main.p, part.len) == 0)
		c->type = of_content_type(type);
}

/*
 * By the content type of the main part of Office Open XML; where there is none,
 * by its folder.
 */
static int
by_main_part(struct archive *a, struct sink *k, const char **type)
{
	static const struct xml_handler handler = { .names = content_names,
	    .n = LEN(content_names), .start = content_start };
	struct content c = { .type = NULL };
	struct buf part = { 0 };
	size_t i;
	int status;

	if ((status = ooxml_main(a, k, &part, NULL)) == 0) {
		c.main = buf_span(&part);
		if (archive_has(a, "[Content_Types].xml"))
			status = archive_xml(a, "[Content_Types].xml",
			    &handler, &c);
		for (i = 0; c.type == NULL && i < LEN(folders); i++)
			if (span_begins(c.main, folders[i].folder))
				c.type = folders[i].type;
		*type = c.type;
	}
	buf_free(&part);
	return status;
}

/* By a part that only such an archive has; else it is merely an archive. */
static const char *
by_part(struct archive *a)
{
	size_t i;

	for (i = 0; i < LEN(others); i++)
		if (archive_has(a, others[i].part))
			return others[i].type;
	return "zip";
}

const char *
type_of_zip(struct source *s, struct sink *k)
{
	struct archive *a = archive_open(s, k);
	const char *type = NULL;
	int status;

	if (a == NULL)
		return NULL;
	status = by_mimetype(a, &type);
	if (status == 0 && type == NULL)
		status = by_manifest(a, &type);
	if (status == 0 && type == NULL)
		if (strcmp(type = by_part(a), "zip") == 0 &&
		    (archive_has(a, "_rels/.rels") ||
		    archive_has(a, "[Content_Types].xml")))
			status = by_main_part(a, k, &type);
	archive_close(a);
	if (status == -1)
		return NULL;
	return type == NULL ? "zip" : type;
}
