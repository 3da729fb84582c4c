#include "cite.h"

#include <string.h>

#include "tap.h"

#define SPAN(s) ((struct span){ (s), strlen(s) })

/* Passages 1, 2, 3 and 5 exist. */
static const size_t exists[] = { 0, 1, 2, 3, 0, 5 };

/* A text on one line, for the name of a test. */
static const char *
shown(const char *s)
{
	static char line[256];
	size_t i;

	(void)snprintf(line, sizeof(line), "%s", s);
	for (i = 0; line[i] != '\0'; i++)
		if (line[i] == '\n' || line[i] == '#')
			line[i] = '|';
	return line;
}

static void
reads_with(const size_t *place, size_t max, const char *answer, bool keep,
    const char *want, const char *cited, size_t bad)
{
	struct cite c = { 0 };
	struct buf numbers = { 0 };
	size_t i;

	cite_read(&c, SPAN(answer), place, max, keep);
	for (i = 0; i < c.n; i++)
		buf_printf(&numbers, "%s%zu", i == 0 ? "" : " ", c.cited[i]);
	is_mem(c.text.data, c.text.len, want, strlen(want), shown(answer));
	ok(numbers.len == strlen(cited) && (numbers.len == 0 ||
	    memcmp(numbers.data, cited, numbers.len) == 0) && c.bad == bad,
	    "  cites '%s', %zu are none", cited, bad);
	buf_free(&numbers);
	cite_free(&c);
}

static void
reads(const char *answer, bool keep, const char *want, const char *cited,
    size_t bad)
{
	reads_with(exists, LEN(exists) - 1, answer, keep, want, cited, bad);
}

/* Numbers that stand for other places in the hits. */
static void
test_places(void)
{
	static const size_t place[] = { 0, 1, 4, 0, 2 };

	reads_with(place, 4, "甲[2][1]。乙[4]。丙[3]。", false, "甲。乙。丙。",
	    "4 1 2", 1);
	reads_with(place, 4, "甲[2][1]。乙[4]。丙[3]。", true,
	    "甲[4][1]。乙[2]。丙。", "4 1 2", 1);
	reads_with(place, 4, "甲【1】。乙[1-4]。", true, "甲【1】。乙[1,4,2]。",
	    "1 4 2", 1);
	reads_with(place, 4, "a [4,2,9] b", true, "a [2,4] b", "2 4", 1);
}

static void
test_marks(void)
{
	static const char *const marks[] = { "[1]", " [1]", "【1】", "［1］",
		"〔1〕", "[１]", "[^1]", "[ 1 ]", "[资料1]", "[资料 1]",
		"[Passage 1]", "[source 1]", "[doc 1]", "[#1]",
		"　[1]", "([1])", "（[1]）", "【1†source】",
		"[1](https://example.org/x)", "[1](#ref)" };
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < LEN(marks); i++) {
		buf_clear(&b);
		buf_printf(&b, "掌柜是老李%s。", marks[i]);
		buf_addc(&b, '\0');
		reads(b.data, false, "掌柜是老李。", "1", 0);
	}
	buf_free(&b);
	reads("A [1][2] b.", false, "A b.", "1 2", 0);
	reads("A [2], [1], and b.", false, "A, and b.", "2 1", 0);
	reads("A [1,2] b [2、1] c [3，5; 1].", false, "A b c.", "1 2 3 5", 0);
	reads("A [1-3].", false, "A.", "1 2 3", 0);
	reads("A [3–1][1~2].", false, "A.", "3 1 2", 0);
	reads("[1] A.\n[2] B.", false, "A.\nB.", "1 2", 0);
	reads("A. [1]\n\nB. [2]\n", false, "A.\n\nB.", "1 2", 0);
	reads("甲（见[1]、[2]）。", false, "甲（见）。", "1 2", 0);
}

static void
test_no_marks(void)
{
	static const char *const texts[] = { "a[0] = b", "in [2024] it", "[]",
		"[x]", "[1", "[1 x]", "1]", "[01]", "[1.5]", "[,1]", "[1,]",
		"[1-]", "【1]", "`a[1]` is code", "```\na[1] = [2];\n```",
		"[link](https://example.org)", "[-1]" };
	size_t i;

	for (i = 0; i < LEN(texts); i++)
		reads(texts[i], false, texts[i], "", 0);
	reads("a ` b [1]", false, "a ` b", "1", 0);
	reads("`a\nb` [1]", false, "`a\nb`", "1", 0);
	reads("", false, "", "", 0);
	reads(" \n", false, "", "", 0);
	reads("[1]", false, "", "1", 0);
}

static void
test_bad(void)
{
	reads("A [4].", false, "A.", "", 1);
	reads("A [9][1] [999].", false, "A.", "1", 2);
	reads("A [1-5].", false, "A.", "1 2 3 5", 1);
	reads("A [1-999].", false, "A.", "1 2 3 5", 995);
	reads("A [1][1][1].", false, "A.", "1", 0);
}

static void
test_keep(void)
{
	reads("A [1][2], b 【3】.", true, "A [1][2], b 【3】.", "1 2 3", 0);
	reads("A [1,4,2].", true, "A [1,2].", "1 2", 1);
	reads("A [4] b [1].", true, "A b [1].", "1", 1);
}

static void
test_sources(void)
{
	reads("A [1].\n\nSources: [1], [2]", false, "A.", "1 2", 0);
	reads("甲[1]。\n\n**参考资料：** [1][2]", false, "甲。", "1 2", 0);
	reads("甲[1]。\n来源：口传。", false, "甲。\n来源：口传。", "1", 0);
	reads("甲。\n来源：", false, "甲。\n来源：", "", 0);
	reads("甲[2]。\n\n## 参考资料：\n[1] a.txt\n- [2] b.txt, c\n\n[4]", false,
	    "甲。", "2 1", 1);
	reads("A.\nSources:\n* [1] `x`: some title", false, "A.", "1", 0);
	reads("Sources:\n[1] A.\n[2] B.", false, "Sources:\nA.\nB.", "1 2", 0);
	reads("A.\nSources:\n[1] B.", true, "A.\nSources:\n[1] B.", "1", 0);
	reads("Three things:\n[1] B.", false, "Three things:\nB.", "1", 0);
}

static void
unmarks(const char *answer, const char *want)
{
	struct buf b = { 0 };

	cite_unmark(&b, SPAN(answer));
	is_mem(b.data, b.len, want, strlen(want), shown(answer));
	buf_free(&b);
}

static void
test_unmark(void)
{
	unmarks("[1] A [2][3].\n[2] B【4】(［5］)", "A.\nB");
	unmarks("A [1], [2]; b", "A,; b");
	unmarks("[1](https://example.org/x) [2](see there)",
	    "[1](https://example.org/x) [2](see there)");
	unmarks("`a[1]` [2024] [x] [", "`a[1]` [2024] [x] [");
	unmarks("A.\nSources: [1]", "A.\nSources:");
	unmarks("", "");
}

int
main(void)
{
	test_marks();
	test_places();
	test_no_marks();
	test_bad();
	test_keep();
	test_sources();
	test_unmark();
	return tap_done();
}
