/* Takes rights from this process: by Landlock, prctl(2) and setrlimit(2). */
#include "sandbox.h"

#include <sys/resource.h>
#include <sys/time.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/* The address sanitizer maps more than any limit: gcc's and clang's sign. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* Descriptors: connections, and files of the resolver and of TLS. */
#define FILES 1024

static void
lack(struct buf *lacks, const char *what)
{
	buf_printf(lacks, "%s%s (%s)", lacks->len == 0 ? "" : ", ", what,
	    strerror(errno));
}

/*
 * Lowers a limit to n; one that is lower stays, and RLIM_INFINITY is above
 * all.  (The type of a resource is not int.)
 */
#define LOWER(resource, n, what, lacks) do { \
	struct rlimit r; \
	if (getrlimit((resource), &r) == 0) { \
		if (r.rlim_cur > (n)) \
			r.rlim_cur = (n); \
		if (r.rlim_max > (n)) \
			r.rlim_max = (n); \
		if (setrlimit((resource), &r) == 0) \
			break; \
	} \
	lack((lacks), (what)); \
} while (0)

static void
limit_resources(size_t memory, struct buf *lacks)
{
	LOWER(RLIMIT_CORE, 0, "a limit of core files", lacks);
	LOWER(RLIMIT_NOFILE, FILES, "a limit of descriptors", lacks);
#ifndef SANITIZED
	LOWER(RLIMIT_DATA, (rlim_t)memory, "a limit of memory", lacks);
#else
	(void)memory;
#endif
}

#if defined(__linux__) && defined(SYS_landlock_create_ruleset)
/*
 * The interface of the kernel (landlock(7)), in our own words: the headers of
 * a machine may be older than its kernel.
 */
#define ABI_VERSION 1u
#define RULE_PATH_BENEATH 1
#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define REMOVE_AND_MAKE (0x1ffull << 4)	/* REMOVE_DIR to MAKE_SYM */
#define REMOVE_FILE (1ull << 5)
#define MAKE_REG (1ull << 8)
#define REFER (1ull << 13)	/* since version 2 */
#define TRUNCATE (1ull << 14)	/* 3 */
#define BIND_TCP (1ull << 0)	/* 4 */
#define IOCTL_DEV (1ull << 15)	/* 5 */
#define SCOPES 3ull		/* 6: abstract sockets, signals */

struct ruleset {
	uint64_t fs, net, scoped;
};

struct path_beneath {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

/* What each version of the kernel's interface can take away. */
static struct ruleset
ruleset_of(long version, size_t *size)
{
	struct ruleset r = { .fs = EXECUTE | WRITE_FILE | REMOVE_AND_MAKE };

	*size = sizeof(r.fs);
	if (version >= 2)
		r.fs |= REFER;
	if (version >= 3)
		r.fs |= TRUNCATE;
	if (version >= 4) {
		r.net = BIND_TCP;
		*size += sizeof(r.net);
	}
	if (version >= 5)
		r.fs |= IOCTL_DEV;
	if (version >= 6) {
		r.scoped = SCOPES;
		*size += sizeof(r.scoped);
	}
	return r;
}

/* Lets the ruleset write below the directory.  0, or -1 with errno set. */
static int
allow_beneath(int ruleset, const char *directory, uint64_t rights)
{
	struct path_beneath rule = { .allowed = rights };
	int status;

	rule.fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (rule.fd == -1)
		return -1;
	status = (int)syscall(SYS_landlock_add_rule, ruleset,
	    RULE_PATH_BENEATH, &rule, 0u);
	(void)close(rule.fd);
	return status;
}

static int
enter_landlock(const char *directory)
{
	const long version = syscall(SYS_landlock_create_ruleset, NULL,
	    (size_t)0, ABI_VERSION);
	struct ruleset r;
	size_t size;
	int fd, status;

	if (version < 1)
		return -1;
	r = ruleset_of(version, &size);
	fd = (int)syscall(SYS_landlock_create_ruleset, &r, size, 0u);
	if (fd == -1)
		return -1;
	status = allow_beneath(fd, directory, r.fs & (WRITE_FILE | TRUNCATE |
	    REMOVE_FILE | MAKE_REG));
	if (status == 0)
		status = (int)syscall(SYS_landlock_restrict_self, fd, 0u);
	(void)close(fd);
	return status;
}
#else
static int
enter_landlock(const char *directory)
{
	(void)directory;
	errno = ENOSYS;
	return -1;
}
#endif

void
sandbox_enter(const char *directory, size_t memory, struct buf *lacks)
{
	limit_resources(memory, lacks);
#ifdef __linux__
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		lack(lacks, "no_new_privs");
#endif
	if (enter_landlock(directory) == -1)
		lack(lacks, "Landlock");
}
