/* Finds known marks in answers. */
#include "marks.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"

const char *const mark_names[MARKS] = { "summing_up", "material",
	"opens_with_material", "lead_in", "citation", "assistant", "offer",
	"markdown", "thinking" };

/* Where a phrase must stand. */
enum where {
	ANYWHERE,
	MATERIAL,	/* anywhere, with a word of `before` or `after` */
	OPENING,	/* at the beginning of the text */
	CLOSING		/* at the beginning of a sentence near the end */
};

static const struct phrase {
	const char *text;	/* in lower case */
	enum mark mark;
	enum where where;
} phrases[] = {
	{ "总之", MARK_SUMMING_UP, CLOSING },
	{ "總之", MARK_SUMMING_UP, CLOSING },
	{ "总而言之", MARK_SUMMING_UP, CLOSING },
	{ "综上", MARK_SUMMING_UP, CLOSING },
	{ "綜上", MARK_SUMMING_UP, CLOSING },
	{ "综合来看", MARK_SUMMING_UP, CLOSING },
	{ "综合以上", MARK_SUMMING_UP, CLOSING },
	{ "总的来说", MARK_SUMMING_UP, CLOSING },
	{ "总的来看", MARK_SUMMING_UP, CLOSING },
	{ "总体来说", MARK_SUMMING_UP, CLOSING },
	{ "总体而言", MARK_SUMMING_UP, CLOSING },
	{ "总体上", MARK_SUMMING_UP, CLOSING },
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
	{ "資料", MARK_MATERIAL, MATERIAL },
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
	{ "(来源", MARK_CITATION, ANYWHERE },
	{ "（来源", MARK_CITATION, ANYWHERE },
	{ "[来源", MARK_CITATION, ANYWHERE },
	{ "【来源", MARK_CITATION, ANYWHERE },
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

/* Words that an answer opens with before it names the material. */
static const char *const opening[] = { "根据", "依据", "基于", "按照", "从",
	"在", "结合", "通过", "based on", "according to", "from the",
	"as stated in", "as mentioned in", "in the" };
static const char *const named[] = { "资料", "資料", "材料", "文本", "片段",
	"文段", "文档", "上下文", "原文", "段落", "提供的", "给定的", "上述",
	"text", "passage", "material", "context", "document", "excerpt",
	"information", "source" };

/* Bytes from the beginning within which an opening names the material. */
#define OPENING_MOST 60

/* Bits for the beginnings of phrases, in any case, by a hash. */
struct bits {
	unsigned char bit[8192];
};

struct marks {
	struct bits anywhere, placed;
	/* What of eight bytes is hashed: two characters, or three bytes if the
	   first is ASCII. */
	uint64_t mask[2];
	unsigned char first[256];	/* of a character: its length, CITES */
};

/* A citation may begin with the byte: [, 【, ［. */
#define CITES 8

static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
}

/* Whether s begins with a phrase, whatever the case of Latin letters. */
static bool
begins(struct span s, const char *phrase)
{
	size_t i;

	for (i = 0; phrase[i] != '\0'; i++)
		if (i == s.len || lower(s.p[i]) != (unsigned char)phrase[i])
			return false;
	return true;
}

static bool
begins_one(struct span s, const char *const *list, size_t n)
{
	while (n > 0)
		if (begins(s, list[--n]))
			return true;
	return false;
}

/* Whether a word of the list ends at s.p + at. */
static bool
ends_one(struct span s, size_t at, const char *const *list, size_t n)
{
	size_t len;

	while (n > 0) {
		len = strlen(list[--n]);
		if (len <= at && begins((struct span){ s.p + at - len, len },
		    list[n]))
			return true;
	}
	return false;
}

/* The place of the bit for the eight bytes at u. */
static unsigned
bit_of(const struct marks *m, const unsigned char *u)
{
	uint64_t word;

	memcpy(&word, u, sizeof(word));
	return (unsigned)(((word & m->mask[u[0] < 0x80]) *
	    0x9e3779b97f4a7c15U) >> 48);
}

static bool
is_set(const struct bits *bits, unsigned bit)
{
	return (bits->bit[bit >> 3] >> (bit & 7) & 1) != 0;
}

/* Sets the bits of a phrase whose first letters may be in any case. */
static void
set_bits(const struct marks *m, struct bits *bits, const char *phrase)
{
	unsigned char u[8];
	unsigned bit, upper, k;

	for (upper = 0; upper < 8; upper++) {
		memset(u, 0, sizeof(u));
		memcpy(u, phrase, strnlen(phrase, sizeof(u)));
		for (k = 0; k < 3; k++)
			if ((upper >> k & 1) != 0 && u[k] >= 'a' &&
			    u[k] <= 'z')
				u[k] = (unsigned char)(u[k] - 0x20);
		bit = bit_of(m, u);
		bits->bit[bit >> 3] |= (unsigned char)(1 << (bit & 7));
	}
}

