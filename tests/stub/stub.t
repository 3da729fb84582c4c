#!/bin/sh
# The stub server: each endpoint, and the bytes of each fault.
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/stub.sh"
need jq

chat=/v1/chat/completions
# body TEXT [MORE]: the body of a chat request.
body() {
	printf '{"model":"m","messages":[{"role":"system","content":"s"},'
	printf '{"role":"user","content":"%s"}]%s}' "$1" "${2-}"
}
# script: starts the stub anew, with the script on stdin.
script() {
	cat >script
	stub_stop
	stub_start -s script
}
# ask TEXT [MORE [OPTION...]]: asks the chat; shows head and body.
ask() {
	ask=$(body "$1" "${2-}")
	shift
	[ $# -eq 0 ] || shift
	"$stub" -d "$ask" "$@" -c "http://127.0.0.1:$port$chat" 2>ask.err
}
content() {
	jq -r '.choices[0].message.content'
}
# cannot LINE WHY: the script line is refused for this.
cannot() {
	printf '# a comment\n%s\n' "$1" >script
	fails 2 "refused: $1" "$stub" -s script -t 5 never
	has "$(cat fails.err)" "script:2: $2" "says why: $2"
}

stub_start
# The services.
out=$(stub_post $chat "$(body '你好')")
is "$(echo "$out" | content)" 'Answer to: 你好' 'chat: the answer'
is "$(echo "$out" | jq -c '[.model, .choices[0].finish_reason,
    (.usage | .prompt_tokens + .completion_tokens == .total_tokens)]')" \
    '["m","stop",true]' 'chat: model, finish, usage'
is "$(stub_post /api/v1/chat/completions "$(body x)" | content)" \
    'Answer to: x' 'chat: under another prefix'
is "$(stub_post $chat '{"messages":[{"role":"user","content":"no"},
    {"role":"user","content":[{"type":"text","text":"a"},
    {"type":"text","text":"b"}]},{"role":"assistant","content":"c"}]}' |
    content)" 'Answer to: ab' "chat: the user's last message, in parts"
is "$(stub_post $chat "$(body x ',"n":3')" | jq '.choices | length')" 3 \
    'chat: three choices'
is "$(stub_post $chat "$(body x ',"response_format":{"type":"json_object"}')" |
    content | jq -r .answer)" x 'chat: JSON wanted'
has "$(ask x ',"stream":true')" 'Content-Type: text/event-stream' 'SSE'
stub_post $chat "$(body '一二三四五六七八九十' \
    ',"stream":true,"stream_options":{"include_usage":true}')" >sse
sed -n 's/^data: {/{/p' sse >events
is "$(jq -j '.choices[]?.delta.content // empty' events)" \
    'Answer to: 一二三四五六七八九十' 'SSE: the deltas together'
is "$(jq -c '.choices[]?.finish_reason // empty' events)" '"stop"' \
    'SSE: one finish'
is "$(jq -s '.[-1].usage.total_tokens > 1' events)" true 'SSE: the usage'
is "$(tail -2 sse)" 'data: [DONE]' 'SSE: [DONE]'
is "$(stub_post $chat '{}' | jq -r .error.message)" 'messages are missing' \
    'chat: no messages'
has "$("$stub" -d x -c "http://127.0.0.1:$port$chat")" 'HTTP/1.1 400' \
    'chat: no JSON'
has "$("$stub" -c "http://127.0.0.1:$port$chat")" 'HTTP/1.1 405' 'chat: GET'
has "$("$stub" -c "http://127.0.0.1:$port/x")" 'HTTP/1.1 404' 'another path'

out=$(stub_post /v1/embeddings '{"input":["悟空","空悟","abc"]}')
is "$(echo "$out" | jq -c '.data | [map(.index), (.[0].embedding | length),
    .[0].embedding == .[1].embedding, .[0].embedding == .[2].embedding]')" \
    '[[0,1,2],64,true,false]' 'embeddings: by their characters'
is "$(stub_post /v1/embeddings \
    '{"input":"a","dimensions":1,"encoding_format":"base64"}' |
    jq -r '.data[0].embedding')" 'AACAPw==' 'embeddings: base64'
has "$(stub_post /v1/embeddings '{"input":["a",""]}')" 'none empty' \
    'embeddings: an empty text'
