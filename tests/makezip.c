/*
 * For the tests: makes a zip archive of the files below a directory, in the
 * order of their names but "mimetype" first and stored, the others deflated,
 * all of the same time; or one that is wrong in ways that zip(1) cannot make.
 */
#include <sys/types.h>
#include <sys/stat.h>

#include <err.h>
#include <fts.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

/* 2026-01-01 */
#define WHEN ((time_t)1767225600)

struct names {
	char **all;
	size_t n;
};

/* An option's NAME=NUMBER, or a NAME alone. */
struct lie {
	const char *name;
	size_t length;		/* of name */
	unsigned long long number;
};

static struct lie bomb, size_lie;
static const char *locked;
static long entries;
static long long cut = -1;

static void __attribute__((noreturn))
usage(void)
{
	fprintf(stderr, "usage: makezip [-n N] [-z NAME=BYTES] "
	    "[-s NAME=BYTES] [-e NAME] [-c BYTES] OUT [DIR]\n"
	    "-n: N more parts, many/000000 and so on, of a byte each\n"
	    "-z: one more part, NAME, of so many letters a\n"
	    "-s: what the archive says about the size of NAME\n"
	    "-e: NAME is marked as encrypted\n"
	    "-c: the archive is cut to so many bytes\n");
	exit(2);
}

static struct lie
read_lie(const char *s)
{
	const char *sign = strrchr(s, '=');

	if (sign == NULL)
		usage();
	return (struct lie){ s, (size_t)(sign - s),
	    strtoull(sign + 1, NULL, 10) };
}

/* The order of the parts: "mimetype" is the first. */
static int
compare(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;
	const int first = (strcmp(y, "mimetype") == 0) -
	    (strcmp(x, "mimetype") == 0);

	return first != 0 ? first : strcmp(x, y);
}

/* The names of the regular files below the directory that we stand in. */
static struct names
list_files(void)
{
	static char here[] = ".";
	char *roots[] = { here, NULL };
	struct names names = { NULL, 0 };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	if (walk == NULL)
		err(2, "fts_open");
	while ((e = fts_read(walk)) != NULL) {
		if (e->fts_info != FTS_F)
			continue;
		names.all = reallocarray(names.all, names.n + 1,
		    sizeof(*names.all));
		if (names.all == NULL ||
		    (names.all[names.n++] = strdup(e->fts_path + 2)) == NULL)
			err(2, NULL);
	}
	(void)fts_close(walk);
	if (names.n > 0)
		qsort(names.all, names.n, sizeof(*names.all), compare);
	return names;
}

/* A name that is not in UTF-8 is written byte for byte. */
static void
add(zip_t *z, const char *name, zip_source_t *s)
{
	zip_int64_t i;

	if (s == NULL ||
	    ((i = zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8)) == -1 &&
	    (i = zip_file_add(z, name, s, ZIP_FL_ENC_CP437)) == -1) ||
	    zip_file_set_mtime(z, (zip_uint64_t)i, WHEN, 0) == -1 ||
	    zip_set_file_compression(z, (zip_uint64_t)i,
	    strcmp(name, "mimetype") == 0 ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
	    0) == -1)
		errx(2, "%s: %s", name, zip_strerror(z));
}

/* Adds the parts that no file holds. */
static void
add_made(zip_t *z)
{
	char name[32], *letters;
	long i;

	for (i = 0; i < entries; i++) {
		(void)snprintf(name, sizeof(name), "many/%06ld", i);
		add(z, name, zip_source_buffer(z, "a", 1, 0));
	}
	if (bomb.name == NULL)
		return;
	if ((letters = malloc((size_t)bomb.number)) == NULL)
		err(2, NULL);
	memset(letters, 'a', (size_t)bomb.number);
	(void)snprintf(name, sizeof(name), "%.*s", (int)bomb.length,
	    bomb.name);
	add(z, name, zip_source_buffer(z, letters, bomb.number, 1));
}

