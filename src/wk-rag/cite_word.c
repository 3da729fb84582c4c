#include "cite.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"

/* Whether a code point belongs to words; all others may stand around one. */
static bool
is_wordy(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
		    (cp >= 'a' && cp <= 'z');
	if (cp >= 0xff01 && cp <= 0xff65)
		return (cp >= 0xff10 && cp <= 0xff19) ||
		    (cp >= 0xff21 && cp <= 0xff3a) ||
		    (cp >= 0xff41 && cp <= 0xff5a);
	return !(cp < 0xc0 || (cp >= 0x2000 && cp <= 0x206f) ||
	    (cp >= 0x3000 && cp <= 0x303f) || utf8_isspace(cp));
}

/* s without what is not wordy before it. */
static struct span
skip_marks(struct span s)
{
	uint32_t cp;
	size_t n;

	while ((n = utf8_decode(s.p, s.len, &cp)) > 0 && !is_wordy(cp)) {
		s.p += n;
		s.len -= n;
	}
	return s;
}

static bool
begins(struct span s, const char *with, size_t n)
{
	return s.len >= n && strncasecmp(s.p, with, n) == 0;
}

/* s without "Answer:" before it. */
static struct span
skip_label(struct span s)
{
	static const char *const labels[] = { "答案", "回答", "答", "answer",
		"final answer" };
	struct span rest;
	size_t i, n;

	s = skip_marks(s);
	for (i = 0; i < LEN(labels); i++) {
		n = strlen(labels[i]);
		if (!begins(s, labels[i], n))
			continue;
		rest = (struct span){ s.p + n, s.len - n };
		while (rest.len > 0 && (*rest.p == '*' || *rest.p == ' ')) {
			rest.p++;
			rest.len--;
		}
		if (begins(rest, ":", 1) || begins(rest, "：", 3))
			return skip_marks(rest);
	}
	return s;
}

/* Whether s, behind the word, has no more than marks. */
static bool
is_rest_empty(struct span s)
{
	uint32_t cp;

	if (utf8_decode(s.p, s.len, &cp) > 0 && is_wordy(cp))
		return false;
	for (;;) {
		s = skip_marks(s);
		if (s.len == 0)
			return true;
		/* [1] behind the word says nothing. */
		if (utf8_decode(s.p, s.len, &cp) != 1 || cp < '0' || cp > '9')
			return false;
		s.p++;
		s.len--;
	}
}

/* Whether it ends what stands in quotes or brackets. */
static bool
is_closing(uint32_t cp)
{
	static const uint32_t closing[] = { '"', '\'', ')', ']', 0x2019,
		0x201d, 0x300b, 0x300d, 0x300f, 0x3011, 0xff09 };
	size_t i;

	for (i = 0; i < LEN(closing) && closing[i] != cp; i++)
		;
	return i < LEN(closing);
}

static struct span
last_line(struct span s)
{
	struct span line;
	const char *eol;

	s = utf8_strip(s);
	line = s;
	if (s.len > 0 && (eol = memrchr(s.p, '\n', s.len)) != NULL)
		line = (struct span){ eol + 1,
			(size_t)(s.p + s.len - eol) - 1 };
	return line;
}

bool
cite_is_word_alone(struct span answer, struct span word)
{
	const struct span s = skip_label(answer);

	return begins(s, word.p, word.len) && is_rest_empty((struct span){
	    s.p + word.len, s.len - word.len });
}

bool
cite_is_word(struct span answer, struct span word)
{
	struct span s = skip_label(answer), rest;
	bool exact, blank = false, closed = false;
	uint32_t cp;
	size_t n;

	if (cite_is_word_alone(answer, word) ||
	    cite_is_word_alone(last_line(answer), word))
		return true;
	if (!begins(s, word.p, word.len))
		return false;
	exact = memcmp(s.p, word.p, word.len) == 0;
	rest = (struct span){ s.p + word.len, s.len - word.len };
	while ((n = utf8_decode(rest.p, rest.len, &cp)) > 0 &&
	    (cp == ' ' || cp == '\t' || cp == '*' || is_closing(cp))) {
		closed = closed || is_closing(cp);
		blank = blank || cp == ' ' || cp == '\t';
		rest.p += n;
		rest.len -= n;
	}
	if (n == 0 || !is_wordy(cp))
		return true;
	/* "Unanswerable questions are ..." is a sentence. */
	return blank && exact && !closed;
}
