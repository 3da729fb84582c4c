/* Runs a program as a confined child process, and reads its output. */
#include "child.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cloexec.h"
#include "base/utf8.h"
#include "confine.h"

/* Of its stderr we keep twice this at most: the beginning and the end. */
#define ERRORS ((size_t)16 * 1024)

/* How deep the directories are that a child can make and we remove. */
#define DEEP 64

/* A child that cannot become its program reports why. */
struct report {
	int error;	/* errno */
	bool exec;	/* exec(2) failed, not a step before it */
};

/* A running child. */
struct run {
	const struct child *c;
	struct child_end *e;
	char *dir;		/* its directory */
	/*
	 * The keeper leads the process group, so that its number stays ours
	 * until the keeper is waited for.  When `leash`, whose other end we
	 * hold, closes because we ended, it kills the group and removes the
	 * directory.
	 */
	pid_t keeper, pid;
	int leash[2];
	int out[2], err[2];	/* pipes; [0] is our end */
	int report[2];		/* from the child, if it cannot be run */
	char *environment[8];
	int64_t deadline;	/* by clock_steady */
	size_t total;		/* bytes of its output so far */
	bool reaped;
};

static void
close_one(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

static void
close_all(struct run *r)
{
	int *const all[] = { &r->leash[0], &r->leash[1], &r->out[0],
	    &r->out[1], &r->err[0], &r->err[1], &r->report[0], &r->report[1] };
	size_t i;

	for (i = 0; i < LEN(all); i++)
		close_one(all[i]);
}

/* Copies the document into the child's directory, or links it.  0 or -1. */
static int
copy_document(struct run *r)
{
	char piece[65536];
	ssize_t n, done, put;
	off_t at = 0;
	int dir, fd;

	if ((dir = open(r->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) == -1)
		return -1;
	if (r->c->link != NULL) {
		fd = symlinkat(r->c->link, dir, r->c->copy);
		(void)close(dir);
		return fd;
	}
	fd = openat(dir, r->c->copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
	    0600);
	(void)close(dir);
	if (fd == -1)
		return -1;
	while ((n = pread(r->c->in, piece, sizeof(piece), at)) > 0) {
		for (done = 0; done < n; done += put)
			if ((put = write(fd, piece + done,
			    (size_t)(n - done))) == -1) {
				(void)close(fd);
				return -1;
			}
		at += n;
	}
	return close(fd) == -1 || n == -1 ? -1 : 0;
}

/* Makes its directory.  0 or -1. */
static int
make_directory(struct run *r)
{
	const char *where = getenv("TMPDIR");
	struct buf b = { 0 };

	buf_printf(&b, "%s/wk-text.XXXXXX",
	    where == NULL || where[0] != '/' ? "/tmp" : where);
	buf_addc(&b, '\0');
	r->dir = b.data;
	if (mkdtemp(r->dir) == NULL) {
		free(r->dir);
		r->dir = NULL;
		return -1;
	}
	return 0;
}

/* Removes what is in the directory fd, which is closed. */
static void
empty_directory(int fd, unsigned depth)
{
	const struct dirent *entry;
	DIR *dir;
	int inner;

	dir = fchmod(fd, 0700) == -1 ? NULL : fdopendir(fd);
	if (dir == NULL) {
		(void)close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0 ||
		    unlinkat(fd, entry->d_name, 0) == 0)
			continue;
		inner = depth == 0 ? -1 : openat(fd, entry->d_name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (inner != -1)
			empty_directory(inner, depth - 1);
		(void)unlinkat(fd, entry->d_name, AT_REMOVEDIR);
	}
	(void)closedir(dir);
}

/*
 * Removes its directory, where processes that were just killed may still be
 * about to write.
 */
static void
remove_directory(const struct run *r)
{
	static const struct timespec wait = { 0, 20 * 1000 * 1000 };
	int fd, tries = 10;

	while (r->dir != NULL && rmdir(r->dir) == -1 && tries-- > 0) {
		fd = open(r->dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
		    O_CLOEXEC);
		if (fd == -1)
			break;
		empty_directory(fd, DEEP);
		if (rmdir(r->dir) == 0)
			break;
		(void)nanosleep(&wait, NULL);
	}
}

static char *
variable(const char *name, const char *value)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s=%s", name, value);
	buf_addc(&b, '\0');
	return b.data;
}

static void
make_environment(struct run *r)
{
	const char *path = getenv("PATH");
	size_t n = 0;

	r->environment[n++] = variable("PATH",
	    path == NULL ? "/usr/bin:/bin" : path);
	r->environment[n++] = variable("LC_ALL", "C.UTF-8");
	r->environment[n++] = variable("HOME", r->dir);
	r->environment[n++] = variable("TMPDIR", r->dir);
	r->environment[n] = NULL;
}

/* Makes its pipes, directory and environment.  0 or -1. */
static int
prepare(struct run *r)
{
	if (cloexec_pipe(r->leash) == -1 || make_directory(r) == -1 ||
	    cloexec_pipe(r->out) == -1 ||
	    cloexec_pipe(r->err) == -1 ||
	    cloexec_pipe(r->report) == -1 ||
	    fcntl(r->out[0], F_SETFL, O_NONBLOCK) == -1 ||
	    fcntl(r->err[0], F_SETFL, O_NONBLOCK) == -1)
		return -1;
	make_environment(r);
	return 0;
}

/* Kills the group, which it leaves first, and removes the directory. */
static void
clear_away(const struct run *r)
{
	const pid_t group = getpgrp();

	if (setpgid(0, 0) == 0)
		(void)kill(-group, SIGKILL);
	remove_directory(r);
}

/*
 * The keeper: waits until we end, and has another process, which is not in
 * the group, do what is left to do.
 */
static void __attribute__((noreturn))
keep(const struct run *r)
{
	char c;

	(void)setpgid(0, 0);
	(void)dup2(r->leash[0], STDIN_FILENO);
	closefrom(STDERR_FILENO + 1);
	(void)close(STDOUT_FILENO);
	(void)close(STDERR_FILENO);
	while (read(STDIN_FILENO, &c, 1) == -1 && errno == EINTR)
		;
	switch (fork()) {
	case -1:
		remove_directory(r);
		(void)kill(0, SIGKILL);
		break;
	case 0:
		clear_away(r);
		break;
	default:
		/* The number of the group is ours as long as we are here. */
		(void)wait(NULL);
	}
	_exit(0);
}

/* Makes fd the descriptor `to`; they may be the same. */
static int
place(int fd, int to)
{
	return fd == to ? fcntl(fd, F_SETFD, 0) : dup2(fd, to);
}

/* The child's descriptors: stdin, stdout, stderr, and the report. */
static int
place_descriptors(struct run *r)
{
	enum { REPORT = STDERR_FILENO + 1, ABOVE };
	const int none = r->c->in == -1 ? open("/dev/null", O_RDONLY) : -1;
	int *const moved[] = { &r->out[1], &r->err[1], &r->report[1] };
	int in = r->c->in == -1 ? none : r->c->in;
	size_t i;

	/* Out of the way of the numbers below, in case ours are closed. */
	for (i = 0; i < LEN(moved); i++)
		if ((*moved[i] = fcntl(*moved[i], F_DUPFD, ABOVE)) == -1)
			return -1;
	if ((in = fcntl(in, F_DUPFD, ABOVE)) == -1 ||
	    place(in, STDIN_FILENO) == -1 ||
	    place(r->out[1], STDOUT_FILENO) == -1 ||
	    place(r->err[1], STDERR_FILENO) == -1 ||
	    place(r->report[1], REPORT) == -1)
		return -1;
	r->report[1] = REPORT;
	closefrom(ABOVE);
	return fcntl(REPORT, F_SETFD, FD_CLOEXEC);
}

/* The child, up to exec(2). */
static void __attribute__((noreturn))
become(struct run *r, long parent)
{
	const struct child *c = r->c;
	union { const char *const *in; char *const *out; } argv = { c->argv };
	sigset_t none;
	struct report report = { 0, false };

	(void)setpgid(0, r->keeper);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)signal(SIGXFSZ, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	if (place_descriptors(r) == 0 && chdir(r->dir) == 0 &&
	    confine_to_parent(parent) == 0 && (c->named ?
	    setenv("TMPDIR", r->dir, 1) == 0 && confine_not() == 0 :
	    confine_resources(c->timeout + 1, c->most) == 0 &&
	    confine_network() == 0)) {
		report.exec = true;
		if (c->named)
			(void)execvp(argv.out[0], argv.out);
		else
			(void)execvpe(argv.out[0], argv.out, r->environment);
	}
	report.error = errno;
	while (write(r->report[1], &report, sizeof(report)) == -1 &&
	    errno == EINTR)
		;
	_exit(127);
}

/* Starts the keeper, then the child.  0 or -1. */
static int
start(struct run *r)
{
	const long self = (long)getpid();
	struct report report;
	ssize_t n;

	if ((r->keeper = fork()) == -1)
		return -1;
	if (r->keeper == 0)
		keep(r);
	(void)setpgid(r->keeper, r->keeper);
	if (r->c->copy != NULL && copy_document(r) == -1)
		return -1;
	if ((r->pid = fork()) == -1)
		return -1;
	if (r->pid == 0)
		become(r, self);
	close_one(&r->leash[0]);
	close_one(&r->out[1]);
	close_one(&r->err[1]);
	close_one(&r->report[1]);
	while ((n = read(r->report[0], &report, sizeof(report))) == -1 &&
	    errno == EINTR)
		;
	if (n != (ssize_t)sizeof(report))
		return 0;
	errno = report.error;
	r->e->missing = report.exec && (errno == ENOENT || errno == ENOTDIR);
	return -1;
}

/* Adds to its stderr; of much, the middle goes. */
static void
add_errors(struct buf *b, const char *p, size_t n)
{
	buf_add(b, p, n);
	if (b->len > 2 * ERRORS) {
		memmove(b->data + ERRORS, b->data + b->len - ERRORS, ERRORS);
		b->len = 2 * ERRORS;
	}
}

/* Hands on a piece of its output. */
static void
take_output(struct run *r, const char *p, size_t n)
{
	const int64_t begin = clock_steady();

	r->total += n;
	if (r->total > r->c->most)
		r->e->too_long = true;
	else if (!r->c->output(r->c->arg, (struct span){ p, n }))
		r->e->unwanted = true;
	r->deadline += clock_steady() - begin;
}

/* Reads one piece from *fd, which is closed at its end.  Whether it did. */
static bool
read_piece(struct run *r, int *fd)
{
	char piece[65536];
	ssize_t n = read(*fd, piece, sizeof(piece));

	if (n == -1 && (errno == EINTR || errno == EAGAIN))
		return false;
	if (n <= 0)
		close_one(fd);
	else if (fd == &r->err[0])
		add_errors(&r->e->errors, piece, (size_t)n);
	else
		take_output(r, piece, (size_t)n);
	return n > 0;
}

/* Learns how it ended; where it may not have ended, `flags` is WNOHANG. */
static void
reap(struct run *r, int flags)
{
	int status;
	pid_t got;

	if (r->reaped || r->pid <= 0)
		return;
	while ((got = waitpid(r->pid, &status, flags)) == -1 &&
	    errno == EINTR)
		;
	if (got != r->pid)
		return;
	r->reaped = true;
	if (WIFSIGNALED(status))
		r->e->signal = WTERMSIG(status);
	else
		r->e->status = WEXITSTATUS(status);
}

/*
 * Reads what it writes, or waits a while for it; where it has closed both
 * pipes, it is about to end, so that the first waits are short.
 */
static void
wait_and_read(struct run *r, long *wait)
{
	struct pollfd p[] = { { r->err[0], POLLIN, 0 },
	    { r->out[0], POLLIN, 0 } };
	const struct timespec t = { 0, *wait };

	if (r->err[0] == -1 && r->out[0] == -1) {
		(void)nanosleep(&t, NULL);
		if (*wait < 50 * 1000 * 1000)
			*wait *= 2;
		return;
	}
	if (poll(p, LEN(p), 50) <= 0)
		return;
	/* Its stderr first: messages about missing text precede the text. */
	if (p[0].revents != 0)
		(void)read_piece(r, &r->err[0]);
	if (p[1].revents != 0)
		(void)read_piece(r, &r->out[0]);
}

/*
 * Reads until it has ended.  A process that it left behind may hold the pipes
 * open: they are read as far as they are filled, no further.
 */
static void
attend(struct run *r)
{
	struct child_end *e = r->e;
	long wait = 50 * 1000;	/* nanoseconds */

	for (reap(r, WNOHANG); !r->reaped; reap(r, WNOHANG)) {
		if (clock_steady() >= r->deadline)
			e->timed_out = true;
		if (e->timed_out || e->too_long || e->unwanted)
			return;
		wait_and_read(r, &wait);
	}
	while (r->err[0] != -1 && read_piece(r, &r->err[0]))
		;
	while (r->out[0] != -1 && !e->too_long && !e->unwanted &&
	    read_piece(r, &r->out[0]))
		;
}

/* Ends what is left of it. */
static void
finish(struct run *r)
{
	size_t i;

	if (r->keeper > 0)
		(void)kill(-r->keeper, SIGKILL);
	/* It may have left the group. */
	if (r->pid > 0 && !r->reaped)
		(void)kill(r->pid, SIGKILL);
	reap(r, 0);
	if (r->keeper > 0)
		while (waitpid(r->keeper, NULL, 0) == -1 && errno == EINTR)
			;
	close_all(r);
	remove_directory(r);
	free(r->dir);
	for (i = 0; i < LEN(r->environment); i++)
		free(r->environment[i]);
}

int
child_run(const struct child *c, struct child_end *e)
{
	struct run r = { .c = c, .e = e, .leash = { -1, -1 },
	    .out = { -1, -1 }, .err = { -1, -1 }, .report = { -1, -1 } };

	e->error = e->status = e->signal = 0;
	e->missing = e->timed_out = e->too_long = e->unwanted = false;
	buf_clear(&e->errors);
	if ((c->in != -1 && lseek(c->in, 0, SEEK_SET) == -1) ||
	    prepare(&r) == -1 || start(&r) == -1)
		e->error = errno;
	else {
		r.deadline = clock_steady() + (int64_t)c->timeout * 1000;
		attend(&r);
	}
	finish(&r);
	return e->error != 0 || e->timed_out || e->too_long || e->unwanted ||
	    e->signal != 0 || e->status != 0 ? -1 : 0;
}

/* The last line of s that is not blank. */
static struct span
last_line(struct span s)
{
	struct span line, last = { 0 };

	while (span_line(&s, &line))
		if (span_strip(line).len > 0)
			last = span_strip(line);
	return last;
}

void
child_why(const struct child *c, const struct child_end *e, struct buf *b)
{
	const struct span last = last_line(buf_span(&e->errors));

	if (e->error != 0) {
		buf_printf(b, "%s cannot be run: %s", c->argv[0],
		    strerror(e->error));
		return;
	}
	if (e->timed_out)
		buf_printf(b, "not done within %zu s (--timeout allows more)",
		    c->timeout);
	else if (e->too_long)
		buf_printf(b, "it wrote more than %zu bytes"
		    " (--max-size allows more)", c->most);
	else if (e->signal != 0)
		buf_printf(b, "%s", strsignal(e->signal));
	else
		buf_printf(b, "status %d", e->status);
	if (last.len > 0) {
		buf_puts(b, ": ");
		utf8_mask(b, last.p, last.len, 300);
	}
}
