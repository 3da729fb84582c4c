/* Calls a server's files and batches. */
#include "server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "call/http.h"
#include "call/verdict.h"
#include "stage/failures.h"

/* A list of batches with more pages than this has no end. */
#define PAGES 10000

/* How often, and after how many seconds, a file just uploaded is missing. */
#define NEW_FILE_TRIES 3
#define NEW_FILE_WAIT 1

/* A call, and what came of it. */
struct call {
	const char *method;	/* NULL: POST */
	const char *path;	/* behind the base URL */
	const char *type;	/* of the body */
	struct span body;
	int fd;			/* where a body goes, or -1: into reply */
	int error;		/* errno of a write to fd */
	bool whole_url;		/* path is all of the URL */
	size_t got;		/* bytes written there */
	bool framed;		/* the reply said how long it is */
	struct http_reply reply;
};

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

/* The path that a URL ends with, or NULL. */
static const char *
path_of(const char *url)
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
	if ((rules.path = path_of(url)) == NULL) {
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

/* Writes a piece of a file that is downloaded. */
static bool
take(void *arg, const struct http_reply *reply, struct span piece)
{
	struct call *c = arg;
	ssize_t n;

	if (reply->status < 200 || reply->status > 299) {
		buf_add(&c->reply.body, piece.p, piece.len);
		return c->reply.body.len < HTTP_HEAD_MAX;
	}
	for (; piece.len > 0; piece.p += n, piece.len -= (size_t)n) {
		if ((n = write(c->fd, piece.p, piece.len)) == -1) {
			if (errno != EINTR) {
				c->error = errno;
				return false;
			}
			n = 0;
		}
		c->got += (size_t)n;
	}
	return true;
}

/* Whether more than the end of the connection tells where a reply ends. */
static bool
is_framed(const struct http_reply *reply)
{
	struct span value;

	return http_header(reply, "Content-Length", &value) ||
	    http_header(reply, "Transfer-Encoding", &value);
}

/* Keeps the reply for the caller. */
static void
done(void *arg, struct http_reply *reply)
{
	struct call *c = arg;
	struct buf body = c->reply.body;

	c->framed = is_framed(reply);
	c->reply = *reply;
	if (c->fd != -1)
		c->reply.body = body;
	else
		memset(&reply->body, 0, sizeof(reply->body));
	memset(&reply->head, 0, sizeof(reply->head));
}

static void
free_reply(struct call *c)
{
	buf_free(&c->reply.body);
	buf_free(&c->reply.head);
}

/* The status to exit with for a reply that is not the one hoped for. */
static int
judge(struct server *s, const struct call *c, struct buf *why)
{
	struct verdict v = { 0 };
	int status = STATUS_OK;

	if (c->error != 0) {
		buf_printf(why, "a temporary file: %s", strerror(c->error));
		return STATUS_LOCAL;
	}
	verdict_http(&v, &c->reply, time(NULL));
	/* A 4xx is a refusal; so is a request that was never sent. */
	s->unsure = c->reply.fault != HTTP_REFUSED &&
	    c->reply.fault != HTTP_UNREACHED && c->reply.fault != HTTP_PROXY &&
	    c->reply.fault != HTTP_UNTRUSTED && (c->reply.status < 300 ||
	    c->reply.status >= 500 || c->reply.status == 408);
	if (v.class == VERDICT_PERSON)
		status = STATUS_PERSON;
	else if (v.class == VERDICT_RETRY)
		status = STATUS_AGAIN;
	else if (v.class != VERDICT_ANSWER)
		status = STATUS_LOCAL;
	if (status != STATUS_OK)
		buf_printf(why, "%s%s: %.*s", s->endpoint.base.data, c->path,
		    (int)v.message.len, v.message.data);
	verdict_free(&v);
	return status;
}

/*
 * Does a call, over a connection of its own: only a connection that has served
 * others makes libcurl send a request again.
 */
static int
do_call(struct server *s, struct call *c, struct buf *why)
{
	struct buf url = { 0 }, type = { 0 };
	const char *headers[4], **header = headers;
	struct http_post post = { .url = NULL, .ca_file = s->trust.file,
		.ca_path = s->trust.path, .socket = s->endpoint.socket,
		.headers = headers, .body = c->body,
		.timeout = (long)s->settings->timeout,
		.silence = HTTP_SILENCE,
		.direct = s->endpoint.loopback, .method = c->method,
		.take = c->fd == -1 ? NULL : take, .done = done, .arg = c };
	struct http *http = http_open();

	memset(&c->reply, 0, sizeof(c->reply));
	c->reply.fault = HTTP_BROKEN;	/* until another ends it */
	c->error = 0;
	c->got = 0;
	if (!c->whole_url) {
		buf_puts(&url, s->endpoint.url);
		url.len -= strlen(path_of(s->endpoint.url));
	}
	buf_puts(&url, c->path);
	buf_addc(&url, '\0');
	if (c->type != NULL) {
		buf_printf(&type, "Content-Type: %s", c->type);
		buf_addc(&type, '\0');
		*header++ = type.data;
	}
	*header++ = "Accept: application/json, */*";
	if (s->endpoint.authorization != NULL && !c->whole_url)
		*header++ = s->endpoint.authorization;
	*header = NULL;
	post.url = url.data;
	if (http == NULL || http_post(http, &post) == -1)
		memory_exhausted();
	while (http_busy(http) > 0 && http_wait(http, -1, -1) != -1)
		;
	http_close(http);
	buf_free(&url);
	buf_free(&type);
	s->status = c->reply.status;
	return judge(s, c, why);
}

/* Sets b to the text of a member, with a NUL behind it; false if absent. */
static bool
member_text(const struct json_value *v, const char *name, struct buf *b)
{
	struct json_value text;

	buf_clear(b);
	if (json_find(v, name, &text) &&
	    (text.type == JSON_STRING || text.type == JSON_NUMBER))
		(void)json_add_text(b, &text);
	buf_addc(b, '\0');
	b->len--;
	return b->len > 0;
}

/*
 * Sets b to the id that a member holds.  False if it is absent, or has bytes
 * that would mean something else in a path.
 */
static bool
member_id(const struct json_value *v, const char *name, struct buf *b)
{
	size_t i;

	if (!member_text(v, name, b))
		return false;
	for (i = 0; i < b->len; i++)
		if (strchr("-_.:", b->data[i]) == NULL &&
		    !((b->data[i] | 0x20) >= 'a' && (b->data[i] | 0x20) <= 'z')
		    && !(b->data[i] >= '0' && b->data[i] <= '9')) {
			buf_clear(b);
			return false;
		}
	return b->data[0] != '.';
}

/* The same for a file, which may be a URL instead (SiliconFlow). */
static void
member_file(const struct json_value *v, const char *name, struct buf *b)
{
	if (member_id(v, name, b))
		return;
	(void)member_text(v, name, b);
	if (!span_begins(buf_span(b), "https://") &&
	    !span_begins(buf_span(b), "http://"))
		buf_clear(b);
}

/* Reads the reply of a call as an object. */
static int
read_object(const struct server *s, const struct call *c,
    struct json_value *top, struct buf *why)
{
	struct json j;

	json_open(&j, c->reply.body.data, c->reply.body.len);
	if (c->reply.body.len > 0 && json_read(&j, top) == 0 &&
	    top->type == JSON_OBJECT)
		return STATUS_OK;
	buf_printf(why, "%s%s: the reply is not a JSON object",
	    s->endpoint.base.data, c->path);
	return STATUS_AGAIN;
}

/* Sets the id in the reply of a call. */
static int
read_id(const struct server *s, const struct call *c, struct buf *id,
    struct json_value *top, struct buf *why)
{
	struct json_value data;
	int status = read_object(s, c, top, why);

	if (status != STATUS_OK || member_id(top, "id", id))
		return status;
	/* SiliconFlow's {"code":20000,"data":{"id":…}} */
	if (json_find(top, "data", &data) && data.type == JSON_OBJECT &&
	    member_id(&data, "id", id)) {
		*top = data;
		return STATUS_OK;
	}
	buf_printf(why, "%s%s: the reply has no id: %.*s",
	    s->endpoint.base.data, c->path, c->reply.body.len < 200 ?
	    (int)c->reply.body.len : 200, c->reply.body.data);
	return STATUS_AGAIN;
}

int
server_upload(struct server *s, struct span body, const char *boundary,
    size_t bytes, struct buf *id, struct buf *why)
{
	struct buf type = { 0 };
	struct call c = { .path = "/files", .body = body, .fd = -1 };
	struct json_value top, v;
	long long came;
	int status;

	buf_printf(&type, "multipart/form-data; boundary=%s", boundary);
	buf_addc(&type, '\0');
	c.type = type.data;
	status = do_call(s, &c, why);
	if (status == STATUS_OK)
		status = read_id(s, &c, id, &top, why);
	if (status == STATUS_OK && json_find(&top, "bytes", &v) &&
	    json_integer(&v, &came) == 0 && came > 0 &&
	    came != (long long)bytes) {
		buf_printf(why, "%s/files: %zu bytes were sent, and %lld "
		    "received", s->endpoint.base.data, bytes, came);
		status = STATUS_AGAIN;
	}
	free_reply(&c);
	buf_free(&type);
	return status;
}

int
server_create(struct server *s, const char *file, struct buf *id,
    struct buf *why)
{
	const struct timespec pause = { NEW_FILE_WAIT, 0 };
	struct buf body = { 0 };
	struct call c = { .path = "/batches", .type = "application/json",
		.fd = -1 };
	struct json_value top;
	int status, try;

	buf_puts(&body, "{\"input_file_id\":");
	json_put(&body, file);
	buf_puts(&body, ",\"endpoint\":");
	json_put(&body, s->path.data);
	buf_puts(&body, ",\"completion_window\":");
	json_put(&body, s->settings->window);
	buf_puts(&body, "}");
	c.body = buf_span(&body);
	for (try = 1;; try++) {
		status = do_call(s, &c, why);
		if (s->status != 404 || try == NEW_FILE_TRIES)
			break;
		/* Some servers need a moment to find a file. */
		buf_clear(why);
		free_reply(&c);
		(void)nanosleep(&pause, NULL);
	}
	if (status == STATUS_OK)
		status = read_id(s, &c, id, &top, why);
	if (status != STATUS_OK && s->status == 404)
		status = STATUS_AGAIN;
	free_reply(&c);
	buf_free(&body);
	return status;
}

/* Looks for the batch of a file in a page of the list; sets the last id. */
static void
find_in_page(const struct json_value *list, const char *file, struct buf *id,
    struct buf *last)
{
	struct json_value v, input;
	struct json j;

	json_open_value(&j, list);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1) {
		(void)member_id(&v, "id", last);
		if (json_find(&v, "input_file_id", &input) &&
		    json_is(&input, file))
			(void)member_id(&v, "id", id);
	}
}

