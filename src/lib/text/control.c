/* Finds control tokens of chat templates in a text. */
#include "control.h"

#include "base/buf.h"
#include "base/utf8.h"

#define NAME_MAX_BYTES 60
#define WIDE_BAR "\357\275\234"	/* U+FF5C, in DeepSeek's tokens */

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':' ||
	    c == '.' || c == '/';
}

/* The length of the name that s begins with; 0 if it is too long. */
static size_t
name_length(struct span s)
{
	size_t n = 0;

	while (n < s.len && is_word(s.p[n]))
		n++;
	return n > NAME_MAX_BYTES ? 0 : n;
}

/* The length of `open`, a name and `close` at the beginning of s, or 0. */
static size_t
enclosed(struct span s, const char *open, const char *close)
{
	struct span rest = s;
	size_t n;

	if (!span_take(&rest, open) || (n = name_length(rest)) == 0)
		return 0;
	rest = span_from(rest, n);
	return span_take(&rest, close) ? s.len - rest.len : 0;
}

/* The length of <｜name｜>, whose name may hold any character, or 0. */
static size_t
wide(struct span s)
{
	struct span rest = s;
	size_t n;

	if (!span_take(&rest, "<" WIDE_BAR))
		return 0;
	for (n = 0; n < rest.len && n <= NAME_MAX_BYTES; n++) {
		if (rest.p[n] == '<' || rest.p[n] == '>' || rest.p[n] == '\n')
			return 0;
		if (n > 0 && span_begins(span_from(rest, n), WIDE_BAR ">"))
			return s.len - rest.len + n + strlen(WIDE_BAR ">");
	}
	return 0;
}

/* The length of the token that s begins with, but <s> and </s>, or 0. */
static size_t
token_length(struct span s)
{
	static const char *const tokens[] = { "<start_of_turn>",
		"<end_of_turn>", "<bos>", "<eos>", "<<SYS>>", "<</SYS>>",
		"<sop>", "<eop>", "<eoh>", "<eoa>", "<eosys>", "[INST]",
		"[/INST]", "[gMASK]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]",
		"[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_CALLS]",
		"[TOOL_RESULTS]", "[/TOOL_RESULTS]" };
	static const struct {
		const char *open, *close;
	} pairs[] = {
		{ "<|", "|>" }, { "<|", ">" }, { "<", "|>" },
		{ "<seed:", ">" }, { "</seed:", ">" }, { "<reserved_", ">" },
		{ "\342\227\201", "\342\226\267" },	/* Kimi's ◁think▷ */
	};
	size_t i, n;

	for (i = 0; i < LEN(pairs); i++)
		if ((n = enclosed(s, pairs[i].open, pairs[i].close)) > 0)
			return n;
	if ((n = wide(s)) > 0)
		return n;
	return span_one_of(s, tokens, LEN(tokens));
}

/* Whether the text before a token makes it an index: reg[INST]. */
static bool
is_index(struct span s, size_t at)
{
	return s.p[at] == '[' && s.p[at + 1] != '/' && at > 0 &&
	    (is_word(s.p[at - 1]) || s.p[at - 1] == ')' ||
	    s.p[at - 1] == ']') && s.p[at - 1] != ':' && s.p[at - 1] != '.';
}

bool
control_find(struct span s, struct span *token)
{
	const char *struck = NULL;	/* a <s> without its </s> */
	bool code = false;		/* an odd number of backticks so far */
	size_t i, n;

	s = utf8_strip(s);
	for (i = 0; i < s.len; i++) {
		code ^= s.p[i] == '`';
		if (s.p[i] != '<' && s.p[i] != '[' && s.p[i] != '\342')
			continue;
		*token = span_from(s, i);
		if (span_begins(*token, "<s>") && struck == NULL && !code) {
			struck = token->p;
		} else if (span_begins(*token, "</s>") && !code) {
			token->len = strlen("</s>");
			if (struck == NULL ||
			    (struck == s.p && i + token->len == s.len))
				return true;
			struck = NULL;
		} else if ((n = token_length(*token)) > 0 && !is_index(s, i)) {
			token->len = n;
			return true;
		}
	}
	*token = (struct span){ struck, strlen("<s>") };
	return struck != NULL && struck == s.p;
}
