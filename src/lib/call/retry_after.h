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
 * whole or not, or a date in one of the three forms of HTTP, compared
 * with `now`, the time of day in seconds since 1970.  -1, too, for a time
 * that is past or more than a day away.
 */
int64_t retry_after(const struct http_reply *reply, int64_t now);

/*
 * By the words of an error in lower case: "try again in 6m0s", "retry after
 * an hour", "请在5分钟后重试"; or a limit of SiliconFlow's, which starts anew
 * with the minute (rpm, tpm, ipm).  Limits of an hour or a day (rph, rpd, tpd,
 * ipd) are tried again at the next full hour, since the time zone in which the
 * day ends is not known.
 */
int64_t retry_text(struct span text, int64_t now);

/*
 * Reads "1s", "6m0s", "20ms", "1h2m", "1.5", the last being seconds.
 * Milliseconds, or -1 if s is none of these or longer than a day.
 */
int64_t retry_duration(struct span s);

/*
 * Reads an HTTP date, in any of its three forms.  Seconds since 1970, or -1
 * if s is not such a date.
 */
int64_t retry_date(struct span s);

#endif
