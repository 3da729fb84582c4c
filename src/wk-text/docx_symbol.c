/* Tells the characters of fonts with an encoding of their own. */
#include "docx_symbol.h"

#include <strings.h>

#include "base/buf.h"
#include "base/utf8.h"

/* Symbol: what it draws for 0x20 to 0x7e, and for 0xa0 to 0xfe. */
static const char symbol_low[] =
    " !∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟ"
    "ΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";
static const char symbol_high[] =
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉"
    "∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓⋄⟨®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ ⟩∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/* The usual glyphs of the other fonts. */
struct glyph {
	unsigned char code;
	const char *character;
};

static const struct glyph wingdings[] = {
	{ 0x21, "✏" }, { 0x22, "✂" }, { 0x23, "✁" }, { 0x28, "☎" },
	{ 0x29, "✆" }, { 0x2a, "✉" }, { 0x36, "⌛" }, { 0x37, "⌨" },
	{ 0x3f, "✍" }, { 0x41, "✌" }, { 0x45, "☜" }, { 0x46, "☞" },
	{ 0x47, "☝" }, { 0x48, "☟" }, { 0x4a, "☺" }, { 0x4c, "☹" },
	{ 0x4e, "☠" }, { 0x51, "✈" }, { 0x52, "☼" }, { 0x54, "❄" },
	{ 0x56, "✞" }, { 0x58, "✠" }, { 0x59, "✡" }, { 0x5a, "☪" },
	{ 0x5b, "☯" }, { 0x5d, "♈" }, { 0x5e, "♉" }, { 0x5f, "♊" },
	{ 0x60, "♋" }, { 0x61, "♌" }, { 0x62, "♍" }, { 0x63, "♎" },
	{ 0x64, "♏" }, { 0x65, "♐" }, { 0x66, "♑" }, { 0x67, "♒" },
	{ 0x68, "♓" }, { 0x69, "&" }, { 0x6c, "●" }, { 0x6d, "❍" },
	{ 0x6e, "■" }, { 0x6f, "□" }, { 0x70, "❐" }, { 0x71, "❑" },
	{ 0x72, "❒" }, { 0x73, "⬧" }, { 0x74, "⧫" }, { 0x75, "◆" },
	{ 0x76, "❖" }, { 0x77, "⬥" }, { 0x78, "⍓" }, { 0x79, "⌘" },
	{ 0x80, "⓪" }, { 0x81, "①" }, { 0x82, "②" }, { 0x83, "③" },
	{ 0x84, "④" }, { 0x85, "⑤" }, { 0x86, "⑥" }, { 0x87, "⑦" },
	{ 0x88, "⑧" }, { 0x89, "⑨" }, { 0x8a, "⑩" }, { 0x8b, "⓿" },
	{ 0x8c, "❶" }, { 0x8d, "❷" }, { 0x8e, "❸" }, { 0x8f, "❹" },
	{ 0x90, "❺" }, { 0x91, "❻" }, { 0x92, "❼" }, { 0x93, "❽" },
	{ 0x94, "❾" }, { 0x95, "❿" }, { 0x9e, "·" }, { 0x9f, "•" },
	{ 0xa0, "▪" }, { 0xa1, "○" }, { 0xa4, "◉" }, { 0xa5, "◎" },
	{ 0xa7, "▪" }, { 0xa8, "◻" }, { 0xaa, "✦" }, { 0xab, "★" },
	{ 0xac, "✶" }, { 0xad, "✴" }, { 0xae, "✹" }, { 0xaf, "✵" },
	{ 0xd5, "⌫" }, { 0xd6, "⌦" }, { 0xd8, "➢" }, { 0xdc, "➲" },
	{ 0xdf, "←" }, { 0xe0, "→" }, { 0xe1, "↑" }, { 0xe2, "↓" },
	{ 0xe3, "↖" }, { 0xe4, "↗" }, { 0xe5, "↙" }, { 0xe6, "↘" },
	{ 0xe8, "➔" }, { 0xef, "⇦" }, { 0xf0, "⇨" }, { 0xf1, "⇧" },
	{ 0xf2, "⇩" }, { 0xf3, "⇔" }, { 0xfb, "✗" }, { 0xfc, "✓" },
	{ 0xfd, "☒" }, { 0xfe, "☑" }
};

