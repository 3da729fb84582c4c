/*
 * What a text can be found by.  Scripts written without spaces (Han, kana,
 * hangul, Thai and their like) give single characters and bigrams, all
 * others words.  Terms are folded: letters lower-cased, full-width forms
 * made ASCII, traditional characters simplified.  Accents stay.
 */
#ifndef WK_TERMS_H
#define WK_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* No term is longer, in bytes; a longer word is cut into several. */
#define TERM_MAX 64

enum term_kind {
	TERM_CHAR,
	TERM_BIGRAM,
	TERM_WORD
};

struct term {
	enum term_kind kind;
	bool last;	/* a character that no bigram begins with */
	size_t start, end;	/* the bytes of the text that it stands for */
	uint32_t cp[2];	/* of characters and bigrams; 0 if not there */
	char text[TERM_MAX];	/* folded, UTF-8 */
	size_t len;	/* bytes of text; 0 with `plain` unless a word */
};

/* One code point, folded. */
struct terms_unit {
	int class;
	uint32_t cp;
	size_t start, end;
};

/* Where an iterator stands. */
struct terms {
	const char *s;
	size_t n, at;
	/* Set by the caller after terms_open: */
	bool question;	/* pass over the words that ask: who, 什么 */
	bool plain;	/* characters and bigrams need no text, cp is enough */
	/* Private. */
	struct terms_unit unit, next;
	bool bigram;
};

/*
 * Starts to read s[0..n), which must stay as it is.  Bytes that are not
 * UTF-8 separate terms, like punctuation, symbols and emoji.
 */
void terms_open(struct terms *t, const char *s, size_t n);

/*
 * The next term, in the order of the text; a character comes before the
 * bigram that it begins.  False at the end.
 */
bool terms_next(struct terms *t, struct term *term);

/* The same number for the same term, for hashing and comparing. */
uint64_t terms_hash(const struct term *term);

/*
 * Appends a term and a space, if an index of the text holds it: words,
 * bigrams, and the last character of each run of characters, so that any
 * character begins some term of each text that holds it.
 */
void terms_index(struct buf *b, const struct term *term);

#endif
