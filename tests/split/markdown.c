/* Markdown: headings and tables are found, and chunks keep to them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "heading.h"
#include "markdown.h"
#include "splitter.h"
#include "tap.h"

/* s on one line, as the name of a test. */
static const char *
one_line(const char *s)
{
	static char name[200];
	char *p;

	(void)snprintf(name, sizeof(name), "%s", s);
	for (p = name; (p = strpbrk(p, "\n\r")) != NULL;)
		*p = '~';
	return name;
}

/* The blocks of s: "1[text]" a heading, "T[rows]" a table. */
static void
blocks(const char *s, const char *want)
{
	struct markdown md = { 0 };
	struct buf b = { 0 };
	size_t i, k;

	markdown_scan(&md, span_of(s));
	for (i = k = 0; i < md.nheadings || k < md.ntables;) {
		if (k == md.ntables || (i < md.nheadings &&
		    md.headings[i].start < md.tables[k].start)) {
			buf_printf(&b, "%u[%.*s]", md.headings[i].level,
			    (int)md.headings[i].text.len,
			    md.headings[i].text.p);
			i++;
		} else {
			buf_printf(&b, "T[%.*s]", (int)(md.tables[k].end -
			    md.tables[k].start), s + md.tables[k].start);
			k++;
		}
	}
	is_mem(b.data, b.len, want, strlen(want), one_line(s));
	markdown_free(&md);
	buf_free(&b);
}

static void
test_headings(void)
{
	blocks("# a\n## b ##\n### c#\n#d\n####### e\n#\te\n   # f\n    # g",
	    "1[a]2[b]3[c#]1[e]1[f]");
	blocks("#\n## ##\n# C#", "1[]2[]1[C#]");
	blocks("a\n=\n\nb\n---\n\n---\n\nc d\n===  \n", "1[a]2[b]1[c d]");
	blocks("a\nb\n---", "2[a\nb]");
	blocks("a\nb\nc\nd\n---", "");
	blocks("- a\n---\n\n> b\n---\n\n1. c\n---\n\n<b>d</b>\n---\n", "");
	blocks("2024 年\n---\n", "2[2024 年]");
	blocks("```\n# a\n```\n# b\n~~~~ x\n# c\n~~~\n# d\n~~~~~\n# e",
	    "1[b]1[e]");
	blocks("```\n# a\n~~~\n# b\n", "");
	blocks("``` a`b\n# a\n", "1[a]");
	blocks("<!-- x -->\n# a\n<!--\n# b\n-->\n# c\n<PRE class=x>\n# d\n"
	    "</pre>\n# e\n<prefix>\n# f", "1[a]1[c]1[e]1[f]");
	blocks("---\ntitle: a\ndate: b\n---\n# c\n", "1[c]");
	blocks("---\ntitle: a\n...\n# c\n", "1[c]");
	blocks("+++\ntitle = \"a\"\n+++\n# c\n", "1[c]");
	blocks("---\n\n# a\n\n---\n", "1[a]");
	blocks("---\n# a\n---\n", "1[a]");
	blocks("---\ntitle: a\n# b\n", "1[b]");
	blocks("# a\r\n\r\nb\r\n---\r\n# c\rd\r---", "1[a]2[b]1[c]2[d]");
	blocks("", "");
	blocks("\n\n", "");
}

static void
test_tables(void)
{
	blocks("|a|b|\n|-|-|\n|1|2|\n|3|4|\n\n|5|\n",
	    "T[|a|b|\n|-|-|\n|1|2|\n|3|4|]");
	blocks("x\na | b\n:--|--:\n1 | 2\ntext\n", "T[a | b\n:--|--:\n1 | 2]");
	blocks("|a|\n|-|", "T[|a|\n|-|]");
	blocks("|a|b|\n|1|2|\n|-|-|\n", "T[|1|2|\n|-|-|]");
	blocks("```\n|a|b|\n|-|-|\n```\n", "");
	blocks("a b\n---|---\n", "");
	blocks("|a|b|\n\n|-|-|\n", "");
	blocks("> |a|b|\n> |-|-|\n> |1|2|\n\n",
	    "T[> |a|b|\n> |-|-|\n> |1|2|]");
	blocks("- a\n\n    |a|b|\n    |-|-|\n    |1|2|\n",
	    "T[|a|b|\n    |-|-|\n    |1|2|]");
	blocks("|a|b|\n|-|-|\n# c | d\n|1|2|\n", "T[|a|b|\n|-|-|]1[c | d]");
	blocks("|a|b|\r\n|-|-|\r\n|1|2|\r\n\r\nx",
	    "T[|a|b|\r\n|-|-|\r\n|1|2|]");
}

