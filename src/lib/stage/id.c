/* Computes the id of a record from its source, start and text. */
#include "id.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdint.h>

#include "base/hex.h"

static void
add(SHA2_CTX *ctx, struct span s)
{
	if (s.len > 0)
		SHA256Update(ctx, (const uint8_t *)s.p, s.len);
}

void
id_of(char id[ID_LEN + 1], struct span source, struct span start,
    struct span text)
{
	static const struct span nul = { "", 1 };
	unsigned char sum[SHA256_DIGEST_LENGTH];
	SHA2_CTX ctx;

	/* The NULs keep the end of one part from passing for the next's. */
	SHA256Init(&ctx);
	add(&ctx, source);
	add(&ctx, nul);
	add(&ctx, start);
	add(&ctx, nul);
	add(&ctx, text);
	SHA256Final(sum, &ctx);
	hex_write(id, sum, ID_LEN);
}
