/* Reads the package of an EPUB: manifest, spine, guide. */
#include "epub_package.h"

#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"
#include "xml.h"

/* The longest chain of fallbacks from one item to the next. */
#define FALLBACKS 10

enum {
	FALLBACK, FULL_PATH, HREF, ID, IDREF, ITEM, ITEMREF, MEDIA_TYPE,
	PROPERTIES, REFERENCE, ROOTFILE, TITLE, TITLE_OF_OEB, TYPE
};

static const char *const names[] = {
	"fallback", "full-path", "href", "id", "idref", "item", "itemref",
	"media-type", "properties", "reference", "rootfile", "title", "Title",
	"type"
};

/* Keeps a string; its place + 1, or 0 if there is none. */
static size_t
keep(struct epub_package *p, struct span s)
{
	const size_t at = p->strings.len + 1;

	if (s.p == NULL)
		return 0;
	buf_add(&p->strings, s.p, s.len);
	buf_addc(&p->strings, '\0');
	return p->strings.failed ? 0 : at;
}

static struct span
kept(const struct epub_package *p, size_t at)
{
	return at == 0 ? (struct span){ "", 0 } :
	    span_of(p->strings.data + at - 1);
}

/* Whether a list of words, parted by blanks, has this one. */
static bool
has_word(struct span s, const char *word)
{
	size_t n;

	while (s.len > 0) {
		for (n = 0; n < s.len && !span_is_blank(s.p[n]); n++)
			;
		if (span_is((struct span){ s.p, n }, word))
			return true;
		s = span_from(s, n < s.len ? n + 1 : n);
	}
	return false;
}

static bool
ends_nocase(struct span s, const char *with)
{
	const size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p + s.len - n, with, n) == 0;
}

/* Whether an item is text, by its type, or its name if it has no type. */
static bool
is_text(struct span type, struct span href)
{
	static const char *const types[] = {
		"application/xhtml+xml", "text/html", "application/xml",
		"text/xml", "application/x-dtbook+xml",
		"text/x-oeb1-document"
	};
	const char *end;
	size_t i;

	/* The contents of EPUB 2 are XML, too. */
	if (ends_nocase(href, ".ncx"))
		return false;
	if (type.len == 0)
		return ends_nocase(href, "html") || ends_nocase(href, ".htm") ||
		    ends_nocase(href, ".xml");
	if ((end = memchr(type.p, ';', type.len)) != NULL)
		type.len = (size_t)(end - type.p);
	type = span_strip(type);
	for (i = 0; i < LEN(types); i++)
		if (type.len == strlen(types[i]) &&
		    strncasecmp(type.p, types[i], type.len) == 0)
			return true;
	return false;
}

static void
add_item(struct epub_package *p, const struct xml_element *e)
{
	const struct span id = xml_attribute(e, ID);
	const struct span href = span_strip(xml_attribute(e, HREF));
	struct epub_item *item;

	if (id.p == NULL || href.len == 0)
		return;
	if (p->nitem == p->item_size) {
		p->item_size = p->item_size == 0 ? 64 : p->item_size * 2;
		p->item = xreallocarray(p->item, p->item_size,
		    sizeof(*p->item));
	}
	item = &p->item[p->nitem];
	*item = (struct epub_item){ .href = keep(p, href),
	    .id = keep(p, id) };
	item->fallback = keep(p, xml_attribute(e, FALLBACK));
	item->text = is_text(xml_attribute(e, MEDIA_TYPE), href);
	item->nav = has_word(xml_attribute(e, PROPERTIES), "nav");
	keytable_put(&p->ids, id, p->nitem++);
}

/* Adds a place to the spine: an id in the strings. */
static void
add_place(struct epub_package *p, size_t id)
{
	if (p->nspine == p->spine_size) {
		p->spine_size = p->spine_size == 0 ? 64 : p->spine_size * 2;
		p->spine = xreallocarray(p->spine, p->spine_size,
		    sizeof(*p->spine));
	}
	p->spine[p->nspine++] = id;
}

/* Marks the page that the guide calls a table of contents. */
static void
mark_contents(struct epub_package *p)
{
	size_t i;

	for (i = 0; p->contents != 0 && i < p->nitem; i++)
		if (span_same(kept(p, p->item[i].href), kept(p, p->contents)))
			p->item[i].contents = true;
}

/* Takes the first rendition that is a package, and no PDF. */
static void
take_rootfile(struct epub_package *p, const struct xml_element *e)
{
	const struct span path = xml_attribute(e, FULL_PATH);
	const struct span type = xml_attribute(e, MEDIA_TYPE);

	if (p->path.len == 0 && (type.len == 0 ||
	    span_is(type, "application/oebps-package+xml")))
		buf_add(&p->path, path.p, path.len);
}

static void
start(void *arg, const struct xml_element *e)
{
	struct epub_package *p = arg;

	p->in_title = (e->name == TITLE || e->name == TITLE_OF_OEB) &&
	    p->title.len == 0;
	switch (e->name) {
	case ROOTFILE:
		take_rootfile(p, e);
		break;
	case ITEM:
		add_item(p, e);
		break;
	case ITEMREF:
		add_place(p, keep(p, xml_attribute(e, IDREF)));
		break;
	case REFERENCE:
		if (p->contents == 0 && span_is(xml_attribute(e, TYPE), "toc"))
			p->contents = keep(p, span_strip(xml_attribute(e,
			    HREF)));
		break;
	default:
		break;
	}
}

static void
end(void *arg, int name)
{
	struct epub_package *p = arg;

	(void)name;
	p->in_title = false;
}

