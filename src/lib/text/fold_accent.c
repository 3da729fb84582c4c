/* Takes the accents off letters, for searching. */
#include "terms.h"

#include "base/buf.h"

/* By code point: the letter without its accent, or a dot if it has none. */
static const char latin[] =	/* from U+00E0 */
	"aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
	"aaaaaaccccccccdd.deeeeeeeeeegggg"
	"gggghh.hiiiiiiiiii..jjkk.llllll."
	"..lnnnnnn...oooooo..rrrrrrssssss"
	"sstttt.tuuuuuuuuuuuuwwyyyzzzzzz."
	"b.......c...d.....f......kl....."
	"oo...p.....t.t.uu...y.z........."
	".............aaiioouuuuuuuuuu.aa"
	"aa...gggkkoooo..j...gg..nnaa...o"
	"aaaaeeeeiiiioooorrrruuuusstt..hh"
	".d...zaaeeooooooooyylntj....c..s"
	"z......e.j...r.y";
static const char more_latin[] =	/* from U+1E00 */
	"aabbbbbbccddddddddddeeeeeeeeeeff"
	"gghhhhhhhhhhiiiikkkkkkllllllllmm"
	"mmmmnnnnnnnnoooooooopppprrrrrrrr"
	"ssssssssssttttttttuuuuuuuuuuvvvv"
	"wwwwwwwwwwxxxxyyzzzzzzhtwy......"
	"aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
	"eeeeeeeeiiiioooooooooooooooooooo"
	"oooouuuuuuuuuuuuuuyyyyyyyy......";

/* Small letters of Greek and Cyrillic. */
static const struct {
	uint16_t from, to;
} others[] = {
	{ 0x390, 0x3b9 }, { 0x3ac, 0x3b1 }, { 0x3ad, 0x3b5 },
	{ 0x3ae, 0x3b7 }, { 0x3af, 0x3b9 }, { 0x3b0, 0x3c5 },
	{ 0x3ca, 0x3b9 }, { 0x3cb, 0x3c5 }, { 0x3cc, 0x3bf },
	{ 0x3cd, 0x3c5 }, { 0x3ce, 0x3c9 },
	{ 0x439, 0x438 }, { 0x450, 0x435 }, { 0x451, 0x435 },
	{ 0x453, 0x433 }, { 0x457, 0x456 }, { 0x45c, 0x43a },
	{ 0x45d, 0x438 }, { 0x45e, 0x443 }, { 0x477, 0x475 },
	{ 0x4c2, 0x436 }, { 0x4d1, 0x430 }, { 0x4d3, 0x430 },
	{ 0x4d7, 0x435 }, { 0x4db, 0x4d9 }, { 0x4dd, 0x436 },
	{ 0x4df, 0x437 }, { 0x4e3, 0x438 }, { 0x4e5, 0x438 },
	{ 0x4e7, 0x43e }, { 0x4eb, 0x4e9 }, { 0x4ed, 0x44d },
	{ 0x4ef, 0x443 }, { 0x4f1, 0x443 }, { 0x4f3, 0x443 },
	{ 0x4f5, 0x447 }, { 0x4f9, 0x44b },
};

uint32_t
fold_accent(uint32_t cp)
{
	char letter = '.';
	size_t i;

	if (cp >= 0xe0 && cp - 0xe0 < sizeof(latin) - 1)
		letter = latin[cp - 0xe0];
	else if (cp >= 0x1e00 && cp - 0x1e00 < sizeof(more_latin) - 1)
		letter = more_latin[cp - 0x1e00];
	else if (cp >= 0x390 && cp <= 0x4f9)
		for (i = 0; i < LEN(others); i++)
			if (others[i].from == cp)
				return others[i].to;
	return letter == '.' ? cp : (uint32_t)letter;
}
