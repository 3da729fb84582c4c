#!/bin/sh
# The filters that write preference, RL and evaluation rows of records.
. "$(dirname "$0")/../lib.sh"
need jq
filters=$ROOT/pipelines/filters

# rows NAME ARGUMENT...: stdin through rows-NAME.jq.
rows() {
	name=$1
	shift
	jq -c "$@" -f "$filters/rows-$name.jq"
}

cat >in <<'END'
{"id":"a1","question":"谁撑船？","answer":"摆渡女子闻苇撑船。","rejected":"阿禾撑船。","evidence":"闻苇撑一条乌篷船","source":"a.txt","start":5,"text":"t"}
{"question":"几座桥？","answer":"三座石桥。","rejected":" 三座石桥 ","evidence":" ","references":[{"source":"b.txt"}],"state":"success","error":null}
END
dpo='"谁撑船？".*"摆渡女子闻苇撑船。".*"阿禾撑船。"'
is "$(rows dpo <in)" '{"prompt":[{"role":"user","content":"谁撑船？"}],'\
'"chosen":[{"role":"assistant","content":"摆渡女子闻苇撑船。"}],'\
'"rejected":[{"role":"assistant","content":"阿禾撑船。"}]}' \
    'dpo: TRL; a rejected that is the answer gives no row'
is "$(rows dpo --arg form alpaca --arg system S <in)" \
    '{"instruction":"谁撑船？","input":"","chosen":"摆渡女子闻苇撑船。",'\
'"rejected":"阿禾撑船。","system":"S"}' 'dpo: alpaca'
is "$(rows dpo --arg form sharegpt <in)" \
    '{"conversations":[{"from":"human","value":"谁撑船？"}],'\
'"chosen":{"from":"gpt","value":"摆渡女子闻苇撑船。"},'\
'"rejected":{"from":"gpt","value":"阿禾撑船。"}}' 'dpo: sharegpt'
printf 'S\n\n' >role
is "$(rows dpo --arg form swift --rawfile system role <in)" \
    '{"messages":[{"role":"system","content":"S"},'\
'{"role":"user","content":"谁撑船？"},'\
'{"role":"assistant","content":"摆渡女子闻苇撑船。"}],'\
'"rejected_response":"阿禾撑船。"}' 'dpo: swift'
for form in trl alpaca sharegpt swift; do
	{ rows dpo --arg form $form <in
	    jq -c '.rejected = "没有船。" | .question += "？"' in |
	    rows dpo --arg form $form --arg system S; } >got
	is "$(grep -c "$dpo" got) $(wk-xtuner --check got)" '1 ' \
	    "dpo: $form, as --check wants it"
done
fails 2 'dpo: another form is an error' sh -c \
    "jq --arg form x -f '$filters/rows-dpo.jq' in"
is "$(rows dpo --arg rejects yes <in | jq -c '[.question, .error]')" \
    '["几座桥？",{"stage":"rows-dpo.jq","kind":"same_answer",'\
'"message":"rejected is the answer itself"}]' 'dpo: its rejects'

is "$(rows grpo --arg system S <in)" '{"data_source":"wk","prompt":['\
'{"role":"system","content":"S"},{"role":"user","content":"谁撑船？"}],'\
'"ability":"qa","reward_model":{"style":"rule",'\
'"ground_truth":"闻苇撑一条乌篷船"},'\
'"solution":"闻苇撑一条乌篷船","extra_info":{"id":"a1",'\
'"answer":"摆渡女子闻苇撑船。","source":"a.txt"}}' \
    'grpo: the evidence is the truth; without it there is no row'
rows grpo --arg form swift --arg system S <in >got
is "$(jq -c '[has("prompt"), .messages, .solution]' got)" \
    '[false,[{"role":"system","content":"S"},'\
'{"role":"user","content":"谁撑船？"}],"闻苇撑一条乌篷船"]' 'grpo: swift'
is "$(wk-xtuner --check --template swift got)" '' \
    'grpo: swift, as --check wants it'
fails 2 'grpo: another form is an error' sh -c \
    "jq --arg form x -f '$filters/rows-grpo.jq' in"
rows grpo --arg truth answer --arg data_source game --arg ability fact <in >got
is "$(jq -c '[.data_source, .ability, .reward_model.ground_truth,
    .extra_info.source]' got)" '["game","fact","摆渡女子闻苇撑船。","a.txt"]
["game","fact","三座石桥。","b.txt"]' 'grpo: another field is the truth'
is "$(wk-xtuner --check got)" '' 'grpo: as --check wants it'
is "$(rows grpo --arg rejects yes <in | jq -r .error.kind)" no_evidence \
    'grpo: its rejects'

is "$(rows evalscope <in)" '{"query":"谁撑船？","response":"摆渡女子闻苇撑船。"}
{"query":"几座桥？","response":"三座石桥。"}' evalscope
is "$(head -n 1 in | rows evalscope --arg system S)" \
    '{"query":"谁撑船？","response":"摆渡女子闻苇撑船。","system":"S"}' \
    'evalscope: a system prompt'

