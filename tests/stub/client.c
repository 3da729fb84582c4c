/* The small client: posts a file, and prints the reply. */
#include "stub.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/out.h"

/* How long the client waits, in ms. */
#define PATIENCE 10000

/* The reply as far as it has come. */
struct got {
	struct buf raw;
	size_t body;		/* where the body starts; 0: not yet seen */
	bool chunked, sized, whole;
	size_t length;
	struct buf decoded;
};

/* Takes http://host:port/path apart; the host must be a loopback address. */
static void
parse_url(const char *url, struct sockaddr_in *in, const char **path,
    struct span *host)
{
	char text[64];
	const char *why, *colon, *end;

	if (strncmp(url, "http://", 7) != 0)
		errx(2, "%s: not http://", url);
	url += 7;
	end = url + strcspn(url, "/");
	host->p = url;
	host->len = (size_t)(end - url);
	*path = *end == '\0' ? "/" : end;
	memset(in, 0, sizeof(*in));
	in->sin_family = AF_INET;
	in->sin_port = htons(80);
	if (host->len >= sizeof(text))
		errx(2, "%s: too long a host", url);
	memcpy(text, host->p, host->len);
	text[host->len] = '\0';
	if ((colon = strchr(text, ':')) != NULL) {
		in->sin_port = htons((uint16_t)strtonum(colon + 1, 1, 65535,
		    &why));
		if (why != NULL)
			errx(2, "%s: the port is %s", url, why);
		text[colon - text] = '\0';
	}
	if (strcmp(text, "localhost") == 0)
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else if (inet_pton(AF_INET, text, &in->sin_addr) != 1)
		errx(2, "%s: not an IPv4 address", text);
}

int
client_connect(const struct client *c, bool nonblocking)
{
	struct sockaddr_in in;
	struct sockaddr_un un;
	struct span host;
	const char *path;
	int fd, r, type = SOCK_STREAM | SOCK_CLOEXEC;

	if (c->socket != NULL) {
		memset(&un, 0, sizeof(un));
		un.sun_family = AF_UNIX;
		if (strlcpy(un.sun_path, c->socket, sizeof(un.sun_path)) >=
		    sizeof(un.sun_path))
			errx(2, "%s: too long", c->socket);
	}
	parse_url(c->url, &in, &path, &host);
	if (nonblocking)
		type |= SOCK_NONBLOCK;
	if ((fd = socket(c->socket != NULL ? AF_UNIX : AF_INET, type, 0)) ==
	    -1)
		return -1;
	if (c->socket != NULL)
		r = connect(fd, (struct sockaddr *)(void *)&un, sizeof(un));
	else
		r = connect(fd, (struct sockaddr *)(void *)&in, sizeof(in));
	if (r == 0 || errno == EINPROGRESS)
		return fd;
	close(fd);
	return -1;
}

void
client_request(const struct client *c, struct buf *b, bool closes)
{
	struct sockaddr_in in;
	struct buf body = { 0 };
	struct span host;
	const char *path;
	size_t i;

	parse_url(c->url, &in, &path, &host);
	if (c->body != NULL && c->body[0] == '@') {
		if (file_read(c->body + 1, &body) == -1)
			err(2, "%s", c->body + 1);
	} else if (c->body != NULL)
		buf_puts(&body, c->body);
	buf_printf(b, "%s %s HTTP/1.1\r\nHost: ",
	    c->body != NULL ? "POST" : "GET", path);
	buf_add(b, host.p, host.len);
	buf_puts(b, "\r\n");
	for (i = 0; i < c->nheader; i++)
		buf_printf(b, "%s\r\n", c->header[i]);
	if (c->body != NULL)
		buf_printf(b, "Content-Type: application/json\r\n"
		    "Content-Length: %zu\r\n", body.len);
	if (closes)
		buf_puts(b, "Connection: close\r\n");
	buf_puts(b, "\r\n");
	buf_add(b, body.data, body.len);
	if (b->failed)
		err(1, NULL);
	buf_free(&body);
}

