/* Prompts from the command line and from files. */
#include "stage/template.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

#define FILE_NAME "role.txt"

static struct prompt prompt;
static const struct opt option = { .letter = 's', .value = &prompt };

/* Gives a prompt; whether the complaint about it is `want` ("": none). */
static bool
takes(void (*take)(const struct opt *, const char *, struct buf *),
    const char *arg, const char *want)
{
	struct buf why = { 0 };
	bool same;

	take(&option, arg, &why);
	same = span_is(buf_span(&why), want);
	if (!same)
		printf("# %.*s\n", (int)why.len, why.data);
	buf_free(&why);
	return same;
}

static void
says(const char *want, const char *name)
{
	ok(prompt.text.p != NULL, "given: %s", name);
	is_mem(prompt.text.p, prompt.text.len, want, strlen(want), name);
}

static void
in_file(const char *text, size_t n, const char *want, const char *name)
{
	int fd = open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ok(fd != -1 && write(fd, text, n) == (ssize_t)n &&
	    takes(prompt_take_file, FILE_NAME, ""), "read: %s", name);
	says(want, name);
	close(fd);
}

static void
test_text(void)
{
	ok(prompt.text.p == NULL, "at first there is none");
	ok(takes(prompt_take_text, "\xe4\xbd\xa0\n", ""), "a text");
	says("\xe4\xbd\xa0\n", "is kept as it is");
	ok(takes(prompt_take_text, "", ""), "an empty one");
	says("", "is one, too");
	ok(takes(prompt_take_text, "ab\xff", "-s: byte 3: not UTF-8"),
	    "not UTF-8, and where");
}

static void
test_file(void)
{
	in_file("a\nb", 3, "a\nb", "a file");
	in_file("a \n\r\n\n", 6, "a ", "newlines at its end go");
	in_file("\xef\xbb\xbfx\n", 5, "x", "and a byte order mark");
	in_file("\xef\xbb\xbf", 3, "", "even one alone");
	in_file("", 0, "", "an empty file");
	in_file("\n", 1, "", "an empty line");
	ok(takes(prompt_take_file, "no/such",
	    "no/such: No such file or directory"), "no such file");
	prompt_free(&prompt);
	ok(prompt.text.p == NULL && prompt.bytes.data == NULL,
	    "freed there is none");
}

int
main(void)
{
	char dir[] = "/tmp/prompt.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1) {
		puts("1..0 # SKIP no scratch directory");
		return 0;
	}
	test_text();
	test_file();
	unlink(FILE_NAME);
	if (chdir("/") == 0)
		rmdir(dir);
	return tap_done();
}