int
server_find(struct server *s, const char *file, struct buf *id,
    struct buf *why)
{
	struct buf path = { 0 }, last = { 0 }, before = { 0 };
	struct call c = { .method = "GET", .fd = -1 };
	struct json_value top, v;
	bool more = true;
	int status = STATUS_OK, page;

	buf_clear(id);
	for (page = 0; page < PAGES && more && id->len == 0 &&
	    status == STATUS_OK; page++) {
		buf_clear(&path);
		buf_puts(&path, "/batches?limit=100");
		if (last.len > 0)
			buf_printf(&path, "&after=%s", last.data);
		buf_addc(&path, '\0');
		c.path = path.data;
		status = do_call(s, &c, why);
		if (status == STATUS_OK)
			status = read_object(s, &c, &top, why);
		if (status == STATUS_OK) {
			buf_clear(&last);
			if (json_find(&top, "data", &v))
				find_in_page(&v, file, id, &last);
			more = last.len > 0 && !span_same(buf_span(&last),
			    buf_span(&before)) && json_find(&top, "has_more",
			    &v) && v.type == JSON_TRUE;
			buf_clear(&before);
			buf_add(&before, last.data, last.len);
		}
		free_reply(&c);
	}
	if (more && status == STATUS_OK && id->len == 0) {
		buf_printf(why, "%s/batches: the list has no end",
		    s->endpoint.base.data);
		status = STATUS_LOCAL;
	}
	buf_free(&path);
	buf_free(&last);
	buf_free(&before);
	return status;
}

