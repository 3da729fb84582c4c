#include "separator.h"

#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/scan.h"
#include "base/utf8.h"

/*
 * A pattern may try this hard at one place of a text; more than any sane
 * separator needs, and less than a second.
 */
#define MATCH_LIMIT 10000000
#define HEAP_LIMIT 8192		/* in units of 1,024 bytes */

#define JIT_STACK_MIN ((size_t)32 << 10)
#define JIT_STACK_MAX ((size_t)1 << 20)

static int
fault(struct splitter_error *e, size_t offset, const char *message)
{
	e->offset = offset;
	(void)snprintf(e->message, sizeof(e->message), "%s", message);
	return -1;
}

/* What a separator says: literally, and in PCRE2's words. */
struct reading {
	struct buf *text;
	struct buf source;
	bool pattern;
	bool plain;	/* a pattern that matches its own text and no other */
};

/*
 * Reads the escape at s, a backslash.  In a pattern one that is not ours
 * stays as it is.  Returns its length, or 0 if it is malformed.
 */
static size_t
unescape(const char *s, struct reading *r)
{
	static const char names[] = "ntr", means[] = "\n\t\r";
	const char *name;
	char utf8[4];
	uint32_t cp;
	size_t len;

	if (s[1] == 'u') {
		len = hex_escape(s, strlen(s), &cp);
		if (len == 0 || (cp >= 0xd800 && cp <= 0xdfff))
			return 0;
		buf_add(r->text, utf8, utf8_encode(utf8, cp));
		buf_printf(&r->source, "\\x{%x}", (unsigned int)cp);
		return len;
	}
	if (s[1] == '\0')
		return 0;
	if ((name = strchr(names, s[1])) != NULL)
		buf_addc(r->text, means[name - names]);
	else if (r->pattern)
		buf_add(r->text, s, 2);
	else if (s[1] == '\\')
		buf_addc(r->text, '\\');
	else
		return 0;
	r->plain = r->plain && name != NULL;
	buf_add(&r->source, s, 2);
	return 2;
}

/* Takes the escapes out of what was written. */
static int
read_written(const char *s, size_t n, struct reading *r,
    struct splitter_error *e)
{
	size_t i, len;

	if ((i = utf8_valid(s, n)) != n)
		return fault(e, i, "not UTF-8");
	for (i = 0; i < n; i += len) {
		if (s[i] == '\\') {
			if ((len = unescape(s + i, r)) == 0)
				return fault(e, i,
				    "the escapes are \\n \\t \\r \\\\ \\uXXXX");
			continue;
		}
		len = strcspn(s + i, "\\");
		buf_add(r->text, s + i, len);
		buf_add(&r->source, s + i, len);
	}
	if (strpbrk(s, "^$.[]|()?*+{}") != NULL)
		r->plain = false;
	if (r->text->failed || r->source.failed)
		return fault(e, 0, "out of memory");
	return 0;
}

/*
 * Patterns see text as Python's do: Unicode classes, and a line ends at \n
 * alone.  \C would cut a code point in two.
 */
static int
compile(struct separator *sep, const struct buf *source,
    struct splitter_error *e)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_UTF_CHECK;
	pcre2_compile_context *context;
	PCRE2_SIZE offset;
	int error;

	if ((context = pcre2_compile_context_create(NULL)) == NULL)
		return fault(e, 0, "out of memory");
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	sep->code = pcre2_compile((PCRE2_SPTR)source->data, source->len,
	    options, &error, &offset, context);
	pcre2_compile_context_free(context);
	if (sep->code == NULL) {
		e->offset = offset;
		(void)pcre2_get_error_message(error,
		    (PCRE2_UCHAR *)e->message, sizeof(e->message));
		return -1;
	}
#ifndef WK_PLAIN
	/*
	 * Where there is no JIT compiler, the interpreter serves.  Its code
	 * reads on to the end of a 16-byte block, which valgrind reports:
	 * the plain build does without.
	 */
	(void)pcre2_jit_compile(sep->code, PCRE2_JIT_COMPLETE);
