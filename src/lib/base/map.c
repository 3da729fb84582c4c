/* Maps files for reading, and tells of one that can be read no more. */
#include "map.h"

#include <sys/mman.h>

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>

#include "memory.h"

/* A file that is mapped. */
struct map {
	struct map *next;
	void *p;
	size_t len;
	const char *name;
};

void (*map_hook)(const char *name);

static struct map *maps;

/* The map that an address lies in, or NULL. */
static const struct map *
find_map(const void *address)
{
	const uintptr_t at = (uintptr_t)address;
	const struct map *m;

	for (m = maps; m != NULL; m = m->next)
		if (at - (uintptr_t)m->p < m->len)
			return m;
	return NULL;
}

/*
 * Takes SIGBUS, which comes while a map is read, and so never while the list
 * is changed.  Other causes end the process when it goes on.
 */
static void
take_signal(int signal_number, siginfo_t *info, void *context)
{
	const struct map *m = find_map(info->si_addr);

	(void)context;
	if (m != NULL && map_hook != NULL)
		map_hook(m->name);
	(void)signal(signal_number, SIG_DFL);
}

const void *
map_file(int fd, size_t len, const char *name)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO };
	struct map *m;
	void *p;

	action.sa_sigaction = take_signal;
	(void)sigemptyset(&action.sa_mask);
	if (maps == NULL && sigaction(SIGBUS, &action, NULL) == -1)
		return NULL;
	p = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return NULL;
	m = xcalloc(1, sizeof(*m));
	*m = (struct map){ .next = maps, .p = p, .len = len, .name = name };
	maps = m;
	return p;
}

void
map_free(const void *p)
{
	struct map **at = &maps, *m;

	while ((m = *at) != NULL && m->p != p)
		at = &m->next;
	if (m == NULL)
		return;
	*at = m->next;
	(void)munmap(m->p, m->len);
	free(m);
}
