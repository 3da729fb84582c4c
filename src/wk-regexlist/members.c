/* Reads --member: which members of an object become which fields. */
#include "members.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

/*
 * Fields that a member may become, although they are fields of the stream;
 * with the types that they have there.
 */
static const struct {
	const char *name;
	unsigned int types;
} allowed[] = { { "question", MEMBER_STRING }, { "answer", MEMBER_STRING },
	{ "evidence", MEMBER_STRING }, { "rejected", MEMBER_STRING },
	{ "aspect", MEMBER_STRING }, { "question_type", MEMBER_STRING },
	{ "scores", MEMBER_NUMBER | MEMBER_OBJECT } };

/*
 * The other fields of the stream (wk-records(5)).  Programs trust them, so
 * that no model may set one.
 */
static const char *const refused[] = { "text", "source", "type", "title",
	"page", "row", "index", "start", "heading", "before", "id",
	"messages", "prompt", "response", "reasoning", "ask", "rag", "item",
	"sample", "embedding", "hits", "references", "cleaned",
	"origin", "state", "duplicate_of", "unsupported", "judge", "turns",
	"error" };

static const struct {
	const char *name;
	unsigned int types;
} types[] = { { "string", MEMBER_STRING }, { "number", MEMBER_NUMBER },
	{ "array", MEMBER_ARRAY } };

/* Takes :TYPE off the end of s.  0 if there is none. */
static unsigned int
take_type(char *s)
{
	char *colon = strrchr(s, ':');
	size_t i;

	for (i = 0; colon != NULL && i < LEN(types); i++)
		if (strcmp(colon + 1, types[i].name) == 0) {
			*colon = '\0';
			return types[i].types;
		}
	return 0;
}

/* Takes the mark off a name that an object may lack.  Whether it was there. */
static bool
take_mark(char *name)
{
	size_t len = strlen(name);

	if (len == 0 || name[len - 1] != '?')
		return false;
	name[len - 1] = '\0';
	return true;
}

/*
 * The types that a field may have.  0, and the reason in why, if no member
 * may set it, or none of the type that the user wants (0: any).
 */
static unsigned int
types_of(const char *field, unsigned int wanted, struct buf *why)
{
	size_t i;

	for (i = 0; i < LEN(allowed); i++) {
		if (strcmp(field, allowed[i].name) != 0)
			continue;
		if (wanted == 0)
			return allowed[i].types;
		if ((allowed[i].types & wanted) != 0)
			return wanted;
		buf_printf(why, "field %s is %s", field,
		    allowed[i].types == MEMBER_STRING ? "a string" :
		    "an object of numbers");
		return 0;
	}
	for (i = 0; i < LEN(refused); i++)
		if (strcmp(field, refused[i]) == 0) {
			buf_printf(why, "a model may not set field %s",
			    field);
			return 0;
		}
	return wanted == 0 ? MEMBER_ANY : wanted;
}

/* Appends to why what is wrong with a name and its field, if anything is. */
static void
look_at(const struct members *m, const char *name, const char *field,
    struct buf *why)
{
	size_t i;

	if (*name == '\0' || *field == '\0')
		buf_puts(why, "a name is missing");
	else if (m->n == MEMBERS_MAX)
		buf_printf(why, "more than %d members", MEMBERS_MAX);
	for (i = 0; i < m->n && why->len == 0; i++)
		if (strcasecmp(name, m->member[i].name) == 0)
			buf_printf(why, "member %s is named twice", name);
		else if (strcmp(field, m->member[i].field) == 0 &&
		    strcmp(field, "scores") != 0)
			buf_printf(why, "two members for field %s", field);
}

void
members_add(struct members *m, const char *arg, struct buf *why)
{
	char *name = xreallocarray(NULL, strlen(arg) + 1, 1), *field;
	unsigned int wanted, kinds = 0;
	struct buf what = { 0 };
	bool optional;

	memcpy(name, arg, strlen(arg) + 1);
	wanted = take_type(name);
	if ((field = strchr(name, '=')) != NULL)
		*field++ = '\0';
	optional = take_mark(name);
	if (field == NULL)
		field = name;
	look_at(m, name, field, &what);
	if (optional && strcmp(field, "question") == 0)
		buf_puts(&what, "an item must have a question");
	if (what.len == 0)
		kinds = types_of(field, wanted, &what);
	if (what.len > 0) {
		buf_printf(why, "--member %s: %.*s", arg, (int)what.len,
		    what.data);
		buf_free(&what);
		free(name);
		return;
	}
	if (m->n == 0)
		m->question = -1;
	if (strcmp(field, "question") == 0)
		m->question = (int)m->n;
	m->member[m->n++] = (struct member){ name, field, kinds,
		optional };
}

int
members_find(const struct members *m, struct span key)
{
	int found = -1;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (span_is(key, m->member[i].name))
			return (int)i;
		if (strlen(m->member[i].name) == key.len &&
		    strncasecmp(m->member[i].name, key.p, key.len) == 0)
			found = (int)i;
	}
	return found;
}

void
members_free(struct members *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		free(m->member[i].name);
	*m = (struct members){ 0 };
}