static void
read_head(struct got *g)
{
	const char *end = memmem(g->raw.data, g->raw.len, "\r\n\r\n", 4);
	struct request r;
	struct span value;
	size_t i;

	if (end == NULL)
		return;
	g->body = (size_t)(end - g->raw.data) + 4;
	memset(&r, 0, sizeof(r));
	r.head.p = g->raw.data;
	r.head.len = g->body - 2;
	g->chunked = request_header(&r, "transfer-encoding", &value);
	if ((g->sized = request_header(&r, "content-length", &value)))
		for (i = 0; i < value.len; i++)
			g->length = g->length * 10 +
			    (size_t)(value.p[i] - '0');
}

/* Joins the chunks; sets whole if the last one has come. */
static void
read_chunks(struct got *g)
{
	const char *p = g->raw.data + g->body, *end, *eol;
	size_t n;

	end = g->raw.data + g->raw.len;
	buf_clear(&g->decoded);
	while ((eol = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n = (size_t)strtoul(p, NULL, 16);
		if (n == 0) {
			g->whole = true;
			return;
		}
		p = eol + 1;
		if ((size_t)(end - p) < n)
			n = (size_t)(end - p);
		buf_add(&g->decoded, p, n);
		p += n;
		if (end - p < 2)
			return;
		p += 2;
	}
}

/* Whether the end of the reply has come. */
static bool
judge(struct got *g, bool closed)
{
	if (g->body == 0)
		read_head(g);
	if (g->body == 0)
		return closed;
	if (g->chunked) {
		if (closed || (g->raw.len > 5 && memcmp(g->raw.data +
		    g->raw.len - 5, "0\r\n\r\n", 5) == 0))
			read_chunks(g);
	} else {
		buf_clear(&g->decoded);
		buf_add(&g->decoded, g->raw.data + g->body,
		    g->raw.len - g->body);
		g->whole = g->sized ? g->decoded.len >= g->length : closed;
	}
	return closed || g->whole;
}

static const char *
receive(int fd, struct got *g)
{
	struct pollfd p = { fd, POLLIN, 0 };
	int64_t left, end = now_ms() + PATIENCE;
	ssize_t n;

	for (;;) {
		left = end - now_ms();
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return "timed out";
		if (!buf_reserve(&g->raw, 64 * 1024))
			err(1, NULL);
		n = recv(fd, g->raw.data + g->raw.len,
		    g->raw.size - g->raw.len, 0);
		if (n == -1)
			return strerror(errno);
		g->raw.len += (size_t)n;
		/* Reading it all again each time costs: only at the end. */
		if (n > 0 && g->body > 0 && g->sized &&
		    g->raw.len - g->body < g->length)
			continue;
		if (judge(g, n == 0))
			return g->whole ? NULL : "cut short";
	}
}

static void
print(const struct client *c, const struct got *g)
{
	struct out o = { 0 };

	o.fd = STDOUT_FILENO;
	if (c->raw)
		out_bytes(&o, g->raw.data, g->raw.len);
	else {
		if (!c->body_only)
			out_bytes(&o, g->raw.data,
			    g->body > 0 ? g->body : g->raw.len);
		out_bytes(&o, g->decoded.data, g->decoded.len);
	}
	if (out_flush(&o) == -1)
		err(1, "stdout");
	buf_free(&o.buf);
}

int
client_main(const struct client *c)
{
	struct got g = { 0 };
	struct buf b = { 0 };
	const char *why;
	size_t at;
	ssize_t n;
	int fd;

	if ((fd = client_connect(c, false)) == -1)
		err(1, "%s", c->url);
	client_request(c, &b, true);
	for (at = 0; at < b.len; at += (size_t)n)
		if ((n = send(fd, b.data + at, b.len - at, 0)) == -1)
			break;
	why = receive(fd, &g);
	print(c, &g);
	if (why != NULL)
		warnx("%s: %s", c->url, why);
	close(fd);
	buf_free(&b);
	buf_free(&g.raw);
	buf_free(&g.decoded);
	return why == NULL ? 0 : 1;
}
