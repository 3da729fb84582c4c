#include "huixiangdou.h"

#include "cite.h"

#include <string.h>

#include "json/json.h"
#include "base/utf8.h"

/* More references than this of one answer are not told. */
#define REFERENCES_MAX 100

/*
 * Its states are sentences, which change at their ends; NULL is a failure of
 * the server's.
 */
static const char *
state_of(struct span said)
{
	static const char *const known[][2] = {
		{ "success", "success" },
		{ "query is not a question", "not_a_question" },
		{ "The question does not have a topic", "unrelated" },
		{ "Topics unrelated", "unrelated" },
		{ "Cannot extract keywords", "unknown" },
		{ "No search result", "no_search_result" },
		{ "Irrelevant answer", "bad_answer" },
		{ "Reply has a high relevance to prohibited", "unsafe" },
		{ "Web search fail", NULL },
		{ "Init state", NULL },
		{ "internal error", NULL },
		{ "not finish", NULL },
		{ "fail", NULL },
		{ "Non-working hours", NULL },
		{ "HTTP interface parameter error", NULL },
		{ "Missing key", NULL },
		{ "bad parameter", NULL },
	};
	size_t i, len;

	for (i = 0; i < LEN(known); i++) {
		len = strlen(known[i][0]);
		if (said.len >= len && memcmp(said.p, known[i][0], len) == 0)
			return known[i][1];
	}
	return "bad_answer";
}

static bool
begins(struct span s, const char *with)
{
	size_t len = strlen(with);

	return s.len >= len && memcmp(s.p, with, len) == 0;
}

/* Appends {"source":…}, unless it is there already. */
static void
add_reference(struct huixiangdou_reply *r, struct span source, size_t *n)
{
	struct buf one = { 0 };
	struct buf *all = &r->references;

	source = utf8_strip(source);
	if (source.len == 0 || *n == REFERENCES_MAX)
		return;
	buf_puts(&one, "{\"source\":");
	json_put_string(&one, source.p, source.len);
	if (begins(source, "http://") || begins(source, "https://")) {
		buf_puts(&one, ",\"url\":");
		json_put_string(&one, source.p, source.len);
	}
	buf_addc(&one, '}');
	if (all->len > 0 && one.len > 0 && memmem(all->data, all->len,
	    one.data, one.len) == NULL) {
		if (all->len > 1)
			buf_addc(all, ',');
		buf_add(all, one.data, one.len);
		++*n;
	}
	all->failed = all->failed || one.failed;
	buf_free(&one);
}

static void
read_refs(struct huixiangdou_reply *r, const struct json_value *step,
    size_t *n)
{
	struct json_value refs, v;
	struct buf text = { 0 };
	struct json j;

	if (!json_find(step, "refs", &refs))
		return;
	json_open(&j, refs.p, refs.len);
	if (json_array(&j) == -1)
		return;
	while (json_element(&j, &v) == 1) {
		buf_clear(&text);
		if (json_add_text(&text, &v) && text.len > 0)
			add_reference(r, (struct span){ text.data, text.len },
			    n);
	}
	buf_free(&text);
}

/* Cuts the first line off s, its end included. */
static struct span
take_line(struct span *s)
{
	const char *eol = memchr(s->p, '\n', s->len);
	struct span line = { s->p, eol == NULL ? s->len :
		(size_t)(eol - s->p) };
	size_t all = line.len + (eol != NULL);

	s->p += all;
	s->len -= all;
	return line;
}

/*
 * chat_with_repo may set "**References:**" and a line "* file" for each
 * before the answer: takes them off.
 */
static struct span
take_preamble(struct huixiangdou_reply *r, struct span s, size_t *n)
{
	struct span line, rest = utf8_strip(s);

	if (!begins(rest, "**References:**"))
		return s;
	(void)take_line(&rest);
	while (begins(rest, "* ")) {
		line = take_line(&rest);
		line.p += 2;
		line.len -= 2;
		add_reference(r, line, n);
	}
	return rest;
}

static void
read_step(struct huixiangdou_reply *r, const struct json_value *step)
{
	struct json_value v;
	struct buf text = { 0 };
	struct span s;
	size_t n = 0;

	if (json_find(step, "state", &v))
		(void)json_add_text(&r->said, &v);
	r->state = state_of((struct span){ r->said.data, r->said.len });
	buf_addc(&r->references, '[');
	if (r->state != NULL && strcmp(r->state, "success") == 0) {
		if (json_find(step, "response", &v))
			(void)json_add_text(&text, &v);
		s = (struct span){ text.data, text.len };
		if (s.len > 0)
			s = utf8_strip(take_preamble(r, s, &n));
		if (s.len > 0)
			cite_unmark(&r->answer, s);
		if (r->answer.len == 0)
			r->state = "bad_answer";
		read_refs(r, step, &n);
	}
	buf_addc(&r->references, ']');
	r->failed = text.failed || r->said.failed || r->answer.failed ||
	    r->references.failed;
	buf_free(&text);
}

/* The step that decides.  False if there is none. */
static bool
choose_step(const struct json_value *top, bool last_success,
    struct json_value *step)
{
	struct json_value steps, v, state;
	struct json j;
	bool any = false, success = false;

	if (top->type != JSON_OBJECT || !json_find(top, "step", &steps))
		return false;
	json_open(&j, steps.p, steps.len);
	if (json_array(&j) == -1)
		return false;
	while (json_element(&j, &v) == 1) {
		if (v.type != JSON_OBJECT)
			return false;
		any = true;
		if (last_success && json_find(&v, "state", &state) &&
		    json_is(&state, "success"))
			success = true;
		else if (success)
			continue;
		*step = v;
	}
	return any;
}

int
huixiangdou_read(struct huixiangdou_reply *r, struct span body,
    bool last_success)
{
	struct json_value top, step, v;
	struct json j;
	long long n;

	buf_clear(&r->said);
	buf_clear(&r->answer);
	buf_clear(&r->references);
	r->repaired = 0;
	r->failed = false;
	if (body.len == 0)
		return -1;
	json_open(&j, body.p, body.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !choose_step(&top, last_success, &step))
		return -1;
	if (json_find(&top, "repaired", &v) && json_integer(&v, &n) == 0 &&
	    n > 0)
		r->repaired = (size_t)n;
	read_step(r, &step);
	return 0;
}

void
huixiangdou_free(struct huixiangdou_reply *r)
{
	buf_free(&r->said);
	buf_free(&r->answer);
	buf_free(&r->references);
}
