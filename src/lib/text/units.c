/* Reads a text into a list of folded characters. */
#include "units.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "terms.h"

/* Tells and folds a character that is neither Han nor ASCII. */
static bool
read_other(struct unit *u, uint32_t cp)
{
	uint32_t folded = cp;

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

void
units_read(struct units *list, struct span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t at = 0, cp;
	struct unit *u;
	size_t i, len;

	list->n = 0;
	list->bytes = (uint32_t)s.len;
	if (s.len > list->size) {
		list->size = s.len + 256;
		list->u = xreallocarray(list->u, list->size, sizeof(*list->u));
	}
	for (i = 0; i < s.len; i += len, at++) {
		u = &list->u[list->n];
		u->at = at;
		u->byte = (uint32_t)i;
		u->capital = false;
		len = 1;
		if (p[i] < 0x80) {
			list->n += read_ascii(u, p[i]);
			continue;
		}
		if (s.len - i >= 3 && ((p[i] >= 0xe5 && p[i] <= 0xe9) ||
		    (p[i] == 0xe4 && p[i + 1] >= 0xb8))) {
			/* U+4E00 to U+9FFF: most of Chinese, read faster */
			len = 3;
			u->cp = fold_hans((p[i] & 0xfU) << 12 |
			    (p[i + 1] & 0x3fU) << 6 | (p[i + 2] & 0x3fU));
			u->kind = UNIT_HAN;
			list->n++;
			continue;
		}
		if ((len = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			len = 1;
		else
			list->n += read_other(u, cp);
	}
}

void
units_free(struct units *list)
{
	free(list->u);
	list->u = NULL;
	list->n = list->size = 0;
}

size_t
units_at(const struct units *list, size_t i, const char *what)
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
