/* Reads a file that is one JSON array of rows. */
#include "array.h"

#include "base/utf8.h"

bool
array_of_rows(struct span text)
{
	struct json_value v, role;
	struct json j;

	text = utf8_strip(text);
	if (text.len == 0 || *text.p != '[')
		return false;
	json_open(&j, text.p, text.len);
	(void)json_array(&j);
	return json_element(&j, &v) != 1 || v.type != JSON_OBJECT ||
	    !json_find(&v, "role", &role);
}

void
array_open(struct array *a, struct span text)
{
	*a = (struct array){ .counted = text.p, .line = 1 };
	json_open(&a->json, text.p, text.len);
	(void)json_array(&a->json);
}

/* Counts the lines up to a place. */
static void
count_lines(struct array *a, const char *to)
{
	const char *from = a->counted;

	while ((from = memchr(from, '\n', (size_t)(to - from))) != NULL) {
		from++;
		a->line++;
	}
	a->counted = to;
}

int
array_next(struct array *a, struct json_value *row)
{
	int more = json_element(&a->json, row);

	if (more == 0 && json_end(&a->json) == -1)
		more = -1;
	count_lines(a, more == 1 ? row->p : a->json.p);
	return more;
}
