/*
 * Sentences, clauses and words of Chinese and English text.  Each function
 * returns the end, in bytes, of the one that begins at s[from], with the
 * white space that follows it: more than from, and at most n.  s[0..n) must be
 * valid UTF-8, and from less than n.
 */
#ifndef WK_SENTENCE_H
#define WK_SENTENCE_H

#include <stddef.h>

#include "base/span.h"

/*
 * A sentence ends behind its final marks and the closing quotes and brackets
 * that follow them, or where its paragraph ends.
 */
size_t sentence_end(const char *s, size_t n, size_t from);

/* A clause ends behind a comma, semicolon, colon or dots too. */
size_t sentence_clause_end(const char *s, size_t n, size_t from);

/* A word ends at white space. */
size_t sentence_word_end(const char *s, size_t n, size_t from);

/*
 * Where to cut a text, valid UTF-8, of which `most` code points may stay:
 * behind a sentence, a clause or a word, if half of them stay then.  In bytes.
 */
size_t sentence_cut(struct span text, size_t most);

#endif
