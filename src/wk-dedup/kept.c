/* Keeps texts in a temporary file, and finds those that may be alike. */
#include "kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "table.h"

/* Texts of a block of memory, and bytes that gather before they are written. */
#define BLOCK ((size_t)1 << 14)
#define GATHER ((size_t)1 << 20)

/*
 * Texts of one form, which may be a million, have hashes in common.  So many
 * are looked at for each hash, and so many are given to be compared.
 */
#define LOOKED_AT 512
#define GIVEN 64

struct place {
	uint64_t at;		/* in the file */
	uint32_t text, answer;	/* bytes; answer UINT32_MAX: none */
	uint32_t label;
	uint8_t signature[MINHASH_BYTES];
};

/* A text that may be alike. */
struct candidate {
	size_t number;
	int same;	/* bytes of the signature; more than those: all */
};

struct kept {
	int fd;			/* of the file */
	struct table *table;
	struct place **block;
	size_t nblocks, n;
	uint64_t written;	/* bytes in the file */
	struct buf tail;	/* what comes behind them */
	struct buf text;	/* read back */
	struct candidate *candidate;
	size_t ncandidates, size;
};

struct kept *
kept_open(size_t hashes)
{
	const int fd = file_temporary();
	struct kept *k;

	if (fd == -1)
		return NULL;
	k = xcalloc(1, sizeof(*k));
	k->fd = fd;
	k->table = table_open(hashes);
	return k;
}

void
kept_close(struct kept *k)
{
	size_t i;

	if (k == NULL)
		return;
	for (i = 0; i < k->nblocks; i++)
		free(k->block[i]);
	free(k->block);
	free(k->candidate);
	(void)close(k->fd);
	table_close(k->table);
	buf_free(&k->tail);
	buf_free(&k->text);
	free(k);
}

/* Writes the tail to the file.  0, or -1 with errno set. */
static int
write_tail(struct kept *k)
{
	size_t done = 0;
	ssize_t n;

	while (done < k->tail.len) {
		n = pwrite(k->fd, k->tail.data + done,
		    k->tail.len - done, (off_t)(k->written + done));
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			done += (size_t)n;
	}
	k->written += done;
	buf_clear(&k->tail);
	return 0;
}

static struct place *
place_of(const struct kept *k, size_t number)
{
	return &k->block[number / BLOCK][number % BLOCK];
}

int
kept_add(struct kept *k, const struct kept_text *text,
    const uint8_t signature[MINHASH_BYTES], const uint64_t *hash)
{
	struct place *p;

	if (k->n == k->nblocks * BLOCK) {
		k->block = xreallocarray(k->block, k->nblocks + 1,
		    sizeof(struct place *));
		k->block[k->nblocks++] = xreallocarray(NULL, BLOCK,
		    sizeof(struct place));
	}
	p = place_of(k, k->n++);
	p->at = k->written + k->tail.len;
	p->text = (uint32_t)text->text.len;
	p->answer = text->answer.p == NULL ? UINT32_MAX :
	    (uint32_t)text->answer.len;
	p->label = (uint32_t)text->label.len;
	memcpy(p->signature, signature, MINHASH_BYTES);
	buf_add(&k->tail, text->text.p, text->text.len);
	if (text->answer.p != NULL)
		buf_add(&k->tail, text->answer.p, text->answer.len);
	buf_add(&k->tail, text->label.p, text->label.len);
	table_add(k->table, hash);
	return k->tail.len < GATHER ? 0 : write_tail(k);
}

/*
 * Notes the texts of a walk that may be alike: by the signature, or, if that
 * is NULL, as alike as `same` says.
 */
static void
gather(struct kept *k, struct table_walk *w, const uint8_t *signature,
    int same)
{
	size_t number, i;

	for (i = 0; i < LOOKED_AT && table_next(k->table, w, &number); i++) {
		if (signature != NULL && (same = minhash_same(signature,
		    place_of(k, number)->signature)) < MINHASH_NEAR)
			continue;
		if (k->ncandidates == k->size) {
			k->size = 2 * k->size + 64;
			k->candidate = xreallocarray(k->candidate, k->size,
			    sizeof(*k->candidate));
		}
		k->candidate[k->ncandidates++] =
		    (struct candidate){ number, same };
	}
}

/* The nearest first, then the latest. */
static int
by_nearness(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->same != y->same)
		return y->same - x->same;
	return (x->number < y->number) - (x->number > y->number);
}

void
kept_find(struct kept *k, const struct kept_look *look,
    bool (*found)(void *arg, size_t text), void *arg)
{
	struct table_walk w[KEPT_LOOKS];
	size_t given[GIVEN], n = 0, number, i, j;

	k->ncandidates = 0;
	table_find_all(k->table, look->hash, look->n, w);
	for (i = 0; i < look->n; i++)
		gather(k, &w[i], i < look->whole ? NULL : look->signature,
		    MINHASH_BYTES + (int)(look->n - i));
	if (k->ncandidates > 1)
		qsort(k->candidate, k->ncandidates, sizeof(*k->candidate),
		    by_nearness);
	for (i = 0; i < k->ncandidates && n < GIVEN; i++) {
		number = k->candidate[i].number;
		for (j = 0; j < n && given[j] != number; j++)
			;
		if (j < n)
			continue;
		given[n++] = number;
		if (!found(arg, number))
			return;
	}
}

/* Fills k->text with n bytes of the file. */
static int
read_file(struct kept *k, uint64_t at, size_t n)
{
	size_t done = 0;
	ssize_t got;

	buf_clear(&k->text);
	if (!buf_reserve(&k->text, n)) {
		errno = EFBIG;
		return -1;
	}
	while (done < n) {
		got = pread(k->fd, k->text.data + done, n - done,
		    (off_t)(at + done));
		if (got == 0)
			errno = EIO;
		if (got == 0 || (got == -1 && errno != EINTR))
			return -1;
		if (got > 0)
			done += (size_t)got;
	}
	k->text.len = n;
	return 0;
}

int
kept_read(struct kept *k, size_t number, struct kept_text *text)
{
	const struct place *p = place_of(k, number);
	const size_t answer = p->answer == UINT32_MAX ? 0 : p->answer;
	const size_t n = (size_t)p->text + answer + p->label;
	const char *at;

	if (p->at >= k->written)
		at = k->tail.data + (p->at - k->written);
	else {
		if (read_file(k, p->at, n) == -1)
			return -1;
		at = k->text.data;
	}
	text->text = (struct span){ at, p->text };
	text->answer = (struct span){ p->answer == UINT32_MAX ? NULL :
	    at + p->text, answer };
	text->label = (struct span){ at + p->text + answer, p->label };
	return 0;
}

size_t
kept_count(const struct kept *k)
{
	return k->n;
}

size_t
kept_memory(const struct kept *k)
{
	return table_memory(k->table) + k->nblocks * BLOCK *
	    sizeof(struct place);
}
