#!/bin/sh
# wk-find on a public set of questions (CMRC 2018, trial): how often the
# passage that holds the answer is among the first, how often wk-rag -x quotes
# the answer, and how well the threshold parts questions whose paragraph is there
# from those whose paragraph is not.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
data=$ROOT/../shared/data/cmrc2018_trial
if ! [ -f "${data}_contexts.jsonl" ]; then
	echo '1..0 # SKIP no ../shared/data'
	exit 0
fi
need wk-split wk-index wk-find wk-rag jq

# atleast GOT WANT NAME: whether one number is at least another.
atleast() {
	awk -v "got=$1" -v "want=$2" 'BEGIN { exit !(got >= want) }'
	result $? "$3: $1, at least $2"
}

# Pieces of 128 characters, cut without regard to sentences; each knows its
# paragraph, and where in it it begins.
jq -c '{text, source: .id}' "${data}_contexts.jsonl" >paragraphs
jq -c '.text as $t | range(0; $t | length; 128) as $i |
    {text: $t[$i:$i + 128], source, start: $i}' paragraphs >pieces
wk-index pieces.db pieces >out || exit 1
is "$(wk-index --list pieces.db | grep -c .)" 256 'all paragraphs'

# The pieces that an answer stands in: any place, whole or in part.  (In jq
# 1.6 indices counts bytes; so what lies before each place is measured.)
jq -c -n '
    def places($a): split($a)[:-1] | foreach .[] as $before (-($a | length);
	. + ($a | length) + ($before | length));
    (reduce inputs as $r ({}; .[$r.id] = ($r.text // $r.answers))) as $by |
    $by | to_entries[] | select(.value | type == "array") |
    .key as $id | ($id | sub("_QUERY.*"; "")) as $p | $by[$p] as $t |
    {id: $id, source: $p, starts: [.value[] | select(. != "") as $a |
	($t | places($a)) |
	range((. / 128 | floor); ((. + ($a | length) - 1) / 128 | floor) + 1)
	* 128] | unique}' \
    "${data}_contexts.jsonl" "${data}_answers.jsonl" >gold
hits() {
	jq -rn --argjson n "$1" --slurpfile gold gold '
	    (reduce $gold[] as $g ({}; .[$g.id] = $g)) as $by |
	    [inputs | $by[.id] as $g | [(.hits // [])[:$n][] |
	    select(.source == $g.source and
		(.start | IN($g.starts[])))] | length > 0] |
	    100 * (map(select(.)) | length) / length' found
}
wk-find -k pieces.db -t 0 "${data}_questions.jsonl" >found
is "$(grep -c . found)" 1002 'all questions'
atleast "$(hits 1)" 80 'Hit@1 of pieces of 128 characters'
atleast "$(hits 5)" 97 'Hit@5 of pieces of 128 characters'

# Answers quoted from whole paragraphs: how many hold one of the reference
# answers, and how long they are.
wk-index paragraphs.db paragraphs >out
wk-find -k paragraphs.db -t 0 "${data}_questions.jsonl" | wk-rag -x >quoted
jq -c -n --slurpfile answers "${data}_answers.jsonl" '
    (reduce $answers[] as $a ({}; .[$a.id] = $a.answers)) as $by |
    [inputs | { held: (.answer as $answer | $answer != null and
	any($by[.id][]; . as $a | $a != "" and ($answer | contains($a)))),
	length: (.answer // "" | length) }] |
    { held: (100 * (map(select(.held)) | length) / length),
      length: (map(.length) | add / length) }' quoted >share
note "$(cat share)"
atleast "$(jq .held share)" 82 'answers of -x that hold a reference answer, in %'
atleast "$(jq '160 - .length' share)" 0 'characters below 160 that they have'

# Half of the paragraphs, and questions about either half.
jq -c 'select(.source | ltrimstr("TRIAL_") | tonumber % 2 == 0)' pieces |
    wk-index half.db >out
jq -c 'select(.gold_context_id | ltrimstr("TRIAL_") | tonumber % 2 == 0)' \
    "${data}_questions.jsonl" >good
jq -c 'select(.gold_context_id | ltrimstr("TRIAL_") | tonumber % 2 == 1)' \
    "${data}_questions.jsonl" >bad
best=$(wk-find -k half.db --calibrate good bad)
note "$best"
atleast "$(echo "$best" | jq .f1)" 0.93 'best F1'
passing() {
	wk-find -k half.db "$1" | jq -n \
	    '[inputs | has("hits")] | 100 * (map(select(.)) | length) / length'
}
plain=$(passing good)
atleast "$plain" 97 'questions let through by the default threshold, in %'

# The same with phrases around them.
jq -c -n '[["你好，请问一下，我想了解一下这个问题：", "谢谢！麻烦详细说明一下。"],
    ["", "请用一句话回答。"], ["老师您好，打扰了，", ""],
    ["能不能告诉我，", "非常感谢您的帮助！"], ["", "（两百字以内，分点说）"],
    ["您好，想請教各位，", "拜託了，感恩！"],
    ["Hi, quick question: ", " Thank you!"]] as $around |
    foreach inputs as $r (-1; . + 1; $around[. % ($around | length)] as $a |
	$r + {question: ($a[0] + $r.question + $a[1])})' good >framed
atleast "$(passing framed)" "$(awk "BEGIN { print $plain - 1 }")" \
    'and with phrases around them: at most 1 less'
done_testing
