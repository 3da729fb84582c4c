/* Hits: lists of chunks found, each with its strings. */
#include "kb_db.h"

#include <stdlib.h>
#include <string.h>

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