is "$(stub_post /v1/rerank '{"query":"悟空是谁","documents":["abc",
    "悟空是石猴","空"],"top_n":2,"return_documents":true}' |
    jq -c '.results | [map(.index), .[0].document.text,
    .[0].relevance_score > .[1].relevance_score]')" \
    '[[1,2],"悟空是石猴",true]' 'rerank'
is "$(stub_post /huixiangdou_inference '{"text":"谁","image":""}' |
    jq -c '.step[0] | [.state, .response, .refs]')" \
    '["success","Answer to: 谁",["one.md","two.md"]]' 'HuixiangDou'
is "$(stub_post /huixiangdou_stream '{"text":"谁"}' |
    jq -r '.step[0].response | rtrimstr(" ")' | tail -2 | paste -sd'|' -)" \
    'Answer to:|Answer to: 谁' 'HuixiangDou: a stream that grows'
is "$(stub_post /search '{"q":"猴","num":2}' |
    jq -c '[.organic[].position, .organic[0].link, .credits]')" \
    '[1,2,"https://example.com/1",1]' 'Serper'
is "$(stub_post /search '[{"q":"a"},{"q":"b"}]' | jq -c 'map(.organic | length)')" \
    '[10,10]' 'Serper: two at once'

# What is counted and logged.
script <<'X'
X
ask a '' -H 'Authorization: Bearer k1' >/dev/null
ask b '' -H 'X-API-KEY: k2' >/dev/null
stub_post /v1/x 'no
JSON' >/dev/null
is "$(jq -c '[.n, .try, .path, .authorization]' "$stub_log")" \
'[1,1,"/v1/chat/completions","Bearer k1"]
[2,1,"/v1/chat/completions","k2"]
[3,1,"/v1/x",null]' 'the log'
is "$(jq -r '.body | if type == "string" then . else .messages[1].content end' \
    "$stub_log")" 'a
b
no
JSON' 'the bodies in the log'
is "$(stub_hits) $(stub_hits '"authorization":"Bearer')" '3 1' 'stub_hits'
is "$(stub_get /stats | jq -c '[.hits, .aborted, .busy, .most_busy, .paths]')" \
    '[3,0,0,1,{"/v1/chat/completions":2,"/v1/x":1}]' '/stats'
is "$(stub_get /reset | jq .hits) $(stub_get /stats | jq .hits)" '0 0' '/reset'
if command -v curl >/dev/null 2>&1; then
	body "$(printf '%02000000d' 0)" >large
	curl -sv -H 'Expect: 100-continue' --data-binary @large \
	    "http://127.0.0.1:$port$chat" >reply 2>curl.err
	has "$(cat curl.err)" 'HTTP/1.1 100 Continue' '100 Continue'
	is "$(content <reply | wc -c)" 2000012 'a large body'
	has "$(curl -si -H 'Transfer-Encoding: chunked' -d x \
	    "http://127.0.0.1:$port$chat")" 'HTTP/1.1 411' 'a body in chunks'
	has "$(curl -si -H "X: $(printf '%070000d' 0)" \
	    "http://127.0.0.1:$port$chat")" 'HTTP/1.1 431' 'a huge head'
else
	skip 4 'no curl'
fi

# Conditions.
script <<'X'
n=2       : content="second"
n=4-5     : content="four or five"
body~妖怪 : content="猫"
body~"a b" key=good : content="both"
body~"a b" no-key : status=401
path=other : content="other path"
try=2     : content="again"
try>2     : content="and again"
stream    : content="streamed"
!body~plain every=2 : content="even"
X
for text in x x x y z x x '\u5996\u602a' 'a b' 'a b' plain new; do
	case $(stub_hits) in
	9) set -- -H 'Authorization: Bearer good' ;;
	*) set -- ;;
	esac
	ask "$text" '' "$@" | tail -1
done >replies
is "$(jq -r '.error.code // .choices[0].message.content' replies)" \
'Answer to: x
second
and again
four or five
four or five
and again
and again
猫
invalid_api_key
both
Answer to: plain
even' 'conditions'
is "$(stub_post /other$chat "$(body o)" | content)" 'other path' 'path='
has "$(stub_post $chat "$(body s ',"stream":true')")" '"content":"streamed"' \
    'stream'

