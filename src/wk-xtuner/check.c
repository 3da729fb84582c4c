/* The parts that the checks of all formats share: members, complaints. */
#include "check.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"
#include "text/control.h"

void
check_complain(struct rowcheck *c, const char *fmt, ...)
{
	char problem[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(problem, sizeof(problem), fmt, ap);
	va_end(ap);
	c->told++;
	c->complain(c->arg, c->file, c->line, problem);
}

bool
check_one_of(const struct json_value *v, const char *const *words)
{
	for (; *words != NULL; words++)
		if (json_is(v, *words))
			return true;
	return false;
}

bool
check_string(struct rowcheck *c, const struct json_value *v, const char *what)
{
	if (v->type == JSON_STRING)
		return true;
	check_complain(c, "%s is %s, not a string", what,
	    json_type_name(v->type));
	return false;
}

bool
check_member(struct rowcheck *c, const struct json_value *object,
    const char *member, const char *where, struct json_value *v)
{
	char what[80];

	(void)snprintf(what, sizeof(what), "%s%s", where, member);
	if (json_find(object, member, v))
		return check_string(c, v, what);
	check_complain(c, "%s is missing", what);
	return false;
}

bool
check_is_blank(const struct json_value *v)
{
	struct buf b = { 0 };
	bool blank;

	if (v->type != JSON_STRING)
		return false;
	blank = !utf8_has_visible(json_string(v, &b));
	buf_free(&b);
	return blank;
}

void
check_tokens(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member)
{
	struct buf b = { 0 };
	struct span token;

	if (v->type == JSON_STRING && control_find(json_string(v, &b), &token))
		check_complain(c, "%s%s contains the control token %.*s", where,
		    member, (int)token.len, token.p);
	buf_free(&b);
}

void
check_learnt(struct rowcheck *c, const struct json_value *v,
    const char *where, const char *member)
{
	if (check_is_blank(v))
		check_complain(c, "%s%s is empty: nothing to learn", where,
		    member);
}

bool
check_list(struct rowcheck *c, const struct json_value *v, const char *what)
{
	struct json_value element;
	struct json j;

	json_open(&j, v->p, v->len);
	if (json_array(&j) == -1) {
		check_complain(c, "%s is %s, not an array", what,
		    json_type_name(v->type));
		return false;
	}
	if (json_element(&j, &element) == 0) {
		check_complain(c, "%s is empty", what);
		return false;
	}
	return true;
}
