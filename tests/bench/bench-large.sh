#!/bin/sh
# A large knowledge base: made at once and merged from four, searched by one
# process and by sixteen at once, by words and with vectors.
# Environment: B LARGE (1000000: chunks) DIMENSIONS (768) TMPDIR, where there must
# be room for some 12 kB a chunk.  It takes a quarter of an hour.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
LARGE=${LARGE:-1000000} DIMENSIONS=${DIMENSIONS:-768}
command -v python3 >/dev/null || {
	echo 'a large base: no python3 to take the time with'
	exit 0
}
questions >"$tmp/questions"
asked=$(grep -c '' "$tmp/questions")

# use NAME COMMAND...: runs it, and prints what it took.
use() {
	name=$1
	shift
	used=$(python3 tests/bench/usage.py "$@") || { echo "$name failed"; exit 1; }
	echo "$used" | awk -v name="$name" '{
	    printf "  %-26s %8.1f s %8.1f CPU s %6d MB\n", name, $1, $2, $3 }'
}

# search NAME BASE QUESTIONS: the hits, and what a question takes; the process
# that opens the base and asks nothing is taken off.
search() {
	wk-find -k "$2" "$3" >"$tmp/hits.$1"	# the file is in memory now
	opened=$(python3 tests/bench/usage.py wk-find -k "$2" /dev/null)
	used=$(python3 tests/bench/usage.py wk-find -k "$2" "$3")
	echo "$opened $used" | awk -v name="wk-find, $1" -v q="$asked" '{
	    printf "  %-26s %8.1f s %8.1f CPU s %6d MB: %.2f CPU ms a question\n",
		name, $4, $5, $6, ($5 - $2) / q * 1000 }'
}

# sixteen BASE QUESTIONS: as many processes at once; what each has in memory for
# itself, and what all share.
sixteen() {
	python3 - "$1" "$2" <<'TEXT'
import concurrent.futures, subprocess, sys, time
base, questions = sys.argv[1:]
text = open(questions, "rb").read()
began = time.monotonic()
runs = [subprocess.Popen(["wk-find", "-k", base], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE) for _ in range(16)]
def ask(run):
    run.stdin.write(text)
    run.stdin.flush()
def hear(run):
    return [run.stdout.readline() for _ in text.splitlines()]
with concurrent.futures.ThreadPoolExecutor(32) as pool:
    for run in runs:
        pool.submit(ask, run)
    hits = list(pool.map(hear, runs))
took = time.monotonic() - began
own = shared = 0
for run in runs:
    with open(f"/proc/{run.pid}/smaps_rollup") as file:
        kb = {line.split(":")[0]: int(line.split()[1]) for line in file
              if line.endswith("kB\n")}
    own += kb["Private_Clean"] + kb["Private_Dirty"]
    shared = max(shared, kb["Shared_Clean"] + kb["Shared_Dirty"])
    run.stdin.close()
if any(h != hits[0] for h in hits) or any(run.wait() for run in runs):
    sys.exit("  sixteen processes have found different things")
print(f"  {'sixteen at once':26} {took:8.1f} s; each {own / 16 / 1024:.0f} MB"
      f" of its own, {shared / 1024:.0f} MB shared")
TEXT
}

# measure KIND QUESTIONS: from the parts $tmp/part.a? on.
measure() {
	bytes=$(cat "$tmp"/part.a? | wc -c)
	rm -f "$tmp"/*.db
	use "wk-index, $1" wk-index "$tmp/once.db" "$tmp"/part.a?
	for part in "$tmp"/part.a?; do
		use '  a quarter of it' wk-index "$part.db" "$part"
	done
	use 'wk-index --merge' wk-index --merge "$tmp/all.db" "$tmp"/part.a?.db
	awk -v input="$bytes" -v once="$(wc -c <"$tmp/once.db")" \
	    -v all="$(wc -c <"$tmp/all.db")" 'BEGIN {
	    printf "  input %d MB, at once %d MB, merged %d MB\n", input / 1e6,
		once / 1e6, all / 1e6 }'
	search "$1" "$tmp/once.db" "$2"
	search merged "$tmp/all.db" "$2"
	if cmp -s "$tmp/hits.$1" "$tmp/hits.merged"; then
		echo "  both have the same hits, scores and similarities"
	else
		echo "  the hits of both differ"
		exit 1
	fi
	head -n 20 "$2" >"$tmp/twenty"
	sixteen "$tmp/all.db" "$tmp/twenty" || exit 1
}

# Some 390 bytes of text are a chunk of 128 characters.
text $((LARGE * 400 / 1000000 + 1)) | wk-split -c 128 -o 0 --source bench |
    awk '{ sub(/"source":"bench"/, "\"source\":\"" int(NR / 50) "\""); print }' |
    head -n "$LARGE" >"$tmp/chunks"
echo "a base of $(grep -c '' "$tmp/chunks") chunks, $asked questions"
split -n l/4 "$tmp/chunks" "$tmp/part."
measure words "$tmp/questions"
python3 tests/bench/vectors.py text "$DIMENSIONS" <"$tmp/chunks" |
    split -l $(((LARGE + 3) / 4)) - "$tmp/part."
python3 tests/bench/vectors.py question "$DIMENSIONS" <"$tmp/questions" \
    >"$tmp/embedded"
measure "$DIMENSIONS" "$tmp/embedded"
