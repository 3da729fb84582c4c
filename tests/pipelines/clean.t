#!/bin/sh
# What the filters clean-zh and clean-en take out of answers, and what they
# leave: a line of clean-goes.jsonl is a question, an answer, and what is left
# of it; one of clean-stays.jsonl is a question and an answer that stays.  What
# about-material makes of what is left: a line of about-material.jsonl is a
# question, an answer, and whether it speaks of the material.
# Environment: SIZE, bytes of a long text (20000).
. "$(dirname "$0")/../lib.sh"
need jq
filters=$ROOT/pipelines/filters
cases=$ROOT/tests/pipelines

clean() {
	jq -cf "$filters/clean-zh.jq" | jq -cf "$filters/clean-en.jq"
}

# stays FILTER NAME: whether each line of the file records comes out as it is.
stays() {
	"$1" <records >got
	line=0
	while IFS= read -r record; do
		line=$((line + 1))
		is "$(sed -n "${line}p" got)" "$record" "$2: $record"
	done <records
	is "$(wc -l <got)" "$line" "$2: no line more"
}

# differ FILE WANT: the cases that come out otherwise than WANT, a jq filter.
differ() {
	jq -c '{ question: .[0], answer: .[1] }' "$1" | clean >got
	jq -c "$2" "$1" | jq -nc --slurpfile got got '[inputs] as $want |
	    range($want | length) | select($got[.].answer != $want[.]) |
	    { got: $got[.].answer, want: $want[.] }'
}

is "$(differ "$cases/clean-goes.jsonl" '.[2]')" '' 'what a model adds goes'
is "$(jq -s 'map(select(.cleaned != true)) | length' got)" 0 \
    'a record that changed says so'
clean <got >again
is "$(cmp got again 2>&1)" '' 'a cleaned text stays as it is'
is "$(differ "$cases/clean-stays.jsonl" '.[1]')" '' 'what an answer says stays'
is "$(jq -s 'map(select(has("cleaned"))) | length' got)" 0 \
    'a record that did not change does not say so'
is "$([ "$(wc -l <"$cases/clean-goes.jsonl")" -ge 60 ] &&
    wc -l <"$cases/clean-stays.jsonl" | awk '$1 >= 60 { print "enough" }')" \
    enough 'sixty cases of each'

# The same in traditional characters, one for one; where the material "also
# speaks of" more, the sentence stays.
simple=万与两个为举书亿仅从们会体关兴内写则别剧参后吗够实对将尽届属库强归当录总戏户报据数断无时显条来档检欢没测现确种称简纳线细绍结给继续综网联节虚虽见视讨让记讲论识诉话询该详语说请读调谈资载过还这进选里问阅随难页项题馆发组标阵围图务单经历认达计师孙灵长桥铁锈样观导国
wide=萬與兩個為舉書億僅從們會體關興內寫則別劇參後嗎夠實對將盡屆屬庫強歸當錄總戲戶報據數斷無時顯條來檔檢歡沒測現確種稱簡納線細紹結給繼續綜網聯節虛雖見視討讓記講論識訴話詢該詳語說請讀調談資載過還這進選裡問閱隨難頁項題館發組標陣圍圖務單經歷認達計師孫靈長橋鐵鏽樣觀導國
traditional() {
	jq -c --arg from "$simple" --arg to "$wide" '([$from, $to | explode] |
	    transpose | map({ key: [.[0]] | implode, value: .[1] }) | from_entries) as $to |
	    map(if type == "string" then explode | map($to[[.] | implode] // .) | implode
	    else . end)' "$1"
}
for name in clean-goes clean-stays about-material; do
	traditional "$cases/$name.jsonl" | grep -v 還提到了\\\|也介紹了 >$name.wide
done
is "$(grep -c '[個們還]' clean-goes.wide | awk '$1 >= 20 { print "many" }')" many \
    'there are traditional cases'
is "$(differ "$PWD/clean-goes.wide" '.[2]')" '' 'what a model adds goes: traditional'
is "$(differ "$PWD/clean-stays.wide" '.[1]')" '' 'what an answer says stays: traditional'

# Whole records.
is "$(echo '{"id":1,"question":"谁？","answer":"是他。","reasoning":
    "根据材料，是他。综上所述，答案是他。"}' | clean | jq -c .)" \
    '{"id":1,"question":"谁？","answer":"是他。","reasoning":"是他。综上所述，答案是他。","cleaned":true}' \
    'reasoning is cleaned, and keeps its conclusion'
is "$(echo '{"question":"x","turns":[{"input":"谁？","output":"好的，是他。"},
    {"input":"Who?","output":"Sure! Him."}]}' | clean | jq -c .turns)" \
    '[{"input":"谁？","output":"是他。"},{"input":"Who?","output":"Him."}]' \
    'so are the turns of a dialogue'
is "$(echo '{"turns":[{"input":"谁？","output":"是他。","reasoning":"好的，根据材料，是他。"}]}' |
    clean | jq -c '[.turns[0].reasoning, .cleaned]')" '["是他。",true]' \
    'and the reasoning of a turn'
