/* Reads a script, line by line. */
#include "script.h"

#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"

static const struct {
	const char *name;
	char op;
	enum kind kind;
} table[] = {
	{ "n", '=', COND_N }, { "every", '=', COND_EVERY },
	{ "try", '=', COND_TRY }, { "try", '>', COND_TRY },
	{ "path", '=', COND_PATH }, { "body", '~', COND_BODY },
	{ "rate", '=', COND_RATE }, { "rpm", '=', COND_RPM },
	{ "rps", '=', COND_RPS }, { "key", '=', COND_KEY },
	{ "no-key", '\0', COND_NO_KEY }, { "stream", '\0', COND_STREAM },
	{ "default", '\0', COND_DEFAULT },
	{ "head", '~', COND_HEAD },
	{ "inputs", '>', COND_INPUTS }, { "longest", '>', COND_LONGEST },
};

static const char *
read_rate(struct condition *c, const struct buf *value)
{
	char text[32], *end;

	if (value->len == 0 || value->len >= sizeof(text))
		return "not a rate";
	memcpy(text, value->data, value->len);
	text[value->len] = '\0';
	c->rate = strtod(text, &end);
	if (*end != '\0' || !(c->rate >= 0 && c->rate <= 1))
		return "a rate is 0 to 1";
	return NULL;
}

static const char *
read_value(struct condition *c, const struct word *w)
{
	switch (c->kind) {
	case COND_N:
	case COND_TRY:
	case COND_INPUTS:
	case COND_LONGEST:
		if (!word_range(&w->value, '-', &c->from, &c->to))
			return "not N or N-N";
		if (w->op == '>') {
			c->from++;
			c->to = UINT64_MAX;
		}
		return NULL;
	case COND_EVERY:
	case COND_RPM:
	case COND_RPS:
		if (!word_range(&w->value, '\0', &c->from, &c->to) ||
		    c->from == 0 || c->from > 1000000)
			return "not a number of 1 to 1000000";
		return NULL;
	case COND_RATE:
		return read_rate(c, &w->value);
	case COND_PATH:
	case COND_BODY:
	case COND_HEAD:
	case COND_KEY:
		if (w->value.len == 0)
			return "no text";
		buf_add(&c->text, w->value.data, w->value.len);
		return NULL;
	case COND_NO_KEY:
	case COND_STREAM:
	case COND_DEFAULT:
		return NULL;
	}
	return "impossible";
}

static const char *
read_condition(struct script *s, struct rule *r, struct word *w)
{
	struct condition *c;
	const char *why;
	size_t i;
	bool negated = w->name.len > 0 && w->name.data[0] == '!';

	if (negated)
		memmove(w->name.data, w->name.data + 1, --w->name.len);
	for (i = 0; i < LEN(table); i++)
		if (word_is(w, table[i].name, table[i].op))
			break;
	if (i == LEN(table))
		return "no such condition";
	r->cond = reallocarray(r->cond, r->ncond + 1, sizeof(*r->cond));
	if (r->cond == NULL)
		err(1, NULL);
	c = &r->cond[r->ncond++];
	memset(c, 0, sizeof(*c));
	c->kind = table[i].kind;
	c->negated = negated;
	why = read_value(c, w);
	if ((c->kind == COND_RPM || c->kind == COND_RPS) &&
	    c->from >= s->npast)
		s->npast = (size_t)c->from + 1;
	return why;
}

/* Whether the word is the colon, or ends in it ("default:"). */
static bool
take_colon(struct word *w)
{
	struct buf *b = w->op == '\0' ? &w->name : &w->value;

	if (b->len == 0 || b->data[b->len - 1] != ':')
		return false;
	b->len--;
	return true;
}

static const char *
read_rule(struct script *s, struct rule *r, struct word *w, struct span line)
{
	const char *p = line.p, *end = p + line.len, *why = NULL;
	bool colon = false;
	int got;

	r->action.delay = r->action.cut = r->action.drip = -1;
	while (why == NULL && (got = word_read(w, &p, end)) != 0) {
		if (got == -1)
			return "a quote or an escape does not end";
		if (colon) {
			why = action_read(&r->action, w);
			continue;
		}
		colon = take_colon(w);
		if (!colon || w->op != '\0' || w->name.len > 0)
			why = read_condition(s, r, w);
	}
	if (why == NULL && (!colon || r->ncond == 0))
		return "not CONDITION : ACTION";
	return why;
}

struct script *
script_read(const char *path)
{
	struct script *s = calloc(1, sizeof(*s));
	struct lines l = { 0 };
	struct word w = { 0 };
	struct span line;
	const char *why;
	int fd, got;

	if (s == NULL)
		err(1, NULL);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		err(2, "%s", path);
	lines_open(&l, fd);
	while ((got = lines_next(&l, &line, NULL)) == 1) {
		if (line.len == 0 || line.p[0] == '#')
			continue;
		s->rule = reallocarray(s->rule, s->n + 1, sizeof(*s->rule));
		if (s->rule == NULL)
			err(1, NULL);
		memset(&s->rule[s->n], 0, sizeof(*s->rule));
		why = read_rule(s, &s->rule[s->n++], &w, line);
		if (why != NULL)
			errx(2, "%s:%zu: %s: %.*s", path, l.number, why,
			    (int)w.name.len, w.name.data);
	}
	if (got == -1)
		err(2, "%s", path);
	close(fd);
	lines_free(&l);
	buf_free(&w.name);
	buf_free(&w.value);
	if (s->npast > 0 &&
	    (s->past = calloc(s->npast, sizeof(*s->past))) == NULL)
		err(1, NULL);
	return s;
}