/* Whether a batch with this status has ended. */
static bool
is_end(const char *status)
{
	static const char *const ends[] = { "completed", "failed", "expired",
		"cancelled", "canceled", "success", "succeeded", "partial",
		"timeout_exceeded", "error" };
	size_t i;

	for (i = 0; i < LEN(ends); i++)
		if (strcasecmp(status, ends[i]) == 0)
			return true;
	return false;
}

/* What the server counts, or -1. */
static long long
count_of(const struct json_value *top, const char *name)
{
	struct json_value counts, v;
	long long n;

	return json_find(top, "request_counts", &counts) &&
	    json_find(&counts, name, &v) && json_integer(&v, &n) == 0 ?
	    n : -1;
}

/* Sets the reason: {"errors":{"data":[{"message":…}]}}. */
static void
read_reason(const struct json_value *top, struct buf *reason)
{
	struct json_value errors, data, first;
	struct json j;

	buf_clear(reason);
	if (!json_find(top, "errors", &errors) ||
	    errors.type != JSON_OBJECT)
		return;
	if (!json_find(&errors, "data", &data))
		data = errors;
	json_open_value(&j, &data);
	if (data.type == JSON_ARRAY && json_array(&j) == 0 &&
	    json_element(&j, &first) == 1)
		(void)member_text(&first, "message", reason);
	else
		(void)member_text(&errors, "message", reason);
}

