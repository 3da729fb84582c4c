/* --check: what is said of any row is one line, with each template. */
#include "rowcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
complain(void *arg, const char *file, size_t line, const char *problem)
{
	(void)arg;
	if (strcmp(file, "row") != 0 || line != 1 || *problem == '\0' ||
	    strchr(problem, '\n') != NULL)
		abort();
}

static void __attribute__((format(printf, 2, 3)))
sum_up(const char *kind, const char *fmt, ...)
{
	char s[1024];
	va_list ap;

	va_start(ap, fmt);
	if (vsnprintf(s, sizeof(s), fmt, ap) >= (int)sizeof(s) ||
	    *kind == '\0' || strchr(s, '\n') != NULL)
		abort();
	va_end(ap);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct length length = { .most = 20 };
	struct rowcheck c = { .complain = complain, .file = "row", .line = 1,
	    .length = &length };
	struct json_value v;
	struct json j;

	json_open(&j, (const char *)data, size);
	if (json_read(&j, &v) == -1)
		return 0;
	rowcheck_row(&c, &v);
	rowcheck_sum(&c, sum_up);
	for (c.template = chat_templates; c.template->name != NULL;
	    c.template++) {
		c.unread = false;
		rowcheck_row(&c, &v);
		rowcheck_sum(&c, sum_up);
	}
	return 0;
}
