/* A child process: what it is given, what it cannot do, and how it ends. */
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "child.h"
#include "tap.h"

#define SH(script)	((const char *const[]){ "sh", "-c", script, NULL })

static const char *program;	/* this one, by its whole path */
static struct buf out;
static struct child_end end;
static unsigned delay;		/* ms that taking a piece takes */
static bool enough;		/* after one piece */

static bool
take(void *arg, struct span piece)
{
	(void)arg;
	buf_add(&out, piece.p, piece.len);
	(void)usleep(delay * 1000);
	return !enough;
}

/* Runs c with what it lacks. */
static int
run(struct child c)
{
	buf_clear(&out);
	c.most = c.most == 0 ? 1 << 20 : c.most;
	c.timeout = c.timeout == 0 ? 20 : c.timeout;
	c.output = take;
	return child_run(&c, &end);
}

/* What child_why says of the last one. */
static bool
says(const char *what)
{
	const struct child c = { .argv = SH(""), .timeout = 1, .most = 1000 };
	struct buf b = { 0 };
	bool same;

	child_why(&c, &end, &b);
	same = span_is(buf_span(&b), what);
	if (!same)
		printf("# it says: %.*s\n", (int)b.len, b.data);
	buf_free(&b);
	return same;
}

/* Whether a process ends within two seconds; a zombie has. */
static bool
ends(long pid)
{
	char name[64], line[256];
	const char *state;
	FILE *file;
	int i;

	(void)snprintf(name, sizeof(name), "/proc/%ld/stat", pid);
	for (i = 0; i < 200; i++, (void)usleep(10000)) {
		if (kill((pid_t)pid, 0) == -1)
			return true;
		if ((file = fopen(name, "r")) == NULL)
			return true;
		state = fgets(line, sizeof(line), file) == NULL ? NULL :
		    strrchr(line, ')');
		(void)fclose(file);
		if (state != NULL && state[2] == 'Z')
			return true;
	}
	return false;
}

static void
test_given(void)
{
	FILE *file = tmpfile();
	int fd = fileno(file);
	struct stat st;

	(void)fputs("a document", file);
	(void)fflush(file);
	ok(run((struct child){ .argv = SH("cat; cat <&0"), .in = fd }) == 0 &&
	    span_is(buf_span(&out), "a document"),
	    "the document is on stdin, from its beginning");
	ok(run((struct child){ .argv = SH("cat a.pdf"), .in = fd,
	    .copy = "a.pdf" }) == 0 && span_is(buf_span(&out), "a document"),
	    "a copy of the document is in the directory");
	ok(run((struct child){ .argv = SH("cat; ls -A"), .in = -1 }) == 0 &&
	    out.len == 0, "no stdin; an empty directory");
	ok(run((struct child){ .argv = SH("ls /proc/$$/fd"), .in = -1 }) == 0 &&
	    span_is(buf_span(&out), "0\n1\n2\n"), "no other descriptors");
	(void)setenv("WK_API_KEY", "canary", 1);
	ok(run((struct child){ .argv = SH("env | grep -vE "
	    "'^(PATH=|LC_ALL=C.UTF-8$|HOME=/|TMPDIR=/|PWD=/|OLDPWD=|_=|SHLVL=)"
	    "'; test \"$HOME$TMPDIR\" = \"$PWD$PWD\""), .in = -1 }) == 0 &&
	    out.len == 0, "no environment but PATH, LC_ALL, HOME and TMPDIR");
	ok(run((struct child){ .argv = SH("test \"$HOME\" != \"$PWD\" && test "
	    "\"$TMPDIR\" = \"$PWD\" && echo $WK_API_KEY"), .in = -1,
	    .named = true }) == 0 && span_is(buf_span(&out), "canary\n"),
	    "a command of the user has the user's environment");
	(void)run((struct child){ .argv = SH("mkdir -p a/b && echo >a/b/c && "
	    "ln -s / r && chmod 500 a/b a && pwd"), .in = -1 });
	buf_addc(&out, '\0');
	ok(out.len > 2 && out.data[0] == '/', "it can make files there");
	out.data[out.len - 2] = '\0';
	ok(stat(out.data, &st) == -1 && errno == ENOENT,
	    "its directory is gone afterwards, with what was in it");
	(void)fclose(file);
}

static void
test_end(void)
{
	ok(run((struct child){ .argv = SH("echo a; echo b >&2; echo >&2; "
	    "exit 3"), .in = -1 }) == -1 && end.status == 3 &&
	    says("status 3: b"), "status and last line on stderr");
	ok(run((struct child){ .argv = SH("kill -USR1 $$"), .in = -1 }) == -1 &&
	    end.signal == SIGUSR1 && says("User defined signal 1"),
	    "the signal that ended it");
	ok(run((struct child){ .argv = (const char *const[]){ "no-such-program",
	    NULL }, .in = -1 }) == -1 && end.missing,
	    "there is no such program");
	(void)setenv("TMPDIR", "/no/such", 1);
	ok(run((struct child){ .argv = SH(""), .in = -1 }) == -1 &&
	    !end.missing && says("sh cannot be run: No such file or directory"),
	    "no directory can be made for it");
	(void)unsetenv("TMPDIR");
	ok(run((struct child){ .argv = (const char *const[]){ "yes", NULL },
	    .in = -1, .most = 100000 }) == -1 && end.too_long &&
	    says("it wrote more than 1000 bytes (--max-size allows more)") &&
	    out.len <= 100000, "it writes too much");
	enough = true;
	ok(run((struct child){ .argv = (const char *const[]){ "yes", NULL },
	    .in = -1 }) == -1 && end.unwanted, "no more is wanted");
	enough = false;
	(void)run((struct child){ .argv = SH("echo first >&2; i=0; "
	    "while [ $i -lt 5000 ]; do echo a line of 20 bytes >&2; "
	    "i=$((i + 1)); done; echo last >&2"), .in = -1 });
	ok(end.errors.len <= 40000 &&
	    span_begins(buf_span(&end.errors), "first\n") &&
	    span_ends(buf_span(&end.errors), "last\n"),
	    "of a long stderr, beginning and end are kept");
}

