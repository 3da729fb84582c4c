/* Takes invisible characters and chat-template tokens out of text. */
#include "sanitize.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

static bool
is_hidden(uint32_t cp)
{
	if (cp < 0x20)
		return cp != '\t' && cp != '\n';
	return (cp >= 0x7f && cp <= 0x9f) || cp == 0x61c || cp == 0x200b ||
	    cp == 0x200e || cp == 0x200f || (cp >= 0x202a && cp <= 0x202e) ||
	    (cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff ||
	    (cp >= 0xfff9 && cp <= 0xfffb) ||
	    (cp >= 0xe0000 && cp <= 0xe0fff);
}

void
sanitize_controls(struct buf *b, struct span s)
{
	size_t i, from, len;
	uint32_t cp;

	for (i = from = 0; i < s.len; i += len) {
		if ((len = utf8_decode(s.p + i, s.len - i, &cp)) == 0)
			break;
		if (!is_hidden(cp))
			continue;
		buf_add(b, s.p + from, i - from);
		from = i + len;
	}
	buf_add(b, s.p + from, i - from);
}

/* Whether s[0..n) begins with a token of a chat template. */
static bool
is_token(const char *s, size_t n)
{
	static const char *const tokens[] = { "<|", "<｜", "<s>", "</s>",
		"<start_of_turn>", "<end_of_turn>", "<bos>", "<eos>",
		"<<SYS>>", "<</SYS>>", "[INST]", "[/INST]", "[gMASK]",
		"<sop>", "<eop>" };
	size_t i, len;

	if (*s != '<' && *s != '[')
		return false;
	for (i = 0; i < LEN(tokens); i++) {
		len = strlen(tokens[i]);
		if (n >= len && strncasecmp(s, tokens[i], len) == 0)
			return true;
	}
	return false;
}

void
sanitize_text(struct buf *b, struct span s)
{
	struct buf seen = { 0 };
	size_t i, from;

	/* First, because invisible characters can stand inside a token. */
	sanitize_controls(&seen, s);
	for (i = from = 0; i < seen.len; i++) {
		if (!is_token(seen.data + i, seen.len - i))
			continue;
		buf_add(b, seen.data + from, i + 1 - from);
		buf_addc(b, ' ');
		from = i + 1;
	}
	if (seen.len > from)
		buf_add(b, seen.data + from, seen.len - from);
	buf_free(&seen);
}
