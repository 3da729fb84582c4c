/*
 * Text from strangers on its way to a model, or from one: what a reader
 * cannot see in it is taken out, and it cannot speak for somebody else.
 */
#ifndef WK_SANITIZE_H
#define WK_SANITIZE_H

#include "base/buf.h"

/*
 * Appends s, valid UTF-8, without what does not show: control characters but
 * tabs and newlines, marks of writing direction (Unicode, UAX 9), zero-width
 * spaces, and the tags and variation selectors that text is hidden in.
 */
void sanitize_controls(struct buf *b, struct span s);

/*
 * The same, and the tokens that part the turns of a chat in the templates of
 * models ("<|im_end|>", "[INST]") are broken up by a space after their first
 * character: some servers take them for what they say wherever they stand.
 */
void sanitize_text(struct buf *b, struct span s);

#endif
