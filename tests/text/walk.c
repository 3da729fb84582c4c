/* walk: which documents the operands mean, and in which order. */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "tap.h"
#include "text/walk.h"

static char top[] = "/tmp/wk-walk.XXXXXX";

static void
touch(const char *name)
{
	int fd = open(name, O_WRONLY | O_CREAT, 0600);

	if (fd == -1 || close(fd) == -1)
		abort();
}

/*
 * The names that the operands give, a space behind each; errors as !name, and
 * a directory in which nothing matches as ~name.
 */
static void
gives(const char *const *operands, const struct walk_options *options,
    const char *want, const char *what)
{
	char *copy[8] = { NULL };
	struct buf got = { 0 };
	struct walk w;
	const char *name;
	size_t i;
	int r;

	for (i = 0; operands[i] != NULL; i++)
		copy[i] = strdup(operands[i]);
	walk_open(&w, copy, options);
	while ((r = walk_next(&w, &name)) != 0) {
		if (r == -1)
			buf_addc(&got, '!');
		if (r == 2)
			buf_addc(&got, '~');
		buf_puts(&got, name);
		if (r == -1 && w.error != 0)
			buf_printf(&got, "(%d)", w.error);
		buf_addc(&got, ' ');
	}
	ok(walk_next(&w, &name) == 0, "%s: the end stays the end", what);
	walk_close(&w);
	is_mem(got.len > 0 ? got.data : "", got.len, want, strlen(want), what);
	buf_free(&got);
	for (i = 0; i < LEN(copy); i++)
		free(copy[i]);
}

#define OPERANDS(...) (const char *const[]){ __VA_ARGS__, NULL }

static void
make_tree(void)
{
	static const char *const dirs[] = {
		"d", "d/a", "d/a/deep", "d/.hidden", "d/b.txt", "empty"
	};
	static const char *const files[] = {
		"d/a.txt", "d/B.txt", "d/c.md", "d/.dot.txt", "d/a-b.txt",
		"d/\344\272\214.txt", "d/\344\270\200.txt", "d/a/z.txt",
		"d/a/deep/y.txt", "d/.hidden/x.txt", "d/b.txt/q.txt",
		"d/a0.txt", "d/x.TXT", "d/txt", "odd name", "d/a/n.md"
	};
	size_t i;

	for (i = 0; i < LEN(dirs); i++)
		if (mkdir(dirs[i], 0700) == -1)
			abort();
	for (i = 0; i < LEN(files); i++)
		touch(files[i]);
	if (symlink("a.txt", "d/link.txt") == -1 ||
	    symlink("..", "d/up.txt") == -1 || symlink("a", "d/s") == -1 ||
	    symlink("d", "way") == -1 || mkfifo("d/f.txt", 0600) == -1)
		abort();
}

static void
test_operands(void)
{
	static const struct walk_options none = { 0 };
	static const char *const nothing[] = { NULL };
	char want[64];

	gives(nothing, &none, "- ", "no operand is stdin");
	gives(OPERANDS("-", "odd name", "d/c.md"), &none,
	    "- odd name d/c.md ", "a file is itself, whatever its name");
	gives(OPERANDS("d/.dot.txt", "d/link.txt"), &none,
	    "d/.dot.txt d/link.txt ", "hidden ones and links as well");
	gives(OPERANDS("d/f.txt", "/dev/null"), &none, "d/f.txt /dev/null ",
	    "and what is no regular file");
	(void)snprintf(want, sizeof(want), "!gone(%d) odd name !(%d) ", ENOENT,
	    ENOENT);
	gives(OPERANDS("gone", "odd name", ""), &none, want,
	    "a missing one is told, the others go on");
	gives(OPERANDS("empty"), &none, "~empty ", "an empty directory");
}

#define DIRECT "d/B.txt d/a-b.txt d/a.txt d/a0.txt d/link.txt " \
	"d/\344\270\200.txt d/\344\272\214.txt "

static void
test_directories(void)
{
	static const char *const md[] = { "*.md" };
	static const char *const both[] = { "*.md", "[ab].*", ".d*" };
	static const char *const out[] = { "*dot*", "a.*" };
	static const struct walk_options none = { 0 };
	struct walk_options o = { 0 };

	gives(OPERANDS("d"), &none, DIRECT, "*.txt in the order of bytes");
	gives(OPERANDS("d/a/"), &none, "d/a/z.txt ", "one slash is enough");
	gives(OPERANDS("way"), &none,
	    "way/B.txt way/a-b.txt way/a.txt way/a0.txt way/link.txt "
	    "way/\344\270\200.txt way/\344\272\214.txt ",
	    "a link to a directory, if it is an operand");
	gives(OPERANDS("d/a", "odd name", "d/a/deep", "d/a"), &none,
	    "d/a/z.txt odd name d/a/deep/y.txt d/a/z.txt ",
	    "operands in their order, twice if they are given twice");
	o.include = md;
	o.ninclude = LEN(md);
	gives(OPERANDS("d"), &o, "d/c.md ", "another pattern");
	o.include = both;
	o.ninclude = LEN(both);
	gives(OPERANDS("d"), &o, "d/.dot.txt d/a.txt d/c.md ",
	    "patterns; a leading dot must be said");

	o = (struct walk_options){ .recursive = true };
	gives(OPERANDS("d"), &o, "d/B.txt d/a-b.txt d/a.txt "
	    "d/a/deep/y.txt d/a/z.txt d/a0.txt d/b.txt/q.txt d/link.txt "
	    "d/\344\270\200.txt d/\344\272\214.txt ",
	    "recursive: the order of whole names, no links, nothing hidden");
	o.include = md;
	o.ninclude = LEN(md);
	gives(OPERANDS("d", "empty"), &o, "d/a/n.md d/c.md ~empty ",
	    "recursive with a pattern");
	o.include = both;
	o.ninclude = LEN(both);
	o.recursive = false;
	o.exclude = out;
	o.nexclude = LEN(out);
	gives(OPERANDS("d", "d/a.txt"), &o, "d/c.md d/a.txt ",
	    "patterns that exclude win, over what is named they do not");
}

