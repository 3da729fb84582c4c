/* Writes and reads frames, in which a worker sends its results. */
#include "frame.h"

#include <sys/types.h>
#include <sys/socket.h>

#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Frames gather until they have so many bytes, or the document ends. */
#define GATHER ((size_t)64 * 1024)

struct header {
	uint64_t kind, len;
};

/* Sends what has gathered. */
static void
flush(struct frames *f)
{
	struct span s = buf_span(&f->buf);
	ssize_t n;

	while (s.len > 0 && !f->broken)
		if ((n = send(f->fd, s.p, s.len, MSG_NOSIGNAL)) != -1)
			s = span_from(s, (size_t)n);
		else if (errno != EINTR)
			f->broken = true;
	buf_clear(&f->buf);
}

static void
put(struct frames *f, enum frame_kind kind, struct span one, struct span other)
{
	const struct header h = { kind, one.len + other.len };

	buf_add(&f->buf, &h, sizeof(h));
	buf_add(&f->buf, one.p, one.len);
	buf_add(&f->buf, other.p, other.len);
	if (f->fd != -1 && f->buf.len >= GATHER)
		flush(f);
}

static const struct span nothing = { "", 0 };

static void
put_record(void *arg, struct span bytes)
{
	put(arg, FRAME_RECORD, bytes, nothing);
}

static void
put_line(void *arg, const char *kind, struct span line)
{
	put(arg, FRAME_SAY, (struct span){ kind, strlen(kind) + 1 }, line);
}

static void
put_failure(void *arg, const char *kind, struct span message)
{
	put(arg, FRAME_FAIL, (struct span){ kind, strlen(kind) + 1 }, message);
}

static void
put_type(void *arg, const char *type)
{
	put(arg, FRAME_TYPE, span_of(type), nothing);
}

const struct sink_port frame_port = {
	put_record, put_line, put_failure, put_type, NULL
};

void
frame_end(struct frames *f, bool failed)
{
	put(f, FRAME_END, failed ? span_of("failed") : nothing, nothing);
	if (f->fd != -1)
		flush(f);
}

bool
frame_take(struct span *s, struct frame *frame)
{
	struct header h;

	if (s->len < sizeof(h))
		return false;
	memcpy(&h, s->p, sizeof(h));
	if (s->len - sizeof(h) < h.len)
		return false;
	frame->kind = (enum frame_kind)h.kind;
	frame->bytes = (struct span){ s->p + sizeof(h), (size_t)h.len };
	*s = span_from(*s, sizeof(h) + (size_t)h.len);
	return true;
}

const char *
frame_kind(struct span *bytes)
{
	const char *kind = bytes->p;
	const char *nul = memchr(kind, '\0', bytes->len);

	if (nul == NULL)
		return NULL;
	*bytes = span_from(*bytes, (size_t)(nul - kind) + 1);
	return kind;
}
