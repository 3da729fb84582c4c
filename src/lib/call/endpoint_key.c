/* Reads keys from files and the environment, and checks them. */
#include "endpoint.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/utf8.h"

/* Bytes of a file's name that a message shows. */
#define SHOWN 200

/*
 * Checks that a key is printable ASCII: a line end would begin another
 * header, and a blank or a letter of another script is a mistake.
 */
static int
check(const char *key, size_t n, const char *name, struct buf *why)
{
	const char *what;
	size_t i;

	if (n == 0)
		what = "is empty";
	else if (n > ENDPOINT_KEY_MAX)
		what = "is too long for a key";
	else {
		for (i = 0; i < n && key[i] > ' ' && key[i] < 0x7f; i++)
			;
		if (i == n)
			return 0;
		what = key[i] == ' ' ? "has a blank inside the key" :
		    (unsigned char)key[i] < ' ' || key[i] == 0x7f ?
		    "has a control character inside the key" :
		    "has a character inside the key that is not ASCII";
	}
	utf8_mask(why, name, strlen(name), SHOWN);
	buf_printf(why, " %s", what);
	return -1;
}

/* Copies a key that has been checked. */
static int
keep(const char *text, size_t n, char **key)
{
	*key = xcalloc(n + 1, 1);
	memcpy(*key, text, n);
	return 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
keep_stripped(const char *text, size_t n, const char *path, char **key,
    struct buf *why)
{
	if (n > 0 && text[n - 1] == '\n')
		n--;
	if (n > 0 && text[n - 1] == '\r')
		n--;
	while (n > 0 && is_blank(text[n - 1]))
		n--;
	for (; n > 0 && is_blank(*text); n--)
		text++;
	if (check(text, n, path, why) == -1)
		return -1;
	return keep(text, n, key);
}

/* Reads until text is full or the file ends.  Returns the bytes read, or -1. */
static ssize_t
read_some(int fd, char *text, size_t size)
{
	size_t have = 0;
	ssize_t n;

	while (have < size) {
		n = read(fd, text + have, size - have);
		if (n == 0)
			break;
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			have += (size_t)n;
	}
	return (ssize_t)have;
}

static int
cannot(const char *path, struct buf *why)
{
	const char *error = strerror(errno);

	utf8_mask(why, path, strlen(path), SHOWN);
	buf_printf(why, ": %s", error);
	return -1;
}

int
endpoint_key_file(const char *path, char **key, struct buf *note,
    struct buf *why)
{
	/* Not a buf, which would leave copies of the key when it grows. */
	char text[ENDPOINT_KEY_MAX + 64];
	struct stat st;
	ssize_t n;
	int fd, result;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return cannot(path, why);
	n = read_some(fd, text, sizeof(text));
	if (n == -1 || fstat(fd, &st) == -1) {
		result = cannot(path, why);
	} else {
		result = keep_stripped(text, (size_t)n, path, key, why);
		if (S_ISREG(st.st_mode) &&
		    (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
			utf8_mask(note, path, strlen(path), SHOWN);
			buf_puts(note, " has a key, and other users can read "
			    "it: chmod 600");
		}
	}
	explicit_bzero(text, sizeof(text));
	(void)close(fd);
	return result;
}

int
endpoint_key_env(const char *name, char **key, struct buf *why)
{
	const char *text = getenv(name);
	const size_t n = text == NULL ? 0 : strlen(text);

	if (check(text, n, name, why) == -1)
		return -1;
	return keep(text, n, key);
}

void
endpoint_key_free(char *key)
{
	if (key != NULL)
		explicit_bzero(key, strlen(key));
	free(key);
}
