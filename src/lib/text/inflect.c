/* Finds the inflected forms of English words. */
#include "inflect.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

/* Shorter words have no endings. */
#define SHORTEST 3

/* Room for the longest ending of a form: a doubled letter and "ings". */
#define ENDING 5

/* A word of which endings are taken off. */
struct word {
	char *s;	/* a y that is a consonant is Y */
	size_t n;
	size_t r1, r2;	/* where the regions R1 and R2 of the stemmer begin */
};

/* Words that the rules get wrong. */
static const struct {
	const char *word, *stem;
} exceptions[] = {
	{ "andes", "andes" }, { "atlas", "atlas" }, { "bias", "bias" },
	{ "buses", "bus" }, { "cosmos", "cosmos" }, { "dying", "die" },
	{ "gases", "gas" }, { "howe", "howe" }, { "lens", "lens" },
	{ "lenses", "lens" }, { "lying", "lie" }, { "news", "news" },
	{ "skies", "sky" }, { "sky", "sky" }, { "tying", "tie" },
};

/* Words whose -ing and -eed are no endings. */
static const char *const invariants[] = {
	"inning", "outing", "canning", "herring", "earring", "evening",
	"proceed", "exceed", "succeed"
};

static bool
is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' ||
	    c == 'y';
}

static bool
ends(const struct word *w, const char *ending)
{
	size_t n = strlen(ending);

	return w->n >= n && memcmp(w->s + w->n - n, ending, n) == 0;
}

static bool
has_vowel(const struct word *w, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_vowel(w->s[i]))
			return true;
	return false;
}

/* Where the region begins behind the first consonant that follows a vowel. */
static size_t
region(const struct word *w, size_t from)
{
	size_t i;

	for (i = from + 1; i < w->n; i++)
		if (!is_vowel(w->s[i]) && is_vowel(w->s[i - 1]))
			return i + 1;
	return w->n;
}

/* Whether the first n letters end in a short syllable: hop, us; not box. */
static bool
is_short(const struct word *w, size_t n)
{
	const char *s = w->s;

	if (n == 2)
		return is_vowel(s[0]) && !is_vowel(s[1]);
	return n > 2 && !is_vowel(s[n - 3]) && is_vowel(s[n - 2]) &&
	    !is_vowel(s[n - 1]) && strchr("wxY", s[n - 1]) == NULL;
}

static void
mark_consonants(struct word *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (w->s[i] == 'y' && (i == 0 || is_vowel(w->s[i - 1])))
			w->s[i] = 'Y';
}

/* Step 1a: the plural. */
static void
take_s(struct word *w)
{
	if (ends(w, "sses"))
		w->n -= 2;
	else if (ends(w, "ied") || ends(w, "ies"))
		w->n -= w->n > 4 ? 2 : 1;
	else if (ends(w, "s") && !ends(w, "us") && !ends(w, "ss") &&
	    has_vowel(w, w->n - 2))
		w->n--;
}

/* Mends what -ed or -ing leaves: creat(ed), hopp(ing), hop(ing). */
static void
mend(struct word *w)
{
	const char last = w->s[w->n - 1];

	if (ends(w, "at") || ends(w, "bl") || ends(w, "iz") ||
	    (w->r1 >= w->n && is_short(w, w->n)))
		w->s[w->n++] = 'e';
	else if (w->n > 1 && w->s[w->n - 2] == last &&
	    strchr("bdfgmnprt", last) != NULL &&
	    (w->n != 3 || strchr("aeo", w->s[0]) == NULL))	/* add(ed) */
		w->n--;
}

/* Step 1b: the past tense and the participles. */
static void
take_ed(struct word *w)
{
	size_t n = ends(w, "ed") ? 2 : ends(w, "ing") ? 3 : 0, i;

	for (i = 0; i < LEN(invariants); i++)
		if (strlen(invariants[i]) == w->n && ends(w, invariants[i]))
			return;
	if (ends(w, "eed")) {
		if (w->r1 + 3 <= w->n)
			w->n--;
	} else if (n > 0 && has_vowel(w, w->n - n)) {
		w->n -= n;
		mend(w);
	}
}

/* Step 1c: a y at the end of a word that has more than a consonant before. */
static void
turn_y(struct word *w)
{
	if (w->n > 2 && (ends(w, "y") || ends(w, "Y")) &&
	    !is_vowel(w->s[w->n - 2]))
		w->s[w->n - 1] = 'i';
}

/* Step 5: an e or a second l at the end. */
static void
take_e(struct word *w)
{
	if (ends(w, "e")) {
		if (w->r2 < w->n || (w->r1 < w->n && !is_short(w, w->n - 1)))
			w->n--;
	} else if (ends(w, "ll") && w->r2 < w->n)
		w->n--;
}

