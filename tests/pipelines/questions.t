#!/bin/sh
# The pipelines that ask a model: questions, self-cognition, tutorial.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need wk-ask wk-regexlist wk-rag
export WK_MODEL=model

# run PIPELINE ARGUMENT...
run() {
	what=$1
	shift
	sh "$ROOT/pipelines/$what" --url "http://127.0.0.1:$port/v1" \
	    --retry-delay 0 "$@"
}

# asked N: what the N-th request asked for, as JSON.
asked() {
	sed -n "${1}p" "$stub_log" | jq -c .body
}

printf '%s' "['主角是谁？', '他的师父是谁？', '主角 是谁?', '主角是谁？', \
'这一个问题实在是太长太长太长太长太长太长太长太长了吧？']" >list
printf '%s' '好的，这是列表：["有几章？", "第一章讲什么？"]，希望有用。' >short
cat >script <<'END'
body~主要角色 : content=@list
body~文化内涵 : content="抱歉，我不能回答。"
default : content=@short
END
stub_start -s script

# questions
printf '主要角色\r\n\n  战斗系统 \n' >aspects
ok 'questions' run questions --subject 《黑神话：悟空》 -j 1 -o q.jsonl aspects
is "$(jq -r '.aspect + " " + .question' q.jsonl)" '主要角色 主角是谁？
主要角色 他的师父是谁？
主要角色 主角 是谁?
战斗系统 有几章？
战斗系统 第一章讲什么？' 'a line a question, none twice, none too long'
is "$(stub_hits)" 2 'a request an aspect'
body=$(asked 1)
is "$(printf '%s\n' "$body" | jq -c '[.model, .temperature, .messages[].role]')" \
    '["model",0.7,"system","user"]' 'at 0.7'
prompt=$(printf '%s\n' "$body" | jq -r '.messages[1].content')
for part in 《黑神话：悟空》 '“主要角色”' ' 10 个问题' '不超过 20 个字' \
    'Python 列表' 不编号; do
	has "$prompt" "$part" "the prompt says $part"
done
has "$(asked 2)" '“战斗系统”' 'blanks around an aspect go'
case $(asked 1)$(asked 2) in
*'{{'*) result 1 'no place is left open' ;;
*) result 0 'no place is left open' ;;
esac
cp q.jsonl first
ok 'questions again' run questions --subject 《黑神话：悟空》 -o q.jsonl aspects
same first q.jsonl 'gives the same'
is "$(stub_hits)" 2 'and pays nothing twice'
ok 'an aspect more' sh -c "echo 游戏玩法 >>aspects"
ok 'questions of it' run questions --subject 《黑神话：悟空》 -o q.jsonl aspects
is "$(stub_hits) $(grep -c '' q.jsonl)" '3 7' 'cost one request'

echo '{"aspect":"主要角色","id":"7","x":{"y":[1,2]}}' >a.jsonl
run questions --subject S -n 1 -l 40 <a.jsonl >got 2>err
is "$?" 0 'records from stdin, to stdout'
is "$(jq -c '[.id, .x, .question, .item]' got)" '["7",{"y":[1,2]},"主角是谁？",1]' \
    'one of each, with the fields of the aspect'
prompt=$(asked 4 | jq -r '.messages[1].content')
has "$prompt" ' 1 个问题' '-n is in the prompt'
has "$prompt" '不超过 40 个字' '-l too'
echo '{"aspect":"a","subject":"own"}' | run questions --subject S >got 2>err
has "$(asked 5)" '围绕own的' "a record's own subject counts"
run questions --lang en --subject Go aspects >got 2>err
has "$(asked 6)" 'At most 80 characters' 'in English'
printf 'Ask {{aspect}} of {{subject}}, {{other|none}}.' >own.prompt
printf 'Be brief.' >own.system
echo beauty | run questions --subject S -S own.system -P own.prompt \
    --max-tokens 99 --temperature=0 >got 2>err
is "$(asked 9 | jq -c '[.messages[].content, .temperature, .max_tokens]')" \
    '["Be brief.","Ask beauty of S, none.",0,99]' 'own prompts and settings'
run questions --example --dry-run >out 2>err
is "$(stub_hits)" 9 '--dry-run sends nothing'
stub_stop

