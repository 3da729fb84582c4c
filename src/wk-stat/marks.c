/* Finds known marks in answers. */
#include "marks.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "text/terms.h"

const char *const mark_names[MARKS] = { "summing_up", "material",
	"opens_with_material", "lead_in", "citation", "assistant", "offer",
	"markdown", "thinking" };

/* Where a phrase must stand. */
enum where {
	ANYWHERE,
	MATERIAL,	/* anywhere, with a word of `before` or `after` */
	BRACKETED,	/* behind a bracket */
	OPENING,	/* at the beginning of the text */
	NAMING,		/* there, with a word of `named` soon after it */
	CLOSING		/* at the beginning of a sentence near the end */
};

static const struct phrase {
	const char *text;	/* small letters, simplified characters */
	enum mark mark;
	enum where where;
} phrases[] = {
	{ "总之", MARK_SUMMING_UP, CLOSING },
	{ "总而言之", MARK_SUMMING_UP, CLOSING },
	{ "综上", MARK_SUMMING_UP, CLOSING },
	{ "综合来看", MARK_SUMMING_UP, CLOSING },
	{ "综合以上", MARK_SUMMING_UP, CLOSING },
	{ "总的来说", MARK_SUMMING_UP, CLOSING },
	{ "总的来看", MARK_SUMMING_UP, CLOSING },
	{ "总体来说", MARK_SUMMING_UP, CLOSING },
	{ "总体而言", MARK_SUMMING_UP, CLOSING },
	{ "总体上", MARK_SUMMING_UP, CLOSING },
	{ "整体而言", MARK_SUMMING_UP, CLOSING },
	{ "整体来说", MARK_SUMMING_UP, CLOSING },
	{ "总括来说", MARK_SUMMING_UP, CLOSING },
	{ "总括而言", MARK_SUMMING_UP, CLOSING },
	{ "总结来说", MARK_SUMMING_UP, CLOSING },
	{ "总结：", MARK_SUMMING_UP, CLOSING },
	{ "总结一下", MARK_SUMMING_UP, CLOSING },
	{ "归纳起来", MARK_SUMMING_UP, CLOSING },
	{ "概括来说", MARK_SUMMING_UP, CLOSING },
	{ "简而言之", MARK_SUMMING_UP, CLOSING },
	{ "由此可见", MARK_SUMMING_UP, CLOSING },
	{ "in summary", MARK_SUMMING_UP, CLOSING },
	{ "in conclusion", MARK_SUMMING_UP, CLOSING },
	{ "in short", MARK_SUMMING_UP, CLOSING },
	{ "to sum up", MARK_SUMMING_UP, CLOSING },
	{ "to summarize", MARK_SUMMING_UP, CLOSING },
	{ "to conclude", MARK_SUMMING_UP, CLOSING },
	{ "overall,", MARK_SUMMING_UP, CLOSING },
	{ "all in all", MARK_SUMMING_UP, CLOSING },
	{ "资料", MARK_MATERIAL, MATERIAL },
	{ "材料", MARK_MATERIAL, MATERIAL },
	{ "文本", MARK_MATERIAL, MATERIAL },
	{ "片段", MARK_MATERIAL, MATERIAL },
	{ "文段", MARK_MATERIAL, MATERIAL },
	{ "文档", MARK_MATERIAL, MATERIAL },
	{ "文章", MARK_MATERIAL, MATERIAL },
	{ "原文", MARK_MATERIAL, MATERIAL },
	{ "段落", MARK_MATERIAL, MATERIAL },
	{ "上下文", MARK_MATERIAL, MATERIAL },
	{ "提供的内容", MARK_MATERIAL, ANYWHERE },
	{ "提供的信息", MARK_MATERIAL, ANYWHERE },
	{ "提供的资讯", MARK_MATERIAL, ANYWHERE },
	{ "给定的内容", MARK_MATERIAL, ANYWHERE },
	{ "给出的内容", MARK_MATERIAL, ANYWHERE },
	{ "文中提到", MARK_MATERIAL, ANYWHERE },
	{ "文中没有", MARK_MATERIAL, ANYWHERE },
	{ "文中并未", MARK_MATERIAL, ANYWHERE },
	{ "文中未", MARK_MATERIAL, ANYWHERE },
	{ "text", MARK_MATERIAL, MATERIAL },
	{ "passage", MARK_MATERIAL, MATERIAL },
	{ "material", MARK_MATERIAL, MATERIAL },
	{ "context", MARK_MATERIAL, MATERIAL },
	{ "document", MARK_MATERIAL, MATERIAL },
	{ "excerpt", MARK_MATERIAL, MATERIAL },
	{ "information provided", MARK_MATERIAL, ANYWHERE },
	{ "provided information", MARK_MATERIAL, ANYWHERE },
	{ "好的，", MARK_LEAD_IN, OPENING },
	{ "好的！", MARK_LEAD_IN, OPENING },
	{ "好的,", MARK_LEAD_IN, OPENING },
	{ "当然，", MARK_LEAD_IN, OPENING },
	{ "当然可以", MARK_LEAD_IN, OPENING },
	{ "没问题", MARK_LEAD_IN, OPENING },
	{ "以下是", MARK_LEAD_IN, OPENING },
	{ "下面是", MARK_LEAD_IN, OPENING },
	{ "这是一个很好的问题", MARK_LEAD_IN, OPENING },
	{ "您好", MARK_LEAD_IN, OPENING },
	{ "你好", MARK_LEAD_IN, OPENING },
	{ "sure,", MARK_LEAD_IN, OPENING },
	{ "sure!", MARK_LEAD_IN, OPENING },
	{ "certainly", MARK_LEAD_IN, OPENING },
	{ "of course", MARK_LEAD_IN, OPENING },
	{ "here is ", MARK_LEAD_IN, OPENING },
	{ "here's ", MARK_LEAD_IN, OPENING },
	{ "here are ", MARK_LEAD_IN, OPENING },
	{ "great question", MARK_LEAD_IN, OPENING },
	{ "来源", MARK_CITATION, BRACKETED },
	{ "根据", MARK_OPENS_MATERIAL, NAMING },
	{ "依据", MARK_OPENS_MATERIAL, NAMING },
	{ "基于", MARK_OPENS_MATERIAL, NAMING },
	{ "按照", MARK_OPENS_MATERIAL, NAMING },
	{ "从", MARK_OPENS_MATERIAL, NAMING },
	{ "在", MARK_OPENS_MATERIAL, NAMING },
	{ "结合", MARK_OPENS_MATERIAL, NAMING },
	{ "通过", MARK_OPENS_MATERIAL, NAMING },
	{ "based on", MARK_OPENS_MATERIAL, NAMING },
	{ "according to", MARK_OPENS_MATERIAL, NAMING },
	{ "from the", MARK_OPENS_MATERIAL, NAMING },
	{ "as stated in", MARK_OPENS_MATERIAL, NAMING },
	{ "as mentioned in", MARK_OPENS_MATERIAL, NAMING },
	{ "in the", MARK_OPENS_MATERIAL, NAMING },
	{ "(source:", MARK_CITATION, ANYWHERE },
	{ "[source", MARK_CITATION, ANYWHERE },
	{ "作为一个人工智能", MARK_ASSISTANT, ANYWHERE },
	{ "作为一个ai", MARK_ASSISTANT, ANYWHERE },
	{ "作为一名ai", MARK_ASSISTANT, ANYWHERE },
	{ "作为ai", MARK_ASSISTANT, ANYWHERE },
	{ "作为人工智能", MARK_ASSISTANT, ANYWHERE },
	{ "作为一个语言模型", MARK_ASSISTANT, ANYWHERE },
	{ "作为语言模型", MARK_ASSISTANT, ANYWHERE },
	{ "我是一个ai", MARK_ASSISTANT, ANYWHERE },
	{ "我是一个人工智能", MARK_ASSISTANT, ANYWHERE },
	{ "as an ai", MARK_ASSISTANT, ANYWHERE },
	{ "as a language model", MARK_ASSISTANT, ANYWHERE },
	{ "as a large language model", MARK_ASSISTANT, ANYWHERE },
	{ "i'm an ai", MARK_ASSISTANT, ANYWHERE },
	{ "如果您还有", MARK_OFFER, CLOSING },
	{ "如果你还有", MARK_OFFER, CLOSING },
	{ "如果您有", MARK_OFFER, CLOSING },
	{ "如果你有", MARK_OFFER, CLOSING },
	{ "如您有", MARK_OFFER, CLOSING },
	{ "如有其他", MARK_OFFER, CLOSING },
	{ "如有任何", MARK_OFFER, CLOSING },
	{ "如需", MARK_OFFER, CLOSING },
	{ "希望这", MARK_OFFER, CLOSING },
	{ "希望以上", MARK_OFFER, CLOSING },
	{ "希望对您", MARK_OFFER, CLOSING },
	{ "希望对你", MARK_OFFER, CLOSING },
	{ "欢迎随时", MARK_OFFER, CLOSING },
	{ "请随时", MARK_OFFER, CLOSING },
	{ "let me know if", MARK_OFFER, CLOSING },
	{ "feel free to", MARK_OFFER, CLOSING },
	{ "if you have any", MARK_OFFER, CLOSING },
	{ "i hope this", MARK_OFFER, CLOSING },
	{ "hope this helps", MARK_OFFER, CLOSING },
	{ "please let me know", MARK_OFFER, CLOSING },
	{ "<think>", MARK_THINKING, ANYWHERE },
	{ "</think>", MARK_THINKING, ANYWHERE }
};

