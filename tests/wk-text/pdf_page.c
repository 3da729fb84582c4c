/* The text of a PDF's page: characters, lines, paragraphs, running heads. */
#include <stdlib.h>

#include "pdf_chars.h"
#include "pdf_heads.h"
#include "pdf_page.h"
#include "pdf_title.h"
#include "tap.h"

/* Whether raw characters become these. */
static void
chars(const char *raw, const char *want, const char *name)
{
	struct pdf_count count = { 0, 0 };
	struct buf b = { 0 };

	pdf_chars_put(&b, span_of(raw), &count);
	is_mem(b.data, b.len, want, strlen(want), name);
	buf_free(&b);
}

/* Whether pages, each ended by a form feed, become this text. */
static void
pages(const char *raw, const char *want, const char *name)
{
	struct pdf_lines lines = { 0 };
	struct pdf_end end = { 0 };
	struct buf b = { 0 };
	const char *feed;

	for (; (feed = strchr(raw, '\f')) != NULL; raw = feed + 1) {
		pdf_lines_split(&lines, (struct span){ raw,
		    (size_t)(feed - raw) });
		pdf_page_put(&b, lines.lines, lines.n, &end);
	}
	pdf_lines_split(&lines, span_of(raw));
	pdf_page_put(&b, lines.lines, lines.n, &end);
	is_mem(b.data, b.len, want, strlen(want), name);
	pdf_lines_free(&lines);
	buf_free(&b);
}

/* The same, where running heads are taken off. */
static void
heads(const char *raw, const char *want, const char *name)
{
	struct pdf_heads *h = pdf_heads_new();
	struct pdf_lines lines = { 0 };
	struct buf b = { 0 };
	const char *p, *feed;
	size_t page, i;
	int pass;

	for (pass = 0; pass < 2; pass++)
		for (p = raw, page = 1; (feed = strchr(p, '\f')) != NULL;
		    p = feed + 1, page++) {
			pdf_lines_split(&lines, (struct span){ p,
			    (size_t)(feed - p) });
			if (pass == 0) {
				pdf_heads_note(h, page, lines.lines, lines.n);
				continue;
			}
			pdf_heads_take(h, page, &lines);
			for (i = 0; i < lines.n; i++) {
				buf_add(&b, lines.lines[i].s.p,
				    lines.lines[i].s.len);
				buf_addc(&b, i + 1 < lines.n ? ' ' : '|');
			}
		}
	is_mem(b.data, b.len, want, strlen(want), name);
	pdf_heads_free(h);
	pdf_lines_free(&lines);
	buf_free(&b);
}

static void
title(const char *raw, const char *want, const char *name)
{
	struct buf b = { 0 }, html = { 0 };

	buf_printf(&html, "<html><head>\n<title>%s</title>\n", raw);
	pdf_title_put(&b, buf_span(&html));
	is_mem(b.data, b.len, want, strlen(want), name);
	buf_free(&b);
	buf_free(&html);
}

static void
test_chars(void)
{
	struct pdf_count count = { 0, 0 };
	struct buf b = { 0 };

	chars("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", "fffiflffifflstst",
	    "ligatures");
	chars("\u2f00\u2f45 \u2ec5\u2ed3", "一方 见长", "radicals");
	chars("\ufe35灯\ufe36\ufe41塔\ufe42\ufe12\ufe30\ufe31",
	    "（灯）「塔」。‥—", "vertical forms");
	chars("\ufe8d\ufedf\ufef3\ufefb\ufb56\ufdf2", "ال"
	    "ي" "لا" "پ" "الله", "Arabic forms");
	chars("２①㎏ｱ…", "２①㎏ｱ…", "nothing else of NFKC");
	chars("a\u00adb\u202ac\u2066d\001e\177f\tg\nh", "abcdef\tg\nh",
	    "soft hyphens, marks of direction and controls go");
	chars("a\xff\xfe" "b\xe7\x81", "a��b��",
	    "what is not UTF-8 becomes U+FFFD");
	pdf_chars_put(&b, span_of("ab 灯\ue001\ufffd \xff"), &count);
	ok(count.visible == 6 && count.unreadable == 3,
	    "unreadable characters are counted");
	buf_free(&b);
}