#endif
	return 0;
}

int
separator_init(struct separator *sep, const char *written, bool pattern,
    struct splitter_error *e)
{
	struct reading r = { &sep->text, { 0 }, pattern, true };
	int status;

	status = read_written(written, strlen(written), &r, e);
	if (status == 0 && pattern && !r.plain)
		status = compile(sep, &r.source, e);
	buf_free(&r.source);
	sep->count = utf8_count(sep->text.data, sep->text.len);
	return status;
}

bool
separator_any(const struct separator *sep)
{
	return sep->cut == NULL && sep->text.len == 0;
}

static int
next_cut(cut_fn *cut, struct span subject, struct separator_match *m)
{
	if (m->from >= subject.len)
		return 0;
	m->from = cut(subject.p, subject.len, m->from);
	m->start = m->end = m->from;
	return m->from < subject.len;
}

static int
next_literal(const struct buf *text, struct span subject,
    struct separator_match *m)
{
	size_t left = subject.len - m->from, at;

	if (left < text->len)
		return 0;
	at = scan_find(subject.p + m->from, left, text->data, text->len);
	if (at == left)
		return 0;
	m->start = m->from + at;
	m->end = m->from = m->start + text->len;
	return 1;
}

/*
 * After an empty match the next one may start at the same place, but not
 * be empty too: Python's rule.
 */
static int
next_pattern(const struct separator *sep,
    const struct separator_matcher *matcher, struct span subject,
    struct separator_match *m)
{
	const uint32_t options = PCRE2_NO_UTF_CHECK |
	    (m->empty ? PCRE2_NOTEMPTY_ATSTART : 0);
	const PCRE2_SIZE *found;
	int status;

	if (m->from > subject.len)
		return 0;
	status = pcre2_match(sep->code, (PCRE2_SPTR)subject.p, subject.len,
	    m->from, options, matcher->data, matcher->context);
	if (status == PCRE2_ERROR_NOMATCH)
		return 0;
	if (status < 0)
		return status;
	found = pcre2_get_ovector_pointer(matcher->data);
	m->start = found[0];
	/* \K in an assertion can move the end before the start, or back. */
	m->end = found[1] > found[0] ? found[1] : found[0];
	if (m->start < m->from || (m->empty && m->end <= m->from))
		return 0;
	m->empty = m->start == m->end;
	m->from = m->end;
	return 1;
}

int
separator_next(const struct separator *sep,
    const struct separator_matcher *matcher, struct span subject,
    struct separator_match *m)
{
	if (sep->cut != NULL)
		return next_cut(sep->cut, subject, m);
	if (sep->code != NULL)
		return next_pattern(sep, matcher, subject, m);
	return next_literal(&sep->text, subject, m);
}

void
separator_free(struct separator *sep)
{
	buf_free(&sep->text);
	pcre2_code_free(sep->code);
	sep->code = NULL;
}

int
separator_matcher_init(struct separator_matcher *matcher)
{
	matcher->context = pcre2_match_context_create(NULL);
	matcher->data = pcre2_match_data_create(1, NULL);
	matcher->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX,
	    NULL);
	if (matcher->context == NULL || matcher->data == NULL ||
	    matcher->stack == NULL) {
		separator_matcher_free(matcher);
		return -1;
	}
	(void)pcre2_set_match_limit(matcher->context, MATCH_LIMIT);
	(void)pcre2_set_heap_limit(matcher->context, HEAP_LIMIT);
	pcre2_jit_stack_assign(matcher->context, NULL, matcher->stack);
	return 0;
}

void
separator_matcher_free(struct separator_matcher *matcher)
{
	pcre2_jit_stack_free(matcher->stack);
	pcre2_match_data_free(matcher->data);
	pcre2_match_context_free(matcher->context);
	matcher->stack = NULL;
	matcher->data = NULL;
	matcher->context = NULL;
}
