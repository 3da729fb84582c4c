/* Makes requests for a rerank, and reads the replies. */
#include "ranks.h"

#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "text/sentence.h"

/* Documents are cut to so many of a hundred of what the count allows, */
#define CUT_HUNDREDTHS 95

/* and, from the second time on, to three quarters at most. */
#define CUT_AGAIN_HUNDREDTHS 75

/* Documents of so many code points are not cut again. */
#define CUT_LEAST 8

const char *const ranks_apis[] = { [RANKS_JINA] = "jina", [RANKS_TEI] = "tei",
	[RANKS_NVIDIA] = "nvidia", [RANKS_DASHSCOPE] = "dashscope",
	[RANKS_AUTO] = "auto", NULL };

/* The pieces of a request. */
static const struct {
	const char *begin;	/* before the model, or before the query */
	const char *query;	/* between model and query */
	const char *documents;	/* between query and documents */
	const char *before, *after;	/* of each document */
	const char *end;
	bool model;
} forms[] = {
	[RANKS_JINA] = { "{\"model\":", ",\"query\":", ",\"documents\":[", "",
	    "", "]}", true },
	[RANKS_TEI] = { "{\"query\":", "", ",\"texts\":[", "", "", "]}",
	    false },
	[RANKS_NVIDIA] = { "{\"model\":", ",\"query\":{\"text\":",
	    "},\"passages\":[", "{\"text\":", "}", "]}", true },
	[RANKS_DASHSCOPE] = { "{\"model\":", ",\"input\":{\"query\":",
	    ",\"documents\":[", "", "",
	    "]},\"parameters\":{\"return_documents\":false}}", true },
};

/* The ends of the paths of servers that are asked in another way. */
static const struct {
	const char *path;
	enum ranks_api api;
} paths[] = {
	{ "/text-rerank", RANKS_DASHSCOPE },
	{ "/ranking", RANKS_NVIDIA },
};

void
ranks_open(struct ranks *k, enum ranks_api api, const char *url)
{
	size_t i;

	k->learns = api == RANKS_AUTO;
	if (k->learns)
		api = RANKS_JINA;
	for (i = 0; i < LEN(paths) && k->learns; i++)
		if (span_ends(span_of(url), paths[i].path))
			api = paths[i].api;
	k->api = api;
	k->tried = 1U << api;
}

void
ranks_body(const struct ranks *k, struct span question,
    const struct order *o, bool plain, struct buf *body)
{
	struct span text;
	size_t i;
	char comma = '[';

	buf_puts(body, "{\"model\":");
	json_put(body, k->model);
	buf_puts(body, ",\"query\":");
	json_put_string(body, question.p, question.len);
	buf_puts(body, ",\"documents\":");
	for (i = 0; i < o->documents; i++) {
		text = o->hit[o->document[i]].text;
		buf_addc(body, i == 0 ? '[' : ',');
		json_put_string(body, text.p, text.len);
	}
	buf_addc(body, ']');
	if (!plain) {
		buf_puts(body, ",\"wk\":{\"order\":");
		for (i = 0; i < o->n; i++) {
			if (o->hit[i].text.len == 0)
				continue;
			buf_addc(body, comma);
			buf_addu(body, o->hit[i].number);
			comma = ',';
		}
		buf_puts(body, "]}");
	}
	buf_addc(body, '}');
}

/* The parts of a body. */
struct asked {
	struct json_value model, query;
	size_t n;	/* documents: k->document, and k->order */
	size_t cut;	/* to so many code points; 0: they are whole */
};

/* Counts the elements of an array. */
static size_t
count(const struct json_value *list)
{
	struct json_value one;
	struct json j;
	size_t n = 0;

	json_open_value(&j, list);
	if (json_array(&j) == 0)
		while (json_element(&j, &one) == 1)
			n++;
	return n;
}

/* Reads k->order from the note in a body: the n numbers, each once. */
static void
read_order(struct ranks *k, const struct json_value *note, size_t n)
{
	struct json_value list, one;
	struct json j;
	long long number;
	size_t i;

	for (i = 0; i < n; i++)
		k->order[i] = i;
	if (!json_find(note, "order", &list) || count(&list) != n)
		return;
	json_open_value(&j, &list);
	(void)json_array(&j);
	for (i = 0; json_element(&j, &one) == 1; i++)
		if (json_integer(&one, &number) == 0 && number >= 0 &&
		    (size_t)number < n)
			k->order[i] = (size_t)number;
}

