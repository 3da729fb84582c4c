/* Reads a text into a list of folded characters. */
#include "units.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "normal.h"
#include "terms.h"

/* Tells and folds a character that is neither Han nor ASCII. */
static bool
read_other(struct unit *u, uint32_t cp, bool *forms)
{
	uint32_t folded = cp;

	/* 。，《 and the like, nearly all that come here: read faster */
	if ((cp >= 0x3008 && cp <= 0x301f) || cp == 0x3001 || cp == 0x3002) {
		u->cp = cp;
		u->kind = UNIT_MARK;
		return true;
	}
	if ((cp >= 0xff01 && cp <= 0xff0f) || (cp >= 0xff1a && cp <= 0xff20)) {
		u->cp = cp - 0xff01 + '!';
		u->kind = UNIT_MARK;
		return true;
	}
	*forms = *forms || normal_may_change(cp);
	switch (terms_fold(&folded)) {
	case TERMS_CHAR:
		u->kind = UNIT_HAN;
		break;
	case TERMS_WORD:
		u->kind = folded >= '0' && folded <= '9' ? UNIT_DIGIT :
		    UNIT_LETTER;
		u->capital = folded != cp && !(cp >= 0xff41 && cp <= 0xff5a);
		break;
	default:
		u->kind = UNIT_MARK;
		/* Full-width marks and 、。《》 are seen, so look no further. */
		if ((cp >= 0xff01 && cp <= 0xff5e) ||
		    (cp >= 0x3001 && cp <= 0x301f))
			break;
		if (utf8_isspace(cp) && cp > 0x20)
			u->kind = UNIT_BLANK;
		else if (!utf8_isvisible(cp))
			return false;
	}
	u->cp = folded;
	return true;
}

static bool
read_ascii(struct unit *u, uint32_t c)
{
	u->cp = c;
	if (c >= 'a' && c <= 'z')
		u->kind = UNIT_LETTER;
	else if (c >= 'A' && c <= 'Z') {
		u->kind = UNIT_LETTER;
		u->capital = true;
		u->cp = c + 0x20;
	} else if (c >= '0' && c <= '9')
		u->kind = UNIT_DIGIT;
	else if (c == ' ' || (c >= '\t' && c <= '\r'))
		u->kind = UNIT_BLANK;
	else if (c < ' ' || c == 0x7f)
		return false;
	else
		u->kind = UNIT_MARK;
	return true;
}

/* The code point of three bytes; no other byte makes one below 0x10000. */
static inline uint32_t
read_three(const unsigned char *p)
{
	return ((uint32_t)p[0] << 12 | (p[1] & 0x3fU) << 6 |
	    (p[2] & 0x3fU)) - 0xe0000;
}

/*
 * Reads Han of the basic block, three bytes each and nearly all of Chinese,
 * fast: from p, which is byte `byte` of the text and character `at`, to end.
 * Returns how many there are.  No other bytes of valid UTF-8 make a sum that
 * is one of theirs.
 */
static size_t
read_run(struct unit *u, const unsigned char *p, const unsigned char *end,
    uint32_t byte, uint32_t at, const uint16_t *simplified)
{
	const struct unit *first = u;
	uint32_t han;

	for (; p < end; p += 3, byte += 3, at++, u++) {
		han = ((uint32_t)p[0] << 12) + ((uint32_t)p[1] << 6) + p[2] -
		    0xe6e80;
		if (han > FOLD_LAST - 0x4e00)
			break;
		u->cp = simplified[han + (0x4e00 - FOLD_FIRST)];
		u->at = at;
		u->byte = byte;
		u->kind = UNIT_HAN;
		u->capital = false;
	}
	return (size_t)(u - first);
}

void
units_read(struct units *list, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const uint16_t *simplified = fold_hans_table();
	const size_t threes = s.len < 3 ? 0 : s.len - 2;
	uint32_t at = 0, cp;
	struct unit *u;
	size_t i, len, run;

	if (s.len > list->size) {
		list->size = s.len + 256;
		list->u = xreallocarray(list->u, list->size, sizeof(*list->u));
	}
	list->forms = false;
	for (i = 0, u = list->u; i < s.len; i += len, at++) {
		run = read_run(u, p + i, p + threes, (uint32_t)i, at,
		    simplified);
		u += run;
		at += (uint32_t)run;
		if ((i += 3 * run) == s.len)
			break;
		u->at = at;
		u->byte = (uint32_t)i;
		u->capital = false;
		len = 1;
		if (p[i] < 0x80)
			u += read_ascii(u, p[i]);
		else if (i < threes && (cp = read_three(p + i)) >= 0x800 &&
		    cp < 0x10000) {
			len = 3;
			u += read_other(u, cp, &list->forms);
		} else if ((len = utf8_decode(s.p + i, s.len - i, &cp)) > 0)
			u += read_other(u, cp, &list->forms);
		else
			len = 1;
	}
	list->n = (size_t)(u - list->u);
	list->bytes = (uint32_t)s.len;
}

void
units_free(struct units *list)
{
	free(list->u);
	list->u = NULL;
	list->n = list->size = 0;
}

size_t
units_match(const struct units *list, size_t i, const char *what)
{
	const unsigned char *s = (const unsigned char *)what;
	size_t from = i, len;
	uint32_t cp;

	for (; *s != '\0'; s += len, i++) {
		len = 1;
		cp = *s;
		if (cp >= 0xe0) {	/* of three bytes, as all Han is here */
			len = 3;
			cp = (cp & 0xf) << 12 | (s[1] & 0x3fU) << 6 |
			    (s[2] & 0x3fU);
		}
		if (i >= list->n || list->u[i].cp != cp)
			return 0;
	}
	return i - from;
}
