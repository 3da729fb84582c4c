/* Buffers and writes output. */
#include "out.h"

#include <errno.h>
#include <unistd.h>

static void
write_all(struct out *o, const char *s, size_t n)
{
	ssize_t done;

	while (n > 0 && o->error == 0) {
		if ((done = write(o->fd, s, n)) == -1) {
			if (errno != EINTR)
				o->error = errno;
			continue;
		}
		s += done;
		n -= (size_t)done;
	}
}

int
out_flush(struct out *o)
{
	if (o->buf.failed)
		o->error = EFBIG;
	if (o->fd == OUT_MEMORY)
		return o->error == 0 ? 0 : -1;
	write_all(o, o->buf.data, o->buf.len);
	buf_clear(&o->buf);
	return o->error == 0 ? 0 : -1;
}

void
out_bytes(struct out *o, const char *s, size_t n)
{
	if (n >= OUT_CHUNK && o->fd != OUT_MEMORY) {
		(void)out_flush(o);	/* o->error remembers */
		write_all(o, s, n);
		return;
	}
	buf_add(&o->buf, s, n);
}

void
out_puts(struct out *o, const char *s)
{
	buf_puts(&o->buf, s);
}

void
out_end(struct out *o)
{
	buf_addc(&o->buf, '\n');
	out_pace(o);
}

void
out_pace(struct out *o)
{
	if (o->buf.len >= OUT_CHUNK)
		(void)out_flush(o);
}

int
out_close(struct out *o)
{
	(void)out_flush(o);
	if (close(o->fd) == -1 && o->error == 0 && errno != EINTR)
		o->error = errno;
	buf_free(&o->buf);
	return o->error == 0 ? 0 : -1;
}
