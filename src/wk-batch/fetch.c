/* Asks how batches stand, and fetches what they have brought. */
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
#include "result.h"
#include "stage/program.h"

/* Where entries of a journal go. */
struct sink {
	struct journal *journal;	/* NULL: to out */
	struct out *out;
	struct buf found;
};

/* What a run of fetch has brought. */
struct fetching {
	struct stage *stage;
	struct state *state;
	const struct fetch_settings *settings;
	struct server server;
	struct sink sink;
	struct result result;	/* used again for each line */
	size_t replies, left, again, failed, unknown, damaged;
	long long tokens[2];
	struct buf first;	/* why a request had no reply */
	bool person;		/* that reason asks for a person */
};

/* The worse of two statuses: 3, 2, 75, 1, 0. */
static int
worse(int a, int b)
{
	static const int order[] = { STATUS_OK, STATUS_FAILED, STATUS_AGAIN,
		STATUS_LOCAL, STATUS_PERSON };
	size_t i, x = 0, y = 0;

	for (i = 0; i < LEN(order); i++) {
		x = order[i] == a ? i : x;
		y = order[i] == b ? i : y;
	}
	return x > y ? a : b;
}

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
		f->replies++;
		f->tokens[0] += r->in;
		f->tokens[1] += r->out;
		sink_add(&f->sink, r->key, buf_span(&r->reply));
	} else if (r->how != KEY_ANSWERED && k->how == KEY_SENT) {
		k->how = r->how;
		keep_reason(f, &r->verdict);
	}
}

/* Reads a file of results that was downloaded to fd. */
static int
read_results(struct fetching *f, struct sent *b, int fd)
{
	struct lines l = { 0 };
	struct span line;
	bool torn;
	int got, status = STATUS_OK;

	if (lseek(fd, 0, SEEK_SET) == -1)
		return STATUS_LOCAL;
	f->result.vectors = span_ends(buf_span(&b->url), "/embeddings");
	lines_open(&l, fd);
	while ((got = lines_next(&l, &line, &torn)) == 1) {
		if (span_strip(line).len == 0)
			continue;
		if (result_read(&f->result, line) == 0)
			take_result(f, b);
		else if (torn) {
			program_say("batch %s: a file of results ends in the "
			    "middle of a line; fetch it again", b->id.data);
			status = STATUS_AGAIN;
			break;
		} else
			f->damaged++;
	}
	if (got == -1) {
		program_say("a temporary file: %s", strerror(errno));
		status = STATUS_LOCAL;
	}
	lines_free(&l);
	return status;
}

