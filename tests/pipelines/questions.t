#!/bin/sh
# The pipelines that ask a model: questions, self-cognition, tutorial.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-ask wk-regexlist wk-rag wk-find
export WK_MODEL=model

# run PIPELINE ARGUMENT...
run() {
	what=$1
	shift
	ASK_FLAGS="--retry-delay 0 ${ask-}" RAG_FLAGS='--retry-delay 0' \
	    bash "$ROOT/pipelines/$what" --url "http://127.0.0.1:$port/v1" "$@"
}

# asked N: what the N-th request asked for, as JSON.
asked() {
	sed -n "${1}p" "$stub_log" | jq -c .body
}

long=这一个问题实在是$(printf '有点长%.0s' $(seq 35))了吧？
printf '%s' "['主角是谁？', '他的师父是谁？', '主角 是谁?', '主角是谁？', \
'$long', '这一个问题实在是$(printf '太长%.0s' $(seq 60))了吧？']" >list
printf '%s' '好的，这是列表：["有几章？", "第一章讲什么？"]，希望有用。' >short
cat >script <<'END'
body~主要角色 : content=@list
body~文化内涵 : content="抱歉，我不能回答。"
default : content=@short
END
stub_start -s script

# questions
printf '主要角色\r\n\n  战斗系统 \n' >aspects
run questions --subject 《黑神话：悟空》 -o q.jsonl aspects 2>err
is "$?" 0 questions
has "$(cat err)" '1 of 8 items dropped: longer than 120 characters' \
    'a question of more than twice --longest is dropped and counted'
is "$(jq -r '.aspect + " " + .question' q.jsonl)" '主要角色 主角是谁？
主要角色 他的师父是谁？
主要角色 主角 是谁?
主要角色 '"$long"'
战斗系统 有几章？
战斗系统 第一章讲什么？' 'a line a question, none twice, none too long'
is "$(stub_hits)" 2 'a request an aspect'
body=$(asked 1)
is "$(printf '%s\n' "$body" | jq -c '[.model, .temperature, .messages[].role]')" \
    '["model",0.7,"system","user"]' 'at 0.7'
prompt=$(printf '%s\n' "$body" | jq -r '.messages[1].content')
for part in 《黑神话：悟空》 方面：主要角色 ' 10 个问题' '不超过 60 个字'; do
	has "$prompt" "$part" "the prompt says $part"
done
has "$(asked 2)" 方面：战斗系统 'blanks around an aspect go'
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
is "$(stub_hits) $(grep -c '' q.jsonl)" '3 8' 'cost one request'

echo '{"aspect":"主要角色","id":"7","x":{"y":[1,2]}}' >a.jsonl
run questions --subject S -n 1 -l 40 <a.jsonl >got 2>err
is "$?" 0 'records from stdin, to stdout'
is "$(jq -c '[.id, .x, .question, .item]' got)" '["7",{"y":[1,2]},"主角是谁？",1]' \
    'one of each, with the fields of the aspect'
prompt=$(asked 4 | jq -r '.messages[1].content')
has "$prompt" ' 1 个问题' '-n is in the prompt'
has "$prompt" '不超过 40 个字' '-l too'
echo '{"aspect":"a","subject":"own"}' | run questions --subject S >got 2>err
has "$(asked 5)" 题材：own "a record's own subject counts"
run questions --lang en --subject Go aspects >got 2>err
has "$(asked 6)" 'at most 200 characters' 'in English'
printf 'Ask {{aspect}} of {{subject}}, {{other|none}}.' >own.prompt
printf 'Be brief.' >own.system
echo beauty | ask='--max-tokens 99 -t 0' run questions --subject S \
    -S own.system --prompt=own.prompt >got 2>err
is "$(asked 9 | jq -c '[.messages[].content, .temperature, .max_tokens]')" \
    '["Be brief.","Ask beauty of S, none.",0,99]' 'own prompts and settings'
run questions --example --dry-run >out 2>err
is "$? $(stub_hits) $(jq .requests out)" '0 9 12' '--dry-run sends nothing'
stub_stop

stub_start -s script
run questions --example -o q.jsonl 2>err
is "$?" 1 'an aspect that gives no list'
is "$(stub_hits)" 12 "the tutorial's twelve aspects"
is "$(grep -c '' q.jsonl)" $((4 + 2 * 10)) 'the questions of the others are there'
has "$(cat err)" 'rejected: 1 no_list' 'it is counted'
has "$(cat err)" 'see q.jsonl.rejects' 'and where to look is told'
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
 4 主要角色' 'costs no other'

hits=$(stub_hits)
cp q.jsonl first
printf '\316\362\277\325\n' >gb
fails 1 'aspects that are not UTF-8' run questions --subject S -o q.jsonl gb
is "$(jq -r .error.kind q.jsonl.rejects)" bad_record 'are rejected'
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
ask='-j 1' run questions --subject T -o q.jsonl -J j.journal aspects 2>err
is "$?" 3 'the key is refused in the middle'
has "$(cat err)" 'run again' 'what to do is said'
same first q.jsonl 'the output is as it was'
stub_stop
stub_start -s script -p "$port"
ok 'resumed' run questions --subject T -o q.jsonl -J j.journal aspects
is "$(stub_hits)" 1 'the rest is asked for'
is "$(grep -c '' q.jsonl)" 6 'and all are there'
stub_stop
ask='--retries 0 --breaker 1'
fails 75 'no server' run questions --subject U -o q.jsonl aspects
has "$(cat fails.err)" 'run again' 'again'
ask=

