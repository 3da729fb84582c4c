/* Finds the script line that matches a request. */
#include "script.h"

#include <string.h>

static uint64_t seed = 1;

void
script_seed(uint64_t n)
{
	seed = n;
}

/* The mixing of splitmix64 (Steele, Lea and Flood, 2014). */
static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15U;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
	x = (x ^ x >> 27) * 0x94d049bb133111ebU;
	return x ^ x >> 31;
}

double
chance(uint64_t a, uint64_t b)
{
	return (double)(mix(mix(mix(seed) ^ a) ^ b) >> 11) / 9007199254740992.;
}

static bool
holds(struct span s, const struct buf *text)
{
	return memmem(s.p, s.len, text->data, text->len) != NULL;
}

/* Whether a string somewhere in v, decoded, holds the text. */
static bool
json_holds(const struct json_value *v, const struct buf *text)
{
	struct json_value name, value;
	struct buf scratch = { 0 };
	struct json j;
	bool found = false;

	json_open(&j, v->p, v->len);
	if (v->type == JSON_STRING) {
		found = holds(json_string(v, &scratch), text);
		buf_free(&scratch);
	} else if (v->type == JSON_ARRAY) {
		json_array(&j);
		while (!found && json_element(&j, &value) == 1)
			found = json_holds(&value, text);
	} else if (v->type == JSON_OBJECT) {
		json_object(&j);
		while (!found && json_member(&j, &name, &value) == 1)
			found = json_holds(&value, text);
	}
	return found;
}

/* Whether more than `limit` requests came in the last `window` ms. */
static bool
rate_limited(const struct script *s, const struct request *r, uint64_t limit,
    int64_t window)
{
	if (r->n <= limit)
		return false;
	return s->past[(r->n - limit) % s->npast] > r->now - window;
}

/* How many texts a request has, to embed or rank, or the longest's bytes. */
static size_t
measure(const struct request *r, bool longest)
{
	struct json_value input, text;
	struct json j;
	size_t n = 0, most = 0;

	if (!r->is_json || r->json.type != JSON_OBJECT ||
	    (!json_find(&r->json, "input", &input) &&
	    !json_find(&r->json, "documents", &input) &&
	    !json_find(&r->json, "texts", &input)))
		return 0;
	json_open(&j, input.p, input.len);
	if (json_array(&j) == -1)
		return longest ? input.len : 1;
	while (json_element(&j, &text) == 1) {
		n++;
		if (text.len > most)
			most = text.len;
	}
	return longest ? most : n;
}

static bool
wants_stream(const struct request *r)
{
	struct json_value v;

	return r->is_json && r->json.type == JSON_OBJECT &&
	    json_find(&r->json, "stream", &v) && v.type == JSON_TRUE;
}

static bool
test(const struct script *s, const struct condition *c, uint64_t line,
    const struct request *r)
{
	switch (c->kind) {
	case COND_N:
		return r->n >= c->from && r->n <= c->to;
	case COND_EVERY:
		return r->n % c->from == 0;
	case COND_TRY:
		return r->try >= c->from && r->try <= c->to;
	case COND_PATH:
		return holds(r->path, &c->text);
	case COND_BODY:
		return holds(r->body, &c->text) ||
		    (r->is_json && json_holds(&r->json, &c->text));
	case COND_HEAD:
		return holds(r->head, &c->text);
	case COND_RATE:
		return chance(r->n, line + 1) < c->rate;
	case COND_RPM:
		return rate_limited(s, r, c->from, 60000);
	case COND_RPS:
		return rate_limited(s, r, c->from, 1000);
	case COND_KEY:
		return r->key.p != NULL && holds(r->key, &c->text);
	case COND_NO_KEY:
		return r->key.p == NULL;
	case COND_STREAM:
		return wants_stream(r);
	case COND_INPUTS:
		return measure(r, false) >= c->from;
	case COND_LONGEST:
		return measure(r, true) >= c->from;
	case COND_DEFAULT:
		return true;
	}
	return false;
}

const struct action *
script_match(struct script *s, const struct request *r)
{
	const struct rule *rule;
	size_t i, k;

	if (s->npast > 0)
		s->past[r->n % s->npast] = r->now;
	for (i = 0; i < s->n; i++) {
		rule = &s->rule[i];
		for (k = 0; k < rule->ncond; k++)
			if (test(s, &rule->cond[k], i, r) ==
			    rule->cond[k].negated)
				break;
		if (k == rule->ncond)
			return &rule->action;
	}
	return NULL;
}
