/* Splits a model's reply into its thinking and its answer. */
#include "thinking.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define MESSAGE "<|message|>"
#define NAME_MAX_LEN ((size_t)100)	/* bytes before that, at most */

/*
 * Tags around thinking, in lower case.  With `bare`, a closing tag counts
 * without the opening one, which may have stood in the prompt.
 */
static const struct {
	const char *open, *close;
	bool bare;
} tags[] = {
	{ "<think>", "</think>", true },
	{ "<thinking>", "</thinking>", true },
	{ "<thought>", "</thought>", true },
	{ "<seed:think>", "</seed:think>", true },
	{ "<reasoning>", "</reasoning>", false },
	{ "◁think▷", "◁/think▷", true },
	{ "[think]", "[/think]", true },
	{ "<|channel>thought", "<channel|>", true },
	{ "<|begin_of_thought|>", "<|end_of_thought|>", true },
	{ "<|start_thinking|>", "<|end_thinking|>", true },
};

/* Control tokens that are not of the form <|word|>, in lower case. */
static const char *const tokens[] = { "<s>", "</s>", "<bos>", "<eos>",
	"<pad>", "<end_of_turn>", "<turn|>", "<|turn>", "[eos]", "[bos]",
	"<eot>", "<[eos]>", "<sop>", "<eop>", "[gmask]", "<unk>",
	"<start_of_turn>model", "<channel|>", "<seed:eos>", "<seed:bos>",
	"[e~[" };

/* Names of the one who speaks, behind a token that begins a turn. */
static const char *const speakers[] = { "assistant", "model" };

/* Whether s begins with an ASCII string in lower case, in whatever case. */
static bool
begins(struct span s, const char *with)
{
	const size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p, with, n) == 0;
}

static bool
ends(struct span s, const char *with)
{
	const size_t n = strlen(with);

	return s.len >= n && strncasecmp(s.p + s.len - n, with, n) == 0;
}

/*
 * Where a word in lower case, whose first byte is no letter, first stands in
 * s, in whatever case; s.len if it does not.
 */
static size_t
find(struct span s, const char *word)
{
	const char *p = s.p, *end = s.p + s.len;

	while (p < end && (p = memchr(p, *word, (size_t)(end - p))) != NULL) {
		if (begins((struct span){ p, (size_t)(end - p) }, word))
			return (size_t)(p - s.p);
		p++;
	}
	return s.len;
}

/* Appends thinking, with an empty line before it if there is some already. */
static void
add_thinking(struct buf *thinking, struct span s)
{
	if (thinking == NULL)
		return;
	s = utf8_strip(thinking_trim_end(s));
	if (s.len == 0)
		return;
	if (thinking->len > 0)
		buf_puts(thinking, "\n\n");
	buf_add(thinking, s.p, s.len);
}

/*
 * The length of the token <|word|> that s begins with, or ends with; 0 if
 * there is none.  DeepSeek writes its bars in full width.
 */
static size_t
bar_token(struct span s, bool at_end)
{
	static const char *const marks[][2] = { { "<|", "|>" },
		{ "<｜", "｜>" } };
	size_t i, n, len;
	struct span word;

	for (i = 0; i < LEN(marks); i++) {
		len = strlen(marks[i][0]);
		if (!(at_end ? span_ends(s, marks[i][1]) :
		    span_begins(s, marks[i][0])))
			continue;
		for (n = 2 * len + 1; n <= s.len && n < 64; n++) {
			word = at_end ? span_from(s, s.len - n) :
			    (struct span){ s.p, n };
			if (span_begins(word, marks[i][0]) &&
			    span_ends(word, marks[i][1]))
				return memchr(word.p, ' ', n) == NULL &&
				    memchr(word.p, '\n', n) == NULL ? n : 0;
		}
	}
	return 0;
}

static size_t
token_len(struct span s, bool at_end)
{
	size_t i;

	if (s.len < 3)
		return 0;
	for (i = 0; i < LEN(tokens); i++)
		if (at_end ? ends(s, tokens[i]) : begins(s, tokens[i]))
			return strlen(tokens[i]);
	return bar_token(s, at_end);
}

struct span
thinking_trim_end(struct span s)
{
	struct span left = utf8_strip(s);
	bool found = false;
	size_t n;

	while ((n = token_len(left, true)) > 0) {
		found = true;
		left.len -= n;
		left = utf8_strip(left);
	}
	if (!found)
		return s;
	/* What stands before the text is not of our concern. */
	return (struct span){ s.p, (size_t)(left.p + left.len - s.p) };
}

/* Whether s begins with a tag or token that opens thinking. */
static bool
opens_thinking(struct span s)
{
	size_t i;

	for (i = 0; i < LEN(tags); i++)
		if (begins(s, tags[i].open))
			return true;
	return begins(s, "<|channel|>");
}

/* s without the tokens that it begins with, such as <|im_start|>assistant. */
static struct span
trim_start(struct span s)
{
	struct span left = utf8_strip(s);
	bool found = false;
	size_t i, n;

	while (!opens_thinking(left) && (n = token_len(left, false)) > 0) {
		/* Of a call of a tool, the token is a part. */
		if (begins(left, "<|tool") || begins(left, "<|python_tag"))
			break;
		found = true;
		left = utf8_strip(span_from(left, n));
		for (i = 0; i < LEN(speakers); i++) {
			n = strlen(speakers[i]);
			if (begins(left, speakers[i]) && left.len > n &&
			    (left.p[n] == '\n' || left.p[n] == '<'))
				left = utf8_strip(span_from(left, n));
		}
	}
	return found ? left : s;
}