static struct buf got;

static int
take(void *arg, const struct chunk *c)
{
	(void)arg;
	buf_printf(&got, "{%.*s}%s[%.*s]", (int)c->heading.len,
	    c->heading.len > 0 ? c->heading.p : "", c->run ? "" : "!",
	    (int)c->text.len, c->text.p);
	return 0;
}

/* The chunks of s under the headings `outer`: {heading}[text], ! no run. */
static void
gives(const struct splitter_options *o, const char *outer, const char *s,
    const char *want)
{
	struct splitter_error e;
	struct splitter *sp = splitter_new(o, &e);

	buf_clear(&got);
	splitter_under(sp, span_of(outer));
	ok(splitter_run(sp, span_of(s), take, NULL) == 0, "split: %s",
	    one_line(s));
	is_mem(got.data, got.len, want, strlen(want), one_line(want));
	splitter_free(sp);
}

#define TABLE "|n|m|\n|-|-|\n"	/* 12 characters */

static void
test_chunks(void)
{
	struct splitter_options o = { .size = 14 };

	(void)splitter_preset(&o, "markdown");
	gives(&o, "", "z\n# a\nb\n## c\n\nd\n## e\n# f\ng",
	    "{}[z\n# a\nb]{a > c}[## c\n\nd\n## e]{f}[# f\ng]");
	gives(&o, "", "# a\n\n## b\n\nc", "{a > b}[# a\n\n## b\n\nc]");
	gives(&o, "", "# a\n# b\nc", "{a}[# a\n# b\nc]");
	gives(&o, "", "# **a  b**\nc 1\\. d",
	    "{a b}[# **a  b**]{a b}[c 1\\. d]");
	gives(&o, "", "# 1\\. d\\e\n", "{1. d\\e}[# 1\\. d\\e]");
	gives(&o, "", "# a\n#\nb", "{a}[# a\n#\nb]");
	gives(&o, "o > p", "x\n# a\nb", "{o > p}[x\n# a\nb]");
	gives(&o, "o > a", "# a\nb", "{o > a}[# a\nb]");
	gives(&o, "a", "# a\nb\n## c\ndddddd",
	    "{a}[# a\nb]{a > c}[## c\ndddddd]");
	gives(&o, "oa", "# a\nb", "{oa > a}[# a\nb]");
	o.size = 20;
	gives(&o, "", TABLE "|1|2|\n|3|4|\n|5|6|\n\nx",
	    "{}[" TABLE "|1|2|]{}![" TABLE "|3|4|]{}![" TABLE "|5|6|]{}[x]");
	gives(&o, "", "xx\n\n" TABLE "|1|2|\n\nyyyy",
	    "{}[xx]{}[" TABLE "|1|2|]{}[yyyy]");
	gives(&o, "", "# t\n" TABLE "|0123456789|\n|1|2|",
	    "{t}[# t]{t}[|n|m|\n|-|-|]{t}[|0123456789|]{t}![" TABLE "|1|2|]");

	o.size = 100;
	gives(&o, "", "xx\n\n" TABLE "|1|2|\n\nyyyy",
	    "{}[xx\n\n" TABLE "|1|2|\n\nyyyy]");
}

/* Repeatable, and the same everywhere. */
static uint32_t seed = 1;

