#!/bin/sh
# wk-ground: evidence and its place, numbers, names, the score, what passes.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-ground jq

# check NAME WANT FILTER RECORD: what jq's FILTER makes of the record.
check() {
	printf '%s' "$4" | tr '\n' ' ' | wk-ground >out 2>err
	is "$(jq -c "$3" out)" "$2" "$1" || note "$(cat out err)"
}

text='裴照的铁桨重四十二斤，是师父闵老闸留下的。他说：“桨比人老。”'
# evidence NAME WANT EVIDENCE: the references for JSON evidence in the text.
evidence() {
	check "$1" "$2" '[.state, .references]' "{\"text\":\"$text\",\
\"source\":\"a.txt\",\"start\":1000,\"evidence\":$3}"
}
evidence 'evidence is found: source and exact start' \
    '[null,[{"source":"a.txt","start":1003}]]' '"铁桨重四十二斤"'
evidence 'blanks, punctuation and traditional characters do not matter' \
    '[null,[{"source":"a.txt","start":1003}]]' '"鐵槳 重四十二斤。\n是師父,"'
evidence 'the start counts the mark that the evidence begins with' \
    '[null,[{"source":"a.txt","start":1024}]]' '"“桨比人老”"'
evidence 'unless the passage has another mark there' \
    '[null,[{"source":"a.txt","start":1025}]]' '"《桨比人老》"'
evidence 'dots stand for what was left out' \
    '[null,[{"source":"a.txt","start":1003}]]' '"铁桨重……留下的...桨比人老"'
evidence 'but the parts are in order' '["ungrounded",null]' '"留下的……铁桨重"'
evidence 'evidence found nowhere' '["ungrounded",null]' '"铁桨重四十三斤"'
evidence 'empty evidence' '["ungrounded",null]' '""'
evidence 'evidence without a letter' '["ungrounded",null]' '"……。"'
evidence 'evidence too short to prove anything' '["ungrounded",null]' '"的"'
evidence 'an array: a reference each' \
    '[null,[{"source":"a.txt","start":1003},{"source":"a.txt","start":1014}]]' \
    '["铁桨重","闵老闸留下"]'
evidence 'one of them is missing' '["ungrounded",null]' '["铁桨重","木桨"]'
evidence 'an array of nothing' '["ungrounded",null]' '[]'
check 'no start where the record has none' '[{"source":"a"}]' .references \
    '{"text":"甲乙丙丁","source":"a","evidence":"丙丁"}'
check 'code points, not bytes or letters' 8 '.references[0].start' \
    '{"text":"😀 、é\u200b。a丙丁","start":1,"evidence":"丙丁"}'
check 'not within a number' '"ungrounded"' .state \
    '{"text":"It is 15 metres.","evidence":"5 metres"}'
check 'nor in its fraction' '"ungrounded"' .state \
    '{"text":"It is 2.5 metres.","evidence":"5 metres"}'
check 'nor within a word' '"ungrounded"' .state \
    '{"text":"The startled cat.","evidence":"art led cat"}'
check 'the same elsewhere, as a word of its own' 18 '.references[0].start' \
    '{"text":"The Marten. The  art led on.","start":1,"evidence":"art led"}'
check 'in a hit: its source, start and url' \
    '[null,[{"source":"h","start":12,"url":"u"}]]' '[.state, .references]' \
    '{"text":"x","evidence":"丙丁","hits":[{"text":"甲","source":"g"},
    {"text":"甲乙丙丁","source":"h","start":10,"url":"u"}]}'
check 'references of before go' null .references \
    '{"text":"x","evidence":"丙丁","references":[{"source":"old"}]}'

