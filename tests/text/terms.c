#include "text/terms.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "base/utf8.h"

/* All terms of a text, a character with ' ', others with their kind. */
static void
list(struct buf *b, const char *s, size_t n, bool question)
{
	struct terms t;
	struct term term;

	buf_clear(b);
	terms_open(&t, s, n);
	t.question = question;
	while (terms_next(&t, &term)) {
		buf_addc(b, term.kind == TERM_WORD ? ' ' :
		    term.kind == TERM_BIGRAM ? '+' :
		    term.last ? '|' : '.');
		buf_add(b, term.text, term.len);
	}
}

static void
gives(const char *s, const char *want, const char *name)
{
	struct buf b = { 0 };

	list(&b, s, strlen(s), false);
	is_mem(b.data, b.len, want, strlen(want), name);
	buf_free(&b);
}

static void
asks(const char *s, const char *want)
{
	struct buf b = { 0 };

	list(&b, s, strlen(s), true);
	is_mem(b.data, b.len, want, strlen(want), s);
	buf_free(&b);
}

static void
test_kinds(void)
{
	gives("", "", "nothing");
	gives("孙悟空", ".孙+孙悟.悟+悟空|空", "Han: characters and bigrams");
	gives("空", "|空", "one character");
	gives("悟空，八戒", ".悟+悟空|空.八+八戒|戒",
	    "no bigram over punctuation");
	gives("The C++ FOO-bar 2024", " the c foo bar 2024",
	    "words, lower-cased");
	gives("RTX4090D", " rtx 4090 d", "letters and digits part");
	gives("RTX 4090-d", " rtx 4090 d", "as they do when written apart");
	gives("ＧＰＴ４ｏ怎", " gpt 4 o|怎", "full-width ones, too");
	gives("x86_64 h2o 7B 第2B", " x 86 64 h 2 o 7 b|第 2 b",
	    "each word by itself");
	gives("a1b2 a1b2c 46d2950e 3f2504e0", " a 1 b 2 a1b2c 46 d 2950 e "
	    "3f2504e0", "a word of more than four parts stays whole");
	gives("第3回XTuner训练", "|第 3|回 xtuner.训+训练|练",
	    "scripts part terms");
	gives("ひらカナ", ".ひ+ひら.ら+らカ.カ+カナ|ナ", "kana");
	gives("한글", ".한+한글|글", "hangul");
	gives("ไทย", ".ไ+ไท.ท+ทย|ย", "Thai, which has no spaces either");
	gives("😀🎉 — “”…\t\n", "", "emoji and punctuation are no terms");
	gives("a\0b", " a", "a NUL ends the C string of this test");
	gives("a\xff悟\xe6\x82空\xed\xa0\x80", " a|悟|空",
	    "bytes that are not UTF-8 part terms");
}

static void
test_folding(void)
{
	gives("ＡＢｃ１２", " abc 12", "full-width forms");
	gives("Café MÜLLER ÀÉÎ Öß Ŧž Ńñ", " cafe muller aei oß tz nn",
	    "Latin letters lose their accents");
	gives("naïve Łódź Ǎǐ ệỗ", " naive lodz ai eo", "of any country");
	gives("cafe\u0301 nai\u0308ve e\u0302\u0323x \u0301 \u0301a",
	    " cafe naive ex a", "accents that are characters of their own");
	gives("МОСКВА Ёж Ӂ Йод Ї", " москва еж ж иод і", "Cyrillic");
	gives("ΆΣΑΣ ς Ώ ΐ", " ασασ σ ω ι", "Greek, and its final sigma");
	gives("ԵՐԵՎԱՆ", " երեվան", "Armenian");
	gives("İSTANBUL", " istanbul", "the dotted I");
	gives("臺灣龍門", ".台+台湾.湾+湾龙.龙+龙门|门", "traditional");
}

static void
test_asking(void)
{
	asks("悟空的师父是谁？", ".悟+悟空.空+空的.的+的师.师+师父.父+父是|是");
	asks("什么是云泽", ".是+是云.云+云泽|泽");
	asks("為什麼叫三兩", ".叫+叫三.三+三两|两");
	asks("有门吗？", ".有+有门|门");
	asks("吗啡和呢绒", ".吗+吗啡.啡+啡和.和+和呢.呢+呢绒|绒");
	asks("哪吒住哪里", ".哪+哪咤.咤+咤住|住");
	asks("What IS the tide?", " the tide");
	asks("whatever", " whatever");
	asks("谁", "");
	gives("谁", "|谁", "a text that does not ask keeps its words");
}

