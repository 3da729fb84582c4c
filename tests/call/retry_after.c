#include "call/retry_after.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define NOW 1000000030	/* 2001-09-09 01:47:10 GMT */

static void
after(const char *head, int64_t want)
{
	struct http_reply r = { 0 };
	int64_t got;

	(void)buf_reserve(&r.head, 1);
	buf_puts(&r.head, head);
	got = retry_after(&r, NOW);
	if (!ok(got == want, "%.*s: %lld", (int)strcspn(head, "\r"), head,
	    (long long)want))
		printf("# got %lld\n", (long long)got);
	buf_free(&r.head);
}

static void
test_retry_after(void)
{
	after("", -1);
	after("Retry-After: 0\r\n", 0);
	after("Retry-After: 120\r\n", 120000);
	after("retry-after: 1.5\r\n", 1500);
	after("Retry-After: 0.0001\r\n", 1);
	after("Retry-After:  20s \r\n", 20000);
	after("Retry-After: 86400\r\n", 86400000);
	after("Retry-After: 86401\r\n", -1);
	after("Retry-After: -5\r\n", -1);
	after("Retry-After: 1e3\r\n", -1);
	after("Retry-After: soon\r\n", -1);
	after("Retry-After:\r\n", -1);
	after("Retry-After: 99999999999999999999999999999999999\r\n", -1);
	after("retry-after-ms: 250\r\nRetry-After: 3\r\n", 250);
	after("retry-after-ms: x\r\nRetry-After: 3\r\n", 3000);
	after("Retry-After: Sun, 09 Sep 2001 01:48:10 GMT\r\n", 60000);
	after("Retry-After: Sunday, 09-Sep-01 01:48:10 GMT\r\n", 60000);
	after("Retry-After: Sun Sep  9 01:48:10 2001\r\n", 60000);
	after("Retry-After: Sun, 09 Sep 2001 01:47:10 GMT\r\n", 0);
	after("Retry-After: Sun, 09 Sep 2001 01:47:09 GMT\r\n", -1);
	after("Retry-After: Sun, 09 Sep 2091 01:47:10 GMT\r\n", -1);
	after("Retry-After: Sun, 09 Sep 2001 01:48:10 PST\r\n", -1);
	after("Retry-After: Sun, 09 Sep 2001 25:48:10 GMT\r\n", -1);
	after("Retry-After: Sun, 09 Sep 2001\r\n", -1);
}

static void
date(const char *s, int64_t want)
{
	ok(retry_date(span_of(s)) == want, "%s", s);
}

static void
test_dates(void)
{
	date("Thu, 01 Jan 1970 00:00:00 GMT", 0);
	date("Sun, 06 Nov 1994 08:49:37 GMT", 784111777);
	date("Sunday, 06-Nov-94 08:49:37 GMT", 784111777);
	date("Sun Nov  6 08:49:37 1994", 784111777);
	date("Tue, 29 Feb 2000 12:00:00 GMT", 951825600);
	date("Fri, 01 Mar 2024 00:00:00 GMT", 1709251200);
	date("Mon, 01 Mar 2100 00:00:00 GMT", 4107542400);
}

static void
duration(const char *s, int64_t want)
{
	int64_t got = retry_duration((struct span){ s, strlen(s) });

	if (!ok(got == want, "duration '%s': %lld", s, (long long)want))
		printf("# got %lld\n", (long long)got);
}

static void
test_durations(void)
{
	duration("1s", 1000);
	duration("6m0s", 360000);
	duration("20ms", 20);
	duration("1h2m3.5s", 3723500);
	duration("1d", 86400000);
	duration("1d1s", -1);
	duration("7", 7000);
	duration("1.25", 1250);
	duration("", -1);
	duration("s", -1);
	duration("1s2", -1);
	duration("1 s", -1);
	duration("1.s", -1);
	duration("-1s", -1);
}

static void
text(const char *s, int64_t now, int64_t want)
{
	int64_t got = retry_text((struct span){ s, strlen(s) }, now);

	if (!ok(got == want, "'%s': %lld", s, (long long)want))
		printf("# got %lld\n", (long long)got);
}

