/* Fetches the results of batches. */
#include "fetch.h"

#include <sys/stat.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/plural.h"
#include "polling.h"
#include "result.h"
#include "stage/program.h"

/* Where entries of a journal go. */
struct sink {
	struct journal *journal;	/* NULL: to out */
	struct out *out;
	struct buf found;
};

/* What has come. */
struct brought {
	size_t replies;
	long long tokens[2];	/* in, out */
};

/* What a run of fetch has brought. */
struct fetching {
	struct stage *stage;
	struct state *state;
	const struct fetch_settings *settings;
	struct server server;
	struct sink sink;
	struct result result;	/* used again for each line */
	struct brought batch, all;	/* by the one at hand; by those noted */
	size_t left, again, failed, unknown, damaged;	/* requests, lines */
	size_t running, refused;	/* batches */
	struct buf first;	/* why a request had no reply */
	bool person;		/* that reason asks for a person */
};

/*
 * The path of the file that stdout is, as the system tells it, with a NUL;
 * false if it is no regular file, or its path cannot be told.
 */
static bool
path_of(int fd, struct buf *path)
{
	char name[64], link[PATH_MAX];
	struct stat st;
	ssize_t n;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (n = readlink(name, link, sizeof(link))) == -1 ||
	    (size_t)n >= sizeof(link))
		return false;
	buf_add(path, link, (size_t)n);
	buf_addc(path, '\0');
	return private_named(fd, path->data);
}

/*
 * Opens what entries go to.  A file, which stdout may be, is opened as the
 * journal that it is: locked, its torn end cut off, and nothing written that
 * it has.  False: why says what is wrong.
 */
static bool
sink_open(struct sink *k, struct out *out, const char *journal,
    struct buf *why)
{
	struct buf path = { 0 };
	bool opened = true;

	k->out = out;
	if (journal != NULL)
		buf_add(&path, journal, strlen(journal) + 1);
	if (journal != NULL || path_of(out->fd, &path)) {
		k->journal = journal_open(path.data, NULL, why);
		opened = k->journal != NULL;
	}
	buf_free(&path);
	return opened;
}

static void
sink_add(struct sink *k, const unsigned char *key, struct span reply)
{
	struct buf line = { 0 };

	buf_clear(&k->found);
	if (k->journal == NULL) {
		journal_put(&line, key, time(NULL), reply);
		out_bytes(k->out, line.data, line.len);
		out_pace(k->out);
		buf_free(&line);
	} else if (journal_find(k->journal, key, &k->found) != 1)
		journal_add(k->journal, key, reply);
}

/* Makes durable what was added.  0, or -1 with errno set. */
static int
sink_sync(struct sink *k)
{
	if (k->journal != NULL)
		return journal_sync(k->journal);
	if (out_flush(k->out) == -1) {
		errno = k->out->error;
		return -1;
	}
	/* A pipe or a terminal cannot be synced. */
	return fsync(k->out->fd) == -1 && errno != EINVAL && errno != EROFS &&
	    errno != ENOTSUP ? -1 : 0;
}

/* Keeps the first reason why a request has no reply, one for a person first. */
static void
keep_reason(struct fetching *f, const struct verdict *v)
{
	const bool person = v->class == VERDICT_PERSON;

	if (f->first.len > 0 && (f->person || !person))
		return;
	f->person = person;
	buf_clear(&f->first);
	buf_printf(&f->first, "%s: %.*s", v->kind, (int)v->message.len,
	    v->message.data);
}

/*
 * Takes a line of a batch's results: a reply becomes an entry.  Of several
 * lines about one request the first reply counts, or else the first line.
 */
static void
take_result(struct fetching *f, struct sent *b)
{
	const struct result *r = &f->result;
	struct sent_key *k = r->known ? sent_find(b, r->key) : NULL;

	if (k == NULL) {
		f->unknown++;
		program_say_kind("unknown", "batch %s: left out a result of "
		    "\"%.*s\", a request that was not sent", b->id.data,
		    (int)r->id.len, r->id.data);
	} else if (r->how == KEY_ANSWERED && k->how != KEY_ANSWERED) {
		k->how = KEY_ANSWERED;
		f->batch.replies++;
		f->batch.tokens[0] += r->in;
		f->batch.tokens[1] += r->out;
		sink_add(&f->sink, r->key, buf_span(&r->reply));
	} else if (r->how != KEY_ANSWERED && k->how == KEY_SENT) {
		k->how = r->how;
		keep_reason(f, &r->verdict);
	}
}

