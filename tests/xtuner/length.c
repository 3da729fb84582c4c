/* Tokens of rows: the default estimate, and one measured by a journal. */
#include "length.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

#define ENTRY(message, usage) "{\"key\":\"k\",\"at\":\"t\",\"reply\":{" \
	"\"choices\":[{\"index\":0,\"message\":" message "}],\"usage\":" \
	usage "}}\n"

/* A row whose key is its first member: the tokens that it is estimated at. */
static size_t
estimate(const struct length *l, const char *row, enum row_key key)
{
	struct json_value v, list;
	struct json j;

	json_open(&j, row, strlen(row));
	if (json_read(&j, &v) == -1 ||
	    !json_find(&v, row_key_names[key], &list))
		abort();
	return length_of(l, &v, key, &list);
}

/* Measures a journal of that content.  Returns what length_measure does. */
static int
measure(struct length *l, const char *content, struct buf *why)
{
	char path[] = "/tmp/wk-length.XXXXXX";
	int fd = mkstemp(path), result;

	if (fd == -1 || write(fd, content, strlen(content)) !=
	    (ssize_t)strlen(content))
		abort();
	(void)close(fd);
	buf_clear(why);
	result = length_measure(l, path, why);
	(void)unlink(path);
	return result;
}

static void
test_estimate(void)
{
	const struct length l = { 0 };

	/* 5 / 1.25; 7 / 3.5; with "role", "user", "content" 15 / 3.5 more. */
	ok(estimate(&l, "{\"text\":\"一二三四五\"}", KEY_TEXT) == 4,
	    "five Han characters are four tokens");
	ok(estimate(&l, "{\"text\":\"\\u4e00二三四五\"}", KEY_TEXT) == 4,
	    "an escape counts as its character");
	ok(estimate(&l, "{\"text\":\"sevenxx\"}", KEY_TEXT) == 2,
	    "seven letters are two");
	ok(estimate(&l, "{\"messages\":[{\"role\":\"user\",\"content\":"
	    "\"sevenxx\"}]}", KEY_MESSAGES) == 7,
	    "the names around a message count for its template");
	ok(estimate(&l, "{\"instruction\":\"sevenxx\",\"input\":\"sevenxx\","
	    "\"output\":\"sevenxx\",\"id\":\"sevenxx\"}",
	    KEY_INSTRUCTION) == 6, "what is no part of the row does not");
	ok(estimate(&l, "{\"prompt\":\"sevenxx\",\"chosen\":\"sevenxx\","
	    "\"rejected\":\"sevenxxsevenxx\"}", KEY_PROMPT) == 6,
	    "of two answers the longer one does");
}

static void
test_measure(void)
{
	struct length l = { 0 };
	struct buf why = { 0 };

	ok(measure(&l, ENTRY("{\"content\":\"一二三四五\"}",
	    "{\"completion_tokens\":8}"), &why) == 0 && l.replies == 1 &&
	    estimate(&l, "{\"text\":\"一二三四五\"}", KEY_TEXT) == 8,
	    "twice the tokens, half the characters a token");
	length_tell(&l, &why);
	ok(why.len > 0 && strncmp(why.data, "0.62 Han characters or 1.75 bytes"
	    " of other text a token, as measured by 1 reply", why.len) == 0,
	    "and that is told: %.*s", (int)why.len, why.data);
	ok(measure(&l, ENTRY("{\"content\":\"一二三四五\"}",
	    "{\"completion_tokens\":16}"), &why) == 0 && l.replies == 2 &&
	    estimate(&l, "{\"text\":\"一二三四五\"}", KEY_TEXT) == 12,
	    "journals add up");
	l = (struct length){ 0 };
	ok(measure(&l, ENTRY("{\"content\":\"sevenxx\",\"reasoning_content\":"
	    "\"sevenxx\"}", "{\"completion_tokens\":8,"
	    "\"completion_tokens_details\":{\"reasoning_tokens\":4}}")
	    ENTRY("{\"content\":\"sevenxx\"}", "{\"completion_tokens\":4000,"
	    "\"completion_tokens_details\":{\"reasoning_tokens\":3998}}")
	    ENTRY("{\"content\":null}", "{\"completion_tokens\":9}")
	    ENTRY("{\"content\":\"sevenxx\"}", "null")
	    "{\"key\":\"k\",\"at\":\"t\",\"text\":\"x\"}\n"
	    "{\"key\":\"k\",\"at\":\"t\",\"reply\":{\"data\":[]}}\n"
	    "{\"key\":\"k\",\"at\":\"t\",\"reply\":{\"cho", &why) == 0 &&
	    l.replies == 1 && estimate(&l, "{\"text\":\"sevenxx\"}",
	    KEY_TEXT) == 4, "thinking that is not told, empty replies, other "
	    "entries and a torn tail do not count");
	l = (struct length){ 0 };
	ok(measure(&l, ENTRY("{\"content\":\"a\"}", "{}"), &why) == -1 &&
	    memmem(why.data, why.len, "no reply has c", 14) != NULL,
	    "a journal without usage does not do");
	buf_clear(&why);
	ok(length_measure(&l, "/nonexistent/journal", &why) == -1 &&
	    memmem(why.data, why.len, "No such file", 12) != NULL,
	    "nor does one that is not there");
	buf_free(&why);
}

int
main(void)
{
	test_estimate();
	test_measure();
	return tap_done();
}
