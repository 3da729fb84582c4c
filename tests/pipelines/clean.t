#!/bin/sh
# What the filters clean-zh and clean-en take out of answers, and what they
# leave: a line of clean-goes.jsonl is a question, an answer, and what is left
# of it; one of clean-stays.jsonl is a question and an answer that stays.
. "$(dirname "$0")/../lib.sh"
need jq
filters=$ROOT/pipelines/filters
cases=$ROOT/tests/pipelines

clean() {
	jq -cf "$filters/clean-zh.jq" | jq -cf "$filters/clean-en.jq"
}

# differ FILE WANT: the cases that come out otherwise than WANT, a jq filter.
differ() {
	jq -c '{ question: .[0], answer: .[1] }' "$cases/$1" | clean >got
	jq -c "$2" "$cases/$1" | jq -nc --slurpfile got got '[inputs] as $want |
	    range($want | length) | select($got[.].answer != $want[.]) |
	    { got: $got[.].answer, want: $want[.] }'
}

is "$(differ clean-goes.jsonl '.[2]')" '' 'what a model adds goes'
is "$(jq -s 'map(select(.cleaned != true)) | length' got)" 0 \
    'a record that changed says so'
clean <got >again
is "$(cmp got again 2>&1)" '' 'a cleaned text stays as it is'
is "$(differ clean-stays.jsonl '.[1]')" '' 'what an answer says stays'
is "$(jq -s 'map(select(has("cleaned"))) | length' got)" 0 \
    'a record that did not change does not say so'
is "$([ "$(wc -l <"$cases/clean-goes.jsonl")" -ge 60 ] &&
    wc -l <"$cases/clean-stays.jsonl" | awk '$1 >= 60 { print "enough" }')" \
    enough 'sixty cases of each'

# Whole records.
is "$(echo '{"id":1,"question":"谁？","answer":"是他。","reasoning":
    "根据材料，是他。综上所述，答案是他。"}' | clean | jq -c .)" \
    '{"id":1,"question":"谁？","answer":"是他。","reasoning":"是他。综上所述，答案是他。","cleaned":true}' \
    'reasoning is cleaned, and keeps its conclusion'
is "$(echo '{"question":"x","turns":[{"input":"谁？","output":"好的，是他。"},
    {"input":"Who?","output":"Sure! Him."}]}' | clean | jq -c .turns)" \
    '[{"input":"谁？","output":"是他。"},{"input":"Who?","output":"Him."}]' \
    'so are the turns of a dialogue'
for record in '{"question":"x","answer":null}' '{"answer":3,"turns":3}' \
    '{"question":[],"answer":"x","turns":[1,{"output":2}],"reasoning":{}}' \
    '{"answer":""}' '{"text":"根据材料，是他。"}' \
    '{"question":"","answer":"\n"}'; do
	is "$(printf "%s\n" "$record" | clean)" "$record" "as it is: $record"
done

# Long texts: of one line, of many, and such as make bad expressions slow.
repeat() {
	awk -v text="$1" -v n="$2" 'BEGIN {
		for (i = 0; i < n; i++) printf "%s", text }'
}
for piece in '根据提供的材料，他住在山上[1]。' '这段这段这些' '文中提到' \
    '综上所述，是的。' 'The text mentions that he is old [1]. ' \
    'in the text the text ' '总之\n' '“' '`a` ' '[1]' '    ' 'a' \
    'As mentioned in the text, ' '如果您还有问题' '(source 1, source 2 '; do
	repeat "$piece" $((100000 / $(printf %s "$piece" | wc -m))) |
	    jq -Rsc '{ question: "x", answer: (. | gsub("#"; "\n")) }' >long
	timeout 60 sh -c 'jq -cf "$0/clean-zh.jq" | jq -cf "$0/clean-en.jq"' \
	    "$filters" <long >out 2>err
	is "$? $(cat err)" '0 ' "100,000 characters in time: $(
	    printf %s "$piece" | tr -d '\n')"
done

# TUTORIAL_ROWS names the tutorial's huixiangdou_conversations.jsonl, if at hand.
if [ -r "${TUTORIAL_ROWS:-}" ]; then
	jq -c '.conversation[] | { question: .input, answer: .output,
	    subject: "《黑神话：悟空》" }' "$TUTORIAL_ROWS" | clean >rows
	count_of() {
		jq -n "[inputs.answer | split(\"\n\") | map(select(test(\"\\\\S\"))) |
		    select($1)] | length * 1000 / $(wc -l <rows) | floor" rows
	}
	sum=$(count_of '.[-1] // "" | test("^[*# ]*(总之|综上|总的来说)")')
	lead=$(count_of '.[0] // "" | test("^(根据|在)[^，。]{0,14}(材料|资料|文本)")')
	note "in a thousand: summaries $sum, lead-ins $lead"
	ok "marks in the tutorial's rows are rare" [ $((sum + lead)) -le 13 ]
else
	note "skipped, TUTORIAL_ROWS names no file: marks in the tutorial's rows"
fi
done_testing
