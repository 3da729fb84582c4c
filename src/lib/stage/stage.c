/* The loop of a filter: operands to lines to records, and how it ends. */
#include "stage.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/plural.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "foreign.h"

int
stage_start(struct stage *st)
{
	int fd;

	/* At a limit of file size write(2) fails, and is told of. */
	if (signal(SIGPIPE, SIG_DFL) == SIG_ERR ||
	    signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -1;
	if (fcntl(STDOUT_FILENO, F_GETFD) == -1)
		return -1;
	/*
	 * open(2) takes the lowest free number: 0, then perhaps 2.  They are
	 * for writing alone, so that reading a closed stdin fails.
	 */
	while ((fd = open("/dev/null", O_WRONLY)) != -1 && fd <= STDERR_FILENO)
		;
	if (fd == -1)
		return -1;
	(void)close(fd);
	st->out.fd = STDOUT_FILENO;
	return 0;
}

int
stage_field(struct stage *st, const char *name)
{
	return fields_add(&st->fields, name);
}

static bool
flush_while_idle(void *arg)
{
	struct stage *st = arg;

	return out_flush(&st->out) == 0;
}

void
stage_open(struct stage *st, char *const *operands)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };

	st->operands = operands[0] == NULL ? only_stdin : operands;
	st->input = stage_field(st, st->field);
	st->error = stage_field(st, "error");
	st->state = stage_field(st, "state");
	st->gate = st->where == NULL ? -1 : stage_field(st, st->where);
	st->record.fields = &st->fields;
	st->lines.idle = flush_while_idle;
	st->lines.arg = st;
}

void
stage_wait(struct stage *st, const char *what)
{
	if (st->waited || isatty(STDIN_FILENO) != 1)
		return;
	st->waited = true;
	st->say("waiting for %s from the terminal (Ctrl-D ends, --help helps)",
	    what);
}

/*
 * How many lines of the whole input come before those of stdin: so many if
 * WK_STDIN is LINES:FILE, and stdin is that file, a shard of on-parallel.
 */
static size_t
lines_before(void)
{
	const char *value = getenv("WK_STDIN"), *file;
	char *end;
	unsigned long long n;

	if (value == NULL || (file = strchr(value, ':')) == NULL ||
	    !private_named(STDIN_FILENO, file + 1))
		return 0;
	errno = 0;
	n = strtoull(value, &end, 10);
	return end == file && errno == 0 && n < SIZE_MAX / 2 ? (size_t)n : 0;
}

/* Opens the next operand that can be read.  False if none is left. */
static bool
next_file(struct stage *st)
{
	const char *name;
	int fd;

	while ((name = *st->operands) != NULL) {
		st->operands++;
		if (strcmp(name, "-") == 0) {
			st->file = "stdin";
			fd = STDIN_FILENO;
			stage_wait(st, st->plain ? "lines of text" :
			    "records, a JSON object a line,");
		} else {
			st->file = name;
			fd = open(name, O_RDONLY | O_CLOEXEC);
		}
		if (fd != -1) {
			lines_open(&st->lines, fd);
			if (fd == STDIN_FILENO)
				st->lines.number = lines_before();
			st->reading = true;
			st->multibyte = false;
			st->foreign = 0;
			return true;
		}
		st->say("%s: %s", name, strerror(errno));
		st->unread = true;
	}
	return false;
}

/*
 * Says how many lines of the input were in another encoding.  In an input
 * that has characters in UTF-8 they are merely broken.
 */
static void
say_foreign(struct stage *st)
{
	if (st->foreign > 0 && !st->multibyte)
		st->say("%s: %zu line%s not UTF-8, the first is line %zu; "
		    "iconv -f %s -t UTF-8 may convert the file", st->file,
		    st->foreign, st->foreign == 1 ? " is" : "s are",
		    st->first_foreign, st->encoding);
}

static void
close_file(struct stage *st)
{
	say_foreign(st);
	if (st->lines.fd != STDIN_FILENO)
		(void)close(st->lines.fd);	/* nothing was written */
	st->reading = st->whole = false;
}

/*
 * Reads the next element of a file that is an array of rows, as a line.
 * False at its end; ragged is set where it breaks off.
 */
static bool
next_row(struct stage *st, struct span *line)
{
	struct json_value row;
	int more = array_next(&st->array, &row);

	st->line = st->array.line;
	*line = more == 1 ? (struct span){ row.p, row.len } :
	    (struct span){ "", 0 };
	st->ragged = more == -1;
	st->whole = more == 1;
	return more != 0;
}

/*
 * Whether the first line of a file begins an array of rows, which is read
 * then.  An error, if any, is said when the next line is read.
 */
