#!/bin/sh
# wk-regexlist: a record for each item of the list in a response.
. "$(dirname "$0")/../lib.sh"

# said RESPONSE: a record with it, as wk-ask gives one.
said() {
	jq -cn --arg r "$1" '{source: "a.txt", aspect: "角色", response: $r,
	    reasoning: "I think", ask: {model: "m", key: "k", finish: "stop",
	    usage: {total_tokens: 9}, sample: 0}, id: "7"}'
}
questions() {
	wk-regexlist "$@" | jq -r .question
}
three='["云泽在哪里？", "听芦是谁？", "船有几艘？"]'

is "$(said "$three" | wk-regexlist | head -n 2)" \
    '{"source":"a.txt","aspect":"角色","ask":{"model":"m","key":"k","finish":"stop","sample":0},"id":"7","question":"云泽在哪里？","item":1}
{"source":"a.txt","aspect":"角色","ask":{"model":"m","key":"k","finish":"stop","sample":0},"id":"7","question":"听芦是谁？","item":2}' \
    'a record an item'
is "$(said "$three" | questions)" '云泽在哪里？
听芦是谁？
船有几艘？' 'the items come in their order'
is "$(echo '{ "n":1e400 , "response" : "[\"a?\",\"b\"]" , "x":12345678901234567890 }' |
    wk-regexlist)" '{ "n":1e400  , "x":12345678901234567890,"question":"a?","item":1 }
{ "n":1e400  , "x":12345678901234567890,"question":"b","item":2 }' \
    'the other bytes of a record pass as they came'
is "$(echo '{"question":"old","response":"[\"a\",\"b\",\"c\"]","item":9,"id":1}' |
    wk-regexlist)" '{"question":"a","item":1,"id":1}
{"question":"b","item":2,"id":1}
{"question":"c","item":3,"id":1}' 'fields that are there are set in place'
is "$(echo '{"item":9,"response":"[\"a\",\"b\",\"c\"]","question":"old","id":1}' |
    wk-regexlist | tail -n 1)" '{"item":3,"question":"c","id":1}' \
    'item may stand before question'
is "$(echo '{"response":"[\"a\"]","hits":[],"answer":"x","references":[],"origin":"local","state":"success","rag":{},"rerank":{},"turns":[],"error":null,"embedding":{},"scores":{"a":1},"unsupported":["7"],"duplicate_of":{},"reasoning":"r"}' |
    wk-regexlist)" '{"turns":[],"question":"a","item":1}' \
    'a new question takes away what belonged to the old one'
is "$(echo '{"response":"[\"a\"]","state":"duplicate","hits":[]}' |
    wk-regexlist)" '{"response":"[\"a\"]","state":"duplicate","hits":[]}' \
    'a duplicate passes untouched'
for ask in '{"usage":{"a":1}}|{}' '{"usage":1,"model":"m"}|{"model":"m"}' \
    '{"model":"m","usage":1}|{"model":"m"}' '{ "a":1, "usage" : {"b":[1,2]}, "c":1.50 }|{ "a":1, "c":1.50 }' \
    '{"model":"m"}|{"model":"m"}' 'null|null' '[]|[]'; do
	is "$(echo "{\"response\":\"['a']\",\"ask\":${ask%|*}}" |
	    wk-regexlist)" "{\"ask\":${ask#*|},\"question\":\"a\",\"item\":1}" \
	    "usage is left out of ${ask%|*}"
done
is "$(said '["a\nb\"c\"", "你😀\u4f60"]' | wk-regexlist | jq -c .question)" \
    '"a b\"c\""
"你😀你"' 'quotes and escapes'
i=0
while [ "$i" -lt 40 ]; do
	i=$((i + 1))
	echo "$i. 第$i号船在哪里？"
done >many
is "$(said "$(cat many)" | wk-regexlist | jq -r .item | tail -n 1)" 40 \
    'forty numbered lines give forty items'
is "$(said "$(cat many)" | questions | tail -n 1)" '第40号船在哪里？' \
    'the last of forty items has its text'

# options
is "$(said "$three" | questions -n 2 | wc -l)" 2 '-n: so many items at most'
is "$(said "$three" | questions -n 9 | wc -l)" 3 '-n: fewer items if the list has fewer'
said "$three" | wk-regexlist -v -n 2 >out 2>err
is "$(cat err)" 'wk-regexlist: 3 items, 2 written, 1 past -n, 0 too long, 0 duplicates, 0 records failed' \
    '-v counts what was dropped'
