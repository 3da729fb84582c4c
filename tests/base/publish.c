/* Files that appear complete or not at all. */
#include "base/publish.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "tap.h"

static char home[] = "/tmp/wk-publish.XXXXXX";

/* How many files there are in the scratch directory. */
static int
files(void)
{
	struct dirent *entry;
	DIR *d = opendir(".");
	int n = 0;

	if (d == NULL)
		abort();
	while ((entry = readdir(d)) != NULL)
		n += entry->d_name[0] != '.';
	(void)closedir(d);
	return n;
}

static void
is_file(const char *path, const char *want, const char *name)
{
	struct buf b = { 0 };

	if (file_read(path, &b) == -1)
		ok(false, "%s: %s", name, strerror(errno));
	else
		is_mem(b.len == 0 ? "" : b.data, b.len, want, strlen(want),
		    name);
	buf_free(&b);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == -1 ? 0 : st.st_mode;
}

/* Writes path whole. */
static int
put(const char *path, const char *text)
{
	struct publish p;

	if (publish_open(&p, path) == -1)
		return -1;
	out_puts(&p.out, text);
	return publish_commit(&p);
}

static void
test_new(void)
{
	struct publish p;

	(void)umask(022);
	ok(publish_open(&p, "new") == 0, "begin a new file");
	out_puts(&p.out, "text");
	ok(access("new", F_OK) == -1, "it is not there yet");
	ok(publish_commit(&p) == 0, "commit");
	is_file("new", "text", "now it is");
	ok(mode_of("new") == (S_IFREG | 0644), "with the rights of a file");
	ok(files() == 1, "and nothing else");
	ok(publish_open(&p, "new") == 0, "begin to replace it");
	out_puts(&p.out, "other");
	(void)out_flush(&p.out);
	publish_abort(&p);
	is_file("new", "text", "dropped, the old one stays");
	ok(files() == 1, "alone");
	(void)umask(077);
	ok(put("private", "x") == 0 && mode_of("private") == (S_IFREG | 0600),
	    "the umask is heeded");
	(void)umask(022);
	ok(chmod("private", 0640) == 0 && put("private", "y") == 0 &&
	    mode_of("private") == (S_IFREG | 0640),
	    "a file replaced hands on its rights");
	(void)umask(0777);
	ok(put("locked", "x") == 0 && mode_of("locked") == S_IFREG,
	    "umask 0777");
	(void)umask(022);
	ok(put("none/x", "") == -1 && errno == ENOENT, "no such directory");
	ok(files() == 3, "no litter");
}

static void
test_links(void)
{
	if (mkdir("d", 0755) == -1 || put("d/target", "old") == -1 ||
	    symlink("d/target", "link") == -1)
		abort();
	ok(put("link", "new") == 0, "through a link");
	is_file("d/target", "new", "what it points to is replaced");
	ok(S_ISLNK(mode_of("link")), "the link is still one");
	ok(put("d", "x") == -1 && errno == EISDIR, "a directory is no file");
	(void)unlink("d/target");
	(void)unlink("link");
	(void)rmdir("d");
}

static void
test_special(void)
{
	char text[5] = "";
	int fd;

	ok(put("/dev/null", "x") == 0 && S_ISCHR(mode_of("/dev/null")),
	    "/dev/null stays a device");
	ok(put("/dev/full", "x") == -1 && errno == ENOSPC,
	    "/dev/full is full");
	if (mkfifo("fifo", 0600) == -1 ||
	    (fd = open("fifo", O_RDWR)) == -1)
		abort();
	ok(put("fifo", "text") == 0 && read(fd, text, 4) == 4 &&
	    strcmp(text, "text") == 0 && S_ISFIFO(mode_of("fifo")),
	    "a FIFO is written to");
	(void)close(fd);
	(void)unlink("fifo");
	if (access("/dev/shm", W_OK) == 0) {
		char path[] = "/dev/shm/wk.XXXXXX";

		if ((fd = mkstemp(path)) == -1 || write(fd, "old", 3) != 3)
			abort();
		ok(put(path, "new") == 0, "a file under /dev");
		is_file(path, "new", "is replaced as any other");
		(void)close(fd);
		(void)unlink(path);
	}
}

