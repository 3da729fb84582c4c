/* Reads the words of a script line that say how to reply. */
#include "script.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

/* What the value of a word is, in a struct action. */
enum form { FLAG, TEXT, NUMBER };

static const struct {
	const char *name;
	enum form form;
	size_t at, has;		/* offsets; has is that of a bool, or 0 */
} table[] = {
#define AT(member) offsetof(struct action, member)
	{ "body", TEXT, AT(body), AT(has_body) },
	{ "content", TEXT, AT(content), AT(has_content) },
	{ "reasoning", TEXT, AT(reasoning), 0 },
	{ "think", TEXT, AT(think), 0 },
	{ "finish", TEXT, AT(finish), 0 },
	{ "refusal", TEXT, AT(refusal), 0 },
	{ "error200", TEXT, AT(error200), 0 },
	{ "siliconflow", TEXT, AT(siliconflow), 0 },
	{ "redirect", TEXT, AT(redirect), 0 },
	{ "raw", TEXT, AT(raw), 0 },
	{ "shape", TEXT, AT(shape), 0 },
	{ "end", TEXT, AT(end), 0 },
	{ "wait", TEXT, AT(wait), 0 },
	{ "late", NUMBER, AT(late), 0 },
	{ "cut", NUMBER, AT(cut), 0 },
	{ "cut-chunked", NUMBER, AT(cut), AT(chunked) },
	{ "drip", NUMBER, AT(drip), 0 },
	{ "no-usage", FLAG, AT(no_usage), 0 },
	{ "close", FLAG, AT(close), 0 },
	{ "chunked", FLAG, AT(chunked), 0 },
	{ "html", FLAG, AT(html), 0 },
	{ "bomb", FLAG, AT(bomb), 0 },
	{ "bomb-gzip", FLAG, AT(bomb_gzip), 0 },
	{ "sse-cut", FLAG, AT(sse_cut), 0 },
	{ "sse-error", FLAG, AT(sse_error), 0 },
	{ "reset", FLAG, AT(reset), 0 },
	{ "hang", FLAG, AT(hang), 0 },
	{ "fin", FLAG, AT(fin), 0 },
	{ "stale", FLAG, AT(stale), 0 },
	{ "interrupt", FLAG, AT(interrupt), 0 },
	{ "bad-utf8", FLAG, AT(bad_utf8), 0 },
	{ "raw-controls", FLAG, AT(raw_controls), 0 },
	{ "hxd-string", FLAG, AT(hxd_string), 0 },
	{ "serper-empty", FLAG, AT(serper_empty), 0 },
	{ "own-links", FLAG, AT(own_links), 0 },
	{ "shuffle", FLAG, AT(shuffle), 0 },
	{ "floats", FLAG, AT(floats), 0 },
	{ "fewer", FLAG, AT(fewer), 0 },
	{ "broken", FLAG, AT(broken), 0 },
	{ "zeros", FLAG, AT(zeros), 0 },
	{ "pairs", FLAG, AT(pairs), 0 },
	{ "reader", FLAG, AT(reader), 0 },
	{ "one-type", FLAG, AT(one_type), 0 },
	{ "dressed", FLAG, AT(dressed), 0 },
	{ "twice", FLAG, AT(twice), 0 },
	{ "strangers", FLAG, AT(strangers), 0 },
	{ "lies", FLAG, AT(lies), 0 },
	{ "gone", FLAG, AT(gone), 0 },
	{ "links", FLAG, AT(links), 0 },
	{ "wrapped", FLAG, AT(wrapped), 0 },
};

static const char *
read_text(struct buf *to, const struct buf *value)
{
	char path[4096];

	buf_clear(to);
	if (value->len == 0 || value->data[0] != '@') {
		buf_add(to, value->data, value->len);
		return NULL;
	}
	if (value->len > sizeof(path))
		return "the path is too long";
	memcpy(path, value->data + 1, value->len - 1);
	path[value->len - 1] = '\0';
	return file_read(path, to) == 0 ? NULL : strerror(errno);
}

static const char *
read_table(struct action *a, const struct word *w, size_t i)
{
	char *p = (char *)a + table[i].at;
	uint64_t n, m;
	int64_t number;
	bool yes = true;

	if (table[i].has != 0)
		memcpy((char *)a + table[i].has, &yes, sizeof(yes));
	switch (table[i].form) {
	case TEXT:
		return read_text((struct buf *)(void *)p, &w->value);
	case NUMBER:
		if (!word_range(&w->value, '\0', &n, &m))
			return "not a number";
		number = (int64_t)n;
		memcpy(p, &number, sizeof(number));
		return NULL;
	case FLAG:
		memcpy(p, &yes, sizeof(yes));
		return NULL;
	}
	return "impossible";
}

/*
 * Takes a word whose value has a form of its own.  NULL, a sentence that says
 * what is wrong, or "" if the word is another.
 */
static const char *
read_special(struct action *a, const struct word *w)
{
	uint64_t from, to;

	if (word_is(w, "status", '=')) {
		if (!word_range(&w->value, '\0', &from, &to) || from < 200 ||
		    from > 999)
			return "a status is 200 to 999";
		a->status = (int)from;
	} else if (word_is(w, "header", '=')) {
		if (w->value.len == 0 ||
		    memchr(w->value.data, ':', w->value.len) == NULL)
			return "no colon in the header";
		buf_add(&a->headers, w->value.data, w->value.len);
		buf_puts(&a->headers, "\r\n");
	} else if (word_is(w, "delay", '=')) {
		if (!word_range(&w->value, '-', &from, &to))
			return "not MS or MS-MS";
		a->delay = (int64_t)from;
		a->delay_to = (int64_t)to;
	} else if (word_is(w, "usage", '=')) {
		if (!word_range(&w->value, ',', &from, &to))
			return "not PROMPT,COMPLETION";
		a->has_usage = true;
		a->prompt_tokens = (long long)from;
		a->completion_tokens = (long long)to;
	} else if (word_is(w, "blanks", '=')) {
		if (!word_range(&w->value, ',', &from, &to) || from > 100000)
			return "not N,MS";
		a->blanks = from;
		a->blanks_ms = (int64_t)to;
	} else if (word_is(w, "hxd-state", '=')) {
		buf_add(&a->states, w->value.data, w->value.len);
		buf_addc(&a->states, '\0');
	} else
		return "";
	return NULL;
}

const char *
action_read(struct action *a, const struct word *w)
{
	const char *why = read_special(a, w);
	size_t i;

	if (why == NULL || *why != '\0')
		return why;
	if (word_is(w, "content", '=') && w->value.len == 4 &&
	    memcmp(w->value.data, "null", 4) == 0) {
		a->null_content = true;
		return NULL;
	}
	for (i = 0; i < LEN(table); i++)
		if (word_is(w, table[i].name,
		    table[i].form == FLAG ? '\0' : '='))
			return read_table(a, w, i);
	return "no such action";
}