# What gives no row, in any of them.
cat >bad <<'END'
{"question":"q","answer":"a","rejected":"b","evidence":"e","error":{"kind":"k"},"n":1}
{"question":"q","answer":"a","rejected":"b","evidence":"e","state":"ungrounded","n":2}
{"question":"q","answer":" ","rejected":"b","evidence":"e"}
{"question":7,"answer":"a","rejected":"b","evidence":"e"}
{"turns":[{"input":"q","output":"a"}],"question":"q","answer":"a","rejected":"b","evidence":"e"}
END
for name in dpo grpo evalscope mcq; do
	case $name in mcq) n=-n ;; *) n=-c ;; esac
	is "$(rows $name $n <bad)" '' "$name: no row of an error, a state, a dialogue"
	rows $name $n --arg rejects yes <bad >got
	is "$(head -n 2 got)" "$(head -n 2 bad)" "$name: these are rejects as they came"
	is "$(jq -r .error.kind got | tail -n 3 | tr '\n' ' ')" \
	    'no_answer no_question dialogue ' "$name: or with the reason"
done
is "$(jq -c '.rejected = [1]' in | rows dpo --arg rejects yes |
    jq -r .error.kind | sort -u)" no_rejected 'dpo: rejected is no string'

# Multiple choice: 30 passages with two records each, of two types.
jq -nc 'range(60) as $i | { question: "第\($i)个问题？", source: "a.txt",
    start: ($i / 2 | floor), question_type: (if $i % 4 < 2 then "a" else "b" end),
    answer: "\(if $i % 4 < 2 then "甲" else "乙" end)类的答案\($i + 100)。",
    evidence: "答案\($i + 100)" }' >in
rows mcq -n <in >got
is "$(wc -l <got | tr -d ' ')" 60 'mcq: a row for each'
is "$(jq -r 'keys_unsorted | join(" ")' got | sort -u)" \
    'question A B C D answer' 'mcq: four choices and a letter'
is "$(jq -r '.[.answer]' got)" "$(jq -r .answer in)" \
    'mcq: the letter is that of the answer'
is "$(jq -r .answer got | sort | uniq -c | awk '{ print $1 $2 }' | tr '\n' ' ')" \
    '15A 15B 15C 15D ' 'mcq: each letter is right equally often'
is "$(jq -r .answer got | tr -d '\n' | grep -c ABCDABCDABCD)" 0 \
    'mcq: not one after the other'
is "$(jq -c 'select([.A, .B, .C, .D] | unique | length < 4)' got)" '' \
    'mcq: no two choices are equal'
is "$(jq -c 'select([.A, .B, .C, .D] | map(.[:1]) | unique | length > 1)' got)" \
    '' 'mcq: the choices are answers to questions of one type'
is "$(jq -c 'def passage: capture("(?<n>[0-9]+)").n | tonumber / 2 | floor;
    (.[.answer] | passage) as $own |
    select([.A, .B, .C, .D | select(passage == $own)] | length > 1)' got)" '' \
    'mcq: and of other passages'
[ "$(jq -r '.A, .B, .C, .D' got | sort -u | wc -l)" -gt 50 ]
result $? 'mcq: most answers serve as choices'
sort -r in | rows mcq -n | sort >again
is "$(cat again)" "$(sort got)" 'mcq: the order of the records changes nothing'
rows mcq -n <in >again
same again got 'mcq: nor does another run'
jq -c '., (.source += "e" | .answer |= "Answer \(capture("(?<n>[0-9]+)").n)")' in |
    rows mcq -n >again
is "$(wc -l <again | tr -d ' ') $(jq -c 'select([.A, .B, .C, .D |
    test("\\p{Han}")] | unique | length > 1)' again)" '120 ' \
    'mcq: no choice is of another language'

one() {
	echo "{\"question\":\"q\",\"answer\":\"三座 石桥。\",$1}" | rows mcq -n
}
is "$(one '"choices":["三座石桥","两座","TWO","two!","四座"]' |
    jq -c '[.A, .B, .C, .D] | sort')" '["TWO","三座 石桥。","两座","四座"]' \
    'mcq: the choices of the record, without doubles and the answer'
is "$(one '"choices":["两\u000aB) 座 ","五\u2028座","四座"]' |
    jq -c '[.A, .B, .C, .D] | sort')" \
    '["三座 石桥。","两 B) 座","五 座","四座"]' 'mcq: a choice is one line'
is "$(one '"choices":["两座","石桥","三座石桥和一座木桥","四座"]')" '' \
    'mcq: no choice says a part of the answer, or more'
is "$(one '"choices":["两座",4,null,"五座","四座"],"n":1' | jq -r '.[.answer]')" \
    '三座 石桥。' 'mcq: what is no string is no choice'
is "$(head -n 3 in | rows mcq -n --arg rejects yes | jq -r .error.message |
    sort | uniq -c | sed 's/^ *//')" '3 0 wrong choices, not 3' \
    'mcq: too few answers of other passages'
is "$(jq -c 'del(.source)' in | rows mcq -n | wc -l | tr -d ' ')" 60 \
    'mcq: without a source no two records are of one passage'
{ cat in; jq -c 'select(.start == 0) | .start = 99 | .question += "x"' in; } |
    rows mcq -n >got
is "$(jq -c 'select(.A, .B, .C, .D | contains("答案100")) |
    select(.question | test("^第0个")) |
    [.A, .B, .C, .D] | map(select(contains("答案100"))) | length' got |
    sort -u)" 1 'mcq: a choice that holds the evidence is none'
{ cat in; echo '{"question":"x","answer":"资料没有说。","refusal":true,
    "question_type":"a"}' | tr -d '\n'; } | rows mcq -n >got
is "$(grep -c 资料没有说 got) $(wc -l <got | tr -d ' ')" '0 60' \
    'mcq: that one does not know is no choice, and no row'
done_testing
