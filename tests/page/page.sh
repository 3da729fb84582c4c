# For the tests of wk-page: runs it against the stub server on loopback.
# Source it after tests/lib.sh and tests/stub.sh.
# shellcheck shell=sh disable=SC2154,SC2034 # of stub.sh; for the tests
unset https_proxy HTTPS_PROXY http_proxy all_proxy ALL_PROXY no_proxy

html='header="Content-Type: text/html; charset=utf-8"'
hint='--allow 127.0.0.1 --delay 0 --retry-delay 0.01'

# serve LINE...: the stub, begun anew with this script; sets $u, its URL.
serve() {
	[ -z "${stub_pid-}" ] || stub_stop
	printf '%s\n' "$@" >script
	stub_start -s script
	u=http://127.0.0.1:$port
}

# page [OPTION...]: wk-page on the file `in`, loopback allowed, without waits.
# Leaves $status, and out and err.
page() {
	# shellcheck disable=SC2086 # several words
	wk-page -c cache $hint "$@" in >out 2>err
	status=$?
}

# pages PATH...: the same for URLs of these paths, in a new cache.
pages() {
	for path; do
		echo "$u$path"
	done >in
	rm -rf cache
	page --lines
}

# kinds: what became of each page: its kind of error, or ok.
kinds() {
	jq -r '.error.kind // "ok"' out | tr '\n' ' ' | sed 's/ $//'
}

# asked: the paths that were asked for.
asked() {
	jq -r .path "$stub_log" | tr '\n' ' ' | sed 's/ $//'
}
