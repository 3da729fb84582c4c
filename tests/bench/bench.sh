#!/bin/sh
# make bench: how fast the programs are, beside peers, in the same run.
# Each figure is the median of RUNS (5) runs, end to end into a pipe.
# PEER_MB (25) is the largest text that the slow peers are given, and
# PEER_RUNS (3) how often; MB is the sizes in all ("25 250").
# WK_BENCH_PYTHON: a python with langchain_text_splitters; WK_BENCH_NODE: a
# directory whose node_modules has @langchain/textsplitters.  LARGE=1000000: the
# knowledge base of bench-large.sh, too, for a quarter of an hour.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
RUNS=${RUNS:-5} PEER_RUNS=${PEER_RUNS:-3} PEER_MB=${PEER_MB:-25}
MB=${MB:-25 250}
python=${WK_BENCH_PYTHON:-python3}
export WK_BENCH_NODE="${WK_BENCH_NODE:-$PWD}"

has_python=false has_node=false
"$python" -c 'import langchain_text_splitters' 2>/dev/null && has_python=true
echo x >"$tmp/x"
node tests/bench/langchain.mjs "$tmp/x" 10 0 >/dev/null 2>&1 && has_node=true

shapes() {
	text "$1" >"$tmp/as-is"
	tr -d '\n' <"$tmp/as-is" >"$tmp/no-newline"
	# no separator: only letters of the scripts that have none
	LC_ALL=C.UTF-8 sed 's/[[:space:][:punct:]]//g' "$tmp/no-newline" |
	    sed 's/[.,。，、．]//g' >"$tmp/no-separator"
}

split_shape() {	# name file size
	bytes=$(wc -c <"$2")
	echo "wk-split, $1, $mb MB"
	base=
	row 'wk-split | cat' "$RUNS" "$bytes" "wk-split -c $3 $2 | cat"
	row 'cat | cat' "$RUNS" "$bytes" "cat $2 | cat"
	row 'wk-split | wk-xtuner -p | cat' "$RUNS" "$bytes" \
	    "wk-split -c $3 $2 | wk-xtuner -p | cat"
	[ "$mb" -le "$PEER_MB" ] || return 0
	if $has_python; then
		row 'langchain (Python) | cat' "$PEER_RUNS" "$bytes" \
		    "'$python' tests/bench/langchain.py $2 $3 50 | cat"
	fi
	if $has_node; then
		row 'langchain (JavaScript) | cat' "$PEER_RUNS" "$bytes" \
		    "node tests/bench/langchain.mjs $2 $3 50 | cat"
	fi
}

xtuner() {
	wk-split "$tmp/as-is" >"$tmp/chunks"
	bytes=$(wc -c <"$tmp/chunks")
	echo "wk-xtuner -p, $mb MB"
	base=
	row 'wk-xtuner -p | cat' "$RUNS" "$bytes" "wk-xtuner -p $tmp/chunks | cat"
	[ "$mb" -le "$PEER_MB" ] || return 0
	$has_jq || return 0
	row 'jq | cat' "$PEER_RUNS" "$bytes" \
	    "jq -c '{conversation:[{input:\"\",output:.text}]}' $tmp/chunks | cat"
}

# So many megabytes of responses with ten questions each: a literal of JSON,
# one of Python in a fence, numbered lines, a literal in a sentence.
responses() {
	LC_ALL=C awk -v bytes="$(($1 * 1000000))" '
	    function item(i, n) {
		for (n = 9 + int(rand() * 6); n > 0; n--)
			i = i words[1 + int(rand() * most)]
		return i ends[1 + int(rand() * 3)]
	    }
	    BEGIN {
		srand(7)
		most = split("云 泽 芦 港 石 桥 水 口 潮 信 听 船 家 世 界 观 " \
		    "建 筑 环 境 角 色 剧 情 道 具 文 化 音 乐", words, " ")
		split("在哪里？ 是谁？ 有什么特点？", ends, " ")
		split("\\\"|\047||\\\"", quote, "|")
		split("[|```python\\n[||以下是十个问题：\\n\\n[\\n", open, "|")
		split("]|]\\n```||\\n]", close_, "|")
		split(", |, |\\n|,\\n    ", between, "|")
		for (row = 0; done < bytes; row++) {
			k = row % 4 + 1
			text = open[k]
			for (i = 1; i <= 10; i++)
				text = text (i > 1 ? between[k] : "") \
				    (k == 3 ? i ". " : "") quote[k] item() \
				    quote[k]
			text = "{\"aspect\":\"战斗系统\",\"response\":\"" \
			    text close_[k] "\",\"ask\":{\"model\":\"m\"," \
			    "\"finish\":\"stop\",\"usage\":" \
			    "{\"total_tokens\":300}}}"
			print text
			done += length(text) + 1
		} }'
}

regexlist() {
	[ -x "$B/wk-regexlist" ] || return 0
	responses 25 >"$tmp/responses"
	bytes=$(wc -c <"$tmp/responses")
	echo 'wk-regexlist, 25 MB'
	base=
	row 'wk-regexlist | cat' "$RUNS" "$bytes" \
	    "wk-regexlist $tmp/responses | cat"
	command -v python3 >/dev/null || return 0
	row 'ast, json and re (Python) | cat' "$PEER_RUNS" "$bytes" \
	    "python3 tests/bench/regexlist.py $tmp/responses | cat"
}