static void
test_errors(void)
{
	static const struct walk_options all = { .recursive = true };
	char want[96];

	if (symlink("nowhere", "d/a/dead.txt") == -1)
		abort();
	(void)snprintf(want, sizeof(want),
	    "!d/a/dead.txt(%d) d/a/deep/y.txt d/a/z.txt ", ENOENT);
	gives(OPERANDS("d/a"), &all, want, "a dead link is told");
	unlink("d/a/dead.txt");
	if (geteuid() == 0) {
		ok(true, "unreadable # SKIP root reads everything");
		return;
	}
	if (chmod("d/a/deep", 0) == -1)
		abort();
	(void)snprintf(want, sizeof(want), "!d/a/deep/(%d) d/a/z.txt ", EACCES);
	gives(OPERANDS("d/a"), &all, want, "an unreadable directory is told");
	(void)snprintf(want, sizeof(want), "!d/a/deep(%d) odd name ", EACCES);
	gives(OPERANDS("d/a/deep", "odd name"), &all, want, "as an operand");
	chmod("d/a/deep", 0700);
}

/* Runs with stdout on a file of the directory that is read. */
static void
test_output(void)
{
	static const struct walk_options none = { 0 };
	static char dir[] = "d/a", self[] = "d/a/out.txt", dash[] = "-";
	char *const operands[] = { dir, self, dash, NULL };
	struct walk w;
	const char *name = "";
	int saved, in, out, r[5], error;
	bool same;

	(void)fflush(stdout);
	saved = dup(STDOUT_FILENO);
	in = dup(STDIN_FILENO);
	out = open(self, O_RDWR | O_CREAT, 0600);
	if (saved == -1 || out == -1 || dup2(out, STDOUT_FILENO) == -1 ||
	    dup2(out, STDIN_FILENO) == -1)
		abort();
	walk_open(&w, operands, &none);
	r[0] = walk_next(&w, &name);
	same = strcmp(name, "d/a/z.txt") == 0;
	r[1] = walk_next(&w, &name);
	same = same && strcmp(name, self) == 0;
	error = w.error;
	r[2] = walk_next(&w, &name);
	same = same && strcmp(name, "-") == 0;
	r[3] = walk_next(&w, &name);
	walk_close(&w);
	dup2(saved, STDOUT_FILENO);
	if (in != -1)
		dup2(in, STDIN_FILENO);
	close(saved);
	close(in);
	close(out);
	ok(r[0] == 1 && r[1] == -1 && r[2] == -1 && r[3] == 0 && same &&
	    error == 0, "what is written to is not read");
	unlink(self);
}

static void
test_many(void)
{
	static const struct walk_options none = { 0 };
	static char dir[] = "many";
	char *const operands[] = { dir, NULL };
	struct walk w;
	const char *name;
	char path[32], last[32] = "";
	size_t i, n = 0;
	bool sorted = true;

	if (mkdir(dir, 0700) == -1)
		abort();
	for (i = 0; i < 1000; i++) {
		(void)snprintf(path, sizeof(path), "many/%zu.txt",
		    i * 7919 % 1000);
		touch(path);
	}
	walk_open(&w, operands, &none);
	for (; walk_next(&w, &name) == 1; n++) {
		sorted = sorted && strcmp(last, name) < 0;
		(void)snprintf(last, sizeof(last), "%s", name);
		unlink(name);
	}
	walk_close(&w);
	rmdir(dir);
	ok(n == 1000 && sorted, "a thousand names, sorted");

	/* Leaving in the middle loses nothing. */
	walk_open(&w, operands, &(struct walk_options){ .recursive = true });
	(void)walk_next(&w, &name);
	walk_close(&w);
}

static void
remove_tree(void)
{
	static const char *const names[] = {
		"d/a.txt", "d/B.txt", "d/c.md", "d/.dot.txt", "d/a-b.txt",
		"d/\344\272\214.txt", "d/\344\270\200.txt", "d/a/z.txt",
		"d/a/deep/y.txt", "d/.hidden/x.txt", "d/b.txt/q.txt",
		"d/a0.txt", "d/x.TXT", "d/txt", "odd name", "d/a/n.md",
		"d/link.txt", "d/up.txt", "d/s", "way", "d/f.txt",
		"d/b.txt", "d/.hidden", "d/a/deep", "d/a", "d", "empty"
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		(void)remove(names[i]);
	rmdir(top);
}

int
main(void)
{
	if (mkdtemp(top) == NULL || chdir(top) == -1)
		return 1;
	make_tree();
	test_operands();
	test_directories();
	test_errors();
	test_output();
	test_many();
	remove_tree();
	return tap_done();
}
