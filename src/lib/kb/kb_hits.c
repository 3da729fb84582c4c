/* Hits: lists of chunks found, each with its strings. */
#include "kb_db.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/memory.h"

/* Copies a span to *to, which is moved on behind the copy. */
static void
copy_span(struct span *s, char **to)
{
	if (s->p == NULL)
		return;
	if (s->len > 0)
		memcpy(*to, s->p, s->len);
	s->p = *to;
	*to += s->len;
}

void
kb_hit_set(struct kb_hit *hit, const struct kb_chunk *chunk)
{
	char *to;

	to = hit->strings = xreallocarray(NULL, chunk->text.len +
	    chunk->source.len + chunk->url.len + 1, 1);
	hit->chunk = *chunk;
	copy_span(&hit->chunk.text, &to);
	copy_span(&hit->chunk.source, &to);
	copy_span(&hit->chunk.url, &to);
}

int
kb_hit_read(struct kb *kb, sqlite3_int64 id, struct kb_hit *hit,
    struct buf *why)
{
	struct kb_chunk chunk = { 0 };
	int result = 0;

	sqlite3_bind_int64(kb->chunk, 1, id);
	sqlite3_bind_int64(kb->source, 1, id >> KB_SOURCE_SHIFT);
	if (sqlite3_step(kb->chunk) == SQLITE_ROW &&
	    sqlite3_step(kb->source) == SQLITE_ROW) {
		chunk.text = kb_db_span(kb->chunk, 0);
		chunk.numbered = sqlite3_column_type(kb->chunk, 1) ==
		    SQLITE_INTEGER;
		chunk.index = sqlite3_column_int64(kb->chunk, 1);
		chunk.placed = sqlite3_column_type(kb->chunk, 2) ==
		    SQLITE_INTEGER;
		chunk.start = sqlite3_column_int64(kb->chunk, 2);
		chunk.url = kb_db_span(kb->chunk, 3);
		chunk.source = kb_db_span(kb->source, 0);
		kb_hit_set(hit, &chunk);
		hit->score = 0;
		hit->compared = false;
		hit->id = id;
	} else {
		buf_printf(why, "%s: damaged: a chunk has no source",
		    kb->db.path);
		result = -1;
	}
	sqlite3_reset(kb->chunk);
	sqlite3_reset(kb->source);
	return result;
}

void
kb_hits_clear(struct kb_hits *hits)
{
	while (hits->n > 0)
		free(hits->hit[--hits->n].strings);
}

void
kb_hits_free(struct kb_hits *hits)
{
	kb_hits_clear(hits);
	free(hits->hit);
	*hits = (struct kb_hits){ 0 };
}
