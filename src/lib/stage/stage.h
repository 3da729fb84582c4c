/*
 * The loop that the programs share: it turns operands into lines and lines
 * into records, obeys the switches of wk-records(5) (error, state, -R, -w,
 * --lines), and computes the exit status.  A program is
 *
 *	program_start(&stage);
 *	operands = program_options(&program, &stage, argc, argv);
 *	field = stage_field(&stage, "hits");
 *	stage_open(&stage, operands);
 *	while ((r = stage_next(&stage)) != NULL) {
 *		work(r);
 *		stage_emit(&stage, r);
 *	}
 *	return stage_end(&stage);
 */
#ifndef WK_STAGE_H
#define WK_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "array.h"
#include "base/lines.h"
#include "base/out.h"
#include "failures.h"
#include "opt.h"
#include "record.h"

/*
 * The rows of the options that the programs share (opt.h), for a struct stage
 * called st.  usual, a string literal, is the field that is read without -f.
 */
#define STAGE_OPTIONS(st, usual) \
	{ 'f', "field", "field", "read this field (" usual ")", \
	    OPT_STRING, .value = &(st).field, .group = OPT_INPUT }, \
	{ 'R', "retry", NULL, "retry the records that failed here before", \
	    OPT_FLAG, .value = &(st).retry, .group = OPT_INPUT }, \
	{ 'w', "where", "field", "work only on records where field is true", \
	    OPT_STRING, .value = &(st).where, .group = OPT_INPUT }, \
	{ 0, "lines", NULL, "input is plain text, one record per line", \
	    OPT_FLAG, .value = &(st).plain, .group = OPT_INPUT }, \
	OPT_GENERAL_OPTIONS((st).verbose)

struct stage {
	/* The program sets these first. */
	const char *name;	/* its own name, for error.stage */
	const char *field;	/* the input field, unless -f names another */
	bool gated;	/* works only on records without a state */
	bool answered;	/* works only on those without one, or success */
	bool sink;	/* gets every record, those with errors too */
	bool last;	/* of a pipe: what failed before counts, too */
	bool tells;	/* tells the user of the failures by itself */
	bool rows;	/* reads finished rows, too: a file may be one array,
			   a line may be an array of messages */
	/* Prints the library's warnings: warnx(3). */
	void (*say)(const char *fmt, ...);

	/* What the options said. */
	const char *where;	/* -w */
	bool retry;		/* -R */
	bool plain;		/* --lines */
	bool verbose;		/* -v */

	/* The stream. */
	struct fields fields;
	int input;		/* number of the input field */
	int error, state;	/* numbers of those fields */
	struct out out;		/* standard output */
	struct record record;
	const char *file;	/* operand now read, "stdin" for - */
	size_t line;		/* number of the line, from 1; of a shard that
				   is stdin: in the whole input */
	size_t failed;		/* records that failed here */
	struct failures failures;	/* these and, if last, earlier ones */
	int stopped;		/* the status that the run stops with, or 0:
				   errors from then on carry it */

	bool unread;		/* something could not be read: the run ends
				   with STATUS_LOCAL */

	/* Private. */
	char *const *operands;
	struct lines lines;
	struct buf scratch;
	bool reading, dead;
	bool whole;	/* the file is an array, which lines.buf holds */
	bool ragged;	/* the array is broken: an error is still to be read */
	struct array array;
	bool multibyte;	/* the input has characters in UTF-8 */
	bool hinted, waited;
	size_t foreign;	/* lines of the input in another encoding */
	size_t first_foreign;	/* the number of the first of them */
	const char *encoding;	/* the one that this line may be in */
	int gate;
};

/*
 * First thing in main: SIGPIPE to its default; descriptors 0 and 2 exist,
 * if need be as /dev/null, from which reading fails.  0, or -1 with errno
 * set if stdout is closed.
 */
int stage_start(struct stage *st);

/*
 * Says, once and only if stdin is a terminal, that the program waits for
 * `what` there.
 */
