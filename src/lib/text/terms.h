/*
 * Terms: the pieces of a text by which it is found.  In scripts written
 * without spaces (Han, kana, hangul, Thai and the like) these are single
 * characters and bigrams, in all other scripts words.  Terms are folded:
 * letters are lower-cased and lose their accents, full-width forms are made
 * ASCII, traditional characters simplified.  Where letters and digits meet,
 * a word is cut: RTX4090D, RTX 4090D and rtx-4090-d have the same terms.
 */
#ifndef WK_TERMS_H
#define WK_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Longest term, in bytes; a longer word is cut into several terms. */
#define TERM_MAX 64

enum term_kind {
	TERM_CHAR,
	TERM_BIGRAM,
	TERM_WORD
};

struct term {
	enum term_kind kind;
	bool last;	/* a character: the last of its run */
	size_t start, end;	/* its place in the text, in bytes */
	uint32_t cp[2];	/* of a character or bigram; else 0 */
	char text[TERM_MAX];	/* folded, UTF-8 */
	size_t len;	/* bytes of text; with `plain`, 0 but for words */
};

enum terms_class {
	TERMS_END,	/* the end of the text */
	TERMS_NONE,	/* separates terms */
	TERMS_CHAR,	/* a term by itself, bigrams with its neighbours */
	TERMS_WORD	/* part of a word */
};

/*
 * Folds the code point *cp as terms are folded, but that accents stay; says
 * what it is to terms.
 */
enum terms_class terms_fold(uint32_t *cp);

/* A code point, folded, and its place in the text. */
struct terms_unit {
	enum terms_class class;
	uint32_t cp;
	size_t start, end;
};

/* A text that is being cut into terms. */
struct terms {
	const char *s;
	size_t n, at;
	/* Set by the caller after terms_open: */
	bool question;	/* leave out words that ask: who, 什么 */
	bool plain;	/* give characters and bigrams by cp, without text */
	/* Private. */
	struct terms_unit unit, next;
	bool bigram;
	int parts;	/* of the word at hand, letters or digits; 0: unknown */
};

/*
 * Begins to cut the n bytes at s, which must not change meanwhile.  Bytes
 * that are not UTF-8 separate terms, as punctuation, symbols and emoji do.
 */
void terms_open(struct terms *t, const char *s, size_t n);

/*
 * Takes the next term, in the order of the text; a character comes before
 * the bigram that it begins.  False at the end.
 */
bool terms_next(struct terms *t, struct term *term);

/* A hash, the same for the same term; it does not need the text. */
uint64_t terms_hash(const struct term *term);

/*
 * Appends a term and a space if it belongs into an index: words, bigrams and
 * the last character of each run of characters do.  So each character of a
 * text begins some term in the index.
 */
void terms_index(struct buf *b, const struct term *term);

/*
 * Folds traditional Chinese characters to simplified ones, for searching.
 * The result is not meant to be read: several characters may fold to one.
 *
 * The data are Unicode's (Unihan_Variants.txt of version 15: the field
 * kSimplifiedVariant; where that field is empty for a character of Big5 or the
 * Japanese and Korean standards, kZVariant and kSemanticVariant, if they
 * lead to one character of GB 2312 or the list of 2013), under the Unicode
 * License v3, https://www.unicode.org/license.txt.
 */

/*
 * The simplified form of the code point cp, or cp itself.  Folding twice
 * gives the same as folding once.  Safe to call from several threads.
 */
uint32_t fold_hans(uint32_t cp);

/* fold_hans for loops: what each code point from FOLD_FIRST on folds to. */
#define FOLD_FIRST 0x3400
#define FOLD_LAST 0x9fff
const uint16_t *fold_hans_table(void);

/*
 * The letter cp, of Latin, Greek or Cyrillic in lower case, without its accent
 * or stroke (the capitals of U+0180 to U+024F too), or cp itself.  A letter
 * that stands for two (ß, æ) stays.  The pairs are the canonical
 * decompositions of Unicode 15 (UnicodeData.txt, under the licence above) and
 * the Latin letters with a stroke or a hook.
 */
uint32_t fold_accent(uint32_t cp);

#endif
