/* Makes the keys of calls, and the lines of replies in a journal. */
#include "journal.h"

#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "json/json.h"

void
journal_key(unsigned char key[JOURNAL_KEY], struct span base,
    struct span body, unsigned sample)
{
	static const char *const without[] = { "stream", "stream_options",
		"wk", NULL };
	struct buf form = { 0 };
	char number[16];
	int len;
	SHA2_CTX ctx;

	if (canonical_put(&form, body, without) == 0 && !form.failed)
		body = buf_span(&form);
	/* The NULs keep the end of one part from passing for the next's. */
	len = snprintf(number, sizeof(number), "%c%u%c", '\0', sample, '\0');
	SHA256Init(&ctx);
	SHA256Update(&ctx, (const uint8_t *)base.p, base.len);
	SHA256Update(&ctx, (const uint8_t *)number, (size_t)len);
	SHA256Update(&ctx, (const uint8_t *)body.p, body.len);
	SHA256Final(key, &ctx);
	buf_free(&form);
}

void
journal_hex(char hex[2 * JOURNAL_KEY + 1],
    const unsigned char key[JOURNAL_KEY])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < JOURNAL_KEY; i++) {
		hex[2 * i] = digits[key[i] >> 4];
		hex[2 * i + 1] = digits[key[i] & 15];
	}
	hex[2 * i] = '\0';
}

bool
journal_unhex(unsigned char key[JOURNAL_KEY], const struct json_value *v)
{
	const char *p = v->p + 1;
	uint32_t n;
	size_t i;

	if (v->type != JSON_STRING || v->len != 2 * JOURNAL_KEY + 2)
		return false;
	for (i = 0; i < JOURNAL_KEY; i += 2, p += 4) {
		if (hex_read(p, 4, 4, &n) != 4)
			return false;
		key[i] = (unsigned char)(n >> 8);
		key[i + 1] = (unsigned char)n;
	}
	return true;
}

/* Whether a reply can stand as a value inside the object of a line. */
static bool
is_json(struct span reply)
{
	struct json_value v;
	struct json j;

	json_open(&j, reply.p, reply.len);
	j.depth = 1;
	return json_read(&j, &v) == 0 && json_end(&j) == 0;
}

void
journal_put(struct buf *b, const unsigned char key[JOURNAL_KEY], time_t at,
    struct span reply)
{
	char hex[2 * JOURNAL_KEY + 1], when[32];
	struct tm tm;
	char *newline;
	size_t from;

	journal_hex(hex, key);
	if (gmtime_r(&at, &tm) == NULL || strftime(when, sizeof(when),
	    "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		memcpy(when, "1970-01-01T00:00:00Z", 21);
	buf_printf(b, "{\"key\":\"%s\",\"at\":\"%s\",", hex, when);
	if (is_json(reply)) {
		buf_puts(b, "\"reply\":");
		from = b->len;
		buf_add(b, reply.p, reply.len);
		/* In valid JSON a newline stands between tokens only. */
		while ((newline = memchr(b->data + from, '\n',
		    b->len - from)) != NULL) {
			*newline = ' ';
			from = (size_t)(newline - b->data);
		}
	} else {
		buf_puts(b, "\"text\":");
		json_put_string(b, reply.p, reply.len);
	}
	buf_puts(b, "}\n");
}
