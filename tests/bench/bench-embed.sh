#!/bin/sh
# What bench.sh runs for wk-embed: TEXTS texts of 500 characters against a
# server on loopback, with vectors of 64 and of 1,024 numbers, beside the
# openai package.  Environment: B O TEXTS (20000) RUNS (3) WK_BENCH_PYTHON.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
TEXTS=${TEXTS:-20000} RUNS=${RUNS:-3}
python=${WK_BENCH_PYTHON:-python3}
command -v "$python" >/dev/null || {
	echo 'wk-embed: no python3 to take the time with'
	exit 0
}
"${O:-build}/stub" -t 600 "$tmp/port" &
stub=$!
trap 'kill "$stub" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
while [ ! -s "$tmp/port" ]; do sleep 0.05; done
url=http://127.0.0.1:$(cat "$tmp/port")/v1

# Texts that differ, each of 500 Chinese characters.
"$python" -c 'import json, random, sys
random.seed(1)
for i in range(int(sys.argv[1])):
    text = "".join(chr(random.randrange(0x4E00, 0x5A00)) for _ in range(500))
    print(json.dumps({"text": text}, ensure_ascii=False))' "$TEXTS" >"$tmp/in"

# row NAME COMMAND: the least of its runs; the first row is the measure.
row() {
	run=0
	while [ "$run" -lt "$RUNS" ]; do
		run=$((run + 1))
		"$python" tests/bench/usage.py sh -c "$2" || return
	done | sort -n -k2,2 | sed 1q >"$tmp/run"
	[ -n "$first" ] || first=$(cut -d ' ' -f 2 "$tmp/run")
	awk -v name="$1" -v texts="$TEXTS" -v first="$first" '{
	    printf "  %-24s %7.2f s %7.2f CPU s %8.0f texts/CPU s %6.1f x %5d MB\n",
		name, $1, $2, texts / $2, $2 / first, $3 }' "$tmp/run"
}

for n in 64 1024; do
	echo "wk-embed, $TEXTS texts of 500 characters, $n dimensions"
	first=
	row 'wk-embed -J' "rm -f $tmp/j
	    wk-embed -m bench -u $url --dimensions $n -J $tmp/j $tmp/in"
	if "$python" -c 'import openai' 2>/dev/null; then
		row 'openai (asyncio)' \
		    "$python tests/bench/openai_vectors.py $url $n $tmp/in"
	else
		echo '  (no openai package for this python)'
	fi
done
