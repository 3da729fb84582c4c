/*
 * Makes text from documents, users or models safe to show and to send to a
 * model: without invisible characters, and without tokens that would begin
 * or end a turn of the chat.
 */
#ifndef WK_SANITIZE_H
#define WK_SANITIZE_H

#include "base/buf.h"

/*
 * Appends s, valid UTF-8, without its invisible characters: control
 * characters except tabs and newlines, marks of writing direction (Unicode,
 * UAX 9), zero-width spaces, and the tags and variation selectors in which
 * text can be hidden.
 */
void sanitize_controls(struct buf *b, struct span s);

/*
 * The same, and puts a space after the first character of each token that
 * separates the turns of a chat in the templates of models ("<|im_end|>",
 * "[INST]"): some servers obey such tokens wherever they stand.
 */
void sanitize_text(struct buf *b, struct span s);

#endif
