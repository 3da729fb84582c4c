/* The file around the rows: lines, or one array. */
#include "rowcheck.h"

#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

/* A line that is a row. */
static void
check_line(struct rowcheck *c, struct span line)
{
	struct json_value row;
	struct json j;

	if (utf8_strip(line).len == 0) {
		rowcheck_complain(c, "an empty line");
		return;
	}
	json_open(&j, line.p, line.len);
	if (json_read(&j, &row) == -1 || json_end(&j) == -1)
		rowcheck_complain(
		    c, "not JSON: byte %zu: %s", json_at(&j), j.why);
	else
		rowcheck_row(c, &row);
}

static void
check_lines(struct rowcheck *c, struct span text)
{
	const char *end;
	size_t len;

	for (c->line = 1; text.len > 0; c->line++) {
		end = memchr(text.p, '\n', text.len);
		len = end == NULL ? text.len : (size_t)(end - text.p);
		check_line(c, (struct span){ text.p, len });
		len += end != NULL;
		text.p += len;
		text.len -= len;
	}
}

/*
 * Whether the text is one array of rows.  XTuner V1 also takes lines that
 * are arrays, of messages: there the first line is a whole array, whose
 * first element has a role.
 */
static bool
is_array_of_rows(struct span text)
{
	struct json_value v, role;
	struct json j;

	text = utf8_strip(text);
	if (text.len == 0 || *text.p != '[')
		return false;
	json_open(&j, text.p, text.len);
	(void)json_array(&j);
	return json_element(&j, &v) != 1 || v.type != JSON_OBJECT ||
	       !json_find(&v, "role", &role);
}

static size_t
count_lines(const char *from, const char *to)
{
	size_t n = 0;

	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		from++;
		n++;
	}
	return n;
}

static void
check_array(struct rowcheck *c, struct span text)
{
	const char *counted = text.p;
	struct json_value row;
	struct json j;
	int more;

	json_open(&j, text.p, text.len);
	(void)json_array(&j);
	c->line = 1;
	while ((more = json_element(&j, &row)) == 1) {
		c->line += count_lines(counted, row.p);
		counted = row.p;
		rowcheck_row(c, &row);
	}
	if (more == -1 || json_end(&j) == -1) {
		c->line += count_lines(counted, j.p);
		rowcheck_complain(c, "not JSON: byte %zu of the file: %s",
		    json_at(&j), j.why);
	}
}

int
rowcheck_file(struct rowcheck *c, const char *path)
{
	struct buf b = { 0 };
	struct span text;

	c->rows = 0;
	c->format = NULL;
	c->line = 0;
	c->file = strcmp(path, "-") == 0 ? "stdin" : path;
	if (file_read(path, &b) == -1) {
		buf_free(&b);
		return -1;
	}
	text = (struct span){ b.len == 0 ? "" : b.data, b.len };
	if (is_array_of_rows(text))
		check_array(c, text);
	else
		check_lines(c, text);
	buf_free(&b);
	return 0;
}
