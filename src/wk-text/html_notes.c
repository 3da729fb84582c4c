/* Tells what belongs to footnotes: their marks in the text, and the notes. */
/*
 * Sources: EPUB 3 Structural Semantics Vocabulary 1.1, DPUB-ARIA 1.1, and
 * the class names that pandoc, MultiMarkdown, MediaWiki and PHP Markdown
 * Extra write.
 */
#include <string.h>

#include "base/buf.h"
#include "html_tree.h"

static const char *const marks[] = { "noteref", "doc-noteref", "footnote-ref",
	"footnoteref", "footnote-reference", "reference" };
static const char *const notes[] = { "footnote", "footnotes", "endnote",
	"endnotes", "rearnote", "rearnotes", "doc-footnote", "doc-endnote",
	"doc-endnotes", "doc-backlink", "backlink", "footnote-back",
	"footnote-backref", "reversefootnote" };

static bool
is_among(struct span word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (span_is(word, list[i]))
			return true;
	return false;
}

enum html_note
html_note(enum html_tag tag, const char *name, const char *value)
{
	const bool class = strcmp(name, "class") == 0;
	struct span rest = span_of(value), word;

	if (!class && strcmp(name, "epub:type") != 0 &&
	    strcmp(name, "role") != 0)
		return HTML_NO_NOTE;
	while ((rest = span_strip(rest)).len > 0) {
		for (word = rest, word.len = 0; word.len < rest.len &&
		    !span_is_blank(rest.p[word.len]); word.len++)
			;
		rest = span_from(rest, word.len);
		/* Of the names that mean other things elsewhere. */
		if (span_is(word, "reference") && tag != HTML_SUP)
			continue;
		if (class && (span_is(word, "footnote") ||
		    span_is(word, "endnote")) && tag != HTML_ASIDE &&
		    tag != HTML_LI && tag != HTML_DIV)
			continue;
		if (class && tag == HTML_OL && span_is(word, "references"))
			return HTML_NOTE;	/* of MediaWiki */
		if (is_among(word, marks, LEN(marks)))
			return HTML_NOTE_MARK;
		if (is_among(word, notes, LEN(notes)))
			return HTML_NOTE;
	}
	return HTML_NO_NOTE;
}