struct marks *
marks_open(void)
{
	static const unsigned char two[8] = { 0, 0xff, 0xff, 0, 0xff, 0xff },
	    three[8] = { 0xff, 0xff, 0xff };
	struct marks *m = xcalloc(1, sizeof(*m));
	size_t i;

	memcpy(&m->mask[0], two, sizeof(two));
	memcpy(&m->mask[1], three, sizeof(three));
	for (i = 0; i < LEN(m->first); i++)
		m->first[i] = i < 0xc0 ? 1 : i < 0xe0 ? 2 : i < 0xf0 ? 3 : 4;
	m->first['['] |= CITES;
	m->first[0xe3] |= CITES;
	m->first[0xef] |= CITES;
	for (i = 0; i < LEN(phrases); i++)
		set_bits(m, phrases[i].where > MATERIAL ? &m->placed :
		    &m->anywhere, phrases[i].text);
	return m;
}

void
marks_close(struct marks *m)
{
	free(m);
}

/* Whether a word of Latin letters goes on at a place. */
static bool
in_word(struct span s, size_t at)
{
	return at > 0 && at < s.len && span_is_letter(s.p[at - 1]) &&
	    span_is_letter(s.p[at]);
}

/* The marks whose phrases stand at a place. */
static unsigned
at_place(struct span s, size_t at)
{
	struct span rest = span_from(s, at);
	const struct phrase *p;
	unsigned found = 0;
	size_t i, len;

	for (i = 0; i < LEN(phrases); i++) {
		p = &phrases[i];
		if (p->where > MATERIAL ||
		    lower(*rest.p) != (unsigned char)*p->text ||
		    !begins(rest, p->text) || in_word(s, at))
			continue;
		len = strlen(p->text);
		if (p->where == ANYWHERE ? !in_word(s, at + len) :
		    ends_one(s, at, before, LEN(before)) ||
		    begins_one(span_from(rest, len), after, LEN(after)))
			found |= 1u << p->mark;
	}
	return found;
}

/* Whether a citation begins at s, a bracket: "[1]", "[2, 3]", "【1†…】". */
static bool
is_citation(struct span s, size_t at)
{
	size_t digits = 0;
	unsigned char third = (unsigned char)s.p[at + 2];

	if (s.p[at] != '[' && third != 0x90 && third != 0xbb)
		return false;	/* neither 【 nor ［ */
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

/*
 * Looks at the character at place i, which begins the eight bytes at u.
 * Returns its length in bytes.
 */
static inline size_t
look(const struct marks *m, struct span s, size_t i, const unsigned char *u,
    unsigned *found)
{
	const unsigned first = m->first[*u];

	if (is_set(&m->anywhere, bit_of(m, u)))
		*found |= at_place(s, i);
	if ((first & CITES) != 0 && is_citation(s, i))
		*found |= 1u << MARK_CITATION;
	return first & (CITES - 1);
}

/* The marks of phrases that stand anywhere. */
static unsigned
anywhere(const struct marks *m, struct span s)
{
	unsigned char last[8] = { 0 };
	unsigned found = 0;
	size_t i = 0;

	while (i + sizeof(last) <= s.len)
		i += look(m, s, i, (const unsigned char *)s.p + i, &found);
	while (i + 2 < s.len) {
		memset(last, 0, sizeof(last));
		memcpy(last, s.p + i, s.len - i);
		i += look(m, s, i, last, &found);
	}
	return found;
}

/* The marks of phrases of one place that s begins with. */
static unsigned
placed(const struct marks *m, struct span s, enum where where)
{
	unsigned found = 0;
	size_t i;

	if (s.len >= 8 &&
	    !is_set(&m->placed, bit_of(m, (const unsigned char *)s.p)))
		return 0;
	for (i = 0; i < LEN(phrases); i++)
		if (phrases[i].where == where && begins(s, phrases[i].text))
			found |= 1u << phrases[i].mark;
	return found;
}

/* Whether s opens with 根据 or the like, and goes on to name the material. */
static bool
opens_with_material(struct span s)
{
	size_t i;

	if (!begins_one(s, opening, LEN(opening)))
		return false;
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

	if (u[-1] == '\n')
		return *u != '\n';
	if (*u == ' ')
		return u[-1] == '.' || u[-1] == '!' || u[-1] == '?';
	return at >= 3 && ((u[-1] == 0x82 && u[-2] == 0x80 && u[-3] == 0xe3) ||
	    (u[-3] == 0xef && u[-2] == 0xbc &&
	    (u[-1] == 0x81 || u[-1] == 0x9f)));	/* 。！？ */
}

/*
 * The marks of the end: what the last two sentences and the last paragraph
 * begin with.  A text's only sentence is no end.
 */
static unsigned
closing(const struct marks *m, struct span s)
{
	const char *newline;
	unsigned found = 0, sentences = 0;
	size_t at = s.len;
	bool line = false;

	while (--at > 0 && sentences < 2) {
		if (!is_begin(s, at))
			continue;
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
	if (opens_with_material(plain(s)))
		found |= 1u << MARK_OPENS_MATERIAL | 1u << MARK_MATERIAL;
	if (has_markdown(s))
		found |= 1u << MARK_MARKDOWN;
	return found;
}
