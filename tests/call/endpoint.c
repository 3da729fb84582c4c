/* Where requests go, and whom a key is shown. */
#include "call/endpoint.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

#define CANARY "sk-canary-5up3rs3cr3t"
#define KEY_FILE "key"

static const struct endpoint_rules chat = { .path = "/chat/completions",
	.version = "/v1", .openai = true };
static const struct endpoint_rules server = {
	.path = "/huixiangdou_inference", .other = "/huixiangdou_stream",
	.port = "23333" };
static const struct endpoint_rules search = { .path = "/search",
	.serper = true };

/* Sets the variables NAME=VALUE that are given, and no others of ours. */
static void
environment(const char *const *set)
{
	static const char *const ours[] = { "WK_BASE_URL", "OPENAI_BASE_URL",
		"OPENAI_API_BASE", "WK_API_KEY", "WK_API_KEY_FILE",
		"OPENAI_API_KEY", "SERPER_URL", "SERPER_API_KEY" };
	char name[32];
	size_t i, n;

	for (i = 0; i < LEN(ours); i++)
		unsetenv(ours[i]);
	for (; set != NULL && *set != NULL; set++) {
		n = strcspn(*set, "=");
		(void)snprintf(name, sizeof(name), "%.*s", (int)n, *set);
		setenv(name, *set + n + 1, 1);
	}
}

/* What endpoint_find makes of it, in a line, or what it says is wrong. */
static void
finds(const struct endpoint_rules *rules, const char *want, const char *name)
{
	struct endpoint e;
	struct buf why = { 0 }, got = { 0 };

	if (endpoint_find(&e, rules, &why) == -1) {
		buf_puts(&got, "wrong: ");
		buf_add(&got, why.data, why.len);
		ok(e.base.data == NULL && e.url == NULL && e.socket == NULL &&
		    e.authorization == NULL && e.note.data == NULL,
		    "nothing is left: %s", name);
	} else {
		buf_add(&got, e.base.data, e.base.len);
		buf_printf(&got, " %s", e.url);
		if (e.socket != NULL)
			buf_printf(&got, " by %s", e.socket);
		if (e.loopback)
			buf_puts(&got, " here");
		if (e.authorization != NULL)
			buf_printf(&got, " %s", e.authorization);
		if (e.note.len > 0)
			buf_printf(&got, " (%.*s)", (int)e.note.len,
			    e.note.data);
	}
	is_mem(got.data, got.len, want, strlen(want), name);
	endpoint_free(&e);
	buf_free(&why);
	buf_free(&got);
}

/* An URL alone. */
static void
goes(const char *url, const char *want)
{
	struct endpoint_rules rules = chat;

	rules.url = url;
	finds(&rules, want, url);
}

static void
asks(const char *url, const char *want)
{
	struct endpoint_rules rules = server;

	rules.url = url;
	finds(&rules, want, url);
}

#define CHAT "/chat/completions"
#define WHOLE(base) base " " base CHAT
#define AT_B(more) WHOLE("https://b.com" more)
#define HERE(more) WHOLE("http://127.0.0.1" more) " here"

static void
test_pasted(void)
{
	environment(NULL);
	goes("https://b.com", AT_B("/v1"));
	goes("https://b.com/", AT_B("/v1"));
	goes("https://b.com/v1", AT_B("/v1"));
	goes("https://b.com/v1/", AT_B("/v1"));
	goes("https://b.com//v1///", AT_B("/v1"));
	goes(" https://b.com/v1\n", AT_B("/v1"));
	goes("https://b.com/v1/chat/completions", AT_B("/v1"));
	goes("https://b.com/v1/chat/completions//", AT_B("/v1"));
	goes("https://b.com/v1//chat//completions", AT_B("/v1"));
	goes("https://b.com/v1/completions/", AT_B("/v1"));
	goes("https://b.com/api/paas/v4", AT_B("/api/paas/v4"));
	goes("https://b.com/chat/completions", AT_B(""));
	goes("https://b.com/v1completions", AT_B("/v1completions"));
	goes("HTTPS://B.Com:443/v1", AT_B("/v1"));
	goes("https://b.com:8443", AT_B(":8443/v1"));
	goes("b.com", AT_B("/v1"));
	goes("b.com:8443/v2", AT_B(":8443/v2"));
	goes("http://b.com:80", WHOLE("http://b.com/v1"));
	goes("http://b.com:443", WHOLE("http://b.com:443/v1"));
	goes("127.0.0.1:8000", HERE(":8000/v1"));
	goes("localhost", WHOLE("http://localhost/v1") " here");
	goes("LocalHost:80/x/../v1",
	    WHOLE("http://localhost/v1") " here");
}