# Answers of 100 characters with evidence of 30, held against passages of 1,500:
# so many about each passage, one after the other.
ground_bench() {
	text 30 | wk-split -c 1500 -o 0 | jq -c --argjson each "$1" '
	    select(.text | length > 1300) | range($each) as $k | ($k * 230) as $at |
	    .answer = .text[$at:$at + 100] |
	    .evidence = .text[$at + 10:$at + 40]' |
	    head -n 20000 >"$tmp/answers"
	bytes=$(wc -c <"$tmp/answers")
	echo "wk-ground, $(grep -c '' "$tmp/answers") answers, $1 a passage"
	# shellcheck disable=SC2034  # row uses it
	base=
	row 'wk-ground | cat' "$RUNS" "$bytes" "wk-ground $tmp/answers | cat"
	awk -v n="$(grep -c '' "$tmp/answers")" -v took="$took" 'BEGIN {
	    printf "  %d answers a second\n", n / took }'
	command -v python3 >/dev/null || return 0
	row 'find and re (Python) | cat' "$PEER_RUNS" "$bytes" \
	    "python3 tests/bench/ground.py $tmp/answers | cat"
}

# How long wk-find takes a question, over so many chunks.
find_bench() {
	[ -x "$B/wk-find" ] || return 0
	text "$1" | wk-split -c "$2" -o 0 --source "bench" |
	    awk '{ sub(/"source":"bench"/, "\"source\":\"" int(NR / 50) "\"")
		print }' | head -n "$3" >"$tmp/chunks"
	rm -f "$tmp/kb.db"
	start=$(date +%s%N)
	wk-index "$tmp/kb.db" "$tmp/chunks" >/dev/null
	indexed=$(($(date +%s%N) - start))
	took=$(seconds "$RUNS" "wk-find -k $tmp/kb.db $tmp/questions")
	awk -v n="$(grep -c '' "$tmp/chunks")" -v took="$took" \
	    -v q="$(grep -c '' "$tmp/questions")" -v indexed="$indexed" 'BEGIN {
	    printf "  %7d chunks: %7.2f ms a question; indexed in %.1f s, %d chunks/s\n",
		n, took / q * 1000, indexed / 1e9, n / indexed * 1e9 }'
}

# The same, over chunks and questions with vectors of so many dimensions: many
# questions in a file, which are compared together, and one after the other.
vectors_bench() {
	[ -x "$B/wk-find" ] && command -v python3 >/dev/null || return 0
	text "$1" | wk-split -c 128 -o 0 --source "bench" |
	    awk '{ sub(/"source":"bench"/, "\"source\":\"" int(NR / 50) "\"")
		print }' | head -n "$2" |
	    python3 tests/bench/vectors.py text "$3" >"$tmp/chunks"
	python3 tests/bench/vectors.py question "$3" <"$tmp/questions" \
	    >"$tmp/embedded"
	rm -f "$tmp/kb.db"
	start=$(date +%s%N)
	wk-index "$tmp/kb.db" "$tmp/chunks" >/dev/null
	indexed=$(($(date +%s%N) - start))
	words=$(seconds "$RUNS" "wk-find -k $tmp/kb.db $tmp/questions")
	took=$(seconds "$RUNS" "wk-find -k $tmp/kb.db $tmp/embedded")
	turn() {	# the questions of a file, one after the other
		python3 tests/bench/turns.py "$tmp/$1" wk-find -k "$tmp/kb.db"
	}
	one=$(turn embedded) one_words=$(turn questions)
	"${CC:-cc}" -O3 -march=native -o "$tmp/scan" tests/bench/scan.c &&
	    peer=$("$tmp/scan" "$2" "$3")
	awk -v n="$(grep -c '' "$tmp/chunks")" -v took="$took" -v d="$3" \
	    -v words="$words" -v q="$(grep -c '' "$tmp/questions")" \
	    -v one="$one" -v one_words="$one_words" -v peer="${peer:-0}" \
	    -v indexed="$indexed" 'BEGIN {
	    took = took / q * 1000
	    words = words / q * 1000
	    printf "  %7d chunks: %7.2f ms a question, %.2f of it for vectors of %d; indexed in %.1f s\n",
		n, took, took - words, d, indexed / 1e9
	    printf "                  %7.2f one after the other, %.2f of it for vectors\n",
		one, one - one_words
	    if (peer > 0)
		printf "                  %7.2f a loop over one array: %.2f x together, %.2f x one after the other\n",
		    peer, (took - words) / peer, (one - one_words) / peer
	}'
}

for peer in "langchain for Python:$has_python" \
    "langchain for JavaScript:$has_node" "jq:$has_jq"; do
	${peer##*:} || echo "not found: ${peer%:*}"
done
echo "medians of $RUNS runs (peers: $PEER_RUNS); x: time beside the first row"
for mb in $MB; do
	shapes "$mb"
	split_shape 'as is' "$tmp/as-is" 1024
	split_shape 'newlines deleted' "$tmp/no-newline" 1024
	split_shape 'no separator' "$tmp/no-separator" 1024
	split_shape 'chunk size 64' "$tmp/as-is" 64
	xtuner
done

questions >"$tmp/questions"
regexlist
if [ -x "$B/wk-ground" ] && $has_jq; then
	ground_bench 1
	ground_bench 5
fi
echo 'wk-find'
find_bench 4 128 5000
find_bench 240 128 300000
vectors_bench 40 50000 768
vectors_bench 240 300000 768
[ ! -x "$B/wk-text" ] || B="$B" sh tests/bench/bench-text.sh
B="$B" sh tests/bench/bench-rows.sh
B="$B" sh tests/bench/bench-ask.sh
B="$B" sh tests/bench/bench-embed.sh
[ -z "${LARGE-}" ] || B="$B" sh tests/bench/bench-large.sh
