/* A server for the tests, and a small client to ask it. */
#include "stub.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct options {
	const char *script, *log, *socket, *body;
	long long port, seconds, delay;
	struct client client;
};

static void
usage(void)
{
	fprintf(stderr, "usage: stub [-d ms] [-l log] [-p port] [-r seed] "
	    "[-s script] [-t seconds]\n"
	    "            [-u socket] portfile [command [argument ...]]\n"
	    "       stub [-bw] [-d body] [-H header] [-u socket] -c url\n"
	    "       stub [-d body] [-H header] [-r requests] [-u socket] "
	    "-n connections -c url\n");
	exit(2);
}

static long long
number(const char *s, long long least, long long most, const char *what)
{
	const char *why;
	long long n = strtonum(s, least, most, &why);

	if (why != NULL)
		errx(2, "%s is %s: %s", what, why, s);
	return n;
}

static void
quit(int sig)
{
	(void)sig;
	_exit(0);
}

/* Ends the server when its command has ended, with the same status. */
static void
child(int sig)
{
	int status;

	(void)sig;
	if (waitpid(-1, &status, WNOHANG) > 0)
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) :
		    128 + WTERMSIG(status));
}

static void
catch(int sig, void (*handler)(int))
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = handler;
	if (sigaction(sig, &sa, NULL) == -1)
		err(1, "sigaction");
}

static void
die_with_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) == -1)
		err(1, "prctl");
	if (getppid() != parent)
		_exit(0);
}

static int
listen_on(const struct sockaddr *a, socklen_t n)
{
	int on = 1, fd = socket(a->sa_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		err(1, "socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, a, n) == -1 || listen(fd, 4096) == -1)
		err(1, "listen");
	return fd;
}

static int
listen_inet(long long *port)
{
	struct sockaddr_in in;
	socklen_t n = sizeof(in);
	int fd;

	memset(&in, 0, sizeof(in));
	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)*port);
	fd = listen_on((struct sockaddr *)(void *)&in, sizeof(in));
	if (getsockname(fd, (struct sockaddr *)(void *)&in, &n) == -1)
		err(1, "getsockname");
	*port = ntohs(in.sin_port);
	return fd;
}

static int
listen_unix(const char *path)
{
	struct sockaddr_un un;

	memset(&un, 0, sizeof(un));
	un.sun_family = AF_UNIX;
	if (strlcpy(un.sun_path, path, sizeof(un.sun_path)) >=
	    sizeof(un.sun_path))
		errx(2, "%s: too long", path);
	unlink(path);
	return listen_on((struct sockaddr *)(void *)&un, sizeof(un));
}

static void
write_port(const char *path, long long port)
{
	char temporary[PATH_MAX];
	FILE *f;

	if ((size_t)snprintf(temporary, sizeof(temporary), "%s.new", path) >=
	    sizeof(temporary))
		errx(2, "%s: too long", path);
	if ((f = fopen(temporary, "we")) == NULL ||
	    fprintf(f, "%lld\n", port) < 0 || fclose(f) == EOF)
		err(1, "%s", temporary);
	if (rename(temporary, path) == -1)
		err(1, "%s", path);
}

static void
start_command(char **argv, long long port)
{
	char text[16];
	pid_t parent = getpid(), pid;

	snprintf(text, sizeof(text), "%lld", port);
	if (setenv("STUB_PORT", text, 1) == -1)
		err(1, NULL);
	catch(SIGCHLD, child);
	if ((pid = fork()) == -1)
		err(1, "fork");
	if (pid > 0)
		return;
	die_with_parent(parent);
	execvp(argv[0], argv);
	warn("%s", argv[0]);
	_exit(127);
}

static void __attribute__((noreturn))
serve(struct options *o, char **argv, pid_t parent)
{
	struct script *script = NULL;
	int listener[2];
	size_t n = 0;

	if (o->script != NULL)
		script = script_read(o->script);
	if (o->log != NULL)
		log_open(o->log);
	catch(SIGTERM, quit);
	catch(SIGINT, quit);
	die_with_parent(parent);
	raise_limit();
	listener[n++] = listen_inet(&o->port);
	if (o->socket != NULL)
		listener[n++] = listen_unix(o->socket);
	write_port(argv[0], o->port);
	if (argv[1] != NULL)
		start_command(argv + 1, o->port);
	loop(listener, n, script, o->delay, o->seconds * 1000);
	/* As on SIGTERM: the memory goes with the process. */
	_exit(argv[1] != NULL ? 124 : 0);
}

static void
read_options(struct options *o, int argc, char **argv)
{
	struct client *c = &o->client;
	int ch;

	while ((ch = getopt(argc, argv, "+bc:d:H:l:n:p:r:s:t:u:w")) != -1)
		switch (ch) {
		case 'b':
			c->body_only = true;
			break;
		case 'c':
			c->url = optarg;
			break;
		case 'd':
			o->body = optarg;
			break;
		case 'H':
			if (c->nheader == LEN(c->header))
				errx(2, "too many headers");
			c->header[c->nheader++] = optarg;
			break;
		case 'l':
			o->log = optarg;
			break;
		case 'n':
			c->connections = (size_t)number(optarg, 1, 100000,
			    "-n");
			break;
		case 'p':
			o->port = number(optarg, 0, 65535, "-p");
			break;
		case 'r':
			c->requests = (size_t)number(optarg, 0, INT_MAX, "-r");
			break;
		case 's':
			o->script = optarg;
			break;
		case 't':
			o->seconds = number(optarg, 1, 1000000, "-t");
			break;
		case 'u':
			o->socket = optarg;
			break;
		case 'w':
			c->raw = true;
			break;
		default:
			usage();
		}
}

int
main(int argc, char **argv)
{
	struct options o;
	pid_t parent = getppid();

	memset(&o, 0, sizeof(o));
	o.seconds = 300;
	read_options(&o, argc, argv);
	signal(SIGPIPE, SIG_IGN);
	if (o.client.url != NULL) {
		if (argc != optind)
			usage();
		o.client.body = o.body;
		o.client.socket = o.socket;
		return o.client.connections > 0 ? load_main(&o.client) :
		    client_main(&o.client);
	}
	if (argc == optind)
		usage();
	if (o.body != NULL)
		o.delay = number(o.body, 0, 86400000, "-d");
	if (o.client.requests != 0)
		script_seed(o.client.requests);
	serve(&o, argv + optind, parent);
}
