/* Prompts from the command line and from files. */
#include "stage/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

#define FILE_NAME "role.txt"

static void
says(const struct prompt *p, const char *want, const char *name)
{
	ok(p->text.p != NULL, "given: %s", name);
	is_mem(p->text.p, p->text.len, want, strlen(want), name);
}

static void
in_file(struct prompt *p, const char *text, size_t n, const char *want,
    const char *name)
{
	int fd = open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ok(fd != -1 && write(fd, text, n) == (ssize_t)n &&
	    prompt_read(p, FILE_NAME) == 0, "read: %s", name);
	says(p, want, name);
	close(fd);
}

static void
test_text(struct prompt *p)
{
	ok(p->text.p == NULL, "at first there is none");
	ok(prompt_set(p, "-s", "\xe4\xbd\xa0\n") == 0, "a text");
	says(p, "\xe4\xbd\xa0\n", "is kept as it is");
	ok(prompt_set(p, "-s", "") == 0, "an empty one");
	says(p, "", "is one, too");
	errno = 0;
	ok(prompt_set(p, "-s", "ab\xff") == -1 && errno == EILSEQ &&
	    p->bad == 3 && strcmp(p->name, "-s") == 0, "not UTF-8, and where");
}

static void
test_file(struct prompt *p)
{
	in_file(p, "a\nb", 3, "a\nb", "a file");
	in_file(p, "a \n\r\n\n", 6, "a ", "newlines at its end go");
	in_file(p, "\xef\xbb\xbfx\n", 5, "x", "and a byte order mark");
	in_file(p, "\xef\xbb\xbf", 3, "", "even one alone");
	in_file(p, "", 0, "", "an empty file");
	in_file(p, "\n", 1, "", "an empty line");
	errno = 0;
	ok(prompt_read(p, "no/such") == -1 && errno == ENOENT &&
	    strcmp(p->name, "no/such") == 0, "no such file");
	prompt_free(p);
	ok(p->text.p == NULL && p->bytes.data == NULL, "freed there is none");
}

int
main(void)
{
	struct prompt p = { .name = NULL };
	char dir[] = "/tmp/prompt.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1) {
		puts("1..0 # SKIP no scratch directory");
		return 0;
	}
	test_text(&p);
	test_file(&p);
	unlink(FILE_NAME);
	if (chdir("/") == 0)
		rmdir(dir);
	return tap_done();
}
