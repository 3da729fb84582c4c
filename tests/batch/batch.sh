# For the tests of wk-batch: requests, a server, and what became of them.
# Source it after lib.sh and stub.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # status is for tests; port, of stub.sh

# serve LINE...: a new stub with this script; u is its base URL.
serve() {
	[ -z "${stub_pid-}" ] || stub_stop
	printf '%s\n' "$@" >script
	stub_start -s script
	u=http://127.0.0.1:$port/v1
	export WK_BASE_URL="$u" WK_MODEL=m
	rm -f state
	: >journal
}

# serve_again LINE...: the same at the same URL, so that keys are the same.
serve_again() {
	stub_stop
	printf '%s\n' "$@" >script
	stub_start -s script -p "${port:?}"
	rm -f state
	: >journal
}

# questions N [TEXT]: so many records, in the file in.
questions() {
	awk -v "n=$1" -v "text=${2-q}" 'BEGIN { for (i = 1; i <= n; i++)
		printf "{\"question\":\"%s %d\"}\n", text, i }' >in
}

ask() {
	wk-ask -p '{{question}}' "$@" in
}

# send, poll, fetch: set $status; fetch adds to the file journal.
send() {
	ask --requests --read-journal /dev/null >requests 2>/dev/null ||
	    ask --requests >requests
	wk-batch send "$@" state <requests >out 2>err
	status=$?
}

poll() {
	wk-batch poll "$@" state >out 2>err
	status=$?
}

fetch() {
	wk-batch fetch "$@" state >>journal 2>err
	status=$?
}

# finish [OPTION...]: polls until no batch is under way, then fetches.
finish() {
	wk-batch poll state >out 2>err || wk-batch poll state >out 2>err ||
	    wk-batch poll state >out 2>err
	fetch "$@"
}

# stat NAME: a number of the stub's /stats.
stat() {
	stub_get /stats | jq ".$1"
}
