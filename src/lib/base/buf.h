/*
 * A growable run of bytes.
 *
 * A buffer that would grow past BUF_MAX sets `failed`; from then on adding
 * to it does nothing.  So callers look at `failed` once, when they use the
 * content.  If there is no memory, the program ends (memory.h).
 */
#ifndef WK_BUF_H
#define WK_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "span.h"

/* No document, line or record may be longer than this many bytes. */
#define BUF_MAX ((size_t)(SIZE_MAX > UINT32_MAX ? \
    (uint64_t)4 << 30 : (uint64_t)1 << 30))

#define LEN(array) (sizeof(array) / sizeof((array)[0]))

/* All zero is an empty buffer.  data is not terminated by a NUL. */
struct buf {
	char *data;
	size_t len;	/* bytes in use */
	size_t size;	/* bytes allocated */
	bool failed;	/* it would have passed BUF_MAX */
};

/* The slow part of buf_reserve: allocates. */
bool buf_grow(struct buf *b, size_t n);

/* Makes room for n more bytes; false, and `failed` set, past BUF_MAX. */
static inline bool
buf_reserve(struct buf *b, size_t n)
{
	return (n <= b->size - b->len && !b->failed) || buf_grow(b, n);
}

/* Appends n bytes. */
static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memcpy(b->data + b->len, p, n);
	b->len += n;
}

/* Appends one byte. */
static inline void
buf_addc(struct buf *b, char c)
{
	if (buf_reserve(b, 1))
		b->data[b->len++] = c;
}

/* The buffer's content; good until the buffer grows or is freed. */
static inline struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->data, b->len };
}

/* Appends n in decimal. */
void buf_addu(struct buf *b, uint64_t n);

/* Appends a string without its NUL. */
void buf_puts(struct buf *b, const char *s);

/* Appends what printf(3) would print. */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, from a va_list. */
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Empties the buffer and forgets a failure; keeps the memory. */
void buf_clear(struct buf *b);

/* Frees the memory; the buffer is empty and usable afterwards. */
void buf_free(struct buf *b);

#endif