static void
text(void *arg, struct span s)
{
	struct epub_package *p = arg;

	if (p->in_title)
		buf_add(&p->title, s.p, s.len);
}

static const struct xml_handler handler = { names, LEN(names), start, end,
    text };

/* An encryption.xml: what is encrypted in it, and how. */
struct locks {
	bool harmless;		/* the one at hand has no text */
	bool locked;		/* something else is encrypted */
};

enum { ALGORITHM, CIPHER_REFERENCE, ENCRYPTED_DATA, METHOD, URI };

static const char *const lock_names[] = { "Algorithm", "CipherReference",
	"EncryptedData", "EncryptionMethod", "URI" };

static void
lock_start(void *arg, const struct xml_element *e)
{
	static const char *const others[] = { ".ttf", ".otf", ".woff",
	    ".woff2", ".ttc", ".jpg", ".jpeg", ".png", ".gif", ".webp",
	    ".svg", ".css", ".js", ".mp3", ".mp4", ".m4a" };
	struct locks *l = arg;
	struct span s;
	size_t i;

	if (e->name == ENCRYPTED_DATA)
		l->harmless = false;
	else if (e->name == METHOD) {
		s = xml_attribute(e, ALGORITHM);
		l->harmless |= span_ends(s, "/embedding") ||
		    span_begins(s, "http://ns.adobe.com/pdf/enc#RC");
	} else if (e->name == CIPHER_REFERENCE) {
		s = xml_attribute(e, URI);
		for (i = 0; i < LEN(others); i++)
			l->harmless |= ends_nocase(s, others[i]);
	}
}

static void
lock_end(void *arg, int name)
{
	struct locks *l = arg;

	if (name == ENCRYPTED_DATA && !l->harmless)
		l->locked = true;
}

static const struct xml_handler lock_handler = { lock_names, LEN(lock_names),
    lock_start, lock_end, NULL };

/* Fails if text is encrypted.  0, or as sink_fail. */
static int
check_locks(struct archive *a, struct sink *k)
{
	static const char name[] = "META-INF/encryption.xml";
	struct locks l = { false, false };

	if (!archive_has(a, name))
		return 0;
	if (archive_xml(a, name, &lock_handler, &l) == -1)
		return -1;
	return !l.locked ? 0 : sink_fail(k, "encrypted", "its chapters are"
	    " locked (DRM)");
}

/* Finds the name of the package's file.  0, or as sink_fail. */
static int
find_package(struct epub_package *p, struct archive *a, struct sink *k)
{
	static const char container[] = "META-INF/container.xml";
	struct buf plain = { 0 };
	const char *name;
	size_t i;

	if (archive_has(a, container) &&
	    archive_xml(a, container, &handler, p) == -1)
		return -1;
	for (i = 0; p->path.len == 0 && i < archive_count(a); i++)
		if ((name = archive_name(a, i)) != NULL &&
		    ends_nocase(span_of(name), ".opf"))
			buf_puts(&p->path, name);
	if (p->path.len == 0)
		return sink_fail(k, "bad_archive", "there is no package (.opf)"
		    " in it");
	archive_resolve(&plain, "", buf_span(&p->path), false);
	if (!archive_has(a, plain.data)) {
		buf_clear(&plain);
		archive_resolve(&plain, "", buf_span(&p->path), true);
	}
	buf_free(&p->path);
	p->path = plain;
	return 0;
}

int
epub_open(struct epub_package *p, struct archive *a, struct sink *k)
{
	const struct epub_item *item;
	struct span title;
	size_t i;

	if (check_locks(a, k) == -1 || find_package(p, a, k) == -1 ||
	    archive_xml(a, p->path.data, &handler, p) == -1)
		return -1;
	if (p->nspine == 0 && p->nitem > 0) {
		sink_warn(k, "its spine is empty: the chapters come in the"
		    " order of the manifest");
		for (i = 0; i < p->nitem; i++)
			add_place(p, p->item[i].id);
	}
	title = span_strip(buf_span(&p->title));
	buf_add(&k->title, title.p, title.len);
	mark_contents(p);
	for (i = 0; i < p->nspine; i++)
		if ((item = epub_spine(p, i)) != NULL && item->text)
			p->ntext++;
	return 0;
}

struct epub_item *
epub_spine(struct epub_package *p, size_t place)
{
	struct span id = kept(p, p->spine[place]);
	struct epub_item *item = NULL, *first = NULL;
	size_t at, i;

	for (i = 0; i < FALLBACKS && id.len > 0 &&
	    keytable_get(&p->ids, id, &at); i++) {
		item = &p->item[at];
		if (first == NULL)
			first = item;
		if (item->text)
			return item;
		id = kept(p, item->fallback);
	}
	return first;
}

const char *
epub_item_name(struct epub_package *p, struct archive *a,
    const struct epub_item *item)
{
	buf_clear(&p->name);
	archive_resolve(&p->name, p->path.data, kept(p, item->href), true);
	if (!archive_has(a, p->name.data)) {
		struct span href = kept(p, item->href);

		if (memchr(href.p, '%', href.len) != NULL) {
			buf_clear(&p->name);
			archive_resolve(&p->name, p->path.data, href, false);
		}
	}
	return p->name.data;
}

void
epub_close(struct epub_package *p)
{
	free(p->item);
	free(p->spine);
	buf_free(&p->strings);
	buf_free(&p->path);
	buf_free(&p->name);
	buf_free(&p->title);
	keytable_free(&p->ids);
	*p = (struct epub_package){ 0 };
}
