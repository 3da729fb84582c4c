#include "endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint_key.h"
#include "endpoint_url.h"
#include "utf8.h"

#define OPENAI_HOST "api.openai.com"
#define OPENAI_BASE "https://" OPENAI_HOST "/v1"

/* As much of a host as a message shows, in bytes. */
#define SHOWN 100

/* An URL and where it was said. */
struct said {
	const char *url;
	const char *name;
};

/* A variable that is set to something, or NULL. */
static const char *
variable(const char *name)
{
	const char *s = getenv(name);

	return s == NULL || *s == '\0' ? NULL : s;
}

/* The server that OPENAI_API_KEY is for; no URL if it was not said. */
static struct said
openai_server(void)
{
	struct said s = { variable("OPENAI_BASE_URL"), "OPENAI_BASE_URL" };

	if (s.url == NULL)
		s = (struct said){ variable("OPENAI_API_BASE"),
			"OPENAI_API_BASE" };
	return s;
}

static struct said
choose_server(const struct endpoint_rules *rules)
{
	struct said s = { rules->url, "the server's URL" };

	if (s.url != NULL || !rules->openai)
		return s;
	s = (struct said){ variable("WK_BASE_URL"), "WK_BASE_URL" };
	if (s.url == NULL)
		s = openai_server();
	if (s.url == NULL && (rules->key_file != NULL ||
	    variable("WK_API_KEY") != NULL ||
	    variable("WK_API_KEY_FILE") != NULL ||
	    variable("OPENAI_API_KEY") != NULL))
		s.url = OPENAI_BASE;
	return s;
}

static void
put_host(struct buf *b, const char *host)
{
	utf8_mask(b, host, strlen(host), SHOWN);
}

/* OPENAI_API_KEY is not for this server: a note, or what is wrong. */
static int
withhold(const struct endpoint_url *u, const char *owner, struct buf *note,
    struct buf *why)
{
	struct buf *b = u->loopback ? note : why;

	buf_puts(b, "OPENAI_API_KEY is withheld from ");
	put_host(b, u->host);
	buf_puts(b, ", for it belongs to ");
	put_host(b, owner);
	buf_puts(b, ": ");
	if (u->loopback) {
		buf_puts(b, "WK_API_KEY or --key-file is sent");
		return 0;
	}
	if (!u->plain)
		buf_puts(b, "set WK_API_KEY or give --key-file, or set "
		    "OPENAI_BASE_URL if the key is this server's, or ");
	buf_puts(b, "unset OPENAI_API_KEY if this server needs none");
	return -1;
}

/* OPENAI_API_KEY, if it is for this server. */
static int
openai_key(const struct endpoint_url *u, const struct endpoint_rules *rules,
    char **key, struct buf *note, struct buf *why)
{
	const struct said own = openai_server();
	struct endpoint_url server = { 0 };
	const char *owner = OPENAI_HOST;
	int result = 0;

	if (own.url != NULL) {
		result = endpoint_url_read(&server, own.url, own.name, rules,
		    why);
		owner = server.host;
	}
	if (result == 0)
		result = strcmp(u->host, owner) == 0 ?
		    endpoint_key_env("OPENAI_API_KEY", key, why) :
		    withhold(u, owner, note, why);
	endpoint_url_free(&server);
	return result;
}

/* Finds the key, if there is one; *key stays NULL if not. */
static int
find_key(const struct endpoint_url *u, const struct endpoint_rules *rules,
    char **key, struct buf *note, struct buf *why)
{
	const char *file = rules->key_file;

	if (file == NULL && rules->openai) {
		if (variable("WK_API_KEY") != NULL)
			return endpoint_key_env("WK_API_KEY", key, why);
		file = variable("WK_API_KEY_FILE");
	}
	if (file != NULL)
		return endpoint_key_file(file, key, note, why);
	if (rules->openai && variable("OPENAI_API_KEY") != NULL)
		return openai_key(u, rules, key, note, why);
	return 0;
}

/* Makes the header, if the key may go over this wire. */
static int
authorize(struct endpoint *e, const struct endpoint_url *u, const char *key,
    struct buf *why)
{
	static const char header[] = "Authorization: Bearer ";
	const size_t size = sizeof(header) + strlen(key);

	if (u->plain && !u->loopback) {
		buf_puts(why, "a key is not sent in the clear to ");
		put_host(why, u->host);
		buf_puts(why, ": use https, or take the key away if the "
		    "server needs none");
		return -1;
	}
	if ((e->authorization = malloc(size)) == NULL) {
		buf_puts(why, "no memory");
		return -1;
	}
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
	if (result == 0)
		result = find_key(&u, rules, &key, &e->note, why);
	if (result == 0 && key != NULL)
		result = authorize(e, &u, key, why);
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
