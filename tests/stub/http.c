#include "stub.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

static struct span
span(const char *p, const char *end)
{
	struct span s;

	s.p = p;
	s.len = (size_t)(end - p);
	return s;
}

static struct span
trim(struct span s)
{
	while (s.len > 0 && (*s.p == ' ' || *s.p == '\t')) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && strchr(" \t\r\n", s.p[s.len - 1]) != NULL)
		s.len--;
	return s;
}

static bool
same_name(struct span s, const char *name)
{
	size_t i;
	char c;

	if (s.len != strlen(name))
		return false;
	for (i = 0; i < s.len; i++) {
		c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != name[i])
			return false;
	}
	return true;
}

bool
request_header(const struct request *r, const char *name, struct span *value)
{
	const char *p = r->head.p, *end = p + r->head.len, *eol, *colon;

	for (; p < end && (eol = memchr(p, '\n', (size_t)(end - p))) != NULL;
	    p = eol + 1) {
		colon = memchr(p, ':', (size_t)(eol - p));
		if (colon == NULL || !same_name(span(p, colon), name))
			continue;
		*value = trim(span(colon + 1, eol));
		return true;
	}
	return false;
}

static bool
header_says(const struct request *r, const char *name, const char *word)
{
	struct span value;

	return request_header(r, name, &value) && same_name(value, word);
}

bool
request_is(const struct request *r, const char *path)
{
	size_t n = strlen(path);

	return r->path.len >= n &&
	    memcmp(r->path.p + r->path.len - n, path, n) == 0;
}

/* METHOD TARGET HTTP/1.x */
static int
read_line(struct request *r, const char *p, const char *eol)
{
	const char *blank, *query;

	if (eol > p && eol[-1] == '\r')
		eol--;
	if ((blank = memchr(p, ' ', (size_t)(eol - p))) == NULL)
		return -400;
	r->method = span(p, blank);
	p = blank + 1;
	if ((blank = memchr(p, ' ', (size_t)(eol - p))) == NULL)
		return -400;
	r->path = r->target = span(p, blank);
	if ((query = memchr(p, '?', r->path.len)) != NULL)
		r->path.len = (size_t)(query - p);
	if (eol - blank != 9 || memcmp(blank, " HTTP/1.", 8) != 0)
		return -505;
	r->close = eol[-1] == '0';
	return 0;
}

static int
body_length(const struct request *r, size_t *n)
{
	struct span value;
	size_t i;

	*n = 0;
	if (request_header(r, "transfer-encoding", &value))
		return -411;
	if (!request_header(r, "content-length", &value))
		return 0;
	for (i = 0; i < value.len; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return -400;
		*n = *n * 10 + (size_t)(value.p[i] - '0');
		if (*n > BODY_MAX)
			return -413;
	}
	return 0;
}

int
request_read(struct request *r, const char *s, size_t n)
{
	const char *eol, *end;
	struct json j;
	size_t length;
	int bad;

	memset(r, 0, sizeof(*r));
	if ((end = memmem(s, n, "\r\n\r\n", 4)) == NULL)
		return n > HEAD_MAX ? -431 : 0;
	eol = memchr(s, '\n', n);
	if ((bad = read_line(r, s, eol)) != 0)
		return bad;
	r->head = span(eol + 1, end + 2);
	if (end + 2 < eol + 1)
		r->head.len = 0;
	if ((bad = body_length(r, &length)) != 0)
		return bad;
	end += 4;
	r->expects = header_says(r, "expect", "100-continue");
	if (n - (size_t)(end - s) < length)
		return 0;
	r->body = span(end, end + length);
	r->size = (size_t)(end - s) + length;
	if (header_says(r, "connection", "close"))
		r->close = true;
	if (!request_header(r, "authorization", &r->key))
		request_header(r, "x-api-key", &r->key);
	json_open(&j, r->body.p, r->body.len);
	r->is_json = json_read(&j, &r->json) == 0 && json_end(&j) == 0;
	return 1;
}

static void
answer_models(struct answer *to, const struct request *r)
{
	(void)r;
	buf_puts(&to->body, "{\"object\":\"list\",\"data\":[{\"id\":\"stub\","
	    "\"object\":\"model\",\"created\":0,\"owned_by\":\"stub\"}]}");
}

static void
answer_endpoint(struct answer *to, const struct request *r,
    const struct action *a)
{
	static const struct {
		const char *path;
		void (*answer)(struct answer *, const struct request *,
		    const struct action *);
	} table[] = {
		{ "/chat/completions", answer_chat },
		{ "/embeddings", answer_embeddings },
		{ "/rerank", answer_rerank },
		{ "/huixiangdou_inference", answer_huixiangdou },
		{ "/huixiangdou_stream", answer_huixiangdou },
		{ "/search", answer_serper },
	};
	size_t i;

	if (request_is(r, "/models")) {
		answer_models(to, r);
		return;
	}
	for (i = 0; i < LEN(table) && !request_is(r, table[i].path); i++)
		;
	if (i == LEN(table))
		answer_error(to, r, 404, "no such path");
	else if (!same_name(r->method, "POST") && r->method.len != 4)
		answer_error(to, r, 405, "only POST");
	else if (!r->is_json)
		answer_error(to, r, 400, "the body is no JSON");
	else
		table[i].answer(to, r, a);
}

