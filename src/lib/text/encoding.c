/* Converts a document to UTF-8, finding out its encoding if need be. */
#include "encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "declared.h"
#include "guess.h"
#include "unicode.h"
#include "base/scan.h"
#include "base/utf8.h"

#define BLOCK 32768	/* bytes of UTF-8 made in one step */

/* The result of decoding a text without keeping it. */
struct pass {
	size_t used;	/* bytes read, up to the one that cannot be decoded */
	size_t made;	/* bytes of UTF-8 */
	size_t ahead;	/* the largest `made` - `used` on the way */
	int error;	/* errno of an iconv_open that failed */
};

/*
 * Decodes from s[*used..n) into out until its size bytes are full, and sets
 * *made to the bytes written.  1: more is left; 0: all is decoded; -1: the
 * byte at *used cannot be decoded.
 */
static int
step(iconv_t cd, char *s, size_t n, size_t *used, char *out, size_t size,
    size_t *made)
{
	char *in = s + *used;
	size_t left = n - *used, room = size, r;

	r = iconv(cd, &in, &left, &out, &room);
	/* Some encodings hold back a character that may combine. */
	if (r != (size_t)-1)
		r = iconv(cd, NULL, NULL, &out, &room);
	*used = n - left;
	*made = size - room;
	if (r != (size_t)-1)
		return 0;
	return errno == E2BIG && *made > 0 ? 1 : -1;
}

/* Opens an iconv from the encoding called name; false with *error set. */
static bool
open_iconv(iconv_t *cd, const char *name, int *error)
{
	if ((*cd = iconv_open("UTF-8", name)) != (iconv_t)-1)
		return true;
	*error = errno;
	return false;
}

/*
 * Sets p->used to the place in s[0..n) behind the bytes that decode to the
 * first p->made bytes.  False if the iconv cannot be opened again.
 */
static bool
find_place(const char *name, char *s, size_t n, struct pass *p)
{
	char out[BLOCK];
	iconv_t cd;
	size_t made, count = p->made;

	if (!open_iconv(&cd, name, &p->error))
		return false;
	p->used = 0;
	while (count > 0) {
		if (step(cd, s, n, &p->used, out,
		    count < sizeof(out) ? count : sizeof(out), &made) <= 0)
			break;
		count -= made;
	}
	iconv_close(cd);
	return true;
}

/* The length of the beginning of s that is UTF-8 without NULs. */
static size_t
sound(const char *s, size_t n)
{
	const char *nul = memchr(s, '\0', n);

	return utf8_valid(s, nul != NULL ? (size_t)(nul - s) : n);
}

/* Decodes s[0..n) without keeping the result, to see whether it works. */
static enum encoding_status
check(const char *name, char *s, size_t n, struct pass *p)
{
	char out[BLOCK];
	enum encoding_status status = ENCODING_OK;
	iconv_t cd;
	size_t made, good;
	int more;

	*p = (struct pass){ 0 };
	if (!open_iconv(&cd, name, &p->error))
		return ENCODING_UNKNOWN;
	do {
		more = step(cd, s, n, &p->used, out, sizeof(out), &made);
		good = sound(out, made);
		p->made += good;
		if (p->made > p->used && p->made - p->used > p->ahead)
			p->ahead = p->made - p->used;
		if (good < made) {
			status = out[good] == '\0' ? ENCODING_NUL :
			    ENCODING_BAD;
			if (!find_place(name, s, n, p))
				status = ENCODING_UNKNOWN;
		} else if (more < 0)
			status = ENCODING_BAD;
	} while (more > 0 && status == ENCODING_OK);
	iconv_close(cd);
	return status;
}

/*
 * Decodes b in place, after check() has found that this works.  First the
 * bytes move up by p->ahead, so that the text, which is written from the
 * beginning of the memory, never overtakes them.
 */
static enum encoding_status
convert(struct buf *b, const char *name, struct pass *p)
{
	char out[BLOCK], *s;
	iconv_t cd;
	size_t made, n = b->len, used = 0;
	int more;

	if (!buf_reserve(b, p->ahead))
		return ENCODING_TOO_LARGE;
	if (!open_iconv(&cd, name, &p->error))
		return ENCODING_UNKNOWN;
	s = b->data + p->ahead;
	memmove(s, b->data, n);
	b->len = 0;
	do {
		more = step(cd, s, n, &used, out, sizeof(out), &made);
		memcpy(b->data + b->len, out, made);
		b->len += made;
	} while (more > 0);
	iconv_close(cd);
	return more < 0 ? ENCODING_BAD : ENCODING_OK;
}

/* Decodes b if all of it can be decoded; otherwise leaves it as it is. */
static enum encoding_status
decode(struct buf *b, const char *name, struct encoding *e)
{
	enum encoding_status status;
	struct pass p;
	size_t good;

	e->name = name;
	if (strcasecmp(name, "UTF-8") == 0 || strcasecmp(name, "UTF8") == 0) {
		good = sound(b->data, b->len);
		e->at = good + 1;
		return good == b->len ? ENCODING_OK :
		    b->data[good] == '\0' ? ENCODING_NUL : ENCODING_BAD;
	}
	status = check(name, b->data, b->len, &p);
	e->at = p.used + 1;
	if (status == ENCODING_OK)
		status = convert(b, name, &p);
	e->error = p.error;
	return status;
}

