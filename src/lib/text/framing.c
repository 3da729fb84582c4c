/* Tells the words that frame a question from those that it is about. */
#include "framing.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "terms.h"

/* Chinese words of two characters or more, with blanks between. */
static const char *const phrases[] = {
	/* To greet, to excuse oneself. */
	"你好 您好 大家好 早上好 上午好 中午好 下午好 晚上好 哈喽 哈啰",
	"在吗 在不在 各位 大家 诸位 大佬 大神 大侠 前辈 高手 楼主",
	"群主 小弟 小白 新手 萌新 本人 在下 老师 同学 先生 女士 朋友",
	"打扰 打搅 叨扰 不好意思 抱歉 对不起 冒昧 请原谅",
	/* To ask. */
	"请问 想问 问问 问一下 问下 请教 咨询 求助 求解 求教 求问",
	"询问 提问 问题 疑问 疑惑 困惑 好奇 纳闷 知道 了解 弄清 搞清",
	"搞懂 弄懂 明白 清楚 不懂 没懂 看懂 告诉 告知 帮忙 帮助 帮我",
	"帮帮 麻烦 劳烦 劳驾 烦请 有劳 方便 能否 能不能 可否 可不可以",
	"是否 是不是 可以 能够 查一下 查查 查询 说说 讲讲 聊聊 谈谈",
	"看看 说一下 讲一下 介绍 确认 遇到 碰到 想到 想起",
	/* To thank, to wish. */
	"谢谢 多谢 感谢 感激 感恩 谢过 非常 十分 万分 不胜 拜托 拜託",
	"辛苦 祝您 祝你 愉快 顺利 指教 指点 赐教 解惑 期待 希望 盼望",
	"恳请 敬请 急用 挺急 在线等 尽快",
	/* How to answer. */
	"回答 解答 答复 回复 作答 答案 解释 说明 讲解 描述 阐述 概括",
	"总结 列举 列出 给出 指出 写出 详细 详尽 具体 简要 简单 简短",
	"简洁 简明 扼要 尽量 尽可能 用一句话 一句话 句话 百字 以内",
	"之内 不超过 不少于 字数 分点 分条 理由 依据 根据 按照 资料",
	"材料 上文 上面 下面 以下 上述 如下 准确 完整 全面 认真 仔细",
	"思考 通俗 易懂 一步一步 不要 只要",
	/* Words that stand between. */
	"一下 一些 一点 有点 有些 一个 有个 这个 那个 这些 那些 这样",
	"那样 到底 究竟 其实 就是 还是 或者 比如 例如 应该 可能 大概",
	"觉得 认为 听说 据说 有件 突然 今天 最近 刚才 刚刚 现在 目前",
	"一直 需要 想要 打算 事情 这件 那件"
};

/* Characters that frame by themselves. */
static const char characters[] = "我你您他她它们咱俺的地得了着过吗呢吧啊呀哦哈嘛"
    "啦喔诶哎呗么哟咯是有在和与及跟对把被让给请想要会能可也都就还很太好不没这那"
    "哪几个些以于而并且但或如若则所其为之问说看帮求谢先再又才多";

static const char *const words[] = {
	"a", "afternoon", "am", "an", "and", "answer", "answers", "any",
	"anybody", "anyone", "appreciate", "appreciated", "are", "as", "ask",
	"asking", "at", "be", "been", "being", "best", "bother", "brief",
	"briefly", "but", "by", "can", "cheers", "clearly", "concise",
	"concisely", "could", "curiosity", "curious", "dear", "detail",
	"detailed", "details", "did", "do", "does", "elaborate", "evening",
	"everyone", "explain", "explanation", "for", "from", "give", "guys",
	"had", "has", "have", "he", "hello", "help", "her", "here", "hey",
	"hi", "his", "hope", "how", "i", "if", "in", "into", "is", "it", "its",
	"just", "kindly", "know", "let", "like", "lot", "madam", "many", "may",
	"me", "might", "more", "morning", "much", "must", "my", "need", "no",
	"not", "of", "ok", "okay", "on", "or", "our", "please", "possible",
	"question", "questions", "quick", "quickly", "regards", "reply",
	"sentence", "sentences", "shall", "she", "short", "should", "simple",
	"simply", "sir", "so", "some", "somebody", "someone", "sorry", "tell",
	"than", "thank", "thanks", "that", "the", "their", "them", "then",
	"there", "these", "they", "thing", "things", "this", "those", "thx",
	"to", "us", "very", "want", "was", "we", "well", "were", "what",
	"when", "where", "which", "who", "whom", "whose", "why", "will",
	"with", "wonder", "wondering", "would", "yes", "you", "your"
};