/* Says that a file of results is of no use, and what can be done. */
static int
say_bad(const struct sent *b, const char *what)
{
	program_say("batch %s: %s; fetch it again later, or give --give-up, "
	    "so that the next send sends requests without a reply again",
	    b->id.data, what);
	return STATUS_AGAIN;
}

/* Whether a request of a batch has no line in its results as yet. */
static bool
lacks(const struct sent *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->keys[i].how == KEY_SENT)
			return true;
	return false;
}

/*
 * Reads a file of results that was downloaded to fd, or none if that is -1.
 * A file without any result in it, as a page of HTML, is not one of results.
 */
static int
read_results(struct fetching *f, struct sent *b, int fd)
{
	struct lines l = { 0 };
	struct span line;
	size_t good = 0, bad = 0;
	bool torn, cut = false;
	int got;

	if (fd == -1)
		return STATUS_OK;
	if (lseek(fd, 0, SEEK_SET) == -1)
		return STATUS_LOCAL;
	f->result.vectors = span_ends(buf_span(&b->url), "/embeddings");
	lines_open(&l, fd);
	while (!cut && (got = lines_next(&l, &line, &torn)) == 1) {
		if (span_strip(line).len == 0)
			continue;
		if (result_read(&f->result, line) == 0) {
			take_result(f, b);
			good++;
		} else if (torn && good > 0)
			cut = true;
		else
			bad++;
	}
	lines_free(&l);
	if (!cut && got == -1) {
		program_say("a temporary file: %s", strerror(errno));
		return STATUS_LOCAL;
	}
	if (cut && !f->settings->give_up)
		return say_bad(b, "a file of results ends in the "
		    "middle of a line");
	if (bad > 0 && good == 0 && lacks(b) && !f->settings->give_up)
		return say_bad(b, "a file of results has no result in "
		    "it");
	f->damaged += bad + cut;
	return STATUS_OK;
}

/*
 * Downloads a file of results to fd.  An error file may be missing: some
 * servers name one where no request failed.
 */
static int
download(struct fetching *f, const struct sent *b, const struct buf *file,
    bool errors, int fd)
{
	struct buf why = { 0 };
	bool missing = false;
	int status = STATUS_OK;

	if (file->len > 0)
		status = server_download(&f->server, file->data, fd, &missing,
		    &why);
	if (status != STATUS_OK)
		program_say("%.*s", (int)why.len, why.data);
	else if (missing && !errors && !f->settings->give_up)
		status = say_bad(b, "the server does not have the file of "
		    "replies");
	buf_free(&why);
	return status;
}

/* Appends the list of a batch's requests that came out so. */
static size_t
put_list(struct buf *line, const struct sent *b, const char *name,
    enum key_how how)
{
	char hex[2 * JOURNAL_KEY + 1];
	const char *comma = "";
	size_t i, n = 0;

	buf_printf(line, ",\"%s\":[", name);
	for (i = 0; i < b->n; i++) {
		if (b->keys[i].how != how)
			continue;
		journal_hex(hex, b->keys[i].key);
		buf_printf(line, "%s\"%s\"", comma, hex);
		comma = ",";
		n++;
	}
	buf_addc(line, ']');
	return n;
}

/*
 * How a request came out that has no line in the results.  A batch that says
 * it is complete, or was refused, is not made again and again for it.
 */
static enum key_how
without_line(const struct batch_look *look)
{
	return look->end == BATCH_DONE || (look->end == BATCH_FAILED &&
	    !look->limited && !look->person) ? KEY_AGAIN : KEY_LEFT;
}

