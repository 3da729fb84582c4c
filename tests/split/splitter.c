/* The splitter: its searches, its two ways to the same chunks, its errors. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "prefix.h"
#include "text/sentence.h"
#include "separator.h"
#include "splitter.h"
#include "tap.h"
#include "base/utf8.h"

/* Repeatable, and the same everywhere. */
static uint32_t seed = 1;

static size_t
draw(size_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static const char *const letters[] = {
	"a", "b", "ab", " ", "\n", "\n\n", ".", "。", "，", "、", "天", "地",
	"\xe2\x80\x8b", "\xef\xbc\x8e", "\xe3\x80\x80", "é", "😀", "aaaa"
};

/* A text of up to n letters. */
static void
draw_text(struct buf *b, size_t n)
{
	buf_clear(b);
	for (n = draw(n + 1); n > 0; n--)
		buf_puts(b, letters[draw(LEN(letters))]);
}

static void
test_prefix(void)
{
	static const char *const what[] = {
		"\n\n", " ", ".", "，", "。", "、", "\xe2\x80\x8b", "é"
	};
	struct prefixes set;
	struct buf b = { 0 };
	size_t i, k, n, differ = 0, found = 0;

	for (i = 0; i < 20000; i++) {
		prefix_clear(&set);
		for (k = draw(LEN(what)); k > 0; k--)
			(void)prefix_add(&set, what[draw(LEN(what))]);
		draw_text(&b, 40);
		n = prefix_find(&set, b.data, b.len);
		differ += n != prefix_plain_find(&set, b.data, b.len);
		found += n < b.len;
	}
	ok(differ == 0, "prefix: SSE2 and plain agree (%zu differ)", differ);
	ok(found > 5000 && found < 19000,
	    "prefix: some texts hold a beginning, some do not");
	prefix_clear(&set);
	ok(prefix_find(&set, "\xc3\xa9 abcdefghijklmnopqrst", 23) == 23,
	    "prefix: an empty set stands nowhere");
	ok(prefix_add(&set, "a") && prefix_add(&set, "b") &&
	    prefix_add(&set, "c") && prefix_add(&set, "d") &&
	    prefix_add(&set, "ab") && !prefix_add(&set, "e"),
	    "prefix: four ASCII characters and no more");
	buf_free(&b);
}

/* The chunks of a text, one after the other. */
struct chunks {
	struct buf b;
	struct span text;
	size_t n, stop;		/* stop: after so many, if not 0 */
	size_t wrong;		/* chunks that are not where they say */
};

static int
take(void *arg, const struct chunk *c)
{
	struct chunks *out = arg;
	size_t at;

	out->wrong += c->index != out->n++;
	out->wrong += c->before.p != out->text.p ||
	    c->before.len > out->text.len;
	if (c->run) {
		out->wrong += utf8_count(c->before.p, c->before.len) !=
		    c->start;
		at = utf8_skip(out->text.p, out->text.len, c->start);
		out->wrong += out->text.len - at < c->text.len ||
		    memcmp(out->text.p + at, c->text.p, c->text.len) != 0;
	}
	buf_addc(&out->b, '[');
	buf_add(&out->b, c->text.p, c->text.len);
	buf_addc(&out->b, ']');
	return out->n == out->stop;
}

static int
run(struct splitter *sp, const char *s, size_t n, struct chunks *out)
{
	out->text = (struct span){ s, n };
	out->n = 0;
	buf_clear(&out->b);
	return splitter_run(sp, out->text, take, out);
}

/* s on one line, as the name of a test. */
static const char *
one_line(const char *s)
{
	static char name[200];
	char *p;

	(void)snprintf(name, sizeof(name), "%s", s);
	for (p = name; (p = strchr(p, '\n')) != NULL;)
		*p = '~';
	return name;
}

/* Splits s, says whether the chunks are those. */
static void
gives(const struct splitter_options *o, const char *s, const char *want)
{
	struct chunks out = { .n = 0 };
	struct splitter_error e;
	struct splitter *sp = splitter_new(o, &e);

	if (!ok(sp != NULL && run(sp, s, strlen(s), &out) == 0,
	    "split: %s", one_line(s)))
		return;
	is_mem(out.b.data, out.b.len, want, strlen(want), one_line(want));
	splitter_free(sp);
	buf_free(&out.b);
}

static void
test_chunks(void)
{
	static const char *const newline[] = { "\\n", "" };
	static const char *const comma[] = { "，" };
	struct splitter_options o = { .size = 4, .overlap = 2,
		.separators = newline, .n = 2, .keep = KEEP_START };

	gives(&o, "ab\ncd\nef", "[ab][cd][ef]");
	gives(&o, "a\nb\nc\nd", "[a\nb][b\nc][c\nd]");
	gives(&o, "abcdefgh", "[abcd][cdef][efgh]");
	o.overlap = 4;
	gives(&o, "abcdef", "[abcd][bcde][cdef]");
	o.keep = KEEP_NONE;
	gives(&o, "a\n\nb\nc", "[a\nb][b\nc]");
	o.separators = comma;
	o.n = 1;
	o.overlap = 0;
	gives(&o, " 一二三四五 ，六， ", "[ 一二三四五 ][六，]");
	o.size = 1;
	gives(&o, "一，二", "[一][二]");
}

/* Literal separators, and the same as patterns, give the same chunks. */
static void
test_ways(void)
{
	static const char *const literal[] = {
		"\\n\\n", "\\n", " ", "。", " ，", ".", "，", "、", "．", "ab",
		""
	};
	static const char *const pattern[] = {
		"(?:\\n\\n)", "(?:\\n)", "(?: )", "(?:。)", "(?: ，)", "(?:\\.)",
		"(?:，)", "(?:、)", "(?:．)", "(?:ab)", ""
	};
	const char *chosen[2][4];
	struct splitter_options o = { .size = 0 };
	struct splitter_error e;
	struct splitter *a, *b;
	struct chunks one = { .n = 0 }, two = { .n = 0 };
	struct buf text = { 0 };
	size_t i, k, which, differ = 0;

	for (i = 0; i < 20000; i++) {
		o.size = 1 + draw(30);
		o.overlap = draw(o.size + 1);
		o.keep = draw(2) == 0 ? KEEP_START : KEEP_END;
		o.n = 1 + draw(4);
		for (k = 0; k < o.n; k++) {
			which = draw(LEN(literal));
			chosen[0][k] = literal[which];
			chosen[1][k] = pattern[which];
		}
		o.patterns = false;
		o.separators = chosen[0];
		a = splitter_new(&o, &e);
		o.patterns = true;
		o.separators = chosen[1];
		b = splitter_new(&o, &e);
		draw_text(&text, 60);
		if (a == NULL || b == NULL ||
		    run(a, text.data, text.len, &one) != 0 ||
		    run(b, text.data, text.len, &two) != 0 ||
		    one.b.len != two.b.len || (one.b.len > 0 &&
		    memcmp(one.b.data, two.b.data, one.b.len) != 0))
			differ++;
		splitter_free(a);
		splitter_free(b);
	}
	ok(differ == 0, "literal and pattern agree (%zu differ)", differ);
	ok(one.wrong + two.wrong == 0, "index and start are right");
	buf_free(&one.b);
	buf_free(&two.b);
	buf_free(&text);
}

/* Copies what is neither white space nor the marks that take() adds. */
static void
without_space(struct buf *to, const struct buf *from)
{
	size_t i, len;
	uint32_t cp;

	buf_clear(to);
	for (i = 0; i < from->len; i += len) {
		len = utf8_decode(from->data + i, from->len - i, &cp);
		if (!utf8_isspace(cp) && cp != '[' && cp != ']')
			buf_add(to, from->data + i, len);
	}
}

/* Cutting at sentences loses only white space. */
static void
test_sentence_chunks(void)
{
	struct splitter_options o = { .overlap = 0 };
	struct splitter_error e;
	struct splitter *sp;
	struct chunks out = { .n = 0 };
	struct buf text = { 0 }, got = { 0 }, want = { 0 };
	size_t i, lost = 0;

	(void)splitter_preset(&o, "sentence");
	for (i = 0; i < 5000; i++) {
		o.size = 1 + draw(30);
		sp = splitter_new(&o, &e);
		draw_text(&text, 60);
		if (sp == NULL || run(sp, text.data, text.len, &out) != 0)
			lost++;
		without_space(&got, &out.b);
		without_space(&want, &text);
		lost += got.len != want.len || (got.len > 0 &&
		    memcmp(got.data, want.data, got.len) != 0);
		splitter_free(sp);
	}
	ok(lost == 0, "sentence: no text is lost (%zu)", lost);
	ok(out.wrong == 0, "sentence: index and start are right");
	buf_free(&out.b);
	buf_free(&text);
	buf_free(&got);
	buf_free(&want);
}

/* Where `at` cuts the text, as bars. */
static void
cuts(cut_fn *at, const char *s, const char *want)
{
	struct buf b = { 0 };
	size_t n = strlen(s), from = 0, to;

	for (; from < n; from = to) {
		to = at(s, n, from);
		if (to <= from || to > n)
			break;
		buf_add(&b, s + from, to - from);
		buf_addc(&b, '|');
	}
	is_mem(b.data, b.len, want, strlen(want), one_line(want));
	buf_free(&b);
}

static void
test_sentences(void)
{
	cuts(sentence_end, "一。二！？三……四", "一。|二！？|三……四|");
	cuts(sentence_end, "他说：“好。”走了；天黑了。", "他说：“好。”|走了；|天黑了。|");
	cuts(sentence_end, "『停！』」他喊", "『停！』」|他喊|");
	cuts(sentence_end, "“好！”，他说。", "“好！”，他说。|");
	cuts(sentence_end, "“我……”他走了。", "“我……”|他走了。|");
	cuts(sentence_end, "等等…… 然后。", "等等…… |然后。|");
	cuts(sentence_end, "书名《走！》——真好。", "书名《走！》——真好。|");
	cuts(sentence_end, "It is 3.50. Yes. No? \"Go!\" he said. End",
	    "It is 3.50. |Yes. |No? |\"Go!\" he said. |End|");
	cuts(sentence_end, "Mr. J. Smith et al. came. He left.",
	    "Mr. J. Smith et al. came. |He left.|");
	cuts(sentence_end, "In 2024. Then.", "In 2024. |Then.|");
	cuts(sentence_end, "1. 甲\n2. 乙", "1. 甲\n|2. 乙|");
	cuts(sentence_end, "See e.g. this. Wait... what? Well... So.",
	    "See e.g. this. |Wait... what? |Well... |So.|");
	cuts(sentence_end, "用Go.它快.真的", "用Go.它快.|真的|");
	cuts(sentence_end, "标题\n正文。\n\n下段", "标题\n|正文。\n\n|下段|");
	cuts(sentence_end,
	    "A line of English prose that was wrapped at a width\n"
	    "Paris included. Short\nLine",
	    "A line of English prose that was wrapped at a width\n"
	    "Paris included. |Short\n|Line|");
	cuts(sentence_end, "so\nit goes", "so\nit goes|");
	cuts(sentence_end, " \n 。", " \n 。|");
	cuts(sentence_clause_end, "一，二、三；1,000 10:30, a",
	    "一，|二、|三；|1,000 10:30, |a|");
	cuts(sentence_clause_end, "“好，”他说：走", "“好，”|他说：|走|");
	cuts(sentence_clause_end, "你,我\n他", "你,|我\n|他|");
	cuts(sentence_word_end, " a bc\xe3\x80\x80 d",
	    " a |bc\xe3\x80\x80 |d|");
}

/* Whether a separator is refused at this byte, with this word. */
static void
refused(const char *written, bool patterns, size_t offset, const char *word)
{
	const char *list[2];
	const struct splitter_options o = { .size = 9, .separators = list,
		.n = 2, .patterns = patterns };
	struct splitter_error e;
	struct splitter *sp;

	list[0] = "a";
	list[1] = written;
	sp = splitter_new(&o, &e);
	ok(sp == NULL && e.which == 1 && e.offset == offset &&
	    strstr(e.message, word) != NULL, "refused: %s: %zu: %s", written,
	    e.offset, e.message);
	splitter_free(sp);
}

static void
test_errors(void)
{
	static const char *const list[] = { "(?:a|aa)+[xy]" };
	const char *many[SPLITTER_SEPARATORS + 1];
	struct splitter_options o = { .size = 9, .separators = list, .n = 1,
		.patterns = true };
	struct splitter_error e;
	struct splitter *sp;
	struct chunks out = { .stop = 2 };
	struct buf text = { 0 };
	size_t i;

	refused("a\\", false, 1, "escapes");
	refused("\\q", false, 0, "escapes");
	refused("ab\\u12", false, 2, "escapes");
	refused("\\udc00", false, 0, "escapes");
	refused("\\ud800\\n", false, 0, "escapes");
	refused("a\xff", false, 1, "UTF-8");
	refused("a(", true, 2, "parenthesis");
	refused("[b-a]", true, 3, "range");
	refused("a\\", true, 1, "escapes");

	for (i = 0; i < 60; i++)
		buf_puts(&text, "a");
	sp = splitter_new(&o, &e);
	ok(run(sp, text.data, text.len, &out) == -1 &&
	    strstr(splitter_why(sp), "match limit") != NULL,
	    "a pattern that explodes is given up");
	ok(run(sp, "aax b", 5, &out) == 0 && out.n == 1,
	    "the splitter is good for the next text");
	splitter_free(sp);

	(void)splitter_preset(&o, "tutorial");
	o.size = 10;
	sp = splitter_new(&o, &e);
	ok(run(sp, text.data, text.len, &out) == 1 && out.n == 2,
	    "the callback can end the run");
	ok(run(sp, "", 0, &out) == 0 && out.n == 0,
	    "an empty text gives no chunk");
	splitter_free(sp);
	ok(splitter_preset(&o, "none") == -1,
	    "a preset of an unknown name is refused");

	for (i = 0; i < LEN(many); i++)
		many[i] = "a";
	o.separators = many;
	o.n = LEN(many);
	sp = splitter_new(&o, &e);
	ok(sp == NULL, "a list of too many separators is refused");
	splitter_free(sp);
	o.n--;
	sp = splitter_new(&o, &e);
	ok(sp != NULL && run(sp, text.data, text.len, &out) != -1,
	    "the longest list of separators works");
	splitter_free(sp);
	buf_free(&out.b);
	buf_free(&text);
}

int
main(void)
{
	test_prefix();
	test_chunks();
	test_ways();
	test_sentence_chunks();
	test_sentences();
	test_errors();
	return tap_done();
}