stub_start -s script
run questions --example -o q.jsonl 2>err
is "$?" 1 'an aspect that gives no list'
is "$(stub_hits)" 12 "the tutorial's twelve aspects"
is "$(grep -c '' q.jsonl)" $((3 + 2 * 10)) 'the questions of the others are there'
has "$(cat err)" 'failed: 1 no_list; see q.jsonl.rejects' 'it is counted'
is "$(jq -r '.aspect + .error.kind' q.jsonl.rejects)" 文化内涵no_list 'and kept'
run questions --example 2>err | jq -r 'select(.error) | .error.kind' >got
is "$(cat got)" no_list 'on stdout it goes with the others'

# Nothing that is given is run, or read as something else.
subject="it's \"a\" \$(touch evil) \`touch evil\` \\ %s 	{{ x"
printf '%s\n' "\$(touch evil); 'x' \"y\" {{no}} \\n" >odd
ok 'odd words' run questions --subject "$subject" -o 'o d.jsonl' odd
fails 1 'are not run' test -e evil
has "$(asked "$(stub_hits)" | jq -r '.messages[1].content')" "$subject" \
    'but asked about'
is "$(jq -r .subject 'o d.jsonl' | head -n 1)" "$subject" 'and kept'
printf '{"aspect":"a"}\nno record\n{"aspect":"主要角色"}\n' >broken
run questions --subject S broken >got 2>err
is "$?" 1 'a line that is no record'
is "$(jq -r 'select(.error | not) | .aspect' got | sort | uniq -c | tr -s ' ')" \
    ' 2 a
 3 主要角色' 'costs no other'

hits=$(stub_hits)
cp q.jsonl first
printf '\316\362\277\325\n' >gb
fails 2 'aspects that are not UTF-8' run questions --subject S -o q.jsonl gb
printf ' \n\n' >void
fails 2 'no aspects' run questions --subject S -o q.jsonl void
fails 2 'no such file' run questions --subject S -o q.jsonl nowhere
fails 2 'a number that is none' run questions --subject S -n x -o q.jsonl aspects
fails 2 'no such language' run questions --subject S --lang fr aspects
fails 2 'a directory to write to' run questions --subject S -o . aspects
fails 2 'an unknown option' run questions --nonsense 1 aspects
fails 2 'an option without its value' run questions --subject
WK_MODEL='' fails 2 'no model' run questions --subject S -o q.jsonl aspects
is "$(stub_hits)" "$hits" 'none of these asks anything'
same first q.jsonl 'or changes what was there'
stub_stop

# Stopped, and resumed.
cat >refuse <<'END'
n=1-2 : content=@short
default : status=401
END
stub_start -s refuse
run questions --subject T -j 1 -o q.jsonl -J j.journal aspects 2>err
is "$?" 3 'the key is refused in the middle'
has "$(cat err)" 'run the same command again; j.journal keeps what was paid for' \
    'what to do is said'
same first q.jsonl 'the output is as it was'
stub_stop
stub_start -s script -p "$port"
ok 'resumed' run questions --subject T -j 1 -o q.jsonl -J j.journal aspects
is "$(stub_hits)" 1 'the rest is asked for'
is "$(grep -c '' q.jsonl)" 6 'and all are there'
stub_stop
fails 75 'no server' run questions --subject U --retries 0 --breaker 1 \
    -o q.jsonl aspects
has "$(cat fails.err)" 'q.jsonl.journal keeps what was paid for' 'again'

# self-cognition
printf '%s' '["你是谁？", "你 是谁", "你叫什么名字？", "你是 GPT 吗？", "谁开发了你？"]' >names
cat >script <<'END'
body~最长不超过 : content=@names
body~GPT : content="不是。"
default : content="我是悟了悟了。"
END
stub_start -s script
run self-cognition --name 悟了悟了 --author "某 '社'" -n 40 -j 1 2>err
is "$?" 1 'self-cognition'
is "$(cat self-cognition.jsonl)" \
    '{"conversation":[{"input":"你是谁？","output":"我是悟了悟了。"}]}
{"conversation":[{"input":"你叫什么名字？","output":"我是悟了悟了。"}]}
{"conversation":[{"input":"谁开发了你？","output":"我是悟了悟了。"}]}' \
    'rows, no question twice'
