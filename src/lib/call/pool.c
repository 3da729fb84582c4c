/* Calls for records, many at once: sends them, waits, opens and closes. */
#include "pool_private.h"

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

/* Records that may be in hand for each call that may be under way. */
#define AHEAD 16

/* Stop reading ahead once this many bytes wait for their replies. */
#define AHEAD_BYTES ((size_t)64 * 1024 * 1024)

/* While input comes without a wait, serve transfers once in so many records. */
#define SERVE_EVERY 16

/* The signals that came.  Signals are the process's: it has one pool. */
static volatile sig_atomic_t ends, shows;
static volatile int wake_fd = -1;

static void
note_signal(int sig)
{
	const uint64_t one = 1;
	int saved = errno;
	ssize_t n;

	if (sig == SIGUSR1)
		shows = 1;
	else if (ends < 2)
		ends++;
	n = write(wake_fd, &one, sizeof(one));	/* if full, the loop is awake */
	(void)n;
	errno = saved;
}

static const int caught[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1 };

/* Catches the signals.  0, or -1 with errno set. */
static int
catch_signals(struct pool *p)
{
	struct sigaction action = { .sa_handler = note_signal,
		.sa_flags = SA_RESTART }, old;
	size_t i;

	if ((p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) == -1)
		return -1;
	wake_fd = p->wake;
	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < LEN(caught); i++) {
		if (sigaction(caught[i], NULL, &old) == -1)
			return -1;
		/* Leave ignored what nohup or a shell's & has set to be. */
		if (caught[i] != SIGUSR1 && old.sa_handler == SIG_IGN)
			continue;
		if (sigaction(caught[i], &action, NULL) == -1)
			return -1;
	}
	/*
	 * At a limit of file size, and when the reader of stdout is gone,
	 * write(2) fails and does not end us: replies under way are kept.
	 */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR ||
	    signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -1;
	return 0;
}

/* Sets the signals that are caught back to their defaults. */
static void
release_signals(struct pool *p)
{
	struct sigaction now;
	size_t i;

	for (i = 0; i < LEN(caught); i++)
		if (sigaction(caught[i], NULL, &now) == 0 &&
		    now.sa_handler == note_signal)
			(void)signal(caught[i],
			    caught[i] == SIGUSR1 ? SIG_IGN : SIG_DFL);
	(void)signal(SIGPIPE, SIG_DFL);
	wake_fd = -1;
	(void)close(p->wake);
}

/* Does what the signals that came ask for. */
static void
obey_signals(struct pool *p)
{
	uint64_t n;

	if (read(p->wake, &n, sizeof(n)) == -1)
		return;
	if (shows) {
		shows = 0;
		pool_show_now(p);
	}
	if (ends > 0 && !p->interrupted) {
		p->interrupted = true;
		pool_stop(p, STATUS_AGAIN, "interrupted; finishing %zu "
		    "requests under way (once more drops them)",
		    http_busy(p->http));
	}
	if (ends > 1)
		p->dropped = true;
}

/* Sends one job.  0, or -1 if libcurl has no memory. */
static int
send_job(struct pool *p, struct job *job)
{
	const struct endpoint *e = p->setup->endpoint;
	const struct http_post post = {
		.url = e->url, .socket = e->socket, .headers = p->headers,
		.ca_file = p->ca_file, .ca_path = p->ca_path,
		.body = { job->body.data, job->body.len },
		.timeout = (long)p->settings->timeout, .direct = e->loopback,
		.connected = pool_connected, .done = pool_done, .arg = job
	};

	job->state = JOB_SENT;
	job->begun = clock_day();
	if (job->first == 0) {
		job->first = clock_steady();
		job->passed = p->passed;
	}
	if (http_post(p->http, &post) == -1)
		return -1;
	p->progress.requests++;
	p->progress.retries += job->sends > 0;
	job->sends++;
	if (p->away != 0)
		p->probe = job;
	return 0;
}

