#include "chat.h"

#include <string.h>

#include "chat_part.h"
#include "base/utf8.h"

static void
clear(struct chat_reply *c)
{
	struct buf *all[] = { &c->content, &c->reasoning, &c->finish,
		&c->model, &c->refusal, &c->usage };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		buf_clear(all[i]);
	c->end = CHAT_EMPTY;
	c->prompt_tokens = c->completion_tokens = -1;
	c->repaired = 0;
	c->failed = false;
}

void
chat_free(struct chat_reply *c)
{
	buf_free(&c->content);
	buf_free(&c->reasoning);
	buf_free(&c->finish);
	buf_free(&c->model);
	buf_free(&c->refusal);
	buf_free(&c->usage);
}

/* The length of the tag that s begins with, or 0. */
static size_t
tag_at(struct span s, bool closing)
{
	static const char *const tags[][2] = {
		{ "<think>", "</think>" }, { "<thinking>", "</thinking>" },
	};
	const char *tag;
	size_t i, len;

	for (i = 0; i < LEN(tags); i++) {
		tag = tags[i][closing];
		len = strlen(tag);
		if (s.len >= len && memcmp(s.p, tag, len) == 0)
			return len;
	}
	return 0;
}

/* The first closing tag in s; *len is its length, 0 if there is none. */
static size_t
find_closing(struct span s, size_t *len)
{
	struct span rest;
	const char *at;

	for (rest = s; rest.len > 0; rest.p++, rest.len--) {
		if ((at = memchr(rest.p, '<', rest.len)) == NULL)
			break;
		rest.len -= (size_t)(at - rest.p);
		rest.p = at;
		if ((*len = tag_at(rest, true)) > 0)
			return s.len - rest.len;
	}
	*len = 0;
	return s.len;
}

/* More thinking, an empty line after what there is. */
static void
add_thinking(struct buf *reasoning, struct span s)
{
	s = utf8_strip(s);
	if (s.len == 0)
		return;
	if (reasoning->len > 0)
		buf_puts(reasoning, "\n\n");
	buf_add(reasoning, s.p, s.len);
}

/*
 * Moves the thinking at the start of s to reasoning; what is left is
 * returned.  Some servers swallow the opening tag, with the prompt that it is
 * a part of: then all before the first closing one is thinking, unless the
 * server has given the thinking apart.
 */
static struct span
take_thinking(struct span s, struct buf *reasoning)
{
	struct span left = utf8_strip(s);
	size_t open, closing, at;
	bool apart = reasoning->len > 0, found = false;

	for (;;) {
		open = tag_at(left, false);
		at = find_closing(left, &closing);
		if (open == 0 && (found || apart || closing == 0))
			break;
		found = true;
		add_thinking(reasoning, (struct span){ left.p + open,
		    at > open ? at - open : 0 });
		left.p += at + closing;
		left.len -= at + closing;
		left = utf8_strip(left);
	}
	return found ? left : s;
}

static void
part_content(struct chat_reply *c)
{
	struct span s = { c->content.data, c->content.len }, left;

	if (s.len >= 3 && memcmp(s.p, UTF8_BOM, 3) == 0) {
		s.p += 3;
		s.len -= 3;
	}
	left = s.len > 0 ? take_thinking(s, &c->reasoning) : s;
	if (left.len > 0 && left.p != c->content.data)
		memmove(c->content.data, left.p, left.len);
	c->content.len = left.len;
}

static bool
is_blank(const struct buf *b)
{
	return b->len == 0 ||
	    utf8_strip((struct span){ b->data, b->len }).len == 0;
}

static bool
is_word(const struct buf *b, const char *word)
{
	return b->len == strlen(word) && memcmp(b->data, word, b->len) == 0;
}

/* Whether the message calls a tool or, as once was, a function. */
static bool
calls_tools(const struct json_value *message)
{
	struct json_value v;

	return (json_find(message, "tool_calls", &v) &&
	    v.type == JSON_ARRAY && v.len > 2) ||
	    (json_find(message, "function_call", &v) &&
	    v.type == JSON_OBJECT);
}

/* "sensitive" is Zhipu's word for a filtered reply. */
static enum chat_end
end_of(const struct chat_reply *c, const struct json_value *message)
{
	if (is_word(&c->finish, "content_filter") ||
	    is_word(&c->finish, "sensitive"))
		return CHAT_FILTERED;
	if (c->refusal.len > 0 || is_word(&c->finish, "refusal"))
		return CHAT_REFUSED;
	if (!is_blank(&c->content))
		return CHAT_ANSWERED;
	return calls_tools(message) ? CHAT_TOOLS : CHAT_EMPTY;
}

static long long
tokens(const struct json_value *usage, const char *name)
{
	struct json_value v;
	long long n;

	if (!json_find(usage, name, &v) || json_integer(&v, &n) == -1 ||
	    n < 0)
		return -1;
	return n;
}

/* Reads what is not said by a choice; false if there is no choice. */
static bool
read_top(struct chat_reply *c, const struct json_value *top,
    struct json_value *choice)
{
	enum { MODEL, CHOICES, USAGE, REPAIRED, N };
	static const char *const names[N] = { "model", "choices", "usage",
		"repaired" };
	struct json_value v[N];
	long long n;

	chat_members(top, names, v, N);
	if (!chat_first(&v[CHOICES], choice))
		return false;
	(void)chat_put_text(&c->model, &v[MODEL]);
	if (v[REPAIRED].p != NULL && json_integer(&v[REPAIRED], &n) == 0 &&
	    n > 0)
		c->repaired = (size_t)n;
	if (v[USAGE].p == NULL || v[USAGE].type != JSON_OBJECT)
		return true;
	buf_add(&c->usage, v[USAGE].p, v[USAGE].len);
	c->prompt_tokens = tokens(&v[USAGE], "prompt_tokens");
	c->completion_tokens = tokens(&v[USAGE], "completion_tokens");
	return true;
}

int
chat_read(struct chat_reply *c, struct span body)
{
	enum { MESSAGE, TEXT, FINISH, N };
	static const char *const names[N] = { "message", "text",
		"finish_reason" };
	struct json_value top, choice, v[N];
	struct json j;

	clear(c);
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !read_top(c, &top, &choice))
		return -1;
	chat_members(&choice, names, v, N);
	(void)chat_put_text(&c->finish, &v[FINISH]);
	if (v[MESSAGE].p != NULL && v[MESSAGE].type == JSON_OBJECT)
		(void)chat_part(&v[MESSAGE], &c->content, &c->reasoning,
		    &c->refusal);
	else if (chat_put_text(&c->content, &v[TEXT]))
		v[MESSAGE] = choice;
	else
		return -1;
	part_content(c);
	c->end = end_of(c, &v[MESSAGE]);
	c->failed = c->content.failed || c->reasoning.failed ||
	    c->finish.failed || c->model.failed || c->refusal.failed ||
	    c->usage.failed;
	return 0;
}

bool
chat_is_good(void *arg, struct span body)
{
	struct chat_reply c = { 0 };
	bool good;

	(void)arg;
	good = chat_read(&c, body) == 0 && !c.failed &&
	    c.end == CHAT_ANSWERED;
	chat_free(&c);
	return good;
}
