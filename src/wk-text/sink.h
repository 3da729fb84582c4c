/*
 * Takes the text that a reader extracts, and makes records of it.
 *
 * A reader appends to `text` (valid UTF-8; what is not becomes U+FFFD), sets
 * `title`, and returns 0; where it knows pages or rows it calls sink_page and
 * sink_row.  When it cannot read the document it returns what sink_fail does.
 * So that the same bytes come out whoever reads, the sink alone writes
 * records; a reader prints nothing.
 */
#ifndef WK_SINK_H
#define WK_SINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "settings.h"

/* Where a sink sends what it makes. */
struct sink_port {
	/*
	 * Bytes of records: whole lines, but that a long record comes in
	 * pieces that end in its text, between characters.
	 */
	void (*record)(void *arg, struct span bytes);
	/*
	 * A line for stderr, which begins with the name of the document; lines
	 * of one kind, any string, differ in names and numbers only.
	 */
	void (*say)(void *arg, const char *kind, struct span line);
	/* A failure of which an error record was sent. */
	void (*fail)(void *arg, const char *kind, struct span message);
	/* The type of the document is known; may be NULL. */
	void (*type)(void *arg, const char *type);
	void *arg;
};

/* All zero but settings and port is a sink to begin with. */
struct sink {
	const struct settings *settings;
	const struct sink_port *port;
	struct buf text;	/* of the page, row or document at hand */
	struct buf title;	/* of the document; empty: it has none */
	const char *source, *type;	/* the values of those fields */
	size_t records;		/* that are made, errors too */

	/* Private. */
	struct buf record;	/* being made */
	size_t pages;		/* bytes of `text` that are ended pages */
	size_t empty;		/* cells that sheet.c wrote; see there */
	bool flows;		/* the record at hand has begun (sink_flow) */
};

/*
 * Begins with a document: what `source` and `type` of its records say; both
 * outlive the document.
 */
void sink_begin(struct sink *k, const char *source, const char *type);

/* The type turns out to be another: a string that outlives the document. */
void sink_type(struct sink *k, const char *type);

/*
 * Takes a document over that another sink has begun with: whether its record
 * has gone out as far as into its text.
 */
void sink_resume(struct sink *k, bool flows);

/*
 * What was appended since the last page is page `number`, from 1.  With
 * --pages it becomes a record, an empty one too, and `text` is empty
 * afterwards; without, a blank line parts it from the next page.
 */
void sink_page(struct sink *k, size_t number);

/*
 * Page `number` cannot be had: with --pages an error record, else a line on
 * stderr.
 */
void sink_page_error(struct sink *k, size_t number, const char *kind,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * `text` is row `number`, from 1, of a table: a record, whatever the options
 * say (the reader asks settings->rows); `text` is empty afterwards.
 */
void sink_row(struct sink *k, size_t number);

/* The row cannot be had: an error record. */
void sink_row_error(struct sink *k, size_t number, const char *kind,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * What is in `text` may go out now, though the record is not at its end, so
 * that a long table takes little memory.  `text` may be empty afterwards.
 */
void sink_flow(struct sink *k);

/* Whether the record at hand has text so far, in `text` or gone out. */
bool sink_has_text(const struct sink *k);

/*
 * Says something about the document on stderr, in one line whose beginning,
 * its name, is added; sink_note only with -v.
 */
void sink_warn(struct sink *k, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void sink_note(struct sink *k, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * The document cannot be read: an error record of this kind (records(5):
 * [a-z_], at most 31 bytes) whose message is the document's name, which is
 * added, and what printf would make of fmt.  Text of the document that has
 * not gone out is dropped.  Returns -1.
 */
int sink_fail(struct sink *k, const char *kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Ends the document: what is left in `text` becomes its record, unless the
 * reader failed or all went out as pages or rows.
 */
void sink_end(struct sink *k, bool failed);

/* Frees the memory. */
void sink_free(struct sink *k);

#endif
