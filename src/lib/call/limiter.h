/*
 * How fast requests may go: so many a minute, so many tokens a minute, not
 * before a time that a server asked for, and as many at once as the server
 * bears.
 * The first three can be shared, through a file, by the processes of one
 * host.  Times are milliseconds of one clock that the caller reads: the time
 * of day, for a clock of this process's own could not be shared.
 *
 * Requests and tokens are paced by the generic cell rate algorithm (ITU-T
 * I.371): no minute has more than its number, a tenth of a second being
 * forgiven to a caller that comes late; of tokens, it is the last request of
 * a minute that may exceed it.  If the clock is set back, what is due moves
 * along; nothing is put off for more than a day.  How many at once is found
 * as TCP finds its window (RFC 5681): halved once for each burst of refusals,
 * grown by one, or a part of the most, for each window of successes.
 */
#ifndef WK_LIMITER_H
#define WK_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct limiter;

/*
 * rpm and tpm are numbers a minute, 0 for no limit; most is how many may be
 * under way at once; path names the shared file, NULL for none.  A file that
 * is there is joined; its owner's limits need not be the same: each process
 * paces itself by its own numbers on the common clock.  NULL if the file
 * cannot be used: why says so.
 */
struct limiter *limiter_open(double rpm, double tpm, size_t most,
    const char *path, struct buf *why);

/*
 * Asks to send one request of about `tokens` tokens, with `busy` under way.
 * 0: send it, it is counted; more than 0: ask again in so many ms; INT64_MAX:
 * ask again when one under way has ended; -1 with errno set: the shared file
 * failed.
 */
int64_t limiter_ask(struct limiter *l, int64_t now, size_t busy,
    size_t tokens);

/* A request took more (or, negative, fewer) tokens than it asked for. */
void limiter_correct(struct limiter *l, long long more);

/* Sends nothing before `until`, in all processes that share the file. */
void limiter_pause(struct limiter *l, int64_t until);

/*
 * A request that was sent at `begun` was refused as one too many: halves the
 * window, unless it was halved since then.
 */
void limiter_refused(struct limiter *l, int64_t now, int64_t begun);

/*
 * A reply was broken off because another request came: the same, and from now
 * on the window grows at a sixteenth of the pace.
 */
void limiter_interrupted(struct limiter *l, int64_t now, int64_t begun);

/* A request went through. */
void limiter_passed(struct limiter *l);

/* How many may be under way at once, now. */
size_t limiter_window(const struct limiter *l);

void limiter_close(struct limiter *l);

#endif
