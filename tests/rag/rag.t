#!/bin/sh
# wk-rag -x: answers quoted from the hits.
. "$(dirname "$0")/../lib.sh"

hit() {	# hit TEXT [MORE]: a hit, as JSON
	printf '{"text":"%s","source":"a.txt","score":0.8%s}' "$1" "${2-}"
}
ask() {	# ask QUESTION HIT...: a record
	question=$1
	shift
	printf '{"question":"%s","hits":[%s]}\n' "$question" \
	    "$(IFS=,; printf %s "$*")"
}
answer() {
	wk-rag -x -l 0 | jq -r .answer
}

is "$(ask '掌柜是谁？' "$(hit '客栈在山上。掌柜是老李。马在后院。')" | answer)" \
    掌柜是老李。 'the sentence that carries the question'
is "$(ask 'Who built the mill?' "$(hit 'It rained. The mill was built by Ann in 1850. Then it burnt.')" | answer)" \
    'The mill was built by Ann in 1850.' 'an English one'
is "$(ask '掌柜是谁？' "$(hit '天下雨了。')" "$(hit '他说：“掌柜是老李。”马在后院。')" | answer)" \
    '他说：“掌柜是老李。”' 'a closing quote stays with its sentence'
is "$(ask '掌柜姓什么，几岁？' "$(hit '雨停了。掌柜姓李。他几岁？掌柜五十岁。马在后院。')" | wk-rag -x -l 0 | jq -r .state)" \
    success 'a question among the sentences'
is "$(ask '掌櫃是誰？' "$(hit '客栈在山上。掌柜是老李。')" | answer)" \
    掌柜是老李。 'traditional finds simplified'
is "$(ask '掌柜是谁？' "$(hit '掌柜是\u8001\u674e，会\"剑\"。\n马。')" | answer)" \
    '掌柜是老李，会"剑"。' 'escapes in a hit'

is "$(ask '石桥镇是什么？' "$(hit '石桥镇\n\n石桥镇在云泽的南边。有水。')" | answer)" \
    '石桥镇在云泽的南边。' 'a heading is no answer'

# begins TEXT NAME: the answer to a question about TEXT is one sentence.
begins() {
	is "$(ask '掌柜是谁？' "$(hit "$1")" | answer)" 掌柜是老李。 "$2"
}
begins '- 掌柜是老李。\n- 马在后院。' 'the bullet of a list goes'
begins '* 马在后院。\n* 掌柜是老李。' 'of a later item, too'
begins '1. 马在后院。\n2. 掌柜是老李。' 'the number of an item goes'
begins '2、掌柜是老李。' 'with a Chinese mark behind it'
begins '（二）掌柜是老李。' 'in brackets'
begins '三、掌柜是老李。' 'a Chinese number'
begins '②掌柜是老李。' 'a number in a circle'
begins '• 掌柜是老李。' 'a bullet'
begins '> 掌柜是老李。' 'the mark of a quoted line'
begins '> - “掌柜是老李。”' 'several marks'
begins '### 掌柜是老李。' 'the mark of a heading'
begins '“掌柜是老李。马在后院。”' 'a quotation mark that nothing closes'
begins '“掌柜是老李。”' 'a pair around all of it'
begins '\"掌柜是老李。' 'a straight one'
begins '## 掌柜是谁？\n\n掌柜是老李。' 'a heading that is the question'
begins '掌柜是谁？掌柜是老李。' 'the question itself'
is "$(ask '掌柜说什么？' "$(hit '“好”是掌柜说的。马。')" | answer)" \
    '“好”是掌柜说的。' 'a pair around a part stays'
is "$(ask 'What is 1.5 inns?' "$(hit '1.5 inns are two.')" | answer)" \
    '1.5 inns are two.' 'a number is no mark'
is "$(ask '2015年？' "$(hit '2015. 2015年建成。')" | answer | cut -c 1-4)" \
    2015 'nor is a year'

# No answer ends with a colon.
is "$(ask '客栈有什么？' "$(hit '客栈有：\n- 掌柜\n- 马\n\n雨停了。')" | answer)" \
    "$(printf '客栈有：\n- 掌柜\n- 马')" 'a list stays with its introduction'
is "$(ask 'What has the inn?' "$(hit 'The inn has:\n\n1. a keeper\n2. a horse')" | answer)" \
    "$(printf 'The inn has:\n\n1. a keeper\n2. a horse')" 'an English one'
is "$(ask '客栈有什么？' "$(hit '客栈有：')" | answer)" 客栈有 \
    'a colon with nothing behind it goes'
is "$(ask '掌柜是谁？' "$(hit '掌柜是老李。客栈有：\n- 桌椅板凳和一百二十个碗')" |
    wk-rag -x -l 15 | jq -r .answer)" 掌柜是老李。 \
    'what lengthens an answer does not end with a colon'

# rag.score.
both=$(ask '掌柜是谁？' "$(hit '掌柜是老李。')"
    ask '掌柜的马是什么颜色？' "$(hit '天是蓝的，客栈有掌柜。')")
is "$(printf '%s\n' "$both" | wk-rag -x |
    jq -r 'select(.rag.score > .6).question')" 掌柜是谁？ \
    'rag.score parts what fits from what does not'
