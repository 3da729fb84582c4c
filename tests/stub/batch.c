/* Plays the files and batches of an OpenAI-compatible server. */
#include "stub.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST 1000		/* files, and batches */
#define LOOKS 2			/* at a batch, before it ends */

struct file {
	char id[24];
	struct buf name, data;
	bool gone;
};

struct batch {
	char id[24], input[24], output[24], errors[24];
	char host[64];		/* links: of the URL of its output; or "" */
	const char *end, *wait;	/* its last status, and that before */
	int64_t late;		/* lists that lack it */
	size_t looks, done, failed, n;
	bool lies, gone;	/* counts that lie; an error file that is not */
};

static struct file files[MOST];
static struct batch batches[MOST];
static size_t nfiles, nbatches;

/* The custom_ids of all requests that were done, a line each. */
static struct buf done;

static struct file *
add_file(const struct buf *data, struct span name)
{
	struct file *f = &files[nfiles];

	if (nfiles == MOST)
		errx(1, "too many files");
	snprintf(f->id, sizeof(f->id), "file-%zu", ++nfiles);
	buf_add(&f->name, name.p, name.len);
	buf_add(&f->data, data->data, data->len);
	return f;
}

static void
put_file(struct buf *b, const struct file *f)
{
	buf_printf(b, "{\"id\":\"%s\",\"object\":\"file\",\"bytes\":%zu,"
	    "\"filename\":", f->id, f->data.len);
	json_put_string(b, f->name.data, f->name.len);
	buf_puts(b, ",\"purpose\":\"batch\",\"status\":\"processed\"}");
}

/* What stands in s behind `start` and before `end`; .p NULL: it does not. */
static struct span
between(struct span s, const char *start, struct span end)
{
	const char *from = memmem(s.p, s.len, start, strlen(start)), *to;

	if (from == NULL)
		return (struct span){ NULL, 0 };
	from += strlen(start);
	to = memmem(from, (size_t)(s.p + s.len - from), end.p, end.len);
	return to == NULL ? (struct span){ NULL, 0 } :
	    (struct span){ from, (size_t)(to - from) };
}

/* An upload: multipart/form-data with `purpose` and `file`. */
static void
answer_upload(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct span type, name, data;
	struct buf end = { 0 }, bytes = { 0 };
	const char *part;

	if (!request_header(r, "content-type", &type) || type.len < 31 ||
	    memcmp(type.p, "multipart/form-data; boundary=", 30) != 0 ||
	    (part = memmem(r->body.p, r->body.len, "name=\"file\"", 11)) ==
	    NULL) {
		answer_error(to, r, 400, "no file in multipart/form-data");
		return;
	}
	buf_puts(&end, "\r\n--");
	buf_add(&end, type.p + 30, type.len - 30);
	data = (struct span){ part, (size_t)(r->body.p + r->body.len -
	    part) };
	name = between(data, "filename=\"", span_of("\""));
	data = between(data, "\r\n\r\n", buf_span(&end));
	if (data.p == NULL || name.p == NULL)
		answer_error(to, r, 400, "the file does not end");
	else {
		buf_add(&bytes, data.p, a->fewer ? data.len / 2 : data.len);
		put_file(&to->body, add_file(&bytes, name));
	}
	buf_free(&end);
	buf_free(&bytes);
}

static struct file *
find_file(struct span id)
{
	size_t i;

	for (i = 0; i < nfiles; i++)
		if (!files[i].gone && span_is(id, files[i].id))
			return &files[i];
	return NULL;
}

