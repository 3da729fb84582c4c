/* Cuts texts into the terms by which they are found. */
#include "terms.h"

#include <string.h>

#include "base/utf8.h"

/*
 * The blocks of Unicode that hold letters or digits, in order; all other code
 * points separate terms.  A code point in these blocks must not be a space to
 * SQLite's tokenizer, unicode61.
 */
static const struct {
	uint32_t first, last;
	enum terms_class class;
} blocks[] = {
	{ 0x00aa, 0x00aa, TERMS_WORD },
	{ 0x00b5, 0x00b5, TERMS_WORD },
	{ 0x00ba, 0x00ba, TERMS_WORD },
	{ 0x00c0, 0x00d6, TERMS_WORD },
	{ 0x00d8, 0x00f6, TERMS_WORD },
	{ 0x00f8, 0x02ff, TERMS_WORD },	/* Latin */
	{ 0x0300, 0x037d, TERMS_WORD },	/* accents; Greek */
	{ 0x037f, 0x0386, TERMS_WORD },
	{ 0x0388, 0x0589, TERMS_WORD },	/* Cyrillic, Armenian */
	{ 0x0591, 0x05bd, TERMS_WORD },	/* Hebrew */
	{ 0x05bf, 0x05bf, TERMS_WORD },
	{ 0x05c1, 0x05c2, TERMS_WORD },
	{ 0x05c4, 0x05f2, TERMS_WORD },
	{ 0x0610, 0x061a, TERMS_WORD },	/* Arabic and its neighbours */
	{ 0x0620, 0x0669, TERMS_WORD },
	{ 0x066e, 0x06d3, TERMS_WORD },
	{ 0x06d5, 0x06ff, TERMS_WORD },
	{ 0x0710, 0x0963, TERMS_WORD },	/* Syriac ...; Devanagari */
	{ 0x0966, 0x0df3, TERMS_WORD },	/* the scripts of India */
	{ 0x0e01, 0x0e3a, TERMS_CHAR },	/* Thai */
	{ 0x0e40, 0x0e4e, TERMS_CHAR },
	{ 0x0e50, 0x0e59, TERMS_CHAR },
	{ 0x0e81, 0x0edf, TERMS_CHAR },	/* Lao */
	{ 0x0f00, 0x0f00, TERMS_WORD },	/* Tibetan */
	{ 0x0f18, 0x0f39, TERMS_WORD },
	{ 0x0f3e, 0x0fbc, TERMS_WORD },
	{ 0x1000, 0x1049, TERMS_CHAR },	/* Myanmar */
	{ 0x1050, 0x109f, TERMS_CHAR },
	{ 0x10a0, 0x10ff, TERMS_WORD },	/* Georgian */
	{ 0x1100, 0x11ff, TERMS_CHAR },	/* hangul, in parts */
	{ 0x1200, 0x135f, TERMS_WORD },	/* Ethiopic */
	{ 0x1369, 0x166c, TERMS_WORD },	/* Cherokee, syllabics */
	{ 0x166f, 0x167f, TERMS_WORD },
	{ 0x1681, 0x177f, TERMS_WORD },
	{ 0x1780, 0x17d3, TERMS_CHAR },	/* Khmer */
	{ 0x17e0, 0x17e9, TERMS_CHAR },
	{ 0x1810, 0x1fff, TERMS_WORD },	/* Mongolian ... Greek */
	{ 0x2c00, 0x2dff, TERMS_WORD },	/* Glagolitic, Coptic ... */
	{ 0x3005, 0x3007, TERMS_CHAR },
	{ 0x3021, 0x3029, TERMS_CHAR },
	{ 0x3041, 0x3096, TERMS_CHAR },	/* kana */
	{ 0x309d, 0x309f, TERMS_CHAR },
	{ 0x30a1, 0x30fa, TERMS_CHAR },
	{ 0x30fc, 0x318e, TERMS_CHAR },	/* kana, bopomofo, hangul */
	{ 0x31a0, 0x31bf, TERMS_CHAR },
	{ 0x31f0, 0x31ff, TERMS_CHAR },
	{ 0x3400, 0x4dbf, TERMS_CHAR },	/* Han */
	{ 0x4e00, 0xa4cf, TERMS_CHAR },	/* Han, Yi */
	{ 0xa4d0, 0xa95f, TERMS_WORD },
	{ 0xa960, 0xa97f, TERMS_CHAR },	/* hangul */
	{ 0xa980, 0xabff, TERMS_WORD },
	{ 0xac00, 0xd7ff, TERMS_CHAR },	/* hangul */
	{ 0xf900, 0xfaff, TERMS_CHAR },	/* Han */
	{ 0xfb00, 0xfd3d, TERMS_WORD },	/* presentation forms */
	{ 0xfd50, 0xfdfb, TERMS_WORD },
	{ 0xfe70, 0xfefc, TERMS_WORD },
	{ 0xff66, 0xffdc, TERMS_CHAR },	/* half-width kana, hangul */
	{ 0x10000, 0x1afff, TERMS_WORD },
	{ 0x1b000, 0x1b2ff, TERMS_CHAR },	/* kana, Nushu */
	{ 0x1d400, 0x1d7ff, TERMS_WORD },
	{ 0x1e000, 0x1eeff, TERMS_WORD },
	{ 0x20000, 0x3fffd, TERMS_CHAR },	/* Han */
};

