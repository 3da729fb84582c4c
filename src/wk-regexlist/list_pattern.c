#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "list_parts.h"

/* As much as a pattern may try at one place, and what that may hold. */
#define MATCH_LIMIT 10000000
#define HEAP_LIMIT 8192		/* in units of 1,024 bytes */

struct list_pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
	uint32_t groups;
};

static bool
compile(struct list_pattern *p, const char *pattern, struct buf *why)
{
	PCRE2_UCHAR message[128];
	PCRE2_SIZE offset;
	int error;

	p->code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern),
	    PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE |
	    PCRE2_NEVER_BACKSLASH_C, &error, &offset, NULL);
	if (p->code == NULL) {
		(void)pcre2_get_error_message(error, message, sizeof(message));
		buf_printf(why, "byte %zu: %s", (size_t)offset,
		    (const char *)message);
		return false;
	}
#ifndef WK_PLAIN
	/* Where there is no JIT compiler, the interpreter serves. */
	(void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
#endif
	(void)pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT,
	    &p->groups);
	p->data = pcre2_match_data_create_from_pattern(p->code, NULL);
	p->context = pcre2_match_context_create(NULL);
	if (p->data == NULL || p->context == NULL) {
		buf_puts(why, "out of memory");
		return false;
	}
	(void)pcre2_set_match_limit(p->context, MATCH_LIMIT);
	(void)pcre2_set_heap_limit(p->context, HEAP_LIMIT);
	return true;
}

struct list_pattern *
list_pattern_new(const char *pattern, struct buf *why)
{
	struct list_pattern *p;

	if ((p = calloc(1, sizeof(*p))) == NULL) {
		buf_puts(why, "out of memory");
		return NULL;
	}
	if (!compile(p, pattern, why)) {
		list_pattern_free(p);
		return NULL;
	}
	return p;
}

/*
 * Finds the next match from *from on, and where the one after it may
 * begin.  As pcre2_match: the number of groups, or what is wrong.
 */
static int
next_match(struct list_pattern *p, const char *s, size_t n, size_t *from,
    bool *empty)
{
	const PCRE2_SIZE *at;
	int status;

	status = pcre2_match(p->code, (PCRE2_SPTR)s, n, *from,
	    PCRE2_NO_UTF_CHECK | (*empty ? PCRE2_NOTEMPTY_ATSTART : 0),
	    p->data, p->context);
	if (status < 0)
		return status;
	at = pcre2_get_ovector_pointer(p->data);
	/* \K in an assertion can move things back: that is the end. */
	if (at[1] < *from || at[0] > at[1] || (*empty && at[1] == *from))
		return PCRE2_ERROR_NOMATCH;
	*empty = at[0] == at[1];
	*from = at[1];
	return status;
}

int
list_pattern_read(struct list_pattern *p, struct list *l, const char *s,
    size_t n)
{
	const PCRE2_SIZE *at;
	size_t from = 0, group = p->groups > 0 ? 1 : 0;
	bool empty = false;
	int status;

	buf_clear(&l->text);
	l->n = 0;
	while ((status = next_match(p, s, n, &from, &empty)) > 0) {
		at = pcre2_get_ovector_pointer(p->data) + 2 * group;
		if (at[0] != PCRE2_UNSET && at[0] < at[1])
			(void)list_add(l, (struct span){ s + at[0],
			    at[1] - at[0] }, CLEAN_ONLY);
	}
	if (status == PCRE2_ERROR_NOMEMORY)
		l->text.failed = true;
	return status == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

void
list_pattern_free(struct list_pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	pcre2_match_data_free(p->data);
	pcre2_match_context_free(p->context);
	free(p);
}
