/* The title that a PDF says it has. */
#ifndef WK_PDF_TITLE_H
#define WK_PDF_TITLE_H

#include "base/buf.h"

/*
 * Appends the title in `html`, the head of what pdftotext -htmlmeta writes,
 * unless no person chose it: a file's name, "untitled", "Slide 1".
 */
void pdf_title_put(struct buf *b, struct span html);

#endif