/* The end of the piece that begins at `at`. */
static size_t
piece_end(const struct answer *from, size_t at)
{
	size_t i, end, piece = 100;

	for (i = 0; i < from->pieces.len; i += sizeof(end)) {
		memcpy(&end, from->pieces.data + i, sizeof(end));
		if (end > at)
			return end;
	}
	if (piece < from->body.len / 64)
		piece = from->body.len / 64;
	return from->body.len - at < piece ? from->body.len : at + piece;
}

/* The body in chunks; after `cut` bytes of it all stops. */
static void
put_chunks(struct buf *out, const struct answer *from, size_t cut)
{
	size_t at, end;

	for (at = 0; at < from->body.len && at < cut; at = end) {
		end = piece_end(from, at);
		buf_printf(out, "%zx\r\n", end - at);
		if (end > cut) {
			buf_add(out, from->body.data + at, cut - at);
			return;
		}
		buf_add(out, from->body.data + at, end - at);
		buf_puts(out, "\r\n");
	}
	if (cut >= from->body.len)
		buf_puts(out, "0\r\n\r\n");
}

/* What keeps a waiting client awake; returns the length of one. */
static size_t
put_blanks(struct buf *out, const struct action *a, bool events,
    bool chunked)
{
	const char *blank = events ? ": keep-alive\n\n" : "\n";
	size_t start = out->len;
	uint64_t i;

	for (i = 0; i < a->blanks; i++) {
		if (chunked)
			buf_printf(out, "%zx\r\n%s\r\n", strlen(blank),
			    blank);
		else
			buf_puts(out, blank);
	}
	return a->blanks == 0 ? 0 : (out->len - start) / a->blanks;
}

static void
put_head(struct buf *out, const struct answer *from, const struct action *a,
    const char *framing, uint64_t length)
{
	buf_printf(out, "HTTP/1.1 %d %s\r\n", from->status,
	    status_text(from->status));
	buf_printf(out, "Content-Type: %s\r\n", from->type);
	if (framing != NULL)
		buf_puts(out, framing);
	else
		buf_printf(out, "Content-Length: %llu\r\n",
		    (unsigned long long)length);
	if (a->redirect.len > 0) {
		buf_puts(out, "Location: ");
		buf_add(out, a->redirect.data, a->redirect.len);
		buf_puts(out, "\r\n");
	}
	if (a->bomb_gzip)
		buf_puts(out, "Content-Encoding: gzip\r\n");
	buf_add(out, a->headers.data, a->headers.len);
}

static void
frame(struct wire *w, const struct answer *from, const struct action *a,
    bool close)
{
	bool events = strcmp(from->type, "text/event-stream") == 0;
	bool chunked = a->chunked || (from->pieces.len > 0 && !a->close);
	size_t cut = a->cut == -1 ? SIZE_MAX : (size_t)a->cut;
	uint64_t length = from->body.len + a->blanks;

	if (a->bomb)
		w->fill = BOMB;
	put_head(&w->out, from, a, chunked ? "Transfer-Encoding: chunked\r\n" :
	    a->close ? "" : NULL, length + w->fill);
	w->ending = close || a->close || a->cut != -1 ? END_CLOSE : END_KEEP;
	/* One that cuts does not say so before. */
	if (close || a->close)
		buf_puts(&w->out, "Connection: close\r\n");
	buf_puts(&w->out, "\r\n");
	w->slow_from = w->out.len;
	w->slow_step = put_blanks(&w->out, a, events, chunked);
	w->slow_to = w->out.len;
	w->slow_ms = a->blanks > 0 ? a->blanks_ms : 0;
	if (chunked)
		put_chunks(&w->out, from, cut);
	else
		buf_add(&w->out, from->body.data,
		    from->body.len < cut ? from->body.len : cut);
	if (a->drip > 0) {
		w->slow_to = w->out.len;
		w->slow_step = 1;
		w->slow_ms = a->drip;
	}
}

static const struct action *
no_action(void)
{
	static struct action none;

	none.delay = none.cut = none.drip = -1;
	return &none;
}

static void
answer_begin(struct answer *to)
{
	memset(to, 0, sizeof(*to));
	to->status = 200;
	to->type = "application/json";
}

static void
answer_end(struct wire *w, struct answer *from)
{
	if (w->out.failed || from->body.failed || from->pieces.failed)
		err(1, NULL);
	buf_free(&from->body);
	buf_free(&from->pieces);
}

void
wire_make(struct wire *w, const struct request *r, const struct action *a,
    int64_t delay)
{
	struct answer answer;

	if (a == NULL)
		a = no_action();
	w->fill = 0;
	w->delay = a->delay == -1 ? delay : a->delay;
	if (a->delay_to > a->delay)
		w->delay += (int64_t)(chance(r->n, 0) *
		    (double)(a->delay_to - a->delay + 1));
	if (a->hang || a->reset) {
		w->ending = a->hang ? END_HANG : END_RESET;
		return;
	}
	answer_begin(&answer);
	if (!answer_stats(&answer, r) && !answer_scripted(&answer, r, a))
		answer_endpoint(&answer, r, a);
	if (a->status != 0)
		answer.status = a->status;
	frame(w, &answer, a, r->close);
	answer_end(w, &answer);
}

void
wire_error(struct wire *w, int status)
{
	static const struct request none;
	struct answer answer;

	w->fill = 0;
	w->delay = 0;
	answer_begin(&answer);
	answer_error(&answer, &none, status, status_text(status));
	frame(w, &answer, no_action(), true);
	answer_end(w, &answer);
}