/* Stops the run at the number of requests or tokens that ends it. */
static bool
enough(struct pool *p)
{
	const struct pool_settings *s = p->settings;

	if (s->stop_requests > 0 && p->progress.requests >= s->stop_requests)
		pool_stop(p, STATUS_AGAIN, "stopped after %llu requests",
		    (unsigned long long)p->progress.requests);
	if (s->stop_tokens > 0 && p->progress.tokens >= s->stop_tokens)
		pool_stop(p, STATUS_AGAIN, "stopped after %llu tokens",
		    (unsigned long long)p->progress.tokens);
	return p->status != 0;
}

/*
 * While connections are refused, one job at a time tries whether the server
 * is back.  Returns the ms until the next may; 0: now; -1: when the one that
 * tries is done.
 */
static int64_t
until_probe(const struct pool *p)
{
	int64_t now;

	if (p->away == 0)
		return 0;
	if (p->probe != NULL)
		return -1;
	now = clock_steady();
	return p->probe_due > now ? p->probe_due - now : 0;
}

/*
 * Sends the jobs that may be sent now.  Returns the ms until the next one may
 * be sent; -1 if that depends on a reply, or nothing waits to be sent.
 */
static int64_t
send_ready(struct pool *p)
{
	struct job *job;
	int64_t wait;

	while ((job = p->jobs.queue) != NULL && !enough(p)) {
		if ((wait = until_probe(p)) != 0)
			return wait;
		if (journal_reserve(p->journal, http_busy(p->http) + 1) == -1) {
			pool_stop(p, STATUS_LOCAL, "%s: %s; nothing more is "
			    "sent", p->settings->journal, strerror(errno));
			break;
		}
		wait = limiter_ask(p->limiter, clock_day(), http_busy(p->http),
		    job->tokens);
		if (wait == -1) {
			pool_stop(p, STATUS_LOCAL, "%s: %s",
			    p->settings->limit, strerror(errno));
			break;
		}
		if (wait > 0)
			return wait == INT64_MAX ? -1 : wait;
		(void)jobs_dequeue(&p->jobs);
		if (send_job(p, job) == -1) {
			jobs_queue_first(&p->jobs, job);
			pool_stop(p, STATUS_LOCAL, "%s", strerror(ENOMEM));
		}
	}
	return -1;
}

/* Queues the jobs whose wait is over.  Returns ms until the next, or -1. */
static int64_t
wake_waiting(struct pool *p)
{
	struct job *job;
	int64_t now = clock_steady();

	while ((job = jobs_soonest(&p->jobs)) != NULL) {
		if (job->due > now)
			return job->due - now;
		jobs_wake(&p->jobs);
		jobs_queue_first(&p->jobs, job);
	}
	return -1;
}

/* The lesser of two waits in ms, -1 being one without an end. */
static int64_t
sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/*
 * One turn of the loop: sends, waits for something to happen (fd may become
 * readable, -1: none; at most ms, -1: no limit), and deals with it.  Returns
 * whether fd is readable.
 */
static bool
take_turn(struct pool *p, int fd, int64_t ms)
{
	int64_t now;
	int result;

	ms = sooner(ms, wake_waiting(p));
	ms = sooner(ms, send_ready(p));
	if (p->refresh != 0) {
		now = clock_steady();
		ms = sooner(ms, p->refresh > now ? p->refresh - now : 0);
	}
	/* If send_ready stopped the run, records can be written at once. */
	if (p->jobs.head != NULL && p->jobs.head->state == JOB_DONE &&
	    !p->blocked)
		ms = 0;
	http_out(p->http, p->blocked ? p->stage->out.fd : -1);
	if ((result = http_wait(p->http, fd, ms)) == -1)
		pool_stop(p, STATUS_LOCAL, "poll: %s", strerror(errno));
	obey_signals(p);
	pool_settle(p);
	if (p->refresh != 0)
		pool_show(p, clock_steady());
	return result != 0;
}

/* Serves transfers while stage_next waits for input; arg is the pool. */
static bool
serve_idle(void *arg)
{
	struct pool *p = arg;

	while (p->stage->out.error == 0) {
		if (p->interrupted || p->dropped) {
			stage_stop(p->stage);
			break;
		}
		if (take_turn(p, p->stage->lines.fd, -1))
			return true;
	}
	return false;
}

