/* Which addresses are public, and what a net holds. */
#include "address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdlib.h>
#include <string.h>

#include "allow.h"
#include "own.h"
#include "base/buf.h"
#include "tap.h"
#include "url.h"

/* Room for an address of either family. */
union any {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static union any
address(const char *text)
{
	union any a;

	memset(&a, 0, sizeof(a));
	if (inet_pton(AF_INET, text, &a.v4.sin_addr) == 1)
		a.any.sa_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &a.v6.sin6_addr) == 1)
		a.any.sa_family = AF_INET6;
	else
		abort();
	return a;
}

/* Addresses at the edges of all ranges; a NULL name is a public address. */
static const struct {
	const char *text, *why;
} table[] = {
	{ "0.0.0.0", "unspecified" },
	{ "0.255.255.255", "unspecified" },
	{ "1.0.0.0", NULL },
	{ "1.1.1.1", NULL },
	{ "8.8.8.8", NULL },
	{ "9.255.255.255", NULL },
	{ "10.0.0.0", "private" },
	{ "10.255.255.255", "private" },
	{ "11.0.0.0", NULL },
	{ "100.63.255.255", NULL },
	{ "100.64.0.0", "shared by a carrier" },
	{ "100.100.100.200", "shared by a carrier" },
	{ "100.127.255.255", "shared by a carrier" },
	{ "100.128.0.0", NULL },
	{ "126.255.255.255", NULL },
	{ "127.0.0.0", "loopback" },
	{ "127.0.0.1", "loopback" },
	{ "127.255.255.255", "loopback" },
	{ "128.0.0.0", NULL },
	{ "168.63.129.15", NULL },
	{ "168.63.129.16", "of a cloud's own services" },
	{ "168.63.129.17", NULL },
	{ "169.253.255.255", NULL },
	{ "169.254.0.0", "link-local" },
	{ "169.254.169.254", "link-local" },
	{ "169.254.255.255", "link-local" },
	{ "169.255.0.0", NULL },
	{ "172.15.255.255", NULL },
	{ "172.16.0.0", "private" },
	{ "172.31.255.255", "private" },
	{ "172.32.0.0", NULL },
	{ "191.255.255.255", NULL },
	{ "192.0.0.0", "reserved" },
	{ "192.0.0.192", "reserved" },
	{ "192.0.1.0", NULL },
	{ "192.0.2.1", "for documentation" },
	{ "192.0.3.0", NULL },
	{ "192.88.99.1", "reserved" },
	{ "192.167.255.255", NULL },
	{ "192.168.0.0", "private" },
	{ "192.168.255.255", "private" },
	{ "192.169.0.0", NULL },
	{ "198.17.255.255", NULL },
	{ "198.18.0.0", "for benchmarks" },
	{ "198.19.255.255", "for benchmarks" },
	{ "198.20.0.0", NULL },
	{ "198.51.99.255", NULL },
	{ "198.51.100.7", "for documentation" },
	{ "203.0.113.7", "for documentation" },
	{ "203.0.114.0", NULL },
	{ "223.255.255.255", NULL },
	{ "224.0.0.1", "multicast" },
	{ "239.255.255.255", "multicast" },
	{ "240.0.0.0", "reserved" },
	{ "255.255.255.255", "reserved" },

	{ "::", "loopback" },
	{ "::1", "loopback" },
	{ "::2", "reserved" },
	{ "::127.0.0.1", "reserved" },
	{ "::8.8.8.8", "reserved" },
	{ "::ffff:127.0.0.1", "loopback" },
	{ "::ffff:7f00:1", "loopback" },
	{ "::ffff:10.1.2.3", "private" },
	{ "::ffff:169.254.169.254", "link-local" },
	{ "::ffff:a9fe:a9fe", "link-local" },
	{ "::ffff:0.0.0.0", "unspecified" },
	{ "::ffff:8.8.8.8", NULL },
	{ "::ffff:0:127.0.0.1", "reserved" },
	{ "64:ff9b::127.0.0.1", "loopback" },
	{ "64:ff9b::a00:1", "private" },
	{ "64:ff9b::8.8.8.8", NULL },
	{ "64:ff9b:1::8.8.8.8", "reserved" },
	{ "64:ff9a::8.8.8.8", "reserved" },
	{ "100::1", "reserved" },
	{ "1fff:ffff::1", "reserved" },
	{ "2000::1", NULL },
	{ "2001::1", "reserved" },
	{ "2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved" },
	{ "2001:10::1", "reserved" },
	{ "2001:1ff:ffff::", "reserved" },
	{ "2001:200::1", NULL },
	{ "2001:4860:4860::8888", NULL },
	{ "2001:db7::1", NULL },
	{ "2001:db8::1", "for documentation" },
	{ "2001:db9::1", NULL },
	{ "2002:7f00:1::", "loopback" },
	{ "2002:a00:1::1", "private" },
	{ "2002:a9fe:a9fe::1", "link-local" },
	{ "2002:808:808::1", NULL },
	{ "2400:cb00::5efe:a00:1", "private" },
	{ "2400:cb00::200:5efe:7f00:1", "loopback" },
	{ "2400:cb00::200:5efe:808:808", NULL },
	{ "2606:4700:4700::1111", NULL },
	{ "3fff::1", "for documentation" },
	{ "3fff:fff::1", "for documentation" },
	{ "3fff:1000::1", NULL },
	{ "4000::1", "reserved" },
	{ "5f00::1", "reserved" },
	{ "fbff::1", "reserved" },
	{ "fc00::1", "private" },
	{ "fd00:ec2::254", "private" },
	{ "fdff:ffff::1", "private" },
	{ "fe00::1", "reserved" },
	{ "fe80::1", "link-local" },
	{ "febf::1", "link-local" },
	{ "fec0::1", "site-local" },
	{ "feff::1", "site-local" },
	{ "ff02::1", "multicast" },
	{ "ff0e::1", "multicast" },
};

