/* Keeps the passages of a record, and looks strings up in them. */
#include "lookup.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/scan.h"
#include "base/utf8.h"

/*
 * As many places within words are passed over in one search.  So a hostile
 * string takes no more than linear time.
 */
#define TRIES 64

void
lookup_clear(struct lookup *p)
{
	buf_clear(&p->plain);
	p->n = 0;
	p->nat = 0;
}

void
lookup_free(struct lookup *p)
{
	buf_free(&p->plain);
	free(p->passage);
	free(p->at);
	memset(p, 0, sizeof(*p));
}

/*
 * Whether unit i is looked up.  Of the marks, those between digits count, for
 * 3.5 is not 35; but for the commas of thousands and the many dashes.
 */
static bool
counts(const struct units *t, size_t i)
{
	const struct unit *u = &t->u[i];

	if (u->kind >= UNIT_DIGIT)
		return true;
	if (u->kind == UNIT_BLANK || i == 0 || u[-1].kind != UNIT_DIGIT)
		return false;
	if (u->cp == '%')
		return true;
	return (u->cp == '.' || u->cp == ':' || u->cp == '/') &&
	    units_kind(t, i + 1, UNIT_DIGIT);
}

static void
put(struct buf *b, uint32_t cp)
{
	if (cp < 0x80) {
		buf_addc(b, (char)cp);
		return;
	}
	if (cp >= 0x800 && cp <= 0xffff && buf_reserve(b, 3)) {
		b->data[b->len++] = (char)(0xe0 | cp >> 12);
		b->data[b->len++] = (char)(0x80 | (cp >> 6 & 0x3f));
		b->data[b->len++] = (char)(0x80 | (cp & 0x3f));
	} else if (buf_reserve(b, 4))
		b->len += utf8_encode(b->data + b->len, cp);
}

void
lookup_plain(struct buf *b, const struct units *text, size_t from,
    size_t to)
{
	size_t i;

	for (i = from; i < to; i++)
		if (counts(text, i))
			put(b, text->u[i].cp);
}

void
lookup_add(struct lookup *p, const struct units *text)
{
	struct passage *new;
	size_t i;

	if (p->n == p->size) {
		p->size = p->size * 2 + 8;
		p->passage = xreallocarray(p->passage, p->size,
		    sizeof(*p->passage));
	}
	if (text->n > p->sizeat - p->nat) {
		p->sizeat = (p->nat + text->n) * 2;
		p->at = xreallocarray(p->at, p->sizeat, sizeof(*p->at));
	}
	new = &p->passage[p->n++];
	new->from = p->plain.len;
	new->letters = p->nat;
	/* The text has three bytes a character, or seldom more. */
	(void)buf_reserve(&p->plain, text->bytes + 1);
	for (i = 0; i < text->n; i++)
		if (counts(text, i)) {
			put(&p->plain, text->u[i].cp);
			p->at[p->nat++] = text->u[i].at;
		}
	new->to = p->plain.len;
	buf_addc(&p->plain, '\n');
}

/*
 * Whether the place `byte` of `plain`, where letter number `letter` begins, is
 * within a word of Latin letters or a row of digits.
 */
static bool
within(const struct lookup *p, const struct passage *in, size_t byte,
    size_t letter)
{
	const char *s = p->plain.data;
	uint32_t before, after, a, b;

	if (byte == in->from || byte == in->to ||
	    p->at[letter - 1] + 1 != p->at[letter])
		return false;
	if (utf8_decode_last(s + in->from, byte - in->from, &before) == 0 ||
	    utf8_decode(s + byte, in->to - byte, &after) == 0)
		return false;
	a = (before >= '0' && before <= '9') || before == '.';
	b = (after >= '0' && after <= '9') || after == '.';
	if (a || b)
		return a && b;
	return before < 0x2e80 && after < 0x2e80;
}

bool
lookup_find(const struct lookup *p, size_t passage, size_t from,
    struct span what, struct lookup_match *match)
{
	const struct passage *in = &p->passage[passage];
	size_t letter, tries, first;
	const char *found;

	if (from < in->from)
		from = in->from;
	for (tries = 0; what.len > 0 && tries < TRIES && from < in->to;
	    tries++) {
		found = memmem(p->plain.data + from, in->to - from, what.p,
		    what.len);
		if (found == NULL)
			return false;
		match->passage = passage;
		match->from = (size_t)(found - p->plain.data);
		match->to = match->from + what.len;
		first = in->letters + scan_count(p->plain.data + in->from,
		    match->from - in->from);
		letter = first + scan_count(what.p, what.len);
		if (!within(p, in, match->from, first) &&
		    !within(p, in, match->to, letter)) {
			match->start = p->at[first];
			return true;
		}
		from = match->from + 1;
	}
	return false;
}

bool
lookup_holds(const struct lookup *p, struct span what)
{
	struct lookup_match match;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (lookup_find(p, i, 0, what, &match))
			return true;
	return false;
}