static void
test_time(void)
{
	int64_t begin = clock_steady();

	ok(run((struct child){ .argv = SH("sleep 100 & echo $!; echo at it >&2;"
	    " sleep 100"), .in = -1, .timeout = 1 }) == -1 && end.timed_out &&
	    says("not done within 1 s (--timeout allows more): at it"),
	    "it takes too long");
	buf_addc(&out, '\0');
	ok(ends(atol(out.data)), "what it started is ended with it");
	ok(run((struct child){ .argv = (const char *const[]){ "setsid",
	    "sleep", "100", NULL }, .in = -1, .timeout = 1 }) == -1 &&
	    end.timed_out, "it left its group, and is ended all the same");
	ok(run((struct child){ .argv = SH("sleep 100 & echo $!"), .in = -1 }) ==
	    0 && clock_steady() - begin < 15000,
	    "what it left behind is not waited for");
	buf_addc(&out, '\0');
	ok(ends(atol(out.data)), "and is ended");
	delay = 1200;
	ok(run((struct child){ .argv = SH("echo a; sleep 0.2; echo b"),
	    .in = -1, .timeout = 1 }) == 0 &&
	    span_is(buf_span(&out), "a\nb\n"),
	    "the time that we take is not its own");
	delay = 0;
}

/* Kills the process that runs a child, which must end, and its own child. */
static void
test_death(void)
{
	char name[] = "/tmp/child.XXXXXX", line[256] = "", dir[128] = "";
	int fd = mkstemp(name), i;
	long one = 0, other = 0;
	struct buf script = { 0 };
	pid_t pid;

	buf_printf(&script, "mkdir a; echo x >a/b; sleep 100 & echo $$ $! $PWD"
	    " >%s; wait", name);
	buf_addc(&script, '\0');
	if ((pid = fork()) == 0) {
		(void)run((struct child){ .argv = SH(script.data), .in = -1 });
		_exit(0);
	}
	for (i = 0; i < 500 && strchr(line, '\n') == NULL; i++) {
		(void)usleep(10000);
		(void)!pread(fd, line, sizeof(line) - 1, 0);
	}
	ok(sscanf(line, "%ld %ld %127s", &one, &other, dir) == 3 &&
	    access(dir, F_OK) == 0, "a child runs, in its directory");
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
	ok(one > 0 && ends(one), "it ends when its parent is killed");
	ok(other > 0 && ends(other), "and so does what it started");
	for (i = 0; i < 500 && access(dir, F_OK) == 0; i++)
		(void)usleep(10000);
	ok(access(dir, F_OK) == -1, "and its directory is removed");
	(void)close(fd);
	(void)unlink(name);
	buf_free(&script);
}

/* The child's own part of test_limits. */
static int
try_limits(void)
{
	void *volatile p = malloc((size_t)6 << 30);
	const int net = socket(AF_INET, SOCK_STREAM, 0),
	    local = socket(AF_UNIX, SOCK_STREAM, 0);

	printf("%s %s %s\n", net == -1 ? "none" : "inet",
	    local == -1 ? "none" : "unix", p == NULL ? "none" : "memory");
	free(p);
	return 0;
}

/* The address sanitizer: gcc's and clang's sign. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#ifndef SANITIZED	/* the sanitizer takes more memory than any limit */
/* Whether RLIMIT_DATA holds: it does not in an emulator. */
static bool
memory_is_limited(void)
{
	const struct rlimit few = { 1 << 20, 1 << 20 };
	const pid_t pid = fork();
	void *volatile memory;	/* else the compiler leaves malloc out */
	int status = 0;

	if (pid == 0) {
		(void)setrlimit(RLIMIT_DATA, &few);
		memory = malloc((size_t)1 << 28);
		_exit(memory == NULL);
	}
	(void)waitpid(pid, &status, 0);
	return status != 0;
}
#endif

static void
test_limits(void)
{
	const char *const argv[] = { program, "limits", NULL };

#ifndef SANITIZED
	(void)run((struct child){ .argv = argv, .in = -1 });
	if (span_begins(buf_span(&out), "inet"))
		printf("# no seccomp here\n");
	else
		ok(span_begins(buf_span(&out), "none none "),
		    "it can make no socket");
	if (memory_is_limited())
		ok(span_ends(buf_span(&out), " none\n"),
		    "its memory is limited");
	else
		ok(true, "# SKIP memory is not limited here");
#endif
	(void)run((struct child){ .argv = argv, .in = -1, .named = true });
	ok(span_begins(buf_span(&out), "inet unix "),
	    "a command of the user can");
	(void)run((struct child){ .argv = SH("ulimit -c; grep NoNewPrivs "
	    "/proc/$$/status"), .in = -1, .named = true });
	ok(span_is(buf_span(&out), "0\nNoNewPrivs:\t1\n"),
	    "no core dumps, no new privileges");
}

int
main(int argc, char *argv[])
{
	char *whole = realpath(argv[0], NULL);

	program = whole;
	if (argc > 1) {
		free(whole);
		return try_limits();
	}
	/* Something to inherit, that must not be. */
	(void)open("/", O_RDONLY);
	test_given();
	test_end();
	test_time();
	test_death();
	test_limits();
	free(whole);
	buf_free(&out);
	buf_free(&end.errors);
	return tap_done();
}
