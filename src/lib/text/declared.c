/* Judges whether a text can be in the encoding that its server declares. */
#include "declared.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "guess.h"

/*
 * So many characters of two bytes are hardly UTF-8 by chance: of the Chinese
 * characters in GBK, one in ten or fewer has bytes that are UTF-8.
 */
#define ENOUGH 4

struct declared_utf8
declared_count(struct span s)
{
	struct declared_utf8 u = { 0 };
	size_t good, i;

	for (; s.len > 0; s = span_from(s, good)) {
		good = utf8_valid(s.p, s.len);
		for (i = 0; i < good; i++) {
			u.many += (unsigned char)s.p[i] >= 0xc0;
			u.wide += (unsigned char)s.p[i] >= 0xe0;
		}
		if (good < s.len) {
			u.bad++;
			good++;
		}
	}
	return u;
}

const char *
declared_oriental(struct span s)
{
	struct guess guesses[GUESSES];
	size_t i;
	bool sense = false;

	for (i = 0; i < s.len && (unsigned char)s.p[i] < 0x80; i++)
		;
	if (i == s.len || guess_encodings(s.p + i, s.len - i, i, guesses,
	    &sense) == 0 || !sense || guesses[0].doubtful)
		return NULL;
	return guesses[0].name;
}

bool
declared_fits(struct span s, const char *name)
{
	const struct declared_utf8 u = declared_count(s);
	const bool has_nul = s.len > 0 && memchr(s.p, '\0', s.len) != NULL;

	if (strcasecmp(name, "UTF-8") == 0)
		return u.bad <= u.many && !has_nul;
	if (strncasecmp(name, "UTF-16", 6) == 0)
		return u.bad > 0 || has_nul;
	if (u.bad * 20 <= u.many && (u.wide > 0 || u.many >= ENOUGH))
		return false;
	return strcmp(name, "CP1252") != 0 || declared_oriental(s) == NULL;
}
