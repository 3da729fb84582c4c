/* Writes replies as HTTP: chunks, headers, delays and cuts. */
#include "stub.h"

#include <err.h>
#include <string.h>
#include <time.h>

static void
answer_models(struct answer *to)
{
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
		{ "/reranks", answer_rerank },
		{ "/ranking", answer_rerank },
		{ "/text-rerank", answer_rerank },
		{ "/huixiangdou_inference", answer_huixiangdou },
		{ "/huixiangdou_stream", answer_huixiangdou },
		{ "/search", answer_serper },
	};
	size_t i;

	if (request_is(r, "/models")) {
		answer_models(to);
		return;
	}
	if (memmem(r->path.p, r->path.len, "/page/", 6) != NULL) {
		answer_page(to, r);
		return;
	}
	if (answer_batches(to, r, a))
		return;
	for (i = 0; i < LEN(table) && !request_is(r, table[i].path); i++)
		;
	if (i == LEN(table))
		answer_error(to, r, 404, "no such path");
	else if (r->method.len != 4 || memcmp(r->method.p, "POST", 4) != 0)
		answer_error(to, r, 405, "only POST");
	else if (!r->is_json)
		answer_error(to, r, 400, "the body is no JSON");
	else
		table[i].answer(to, r, a);
}

/* Where the piece that begins at `at` ends. */
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

/* Appends the body in chunks, up to `cut` bytes of it. */
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

/* Appends what keeps a client waiting; returns the length of one such piece. */
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

/* Appends the header lines of the script; {date+N} is the time in N seconds. */
static void
put_headers(struct buf *out, struct span s)
{
	static const char mark[] = "{date+";
	const char *at;
	char date[64];
	struct tm tm;
	time_t t, n;

	while (s.len > 0 &&
	    (at = memmem(s.p, s.len, mark, sizeof(mark) - 1)) != NULL) {
		buf_add(out, s.p, (size_t)(at - s.p));
		n = 0;
		for (at += sizeof(mark) - 1; *at >= '0' && *at <= '9'; at++)
			n = n * 10 + (*at - '0');
		t = time(NULL) + n;
		gmtime_r(&t, &tm);
		strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
		buf_puts(out, date);
		if (*at == '}')
			at++;
		s = span_from(s, (size_t)(at - s.p));
	}
	buf_add(out, s.p, s.len);
}

static void
put_head(struct buf *out, const struct answer *from, const struct action *a,
    const char *framing, uint64_t length)
{
	struct span added;

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
	added.p = a->headers.data;
	added.len = a->headers.len;
	put_headers(out, added);
}

static void
frame(struct wire *w, const struct answer *from, const struct action *a,
    bool close)
{
	bool events = strcmp(from->type, "text/event-stream") == 0;
	bool chunked = !a->bomb &&
	    (a->chunked || (from->pieces.len > 0 && !a->close));
	size_t cut = a->cut == -1 ? SIZE_MAX : (size_t)a->cut;
	uint64_t length = from->body.len + a->blanks;

	if (a->bomb)
		w->fill = BOMB;
	put_head(&w->out, from, a, chunked ? "Transfer-Encoding: chunked\r\n" :
	    a->close ? "" : NULL, length + w->fill);
	w->ending = close || a->close || a->fin || a->cut != -1 ? END_CLOSE :
	    a->stale ? END_STALE : END_KEEP;
	/* A reply that will be cut does not announce the close. */
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

/*
 * Makes the stream that is sent if it is interrupted: the first event, then
 * [DONE].  Shortens the answer.
 */
static void
make_broken(struct wire *w, struct answer *from, const struct action *a,
    bool close)
{
	struct wire broken = { 0 };
	size_t end;

	buf_clear(&w->broken);
	if (!a->interrupt || from->pieces.len == 0)
		return;
	memcpy(&end, from->pieces.data, sizeof(end));
	from->body.len = end;
	from->pieces.len = sizeof(end);
	buf_puts(&from->body, "data: [DONE]\n\n");
	buf_add(&from->pieces, &from->body.len, sizeof(from->body.len));
	broken.out = w->broken;
	frame(&broken, from, a, close);
	w->broken = broken.out;
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
	if (a->raw.len > 0) {
		buf_add(&w->out, a->raw.data, a->raw.len);
		w->ending = END_CLOSE;
		return;
	}
	answer_begin(&answer);
	if (!answer_stats(&answer, r) && !answer_scripted(&answer, r, a))
		answer_endpoint(&answer, r, a);
	if (a->status != 0)
		answer.status = a->status;
	frame(w, &answer, a, r->close);
	make_broken(w, &answer, a, r->close);
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
