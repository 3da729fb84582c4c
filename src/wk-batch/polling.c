/* Asks for the status of batches. */
#include "polling.h"

#include <errno.h>
#include <string.h>

#include "base/memory.h"
#include "stage/program.h"

int
poll_worse(int a, int b)
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

int
poll_server(struct server *server, const struct state *state,
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

bool
poll_goes_on(const struct server *server, int status)
{
	return status != STATUS_PERSON && (status != STATUS_LOCAL ||
	    (server->status >= 400 && server->status < 500));
}

void
poll_refused(const struct state *state, size_t refused)
{
	if (refused > 0 && state->n > 1)
		program_say("%zu of %zu batches failed, as said above",
		    refused, state->n);
}

int
poll_half(const struct state *state)
{
	program_say("a batch was not sent completely: run 'wk-batch send %s "
	    "</dev/null'", state->path);
	return STATUS_AGAIN;
}

int
poll_one(struct server *server, struct state *state, struct sent *b,
    bool give_up, struct batch_look *look)
{
	struct buf why = { 0 }, line = { 0 };
	int status = server_look(server, b->id.data, look, &why);

	if (look->gone) {
		program_say("batch %s: the server does not have it%s",
		    b->id.data, give_up ? "; the next send sends its requests "
		    "again" : "; ask again later, or give --give-up to fetch, "
		    "so that the next send sends its requests again");
		status = STATUS_AGAIN;
	} else if (status != STATUS_OK)
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
	int status = poll_server(&server, state, settings), one;
	size_t i, refused = 0;

	if (status != STATUS_OK || state->n == 0)
		return status;
	for (i = 0; i < state->n; i++) {
		if (sent_is_half(&state->batch[i]))
			status = poll_worse(status, poll_half(state));
		if (!sent_waits(&state->batch[i]))
			continue;
		memset(&look, 0, sizeof(look));
		one = poll_one(&server, state, &state->batch[i], false,
		    &look);
		if (one == STATUS_OK) {
			put_look(&stage->out, &state->batch[i], &look);
			if (look.end == BATCH_RUNS)
				one = STATUS_AGAIN;
		}
		batch_look_free(&look);
		status = poll_worse(status, one);
		refused += one == STATUS_LOCAL;
		if (!poll_goes_on(&server, one))
			break;
	}
	poll_refused(state, refused);
	if (out_flush(&stage->out) == -1) {
		program_say("stdout: %s", strerror(stage->out.error));
		status = poll_worse(status, STATUS_LOCAL);
	}
	server_close(&server);
	return status;
}