echo '{}' | wk-regexlist -v >out 2>err
has "$(cat err)" ', 0 duplicates, 1 record failed' '-v: one record'
is "$(said "$three" | questions -l 5)" '听芦是谁？
船有几艘？' '-l: so many characters, no more'
said "$three" | wk-regexlist -l 5 -v >out 2>err
has "$(cat err)" '1 too long' '-v counts the items that -l dropped'
said "$three" | wk-regexlist -l 5 >out 2>err
is "$(cat err)" 'wk-regexlist: 1 of 3 items dropped: longer than 5 characters (-l)' \
    '-l: what was dropped is counted in one line'
is "$(said "$three" | wk-regexlist -n 20 2>&1 >out)" \
    'wk-regexlist: 3 of 20 questions came (-n 20): 1 response gave fewer' \
    '-n: fewer items than asked for are told'
is "$(said "$three" | wk-regexlist -n 3 2>&1 >out)" '' \
    '-n: nothing is told if all came'
is "$(said "$three" | wk-regexlist -l 5 | jq -c .item)" '1
2' '-l: the items left are numbered without a gap'
fails 1 '-l: a list whose items are all too long' sh -c "echo '{\"response\":\"[\\\"abc\\\"]\"}' |
    wk-regexlist -l 2"
has "$(cat fails.out)" '"kind":"empty_list"' \
    '-l: a list whose items are all too long is an error record'
is "$(said '["船？","云？","船？"]' | questions)" '船？
云？' 'duplicates are dropped'
is "$(said '["船？","云？","船？"]' | questions -n 2)" '船？
云？' 'duplicates are dropped before -n counts'
is "$(said '["船？","云？","船？"]' | questions -D | wc -l)" 3 '-D keeps them'
is "$(said "$three" | wk-regexlist -o title -n 1 | jq -c '[.title, .question]')" \
    '["云泽在哪里？",null]' '-o names the field of the item'
is "$(said "$three" | wk-regexlist -o response -n 1 | jq -r .response)" \
    云泽在哪里？ '-o may name the field that was read'
is "$(printf '%s\n' '{"a":"1. x?\n2. y?","response":1}' | wk-regexlist -f a)" \
    '{"response":1,"question":"x?","item":1}
{"response":1,"question":"y?","item":2}' '-f reads another field'
is "$(said '问：云泽？答：南。问：听芦？' | questions -e '问：(.*?？)')" \
    '云泽？
听芦？' '-e: the first group of each match'
is "$(said 'a1 b22 a1' | questions -e '[a-z]\d+')" 'a1
b22' '-e without a group: all of each match'
is "$(said '{"q": "1. a?"}' | questions -e '"q": "(.*?)"')" '1. a?' \
    '-e leaves numbering'
fails 1 '-e that matches nothing' sh -c "echo '{\"response\":\"x\"}' |
    wk-regexlist -e y"
has "$(cat fails.out)" '"kind":"no_list"' \
    '-e that matches nothing makes an error record'
awk 'BEGIN { printf "{\"response\":\""; for (i = 0; i < 40; i++) printf "a"
    print "b\"}" }' >as
fails 1 'a pattern that takes too long' wk-regexlist -e '^(a+)+$' as
has "$(cat fails.out)" '"kind":"match_limit"' \
    'a pattern that takes too long is given up'
is "$(said "$three" | questions --strict | wc -l)" 3 '--strict takes a literal'
printf '%s\n' '{"response":"1. a?\n2. b?"}' >lines
fails 1 '--strict takes no lines' wk-regexlist --strict lines
has "$(cat fails.out)" '"kind":"no_list"' '--strict: lines are no_list'
is "$(printf '%s\n' '["a?", "b?"]' | wk-regexlist --lines | jq -r .question)" \
    'a?
b?' '--lines: each line is a response'
is "$(printf '{"response":"[\\"a\\"]","go":true}\n{"response":"[1","go":1}\n' |
    wk-regexlist -w go)" '{"go":true,"question":"a","item":1}
{"response":"[1","go":1}' '-w: only where the field is true'
is "$(said "$three" | wk-regexlist --items=1 --length=9 --output q --keep-duplicates \
    --regex '[^"]+？' --field response --verbose 2>/dev/null | jq -r .q)" \
    云泽在哪里？ 'options have long forms'

