#!/bin/sh
# wk-ground on a public set of questions and answers (CMRC 2018, trial): true
# answers pass, answers of other questions do not.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
data=$ROOT/../shared/data/cmrc2018_trial
if ! [ -f "${data}_contexts.jsonl" ]; then
	echo '1..0 # SKIP no ../shared/data'
	exit 0
fi
need wk-ground jq

# atleast GOT WANT NAME: whether one number is at least another.
atleast() {
	awk -v "got=$1" -v "want=$2" 'BEGIN { exit !(got >= want) }'
	result $? "$3: $1, at least $2"
}

# Each answer with its paragraph; the evidence is the sentence that holds it.
jq -c -n 'reduce inputs as $r ({}; .[$r.id] += $r) | . as $by |
    to_entries[].value | select(.answers) | $by[.gold_context_id].text as $t |
    . as $r | first(.answers[] | select(. != "") as $a |
	($t | split($a)) as $parts | select($parts | length > 1) |
	{ id: $r.id, question: $r.question, text: $t, answer: $a,
	source: $r.gold_context_id, start: 0,
	evidence: (($parts[0] | sub("^.*[。！？\n]"; ""; "m")) + $a +
	    ($parts[1] | sub("[。！？\n].*$"; ""; "m"))) })' \
    "${data}_contexts.jsonl" "${data}_questions.jsonl" \
    "${data}_answers.jsonl" >true
note "$(grep -c . true) answers"

# share FILTER: of the records of `out`, how many in 100 pass the filter.
share() {
	jq -n "[inputs | $1] | 100 * (map(select(.)) | length) / length" out
}
wk-ground true >out
atleast "$(share '.state == null')" 99 'true pairs that are grounded, in %'
atleast "$(share '.references[0] as $r | .evidence as $e | .text[$r.start:] |
    startswith($e)')" 99 'with the start of their evidence, in %'

# Answers of other paragraphs: half of the file further on.
jq -c -s '. as $all | range(length) as $i |
    $all[($i + (length / 2 | floor)) % length] as $o | $all[$i] |
    select(.source != $o.source) |
    .answer = $o.answer | .other = $o.evidence' true >alone
jq -c '.evidence = .other' alone | wk-ground >out
atleast "$(share '.state == "ungrounded"')" 99 \
    'swapped with their evidence: ungrounded, in %'
wk-ground alone >out
atleast "$(share '.state == "ungrounded" or .scores.support < 0.5')" 85 \
    'swapped alone: ungrounded, or support below 0.5, in %'
done_testing
