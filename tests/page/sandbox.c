/* What a process can still do in the sandbox. */
#include "sandbox.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif

static char directory[] = "sandbox.XXXXXX";
static bool landlocked;

/* Whether a file can be made there. */
static bool
can_make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd != -1)
		(void)close(fd);
	return fd != -1;
}

/* Whether a program can be started. */
static bool
can_start(void)
{
	static char name[] = "true";
	static char *const argv[] = { name, NULL };
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		(void)execv("/bin/true", argv);
		_exit(errno == EACCES ? 99 : 98);
	}
	(void)waitpid(pid, &status, 0);
	return !(WIFEXITED(status) && WEXITSTATUS(status) == 99);
}

static void
test_inside(int before)
{
	char path[64];
	struct rlimit r;

	(void)snprintf(path, sizeof(path), "%s/in", directory);
	ok(can_make(path), "files can be made in the directory");
	ok(rename(path, path) == 0 && unlink(path) == 0,
	    "renamed and removed");
	ok(write(before, "x", 1) == 1, "a file that is open can be written");
	ok(getrlimit(RLIMIT_CORE, &r) == 0 && r.rlim_max == 0, "no core file");
	ok(open("/etc/passwd", O_RDONLY) != -1, "files can be read");
#ifdef __linux__
	ok(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, "no new privileges");
#endif
	if (!landlocked) {
		ok(true, "# SKIP this kernel has no Landlock");
		return;
	}
	(void)snprintf(path, sizeof(path), "%s.out", directory);
	ok(!can_make(path), "no file beside the directory");
	(void)snprintf(path, sizeof(path), "%s/../%s.out", directory,
	    directory);
	ok(!can_make(path), "nor by a way through it");
	ok(open("before", O_WRONLY) == -1, "no other file can be opened");
	ok(unlink("before") == -1, "or removed");
	ok(truncate("before", 0) == -1, "or cut");
	(void)snprintf(path, sizeof(path), "%s/before", directory);
	ok(rename("before", path) == -1, "or moved into it");
	(void)snprintf(path, sizeof(path), "%s/sub", directory);
	ok(mkdir(path, 0700) == -1, "no directory");
	ok(symlink("/etc", path) == -1, "no link");
	ok(!can_start(), "no program can be started");
}

/* In a process of its own: what it leaves cannot be removed from there. */
static int
test_all(void)
{
	struct buf lacks = { 0 };
	int before = open("before", O_RDWR | O_CREAT, 0600);

	if (before == -1) {
		perror("sandbox");
		return 1;
	}
	sandbox_enter(directory, (size_t)1 << 30, &lacks);
	landlocked = lacks.len == 0 || memmem(lacks.data, lacks.len,
	    "Landlock", 8) == NULL;
	if (lacks.len > 0)
		printf("# lacks %.*s\n", (int)lacks.len, lacks.data);
	test_inside(before);
	buf_free(&lacks);
	return tap_done();
}

int
main(void)
{
	char scratch[] = "/tmp/wk-sandbox.XXXXXX";
	int status = 1;
	pid_t pid;

	if (mkdtemp(scratch) == NULL || chdir(scratch) == -1 ||
	    mkdtemp(directory) == NULL || (pid = fork()) == -1) {
		perror(scratch);
		return 1;
	}
	if (pid == 0) {
		status = test_all();
		(void)fflush(stdout);
		_exit(status);
	}
	(void)waitpid(pid, &status, 0);
	(void)rmdir(directory);
	(void)unlink("before");
	(void)rmdir(scratch);
	return status != 0;
}
