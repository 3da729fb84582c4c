#include "journal_line.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"

/* What is read at first of a line that is looked up. */
#define GUESS ((size_t)4096)

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
journal_line_put(struct buf *b, const unsigned char key[JOURNAL_KEY],
    time_t at, struct span reply)
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
		while (!b->failed && (newline = memchr(b->data + from, '\n',
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

int
journal_line_fetch(int fd, uint64_t at, struct buf *b, struct span *line)
{
	const char *end;
	ssize_t n;

	for (buf_clear(b);; b->len += (size_t)n) {
		if (!buf_reserve(b, b->len > GUESS ? b->len : GUESS)) {
			errno = ENOMEM;
			return -1;
		}
		do
			n = pread(fd, b->data + b->len, b->size - b->len,
			    (off_t)(at + b->len));
		while (n == -1 && errno == EINTR);
		if (n == -1)
			return -1;
		if (n == 0) {
			errno = ESTALE;
			return -1;
		}
		end = memchr(b->data + b->len, '\n', (size_t)n);
		if (end != NULL)
			break;
	}
	*line = (struct span){ b->data, (size_t)(end - b->data) };
	return 0;
}

static int
read_key(unsigned char key[JOURNAL_KEY], const struct json_value *v)
{
	const char *p = v->p + 1;
	uint32_t n;
	size_t i;

	if (v->type != JSON_STRING || v->len != 2 * JOURNAL_KEY + 2)
		return -1;
	for (i = 0; i < JOURNAL_KEY; i += 2, p += 4) {
		if (hex_read(p, 4, 4, &n) != 4)
			return -1;
		key[i] = (unsigned char)(n >> 8);
		key[i + 1] = (unsigned char)n;
	}
	return 0;
}

int
journal_line_read(struct journal_line *entry, struct span line)
{
	struct json_value name, value;
	struct json j;
	bool key = false, reply = false;
	int more;

	json_open(&j, line.p, line.len);
	if (json_object(&j) == -1)
		return -1;
	while ((more = json_member(&j, &name, &value)) == 1) {
		if (json_is(&name, "key")) {
			if (key || read_key(entry->key, &value) == -1)
				return -1;
			key = true;
		} else if (json_is(&name, "reply") || json_is(&name, "text")) {
			entry->text = json_is(&name, "text");
			if (reply || (entry->text &&
			    value.type != JSON_STRING))
				return -1;
			entry->reply = value;
			reply = true;
		}
	}
	return more == 0 && key && reply && json_end(&j) == 0 ? 0 : -1;
}

void
journal_line_reply(const struct journal_line *entry, struct buf *b)
{
	const struct json_value *v = &entry->reply;

	if (!entry->text)
		buf_add(b, v->p, v->len);
	else if (v->escaped)
		(void)json_string(v, b);
	else
		buf_add(b, v->p + 1, v->len - 2);
}