/* Reads the body of a call: one that ranks_body or ranks_mend made. */
static struct asked
read_body(struct ranks *k, struct span body)
{
	enum { MODEL, QUERY, DOCUMENTS, NOTE, N };
	static const char *const names[N] = { "model", "query", "documents",
		"wk" };
	struct json_value top, m[N], cut;
	struct asked a = { .n = 0 };
	struct json j;
	long long n;
	size_t i;

	json_open(&j, body.p, body.len);
	(void)json_read(&j, &top);
	json_find_all(&top, names, m, N);
	a.model = m[MODEL];
	a.query = m[QUERY];
	a.n = count(&m[DOCUMENTS]);
	if (a.n > k->asked_size) {
		k->asked_size = a.n;
		k->document = xreallocarray(k->document, a.n,
		    sizeof(*k->document));
		k->order = xreallocarray(k->order, a.n, sizeof(*k->order));
	}
	json_open_value(&j, &m[DOCUMENTS]);
	(void)json_array(&j);
	for (i = 0; i < a.n; i++)
		(void)json_element(&j, &k->document[i]);
	read_order(k, &m[NOTE], a.n);
	if (m[NOTE].p != NULL && json_find(&m[NOTE], "cut", &cut) &&
	    json_integer(&cut, &n) == 0 && n > 0)
		a.cut = (size_t)n;
	return a;
}

/* How many documents go in one request. */
static size_t
sent(const struct ranks *k, const struct asked *a)
{
	return k->most > 0 && k->most < a->n ? k->most : a->n;
}

/* Appends a document, of which `cut` code points may stay; 0: all. */
static void
put_document(struct buf *b, const struct json_value *document, size_t cut)
{
	struct buf scratch = { 0 };
	struct span text;

	if (cut == 0) {
		buf_add(b, document->p, document->len);
		return;
	}
	text = json_string(document, &scratch);
	json_put_string(b, text.p, sentence_cut(text, cut));
	buf_free(&scratch);
}

void
ranks_join(void *arg, struct buf *request, const struct span *each, size_t n)
{
	struct ranks *k = arg;
	const struct asked a = read_body(k, each[0]);
	size_t i;

	(void)n;	/* 1 */
	buf_puts(request, forms[k->api].begin);
	if (forms[k->api].model) {
		buf_add(request, a.model.p, a.model.len);
		buf_puts(request, forms[k->api].query);
	}
	buf_add(request, a.query.p, a.query.len);
	buf_puts(request, forms[k->api].documents);
	for (i = 0; i < sent(k, &a); i++) {
		if (i > 0)
			buf_addc(request, ',');
		buf_puts(request, forms[k->api].before);
		put_document(request, &k->document[k->order[i]], a.cut);
		buf_puts(request, forms[k->api].after);
	}
	buf_puts(request, forms[k->api].end);
}

/* Finds the list of ranks; false if there is none. */
static bool
find_list(const struct json_value *top, struct json_value *list)
{
	struct json_value output;

	*list = *top;
	if (top->type == JSON_OBJECT && !json_find(top, "results", list) &&
	    !json_find(top, "rankings", list) &&
	    !json_find(top, "data", list) &&
	    !(json_find(top, "output", &output) &&
	    json_find(&output, "results", list)))
		return false;
	return list->type == JSON_ARRAY;
}

static struct verdict_finding
look(const struct json_value *top)
{
	struct verdict_finding found = { .fault = NULL };
	struct json_value m;

	if (find_list(top, &m)) {
		if (count(&m) == 0)
			found.fault = "a reply without ranks";
		return found;
	}
	found.fault = "no list of ranks";
	if (top->type == JSON_OBJECT && (json_find(top, "error", &m) ||
	    json_find(top, "message", &m) || json_find(top, "detail", &m) ||
	    json_find(top, "code", &m)))
		found.error = (struct span){ top->p, top->len };
	return found;
}

/* Keeps an answer; a bare list becomes the results of an object. */
static void
keep(struct buf *kept, const struct json_value *top, size_t repaired)
{
	if (top->type == JSON_OBJECT) {
		json_keep(kept, top, repaired);
		return;
	}
	buf_puts(kept, "{\"results\":");
	json_compact(kept, (struct span){ top->p, top->len });
	buf_addc(kept, '}');
}