script <<'X'
rate=0.25 : status=500
X
"$stub" -n 1 -r 2000 -d "$(body x)" -c "http://127.0.0.1:$port$chat" >load
bad=$(jq .bad load)
ok 'rate: about a quarter' test "$bad" -gt 430 -a "$bad" -lt 570
stub_stop
stub_start -s script
"$stub" -n 1 -r 2000 -d "$(body x)" -c "http://127.0.0.1:$port$chat" >load
is "$(jq .bad load)" "$bad" 'rate: the same ones again'
script <<'X'
rps=10 : status=429 header="Retry-After: 1"
X
"$stub" -n 1 -r 15 -d "$(body x)" -c "http://127.0.0.1:$port$chat" >load
is "$(jq -c '[.good, .bad]' load)" '[10,5]' 'rps: ten, and no more'
sleep 1.1
has "$(ask x)" '200 OK' 'rps: a second later'

# Actions.
echo 'from a file' >text
script <<'X'
body~T1 : status=503 header="Retry-After: 2" header="X-Other: {date+0}!"
body~T2 : content="said \"so\"\n" think="hm" reasoning="why" finish=length
body~T3 : content=null no-usage
body~T4 : refusal="No."
body~T5 : usage=7,11 content=@text
body~T6 : status=418 body="raw \x01\n"
body~T7 : html
body~T8 : error200="429,slow down"
body~T9 : siliconflow="20012,no model" status=400
body~Ta : redirect=http://127.0.0.1:1/x
body~Tb : bad-utf8
body~Tc : blanks=3,30
body~Td : cut=10
body~Te : close
body~Tf : cut-chunked=150
body~Tg : chunked
body~Th : sse-cut
body~Ti : sse-error
body~Tz : interrupt delay=60000
body~Tj : reset
body~Tk : hang
body~Tl : drip=1
body~Tm : delay=300
body~Tn : bomb
body~To : bomb-gzip
body~Tp : hxd-state=success hxd-state="Irrelevant answer." content="old"
body~Tq : hxd-string
body~Tr : raw-controls
body~Ts : serper-empty
body~Tt : shuffle
body~Tu : status=403
X
out=$(ask T1)
has "$out" 'HTTP/1.1 503 Service Unavailable' 'status='
has "$out" 'Retry-After: 2' 'header='
has "$out" "$(LC_ALL=C date -u '+X-Other: %a, %d %b %Y ')" 'header= with a date'
has "$out" ' GMT!' 'header= up to its end'
has "$out" '"code":"server_error"' 'status= has the body that goes with it'
is "$(ask T2 | tail -1 | jq -c '.choices[0] |
    [.message.content, .message.reasoning_content, .finish_reason]')" \
    '["<think>hm</think>said \"so\"\n","why","length"]' \
    'content= think= reasoning= finish='
is "$(stub_post $chat "$(body T2 ',"stream":true')" | sed -n 's/^data: {/{/p' |
    jq -j '.choices[0].delta | .reasoning_content // .content // "" |
    gsub("\n"; "$")')" 'why<think>hm</think>said "so"$' 'the same as SSE'
is "$(ask T3 | tail -1 | jq -c '[.choices[0].message.content, .usage]')" \
    '[null,null]' 'content=null no-usage'
is "$(ask T4 | tail -1 | jq -c '.choices[0].message | [.content, .refusal]')" \
    '[null,"No."]' 'refusal='
is "$(ask T5 | tail -1 | jq -c '[.usage.prompt_tokens, .usage.total_tokens,
    .choices[0].message.content]')" '[7,18,"from a file\n"]' 'usage= @file'
is "$(ask T6 '' -w | sed '/^Connection/d' | od -An -c | tr -d ' \n')" \
    "$(printf 'HTTP/1.1 418 Other\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\nraw \001\n' |
    od -An -c | tr -d ' \n')" 'body='
has "$(ask T7)" 'Content-Type: text/html' 'html'
is "$(ask T8 | tail -1)" '{"error":{"code":429,"message":"slow down"}}' \
    'error200='
out=$(ask T9)
has "$out" 'HTTP/1.1 400' 'siliconflow= and status='
is "$(echo "$out" | tail -1)" \
    '{"code":20012,"message":"no model","data":null}' 'siliconflow='
has "$(ask Ta)" 'HTTP/1.1 302 Found' 'redirect='
has "$(ask Ta)" 'Location: http://127.0.0.1:1/x' 'redirect= says where'
has "$(ask Tb | od -An -c | tr -d ' \n')" \
    'bad377376\u0000\ud83dend' 'bad-utf8'