/* The longest phrase, in characters. */
#define PHRASE_MAX 6

struct phrase {
	uint32_t cp[PHRASE_MAX];
	size_t n;
};

struct framing {
	struct phrase *phrase;	/* in order of their first characters */
	size_t n;
};

/* Decodes and folds the character at *s, and moves on.  0 at the end. */
static uint32_t
next(const char **s)
{
	size_t n = strlen(*s);
	uint32_t cp = 0;

	*s += utf8_decode(*s, n > 4 ? 4 : n, &cp);
	(void)terms_fold(&cp);
	return cp;
}

static int
by_first(const void *a, const void *b)
{
	const struct phrase *x = a, *y = b;

	return x->cp[0] < y->cp[0] ? -1 : x->cp[0] > y->cp[0];
}

static void
add(struct framing *f, const uint32_t *cp, size_t n)
{
	struct phrase *phrase;

	f->phrase = xreallocarray(f->phrase, f->n + 1, sizeof(*f->phrase));
	phrase = &f->phrase[f->n++];
	memset(phrase, 0, sizeof(*phrase));
	memcpy(phrase->cp, cp, n * sizeof(*cp));
	phrase->n = n;
}

struct framing *
framing_open(void)
{
	struct framing *f = xcalloc(1, sizeof(*f));
	uint32_t cp[PHRASE_MAX] = { 0 };
	const char *s;
	size_t i, n;

	for (i = 0; i < LEN(phrases); i++) {
		n = 0;
		for (s = phrases[i]; *s != '\0';) {
			cp[n] = next(&s);
			if (cp[n] != ' ' && ++n < PHRASE_MAX && *s != '\0')
				continue;
			if (n > 0)
				add(f, cp, n);
			n = 0;
		}
	}
	for (s = characters; *s != '\0';) {
		cp[0] = next(&s);
		add(f, cp, 1);
	}
	qsort(f->phrase, f->n, sizeof(*f->phrase), by_first);
	return f;
}

void
framing_close(struct framing *f)
{
	if (f == NULL)
		return;
	free(f->phrase);
	free(f);
}

/* Whether the n units begin with a phrase. */
static bool
matches(const struct phrase *phrase, const struct framing_unit *unit, size_t n)
{
	size_t i;

	for (i = 0; i < phrase->n; i++)
		if (i == n || unit[i].cp != phrase->cp[i] ||
		    (i > 0 && unit[i].start != unit[i - 1].end))
			return false;
	return true;
}

/* How many of the n units are the longest phrase that they begin with. */
static size_t
longest(const struct framing *f, const struct framing_unit *unit, size_t n)
{
	size_t low = 0, high = f->n, mid, best = 0;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (f->phrase[mid].cp[0] < unit->cp)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < f->n && f->phrase[low].cp[0] == unit->cp; low++)
		if (f->phrase[low].n > best &&
		    matches(&f->phrase[low], unit, n))
			best = f->phrase[low].n;
	return best;
}

static int
compare_word(const void *unit, const void *word)
{
	const struct framing_unit *u = unit;
	const char *s = *(const char *const *)word;
	size_t len = strlen(s);
	int order = memcmp(u->word, s, u->len < len ? u->len : len);

	return order != 0 ? order : u->len < len ? -1 : u->len > len;
}

/* A longer quotation than this many bytes is read as other text. */
#define QUOTED 300

/* Marks that do not end a part of a question: they join or enclose words. */
static const char joins[] = "、·・•‧～–‐-/&+_'\"`*#%=@《》〈〉「」『』“”‘’";

static bool
is_in(const char *s, uint32_t cp)
{
	while (*s != '\0')
		if (next(&s) == cp)
			return true;
	return false;
}

bool
framing_joins(uint32_t cp)
{
	return is_in(joins, cp);
}

/*
 * Where what a mark encloses ends, if the mark opens and ends at `at`; 0 if it
 * does not open, or if no mark closes within QUOTED bytes.
 */
static size_t
closes(struct span question, size_t at, uint32_t mark)
{
	size_t i, n;
	uint32_t cp;

	if (mark == 0 || !is_in("《〈「『“", mark))
		return 0;
	for (i = at; i < question.len && i - at < QUOTED; i += n) {
		n = utf8_decode(question.p + i, question.len - i, &cp);
		if (n == 0)
			return 0;
		if (cp == mark + 1)
			return i;
	}
	return 0;
}

/*
 * Whether a run ends in front of a unit, behind the byte `from`.  None does
 * before *inner: there ends what is enclosed, 《虫，眼球系列》.
 */
