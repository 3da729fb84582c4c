/* Asks how batches stand, and fetches what they have brought. */
#include "fetch.h"

#include <sys/stat.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/memory.h"
#include "stage/program.h"

/* A line of a file of results is about one request. */
struct result {
	unsigned char key[JOURNAL_KEY];
	struct json_value body;		/* of the reply */
	bool good;			/* it is one */
	long long status;		/* of the reply, 0: none */
	struct buf reason;		/* if it is none */
};

/* What a run of fetch has brought. */
struct fetching {
	struct stage *stage;
	struct state *state;
	const struct fetch_settings *settings;
	struct server server;
	size_t replies, without, unknown, again, damaged;
	long long tokens[2];
	struct buf first;		/* why a request had no reply */
	int status;
};

/* The worse of two statuses: 2, 3, 75, 1, 0. */
static int
worse(int a, int b)
{
	static const int order[] = { STATUS_OK, STATUS_FAILED, STATUS_AGAIN,
		STATUS_PERSON, STATUS_LOCAL };
	size_t i, x = 0, y = 0;

	for (i = 0; i < LEN(order); i++) {
		x = order[i] == a ? i : x;
		y = order[i] == b ? i : y;
	}
	return x > y ? a : b;
}

/* Sets b to the text of a member; false if it is absent. */
static bool
get_text(const struct json_value *v, const char *name, struct buf *b)
{
	struct json_value text;

	return v->type == JSON_OBJECT && json_find(v, name, &text) &&
	    text.type == JSON_STRING && json_add_text(b, &text);
}

/* Reads why a request failed: {"message"}, {"error":{"message"}}. */
static void
read_reason(struct result *r, const struct json_value *top)
{
	struct json_value error, inner;

	buf_clear(&r->reason);
	if (r->status != 0)
		buf_printf(&r->reason, "status %lld", r->status);
	if (r->body.type == JSON_OBJECT) {
		if (r->reason.len > 0)
			buf_puts(&r->reason, ": ");
		if (json_find(&r->body, "error", &inner) &&
		    get_text(&inner, "message", &r->reason))
			return;
		if (get_text(&r->body, "message", &r->reason))
			return;
	}
	if (json_find(top, "error", &error) && error.type == JSON_OBJECT) {
		if (get_text(&error, "code", &r->reason))
			buf_puts(&r->reason, ": ");
		(void)get_text(&error, "message", &r->reason);
	}
}

/* Reads a line of results.  False: it is none. */
static bool
read_result(struct result *r, struct span line)
{
	struct json_value top, id, response, status, error;
	struct json j;

	json_open(&j, line.p, line.len);
	if (json_read(&j, &top) == -1 || json_end(&j) == -1 ||
	    !json_find(&top, "custom_id", &id) ||
	    !journal_unhex(r->key, &id))
		return false;
	r->status = 0;
	r->body = (struct json_value){ .type = JSON_NULL };
	if (json_find(&top, "response", &response) &&
	    response.type == JSON_OBJECT) {
		if (!json_find(&response, "status_code", &status) ||
		    json_integer(&status, &r->status) == -1)
			r->status = 0;
		(void)json_find(&response, "body", &r->body);
	}
	r->good = r->status >= 200 && r->status < 300 &&
	    r->body.type == JSON_OBJECT &&
	    (!json_find(&r->body, "error", &error) ||
	    error.type == JSON_NULL);
	if (!r->good)
		read_reason(r, &top);
	return true;
}

/* Adds the tokens of a reply. */
static void
add_tokens(struct fetching *f, const struct json_value *body)
{
	static const char *const names[] = { "prompt_tokens",
		"completion_tokens" };
	struct json_value usage, v;
	long long n;
	size_t i;

	if (!json_find(body, "usage", &usage) || usage.type != JSON_OBJECT)
		return;
	for (i = 0; i < LEN(names); i++)
		if (json_find(&usage, names[i], &v) &&
		    json_integer(&v, &n) == 0 && n > 0)
			f->tokens[i] += n;
}