static size_t
draw(size_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static const char *const lines[] = {
	"# 标题\n", "## b\n", "### c d ###\n", "文\n===\n", "g h\n---\n", "\n",
	"\n\n", "```\n", "一二三四五六七八。九十！\n", "A sentence. And more.\n",
	"word ", "|a|b|\n|-|-|\n|1|2|\n", "| 名称 | 数 |\n|----|----|\n",
	"| 一 | 二三四 |\n", "|x|\n", "|0123456789012345678901234567890|\n",
	"|a|b|\r\n|-|-|\r\n|1|2|\r\n", "- i\n",
	"　　缩进。"
};

/* What must hold of the chunks of a text. */
struct claims {
	struct span text;
	const struct splitter_options *o;
	const struct markdown *md;
	struct buf all;	/* the chunks, without repeated header rows */
	size_t next;	/* code points before which chunks are done */
	size_t wrong;	/* chunks that are too long, or not where they say */
};

static int
claim(void *arg, const struct chunk *c)
{
	struct claims *k = arg;
	struct span s = c->text, header;
	size_t i, at;

	k->wrong += utf8_count(s.p, s.len) > k->o->size;
	if (k->o->with_heading)
		return 0;
	at = heading_of(k->md, c->before.len, c->before.len + s.len);
	k->wrong += (c->heading.len > 0) != (at != MARKDOWN_NONE);
	if (c->run) {
		at = c->before.len;
		k->wrong += utf8_count(c->before.p, at) != c->start ||
		    k->text.len - at < s.len ||
		    memcmp(k->text.p + at, s.p, s.len) != 0;
	}
	for (i = 0; !c->run && i < k->md->ntables; i++) {
		header.p = k->text.p + k->md->tables[i].start;
		header.len = k->md->tables[i].body - k->md->tables[i].start;
		if (k->md->tables[i].body > c->before.len ||
		    k->md->tables[i].end <= c->before.len)
			continue;
		if (s.len < header.len ||
		    memcmp(s.p, header.p, header.len) != 0)
			k->wrong++;
		else
			s = span_from(s, header.len);
	}
	buf_add(&k->all, s.p, s.len);
	buf_addc(&k->all, '\n');
	return 0;
}

/* Appends s without white space. */
static void
put_visible(struct buf *b, struct span s)
{
	uint32_t cp;
	size_t n;

	for (; s.len > 0; s = span_from(s, n)) {
		n = utf8_decode(s.p, s.len, &cp);
		if (!utf8_isspace(cp))
			buf_add(b, s.p, n);
	}
}

/* Whether a and b hold the same, but for white space. */
static bool
same_visible(struct span a, struct span b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same;

	put_visible(&x, a);
	put_visible(&y, b);
	same = span_same(buf_span(&x), buf_span(&y));
	buf_free(&x);
	buf_free(&y);
	return same;
}

/* How many rows that are not too long are not whole in the chunks. */
static size_t
rows_cut(const struct claims *k)
{
	const struct markdown_table *t;
	struct span rest, line;
	size_t i, cut = 0;

	for (i = 0; i < k->md->ntables; i++) {
		t = &k->md->tables[i];
		rest = (struct span){ k->text.p + t->start, t->end - t->start };
		while (span_line(&rest, &line)) {
			line = utf8_strip(line);
			cut += utf8_count(line.p, line.len) <= k->o->size &&
			    memmem(k->all.data, k->all.len, line.p,
			    line.len) == NULL;
		}
	}
	return cut;
}

static void
test_random(void)
{
	static const char *const presets[] = { "markdown", "tutorial",
		"langchain", "sentence" };
	struct splitter_options o = { .overlap = 0 };
	struct splitter_error e;
	struct splitter *sp;
	struct markdown md = { 0 };
	struct buf text = { 0 };
	struct claims k = { .o = &o, .md = &md };
	size_t i, n, lost = 0, cut = 0, failed = 0, tables = 0;

	for (i = 0; i < 20000; i++) {
		buf_clear(&text);
		for (n = draw(20); n > 0; n--)
			buf_puts(&text, lines[draw(LEN(lines))]);
		(void)splitter_preset(&o, presets[draw(LEN(presets))]);
		o.size = 2 + draw(60);
		o.markdown = true;
		o.with_heading = draw(3) == 0;
		k.text = buf_span(&text);
		buf_clear(&k.all);
		markdown_scan(&md, k.text);
		tables += md.ntables;
		sp = splitter_new(&o, &e);
		failed += splitter_run(sp, k.text, claim, &k) != 0;
		if (!o.with_heading) {
			lost += !same_visible(k.text, buf_span(&k.all));
			cut += rows_cut(&k);
		}
		splitter_free(sp);
	}
	ok(failed == 0 && k.wrong == 0, "random: no chunk is too long, or"
	    " elsewhere than it says (%zu, %zu)", failed, k.wrong);
	ok(lost == 0, "random: no text is lost (%zu)", lost);
	ok(cut == 0, "random: rows are whole (%zu)", cut);
	ok(tables > 10000, "random: there were tables (%zu)", tables);
	markdown_free(&md);
	buf_free(&text);
	buf_free(&k.all);
}

int
main(void)
{
	test_random();
	test_headings();
	test_tables();
	test_chunks();
	buf_free(&got);
	return tap_done();
}
