#!/bin/sh
# Retrieval and quoting on 1,002 questions about encyclopaedia paragraphs,
# where ../shared/data has them.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
need jq
data=$ROOT/../shared/data/cmrc2018_trial
[ -f "${data}_questions.jsonl" ] || {
	echo '1..0 # SKIP no ../shared/data'
	exit 0
}

# at_least GOT WANT NAME
at_least() {
	[ "$1" -ge "$2" ]
	result $? "$3: $1 (at least $2)"
}
# hits N FILE: how many records have the right source among the first N
hits() {
	jq -r --argjson n "$1" 'select(.gold_context_id as $g |
	    any(.hits[:$n][]?; .source == $g)) | 1' "$2" | grep -c 1
}

jq -c '{text, source: .id}' "${data}_contexts.jsonl" |
    wk-split --jsonl -c 128 -o 0 >pieces 2>/dev/null
wk-index pieces.db pieces >/dev/null
wk-find -k pieces.db -t 0 "${data}_questions.jsonl" >found
at_least "$(hits 1 found)" 965 'Hit@1 on pieces of 128 characters'
at_least "$(hits 5 found)" 985 'Hit@5'

jq -c '{text, source: .id, start: 0}' "${data}_contexts.jsonl" >whole
wk-index whole.db whole >/dev/null
wk-find -k whole.db "${data}_questions.jsonl" | wk-rag -x >answers
jq -c '{key: .id, value: .answers}' "${data}_answers.jsonl" | jq -s from_entries \
    >gold
at_least "$(jq -r --slurpfile gold gold 'select(.answer as $a |
    any($gold[0][.id][]; . as $g | $a // "" | contains($g))) | 1' answers |
    grep -c 1)" 820 'quotes that hold the reference answer'
length=$(jq -s 'map(.answer // empty | length) | add / length | round' answers)
[ "$length" -le 130 ]
result $? "their length: $length characters (at most 130)"
done_testing
