/* Guesses the encoding of a text from its characters. */
#include "guess.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <uchardet.h>

#include "base/buf.h"
#include "base/scan.h"
#include "base/utf8.h"

#define SAMPLE 65536	/* bytes examined */
#define JUDGED 2048	/* characters of the sample that count for a score */

/* The points of a character, twice the logarithm that score() explains. */
#define FREQUENT 6
#define RARE (-4)
#define FOREIGN (-8)

#define ENOUGH 4	/* characters that suffice with 0 points in all */
#define SURE 16	/* bytes above 0x7f that leave no doubt */

/*
 * The encodings that we score.  The frequent characters make up some two
 * fifths of an ordinary text.  A text read in a wrong encoding has them only
 * by chance, and has characters that nobody uses.
 */
struct script {
	struct guess guess;
	/* Common characters: range of first bytes, lowest second byte. */
	unsigned char low, high, second;
	int common;	/* points of a common character */
	bool kana;
	const char *frequent;	/* three bytes each */
};

#define CHINESE "，。、；：？！“”‘’（）《》「」…—　"
#define JAPANESE "、。「」『』（）・！？　" \
	"日本人年大国会中出一上生下行分時者場合以前後気手見自間今何言"

static const struct script scripts[] = {
	{ { "GB18030", NULL, false }, 0xb0, 0xd7, 0xa1, 0, false, CHINESE
	    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那"
	    "和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好"
	    "看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现"
	    "前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间知世"
	    "什两次使身者被高已其进此话常与活正感" },
	{ { "BIG5", "BIG5-HKSCS", false }, 0xa4, 0xc6, 0x40, 0, false, CHINESE
	    "的一是了我不人在他有這個上們來到時大地為子中你說生國年著就那"
	    "和要她出也得裡後自以會家可下而過天去能對小多然於心學麼之都好"
	    "看起發當沒成只如事把還用第樣道想作種開美總從無情己面最女但現"
	    "前些所同日手又行意動方期它頭經長兒回位分愛老因很給名法間知世"
	    "什兩次使身者被高已其進此話常與活正感" },
	{ { "CP932", NULL, false }, 0x88, 0x97, 0x40, 0, true, JAPANESE },
	/* Fewer byte pairs are Hangul than Chinese, so each scores more. */
	{ { "CP949", NULL, false }, 0xb0, 0xc8, 0xa1, 1, false, "“”‘’"
	    "이다는을가에의고하지로도사기은를한어시인자아리그나서대있수들"
	    "것과보정게라해만일전여부상으제주장원면스" },
	{ { "EUC-JP", "EUC-JP-MS", false }, 0xb0, 0xcf, 0xa1, 0, true,
	    JAPANESE },
};

/* Decodes the character at s into out; returns its length in s, or 0. */
static size_t
one(iconv_t cd, const char *s, size_t n, char *out, size_t size,
    size_t *made)
{
	char copy[4], *in, *to;
	size_t len, left, room;

	for (len = 1; len <= sizeof(copy) && len <= n; len++) {
		(void)iconv(cd, NULL, NULL, NULL, NULL);
		memcpy(copy, s, len);
		in = copy;
		left = len;
		to = out;
		room = size;
		if (iconv(cd, &in, &left, &to, &room) != (size_t)-1 &&
		    iconv(cd, NULL, NULL, &to, &room) != (size_t)-1) {
			*made = size - room;
			return len;
		}
		if (errno != EINVAL)
			break;
	}
	return 0;
}