static bool
ends_run(struct span question, const struct framing_unit *unit, size_t from,
    size_t *inner)
{
	const bool word = from > 0 && (unit->cp == 0 || unit[-1].cp == 0);
	size_t n, i, end;
	uint32_t cp;

	if (word && unit->start - from == 1)
		return false;	/* 3.5, rated voltage */
	for (i = from < *inner ? *inner : from; i < unit->start; i += n) {
		n = utf8_decode(question.p + i, unit->start - i, &cp);
		if (n == 0)
			return true;
		if ((end = closes(question, i + n, cp)) != 0) {
			*inner = end;
			if (end >= unit->end)
				return false;
			n = end - i;
		} else if (terms_fold(&cp) == TERMS_NONE &&
		    !framing_joins(cp) && !(word && cp == ' '))
			return true;
	}
	return false;
}

/*
 * Characters by which those who ask speak of themselves, unless one of
 * `institutions` follows: 我国.  Verbs that introduce what they ask, if one of
 * `particles` follows: 我家孩子的作业本上写着.
 */
static const char speakers[] = "我咱俺";
static const char institutions[] = "国军校党省市县州区院司";
static const char verbs[] = "说讲写提查听聊";
static const char particles[] = "着了到过的我你您下一及起";

/* Reads a run, to part what introduces a question from it. */
struct intro {
	bool spoke;	/* those who ask have named themselves */
	size_t from;	/* a verb that introduces ends here; 0: none yet */
	bool asked;	/* which was one of asking: no other one counts */
};

/*
 * Whether a question begins at the i-th of n units, behind what introduces it
 * without a mark between: 我妈刚才问我|潮水几点涨.
 */
static bool
begins(struct intro *intro, const struct framing_unit *unit, size_t i, size_t n)
{
	const uint32_t last = unit[i - 1].cp, cp = unit[i].cp;
	bool asks;

	if (intro->from > 0 && i >= intro->from && !unit[i].framing) {
		intro->from = 0;
		intro->spoke = !intro->asked;
		return true;
	}
	if (is_in(speakers, last) && !is_in(institutions, cp))
		intro->spoke = !intro->asked;
	asks = last == 0x8bc9 && is_in(speakers, cp);	/* 告诉我 */
	if ((!intro->spoke && !asks) || intro->from > 0 || intro->asked)
		return false;
	asks = asks || cp == 0x95ee ||	/* 问 */
	    (last == 0x77e5 && cp == 0x9053) ||	/* 知道 */
	    (last == 0x4e86 && cp == 0x89e3);	/* 了解 */
	intro->asked = asks;
	if (asks)
		intro->from = i + 1;
	else if (is_in(verbs, cp) && i + 1 < n &&
	    is_in(particles, unit[i + 1].cp))
		intro->from = i + 2;
	return false;
}

/* What is known where runs are told apart. */
struct state {
	size_t inner;
	struct intro intro;
};

/* Whether a run ends before the i-th of n units. */
static bool
parts(struct span question, const struct framing_unit *unit, size_t i, size_t n,
    struct state *state)
{
	const bool enclosed = unit[i].start < state->inner;

	if (ends_run(question, &unit[i], unit[i - 1].end, &state->inner)) {
		state->intro = (struct intro){ false, 0, false };
		return true;
	}
	return !enclosed && begins(&state->intro, unit, i, n);
}

/* Sets the number and the share of content of the n units of a run. */
static void
set_run(struct framing_unit *unit, size_t n, size_t run)
{
	size_t i, content = 0;

	for (i = 0; i < n; i++)
		content += !unit[i].framing;
	for (i = 0; i < n; i++) {
		unit[i].run = run;
		unit[i].content = (double)content / (double)n;
	}
}

void
framing_mark(const struct framing *f, struct span question,
    struct framing_unit *unit, size_t n)
{
	struct state state = { 0 };
	size_t i, end, first, run, content = 0;

	for (i = end = 0; i < n; i++) {
		if (unit[i].cp == 0)
			unit[i].framing = bsearch(&unit[i], words, LEN(words),
			    sizeof(words[0]), compare_word) != NULL;
		else {
			if (i >= end)
				end = i + longest(f, &unit[i], n - i);
			unit[i].framing = i < end;
		}
		content += !unit[i].framing;
	}
	for (i = 0; content == 0 && i < n; i++)
		unit[i].framing = false;
	if (n > 0)
		(void)ends_run(question, unit, 0, &state.inner);
	for (first = run = 0; first < n; first = i, run++) {
		for (i = first + 1; i < n && !parts(question, unit, i, n,
		    &state); i++)
			;
		set_run(&unit[first], i - first, run);
	}
}
