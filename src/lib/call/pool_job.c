/* The lists that the calls of a pool stand in. */
#include "pool_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Free a buffer of more bytes than this instead of using it again. */
#define KEPT ((size_t)16 * 1024)

void
jobs_open(struct jobs *s, size_t most)
{
	s->table_size = 64;
	while (s->table_size < most)
		s->table_size *= 2;
	s->table = xcalloc(s->table_size, sizeof(struct job *));
}

static void
clear(struct buf *b)
{
	if (b->size > KEPT)
		buf_free(b);
	buf_clear(b);
}

struct job *
jobs_add(struct jobs *s, struct pool *p)
{
	struct job *job = s->unused;
	struct buf line, body, request;

	if (job != NULL) {
		s->unused = job->after;
		line = job->line;
		body = job->body;
		request = job->request;
		memset(job, 0, sizeof(*job));
		job->line = line;
		job->body = body;
		job->request = request;
	} else
		job = xcalloc(1, sizeof(*job));
	job->pool = p;
	if ((job->prev = s->tail) != NULL)
		s->tail->next = job;
	else
		s->head = job;
	s->tail = job;
	s->live++;
	return job;
}

void
jobs_remove(struct jobs *s, struct job *job)
{
	if (job->prev != NULL)
		job->prev->next = job->next;
	else
		s->head = job->next;
	if (job->next != NULL)
		job->next->prev = job->prev;
	else
		s->tail = job->prev;
	s->live--;
	clear(&job->line);
	clear(&job->body);
	clear(&job->request);
	job->after = s->unused;
	s->unused = job;
}

void
jobs_queue(struct jobs *s, struct job *job)
{
	job->state = JOB_READY;
	job->after = NULL;
	if (s->queue == NULL)
		s->queue = job;
	else
		s->queue_tail->after = job;
	s->queue_tail = job;
}

void
jobs_queue_first(struct jobs *s, struct job *job)
{
	job->state = JOB_READY;
	if ((job->after = s->queue) == NULL)
		s->queue_tail = job;
	s->queue = job;
}

struct job *
jobs_dequeue(struct jobs *s)
{
	struct job *job = s->queue;

	if (job != NULL)
		s->queue = job->after;
	return job;
}

static struct job **
chain(const struct jobs *s, const unsigned char *key)
{
	uint64_t hash;

	memcpy(&hash, key, sizeof(hash));
	return &s->table[hash & (s->table_size - 1)];
}

struct job *
jobs_find(const struct jobs *s, const unsigned char *key)
{
	struct job *job = *chain(s, key);

	while (job != NULL && memcmp(job->key, key, JOURNAL_KEY) != 0)
		job = job->same;
	return job;
}

void
jobs_enter(struct jobs *s, struct job *job)
{
	struct job **head = chain(s, job->key);

	job->same = *head;
	*head = job;
}

void
jobs_leave(struct jobs *s, struct job *job)
{
	struct job **p = chain(s, job->key);

	while (*p != NULL && *p != job)
		p = &(*p)->same;
	if (*p != NULL)
		*p = job->same;
}

void
jobs_wait(struct jobs *s, struct job *job)
{
	size_t i;

	if (s->waiting == s->heap_size) {
		s->heap_size = s->heap_size == 0 ? 64 : 2 * s->heap_size;
		s->heap = xreallocarray(s->heap, s->heap_size,
		    sizeof(*s->heap));
	}
	job->state = JOB_WAITING;
	for (i = s->waiting++; i > 0; i = (i - 1) / 2) {
		if (s->heap[(i - 1) / 2]->due <= job->due)
			break;
		s->heap[i] = s->heap[(i - 1) / 2];
	}
	s->heap[i] = job;
}

struct job *
jobs_soonest(const struct jobs *s)
{
	return s->waiting == 0 ? NULL : s->heap[0];
}

void
jobs_wake(struct jobs *s)
{
	struct job *last = s->heap[--s->waiting];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < s->waiting) {
		if (child + 1 < s->waiting &&
		    s->heap[child + 1]->due < s->heap[child]->due)
			child++;
		if (last->due <= s->heap[child]->due)
			break;
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
}

static void
free_job(struct job *job)
{
	buf_free(&job->line);
	buf_free(&job->body);
	buf_free(&job->request);
	free(job);
}

void
jobs_free(struct jobs *s)
{
	struct job *job;

	while ((job = s->head) != NULL) {
		s->head = job->next;
		free_job(job);
	}
	while ((job = s->unused) != NULL) {
		s->unused = job->after;
		free_job(job);
	}
	free(s->table);
	free(s->heap);
}
