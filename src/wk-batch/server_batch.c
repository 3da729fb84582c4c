/* Starts batches at a server, finds them, and asks for their status. */
#include "server_call.h"

#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/memory.h"
#include "call/verdict.h"
#include "stage/failures.h"

/* A list of batches with more pages than this has no end. */
#define PAGES 10000

/* How often, and after how many seconds, a file just uploaded is missing. */
#define NEW_FILE_TRIES 3
#define NEW_FILE_WAIT 1

int
server_create(struct server *s, const char *file, struct buf *id,
    struct buf *why)
{
	const struct timespec pause = { NEW_FILE_WAIT, 0 };
	struct buf body = { 0 };
	struct call c = { .type = "application/json" };
	struct json_value top;
	int status, try;

	call_path(&c, "/batches", "", "");
	buf_puts(&body, "{\"input_file_id\":");
	json_put(&body, file);
	buf_puts(&body, ",\"endpoint\":");
	json_put(&body, s->path.data);
	buf_puts(&body, ",\"completion_window\":");
	json_put(&body, s->settings->window);
	buf_puts(&body, "}");
	c.body = buf_span(&body);
	for (try = 1;; try++) {
		status = call_id(s, &c, id, &top, why);
		if (s->status != 404 || try == NEW_FILE_TRIES)
			break;
		/* Some servers need a moment to find a file. */
		buf_clear(why);
		(void)nanosleep(&pause, NULL);
	}
	if (status != STATUS_OK && s->status == 404)
		status = STATUS_AGAIN;
	call_free(&c);
	buf_free(&body);
	return status;
}

/* A page of the list of batches. */
struct page {
	struct buf last;	/* id of its last batch, or empty */
	bool found;		/* the batch is there: but id may be none */
	bool more;		/* it is not the last page */
};

/*
 * Looks for the batch of a file in a page.  False if that is not a list: it
 * does not tell that there is no batch.
 */
static bool
read_page(const struct json_value *top, const char *file, struct buf *id,
    struct page *page)
{
	struct json_value list, v, inner, input;
	struct json j;

	*page = (struct page){ .last = page->last };
	buf_clear(&page->last);
	if (!json_find(top, "data", &list))
		return false;
	/* SiliconFlow's {"code":20000,"data":{"data":[…]}} */
	if (list.type == JSON_OBJECT) {
		inner = list;
		top = &inner;
		if (!json_find(top, "data", &list))
			return false;
	}
	if (list.type == JSON_NULL)	/* an empty list in Go */
		return json_find(top, "object", &v) && json_is(&v, "list");
	json_open_value(&j, &list);
	if (list.type != JSON_ARRAY || json_array(&j) == -1)
		return false;
	page->more = json_find(top, "has_more", &v) && v.type == JSON_TRUE &&
	    list.len > 2;	/* not "[]" */
	while (json_element(&j, &v) == 1) {
		(void)member_id(&v, "id", &page->last);
		if (json_find(&v, "input_file_id", &input) &&
		    json_is(&input, file)) {
			page->found = true;
			(void)member_id(&v, "id", id);
		}
	}
	return true;
}

/* Why a list leaves open whether there is a batch. */
static int
unclear(const struct server *s, const char *what, struct buf *why)
{
	buf_printf(why, "%s/batches: %s", s->endpoint.base.data, what);
	return STATUS_LOCAL;
}

int
server_find(struct server *s, const char *file, struct buf *id,
    struct buf *why)
{
	struct call c = { .method = "GET" };
	struct buf before = { 0 };
	struct page page = { .more = true };
	struct json_value top;
	int status = STATUS_OK, n;