/* Whether one more record may be taken in. */
static bool
has_room(const struct pool *p)
{
	const struct jobs *s = &p->jobs;

	return s->live < p->window && (s->bytes < AHEAD_BYTES ||
	    s->pending < p->settings->jobs);
}

/* Waits for room.  Returns a job, in its turn, that holds the record. */
static struct job *
new_job(struct pool *p, struct record *r)
{
	struct job *job;

	while (!has_room(p) && !p->dropped)
		(void)take_turn(p, -1, -1);
	job = jobs_add(&p->jobs, p);
	pool_put_record(p, job, r);
	return job;
}

/* Serves transfers now and then, though input comes without a wait. */
static void
move_on(struct pool *p)
{
	if (++p->calls % SERVE_EVERY == 0)
		(void)take_turn(p, -1, 0);
	if (p->interrupted || p->dropped)
		stage_stop(p->stage);
}

void
pool_pass(struct pool *p, struct record *r)
{
	if (p->dry != NULL)
		return;
	if (p->jobs.head == NULL) {
		stage_emit(p->stage, r);
		(void)out_flush(&p->stage->out);	/* remembered */
		p->progress.done++;
	} else
		new_job(p, r)->state = JOB_DONE;
	move_on(p);
}

/*
 * Looks for the reply of a key, which is p->reply then.  False if there is
 * none, or a bad one that -R asks for again.
 */
static bool
look_up(struct pool *p, const unsigned char *key)
{
	int found;

	buf_clear(&p->reply);
	if ((found = journal_find(p->journal, key, &p->reply)) == -1)
		pool_stop(p, STATUS_LOCAL, "%s: %s", p->settings->journal,
		    strerror(errno));
	return found == 1 && (!p->stage->retry || p->setup->good == NULL ||
	    p->setup->good(p->setup->arg, buf_span(&p->reply)));
}

/* Answers a job from the journal.  False if it must be asked. */
static bool
replay(struct pool *p, struct job *job)
{
	if (!look_up(p, job->key))
		return false;
	p->progress.replayed++;
	(void)pool_apply(p, job, buf_span(&p->reply));
	return true;
}

/* Answers from the journal, waits for an equal call under way, or calls. */
static void
begin(struct pool *p, struct job *job)
{
	struct job *leader;

	if (replay(p, job))
		return;
	if (p->status != 0) {
		jobs_enter(&p->jobs, job);
		pool_fail_stopped(p, job, POOL_NOT_SENT);
	} else if ((leader = jobs_find(&p->jobs, job->key)) != NULL) {
		job->state = JOB_FOLLOWING;
		job->follower = leader->follower;
		leader->follower = job;
		buf_free(&job->body);
	} else {
		jobs_enter(&p->jobs, job);
		jobs_queue(&p->jobs, job);
	}
}

/*
 * Finds the key of a call: that of its request or, if the journals hold the
 * reply to the request of an earlier release alone, of that one.  Returns
 * whether it is the latter.
 */
static bool
find_key(struct pool *p, struct record *r, struct span body, unsigned sample,
    unsigned char *key)
{
	const struct pool_setup *setup = p->setup;
	const struct span base = buf_span(&setup->endpoint->base);
	unsigned char older[JOURNAL_KEY];

	journal_key(key, base, body, sample);
	if (setup->older == NULL || journal_entries(p->journal) == 0 ||
	    look_up(p, key))
		return false;
	buf_clear(&p->older);
	if (!setup->older(setup->arg, r, sample, &p->older))
		return false;
	journal_key(older, base, buf_span(&p->older), sample);
	if (!look_up(p, older))
		return false;
	memcpy(key, older, JOURNAL_KEY);
	return true;
}

void
pool_call(struct pool *p, struct record *r, struct span body,
    size_t tokens, unsigned sample)
{
	unsigned char key[JOURNAL_KEY];
	const bool older = find_key(p, r, body, sample, key);
	struct job *job;

	if (p->dry != NULL) {
		if (pool_dry_call(p->dry, key, tokens, look_up(p, key)) &&
		    p->settings->requests)
			pool_dry_request(&p->stage->out, key,
			    p->setup->endpoint->url, body);
		return;
	}
	job = new_job(p, r);
	job->tokens = tokens;
	job->sample = sample;
	job->older = older;
	buf_add(&job->body, body.p, body.len);
	memcpy(job->key, key, JOURNAL_KEY);
	job->bytes = job->line.len + job->body.len;
	p->jobs.bytes += job->bytes;
	p->jobs.pending++;
	begin(p, job);
	move_on(p);
}

