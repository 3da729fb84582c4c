/*
 * Programs that read types of documents which we do not: those of a table,
 * which Debian has, and those that the user names with -c TYPE=COMMAND.
 */
#ifndef WK_CONVERTER_H
#define WK_CONVERTER_H

#include "base/buf.h"
#include "settings.h"
#include "sink.h"
#include "source.h"

/* A command of the user's for a type, or a row of our table. */
struct converter {
	const char *type;
	const char *const *words;	/* the last is NULL */
	const char *package;	/* of Debian, that holds it; NULL: the
				   user's */
	const char *memory;	/* what type and words lie in, or NULL */
};

/*
 * Adds what -c has, TYPE=COMMAND, to the settings; a later one for a type
 * replaces an earlier.  TYPE is a type's name (type.h), or the ending of a
 * file's name for files of a type that is not known.  COMMAND is words,
 * parted by blanks, perhaps quoted as for a shell; no shell runs it.  "{}" in
 * a word becomes the document's path; without it, the document is on stdin.
 * If it does not do, the reason is appended to why.
 */
void converter_add(struct settings *s, const char *arg, struct buf *why);

/* The command that the user named for a type (or ending), or NULL. */
const struct converter *converter_named(const struct settings *s,
    const char *type);

/*
 * A reader (readers.h): reads a document by the user's command for its type,
 * which sink_type has told, or else by a program of the table.  0, or what
 * sink_fail returns: "no_converter" names the package to install,
 * "converter_failed" says how it ended, "scanned" that it gave no text.
 */
int converter_read(struct source *s, struct sink *k);

/* Frees what converter_add added. */
void converter_free(struct settings *s);

#endif