/*
 * A word that has more parts than this where letters and digits meet is not
 * cut: it is a hash or an identifier.
 */
#define PARTS 4

/*
 * The words that make a text a question: Chinese words, particles (where no
 * character follows them), and English words.
 */
static const char *const asking[] = {
	"为什么", "什么", "甚么", "多少", "怎么", "怎样", "如何", "为何",
	"何时", "何地", "何处", "何人", "谁", "请问", "哪些", "哪里", "哪个",
	"哪儿", "哪年", "哪天", "哪一", "哪几", "哪位", "哪种",
};
static const char *const asking_particles[] = { "吗", "呢", "么" };
static const char *const asking_words[] = {
	"what", "who", "whom", "whose", "which", "when", "where", "why", "how",
	"do", "does", "did", "is", "are", "was", "were", "please",
};

static enum terms_class
class_of(uint32_t cp)
{
	size_t low = 0, high = LEN(blocks), mid;

	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9') ?
		    TERMS_WORD : TERMS_NONE;
	if (cp >= 0x4e00 && cp <= 0x9fff)
		return TERMS_CHAR;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (cp > blocks[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	return low < LEN(blocks) && cp >= blocks[low].first ?
	    blocks[low].class : TERMS_NONE;
}

/*
 * Lower-cases a letter of ASCII, Latin, Greek, Cyrillic or Armenian.  Where
 * capital and small letters alternate in a block, the parity of the code
 * point says which one it is.
 */
static uint32_t
lower(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 0x20 : cp;
	if ((cp >= 0xc0 && cp <= 0xde && cp != 0xd7) ||
	    (cp >= 0x391 && cp <= 0x3ab && cp != 0x3a2) ||
	    (cp >= 0x410 && cp <= 0x42f))
		return cp + 0x20;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17e) ||
	    (cp >= 0x4c1 && cp <= 0x4ce))
		return cp + (cp & 1);
	if ((cp >= 0x100 && cp <= 0x177 && cp != 0x130 && cp != 0x131 &&
	    cp != 0x138 && cp != 0x149) ||
	    (cp >= 0x460 && cp <= 0x481) || (cp >= 0x48a && cp <= 0x4bf) ||
	    (cp >= 0x4d0 && cp <= 0x52f) || (cp >= 0x1e00 && cp <= 0x1e95) ||
	    (cp >= 0x1ea0 && cp <= 0x1eff))
		return cp | 1;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 0x50;
	if (cp >= 0x531 && cp <= 0x556)
		return cp + 0x30;
	switch (cp) {
	case 0x130:	/* dotted I */
		return 'i';
	case 0x178:
		return 0xff;
	case 0x386:
		return 0x3ac;
	case 0x388: case 0x389: case 0x38a:
		return cp + 0x25;
	case 0x38c:
		return 0x3cc;
	case 0x38e: case 0x38f:
		return cp + 0x3f;
	case 0x3c2:	/* final sigma */
		return 0x3c3;
	default:
		return cp;
	}
}