static const struct glyph wingdings_2[] = {
	{ 0x4f, "✗" }, { 0x50, "✓" }, { 0x51, "☒" }, { 0x52, "☑" },
	{ 0x53, "☒" }, { 0x54, "☒" }, { 0x97, "●" }, { 0xa2, "■" },
	{ 0xa3, "☐" }
};

static const struct glyph wingdings_3[] = {
	{ 0x66, "←" }, { 0x67, "→" }, { 0x68, "↑" }, { 0x69, "↓" },
	{ 0x6a, "↖" }, { 0x6b, "↗" }, { 0x6c, "↙" }, { 0x6d, "↘" },
	{ 0x6e, "↔" }, { 0x6f, "↕" }, { 0x70, "▲" }, { 0x71, "▼" },
	{ 0x72, "△" }, { 0x73, "▽" }, { 0x74, "◀" }, { 0x75, "▶" },
	{ 0x76, "◁" }, { 0x77, "▷" }, { 0x7c, "◀" }, { 0x7d, "▶" }
};

static const struct glyph webdings[] = {
	{ 0x33, "◀" }, { 0x34, "▶" }, { 0x35, "▲" }, { 0x36, "▼" },
	{ 0x3d, "■" }, { 0x61, "✔" }, { 0x63, "☐" }, { 0x67, "■" },
	{ 0x6e, "●" }, { 0x72, "✘" }
};

static const struct font {
	const char *name;
	const struct glyph *glyphs;
	size_t n;
} fonts[] = {
	[DOCX_FONT_PLAIN] = { "", NULL, 0 },
	[DOCX_FONT_SYMBOL] = { "symbol", NULL, 0 },
	[DOCX_FONT_WINGDINGS] = { "wingdings", wingdings, LEN(wingdings) },
	[DOCX_FONT_WINGDINGS_2] = { "wingdings 2", wingdings_2,
	    LEN(wingdings_2) },
	[DOCX_FONT_WINGDINGS_3] = { "wingdings 3", wingdings_3,
	    LEN(wingdings_3) },
	[DOCX_FONT_WEBDINGS] = { "webdings", webdings, LEN(webdings) }
};

enum docx_font
docx_font(struct span name)
{
	size_t i;

	for (i = 1; i < LEN(fonts); i++)
		if (name.len == strlen(fonts[i].name) &&
		    strncasecmp(name.p, fonts[i].name, name.len) == 0)
			return (enum docx_font)i;
	return DOCX_FONT_PLAIN;
}

/* The i-th character of s, from 0. */
static uint32_t
character(const char *s, size_t i)
{
	const size_t n = strlen(s), at = utf8_skip(s, n, i);
	uint32_t cp;

	return utf8_decode(s + at, n - at, &cp) == 0 ? ' ' : cp;
}

uint32_t
docx_symbol(enum docx_font font, uint32_t cp)
{
	const struct font *f = &fonts[font];
	size_t i;

	if (cp >= 0xf000 && cp <= 0xf0ff)
		cp -= 0xf000;
	if (cp < ' ')
		return ' ';
	if (font == DOCX_FONT_PLAIN || cp > 0xff)
		return cp;
	if (font == DOCX_FONT_SYMBOL)
		return cp <= 0x7e ? character(symbol_low, cp - 0x20) :
		    cp >= 0xa0 && cp <= 0xfe ?
		    character(symbol_high, cp - 0xa0) : ' ';
	for (i = 0; i < f->n; i++)
		if (f->glyphs[i].code == cp)
			return character(f->glyphs[i].character, 0);
	return ' ';
}