/* Words that make a word such as 资料 one for what the model was given. */
static const char *const before[] = { "提供的", "给定的", "给出的", "所给",
	"所给的", "提供", "已知", "现有", "现有的", "参考", "相关", "上述",
	"以上", "这些", "这段", "该", "本", "此", "根据", "依据", "按照",
	"基于", "在", "从", "provided ", "given ", "supplied ", "above ",
	"according to the ", "based on the ", "according to this " };
static const char *const after[] = { "中", "里", "显示", "提到", "提及",
	"表明", "指出", "描述", "没有", "并未", "并没有", "未", "来看",
	"所述", "所示", "记载", "可知", "给出", "提供", "内容", " says",
	" states", " mentions", " does not", " doesn't", " provided",
	" provides", " indicates", " describes", " notes", " given" };

/* What the material is called where an answer opens with it. */
static const char *const named[] = { "资料", "材料", "文本", "片段",
	"文段", "文档", "上下文", "原文", "段落", "提供的", "给定的", "上述",
	"text", "passage", "material", "context", "document", "excerpt",
	"information", "source" };

static const char *const brackets[] = { "(", "（", "[", "【" };

/* Bytes from the beginning within which an opening names the material. */
#define OPENING_MOST 60

struct marks {
	struct scan_starts anywhere, placed;	/* placed: OPENING, CLOSING */
	const uint16_t *simplified;	/* fold_hans_table() */
};

