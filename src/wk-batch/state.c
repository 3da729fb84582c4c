/* Keeps the requests sent in batches, in an append-only file. */
#include "state.h"

#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/memory.h"
#include "json/json.h"

static int
by_key(const void *a, const void *b)
{
	return memcmp(((const struct sent_key *)a)->key,
	    ((const struct sent_key *)b)->key, JOURNAL_KEY);
}

struct sent_key *
sent_find(const struct sent *b, const unsigned char *key)
{
	struct sent_key wanted = { 0 };

	if (b->n == 0)
		return NULL;
	memcpy(wanted.key, key, JOURNAL_KEY);
	return bsearch(&wanted, b->keys, b->n, sizeof(*b->keys), by_key);
}

bool
sent_waits(const struct sent *b)
{
	return b->id.len > 0 && !b->fetched && !b->dropped;
}

bool
sent_is_half(const struct sent *b)
{
	return b->id.len == 0 && !b->dropped;
}

/* Takes the keys of batches into the index that are not in it. */
static void
index_keys(struct state *s)
{
	struct journal_slot *slot;
	const struct sent *b;
	uint64_t hash;
	size_t i, at;

	for (; s->indexed < s->n; s->indexed++) {
		b = &s->batch[s->indexed];
		if (!journal_index_reserve(&s->index, b->n))
			memory_exhausted();
		for (i = 0; i < b->n; i++) {
			memcpy(&hash, b->keys[i].key, sizeof(hash));
			at = SIZE_MAX;
			do
				slot = journal_index_probe(&s->index, hash,
				    &at);
			while (slot->where != 0);
			journal_index_fill(&s->index, slot, hash, b->number);
		}
	}
}

enum key_how
state_how(struct state *s, const unsigned char *key, size_t *failed)
{
	const struct sent *b;
	const struct sent_key *k;
	const struct journal_slot *slot;
	enum key_how how = KEY_LEFT;
	size_t at = SIZE_MAX, last = 0;
	uint64_t hash;

	*failed = 0;
	index_keys(s);
	memcpy(&hash, key, sizeof(hash));
	if (s->index.size == 0)
		return how;
	while ((slot = journal_index_probe(&s->index, hash, &at))->where !=
	    0) {
		b = &s->batch[slot->where - 1];
		if (b->dropped || (k = sent_find(b, key)) == NULL)
			continue;
		if (k->how == KEY_SENT || k->how == KEY_ANSWERED)
			return k->how;
		*failed += k->how == KEY_AGAIN;
		/* The index has them in no certain order. */
		if (b->number > last) {
			last = b->number;
			how = k->how;
		}
	}
	return how;
}

/* Reads an array of keys; false if it is not one. */
static bool
read_keys(const struct json_value *list, struct sent_key **keys, size_t *n)
{
	struct json_value v;
	struct json j;
	size_t size = 0;

	*keys = NULL;
	*n = 0;
	json_open_value(&j, list);
	if (json_array(&j) == -1)
		return false;
	while (json_element(&j, &v) == 1) {
		if (*n == size) {
			size = size * 2 + 64;
			*keys = xreallocarray(*keys, size, sizeof(**keys));
		}
		if (!journal_unhex((*keys)[*n].key, &v)) {
			free(*keys);
			return false;
		}
		(*keys)[(*n)++].how = KEY_SENT;
	}
	return true;
}

/* Sets b to the text of a member, with a NUL behind it. */
static bool
read_text(const struct json_value *top, const char *name, struct buf *b)
{
	struct json_value v;

	if (!json_find(top, name, &v) || v.type != JSON_STRING)
		return false;
	buf_clear(b);
	(void)json_add_text(b, &v);
	buf_addc(b, '\0');
	b->len--;
	return true;
}

/* Begins a batch. */
static bool
add_batch(struct state *s, const struct json_value *top,
    const struct json_value *list)
{
	struct sent *b;

	s->batch = xreallocarray(s->batch, s->n + 1, sizeof(*s->batch));
	b = &s->batch[s->n];
	memset(b, 0, sizeof(*b));
	b->number = ++s->n;
	if (!read_text(top, "url", &b->url) ||
	    !read_text(top, "model", &b->model) ||
	    !read_text(top, "name", &b->name) ||
	    !read_keys(list, &b->keys, &b->n))
		return false;
	if (b->n > 0)
		qsort(b->keys, b->n, sizeof(*b->keys), by_key);
	return true;
}

/* Notes that the requests in a list came out so; it may be absent. */
static bool
set_list(struct sent *b, const struct json_value *top, const char *name,
    enum key_how how)
{
	struct json_value list;
	struct sent_key *some, *k;
	size_t i, n;

