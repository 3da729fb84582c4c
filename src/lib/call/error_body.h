/*
 * What the body of an error says, in whichever of the usual shapes: OpenAI's
 * {"error":{"message","type","code"}}, {"error":"…"}, SiliconFlow's
 * {"code","message","data"}, FastAPI's {"detail":…}, a bare JSON string, an
 * HTML page, any text.
 */
#ifndef WK_ERROR_BODY_H
#define WK_ERROR_BODY_H

#include <stdbool.h>

#include "base/buf.h"

/* Of a longer body, or of its message, as many bytes are looked at. */
#define ERROR_BODY_MAX ((size_t)16 * 1024)

/* All zero to begin with; the buffers are used again for the next. */
struct error_body {
	struct buf text;	/* the message; not fit for a terminal */
	struct buf code;	/* its code in words or digits, or empty */
	struct buf type;	/* its type, or empty */
	struct buf clue;	/* code, type, text in lower case, a line
				   each */
	long number;		/* the code, if it is a number, or -1 */
	bool html, moderated;	/* a page; says that it was flagged */
};

void error_body_read(struct error_body *c, struct span body);

/* What it complains of, by its words. */
bool error_body_of_length(const struct error_body *c);	/* of the context */
bool error_body_of_content(const struct error_body *c);	/* moderation */
bool error_body_of_balance(const struct error_body *c);	/* no money left */
bool error_body_of_quota(const struct error_body *c);	/* or spent */
bool error_body_of_key(const struct error_body *c);

/* The status that it would have come with, had it not come with 200. */
long error_body_status(const struct error_body *c);

void error_body_free(struct error_body *c);

#endif
