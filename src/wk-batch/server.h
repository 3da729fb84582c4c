/*
 * The calls of an OpenAI-compatible server's files and batches, one at a time,
 * each over a connection of its own, none tried twice.
 * See https://platform.openai.com/docs/api-reference/batch
 */
#ifndef WK_BATCH_SERVER_H
#define WK_BATCH_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "call/endpoint.h"
#include "call/trust.h"
#include "json/json.h"

struct server_settings {
	const char *url;	/* -u; NULL: by the environment, or STATE */
	const char *key_file, *ca_file;
	const char *endpoint;	/* --endpoint; NULL: by the URL */
	const char *window;	/* --window */
	size_t timeout;		/* seconds */
};

struct server {
	const struct server_settings *settings;
	struct endpoint endpoint;
	struct trust trust;
	struct buf path;	/* of the requests, as in "/v1/embeddings" */
	long status;		/* of the last reply, 0 if none came */
	bool unsure;		/* the last call may have been carried out,
				   though its reply does not say so */
};

/*
 * Finds the server by the settings, or else by the environment, and its key.
 * url is that of requests, which ends with /chat/completions or /embeddings:
 * it must be the server's, so that the key goes where its owner says, and not
 * where requests say.  own: url is from our own STATE, which nobody else
 * writes, and may name the server.  0, or -1: `why` says what is wrong.
 */
int server_open(struct server *s, const char *url, bool own,
    const struct server_settings *settings, struct buf *why);

void server_close(struct server *s);

/*
 * All that follow return STATUS_OK, or what the program should exit with;
 * `why` then says what went wrong.  Texts that they set end in a NUL.
 */

/*
 * Uploads a file, whose multipart/form-data with this boundary is the body;
 * bytes: those of the file in it.  Sets its id.
 */
int server_upload(struct server *s, struct span body, const char *boundary,
    size_t bytes, struct buf *id, struct buf *why);

/* Makes a batch of an uploaded file: from now on it costs.  Sets its id. */
int server_create(struct server *s, const char *file, struct buf *id,
    struct buf *why);

/*
 * Looks for the batch of an uploaded file among the server's batches.  Sets
 * its id; leaves that empty if there is none.
 */
int server_find(struct server *s, const char *file, struct buf *id,
    struct buf *why);

enum batch_end {
	BATCH_RUNS,		/* it has not ended */
	BATCH_DONE,		/* all requests were tried */
	BATCH_FAILED,		/* none was, as the batch was refused */
	BATCH_CUT		/* it expired, or was cancelled */
};

/* How a batch stands. */
struct batch_look {
	struct buf status;	/* in its words */
	enum batch_end end;
	bool gone;		/* the server does not have it (404, 410) */
	struct buf output, errors;	/* ids of files; empty: none */
	long long completed, failed;	/* as it counts, or -1 */
	struct buf reason;	/* why all of it failed, or empty */
	bool limited;		/* that is a limit, which passes */
	bool person;		/* it is money: a person must act */
};

int server_look(struct server *s, const char *id, struct batch_look *look,
    struct buf *why);

void batch_look_free(struct batch_look *look);

/*
 * Appends what a file holds to the one that fd is open on, to its end.  file
 * is an id, or an https URL as SiliconFlow gives it, which is not shown the
 * key.  *missing: the server does not have it (404, 410), which is STATUS_OK.
 */
int server_download(struct server *s, const char *file, int fd,
    bool *missing, struct buf *why);

/* Deletes a file; that it is gone already is fine. */
int server_delete(struct server *s, const char *file, struct buf *why);

#endif