/* Does a request; appends its line to out or, if it failed, to errors. */
static void
do_line(struct batch *b, struct span line, const struct request *r,
    const struct action *a, struct buf *out, struct buf *errors)
{
	struct request own = *r;
	struct answer answer = { .status = 200 };
	struct json_value top, id, body;
	struct json j;
	const bool fails = a->broken ||
	    memmem(line.p, line.len, "FAIL", 4) != NULL;

	json_open(&j, line.p, line.len);
	if (json_read(&j, &top) == -1 || !json_find(&top, "custom_id", &id) ||
	    !json_find(&top, "body", &body))
		errx(1, "a line of a batch has no custom_id or body");
	own.json = body;
	own.is_json = true;
	own.body = (struct span){ body.p, body.len };
	if (fails) {
		b->failed++;
		buf_printf(errors, "{\"id\":\"r\",\"custom_id\":%.*s,"
		    "\"response\":{\"status_code\":%d,\"body\":%s},"
		    "\"error\":null}\n", (int)id.len, id.p,
		    a->broken ? 0 : 400, a->broken ? "{}" :
		    "{\"error\":{\"message\":\"it has FAIL in it\"}}");
		return;
	}
	if (memmem(r->body.p, r->body.len, "/embeddings", 11) != NULL)
		answer_embeddings(&answer, &own, a);
	else
		answer_chat(&answer, &own, a);
	b->done++;
	counts.batched++;
	if (done.len > 0 && memmem(done.data, done.len, id.p, id.len) != NULL)
		counts.batched_again++;
	buf_add(&done, id.p, id.len);
	buf_printf(out, "{\"id\":\"r\",\"custom_id\":%.*s,\"response\":{"
	    "\"status_code\":%d,\"request_id\":\"q\",\"body\":%.*s},"
	    "\"error\":null}\n", (int)id.len, id.p, answer.status,
	    (int)answer.body.len, answer.body.data);
	buf_free(&answer.body);
	buf_free(&answer.pieces);
}

/* Puts the lines of a text into the reverse order, or doubles them. */
static void
rearrange(struct buf *text, const struct action *a)
{
	struct buf to = { 0 }, line = { 0 };
	struct span left = buf_span(text), one;
	int i;

	while (left.len > 0) {
		one = next_line(&left);
		buf_clear(&line);
		for (i = 0; i < (a->twice ? 2 : 1); i++) {
			buf_add(&line, one.p, one.len);
			buf_addc(&line, '\n');
		}
		if (a->shuffle)
			buf_add(&line, to.data, to.len);
		else {
			buf_add(&to, line.data, line.len);
			continue;
		}
		buf_clear(&to);
		buf_add(&to, line.data, line.len);
	}
	buf_free(text);
	buf_free(&line);
	*text = to;
}

/* Does all requests of a batch, or the first half of them. */
static void
do_all(struct batch *b, const struct file *f, const struct request *r,
    const struct action *a)
{
	struct span left = buf_span(&f->data), line;
	struct buf out = { 0 }, errors = { 0 };
	size_t i, n = 0;

	while (left.len > 0)
		n += next_line(&left).len > 0;
	b->n = n;
	left = buf_span(&f->data);
	if (strcasecmp(b->end, "completed") != 0)
		n = strcasecmp(b->end, "failed") == 0 ? 0 : n / 2;
	for (i = 0; i < n; i++) {
		line = next_line(&left);
		do_line(b, line, r, a, &out, &errors);
	}
	rearrange(&out, a);
	if (a->strangers)
		buf_puts(&out, "{\"custom_id\":\"00000000000000000000000000000"
		    "00000000000000000000000000000000000\",\"response\":"
		    "{\"status_code\":200,\"body\":{}}}\nno JSON\n");
	if (out.len > 0)
		strlcpy(b->output, add_file(&out, span_of("output"))->id,
		    sizeof(b->output));
	if (errors.len > 0)
		strlcpy(b->errors, add_file(&errors, span_of("errors"))->id,
		    sizeof(b->errors));
	buf_free(&out);
	buf_free(&errors);
}

static void
put_batch(struct buf *to, struct batch *b)
{
	const bool ended = b->looks >= LOOKS;

	buf_printf(to, "{\"id\":\"%s\",\"object\":\"batch\",\"endpoint\":"
	    "\"/v1/chat/completions\",\"input_file_id\":\"%s\","
	    "\"status\":\"%s\",\"request_counts\":{\"total\":%zu,"
	    "\"completed\":%zu,\"failed\":%zu}", b->id, b->input,
	    ended ? b->end : b->wait != NULL ? b->wait :
	    b->looks == 0 ? "validating" : "in_progress",
	    b->n, !ended ? 0 : b->lies ? b->n : b->done,
	    !ended || b->lies ? 0 : b->failed);
	if (ended && b->output[0] != '\0' && b->host[0] != '\0')
		buf_printf(to, ",\"output_file_id\":\"http://%s/x/files/%s/"
		    "content\"", b->host, b->output);
	else if (ended && b->output[0] != '\0')
		buf_printf(to, ",\"output_file_id\":\"%s\"", b->output);
	else
		buf_puts(to, ",\"output_file_id\":null");
	if (ended && b->errors[0] != '\0')
		buf_printf(to, ",\"error_file_id\":\"%s\"", b->errors);
	else
		buf_printf(to, ",\"error_file_id\":\"%s\"", b->gone ?
		    "file-gone" : "");
	if (ended && strcmp(b->end, "failed") == 0)
		buf_puts(to, ",\"errors\":{\"object\":\"list\",\"data\":[{"
		    "\"code\":\"token_limit_exceeded\",\"message\":"
		    "\"Enqueued token limit reached\"}]}");
	buf_puts(to, "}");
	b->looks++;
}

