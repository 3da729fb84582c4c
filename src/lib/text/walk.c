#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A name in a directory; those of directories end in a slash. */
struct walk_entry {
	size_t at;	/* place of the name among the names */
	const char *name;
};

/* A directory, read whole, and how far it has been gone through. */
struct walk_level {
	struct buf names;	/* each with its NUL */
	struct walk_entry *entries;
	size_t n, max, next;
	size_t prefix;	/* bytes of the walk's name that lead here */
};

static int
by_name(const void *a, const void *b)
{
	const struct walk_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static void
level_free(struct walk_level *l)
{
	buf_free(&l->names);
	free(l->entries);
	*l = (struct walk_level){ 0 };
}

/* Grows *array, whose elements have `size` bytes, to hold n + 1 of them. */
static bool
grow(void **array, size_t *max, size_t n, size_t size)
{
	size_t more = *max < 16 ? 16 : *max * 2;
	void *p;

	if (n < *max)
		return true;
	if ((p = reallocarray(*array, more, size)) == NULL)
		return false;
	*array = p;
	*max = more;
	return true;
}

static int
level_add(struct walk_level *l, const char *name, bool directory)
{
	void *entries = l->entries;

	if (!grow(&entries, &l->max, l->n, sizeof(*l->entries)))
		return ENOMEM;
	l->entries = entries;
	l->entries[l->n++] = (struct walk_entry){ .at = l->names.len };
	buf_puts(&l->names, name);
	if (directory)
		buf_addc(&l->names, '/');
	buf_addc(&l->names, '\0');
	return l->names.failed ? ENOMEM : 0;
}

static bool
included(const struct walk *w, const char *name)
{
	size_t i;

	if (w->options.ninclude == 0)
		return fnmatch("*.txt", name, FNM_PERIOD) == 0;
	for (i = 0; i < w->options.ninclude; i++)
		if (fnmatch(w->options.include[i], name, FNM_PERIOD) == 0)
			return true;
	return false;
}

static bool
is_directory(int dir, const struct dirent *e)
{
	struct stat st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type == DT_DIR;
	return fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode);
}

/* Takes in the names of one directory that count.  0 or errno. */
static int
level_read(const struct walk *w, struct walk_level *l, DIR *dir)
{
	struct dirent *e;
	bool directory;
	int error;

	for (;;) {
		errno = 0;
		if ((e = readdir(dir)) == NULL)
			return errno;
		directory = is_directory(dirfd(dir), e);
		if (directory ? !w->options.recursive || e->d_name[0] == '.' :
		    !included(w, e->d_name))
			continue;
		if ((error = level_add(l, e->d_name, directory)) != 0)
			return error;
	}
}

/*
 * Opens the directory that w->name says and steps into it.  0 or errno.
 *
 * Sorting names of directories with their slash gives the order of whole
 * names: "a-b.txt" and "a.txt" come before "a/c.txt".
 */
static int
enter(struct walk *w)
{
	struct walk_level l = { .prefix = w->name.len - 1 };
	void *levels = w->levels;
	DIR *dir;
	size_t i;
	int error = ENOMEM;

	if (!grow(&levels, &w->maxlevels, w->nlevels, sizeof(*w->levels)))
		return error;
	w->levels = levels;
	if ((dir = opendir(w->name.data)) == NULL)
		return errno;
	error = level_read(w, &l, dir);
	closedir(dir);
	if (error != 0) {
		level_free(&l);
		return error;
	}
	for (i = 0; i < l.n; i++)
		l.entries[i].name = l.names.data + l.entries[i].at;
	if (l.n > 1)
		qsort(l.entries, l.n, sizeof(*l.entries), by_name);
	w->levels[w->nlevels++] = l;
	return 0;
}

static int
complain(struct walk *w, int error, const char *why)
{
	w->error = error;
	w->why = why;
	return -1;
}

/* Makes w->name of its first `keep` bytes and more, NUL at the end. */
static bool
name_set(struct walk *w, size_t keep, const char *more, bool slash)
{
	w->name.len = keep;
	buf_puts(&w->name, more);
	if (slash && w->name.len > 0 && w->name.data[w->name.len - 1] != '/')
		buf_addc(&w->name, '/');
	buf_addc(&w->name, '\0');
	return !w->name.failed;
}

/* Whether st is the file that stdout is written to. */
static bool
is_output(const struct walk *w, const struct stat *st)
{
	return w->guarded && S_ISREG(st->st_mode) &&
	    st->st_dev == w->out.st_dev && st->st_ino == w->out.st_ino;
}

/* Goes on in the innermost directory.  As walk_next; 2: nothing yet. */
static int
next_inside(struct walk *w)
{
	struct walk_level *l = &w->levels[w->nlevels - 1];
	const char *name;
	struct stat st;
	int error;

	if (l->next == l->n) {
		level_free(l);
		w->nlevels--;
		return 2;
	}
	name = l->entries[l->next++].name;
	if (!name_set(w, l->prefix, name, false))
		return complain(w, ENOMEM, strerror(ENOMEM));
	if (name[strlen(name) - 1] == '/') {
		error = enter(w);
		return error == 0 ? 2 : complain(w, error, strerror(error));
	}
	if (stat(w->name.data, &st) == -1)
		return complain(w, errno, strerror(errno));
	return S_ISREG(st.st_mode) && !is_output(w, &st) ? 1 : 2;
}

/* Takes the next operand.  As walk_next; 2: nothing yet. */
static int
next_operand(struct walk *w)
{
	const char *operand = *w->operands;
	struct stat st;
	int error;

	if (operand == NULL)
		return 0;
	w->operands++;
	if (!name_set(w, 0, operand, false))
		return complain(w, ENOMEM, strerror(ENOMEM));
	error = strcmp(operand, "-") == 0 ? fstat(STDIN_FILENO, &st) :
	    stat(operand, &st);
	if (error == -1)
		return complain(w, errno, strerror(errno));
	if (is_output(w, &st))
		return complain(w, 0, "is also the output");
	if (!S_ISDIR(st.st_mode) || strcmp(operand, "-") == 0)
		return 1;
	if (!name_set(w, 0, operand, true))
		return complain(w, ENOMEM, strerror(ENOMEM));
	error = enter(w);
	if (error == 0)
		return 2;
	(void)name_set(w, 0, operand, false);
	return complain(w, error, strerror(error));
}

void
walk_open(struct walk *w, char *const *operands,
    const struct walk_options *options)
{
	static char dash[] = "-";
	static char *const alone[] = { dash, NULL };

	*w = (struct walk){
		.options = *options,
		.operands = *operands != NULL ? operands : alone,
	};
	w->guarded = fstat(STDOUT_FILENO, &w->out) == 0 &&
	    S_ISREG(w->out.st_mode);
}

int
walk_next(struct walk *w, const char **name)
{
	int r;

	do
		r = w->nlevels > 0 ? next_inside(w) : next_operand(w);
	while (r == 2);
	*name = r == 0 || w->name.failed ? "" : w->name.data;
	w->name.failed = false;
	return r;
}

void
walk_close(struct walk *w)
{
	while (w->nlevels > 0)
		level_free(&w->levels[--w->nlevels]);
	free(w->levels);
	w->levels = NULL;
	w->maxlevels = 0;
	buf_free(&w->name);
}