has "$(cat err)" '40 questions there are 4' 'that they are few is told'
is "$(jq -r '.question + .error.kind' self-cognition.jsonl.rejects)" \
    '你是 GPT 吗？bad_answer' 'an answer without the name is none'
is "$(stub_hits)" 7 'three lists, four answers'
has "$(asked 1)" "由某 '社'开发" 'the author is in the prompt'
is "$(asked 4 | jq -c '[.messages[].role, .messages[1].content]')" \
    '["system","user","你是谁？"]' 'a question is asked as a user would'
has "$(asked 4)" '每次都说出自己的名字“悟了悟了”' 'in the role'
run self-cognition --name 悟了悟了 --author "某 '社'" -n 40 2>err
is "$(stub_hits)" 7 'again: nothing is paid twice'
echo 角色 >role
ok 'self-cognition of one' run self-cognition --name 悟了悟了 --author x -n 1 \
    --role role --format v1 -o one
is "$(jq -c '[.messages[].role]' one)" '["system","user","assistant"]' \
    'its format and role'
is "$(wk-xtuner --check self-cognition.jsonl one)" '' 'a trainer takes them'
fails 2 'no name' run self-cognition --author x
stub_stop

# tutorial
cat >script <<'END'
path=/huixiangdou_inference body~师父 : hxd-state=unrelated
path=/v1/chat/completions : content=@list
END
stub_start -s script
echo 主要角色 >aspects
tutorial() {
	run tutorial -H "http://127.0.0.1:$port" --subject 《黑神话：悟空》 \
	    --prefix 在《黑神话：悟空》中， --suffix 。请简要回答。 "$@"
}
printf '%s' "['主角是谁', '黑神话：悟空有几章？', '谁是师父。']" >list
stub_stop
stub_start -s script
tutorial aspects 2>err
is "$?" 1 'tutorial'
is "$(cat sft.jsonl)" \
    '{"conversation":[{"input":"主角是谁","output":"Answer to: 在《黑神话：悟空》中，主角是谁。请简要回答。"}]}
{"conversation":[{"input":"黑神话：悟空有几章？","output":"Answer to: 黑神话：悟空有几章？请简要回答。"}]}' \
    'prefix and suffix reach the server and not the rows; no ？。'
is "$(jq -r .question sft.jsonl.rejects)" 谁是师父。 'what is not answered is kept'
is "$(stub_hits huixiangdou)" 3 'three questions'
tutorial --keep-suffix aspects 2>err
is "$(jq -r '.conversation[0].input' sft.jsonl | head -n 1)" \
    在《黑神话：悟空》中，主角是谁。请简要回答。 '--keep-suffix: they are in the rows'
is "$(stub_hits)" 4 'nothing is asked twice'
is "$(wk-xtuner --check sft.jsonl)" '' 'a trainer takes them'
cp sft.jsonl first
sh "$ROOT/pipelines/tutorial" -u "http://127.0.0.1:$port/v1" -H 127.0.0.1:1 \
    --subject S --retries 0 --breaker 1 --role role aspects 2>err
is "$?" 75 'no HuixiangDou'
has "$(cat err)" 'run the same command again' 'is told'
same first sft.jsonl 'the rows are as they were'
sh "$ROOT/pipelines/tutorial" -u "http://127.0.0.1:$port/v1" -H 127.0.0.1:1 \
    --subject S --retries 0 aspects 2>err
is "$?" 1 'the same for so few that it goes on'
same first sft.jsonl 'no rows do not take the place of some'
hits=$(stub_hits)
run tutorial -H "http://127.0.0.1:$port" --subject S --role role \
    aspects >out 2>err
is "$(stub_hits completions) $(stub_hits)" "2 $((hits + 3))" \
    'resumed: the model is not asked again'
is "$(jq -r '.conversation[0].system' sft.jsonl | sort -u)" 角色 '--role'
fails 2 'no server is named' run tutorial --subject S aspects
stub_stop

# No key is anywhere.
stub_start -s script
WK_API_KEY=canary-k3y ok 'with a key' run questions --subject S -o k.jsonl aspects
is "$(stub_hits canary-k3y)" 1 'the server has it'
is "$(grep -rl canary-k3y . | grep -v stub.log)" '' 'nobody else'
is "$(find . -name '.[a-z]*')" '' 'no litter'
stub_stop
done_testing