start=$(date +%s%N)
out=$(ask Tc '' -b | od -An -c | tr -d ' ' | head -1)
ms=$((($(date +%s%N) - start) / 1000000))
case $out in
'\n\n\n{'*) result 0 'blanks=' ;;
*) result 1 "blanks= : $out" ;;
esac
ok 'blanks= at intervals' test "$ms" -ge 80
is "$(stub_post $chat "$(body Tc ',"stream":true')" |
    grep -c '^: keep-alive$')" 3 'blanks= in SSE'
fails 1 'cut=: too short' stub_post $chat "$(body Td)"
is "$(cat fails.out)" '{"id":"cha' 'cut=: so many bytes'
is "$(ask Td '' -w | grep -ac Content-Length)" 1 'cut=: the length is told'
out=$(ask Te)
is "$(echo "$out" | grep -c Content-Length)" 0 'close: no length'
is "$(echo "$out" | tail -1 | content)" 'Answer to: Te' 'close: all came'
fails 1 'cut-chunked=: no last chunk' stub_post $chat "$(body Tf)"
is "$(wc -c <fails.out)" 150 'cut-chunked=: so many bytes'
out=$(ask Tg)
has "$out" 'Transfer-Encoding: chunked' 'chunked'
is "$(echo "$out" | tail -1 | content)" 'Answer to: Tg' 'chunked: all came'
ok 'sse-cut: the transfer ends well' \
    stub_post $chat "$(body 'Th and more' ',"stream":true')"
is "$(grep -c '"content"' ok.out) $(grep -c -e DONE -e stop ok.out)" '1 0' \
    'sse-cut: half of it, no finish'
stub_post $chat "$(body Ti ',"stream":true')" >sse
has "$(tail -2 sse)" 'data: {"error":{' 'sse-error'
(stub_post $chat "$(body Tz ',"stream":true')" >broken) &
until [ "$(stub_hits Tz)" -eq 1 ]; do sleep 0.02; done
stub_post $chat "$(body x)" >/dev/null
wait $!
is "$(grep -c '^data: {.*"finish_reason":null' broken) $(tail -n 2 broken)" \
    '1 data: [DONE]' 'interrupt: an event and [DONE] when the next one comes'
fails 1 'reset' stub_post $chat "$(body Tj)"
has "$(cat fails.err)" 'reset by peer' 'reset: says so'
"$stub" -d "$(body Tk)" -c "http://127.0.0.1:$port$chat" >/dev/null &
pid=$!
until [ "$(stub_hits Tk)" -eq 1 ]; do sleep 0.02; done
is "$(stub_get /stats | jq .busy)" 1 'hang: it waits'
kill $pid
wait $pid 2>/dev/null
sleep 0.05
is "$(stub_get /stats | jq -c '[.busy, .aborted]')" '[0,1]' \
    'hang: gone before the reply'
start=$(date +%s%N)
is "$(ask Tl | tail -1 | content)" 'Answer to: Tl' 'drip='
ms=$((($(date +%s%N) - start) / 1000000))
ok 'drip= takes its time' test "$ms" -ge 200
start=$(date +%s%N)
is "$(ask Tm | tail -1 | content)" 'Answer to: Tm' 'delay='
ms=$((($(date +%s%N) - start) / 1000000))
ok 'delay= is kept' test "$ms" -ge 300 -a "$ms" -lt 9000
is "$(stub_post $chat "$(body Tn)" | wc -c)" 214656013 'bomb'
is "$(stub_post $chat "$(body To)" | gzip -dc | wc -c)" 214656001 'bomb-gzip'
is "$(stub_post /huixiangdou_inference '{"text":"Tp"}' |
    jq -c '[.step[] | .state, .response]')" \
    '["success","old","Irrelevant answer.",""]' 'hxd-state='
is "$(stub_post /huixiangdou_inference '{"text":"Tq"}' | jq -c .)" \
    '"**References:**\r\n* one.md\r\n* two.md\r\nAnswer to: Tq"' 'hxd-string'
has "$(stub_post /huixiangdou_inference '{"text":"Tr"}' | od -An -c |
    tr -d ' \n')" 'Tr\nnextline\taftera' 'raw-controls'