static void
test_addresses(void)
{
	const char *why;
	union any a;
	size_t i;

	for (i = 0; i < LEN(table); i++) {
		a = address(table[i].text);
		why = address_why_not(&a.any);
		ok(table[i].why == NULL ? why == NULL :
		    why != NULL && strcmp(why, table[i].why) == 0,
		    "%s is %s", table[i].text, table[i].why == NULL ?
		    "public" : table[i].why);
	}
	a.any.sa_family = AF_UNIX;
	ok(address_why_not(&a.any) != NULL, "another family is refused");
}

/* Hosts of URLs in all spellings of an address: what becomes of each. */
static const struct {
	const char *url, *host, *why;
} spellings[] = {
	{ "http://127.0.0.1/", "127.0.0.1", "loopback" },
	{ "http://127.1/", "127.0.0.1", "loopback" },
	{ "http://127.0.1/", "127.0.0.1", "loopback" },
	{ "http://2130706433/", "127.0.0.1", "loopback" },
	{ "http://0x7f000001/", "127.0.0.1", "loopback" },
	{ "http://0x7f.1/", "127.0.0.1", "loopback" },
	{ "http://0X7F.0x0.0x0.0x1/", "127.0.0.1", "loopback" },
	{ "http://017700000001/", "127.0.0.1", "loopback" },
	{ "http://0177.0.0.01/", "127.0.0.1", "loopback" },
	{ "http://00000177.1/", "127.0.0.1", "loopback" },
	{ "http://0/", "0.0.0.0", "unspecified" },
	{ "http://0x0/", "0.0.0.0", "unspecified" },
	{ "http://3232235521/", "192.168.0.1", "private" },
	{ "http://0xa9fea9fe/latest/", "169.254.169.254", "link-local" },
	{ "http://0251.0376.0251.0376/", "169.254.169.254", "link-local" },
	{ "http://169.254.43518/", "169.254.169.254", "link-local" },
	{ "http://127.0.0.1./", "127.0.0.1", "loopback" },
	{ "http://2130706433./", "127.0.0.1", "loopback" },
	{ "http://127.1../", "127.0.0.1", "loopback" },
	{ "http://0x7f000001./", "127.0.0.1", "loopback" },
	{ "http://%31%32%37.0.0.1/", "127.0.0.1", "loopback" },
	{ "http://１２７.0.0.1/", "127.0.0.1", "loopback" },
	{ "http://127。0。0。1/", "127.0.0.1", "loopback" },
	{ "http://２１３０７０６４３３．/", "127.0.0.1", "loopback" },
	{ "http://BÜCHER.example./", "xn--bcher-kva.example", NULL },
	{ "http://例子。测试/", "xn--fsqu00a.xn--0zwm56d", NULL },
	{ "http://\xff.example/", NULL, NULL },
	{ "http://[::1]/", "::1", "loopback" },
	{ "http://[0:0:0:0:0:0:0:1]/", "::1", "loopback" },
	{ "http://[::ffff:127.0.0.1]/", "::ffff:127.0.0.1", "loopback" },
	{ "http://[::FFFF:7F00:1]/", "::ffff:127.0.0.1", "loopback" },
	{ "http://[fe80::1]/", "fe80::1", "link-local" },
	{ "http://[fd00::1]:8080/", "fd00::1", "private" },
	{ "http://[64:ff9b::7f00:1]/", "64:ff9b::7f00:1", "loopback" },
	{ "http://[2002:7f00:1::]/", "2002:7f00:1::", "loopback" },
	{ "http://1.1.1.1/", "1.1.1.1", NULL },
	{ "http://16843009/", "1.1.1.1", NULL },
	{ "http://[2606:4700:4700::1111]/", "2606:4700:4700::1111", NULL },
	{ "http:127.0.0.1/", NULL, NULL },
	{ "http:///127.0.0.1/", "127.0.0.1", "loopback" },
	{ "HTTP://127.0.0.1/", "127.0.0.1", "loopback" },
	{ "http:\\\\127.0.0.1\\", NULL, NULL },
	{ "http://user@127.0.0.1/", NULL, NULL },
	{ "http://1.1.1.1@127.0.0.1/", NULL, NULL },
	{ "http://1.1.1.1 &@127.0.0.1#@8.8.8.8/", NULL, NULL },
	{ "http://1.1.1.1#@127.0.0.1/", "1.1.1.1", NULL },
	{ "http://1.1.1.1?@127.0.0.1/", "1.1.1.1", NULL },
	{ "http://1.1.1.1\\@127.0.0.1/", NULL, NULL },
	{ "http://127.0.0.1\t.example/", NULL, NULL },
	{ "http://127.0.0.1%00.example/", NULL, NULL },
	{ "http://127.0.0.1\n/", NULL, NULL },
	{ "http://a%7f.example/", NULL, NULL },
	{ "http://a%2f@127.0.0.1/", NULL, NULL },
	{ "http://127.0.0.1%2f.example/", NULL, NULL },
	{ "http://127.0.0.1%23.example/", NULL, NULL },
	{ "http://a%ff.example/", NULL, NULL },
	{ "file:///etc/passwd", NULL, NULL },
	{ "gopher://127.0.0.1:70/_x", NULL, NULL },
	{ "ftp://example.com/", NULL, NULL },
	{ "dict://127.0.0.1:11211/stat", NULL, NULL },
	{ "javascript:alert(1)", NULL, NULL },
	{ "data:text/html,x", NULL, NULL },
	{ "//example.com/", NULL, NULL },
	{ "example.com", NULL, NULL },
	{ "http://", NULL, NULL },
	{ "http://:80/", NULL, NULL },
	{ "http://example.com:99999/", NULL, NULL },
	{ "", NULL, NULL },
};

