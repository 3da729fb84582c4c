/* Compiles patterns with PCRE2 and walks over their matches in a text. */
#include "pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"

/*
 * How hard PCRE2 may try at one place of a text: more than a sane pattern
 * needs, and less than a second.
 */
#define MATCH_LIMIT 10000000
#define HEAP_LIMIT 8192		/* in units of 1,024 bytes */

/* What the compiled code may use as its stack, in bytes. */
#define JIT_STACK_MIN ((size_t)32 << 10)
#define JIT_STACK_MAX ((size_t)1 << 20)

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;	/* offsets of the match and its first group */
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	uint32_t groups;
	char why[128];		/* PCRE2's message on the match that failed */
};

static pcre2_code *
compile(struct span source, unsigned int how, struct pattern_error *e)
{
	const uint32_t options = PCRE2_UTF | PCRE2_UCP |
	    PCRE2_NEVER_BACKSLASH_C |
	    ((how & PATTERN_LINES) != 0 ? PCRE2_MULTILINE : 0);
	pcre2_compile_context *context;
	pcre2_code *code;
	int error;

	if ((context = pcre2_compile_context_create(NULL)) == NULL)
		memory_exhausted();
	(void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = pcre2_compile((PCRE2_SPTR)source.p, source.len, options,
	    &error, &e->offset, context);
	pcre2_compile_context_free(context);
	if (code == NULL) {
		(void)pcre2_get_error_message(error,
		    (PCRE2_UCHAR *)e->message, sizeof(e->message));
		return NULL;
	}
#ifndef WK_PLAIN
	/*
	 * Where there is no JIT compiler, the interpreter serves.  Compiled
	 * code reads on to the end of a 16-byte block, which valgrind
	 * reports: the plain build does without.
	 */
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
#endif
	return code;
}

struct pattern *
pattern_new(struct span source, unsigned int how, struct pattern_error *e)
{
	pcre2_code *code;
	struct pattern *p;
	uint32_t jit = 0;

	if ((code = compile(source, how, e)) == NULL)
		return NULL;
	(void)pcre2_config(PCRE2_CONFIG_JIT, &jit);
	p = xcalloc(1, sizeof(*p));
	p->code = code;
	p->data = pcre2_match_data_create(2, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (jit != 0)	/* PCRE2 was built with it */
		p->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX,
		    NULL);
	if (p->data == NULL || p->context == NULL ||
	    (jit != 0 && p->stack == NULL))
		memory_exhausted();
	(void)pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
	(void)pcre2_set_match_limit(p->context, MATCH_LIMIT);
	(void)pcre2_set_heap_limit(p->context, HEAP_LIMIT);
	if (jit != 0)
		pcre2_jit_stack_assign(p->context, NULL, p->stack);
	return p;
}

/* Notes why a match failed. */
static int
give_up(struct pattern *p, int error)
{
	if (error == PCRE2_ERROR_NOMEMORY)
		memory_exhausted();
	(void)pcre2_get_error_message(error, (PCRE2_UCHAR *)p->why,
	    sizeof(p->why));
	return -1;
}

int
pattern_next(struct pattern *p, struct span s, struct pattern_match *m)
{
	const uint32_t options = PCRE2_NO_UTF_CHECK |
	    (m->empty ? PCRE2_NOTEMPTY_ATSTART : 0);
	const PCRE2_SIZE *found;
	int status;

	if (m->from > s.len)
		return 0;
	status = pcre2_match(p->code, (PCRE2_SPTR)s.p, s.len, m->from,
	    options, p->data, p->context);
	if (status == PCRE2_ERROR_NOMATCH)
		return 0;
	if (status < 0)
		return give_up(p, status);
	found = pcre2_get_ovector_pointer(p->data);
	m->start = found[0];
	/* \K in an assertion can move the end before the start, or back. */
	m->end = found[1] > found[0] ? found[1] : found[0];
	if (m->start < m->from || (m->empty && m->end <= m->from))
		return 0;
	m->empty = m->start == m->end;
	m->from = m->end;
	return 1;
}

struct span
pattern_group(const struct pattern *p, struct span s)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->data);

	if (p->groups > 0)
		at += 2;
	if (at[0] == PCRE2_UNSET || at[0] >= at[1])
		return (struct span){ s.p, 0 };
	return (struct span){ s.p + at[0], at[1] - at[0] };
}

const char *
pattern_why(const struct pattern *p)
{
	return p->why;
}

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->context);
	pcre2_jit_stack_free(p->stack);
	free(p);
}