is "$(stub_post /search '{"q":"Ts"}' | jq -c '[has("organic"), .credits]')" \
    '[false,1]' 'serper-empty'
is "$(stub_post /v1/embeddings '{"input":["Tt","b"]}' |
    jq -c '.data | map(.index)')" '[1,0]' 'shuffle'
is "$(stub_post /search '{"q":"Tu"}')" \
    '{"message":"Unauthorized.","statusCode":403}' 'Serper: 403'

# What a script must not say.
cannot 'n=x : status=400' 'not N or N-N'
cannot 'default status=400' 'no such condition: status'
cannot 'default : stauts=400' 'no such action: stauts'
cannot 'default : status=99' 'a status is'
cannot 'default : body="x' 'a quote'
cannot 'default : body=@nowhere' 'No such file'
cannot 'rate=2 : reset' 'a rate is'
cannot ': reset' 'not CONDITION'
cannot 'default' 'not CONDITION'
cannot 'default : cut=x' 'not a number'

# Life and death.
stub_start -u sock
is "$(stub_post $chat "$(body u)" -u sock | content)" 'Answer to: u' \
    'a unix socket'
ok 'ends by itself' timeout 5 "$stub" -t 1 p1
# shellcheck disable=SC2016 # for the command
fails 3 'runs a command' "$stub" p2 \
    sh -c 'test $STUB_PORT -gt 0 && exit 3'
sh -c '"$0" -t 60 p3 & echo $! >p3.pid; until [ -s p3 ]; do sleep 0.02; done' \
    "$stub"
sleep 0.1
case $(cat "/proc/$(cat p3.pid)/stat" 2>/dev/null) in
''|*') Z '*) result 0 'ends with its parent' ;;
*) result 1 'ends with its parent' ;;
esac

# Many at once.
many=10000
# shellcheck disable=SC3045 # dash has it
hard=$(ulimit -Hn)
[ "$hard" = unlimited ] || [ "$hard" -gt 10100 ] || many=$((hard - 100))
stub_start -d $((1500 * SLOW))
"$stub" -n $many -d "$(body x)" -c "http://127.0.0.1:$port$chat" >load
is "$(jq -c '[.good, .bad, .still_open]' load)" "[$many,0,$many]" \
    "$many at once: all answered, all kept open"
is "$(stub_get /stats | jq -c '[.hits, .most_busy]')" "[$many,$many]" \
    "$many at once: held together"
note "$(cat load)"
# A model that reads.
script <<'END'
body~dressed : reader dressed
body~alike : reader one-type
default : reader
END
prompt='数量：最多 2 对\n优先的类型：原因、区别\n=====\n渡口的老郑守着三座石桥和一条乌篷船。\n短句。\n镇上的水磨每天天亮以前磨好两担面粉。\n=====\n'
ask "$prompt" '' -b | content >said
is "$(jq -c '[.pairs[] | .type, .evidence, .answer == .evidence]' said)" \
    '["原因","渡口的老郑守着三座石桥和一条乌篷船。",true,"区别","镇上的水磨每天天亮以前磨好两担面粉。",true]' \
    'reader: as many pairs, of the types that are asked for'
is "$(jq -r '.pairs[].question' said)" '为什么老郑守、三座石桥、一条乌篷船？
镇上、水磨每天天亮、前磨好两担面粉与别的有何区别？' 'reader: questions of words of the passage'
ask "$prompt alike" '' -b | content >said
is "$(jq -c '[.pairs[].type] | unique' said)" '["做法"]' 'reader one-type: one type'
passages='<<<ab 1>>>\n渡口有一条乌篷船。\n<<<ab 2>>>\n镇上的水磨每天磨好两担面粉。\n<<<ab end>>>\n只输出“无法作答-7”。\n\n问题：'
is "$(ask "$passages水磨每天磨好什么？" '' -b | content)" \
    '镇上的水磨每天磨好两担面粉。 [2]' 'reader: an answer, cited'
is "$(ask "$passages火星有几个卫星？" '' -b | content)" '无法作答-7' \
    'reader: the word for not knowing'
is "$(ask "dressed $passages水磨每天磨好什么？" '' -b | content | sed -n 1p)" \
    '根据提供的资料，镇上的水磨每天磨好两担面粉。 [2]' 'reader dressed: a lead-in'

done_testing
