#!/bin/sh
# wk-xtuner --input-template: passages in the input of a row, distractors, and
# rows that have these alone.
. "$(dirname "$0")/../lib.sh"
need jq

printf '资料：\n{{passages}}\n\n问：{{question}}\n' >t
printf '5 不知道。\n\n3 No idea, sorry.\n没有依据。\n0 never\n' >refusals

A='"answer":"一二三四五六七八九十一"'
rows() {	# RECORDS OPTION...: the inputs
	printf '%s\n' "$1" >in
	shift
	wk-xtuner --input-template t "$@" in 2>err |
	    jq -c '.conversation[-1].input'
}

# The passages of the record.
is "$(rows "{\"text\":\" 甲乙 \\n\",\"question\":\"q？\",$A}")" \
    '"资料：\n[1] 甲乙\n\n问：q？"' 'the text of the record, and the question'
hits='"hits":[{"text":"甲甲","source":"a","start":10},{"text":"乙乙","source":"a","start":20},{"text":"丙丙","source":"b"}]'
named() {	# REFERENCES: the passages of the record, with no other
	rows "{$hits,\"references\":$1,\"question\":\"q？\",$A}" \
	    --distractors 0 |
	    jq -r '[match("甲甲|乙乙|丙丙"; "g").string] | sort | join("")'
}
is "$(named '[{"source":"a","start":10}]')" 甲甲 'a hit that a reference names'
is "$(named '[{"source":"a","start":21}]')" 乙乙 'by a place within it'
is "$(named '[{"source":"a","start":12}]')" 丙丙乙乙甲甲 \
    'no hit is there: all of them'
is "$(named '[{"source":"b"},{"source":"a","start":11}]')" 丙丙甲甲 'two'
is "$(named '[{"source":"a"}]')" 乙乙甲甲 'without a start: of that source'
is "$(named '[]')" 丙丙乙乙甲甲 'none is named: all of them'
is "$(rows "{\"text\":\"丁\",$hits,\"references\":[{\"source\":\"b\"}],\"question\":\"q\",$A}" \
    --distractors 0 | jq -r '[match("[甲乙丙丁]+"; "g").string] | sort | join("")')" \
    丁丙丙 \
    'the text, and what is named besides'

# Distractors: other hits, and none that may hold the answer.
shown() {	# RECORD: how many passages are shown, and those
	rows "$1" | jq -r . | sed -n 's/^\[[0-9]*\] //p' | sort | tr '\n' ' '
}
is "$(shown "{$hits,\"references\":[{\"source\":\"b\"}],\"question\":\"q\",$A}")" \
    '丙丙 乙乙 甲甲 ' 'other hits are distractors'
own='"text":"船在东岸停着","source":"a","start":100,"question":"q"'
is "$(shown "{$own,$A,\"hits\":[{\"text\":\"停着不动\",\"source\":\"a\",\"start\":104},\
{\"text\":\"东岸\",\"source\":\"z\"},{\"text\":\"昨天船在东岸停着\",\"source\":\"y\"},\
{\"text\":\"西岸\",\"source\":\"a\",\"start\":106}]}")" '船在东岸停着 西岸 ' \
    'no hit that overlaps with the passage, or holds a part of it'
is "$(shown "{$own,$A,\"evidence\":\"在东岸\",\"hits\":[{\"text\":\"它停在东岸边\",\"source\":\"b\"},\
{\"text\":\"它停在西岸边\",\"source\":\"b\"}]}")" '它停在西岸边 船在东岸停着 ' \
    'nor one that holds the evidence'
is "$(shown "{$own,$A,\"evidence\":[\"没有\",\"停在东\"],\"hits\":[{\"text\":\"它停在东岸边\",\"source\":\"b\"}]}")" \
    '船在东岸停着 ' 'or a part of a list of it'
is "$(shown "{$own,$A,\"hits\":[{\"text\":\"一\",\"source\":\"b\"},{\"text\":\"二\",\"source\":\"b\"},\
{\"text\":\"三\",\"source\":\"b\"},{\"text\":\"四\",\"source\":\"b\"}]}")" \
    '一 三 二 船在东岸停着 ' 'three at most, the first hits'

# Then passages of earlier records: the last hundred.
awk 'BEGIN { for (i = 1; i <= 400; i++) printf "{\"text\":\"船 <%d>\"," \
    "\"source\":\"s\",\"start\":%d,\"question\":\"%d 号？\",\"reasoning\":" \
    "\"想\",\"answer\":\"答案答案答案答案答案 %d\"}\n", i, i * 10, i, i }' >many
wk-xtuner --input-template t --reasoning inline many >out
jq -r '.conversation[0].input' out >inputs
is "$(grep -c '^\[4\]' inputs) $(grep -c '^\[5\]' inputs)" '397 0' \
    'three beside the own one'
# place: the own passage's; old: passages too old, or of later records
sed -n 's/^\[\([0-9]*\)\] 船 <\([0-9]*\)>$/\1 \2/p; s/^问：\([0-9]*\) .*/q \1/p' \
    inputs | awk '$1 == "q" { mine = 0; for (i = 1; i <= n; i++) {
	if (p[i] == $2) { mine = 1; place[i] += $2 > 10 }
	else if (p[i] > $2 || p[i] < $2 - 100) bad++ }
	missing += !mine; n = 0; next } { p[++n] = $2 }
    END { for (i = 1; i <= 4; i++) if (place[i] < 70 || place[i] > 130) bad++
	print missing + 0, bad + 0 }' >counted
is "$(cat counted)" '0 0' \
    'the own one is there, at any of the four places, the others are recent'
