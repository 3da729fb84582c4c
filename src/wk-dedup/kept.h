/*
 * The texts that later ones are compared with: in a temporary file without a
 * name, and in memory only where each is, its signature and its hashes.
 */
#ifndef WK_KEPT_H
#define WK_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "minhash.h"

/* Hashes of a text in the table, at most, and of those it is looked for by. */
#define KEPT_HASHES (MINHASH_BANDS + 2)
#define KEPT_LOOKS (2 * MINHASH_BANDS + 2)

struct kept;

/* What is kept of a text. */
struct kept_text {
	struct span text;
	struct span answer;	/* p is NULL: it has none */
	struct span label;	/* JSON: the object duplicate_of, unfinished */
};

/*
 * Begins with no texts, each of which will have so many hashes.  NULL with
 * errno set if there is no file.
 */
struct kept *kept_open(size_t hashes);
void kept_close(struct kept *k);

/*
 * Keeps a text, by its signature and hashes.  0; -1 with errno set if the
 * file cannot be written.
 */
int kept_add(struct kept *k, const struct kept_text *text,
    const uint8_t signature[MINHASH_BYTES], const uint64_t *hash);

/* By what a text looks for others. */
struct kept_look {
	const uint8_t *signature;
	uint64_t hash[KEPT_LOOKS];
	size_t whole;	/* the first of them find any text, the others one
			   whose signature is near, too */
	size_t n;
};

/*
 * Calls found with the number of each text that has one of the hashes, until
 * it returns false: those found by the whole first, then the nearest by the
 * signature.  Of thousands that have the same hash the latest alone are looked
 * at, and found is called a few dozen times at most.
 */
void kept_find(struct kept *k, const struct kept_look *look,
    bool (*found)(void *arg, size_t text), void *arg);

/*
 * Reads a text back; it is good until the next call.  0, or -1 with errno
 * set.
 */
int kept_read(struct kept *k, size_t number, struct kept_text *text);

/* How many texts there are, and the bytes of memory they take. */
size_t kept_count(const struct kept *k);
size_t kept_memory(const struct kept *k);

#endif
