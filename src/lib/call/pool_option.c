/* The options that the programs which call servers share. */
#include "pool.h"

#include <limits.h>
#include <stdlib.h>

static long long
number(const char *name, const char *arg, long long least, long long most,
    struct buf *why)
{
	const char *problem;
	long long n = strtonum(arg, least, most, &problem);

	if (problem != NULL)
		buf_printf(why, "%s %s: %s", name, arg, problem);
	return n;
}

static double
real(const char *name, const char *arg, struct buf *why)
{
	char *end;
	double x = strtod(arg, &end);

	if (end == arg || *end != '\0' || !(x >= 0 && x <= 1e12))
		buf_printf(why, "%s %s: not a number from 0 to 1e12", name,
		    arg);
	return x;
}

void
pool_read_journal(const struct opt *o, const char *arg, struct buf *why)
{
	struct pool_settings *s = o->value;

	if (s->read_journals == POOL_READ_JOURNALS)
		buf_printf(why, "--read-journal %s: one too many (%d)", arg,
		    POOL_READ_JOURNALS);
	else
		s->read_journal[s->read_journals++] = arg;
}

int
pool_option(struct pool_settings *s, int c, char *arg, struct buf *why)
{
	size_t before = why->len;

	switch (c) {
	case 'J':
		s->journal = arg;
		break;
	case 'L':
		s->limit = arg;
		break;
	case 'U':
		s->unordered = true;
		break;
	case 'j':
		s->jobs = (size_t)number("-j", arg, 1, POOL_MOST_JOBS, why);
		break;
	case POOL_OPT_BREAKER:
		s->breaker = (size_t)number("--breaker", arg, 0, INT_MAX,
		    why);
		break;
	case POOL_OPT_DRY_RUN:
		s->dry_run = true;
		break;
	case POOL_OPT_KEY_FILE:
		s->key_file = arg;
		break;
	case POOL_OPT_PROGRESS:
		s->progress = true;
		break;
	case POOL_OPT_READ_JOURNAL:
		pool_read_journal(&(struct opt){ .value = s }, arg, why);
		break;
	case POOL_OPT_RETRIES:
		s->retries = (size_t)number("--retries", arg, 0, 1000, why);
		break;
	case POOL_OPT_RETRY_DELAY:
		s->retry_delay = real("--retry-delay", arg, why);
		break;
	case POOL_OPT_RPM:
		s->rpm = real("--rpm", arg, why);
		break;
	case POOL_OPT_STOP_REQUESTS:
		s->stop_requests = (size_t)number("--stop-after-requests",
		    arg, 0, LLONG_MAX, why);
		break;
	case POOL_OPT_STOP_TOKENS:
		s->stop_tokens = (size_t)number("--stop-after-tokens", arg,
		    0, LLONG_MAX, why);
		break;
	case POOL_OPT_TIMEOUT:
		s->timeout = (size_t)number("--timeout", arg, 1, 86400, why);
		break;
	case POOL_OPT_TPM:
		s->tpm = real("--tpm", arg, why);
		break;
	default:
		return 0;
	}
	return why->len > before ? -1 : 1;
}