static void
test_lines(void)
{
	pages("灯塔建于一八七三年，高三\n十米。\n", "灯塔建于一八七三年，高三十米。",
	    "no blank where a line of Han ends");
	pages("日本のマ\nクロ経済\n", "日本のマクロ経済",
	    "a word of katakana goes on in the next line");
	pages("The lighthouse was built\nin 1873, on a cliff.\n",
	    "The lighthouse was built in 1873, on a cliff.",
	    "a blank where a line of words ends");
	pages("安装到 Debian 系统的\nLinux 内核上，然后重新启动\n计算机。\n",
	    "安装到 Debian 系统的 Linux 内核上，然后重新启动计算机。",
	    "a blank between Han and Latin where the page has it");
	pages("安装到Debian系统的\nLinux内核上，然后重新启动\n计算机。\n",
	    "安装到Debian系统的Linux内核上，然后重新启动计算机。",
	    "none where it has not");
	pages("灯 塔 建 于 1 8 7 3 年 ， 高 三\n十 米 。\n",
	    "灯塔建于 1873 年，高三十米。", "blanks between all Han go");
	pages("灯塔建于一八 七三年，高三十米，站 在北方。\n",
	    "灯塔建于一八七三年，高三十米，站在北方。",
	    "stray blanks in a sentence go");
	pages("姓名 张三 性别 男 民族 汉\n", "姓名 张三 性别 男 民族 汉",
	    "those between the fields of a form stay");
	pages("第一条 为了保护灯塔，制定本法。\n", "第一条 为了保护灯塔，制定本法。",
	    "and the one behind the number of an article");
	pages("灯\n\n塔\n\n守\n", "灯塔守", "Han one below the other");
	pages("北方的灯塔\n灯塔建于一八七三年，高三十米，站在北方的悬崖\n"
	    "上，远处的船只在夜里能看见它的光。它的光二十海\n里外可见。\n"
	    "守塔人每天傍晚点灯，清晨熄灯，从不间断，如此过\n了三十年。\n",
	    "北方的灯塔\n灯塔建于一八七三年，高三十米，站在北方的悬崖上，"
	    "远处的船只在夜里能看见它的光。它的光二十海里外可见。\n"
	    "守塔人每天傍晚点灯，清晨熄灯，从不间断，如此过了三十年。",
	    "headings and paragraphs keep lines of their own");
	pages("第一章 总则\n第一条 为了保护灯塔，发展航运事业，维护航海者\n的合法权益，"
	    "制定本法。\n第二条 灯塔不得拆除。\n",
	    "第一章 总则\n第一条 为了保护灯塔，发展航运事业，维护航海者的合法权益，"
	    "制定本法。\n第二条 灯塔不得拆除。", "articles begin lines");
	pages("The keeper has three duties, which never change at all:\n"
	    "1. light the lamp at dusk, whatever the weather may be like\n"
	    "outside;\n2. trim the wick;\n(3) wind the clockwork.\n• none\n",
	    "The keeper has three duties, which never change at all:\n"
	    "1. light the lamp at dusk, whatever the weather may be like "
	    "outside;\n2. trim the wick;\n(3) wind the clockwork.\n• none",
	    "items of lists begin lines");
	pages("•\n\nthe lamp\n\n•\n\nthe clock\n\n3.4\n\nThe keeper\n",
	    "• the lamp\n\n• the clock\n\n3.4 The keeper",
	    "a mark that stands alone goes before its item");
	pages("Name\nAnn\nBob\n\n姓名\n张三\n李四\n\nRevenue 2023 1,200 1,300\n"
	    "Profit 2023 200 300 12%\n", "Name\nAnn\nBob\n\n姓名\n张三\n李四\n\n"
	    "Revenue 2023 1,200 1,300\nProfit 2023 200 300 12%",
	    "rows and cells of tables stay lines");
	pages("see http://example.org/lighthouses/of/the/north/\ncliff.html,"
	    " which has pictures of all lighthouses\n",
	    "see http://example.org/lighthouses/of/the/north/cliff.html,"
	    " which has pictures of all lighthouses", "an address goes on");
	pages("\n\n \n", "", "a page without lines");
}

