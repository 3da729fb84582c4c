# For the benchmarks: the programs in $B first, a directory $tmp, which goes at
# the end, medians of runs, and rows that compare them.
# shellcheck shell=sh
case ${B:=bin} in
/*) ;;
*) B=$PWD/$B ;;
esac
PATH=$B:$PATH
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# seconds RUNS COMMAND: the median of so many runs of a shell command.
seconds() {
	runs=$1 run=0
	while [ "$run" -lt "$runs" ]; do
		run=$((run + 1))
		start=$(date +%s%N)
		sh -c "$2" >/dev/null || return 1
		echo $(($(date +%s%N) - start))
	done | sort -n | awk '{ t[NR] = $1 }
	    END { printf "%.3f\n", t[int((NR + 1) / 2)] / 1e9 }'
}

# row NAME RUNS BYTES COMMAND: prints a row; x is the time for a byte beside
# that of the first one of a group, which follows `base=`.
row() {
	took=$(seconds "$2" "$4")
	per_byte=$(awk -v took="${took:-0}" -v bytes="$3" 'BEGIN {
	    printf "%.6g", (took > 0 ? took : 0.001) / bytes }')
	[ -n "$base" ] || base=$per_byte
	awk -v name="$1" -v bytes="$3" -v took="$took" -v each="$per_byte" \
	    -v base="$base" 'BEGIN {
	    printf "  %-34s %9.3f s %9.1f MB/s %9.2f x\n", name, took,
		1 / each / 1e6, each / base }'
}

has_jq=false
command -v jq >/dev/null && has_jq=true

# A Chinese text of so many megabytes, with newlines.
text() {
	if [ -f ../shared/data/cmrc2018_trial_contexts.jsonl ] && $has_jq; then
		jq -r '.text + "\n"' ../shared/data/cmrc2018_trial_contexts.jsonl
	else
		for file in pipelines/example/docs/*.txt; do
			iconv -f UTF-8 -t UTF-8 "$file" 2>/dev/null || true
		done
	fi >"$tmp/seed"
	while cat "$tmp/seed"; do :; done 2>/dev/null |
	    head -c "$(($1 * 1000000))" | iconv -c -f UTF-8 -t UTF-8 2>/dev/null
}

# Questions, a record a line: some are about that text.
questions() {
	if [ -f ../shared/data/cmrc2018_trial_questions.jsonl ]; then
		head -n 200 ../shared/data/cmrc2018_trial_questions.jsonl
	else
		cat pipelines/example/questions.jsonl
	fi
}
