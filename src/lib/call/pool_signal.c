#include "pool_private.h"

#include <sys/eventfd.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What signals came; there is one pool a process. */
static volatile sig_atomic_t ends, shows;
static volatile int wake_fd = -1;

static void
note(int sig)
{
	const uint64_t one = 1;
	int saved = errno;
	ssize_t n;

	if (sig == SIGUSR1)
		shows = 1;
	else if (ends < 2)
		ends++;
	n = write(wake_fd, &one, sizeof(one));	/* full: it is awake */
	(void)n;
	errno = saved;
}

static const int caught[] = { SIGINT, SIGTERM, SIGUSR1 };

int
pool_catch(struct pool *p)
{
	struct sigaction action = { .sa_handler = note,
		.sa_flags = SA_RESTART }, old;
	size_t i;

	if ((p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) == -1)
		return -1;
	wake_fd = p->wake;
	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < LEN(caught); i++) {
		if (sigaction(caught[i], NULL, &old) == -1)
			return -1;
		/* What nohup or a shell's & has set to be ignored stays so. */
		if (caught[i] != SIGUSR1 && old.sa_handler == SIG_IGN)
			continue;
		if (sigaction(caught[i], &action, NULL) == -1)
			return -1;
	}
	/* A file that may not grow is an error, not the end. */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -1;
	return 0;
}

void
pool_release(struct pool *p)
{
	size_t i;

	for (i = 0; i < LEN(caught); i++)
		(void)signal(caught[i],
		    caught[i] == SIGUSR1 ? SIG_IGN : SIG_DFL);
	wake_fd = -1;
	(void)close(p->wake);
}

void
pool_obey(struct pool *p)
{
	uint64_t n;

	if (read(p->wake, &n, sizeof(n)) == -1)
		return;
	if (shows) {
		shows = 0;
		pool_show_now(p);
	}
	if (ends > 0 && !p->interrupted) {
		p->interrupted = true;
		pool_stop(p, STATUS_AGAIN, "interrupted; finishing %zu "
		    "requests under way (once more drops them)",
		    http_busy(p->http));
	}
	if (ends > 1)
		p->dropped = true;
}
