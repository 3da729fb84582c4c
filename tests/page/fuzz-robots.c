/*
 * Any bytes are a robots.txt and a path.  What is read again of the rules is
 * the same; /robots.txt is always allowed; without rules all is; a pattern
 * matches what it matches if all ways are tried.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "robots.h"
#include "url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool cond)
{
	if (!cond)
		abort();
}

/* Whether a pattern matches the beginning of a path, all ways tried. */
static bool
matches(const char *pattern, const char *path)
{
	if (*pattern == '\0')
		return true;
	if (*pattern == '$' && pattern[1] == '\0')
		return *path == '\0';
	if (*pattern == '*')
		return matches(pattern + 1, path) ||
		    (*path != '\0' && matches(pattern, path + 1));
	return *path == *pattern && matches(pattern + 1, path + 1);
}

/* Makes a short text of few characters, so that patterns match, of s. */
static void
shorten(char text[12], struct span s, const char *letters)
{
	size_t i;

	text[0] = '/';
	for (i = 0; i < s.len && i < 10; i++)
		text[i + 1] = letters[(unsigned char)s.p[i] % strlen(letters)];
	text[i + 1] = '\0';
}

/* Forbids one pattern, and asks for a path. */
static void
check_match(struct span pattern, struct span path)
{
	struct robots r = { 0 };
	struct buf file = { 0 };
	char rule[12], target[12];

	shorten(rule, pattern, "ab/**a$");
	shorten(target, path, "aab/");
	buf_printf(&file, "User-agent: *\nDisallow: %s\n", rule);
	robots_read(&r, buf_span(&file), "wk-page");
	must(robots_allow(&r, span_of(target)) == !matches(rule, target));
	robots_free(&r);
	buf_free(&file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct robots r = { 0 }, again = { 0 };
	struct span file = { (const char *)data, size }, path;
	struct url u, same;
	const char *nul = size == 0 ? NULL : memchr(data, '\n', size);

	if (size == 0)
		return 0;
	path = nul == NULL ? file :
	    (struct span){ file.p, (size_t)(nul - file.p) };
	check_match(path, span_from(file, path.len));
	robots_read(&r, file, "wk-page");
	robots_read(&again, file, "wk-page");
	must(span_same(buf_span(&r.rules), buf_span(&again.rules)));
	must(robots_allow(&r, span_of("/robots.txt")));
	must(r.rules.len > 0 || robots_allow(&r, path));
	must(robots_allow(&r, path) == robots_allow(&again, path));
	must(r.delay >= 0 && r.delay <= 1e6);
	if (url_read(&u, path, NULL) == NULL) {
		must(url_read(&same, span_of(u.text), NULL) == NULL);
		must(strcmp(u.text, same.text) == 0);
		must(strcmp(u.origin, same.origin) == 0);
		must(u.target[0] == '/');
		url_free(&same);
	}
	url_free(&u);
	robots_free(&r);
	robots_free(&again);
	return 0;
}