# --member
pair='{"type":"fact","question":"甲？","answer":"乙","evidence":"丙"}'
pairs() {
	wk-regexlist --member type=question_type --member question \
	    --member answer --member evidence "$@"
}
is "$(said "{\"pairs\":[$pair]}" | pairs)" \
    '{"source":"a.txt","aspect":"角色","ask":{"model":"m","key":"k","finish":"stop","sample":0},"id":"7","question":"甲？","question_type":"fact","answer":"乙","evidence":"丙","item":1}' \
    '--member: an object sets the fields that are named'
is "$(jq -cn --arg r "[$pair,{\"question\":\"丁？\",\"answer\":null}]" \
    '{question: "old", answer: "a", hits: [1], state: "success", x: 1, response: $r}' |
    pairs 2>/dev/null | tee out | head -n 1)" \
    '{"question":"甲？","answer":"乙","x":1,"question_type":"fact","evidence":"丙","item":1}' \
    '--member: a new question takes away what belonged to the old one'
is "$(tail -n 1 out)" \
    '{"question":"old","answer":"a","hits":[1],"state":"success","x":1,"response":"{\"question\":\"丁？\",\"answer\":null}","error":{"stage":"wk-regexlist","kind":"missing_member","message":"item 2 has no type"},"item":2}' \
    '--member: an object that lacks a member is an error record with its text'
is "$(pairs -R <out 2>/dev/null | tail -n 1)" "$(tail -n 1 out |
    sed 's/item 2 has/item 1 has/; s/"item":2/"item":1/')" \
    '--member: -R reads the object of an error record again'
is "$(wk-regexlist -R --member question <out | tail -n 1)" \
    '{"question":"丁？","x":1,"item":1}' \
    '--member: -R takes an object that lacks no member now'
is "$(said '{"pairs":"[{\"question\":\"甲？\",\"answer\":\"乙\"},{\"question\":\"丙？\"}]"}' |
    wk-regexlist --member question --member answer 2>/dev/null |
    jq -c '[.answer, .response]')" '["乙",null]
[null,"{\"question\":\"丙？\"}"]' \
    '--member: an object in a string is the text of its error record'
fails 1 '--member: an object that lacks a member' sh -c \
    'wk-regexlist --member answer <<-\END
	{"response":"{\"answer\":[1]}"}
	END'
has "$(cat fails.err)" '1 bad_member; the first: item 1: answer is an array, not a string' \
    '--member: what is wrong is told in one line'
is "$(said '{"question":"甲？","answer":"乙","state":"success","hits":[{"text":"x"}],"error":{"kind":"z"},"id":"8","source":"b","item":9,"text":"t","rag":1,"references":[]}' |
    wk-regexlist --member question --member answer)" \
    '{"source":"a.txt","aspect":"角色","ask":{"model":"m","key":"k","finish":"stop","sample":0},"id":"7","question":"甲？","answer":"乙","item":1}' \
    '--member: what a model names state, hits, error or id sets nothing'
is "$(said '{"pairs":[{"question":"甲？","answer":"乙","\u0073tate":"unsafe"}],"state":"x"}' |
    wk-regexlist --member question | jq -c '[.state, .answer]')" '[null,null]' \
    '--member: nor does a name written with escapes'
is "$(jq -cn '{question: "q", answer: "a", state: "success", hits: [1],
    scores: {support: 0.9, clear: 1}, reasoning: "r",
    response: "好：{\"claim\":\"\",\"grounded\":7,\"clear\":8.50}"}' |
    wk-regexlist --member claim --member grounded=scores:number --member clear=scores)" \
    '{"question":"q","answer":"a","state":"success","hits":[1],"scores":{"support":0.9,"grounded":7,"clear":8.50},"claim":"","item":1}' \
    "--member: a judge's points are added to scores, and the question stays"
is "$(said '{"scores":{"a":1,"b":2}}' | wk-regexlist --member scores |
    jq -c .scores)" '{"a":1,"b":2}' '--member: scores may be an object'
is "$(said '[{"q":"甲？","n":1},{"q":"甲？","n":2},{"q":"乙乙乙？","n":3},{"q":"丙？","n":4},{"q":"丁？","n":5},{"n":6}]' |
    wk-regexlist --member q=question --member n -l 3 -n 2 -v 2>err |
    jq -c '[.question,.n,.item]')" '["甲？",1,1]
