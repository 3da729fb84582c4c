/* pattern: matches one after the other, empty ones too; what is refused. */
#include "text/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

/* Every match of the pattern as [whole|first group]. */
static void
gives(const char *source, unsigned int how, const char *text,
    const char *want)
{
	struct pattern_match m = { 0 };
	struct pattern_error e;
	struct pattern *p = pattern_new(span_of(source), how, &e);
	struct span s = span_of(text), group;
	struct buf got = { 0 };
	int found;

	if (!ok(p != NULL, "%s compiles", source))
		return;
	while ((found = pattern_next(p, s, &m)) == 1) {
		group = pattern_group(p, s);
		buf_addc(&got, '[');
		buf_add(&got, s.p + m.start, m.end - m.start);
		buf_addc(&got, '|');
		buf_add(&got, group.p, group.len);
		buf_addc(&got, ']');
	}
	ok(found == 0, "all matches of %s are found", source);
	is_mem(got.data, got.len, want, strlen(want), source);
	buf_free(&got);
	pattern_free(p);
}

static void
refuses(const char *source, size_t offset, const char *word)
{
	struct pattern_error e = { 0 };
	struct pattern *p = pattern_new(span_of(source), 0, &e);

	ok(p == NULL && e.offset == offset &&
	    strstr(e.message, word) != NULL, "%s is refused at byte %zu: %s",
	    source, e.offset, e.message);
	pattern_free(p);
}

static void
test_limit(void)
{
	struct pattern_match m = { 0 };
	struct pattern_error e;
	struct pattern *p = pattern_new(span_of("^(?:a|aa)+[xy]"), 0, &e);
	struct buf text = { 0 };
	size_t i;

	for (i = 0; i < 60; i++)
		buf_addc(&text, 'a');
	ok(p != NULL && pattern_next(p, buf_span(&text), &m) == -1 &&
	    strstr(pattern_why(p), "match limit") != NULL,
	    "a pattern that explodes is given up");
	m = (struct pattern_match){ 0 };
	ok(pattern_next(p, span_of("aax"), &m) == 1 && m.end == 3,
	    "the pattern is good for the next text");
	buf_free(&text);
	pattern_free(p);
}

int
main(void)
{
	gives("b", 0, "abcb", "[b|b][b|b]");
	gives("q(.)|c", 0, "qacq你", "[qa|a][c|][q你|你]");
	/* Python: re.finditer("x*", "axxb") */
	gives("x*", 0, "axxb", "[|][xx|xx][|][|]");
	gives("(?=你)|你", 0, "你你", "[|][你|你][|][你|你]");
	gives("", 0, "", "[|]");
	gives("^.$", 0, "a\nb\n", "");
	gives("^.$", PATTERN_LINES, "a\nb\n", "[a|a][b|b]");
	gives("a.$", PATTERN_LINES, "a\r\nab", "[a\r|a\r][ab|ab]");
	gives("\\w+", 0, "你好 é1", "[你好|你好][é1|é1]");
	gives("(?i)É", 0, "é", "[é|é]");
	gives("a\\Kb", 0, "abab", "[b|b][b|b]");

	refuses("a(", 2, "parenthesis");
	refuses("[b-a]", 3, "range");
	refuses("\\C", 2, "\\C");
	refuses("a\xff", 1, "UTF-8");
	test_limit();
	pattern_free(NULL);
	return tap_done();
}