/* The points of one character, s in the encoding and u in UTF-8. */
static int
worth(const struct script *sc, const char *s, size_t n, const char *u,
    size_t len)
{
	unsigned char first = (unsigned char)s[0];
	unsigned char second = n == 2 ? (unsigned char)s[1] : 0;
	const char *f;
	uint32_t cp;

	for (f = sc->frequent; len == 3 && *f != '\0'; f += 3)
		if (memcmp(f, u, 3) == 0)
			return FREQUENT;
	if (utf8_decode(u, len, &cp) == 0)
		return FOREIGN;
	if (sc->kana && cp > 0x3040 && cp < 0x30ff)
		return cp < 0x30a0 ? FREQUENT : FREQUENT / 3;
	if (n == 2 && first >= sc->low && first <= sc->high &&
	    second >= sc->second)
		return sc->common;
	/* Signs, circled numbers and the wide forms of ASCII. */
	if (cp == 0xb7 || (cp >= 0x3000 && cp < 0x3040) ||
	    (cp >= 0x2460 && cp < 0x2500) || (cp > 0xff00 && cp < 0xff5f))
		return 0;
	if ((cp >= 0x4e00 && cp < 0xa000) || (cp >= 0xac00 && cp < 0xd7a4))
		return RARE;
	return FOREIGN;
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/*
 * Whether the character of 2 bytes at s[i] stands alone within or beside a
 * word of small Latin letters, as accented letters do when misread.
 */
static bool
is_in_word(const char *s, size_t n, size_t i, size_t len)
{
	char before = i > 0 ? s[i - 1] : ' ';
	char after = i + len < n ? s[i + len] : ' ';

	return len == 2 && (unsigned char)before < 0x80 &&
	    (unsigned char)after < 0x80 &&
	    (is_lower(before) || is_lower(after));
}

/* Opens the wider encoding if iconv(3) knows it, otherwise the other. */
static iconv_t
open_widest(const struct guess *g)
{
	iconv_t cd = (iconv_t)-1;

	errno = EINVAL;
	if (g->wider != NULL)
		cd = iconv_open("UTF-8", g->wider);
	if (cd == (iconv_t)-1 && errno == EINVAL)
		cd = iconv_open("UTF-8", g->name);
	return cd;
}

/*
 * Sets *result to how well s reads in an encoding: the average points of its
 * first characters beyond ASCII, times 1000; or -1 if s makes no sense.  The
 * points of a character are roughly the logarithm of how much likelier it is
 * in a text of this encoding than in a text misread.  A total of 0 makes
 * sense only with ENOUGH characters; a text makes none if most of them stand
 * in Latin words.  0, or -1 with errno set if the encoding
 * cannot be opened.
 */
static int
score(const struct script *sc, const char *s, size_t n, long *result)
{
	char out[16];
	iconv_t cd;
	size_t i, len, made = 0;
	long points = 0, seen = 0, inside = 0;

	if ((cd = open_widest(&sc->guess)) == (iconv_t)-1)
		return -1;
	for (i = 0; i < n && seen < JUDGED; i += len) {
		if ((len = scan_ascii(s + i, n - i)) > 0)
			continue;
		len = one(cd, s + i, n - i, out, sizeof(out), &made);
		points += len == 0 ? FOREIGN :
		    worth(sc, s + i, len, out, made);
		inside += is_in_word(s, n, i, len);
		seen++;
		if (len == 0)
			len = 1;
	}
	iconv_close(cd);
	*result = inside * 2 <= seen &&
	    (points > 0 || (points == 0 && seen >= ENOUGH)) ?
	    points * 1000 / seen : -1;
	return 0;
}

/* Whether uchardet names this for want of something better. */
static bool
is_exotic(const char *name)
{
	static const char *const exotic[] = {
		"IBM852", "IBM855", "IBM865", "ISO-8859-10", "ISO-8859-13",
		"ISO-8859-16", "ISO-8859-3", "ISO-8859-4",
		"MAC-CENTRALEUROPE", "VISCII", "WINDOWS-1258",
	};
	size_t i;

	for (i = 0; i < LEN(exotic); i++)
		if (strcmp(name, exotic[i]) == 0)
			return true;
	return false;
}

/*
 * Whether s, behind `ascii` bytes of ASCII, has few bytes above 0x7f, all of
 * which are characters of Windows-1252.
 */
static bool
fits_1252(const char *s, size_t n, size_t ascii)
{
	size_t i, high = 0;

	for (i = 0; i < n; i++) {
		if (memchr("\x81\x8d\x8f\x90\x9d", s[i], 5) != NULL)
			return false;
		high += (unsigned char)s[i] > 0x7f;
	}
	return high <= 4 || high * 8 <= n + ascii;
}

/* The encoding that uchardet finds, as a name for iconv(3), or NULL. */
static const char *
ask_uchardet(const char *s, size_t n)
{
	/* Windows has supersets of these, which are likelier. */
	static const char *const renamed[][2] = {
		{ "EUC-KR", "CP949" }, { "ISO-8859-1", "WINDOWS-1252" },
		{ "ISO-8859-9", "WINDOWS-1254" }, { "ISO-8859-11", "CP874" },
		{ "SHIFT_JIS", "CP932" }, { "TIS-620", "CP874" },
		{ "UHC", "CP949" },
	};
	static const char *const known[] = {
		"BIG5", "EUC-JP", "EUC-TW", "GB18030", "IBM852", "IBM855",
		"IBM865", "IBM866", "ISO-8859-10", "ISO-8859-13",
		"ISO-8859-15", "ISO-8859-16", "ISO-8859-2", "ISO-8859-3",
		"ISO-8859-4", "ISO-8859-5", "ISO-8859-6", "ISO-8859-7",
		"ISO-8859-8", "JOHAB", "KOI8-R", "MAC-CENTRALEUROPE",
		"MAC-CYRILLIC", "VISCII", "WINDOWS-1250", "WINDOWS-1251",
		"WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254",
		"WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257",
		"WINDOWS-1258",
	};
	uchardet_t u;
	const char *word, *name = NULL;
	size_t i;

	if ((u = uchardet_new()) == NULL)
		return NULL;
	if (uchardet_handle_data(u, s, n) == 0) {
		uchardet_data_end(u);
		word = uchardet_get_charset(u);
		for (i = 0; i < LEN(renamed); i++)
			if (strcasecmp(word, renamed[i][0]) == 0)
				name = renamed[i][1];
		for (i = 0; i < LEN(known); i++)
			if (strcasecmp(word, known[i]) == 0)
				name = known[i];
	}
	uchardet_delete(u);
	return name;
}

/* Whether s has too few bytes above 0x7f to leave no doubt. */
static bool
is_short(const char *s, size_t n)
{
	size_t i, high = 0;

	for (i = 0; i < n && high < SURE; i++)
		high += (unsigned char)s[i] > 0x7f;
	return high < SURE;
}

/* Whether an encoding that uchardet names has one byte a character. */
static bool
is_page(const char *name)
{
	return strncmp(name, "WINDOWS", 7) == 0 ||
	    strncmp(name, "ISO-8859", 8) == 0 ||
	    strncmp(name, "IBM", 3) == 0 || strncmp(name, "MAC", 3) == 0 ||
	    strncmp(name, "KOI8", 4) == 0 || strcmp(name, "CP874") == 0 ||
	    strcmp(name, "VISCII") == 0;
}

/*
 * The page to take for one that uchardet names: Windows' own where bytes are
 * control characters in ISO's, or capital letters in Windows' Cyrillic page
 * and signs in that of old Macs.
 */
static const char *
likely_page(const char *page, const char *s, size_t n)
{
	static const char *const twin[][2] = {
		{ "ISO-8859-2", "WINDOWS-1250" },
		{ "ISO-8859-7", "WINDOWS-1253" },
		{ "ISO-8859-8", "WINDOWS-1255" },
		{ "ISO-8859-13", "WINDOWS-1257" },
		{ "ISO-8859-15", "WINDOWS-1252" },
	};
	size_t i, controls = 0, capitals = 0;
	unsigned char c;

	for (i = 0; i < n; i++) {
		c = (unsigned char)s[i];
		controls += c >= 0x80 && c < 0xa0;
		capitals += c >= 0xc0 && c < 0xdf;
	}
	if (page != NULL && strcmp(page, "MAC-CYRILLIC") == 0)
		return capitals > controls ? "WINDOWS-1251" : page;
	for (i = 0; page != NULL && controls > 0 && i < LEN(twin); i++)
		if (strcmp(page, twin[i][0]) == 0)
			return twin[i][1];
	return page;
}

size_t
guess_encodings(const char *s, size_t len, size_t ascii,
    struct guess guesses[GUESSES], bool *sense)
{
	const char *page;
	long scores[LEN(scripts)];
	size_t i, best, n = 0;

	if (len > SAMPLE)
		len = SAMPLE;
	for (i = 0; i < LEN(scripts); i++)
		if (score(&scripts[i], s, len, &scores[i]) == -1) {
			guesses[0] = scripts[i].guess;
			return 0;
		}
	for (;;) {
		best = 0;
		for (i = 1; i < LEN(scripts); i++)
			if (scores[i] > scores[best])
				best = i;
		if (scores[best] < 0)
			break;
		scores[best] = -1;
		guesses[n] = scripts[best].guess;
		guesses[n++].doubtful = is_short(s, len);
	}
	*sense = n > 0;
	if (*sense)
		return n;
	page = likely_page(ask_uchardet(s, len), s, len);
	if (page != NULL && is_exotic(page) && fits_1252(s, len, ascii))
		page = "WINDOWS-1252";
	if (page != NULL)
		guesses[n++] = (struct guess){ .name = page,
		    .doubtful = is_page(page) };
	for (i = 0; i < LEN(scripts); i++) {
		guesses[n] = scripts[i].guess;
		guesses[n++].doubtful = true;
	}
	return n;
}
