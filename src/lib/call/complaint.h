/*
 * What the body of an error says, in whichever of the usual shapes: OpenAI's
 * {"error":{"message","type","code"}}, {"error":"…"}, SiliconFlow's
 * {"code","message","data"}, FastAPI's {"detail":…}, a bare JSON string, an
 * HTML page, any text.
 */
#ifndef WK_COMPLAINT_H
#define WK_COMPLAINT_H

#include <stdbool.h>

#include "base/buf.h"

/* Of a longer body, or of its message, as many bytes are looked at. */
#define COMPLAINT_MAX ((size_t)16 * 1024)

/* All zero to begin with; the buffers are used again for the next. */
struct complaint {
	struct buf text;	/* the message; not fit for a terminal */
	struct buf code;	/* its code in words or digits, or empty */
	struct buf type;	/* its type, or empty */
	struct buf clue;	/* code, type, text in lower case, a line
				   each */
	long number;		/* the code, if it is a number, or -1 */
	bool html, moderated;	/* a page; says that it was flagged */
};

void complaint_read(struct complaint *c, struct span body);

/* What it complains of, by its words. */
bool complaint_of_length(const struct complaint *c);	/* of the context */
bool complaint_of_content(const struct complaint *c);	/* moderation */
bool complaint_of_balance(const struct complaint *c);	/* no money left */
bool complaint_of_quota(const struct complaint *c);	/* or spent */
bool complaint_of_key(const struct complaint *c);

/* The status that it would have come with, had it not come with 200. */
long complaint_status(const struct complaint *c);

void complaint_free(struct complaint *c);

#endif
