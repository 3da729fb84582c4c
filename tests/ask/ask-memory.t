#!/bin/sh
# wk-ask with each allocation failing once, or, without STRIDE=1, some of
# them: it neither dies of it, nor hangs, nor says that all is well.
# shellcheck disable=SC2154 # what stub.sh and ask.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/ask/ask.sh
. "$ROOT/tests/ask/ask.sh"
need wk-ask
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

# Libraries start with thousands of allocations; ours are the last ones.
stride=${STRIDE:-11}
coarse=$((stride == 1 ? 1 : 211))
ours=700

# failing N OPTION...: one run with the N-th allocation failing.
failing() {
	n=$1
	shift
	rm -f clean journal
	timeout -k 5 20 env LD_PRELOAD="$shim" MALLOC_FAIL="$n" \
	    MALLOC_CLEAN=clean wk-ask -m m -u "http://127.0.0.1:$port/v1" \
	    --retry-delay 0.001 -J journal "$@" in >got 2>err
	status=$?
}

# Whether it was right: all is there, or the status and a word say it is not;
# and the next run finds in the journal what it can use.
acceptable() {
	[ "$status" -lt 124 ] || return 1
	if [ "$status" -eq 0 ]; then
		cmp -s got good || return 1
	else
		[ -s err ] || grep -q '"error"' got || return 1
	fi
	ask -J journal "$@"
	[ "$status" -eq 0 ] && cmp -s out good
}

# sweep NAME OPTION...
sweep() {
	name=$1
	shift
	failing 1000000 "$@"
	total=$(cat clean) bad='' at=1 runs=0
	cp got good
	while [ "$at" -le "$total" ]; do
		failing $at "$@"
		said=$status
		acceptable "$@" || bad="$bad $at($said)"
		runs=$((runs + 1))
		# The first few are of the options.
		at=$((at + (at < 8 ? 1 : at < total - ours ? coarse : stride)))
	done
	[ -z "$bad" ] && [ $runs -gt 20 ]
	result $? "$name: $runs of $total allocations" ||
	    note "wrong where these failed (status):$bad"
}

printf '%s\n' '{"prompt":"\u0071"}' '{"prompt":"q2"}' '{"prompt":"q2","x":1}' \
    '{"error":{"stage":"x","kind":"y"}}' '{"id":3,"prompt":"q3"}' >in
printf 'try=1 body~q2: status=500\n' >script
stub_start -s script
sweep 'chats'
sweep 'templates, streams' --stream -s 'be {{id|nobody}}' -n 2 --stop x
done_testing
