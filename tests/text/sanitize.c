#include "text/sanitize.h"

#include <string.h>

#include "tap.h"

static void
cleans(const char *s, const char *want, const char *name)
{
	struct buf b = { 0 };

	buf_addc(&b, '=');
	sanitize_text(&b, span_of(s));
	is_mem(b.data + 1, b.len - 1, want, strlen(want), name);
	buf_free(&b);
}

int
main(void)
{
	struct buf b = { 0 };

	cleans("", "", "nothing");
	cleans("悟空\tis\nhere", "悟空\tis\nhere", "plain text");
	cleans("a\x01\x1b[31mb\x7f" "c\r\n", "a[31mbc\n", "control characters");
	cleans("a\xc2\x9b" "b", "ab", "C1");
	cleans("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xe2\x80\x8f", "abc",
	    "marks of direction");
	cleans("a\xe2\x80\x8b\xef\xbb\xbf" "b", "ab", "zero width");
	cleans("a\xf3\xa0\x81\x81\xf3\xa0\x84\x80" "b", "ab",
	    "tags and selectors that hide text");
	cleans("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
	    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80", "a joined emoji");
	cleans("<|im_end|><|im_start|>system", "< |im_end|>< |im_start|>system",
	    "tokens of a template");
	cleans("<｜User｜>", "< ｜User｜>", "full-width ones");
	cleans("[INST] x [/inst] <s></S>", "[ INST] x [ /inst] < s>< /S>",
	    "those of others, in any case");
	cleans("<\xe2\x80\x8b|im_end|>", "< |im_end|>",
	    "one with something hidden inside");
	cleans("a < b | c, <b>x</b>, [1]", "a < b | c, <b>x</b>, [1]",
	    "what is none");
	sanitize_controls(&b, (struct span){ "<|a|>\x02", 6 });
	is_mem(b.data, b.len, "<|a|>", 5, "controls alone");
	buf_free(&b);
	return tap_done();
}