static unsigned
get16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static uint32_t
get32(const unsigned char *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static void
put32(unsigned char *p, unsigned long long n)
{
	int i;

	for (i = 0; i < 4; i++)
		p[i] = (unsigned char)(n >> 8 * i);
}

static bool
is_named(const unsigned char *p, size_t n, const char *name, size_t length)
{
	return name != NULL && n == length && memcmp(p, name, n) == 0;
}

/* Puts the lies into the directory of the archive, and before the part. */
static void
lie(unsigned char *p, size_t n)
{
	unsigned char *end = p + n, *entry, *part;
	unsigned length;

	for (entry = end - 22; entry > p && get32(entry) != 0x06054b50;
	    entry--)
		;
	for (entry = p + get32(entry + 16); entry + 46 < end &&
	    get32(entry) == 0x02014b50; entry += 46 + length +
	    get16(entry + 30) + get16(entry + 32)) {
		length = get16(entry + 28);
		part = p + get32(entry + 42);
		if (is_named(entry + 46, length, size_lie.name,
		    size_lie.length)) {
			put32(entry + 24, size_lie.number);
			put32(part + 22, size_lie.number);
		}
		if (locked != NULL && is_named(entry + 46, length, locked,
		    strlen(locked))) {
			entry[8] |= 1;
			part[6] |= 1;
		}
	}
}

/* Lies about the archive at path, and cuts it. */
static void
spoil(const char *path)
{
	FILE *f = fopen(path, "r+");
	unsigned char *p;
	struct stat st;
	size_t n;

	if (f == NULL || fstat(fileno(f), &st) == -1)
		err(2, "%s", path);
	n = (size_t)st.st_size;
	if ((p = malloc(n)) == NULL || fread(p, 1, n, f) != n)
		err(2, "%s", path);
	lie(p, n);
	rewind(f);
	if (fwrite(p, 1, n, f) != n || fclose(f) == EOF)
		err(2, "%s", path);
	if (cut >= 0 && truncate(path, (off_t)cut) == -1)
		err(2, "%s", path);
	free(p);
}

static void
make(const char *path, const char *directory)
{
	struct names names = { NULL, 0 };
	zip_t *z;
	size_t i;
	int code;

	z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	if (z == NULL)
		errx(2, "%s: error %d of libzip", path, code);
	if (directory != NULL) {
		if (chdir(directory) == -1)
			err(2, "%s", directory);
		names = list_files();
	}
	for (i = 0; i < names.n; i++)
		add(z, names.all[i],
		    zip_source_file(z, names.all[i], 0, -1));
	add_made(z);
	if (zip_close(z) == -1)
		errx(2, "%s: %s", path, zip_strerror(z));
	for (i = 0; i < names.n; i++)
		free(names.all[i]);
	free(names.all);
}

/* The path from the root, which stays good when we go elsewhere. */
static char *
whole_path(const char *path)
{
	char here[4096], *whole;

	if (path[0] == '/')
		here[0] = '\0';
	else if (getcwd(here, sizeof(here) - 1) == NULL)
		err(2, ".");
	else
		(void)strlcat(here, "/", sizeof(here));
	if (asprintf(&whole, "%s%s", here, path) == -1)
		err(2, NULL);
	return whole;
}

int
main(int argc, char *argv[])
{
	char *path;
	int c;

	while ((c = getopt(argc, argv, "c:e:n:s:z:")) != -1)
		switch (c) {
		case 'c': cut = strtoll(optarg, NULL, 10); break;
		case 'e': locked = optarg; break;
		case 'n': entries = strtol(optarg, NULL, 10); break;
		case 's': size_lie = read_lie(optarg); break;
		case 'z': bomb = read_lie(optarg); break;
		default: usage();
		}
	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > 2)
		usage();
	/* The time in the archive is a local one. */
	if (setenv("TZ", "UTC0", 1) == -1)
		err(2, NULL);
	path = whole_path(argv[0]);
	make(path, argv[1]);
	spoil(path);
	free(path);
	return 0;
}
