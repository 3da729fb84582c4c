/* Keeps a set of texts by their hashes. */
#include "seen.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The place of a key, or the free place where it would be. */
static size_t
find(const struct seen *s, const uint64_t key[2])
{
	size_t i = (size_t)key[0] & (s->size - 1);

	while ((s->slot[i][0] != 0 || s->slot[i][1] != 0) &&
	    memcmp(s->slot[i], key, sizeof(s->slot[i])) != 0)
		i = (i + 1) & (s->size - 1);
	return i;
}

/* Doubles the table. */
static void
grow(struct seen *s)
{
	struct seen new = { .n = s->n, .size = s->size == 0 ? 64 :
	    2 * s->size };
	size_t i, at;

	new.slot = xcalloc(new.size, sizeof(*new.slot));
	for (i = 0; i < s->size; i++)
		if (s->slot[i][0] != 0 || s->slot[i][1] != 0) {
			at = find(&new, s->slot[i]);
			memcpy(new.slot[at], s->slot[i], sizeof(*new.slot));
		}
	free(s->slot);
	*s = new;
}

bool
seen_add(struct seen *s, struct span text)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	uint64_t key[2];
	SHA2_CTX ctx;
	size_t at;

	SHA256Init(&ctx);
	SHA256Update(&ctx, (const void *)text.p, text.len);
	SHA256Final(sum, &ctx);
	memcpy(key, sum, sizeof(key));
	if (2 * (s->n + 1) > s->size)
		grow(s);
	at = find(s, key);
	if (s->slot[at][0] != 0 || s->slot[at][1] != 0)
		return false;
	memcpy(s->slot[at], key, sizeof(key));
	s->n++;
	return true;
}

void
seen_free(struct seen *s)
{
	free(s->slot);
	*s = (struct seen){ 0 };
}
