/* Finds the server to call and the key that may be sent to it. */
#include "endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Bytes of a host that a message shows. */
#define SHOWN 100

/* An account: a variable that holds its key, and the server it is for. */
struct account {
	const char *key;
	const char *url[2];	/* variables that name the server */
	const char *host, *base;	/* that server if no variable does */
	const char *other;	/* where else to put a key, for a message */
	const char *header;	/* the header up to the key */
};

static const struct account openai = { .key = "OPENAI_API_KEY",
	.url = { "OPENAI_BASE_URL", "OPENAI_API_BASE" },
	.host = "api.openai.com", .base = "https://api.openai.com/v1",
	.other = "WK_API_KEY or ", .header = "Authorization: Bearer " };

static const struct account serper = { .key = "SERPER_API_KEY",
	.url = { "SERPER_URL" }, .host = "google.serper.dev",
	.base = "https://google.serper.dev", .other = "",
	.header = "X-API-KEY: " };

/* A URL and the name of the place where it was given. */
struct said {
	const char *url;
	const char *name;
};

/* The value of a variable, or NULL if it is not set or empty. */
static const char *
variable(const char *name)
{
	const char *s = getenv(name);

	return s == NULL || *s == '\0' ? NULL : s;
}

/* The same; NULL if the program has no such variable. */
static const char *
own_variable(const char *name)
{
	return name == NULL ? NULL : variable(name);
}

/* The account that the rules name, or NULL. */
static const struct account *
account_of(const struct endpoint_rules *rules)
{
	return rules->openai ? &openai : rules->serper ? &serper : NULL;
}

/* The server that an account's key is for, if a variable names it. */
static struct said
account_server(const struct account *a)
{
	struct said s = { NULL, a->url[0] };
	size_t i;

	for (i = 0; i < LEN(a->url) && s.url == NULL && a->url[i] != NULL; i++)
		s = (struct said){ variable(a->url[i]), a->url[i] };
	return s;
}

/* The server to call; no URL if nothing names one. */
static struct said
choose_server(const struct endpoint_rules *rules)
{
	const struct account *a = account_of(rules);
	struct said s = { rules->url, "the server's URL" };

	if (s.url != NULL || a == NULL)
		return s;
	if (rules->own_url != NULL)
		s = (struct said){ variable(rules->own_url), rules->own_url };
	if (s.url == NULL && rules->openai)
		s = (struct said){ variable("WK_BASE_URL"), "WK_BASE_URL" };
	if (s.url == NULL)
		s = account_server(a);
	if (s.url == NULL && (rules->serper || rules->key_file != NULL ||
	    own_variable(rules->own_key) != NULL ||
	    own_variable(rules->own_key_file) != NULL ||
	    variable("WK_API_KEY") != NULL ||
	    variable("WK_API_KEY_FILE") != NULL || variable(a->key) != NULL))
		s.url = a->base;
	return s;
}

static void
put_host(struct buf *b, const char *host)
{
	utf8_mask(b, host, strlen(host), SHOWN);
}

/* Says that the account's key is not for this server: 0 with a note, or -1. */
static int
withhold(const struct account *a, const struct endpoint_url *u,
    const char *owner, struct buf *note, struct buf *why)
{
	struct buf *b = u->loopback ? note : why;

	buf_printf(b, "%s is not sent to ", a->key);
	put_host(b, u->host);
	buf_puts(b, ", because it belongs to ");
	put_host(b, owner);
	buf_puts(b, ": ");
	if (u->loopback) {
		buf_printf(b, "give a key in %s--key-file if it needs one",
		    a->other);
		return 0;
	}
	if (!u->plain) {
		buf_printf(b, "%s%sgive --key-file, or set %s if the key is "
		    "this server's, or ", *a->other == '\0' ? "" : "set ",
		    a->other, a->url[0]);
	}
	buf_printf(b, "unset %s if this server needs none", a->key);
	return -1;
}

/* The account's key, if it is for this server. */
static int
account_key(const struct account *a, const struct endpoint_url *u,
    const struct endpoint_rules *rules, char **key, struct buf *note,
    struct buf *why)
{
	const struct said own = account_server(a);
	struct endpoint_url server = { 0 };
	const char *owner = a->host;
	int result = 0;

