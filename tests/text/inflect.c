/* Which forms an English word has. */
#include "text/inflect.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "tap.h"

static bool
has_form(const char *word, const char *other)
{
	struct inflect_form form[INFLECT_FORMS];
	size_t i, n = inflect_forms(word, strlen(word), form);

	for (i = 0; i < n; i++)
		if (span_is((struct span){ form[i].text, form[i].len }, other))
			return true;
	return false;
}

/* Each of the words, which have blanks between, is a form of each. */
static void
are_forms(const char *words)
{
	char list[200], *word[20], *s;
	size_t i, j, n = 0;
	bool all = true;

	(void)strlcpy(list, words, sizeof(list));
	for (s = list; n < LEN(word) && (word[n] = strsep(&s, " ")) != NULL;)
		n++;
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			all = all && has_form(word[i], word[j]);
	ok(all, "%s", words);
}

/* Neither is a form of the other. */
static void
differ(const char *a, const char *b)
{
	ok(!has_form(a, b) && !has_form(b, a), "%s is no form of %s", a, b);
}

/* Has no forms at all. */
static void
has_none(const char *word, const char *name)
{
	struct inflect_form form[INFLECT_FORMS];

	ok(inflect_forms(word, strlen(word), form) == 0, "%s", name);
}

static void
test_forms(void)
{
	are_forms("include includes included including");
	are_forms("policy policies");
	are_forms("rent rents rented renting");
	are_forms("study studies studied studying");
	are_forms("hope hopes hoped hoping");
	are_forms("hop hops hopped hopping");
	are_forms("control controls controlled controlling");
	are_forms("create creates created creating");
	are_forms("agree agrees agreed agreeing");
	are_forms("die dies died dying");
	are_forms("see sees seeing");
	are_forms("use uses used using");
	are_forms("add adds added adding");
	are_forms("box boxes boxed boxing");
	are_forms("church churches");
	are_forms("virus viruses");
	are_forms("bus buses");
	are_forms("gas gases");
	are_forms("lens lenses");
	are_forms("potato potatoes");
	are_forms("movie movies");
	are_forms("sky skies");
	are_forms("begin beginning beginnings");
}

static void
test_others(void)
{
	differ("lens", "len");
	differ("include", "inclusion");
	differ("policy", "police");
	differ("hop", "hope");
	differ("new", "news");
	differ("even", "evening");
	differ("build", "built");
	differ("use", "us");
	has_none("us", "two letters have no forms");
	has_none("café", "a word with other letters has no forms");
	has_none("x86", "a word with a digit has no forms");
	has_none("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    "a word that is too long has no forms");
	has_none("", "an empty word has no forms");
}

int
main(void)
{
	test_forms();
	test_others();
	return tap_done();
}
