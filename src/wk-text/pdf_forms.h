/*
 * The characters that glyphs of PDFs stand for: ligatures (U+FB00 to FB06),
 * Arabic presentation forms, radicals (U+2E80 to 2FD5), vertical punctuation.
 * Nothing else of NFKC, which would fold fullwidth digits and ① as well.
 */
#ifndef WK_PDF_FORMS_H
#define WK_PDF_FORMS_H

#include <stdint.h>

#include "base/buf.h"

/* Appends what cp stands for; `itself`, its bytes, if it is no such form. */
void pdf_forms_put(struct buf *b, uint32_t cp, struct span itself);

#endif