["丙？",4,2]' '--member: -n, -l and duplicates go by the question'
has "$(cat err)" '6 items, 2 written, 2 past -n, 1 too long, 1 duplicate, 0 records failed' \
    '--member: -v counts the objects that were dropped'
said "[$pair]" | wk-regexlist --member question -v >out 2>err
has "$(cat err)" '3 members dropped that --member does not name' \
    '--member: -v counts the members that were dropped'
is "$(said '[{"genre":"a","audience":"b"},{"genre":"a","audience":"c"},{"genre":"a","audience":"b"}]' |
    wk-regexlist --member genre --member audience | jq -c '[.genre,.audience]')" \
    '["a","b"]
["a","c"]' '--member: without a question, all members make a duplicate'
is "$(printf '%s\n' '{"question":"q","response":"[]"}' |
    wk-regexlist --member question)" '{"question":"q","state":"nothing_to_ask"}' \
    '--member: an empty list'
has "$(said 抱歉，我不能。 | pairs 2>&1)" '"kind":"no_list"' \
    '--member: a refusal is no_list'
for option in state hits error id source text item x=references:array \
    answer:number 'x:bool=state' '' '=a' 'question --member q=question' \
    'question -o x' 'question -e x' 'x -l 5'; do
	# shellcheck disable=SC2086
	fails 2 "--member $option" wk-regexlist --member $option
done
fails 2 '--member without a name' wk-regexlist --member ''

# --id
ids() {
	wk-regexlist --id "$@" | jq -r .id
}
hash() {
	# shellcheck disable=SC2059 # it holds \000
	printf "$1" | sha256sum | cut -c 1-16
}
is "$(echo '{"id":"7","response":"[\"甲？\"]","source":"a.txt","start":12}' |
    wk-regexlist --id)" \
    "{\"id\":\"$(hash 'a.txt\00012\000甲？')\",\"source\":\"a.txt\",\"start\":12,\"question\":\"甲？\",\"item\":1}" \
    '--id: a hash of source, start and question takes the place of id'
is "$(echo '{"response":"[\"甲？\",\"乙？\"]"}' | wk-regexlist --id | tail -n 1)" \
    "{\"question\":\"乙？\",\"item\":2,\"id\":\"$(hash '\000\000乙？')\"}" \
    '--id: without source and start'
cat >places <<'END'
{"source":"a","start":0,"response":"[\"甲？\"]"}
{"source":"b","start":0,"response":"[\"甲？\"]"}
{"source":"a","start":9,"response":"[\"甲？\"]"}
{"source":"a","index":0,"response":"[\"甲？\"]"}
{"source":"a","index":1,"response":"[\"甲？\"]"}
{"source":"a","start":0,"page":1,"response":"[\"甲？\"]"}
{"source":"a","start":0,"page":2,"response":"[\"甲？\"]"}
{"source":"a","start":0,"row":1,"response":"[\"甲？\"]"}
END
is "$(ids places | sort -u | wc -l)" 8 \
    '--id: a question asked of another text has another id'
is "$(ids places)" "$(ids places)" '--id: two runs give the same ids'
is "$(said '[{"question":"\u7532？","id":"x"}]' | ids --member question)" \
    "$(said '["甲？"]' | ids)" '--id with --member: the question, not its spelling'
fails 2 '-o id with --id' wk-regexlist --id -o id

# cut off
is "$(printf '%s\n' '{"response":"1. a?\n2. b?\n3. c","ask":{"finish":"length"}}' |
    questions)" 'a?
b?' 'finish length: the torn line is dropped'
for finish in max_tokens MAX_TOKENS model_length max_output_tokens Length \
    content_filter SAFETY RECITATION network_error; do
	is "$(printf '{"response":"1. a?\\n2. b?\\n3. c","ask":{"finish":"%s"}}\n' \
	    "$finish" | questions)" 'a?
b?' "finish $finish: the torn line is dropped"
done
is "$(printf '%s\n' '{"response":"1. a?\n2. b?\n3. c","ask":{"finish":"stop"}}' |
    questions)" 'a?
b?
c' 'finish stop: the last line is an item'

# no list
fails 1 'a refusal' sh -c "echo '{\"a\":1,\"response\":\"抱歉，我不能。\",\"reasoning\":\"r\"}' |
    wk-regexlist"
is "$(cat fails.out)" '{"a":1,"response":"抱歉，我不能。","reasoning":"r","error":{"stage":"wk-regexlist","kind":"no_list","message":"no list: '"'抱歉，我不能。'"'"}}' \
    'a refusal passes with its text and an error'
