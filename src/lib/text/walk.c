/* Walks through operands and directories, from document to document. */
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/plural.h"

/* A name in a directory; the name of a subdirectory ends in a slash. */
struct walk_entry {
	size_t at;	/* place of the name among the names */
	const char *name;
};

/* A directory, read whole, and how far the walk has come in it. */
struct walk_level {
	struct buf names;	/* each with its NUL */
	struct walk_entry *entries;
	size_t n, max, next;
	size_t prefix;	/* bytes of the path of this directory */
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

/* Grows array, whose elements have `size` bytes, to hold n + 1 of them. */
static void *
grow(void *array, size_t *max, size_t n, size_t size)
{
	if (n < *max)
		return array;
	*max = *max < 16 ? 16 : *max * 2;
	return xreallocarray(array, *max, size);
}

static void
level_add(struct walk_level *l, const char *name, bool directory)
{
	l->entries = grow(l->entries, &l->max, l->n, sizeof(*l->entries));
	l->entries[l->n++] = (struct walk_entry){ .at = l->names.len };
	buf_puts(&l->names, name);
	if (directory)
		buf_addc(&l->names, '/');
	buf_addc(&l->names, '\0');
}

static bool
included(const struct walk *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->options.nexclude; i++)
		if (fnmatch(w->options.exclude[i], name, 0) == 0)
			return false;
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

/* Counts a name that the walk passes over. */
static void
pass_over(struct walk *w, const char *name, bool directory)
{
	const char *ending = strrchr(name, '.');
	size_t i = 0, last = LEN(w->kinds) - 1;

	if (*name == '.')
		return;
	if (directory) {
		w->directories++;
		return;
	}
	if (ending == NULL || strlen(ending) >= sizeof(w->kinds[0].ending))
		i = last;
	while (i < last && w->kinds[i].n > 0 &&
	    strcmp(w->kinds[i].ending, ending) != 0)
		i++;
	if (i < last)
		memcpy(w->kinds[i].ending, ending, strlen(ending) + 1);
	w->kinds[i].n++;
}

/* Sets w->why to what was passed over in a directory.  Returns 2. */
static int
nothing_matched(struct walk *w)
{
	struct buf *b = &w->passed;
	size_t i;

	buf_clear(b);
	buf_puts(b, "no documents: no file matches ");
	if (w->options.ninclude == 0)
		buf_puts(b, "*.txt");
	for (i = 0; i < w->options.ninclude; i++)
		buf_printf(b, "%s%s", i > 0 ? " or " : "",
		    w->options.include[i]);
	buf_puts(b, "; passed over:");
	for (i = 0; i < LEN(w->kinds); i++)
		if (w->kinds[i].n > 0)
			buf_printf(b, " %zu %s%s,", w->kinds[i].n,
			    *w->kinds[i].ending == '\0' ? "other file" :
			    w->kinds[i].ending,
			    *w->kinds[i].ending == '\0' ?
			    plural(w->kinds[i].n) : "");
	if (w->directories > 0)
		buf_printf(b, " %zu director%s,", w->directories,
		    w->directories == 1 ? "y" : "ies");
	if (b->data[b->len - 1] == ',')
		b->len--;
	else
		b->len -= strlen("; passed over:");
	buf_addc(b, '\0');
	w->error = 0;
	w->why = b->data;
	return 2;
}

/* Adds the names in dir that the walk visits.  0 or errno. */
static int
level_read(struct walk *w, struct walk_level *l, DIR *dir)
{
	struct dirent *e;
	bool directory;

	for (;;) {
		errno = 0;
		if ((e = readdir(dir)) == NULL)
			return errno == 0 && l->names.failed ? EFBIG : errno;
		directory = is_directory(dirfd(dir), e);
		if (directory ? !w->options.recursive || e->d_name[0] == '.' :
		    !included(w, e->d_name)) {
			pass_over(w, e->d_name, directory);
			continue;
		}
		level_add(l, e->d_name, directory);
	}
}

/*
 * Reads the directory called w->name and descends into it.  0 or errno.
 *
 * The slash behind the names of subdirectories makes the order that of
 * whole paths: "a-b.txt" and "a.txt" come before "a/c.txt".
 */
static int
enter(struct walk *w)
{
	struct walk_level l = { .prefix = w->name.len - 1 };
	DIR *dir;
	size_t i;
	int error;

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
	w->levels = grow(w->levels, &w->maxlevels, w->nlevels,
	    sizeof(*w->levels));
	w->levels[w->nlevels++] = l;
	return 0;
}

static int
fail(struct walk *w, int error, const char *why)
{
	w->error = error;
	w->why = why;
	return -1;
}

/* Sets w->name to its first `keep` bytes and `more`, with a NUL. */
static void
name_set(struct walk *w, size_t keep, const char *more, bool slash)
{
	w->name.len = keep;
	buf_puts(&w->name, more);
	if (slash && w->name.len > 0 && w->name.data[w->name.len - 1] != '/')
		buf_addc(&w->name, '/');
	buf_addc(&w->name, '\0');
}

/* Whether st is the file that stdout is written to. */
static bool
is_output(const struct walk *w, const struct stat *st)
{
	return w->guarded && S_ISREG(st->st_mode) &&
	    st->st_dev == w->out.st_dev && st->st_ino == w->out.st_ino;
}

#define AGAIN 3	/* call again */

/* Like walk_next, in the innermost directory; or AGAIN. */
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
		if (w->nlevels > 0 || w->found > 0)
			return AGAIN;
		name_set(w, 0, w->operands[-1], false);
		return nothing_matched(w);
	}
	name = l->entries[l->next++].name;
	name_set(w, l->prefix, name, false);
	if (name[strlen(name) - 1] == '/') {
		error = enter(w);
		return error == 0 ? AGAIN : fail(w, error, strerror(error));
	}
	w->found++;
	if (stat(w->name.data, &st) == -1)
		return fail(w, errno, strerror(errno));
	if (S_ISREG(st.st_mode) && !is_output(w, &st))
		return 1;
	w->found--;
	return AGAIN;
}

/* Like walk_next, for the next operand; or AGAIN. */
static int
next_operand(struct walk *w)
{
	const char *operand = *w->operands;
	struct stat st;
	int error;

	if (operand == NULL)
		return 0;
	w->operands++;
	name_set(w, 0, operand, false);
	error = strcmp(operand, "-") == 0 ? fstat(STDIN_FILENO, &st) :
	    stat(operand, &st);
	if (error == -1)
		return fail(w, errno, strerror(errno));
	if (is_output(w, &st))
		return fail(w, 0, "is also the output");
	if (!S_ISDIR(st.st_mode) || strcmp(operand, "-") == 0)
		return 1;
	name_set(w, 0, operand, true);
	w->found = w->directories = 0;
	memset(w->kinds, 0, sizeof(w->kinds));
	error = enter(w);
	if (error == 0)
		return AGAIN;
	name_set(w, 0, operand, false);
	return fail(w, error, strerror(error));
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
	while (r == AGAIN);
	*name = r == 0 ? "" : w->name.data;
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
	buf_free(&w->passed);
	buf_free(&w->name);
}
