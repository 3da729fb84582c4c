/* --check: any row that is JSON is looked at; what is said is one line. */
#include "rowcheck.h"

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

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct rowcheck c = { .complain = complain, .file = "row", .line = 1 };
	struct json_value v;
	struct json j;

	json_open(&j, (const char *)data, size);
	if (json_read(&j, &v) == 0)
		rowcheck_row(&c, &v);
	return 0;
}
