/* Reads the parts of an OpenDocument archive. */
#include "odt_package.h"

static const char *const part_names[] = { "encryption-data", "table-count",
	"title" };

enum { ENCRYPTION_DATA, TABLE_COUNT, TITLE };

/* What is looked for in the small parts. */
struct part {
	bool encrypted;
	bool in_title;
	struct buf title;
	long tables;		/* 0: it does not say */
};

static void
part_start(void *arg, const struct xml_element *e)
{
	struct part *p = arg;

	if (e->name == ENCRYPTION_DATA)
		p->encrypted = true;
	if (p->tables == 0)
		p->tables = xml_number(e, TABLE_COUNT, 0);
	p->in_title = e->name == TITLE && p->title.len == 0 &&
	    e->uri != NULL && strstr(e->uri, "purl.org/dc/") != NULL;
}

static void
part_end(void *arg, int name)
{
	struct part *p = arg;

	(void)name;
	p->in_title = false;
}

static void
part_text(void *arg, struct span s)
{
	struct part *p = arg;

	if (p->in_title)
		buf_add(&p->title, s.p, s.len);
}

static const struct xml_handler part_handler = { part_names,
    LEN(part_names), part_start, part_end, part_text };

/* Counts the tables of a document whose statistics do not tell. */
static void
count_start(void *arg, const struct xml_element *e)
{
	size_t *tables = arg;

	*tables += e->name == 0;
}

static const char *const count_names[] = { "table" };

static const struct xml_handler count_handler = { count_names,
    LEN(count_names), count_start, NULL, NULL };

/* Sets the title, and how many tables there are. */
static void
set_title(struct sink *k, struct part *p, size_t *tables)
{
	struct span title = span_strip(buf_span(&p->title));

	buf_add(&k->title, title.p, title.len);
	buf_free(&p->title);
	if (tables != NULL)
		*tables = p->tables < 0 ? 0 : (size_t)p->tables;
}

/* Reads a small part that may be missing. */
static void
read_part(struct archive *a, const char *name, struct part *p)
{
	if (archive_has(a, name))
		archive_xml_optional(a, name, &part_handler, p);
}

/* Looks at the manifest and the title.  0, or as sink_fail. */
static int
look(struct archive *a, struct sink *k, size_t *tables)
{
	struct part p = { 0 };
	int status = 0;

	read_part(a, "META-INF/manifest.xml", &p);
	if (p.encrypted)
		status = sink_fail(k, "encrypted", "it is locked with a"
		    " password");
	buf_clear(&p.title);
	if (status == 0)
		read_part(a, "meta.xml", &p);
	set_title(k, &p, tables);
	return status;
}

/* Parses the bytes of a whole document.  0, or as sink_fail. */
static int
parse(struct sink *k, struct span bytes, const struct xml_handler *h,
    void *arg)
{
	struct xml *x = xml_open(h, arg);
	int status = 0;

	if (xml_feed(x, bytes.p, bytes.len) == -1 || xml_finish(x) == -1)
		status = sink_fail(k, "bad_xml", "%s", xml_why(x));
	xml_close(x);
	return status;
}

/* Reads a document that is one file of XML.  0, or as sink_fail. */
static int
read_flat(struct source *s, struct sink *k, const struct xml_handler *h,
    void *arg, size_t *tables)
{
	struct buf b = { 0 };
	struct part p = { 0 };
	int status = source_read(s, &b, k);

	if (status == 0)
		status = parse(k, buf_span(&b), &part_handler, &p);
	set_title(k, &p, tables);
	if (status == 0 && tables != NULL && *tables == 0)
		status = parse(k, buf_span(&b), &count_handler, tables);
	if (status == 0)
		status = parse(k, buf_span(&b), h, arg);
	buf_free(&b);
	return status;
}

int
odt_package(struct source *s, struct sink *k, const struct xml_handler *h,
    void (*shared)(void *, bool), void *arg, size_t *tables)
{
	struct archive *a;
	int status;

	if (!span_begins(buf_span(&s->head), "PK"))
		return read_flat(s, k, h, arg, tables);
	if ((a = archive_open(s, k)) == NULL)
		return -1;
	status = look(a, k, tables);
	if (status == 0 && tables != NULL && *tables == 0)
		status = archive_xml(a, "content.xml", &count_handler, tables);
	if (status == 0 && archive_has(a, "styles.xml")) {
		shared(arg, true);
		status = archive_xml(a, "styles.xml", h, arg);
		shared(arg, false);
	}
	if (status == 0)
		status = archive_xml(a, "content.xml", h, arg);
	archive_close(a);
	return status;
}
