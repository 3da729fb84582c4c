/* Where a server is, and the key that it may be shown. */
#ifndef WK_ENDPOINT_H
#define WK_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct endpoint {
	struct buf base;	/* the base URL, no slash at its end */
	char *url;		/* what to post to: base and a path */
	char *socket;		/* path of a unix socket, or NULL */
	char *authorization;	/* the header with the key, "Authorization:
				   Bearer …" or "X-API-KEY: …"; or NULL */
	bool loopback;		/* this host: 127.0.0.0/8, ::1, localhost,
				   a unix socket */
	struct buf note;	/* a line for the user, or empty: a key is
				   withheld, others can read the key file */
};

/* The settings that an endpoint is found by; NULL where none was given. */
struct endpoint_rules {
	const char *url;	/* -u */
	const char *key_file;	/* --key-file */
	const char *path;	/* of the calls: "/chat/completions" */
	const char *other;	/* another path that is cut off, or NULL */
	/* More paths of calls, NULL at the end, or NULL: a URL that ends with
	   one of them is called there, and not at path. */
	const char *const *paths;
	const char *version;	/* path of a base that has none: "/v1" */
	bool keyless;		/* nothing is sent, so no key is looked for */
	const char *port;	/* of an http URL that has none, or NULL */
	/* Variables of the program's own, which come before those of WK_ and
	   OPENAI_: URL, key, file of the key.  All NULL: none. */
	const char *own_url, *own_key, *own_key_file;
	bool openai;		/* look at WK_BASE_URL, OPENAI_BASE_URL and
				   their keys */
	bool serper;		/* look at SERPER_URL and SERPER_API_KEY; the
				   server is Serper's if no URL is given */
};

/*
 * Finds the server and the key, by the rules of wk-ask(1): flags, then the
 * program's own variables, then WK_*, then OPENAI_*; an empty variable counts
 * as not set.  WK_API_KEY(_FILE) does not go to a server that own_url names,
 * unless WK_BASE_URL has the same host.
 *
 * URLs are taken as people paste them: with or without a scheme (http for
 * this host and where the rules give a port, else https), with slashes at
 * the end, with the path of the calls or its last part.  A URL without any
 * path gets the version.  unix:/run/x.sock and unix:/run/x.sock:/api/v1 are
 * sockets; their base is "unix:/run/x.sock:/v1".
 *
 * OPENAI_API_KEY goes to the host of OPENAI_BASE_URL (OPENAI_API_BASE) or,
 * without that, to api.openai.com.  With another server that is an error, on
 * loopback a note.  SERPER_API_KEY likewise goes to the host of SERPER_URL or
 * to google.serper.dev, which needs it.  Any key goes over https or to
 * loopback only.
 *
 * 0, or -1: `why` says, in one line, what is wrong and what to do, and e is
 * all zero.  Nothing that it says holds a key or a password.
 */
int endpoint_find(struct endpoint *e, const struct endpoint_rules *rules,
    struct buf *why);

/* Frees; wipes the key. */
void endpoint_free(struct endpoint *e);

/* endpoint_key.c: keys, from a file or the environment. */

/* Bytes of the longest key. */
#define ENDPOINT_KEY_MAX 8192

/*
 * Reads the key in a file, without the blanks around it and one newline at
 * its end; *key is for endpoint_key_free.  0, or -1 and `why` says what is
 * wrong with it.  If others can read the file, a line is added to note.
 */
int endpoint_key_file(const char *path, char **key, struct buf *note,
    struct buf *why);

/* Copies the key that an environment variable holds.  Returns likewise. */
int endpoint_key_env(const char *name, char **key, struct buf *why);

/* Wipes it, and frees. */
void endpoint_key_free(char *key);

/* endpoint_url.c: the URL of a server.  All zero to begin with. */
struct endpoint_url {
	struct buf base;	/* as in struct endpoint */
	char *url;		/* likewise, and so the next two */
	char *socket;
	bool loopback;
	bool plain;		/* http */
	char *host;		/* in lower case; "unix:PATH" for a socket */
};

/*
 * Reads text; messages call it `name`.  0, or -1 and `why` says what is wrong
 * without quoting the text, which may hold a password.
 */
int endpoint_url_read(struct endpoint_url *u, const char *text,
    const char *name, const struct endpoint_rules *rules, struct buf *why);

void endpoint_url_free(struct endpoint_url *u);

#endif
