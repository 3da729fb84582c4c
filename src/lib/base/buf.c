/* Buffers that grow: the functions that are not inline in buf.h. */
#include "buf.h"

#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

/* Bytes from which on a buffer is worth large pages. */
#define LARGE ((size_t)8 << 20)

/*
 * A document of many megabytes is read into fresh memory; large pages save
 * most of the page faults.  This is advice: its result does not matter.
 */
static void
advise_large_pages(char *data, size_t size)
{
#ifdef MADV_HUGEPAGE
	const uintptr_t page = (uintptr_t)2 << 20;
	uintptr_t from = ((uintptr_t)data + page - 1) & ~(page - 1);
	uintptr_t to = ((uintptr_t)data + size) & ~(page - 1);

	if (to > from)
		(void)madvise(data + (from - (uintptr_t)data), to - from,
		    MADV_HUGEPAGE);
#else
	(void)data;
	(void)size;
#endif
}

bool
buf_grow(struct buf *b, size_t n)
{
	size_t size;
	char *data;

	if (b->failed)
		return false;
	if (n > BUF_MAX - b->len) {
		b->failed = true;
		return false;
	}
	/* Half as much again: growth stays linear, waste below a third. */
	size = b->size + b->size / 2;
	if (size < b->len + n)
		size = b->len + n;
	if (size < 256)
		size = 256;
	data = xreallocarray(b->data, size, 1);
	if (size >= LARGE)
		advise_large_pages(data, size);
	b->data = data;
	b->size = size;
	return true;
}

void
buf_addu(struct buf *b, uint64_t n)
{
	char digits[20], *const end = digits + sizeof(digits), *p = end;

	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buf_add(b, p, (size_t)(end - p));
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		b->failed = true;
		return;
	}
	/* One more for the NUL that vsnprintf insists on. */
	if (!buf_reserve(b, (size_t)n + 1))
		return;
	(void)vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}