static void
test_wrong(void)
{
	static const char *const wrong[][2] = {
		{ "", "is malformed: No host part in the URL" },
		{ "http://", "is malformed: No host part in the URL" },
		{ "/v1", "names no host" },
		{ "//b.com/v1", "names no host" },
		{ "http:///v1", "names no host" },
		{ "http:b.com", "is malformed: a scheme ends in ://" },
		{ "https:/b.com", "is malformed: a scheme ends in ://" },
		{ "https://b.com:99999", "is malformed: Port number was not "
		    "a decimal number between 0 and 65535" },
		{ "https://b c.com", "is malformed: Bad hostname" },
		{ "ftp://b.com", "is neither http, https nor unix:" },
		{ "file:///etc/passwd", "names no host" },
		{ "file://localhost/x", "is neither http, https nor unix:" },
		{ "wk://b.com", "is neither http, https nor unix:" },
		{ "https://b.com/v1?x=1", "must not contain ? or #" },
		{ "https://b.com/v1#x", "must not contain ? or #" },
		{ "unix:", "names no socket" },
		{ "unix::/v1", "names no socket" },
	};
	static const char user[] = "wrong: the server's URL has a user name "
	    "or a password (before @), which is not sent: remove it";
	char want[200];
	size_t i;

	environment(NULL);
	for (i = 0; i < LEN(wrong); i++) {
		(void)snprintf(want, sizeof(want), "wrong: the server's URL %s",
		    wrong[i][1]);
		goes(wrong[i][0], want);
	}
	goes("https://" CANARY "@b.com/v1", user);
	goes("https://user:" CANARY "@b.com/v1", user);
	goes("https://:" CANARY "@b.com/v1", user);
	goes("user:" CANARY "@b.com", user);
	goes("https://@b.com/v1", user);
	goes("http://127.0.0.1@b.com", user);
	goes("http://b.com\\@127.0.0.1", user);
	goes("http://user:" CANARY "@b.com:99999/", "wrong: the server's URL "
	    "is malformed: Port number was not a decimal number between 0 and "
	    "65535");
	goes("unix:/run/x.sock:/v1?" CANARY,
	    "wrong: the server's URL must not contain ? or #");
}

/* Which hosts are this one. */
static void
test_loopback(void)
{
	static const char *const here[] = { "http://localhost", "localhost:1",
		"http://a.localhost", "http://127.0.0.1", "http://127.9.8.7",
		"http://127.1", "http://0x7f000001", "http://2130706433",
		"http://[::1]", "http://[0:0::1]:80", "https://localhost",
		"unix:/x" };
	static const char *const away[] = { "http://127.0.0.1.evil.com",
		"http://localhost.evil.com", "http://evillocalhost",
		"http://127.0.0.1%2eevil.com", "http://evil.com/127.0.0.1",
		"http://128.0.0.1", "http://12.7.0.1", "http://10.0.0.5",
		"http://192.168.1.2", "http://169.254.1.1", "http://[::2]",
		"http://[fe80::1]", "http://[::ffff:10.0.0.1]",
		"http://localhost-x", "http://127.0.0.1.", "https://b.com" };
	struct endpoint_rules rules = chat;
	struct endpoint e;
	struct buf why = { 0 };
	size_t i;

	environment(NULL);
	for (i = 0; i < LEN(here); i++) {
		rules.url = here[i];
		ok(endpoint_find(&e, &rules, &why) == 0 && e.loopback,
		    "%s is here", here[i]);
		endpoint_free(&e);
	}
	for (i = 0; i < LEN(away); i++) {
		rules.url = away[i];
		ok(endpoint_find(&e, &rules, &why) == 0 && !e.loopback,
		    "%s is not", away[i]);
		endpoint_free(&e);
	}
	buf_free(&why);
}

#define BY(base) base " http://localhost/v1" CHAT " by /run/x.sock here"

