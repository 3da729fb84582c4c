/* Writes files beside the rows: rejects, records, rows held out. */
#include "side.h"

#include <errno.h>
#include <string.h>

#include "stage/program.h"

void
side_open(struct side *s)
{
	if (s->path != NULL && publish_open(&s->file, s->path) == -1)
		program_die("%s: %s", s->path, strerror(errno));
}

void
side_apart(const struct side *const *sides, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			/* What is written in place has no such path. */
			if (sides[i]->file.path != NULL &&
			    sides[j]->file.path != NULL &&
			    strcmp(sides[i]->file.path,
			    sides[j]->file.path) == 0)
				program_die("%s: given for two outputs",
				    sides[i]->path);
}

int
side_close(struct side *s, bool drop)
{
	if (s->path == NULL)
		return STATUS_OK;
	if (drop) {
		publish_abort(&s->file);
		return STATUS_OK;
	}
	if (publish_commit(&s->file) == 0)
		return STATUS_OK;
	program_say("%s: %s", s->path, strerror(errno));
	return STATUS_LOCAL;
}