/* Takes a line of a batch's results: a reply becomes an entry. */
static void
take_line(struct fetching *f, struct sent *b, struct span line)
{
	struct result r = { .good = false };
	struct buf clean = { 0 }, kept = { 0 }, entry = { 0 };
	struct sent_key *k;
	size_t replaced = json_sanitize(&clean, line);

	if (!read_result(&r, buf_span(&clean)))
		f->damaged++;
	else if ((k = sent_find(b, r.key)) == NULL)
		f->unknown++;
	else if (k->replied)
		f->again++;
	else if (r.good) {
		k->replied = true;
		f->replies++;
		add_tokens(f, &r.body);
		json_keep(&kept, &r.body, replaced);
		journal_put(&entry, r.key, time(NULL), buf_span(&kept));
		out_bytes(&f->stage->out, entry.data, entry.len);
		out_pace(&f->stage->out);
	} else if (f->first.len == 0)
		buf_add(&f->first, r.reason.data, r.reason.len);
	buf_free(&clean);
	buf_free(&kept);
	buf_free(&entry);
	buf_free(&r.reason);
}

/* Reads a file of results that was downloaded to fd. */
static int
read_results(struct fetching *f, struct sent *b, int fd)
{
	struct lines l = { 0 };
	struct span line;
	struct result probe = { .good = false };
	bool torn;
	int got, status = STATUS_OK;

	if (lseek(fd, 0, SEEK_SET) == -1)
		return STATUS_LOCAL;
	lines_open(&l, fd);
	while ((got = lines_next(&l, &line, &torn)) == 1) {
		if (line.len == 0)
			continue;
		if (torn && !read_result(&probe, line)) {
			program_say("batch %s: a file of its results is cut "
			    "off; fetch it again", b->id.data);
			status = STATUS_AGAIN;
			break;
		}
		take_line(f, b, line);
	}
	if (got == -1) {
		program_say("a temporary file: %s", strerror(errno));
		status = STATUS_LOCAL;
	}
	buf_free(&probe.reason);
	lines_free(&l);
	return status;
}

/* Downloads a file of results, and reads it.  It may be missing. */
static int
fetch_file(struct fetching *f, struct sent *b, const struct buf *file)
{
	struct buf why = { 0 };
	bool missing;
	int fd, status;

	if (file->len == 0)
		return STATUS_OK;
	if ((fd = file_temporary()) == -1) {
		program_say("a temporary file: %s", strerror(errno));
		return STATUS_LOCAL;
	}
	status = server_download(&f->server, file->data, fd, &missing, &why);
	if (status != STATUS_OK)
		program_say("%.*s", (int)why.len, why.data);
	else if (!missing)
		status = read_results(f, b, fd);
	(void)close(fd);
	buf_free(&why);
	return status;
}

/* Notes that a batch is fetched, and which of its requests had no reply. */
static int
note_fetched(struct fetching *f, struct sent *b, const char *status)
{
	struct buf line = { 0 };
	char hex[2 * JOURNAL_KEY + 1];
	size_t i, replies = 0;
	const char *comma = "";
	int result = STATUS_OK;

	for (i = 0; i < b->n; i++)
		replies += b->keys[i].replied;
	buf_printf(&line, "{\"batch\":%zu,\"fetched\":", b->number);
	json_put(&line, status);
	buf_printf(&line, ",\"replies\":%zu,\"left\":[", replies);
	for (i = 0; i < b->n; i++) {
		if (b->keys[i].replied)
			continue;
		journal_hex(hex, b->keys[i].key);
		buf_printf(&line, "%s\"%s\"", comma, hex);
		comma = ",";
	}
	buf_puts(&line, "]}");
	f->without += b->n - replies;
	if (out_flush(&f->stage->out) == -1 ||
	    (fsync(f->stage->out.fd) == -1 && errno != EINVAL &&
	    errno != EROFS && errno != ENOTSUP)) {
		program_say("stdout: %s", strerror(f->stage->out.error != 0 ?
		    f->stage->out.error : errno));
		result = STATUS_LOCAL;
	} else if (state_add(f->state, buf_span(&line)) == -1) {
		program_say("%s: %s", f->state->path, strerror(errno));
		result = STATUS_LOCAL;
	}
	buf_free(&line);
	return result;
}