/* Frees a pool that could not be opened; errno says why if why does not. */
static struct pool *
no_pool(struct pool *p, struct buf *why)
{
	if (why->len == 0)
		buf_puts(why, strerror(errno));
	if (p->http != NULL)
		http_close(p->http);
	(void)journal_close(p->journal);
	limiter_close(p->limiter);
	jobs_free(&p->jobs);
	free(p);
	return NULL;
}

/* Sets the headers that all requests have. */
static void
set_headers(struct pool *p)
{
	const char **header = p->headers;

	*header++ = "Content-Type: application/json";
	*header++ = "Accept: application/json, text/event-stream";
	if (p->setup->endpoint->authorization != NULL)
		*header++ = p->setup->endpoint->authorization;
	*header = NULL;
}

/* A variable of the environment, NULL if it is empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || *value == '\0' ? NULL : value;
}

/* Whether a file, named by `by`, holds a certificate.  False: why says so. */
static bool
holds_certificate(const char *by, const char *path, struct buf *why)
{
	static const char begin[] = "-----BEGIN ", end[] = "CERTIFICATE-----";
	struct buf b = { 0 };

	if (access(path, R_OK) == -1 || file_read(path, &b) == -1)
		buf_printf(why, "%s: %s: %s", by, path, strerror(errno));
	else if (memmem(b.data, b.len, begin, strlen(begin)) == NULL ||
	    memmem(b.data, b.len, end, strlen(end)) == NULL)
		buf_printf(why, "%s: %s: no certificate (PEM) in it", by,
		    path);
	buf_free(&b);
	return why->len == 0;
}

/*
 * Finds the certificates to trust, as curl(1) and OpenSSL find them.  False
 * if there are none in that file: why says so.
 */
static bool
set_trust(struct pool *p, struct buf *why)
{
	static const char *const names[] = { "CURL_CA_BUNDLE",
		"SSL_CERT_FILE" };
	const char *by = "--ca-file";
	size_t i;

	p->ca_file = p->settings->ca_file;
	for (i = 0; i < LEN(names) && p->ca_file == NULL; i++)
		p->ca_file = variable(by = names[i]);
	if (p->ca_file == NULL || strcmp(by, names[1]) == 0)
		p->ca_path = variable("SSL_CERT_DIR");
	/* A variable may be stale, which is no matter without TLS. */
	if (p->ca_file == NULL || (p->settings->ca_file == NULL &&
	    strncasecmp(p->setup->endpoint->url, "https:", 6) != 0))
		return true;
	return holds_certificate(by, p->ca_file, why);
}

/* Leaves no image of memory, which holds the key, after a crash. */
static void
forbid_core(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);	/* lowering never fails */
}

/* Whether nothing is to be sent. */
static bool
is_dry(const struct pool_settings *s)
{
	return s->dry_run || s->requests;
}

/* Opens the journals.  A dry run only reads -J, if that file exists. */
static struct journal *
open_journal(const struct pool_settings *s, struct buf *why)
{
	const char *journal[POOL_READ_JOURNALS + 2] = { NULL };

	if (!is_dry(s))
		return journal_open(s->journal, s->read_journal, why);
	memcpy(journal, s->read_journal, sizeof(s->read_journal));
	if (s->journal != NULL && access(s->journal, F_OK) == 0)
		journal[s->read_journals] = s->journal;
	return journal_open(NULL, journal, why);
}

/* Opens the parts of a pool.  False: why or errno says why not. */
static bool
open_parts(struct pool *p, struct buf *why)
{
	const struct pool_settings *s = p->settings;

	if ((p->journal = open_journal(s, why)) == NULL)
		return false;
	if ((p->limiter = limiter_open(s->rpm, s->tpm, s->jobs,
	    is_dry(s) ? NULL : s->limit, why)) == NULL)
		return false;
	if ((p->http = http_open()) == NULL)
		return false;
	jobs_open(&p->jobs, p->window);
	if (is_dry(s))
		p->dry = pool_dry_open();
	return catch_signals(p) == 0;
}

