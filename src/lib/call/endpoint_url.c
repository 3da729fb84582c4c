/* Reads the URL of a server, as people paste it, by libcurl's parser. */
#include "endpoint.h"

#include <sys/un.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/memory.h"

#define UNIX "unix:"
#define HERE "http://localhost"	/* the URL of what a socket leads to */

/* Reading of one URL. */
struct reading {
	struct endpoint_url *u;
	const char *name;
	const struct endpoint_rules *rules;
	struct buf *why;
	CURLU *curl;
	bool guessed;	/* the URL came without a scheme */
};

/* Sets why to the name of the URL and what is wrong with it. */
static int
says(const struct reading *r, const char *what)
{
	buf_printf(r->why, "%s %s", r->name, what);
	return -1;
}

/* libcurl has no memory. */
static int
no_memory(const struct reading *r)
{
	buf_puts(r->why, "no memory");
	return -1;
}

/* The content of b as a string, for free(3); b is empty then. */
static char *
take_string(struct buf *b)
{
	char *s;

	buf_addc(b, '\0');
	s = b->data;
	*b = (struct buf){ 0 };
	return s;
}

/* Cuts `end` off b, if b ends so; NULL cuts nothing. */
static bool
cut(struct buf *b, const char *end)
{
	if (end == NULL || *end == '\0' || !span_ends(buf_span(b), end))
		return false;
	b->len -= strlen(end);
	return true;
}

static void
cut_slashes(struct buf *b)
{
	while (cut(b, "/"))
		;
}

/* Cuts one of the further paths of calls off b; NULL if b ends with none. */
static const char *
cut_one(struct buf *b, const char *const *paths)
{
	for (; paths != NULL && *paths != NULL; paths++)
		if (cut(b, *paths))
			return *paths;
	return NULL;
}

/*
 * Appends the path of the base: without the path of the calls and slashes at
 * the end, and with one slash for several.  Returns the path of the calls.
 */
static const char *
put_path(struct buf *b, const char *path, const struct endpoint_rules *rules)
{
	const char *calls = NULL;
	size_t i;

	for (i = 0; path[i] != '\0'; i++)
		if (path[i] != '/' || path[i + 1] != '/')
			buf_addc(b, path[i]);
	cut_slashes(b);
	if (b->len == 0 && rules->version != NULL)
		buf_puts(b, rules->version);
	else if ((calls = cut_one(b, rules->paths)) != NULL ||
	    cut(b, rules->path) || cut(b, rules->other) ||
	    cut(b, strrchr(rules->path, '/')))
		cut_slashes(b);
	return calls != NULL ? calls : rules->path;
}

/*
 * Makes the base: the URL with that path, put in order.  *calls: the path of
 * the calls.
 */
static int
put_base(const struct reading *r, const char *path, const char **calls)
{
	struct buf *base = &r->u->base, whole = { 0 };
	char *url = NULL;

	*calls = put_path(&whole, path, r->rules);
	buf_addc(&whole, '\0');
	if (curl_url_set(r->curl, CURLUPART_PATH, whole.data, 0) == CURLUE_OK &&
	    curl_url_get(r->curl, CURLUPART_URL, &url,
		CURLU_NO_DEFAULT_PORT) == CURLUE_OK) {
		buf_puts(base, url);
		cut_slashes(base);
	}
	curl_free(url);
	buf_free(&whole);
	return base->len == 0 ? -1 : 0;
}

static bool
is_loopback(const char *host)
{
	static const char name[] = "localhost";
	const size_t n = strlen(host), of = sizeof(name) - 1;
	struct in_addr v4;

	if (strcmp(host, "[::1]") == 0)
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return n >= of && strcmp(host + n - of, name) == 0 &&
	    (n == of || host[n - of - 1] == '.');
}

