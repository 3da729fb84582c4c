/*
 * The characters of fonts that have an encoding of their own: Symbol,
 * Wingdings, Webdings.
 */
#ifndef WK_DOCX_SYMBOL_H
#define WK_DOCX_SYMBOL_H

#include <stdint.h>

#include "base/span.h"

enum docx_font {
	DOCX_FONT_PLAIN, DOCX_FONT_SYMBOL, DOCX_FONT_WINGDINGS,
	DOCX_FONT_WINGDINGS_2, DOCX_FONT_WINGDINGS_3, DOCX_FONT_WEBDINGS
};

/* The font of that name. */
enum docx_font docx_font(struct span name);

/*
 * The character that a font draws for the code point cp (U+F020 to U+F0FF
 * stand for 0x20 to 0xff); a blank if the font draws one that we do not know.
 */
uint32_t docx_symbol(enum docx_font font, uint32_t cp);

#endif
