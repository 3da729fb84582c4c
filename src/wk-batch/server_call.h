/*
 * The inside of server.h, for its files: server_call.c does a call, server.c
 * those of files, server_batch.c those of batches.
 */
#ifndef WK_BATCH_SERVER_CALL_H
#define WK_BATCH_SERVER_CALL_H

#include "call/http.h"
#include "server.h"

/* A call, and what came of it.  All zero, but for what is to be sent. */
struct call {
	const char *method;	/* NULL: POST */
	struct buf path;	/* behind the base URL; ends in a NUL */
	const char *type;	/* of the body */
	struct span body;
	bool to_fd;		/* a body goes to fd, not into reply */
	int fd;
	int error;		/* errno of a write to fd */
	bool whole_url;		/* path is all of the URL */
	size_t got;		/* bytes written to fd */
	bool framed;		/* the reply said how long it is */
	struct http_reply reply;
};

/* Sets the path of a call: start, the id with %XX where needed, end. */
void call_path(struct call *c, const char *start, const char *id,
    const char *end);

/*
 * Does a call, over a connection of its own: only a connection that has served
 * others makes libcurl send a request again.  STATUS_OK, or what to exit with;
 * sets s->status and s->unsure.
 */
int call_do(struct server *s, struct call *c, struct buf *why);

/* The same; the reply must be a JSON object. */
int call_object(struct server *s, struct call *c, struct json_value *top,
    struct buf *why);

/*
 * The same; it must have an id, which this sets.  *top is the object that has
 * it: the one in "data", for SiliconFlow's {"code":20000,"data":{"id":…}}.
 */
int call_id(struct server *s, struct call *c, struct buf *id,
    struct json_value *top, struct buf *why);

void call_free(struct call *c);

/* Sets b to the text of a member, with a NUL behind it; false if absent. */
bool member_text(const struct json_value *v, const char *name, struct buf *b);

/* The same for an id; false, too, if no id looks like that. */
bool member_id(const struct json_value *v, const char *name, struct buf *b);

/* The path that a URL of requests ends with, or NULL. */
const char *server_path(const char *url);

/* Whether a file is named by its URL, as SiliconFlow does, not by an id. */
bool server_is_url(const char *file);

#endif
