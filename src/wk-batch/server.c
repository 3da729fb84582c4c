/* Finds a server of batches, and moves files there and back. */
#include "server_call.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "stage/failures.h"

static const char *const paths[] = { "/chat/completions", "/embeddings" };

/* Sets the path of the requests: the base's version and that behind it. */
static void
set_path(struct server *s, const char *path)
{
	const char *last = strrchr(s->endpoint.base.data, '/');

	if (s->settings->endpoint != NULL)
		buf_puts(&s->path, s->settings->endpoint);
	else
		buf_printf(&s->path, "%s%s", last != NULL && last[1] == 'v' &&
		    strspn(last + 2, "0123456789") > 0 ? last : "/v1", path);
	buf_addc(&s->path, '\0');
}

const char *
server_path(const char *url)
{
	size_t i, n = strlen(url), len;

	for (i = 0; i < LEN(paths); i++) {
		len = strlen(paths[i]);
		if (n > len && strcmp(url + n - len, paths[i]) == 0)
			return paths[i];
	}
	return NULL;
}

/* Whether a URL is that of the server; else why says so. */
static bool
is_here(const struct server *s, const char *url, struct buf *why)
{
	if (strcmp(s->endpoint.url, url) == 0)
		return true;
	buf_printf(why, "the requests are for %s, and the server is %s: give "
	    "-u URL", url, s->endpoint.url);
	return false;
}

int
server_open(struct server *s, const char *url, bool own,
    const struct server_settings *settings, struct buf *why)
{
	struct endpoint_rules rules = { .url = settings->url, .version = "/v1",
		.openai = true, .key_file = settings->key_file };

	memset(s, 0, sizeof(*s));
	s->settings = settings;
	if (rules.url == NULL && own)
		rules.url = url;
	if ((rules.path = server_path(url)) == NULL) {
		buf_printf(why, "%s: only requests to /chat/completions or "
		    "/embeddings can be sent in a batch", url);
		return -1;
	}
	if (rules.path == paths[1]) {
		rules.own_url = "WK_EMBED_BASE_URL";
		rules.own_key = "WK_EMBED_API_KEY";
		rules.own_key_file = "WK_EMBED_API_KEY_FILE";
	}
	if (endpoint_find(&s->endpoint, &rules, why) == -1)
		return -1;
	buf_addc(&s->endpoint.base, '\0');
	s->endpoint.base.len--;
	set_path(s, rules.path);
	if (is_here(s, url, why) && trust_find(&s->trust, settings->ca_file,
	    strncasecmp(url, "https:", 6) == 0, why))
		return 0;
	server_close(s);
	return -1;
}

void
server_close(struct server *s)
{
	endpoint_free(&s->endpoint);
	buf_free(&s->path);
}

bool
server_is_url(const char *file)
{
	return strncmp(file, "https://", 8) == 0 ||
	    strncmp(file, "http://", 7) == 0;
}

int
server_upload(struct server *s, struct span body, const char *boundary,
    size_t bytes, struct buf *id, struct buf *why)
{
	struct buf type = { 0 };
	struct call c = { .body = body };
	struct json_value top, v;
	long long came;
	int status;

	buf_printf(&type, "multipart/form-data; boundary=%s", boundary);
	buf_addc(&type, '\0');
	c.type = type.data;
	call_path(&c, "/files", "", "");
	status = call_id(s, &c, id, &top, why);
	if (status == STATUS_OK && json_find(&top, "bytes", &v) &&
	    json_integer(&v, &came) == 0 && came > 0 &&
	    came != (long long)bytes) {
		buf_printf(why, "%s/files: %zu bytes were sent, and %lld "
		    "received", s->endpoint.base.data, bytes, came);
		status = STATUS_AGAIN;
	}
	call_free(&c);
	buf_free(&type);
	return status;
}

/* How many bytes the server says that a file has, or -1. */
static long long
bytes_of(struct server *s, const char *file)
{
	struct buf why = { 0 };
	struct call c = { .method = "GET" };
	struct json_value top, v;
	long long n = -1;

	call_path(&c, "/files/", file, "");
	if (call_object(s, &c, &top, &why) != STATUS_OK ||
	    !json_find(&top, "bytes", &v) || json_integer(&v, &n) == -1 ||
	    n == 0)
		n = -1;
	call_free(&c);
	buf_free(&why);
	return n;
}

int
server_download(struct server *s, const char *file, int fd, bool *missing,
    struct buf *why)
{
	struct call c = { .method = "GET", .to_fd = true, .fd = fd };
	long long bytes;
	int status;

	*missing = false;
	c.whole_url = server_is_url(file);
	if (c.whole_url)
		buf_add(&c.path, file, strlen(file) + 1);
	else
		call_path(&c, "/files/", file, "/content");
	status = call_do(s, &c, why);
	if (s->status == 404 || s->status == 410) {
		*missing = true;
		buf_clear(why);
		status = STATUS_OK;
	} else if (status == STATUS_OK && !c.framed && !c.whole_url &&
	    (bytes = bytes_of(s, file)) > (long long)c.got) {
		buf_printf(why, "%s%s: received %zu bytes of %lld",
		    s->endpoint.base.data, c.path.data, c.got, bytes);
		status = STATUS_AGAIN;
	}
	call_free(&c);
	return status;
}

int
server_delete(struct server *s, const char *file, struct buf *why)
{
	struct call c = { .method = "DELETE" };
	int status;

	if (server_is_url(file))
		return STATUS_OK;
	call_path(&c, "/files/", file, "");
	status = call_do(s, &c, why);
	if (s->status == 404) {
		buf_clear(why);
		status = STATUS_OK;
	}
	call_free(&c);
	return status;
}