/* Whether a message asks for a field of another API. */
static bool
is_missing(const char *message, const char *field)
{
	char pattern[256];
	regex_t re;
	bool fits;

	(void)snprintf(pattern, sizeof(pattern), "\\b%s\\b.*(missing|required)|"
	    "(missing|required|need).*\\b%s\\b", field, field);
	if (regcomp(&re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB) != 0)
		return false;	/* no memory */
	fits = regexec(&re, message, 0, NULL, 0) == 0;
	regfree(&re);
	return fits;
}

/* Asks in the way that a refusal calls for; false if that was tried. */
static bool
change_api(struct ranks *k, struct span message)
{
	static const struct {
		enum ranks_api api;
		const char *field;
	} fields[] = { { RANKS_TEI, "texts" }, { RANKS_NVIDIA, "passages" },
		{ RANKS_DASHSCOPE, "input" }, { RANKS_JINA, "documents" } };
	struct buf s = { 0 };
	bool found = false;
	size_t i;

	utf8_mask(&s, message.p, message.len, 1000);
	buf_addc(&s, '\0');
	for (i = 0; i < LEN(fields) && !found && k->learns; i++) {
		if ((k->tried & 1U << fields[i].api) != 0 ||
		    !is_missing(s.data, fields[i].field))
			continue;
		found = true;
		k->api = fields[i].api;
		k->tried |= 1U << k->api;
		buf_clear(&k->batch->note);
		buf_printf(&k->batch->note, "the server needs another form of "
		    "request: give --api %s to avoid the refused request",
		    ranks_apis[k->api]);
	}
	buf_free(&s);
	return found;
}

/* Learns from a refusal, and judges it anew. */
static void
learn(struct ranks *k, struct verdict *v, struct span body, long status)
{
	struct error_body e = { 0 };

	error_body_read(&e, body);
	k->refusal = refusal_of(buf_span(&e.text), &k->limit, &k->given);
	switch (k->refusal) {
	case REFUSAL_LENGTH:
	case REFUSAL_TOKENS:
		v->class = VERDICT_RECORD;
		v->kind = "too_long";
		break;
	case REFUSAL_INPUTS:
		v->class = VERDICT_RECORD;
		v->kind = "too_many";
		break;
	case REFUSAL_VECTOR:
		v->class = VERDICT_RECORD;
		v->kind = "bad_rerank";
		break;
	case REFUSAL_KIND:
		v->class = VERDICT_CONFIG;
		v->kind = "bad_request";
		break;
	case REFUSAL_ENCODING:
	case REFUSAL_OTHER:
		if (status == 424)	/* TEI: its backend failed */
			v->class = VERDICT_RETRY;
		else if (status == 501)
			v->class = VERDICT_CONFIG;
		else if (status == 400 || status == 422)
			v->again = change_api(k, buf_span(&e.text));
		else if (status == 404)
			buf_puts(&v->message, "; if the path is another, give "
			    "all of it, as -u http://HOST:PORT/rerank");
	}
	error_body_free(&e);
}

void
ranks_judge(struct ranks *k, struct verdict *v, struct buf *body,
    const struct http_reply *reply, int64_t now)
{
	static const struct verdict_protocol protocol = { .look = look,
		.keep = keep };

	if (v->class == VERDICT_ANSWER) {
		verdict_body(v, body, &protocol, reply, now);
		return;
	}
	if (reply->fault != HTTP_DONE || v->rate_limited ||
	    v->class == VERDICT_PERSON || reply->status < 400)
		return;
	learn(k, v, buf_span(body), reply->status);
}

/* Reads a number of tokens at a place in the reply; -1 if it is not there. */
static long long
number_at(struct json_value v, const char *const *path)
{
	long long n;

	for (; *path != NULL; path++)
		if (v.type != JSON_OBJECT || !json_find(&v, *path, &v))
			return -1;
	return json_integer(&v, &n) == 0 && n >= 0 ? n : -1;
}

/* The tokens that a reply says were billed, or -1. */
static long long
billed(const struct json_value *top)
{
	static const char *const places[][4] = {
		{ "usage", "total_tokens", NULL },
		{ "usage", "prompt_tokens", NULL },
		{ "tokens", "input_tokens", NULL },
		{ "meta", "tokens", "input_tokens", NULL },
		{ "meta", "billed_units", "input_tokens", NULL },
	};
	long long n = -1;
	size_t i;

	for (i = 0; i < LEN(places) && n == -1; i++)
		n = number_at(*top, places[i]);
	return n;
}