static void
test_pages(void)
{
	pages("The lighthouse was built in 1873 and it\fstands on the cliff.\n",
	    "The lighthouse was built in 1873 and it stands on the cliff.",
	    "a paragraph goes on on the next page");
	pages("灯塔建于一八七三年，站在北方的悬\f崖上。\n",
	    "灯塔建于一八七三年，站在北方的悬崖上。", "one of Han as well");
	pages("The lighthouse, known interna-\ftionally, is of stone.\n",
	    "The lighthouse, known internationally, is of stone.",
	    "a word that a hyphen parts between pages");
	pages("The lighthouse was built.\fthe end\n",
	    "The lighthouse was built.\n\nthe end",
	    "a sentence that ends with its page");
	pages("灯塔建于一八七三年，站在北方\f第二章 守塔人\n",
	    "灯塔建于一八七三年，站在北方\n\n第二章 守塔人",
	    "a heading begins a page");
	pages("1 2 3 4\f\fand so on\n", "1 2 3 4\n\nand so on",
	    "a row of numbers does not go on; a page is empty");
}

static void
test_heads(void)
{
	heads("Form\na\nb\nc\nd\ne\nf\ng\nh\nPage 1 of 4\f"
	    "Form\na\nb\nc\nd\ne\nf\ng\nh\nPage 2 of 4\f"
	    "Form\na\nb\nc\nd\ne\nf\ng\nh\nPage 3 of 4\f"
	    "Form\na\nb\nc\nd\ne\nf\ng\nh\nPage 4 of 4\f",
	    "Form a b c d e f g h|Form a b c d e f g h|"
	    "Form a b c d e f g h|Form a b c d e f g h|",
	    "forms have the same text on their pages, but not the numbers");
	heads("Report\na\n1\fReport\nb\n2\fReport\nc\n3\f", "a|b|c|",
	    "a head on three pages, and page numbers");
	heads("Report\na\fReport\nb\f", "Report a|Report b|",
	    "one on two pages stays");
	heads("12 Ships\na\fLamps 13\nb\f14 Ships\nc\fLamps 15\nd\f16 Ships\n"
	    "e\fLamps 17\nf\f", "a|b|c|d|e|f|",
	    "heads of left and right pages, with numbers");
	heads("a\n- 1 -\fb\n- 2 -\f", "a|b|", "numbers between dashes");
	heads("a\n第 1 页 共 2 页\fb\n第 2 页 共 2 页\f", "a|b|",
	    "第 1 页 共 2 页");
	heads("a\nPage 1 of 2\fb\nPage 2 of 2\f", "a|b|", "Page 1 of 2");
	heads("a\n1 / 2\fb\n2 / 2\f", "a|b|", "1 / 2");
	heads("a\nii\fb\niii\fc\niv\f", "a|b|c|", "roman numbers");
	heads("a\n41\fb\n42\f", "a|b|", "numbers that go on from another part");
	heads("Total\n12\fb\n7\fc\n90\f", "Total 12|b 7|c 90|",
	    "numbers that do not count pages stay");
	heads("a\n- 12\fb\n- 30\f", "a - 12|b - 30|", "items stay");
	heads("Chapter 1\nx\ny\fChapter 2\nz\nv\fChapter 3\nu\nw\f",
	    "Chapter 1 x y|Chapter 2 z v|Chapter 3 u w|",
	    "chapters that begin pages are no heads");
	heads("第 1 章\nx\ny\f第 2 章\nz\nv\f第 3 章\nu\nw\f",
	    "第 1 章 x y|第 2 章 z v|第 3 章 u w|", "nor are 第 1 章");
	heads("Text of page 1\fText of page 2\fText of page 3\f",
	    "Text of page 1|Text of page 2|Text of page 3|",
	    "a page of nothing else keeps its lines");
	heads("1.1\n4 / 9\na\f1.2\n5 / 9\nb\f1.3\n6 / 9\nc\f",
	    "1.1 a|1.2 b|1.3 c|", "numbers behind a line of the text");
	heads("Note\na\fb\fc\fd\fNote\ne\ff\fg\fh\fi\fNote\nj\f",
	    "Note a|b|c|d|Note e|f|g|h|i|Note j|",
	    "what stands on pages far from one another stays");
	heads("Page 1\fPage 2\f3\f4\f", "Page 1|Page 2|",
	    "even if a page's number is all it says, but for bare ones");
	heads("1 a\n1 b\n1 c\n1 d\n1 x\n1 e\n1 f\n1 g\n1 h\f"
	    "2 a\n2 b\n2 c\n2 d\n2 y\n2 e\n2 f\n2 g\n2 h\f"
	    "3 a\n3 b\n3 c\n3 d\n3 z\n3 e\n3 f\n3 g\n3 h\f",
	    "1 a 1 b 1 c 1 d 1 x 1 e 1 f 1 g 1 h|"
	    "2 a 2 b 2 c 2 d 2 y 2 e 2 f 2 g 2 h|"
	    "3 a 3 b 3 c 3 d 3 z 3 e 3 f 3 g 3 h|",
	    "pages of the same text keep it");
}

