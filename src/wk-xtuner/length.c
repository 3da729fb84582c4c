/* Estimates the tokens of rows from their characters. */
#include "length.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"
#include "text/tokens.h"

/* The default estimate of what was counted. */
static double
estimate(const struct token_count *n)
{
	return (double)n->wide / LENGTH_WIDE + (double)n->bytes / LENGTH_BYTES;
}

static void
count_value(struct token_count *n, const struct json_value *v)
{
	tokens_count(n, (struct span){ v->p, v->len });
}

/* Counts the member of an object, if it is there. */
static void
count_member(struct token_count *n, const struct json_value *object,
    const char *member)
{
	struct json_value v;

	if (json_find(object, member, &v))
		count_value(n, &v);
}

/* Finds the first choice's message in a line of a journal, and the usage. */
static bool
read_entry(struct span line, struct json_value *message,
    struct json_value *usage)
{
	struct json_value entry, reply, choices;
	struct json j;

	json_open(&j, line.p, line.len);
	if (json_read(&j, &entry) == -1 || json_end(&j) == -1 ||
	    !json_find(&entry, "reply", &reply) ||
	    !json_find(&reply, "usage", usage) ||
	    !json_find(&reply, "choices", &choices))
		return false;
	json_open(&j, choices.p, choices.len);
	return json_array(&j) == 0 && json_element(&j, message) == 1 &&
	    json_find(message, "message", message);
}

/*
 * Takes a line of a journal into account: the tokens that were billed, and
 * those that its text is estimated at.  A reply whose thinking was billed
 * and is not told counts for nothing.
 */
static void
add_entry(struct length *l, struct span line)
{
	struct json_value message, usage, v, details;
	struct token_count n = { 0 };
	long long tokens, thought = 0;

	if (!read_entry(line, &message, &usage) ||
	    !json_find(&usage, "completion_tokens", &v) ||
	    json_integer(&v, &tokens) == -1)
		return;
	if (json_find(&usage, "completion_tokens_details", &details) &&
	    json_find(&details, "reasoning_tokens", &v))
		(void)json_integer(&v, &thought);
	count_member(&n, &message, "reasoning_content");
	count_member(&n, &message, "reasoning");
	if (thought > 0 && n.wide + n.bytes == 0)
		return;
	count_member(&n, &message, "content");
	if (tokens < 1 || n.wide + n.bytes == 0)
		return;
	l->billed += (double)tokens;
	l->guessed += estimate(&n);
	l->replies++;
}

int
length_measure(struct length *l, const char *path, struct buf *why)
{
	struct lines lines = { 0 };
	const size_t before = l->replies;
	struct span line;
	int fd, more;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1) {
		buf_printf(why, "%s: %s", path, strerror(errno));
		return -1;
	}
	lines_open(&lines, fd);
	while ((more = lines_next(&lines, &line, NULL)) == 1)
		add_entry(l, line);
	if (more == -1)
		buf_printf(why, "%s: %s", path, strerror(errno));
	lines_free(&lines);
	(void)close(fd);
	if (more == -1)
		return -1;
	if (l->replies == before) {
		buf_printf(why, "%s: no reply has completion_tokens",
		    path);
		return -1;
	}
	return 0;
}

/* What the default estimate is to be multiplied by. */
static double
scale(const struct length *l)
{
	return l->replies == 0 ? 1 : l->billed / l->guessed;
}

size_t
length_of(const struct length *l, const struct json_value *row,
    enum row_key key, const struct json_value *list)
{
	static const char *const beside[] = { "system", "tools", "input",
		"output", "history", "completion" };
	struct token_count n = { 0 }, chosen = { 0 }, rejected = { 0 };
	double two[2];
	size_t i;

	count_value(&n, list);
	if (key != KEY_TEXT && key != KEY_CONTENT)
		for (i = 0; i < LEN(beside); i++)
			count_member(&n, row, beside[i]);
	count_member(&chosen, row, "chosen");
	count_member(&rejected, row, "rejected");
	count_member(&rejected, row, "rejected_response");
	two[0] = estimate(&chosen);
	two[1] = estimate(&rejected);
	return (size_t)((estimate(&n) + (two[0] > two[1] ? two[0] : two[1])) *
	    scale(l) + 0.999);
}

void
length_tell(const struct length *l, struct buf *b)
{
	buf_printf(b, "%.2f Han characters or %.2f bytes of other text a token",
	    LENGTH_WIDE / scale(l), LENGTH_BYTES / scale(l));
	if (l->replies > 0)
		buf_printf(b, ", as measured by %zu repl%s", l->replies,
		    l->replies == 1 ? "y" : "ies");
}
