/* What a pool makes of its settings. */
#include "call/pool.h"

#include "tap.h"

/* A server that does not stream is silent while its model thinks. */
static void
silence(void)
{
	static const struct { size_t timeout; long silence; } table[] = {
		{ 1, HTTP_SILENCE }, { POOL_TIMEOUT, HTTP_SILENCE },
		{ POOL_TIMEOUT + 1, POOL_TIMEOUT + 1 }, { 86400, 86400 } };
	struct pool_settings s = POOL_DEFAULTS;
	size_t i;

	ok(pool_silence(&s) == HTTP_SILENCE, "silence by default");
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		s.timeout = table[i].timeout;
		ok(pool_silence(&s) == table[i].silence,
		    "silence with --timeout %zu", s.timeout);
	}
}

int
main(void)
{
	silence();
	return tap_done();
}