/* The groups of scan_starts: six of phrases, two of brackets of citations. */
#define CITES_NARROW 0x40	/* [ */
#define CITES_WIDE 0x80		/* 【 or ［ */
#define CITES (CITES_NARROW | CITES_WIDE)

/* Three for ASCII and three for Han, so that each has few first bytes. */
static unsigned
group_of(const struct phrase *p)
{
	const unsigned char first = (unsigned char)*p->text;

	return (first < 0x80 ? 1u : 8u) << first % 3;
}

/* Bytes around a place for its phrase and the words that stand beside it. */
#define BEFORE 24
#define AFTER 80

/*
 * A piece of a text around a place, which is text + BEFORE, folded: its Latin
 * letters small, its Han characters simplified.  No byte more or less.
 */
struct window {
	char text[BEFORE + AFTER];
	struct span before, rest;	/* in text: up to the place, behind */
};

/* Adds bytes that strings of a group have from a place on. */
static void
add_bytes(struct scan_starts *st, unsigned group, size_t place,
    const char *bytes, size_t n)
{
	while (n-- > 0)
		scan_starts_add(st, group, place++, (unsigned char)*bytes++);
}

/* Says that strings of a group have any byte from a place on. */
static void
add_any(struct scan_starts *st, unsigned group, size_t place)
{
	unsigned byte;

	for (; place < SCAN_STARTS; place++)
		for (byte = 0; byte <= 0xff; byte++)
			scan_starts_add(st, group, place, (unsigned char)byte);
}

