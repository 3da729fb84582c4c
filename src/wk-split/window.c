#include "window.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for one more entry. */
static int
make_room(struct window *w)
{
	struct window_entry *entries;
	size_t room;

	if (w->tail < w->room)
		return 0;
	if (w->head > 0 && w->head >= w->room / 2) {
		memmove(w->entries, w->entries + w->head,
		    (w->tail - w->head) * sizeof(*w->entries));
		w->tail -= w->head;
		w->head = 0;
		return 0;
	}
	room = w->room == 0 ? 64 : 2 * w->room;
	entries = reallocarray(w->entries, room, sizeof(*entries));
	if (entries == NULL)
		return -1;
	w->entries = entries;
	w->room = room;
	return 0;
}

int
window_add(struct window *w, const struct window_piece *piece, size_t gap,
    size_t remember)
{
	if (w->pieces == 0) {
		w->start = piece->start;
		w->cp = piece->cp;
		w->total = w->at = 0;
		w->head = w->tail = 0;
	}
	if (make_room(w) == -1)
		return -1;
	w->at += gap;
	w->entries[w->tail].piece = *piece;
	w->entries[w->tail++].at = w->at;
	w->at += piece->count;
	w->total += gap + piece->count;
	w->end = piece->end;
	w->pieces++;
	while (w->head < w->tail && w->at - w->entries[w->head].at > remember)
		w->head++;
	return 0;
}

void
window_shrink(struct window *w, size_t overlap, size_t size, size_t more)
{
	const struct window_entry *first;
	size_t most;

	most = more > size ? 0 : size - more;
	if (most > overlap)
		most = overlap;
	while (w->head < w->tail && w->at - w->entries[w->head].at > most)
		w->head++;
	w->pieces = w->tail - w->head;
	if (w->pieces == 0)
		return;
	first = &w->entries[w->head];
	w->start = first->piece.start;
	w->cp = first->piece.cp;
	w->total = w->at - first->at;
}

bool
window_is_run(const struct window *w, struct span text,
    const struct buf *glue)
{
	const struct window_entry *e;
	size_t i, start, end;

	if (w->pieces == 1)
		return true;
	for (i = w->head + 1; i < w->tail; i++) {
		e = &w->entries[i];
		start = e[-1].piece.end;
		end = e->piece.start;
		if (end - start != glue->len || (glue->len > 0 &&
		    memcmp(text.p + start, glue->data, glue->len) != 0))
			return false;
	}
	return true;
}

void
window_join(const struct window *w, struct span text,
    const struct buf *glue, struct buf *out)
{
	const struct window_piece *piece;
	size_t i;

	for (i = w->head; i < w->tail; i++) {
		if (i > w->head)
			buf_add(out, glue->data, glue->len);
		piece = &w->entries[i].piece;
		buf_add(out, text.p + piece->start, piece->end - piece->start);
	}
}

void
window_clear(struct window *w)
{
	w->pieces = 0;
	w->total = 0;
	w->head = w->tail = 0;
}

void
window_free(struct window *w)
{
	free(w->entries);
	memset(w, 0, sizeof(*w));
}
