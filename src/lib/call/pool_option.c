/* Takes --read-journal; apart from pool.c, which wk-rag -x does not link. */
#include "pool.h"

void
pool_read_journal(const struct opt *o, const char *arg, struct buf *why)
{
	struct pool_settings *s = o->value;

	if (s->read_journals == POOL_READ_JOURNALS)
		buf_printf(why, "--read-journal %s: more than %d journals", arg,
		    POOL_READ_JOURNALS);
	else
		s->read_journal[s->read_journals++] = arg;
}