cat >records <<'END'
{"question":"x","answer":null}
[1]
7
{"answer":3,"turns":3}
{"question":[],"answer":"x","turns":[1,{"output":2}],"reasoning":{}}
{"answer":""}
{"text":"根据材料，是他。"}
{"question":"","answer":"\n"}
END
stays clean 'as it is'

# Answers that are about the material get a state.
gate() {
	jq -cf "$filters/about-material.jq"
}
jq -c '{ question: .[0], answer: .[1] }' "$cases/about-material.jsonl" |
    clean | gate >got
is "$(jq -nc --slurpfile got got '[inputs] as $want | range($want | length) |
    select(($got[.].state == "about_material") != $want[.][2]) | $want[.]' \
    "$cases/about-material.jsonl")" '' 'answers about the material have a state'
jq -c '{ question: .[0], answer: .[1] }' about-material.wide | clean | gate >got
is "$(jq -nc --slurpfile got got '[inputs] as $want | range($want | length) |
    select(($got[.].state == "about_material") != $want[.][2]) | $want[.]' \
    about-material.wide)" '' 'so have traditional ones'
is "$(jq -c '[(.[2] | not)]' "$cases/about-material.jsonl" | sort | uniq -c |
    awk '$1 >= 25 { n++ } END { print n }')" 2 'twenty-five cases of each'
jq -c '{ question: .[0], answer: .[1] }' "$cases/clean-goes.jsonl" | clean |
    gate >got
is "$(jq -c 'select(.state)' got)" '' 'no cleaned answer of the first table has it'
cat >records <<'END'
{"answer":"材料中没有提到。","state":"unrelated"}
{"answer":"材料中没有提到。","error":{"kind":"x"}}
{"answer":"材料中没有提到。","refusal":true,"state":"success"}
{"question":3,"answer":null}
{"answer":["材料中没有提到"]}
{}
[1]
{"turns":[3,{"output":3}]}
END
stays gate 'no new state'
is "$(echo '{"answer":"材料中没有提到。","state":"success"}' | gate)" \
    '{"answer":"材料中没有提到。","state":"about_material"}' 'in place of success'

is "$(echo '{"turns":[{"input":"谁？","output":"是他。"},
    {"input":"几岁？","output":"材料中没有提到。"}]}' | gate | jq -r .state)" \
    about_material 'a dialogue with such an answer has it'
is "$(echo '{"turns":[{"input":"谁？","output":"是他。"}]}' | gate | jq .state)" \
    null 'a dialogue without one has not'

# Long texts: of one line, of many, and such as make bad expressions slow.  An
# expression that takes time by the square of a length takes minutes; each
# filter takes about a second for 100,000 characters, and has ten.
size=${SIZE:-30000}
repeat() {
	awk -v text="$1" -v n="$2" 'BEGIN {
		for (i = 0; i < n; i++) printf "%s", text }'
}
for piece in '根据提供的材料，他住在山上[1]。' '这段这段这些' '文中提到' \
    '综上所述，是的。' 'The text mentions that he is old [1]. ' \
    'in the text the text ' '总之#' '“' '`a` ' '[1]' '    ' 'a' \
    'As mentioned in the text, ' '如果您还有问题' '(source 1, source 2 ' \
    '石桥有三座，资料。' '，文中提到，他' '根據材料，是。' '好的，' '。' '总之，是。#'; do
	repeat "$piece" $((size / $(printf %s "$piece" | wc -m))) |
	    jq -Rsc '{ question: "x", answer: (split("#") | join("\n")) }' >long
	# shellcheck disable=SC3045 # where there is no such limit, there is none
	(ulimit -t $((size / 10000)) && clean | gate) <long >out 2>err
	is "$? $(cat err) $(grep -c '' out)" '0  1' "$size characters in time: $piece"
done

# TUTORIAL_ROWS names the tutorial's huixiangdou_conversations.jsonl, if at hand:
# the share of answers with each mark, of those that are left.
if [ -r "${TUTORIAL_ROWS:-}" ] && [ -x "$B/wk-dedup" ] && [ -x "$B/wk-stat" ]; then
	jq -c '.conversation[] | { question: .input, answer: .output,
	    subject: "《黑神话：悟空》" }' "$TUTORIAL_ROWS" >rows
	wk-dedup -f question rows | clean | gate >out
	for file in rows out; do
		wk-stat --json $file | jq -c '[.marks[] |
		    select(.mark != "markdown") | { (.mark): (.share * 100) }] | add' >$file.share
	done
	note "in a hundred answers, before: $(cat rows.share)"
	note "in a hundred answers, after: $(cat out.share)"
	note "$(jq -r '.state // "a row"' out | sort | uniq -c)"
	is "$(jq -c 'with_entries(select(.value > 0.5))' out.share)" '{}' \
	    'no mark is in more than 0.5 % of the answers that are left'
else
	note "skipped, TUTORIAL_ROWS names no file: marks in the tutorial's rows"
fi
done_testing