# The passages of a knowledge base, and those of 0.1.
documents
wk-split docs | wk-index kb.db >out 2>err
stub_start -s script
printf '古钟\n主要角色\n' | ask='-j 1' run questions --subject S -k kb.db >got 2>err
is "$?" 0 '--kb'
has "$(asked 1)" 云泽的水里沉着九口古钟 'what fits an aspect is shown'
has "$(asked 2)" 没有资料 'what does not, is asked about all the same'
is "$(jq -c 'keys - ["subject", "aspect", "question", "item", "ask", "id"]' got |
    sort -u)" '[]' 'no field of it stays'
is "$(jq -r '[.aspect, .state // ""] | join("/")' got | sort | uniq -c | tr -s ' ')" \
    ' 4 主要角色/
 2 古钟/' 'each has its questions'
run questions --subject 《黑神话：悟空》 --prompts "$ROOT/pipelines/prompts/v0" \
    -l 20 aspects >got 2>err
has "$(asked 3)" '不超过 20 个字' "--prompts: those of 0.1"
ASK_SCHEMA=yes run questions --subject T aspects >got 2>err
has "$(tail -n 1 "$stub_log" | jq -c .body.response_format)" json_schema \
    'ASK_SCHEMA=yes'
stub_stop

# self-cognition
printf '%s' '{"questions":["你是谁？", "你 是谁", "你叫什么名字？", "你是 GPT 吗？"]}' >names
printf '%s' '{"questions":["谁开发了你？", "你哪里来的？"]}' >makers
printf '%s' '{"questions":["你能做什么？"]}' >uses
cat >script <<'END'
body~这一种：直接问 : content=@names
body~谁开发的、从哪里来 : content=@makers
body~能做什么、不能 : content=@uses
body~这一种： : content="抱歉。"
body~GPT : content="不是。"
body~谁开发了你 : content="是某 '社'开发的。"
body~哪里来 : content="从很远的地方来。"
body~你能做什么 : content="回答问题。"
default : content="我是悟了悟了。"
END
stub_start -s script
run self-cognition --name 悟了悟了 --author "某 '社'" --purpose 答疑 2>err
is "$?" 1 'self-cognition'
is "$(cat self-cognition.jsonl)" \
    '{"conversation":[{"input":"你是谁？","output":"我是悟了悟了。"}]}
{"conversation":[{"input":"你叫什么名字？","output":"我是悟了悟了。"}]}
{"conversation":[{"input":"你能做什么？","output":"回答问题。"}]}
{"conversation":[{"input":"谁开发了你？","output":"是某 '"'社'"'开发的。"}]}' \
    'rows, no question twice; what it can do needs no name'
is "$(jq -r 'select(.question) | .question + " " + .error.kind' \
    self-cognition.jsonl.rejects | sort)" '你 是谁 duplicate
你哪里来的？ bad_answer
你是 GPT 吗？ bad_answer' 'an answer without the name is none'
has "$(cat err)" '12 angles, of which 3 gave 4 rows' 'it is counted'
is "$(stub_hits)" 18 'a call an angle, six answers'
is "$(asked 1 | jq -c '[.temperature, .messages[].role]')" '[1,"system","user"]' \
    'at 1.0'
for part in "开发者：某 '社'" 用途：答疑 '数量：5 句' 这一种：; do
	has "$(asked 1)" "$part" "the prompt says $part"
done
is "$(grep -c '"content":"你是谁？"' "$stub_log")" 1 \
    'a question is asked as a user would'
run self-cognition --name 悟了悟了 --author "某 '社'" --purpose 答疑 2>err
is "$(stub_hits)" 18 'again: nothing is paid twice'
echo 角色 >role
run self-cognition --name 悟了悟了 --author x -n 1 --role role --format v1 \
    -o one 2>err
is "$(jq -c '[.messages[].role]' one | sort -u)" '["system","user","assistant"]' \
    'its format and role'
is "$(wk-xtuner --check self-cognition.jsonl one)" '' 'a trainer takes them'
fails 2 'no name' run self-cognition --author x
fails 2 'no such language' run self-cognition --name x --author x --lang fr
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
is "$?" 0 'tutorial'
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
RAG_FLAGS='--retries 0 --breaker 1' bash "$ROOT/pipelines/tutorial" \
    -u "http://127.0.0.1:$port/v1" -H 127.0.0.1:1 --subject S --role role \
    aspects 2>err
is "$?" 75 'no HuixiangDou'
has "$(cat err)" 'run again' 'is told'
same first sft.jsonl 'the rows are as they were'
RAG_FLAGS='--retries 0' bash "$ROOT/pipelines/tutorial" \
    -u "http://127.0.0.1:$port/v1" -H 127.0.0.1:1 --subject S aspects 2>err
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