static struct scan_starts *
starts_of(struct marks *m, const struct phrase *p)
{
	return p->where < OPENING ? &m->anywhere : &m->placed;
}

/* Adds the first bytes of a phrase, its Latin letters in either case. */
static void
add_phrase(struct marks *m, const struct phrase *p)
{
	struct scan_starts *st = starts_of(m, p);
	const unsigned group = group_of(p);
	const char *text = p->text;
	size_t i;

	for (i = 0; i < SCAN_STARTS && text[i] != '\0'; i++) {
		add_bytes(st, group, i, &text[i], 1);
		if (text[i] >= 'a' && text[i] <= 'z')
			add_bytes(st, group, i,
			    &(char){ (char)(text[i] - 0x20) }, 1);
	}
	add_any(st, group, i);
}

/* Adds a traditional character to phrases that have it simplified. */
static void
add_traditional(struct marks *m, uint32_t cp, uint32_t to)
{
	const struct phrase *p;
	char wide[4], simple[4];
	size_t i, at, n = utf8_encode(wide, cp);

	(void)utf8_encode(simple, to);
	for (i = 0; i < LEN(phrases); i++) {
		p = &phrases[i];
		for (at = 0; at + n <= SCAN_STARTS; at += n)
			if (strncmp(p->text + at, simple, n) == 0)
				add_bytes(starts_of(m, p), group_of(p), at,
				    wide, n);
	}
}

/* Adds the brackets of citations: [ with what may follow it, 【 and ［. */
static void
add_citations(struct scan_starts *st)
{
	const char *behind;

	add_bytes(st, CITES_NARROW, 0, "[", 1);
	for (behind = "0123456789^, -"; *behind != '\0'; behind++)
		add_bytes(st, CITES_NARROW, 1, behind, 1);
	add_any(st, CITES_NARROW, 2);
	add_bytes(st, CITES_WIDE, 0, "【", 3);
	add_bytes(st, CITES_WIDE, 0, "［", 3);
	add_any(st, CITES_WIDE, 3);
}

struct marks *
marks_open(void)
{
	struct marks *m = xcalloc(1, sizeof(*m));
	uint32_t cp, to;
	size_t i;

	m->simplified = fold_hans_table();
	for (i = 0; i < LEN(phrases); i++)
		add_phrase(m, &phrases[i]);
	for (cp = FOLD_FIRST; cp <= FOLD_LAST; cp++) {
		to = m->simplified[cp - FOLD_FIRST];
		if (to != cp)
			add_traditional(m, cp, to);
	}
	add_citations(&m->anywhere);
	return m;
}

void
marks_close(struct marks *m)
{
	free(m);
}

static bool
begins_one(struct span s, const char *const *list, size_t n)
{
	while (n > 0)
		if (span_begins(s, list[--n]))
			return true;
	return false;
}

static bool
ends_one(struct span s, const char *const *list, size_t n)
{
	while (n > 0)
		if (span_ends(s, list[--n]))
			return true;
	return false;
}

/* Whether a word of Latin letters goes on at a place. */
static bool
in_word(struct span s, size_t at)
{
	return at > 0 && at < s.len && span_is_letter(s.p[at - 1]) &&
	    span_is_letter(s.p[at]);
}

/* Folds bytes in place, as struct window says; one cut at an end stays. */
static void
fold(const struct marks *m, char *p, size_t n)
{
	char *end = p + n;
	uint32_t cp;

	for (; p < end; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + 0x20);
		if (((unsigned char)*p & 0xf0) != 0xe0 || end - p < 3)
			continue;
		cp = (uint32_t)(*p & 0x0f) << 12 |
		    (uint32_t)(p[1] & 0x3f) << 6 | (uint32_t)(p[2] & 0x3f);
		if (cp >= FOLD_FIRST && cp <= FOLD_LAST &&
		    m->simplified[cp - FOLD_FIRST] != cp)
			(void)utf8_encode(p, m->simplified[cp - FOLD_FIRST]);
		p += 2;
	}
}