/* How many bytes the file has, or -1. */
static long
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) == -1 ? -1 : (long)st.st_size;
}

static void
test_locked(void)
{
	struct publish p = PUBLISH_CLOSED;
	int fd;

	publish_abort(&p);
	ok(true, "a file that is not open can be dropped");
	if (put("base", "old") == -1 || put("base.new", "rest") == -1 ||
	    chmod("base", 0444) == -1 || chmod("base.new", 0444) == -1)
		abort();
	ok(publish_open_locked(&p, "base") == 0 &&
	    strstr(p.temporary, "/base.new") != NULL &&
	    size_of("base.new") == 0 &&
	    mode_of("base.new") == (S_IFREG | 0600),
	    "what a killed writer left is emptied and used again");
	if ((fd = open(p.temporary, O_WRONLY)) == -1 ||
	    write(fd, "by name", 7) != 7)
		abort();
	(void)close(fd);
	ok(publish_commit(&p) == 0, "commit what was written by name");
	is_file("base", "by name", "the file is replaced");
	ok(mode_of("base") == (S_IFREG | 0444) && size_of("base.new") == -1,
	    "with its rights, and the temporary file is gone");
	publish_abort(&p);
	is_file("base", "by name", "to drop it after the commit does nothing");
	ok(publish_open_locked(&p, "base") == 0, "begin again");
	out_puts(&p.out, "dropped");
	publish_abort(&p);
	ok(size_of("base.new") == -1, "dropped, the temporary file is gone");
	is_file("base", "by name", "and the file as it was");
	if (mkfifo("base.new", 0600) == -1)
		abort();
	ok(publish_open_locked(&p, "base") == -1 && errno == EEXIST &&
	    S_ISFIFO(mode_of("base.new")), "a FIFO in its place is left alone");
	(void)unlink("base.new");
	(void)unlink("base");
}

/* However a program ends, what it had not published is gone. */
static void
test_end(int number)
{
	struct publish p;
	int status, before = files();

	(void)fflush(stdout);
	switch (fork()) {
	case -1:
		abort();
	case 0:
		if (publish_open(&p, "unfinished") == -1)
			_exit(9);
		if (files() != before + 1)
			_exit(8);
		if (number == 0)
			exit(7);
		(void)raise(number);
		_exit(6);
	default:
		(void)wait(&status);
	}
	if (number == 0)
		ok(WIFEXITED(status) && WEXITSTATUS(status) == 7, "exit");
	else
		ok(WIFSIGNALED(status) && WTERMSIG(status) == number,
		    "signal %d ends it", number);
	ok(files() == before, "and leaves nothing");
}

/* Like a program in the background of a shell without job control. */
static void
test_ignored(void)
{
	struct publish p;
	int status;

	(void)fflush(stdout);
	switch (fork()) {
	case -1:
		abort();
	case 0:
		(void)signal(SIGINT, SIG_IGN);
		if (publish_open(&p, "unfinished") == -1)
			_exit(9);
		(void)raise(SIGINT);
		exit(7);
	default:
		(void)wait(&status);
	}
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	    "a signal that was ignored before stays ignored");
	ok(files() == 0, "and exit leaves nothing");
}

int
main(void)
{
	static const int numbers[] = { SIGTERM, SIGPIPE, SIGINT, SIGHUP };
	size_t i;

	if (mkdtemp(home) == NULL || chdir(home) == -1)
		abort();
	test_ignored();
	/* What started us may have had them ignored. */
	for (i = 0; i < LEN(numbers); i++)
		(void)signal(numbers[i], SIG_DFL);
	test_new();
	test_links();
	test_special();
	test_locked();
	test_end(0);
	for (i = 0; i < LEN(numbers); i++)
		test_end(numbers[i]);
	(void)unlink("new");
	(void)unlink("private");
	(void)unlink("locked");
	ok(files() == 0, "nothing is left");
	if (chdir("/") == -1 || rmdir(home) == -1)
		abort();
	return tap_done();
}