# answer NAME WANT ANSWER [PASSAGE]: [state, unsupported] of an answer.
answer() {
	check "$1" "$2" '[.state, .unsupported]' "$(jq -nc --arg a "$3" \
	    --arg t "${4:-$text}" '{text: $t, answer: $a}')"
}
answer 'a true answer' '[null,null]' '铁桨重42斤。'
answer 'a number that is not there' '["ungrounded",["43"]]' '铁桨重43斤。'
answer 'as it stands in the answer, once' '["ungrounded",["四十三"]]' \
    '铁桨重四十三斤，四十三斤。'
answer 'the number of something else' '["ungrounded",["20"]]' '他20岁。' \
    '他走了20年。'
answer 'a title' '["ungrounded",["水经"]]' '见《水经》。'
answer 'a quotation' '["ungrounded",["人比桨老"]]' '他说：“人比桨老”。'
answer 'a quotation that is there' '[null,null]' '他说「桨比人老」。'
answer 'a Latin name' '["ungrounded",["Lena"]]' 'Lena Voss repaired it.' \
    'The bridge was repaired by Mara Voss in 1932.'
answer 'a word is told, and decides nothing' '[null,["wooden"]]' \
    'The wooden bridge was repaired.' 'The bridge was repaired.'
answer 'other forms of a word are the same' '[null,null]' \
    'The bridges were repairing.' 'The bridge was repaired.'
answer 'marks of lists and citations are no numbers' '[null,null]' \
    '1. 铁桨[3]
2、重四十二斤（7）
  * 3) 师父'
answer 'a month by its name' '[null,null]' 'On August 20.' '2024-08-20'
answer 'a name that merely has other blanks' '[null,null]' \
    '用WiFi。' '可用 Wi-Fi 连接。'
check 'names of the question are given' '[null,null,0.33]' \
    '[.state, .unsupported, .scores.support]' \
    '{"question":"Voss 在2019年说了什么？","text":"桨比人老",
    "answer":"Voss 在2019年：桨比桨人"}'
check 'names of title, heading and the text before are given' null .state \
    '{"title":"《甲》","heading":"第7章","before":"Voss","text":"乙",
    "answer":"《甲》第7章 Voss"}'

# The passages.
hits='"hits":[{"text":"甲重3斤","source":"g","start":0},
    {"text":"乙重5斤","source":"h","start":9}]'
check 'without evidence: all hits' null .state "{\"answer\":\"3和5\",$hits}"
check 'and not the text' '"ungrounded"' .state \
    "{\"answer\":\"8\",\"text\":\"8\",$hits}"
check 'of the hits, those that the references name' '["3"]' .unsupported \
    "{\"answer\":\"3和5\",\"references\":[{\"source\":\"h\",\"start\":11}],
    $hits}"
check 'by place, too' '["3","5"]' .unsupported "{\"answer\":\"3和5和7\",\"references\":[{\"source\":\"h\",\"start\":29}],
    \"hits\":[{\"text\":\"甲重3斤和5\",\"source\":\"h\",\"start\":9},
    {\"text\":\"甲重7斤\",\"source\":\"h\",\"start\":29}]}"
check 'all, if they name none' null .state \
    "{\"answer\":\"3和5\",\"references\":[{\"source\":\"x\"}],$hits}"
check 'with evidence: text and hits' null .state \
    "{\"answer\":\"3和5和8\",\"text\":\"8两重\",\"evidence\":\"8两重\",$hits}"

# The same passages again: folded once, unless they are long.
jq -nc '("甲重3斤，乙重5斤。" * 30) as $a | ("丙重7斤。" * 30) as $b |
    ($a * 300) as $long | {text: $a, answer: "乙重5斤", evidence: "乙重5斤。甲"},
    {text: $a, answer: "丙重7斤", evidence: "甲重3斤"},
    {text: $a, hits: [{text: $b, source: "h"}], answer: "丙重7斤",
	evidence: "斤。丙重7"},
    {text: $b, hits: [{text: $a, source: "h"}], answer: "乙重5斤",
	evidence: "斤。甲重3"},
    {text: $b, hits: [{text: $b, source: "h"}], answer: "丁重7斤",
	evidence: "丙重7斤"},
    {text: $long, answer: "乙重5斤", evidence: "乙重5斤"},
    {text: "", answer: "乙重5斤", evidence: "乙重5斤"},
    {text: $long, answer: "丙重7斤", evidence: "乙重5斤"},
    {text: $b, answer: "丙重7斤", evidence: "丙重7斤"}' >in
wk-ground in >out
while IFS= read -r line; do
	printf '%s\n' "$line" | wk-ground
done <in >alone
same alone out 'a record does not depend on the one before'
is "$(jq -r '.state // "-"' out | tr '\n' ' ')" \
    '- ungrounded - - - - ungrounded ungrounded - ' 'nor does its state'

# The score.
check 'the score of a copy is 1' 1 .scores.support \
    '{"text":"甲乙丙丁","answer":"乙丙丁"}'
check 'and of what is not there 0' 0 .scores.support \
    '{"text":"甲乙丙丁","answer":"天地玄黄"}'
check 'other scores stay' '{"grounded":9,"big":[1],"support":0.5}' .scores \
    '{"text":"甲乙丙","answer":"甲乙地",
    "scores":{"grounded":9,"support":0.1,"big":[1]}}'