/* Says that a file of results is gone, and what can be done. */
static int
say_gone(const struct sent *b)
{
	program_say("batch %s: the server does not have the file of replies; "
	    "fetch it again later, or give --give-up, so that the next send "
	    "sends its requests again", b->id.data);
	return STATUS_AGAIN;
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
		status = say_gone(b);
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

/* Notes that a batch is fetched, and which of its requests had no reply. */
static int
note_fetched(struct fetching *f, struct sent *b, const char *status)
{
	struct buf line = { 0 };
	size_t i, replies = 0;
	int result = STATUS_OK;

	for (i = 0; i < b->n; i++) {
		if (b->keys[i].how == KEY_SENT)
			b->keys[i].how = KEY_LEFT;
		replies += b->keys[i].how == KEY_ANSWERED;
	}
	buf_printf(&line, "{\"batch\":%zu,\"fetched\":", b->number);
	json_put(&line, status);
	buf_printf(&line, ",\"replies\":%zu", replies);
	f->left += put_list(&line, b, "left", KEY_LEFT);
	f->again += put_list(&line, b, "again", KEY_AGAIN);
	f->failed += put_list(&line, b, "failed", KEY_FAILED);
	buf_addc(&line, '}');
	if (!b->fetched && state_add(f->state, buf_span(&line)) == -1) {
		program_say("%s: %s", f->state->path, strerror(errno));
		result = STATUS_LOCAL;
	}
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

	for (i = 0; i < b->n; i++)
		b->keys[i].how = KEY_SENT;
	status = read_results(f, b, fd[0]);
	if (status == STATUS_OK)
		status = read_results(f, b, fd[1]);
	if (sink_sync(&f->sink) == -1) {
		program_say("the journal: %s", strerror(errno));
		return STATUS_LOCAL;
	}
	if (status == STATUS_OK && f->first.len == 0 && look->reason.len > 0)
		buf_add(&f->first, look->reason.data, look->reason.len);
	return status == STATUS_OK ? note_fetched(f, b, look->status.data) :
	    status;
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

	if (f->replies > 0)
		program_say("%zu replies, with %lld tokens in and %lld out, "
		    "at half the price", f->replies, f->tokens[0],
		    f->tokens[1]);
	if (f->replies > 0 && s->priced) {
		money = ((double)f->tokens[0] * s->price[0] +
		    (double)f->tokens[1] * s->price[1]) / 1e6;
		program_say("%.2f paid and %.2f saved, by --price",
		    money / 2, money / 2);
	}
	if (f->first.len > 0)
		program_say("the first request without a reply: %.*s",
		    (int)f->first.len, f->first.data);
	if (f->left + f->again > 0)
		program_say("%zu requests failed and %zu were not tried: the "
		    "next 'wk-batch send' sends them", f->again, f->left);
	if (f->failed > 0)
		program_say("%zu requests were refused, and are not sent again "
		    "(but see -R)", f->failed);
	if (f->damaged > 0)
		program_say("%zu lines of results could not be read, and were "
		    "left out", f->damaged);
}

/* Opens the server of a state; STATUS_OK, or what to exit with. */
static int
open_server(struct server *server, const struct state *state,
    const struct server_settings *settings)
{
	struct buf why = { 0 };
	int status = STATUS_OK;

	if (state->n == 0) {
		program_say("%s: nothing was sent", state->path);
		return STATUS_OK;
	}
	if (server_open(server, state->batch[0].url.data, true, settings,
	    &why) == -1) {
		program_say("%.*s", (int)why.len, why.data);
		status = STATUS_LOCAL;
	}
	buf_free(&why);
	return status;
}

/* Says that a batch was not sent to its end. */
static int
say_half(const struct state *state)
{
	program_say("a batch was not sent completely: run 'wk-batch send %s "
	    "</dev/null'", state->path);
	return STATUS_AGAIN;
}

/* Looks at a batch, and notes its state if it is another. */
static int
look_at(struct server *server, struct state *state, struct sent *b,
    struct batch_look *look)
{
	struct buf why = { 0 }, line = { 0 };
	int status = server_look(server, b->id.data, look, &why);

	if (status != STATUS_OK)
		program_say("%.*s", (int)why.len, why.data);
	else if (b->status.len != look->status.len || memcmp(b->status.data,
	    look->status.data, b->status.len) != 0) {
		buf_printf(&line, "{\"batch\":%zu,\"status\":", b->number);
		json_put(&line, look->status.data);
		buf_addc(&line, '}');
		if (state_add(state, buf_span(&line)) == -1) {
			program_say("%s: %s", state->path, strerror(errno));
			status = STATUS_LOCAL;
		}
	}
	buf_free(&why);
	buf_free(&line);
	return status;
}

/* Writes how a batch stands. */
static void
put_look(struct out *out, const struct sent *b, const struct batch_look *look)
{
	struct buf line = { 0 };

	buf_puts(&line, "{\"batch\":");
	json_put(&line, b->id.data);
	buf_puts(&line, ",\"model\":");
	json_put(&line, b->model.data);
	buf_printf(&line, ",\"requests\":%zu,\"status\":", b->n);
	json_put(&line, look->status.data);
	if (look->completed >= 0)
		buf_printf(&line, ",\"completed\":%lld", look->completed);
	if (look->failed >= 0)
		buf_printf(&line, ",\"failed\":%lld", look->failed);
	if (look->reason.len > 0) {
		buf_puts(&line, ",\"reason\":");
		json_put(&line, look->reason.data);
	}
	buf_puts(&line, "}\n");
	out_bytes(out, line.data, line.len);
	buf_free(&line);
}

int
poll_all(struct stage *stage, struct state *state,
    const struct server_settings *settings)
{
	struct server server;
	struct batch_look look;
	int status = open_server(&server, state, settings), one;
	size_t i;

	if (status != STATUS_OK || state->n == 0)
		return status;
	for (i = 0; i < state->n; i++) {
		if (sent_is_half(&state->batch[i]))
			status = worse(status, say_half(state));
		if (!sent_waits(&state->batch[i]))
			continue;
		memset(&look, 0, sizeof(look));
		one = look_at(&server, state, &state->batch[i], &look);
		if (one == STATUS_OK) {
			put_look(&stage->out, &state->batch[i], &look);
			if (!look.ended)
				one = STATUS_AGAIN;
		}
		batch_look_free(&look);
		status = worse(status, one);
		if (one == STATUS_LOCAL || one == STATUS_PERSON)
			break;
	}
	if (out_flush(&stage->out) == -1)
		status = STATUS_LOCAL;
	server_close(&server);
	return status;
}

/* Looks at a batch, and fetches it if it has ended. */
static int
fetch_one(struct fetching *f, struct sent *b)
{
	struct batch_look look;
	int status;

	memset(&look, 0, sizeof(look));
	status = look_at(&f->server, f->state, b, &look);
	if (status == STATUS_OK)
		status = look.ended ? fetch_batch(f, b, &look) : STATUS_AGAIN;
	batch_look_free(&look);
	return status;
}

/* Fetches all batches that have ended. */
static int
fetch_them(struct fetching *f)
{
	struct sent *b = f->state->batch;
	int status = STATUS_OK;
	size_t i;

	for (i = 0; i < f->state->n && status != STATUS_LOCAL &&
	    status != STATUS_PERSON; i++, b++) {
		if (sent_is_half(b))
			status = worse(status, say_half(f->state));
		else if (sent_waits(b) || (f->settings->all && b->fetched))
			status = worse(status, fetch_one(f, b));
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
	int status = open_server(&f.server, state, settings);

	if (status != STATUS_OK || state->n == 0)
		return status;
	if (sink_open(&f.sink, &stage->out, fetch->journal, &why)) {
		status = fetch_them(&f);
		tell(&f);
	} else {
		program_say("%.*s", (int)why.len, why.data);
		status = STATUS_LOCAL;
	}
	if (f.left + f.again + f.failed + f.damaged + f.unknown > 0)
		status = worse(status, STATUS_FAILED);
	if (f.person)
		status = worse(status, STATUS_PERSON);
	if (journal_close(f.sink.journal) == -1)
		status = worse(status, STATUS_LOCAL);
	buf_free(&why);
	buf_free(&f.first);
	buf_free(&f.sink.found);
	result_free(&f.result);
	server_close(&f.server);
	return status;
}
