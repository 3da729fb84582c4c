/* Keeps what was sent in batches, in an append-only file. */
#include "state.h"

#include <sys/file.h>
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
	struct sent_key wanted;

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

bool
state_has(const struct state *s, const unsigned char *key)
{
	const struct sent_key *k;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!s->batch[i].dropped &&
		    (k = sent_find(&s->batch[i], key)) != NULL &&
		    (!s->batch[i].fetched || k->replied))
			return true;
	return false;
}

/* Reads an array of keys; false if it is none. */
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
		(*keys)[(*n)++].replied = false;
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

/* Notes that all requests but those of a list have their replies. */
static bool
set_fetched(struct sent *b, const struct json_value *top)
{
	struct json_value list;
	struct sent_key *left, *k;
	size_t i, n;

	if (!json_find(top, "left", &list) || !read_keys(&list, &left, &n))
		return false;
	for (i = 0; i < b->n; i++)
		b->keys[i].replied = true;
	for (i = 0; i < n; i++)
		if ((k = sent_find(b, left[i].key)) != NULL)
			k->replied = false;
	free(left);
	b->left = n;
	b->fetched = true;
	return true;
}

/* Does what a line says; false if it is no line of this file. */
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

	return memcmp(line.p, start, n) == 0;
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
			buf_printf(why, "%s:%zu: not a line of wk-batch; is "
			    "this another file?", s->path, l.number);
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
		buf_printf(why, "%s: %s; 'wk-batch send %s' makes it", path,
		    strerror(errno), path);
		return -1;
	}
	if ((s->fd = private_open(path, O_RDWR | O_APPEND, why)) == -1)
		return -1;
	if (flock(s->fd, LOCK_EX | LOCK_NB) == -1) {
		buf_printf(why, "%s: %s", path, errno == EWOULDBLOCK ?
		    "another wk-batch uses it" : strerror(errno));
		return errno == EWOULDBLOCK ? 1 : -1;
	}
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
	if (s->fd != -1)
		(void)close(s->fd);
	s->batch = NULL;
	s->n = 0;
	s->fd = -1;
}
