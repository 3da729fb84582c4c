/* What robots.txt allows. */
#include "robots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

/* A robots.txt, a path, and whether it may be fetched. */
static const struct {
	const char *file, *path;
	bool allowed;
} table[] = {
	{ "", "/x", true },
	{ "User-agent: *\nDisallow: /\n", "/", false },
	{ "User-agent: *\nDisallow: /\n", "/robots.txt", true },
	{ "User-agent: *\nDisallow:\n", "/x", true },
	{ "User-agent: *\nDisallow: /a\n", "/abc", false },
	{ "User-agent: *\nDisallow: /a\n", "/b/a", true },
	{ "User-agent: *\nDisallow: /a\n", "/A", true },
	{ "user-AGENT : *\ndisALLOW : /a\n", "/a", false },
	{ "User-agent: *\r\nDisallow: /a\r\n", "/a", false },
	{ "User-agent: *\rDisallow: /a\r", "/a", false },
	{ "\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", false },
	{ "User-agent: * # all\nDisallow: /a # not this\n", "/a", false },
	{ "User-agent: *\n\n\nDisallow: /a\n", "/a", false },
	{ "Disallow: /a\n", "/a", true },
	{ "Disallow: /\nUser-agent: *\nDisallow: /b\n", "/a", true },

	/* Groups. */
	{ "User-agent: wk-page\nDisallow: /a\n", "/a", false },
	{ "User-agent: WK-Page/2.0\nDisallow: /a\n", "/a", false },
	{ "User-agent: wk-page-x\nDisallow: /a\n", "/a", true },
	{ "User-agent: wk\nDisallow: /a\n", "/a", true },
	{ "User-agent: other\nDisallow: /\n", "/a", true },
	{ "User-agent: *\nDisallow: /\nUser-agent: wk-page\nDisallow: /b\n",
	    "/a", true },
	{ "User-agent: *\nDisallow: /a\nUser-agent: wk-page\nDisallow:\n",
	    "/a", true },
	{ "User-agent: other\nUser-agent: wk-page\nDisallow: /a\n", "/a",
	    false },
	{ "User-agent: wk-page\nUser-agent: other\nDisallow: /a\n", "/a",
	    false },
	{ "User-agent: wk-page\nDisallow: /a\nUser-agent: x\nDisallow: /\n"
	    "User-agent: wk-page\nDisallow: /b\n", "/b", false },
	{ "User-agent: wk-page\nDisallow: /a\nUser-agent: x\nDisallow: /\n"
	    "User-agent: wk-page\nDisallow: /b\n", "/c", true },
	{ "User-agent: x\nSitemap: /s\nUser-agent: wk-page\nDisallow: /a\n",
	    "/a", false },
	{ "User-agent: wk-page\nCrawl-delay: 1\nUser-agent: x\nDisallow: /a\n",
	    "/a", true },

	/* The longest rule. */
	{ "User-agent: *\nDisallow: /\nAllow: /p\n", "/page", true },
	{ "User-agent: *\nAllow: /p\nDisallow: /\n", "/page", true },
	{ "User-agent: *\nAllow: /p\nDisallow: /page\n", "/page", false },
	{ "User-agent: *\nAllow: /page\nDisallow: /page\n", "/page", true },
	{ "User-agent: *\nDisallow: /page\nAllow: /page\n", "/page", true },
	{ "User-agent: *\nAllow: /folder\nDisallow: /folder\n",
	    "/folder/page", true },
	{ "User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page.htm",
	    false },
	{ "User-agent: *\nAllow: /page\nDisallow: /*.ph\n", "/page.php5",
	    true },
	{ "User-agent: *\nAllow: /$\nDisallow: /\n", "/", true },
	{ "User-agent: *\nAllow: /$\nDisallow: /\n", "/page.htm", false },

	/* * and $. */
	{ "User-agent: *\nDisallow: /*.php\n", "/a/b.php?x", false },
	{ "User-agent: *\nDisallow: /*.php$\n", "/a/b.php", false },
	{ "User-agent: *\nDisallow: /*.php$\n", "/a/b.php?x", true },
	{ "User-agent: *\nDisallow: /*.php$\n", "/a.php/b.php", false },
	{ "User-agent: *\nDisallow: *.php\n", "/x.php", false },
	{ "User-agent: *\nDisallow: /a*b*c$\n", "/a-b-b-c-c", false },
	{ "User-agent: *\nDisallow: /a*b*c$\n", "/a-b-c-d", true },
	{ "User-agent: *\nDisallow: /fish*\n", "/fish", false },
	{ "User-agent: *\nDisallow: /fish*\n", "/Fish", true },
	{ "User-agent: *\nDisallow: /*$\n", "/any", false },
	{ "User-agent: *\nDisallow: /a**b\n", "/axb", false },
	{ "User-agent: *\nDisallow: /a$b\n", "/a$b", false },
	{ "User-agent: *\nDisallow: /a$b\n", "/a", true },
	{ "User-agent: *\nDisallow: $\n", "/", true },
	{ "User-agent: *\nDisallow: /x*ab$\n", "/xab", false },
	{ "User-agent: *\nDisallow: /xa*ab$\n", "/xab", true },
	{ "User-agent: *\nDisallow: /*?\n", "/a?b", false },
	{ "User-agent: *\nDisallow: /*?\n", "/a", true },
	{ "User-agent: *\nDisallow: /a?b=c\n", "/a?b=c&d", false },

	/* Encoded octets. */
	{ "User-agent: *\nDisallow: /a%3cd\n", "/a%3Cd", false },
	{ "User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true },
	{ "User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false },
	{ "User-agent: *\nDisallow: /%7Ejoe\n", "/~joe/", false },
	{ "User-agent: *\nDisallow: /~joe\n", "/%7ejoe/", false },
	{ "User-agent: *\nDisallow: /你\n", "/%E4%BD%A0", false },
	{ "User-agent: *\nDisallow: /%e4%bd%a0\n", "/你", false },
	{ "User-agent: *\nDisallow: /%2A\n", "/*", false },
	{ "User-agent: *\nDisallow: /%2A\n", "/b", true },
	{ "User-agent: *\nDisallow: /a%24\n", "/a$", false },
	{ "User-agent: *\nDisallow: /%zz\n", "/%zz", false },
	{ "User-agent: *\nDisallow: /a%\n", "/a%", false },

	/* What is no robots.txt. */
	{ "<html><body>not found</body></html>", "/x", true },
	{ "User-agent *\nDisallow /\n", "/x", true },
	{ ":\n:::\nUser-agent:\nDisallow: /\n", "/x", true },
};

static void
test_table(void)
{
	struct robots r;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		memset(&r, 0, sizeof(r));
		robots_read(&r, span_of(table[i].file), "wk-page");
		ok(robots_allow(&r, span_of(table[i].path)) ==
		    table[i].allowed, "%zu: %s %s", i, table[i].path,
		    table[i].allowed ? "is allowed" : "is not allowed");
		robots_free(&r);
	}
}

static double
delay_of(const char *file)
{
	struct robots r = { 0 };
	double delay;

	robots_read(&r, span_of(file), "wk-page");
	delay = r.delay;
	robots_free(&r);
	return delay;
}

static void
test_delay(void)
{
	ok(delay_of("User-agent: *\nCrawl-delay: 2.5\n") > 2.4 &&
	    delay_of("User-agent: *\nCrawl-delay: 2.5\n") < 2.6,
	    "a delay");
	ok(delay_of("User-agent: x\nCrawl-delay: 5\n") <= 0, "of others");
	ok(delay_of("User-agent: *\nCrawl-delay: -5\n") <= 0, "below 0");
	ok(delay_of("User-agent: *\nCrawl-delay: nan\n") <= 0, "no number");
	ok(delay_of("User-agent: *\nCrawl-delay: inf\n") < 1e7, "no end");
	ok(delay_of("User-agent: *\nCrawl-delay: 1e300\n") < 1e7, "too long");
}

/* A file longer than is read, of rules that would be slow to match. */
static void
test_size(void)
{
	struct robots r = { 0 };
	struct buf b = { 0 }, path = { 0 };
	size_t i;

	buf_puts(&b, "User-agent: *\nDisallow: /first\nDisallow: /");
	while (b.len < ROBOTS_MAX - 8)
		buf_puts(&b, "*a*a");
	buf_puts(&b, "b\nDisallow: /last\n");
	robots_read(&r, buf_span(&b), "wk-page");
	buf_addc(&path, '/');
	for (i = 0; i < 4000; i++)
		buf_addc(&path, 'a');
	ok(!robots_allow(&r, span_of("/first")) &&
	    robots_allow(&r, span_of("/last")) &&
	    robots_allow(&r, buf_span(&path)),
	    "of a long file the beginning counts");
	robots_free(&r);
	buf_clear(&b);
	buf_puts(&b, "User-agent: *\n");
	while (b.len < ROBOTS_MAX)
		buf_puts(&b, "Disallow: /*aab*b\n");
	robots_read(&r, buf_span(&b), "wk-page");
	ok(robots_allow(&r, buf_span(&path)), "many rules");
	robots_free(&r);
	buf_free(&b);
	buf_free(&path);
}

int
main(void)
{
	test_table();
	test_delay();
	test_size();
	return tap_done();
}
