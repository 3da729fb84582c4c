/* For the fuzz targets of wk-text: a document of bytes, and a sink. */
#ifndef FUZZ_H
#define FUZZ_H

#include <sys/mman.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "json/json.h"
#include "sink.h"
#include "source.h"
#include "text/encoding.h"

static inline void
must(int holds)
{
	if (!holds)
		abort();
}

static inline void
fuzz_record(void *arg, struct span bytes)
{
	buf_add(arg, bytes.p, bytes.len);
}

static inline void
fuzz_say(void *arg, const char *kind, struct span line)
{
	(void)arg;
	must(*kind != '\0' && memchr(line.p, '\n', line.len) == NULL);
}

static inline void
fuzz_fail(void *arg, const char *kind, struct span message)
{
	(void)arg;
	must(*kind != '\0' && strlen(kind) < 32 && message.len > 0);
}

/* Each line that was written is an object. */
static inline void
fuzz_check(struct span lines)
{
	struct json_value v;
	struct span line;
	struct json j;

	must(lines.len > 0 && lines.p[lines.len - 1] == '\n');
	while (span_line(&lines, &line)) {
		json_open(&j, line.p, line.len);
		must(json_read(&j, &v) == 0 && v.type == JSON_OBJECT);
		must(json_end(&j) == 0);
	}
}

/*
 * Reads the bytes as a document, with or without --pages and --rows, and
 * appends the lines that came to out.
 */
static inline void
fuzz_read(struct span bytes, int (*read)(struct source *, struct sink *),
    const char *name, unsigned char how, struct buf *out)
{
	const struct settings settings = { .pages = how & 1, .rows = how & 2,
	    .keep_layout = how & 4, .verbose = how & 8, .field = "text",
	    .encoding = ENCODING_AUTO, .most = (size_t)64 << 20,
	    .timeout = 10 };
	const struct sink_port port = { .record = fuzz_record,
	    .say = fuzz_say, .fail = fuzz_fail, .arg = out };
	struct sink k = { .settings = &settings, .port = &port };
	struct source s = { .name = name, .size = bytes.len,
	    .fd = memfd_create("fuzz", MFD_CLOEXEC) };

	must(s.fd != -1 && write(s.fd, bytes.p, bytes.len) ==
	    (ssize_t)bytes.len && lseek(s.fd, 0, SEEK_SET) == 0);
	buf_add(&s.head, bytes.p, bytes.len < SOURCE_HEAD ? bytes.len :
	    SOURCE_HEAD);
	sink_begin(&k, s.name, "fuzz");
	sink_end(&k, read(&s, &k) == -1);
	sink_free(&k);
	source_close(&s);
	fuzz_check(buf_span(out));
}

#endif