/* The end of the message of a channel that s begins with. */
static size_t
message_end(struct span s)
{
	static const char *const stops[] = { "<|end|>", "<|return|>",
		"<|call|>", "<|start|>", "<|channel|>" };
	size_t i, at;

	for (at = 0; (at += find(span_from(s, at), "<|")) < s.len; at++)
		for (i = 0; i < LEN(stops); i++)
			if (begins(span_from(s, at), stops[i]))
				return at;
	return s.len;
}

/*
 * Takes the name of a channel off s, and the mark behind it.  A channel may
 * have words between: "final <|constrain|>json<|message|>".
 */
static struct span
take_name(struct span *s)
{
	struct span head = { s->p, s->len < NAME_MAX_LEN ? s->len :
	    NAME_MAX_LEN };
	size_t at = find(head, MESSAGE), n = 0;

	if (at < head.len) {
		*s = span_from(*s, at + strlen(MESSAGE));
		return utf8_strip((struct span){ head.p, at });
	}
	while (n < head.len && head.p[n] >= 'a' && head.p[n] <= 'z')
		n++;
	*s = span_from(*s, n);
	return (struct span){ head.p, n };
}

/*
 * Splits the channels of gpt-oss: the last message in the channel "final" is
 * the answer, the others are thinking.  False if s has no channels: it must
 * begin with one, or have one right behind the token of a turn.
 */
static bool
split_channels(struct span s, struct buf *thinking, struct span *answer)
{
	static const char turn[] = "<|start|>assistant<|channel|>";
	struct span left = s, final = { s.p + s.len, 0 };
	bool is_final, found = false;
	size_t at;

	if (!begins(left, "<|channel|>")) {
		if ((at = find(left, turn)) == left.len)
			return false;
		add_thinking(thinking, (struct span){ left.p,
		    message_end(left) });
		left = span_from(left, at);
	}
	while ((at = find(left, "<|channel|>")) < left.len) {
		left = span_from(left, at + strlen("<|channel|>"));
		is_final = begins(take_name(&left), "final");
		at = message_end(left);
		if (found || !is_final)
			add_thinking(thinking, found ? final :
			    (struct span){ left.p, at });
		found = is_final;
		if (is_final)
			final = (struct span){ left.p, at };
		left = span_from(left, at);
	}
	*answer = utf8_strip(final);
	return true;
}

/*
 * The same of gpt-oss behind a server that drops control tokens and leaves
 * the words between them: "analysisThe user asks…assistantfinalThe answer".
 */
static bool
split_words(struct span s, struct buf *thinking, struct span *answer)
{
	static const char first[] = "analysis", last[] = "assistantfinal";
	const char *p, *at = NULL, *end = s.p + s.len;

	if (!span_begins(s, first))
		return false;
	for (p = s.p; (p = memmem(p, (size_t)(end - p), last,
	    sizeof(last) - 1)) != NULL; p++)
		at = p;
	if (at == NULL)
		return false;
	s = span_from(s, sizeof(first) - 1);
	add_thinking(thinking, (struct span){ s.p, (size_t)(at - s.p) });
	at += sizeof(last) - 1;
	*answer = utf8_strip((struct span){ at, (size_t)(end - at) });
	return true;
}

/* Takes as many blanks and words off s as there are, and counts the words. */
static size_t
take_words(struct span *s, const char *word)
{
	struct span left = utf8_strip(*s);
	size_t n;

	for (n = 0; begins(left, word); n++) {
		left = utf8_strip(span_from(left, strlen(word)));
		*s = left;
	}
	return n;
}

/*
 * Takes the thinking of one pair of tags off the beginning of s.  Doubled
 * opening tags want as many closing ones, if there are.
 */
static bool
take_pair(struct span *s, struct buf *thinking, size_t i)
{
	struct span left = *s;
	size_t opened = take_words(&left, tags[i].open);
	size_t n, at, len = strlen(tags[i].close), end;

	if (opened == 0)
		return false;
	end = left.len;
	for (n = at = 0; n < opened; n++, at = end + len) {
		at += find(span_from(left, at), tags[i].close);
		if (at == left.len)
			break;
		end = at;
	}
	at = find(left, tags[i].close);
	add_thinking(thinking, (struct span){ left.p, at });
	if (end > at)	/* what stands between the closing tags */
		add_thinking(thinking, (struct span){ left.p + at + len,
		    end - at - len });
	*s = utf8_strip(span_from(left, end == left.len ? end : end + len));
	return true;
}

/*
 * Takes all before the first closing tag off s; with only_first, if that is
 * nothing.
 */
static bool
take_bare(struct span *s, struct buf *thinking, bool only_first)
{
	size_t i, at, first = s->len, len = 0;

	for (i = 0; i < LEN(tags); i++) {
		if (!tags[i].bare)
			continue;
		at = !only_first ? find(*s, tags[i].close) :
		    begins(*s, tags[i].close) ? 0 : s->len;
		if (at >= first)
			continue;
		first = at;
		len = strlen(tags[i].close);
	}
	if (len == 0 || (only_first && first > 0))
		return false;
	add_thinking(thinking, (struct span){ s->p, first });
	*s = utf8_strip(span_from(*s, first + len));
	return true;
}

struct span
thinking_split(struct span s, struct buf *thinking, bool apart)
{
	struct span answer = s, left;
	bool found = false;
	size_t i;

	for (;;) {
		answer = trim_start(answer);
		left = utf8_strip(answer);
		if ((!found || begins(left, "<|channel|>")) &&
		    (split_channels(left, thinking, &answer) ||
		    split_words(left, thinking, &answer)))
			break;
		for (i = 0; i < LEN(tags); i++)
			if (take_pair(&left, thinking, i))
				break;
		if (i == LEN(tags) &&
		    !take_bare(&left, thinking, found || apart))
			break;
		found = true;
		answer = left;
	}
	return thinking_trim_end(answer);
}
