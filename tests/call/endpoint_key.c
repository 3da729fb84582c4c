/* Keys: what of a file is one, and what can be none. */
#include "call/endpoint.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tap.h"

#define KEY_FILE "key"
#define WITHIN(what) " has " what " inside the key"

/* Makes a line of how it ended: the key, or what is wrong; and the note. */
static void
ended(int result, char *key, const struct buf *note, const struct buf *why,
    const char *want, const char *name)
{
	struct buf got = { 0 };

	if (result == 0)
		buf_puts(&got, key);
	buf_add(&got, why->data, why->len);
	if (note->len > 0)
		buf_printf(&got, " (%.*s)", (int)note->len, note->data);
	is_mem(got.data, got.len, want, strlen(want), name);
	ok((result == 0) == (why->len == 0), "the status: %s", name);
	endpoint_key_free(key);
	buf_free(&got);
}

static void
from_file(const char *path, const char *want, const char *name)
{
	struct buf note = { 0 }, why = { 0 };
	char *key = NULL;
	int result = endpoint_key_file(path, &key, &note, &why);

	ended(result, key, &note, &why, want, name);
	buf_free(&note);
	buf_free(&why);
}

static void
with_mode(const char *text, size_t n, mode_t mode, const char *want,
    const char *name)
{
	int fd = open(KEY_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd == -1 || write(fd, text, n) != (ssize_t)n ||
	    fchmod(fd, mode) == -1)
		ok(false, "cannot write a key file");
	close(fd);
	from_file(KEY_FILE, want, name);
}

static void
in_file(const char *text, size_t n, const char *want, const char *name)
{
	with_mode(text, n, 0600, want, name);
}

static void
test_file(void)
{
	char longest[ENDPOINT_KEY_MAX + 100];

	in_file("k", 1, "k", "no newline");
	in_file("k\n", 2, "k", "one newline");
	in_file("k\r\n", 3, "k", "as Windows writes it");
	in_file(" \tk \n", 5, "k", "blanks around");
	in_file("!~", 2, "!~", "all that ASCII prints");
	in_file("", 0, KEY_FILE " is empty", "an empty file");
	in_file("\n", 1, KEY_FILE " is empty", "an empty line");
	memset(longest, 'k', sizeof(longest));
	in_file(longest, sizeof(longest), KEY_FILE " is too long for a key",
	    "more than a key");
	from_file("no/such", "no/such: No such file or directory",
	    "no such file");
	from_file(".", ".: Is a directory", "a directory");
	from_file("a\033b", "a\\x1bb: No such file or directory",
	    "a name not fit for a terminal");
}

static void
test_within(void)
{
	in_file("k\n\n", 3, KEY_FILE WITHIN("a control character"),
	    "two newlines");
	in_file("k\nX-Evil: 1", 11, KEY_FILE WITHIN("a control character"),
	    "a second header");
	in_file("k\rx", 3, KEY_FILE WITHIN("a control character"), "CR");
	in_file("k\0x", 3, KEY_FILE WITHIN("a control character"), "NUL");
	in_file("k\177", 2, KEY_FILE WITHIN("a control character"), "DEL");
	in_file("Bearer k", 8, KEY_FILE WITHIN("a blank"), "a blank");
	in_file("\357\273\277k", 4,
	    KEY_FILE WITHIN("a character") " that is not ASCII", "a BOM");
}

static void
test_mode(void)
{
	static const char open_to[] = "k (" KEY_FILE " has a key, and other "
	    "users can read it: chmod 600)";

	with_mode("k", 1, 0600, "k", "for its owner alone");
	with_mode("k", 1, 0400, "k", "even less");
	with_mode("k", 1, 0640, open_to, "open to the group");
	with_mode("k", 1, 0604, open_to, "other users can");
	from_file("/dev/null", "/dev/null is empty", "a device is no file");
}

static void
test_variable(const char *value, const char *want, const char *name)
{
	struct buf note = { 0 }, why = { 0 };
	char *key = NULL;
	int result;

	if (value == NULL)
		unsetenv("KEY");
	else
		setenv("KEY", value, 1);
	result = endpoint_key_env("KEY", &key, &why);
	ended(result, key, &note, &why, want, name);
	buf_free(&why);
}

int
main(void)
{
	char dir[] = "/tmp/endpoint_key.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1) {
		puts("1..0 # SKIP no scratch directory");
		return 0;
	}
	test_file();
	test_within();
	test_mode();
	test_variable("k", "k", "a variable");
	test_variable("k\n", "KEY" WITHIN("a control character"),
	    "with a newline");
	test_variable(" k", "KEY" WITHIN("a blank"), "with a blank");
	test_variable("", "KEY is empty", "empty");
	test_variable(NULL, "KEY is empty", "not set");
	unlink(KEY_FILE);
	if (chdir("/") == 0)
		rmdir(dir);
	return tap_done();
}
