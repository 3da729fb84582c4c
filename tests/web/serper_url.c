/* The texts and URLs that a search finds, and the domains of the user. */
#include "serper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "serper_part.h"
#include "tap.h"
#include "base/utf8.h"

static struct span
span(const char *s)
{
	return (struct span){ s, strlen(s) };
}

/* A text as the name of a test. */
static const char *
name_of(const char *s)
{
	static char name[100];
	struct buf b = { 0 };

	utf8_mask(&b, s, strlen(s), sizeof(name) - 30);
	(void)snprintf(name, sizeof(name), "'%.*s'", (int)b.len, b.data);
	buf_free(&b);
	return name;
}

/* What becomes of one text. */
static void
cleans(const char *s, const char *want)
{
	struct buf b = { 0 };

	buf_puts(&b, "x");
	serper_clean(&b, span(s), 100);
	is_mem(b.data + 1, b.len - 1, want, strlen(want),
	    name_of(s));
	buf_free(&b);
}

static void
test_clean(void)
{
	struct buf b = { 0 };

	cleans("", "");
	cleans(" \t\n\r ", "");
	cleans("  a \n\t b\302\240\343\200\200c  ", "a b c");
	cleans("Tom &amp; Jerry&#39;s &quot;x&quot; &lt;b&gt;",
	    "Tom & Jerry's \"x\" <b>");
	cleans("&amp;lt;", "&lt;");
	cleans("&#x4F60;&#22909;&#X1f600;", "你好😀");
	cleans("a&nbsp;b&hellip;&mdash;&ldquo;", "a b…—“");
	cleans("&nosuch; &; & &amp &#; &#x; &#xg; &#12a;",
	    "&nosuch; &; & &amp &#; &#x; &#xg; &#12a;");
	cleans("&#55296; &#x110000; &#99999999;",
	    "&#55296; &#x110000; &#99999999;");
	cleans("a&#0;b&#10;c&#x1b;[31md", "a b c [31md");
	cleans("a\033[1m\x7f\302\205\302\233b", "a [1m b");
	cleans("\357\273\277a\342\200\213\342\200\256b\342\201\246\302\255"
	    "&#x202e;&shy;", "ab");
	cleans("👨\342\200\215👩", "👨\342\200\215👩");
	serper_clean(&b, span("一二三 四五"), 3);
	is_mem(b.data, b.len, "一二三", 9, "at most 3 characters");
	buf_clear(&b);
	serper_clean(&b, span("一二三 四五"), 4);
	is_mem(b.data, b.len, "一二三", 9, "no blank at the end of 4");
	buf_clear(&b);
	serper_clean(&b, span("一二三 四五"), 5);
	is_mem(b.data, b.len, "一二三 四", 13, "5 have the blank");
	buf_free(&b);
}

static void
host_is(const char *url, const char *want)
{
	const struct span host = serper_host(span(url));

	is_mem(host.p, host.len, want, strlen(want), url);
}

static void
test_host(void)
{
	host_is("https://www.example.com/a/b?c#d", "www.example.com");
	host_is("HTTP://example.com", "example.com");
	host_is("https://example.com:8443", "example.com");
	host_is("https://example.com./x", "example.com");
	host_is("https://user:pw@example.com/@evil.com", "example.com");
	host_is("https://good.com@evil.com", "evil.com");
	host_is("https://good.com\\@evil.com", "good.com");
	host_is("https://evil.com?@good.com", "evil.com");
	host_is("https://[::1]:80/", "[::1]");
	host_is("ftp://example.com", "");
	host_is("https://", "");
	host_is("javascript:alert(1)", "");
	host_is("", "");
	ok(serper_is_url(span("https://a.com/你好")), "letters of any script");
	ok(!serper_is_url(span("https://a.com/x y")), "no blank in an URL");
	ok(!serper_is_url(span("https://a.com/x\n")), "no line end");
	ok(!serper_is_url(span("//a.com/x")), "none without a scheme");
	ok(!serper_is_url(span("https:///x")), "none without a host");
}

static void
domain(const char *name, const char *host, bool want)
{
	struct serper_domains d = { 0 };
	struct buf url = { 0 };

	buf_printf(&url, "https://%s/x", host);
	ok(serper_domain_add(&d, "first.org") == 0 &&
	    serper_domain_add(&d, name) == 0, "a domain: %s", name);
	ok(serper_domain_has(&d, (struct span){ url.data, url.len }) == want,
	    "%s %s %s", name, want ? "has" : "has not", host);
	serper_domains_free(&d);
	buf_free(&url);
}

static void
test_domains(void)
{
	static const char *const none[] = { "", ".", "*", "*.", "a b", "a,b",
		"*.*", "https://", "/", "http:///x", "a\n" };
	struct serper_domains d = { 0 };
	size_t i;

	domain("example.com", "example.com", true);
	domain("example.com", "www.example.com", true);
	domain("example.com", "a.b.example.com", true);
	domain("example.com", "badexample.com", false);
	domain("example.com", "example.com.evil.org", false);
	domain("example.com", "example.org", false);
	domain("example.com", "com", false);
	domain("www.example.com", "example.com", false);
	domain("Example.COM", "WWW.eXample.com", true);
	domain("example.com", "example.com.:443", true);
	domain("com", "example.com", true);
	domain(".cn", "a.cn", true);
	domain("*.example.com", "www.example.com", true);
	domain("https://www.example.com:80/x", "www.example.com", true);
	domain("xn--fiqs8s", "a.xn--fiqs8s", true);
	domain("中国", "a.中国", true);
	domain("中国", "a.xn--fiqs8s", false);
	domain("example.com", "first.org", true);
	for (i = 0; i < LEN(none); i++)
		ok(serper_domain_add(&d, none[i]) == -1 && errno == EINVAL,
		    "no domain: %s", name_of(none[i]));
	for (i = 0; i < SERPER_DOMAINS_MAX; i++)
		if (serper_domain_add(&d, "a.b") == -1)
			break;
	ok(i == SERPER_DOMAINS_MAX, "%d domains", SERPER_DOMAINS_MAX);
	ok(serper_domain_add(&d, "a.b") == -1 && errno == E2BIG, "and no more");
	serper_domains_free(&d);
}

int
main(void)
{
	test_clean();
	test_host();
	test_domains();
	return tap_done();
}