	if (!json_find(top, name, &list))
		return true;
	if (!read_keys(&list, &some, &n))
		return false;
	for (i = 0; i < n; i++)
		if ((k = sent_find(b, some[i].key)) != NULL)
			k->how = how;
	free(some);
	return true;
}

/* Notes how the requests came out: those of no list have their replies. */
static bool
set_fetched(struct sent *b, const struct json_value *top)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		b->keys[i].how = KEY_ANSWERED;
	b->fetched = true;
	return set_list(b, top, "left", KEY_LEFT) &&
	    set_list(b, top, "again", KEY_AGAIN) &&
	    set_list(b, top, "failed", KEY_FAILED);
}

/* Does what a line says; false if it is not a line of a state file. */
static bool
apply(struct state *s, struct span line)
{
	struct json_value top, v;
	struct json j;
	struct sent *b;
	long long number;

	json_open(&j, line.p, line.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !json_find(&top, "batch", &v) ||
	    json_integer(&v, &number) == -1)
		return false;
	if (json_find(&top, "keys", &v))
		return number == (long long)s->n + 1 &&
		    add_batch(s, &top, &v);
	if (number < 1 || number > (long long)s->n)
		return false;
	b = &s->batch[number - 1];
	if (json_find(&top, "fetched", &v))
		return set_fetched(b, &top) &&
		    read_text(&top, "fetched", &b->status);
	if (json_find(&top, "dropped", &v)) {
		b->dropped = true;
		return true;
	}
	if (json_find(&top, "start", &v) &&
	    json_integer(&v, &number) == 0) {
		b->start = number;
		return true;
	}
	return read_text(&top, "file", &b->file) ||
	    read_text(&top, "id", &b->id) ||
	    read_text(&top, "status", &b->status);
}

/* Whether the torn end of a file may be the beginning of a line of ours. */
static bool
is_torn(struct span line)
{
	static const char start[] = "{\"batch\":";
	size_t n = line.len < sizeof(start) - 1 ? line.len : sizeof(start) - 1;

	/* A crash may leave NULs where blocks were never written. */
	return line.p[0] == '\0' || memcmp(line.p, start, n) == 0;
}

/* Reads all lines; cuts a torn end off. */
static int
read_lines(struct state *s, struct buf *why)
{
	struct lines l = { 0 };
	struct span line;
	bool torn = false;
	off_t at = 0;
	int got;

	lines_open(&l, s->fd);
	while ((got = lines_next(&l, &line, &torn)) == 1) {
		if (torn && is_torn(line)) {
			if (ftruncate(s->fd, at) == -1)
				got = -1;
			break;
		}
		if (torn || !apply(s, line)) {
			buf_printf(why, "%s:%zu: not %s", s->path, l.number,
			    l.number == 1 ? "a state file of wk-batch" :
			    "a line of wk-batch: restore the file; with a new "
			    "one, all requests are sent, and paid for, again");
			break;
		}
		at += (off_t)line.len + 1;
	}
	if (got == -1)
		buf_printf(why, "%s: %s", s->path, strerror(errno));
	lines_free(&l);
	return why->len == 0 ? 0 : -1;
}

int
state_open(struct state *s, const char *path, bool create, struct buf *why)
{
	memset(s, 0, sizeof(*s));
	s->path = path;
	s->fd = -1;
	if (!create && access(path, F_OK) == -1) {
		buf_printf(why, "%s: %s; 'wk-batch send %s' creates it", path,
		    strerror(errno), path);
		return -1;
	}
	if ((s->fd = private_lock(path, why)) == -1)
		return errno == EWOULDBLOCK ? 1 : -1;
	return read_lines(s, why);
}

int
state_add(struct state *s, struct span line)
{
	struct out out = { .fd = s->fd };

	out_bytes(&out, line.p, line.len);
	out_puts(&out, "\n");
	if (out_flush(&out) == -1 || fdatasync(s->fd) == -1) {
		if (out.error != 0)
			errno = out.error;
		buf_free(&out.buf);
		return -1;
	}
	buf_free(&out.buf);
	if (!apply(s, line)) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

void
state_close(struct state *s)
{
	struct sent *b;

	for (b = s->batch; b != NULL && b < s->batch + s->n; b++) {
		buf_free(&b->url);
		buf_free(&b->model);
		buf_free(&b->name);
		buf_free(&b->file);
		buf_free(&b->id);
		buf_free(&b->status);
		free(b->keys);
	}
	free(s->batch);
	journal_index_free(&s->index);
	if (s->fd != -1)
		(void)close(s->fd);
	s->batch = NULL;
	s->n = 0;
	s->fd = -1;
}