static bool
begins_array(struct stage *st, struct span line)
{
	if (!st->rows || st->plain || st->whole || st->line != 1 ||
	    !array_of_rows(line) || lines_rest(&st->lines, &line) == -1)
		return false;
	array_open(&st->array, line);
	st->whole = true;
	return true;
}

/* Reads the next line of all operands.  False at the end. */
static bool
next_line(struct stage *st, struct span *line)
{
	int more;

	while (st->out.error == 0 && !st->dead) {
		if (!st->reading && !next_file(st))
			return false;
		if (st->whole) {
			if (next_row(st, line))
				return true;
			continue;
		}
		more = lines_next(&st->lines, line, NULL);
		st->line = st->lines.number;
		if (more == 1 && begins_array(st, *line))
			continue;
		if (more == 1)
			return true;
		if (more == -1) {
			if (st->line == 0)
				st->say("%s: %s", st->file, strerror(errno));
			else
				st->say("%s: cannot be read after line %zu: "
				    "%s", st->file, st->line,
				    strerror(errno));
			st->unread = true;
		}
		close_file(st);
	}
	return false;
}

void
stage_error(struct buf *b, const struct stage *st, const char *kind,
    struct span message, struct span line)
{
	buf_puts(b, "{\"stage\":");
	json_put(b, st->name);
	buf_puts(b, ",\"kind\":");
	json_put(b, kind);
	buf_puts(b, ",\"message\":");
	json_put_string(b, message.p, message.len);
	if (st->stopped != 0)
		buf_printf(b, ",\"status\":%d", st->stopped);
	if (line.p != NULL) {
		buf_puts(b, ",\"line\":");
		json_put_string(b, line.p, line.len);
	}
	buf_addc(b, '}');
}

/*
 * Reads an error record instead of the line, which makes no record.  The
 * error keeps the line, unless it would be too long.
 */
static void
read_error(struct stage *st, const char *kind, struct span line)
{
	const struct span none = { 0 };
	struct buf message = { 0 };

	buf_printf(&message, "%s:%zu: ", st->file, st->line);
	buf_add(&message, st->record.why.data, st->record.why.len);
	buf_clear(&st->scratch);
	buf_puts(&st->scratch, "{\"error\":");
	stage_error(&st->scratch, st, kind, buf_span(&message), line);
	buf_addc(&st->scratch, '}');
	if (st->scratch.failed)
		read_error(st, "too_long", none);
	else {
		stage_count(st, kind, buf_span(&message));
		(void)record_parse(&st->record, buf_span(&st->scratch));
	}
	buf_free(&message);
}

static bool
blank(struct span line)
{
	size_t i;

	for (i = 0; i < line.len; i++)
		if (line.p[i] != ' ' && line.p[i] != '\t')
			return false;
	return true;
}

/* --lines: makes a record of the line, and reads it.  0 or -1. */
static int
wrap_line(struct stage *st, struct span line)
{
	struct buf *why = &st->record.why;
	size_t good;

	buf_clear(why);
	if ((good = utf8_valid(line.p, line.len)) != line.len) {
		buf_printf(why, "byte %zu: not UTF-8", good + 1);
		return -1;
	}
	buf_clear(&st->scratch);
	buf_addc(&st->scratch, '{');
	json_put(&st->scratch, st->field);
	buf_addc(&st->scratch, ':');
	json_put_string(&st->scratch, line.p, line.len);
	buf_addc(&st->scratch, '}');
	if (!st->scratch.failed)
		return record_parse(&st->record, buf_span(&st->scratch));
	buf_puts(why, "too long");
	return -1;
}

/* Makes an error record of the rest of an array that is broken. */
static void
refuse_array(struct stage *st)
{
	const struct span none = { 0 };
	struct buf *why = &st->record.why;

	buf_clear(why);
	buf_printf(why, "byte %zu of the array: %s; the rest is left out",
	    json_at(&st->array.json), st->array.json.why);
	read_error(st, "bad_record", none);
	st->ragged = false;
}

/* Makes a record of a row that is an array of messages.  0 or -1. */
static int
wrap_messages(struct stage *st, struct span line)
{
	buf_clear(&st->scratch);
	buf_puts(&st->scratch, "{\"messages\":");
	buf_add(&st->scratch, line.p, line.len);
	buf_addc(&st->scratch, '}');
	if (!st->scratch.failed)
		return record_parse(&st->record, buf_span(&st->scratch));
	buf_puts(&st->record.why, "too long");
	return -1;
}

static int
parse_line(struct stage *st, struct span line)
{
	if (st->plain)
		return wrap_line(st, line);
	if (st->rows && span_begins(json_skip_blanks(line), "["))
		return wrap_messages(st, line);
	return record_parse(&st->record, line);
}

