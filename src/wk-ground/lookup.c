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

/* Passages of more bytes than this are folded again for each record. */
#define KEEP 65536

void
lookup_clear(struct lookup *p)
{
	p->kept = p->plain.failed ? 0 : p->n;
	buf_clear(&p->plain);
	p->n = 0;
	p->nat = 0;
}

void
lookup_free(struct lookup *p)
{
	size_t i;

	for (i = 0; i < p->size; i++) {
		buf_free(&p->passage[i].raw);
		units_free(&p->passage[i].units);
	}
	units_free(&p->large);
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

static inline void
put(struct buf *b, uint32_t cp)
{
	char *to;

	if (!buf_reserve(b, 4))
		return;
	to = b->data + b->len;
	if (cp < 0x80) {
		*to = (char)cp;
		b->len++;
	} else if (cp >= 0x800 && cp <= 0xffff) {
		to[0] = (char)(0xe0 | cp >> 12);
		to[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		to[2] = (char)(0x80 | (cp & 0x3f));
		b->len += 3;
	} else
		b->len += utf8_encode(to, cp);
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

/* Makes room for a passage more. */
static void
grow(struct lookup *p)
{
	size_t old = p->size;

	p->size = old * 2 + 8;
	p->passage = xreallocarray(p->passage, p->size, sizeof(*p->passage));
	memset(p->passage + old, 0, (p->size - old) * sizeof(*p->passage));
}

/* Appends to `plain` what of the passage is looked up. */
static void
add_plain(struct lookup *p, struct passage *new, const struct units *text)
{
	size_t i;

	if (text->n > p->sizeat - p->nat) {
		p->sizeat = (p->nat + text->n) * 2;
		p->at = xreallocarray(p->at, p->sizeat, sizeof(*p->at));
	}
	new->from = p->plain.len;
	new->letters = p->nat;
	/* The text has three bytes a character, or seldom more. */
	(void)buf_reserve(&p->plain, text->bytes + 4);
	for (i = 0; i < text->n; i++)
		if (counts(text, i)) {
			put(&p->plain, text->u[i].cp);
			p->at[p->nat++] = text->u[i].at;
		}
	new->to = p->plain.len;
	new->end = p->nat;
	buf_addc(&p->plain, '\n');
}

const struct units *
lookup_add(struct lookup *p, struct span text)
{
	struct passage *new;
	struct units *units;

	if (p->n == p->size)
		grow(p);
	new = &p->passage[p->n++];
	units = &new->units;
	if (p->n <= p->kept && new->brief &&
	    span_same(buf_span(&new->raw), text)) {
		p->plain.len = new->to + 1;
		p->nat = new->end;
		return units;
	}
	p->kept = 0;	/* Those behind it will lie elsewhere in `plain`. */
	buf_clear(&new->raw);
	if ((new->brief = text.len <= KEEP))
		buf_add(&new->raw, text.p, text.len);
	else
		units = &p->large;
	units_read(units, text);
	add_plain(p, new, units);
	return units;
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