/* Makes a code point half-width, simplified and lower-case. */
static uint32_t
fold(uint32_t cp)
{
	if (cp >= 0xff01 && cp <= 0xff5e)	/* full-width ASCII */
		cp -= 0xff01 - 0x21;
	if (cp >= 0x3400)
		return fold_hans(cp);
	return lower(cp);
}

enum terms_class
terms_fold(uint32_t *cp)
{
	*cp = fold(*cp);
	return class_of(*cp);
}

/*
 * Reads and folds the code point at s[at..n), and the accents behind it
 * (U+0300 to U+036F, of two bytes).  Returns where they end.
 */
static size_t
read_folded(const char *s, size_t n, size_t at, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t len;

	if ((len = utf8_decode(s + at, n - at, cp)) == 0) {
		*cp = 0;
		return at + 1;
	}
	*cp = fold(*cp);
	if (*cp >= 0xe0)
		*cp = fold_accent(*cp);
	for (at += len; n - at >= 2 && ((p[at] == 0xcc &&
	    (p[at + 1] & 0xc0) == 0x80) || (p[at] == 0xcd &&
	    p[at + 1] >= 0x80 && p[at + 1] <= 0xaf)); at += 2)
		;
	return at;
}

/* Where the phrase ends if it comes next in the text, else 0. */
static size_t
after_phrase(const struct terms *t, const char *phrase)
{
	size_t at = t->at, len = strlen(phrase), i, step;
	uint32_t want, cp;

	for (i = 0; i < len; i += step) {
		step = utf8_decode(phrase + i, len - i, &want);
		if (step == 0 || at >= t->n)
			return 0;
		at = read_folded(t->s, t->n, at, &cp);
		if (cp != want)
			return 0;
	}
	return at;
}

/* Where the word or particle that asks ends, if one comes next; else 0. */
static size_t
after_asking(const struct terms *t)
{
	size_t i, end;
	uint32_t cp;

	for (i = 0; i < LEN(asking); i++)
		if ((end = after_phrase(t, asking[i])) != 0)
			return end;
	for (i = 0; i < LEN(asking_particles); i++) {
		if ((end = after_phrase(t, asking_particles[i])) == 0)
			continue;
		if (end == t->n)
			return end;
		(void)read_folded(t->s, t->n, end, &cp);
		if (class_of(cp) != TERMS_CHAR)
			return end;
	}
	return 0;
}

/*
 * Reads a code point from U+4E00 to U+9FFF, which has three bytes.  False if
 * another one comes next, or if words that ask have to be left out: then
 * read_unit reads it.  With this, Chinese is read a third faster.
 */
static inline bool
read_han(struct terms *t, struct terms_unit *u)
{
	const unsigned char *s = (const unsigned char *)t->s + t->at;

	if (t->question || t->n - t->at < 3 || s[0] < 0xe4 || s[0] > 0xe9 ||
	    (s[1] & 0xc0) != 0x80 || (s[2] & 0xc0) != 0x80)
		return false;
	u->cp = (s[0] & 0xfU) << 12 | (s[1] & 0x3fU) << 6 | (s[2] & 0x3fU);
	if (u->cp < 0x4e00)
		return false;
	u->cp = fold_hans(u->cp);
	u->class = TERMS_CHAR;
	u->start = t->at;
	t->at = u->end = t->at + 3;
	return true;
}

/* Reads the next code point; words that ask are one that separates terms. */
static void
read_unit(struct terms *t, struct terms_unit *u)
{
	size_t end;

	u->start = t->at;
	u->end = t->at;
	u->cp = 0;
	u->class = TERMS_END;
	if (t->at == t->n)
		return;
	u->end = read_folded(t->s, t->n, t->at, &u->cp);
	u->class = class_of(u->cp);
	if (u->cp >= 0x300 && u->cp <= 0x36f)	/* an accent without a letter */
		u->class = TERMS_NONE;
	if (t->question && u->class == TERMS_CHAR &&
	    (end = after_asking(t)) != 0) {
		u->class = TERMS_NONE;
		u->end = end;
	}
	t->at = u->end;
}

void
terms_open(struct terms *t, const char *s, size_t n)
{
	memset(t, 0, sizeof(*t));
	t->s = s == NULL ? "" : s;
	t->n = n;
	t->next.class = TERMS_NONE;
}

