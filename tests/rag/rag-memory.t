#!/bin/sh
# wk-rag with a model, and wk-find --neighbours, with each allocation failing
# once: no run dies by a signal, hangs, or says that all is well when it is not;
# what was paid for is not lost.
# shellcheck disable=SC2034,SC2154 # for malloc.sh; from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-rag wk-ask	# wk-ask: the libraries for calls were there
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

stride=${STRIDE:-7} ours=500
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
sweep_calls 'wk-rag' wk-rag -m m -u "http://127.0.0.1:$port" \
    --retry-delay 0.001 -J journal --history in

if [ -x "$B/wk-index" ] && [ -x "$B/wk-find" ]; then
	printf '%s\n' '{"text":"甲乙丙丁","source":"n","index":0,"start":0}' \
	    '{"text":"丙丁戊己","source":"n","index":1,"start":2}' \
	    '{"text":"庚辛","source":"n","index":2,"url":"http://u/"}' |
	    wk-index kb.db >added
	printf '%s\n' 甲乙 戊己 '庚辛 甲乙' >asked
	# One whose search failed is passed on; status 2 tells.
	sed 's/.*/{"question":"&"}/' asked >passed
	sweep_calls 'wk-find --neighbours' wk-find -k kb.db --lines -t 0 \
	    --neighbours 1 asked
else
	skip 1 'no wk-find'
fi
done_testing
