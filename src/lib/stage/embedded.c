/* Reads the embedding that a record brings along. */
#include "embedded.h"

#include <string.h>

int
embedded_read(struct embedding *e, struct stage *st, struct record *r,
    int field, struct span text)
{
	const struct json_value *v = record_get(r, field);
	struct buf why = { 0 };
	char of[EMBEDDING_OF + 1];

	if (v == NULL || v->type == JSON_NULL)
		return 0;
	if (embedding_read(e, v, &why) == -1 || !embedding_normalise(e)) {
		stage_fail(st, r, "bad_embedding", "%.*s", (int)why.len,
		    why.len > 0 ? why.data : "");
		buf_free(&why);
		return -1;
	}
	embedding_of(of, text);
	if (strcmp(of, e->of) == 0)
		return 1;
	stage_fail(st, r, "stale_embedding", "embedding belongs to another %s; "
	    "wk-embed replaces it", st->field);
	return -1;
}
