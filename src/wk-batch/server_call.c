/* Does a call to a server's files and batches, and reads the reply. */
#include "server_call.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "call/verdict.h"
#include "stage/failures.h"

/* A longer id is refused. */
#define ID_MAX 512

void
call_path(struct call *c, const char *start, const char *id, const char *end)
{
	static const char plain[] = "-_.~:ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789";

	buf_clear(&c->path);
	buf_puts(&c->path, start);
	for (; *id != '\0'; id++)
		if (strchr(plain, *id) != NULL)
			buf_addc(&c->path, *id);
		else
			buf_printf(&c->path, "%%%02X", (unsigned char)*id);
	buf_puts(&c->path, end);
	buf_addc(&c->path, '\0');
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
	if (c->to_fd)
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
	memset(&c->reply, 0, sizeof(c->reply));
}

void
call_free(struct call *c)
{
	free_reply(c);
	buf_free(&c->path);
}

/*
 * Whether a call may have been carried out: not if its request never went
 * out, or was refused by a 4xx.  408 and 409 do not say which.
 */
static bool
is_unsure(const struct http_reply *reply)
{
	if (reply->fault == HTTP_REFUSED || reply->fault == HTTP_UNREACHED ||
	    reply->fault == HTTP_PROXY || reply->fault == HTTP_UNTRUSTED)
		return false;
	return reply->status < 300 || reply->status >= 500 ||
	    reply->status == 408 || reply->status == 409;
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
	s->unsure = is_unsure(&c->reply);
	if (v.class == VERDICT_PERSON)
		status = STATUS_PERSON;
	else if (v.class == VERDICT_RETRY)
		status = STATUS_AGAIN;
	else if (v.class != VERDICT_ANSWER)
		status = STATUS_LOCAL;
	if (status != STATUS_OK)
		buf_printf(why, "%s%s: %.*s", c->whole_url ? "" :
		    s->endpoint.base.data, c->path.data, (int)v.message.len,
		    v.message.data);
	verdict_free(&v);
	return status;
}

int
call_do(struct server *s, struct call *c, struct buf *why)
{
	struct buf url = { 0 }, type = { 0 };
	const char *headers[4], **header = headers;
	struct http_post post = { .url = NULL, .ca_file = s->trust.file,
		.ca_path = s->trust.path, .socket = s->endpoint.socket,
		.headers = headers, .body = c->body,
		.timeout = (long)s->settings->timeout,
		.silence = HTTP_SILENCE,
		.direct = s->endpoint.loopback, .method = c->method,
		.take = c->to_fd ? take : NULL, .done = done, .arg = c };
	struct http *http = http_open();

	free_reply(c);
	c->reply.fault = HTTP_BROKEN;	/* until another ends it */
	c->error = 0;
	c->got = 0;
	if (!c->whole_url) {
		buf_puts(&url, s->endpoint.url);
		url.len -= strlen(server_path(s->endpoint.url));
	}
	buf_puts(&url, c->path.data);
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

bool
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

bool
member_id(const struct json_value *v, const char *name, struct buf *b)
{
	size_t i;

	if (!member_text(v, name, b))
		return false;
	for (i = 0; i < b->len && (unsigned char)b->data[i] > ' ' &&
	    b->data[i] != 0x7f; i++)
		;
	/* "." and ".." are other places in a path. */
	if (i == b->len && i <= ID_MAX && b->data[0] != '.')
		return true;
	buf_clear(b);
	return false;
}

int
call_object(struct server *s, struct call *c, struct json_value *top,
    struct buf *why)
{
	const int status = call_do(s, c, why);
	struct json j;

	if (status != STATUS_OK)
		return status;
	json_open(&j, c->reply.body.data, c->reply.body.len);
	if (c->reply.body.len > 0 && json_read(&j, top) == 0 &&
	    top->type == JSON_OBJECT)
		return STATUS_OK;
	buf_printf(why, "%s%s: the reply is not a JSON object",
	    s->endpoint.base.data, c->path.data);
	return STATUS_AGAIN;
}

int
call_id(struct server *s, struct call *c, struct buf *id,
    struct json_value *top, struct buf *why)
{
	const int status = call_object(s, c, top, why);
	struct json_value data;

	if (status != STATUS_OK || member_id(top, "id", id))
		return status;
	if (json_find(top, "data", &data) && data.type == JSON_OBJECT &&
	    member_id(&data, "id", id)) {
		*top = data;
		return STATUS_OK;
	}
	buf_printf(why, "%s%s: the reply has no id: %.*s",
	    s->endpoint.base.data, c->path.data, c->reply.body.len < 200 ?
	    (int)c->reply.body.len : 200, c->reply.body.data);
	return STATUS_AGAIN;
}
