/* Reports how the trainers treat rows, and where they differ. */
#include "trainers.h"

#include <string.h>

#include "base/buf.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "check.h"

/* Notes that the row at hand has a trait.  False if that was noted before. */
static bool
note_trait(struct rowcheck *c, enum trait trait)
{
	struct trait_seen *s = &c->seen[trait];

	if (s->last == c->all)
		return false;
	s->last = c->all;
	if (s->rows++ == 0) {
		s->file = c->file;
		s->line = c->line;
		s->key = c->row_key;
	}
	return true;
}

/* A trait was found in the row at hand: its first place is told. */
static void
found(void *arg, enum trait trait, const char *where)
{
	struct rowcheck *c = arg;
	struct buf b = { 0 };

	if (!note_trait(c, trait) || c->template == NULL ||
	    !fate_is_fault(c->template->fate[trait]))
		return;
	template_tell(c->template, trait, &b);
	buf_addc(&b, '\0');
	if (!b.failed)
		check_complain(c, "%s: %s", where, b.data);
	buf_free(&b);
}

/* Complains, once a file, of rows that the trainer does not read at all. */
static bool
is_read(struct rowcheck *c, const char *name, bool read)
{
	const struct trainer *trainer = c->template->trainer;

	if (!read && !c->unread)
		check_complain(c, "%s (%s) does not read rows of %s, here and"
		    " below; %s makes rows that it reads", c->template->name,
		    trainer->name, name, trainer->write);
	c->unread = c->unread || !read;
	return read;
}

static void
check_length(struct rowcheck *c, const struct json_value *row,
    enum row_key key, const struct json_value *list)
{
	struct length *l = c->length;
	size_t tokens;

	if (l->most == 0 ||
	    (tokens = length_of(l, row, key, list)) <= l->most)
		return;
	l->over++;
	if (tokens > l->longest) {
		l->longest = tokens;
		l->file = c->file;
		l->line = c->line;
	}
	if (c->template != NULL)
		check_complain(c, "about %zu tokens, more than %zu: %s %s",
		    tokens, l->most, c->template->name,
		    c->template->trainer->long_row);
	else
		check_complain(c, "about %zu tokens, more than %zu: XTuner and"
		    " LLaMA-Factory cut off its end, ms-swift (and"
		    " LLaMA-Factory with packing) deletes it", tokens,
		    l->most);
}

void
trainers_row(struct rowcheck *c, const struct json_value *row,
    enum row_key key, const struct json_value *list, bool preference)
{
	const struct trainer *trainer;
	struct json_value v;
	bool read = true;

	c->row_key = key;
	if (c->template != NULL) {
		trainer = c->template->trainer;
		read = is_read(c, row_key_names[key],
		    (trainer->reads & 1U << key) != 0) &&
		    is_read(c, "chosen and rejected",
		    !preference || trainer->chosen) &&
		    is_read(c, "rejected_response", trainer->rejected_response
		    || !json_find(row, "rejected_response", &v));
	}
	if (read)
		traits_find(row, key, list, found, c);
	if (c->length != NULL)
		check_length(c, row, key, list);
}

/* Appends how many rows have a trait, and where the first one is. */
static void
put_rows(const struct trait_seen *s, struct buf *b)
{
	buf_printf(b, "%zu row%s (", s->rows, plural(s->rows));
	utf8_mask(b, s->file, strlen(s->file), 200);
	buf_printf(b, ":%zu%s): ", s->line, s->rows == 1 ? "" : ", ...");
}

/* Appends what the template does of its own accord.  False if nothing. */
static bool
put_habit(const struct chat_template *t, enum trait trait, struct buf *b)
{
	if (t->fate[trait] == FATE_READ || fate_is_fault(t->fate[trait]))
		return false;
	template_tell(t, trait, b);
	return true;
}

/*
 * Appends how the templates differ in what they do.  What rows lack, and that
 * they are texts to be pretrained on, is told only where a template is named.
 */
static bool
put_difference(const struct trait_seen *s, enum trait trait, struct buf *b)
{
	if (trait == TRAIT_NO_SYSTEM || trait == TRAIT_NO_THOUGHT ||
	    trait == TRAIT_PRETRAIN || trait == TRAIT_ALONE ||
	    !template_differ(trait, s->key, b))
		return false;
	buf_puts(b, "; --template NAME checks yours");
	return true;
}

void
rowcheck_sum(const struct rowcheck *c,
    void (*note)(const char *kind, const char *fmt, ...))
{
	struct buf b = { 0 };
	enum trait trait;
	size_t i;

	for (i = 0; i < TRAITS; i++) {
		if (c->seen[i].rows == 0)
			continue;
		buf_clear(&b);
		put_rows(&c->seen[i], &b);
		trait = (enum trait)i;
		if (c->template != NULL ? put_habit(c->template, trait, &b) :
		    put_difference(&c->seen[i], trait, &b))
			note(template_trait(trait), "%.*s", (int)b.len,
			    b.data);
	}
	buf_clear(&b);
	if (c->length != NULL && c->length->over > 0) {
		length_tell(c->length, &b);
		note("length", "%zu of %zu rows have more than %zu tokens, the"
		    " longest about %zu (%s:%zu), at %.*s", c->length->over,
		    c->all, c->length->most, c->length->longest,
		    c->length->file, c->length->line, (int)b.len, b.data);
	}
	buf_free(&b);
}