static void
look_at(const struct marks *m, struct window *w, struct span s, size_t at)
{
	size_t head = at < BEFORE ? at : BEFORE;
	size_t rest = s.len - at < AFTER ? s.len - at : AFTER;
	char *text = w->text + BEFORE - head;

	memcpy(text, s.p + at - head, head + rest);
	fold(m, text, head + rest);
	w->before = (struct span){ text, head };
	w->rest = (struct span){ text + head, rest };
}

/* The marks of phrases that stand at a place. */
static unsigned
at_place(const struct marks *m, struct span s, size_t at)
{
	const struct phrase *p;
	struct window w;
	struct span behind;
	unsigned found = 0;
	size_t i;

	if (in_word(s, at))
		return 0;
	look_at(m, &w, s, at);
	for (i = 0; i < LEN(phrases); i++) {
		p = &phrases[i];
		behind = w.rest;
		if (*p->text != *behind.p || p->where > BRACKETED ||
		    !span_take(&behind, p->text))
			continue;
		if (p->where == ANYWHERE ?
		    !in_word(s, at + (size_t)(behind.p - w.rest.p)) :
		    p->where == BRACKETED ?
		    ends_one(w.before, brackets, LEN(brackets)) :
		    ends_one(w.before, before, LEN(before)) ||
		    begins_one(behind, after, LEN(after)))
			found |= 1u << p->mark;
	}
	return found;
}

/* Whether a citation begins at a bracket: "[1]", "[2, 3]", "【1†…】". */
static bool
is_citation(struct span s, size_t at)
{
	size_t digits = 0;

	if (at > 0 && (span_is_letter(s.p[at - 1]) ||
	    span_is_digit(s.p[at - 1]) || s.p[at - 1] == '_'))
		return false;	/* a[1] */
	s = span_from(s, at);
	if (!span_take(&s, "【") && !span_take(&s, "［") &&
	    !span_take(&s, "["))
		return false;
	(void)span_take(&s, "^");
	for (; s.len > 0 && (span_is_digit(*s.p) || *s.p == ',' ||
	    *s.p == ' ' || *s.p == '-'); s = span_from(s, 1))
		digits += span_is_digit(*s.p);
	return digits > 0 && digits <= 12 && (span_begins(s, "]") ||
	    span_begins(s, "】") || span_begins(s, "］") ||
	    span_begins(s, "†"));
}

/* The marks of phrases that stand anywhere. */
static unsigned
anywhere(const struct marks *m, struct span s)
{
	unsigned found = 0, groups;
	size_t i;

	for (i = 0; i < s.len; i++) {
		i += scan_starts(&m->anywhere, s.p + i, s.len - i, &groups);
		if (i == s.len)
			break;
		if ((groups & ~(unsigned)CITES) != 0)
			found |= at_place(m, s, i);
		if ((groups & CITES) != 0 && is_citation(s, i))
			found |= 1u << MARK_CITATION;
	}
	return found;
}

/* Whether s, folded, names the material within its first clause. */
static bool
names_material(struct span s)
{
	size_t i;

	for (i = 0; i < s.len && i < OPENING_MOST; i++) {
		if (s.p[i] == '\n' || s.p[i] == ',' ||
		    span_begins(span_from(s, i), "，") ||
		    span_begins(span_from(s, i), "。"))
			return false;
		if (begins_one(span_from(s, i), named, LEN(named)))
			return true;
	}
	return false;
}

/* The marks of phrases, OPENING or CLOSING, that s begins with. */
static unsigned
placed(const struct marks *m, struct span s, enum where where)
{
	const struct phrase *p;
	struct window w;
	unsigned found = 0;
	size_t i;

	if (s.len == 0 || scan_starts_at(&m->placed, s.p, s.len) == 0)
		return 0;
	look_at(m, &w, s, 0);
	for (i = 0; i < LEN(phrases); i++) {
		p = &phrases[i];
		if (*p->text != *w.rest.p || p->where < OPENING ||
		    (p->where == CLOSING) != (where == CLOSING) ||
		    !span_begins(w.rest, p->text))
			continue;
		if (p->where != NAMING)
			found |= 1u << p->mark;
		else if (names_material(w.rest))
			found |= 1u << p->mark | 1u << MARK_MATERIAL;
	}
	return found;
}

