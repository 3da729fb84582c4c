#include "journal.h"

#include <sys/types.h>

#include <sha2.h>
#include <stdint.h>
#include <stdio.h>

#include "json/canonical.h"

int
journal_key(unsigned char key[JOURNAL_KEY], struct span base,
    struct span body, unsigned sample)
{
	static const char *const without[] = { "stream", "stream_options",
		NULL };
	struct buf form = { 0 };
	char number[16];
	int len;
	SHA2_CTX ctx;

	if (canonical_put(&form, body, without) == -1)
		buf_add(&form, body.p, body.len);
	if (form.failed) {
		buf_free(&form);
		return -1;
	}
	/* The NULs keep the end of one part from passing for the next's. */
	len = snprintf(number, sizeof(number), "%c%u%c", '\0', sample, '\0');
	SHA256Init(&ctx);
	SHA256Update(&ctx, (const uint8_t *)base.p, base.len);
	SHA256Update(&ctx, (const uint8_t *)number, (size_t)len);
	SHA256Update(&ctx, (const uint8_t *)form.data, form.len);
	SHA256Final(key, &ctx);
	buf_free(&form);
	return 0;
}
