/* Counts and logs the requests that came. */
#include "stub.h"

#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct counts counts;

static int logfd = -1;
static int64_t began;
static uint64_t number;

/* How often each body came: open addressing; a hash of 0 is a free place. */
static struct came {
	uint64_t hash, count;
} *came;
static size_t ncame, camesize;

static struct {
	struct buf path;
	uint64_t count;
} paths[64];

void
log_open(const char *path)
{
	logfd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (logfd == -1)
		err(2, "%s", path);
}

/* FNV-1a, 64 bits. */
static uint64_t
hash_bytes(uint64_t h, struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3U;
	return h;
}

static struct came *
came_find(uint64_t hash)
{
	size_t i;

	for (i = hash % camesize; came[i].hash != 0 && came[i].hash != hash;)
		i = (i + 1) % camesize;
	return &came[i];
}

static void
came_grow(void)
{
	struct came *old = came;
	size_t i, n = camesize;

	camesize = n == 0 ? 4096 : n * 2;
	if ((came = calloc(camesize, sizeof(*came))) == NULL)
		err(1, NULL);
	for (i = 0; i < n; i++)
		if (old[i].hash != 0)
			*came_find(old[i].hash) = old[i];
	free(old);
}

static uint64_t
count_try(const struct request *r)
{
	uint64_t hash = hash_bytes(hash_bytes(0xcbf29ce484222325U, r->path),
	    r->body);
	struct came *c;

	if (ncame * 2 >= camesize)
		came_grow();
	c = came_find(hash == 0 ? 1 : hash);
	if (c->hash == 0) {
		c->hash = hash == 0 ? 1 : hash;
		ncame++;
	}
	return ++c->count;
}

static void
count_path(const struct request *r)
{
	size_t i;

	for (i = 0; i < LEN(paths) && paths[i].path.len > 0; i++)
		if (paths[i].path.len == r->path.len &&
		    memcmp(paths[i].path.data, r->path.p, r->path.len) == 0)
			break;
	if (i == LEN(paths))
		return;
	if (paths[i].path.len == 0)
		buf_add(&paths[i].path, r->path.p, r->path.len);
	paths[i].count++;
}

static void
put_key(struct buf *b, const struct request *r, const char *name)
{
	struct span value;

	if (request_header(r, name, &value))
		json_put_string(b, value.p, value.len);
	else
		buf_puts(b, "null");
}

/* Appends the body on one line, each newline as a blank. */
static void
put_body(struct buf *b, const struct request *r)
{
	size_t i;

	if (r->body.len == 0)
		buf_puts(b, "null");
	else if (!r->is_json)
		json_put_string(b, r->body.p, r->body.len);
	else
		for (i = 0; i < r->body.len; i++)
			buf_addc(b, r->body.p[i] == '\n' ||
			    r->body.p[i] == '\r' ? ' ' : r->body.p[i]);
}

static void
put_log(const struct request *r)
{
	static struct buf b;

	buf_clear(&b);
	buf_printf(&b, "{\"n\":%llu,\"try\":%llu,\"ms\":%lld,"
	    "\"connection\":%llu,\"path\":", (unsigned long long)r->n,
	    (unsigned long long)r->try, (long long)(r->now - began),
	    (unsigned long long)r->connection);
	json_put_string(&b, r->target.p, r->target.len);
	buf_puts(&b, ",\"authorization\":");
	if (r->key.p != NULL)
		json_put_string(&b, r->key.p, r->key.len);
	else
		buf_puts(&b, "null");
	buf_puts(&b, ",\"x_api_key\":");
	put_key(&b, r, "x-api-key");
	buf_puts(&b, ",\"head\":");
	json_put_string(&b, r->head.p, r->head.len);
	buf_puts(&b, ",\"body\":");
	put_body(&b, r);
	buf_puts(&b, "}\n");
	if (b.failed || write(logfd, b.data, b.len) != (ssize_t)b.len)
		err(1, "log");
}

void
count_request(struct request *r)
{
	if (number == 0)
		began = r->now;
	counts.hits++;
	r->n = ++number;
	r->try = count_try(r);
	count_path(r);
	if (logfd != -1)
		put_log(r);
}

bool
answer_stats(struct answer *to, const struct request *r)
{
	struct buf *b = &to->body;
	size_t i;

	if (request_is(r, "/reset")) {
		counts.hits = counts.aborted = 0;
		counts.most_open = counts.open;
		counts.most_busy = counts.busy;
		for (i = 0; i < LEN(paths); i++) {
			buf_clear(&paths[i].path);
			paths[i].count = 0;
		}
	} else if (!request_is(r, "/stats"))
		return false;
	buf_printf(b, "{\"hits\":%llu,\"aborted\":%llu,\"connections\":%llu,"
	    "\"open\":%llu,\"most_open\":%llu,"
	    "\"busy\":%llu,\"most_busy\":%llu,\"batched\":%llu,"
	    "\"batched_again\":%llu,\"paths\":{",
	    (unsigned long long)counts.hits,
	    (unsigned long long)counts.aborted,
	    (unsigned long long)counts.connections,
	    (unsigned long long)counts.open,
	    (unsigned long long)counts.most_open,
	    (unsigned long long)counts.busy,
	    (unsigned long long)counts.most_busy,
	    (unsigned long long)counts.batched,
	    (unsigned long long)counts.batched_again);
	for (i = 0; i < LEN(paths) && paths[i].path.len > 0; i++) {
		if (i > 0)
			buf_addc(b, ',');
		json_put_string(b, paths[i].path.data, paths[i].path.len);
		buf_printf(b, ":%llu", (unsigned long long)paths[i].count);
	}
	buf_puts(b, "}}\n");
	return true;
}
