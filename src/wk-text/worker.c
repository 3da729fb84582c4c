/* A process of its own that reads documents, within limits. */
#include "worker.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/cloexec.h"
#include "base/map.h"
#include "base/memory.h"
#include "frame.h"
#include "reading.h"

/* The address sanitizer maps more than any limit: gcc's and clang's sign. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* The status of a worker that had no memory, or lost the file it read. */
#define NO_MEMORY 97
#define LOST_FILE 98

/* A second of processor time is enough for so many bytes. */
#define PACE ((size_t)1 << 20)

/* What a worker may take, besides four times --max-size. */
#define MEMORY ((rlim_t)512 << 20)

static void __attribute__((noreturn))
no_memory(void)
{
	_exit(NO_MEMORY);
}

static void __attribute__((noreturn))
lost_file(const char *name)
{
	(void)name;
	_exit(LOST_FILE);
}

/* Limits the memory, softly: commands of the user's get the old limit. */
static void
limit_memory(const struct settings *s)
{
#ifndef SANITIZED
	const long pages = sysconf(_SC_PHYS_PAGES);
	const long page = sysconf(_SC_PAGESIZE);
	rlim_t most = MEMORY + 4 * (rlim_t)s->most, there;
	struct rlimit r;

	if (pages > 0 && page > 0) {
		there = (rlim_t)pages / 4 * 3 * (rlim_t)page;
		most = most < there ? most : there;
	}
	if (getrlimit(RLIMIT_DATA, &r) == 0 &&
	    (r.rlim_cur == RLIM_INFINITY || r.rlim_cur > most)) {
		r.rlim_cur = most;
		(void)setrlimit(RLIMIT_DATA, &r);
	}
#else
	(void)s;
#endif
}

/* The processor time that a document may take, in seconds. */
static size_t
seconds_for(const struct settings *s, const char *path)
{
	struct stat st;
	size_t size = s->most;

	if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) :
	    stat(path, &st)) == 0 && S_ISREG(st.st_mode))
		size = (size_t)st.st_size;
	return s->timeout + size / PACE;
}

/* Has SIGPROF end this process after so much processor time. */
static void
limit_time(size_t seconds)
{
	const struct itimerval t = { .it_value.tv_sec = (time_t)seconds };

	(void)setitimer(ITIMER_PROF, &t, NULL);
}

/* The strings of a request. */
enum { PATH, SOURCE, LABEL, STRINGS };

/*
 * Reads a request: strings with a NUL behind each, which lie in b.  False at
 * the end.
 */
static bool
read_request(int fd, struct buf *b, const char *string[STRINGS])
{
	char piece[4096];
	size_t i, nuls = 0;
	ssize_t n;

	buf_clear(b);
	while (nuls < STRINGS) {
		n = read(fd, piece, sizeof(piece));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf_add(b, piece, (size_t)n);
		for (i = 0; i < (size_t)n; i++)
			nuls += piece[i] == '\0';
	}
	string[PATH] = b->data;
	for (i = 1; i < STRINGS; i++)
		string[i] = string[i - 1] + strlen(string[i - 1]) + 1;
	return true;
}

/* The process: reads what it is asked to. */
static void __attribute__((noreturn))
serve(int fd, const struct settings *settings)
{
	struct frames frames = { .fd = fd };
	struct sink_port port = frame_port;
	struct sink sink = { .settings = settings, .port = &port };
	struct buf request = { 0 };
	const char *s[STRINGS];
	int null, status;

	memory_hook = no_memory;
	map_hook = lost_file;
	/* stdout belongs to the program, whose end its reader waits for */
	if ((null = open("/dev/null", O_WRONLY | O_CLOEXEC)) != -1)
		(void)dup2(null, STDOUT_FILENO);
	limit_memory(settings);
	port.arg = &frames;
	while (!frames.broken && read_request(fd, &request, s)) {
		limit_time(seconds_for(settings, s[PATH]));
		status = reading_run(&sink, s[PATH], s[SOURCE], s[LABEL]);
		frame_end(&frames, status == -1);
	}
	_exit(0);
}

int
worker_start(struct worker *w, const struct settings *settings,
    const struct worker *others, size_t n)
{
	const pid_t parent = getpid();
	int ends[2];
	size_t i;

	if (cloexec_socketpair(ends) == -1)
		return -1;
	if ((w->pid = fork()) == -1) {
		w->pid = 0;
		(void)close(ends[0]);
		(void)close(ends[1]);
		return -1;
	}
	if (w->pid != 0) {
		(void)close(ends[1]);
		w->fd = ends[0];
		return 0;
	}
#ifdef __linux__
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
#endif
	if (getppid() != parent)
		_exit(0);
	(void)close(ends[0]);
	for (i = 0; i < n; i++)
		if (others[i].fd != -1)
			(void)close(others[i].fd);
	serve(ends[1], settings);
}

/* Sends a string and its NUL.  0, or -1 if nobody takes it. */
static int
send_string(int fd, const char *string)
{
	struct span s = { string, strlen(string) + 1 };
	ssize_t n;

	while (s.len > 0)
		if ((n = send(fd, s.p, s.len, MSG_NOSIGNAL)) != -1)
			s = span_from(s, (size_t)n);
		else if (errno != EINTR)
			return -1;
	return 0;
}

int
worker_ask(struct worker *w, const char *path, const char *source,
    const char *label)
{
	return send_string(w->fd, path) == 0 &&
	    send_string(w->fd, source) == 0 ? send_string(w->fd, label) : -1;
}

/* Appends how a worker ended. */
static void
explain(int status, const struct settings *settings, struct buf *why)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		buf_printf(why, "reading it took more than %zu s and 1 s for"
		    " each MB of it (--timeout allows more)",
		    settings->timeout);
	else if (WIFSIGNALED(status))
		buf_printf(why, "its reader was ended by signal %d (%s)",
		    WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		buf_printf(why, "its reader ended with status %d",
		    WEXITSTATUS(status));
}

const char *
worker_stop(struct worker *w, const struct settings *settings,
    struct buf *why)
{
	int status = 0;

	(void)close(w->fd);
	w->fd = -1;
	while (waitpid(w->pid, &status, 0) == -1 && errno == EINTR)
		;
	w->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_MEMORY) {
		if (why != NULL)
			buf_puts(why, "there is not enough memory to read it");
		return "too_large";
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == LOST_FILE) {
		if (why != NULL)
			buf_puts(why, "it was truncated, or its disk failed, "
			    "while it was read");
		return "unreadable";
	}
	if (why != NULL)
		explain(status, settings, why);
	return "converter_failed";
}
