#!/bin/sh
# wk-batch with allocations that fail: no run dies by a signal, or says that all
# is well when it is not; nothing is sent twice, and the next run has it all.
# shellcheck disable=SC2154 # variables of stub.sh, batch.sh and malloc.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need wk-batch jq
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

stride=${STRIDE:-41} ours=250 key=0

message() {
	echo '{"model":"m","messages":[{"role":"user","content":"q '"$1"'"}]}'
}

# ready: two requests that no run before has sent; sent and ended, for fetch.
ready() {
	rm -f state
	: >journal
	for n in 1 2; do
		key=$((key + 1))
		printf '{"key":"%016x%048x","url":"%s/chat/completions","body":%s}\n' \
		    "$key" 0 "$u" "$(message "$n")"
	done >requests
	[ "$1" = fetch ] || return 0
	wk-batch send state requests 2>/dev/null
	wk-batch poll state >/dev/null 2>&1
	wk-batch poll state >/dev/null 2>&1
}
run_send() { failing "$1" wk-batch send --settle 0 state requests; }
run_fetch() { failing "$1" wk-batch fetch -J journal state; }

# whole: does what is left to do, as one repeats the commands.
whole() {
	wk-batch send --settle 0 state requests || return
	wk-batch poll state
	wk-batch poll state
	wk-batch fetch -J journal state && [ "$(wc -l <journal)" -eq 2 ]
}

serve
for verb in send fetch; do
	# Libraries begin with thousands; the last $ours are looked at closely.
	ready $verb
	run_$verb 1000000
	total=$(cat clean) at=1 runs=0 bad=''
	edge=$((total - ours))
	while [ "$at" -le "$total" ]; do
		ready $verb
		run_$verb "$at"
		case $status in
		0) ;;
		1 | 2 | 75) [ -s got.err ] || bad="$bad $at: no word" ;;
		*) bad="$bad $at: status $status" ;;
		esac
		whole >left 2>&1 || bad="$bad $at: $(cat left)"
		runs=$((runs + 1))
		at=$((at + (at < edge ? (edge + 2) / 3 : stride)))
	done
	[ -z "$bad" ] && [ $runs -gt 8 ]
	result $? "$verb: $runs of $total allocations" || note "$bad"
done
is "$(stat batched_again)" 0 'nothing was done twice'
done_testing