static void
test_spellings(void)
{
	const char *why, *literal;
	struct url u;
	size_t i;

	for (i = 0; i < LEN(spellings); i++) {
		why = url_read(&u, span_of(spellings[i].url), NULL);
		if (spellings[i].host == NULL) {
			ok(why != NULL, "no URL: %zu", i);
		} else if (ok(why == NULL, "%s is read", spellings[i].url)) {
			/* Of IPv6, spellings differ between curls. */
			ok(strchr(u.host, ':') != NULL ||
			    strcmp(u.host, spellings[i].host) == 0,
			    "its host is %s", u.host);
			literal = address_literal_why_not(u.host);
			ok(spellings[i].why == NULL ? literal == NULL :
			    literal != NULL &&
			    strcmp(literal, spellings[i].why) == 0,
			    "and judged by its address");
		}
		url_free(&u);
	}
}

static bool
allows(const struct allow *list, const char *text)
{
	union any a = address(text);

	return nets_have(&list->nets, &a.any);
}

static void
test_allow(void)
{
	static const char *const bad[] = { "", "10.0.0.0/33", "10.0.0.0/",
		"10.0.0.0/-1", "10.0.0.0/1x", "fd00::/129", "a b", "-x",
		"http://a", "a/8", "[::1", "10.0.0/8" };
	struct allow list = { 0 };
	size_t i;

	for (i = 0; i < LEN(bad); i++)
		ok(!allow_add(&list, bad[i]), "--allow '%s' is refused",
		    bad[i]);
	ok(allow_add(&list, "10.1.0.0/16") && allow_add(&list, "fd00::/8") &&
	    allow_add(&list, "192.168.1.7") && allow_add(&list, "[::1]") &&
	    allow_add(&list, "Wiki.Intra.") && list.nets.n == 4 &&
	    list.hosts == 1, "nets, addresses and a name");
	ok(allows(&list, "10.1.255.255") && !allows(&list, "10.2.0.0"),
	    "a net of IPv4");
	ok(allows(&list, "::ffff:10.1.0.1") && !allows(&list,
	    "::ffff:10.2.0.1"), "also where it is mapped");
	ok(allows(&list, "fdab::1") && !allows(&list, "fe80::1"),
	    "a net of IPv6");
	ok(allows(&list, "192.168.1.7") && !allows(&list, "192.168.1.8"),
	    "an address");
	ok(allow_host(&list, "wiki.intra") && !allow_host(&list,
	    "x.wiki.intra") && !allow_host(&list, "intra"), "a name");
	ok(allow_host(&list, "10.1.2.3") && !allow_host(&list, "10.2.2.3") &&
	    allow_host(&list, "::1"), "an address as a host");
	allow_free(&list);
	memset(&list, 0, sizeof(list));
	ok(allow_add(&list, "0.0.0.0/0") && allows(&list, "127.0.0.1") &&
	    !allows(&list, "::1"), "all of IPv4");
	allow_free(&list);
}

