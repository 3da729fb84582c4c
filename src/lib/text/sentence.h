/*
 * Where sentences, and parts of them, end in Chinese and English text.
 * Each function returns the offset at which the one that starts at s[from]
 * ends, in bytes: more than from, at most n, white space that follows
 * included.  The text must be valid UTF-8, and from be less than n.
 */
#ifndef WK_SENTENCE_H
#define WK_SENTENCE_H

#include <stddef.h>

/*
 * A sentence ends after its final marks and the closing quotes and
 * brackets behind them, or with its paragraph.
 */
size_t sentence_end(const char *s, size_t n, size_t from);

/* A clause ends after a comma, semicolon, colon or dots, or as above. */
size_t sentence_clause_end(const char *s, size_t n, size_t from);

/* A word ends at white space. */
size_t sentence_word_end(const char *s, size_t n, size_t from);

#endif