/* Fetches a batch that has ended. */
static int
fetch_batch(struct fetching *f, struct sent *b, const struct batch_look *look)
{
	struct buf why = { 0 };
	int status = fetch_file(f, b, &look->output);

	if (status == STATUS_OK)
		status = fetch_file(f, b, &look->errors);
	if (status == STATUS_OK && f->first.len == 0 && look->reason.len > 0)
		buf_add(&f->first, look->reason.data, look->reason.len);
	if (status == STATUS_OK)
		status = note_fetched(f, b, look->status.data);
	if (status == STATUS_OK && f->settings->remove &&
	    (server_delete(&f->server, b->file.data, &why) != STATUS_OK ||
	    (look->output.len > 0 && server_delete(&f->server,
	    look->output.data, &why) != STATUS_OK) ||
	    (look->errors.len > 0 && server_delete(&f->server,
	    look->errors.data, &why) != STATUS_OK)))
		program_say("%.*s", (int)why.len, why.data);
	buf_free(&why);
	return status;
}

/*
 * Cuts off what a killed run left of an entry at the end of stdout, if that is
 * a file: what is appended to it must be read.
 */
static int
mend_stdout(int out)
{
	static const char start[] = "{\"key\":\"";
	struct stat st;
	struct buf b = { 0 };
	char path[32];
	off_t at;
	size_t i;
	ssize_t n;
	int fd, result = 0;

	(void)snprintf(path, sizeof(path), "/dev/fd/%d", out);
	if (fstat(out, &st) == -1 || !S_ISREG(st.st_mode) ||
	    st.st_size == 0 || (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return 0;
	at = st.st_size > (off_t)BUF_MAX / 2 ? st.st_size - (off_t)BUF_MAX / 2
	    : 0;
	if (!buf_reserve(&b, (size_t)(st.st_size - at)) || (n = pread(fd,
	    b.data, (size_t)(st.st_size - at), at)) <= 0) {
		(void)close(fd);
		buf_free(&b);
		return 0;
	}
	for (i = (size_t)n; i > 0 && b.data[i - 1] != '\n'; i--)
		;
	n -= (ssize_t)i;
	if (n > 0 && memcmp(b.data + i, start, (size_t)n < sizeof(start) - 1 ?
	    (size_t)n : sizeof(start) - 1) == 0)
		result = ftruncate(out, at + (off_t)i);
	else if (n > 0)
		result = -1;
	(void)close(fd);
	buf_free(&b);
	return result;
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
		program_say("%.2f paid, and as much saved, by --price",
		    money / 2);
	}
	if (f->without > 0)
		program_say("%zu requests had no reply%s%.*s; 'wk-batch send' "
		    "takes them again", f->without, f->first.len > 0 ?
		    "; the first: " : "", (int)f->first.len, f->first.data);
	if (f->unknown > 0)
		program_say("%zu results are of requests that were not sent, "
		    "and left out", f->unknown);
	if (f->damaged > 0)
		program_say("%zu lines of results could not be read, and are "
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
		return STATUS_FAILED;
	}
	if (server_open(server, state->batch[0].url.data, settings,
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
	program_say("a batch was not sent to its end: 'wk-batch send %s "
	    "</dev/null' does that", state->path);
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

	if (status != STATUS_OK)
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

int
fetch_all(struct stage *stage, struct state *state,
    const struct server_settings *settings, const struct fetch_settings *fetch)
{
	struct fetching f = { .stage = stage, .state = state,
		.settings = fetch };
	struct batch_look look;
	int status = open_server(&f.server, state, settings), one;
	size_t i;

	if (status != STATUS_OK)
		return status;
	if (mend_stdout(stage->out.fd) == -1) {
		program_say("stdout: the file's last line is no entry of a "
		    "journal");
		status = STATUS_LOCAL;
	}
	for (i = 0; i < state->n && status != STATUS_LOCAL &&
	    status != STATUS_PERSON; i++) {
		if (sent_is_half(&state->batch[i]))
			status = worse(status, say_half(state));
		if (!sent_waits(&state->batch[i]))
			continue;
		memset(&look, 0, sizeof(look));
		one = look_at(&f.server, state, &state->batch[i], &look);
		if (one == STATUS_OK)
			one = look.ended ? fetch_batch(&f, &state->batch[i],
			    &look) : STATUS_AGAIN;
		batch_look_free(&look);
		status = worse(status, one);
	}
	tell(&f);
	if (f.without > 0)
		status = worse(status, STATUS_FAILED);
	buf_free(&f.first);
	server_close(&f.server);
	return status;
}