static void
test_socket(void)
{
	char url[200] = "unix:/";

	environment(NULL);
	goes("unix:/run/x.sock", BY("unix:/run/x.sock:/v1"));
	goes("unix:///run/x.sock", BY("unix:/run/x.sock:/v1"));
	goes("UNIX:/run/x.sock:/v1/", BY("unix:/run/x.sock:/v1"));
	goes("unix:/run/x.sock:/v1/chat/completions",
	    BY("unix:/run/x.sock:/v1"));
	goes("unix:/run/x.sock:/api/v2", "unix:/run/x.sock:/api/v2 "
	    "http://localhost/api/v2" CHAT " by /run/x.sock here");
	goes("unix:/run/x.sock:/chat/completions", "unix:/run/x.sock: "
	    "http://localhost" CHAT " by /run/x.sock here");
	goes("unix:/tmp/a:b@c", "unix:/tmp/a:b@c:/v1 http://localhost/v1" CHAT
	    " by /tmp/a:b@c here");
	memset(url + 6, 'x', 107);
	goes(url, "wrong: the server's URL: the path of a socket has at most "
	    "107 bytes");
}

/* A URL of a server whose calls have several paths. */
static void
calls(const char *url, const char *want)
{
	static const char *const paths[] = { "/reranks", "/a/text-rerank",
		NULL };
	const struct endpoint_rules rules = { .path = "/rerank", .url = url,
		.other = "/chat/completions", .paths = paths,
		.version = "/v1", .openai = true };

	environment(NULL);
	finds(&rules, want, url);
}

static void
test_paths(void)
{
	calls("https://h", "https://h/v1 https://h/v1/rerank");
	calls("https://h/rerank", "https://h https://h/rerank");
	calls("https://h/v2/reranks/", "https://h/v2 https://h/v2/reranks");
	calls("https://h/x/a/text-rerank", "https://h/x "
	    "https://h/x/a/text-rerank");
	calls("https://h/text-rerank", "https://h/text-rerank "
	    "https://h/text-rerank/rerank");
	calls("https://h/v1/chat/completions", "https://h/v1 "
	    "https://h/v1/rerank");
	calls("unix:/run/s:/reranks", "unix:/run/s: http://localhost/reranks "
	    "by /run/s here");
}

/* HuixiangDou: no version, a port, plain http. */
static void
test_other_server(void)
{
	static const char want[] = "http://10.0.0.5:23333 "
	    "http://10.0.0.5:23333/huixiangdou_inference";
	static const char *const set[] = { "WK_BASE_URL=http://a.com",
		"WK_API_KEY=" CANARY, "OPENAI_API_KEY=" CANARY, NULL };

	environment(set);
	asks("http://10.0.0.5", want);
	asks("10.0.0.5", want);
	asks("http://10.0.0.5:23333/huixiangdou_inference", want);
	asks("10.0.0.5/huixiangdou_stream/", want);
	asks("http://10.0.0.5:80",
	    "http://10.0.0.5 http://10.0.0.5/huixiangdou_inference");
	asks("https://b.com/dou",
	    "https://b.com/dou https://b.com/dou/huixiangdou_inference");
	asks("127.0.0.1", "http://127.0.0.1:23333 "
	    "http://127.0.0.1:23333/huixiangdou_inference here");
	finds(&server, "wrong: no server: give -u URL or set WK_BASE_URL",
	    "the environment says nothing of it");
}

static void
in_environment(const char *url, const char *key_file, const char *const *set,
    const char *want, const char *name)
{
	struct endpoint_rules rules = chat;

	rules.url = url;
	rules.key_file = key_file;
	environment(set);
	finds(&rules, want, name);
}

/* The variables, in an array that ends in NULL. */
#define WITH(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NONE (const char *const[]){ NULL }
#define OPENAI WHOLE("https://api.openai.com/v1")
#define BEARER(key) " Authorization: Bearer " key

