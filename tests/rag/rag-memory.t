#!/bin/sh
# wk-rag with a model, and wk-find --neighbours, with each allocation failing
# once, or, without STRIDE=1, some of them: no run dies of it, hangs, or says
# that all is well when it is not.
# shellcheck disable=SC2154 # what stub.sh sets
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-rag wk-ask	# wk-ask: the libraries for calls were there
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

# Libraries start with thousands of allocations; ours are the last ones.
stride=${STRIDE:-7}
coarse=$((stride == 1 ? 1 : 211))
ours=500

# failing N COMMAND...: one run with the N-th allocation failing.
failing() {
	n=$1
	shift
	rm -f clean journal
	timeout -k 5 20 env LD_PRELOAD="$shim" MALLOC_FAIL="$n" \
	    MALLOC_CLEAN=clean "$@" >got 2>err
	status=$?
}

# sweep NAME COMMAND...: all is there, or the status and a word say it is not;
# and the next run, with the journal that was left, has it all.
sweep() {
	name=$1
	shift
	failing 1000000 "$@"
	total=$(cat clean) bad='' at=1 runs=0
	cp got good
	want=$status
	while [ "$at" -le "$total" ]; do
		failing "$at" "$@"
		if [ "$status" -ge 124 ] || { [ "$status" -le 1 ] &&
		    ! cmp -s got good && ! grep -q '"error"' got; } ||
		    { [ "$status" -gt 1 ] && [ ! -s err ]; } ||
		    ! "$@" >again 2>err || ! cmp -s again good; then
			bad="$bad $at($status)"
		fi
		runs=$((runs + 1))
		at=$((at + (at < 8 ? 1 : at < total - ours ? coarse : stride)))
	done
	[ -z "$bad" ] && [ "$want" -eq 0 ] && [ $runs -gt 20 ]
	result $? "$name: $runs of $total allocations" ||
	    note "wrong where these failed (status):$bad"
}

hits='[{"text":"\u638c柜是老李。\u0001","source":"a","start":3},
{"text":"马在后院。无法作答。","source":"b","url":"http://x/"}]'
for question in q1 q2 q2 word 掌柜; do
	printf '{"question":"%s","hits":%s,"turns":[{"input":"\\u0061","output":"b"}]}\n' \
	    "$question" "$(printf '%s' "$hits" | tr -d '\n')"
done >in
echo '{"question":"none","hits":[]}' >>in
cat >script <<'EOF'
try=1 body~q2 : status=500
body~word : content="UNANSWERABLE."
default : content="老李[1]，[9]马[2]。"
EOF
stub_start -s script
sweep 'wk-rag' wk-rag -m m -u "http://127.0.0.1:$port" \
    --retry-delay 0.001 -J journal --history in

if [ -x "$B/wk-index" ] && [ -x "$B/wk-find" ]; then
	printf '%s\n' '{"text":"甲乙丙丁","source":"n","index":0,"start":0}' \
	    '{"text":"丙丁戊己","source":"n","index":1,"start":2}' \
	    '{"text":"庚辛","source":"n","index":2,"url":"http://u/"}' |
	    wk-index kb.db >added
	printf '%s\n' 甲乙 戊己 '庚辛 甲乙' >asked
	sweep 'wk-find --neighbours' wk-find -k kb.db --lines -t 0 \
	    --neighbours 1 asked
else
	skip 1 'no wk-find'
fi
done_testing
