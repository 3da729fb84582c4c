/* Finds the title of a document: its first line that has words. */
#include "title.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "text/terms.h"

/* Whether a line holds a letter or digit: rules like "---" do not. */
static bool
has_words(struct span line)
{
	struct terms terms = { .question = false };
	struct term term;

	terms_open(&terms, line.p, line.len);
	return terms_next(&terms, &term);
}

/* A line without what marks it as a heading: "## Title ##". */
static struct span
without_marks(struct span line)
{
	struct span s = utf8_strip(line);
	size_t n;

	while (s.len > 0 && *s.p == '#')
		s = span_from(s, 1);
	for (n = s.len; n > 0 && s.p[n - 1] == '#'; n--)
		;
	/* The # of "C#" belongs to the title. */
	if (n > 0 && span_is_blank(s.p[n - 1]))
		s.len = n;
	return utf8_strip(s);
}

struct span
title_of(struct span text)
{
	const struct span none = { text.p, 0 };
	struct span line;
	const char *cr;

	while (span_line(&text, &line)) {
		/* A carriage return that was kept ends a line, too. */
		if (line.len > 0 &&
		    (cr = memchr(line.p, '\r', line.len)) != NULL) {
			text = (struct span){ cr + 1,
				(size_t)(text.p + text.len - cr) - 1 };
			line.len = (size_t)(cr - line.p);
		}
		line = without_marks(line);
		if (!has_words(line))
			continue;
		line.len = utf8_skip(line.p, line.len, TITLE_MOST);
		return utf8_strip(line);
	}
	return none;
}