static void
test_order(void)
{
	in_environment(NULL, NULL, NONE,
	    "wrong: no server: give -u URL or set WK_BASE_URL", "nothing said");
	in_environment(NULL, NULL, WITH("WK_BASE_URL=", "OPENAI_API_KEY="),
	    "wrong: no server: give -u URL or set WK_BASE_URL",
	    "an empty variable is none");
	in_environment("https://b.com", NULL, WITH("WK_BASE_URL=https://c.com",
	    "OPENAI_BASE_URL=https://d.com"), AT_B("/v1"), "-u is first");
	in_environment(NULL, NULL, WITH("WK_BASE_URL=https://b.com",
	    "OPENAI_BASE_URL=https://d.com"), AT_B("/v1"),
	    "then WK_BASE_URL");
	in_environment(NULL, NULL, WITH("OPENAI_BASE_URL=https://b.com",
	    "OPENAI_API_BASE=https://d.com"), AT_B("/v1"),
	    "then OPENAI_BASE_URL");
	in_environment(NULL, NULL, WITH("OPENAI_API_BASE=https://b.com"),
	    AT_B("/v1"), "then OPENAI_API_BASE");
	in_environment(NULL, NULL, WITH("OPENAI_API_KEY=k"),
	    OPENAI BEARER("k"), "then api.openai.com, with its key");
	in_environment(NULL, NULL, WITH("WK_API_KEY=k"), OPENAI BEARER("k"),
	    "or with ours");
	in_environment(NULL, NULL,
	    WITH("WK_BASE_URL=http://u:" CANARY "@b.com"),
	    "wrong: WK_BASE_URL has a user name or a password (before @), "
	    "which is not sent: remove it", "the variable at fault is named");
}

/* A file with a key in it, n bytes. */
static void
write_key(const char *text, size_t n, mode_t mode)
{
	int fd = open(KEY_FILE, O_WRONLY | O_CREAT | O_TRUNC, mode);

	if (fd == -1 || write(fd, text, n) != (ssize_t)n ||
	    fchmod(fd, mode) == -1)
		ok(false, "cannot write a key file");
	close(fd);
}

static void
test_key_order(void)
{
	write_key("file\n", 5, 0600);
	in_environment("https://b.com", KEY_FILE, WITH("WK_API_KEY=wk",
	    "OPENAI_API_KEY=" CANARY), AT_B("/v1") BEARER("file"),
	    "--key-file is first");
	in_environment("https://b.com", NULL, WITH("WK_API_KEY=wk",
	    "WK_API_KEY_FILE=" KEY_FILE, "OPENAI_API_KEY=" CANARY),
	    AT_B("/v1") BEARER("wk"), "then WK_API_KEY");
	in_environment("https://b.com", NULL, WITH("WK_API_KEY_FILE=" KEY_FILE,
	    "OPENAI_API_KEY=" CANARY), AT_B("/v1") BEARER("file"),
	    "then WK_API_KEY_FILE");
	write_key("k\nX: 1", 6, 0600);
	in_environment("https://b.com", KEY_FILE, NONE, "wrong: " KEY_FILE
	    " has a control character inside the key", "what is no key");
	write_key("k", 1, 0640);
	in_environment("https://b.com", KEY_FILE, NONE, AT_B("/v1") BEARER("k")
	    " (" KEY_FILE " has a key, and other users can read it: chmod 600)",
	    "a file that others can read");
	in_environment("https://b.com", NULL, NONE, AT_B("/v1"),
	    "none is none");
	in_environment("http://b.com", NULL, NONE,
	    WHOLE("http://b.com/v1"), "over http neither");
	in_environment("http://127.0.0.1", NULL, WITH("WK_API_KEY=wk"),
	    HERE("/v1") BEARER("wk"), "a key of ours goes to loopback");
	in_environment("unix:/run/x.sock", NULL, WITH("WK_API_KEY=wk"),
	    BY("unix:/run/x.sock:/v1") BEARER("wk"), "and through a socket");
	in_environment("http://b.com", NULL, WITH("WK_API_KEY=" CANARY),
	    "wrong: no key is sent unencrypted to b.com: use https, or "
	    "unset the key if the server needs none",
	    "no key goes over plain http");
	in_environment("http://127.0.0.1.evil.com", NULL,
	    WITH("WK_API_KEY=" CANARY), "wrong: no key is sent unencrypted "
	    "to 127.0.0.1.evil.com: use https, or unset the key if the "
	    "server needs none", "nor to what looks like loopback");
}

#define WITHHELD(host, owner) "wrong: OPENAI_API_KEY is not sent to " host \
    ", because it belongs to " owner ": set WK_API_KEY or give --key-file, " \
    "or set OPENAI_BASE_URL if the key is this server's, or unset " \
    "OPENAI_API_KEY if this server needs none"
#define KEPT(owner) " (OPENAI_API_KEY is not sent to 127.0.0.1, because it " \
    "belongs to " owner ": give a key in WK_API_KEY or --key-file if it " \
    "needs one)"