# What passes.
cat >in <<'EOF'
{"text":"a","answer":"7","state":"unknown"}
{"text":"a","answer":"7","error":{"stage":"x"}}
{"text":"a","answer":"7","state":"duplicate"}
EOF
wk-ground in >out
same in out 'a state or an error: passes untouched'
check 'success is checked' '"ungrounded"' .state \
    '{"text":"a","answer":"7","state":"success"}'
check 'and stays success' '"success"' .state \
    '{"text":"a 7","answer":"7","state":"success"}'
printf '%s' '{ "n":9007199254740993 ,"x":"\u4f60", "text":"甲7","answer":"7"}' |
    wk-ground >out
is "$(cat out)" '{ "n":9007199254740993 ,"x":"\u4f60", "text":"甲7","answer":"7","scores":{"support":1.00}}' \
    'other bytes stay as they are'
is "$(echo '{"text":"1","answer":"7","go":false}' | wk-ground -w go)" \
    '{"text":"1","answer":"7","go":false}' '-w'
is "$(echo '{"text":"1","reply":"7"}' | wk-ground -f reply | jq -r .state)" \
    ungrounded '-f'
echo '{"text":"1"}' >bad
fails 1 'no answer is an error' wk-ground bad
has "$(cat fails.out)" '"kind":"no_answer"' 'no_answer'
jq -c '.answer = "7"' fails.out | wk-ground >out
is "$(jq -r .error.kind out)" no_answer 'an error passes'
jq -c '.answer = "7"' fails.out | wk-ground -R >out
is "$(jq -r '.error, .state' out)" "null
ungrounded" '-R tries again'
for bad in '"answer":"7"' '"answer":7,"text":"a"' \
    '"answer":"7","hits":[7]' '"evidence":7,"text":"a"' \
    '"evidence":["a",7],"text":"a"'; do
	echo "{$bad}" >bad
	fails 1 "an error: $bad" wk-ground bad
done
wk-ground -v </dev/null 2>err
is "$?" 0 'no input'
is "$(cat err)" \
    'wk-ground: 0 grounded, 0 ungrounded (0 by their evidence), 0 failed' -v

# Hostile input takes linear time.
awk 'function some() { for (i = 0; i < 300000; i++)
	printf "甲%s", i % 3 ? "" : "7“" }
    BEGIN { printf "{\"text\":\""; some(); printf "\",\"answer\":\""; some()
	printf "\",\"evidence\":\""; some(); print "乙\"}" }' >huge
start=$(date +%s)
wk-ground huge >out
is "$?" 0 'a huge record'
[ $(($(date +%s) - start)) -lt 20 ]
result $? 'takes no longer than its size'

done_testing
