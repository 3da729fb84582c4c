/* The characters of a PDF's text: what they are, and made plain. */
#ifndef WK_PDF_CHARS_H
#define WK_PDF_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What was seen in some text. */
struct pdf_count {
	size_t visible;		/* characters that show */
	size_t unreadable;	/* of them: U+FFFD, or for private use */
};

/*
 * Appends s with the characters that its glyphs stand for (pdf_forms.h),
 * without soft hyphens, marks of direction, and control characters except
 * tabs and line ends; what is not UTF-8 becomes U+FFFD.  Counts what it sees.
 */
void pdf_chars_put(struct buf *b, struct span s, struct pdf_count *count);

/* Han, kana, and other characters written without blanks between words. */
bool pdf_is_han(uint32_t cp);

/* Punctuation as wide as Han: 。，（）「」. */
bool pdf_is_wide_mark(uint32_t cp);

/* The first and the last code point of s, valid UTF-8; 0 if it is empty. */
uint32_t pdf_first(struct span s);
uint32_t pdf_last(struct span s);

/* How wide s is in columns: two for Han and wide marks. */
size_t pdf_width(struct span s);

#endif
