/* The package of an EPUB: its title, its parts, the order to read them in. */
#ifndef WK_EPUB_PACKAGE_H
#define WK_EPUB_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "archive.h"
#include "base/buf.h"
#include "keytable.h"
#include "sink.h"

/* A part that the manifest names. */
struct epub_item {
	bool text;		/* HTML, or XML that is read as such */
	bool nav;		/* it is the table of contents, and no text */
	bool contents;		/* the guide calls it a table of contents */
	bool used;		/* for the caller */
	/* Private. */
	size_t id, href, fallback;	/* in the strings, + 1; 0: none */
};

/* All zero is an empty package. */
struct epub_package {
	struct epub_item *item;	/* in the order of the manifest */
	size_t nitem;
	size_t nspine;		/* places in the spine */
	size_t ntext;		/* of them, text */
	/* Private. */
	size_t item_size, spine_size;
	size_t *spine;		/* idrefs, in the strings */
	struct buf strings;	/* each with a NUL */
	struct buf path;	/* of the package's file, with a NUL */
	struct buf name;
	struct buf title;
	size_t contents;	/* href of the guide's table of contents */
	struct keytable ids;	/* items by id */
	bool in_title;
};

/*
 * Finds the package of the archive, reads it and appends its title to the
 * sink's.  0, or what sink_fail returns: "encrypted", "bad_archive".
 */
int epub_open(struct epub_package *p, struct archive *a, struct sink *k);

/* The item at a place of the spine, from 0; NULL if there is no such item. */
struct epub_item *epub_spine(struct epub_package *p, size_t place);

/* The name of an item's part; good until the next call. */
const char *epub_item_name(struct epub_package *p, struct archive *a,
    const struct epub_item *item);

/* Frees the memory. */
void epub_close(struct epub_package *p);

#endif