	if (own.url != NULL) {
		result = endpoint_url_read(&server, own.url, own.name, rules,
		    why);
		owner = server.host;
	}
	if (result == 0)
		result = strcmp(u->host, owner) == 0 ?
		    endpoint_key_env(a->key, key, why) :
		    withhold(a, u, owner, note, why);
	endpoint_url_free(&server);
	return result;
}

/* Goes on without a key; -1 for google.serper.dev, which needs one. */
static int
do_without(const struct endpoint_url *u, const struct endpoint_rules *rules,
    struct buf *why)
{
	if (!rules->serper || strcmp(u->host, serper.host) != 0)
		return 0;
	buf_printf(why, "no key for %s: set %s or give --key-file",
	    serper.host, serper.key);
	return -1;
}

/*
 * Whether the server is WK_BASE_URL's, whose key WK_API_KEY is; or one that
 * no variable of the program's own names.
 */
static bool
is_shared(const struct endpoint_url *u, const struct endpoint_rules *rules)
{
	const char *url = variable("WK_BASE_URL");
	struct endpoint_url server = { 0 };
	struct buf why = { 0 };
	bool same;

	if (rules->url != NULL || own_variable(rules->own_url) == NULL)
		return true;
	same = url != NULL && endpoint_url_read(&server, url, "WK_BASE_URL",
	    rules, &why) == 0 && strcmp(server.host, u->host) == 0;
	endpoint_url_free(&server);
	buf_free(&why);
	return same;
}

/* Finds the key; *key stays NULL if there is none. */
static int
find_key(const struct endpoint_url *u, const struct endpoint_rules *rules,
    char **key, struct buf *note, struct buf *why)
{
	const struct account *a = account_of(rules);
	const char *file = rules->key_file;

	if (file == NULL && own_variable(rules->own_key) != NULL)
		return endpoint_key_env(rules->own_key, key, why);
	if (file == NULL)
		file = own_variable(rules->own_key_file);
	if (file == NULL && rules->openai && is_shared(u, rules)) {
		if (variable("WK_API_KEY") != NULL)
			return endpoint_key_env("WK_API_KEY", key, why);
		file = variable("WK_API_KEY_FILE");
	}
	if (file != NULL)
		return endpoint_key_file(file, key, note, why);
	if (a != NULL && variable(a->key) != NULL)
		return account_key(a, u, rules, key, note, why);
	return do_without(u, rules, why);
}

/* Makes the header, unless the key would be sent in the clear. */
static int
authorize(struct endpoint *e, const struct endpoint_url *u,
    const struct endpoint_rules *rules, const char *key, struct buf *why)
{
	const char *header = rules->serper ? serper.header : openai.header;
	const size_t size = strlen(header) + strlen(key) + 1;

	if (u->plain && !u->loopback) {
		buf_puts(why, "no key is sent unencrypted to ");
		put_host(why, u->host);
		buf_puts(why, ": use https, or unset the key if the server "
		    "needs none");
		return -1;
	}
	e->authorization = xcalloc(size, 1);
	(void)snprintf(e->authorization, size, "%s%s", header, key);
	return 0;
}

int
endpoint_find(struct endpoint *e, const struct endpoint_rules *rules,
    struct buf *why)
{
	const struct said server = choose_server(rules);
	struct endpoint_url u = { 0 };
	char *key = NULL;
	int result;

	*e = (struct endpoint){ 0 };
	if (server.url == NULL) {
		buf_puts(why, "no server: give -u URL or set WK_BASE_URL");
		return -1;
	}
	result = endpoint_url_read(&u, server.url, server.name, rules, why);
	if (result == 0 && !rules->keyless)
		result = find_key(&u, rules, &key, &e->note, why);
	if (result == 0 && key != NULL)
		result = authorize(e, &u, rules, key, why);
	endpoint_key_free(key);
	if (result == 0) {
		e->base = u.base;
		e->url = u.url;
		e->socket = u.socket;
		e->loopback = u.loopback;
		u.base = (struct buf){ 0 };
		u.url = u.socket = NULL;
	} else
		endpoint_free(e);
	endpoint_url_free(&u);
	return result;
}

void
endpoint_free(struct endpoint *e)
{
	buf_free(&e->base);
	free(e->url);
	free(e->socket);
	endpoint_key_free(e->authorization);
	buf_free(&e->note);
	*e = (struct endpoint){ 0 };
}