/* The text as a string; NULL if it is empty. */
static char *
copy(const struct buf *text)
{
	char *s;

	if (text->len == 0)
		return NULL;
	if ((s = strndup(text->data, text->len)) == NULL)
		err(1, NULL);
	return s;
}

/* Makes a batch of an uploaded file. */
static void
answer_create(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct buf id = { 0 };
	struct span host;
	struct file *f;
	struct batch *b = &batches[nbatches];

	if (!r->is_json || !string_member(&r->json, "input_file_id", &id) ||
	    (f = find_file(buf_span(&id))) == NULL)
		answer_error(to, r, 404, "no such file");
	else if (nbatches == MOST)
		errx(1, "too many batches");
	else {
		snprintf(b->id, sizeof(b->id), "batch_%zu", ++nbatches);
		strlcpy(b->input, f->id, sizeof(b->input));
		b->end = a->end.len > 0 ? copy(&a->end) : "completed";
		b->wait = copy(&a->wait);
		b->late = a->late;
		b->lies = a->lies;
		b->gone = a->gone;
		if (a->links && request_header(r, "host", &host))
			snprintf(b->host, sizeof(b->host), "%.*s",
			    (int)host.len, host.p);
		do_all(b, f, r, a);
		put_batch(&to->body, b);
		b->looks = 0;
	}
	buf_free(&id);
}

static void
answer_list(struct answer *to)
{
	const char *comma = "";
	size_t i, looks;

	buf_puts(&to->body, "{\"object\":\"list\",\"data\":[");
	for (i = nbatches; i-- > 0;) {
		if (batches[i].late > 0) {
			batches[i].late--;
			continue;
		}
		buf_puts(&to->body, comma);
		comma = ",";
		looks = batches[i].looks;
		put_batch(&to->body, &batches[i]);
		batches[i].looks = looks;
	}
	buf_puts(&to->body, "],\"has_more\":false}");
}

/* A request to a file: its content, what is known of it, or its end. */
static void
answer_file(struct answer *to, const struct request *r, struct span id)
{
	const bool content = span_ends(id, "/content");
	struct file *f;

	if (content)
		id.len -= 8;
	if ((f = find_file(id)) == NULL)
		answer_error(to, r, 404, "no such file");
	else if (content)
		buf_add(&to->body, f->data.data, f->data.len);
	else {
		put_file(&to->body, f);
		f->gone = span_is(r->method, "DELETE");
	}
}

/* The rest of the path behind a part of it; .p NULL: it lacks that. */
static struct span
behind(const struct request *r, const char *part)
{
	const char *p = memmem(r->path.p, r->path.len, part, strlen(part));

	if (p == NULL)
		return (struct span){ NULL, 0 };
	p += strlen(part);
	return (struct span){ p, (size_t)(r->path.p + r->path.len - p) };
}

static bool
answer_plain(struct answer *to, const struct request *r,
    const struct action *a)
{
	const bool post = span_is(r->method, "POST");
	struct span id;
	size_t i;

	if (request_is(r, "/files") && post)
		answer_upload(to, r, a);
	else if (request_is(r, "/batches") && post)
		answer_create(to, r, a);
	else if (request_is(r, "/batches"))
		answer_list(to);
	else if ((id = behind(r, "/files/")).p != NULL)
		answer_file(to, r, id);
	else if ((id = behind(r, "/batches/")).p != NULL) {
		for (i = 0; i < nbatches; i++)
			if (span_is(id, batches[i].id)) {
				put_batch(&to->body, &batches[i]);
				return true;
			}
		answer_error(to, r, 404, "no such batch");
	} else
		return false;
	return true;
}

bool
answer_batches(struct answer *to, const struct request *r,
    const struct action *a)
{
	struct buf plain;

	if (!answer_plain(to, r, a))
		return false;
	if (a->wrapped) {
		plain = to->body;
		to->body = (struct buf){ 0 };
		buf_puts(&to->body, "{\"code\":20000,\"message\":\"Ok\","
		    "\"status\":true,\"data\":");
		buf_add(&to->body, plain.data, plain.len);
		buf_addc(&to->body, '}');
		buf_free(&plain);
	}
	return true;
}