/* The addresses of this machine, of which loopback is always one. */
static void
test_own(void)
{
	struct nets own = { 0 };
	union any a;

	ok(own_read(&own) == 0 && own.n > 0, "this machine has addresses");
	a = address("127.0.0.1");
	ok(nets_have(&own, &a.any), "127.0.0.1 is one");
	a = address("64:ff9b::7f00:1");
	ok(nets_have(&own, &a.any), "also by NAT64");
	a = address("2002:7f00:1:9::1");
	ok(nets_have(&own, &a.any), "or by 6to4");
	a = address("8.8.8.8");
	ok(!nets_have(&own, &a.any), "8.8.8.8 is none");
	a = address("64:ff9b::808:808");
	ok(!nets_have(&own, &a.any), "nor by NAT64");
	nets_free(&own);
	own.v = calloc(2, sizeof(*own.v));
	own.n = 2;
	ok(own.v != NULL && net_read(&own.v[0], "8.8.4.4") &&
	    net_read(&own.v[1], "2001:4860:1:2::/64"), "a public one");
	a = address("2001:4860:1:2::99");
	ok(nets_have(&own, &a.any), "a neighbour in IPv6");
	a = address("2001:4860:1:3::99");
	ok(!nets_have(&own, &a.any), "a stranger in IPv6");
	a = address("::ffff:8.8.4.4");
	ok(nets_have(&own, &a.any), "an address that is mapped");
	nets_free(&own);
}

/* Ranges by brute force: no address of them is public. */
static void
test_every(void)
{
	static const struct {
		uint32_t from, to;
	} never[] = { { 0x0a000000, 0x0affffff }, { 0x64400000, 0x647fffff },
		{ 0x7f000000, 0x7fffffff }, { 0xa9fe0000, 0xa9feffff },
		{ 0xac100000, 0xac1fffff }, { 0xc0a80000, 0xc0a8ffff },
		{ 0xe0000000, 0xffffffff }, { 0, 0x00ffffff } };
	union any a;
	uint32_t n, bad = 0;
	size_t i;

	memset(&a, 0, sizeof(a));
	a.any.sa_family = AF_INET;
	for (i = 0; i < LEN(never); i++)
		for (n = never[i].from; n >= never[i].from &&
		    n <= never[i].to && n <= UINT32_MAX - 251; n += 251) {
			a.v4.sin_addr.s_addr = htonl(n);
			bad += address_why_not(&a.any) == NULL;
		}
	ok(bad == 0, "no address of a private range is public");
}

int
main(void)
{
	test_addresses();
	test_spellings();
	test_allow();
	test_own();
	test_every();
	return tap_done();
}
