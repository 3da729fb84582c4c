/*
 * When a server says to come again.  Times are milliseconds, -1 where it
 * does not say.
 */
#ifndef WK_RETRY_AFTER_H
#define WK_RETRY_AFTER_H

#include <stdint.h>

#include "base/buf.h"
#include "http.h"

/*
 * By retry-after-ms, or else by Retry-After (RFC 9110, 10.2.3): seconds,
 * whole or not, or a date in one of the three forms of HTTP, held against
 * `now`, the time of day in seconds.  A time that is past, or more than a
 * day away, is none.
 */
int64_t retry_after(const struct http_reply *reply, int64_t now);

/*
 * By the words of an error in lower case: "try again in 6m0s"; or a limit
 * of SiliconFlow's, which begins anew with the minute (rpm, tpm, ipm), or is
 * looked at again with the next full hour (rph, rpd, tpd, ipd), as nobody
 * says in which time zone its day ends.
 */
int64_t retry_text(struct span text, int64_t now);

/*
 * Reads "1s", "6m0s", "20ms", "1h2m", "1.5", the last being seconds.
 * Milliseconds, or -1 if s is none of these or longer than a day.
 */
int64_t retry_duration(struct span s);

/*
 * Reads an HTTP date into seconds since 1970.  Years of two digits are those
 * nearest to `now`.  0, or -1 if it is none.
 */
int retry_date(struct span s, int64_t now, int64_t *when);

#endif