/* The ranges cover the terms, in order, and the bytes mean the term. */
static void
test_ranges(void)
{
	static const char text[] = "见《臺灣》No.7，ＸＹ。";
	struct terms t;
	struct term term;
	size_t last = 0;
	bool rising = true;

	terms_open(&t, text, sizeof(text) - 1);
	while (terms_next(&t, &term)) {
		rising = rising && term.start >= last && term.end > term.start;
		last = term.start;
		if (term.kind == TERM_BIGRAM)
			is_mem(text + term.start, term.end - term.start,
			    "臺灣", 6, "the range of a bigram");
		if (term.kind == TERM_WORD && term.text[0] == 'x')
			is_mem(text + term.start, term.end - term.start,
			    "ＸＹ", 6, "the range of a full-width word");
	}
	ok(rising, "ranges rise");
}

static void
test_long_words(void)
{
	static char text[1000];
	struct terms t;
	struct term term;
	size_t all = 0, longest = 0;

	memset(text, 'A', sizeof(text));
	terms_open(&t, text, sizeof(text));
	while (terms_next(&t, &term)) {
		all += term.len;
		if (term.len > longest)
			longest = term.len;
	}
	ok(longest <= TERM_MAX && longest > TERM_MAX - 4,
	    "a long word is cut at TERM_MAX");
	ok(all == sizeof(text), "and nothing of it is lost");
}

/* Without text (plain) the same terms have the same hashes. */
static void
test_plain(void)
{
	static const char text[] = "孙悟空 went 臺灣 1986年";
	struct terms a, b;
	struct term x, y;
	bool same = true, more;

	terms_open(&a, text, sizeof(text) - 1);
	terms_open(&b, text, sizeof(text) - 1);
	b.plain = true;
	do {
		more = terms_next(&a, &x);
		same = same && more == terms_next(&b, &y) && (!more ||
		    (terms_hash(&x) == terms_hash(&y) && x.kind == y.kind &&
		    x.start == y.start && x.end == y.end));
	} while (more && same);
	ok(same, "plain terms are the same terms");
}

static void
test_index(void)
{
	static const char text[] = "孙悟空，hi 猴";
	struct terms t;
	struct term term;
	struct buf b = { 0 };

	terms_open(&t, text, sizeof(text) - 1);
	while (terms_next(&t, &term))
		terms_index(&b, &term);
	is_mem(b.data, b.len, "孙悟 悟空 空 hi 猴 ",
	    strlen("孙悟 悟空 空 hi 猴 "), "what an index holds of a text");
	buf_free(&b);
}

static void
test_fold_hans(void)
{
	static const char pairs[] = "國国學学體体後后裏里裡里爲为為为說说説说"
	    "麼么強强臺台衆众峯峰線线綫线鬱郁龜龟羣群產产";
	uint32_t cp, from, to;
	size_t i, moved = 0;
	bool good = true, twice = true;

	for (i = 0; i + 6 < sizeof(pairs); i += 6) {
		(void)utf8_decode(pairs + i, 3, &from);
		(void)utf8_decode(pairs + i + 3, 3, &to);
		if (fold_hans(from) != to) {
			good = false;
			printf("# %.3s\n", pairs + i);
		}
	}
	ok(good, "traditional characters in use, of Taiwan and Hong Kong");
	for (cp = 0; cp <= 0x10ffff; cp++) {
		to = fold_hans(cp);
		moved += to != cp;
		twice = twice && fold_hans(to) == to;
	}
	ok(twice, "folding twice changes nothing more");
	ok(moved > 3000 && moved < 4000, "%zu characters are folded", moved);
	ok(fold_hans('a') == 'a' && fold_hans(0x56fd) == 0x56fd &&
	    fold_hans(0x20000) == 0x20000, "others stay");
}

int
main(void)
{
	test_kinds();
	test_folding();
	test_asking();
	test_ranges();
	test_long_words();
	test_plain();
	test_index();
	test_fold_hans();
	return tap_done();
}
