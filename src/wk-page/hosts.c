/* Keeps the state of the hosts that pages come from. */
#include "hosts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

/* Forget what is idle beyond so many origins, or bytes of robots.txt. */
#define ORIGINS_MOST 4096
#define BYTES_MOST ((size_t)64 * 1024 * 1024)

/* ms after a reply for which a host is remembered. */
#define PEACE 60000

/* FNV-1a (Fowler, Noll, Vo). */
static size_t
bucket_of(const char *name)
{
	uint32_t n = 2166136261U;

	for (; *name != '\0'; name++)
		n = (n ^ (unsigned char)*name) * 16777619U;
	return n % HOSTS_BUCKETS;
}

static void
free_origin(struct origin *o)
{
	robots_free(&o->robots);
	buf_free(&o->why);
	free(o->name);
	free(o);
}

static void
free_host(struct host *h)
{
	free(h->name);
	free(h);
}

/* Forgets the origins that nobody uses. */
static void
forget_origins(struct hosts *h)
{
	struct origin **at, *o;
	size_t i;

	h->bytes = 0;
	for (i = 0; i < HOSTS_BUCKETS; i++)
		for (at = &h->origin[i]; (o = *at) != NULL;)
			if (o->users == 0) {
				*at = o->next;
				free_origin(o);
				h->n--;
			} else {
				h->bytes += o->robots.rules.size;
				at = &o->next;
			}
}

/* Forgets the hosts that nobody uses, and that may be asked again. */
static void
forget_hosts(struct hosts *h)
{
	const int64_t now = clock_steady();
	struct host **at, *one;
	size_t i;

	for (i = 0; i < HOSTS_BUCKETS; i++)
		for (at = &h->host[i]; (one = *at) != NULL;)
			if (one->users == 0 && one->until <= now &&
			    one->last + PEACE <= now) {
				*at = one->next;
				free_host(one);
			} else
				at = &one->next;
}

struct host *
hosts_get(struct hosts *h, const char *name)
{
	struct host **bucket = &h->host[bucket_of(name)], *one;

	for (one = *bucket; one != NULL; one = one->next)
		if (strcmp(one->name, name) == 0)
			break;
	if (one == NULL) {
		one = xcalloc(1, sizeof(*one));
		one->name = xstrdup(name);
		one->next = *bucket;
		*bucket = one;
		h->seen++;
	}
	one->users++;
	return one;
}

struct origin *
hosts_origin(struct hosts *h, const char *name)
{
	struct origin **bucket = &h->origin[bucket_of(name)], *o;

	for (o = *bucket; o != NULL; o = o->next)
		if (strcmp(o->name, name) == 0)
			break;
	if (o == NULL) {
		if (h->n >= ORIGINS_MOST || h->bytes >= BYTES_MOST) {
			forget_origins(h);
			forget_hosts(h);
		}
		o = xcalloc(1, sizeof(*o));
		o->name = xstrdup(name);
		o->next = *bucket;
		*bucket = o;
		h->n++;
	}
	o->users++;
	return o;
}

void
host_leave(struct host *host)
{
	if (host != NULL)
		host->users--;
}

void
origin_leave(struct origin *origin)
{
	if (origin != NULL)
		origin->users--;
}

void
hosts_free(struct hosts *h)
{
	struct origin *o;
	struct host *one;
	size_t i;

	for (i = 0; i < HOSTS_BUCKETS; i++) {
		while ((o = h->origin[i]) != NULL) {
			h->origin[i] = o->next;
			free_origin(o);
		}
		while ((one = h->host[i]) != NULL) {
			h->host[i] = one->next;
			free_host(one);
		}
	}
}
