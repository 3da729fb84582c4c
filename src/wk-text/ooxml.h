/*
 * Office Open XML (DOCX, PPTX, XLSX): finds the parts of an archive by their
 * relations, as the names of parts are free.  Types of relations are told by
 * their last step ("slide" of http://…/relationships/slide), so that strict
 * documents are like the others.
 */
#ifndef WK_OOXML_H
#define WK_OOXML_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "xml.h"

struct ooxml_relation {
	char *id;
	const char *type;	/* its last step */
	const char *target;	/* the name of a part; if external, a URL */
	bool external;
};

/* All zero: no relation. */
struct ooxml_relations {
	struct ooxml_relation *all;	/* in the order of the file */
	size_t n;
	/* Private. */
	struct ooxml_relation **by_id;
};

/*
 * Reads the relations of a part, or of the archive itself if part is "".  A
 * part may have none.  0, or what sink_fail returns; ooxml_free frees.
 */
int ooxml_relations(struct archive *a, struct sink *k, const char *part,
    struct ooxml_relations *r);

/* The relation of that id, or NULL. */
const struct ooxml_relation *ooxml_find(const struct ooxml_relations *r,
    struct span id);

/*
 * The part that the relation of that id, or the first of that type, leads to.
 * NULL if there is none in the archive.
 */
const char *ooxml_target(const struct ooxml_relations *r, struct archive *a,
    struct span id);
const char *ooxml_first(const struct ooxml_relations *r, struct archive *a,
    const char *type);

/* Frees the relations; there are none afterwards. */
void ooxml_free(struct ooxml_relations *r);

/*
 * Appends to part, with a NUL that does not count, the name of the main part
 * (word/document.xml and its like); and to title, unless it is NULL, the title
 * of the document's properties.  0, or what sink_fail returns.
 */
int ooxml_main(struct archive *a, struct sink *k, struct buf *part,
    struct buf *title);

/*
 * An attribute that names a relation (r:id, r:embed), by its place in the
 * handler's list; .p is NULL if the element has none.
 */
struct span ooxml_id(const struct xml_element *e, int name);

#endif