static void
test_text(void)
{
	text("", NOW, -1);
	text("slow down", NOW, -1);
	text("please try again in 1.5s.", NOW, 1500);
	text("please try again in 120ms", NOW, 120);
	text("please retry in 5.2s, or", NOW, 5200);
	text("retry after 1 second", NOW, 1000);
	text("please try again after 3 seconds", NOW, 3000);
	text("try again after 1m30s", NOW, 90000);
	text("quota will reset after 3s", NOW, 3000);
	text("limit resets in 2s.", NOW, 2000);
	text("try again in 5 minutes", NOW, 300000);
	text("try again in several days", NOW, -1);
	text("try again in ", NOW, -1);
	text("rpm limit reached", NOW, 50000);
	text("tpm limit reached", 1000000079, 1000);
	text("ipm limit reached", 1000000080, 60000);
	text("rph limit reached", NOW, 770000);
	text("tpd limit reached", 1000000800, 3600000);
}

/* Times as people write them. */
static void
test_words(void)
{
	text("try again in 5 minutes.", NOW, 300000);
	text("please try again in 1m30s", NOW, 90000);
	text("try again in 1 minute 30 seconds", NOW, 90000);
	text("try again in 1 minute and 30 seconds", NOW, 90000);
	text("try again in 1 hour, 5 minutes, and 3 seconds", NOW, 3903000);
	text("retry in 2 min", NOW, 120000);
	text("retry in 2min, please", NOW, 120000);
	text("try again in an hour", NOW, 3600000);
	text("try again in 1 hour", NOW, 3600000);
	text("please try again in half an hour.", NOW, 1800000);
	text("retry after two minutes", NOW, 120000);
	text("in 20s you may; try again in 20s", NOW, 20000);
	text("please try again in 3.5s", NOW, 3500);
	text("try again in 3.5 seconds", NOW, 3500);
	text("try again in 500 milliseconds", NOW, 500);
	text("try again in about 10 secs", NOW, 10000);
	text("please wait for 45 sec", NOW, 45000);
	text("you must wait 2 hrs", NOW, 7200000);
	text("come back again in 1 day", NOW, 86400000);
	text("will be available in 7 minutes", NOW, 420000);
	text("try again in a moment, or try again in 5s", NOW, 5000);
	text("try again in 5 minutes 3 times", NOW, 300000);
	text("try again in 2 days", NOW, -1);
	text("try again in a moment", NOW, -1);
	text("try again in 5 months", NOW, -1);
	text("try again in 5", NOW, -1);
	text("try again in 1m30", NOW, 60000);
	text("timed out after 30 seconds", NOW, -1);
	text("at most 3 requests in 5 minutes", NOW, -1);
}

static void
test_chinese(void)
{
	text("请在5分钟后重试", NOW, 300000);
	text("请求过于频繁，请 30 秒后再试", NOW, 30000);
	text("30秒后", NOW, 30000);
	text("请于1分30秒之后重试", NOW, 90000);
	text("请在1小时5分钟以后再试", NOW, 3900000);
	text("请一分钟后重试", NOW, 60000);
	text("请半小时后再来", NOW, 1800000);
	text("两个小时后恢复", NOW, 7200000);
	text("三十秒后", NOW, 30000);
	text("请等待10秒", NOW, 10000);
	text("请等待约 2 分钟", NOW, 120000);
	text("請在20秒後重試", NOW, 20000);
	text("1分钟内最多3次，请60秒后重试", NOW, 60000);
	text("模型m2，12.5秒后重试", NOW, 12500);
	text("请求在60秒后超时", NOW, -1);
	text("1分钟内最多3次", NOW, -1);
	text("请稍后重试", NOW, -1);
	text("十分抱歉，请稍后重试", NOW, -1);
	text("3天后", NOW, -1);
}

int
main(void)
{
	test_retry_after();
	test_dates();
	test_durations();
	test_text();
	test_words();
	test_chinese();
	return tap_done();
}