static void
test_title(void)
{
	title("Tom &amp; Jerry &lt;x&gt;", "Tom & Jerry <x>", "a title");
	title("  灯塔\n 手册 ", "灯塔 手册", "with blanks in it");
	title("Microsoft Word - report.doc", "", "the name of a file");
	title("Microsoft Word - 年度报告", "年度报告", "a program's name goes");
	title("untitled", "", "untitled");
	title("\xc2\xb5\xc3\x86\xc3\x8b\xc3\xbe", "", "GBK read as Latin-1");
	title("Le caf\xc3\xa9 d'\xc3\xa9t\xc3\xa9", "Le café d'été", "accents");
	title("", "", "none");
}

/* Any bytes at all: nothing is read beyond them (make asan). */
static void
test_noise(void)
{
	static const char *const bits[] = { "灯", " ", "\n", "\n\n", "\f", "a",
	    "-", "1", ".", "第", "章", "(", "•", "一", "、", "\xe7", "\xff",
	    "Chapter ", "。", "iv", "/", "\u3000", "マ", "\ue001" };
	struct pdf_count count = { 0, 0 };
	struct buf raw = { 0 }, b = { 0 };
	uint32_t seed = 1;
	size_t i, n;

	for (i = 0; i < 3000; i++) {
		buf_clear(&raw);
		buf_clear(&b);
		for (n = 0; n < 60; n++) {
			seed = seed * 1664525 + 1013904223;
			buf_puts(&raw, bits[(seed >> 8) % LEN(bits)]);
		}
		pdf_chars_put(&b, buf_span(&raw), &count);
		buf_addc(&b, '\f');
		buf_addc(&b, '\0');
		struct pdf_heads *h = i % 100 == 0 ? pdf_heads_new() : NULL;
		struct pdf_lines lines = { 0 };
		struct pdf_end end = { 0 };
		struct buf to = { 0 };

		pdf_lines_split(&lines, (struct span){ b.data, b.len - 1 });
		if (h != NULL) {
			pdf_heads_note(h, 1, lines.lines, lines.n);
			pdf_heads_take(h, 1, &lines);
		}
		pdf_page_put(&to, lines.lines, lines.n, &end);
		pdf_page_put(&to, lines.lines, lines.n, &end);
		pdf_heads_free(h);
		pdf_lines_free(&lines);
		buf_free(&to);
	}
	ok(count.visible > 0, "noise does no harm");
	buf_free(&raw);
	buf_free(&b);
}

int
main(void)
{
	test_chars();
	test_lines();
	test_pages();
	test_heads();
	test_title();
	test_noise();
	return tap_done();
}