/* Reads the host, and sets it to lower case in the URL, too. */
static int
read_host(const struct reading *r)
{
	CURLUcode code = CURLUE_OK;
	char *host, *p;
	bool changed = false;

	if (curl_url_get(r->curl, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return no_memory(r);
	for (p = host; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z') {
			*p = (char)(*p - 'A' + 'a');
			changed = true;
		}
	if (changed)
		code = curl_url_set(r->curl, CURLUPART_HOST, host, 0);
	r->u->host = xstrdup(host);
	curl_free(host);
	if (code != CURLUE_OK)
		return no_memory(r);
	r->u->loopback = is_loopback(r->u->host);
	return 0;
}

/* Whether the URL has this part. */
static bool
has_part(const struct reading *r, CURLUPart part)
{
	char *s = NULL;
	bool has = curl_url_get(r->curl, part, &s, 0) == CURLUE_OK;

	curl_free(s);
	return has;
}

/* Sets the scheme and the port that the URL came without. */
static int
add_scheme(const struct reading *r)
{
	const char *port = r->rules->port;

	if (r->guessed && !r->u->loopback && port == NULL) {
		r->u->plain = false;
		if (curl_url_set(r->curl, CURLUPART_SCHEME, "https", 0) !=
		    CURLUE_OK)
			return no_memory(r);
	}
	if (r->u->plain && port != NULL && !has_part(r, CURLUPART_PORT) &&
	    curl_url_set(r->curl, CURLUPART_PORT, port, 0) != CURLUE_OK)
		return no_memory(r);
	return 0;
}

static int
read_scheme(const struct reading *r)
{
	char *scheme;
	bool http;

	if (curl_url_get(r->curl, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
		return no_memory(r);
	r->u->plain = strcmp(scheme, "http") == 0;
	http = r->u->plain || strcmp(scheme, "https") == 0;
	curl_free(scheme);
	return http ? 0 : says(r, "is neither http, https nor unix:");
}

/* Whether s begins with a scheme and "://". */
static bool
has_scheme(const char *s)
{
	size_t n = strcspn(s, ":/@");

	return n > 0 && strncmp(s + n, "://", 3) == 0;
}

/* Has libcurl take the URL apart. */
static int
parse(struct reading *r, const char *s)
{
	struct buf full = { 0 };
	CURLUcode code = CURLUE_OUT_OF_MEMORY;

	r->guessed = !has_scheme(s);
	if (r->guessed && (strncasecmp(s, "http:", 5) == 0 ||
	    strncasecmp(s, "https:", 6) == 0))
		return says(r, "is malformed: a scheme ends in ://");
	/* libcurl would take the path behind three slashes for a host. */
	if (s[r->guessed ? 0 : strcspn(s, "/") + 2] == '/')
		return says(r, "names no host");
	buf_printf(&full, "%s%s", r->guessed ? "http://" : "", s);
	buf_addc(&full, '\0');
	if ((r->curl = curl_url()) != NULL)
		code = curl_url_set(r->curl, CURLUPART_URL, full.data, 0);
	buf_free(&full);
	if (code == CURLUE_OUT_OF_MEMORY)
		return no_memory(r);
	if (code == CURLUE_UNSUPPORTED_SCHEME)
		return says(r, "is neither http, https nor unix:");
	if (code != CURLUE_OK) {
		buf_printf(r->why, "%s is malformed: %s", r->name,
		    curl_url_strerror(code));
		return -1;
	}
	if (has_part(r, CURLUPART_USER) || has_part(r, CURLUPART_PASSWORD))
		return says(r, "has a user name or a password (before @), "
		    "which is not sent: remove it");
	return read_scheme(r);
}

/* Reads an http or https URL. */
static int
read_http(struct reading *r, const char *s)
{
	struct buf url = { 0 };
	const char *calls;
	char *path;
	int result;

	if (s[strcspn(s, "?#")] != '\0')
		return says(r, "must not contain ? or #");
	if (parse(r, s) == -1 || read_host(r) == -1 || add_scheme(r) == -1)
		return -1;
	if (curl_url_get(r->curl, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		return no_memory(r);
	result = put_base(r, path, &calls);
	curl_free(path);
	if (result == -1)
		return no_memory(r);
	buf_add(&url, r->u->base.data, r->u->base.len);
	buf_puts(&url, calls);
	r->u->url = take_string(&url);
	return 0;
}

/* Puts the path of the socket in the place of the base's scheme and host. */
static void
name_socket(struct endpoint_url *u, const char *socket, size_t n)
{
	const struct span path = span_from(buf_span(&u->base),
	    sizeof(HERE) - 1);
	struct buf base = { 0 };

	buf_add(&base, socket, n);
	u->socket = take_string(&base);
	buf_printf(&base, "%s%s", UNIX, u->socket);
	free(u->host);
	u->host = take_string(&base);
	buf_printf(&base, "%s:", u->host);
	buf_add(&base, path.p, path.len);
	buf_free(&u->base);
	u->base = base;
}

/* unix:PATH or unix:PATH:/PATH/OF/BASE; s begins after the first colon. */
static int
read_socket(struct reading *r, const char *s)
{
	const size_t most = sizeof(((struct sockaddr_un *)0)->sun_path) - 1;
	struct buf url = { 0 };
	const char *path;
	size_t n;
	int result;

	/* Some write unix:///run/x.sock. */
	while (s[0] == '/' && s[1] == '/')
		s++;
	path = strstr(s, ":/");
	n = path == NULL ? strlen(s) : (size_t)(path - s);
	if (n == 0)
		return says(r, "names no socket");
	if (n > most) {
		buf_printf(r->why, "%s: the path of a socket has at most %zu "
		    "bytes", r->name, most);
		return -1;
	}
	buf_puts(&url, HERE);
	buf_puts(&url, path == NULL ? "" : path + 1);
	buf_addc(&url, '\0');
	result = read_http(r, url.data);
	buf_free(&url);
	if (result == 0)
		name_socket(r->u, s, n);
	return result;
}

int
endpoint_url_read(struct endpoint_url *u, const char *text, const char *name,
    const struct endpoint_rules *rules, struct buf *why)
{
	struct reading r = { .u = u, .name = name, .rules = rules, .why = why };
	const struct span stripped = span_strip(span_of(text));
	struct buf b = { 0 };
	char *s;
	int result;

	buf_add(&b, stripped.p, stripped.len);
	s = take_string(&b);
	if (strncasecmp(s, UNIX, sizeof(UNIX) - 1) == 0)
		result = read_socket(&r, s + sizeof(UNIX) - 1);
	else
		result = read_http(&r, s);
	curl_url_cleanup(r.curl);
	free(s);
	return result;
}

void
endpoint_url_free(struct endpoint_url *u)
{
	buf_free(&u->base);
	free(u->url);
	free(u->socket);
	free(u->host);
	*u = (struct endpoint_url){ 0 };
}
