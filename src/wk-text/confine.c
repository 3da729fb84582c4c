/* Limits a child process: resources, privileges, the network. */
#include "confine.h"

#include <sys/resource.h>
#include <sys/time.h>

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#elif defined(__loongarch64) && defined(AUDIT_ARCH_LOONGARCH64)
#define ARCH AUDIT_ARCH_LOONGARCH64
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define ARCH AUDIT_ARCH_PPC64LE
#endif
#endif

/* Address space; pandoc and pdftotext take some hundred megabytes at most. */
#define MEMORY ((uint64_t)4 << 30)

/* Descriptors. */
#define FILES 256

int
confine_to_parent(long parent)
{
	static const struct rlimit none = { 0, 0 };

#ifdef __linux__
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return -1;
#endif
	if (getppid() != (pid_t)parent) {
		errno = ESRCH;
		return -1;
	}
	return setrlimit(RLIMIT_CORE, &none);
}

/* Lowers *r to n; what is lower stays.  Returns r. */
static const struct rlimit *
lowered(struct rlimit *r, uint64_t n)
{
	if (r->rlim_cur == RLIM_INFINITY || r->rlim_cur > n)
		r->rlim_cur = (rlim_t)n;
	if (r->rlim_max == RLIM_INFINITY || r->rlim_max > n)
		r->rlim_max = (rlim_t)n;
	return r;
}

/* Lowers a limit of this process: 0 or -1.  (Its type is not always int.) */
#define LOWER(resource, r, n) \
	(getrlimit((resource), (r)) == -1 ? -1 : \
	    setrlimit((resource), lowered((r), (n))))

int
confine_not(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_DATA, &r) == -1)
		return -1;
	r.rlim_cur = r.rlim_max;
	return setrlimit(RLIMIT_DATA, &r);
}

int
confine_resources(size_t seconds, size_t largest_file)
{
	struct rlimit r;

	if (LOWER(RLIMIT_CPU, &r, seconds) == -1 ||
	    LOWER(RLIMIT_FSIZE, &r, largest_file) == -1 ||
	    LOWER(RLIMIT_NOFILE, &r, FILES) == -1)
		return -1;
	return sizeof(void *) < 8 ? 0 : LOWER(RLIMIT_AS, &r, MEMORY);
}

#ifdef ARCH
/* Loads a member of struct seccomp_data. */
#define LOAD(member) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	    (uint32_t)offsetof(struct seccomp_data, member))
/* If what was loaded is n, the next instruction; else the one after it. */
#define IF(test, n)	BPF_JUMP(BPF_JMP | BPF_K | (test), (n), 0, 1)
#define RETURN(what)	BPF_STMT(BPF_RET | BPF_K, (what))
#define REFUSE		RETURN(SECCOMP_RET_ERRNO | EACCES)

int
confine_network(void)
{
	struct sock_filter code[] = {
		LOAD(arch),
		/* Another architecture has other numbers. */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
#ifdef __x86_64__
		IF(BPF_JGE, 0x40000000),	/* x32 */
		REFUSE,
#endif
		IF(BPF_JEQ, SYS_socket),
		REFUSE,
#ifdef SYS_io_uring_setup
		/* A ring makes sockets without socket(2). */
		IF(BPF_JEQ, SYS_io_uring_setup),
		REFUSE,
#endif
		RETURN(SECCOMP_RET_ALLOW)
	};
	const struct sock_fprog filter = {
		(unsigned short)(sizeof(code) / sizeof(code[0])), code };

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == -1 &&
	    errno != EINVAL && errno != ENOSYS)
		return -1;
	return 0;
}
#else
int
confine_network(void)
{
	return 0;
}
#endif
