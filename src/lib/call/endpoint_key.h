/* Keys, from a file or the environment. */
#ifndef WK_ENDPOINT_KEY_H
#define WK_ENDPOINT_KEY_H

#include "base/buf.h"

/* Bytes of the longest key. */
#define ENDPOINT_KEY_MAX 8192

/*
 * Reads the key in a file, without the blanks around it and one newline at
 * its end; *key is for endpoint_key_free.  0, or -1 and `why` says what is
 * wrong with it.  If others can read the file, a line is added to note.
 */
int endpoint_key_file(const char *path, char **key, struct buf *note,
    struct buf *why);

/* Copies the key that an environment variable holds.  Returns likewise. */
int endpoint_key_env(const char *name, char **key, struct buf *why);

/* Wipes it, and frees. */
void endpoint_key_free(char *key);

#endif