void stage_wait(struct stage *st, const char *what);

/* The number of a field that the program reads or sets. */
int stage_field(struct stage *st, const char *name);

/* Begins to read the operands, a NULL-terminated list; none means stdin. */
void stage_open(struct stage *st, char *const *operands);

/*
 * The next record to work on, or NULL at the end and when the run cannot go
 * on.  A line that is not a record becomes an error record.  Records that
 * the program does not want are written as they came; a sink gets them all.
 */
struct record *stage_next(struct stage *st);

/*
 * Reads into r, another record than the one at hand, one that stage_next will
 * return later, if its line is in memory already: *at is 0 for the next one,
 * and moves to the one behind it.  False if there is none, or it is no record.
 */
bool stage_peek(struct stage *st, size_t *at, struct record *r);

/* Whether a record came with an error (other than null). */
bool stage_has_error(const struct stage *st, const struct record *r);

/*
 * Whether the program works on a record: it has no error, is true in the
 * field of -w, is no duplicate and, if the program is gated, has no state at
 * all; if it is for what is answered, none but success.  stage_next asks this
 * for all programs but sinks.
 */
bool stage_wants(const struct stage *st, const struct record *r);

/*
 * Marks the record as failed here, for a reason: kind is one word, the
 * message what printf would make of fmt.  The caller still emits it.
 */
void stage_fail(struct stage *st, struct record *r, const char *kind,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* The same, but it is a decision of the user's, and no failure. */
void stage_refuse(struct stage *st, struct record *r, const char *kind,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Sets *text to the input field of a record.  False if it is absent or no
 * string: the record has failed, as missing_field or bad_field.
 */
bool stage_text(struct stage *st, struct record *r, struct span *text);

/* Counts a failure, of what has no record or of one that is written apart. */
void stage_count(struct stage *st, const char *kind, struct span message);

/*
 * Writes a record to stdout.  If it would be longer than BUF_MAX, writes it
 * as it came, with an error of the kind too_long.
 */
void stage_emit(struct stage *st, struct record *r);

/* The same, to another output. */
void stage_write(struct stage *st, struct record *r, struct out *out);

/*
 * Ends the run with STATUS_LOCAL; the caller has told the user why.  The
 * record at hand, failed after this, carries the status.
 */
void stage_stop(struct stage *st);

/* Whether input could not be read, or output not written. */
bool stage_broken(const struct stage *st);

/*
 * Flushes stdout, tells the user if that failed, and in one line what failed
 * if the status is STATUS_FAILED, frees the memory, and returns the exit
 * status: STATUS_OK, STATUS_FAILED or STATUS_LOCAL; if last, the most serious
 * one that a record came with.
 */
int stage_end(struct stage *st);

/*
 * Prints text (a version, the usage that was asked for) and ends as
 * stage_end does.
 */
int stage_print(struct stage *st, const char *text);

/*
 * Appends the value of the field `error`: {"stage":…,"kind":…,"message":…};
 * "status" if the run stops; and unless line.p is NULL "line", the input line
 * that is not a record.
 */
void stage_error(struct buf *b, const struct stage *st, const char *kind,
    struct span message, struct span line);

/* The largest number that the field `sample` may hold. */
#define STAGE_SAMPLE_MOST 1000000

/*
 * Reads the field `sample`, which tells calls apart that ask the same; absent
 * or null counts as 0.  False if it is not a whole number from 0 to
 * STAGE_SAMPLE_MOST: the record has failed, as bad_sample.
 */
bool stage_sample(struct stage *st, struct record *r, int field,
    unsigned *sample);

/*
 * The fields that belong to a question, by their numbers: a new question
 * takes them away (wk-records(5)).
 */
struct question {
	int field[14];
};

/* Registers the fields; call it before stage_open. */
void question_open(struct question *q, struct stage *st);

/* Unsets the fields that belonged to the record's old question. */
void question_renew(const struct question *q, struct record *r);

#endif
