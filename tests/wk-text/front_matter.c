/* front_matter: what comes off a Markdown text, and its title. */
#include "front_matter.h"

#include "tap.h"

/* A text on one line, for the name of a test. */
static const char *
shown(const char *text)
{
	static char line[100];
	size_t i;

	for (i = 0; text[i] != '\0' && i + 1 < sizeof(line); i++)
		line[i] = text[i] == '\n' || text[i] == '\r' ? '/' : text[i];
	line[i] = '\0';
	return line;
}

static void
skip(const char *text, const char *want, const char *title)
{
	struct buf b = { 0 };
	struct span rest = front_matter_skip(span_of(text), &b);

	is_mem(rest.p, rest.len, want, strlen(want), shown(text));
	is_mem(b.data, b.len, title, strlen(title), "the title of that");
	buf_free(&b);
}

static void
same(const char *text)
{
	skip(text, text, "");
}

int
main(void)
{
	skip("---\ntitle: Of the moon\ntags:\n- a\n- b\n---\n\n"
	    "# Text\n---\nx\n",
	    "# Text\n---\nx\n", "Of the moon");
	skip("---\ntitle: \"A: \\\"b\\\"\"\n---\nx", "x", "A: \"b\"");
	skip("---\ntitle: 'It is' # so\n...\nx", "x", "It is");
	skip("---\ntitle: 'It''s so' # 'x'\n---\nx", "x", "It's so");
	skip("---\ntitle: C# and F # both\n---\nx", "x", "C# and F");
	skip("---\n标题: 无\ntitle: 月亮\ndate: 2026-07-02\n---\n正文", "正文", "月亮");
	skip("---\na:\n  title: inner\n\nb: |\n  free text\n# c\n---\nx",
	    "x", "");
	skip("---\ntitle: >-\n  one\n  two\nb: 1\n---\nx", "x", "one two");
	skip("--- \ntitle: x\n---  \n\n\n y", " y", "x");
	skip("---\n\"title\": \"x\"\n---", "", "x");
	skip("---\n---\nx", "x", "");
	skip("+++\ntitle = \"Of the sun\"\nb = '''\nfree\n'''\n[t]\n"
	    "title = \"y\"\n+++\nx", "x", "Of the sun");
	skip("+++\n[t]\ntitle = \"y\"\n+++\nx", "x", "");
	same("---\n\nText: a\n\n---\n\nmore\n");
	same("---\nText of a page.\n\n---\nmore\n");
	same("---\nNote: this is so,\nas you see.\n---\nmore\n");
	same("---\n# Title\n---\nmore\n");
	same("---\ntitle: x\n\nand never closed\n");
	same("---\ntitle: x\n");
	same("+++\nplain\n+++\nmore\n");
	same("\n---\ntitle: x\n---\n");
	same("----\ntitle: x\n----\n");
	same("x\n---\ntitle: x\n---\n");
	same("---");
	same("");
	return tap_done();
}
