#!/bin/sh
# What bench.sh runs for wk-ask: JOBS calls at once against a server on
# loopback that takes a second for each, beside the openai package and
# xargs -P curl.  Environment: B O JOBS (1000) CALLS (5000) RUNS (3)
# WK_BENCH_PYTHON.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
JOBS=${JOBS:-1000} CALLS=${CALLS:-5000} RUNS=${RUNS:-3}
python=${WK_BENCH_PYTHON:-python3}
command -v "$python" >/dev/null || {
	echo 'wk-ask: no python3 to take the time with'
	exit 0
}
"${O:-build}/stub" -d 1000 -t 600 "$tmp/port" &
stub=$!
trap 'kill "$stub" 2>/dev/null; rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
while [ ! -s "$tmp/port" ]; do sleep 0.05; done
url=http://127.0.0.1:$(cat "$tmp/port")/v1
# shellcheck disable=SC3045 # where there is none, the limit stays
ulimit -n "$(ulimit -H -n)" 2>/dev/null

seq "$CALLS" | sed 's/.*/{"prompt":"Which boat is number &?"}/' >"$tmp/in"
sed 's/^{"prompt":\(.*\)}$/{"model":"bench","messages":[{"role":"user","content":\1}]}/' \
    "$tmp/in" >"$tmp/bodies"

# The shell commands that are compared.
ours="rm -f $tmp/j; wk-ask -m bench -u $url -j $JOBS -J $tmp/j $tmp/in"
openai="$python tests/bench/openai_calls.py $url $JOBS $tmp/in"
curl="tr '\\n' '\\0' <$tmp/bodies | xargs -0 -P $JOBS -I{} curl -s \
    -H 'Content-Type: application/json' -d {} $url/chat/completions"

# row NAME COMMAND: the medians of its runs; the first row is the measure.
row() {
	run=0
	while [ "$run" -lt "$RUNS" ]; do
		run=$((run + 1))
		"$python" tests/bench/usage.py sh -c "$2" || return
	done >"$tmp/runs"
	wall=$(sort -n -k1,1 "$tmp/runs" | awk '{ v[NR] = $1 }
	    END { print v[int((NR + 1) / 2)] }')
	cpu=$(sort -n -k2,2 "$tmp/runs" | awk '{ v[NR] = $2 }
	    END { print v[int((NR + 1) / 2)] }')
	memory=$(sort -n -k3,3 "$tmp/runs" | awk 'END { print $3 }')
	[ -n "$first" ] || first="$wall $cpu"
	echo "$1|$wall|$cpu|$memory|$first|$CALLS|$JOBS" | awk -F'|' '{
	    split($5, ours, " ")
	    printf "  %-20s %7.2f s %6.2f of the pace %6.2f x %7.3f CPU s/1000 %6.1f x %5d MB\n",
		$1, $2, $6 / $7 / $2, $2 / ours[1], $3 / $6 * 1000,
		$3 / ours[2], $4 }'
}

echo "wk-ask, $CALLS calls of a second, $JOBS at once"
first=
row 'wk-ask -J' "$ours"
if "$python" -c 'import openai' 2>/dev/null; then
	row 'openai (asyncio)' "$openai"
	if "$python" -c 'import openai; openai.DefaultAioHttpClient()' \
	    2>/dev/null; then
		row 'openai (aiohttp)' "$openai aiohttp"
	fi
else
	echo '  (no openai package for this python)'
fi
if command -v curl >/dev/null; then
	row 'xargs -P curl' "$curl"
else
	echo '  (no curl command)'
fi
