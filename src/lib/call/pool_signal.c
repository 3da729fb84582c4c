/* Catches the signals that end a run, or ask for its progress. */
#include "pool_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/cloexec.h"
#include "base/plural.h"

/* The signals that came.  Signals are the process's: it has one pool. */
static volatile sig_atomic_t ends, shows;
static volatile int wake_fd = -1;

static void
note_signal(int sig)
{
	int saved = errno;
	ssize_t n;

	if (sig == SIGUSR1)
		shows = 1;
	else if (ends < 2)
		ends++;
	n = write(wake_fd, "", 1);	/* if full, the loop is awake */
	(void)n;
	errno = saved;
}

static const int caught[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1 };

int
pool_catch_signals(struct pool *p)
{
	struct sigaction action = { .sa_handler = note_signal,
		.sa_flags = SA_RESTART }, old;
	size_t i;

	if (cloexec_pipe(p->wake) == -1)
		return -1;
	(void)fcntl(p->wake[0], F_SETFL, O_NONBLOCK);
	(void)fcntl(p->wake[1], F_SETFL, O_NONBLOCK);
	wake_fd = p->wake[1];
	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < LEN(caught); i++) {
		if (sigaction(caught[i], NULL, &old) == -1)
			return -1;
		/* Leave ignored what nohup or a shell's & has set to be. */
		if (caught[i] != SIGUSR1 && old.sa_handler == SIG_IGN)
			continue;
		if (sigaction(caught[i], &action, NULL) == -1)
			return -1;
	}
	/*
	 * When the reader of stdout is gone, write(2) fails and does not end
	 * us: replies under way are kept.
	 */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -1;
	return 0;
}

void
pool_release_signals(struct pool *p)
{
	struct sigaction now;
	size_t i;

	for (i = 0; i < LEN(caught); i++)
		if (sigaction(caught[i], NULL, &now) == 0 &&
		    now.sa_handler == note_signal)
			(void)signal(caught[i],
			    caught[i] == SIGUSR1 ? SIG_IGN : SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	wake_fd = -1;
	(void)close(p->wake[0]);
	(void)close(p->wake[1]);
}

void
pool_obey_signals(struct pool *p)
{
	const size_t busy = http_busy(p->http);
	char bytes[64];

	if (read(p->wake[0], bytes, sizeof(bytes)) == -1)
		return;
	if (shows) {
		shows = 0;
		pool_show_now(p);
	}
	if (ends > 0 && !p->interrupted) {
		p->interrupted = true;
		if (busy == 0)
			pool_stop(p, STATUS_AGAIN, "interrupted");
		else
			pool_stop(p, STATUS_AGAIN, "interrupted; finishing %zu "
			    "request%s under way (once more drops %s)", busy,
			    plural(busy), busy == 1 ? "it" : "them");
	}
	if (ends > 1)
		p->dropped = true;
}
