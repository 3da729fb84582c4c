/* Counting reasons, and buffers that run out. */
#include "tally.h"

#include <string.h>

#include "tap.h"

static struct span
span(const char *s)
{
	return (struct span){ s, strlen(s) };
}

static void
prints(const struct tally *t, const char *want, const char *name)
{
	struct buf b = { 0 };

	tally_print(t, &b);
	is_mem(b.len == 0 ? "" : b.data, b.len, want, strlen(want), name);
	buf_free(&b);
}

static void
test_tally(void)
{
	struct tally t = { .n = 0 };
	char kind[] = "kind_a";
	int i;

	prints(&t, "", "nothing");
	tally_add(&t, span("unrelated"));
	tally_add(&t, span("short_answer"));
	tally_add(&t, span("unrelated"));
	tally_add(&t, span("un"));
	prints(&t, "2 unrelated, 1 short_answer, 1 un", "three kinds");
	tally_add(&t, span("Not a word"));
	tally_add(&t, span(""));
	tally_add(&t, (struct span){ "a\0b", 3 });
	tally_add(&t, span("a_name_of_more_than_thirty_one_bytes"));
	prints(&t, "2 unrelated, 1 short_answer, 1 un, 4 error",
	    "what names no kind is an error");
	ok(t.n == 8, "all are counted");
	t = (struct tally){ .n = 0 };
	for (i = 0; i < 40; i++) {
		kind[5] = (char)('a' + i % 20);
		tally_add(&t, span(kind));
	}
	prints(&t, "2 kind_a, 2 kind_b, 2 kind_c, 2 kind_d, 2 kind_e, "
	    "2 kind_f, 2 kind_g, 2 kind_h, 2 kind_i, 2 kind_j, 2 kind_k, "
	    "2 kind_l, 2 kind_m, 2 kind_n, 2 kind_o, 10 others",
	    "more kinds than there is room for");
	ok(tally_is_kind(span("a_name_of_thirty_and_one_bytesx")),
	    "31 bytes are a kind");
	ok(!tally_is_kind(span("a_name_of_thirty_and_two_bytesxx")),
	    "32 are none");
}

static void
test_buf(void)
{
	struct buf b = { 0 };

	buf_add(&b, NULL, 0);
	ok(b.data == NULL && !b.failed, "nothing added to nothing");
	buf_printf(&b, "%s-%d", "x", 7);
	buf_addc(&b, '\0');
	buf_puts(&b, "");
	is_mem(b.data, b.len, "x-7", 4, "what was added");
	ok(!buf_reserve(&b, BUF_MAX) && b.failed, "more than there may be");
	buf_puts(&b, "lost");
	ok(b.len == 4, "a failed buffer takes nothing");
	ok(!buf_reserve(&b, 0), "not even that");
	buf_clear(&b);
	ok(b.len == 0 && !b.failed && b.data != NULL, "cleared it is usable");
	ok(!buf_reserve(&b, SIZE_MAX), "an absurd length");
	buf_free(&b);
	ok(b.data == NULL && b.size == 0 && !b.failed, "freed it is empty");
	buf_puts(&b, "again");
	is_mem(b.data, b.len, "again", 5, "and usable");
	buf_free(&b);
}

int
main(void)
{
	test_tally();
	test_buf();
	return tap_done();
}
