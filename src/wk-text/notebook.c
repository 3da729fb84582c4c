/* Reads notebooks of Jupyter: their text and code as Markdown. */
#include "notebook.h"

#include "md.h"

bool
notebook_is(const struct json_value *object)
{
	struct json_value v;

	return json_find(object, "nbformat", &v) && v.type == JSON_NUMBER &&
	    json_find(object, "cells", &v) && v.type == JSON_ARRAY;
}

/* Appends the source of a cell: a string, or an array of lines. */
static void
add_source(struct buf *b, const struct json_value *source)
{
	struct json_value line;
	struct json j;

	if (json_add_text(b, source))
		return;
	json_open(&j, source->p, source->len);
	if (source->type == JSON_ARRAY && json_array(&j) == 0)
		while (json_element(&j, &line) == 1)
			(void)json_add_text(b, &line);
}

int
notebook_read(const struct json_value *object, struct sink *k)
{
	struct json_value cells, cell, v;
	struct buf b = { 0 };
	struct json j;
	struct md m;

	sink_type(k, "ipynb");
	md_open(&m, &k->text);
	(void)json_find(object, "cells", &cells);
	json_open(&j, cells.p, cells.len);
	(void)json_array(&j);
	while (json_element(&j, &cell) == 1) {
		buf_clear(&b);
		if (!json_find(&cell, "source", &v))
			continue;
		add_source(&b, &v);
		if (json_find(&cell, "cell_type", &v) && json_is(&v, "code"))
			md_verbatim(&m, buf_span(&b));
		else {
			md_exact(&m, buf_span(&b));
			md_block(&m);
		}
	}
	md_close(&m);
	buf_free(&b);
	return 0;
}