is "$(wk-regexlist -R fails.out | jq -r .error.kind)" no_list \
    '-R reads a response with an error again'
is "$(jq -c '.response = "[\"a\"]"' fails.out | wk-regexlist -R)" \
    '{"a":1,"question":"a","item":1}' '-R forgets the error if there is a list now'
is "$(jq -c '.response = "[\"a\"]"' fails.out | wk-regexlist | jq -r .error.kind)" \
    no_list 'without -R a record with an error passes'
for empty in '[]' '[ ]' '{"questions": []}' '【】' '<think>短</think>[]' \
    '[]<|im_end|>'; do
	ok "$empty is no failure" sh -c 'printf "%s\n" "$1" |
	    wk-regexlist --lines >nothing 2>nothing.err' sh "$empty"
	is "$(jq -c . nothing)$(cat nothing.err)" \
	    '{"state":"nothing_to_ask"}' "$empty says that there is nothing to ask"
done
is "$(echo '{"id":1,"response":"[]","ask":{"finish":"stop","usage":1},"reasoning":"x"}' |
    wk-regexlist)" '{"id":1,"ask":{"finish":"stop"},"state":"nothing_to_ask"}' \
    'a record with nothing to ask loses response, reasoning and usage'
for record in '{"a":1}' '{"response":null}' '{"response":["a","b"]}'; do
	is "$(echo "$record" | wk-regexlist | jq -r .error.kind)" no_response \
	    "no text: $record"
done
is "$(printf '{"response":"\\u001b[31m\\u202e no"}\n' | wk-regexlist |
    jq -r .error.message)" "no list: '\\x1b[31m\\u{202e} no'" \
    'a message masks the text that it quotes'
is "$(echo no record | wk-regexlist | jq -r .error.kind)" bad_record \
    'a line that is not a record is bad_record'

# faults
fails 2 'an unknown option' wk-regexlist --nonsense
for option in '-n 0' '-n many' '-l 0' '-l -1' '-e (' '-o item' \
    '--strict -e x'; do
	# shellcheck disable=SC2086
	fails 2 "$option" wk-regexlist $option
done
fails 2 'no file' wk-regexlist missing
has "$(cat fails.err)" 'missing: No such file' 'the file that is missing is named'
ok 'empty input' sh -c 'wk-regexlist </dev/null'
is "$(printf '{"response":"[1, \\"a\\"]"}' | wk-regexlist | jq -r .question)" a \
    'no newline at the end'
is "$(printf '{"response":"[\\"a\\"]"}\r\n\r\n{"response":"[\\"b\\"]"}\r\n' |
    questions)" 'a
b' 'CRLF'
is "$(printf '{"response":"[\\"\377\\"]"}\n' | wk-regexlist | jq -r .error.kind)" \
    bad_record 'bad UTF-8'
is "$(printf '{"response":"[\\"a\\u0000b\\"]"}\n' | wk-regexlist |
    jq -c .question)" '"ab"' 'a NUL is dropped'
said "$three" >in
fails 2 'a full disk' sh -c 'wk-regexlist in >/dev/full'
fails 2 'a closed stdout' sh -c 'wk-regexlist in >&-'
fails 2 'a closed stdin' sh -c 'wk-regexlist <&-'
cp in in2
is "$(wk-regexlist in - <in2 in | wc -l)" 9 'operands are read in turn, - is stdin'
wk-regexlist in >one
wk-regexlist in >two
same one two 'two runs give the same bytes'
awk 'BEGIN { printf "{\"response\":\"["; for (i = 0; i < 100000; i++)
    printf "%s\\\"第%d号船在哪里？\\\"", i ? ", " : "", i; print "]\"}" }' >big
is "$(wk-regexlist big | wc -l)" 100000 'a list of a hundred thousand items'
is "$(wk-regexlist big | tail -n 1)" \
    '{"question":"第99999号船在哪里？","item":100000}' 'the last of a hundred thousand items'

# the tutorial's path
said '```python
questions = [
    "云泽在哪里？",
    "听芦是谁？",
]
```' | wk-regexlist -l 20 | jq -c '. + {answer: "这是一个足够长的回答了，是吧。"}' |
    wk-xtuner >rows
is "$(jq -r '.conversation[0].input' rows)" '云泽在哪里？
听芦是谁？' 'aspects to questions to rows'
done_testing
