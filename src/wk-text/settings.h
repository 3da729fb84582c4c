/* What the options ask of every reader of documents. */
#ifndef WK_SETTINGS_H
#define WK_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

struct converter;

struct settings {
	bool pages;		/* --pages: a record a page */
	bool rows;		/* --rows: a record a row of a table */
	bool keep_layout;	/* --keep-layout: pages as they come */
	bool verbose;		/* -v */
	const char *field;	/* -f: the field of JSON that is the text */
	const char *encoding;	/* -e: ENCODING_AUTO, or a name */
	size_t most;		/* --max-size: bytes of a file, or unpacked */
	size_t timeout;		/* --timeout: seconds for a child */
	struct converter *converters;	/* -c (converter.h) */
	size_t nconverters;
};

#endif