/* Seeds the waits, so that processes started together do not keep step. */
static void
seed(struct pool *p)
{
	uint64_t n = (uint64_t)clock_day() ^ (uint64_t)getpid() << 20;

	p->random[0] = (unsigned short)n;
	p->random[1] = (unsigned short)(n >> 16);
	p->random[2] = (unsigned short)(n >> 32);
}

/* Whether stdout may make a writer wait. */
static bool
may_block(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Tells the user of a key that is withheld, or that others can read. */
static void
say_note(const struct pool *p)
{
	const struct endpoint *e = p->setup->endpoint;

	if (e->note.len > 0 && (p->stage->verbose || !e->loopback))
		p->stage->say("%.*s", (int)e->note.len, e->note.data);
}

struct pool *
pool_open(const struct pool_setup *setup, struct buf *why)
{
	struct pool *p;

	p = xcalloc(1, sizeof(*p));
	p->setup = setup;
	p->settings = setup->settings;
	p->stage = setup->stage;
	say_note(p);
	p->window = setup->settings->jobs * AHEAD;
	p->record.fields = &p->stage->fields;
	p->memory.fd = OUT_MEMORY;
	p->wake = -1;
	p->may_block = may_block(p->stage->out.fd);
	if (!set_trust(p, why) || !open_parts(p, why))
		return no_pool(p, why);
	set_headers(p);
	if (p->setup->endpoint->authorization != NULL)
		forbid_core();
	seed(p);
	http_wake(p->http, p->wake);
	p->progress.begun = clock_steady();
	p->stage->lines.idle = serve_idle;
	p->stage->lines.arg = p;
	pool_start_show(p);
	return p;
}

/* Gives up the calls under way, whose replies may be billed for nothing. */
static void
drop(struct pool *p)
{
	struct job *job;

	for (job = p->jobs.head; job != NULL; job = job->next) {
		if (job->state != JOB_SENT)
			continue;
		p->progress.maybe_billed++;
		pool_fail_stopped(p, job, "sent, but the run was "
		    "stopped before the reply came");
	}
	pool_settle(p);
}

static void
say_how_to_resume(struct pool *p)
{
	const char *journal = p->settings->journal;

	if (p->status != STATUS_PERSON && p->status != STATUS_AGAIN)
		return;
	if (journal != NULL)
		p->stage->say("to go on, run the same command again: what is "
		    "in %s is not asked for twice", journal);
	else
		p->stage->say("the same command starts anew; with -J FILE it "
		    "would go on where it stopped");
}

/* Writes what the journal has not written, and says what found no room. */
static void
close_journal(struct pool *p)
{
	const char *name = p->settings->journal;
	size_t left;

	if (journal_sync(p->journal) == -1 && p->status == 0) {
		p->stage->say("%s: %s", name, strerror(errno));
		p->status = STATUS_LOCAL;
	}
	if ((left = journal_unsaved(p->journal)) > 0)
		p->stage->say("%s: %zu replies could not be written", name,
		    left);
	(void)journal_close(p->journal);
}

int
pool_close(struct pool *p)
{
	struct stage *st = p->stage;
	int status;

	while (p->jobs.head != NULL && !p->dropped)
		(void)take_turn(p, -1, -1);
	drop(p);
	if (st->out.error != EPIPE)
		pool_summary(p);
	if (p->dry != NULL)
		pool_dry_close(p->dry, p->settings->requests ? NULL :
		    &st->out);
	say_how_to_resume(p);
	release_signals(p);
	http_close(p->http);
	close_journal(p);
	if (st->out.error == EPIPE)
		(void)raise(SIGPIPE);	/* a quiet end */
	limiter_close(p->limiter);
	jobs_free(&p->jobs);
	record_free(&p->record);
	buf_free(&p->memory.buf);
	buf_free(&p->reply);
	buf_free(&p->older);
	verdict_free(&p->verdict);
	status = stage_end(st);
	if (p->status != 0 && st->out.error == 0)
		status = p->status;
	free(p);
	return status;
}