/* Keeps why requests have no line, if no line had another reason. */
static void
keep_batch_reason(struct fetching *f, const struct batch_look *look)
{
	f->person = f->person || look->person;
	if (f->first.len > 0)
		return;
	if (look->reason.len > 0)
		buf_add(&f->first, look->reason.data, look->reason.len);
	else if (look->end == BATCH_DONE)
		buf_puts(&f->first, "the results have no line of it");
}

/* Notes that a batch is fetched, and which of its requests had no reply. */
static int
note_fetched(struct fetching *f, struct sent *b, const struct batch_look *look)
{
	const enum key_how how = without_line(look);
	struct buf line = { 0 };
	size_t i, replies = 0;
	int result = STATUS_OK;

	if (lacks(b))
		keep_batch_reason(f, look);
	for (i = 0; i < b->n; i++) {
		if (b->keys[i].how == KEY_SENT)
			b->keys[i].how = how;
		replies += b->keys[i].how == KEY_ANSWERED;
	}
	buf_printf(&line, "{\"batch\":%zu,\"fetched\":", b->number);
	json_put(&line, look->status.data);
	buf_printf(&line, ",\"replies\":%zu", replies);
	f->left += put_list(&line, b, "left", KEY_LEFT);
	f->again += put_list(&line, b, "again", KEY_AGAIN);
	f->failed += put_list(&line, b, "failed", KEY_FAILED);
	buf_addc(&line, '}');
	if (!b->fetched && state_add(f->state, buf_span(&line)) == -1) {
		program_say("%s: %s", f->state->path, strerror(errno));
		result = STATUS_LOCAL;
	}
	f->all.replies += f->batch.replies;
	f->all.tokens[0] += f->batch.tokens[0];
	f->all.tokens[1] += f->batch.tokens[1];
	buf_free(&line);
	return result;
}

/* Deletes the files of a batch that was fetched. */
static void
delete_files(struct fetching *f, const struct sent *b,
    const struct batch_look *look)
{
	const struct buf *const files[] = { &b->file, &look->output,
		&look->errors };
	struct buf why = { 0 };
	size_t i;

	for (i = 0; i < LEN(files); i++)
		if (files[i]->len > 0 && server_delete(&f->server,
		    files[i]->data, &why) != STATUS_OK) {
			program_say("%.*s", (int)why.len, why.data);
			buf_clear(&why);
		}
	buf_free(&why);
}

/* Reads what was downloaded of a batch, and makes it durable. */
static int
take_files(struct fetching *f, struct sent *b, const struct batch_look *look,
    const int fd[2])
{
	size_t i;
	int status;

	f->batch = (struct brought){ 0 };
	for (i = 0; i < b->n; i++)
		b->keys[i].how = KEY_SENT;
	status = read_results(f, b, fd[0]);
	if (status == STATUS_OK)
		status = read_results(f, b, fd[1]);
	if (sink_sync(&f->sink) == -1) {
		program_say("the journal: %s", strerror(errno));
		return STATUS_LOCAL;
	}
	return status == STATUS_OK ? note_fetched(f, b, look) : status;
}

/* Fetches a batch that has ended: both files, before a line of them is used. */
static int
fetch_batch(struct fetching *f, struct sent *b, const struct batch_look *look)
{
	int fd[2], status;

	fd[0] = file_temporary();
	fd[1] = file_temporary();
	if (fd[0] == -1 || fd[1] == -1) {
		program_say("a temporary file: %s", strerror(errno));
		status = STATUS_LOCAL;
	} else
		status = download(f, b, &look->output, false, fd[0]);
	if (status == STATUS_OK)
		status = download(f, b, &look->errors, true, fd[1]);
	if (status == STATUS_OK)
		status = take_files(f, b, look, fd);
	if (fd[0] != -1)
		(void)close(fd[0]);
	if (fd[1] != -1)
		(void)close(fd[1]);
	if (status == STATUS_OK && f->settings->remove)
		delete_files(f, b, look);
	return status;
}

