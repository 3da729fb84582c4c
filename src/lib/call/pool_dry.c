/* Counts the calls of a --dry-run; writes the requests of --requests. */
#include "pool_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "json/json.h"

/* The keys met so far: a hash table of the first 8 bytes of each. */
struct pool_dry {
	uint64_t *slot;		/* 0: free */
	size_t size;		/* a power of two */
	uint64_t calls, journalled, requests, tokens;
};

struct pool_dry *
pool_dry_open(void)
{
	struct pool_dry *d = xcalloc(1, sizeof(*d));

	d->size = 1024;
	d->slot = xcalloc(d->size, sizeof(*d->slot));
	return d;
}

static uint64_t *
slot_of(uint64_t *slot, size_t size, uint64_t hash)
{
	size_t i = hash & (size - 1);

	while (slot[i] != 0 && slot[i] != hash)
		i = (i + 1) & (size - 1);
	return &slot[i];
}

static void
grow(struct pool_dry *d)
{
	uint64_t *more = xcalloc(2 * d->size, sizeof(*more));
	size_t i;

	for (i = 0; i < d->size; i++)
		if (d->slot[i] != 0)
			*slot_of(more, 2 * d->size, d->slot[i]) = d->slot[i];
	free(d->slot);
	d->slot = more;
	d->size *= 2;
}

bool
pool_dry_call(struct pool_dry *d, const unsigned char *key, size_t tokens,
    bool journalled)
{
	uint64_t hash, *slot;

	d->calls++;
	if (journalled) {
		d->journalled++;
		return false;
	}
	memcpy(&hash, key, sizeof(hash));
	hash |= hash == 0;
	slot = slot_of(d->slot, d->size, hash);
	if (*slot == hash)
		return false;
	*slot = hash;
	d->tokens += tokens;
	if (++d->requests > d->size / 2)
		grow(d);
	return true;
}

void
pool_dry_request(struct out *out, const unsigned char *key, const char *url,
    struct span body)
{
	char hex[2 * JOURNAL_KEY + 1];
	struct buf b = { 0 };

	journal_hex(hex, key);
	buf_printf(&b, "{\"key\":\"%s\",\"url\":", hex);
	json_put(&b, url);
	buf_puts(&b, ",\"body\":");
	json_compact(&b, body);
	buf_puts(&b, "}\n");
	if (b.failed)
		out->error = EFBIG;
	else
		out_bytes(out, b.data, b.len);
	buf_free(&b);
}

void
pool_dry_close(struct pool_dry *d, struct out *out)
{
	struct buf b = { 0 };

	buf_printf(&b, "{\"calls\":%llu,\"journalled\":%llu,\"requests\":%llu,"
	    "\"prompt_tokens\":%llu}\n", (unsigned long long)d->calls,
	    (unsigned long long)d->journalled, (unsigned long long)d->requests,
	    (unsigned long long)d->tokens);
	if (out != NULL)
		out_bytes(out, b.data, b.len);
	buf_free(&b);
	free(d->slot);
	free(d);
}
