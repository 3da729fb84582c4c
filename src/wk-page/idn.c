/* Writes hosts of any script in ASCII, as the name system has them. */
#include "idn.h"

#include <string.h>

#include "base/utf8.h"
#include "text/normal.h"

#define LABEL_MAX 63		/* bytes of a label in ASCII */

/* Parameters of Punycode, RFC 3492 section 5. */
enum { BASE = 36, TMIN = 1, TMAX = 26, SKEW = 38, DAMP = 700, BIAS = 72,
	FIRST = 0x80 };

/* A label, as its code points. */
struct label {
	uint32_t cp[LABEL_MAX];
	size_t n;
	bool ascii;
};

/* A character of a host in the form that names have. */
static uint32_t
fold(uint32_t cp)
{
	if (cp == 0x3002 || cp == 0xff61)	/* 。 */
		return '.';
	if (cp > 0xff00 && cp < 0xff5f)		/* full-width ASCII */
		cp -= 0xfee0;
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde &&
	    cp != 0xd7) || (cp >= 0x391 && cp <= 0x3a9) ||
	    (cp >= 0x410 && cp <= 0x42f))
		return cp + 0x20;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 0x50;
	if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14a && cp <= 0x177))
		return cp | 1;
	if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17e))
		return cp + (cp & 1);
	return cp;
}

/* The digit of Punycode: a to z, 0 to 9. */
static char
digit(uint32_t d)
{
	return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}

/* RFC 3492 section 6.1. */
static uint32_t
adapt(uint32_t delta, uint32_t count, bool first)
{
	uint32_t k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / count;
	for (; delta > (BASE - TMIN) * TMAX / 2; k += BASE)
		delta /= BASE - TMIN;
	return k + (BASE - TMIN + 1) * delta / (delta + SKEW);
}

/* Appends a delta, as a number of variable length. */
static void
put_delta(struct buf *to, uint32_t delta, uint32_t bias)
{
	uint32_t k, t;

	for (k = BASE;; k += BASE) {
		t = k <= bias ? TMIN : k >= bias + TMAX ? TMAX : k - bias;
		if (delta < t)
			break;
		buf_addc(to, digit(t + (delta - t) % (BASE - t)));
		delta = (delta - t) / (BASE - t);
	}
	buf_addc(to, digit(delta));
}

/* The least code point of a label that is at least `from`. */
static uint32_t
next_of(const struct label *l, uint32_t from)
{
	uint32_t least = UINT32_MAX;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->cp[i] >= from && l->cp[i] < least)
			least = l->cp[i];
	return least;
}

/*
 * Appends a label by RFC 3492 section 6.3.  Numbers cannot overflow: a label
 * has at most 63 of 0x110000 code points.
 */
static void
punycode(struct buf *to, const struct label *l)
{
	uint32_t n = FIRST, delta = 0, bias = BIAS, least;
	uint32_t basic = 0, done;
	size_t i;

	for (i = 0; i < l->n; i++)
		if (l->cp[i] < FIRST) {
			buf_addc(to, (char)l->cp[i]);
			basic++;
		}
	if ((done = basic) > 0)
		buf_addc(to, '-');
	while (done < l->n) {
		least = next_of(l, n);
		delta += (least - n) * (done + 1);
		n = least;
		for (i = 0; i < l->n; i++) {
			delta += l->cp[i] < n;
			if (l->cp[i] != n)
				continue;
			put_delta(to, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
		delta++;
		n++;
	}
}

static bool
put_label(struct buf *to, const struct label *l)
{
	const size_t start = to->len;
	size_t i;

	if (l->ascii) {
		for (i = 0; i < l->n; i++)
			buf_addc(to, (char)l->cp[i]);
		return true;
	}
	buf_puts(to, "xn--");
	punycode(to, l);
	return to->len - start <= LABEL_MAX;
}

bool
idn_to_ascii(struct buf *to, struct span host)
{
	struct label label = { .ascii = true };
	struct buf scratch = { 0 };
	bool good = true;
	uint32_t cp;
	size_t i, n;

	host = normal_form(host, &scratch);
	for (i = 0; good && i < host.len; i += n) {
		n = utf8_decode(host.p + i, host.len - i, &cp);
		cp = fold(cp);
		good = cp >= FIRST || strchr("/?#@:[]%\\ ", (int)cp) == NULL;
		if (!good)
			break;	/* ℀ and ／ would split the URL */
		if (cp == '.') {
			good = put_label(to, &label);
			buf_addc(to, '.');
			label.n = 0;
			label.ascii = true;
		} else if (label.n < LABEL_MAX) {
			label.cp[label.n++] = cp;
			label.ascii = label.ascii && cp < FIRST;
		} else
			good = false;
	}
	good = good && put_label(to, &label);
	buf_free(&scratch);
	return good;
}