/* Tells what the run has brought, and what that has saved. */
static void
tell(const struct fetching *f)
{
	const struct fetch_settings *s = f->settings;
	double money;

	if (f->all.replies > 0)
		program_say("%zu repl%s, with %lld tokens in and %lld out, "
		    "at half the price", f->all.replies,
		    f->all.replies == 1 ? "y" : "ies", f->all.tokens[0],
		    f->all.tokens[1]);
	if (f->all.replies > 0 && s->priced) {
		money = ((double)f->all.tokens[0] * s->price[0] +
		    (double)f->all.tokens[1] * s->price[1]) / 1e6;
		program_say("%.2f paid and %.2f saved, by --price",
		    money / 2, money / 2);
	}
	if (f->running > 0)
		program_say("not ended yet: %zu of %zu batch%s; fetch again "
		    "later", f->running, f->state->n,
		    plural_es(f->state->n));
	if (f->first.len > 0 && f->left + f->again + f->failed > 0)
		program_say("the first request without a reply: %.*s",
		    (int)f->first.len, f->first.data);
	if (f->left + f->again > 0)
		program_say("%zu request%s failed, %zu not tried: the next "
		    "'wk-batch send' sends them", f->again,
		    plural(f->again), f->left);
	if (f->failed > 0)
		program_say("%zu request%s refused, and not sent again (but "
		    "see -R)", f->failed, plural(f->failed));
	if (f->damaged > 0)
		program_say("%zu line%s of results left out: not readable",
		    f->damaged, plural(f->damaged));
}

/* Takes a batch for empty that the server does not have. */
static int
give_up(struct fetching *f, struct sent *b, struct batch_look *look)
{
	static const int none[2] = { -1, -1 };

	buf_clear(&look->status);
	buf_add(&look->status, "gone", sizeof("gone"));
	look->end = BATCH_DONE;
	return take_files(f, b, look, none);
}

/* Looks at a batch, and fetches it if it has ended. */
static int
fetch_one(struct fetching *f, struct sent *b)
{
	struct batch_look look;
	int status;

	memset(&look, 0, sizeof(look));
	status = poll_one(&f->server, f->state, b, f->settings->give_up,
	    &look);
	if (look.gone && f->settings->give_up && !b->fetched)
		status = give_up(f, b, &look);
	else if (status == STATUS_OK && look.end != BATCH_RUNS)
		status = fetch_batch(f, b, &look);
	else if (status == STATUS_OK) {
		f->running++;
		status = STATUS_AGAIN;
	}
	batch_look_free(&look);
	return status;
}

/* Fetches all batches that have ended. */
static int
fetch_them(struct fetching *f)
{
	struct sent *b = f->state->batch;
	int status = STATUS_OK, one;
	size_t i;

	for (i = 0; i < f->state->n; i++, b++) {
		one = STATUS_OK;
		if (sent_is_half(b))
			one = poll_half(f->state);
		else if (sent_waits(b) || (f->settings->all && b->fetched))
			one = fetch_one(f, b);
		status = poll_worse(status, one);
		f->refused += one == STATUS_LOCAL;
		if (!poll_goes_on(&f->server, one))
			break;
	}
	return status;
}

int
fetch_all(struct stage *stage, struct state *state,
    const struct server_settings *settings, const struct fetch_settings *fetch)
{
	struct fetching f = { .stage = stage, .state = state,
		.settings = fetch };
	struct buf why = { 0 };
	int status = poll_server(&f.server, state, settings);

	if (status != STATUS_OK || state->n == 0)
		return status;
	if (sink_open(&f.sink, &stage->out, fetch->journal, &why)) {
		status = fetch_them(&f);
		tell(&f);
		poll_refused(state, f.refused);
	} else {
		program_say("%.*s", (int)why.len, why.data);
		status = STATUS_LOCAL;
	}
	if (f.left + f.again + f.failed + f.damaged + f.unknown > 0)
		status = poll_worse(status, STATUS_FAILED);
	if (f.person)
		status = poll_worse(status, STATUS_PERSON);
	if (journal_close(f.sink.journal) == -1)
		status = poll_worse(status, STATUS_LOCAL);
	buf_free(&why);
	buf_free(&f.first);
	buf_free(&f.sink.found);
	result_free(&f.result);
	server_close(&f.server);
	return status;
}