#define KEY "OPENAI_API_KEY=" CANARY

static void
test_openai_key(void)
{
	in_environment(NULL, NULL, WITH(KEY, "OPENAI_BASE_URL=https://b.com"),
	    AT_B("/v1") BEARER(CANARY), "to OPENAI_BASE_URL");
	in_environment(NULL, NULL, WITH(KEY, "OPENAI_API_BASE=https://b.com"),
	    AT_B("/v1") BEARER(CANARY), "to OPENAI_API_BASE");
	in_environment("https://B.com:443/v1", NULL,
	    WITH(KEY, "OPENAI_BASE_URL=https://b.COM/v2"),
	    AT_B("/v1") BEARER(CANARY), "to its host by any path and case");
	in_environment("https://API.openai.com", NULL, WITH(KEY),
	    OPENAI BEARER(CANARY), "to api.openai.com");
	in_environment("https://b.com", NULL, WITH(KEY),
	    WITHHELD("b.com", "api.openai.com"), "not to another -u");
	in_environment(NULL, NULL, WITH(KEY, "WK_BASE_URL=https://b.com"),
	    WITHHELD("b.com", "api.openai.com"), "nor to WK_BASE_URL");
	in_environment("https://b.com", NULL,
	    WITH(KEY, "OPENAI_BASE_URL=https://c.com"),
	    WITHHELD("b.com", "c.com"), "nor from one server to another");
	in_environment("https://api.openai.com", NULL,
	    WITH(KEY, "OPENAI_BASE_URL=https://c.com"),
	    WITHHELD("api.openai.com", "c.com"), "even if that is OpenAI");
	in_environment("https://api.openai.com.evil.com", NULL, WITH(KEY),
	    WITHHELD("api.openai.com.evil.com", "api.openai.com"),
	    "nor to a look-alike");
	in_environment("https://b.com", NULL, WITH(KEY, "WK_API_KEY=wk"),
	    AT_B("/v1") BEARER("wk"), "a key of ours is above it");
	in_environment("http://b.com", NULL, WITH(KEY), "wrong: "
	    "OPENAI_API_KEY is not sent to b.com, because it belongs to "
	    "api.openai.com: unset OPENAI_API_KEY if this server needs none",
	    "over http nothing would send it");
	in_environment("http://127.0.0.1", NULL, WITH(KEY),
	    HERE("/v1") KEPT("api.openai.com"), "on loopback it is a note");
	in_environment(NULL, NULL,
	    WITH(KEY, "OPENAI_BASE_URL=http://127.0.0.1"),
	    HERE("/v1") BEARER(CANARY), "unless it is for loopback");
	in_environment("http://127.0.0.1", NULL,
	    WITH(KEY, "OPENAI_BASE_URL=unix:/run/x.sock"),
	    HERE("/v1") KEPT("unix:/run/x.sock"), "a socket is another host");
	in_environment(NULL, NULL, WITH(KEY, "OPENAI_BASE_URL=http://b.com"),
	    "wrong: no key is sent unencrypted to b.com: use https, or "
	    "unset the key if the server needs none", "http is http");
	in_environment("https://b.com", NULL,
	    WITH(KEY, "OPENAI_BASE_URL=https://u:" CANARY "@b.com"),
	    "wrong: OPENAI_BASE_URL has a user name or a password "
	    "(before @), which is not sent: remove it",
	    "a variable that cannot be read lets nothing through");
}

static void
searches(const char *url, const char *key_file, const char *const *set,
    const char *want, const char *name)
{
	struct endpoint_rules rules = search;

	rules.url = url;
	rules.key_file = key_file;
	environment(set);
	finds(&rules, want, name);
}

#define SERPER "https://google.serper.dev https://google.serper.dev/search"
#define B_SEARCH "https://b.com https://b.com/search"
#define HERE_SEARCH "http://127.0.0.1 http://127.0.0.1/search here"
#define X_API_KEY(key) " X-API-KEY: " key
#define SERPER_KEY "SERPER_API_KEY=" CANARY

