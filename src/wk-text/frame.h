/*
 * What a sink sends, as frames: so a worker tells the program what it reads,
 * through a socket, and the program keeps what is not yet to go out.
 */
#ifndef WK_FRAME_H
#define WK_FRAME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "sink.h"

enum frame_kind {
	FRAME_RECORD,	/* bytes of records, to a place where they may end */
	FRAME_SAY,	/* kind, NUL, a line for stderr */
	FRAME_FAIL,	/* kind, NUL, message of a failure */
	FRAME_TYPE,	/* the type of the document */
	FRAME_END	/* the document has ended; "failed", or nothing */
};

struct frame {
	enum frame_kind kind;
	struct span bytes;
};

/* All zero but fd is one to begin with. */
struct frames {
	int fd;			/* a socket that frames go to, or -1: none */
	struct buf buf;		/* those that have not gone there yet */
	bool broken;		/* the other side is gone */
};

/* A port for a sink whose arg is a struct frames. */
extern const struct sink_port frame_port;

/* Ends a document, and sends all frames. */
void frame_end(struct frames *f, bool failed);

/*
 * Takes the first frame off s.  False if s has no whole frame.  The frame's
 * bytes lie in s.
 */
bool frame_take(struct span *s, struct frame *frame);

/*
 * Takes the kind off the bytes of such a frame that has one: a string, which
 * its NUL ends.  NULL if there is none.
 */
const char *frame_kind(struct span *bytes);

#endif