/* Moves on by one unit: t->next becomes t->unit, and the next one is read. */
static inline void
step(struct terms *t)
{
	t->unit = t->next;
	if (!read_han(t, &t->next))
		read_unit(t, &t->next);
}

static bool
is_asking_word(const struct term *term)
{
	size_t i;

	for (i = 0; i < LEN(asking_words); i++)
		if (span_is((struct span){ term->text, term->len },
		    asking_words[i]))
			return true;
	return false;
}

static inline bool
is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

/* Counts the parts of the word that begins at `at`, PARTS + 1 at most. */
static int
count_parts(const struct terms *t, size_t at)
{
	uint32_t cp;
	int parts = 0;
	bool digit = false;

	while (at < t->n && parts <= PARTS) {
		at = read_folded(t->s, t->n, at, &cp);
		if (class_of(cp) != TERMS_WORD)
			break;
		parts += parts == 0 || is_digit(cp) != digit;
		digit = is_digit(cp);
	}
	return parts;
}

/*
 * Whether a word that begins at `first` is cut between t->unit and t->next.
 * Its parts are counted at the first such place, and known at the others.
 */
static bool
is_cut(struct terms *t, size_t first)
{
	if (is_digit(t->unit.cp) == is_digit(t->next.cp))
		return false;
	if (t->parts == 0)
		t->parts = count_parts(t, first);
	return t->parts <= PARTS;
}

/* Takes the word, or the part of one, that begins at t->unit. */
static void
take_word(struct terms *t, struct term *term)
{
	term->kind = TERM_WORD;
	term->start = t->unit.start;
	term->len = utf8_encode(term->text, t->unit.cp);
	while (t->next.class == TERMS_WORD && term->len + 4 <= TERM_MAX &&
	    !is_cut(t, term->start)) {
		step(t);
		term->len += utf8_encode(term->text + term->len, t->unit.cp);
	}
	term->end = t->unit.end;
	if (t->next.class != TERMS_WORD)
		t->parts = 0;
}

static void
take_char(struct terms *t, struct term *term)
{
	term->kind = TERM_CHAR;
	term->last = t->next.class != TERMS_CHAR;
	term->start = t->unit.start;
	term->end = t->unit.end;
	term->cp[0] = t->unit.cp;
	if (!t->plain)
		term->len = utf8_encode(term->text, t->unit.cp);
	t->bigram = !term->last;
}

static void
take_bigram(struct terms *t, struct term *term)
{
	term->kind = TERM_BIGRAM;
	term->start = t->unit.start;
	term->end = t->next.end;
	term->cp[0] = t->unit.cp;
	term->cp[1] = t->next.cp;
	if (!t->plain) {
		term->len = utf8_encode(term->text, t->unit.cp);
		term->len += utf8_encode(term->text + term->len, t->next.cp);
	}
	t->bigram = false;
}

bool
terms_next(struct terms *t, struct term *term)
{
	term->last = false;
	term->cp[0] = term->cp[1] = 0;
	term->len = 0;
	if (t->bigram) {
		take_bigram(t, term);
		return true;
	}
	for (;;) {
		step(t);
		switch (t->unit.class) {
		case TERMS_END:
			return false;
		case TERMS_CHAR:
			take_char(t, term);
			return true;
		case TERMS_WORD:
			take_word(t, term);
			if (!t->question || !is_asking_word(term))
				return true;
			break;
		default:
			break;
		}
	}
}

uint64_t
terms_hash(const struct term *term)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	if (term->kind != TERM_WORD)
		return (uint64_t)term->cp[0] << 32 | term->cp[1];
	for (i = 0; i < term->len; i++) {	/* FNV-1a */
		h ^= (unsigned char)term->text[i];
		h *= UINT64_C(0x100000001b3);
	}
	/* This bit is never set where a pair of code points is the hash. */
	return h | (uint64_t)1 << 63;
}

void
terms_index(struct buf *b, const struct term *term)
{
	if (term->kind == TERM_CHAR && !term->last)
		return;
	buf_add(b, term->text, term->len);
	buf_addc(b, ' ');
}
