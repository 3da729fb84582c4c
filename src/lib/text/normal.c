/* Gives characters that Unicode has in several forms one form. */
#include "normal.h"

#include <string.h>

#include "base/utf8.h"

/* The parts of a syllable of hangul, and the first syllable. */
#define HANGUL 0xac00
#define LEADS 0x1100
#define VOWELS 0x1161
#define NVOWELS 21
#define TAILS 0x11a7
#define NTAILS 28

/* A character that the marks behind it are composed with. */
struct base {
	struct buf *out;
	uint32_t cp;		/* 0: none */
	struct buf marks;	/* those that are not */
};

/* Takes the code point at *s, which is valid UTF-8 and not at its end. */
static uint32_t
take(const char **s)
{
	uint32_t cp = 0;

	*s += utf8_decode(*s, strlen(*s), &cp);
	return cp;
}

/* What the code point stands for, up to a blank; NULL: for itself. */
static const char *
find_form(uint32_t cp)
{
	size_t low = 0, high = normal_nforms, middle;
	const char *s;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		s = normal_forms[middle];
		if (take(&s) <= cp)
			low = middle;
		else
			high = middle;
	}
	for (s = normal_forms[low]; *s != '\0'; s = strchr(s, ' ') + 1) {
		const char *value = s;

		if (take(&value) == cp)
			return value;
	}
	return NULL;
}

/* The letter of the alphabet, or digit, that a letter of mathematics is. */
static uint32_t
plain_letter(uint32_t cp)
{
	static const char *const greek = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΘΣΤΥΦΧΨΩ∇"
	    "αβγδεζηθικλμνξοπρςστυφχψω∂εθκφρπ";
	const char *s = greek;
	uint32_t n;

	if (cp < 0x1d6a4) {
		n = (cp - 0x1d400) % 52;
		return n < 26 ? 'A' + n : 'a' + n - 26;
	}
	if (cp >= 0x1d7ce)
		return '0' + (cp - 0x1d7ce) % 10;
	if (cp < 0x1d6a8 || cp > 0x1d7c9)
		return cp;
	for (n = (cp - 0x1d6a8) % 58; n > 0; n--)
		(void)take(&s);
	return take(&s);
}

static const struct normal_mark *
find_mark(uint32_t mark)
{
	size_t i;

	for (i = 0; i < normal_nmarks; i++)
		if (normal_marks[i].mark == mark)
			return &normal_marks[i];
	return NULL;
}

/* The character that cp and the mark, or part of a syllable, are; or 0. */
static uint32_t
compose(uint32_t cp, uint32_t mark)
{
	const struct normal_mark *m;
	const char *s;

	if (cp >= LEADS && cp < LEADS + 19 && mark >= VOWELS &&
	    mark < VOWELS + NVOWELS)
		return HANGUL + ((cp - LEADS) * NVOWELS + mark - VOWELS) *
		    NTAILS;
	if (cp >= HANGUL && cp < HANGUL + 19 * NVOWELS * NTAILS &&
	    (cp - HANGUL) % NTAILS == 0 && mark > TAILS &&
	    mark < TAILS + NTAILS)
		return cp + mark - TAILS;
	if ((m = find_mark(mark)) == NULL)
		return 0;
	for (s = m->pairs; *s != '\0'; (void)take(&s))
		if (take(&s) == cp)
			return take(&s);
	return 0;
}

/* The letter and the mark of which cp is composed; false if it is not. */
static bool
decompose(uint32_t cp, uint32_t *letter, uint32_t *mark)
{
	const char *s;
	size_t i;

	for (i = 0; i < normal_nmarks; i++)
		for (s = normal_marks[i].pairs; *s != '\0';) {
			*letter = take(&s);
			*mark = normal_marks[i].mark;
			if (take(&s) == cp)
				return true;
		}
	return false;
}

/* compose, where marks may stand in another order: ê with a dot is ệ, too. */
static uint32_t
compose_any(uint32_t cp, uint32_t mark)
{
	uint32_t composed = compose(cp, mark), letter, first;

	if (composed == 0 && find_mark(mark) != NULL &&
	    decompose(cp, &letter, &first) &&
	    (composed = compose(letter, mark)) != 0)
		composed = compose(composed, first);
	return composed;
}

static void
put(struct buf *b, uint32_t cp)
{
	char bytes[4];

	buf_add(b, bytes, utf8_encode(bytes, cp));
}

/* Writes the character at hand and its marks. */
static void
flush(struct base *base)
{
	if (base->cp != 0)
		put(base->out, base->cp);
	buf_add(base->out, base->marks.data, base->marks.len);
	buf_clear(&base->marks);
	base->cp = 0;
}

static void
add(struct base *base, uint32_t cp)
{
	uint32_t composed;

	if (normal_may_change(cp) && base->cp != 0 &&
	    (composed = compose_any(base->cp, cp)) != 0)
		base->cp = composed;
	else if (cp >= 0x300 && cp < 0x370)
		put(&base->marks, cp);
	else {
		flush(base);
		base->cp = cp;
	}
}

/* Adds what a form stands for; a number is parted from one beside it. */
static void
add_form(struct base *base, const char *form)
{
	const size_t n = strcspn(form, " ");
	const char *end = form + n;
	const bool apart = (*form >= '0' && *form <= '9') ||
	    (end[-1] >= '0' && end[-1] <= '9');

	if (apart)
		add(base, ' ');
	while (form < end)
		add(base, take(&form));
	if (apart)
		add(base, ' ');
}

/*
 * The length of the code point at s[i], which is valid; *cp is 0 if it is one
 * of ASCII or, at a quick look, of Han, and so in one form.
 */
static size_t
read_one(struct span s, size_t i, uint32_t *cp)
{
	const unsigned char c = (unsigned char)s.p[i];
	size_t len;

	*cp = 0;
	if (c < 0x80)
		return 1;
	if (c >= 0xe4 && c <= 0xe9)	/* U+4000 to U+9FFF */
		return 3;
	len = utf8_decode(s.p + i, s.len - i, cp);
	if (!normal_may_change(*cp))
		*cp = 0;
	return len;
}

/* Adds a code point that may have another form. */
static void
add_other(struct base *base, uint32_t cp)
{
	const char *form;

	if (cp >= 0x1d400)
		add(base, plain_letter(cp));
	else if ((form = find_form(cp)) != NULL)
		add_form(base, form);
	else
		add(base, cp);
}

struct span
normal_form(struct span s, struct buf *scratch)
{
	struct base base = { .out = scratch };
	size_t i, len, from = 0, last = 0;
	bool changed = false;	/* what is before i is in base or scratch */
	uint32_t cp;

	buf_clear(scratch);
	for (i = 0; i < s.len; i += len) {
		if ((len = read_one(s, i, &cp)) == 0)
			break;
		if (cp == 0) {
			if (changed) {
				flush(&base);
				from = i;
				changed = false;
			}
			last = i;
			continue;
		}
		if (!changed && i > from) {
			buf_add(scratch, s.p + from, last - from);
			(void)utf8_decode(s.p + last, i - last, &base.cp);
		}
		changed = true;
		add_other(&base, cp);
	}
	if (!changed && from == 0)
		return s;
	flush(&base);
	buf_free(&base.marks);
	if (!changed)
		buf_add(scratch, s.p + from, i - from);
	return buf_span(scratch);
}