/* Whether the rules are for such a word. */
static bool
has_endings(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (word[i] < 'a' || word[i] > 'z')
			return false;
	return len >= SHORTEST && len <= INFLECT_MAX - ENDING;
}

/* The stem of a word if it is an exception, or NULL. */
static const char *
find_exception(const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < LEN(exceptions); i++)
		if (span_is((struct span){ word, len }, exceptions[i].word))
			return exceptions[i].stem;
	return NULL;
}

/* Replaces a word that has_endings by its stem.  Returns the length of that. */
static size_t
find_stem(char *word, size_t len)
{
	struct word w = { word, len, 0, 0 };
	const char *stem;
	size_t i;

	if ((stem = find_exception(word, len)) != NULL) {
		memcpy(word, stem, strlen(stem));
		return strlen(stem);
	}
	mark_consonants(&w);
	w.r1 = region(&w, 0);
	w.r2 = region(&w, w.r1);
	take_s(&w);
	take_ed(&w);
	turn_y(&w);
	take_e(&w);
	for (i = 0; i < w.n; i++)
		if (word[i] == 'Y')
			word[i] = 'y';
	return w.n;
}

/* The forms of a stem, as they are found. */
struct forms {
	char stem[INFLECT_MAX];
	size_t len;	/* of the stem */
	struct inflect_form *form;
	size_t n;
};

static bool
has_stem(const struct forms *f, const struct inflect_form *form)
{
	char word[INFLECT_MAX];

	memcpy(word, form->text, form->len);
	return has_endings(word, form->len) &&
	    find_stem(word, form->len) == f->len &&
	    memcmp(word, f->stem, f->len) == 0;
}

/*
 * Adds the word that begins with `cut` letters less than the stem and goes on
 * with `ending`, if it has this stem and is not there yet.
 */
static void
add(struct forms *f, size_t cut, const char *ending)
{
	struct inflect_form form = { .len = f->len - cut };
	size_t i;

	memcpy(form.text, f->stem, form.len);
	for (; *ending != '\0'; ending++)
		form.text[form.len++] = *ending;
	for (i = 0; i < f->n; i++)
		if (f->form[i].len == form.len &&
		    memcmp(f->form[i].text, form.text, form.len) == 0)
			return;
	if (f->n < INFLECT_FORMS && has_stem(f, &form))
		f->form[f->n++] = form;
}

/* Adds several words; the endings have blanks between. */
static void
add_all(struct forms *f, size_t cut, const char *endings)
{
	char ending[ENDING + 1];
	size_t n;

	for (; *endings != '\0'; endings += n + (endings[n] == ' ')) {
		n = strcspn(endings, " ");
		memcpy(ending, endings, n);
		ending[n] = '\0';
		add(f, cut, ending);
	}
}

/* Adds those of a stem that ends in e: hope(d), hop(ing); agre(ed). */
static void
add_e(struct forms *f)
{
	const size_t n = f->n;

	add(f, 0, "");
	if (f->n > n || f->form[0].len == f->len) {
		add_all(f, 0, "s d ing ings");
		add_all(f, 1, "ing ings");
	} else
		add_all(f, 0, "e es ed eing eings");
}

/* Adds those in which the last letter is doubled: stop(ped). */
static void
add_doubled(struct forms *f)
{
	static const char *const endings[] = { "ed", "ing", "ings" };
	const char *s = f->stem;
	const size_t n = f->len;
	char ending[ENDING + 1] = { s[n - 1] };
	size_t i;

	if (n < 2 || !is_vowel(s[n - 2]) || strchr("bdfglmnprt", s[n - 1]) ==
	    NULL || (n > 2 && is_vowel(s[n - 3]) && s[n - 3] != 'u'))
		return;
	for (i = 0; i < LEN(endings); i++) {
		(void)strlcpy(ending + 1, endings[i], ENDING);
		add(f, 0, ending);
	}
}

size_t
inflect_forms(const char *word, size_t len,
    struct inflect_form form[INFLECT_FORMS])
{
	struct forms f = { .form = form, .n = 1 };
	size_t i;
	char last;

	if (!has_endings(word, len))
		return 0;
	memcpy(form[0].text, word, len);
	form[0].len = len;
	memcpy(f.stem, word, len);
	f.len = find_stem(f.stem, len);
	last = f.stem[f.len - 1];
	if (last == 'e')
		add_e(&f);
	else
		add_all(&f, 0, " s es ed ing ings e");
	if (last == 'i')
		add_all(&f, 1, "y ying yings");
	if (last == 'l')
		add_all(&f, 0, "l ls");
	if (last == 'o')
		add(&f, 0, "eing");
	add_doubled(&f);
	for (i = 0; i < LEN(exceptions); i++)
		if (span_is((struct span){ f.stem, f.len },
		    exceptions[i].stem))
			add(&f, f.len, exceptions[i].word);
	return f.n;
}