/* Reads one rank.  NULL, or why it is not valid. */
static const char *
read_rank(struct ranks *k, const struct json_value *one, size_t n)
{
	enum { INDEX, RELEVANCE, SCORE, LOGIT, N };
	static const char *const names[N] = { "index", "relevance_score",
		"score", "logit" };
	struct json_value m[N], *score;
	struct rank *rank = &k->rank[k->n];
	long long index;

	if (one->type != JSON_OBJECT)
		return "a rank that is no object";
	json_find_all(one, names, m, N);
	if (m[INDEX].p == NULL || json_integer(&m[INDEX], &index) == -1)
		return "a rank without an index";
	if (index < 0 || (unsigned long long)index >= n)
		return "an index that no document has";
	if (k->seen[index])
		return "a document that is ranked twice";
	for (score = &m[RELEVANCE]; score < &m[N] && score->p == NULL; score++)
		;
	if (score == &m[N] || score->type != JSON_NUMBER ||
	    !isfinite(json_number(score)))
		return "a score that is no finite number";
	k->seen[index] = true;
	rank->index = (size_t)index;
	rank->score = (struct span){ score->p, score->len };
	rank->value = json_number(score);
	k->n++;
	return NULL;
}

/* Makes room for the ranks of n documents. */
static void
make_room(struct ranks *k, size_t n)
{
	if (n > k->seen_size) {
		k->seen_size = n;
		k->seen = xreallocarray(k->seen, n, sizeof(*k->seen));
		k->rank = xreallocarray(k->rank, n, sizeof(*k->rank));
	}
	memset(k->seen, 0, n * sizeof(*k->seen));
}

const char *
ranks_read(struct ranks *k, struct span reply, size_t n)
{
	static const char none[] = "no list of ranks";
	static const char *const cut[] = { "cut", NULL };
	struct json_value top, list, one;
	const char *why = NULL;
	struct json j;
	long long most;

	k->n = 0;
	k->model_said = (struct json_value){ 0 };
	json_open(&j, reply.p, reply.len);
	if (reply.len == 0 || n == 0 || json_read(&j, &top) == -1 ||
	    !find_list(&top, &list))
		return none;
	make_room(k, n);
	json_open_value(&j, &list);
	(void)json_array(&j);
	while (why == NULL && json_element(&j, &one) == 1)
		why = read_rank(k, &one, n);
	if (why != NULL || k->n == 0)
		return why != NULL ? why : none;
	k->tokens = billed(&top);
	k->cut = (most = number_at(top, cut)) > 0 ? (size_t)most : 0;
	if (!json_find(&top, "model", &k->model_said) ||
	    k->model_said.type != JSON_STRING)
		k->model_said = (struct json_value){ 0 };
	return NULL;
}

/* Whether the ranks are as the documents were sent, and a score rises. */
static bool
is_unsorted(const struct ranks *k)
{
	bool rises = false;
	size_t i;

	for (i = 1; i < k->n; i++) {
		if (k->rank[i].index < k->rank[i - 1].index)
			return false;
		rises = rises || k->rank[i].value > k->rank[i - 1].value;
	}
	return rises;
}

/* For qsort(3): the highest score first, of equal ones the first sent. */
static int
by_score(const void *one, const void *other)
{
	const struct rank *a = one, *b = other;

	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	return a->index < b->index ? -1 : 1;
}

const char *
ranks_divide(void *arg, struct span answer, const struct span *each,
    size_t n, struct buf *kept)
{
	struct ranks *k = arg;
	const struct asked a = read_body(k, each[0]);
	const char *why;
	size_t i;

	(void)n;	/* 1 */
	if ((why = ranks_read(k, answer, a.n)) != NULL)
		return why;
	if (is_unsorted(k))
		qsort(k->rank, k->n, sizeof(*k->rank), by_score);
	buf_puts(kept, "{\"results\":[");
	for (i = 0; i < k->n; i++) {
		buf_printf(kept, "%s{\"index\":%zu,\"relevance_score\":",
		    i == 0 ? "" : ",", k->order[k->rank[i].index]);
		buf_add(kept, k->rank[i].score.p, k->rank[i].score.len);
		buf_addc(kept, '}');
	}
	buf_addc(kept, ']');
	if (k->model_said.p != NULL) {
		buf_puts(kept, ",\"model\":");
		buf_add(kept, k->model_said.p, k->model_said.len);
	}
	if (k->tokens >= 0)
		buf_printf(kept, ",\"usage\":{\"prompt_tokens\":%lld,"
		    "\"total_tokens\":%lld}", k->tokens, k->tokens);
	if (a.cut > 0)
		buf_printf(kept, ",\"cut\":%zu", a.cut);
	buf_addc(kept, '}');
	return NULL;
}

