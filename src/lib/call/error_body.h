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

/* Of a longer body, or of its message, so many bytes are looked at. */
#define ERROR_BODY_MAX ((size_t)16 * 1024)

/* What an error is about. */
enum error_about {
	ERROR_OTHER,	/* something else */
	ERROR_KEY,	/* the key is refused */
	ERROR_BALANCE,	/* no money is left */
	ERROR_QUOTA,	/* a quota of money or tokens is spent */
	ERROR_LENGTH,	/* the context is too long */
	ERROR_CONTENT	/* moderation */
};

/* All zero to begin with; the buffers are used again for the next. */
struct error_body {
	struct buf text;	/* the message; not fit for a terminal */
	struct buf code;	/* its code in words or digits, or empty */
	struct buf type;	/* its type, or empty */
	struct buf clue;	/* code, type, text in lower case, a line
				   each */
	long number;		/* the code, if it is a number, or -1 */
	bool moderated;		/* the server calls the content flagged */
	unsigned about;		/* bits: 1 << one of enum error_about */
	long status;		/* for which its words stand, 400 to 599 */
};

/* Reads the body of a reply, or the JSON of an error in a reply. */
void error_body_read(struct error_body *e, struct span body);

void error_body_free(struct error_body *e);

#endif
