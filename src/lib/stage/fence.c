/* Makes digits to fence texts in with, in a prompt. */
#include "fence.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/hex.h"

static bool
holds(struct span texts, const char *fence)
{
	return texts.len > 0 &&
	    memmem(texts.p, texts.len, fence, FENCE_SHORT) != NULL;
}

void
fence_make(char fence[FENCE_LEN + 1], struct span texts)
{
	unsigned char sum[SHA256_DIGEST_LENGTH];
	uint8_t tries = 0;
	SHA2_CTX ctx;

	do {
		SHA256Init(&ctx);
		SHA256Update(&ctx, &tries, 1);
		SHA256Update(&ctx, (const uint8_t *)texts.p, texts.len);
		SHA256Final(sum, &ctx);
		hex_write(fence, sum, FENCE_LEN);
	} while (holds(texts, fence) && ++tries != 0);
}