/*
 * Whether an input, by its first line, is in UTF-16 or compressed.  It has no
 * lines that could be told apart, so that one error record is made of it.  The
 * rest is read, for whoever writes it, and dropped.
 */
static bool
refuse_all(struct stage *st, struct span line)
{
	const char *program = foreign_compressed(line);
	struct buf *why = &st->record.why;

	if (program == NULL && !foreign_utf16(line))
		return false;
	if (program == NULL)
		st->say("%s: UTF-16, not UTF-8; iconv -f UTF-16 -t UTF-8"
		    " converts it", st->file);
	else
		st->say("%s: compressed; %s unpacks it", st->file,
		    program);
	buf_clear(why);
	buf_printf(why, "%s; all of it is left out",
	    program == NULL ? "UTF-16, not UTF-8" : "compressed");
	read_error(st, "bad_record", line);
	while (lines_next(&st->lines, &line, NULL) == 1)
		;
	st->lines.start = st->lines.buf.len;
	st->lines.eof = true;
	return true;
}

/*
 * Counts a line in another encoding than UTF-8, in an input that has had no
 * character in UTF-8.
 */
static void
count_foreign(struct stage *st, struct span line)
{
	if (st->multibyte || !foreign_bytes(line))
		return;
	if (st->foreign++ > 0)
		return;
	st->first_foreign = st->line;
	st->encoding = foreign_encoding(line);
}

/* Says once what the user may have meant by a line that is no record. */
static void
hint(struct stage *st, struct span line)
{
	struct buf b = { 0 };

	if (st->hinted || st->plain || st->line > 1 || st->foreign > 0)
		return;
	foreign_hint(&b, line, st->field);
	if (b.len > 0) {
		st->say("%s:%zu: not a JSON object: %.*s", st->file, st->line,
		    (int)b.len, b.data);
		st->hinted = true;
	}
	buf_free(&b);
}

/*
 * Reads the line into the record.  False: the line is no record, and an error
 * record was read instead.
 */
static bool
read_line(struct stage *st, struct span line)
{
	if (st->ragged) {
		refuse_array(st);
		return false;
	}
	if (st->line == 1 && refuse_all(st, line))
		return false;
	if (parse_line(st, line) == 0) {
		st->multibyte = st->multibyte ||
		    scan_ascii(line.p, line.len) < line.len;
		return true;
	}
	count_foreign(st, line);
	hint(st, line);
	read_error(st, "bad_record", line);
	return false;
}

bool
stage_has_error(const struct stage *st, const struct record *r)
{
	const struct json_value *v = record_get(r, st->error);

	return v != NULL && v->type != JSON_NULL;
}

/*
 * -R: forgets an error of this stage.  An error with a "line" stays: there
 * is no record to try again.
 */
static void
forget_error(struct stage *st)
{
	const struct json_value *error = record_get(&st->record, st->error);
	struct json_value v;

	if (error != NULL && error->type == JSON_OBJECT &&
	    json_find(error, "stage", &v) && json_is(&v, st->name) &&
	    !json_find(error, "line", &v))
		record_unset(&st->record, st->error);
}

bool
stage_wants(const struct stage *st, const struct record *r)
{
	const struct json_value *v;

	if (stage_has_error(st, r))
		return false;
	if (st->gate != -1 && !record_true(r, st->gate))
		return false;
	v = record_get(r, st->state);
	if (v == NULL || v->type == JSON_NULL)
		return true;
	if (st->answered)
		return v->type == JSON_STRING && json_is(v, "success");
	/* Nobody works on, or pays for, what is there already. */
	return !st->gated && !(v->type == JSON_STRING &&
	    json_is(v, "duplicate"));
}

struct record *
stage_next(struct stage *st)
{
	struct record *r = &st->record;
	struct span line;

	while (next_line(st, &line)) {
		if (blank(line) && !st->ragged)
			continue;
		if (read_line(st, line)) {
			if (st->retry)
				forget_error(st);
			if (st->last && stage_has_error(st, r))
				failures_note_error(&st->failures,
				    record_get(r, st->error));
		}
		if (st->sink || stage_wants(st, r))
			return r;
		stage_emit(st, r);
	}
	return NULL;
}

bool
stage_peek(struct stage *st, size_t *at, struct record *r)
{
	struct span line;

	r->fields = &st->fields;
	return !st->plain && !st->whole &&
	    lines_peek(&st->lines, at, &line) && record_parse(r, line) == 0;
}

/* Sets the error of a record, and frees the message. */
static void
set_error(struct stage *st, struct record *r, const char *kind,
    struct buf *message)
{
	const struct span none = { 0 };
	struct buf error = { 0 };