/* The code points of the longest document that is sent. */
static size_t
longest(const struct ranks *k, const struct asked *a)
{
	struct buf scratch = { 0 };
	struct span text;
	size_t i, n, most = 0;

	for (i = 0; i < sent(k, a); i++) {
		buf_clear(&scratch);
		text = json_string(&k->document[k->order[i]], &scratch);
		n = utf8_count(text.p, text.len);
		if (n > most)
			most = n;
	}
	buf_free(&scratch);
	return a->cut > 0 && a->cut < most ? a->cut : most;
}

/* How many documents there were in the request that was refused. */
static size_t
were_sent(const struct ranks *k)
{
	static const char *const lists[] = { "documents", "texts",
		"passages" };
	const struct span request = k->batch->request;
	struct json_value top, list = { .type = JSON_NULL };
	struct json j;
	size_t i;

	json_open(&j, request.p, request.len);
	if (request.len == 0 || json_read(&j, &top) == -1)
		return 0;
	(void)json_find(&top, "input", &top);
	for (i = 0; i < LEN(lists); i++)
		if (json_find(&top, lists[i], &list))
			break;
	return list.type == JSON_ARRAY ? count(&list) : 0;
}

/*
 * Sends fewer documents from now on; false if they cannot be fewer.  If other
 * requests that were under way have lowered the number, that one is tried.
 */
static bool
send_fewer(struct ranks *k)
{
	const size_t were = were_sent(k);
	size_t most = k->limit;

	if (most == 0 || most >= were)
		most = were / 2;
	if (most == 0)
		return false;
	if (k->most > 0 && k->most < were && (k->limit == 0 ||
	    k->most <= most))
		return true;
	k->most = most;
	k->batch->note.len = 0;
	buf_printf(&k->batch->note, "the server accepts %zu document%s in a "
	    "request: as many hits of a record are ranked, and the others "
	    "follow them", most, plural(most));
	return true;
}

bool
ranks_mend(void *arg, const struct verdict *v, struct buf *body)
{
	struct ranks *k = arg;
	const struct asked a = read_body(k, buf_span(body));
	size_t was, most, i;
	struct buf b = { 0 };

	if (strcmp(v->kind, "too_many") == 0)
		return send_fewer(k);
	if (strcmp(v->kind, "too_long") != 0 &&
	    strcmp(v->kind, "too_large") != 0 &&
	    strcmp(v->kind, "context_length") != 0)
		return false;
	was = longest(k, &a);
	most = was / 2;
	if (k->limit > 0 && k->given > k->limit)
		most = (size_t)((double)was * (double)k->limit /
		    (double)k->given * CUT_HUNDREDTHS / 100);
	if (a.cut > 0 && most > was * CUT_AGAIN_HUNDREDTHS / 100)
		most = was * CUT_AGAIN_HUNDREDTHS / 100;
	/* The numbers were nearly right for the first cut. */
	if (a.cut > 0 && most < was / 2)
		most = was / 2;
	k->limit = k->given = 0;
	if (was <= CUT_LEAST || most == 0)
		return false;
	buf_puts(&b, "{\"model\":");
	buf_add(&b, a.model.p, a.model.len);
	buf_puts(&b, ",\"query\":");
	buf_add(&b, a.query.p, a.query.len);
	buf_puts(&b, ",\"documents\":");
	for (i = 0; i < a.n; i++) {
		buf_addc(&b, i == 0 ? '[' : ',');
		buf_add(&b, k->document[i].p, k->document[i].len);
	}
	buf_puts(&b, "],\"wk\":{\"order\":");
	for (i = 0; i < a.n; i++) {
		buf_addc(&b, i == 0 ? '[' : ',');
		buf_addu(&b, k->order[i]);
	}
	buf_printf(&b, "],\"cut\":%zu}}", most);
	buf_free(body);
	*body = b;
	return true;
}

void
ranks_free(struct ranks *k)
{
	free(k->rank);
	free(k->seen);
	free(k->document);
	free(k->order);
}
