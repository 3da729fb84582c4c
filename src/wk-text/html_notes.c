/* Finds footnotes: their marks in the text, and the notes. */
/*
 * Sources: EPUB 3 Structural Semantics Vocabulary 1.1 and DPUB-ARIA 1.1.
 * Classes are no help, but that of MediaWiki's marks: a class "footnotes" may
 * hold text that the page needs.
 */
#include <string.h>

#include "base/buf.h"
#include "html_tree.h"

static const char *const marks[] = { "noteref", "doc-noteref" };
static const char *const notes[] = { "footnote", "footnotes", "endnote",
	"endnotes", "rearnote", "rearnotes", "doc-footnote", "doc-endnote",
	"doc-endnotes", "doc-backlink", "backlink" };

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
	struct span rest = span_of(value), word;
	const bool class = strcmp(name, "class") == 0;

	if (!(class && tag == HTML_SUP) && strcmp(name, "epub:type") != 0 &&
	    strcmp(name, "role") != 0)
		return HTML_NO_NOTE;
	while ((rest = span_strip(rest)).len > 0) {
		for (word = rest, word.len = 0; word.len < rest.len &&
		    !span_is_blank(rest.p[word.len]); word.len++)
			;
		rest = span_from(rest, word.len);
		if (class ? span_is(word, "reference") :
		    is_among(word, marks, LEN(marks)))
			return HTML_NOTE_MARK;
		if (!class && is_among(word, notes, LEN(notes)))
			return HTML_NOTE;
	}
	return HTML_NO_NOTE;
}