is "$(printf '%s\n' "$both" | wk-rag -x |
    jq -c '[.rag.score | . >= 0 and . <= 1] | all' | sort -u)" true \
    'and is from 0 to 1'
is "$(ask '掌柜是谁？' '{"text":"掌柜是老李。","score":7}' | wk-rag -x |
    jq .rag.score)" 1 'whatever the score of the hit'

# The same sentence for many questions.
for i in 1 2 3 4; do
	ask "掌柜的第$i""件事？" "$(hit '掌柜是老李。')"
done >many
wk-rag -x many >out 2>err
is "$? $(grep -c . err)" '0 1' 'one quote for many questions: a warning'
has "$(cat err)" '4 of 4 answers are the same quote' 'which counts them'
has "$(cat err)" 掌柜是老李。 'and shows the quote'
head -n 2 many | wk-rag -x >out 2>err
is "$(cat err)" '' 'two are not many'
for i in 1 2 3 4; do
	ask 掌柜是谁？ "$(hit '掌柜是老李。')"
done | wk-rag -x >out 2>err
is "$(cat err)" '' 'nor is the same question again'

out=$(ask '掌柜是谁？' "$(hit '客栈在山上。掌柜是老李。马。' ',"start":100')" |
    wk-rag -x -l 0)
has "$out" '"references":[{"source":"a.txt","start":106}]' \
    'the start is that of the quote'
has "$out" '"origin":"local"' 'origin local'
has "$out" '"state":"success"}' 'state success, at the end'
out=$(ask '掌柜是谁？' "$(hit '掌柜是老李。' ',"url":"http://x/"')" | wk-rag -x)
has "$out" '"references":[{"source":"a.txt","url":"http://x/"}]' 'a url is kept'
has "$out" '"origin":"web"' 'origin web'

long=$(ask '掌柜是谁？' "$(hit '客栈在山上。掌柜是老李。马在后院。\n\n第二段。')")
is "$(printf '%s\n' "$long" | wk-rag -x | jq -r .answer)" \
    '客栈在山上。掌柜是老李。马在后院。' 'lengthened within the paragraph'
is "$(printf '%s\n' "$long" | wk-rag -x -l 13 | jq -r .answer)" \
    '掌柜是老李。马在后院。' '-l: up to so many characters'

is "$(ask '掌柜是谁？' "$(hit 'xyz.')" | wk-rag -x)" \
    '{"question":"掌柜是谁？","hits":[{"text":"xyz.","source":"a.txt","score":0.8}],"state":"unknown"}' \
    'nothing that carries it: unknown'
is "$(echo '{"question":"谁？"}' | wk-rag -x)" \
    '{"question":"谁？","state":"unknown"}' 'no hits: unknown'
is "$(echo '{"question":"谁？","state":"unrelated","n":1e400}' | wk-rag -x)" \
    '{"question":"谁？","state":"unrelated","n":1e400}' \
    'a state closes the gate, and all passes as it came'
is "$(echo '{"q":"掌柜是谁？","hits":[{"text":"掌柜是老李。","source":"s"}]}' |
    wk-rag -x -f q | jq -r .answer)" 掌柜是老李。 '-f, and a hit without score'

fails 1 'no question is an error' sh -c 'echo "{\"a\":1}" | wk-rag -x'
has "$(cat fails.out)" '"kind":"no_question"' 'and says so'
fails 1 'hits of another shape are an error' \
    sh -c 'echo "{\"question\":\"q\",\"hits\":\"x\"}" | wk-rag -x'
has "$(cat fails.out)" '"kind":"bad_hits"' 'and says so'
fails 1 'a hit without text likewise' \
    sh -c 'echo "{\"question\":\"q\",\"hits\":[{}]}" | wk-rag -x'
is "$(echo '{"question":"掌柜是谁？","hits":[{"text":"掌柜是老李。"}],"error":{"stage":"wk-rag","kind":"k"}}' |
    wk-rag -x -R | jq -r .state)" success '-R tries again'

# word for word: the answer stands in a passage, at the start that is named
for file in "$ROOT"/pipelines/example/docs/0[1-4]*.txt; do
	jq -cRs --arg source "$(basename "$file")" '{question: "听芦和闻苇的云泽在哪里？",
	    hits: [{text: ., source: $source, start: 0, score: 1}]}' "$file"
done | wk-rag -x >answers
is "$(jq -c '.answer as $a | .references[0].start as $s |
    .hits[0].text[$s:$s + ($a | length)] == $a' answers | sort | uniq -c |
    tr -s ' ')" ' 4 true' 'word for word, where the reference says'

fails 2 'without -x there is nothing to answer with' wk-rag
has "$(cat fails.err)" 'give -x' 'and it says what to give'
fails 2 'an unknown option' wk-rag --nonsense
fails 2 'a length that is none' wk-rag -x -l many
ask '掌柜是谁？' "$(hit '掌柜是老李。')" >in
fails 2 'a full disk' sh -c 'wk-rag -x in >/dev/full'
fails 2 'a closed stdout' sh -c 'wk-rag -x in >&-'
ok 'empty input' sh -c 'wk-rag -x </dev/null'
done_testing