static void
test_serper_server(void)
{
	searches(NULL, NULL, WITH(SERPER_KEY), SERPER X_API_KEY(CANARY),
	    "Serper is the server, and has its key");
	searches(NULL, NULL, NONE, "wrong: no key for google.serper.dev: set "
	    "SERPER_API_KEY or give --key-file", "it wants one");
	searches(NULL, NULL, WITH("SERPER_API_KEY="), "wrong: no key for "
	    "google.serper.dev: set SERPER_API_KEY or give --key-file",
	    "an empty one is none");
	searches("https://google.serper.dev/search/", NULL, WITH(SERPER_KEY),
	    SERPER X_API_KEY(CANARY), "with -u, as it is pasted");
	searches("b.com", NULL, NONE, B_SEARCH, "others may want none");
	searches("https://b.com/x/search", NULL, NONE,
	    "https://b.com/x https://b.com/x/search", "a path stays");
	searches("127.0.0.1", NULL, NONE, HERE_SEARCH, "loopback");
	searches(NULL, NULL, WITH("SERPER_URL=https://b.com"), B_SEARCH,
	    "SERPER_URL");
	searches("https://b.com", NULL, WITH("SERPER_URL=https://c.com"),
	    B_SEARCH, "-u is above it");
	searches(NULL, NULL, WITH(SERPER_KEY, "WK_BASE_URL=https://b.com",
	    "WK_API_KEY=wk", "OPENAI_API_KEY=o"), SERPER X_API_KEY(CANARY),
	    "what is for models does not count");
	in_environment("https://b.com", NULL, WITH(SERPER_KEY), AT_B("/v1"),
	    "nor, for models, what is Serper's");
}

#define SERPER_WITHHELD(host, owner) "wrong: SERPER_API_KEY is not sent to " \
    host ", because it belongs to " owner ": give --key-file, or set " \
    "SERPER_URL if the key is this server's, or unset SERPER_API_KEY if this " \
    "server needs none"

static void
test_serper_key(void)
{
	write_key("file\n", 5, 0600);
	searches(NULL, KEY_FILE, WITH(SERPER_KEY), SERPER X_API_KEY("file"),
	    "--key-file is above SERPER_API_KEY");
	searches("https://b.com", KEY_FILE, WITH(SERPER_KEY),
	    B_SEARCH X_API_KEY("file"), "and goes where -u says");
	searches("https://b.com", NULL, WITH(SERPER_KEY),
	    SERPER_WITHHELD("b.com", "google.serper.dev"),
	    "SERPER_API_KEY goes to no other -u");
	searches("https://google.serper.dev.evil.com", NULL, WITH(SERPER_KEY),
	    SERPER_WITHHELD("google.serper.dev.evil.com", "google.serper.dev"),
	    "nor to a look-alike");
	searches("https://google.serper.dev", NULL, WITH(SERPER_KEY,
	    "SERPER_URL=https://b.com"), SERPER_WITHHELD("google.serper.dev",
	    "b.com"), "nor from one server to another");
	searches(NULL, NULL, WITH(SERPER_KEY, "SERPER_URL=https://b.com"),
	    B_SEARCH X_API_KEY(CANARY), "but to SERPER_URL");
	searches("127.0.0.1", NULL, WITH(SERPER_KEY), HERE_SEARCH " (SERPER_"
	    "API_KEY is not sent to 127.0.0.1, because it belongs to "
	    "google.serper.dev: give a key in --key-file if it needs one)",
	    "loopback does without");
	searches(NULL, NULL, WITH(SERPER_KEY, "SERPER_URL=http://127.0.0.1"),
	    HERE_SEARCH X_API_KEY(CANARY), "unless the key is for it");
	searches("http://b.com", KEY_FILE, NONE, "wrong: no key is sent "
	    "unencrypted to b.com: use https, or unset the key if the "
	    "server needs none", "no key goes over plain http");
	searches("http://google.serper.dev", NULL, WITH(SERPER_KEY),
	    "wrong: no key is sent unencrypted to google.serper.dev: use "
	    "https, or "
	    "unset the key if the server needs none", "to Serper neither");
}

int
main(void)
{
	char dir[] = "/tmp/endpoint.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1) {
		puts("1..0 # SKIP no scratch directory");
		return 0;
	}
	test_pasted();
	test_wrong();
	test_loopback();
	test_socket();
	test_paths();
	test_other_server();
	test_order();
	test_key_order();
	test_openai_key();
	test_serper_server();
	test_serper_key();
	unlink(KEY_FILE);
	if (chdir("/") == 0)
		rmdir(dir);
	return tap_done();
}