	buf_clear(id);
	call_path(&c, "/batches?limit=100", "", "");
	for (n = 0; page.more && !page.found && status == STATUS_OK; n++) {
		status = call_object(s, &c, &top, why);
		if (status != STATUS_OK)
			break;
		if (!read_page(&top, file, id, &page))
			status = unclear(s, "the reply is not a list of "
			    "batches", why);
		else if (page.found && id->len == 0)
			status = unclear(s, "a batch in the list has no id",
			    why);
		else if (page.more && (n == PAGES || page.last.len == 0 ||
		    span_same(buf_span(&page.last), buf_span(&before))))
			status = unclear(s, "the list has no end", why);
		buf_clear(&before);
		buf_add(&before, page.last.data, page.last.len);
		call_path(&c, "/batches?limit=100&after=", page.last.len > 0 ?
		    page.last.data : "", "");
	}
	call_free(&c);
	buf_free(&page.last);
	buf_free(&before);
	return status;
}

/* How a batch with this status has ended. */
static enum batch_end
end_of(const char *status)
{
	static const struct {
		const char *status;
		enum batch_end end;
	} ends[] = {
		{ "completed", BATCH_DONE }, { "success", BATCH_DONE },
		{ "succeeded", BATCH_DONE }, { "failed", BATCH_FAILED },
		{ "error", BATCH_FAILED }, { "expired", BATCH_CUT },
		{ "cancelled", BATCH_CUT }, { "canceled", BATCH_CUT },
		{ "partial", BATCH_CUT }, { "timeout_exceeded", BATCH_CUT }
	};
	size_t i;

	for (i = 0; i < LEN(ends); i++)
		if (strcasecmp(status, ends[i].status) == 0)
			return ends[i].end;
	return BATCH_RUNS;
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

/* Reads why a batch failed: {"errors":{"data":[{"code":…,"message":…}]}}. */
static void
read_reason(const struct json_value *top, struct batch_look *look)
{
	/* The limit of tokens in all batches that wait, of OpenAI and Azure. */
	static const char *const limits[] = { "nqueued", "token_limit",
		"rate limit", "rate_limit" };
	struct json_value errors, data;
	struct json j;
	struct verdict v = { 0 };
	size_t i;

	if (!json_find(top, "errors", &errors) || errors.type == JSON_NULL)
		return;
	if (errors.type == JSON_OBJECT && json_find(&errors, "data", &data))
		errors = data;
	json_open_value(&j, &errors);
	if (errors.type == JSON_ARRAY && (json_array(&j) == -1 ||
	    json_element(&j, &errors) != 1))
		return;
	verdict_error(&v, 0, (struct span){ errors.p, errors.len }, NULL,
	    (int64_t)time(NULL));
	look->person = v.class == VERDICT_PERSON;
	for (i = 0; i < LEN(limits); i++)
		if (memmem(errors.p, errors.len, limits[i],
		    strlen(limits[i])) != NULL)
			look->limited = true;
	if (!member_text(&errors, "message", &look->reason)) {
		buf_clear(&look->reason);
		buf_add(&look->reason, v.message.data, v.message.len);
		buf_addc(&look->reason, '\0');
		look->reason.len--;
	}
	verdict_free(&v);
}

/* Sets b to the id or the URL (SiliconFlow) of a file. */
static void
member_file(const struct json_value *v, const char *name, struct buf *b)
{
	if (!member_id(v, name, b) && member_text(v, name, b) &&
	    !server_is_url(b->data))
		buf_clear(b);
}

int
server_look(struct server *s, const char *id, struct batch_look *look,
    struct buf *why)
{
	struct buf own = { 0 };
	struct call c = { .method = "GET" };
	struct json_value top;
	int status;

	call_path(&c, "/batches/", id, "");
	status = call_id(s, &c, &own, &top, why);
	look->gone = s->status == 404 || s->status == 410;
	if (status == STATUS_OK) {
		(void)member_text(&top, "status", &look->status);
		look->end = end_of(look->status.data);
		member_file(&top, "output_file_id", &look->output);
		member_file(&top, "error_file_id", &look->errors);
		look->completed = count_of(&top, "completed");
		look->failed = count_of(&top, "failed");
		read_reason(&top, look);
	}
	call_free(&c);
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
