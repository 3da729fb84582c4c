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