const char *
encoding_marked(struct span s)
{
	static const struct {
		const char *mark;
		size_t len;
		const char *name;
	} marks[] = {
		{ UTF8_BOM, 3, "UTF-8" },
		{ "\377\376\0\0", 4, "UTF-32LE" },	/* before UTF-16LE */
		{ "\0\0\376\377", 4, "UTF-32BE" },
		{ "\377\376", 2, "UTF-16LE" },
		{ "\376\377", 2, "UTF-16BE" },
		{ "\204\061\225\063", 4, "GB18030" },
	};
	size_t i;

	for (i = 0; i < LEN(marks); i++)
		if (s.len >= marks[i].len &&
		    memcmp(s.p, marks[i].mark, marks[i].len) == 0)
			return marks[i].name;
	return NULL;
}

/*
 * Decodes b, whose first `good` bytes are UTF-8, in the first of the guessed
 * encodings that decodes all of it.  If all fail, the error reported is
 * that of UTF-8 if b is nearly UTF-8, otherwise that of the first guess.
 */
static enum encoding_status
try_guesses(struct buf *b, size_t good, struct encoding *e)
{
	struct guess guesses[GUESSES];
	enum encoding_status status;
	struct encoding failed = *e;
	size_t ascii = scan_ascii(b->data, good), i, n;
	enum broken_utf8 broken = broken_utf8(b->data, b->len, good);
	bool sense;

	n = guess_encodings(b->data + ascii, b->len - ascii, ascii, guesses,
	    &sense);
	if (n == 0) {
		e->error = errno;
		e->name = guesses[0].name;
		e->guessed = true;
		return ENCODING_UNKNOWN;
	}
	if (broken == BROKEN_SURELY || (broken == BROKEN_LIKELY && !sense))
		return ENCODING_BAD;
	e->guessed = true;
	for (i = 0; i < n; i++) {
		status = decode(b, guesses[i].name, e);
		if (status == ENCODING_BAD && guesses[i].wider != NULL)
			status = decode(b, guesses[i].wider, e);
		e->doubtful = guesses[i].doubtful;
		if (status != ENCODING_BAD && status != ENCODING_NUL)
			return status;
		if (i == 0 && broken == BROKEN_NOT)
			failed = *e;
	}
	*e = failed;
	return ENCODING_BAD;
}

static enum encoding_status
recognise(struct buf *b, struct encoding *e)
{
	const char *nul, *name = encoding_marked(buf_span(b));
	enum encoding_status status;

	if (name != NULL)
		return decode(b, name, e);
	if ((name = wide_order(b->data, b->len)) != NULL) {
		e->guessed = true;
		return decode(b, name, e);
	}
	if ((nul = memchr(b->data, '\0', b->len)) != NULL) {
		e->at = (size_t)(nul - b->data) + 1;
		return ENCODING_NUL;
	}
	status = decode(b, "UTF-8", e);
	if (status == ENCODING_OK)
		return status;
	return try_guesses(b, e->at - 1, e);
}

bool
encoding_known(const char *name)
{
	iconv_t cd;

	if (strcmp(name, ENCODING_AUTO) == 0)
		return true;
	/* For iconv_open "" is the locale's encoding; / begins a suffix. */
	errno = EINVAL;
	if (*name == '\0' || strpbrk(name, "/,") != NULL)
		return false;
	if ((cd = iconv_open("UTF-8", name)) == (iconv_t)-1)
		return false;
	iconv_close(cd);
	return true;
}

enum encoding_status
encoding_decode(struct buf *b, const char *name, struct encoding *e)
{
	bool find = strcmp(name, ENCODING_AUTO) == 0;
	enum encoding_status status = ENCODING_OK;

	*e = (struct encoding){ .name = find ? "UTF-8" : name };
	if (!encoding_known(name)) {
		e->error = errno;
		return ENCODING_UNKNOWN;
	}
	if (b->len > 0)
		status = find ? recognise(b, e) : decode(b, name, e);
	if (status != ENCODING_OK)
		return status;
	e->at = 0;
	e->text = (struct span){ b->len > 0 ? b->data : "", b->len };
	(void)span_take(&e->text, UTF8_BOM);
	return ENCODING_OK;
}

enum encoding_status
encoding_decode_declared(struct buf *b, const char *declared,
    struct encoding *e)
{
	const struct span s = buf_span(b);
	enum encoding_status status;

	if (s.len > 0 && encoding_marked(s) == NULL &&
	    wide_order(s.p, s.len) == NULL && declared_fits(s, declared)) {
		/* Bytes that cannot be decoded stay as they are. */
		status = encoding_decode(b, declared, e);
		if (status == ENCODING_OK || status == ENCODING_TOO_LARGE ||
		    strcasecmp(declared, "UTF-8") == 0)
			return status;
	}
	return encoding_decode(b, ENCODING_AUTO, e);
}