	stage_error(&error, st, kind, buf_span(message), none);
	record_set(r, st->error, error.data, error.len);
	buf_free(message);
	buf_free(&error);
}

bool
stage_text(struct stage *st, struct record *r, struct span *text)
{
	const struct json_value *v = record_get(r, st->input);

	switch (record_string(r, st->input, text)) {
	case 0:
		stage_fail(st, r, "missing_field", "no %s", st->field);
		return false;
	case -1:
		stage_fail(st, r, "bad_field", "%s is %s, not a string",
		    st->field, json_type_name(v->type));
		return false;
	default:
		return true;
	}
}

void
stage_count(struct stage *st, const char *kind, struct span message)
{
	st->failed++;
	failures_note(&st->failures, span_of(""), span_of(kind), message,
	    STATUS_FAILED);
}

/* Notes an error of this status, and gives it to the record. */
static void __attribute__((format(printf, 5, 0)))
note_error(struct stage *st, struct record *r, const char *kind, int status,
    const char *fmt, va_list ap)
{
	struct buf message = { 0 };

	buf_vprintf(&message, fmt, ap);
	failures_note(&st->failures, span_of(""), span_of(kind),
	    buf_span(&message), status);
	set_error(st, r, kind, &message);
}

void
stage_fail(struct stage *st, struct record *r, const char *kind,
    const char *fmt, ...)
{
	va_list ap;

	st->failed++;
	va_start(ap, fmt);
	note_error(st, r, kind, STATUS_FAILED, fmt, ap);
	va_end(ap);
}

void
stage_refuse(struct stage *st, struct record *r, const char *kind,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	note_error(st, r, kind, STATUS_OK, fmt, ap);
	va_end(ap);
}

void
stage_write(struct stage *st, struct record *r, struct out *out)
{
	if (record_write(r, out) == 0)
		return;
	record_reset(r);
	r->strings.failed = false;
	stage_fail(st, r, "too_long", "the record would have more than %zu"
	    " bytes", BUF_MAX);
	(void)record_write(r, out);
}

void
stage_emit(struct stage *st, struct record *r)
{
	stage_write(st, r, &st->out);
}

void
stage_stop(struct stage *st)
{
	st->dead = true;
	if (st->stopped == 0)
		st->stopped = STATUS_LOCAL;
}

bool
stage_broken(const struct stage *st)
{
	return st->dead || st->unread || st->out.error != 0;
}

/* Tells what failed, in one line: a status of 1 alone says nothing. */
static void
tell_failures(struct stage *st)
{
	struct buf b = { 0 };

	buf_printf(&b, "%zu record%s failed: ", st->failures.tally.n,
	    plural(st->failures.tally.n));
	failures_counts(&st->failures, &b);
	failures_first(&st->failures, &b);
	st->say("%.*s", (int)b.len, b.data);
	buf_free(&b);
}

int
stage_end(struct stage *st)
{
	int status = st->failures.status;

	if (out_close(&st->out) == -1)
		st->say("stdout: %s", strerror(st->out.error));
	if (stage_broken(st))
		status = status_worse(status, STATUS_LOCAL);
	if (status == STATUS_FAILED && st->stopped == 0 && !st->tells)
		tell_failures(st);
	failures_free(&st->failures);
	if (st->reading)
		close_file(st);
	lines_free(&st->lines);
	record_free(&st->record);
	buf_free(&st->scratch);
	return status;
}

int
stage_print(struct stage *st, const char *text)
{
	out_puts(&st->out, text);
	return stage_end(st);
}

bool
stage_sample(struct stage *st, struct record *r, int field, unsigned *sample)
{
	const struct json_value *v = record_get(r, field);
	long long n = 0;

	*sample = 0;
	if (v == NULL || v->type == JSON_NULL)
		return true;
	if (json_integer(v, &n) == -1 || n < 0 || n > STAGE_SAMPLE_MOST) {
		stage_fail(st, r, "bad_sample", "sample is not a whole number "
		    "from 0 to %d", STAGE_SAMPLE_MOST);
		return false;
	}
	*sample = (unsigned)n;
	return true;
}

/* The fields of a question. */
static const char *const renewed[] = { "hits", "answer", "references",
	"origin", "state", "rag", "rerank", "error", "embedding", "scores",
	"judge", "unsupported", "duplicate_of", "reasoning" };

void
question_open(struct question *q, struct stage *st)
{
	size_t i;

	_Static_assert(LEN(renewed) == LEN(q->field), "one number each");
	for (i = 0; i < LEN(renewed); i++)
		q->field[i] = stage_field(st, renewed[i]);
}

void
question_renew(const struct question *q, struct record *r)
{
	size_t i;

	for (i = 0; i < LEN(renewed); i++)
		record_unset(r, q->field[i]);
}