int
server_look(struct server *s, const char *id, struct batch_look *look,
    struct buf *why)
{
	struct buf path = { 0 }, own = { 0 };
	struct call c = { .method = "GET", .fd = -1 };
	struct json_value top;
	int status;

	buf_printf(&path, "/batches/%s", id);
	buf_addc(&path, '\0');
	c.path = path.data;
	status = do_call(s, &c, why);
	if (status == STATUS_OK)
		status = read_id(s, &c, &own, &top, why);
	if (status == STATUS_OK) {
		(void)member_text(&top, "status", &look->status);
		look->ended = is_end(look->status.data);
		member_file(&top, "output_file_id", &look->output);
		member_file(&top, "error_file_id", &look->errors);
		look->completed = count_of(&top, "completed");
		look->failed = count_of(&top, "failed");
		read_reason(&top, &look->reason);
	}
	free_reply(&c);
	buf_free(&path);
	buf_free(&own);
	return status;
}

void
batch_look_free(struct batch_look *look)
{
	buf_free(&look->status);
	buf_free(&look->output);
	buf_free(&look->errors);
	buf_free(&look->reason);
}

/* How many bytes the server says that a file has, or -1. */
static long long
bytes_of(struct server *s, const char *file)
{
	struct buf path = { 0 }, why = { 0 };
	struct call c = { .method = "GET", .fd = -1 };
	struct json_value top, v;
	long long n = -1;

	buf_printf(&path, "/files/%s", file);
	buf_addc(&path, '\0');
	c.path = path.data;
	if (do_call(s, &c, &why) != STATUS_OK ||
	    read_object(s, &c, &top, &why) != STATUS_OK ||
	    !json_find(&top, "bytes", &v) || json_integer(&v, &n) == -1 ||
	    n == 0)
		n = -1;
	free_reply(&c);
	buf_free(&path);
	buf_free(&why);
	return n;
}

int
server_download(struct server *s, const char *file, int fd, bool *missing,
    struct buf *why)
{
	struct buf path = { 0 };
	struct call c = { .method = "GET", .fd = fd };
	long long bytes;
	int status;

	*missing = false;
	c.whole_url = strchr(file, '/') != NULL;
	if (c.whole_url)
		buf_puts(&path, file);
	else
		buf_printf(&path, "/files/%s/content", file);
	buf_addc(&path, '\0');
	c.path = path.data;
	status = do_call(s, &c, why);
	if (s->status == 404 || s->status == 410) {
		*missing = true;
		buf_clear(why);
		status = STATUS_OK;
	} else if (status == STATUS_OK && !c.framed && !c.whole_url &&
	    (bytes = bytes_of(s, file)) > (long long)c.got) {
		buf_printf(why, "%s%s: received %zu bytes of %lld",
		    s->endpoint.base.data, path.data, c.got, bytes);
		status = STATUS_AGAIN;
	}
	free_reply(&c);
	buf_free(&path);
	return status;
}

int
server_delete(struct server *s, const char *file, struct buf *why)
{
	struct buf path = { 0 };
	struct call c = { .method = "DELETE", .fd = -1 };
	int status;

	if (strchr(file, '/') != NULL)
		return STATUS_OK;
	buf_printf(&path, "/files/%s", file);
	buf_addc(&path, '\0');
	c.path = path.data;
	status = do_call(s, &c, why);
	if (s->status == 404) {
		buf_clear(why);
		status = STATUS_OK;
	}
	free_reply(&c);
	buf_free(&path);
	return status;
}
