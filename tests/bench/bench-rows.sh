#!/bin/sh
# What bench.sh runs for wk-dedup and wk-stat: chunks of 500 Han characters,
# beside the libraries that WK_BENCH_ROWS_PYTHON, a python, has (datasketch,
# text_dedup, semhash); what each marks among edited copies of real text, when
# all are compared with all; and rows and records beside a script of Python and
# jq.  Peers get a tenth of the bytes; x is the time for a byte.  Environment:
# B RUNS (5) PEER_RUNS (3) CHUNKS (20000); WK_BENCH_SEMHASH: a directory with a
# model of model2vec, for semhash ("dedup.py model" makes one).
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
RUNS=${RUNS:-5} PEER_RUNS=${PEER_RUNS:-3} CHUNKS=${CHUNKS:-20000}
python=${WK_BENCH_ROWS_PYTHON:-python3}
if ! command -v jq >/dev/null || ! command -v python3 >/dev/null; then
	echo "wk-dedup, wk-stat: jq or python3 not found"
	exit 0
fi
data=../shared/data/cmrc2018_trial
if [ -f ${data}_contexts.jsonl ]; then
	jq -r .text ${data}_contexts.jsonl >"$tmp/text"
	jq -r .question ${data}_questions.jsonl >"$tmp/questions"
else
	cat pipelines/example/docs/*.txt >"$tmp/text"
	jq -r .question pipelines/example/questions.jsonl >"$tmp/questions"
fi

# peers FUNCTION: calls it with the name of each peer that is here.
peers() {
	for peer in datasketch text_dedup semhash; do
		if [ "$peer" = semhash ] &&
		    [ ! -d "${WK_BENCH_SEMHASH:-}" ]; then
			echo "  skipped: semhash (WK_BENCH_SEMHASH names no model)"
		elif "$python" tests/bench/dedup.py mark "$peer" "$tmp/one" \
		    >/dev/null 2>&1; then
			"$1" "$peer"
		else
			echo "  not found: $peer"
		fi
	done
}

# memory NAME COMMAND...: seconds of processor time and peak of memory.
memory() {
	name=$1
	shift
	python3 tests/bench/usage.py "$@" | awk -v name="$name" '{
		printf "  %-34s %9.3f s of processor time %6d MB\n", name, $2, $3 }'
}

speed_of_peer() {
	row "$1 | cat" "$PEER_RUNS" "$few_bytes" \
	    "'$python' tests/bench/dedup.py mark $1 $tmp/few 2>/dev/null | cat"
	memory "$1" "$python" tests/bench/dedup.py mark "$1" "$tmp/few"
}

marks_of_peer() {
	"$python" tests/bench/dedup.py mark "$1" "$tmp/$kind" \
	    >"$tmp/marked" 2>/dev/null
	printf '  %-12s' "$1"
	python3 tests/bench/dedup.py score "$tmp/$kind" "$tmp/marked"
}

echo '{"text":"一"}' >"$tmp/one"
for each in 1 50; do
	python3 tests/bench/dedup.py chunks "$CHUNKS" $each <"$tmp/text" \
	    >"$tmp/chunks"
	head -n $((CHUNKS / 10)) "$tmp/chunks" >"$tmp/few"
	bytes=$(wc -c <"$tmp/chunks") few_bytes=$(wc -c <"$tmp/few")
	case $each in
	1) echo "wk-dedup, $CHUNKS chunks of 500 characters" ;;
	*) echo "wk-dedup, each like $((each - 1)) others but for a number" ;;
	esac
	base=
	row 'wk-dedup | cat' "$RUNS" "$bytes" "wk-dedup $tmp/chunks | cat"
	awk -v n="$CHUNKS" -v took="$took" 'BEGIN {
	    printf "  %d chunks a second\n", n / took }'
	memory 'wk-dedup' wk-dedup "$tmp/chunks"
	[ $each -gt 1 ] || peers speed_of_peer
done

# Questions that differ in a name alone; one document in two asks one.
python3 -c 'import json, sys
asked = ["书里的人物%c%c%c初次来到渡口的时候遇见了哪些人？" % (
    0x4e00 + i % 3000, 0x59d8 + i // 7, 0x6590 + i % 11) for i in range(20000)]
print(*asked, sep="\n", file=open(sys.argv[2], "w"))
for i, line in enumerate(open(sys.argv[1])):
    text = json.loads(line)["text"] + asked[i * 7 % 20000] * (i % 2)
    print(json.dumps({"text": text}, ensure_ascii=False))
' "$tmp/few" "$tmp/exam" >"$tmp/documents"
echo "wk-dedup --contain, 20,000 questions of one form"
base=
row 'wk-dedup | cat' "$RUNS" "$(wc -c <"$tmp/documents")" \
    "wk-dedup --contain --against $tmp/exam $tmp/documents | cat"

python3 tests/bench/dedup.py edits 500 128 <"$tmp/text" >"$tmp/passages"
python3 tests/bench/dedup.py edits 0 <"$tmp/questions" >"$tmp/asked"
for kind in passages asked; do
	echo "wk-dedup, edited copies: $kind"
	wk-dedup "$tmp/$kind" | jq -r 'select(.state) | input_line_number - 1' \
	    >"$tmp/marked"
	printf '  %-12s' wk-dedup
	python3 tests/bench/dedup.py score "$tmp/$kind" "$tmp/marked"
	peers marks_of_peer
done

# rows NAME FILTER: a file of some 30 MB of chunks, by a filter of jq.
rows() {
	jq -c "$2" "$tmp/chunks" >"$tmp/rows"
	head -n $((CHUNKS / 10)) "$tmp/rows" >"$tmp/few"
	bytes=$(wc -c <"$tmp/rows") few_bytes=$(wc -c <"$tmp/few")
	echo "wk-stat, $1"
	# shellcheck disable=SC2034  # row uses it
	base=
	row 'wk-stat | cat' "$RUNS" "$bytes" "wk-stat $tmp/rows | cat"
	row 'json and re (Python) | cat' "$PEER_RUNS" "$few_bytes" \
	    "python3 tests/bench/stat.py $tmp/few | cat"
	row 'jq | cat' "$PEER_RUNS" "$few_bytes" "jq -s 'length, (map(.. |
	    strings | length) | add), (group_by(.) | length)' $tmp/few | cat"
}

rows 'records' '{text, source: "a", index, question: (.text[:20] + "？"),
    answer: .text[40:140], state: "success"}'
rows 'rows that are nearly all answers' '{messages: [
    {role: "user", content: (.text[:20] + "？")},
    {role: "assistant", content: (.text[20:260] + "\n\n" + .text[260:])}]}'
