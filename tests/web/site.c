/* URLs, and the sites that the user names. */
#include "site.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

static void
host_is(const char *url, const char *want)
{
	const struct span host = site_host(span(url));

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
	ok(site_is_url(span("https://a.com/你好")), "letters of any script");
	ok(!site_is_url(span("https://a.com/x y")), "no blank in an URL");
	ok(!site_is_url(span("https://a.com/x\n")), "no line end");
	ok(!site_is_url(span("//a.com/x")), "none without a scheme");
	ok(!site_is_url(span("https:///x")), "none without a host");
}

static void
domain(const char *name, const char *host, bool want)
{
	struct sites d = { 0 };
	struct buf url = { 0 };

	buf_printf(&url, "https://%s/x", host);
	ok(sites_add(&d, "first.org") == 0 &&
	    sites_add(&d, name) == 0, "a domain: %s", name);
	ok(sites_have(&d, (struct span){ url.data, url.len }) == want,
	    "%s %s %s", name, want ? "has" : "has not", host);
	sites_free(&d);
	buf_free(&url);
}

static void
test_domains(void)
{
	static const char *const none[] = { "", ".", "*", "*.", "a b", "a,b",
		"*.*", "https://", "/", "http:///x", "a\n" };
	struct sites d = { 0 };
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
		ok(sites_add(&d, none[i]) == -1 && errno == EINVAL,
		    "no domain: %s", name_of(none[i]));
	for (i = 0; i < SITES_MAX; i++)
		if (sites_add(&d, "a.b") == -1)
			break;
	ok(i == SITES_MAX, "%d domains", SITES_MAX);
	ok(sites_add(&d, "a.b") == -1 && errno == E2BIG, "and no more");
	sites_free(&d);
}

int
main(void)
{
	test_host();
	test_domains();
	return tap_done();
}