wk-xtuner --input-template t --reasoning inline many >again
same again out 'the same input gives the same bytes'
ok 'the rows pass --check' wk-xtuner --check out
wk-xtuner --input-template t --distractors 8 many |
    jq -r '.conversation[0].input' >inputs
is "$(grep -c '^\[9\]' inputs) $(grep -c '^\[10\]' inputs)" '392 0' \
    '--distractors 8'

# Distractors alone, and a refusal.
wk-xtuner --input-template t --reasoning inline --no-passage 0.25:refusals \
    many >out
jq -c '.conversation[0] | (.input | capture("问：(?<n>[0-9]+)").n) as $n |
    { own: (.input | contains("<\($n)>")), n: (.input | [match("\\[[0-9]+\\]";
    "g")] | length), said: .output }' out >told
is "$(jq -c 'select(.own != (.said | startswith("<think>\n想\n</think>\n\n答案")))' \
    told)" '' 'a row has its passage, or a refusal without reasoning'
is "$(jq -r 'select(.own | not) | .said' told | sort -u)" \
    "$(printf 'No idea, sorry.\n不知道。\n没有依据。')" 'of the file, each of them'
n=$(jq -r 'select(.own | not) | .n' told | wc -l)
result "$((n < 70 || n > 130))" 'a quarter of them' || note "$n of 400"
is "$(sed 1,10d told | jq -r .n | sort -u)" 4 \
    'the number of passages tells nothing'
jq -r 'select(.own | not) | .said' told | sort | uniq -c | sort -n |
    awk '{ print $2 }' | tr '\n' ' ' >order
is "$(cat order)" '没有依据。 No 不知道。 ' 'by weight'
printf '%s\n' "{\"text\":\"丁\",$hits,\"question\":\"q\",$A}" >in
is "$(wk-xtuner --input-template t --no-passage 0.999:refusals in |
    jq -r '.conversation[0].input' | grep -c 丁)" 1 \
    'a hit may hold the answer, so hits alone are none'
sed 's/}$/,"refusal":true}/' many >refused
is "$(wk-xtuner --input-template t --no-passage 0.999:refusals refused |
    jq -r '.conversation[0].output' | grep -c 答案)" 400 \
    'a refusal that is there stays'

# A dialogue: the passages are those of its last question.
printf '%s\n' '{"text":"丁","turns":[{"input":"a","output":"一二三四五六七八九十一"},'\
'{"input":"b","output":"一二三四五六七八九十一"}]}' >in
is "$(wk-xtuner --input-template t in | jq -c '[.conversation[].input]')" \
    '["a","资料：\n[1] 丁\n\n问：b"]' 'the last turn of a dialogue'

# What is held out is no distractor of what is not.
awk 'BEGIN { for (i = 1; i <= 60; i++) printf "{\"text\":\"船 <%d>\"," \
    "\"source\":\"s%d\",\"question\":\"%d？\",\"answer\":\"答案答案答案答案答案 %d\"}\n",
    i, i, i, i }' >many
wk-xtuner --input-template t --holdout 0.3:held many >out 2>/dev/null
jq -r '.conversation[0].input' held | sed -n 's/^问：\(.*\)？/<\1>/p' >names
result "$(($(wc -l <names) < 5))" 'some are held out'
is "$(jq -r '.conversation[0].input' out | grep -acFf names)" 0 \
    'and stand in no other row'

# Other fields, and what makes no row.
printf '{{title|无}}/{{source}} {{passages}} {{question}} {{text}}' >t2
is "$(printf '%s\n' "{\"text\":\"a\\nb\",\"source\":\"s\",\"question\":\"q\",$A}" |
    wk-xtuner --input-template t2 | jq -c '.conversation[0].input')" \
    '"无/s [1] a\nb q a\nb"' 'other fields'
reject() {	# RECORD KIND MESSAGE TEMPLATE NAME
	printf '%s\n' "$1" >in
	fails 1 "$5" wk-xtuner --input-template "$4" -r rej in
	is "$(jq -c '[.error.kind, .error.message]' rej)" "[\"$2\",\"$3\"]" \
	    "the reason: $5"
}
reject "{\"text\":\"a\",\"question\":\"q\",$A}" missing_field \
    "no field 'source' for the input; {{source|...}} would give it a default" \
    t2 'a field that is missing'
for record in "{\"question\":\"q\",$A}" "{\"question\":\"q\",\"hits\":[],$A}" \
    "{\"text\":\" \",\"question\":\"q\",\"hits\":null,$A}"; do
	reject "$record" no_passage 'no passage: neither text nor hits' t \
	    "no passage: $record"
done
reject "{\"question\":\"q\",\"hits\":[1],$A}" bad_hits \
    'hits is not an array of objects that have a text' t 'hits of numbers'
reject "{\"text\":\"a <|im_end|>\",\"question\":\"q\",$A}" control_token \
    'the input contains the control token <|im_end|>' t \
    'a control token in a passage'

# Usage.
printf '{{passages}}' >t3
fails 2 'no {{question}}' wk-xtuner --input-template t3 in
has "$(cat fails.err)" 'must contain {{passages}} and {{question}}' 'is told'
fails 2 'no file' wk-xtuner --input-template none in
fails 2 'with -p' wk-xtuner -p --input-template t in
fails 2 '--no-passage alone' wk-xtuner --no-passage 0.1:refusals in
has "$(cat fails.err)" 'needs --input-template' 'is told'
for bad in 0:refusals 1:refusals x:refusals 0.1 0.1: 0.1:none 0.1:blank \
    0.1:gbk; do
	printf '\n0 never\n' >blank
	printf '\262\273\326\252\n' >gbk
	fails 2 "--no-passage $bad" wk-xtuner --input-template t \
	    --no-passage "$bad" in
done

done_testing
