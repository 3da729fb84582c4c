/* Reasons are counted by kind. */
#include "stage/tally.h"

#include <string.h>

#include "tap.h"

static void
prints(const struct tally *t, const char *want, const char *name)
{
	struct buf b = { 0 };

	tally_print(t, &b);
	is_mem(b.len == 0 ? "" : b.data, b.len, want, strlen(want), name);
	buf_free(&b);
}

static void
add(struct tally *t, struct span kind)
{
	tally_add(t, kind, span_of(""));
}

static void
test_tally(void)
{
	struct tally t = { .n = 0 };
	char kind[] = "kind_a";
	int i;

	prints(&t, "", "nothing");
	add(&t, span_of("unrelated"));
	add(&t, span_of("short_answer"));
	add(&t, span_of("unrelated"));
	add(&t, span_of("un"));
	prints(&t, "2 unrelated, 1 short_answer, 1 un", "three kinds");
	add(&t, span_of("Not a word"));
	add(&t, span_of(""));
	add(&t, (struct span){ "a\0b", 3 });
	add(&t, span_of("a_name_of_more_than_thirty_one_bytes"));
	prints(&t, "2 unrelated, 1 short_answer, 1 un, 4 error",
	    "what names no kind is an error");
	ok(t.n == 8, "all are counted");
	t = (struct tally){ .n = 0 };
	for (i = 0; i < 40; i++) {
		kind[5] = (char)('a' + i % 20);
		add(&t, span_of(kind));
	}
	prints(&t, "2 kind_a, 2 kind_b, 2 kind_c, 2 kind_d, 2 kind_e, "
	    "2 kind_f, 2 kind_g, 2 kind_h, 2 kind_i, 2 kind_j, 2 kind_k, "
	    "2 kind_l, 2 kind_m, 2 kind_n, 2 kind_o, 10 others",
	    "more kinds than there is room for");
	t = (struct tally){ .n = 0 };
	tally_add(&t, span_of("stopped"), span_of("wk-ask"));
	tally_add(&t, span_of("stopped"), span_of("my judge"));
	tally_add(&t, span_of("stopped"), span_of("wk-rag"));
	tally_add(&t, span_of("stopped"), span_of("wk-ask"));
	prints(&t, "2 stopped (wk-ask), 1 stopped, 1 stopped (wk-rag)",
	    "those of several programs");
	ok(tally_is_kind(span_of("a_name_of_thirty_and_one_bytesx")),
	    "31 bytes are a kind");
	ok(!tally_is_kind(span_of("a_name_of_thirty_and_two_bytesxx")),
	    "32 are none");
}

int
main(void)
{
	test_tally();
	return tap_done();
}