/* s without the marks of Markdown that a paragraph begins with. */
static struct span
plain(struct span s)
{
	while (s.len > 0 && (span_is_blank(*s.p) || *s.p == '*' ||
	    *s.p == '#' || *s.p == '>' || *s.p == '-'))
		s = span_from(s, 1);
	return s;
}

/* Whether a sentence or a paragraph begins at a place behind the first. */
static bool
is_begin(struct span s, size_t at)
{
	const unsigned char *u = (const unsigned char *)s.p + at;

	switch (u[-1]) {
	case '\n':
		return *u != '\n';
	case '.': case '!': case '?':
		return *u == ' ';
	case 0x82:		/* the last byte of 。 */
		return at >= 3 && u[-2] == 0x80 && u[-3] == 0xe3;
	default:		/* of ！ and ？ */
		return at >= 3 && u[-2] == 0xbc && u[-3] == 0xef;
	}
}

/* The last place before `at` where a sentence or a paragraph begins, or 0. */
static size_t
last_begin(struct span s, size_t at)
{
	/* The last bytes of what ends one, and of 。！？ the one before. */
	static const unsigned char last[256] = { ['\n'] = 3, ['.'] = 3,
		['!'] = 3, ['?'] = 3, [0x82] = 1, [0x81] = 2, [0x9f] = 2 };
	static const unsigned char prior[256] = { [0x80] = 2, [0xbc] = 1 };
	const unsigned char *u = (const unsigned char *)s.p;

	while (at > 0) {
		while (--at > 1 && (last[u[at - 1]] | prior[u[at - 2]]) != 3)
			;
		if (at > 0 && is_begin(s, at))
			break;
	}
	return at;
}

/*
 * The marks of the end: what the last two sentences and the last paragraph
 * begin with.  A text's only sentence is not an end.
 */
static unsigned
closing(const struct marks *m, struct span s)
{
	const char *newline;
	unsigned found = 0, sentences = 0;
	size_t at = s.len;
	bool line = false;

	while (sentences < 2 && (at = last_begin(s, at)) > 0) {
		found |= placed(m, plain(span_from(s, at)), CLOSING);
		sentences++;
		line = line || s.p[at - 1] == '\n';
	}
	if (sentences == 2 && !line &&
	    (newline = memrchr(s.p, '\n', at)) != NULL)
		found |= placed(m, plain(span_from(s,
		    (size_t)(newline - s.p) + 1)), CLOSING);
	return found;
}

/* Whether a line begins as a heading, an item or a fence of Markdown. */
static bool
is_markdown_line(struct span s)
{
	size_t i = 0;

	while (s.len > 0 && *s.p == ' ')
		s = span_from(s, 1);
	if (span_begins(s, "```") || span_begins(s, "- ") ||
	    span_begins(s, "* ") || span_begins(s, "|") ||
	    span_begins(s, "> "))
		return true;
	while (i < s.len && s.p[i] == '#')
		i++;
	if (i > 0)
		return i <= 6 && i < s.len && s.p[i] == ' ';
	while (i < s.len && span_is_digit(s.p[i]))
		i++;
	return i > 0 && i <= 3 && i + 1 < s.len && s.p[i] == '.' &&
	    s.p[i + 1] == ' ';
}

static bool
has_markdown(struct span s)
{
	const char *p = s.p, *end = s.p + s.len;
	struct span rest = s, line;
	unsigned bold = 0;

	while ((p = memchr(p, '*', (size_t)(end - p))) != NULL && ++p < end)
		if (*p == '*' && ++bold == 2)
			return true;
	while (span_line(&rest, &line))
		if (is_markdown_line(line))
			return true;
	return false;
}

unsigned
marks_find(const struct marks *m, struct span s)
{
	unsigned found;

	s = span_strip(s);
	if (s.len == 0)
		return 0;
	found = anywhere(m, s) | closing(m, s);
	found |= placed(m, plain(s), OPENING);
	if (has_markdown(s))
		found |= 1u << MARK_MARKDOWN;
	return found;
}
