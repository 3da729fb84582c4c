#!/bin/sh
# wk-rerank: the hits of questions in the order of a reranker.
# Environment: ROUNDS, of kills (5).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-rerank jq
port=
unset WK_RERANK_MODEL WK_RERANK_BASE_URL WK_RERANK_API_KEY \
    WK_RERANK_API_KEY_FILE

# run SCRIPT [OPTION...]: wk-rerank on the file `in`, against a stub begun anew
# with those lines for a script.  Leaves $status, $hits, and out, err, log.
# $path stands behind the port.
path=
run() {
	printf '%s\n' "$1" >script
	shift
	stub_start -s script ${port:+-p "$port"} # it is part of the keys
	wk-rerank -m m -u "http://127.0.0.1:$port$path" --retry-delay 0.01 \
	    "$@" in >out 2>err
	status=$?
	hits=$(stub_hits)
	cp "$stub_log" log
	stub_stop
}
# ranks: of each record its hits' texts and relevance, or what became of it.
ranks() {
	jq -r '.state // .error.kind // (.hits | map("\(.text)=\(.relevance)") |
	    join(" "))' out | tr '\n' ';'
}
# kinds: what became of the calls, counted.
kinds() {
	jq -r '.error.kind // .rerank.error.kind // .state // "ok"' out |
	    sort | uniq -c | tr -s ' \n' ' '
}
# reply SCORE...: the file `reply`: these scores, for documents 0, 1, ...
reply() {
	jq -nc --arg s "$*" '{ results: ($s | split(" ") | to_entries |
	    map({ index: .key, relevance_score: (.value | tonumber) })) }' \
	    >reply
}
# questions N: records with three hits each.
questions() {
	jq -nc "range($1)"' | { question: "第\(.)问：云泽的水有多深？",
	    hits: [{ text: "天气很好\(.)。", source: "a" },
	    { text: "云泽的水深九丈\(.)。", source: "b", score: 0.5 },
	    { text: "Hamlet \(.).", source: "c" }] }'
}

# What is sent, and what comes back.
cat >in <<'END'
{"question":"What is a panda?","n":1.50,"hits": [{"text":"The panda is a bear.","source":"p","score":0.90,"start":3},{"text":"hello","source":"h","similarity":0.1 ,"score": 1e0,"url":"\u0061"},{"source":"f","text":"Paris is in France."}],"z":"\/"}
END
cat >reply <<'END'
{"model":"m","object":"list","usage":{"prompt_tokens":27,"total_tokens":27},"results":[{"index":0,"relevance_score":-1.7153112888336182},{"index":2,"relevance_score":-1.836997389793396},{"index":1,"relevance_score":-2.4214508533477783}]}
END
run 'default : body=@reply'
is "$status $(jq -c '[.path, .body]' log)" \
    '0 ["/v1/rerank",{"model":"m","query":"What is a panda?","documents":["The panda is a bear.","hello","Paris is in France."]}]' \
    'the request: model, query, documents in the order of the hits'
is "$(sed 's/,"rerank".*//' out)" \
    '{"question":"What is a panda?","n":1.50,"hits": [{"text":"The panda is a bear.","source":"p","score":0.90,"relevance":-1.7153112888336182,"start":3},{"source":"f","text":"Paris is in France.","relevance":-1.836997389793396},{"text":"hello","source":"h","similarity":0.1 ,"score": 1e0,"relevance":-2.4214508533477783,"url":"\u0061"}],"z":"\/"' \
    'the new order; scores as the server wrote them; other bytes as they came'
is "$(jq -c '.rerank | [.model, (.key | length), .usage]' out)" \
    '["m",64,{"prompt_tokens":27}]' 'model, key and usage of the call'
is "$(cat err)" '' 'raw scores without -t need no word'
run 'default : body=@reply' -t 0.5
is "$status $(ranks) $(jq -c 'has("hits")' out)" '0 unrelated; false' \
    '-t: below it all are dropped, and the state is unrelated'
is "$(grep -c 'not between 0 and 1' err)" 1 '-t between 0 and 1 beside raw scores: a warning'
run 'default : body=@reply' -t -2
is "$status $(ranks)$(cat err)" \
    '0 The panda is a bear.=-1.7153112888336182 Paris is in France.=-1.836997389793396;' \
    '-t in the scale of the raw scores: no warning'
run 'default : body=@reply' -n 1
is "$status $(ranks)" '0 The panda is a bear.=-1.7153112888336182;' '-n'
mv out in
run 'default : body=@reply' -R
is "$hits $(jq '.hits | length' out)" '0 1' 'one hit is in order without a call'
run 'default : body="{\"results\":[{\"index\":0,\"relevance_score\":0.25}]}"' \
    -t 0.2
is "$hits $(jq -c '.hits[0] | [.relevance, (keys_unsorted | length)]' out)" \
    '1 [0.25,5]' 'with -t it is asked about; an older relevance is replaced'

# Many records at once do not mix.
questions 300 >in
run 'rate=.3 : delay=0-20' -j 30
is "$status $hits $(jq -c 'del(.rerank, .hits[].relevance) | .hits |= sort' out |
    cksum)" "0 300 $(jq -c '.hits |= sort' in | cksum)" \
    'many at once: each record keeps its own hits'
is "$(jq -r '.hits[0].text[0:4]' out | sort | uniq -c | tr -s ' ')" \
    ' 300 云泽的水' 'many at once: the best hit is first'
wk-rerank -h >help && is "$?" 0 -h

# Equal scores stay in the server's order, which is not that of the scores.
echo '{"question":"q","hits":[{"text":"a"},{"text":"b"},{"text":"c"}]}' >in
cat >reply <<'END'
{"results":[{"index":2,"relevance_score":1.0},{"index":0,"relevance_score":1.0},{"index":1,"relevance_score":1.1}]}
END
run 'default : body=@reply'
is "$(ranks)" 'c=1 a=1 b=1.1;' 'the order is the server'"'"'s'
# A server that does not sort says so by the order in which it was asked.
for unsorted in '0 .1 1 .3 2 .2=b=.3 c=.2 a=.1' '0 -3 1 -2=b=-2 a=-3 c=null' \
    '0 .2 1 .2 2 .3=c=.3 a=.2 b=.2' '0 .3 1 .2 2 .2=a=.3 b=.2 c=.2'; do
	echo "${unsorted%%=*}" | jq -cR '[scan("\\S+")] | {results: [range(0;
	    length; 2) as $i | {index: .[$i] | tonumber,
	    relevance_score: .[$i + 1] | tonumber}]}' >reply
	run 'default : body=@reply'
	is "$(ranks | sed 's/=\(-*\)0*\./=\1./g')" "${unsorted#*=};" \
	    "not sorted by the server: ${unsorted%%=*}"
done
echo '{"results":[{"index":1,"relevance_score":0.3}]}' >reply
run 'default : body=@reply'
is "$status $(ranks)" '0 b=0.3 a=null c=null;' \
    'hits that the server leaves out stay behind, in their order'
run 'default : body=@reply' -t 0.1
is "$(ranks)" 'b=0.3;' '-t drops them'
run 'default : body=@reply' -n 2
is "$(ranks)" 'b=0.3 a=null;' '-n counts them'

# The shapes of servers.
questions 3 >in
run ''
ranks >want
is "$(jq -r '.hits[0].relevance' out | grep -c '^0\.')" 3 'the plain shape'
for shape in tei voyage nvidia; do
	run "default : shape=$shape"
	if [ $shape = tei ]; then
		is "$status" 2 'TEI has no /v1/rerank'
		has "$(cat err)" 'http://HOST:PORT/rerank' \
		    'TEI: says what to give'
		path=/rerank
		run "default : shape=$shape"
	fi
	is "$status $(ranks)" "0 $(cat want)" "$shape: the same ranks"
	if [ $shape != voyage ]; then
		has "$(cat err)" "give --api $shape to avoid" \
		    "$shape: found out by what the server refuses"
		run "default : shape=$shape" --api $shape
		is "$status $hits $(cat err)" '0 3 ' "--api $shape"
	fi
	path=
done
path=/api/v1/services/rerank/text-rerank/text-rerank
run 'default : shape=dashscope'
is "$status $hits $(ranks)" "0 3 $(cat want)" \
    'dashscope: the same ranks, known by the URL'
is "$(jq -r .path log | sort -u)" $path 'dashscope: at its own path'
is "$(head -n 1 log | jq -c '.body | [keys_unsorted, (.input | keys_unsorted)]')" \
    '[["model","input","parameters"],["query","documents"]]' \
    'dashscope: its request'
path=/compatible-api/v1/reranks
run ''
is "$status $(jq -r .path log | sort -u)" "0 $path" 'a path of its own is kept'
path=/v1/ranking
run 'default : shape=nvidia'
is "$status $hits" '0 3' 'nvidia: known by the URL'
path=/v1/chat/completions
run ''
is "$(jq -r .path log | sort -u)" /v1/rerank 'the URL of chats is taken, too'
path=/rerank
run 'default : shape=tei' --api jina
path=
is "$status $hits" '2 1' '--api: no other is tried'

# The key: that of the set of documents.
questions 1 >in
run '' -J j
jq -c '.hits |= reverse' in >reversed
mv out ranked
mv reversed in
run '' -J j -t 0 -n 2
is "$status $hits $(jq -c '[.hits[].relevance]' out)" \
    "0 0 $(jq -c '[.hits[].relevance][:2]' ranked)" \
    'the same hits in another order, -t and -n: no call'
is "$(jq -r .rerank.key out)" "$(jq -r .rerank.key ranked)" 'and the same key'
run '' --requests
is "$status $hits $(jq -c '[.key, (.body | keys_unsorted)]' out)" \
    "0 0 [\"$(jq -r .rerank.key ranked)\",[\"model\",\"query\",\"documents\"]]" \
    '--requests: the request whose reply belongs under the key'
jq -c .body out >body
stub_start -p "$port"
stub_post /v1/rerank @body >answer
stub_stop
jq -c --slurpfile r answer '{ key, at: "2026-11-27T00:00:00Z", reply: $r[0] }' \
    out >by-hand
run '' --read-journal by-hand
is "$status $hits $(jq -c '[.hits[].relevance]' out)" \
    "0 0 $(jq -c '[.hits[].relevance]' ranked)" \
    '--requests: a reply got by other means is read from a journal'
run '' --dry-run
is "$status $(jq -c '[.calls, .journalled, .requests]' out)" '0 [1,0,1]' --dry-run

# Records that are not asked about.
cat >in <<'END'
{"question":"q"}
{"question":"q","hits":[]}
{"question":"q","hits":null}
{"question":"q","hits":[{"text":"a"}]}
{"question":"q","hits":[{"text":"a"},{"text":" \n"},{"text":7},{"x":1}]}
{"question":"q","hits":[{"text":"a"},{"text":"b"}],"state":"unknown"}
{"question":"q","hits":[{"text":"a"},{"text":"b"}],"state":"success"}
{"question":"q","hits":[{"text":"a"},{"text":"b"}],"error":{"stage":"x","kind":"k","message":"m"}}
{"question":"q","hits":[{"text":"a"},{"text":"b"}],"error":{"stage":"wk-rerank","kind":"k","message":"m"}}
END
run ''
is "$status $hits" '0 0' 'no hits, one text, a state, an error: no call'
same in out 'and all bytes as they came'
run '' -R
is "$status $hits $(tail -n 1 out | jq -c 'has("error")')" '0 1 false' \
    '-R forgets an error of its own'
cat >in <<'END'
{"question":"q","hits":7}
{"question":"q","hits":["a","b"]}
{"question":" ","hits":[{"text":"a"},{"text":"b"}]}
{"hits":[{"text":"a"},{"text":"b"}]}
{"ask":"a","hits":[{"text":"a"},{"text":"b"},{"text":""},{"text":"a"}]}
END
run ''
is "$status $hits $(jq -r '.error.kind // "-"' out | tr '\n' ' ')" \
    '1 0 bad_hits bad_hits no_question no_question no_question ' \
    'hits that are none, no question'
run '' -f ask
is "$hits $(tail -n 1 out | jq -c '[.hits[] | .text]')" '1 ["a","a","b",""]' \
    '-f; equal texts; a hit without one stays behind'

# A failed call leaves the order, and says so.
questions 3 >in
run 'body~第1问 : status=400 body="{\"error\":{\"message\":\"odd\"}}"' -j 1
is "$status $(kinds)" '1  1 bad_request 2 ok ' 'a refusal: the record goes on'
is "$(sed -n 2p out | jq -c '[.hits, has("error"), .rerank.model]')" \
    "[$(sed -n 2p in | jq -c .hits),false,\"m\"]" 'with its hits as they were'
has "$(sed -n 2p out | jq -r .rerank.error.message)" 'HTTP 400: odd' \
    'and what was wrong'
has "$(cat err)" '1 record failed: 1 bad_request' 'stderr counts it'
mv in first
mv out in
run ''
is "$status $hits $(kinds)" '0 3  3 ok ' 'such a record is asked about again'
mv first in
bad() { # NAME REPLY [HITS]
	printf '%s\n' "$2" >reply
	run 'body~第1问 : body=@reply' -j 1
	is "$status $(kinds)" '1  1 bad_reply 2 ok ' "bad reply: $1" ||
	    note "$(cat err)"
}
bad 'an index beyond' '{"results":[{"index":3,"relevance_score":1}]}'
bad 'an index below' '{"results":[{"index":-1,"relevance_score":1}]}'
bad 'an index that is no whole number' \
    '{"results":[{"index":0.5,"relevance_score":1}]}'
bad 'an index as a string' '{"results":[{"index":"0","relevance_score":1}]}'
bad 'no index' '{"results":[{"relevance_score":1}]}'
bad 'an index twice' \
    '{"results":[{"index":1,"relevance_score":1},{"index":1,"relevance_score":1}]}'
bad 'a score of NaN' '{"results":[{"index":0,"relevance_score":NaN}]}'
bad 'a score of null' '{"results":[{"index":0,"relevance_score":null}]}'
bad 'an infinite score' '{"results":[{"index":0,"relevance_score":1e999}]}'
bad 'a score as a string' '{"results":[{"index":0,"relevance_score":"1"}]}'
bad 'no score' '{"results":[{"index":0}]}'
bad 'no ranks' '{"results":[]}'
bad 'something else in the list' '{"results":[[0,1]]}'
bad 'no list' '{"results":{"0":1}}'
bad 'a chat' '{"choices":[{"message":{"content":"1"}}]}'
bad 'an empty body' ''
bad 'no JSON' 'Not Found'

# Faults of servers.  Each call that fails is tried as often as it is worth.
questions 5 >in
fault() { # NAME STATUS KINDS SCRIPT
	run "$4" -j 1 --retries 2 --timeout 2
	is "$status $(kinds)" "$2  $3 " "$1" || note "$(cat err)"
}
fault 'a page of HTML' 1 '1 bad_reply 4 ok' 'body~第1问 : html'
fault 'cut short' 1 '4 ok 1 truncated_body' 'body~第1问 : cut=20'
fault 'chunks cut short' 1 '4 ok 1 truncated_body' 'body~第1问 : cut-chunked=20'
fault 'a reset' 1 '1 connection_lost 4 ok' 'body~第1问 : reset'
fault 'a bomb' 1 '4 ok 1 reply_too_large' 'body~第1问 : bomb-gzip'
fault 'a slow drip' 1 '4 ok 1 timeout' 'body~第1问 : drip=900'
fault '503, twice' 0 '5 ok' 'try=1-2 : status=503'
fault '503, ever' 1 '4 ok 1 overloaded' 'body~第1问 : status=503'
fault '429' 0 '5 ok' 'try=1 : status=429 header="Retry-After: 0.01"'
fault '429 in a 200' 0 '5 ok' 'try=1 : error200="429,slow down"'
fault '413' 1 '4 ok 1 too_large' 'body~第1问 : status=413'
fault 'moderation' 1 '1 moderated 4 ok' \
    'body~第1问 : status=400 body="{\"error\":{\"message\":\"flagged as sensitive\",\"code\":\"content_filter\"}}"'
fault 'TEI: its backend failed' 0 '5 ok' 'try=1 : status=424 body="{\"error\":\"x\",\"error_type\":\"Backend\"}"'
fault 'SiliconFlow' 1 '4 ok 1 server_error' 'body~第1问 : siliconflow="50000,oops"'
# Those that end the run.
fault 'a key that is refused' 3 '4 stopped 1 unauthorized' \
    'default : status=401'
fault 'no balance' 3 '1 no_balance 1 ok 3 stopped' 'n=2 : status=402'
fault 'a redirect' 2 '1 redirected 4 stopped' \
    'default : redirect=http://127.0.0.1:9/x'
fault 'no such path' 2 '1 not_found 4 stopped' \
    'default : status=404 body=""'
has "$(cat err)" 'give all of it' 'no such path: says what to do'
fault 'not started for it' 2 '1 bad_request 4 stopped' \
    'default : status=501 body="{\"error\":{\"code\":501,\"message\":\"This server does not support reranking. Start it with `--reranking`\",\"type\":\"not_supported_error\"}}"'
has "$(cat err)" 'Start it with' 'not started for it: says what the server says'
is "$hits" 1 'not started for it: one request'
is "$(jq -r .error.status out | sort -u)" 2 'those records carry the status'
run 'default : status=500' --retries 0 --breaker 3 -j 1
is "$status $(kinds)" '75  3 server_error 2 stopped ' 'the breaker'

# Too long, too many.
long=$(awk 'BEGIN { for (i = 0; i < 90; i++) printf "云泽的水很深。" }')
jq -nc --arg t "$long" '{ question: "水有多深？", hits:
    [{ text: "天气。" }, { text: $t }, { text: "水深九丈。" }] }' >in
llama='{"error":{"code":500,"message":"input (701 tokens) is too large to process. increase the physical batch size (current batch size: 512)","type":"server_error"}}'
printf '%s' "$llama" >reply
run 'longest>1500 : status=500 body=@reply'
is "$status $hits $(kinds)" '0 2  1 ok ' 'llama.cpp: cut by its numbers, no back-off'
is "$(tail -n 1 log | jq -c '.body.documents | map(length)')" '[3,434,5]' \
    'behind a sentence'
is "$(jq -c '.rerank.cut' out)" 437 'rerank.cut says after how many characters'
is "$(jq -c '[.hits[].text | length] | sort' out)" '[3,5,630]' 'the hits are whole'
run 'longest>1500 : status=500 body=@reply' -J cut.j
run '' -J cut.j
is "$status $hits $(jq -c .rerank.cut out)" '0 0 437' 'cut is kept in the journal'
while IFS='|' read -r code message; do
	jq -nc --arg m "$message" '{ error: { message: $m } }' >reply
	run "longest>800 : status=$code body=@reply"
	is "$status $(jq -c '.rerank.cut > 0' out)" '0 true' "too long: $message"
done <<'END'
400|This model's maximum context length is 512 tokens. However, you requested 1451 tokens
413|`inputs` must have less than 512 tokens. Given: 785
422|`inputs` must have less than 512 tokens. Given: 785
400|Range of input length should be [1, 4000]
END
printf '%s' "$llama" | sed 's/(701 /(4701 /' >larger
run 'longest>150 : status=500 body=@larger'
ok 'too long by more than the server says: halved, not cut to nothing' \
    test "$(jq -c .rerank.cut out)" -ge 20
printf '%s' "$llama" >reply
run 'default : status=500 body=@reply'
is "$status $(kinds)" '1  1 too_long ' 'a question that is too long by itself'
jq -nc '{ question: "q", hits: [range(12) | { text: "text \(.)" }] },
    { question: "r", hits: [range(9) | { text: "text \(.)" }] }' >in
while IFS='|' read -r code limit message; do
	jq -nc --arg m "$message" '{ message: $m }' >reply
	run "inputs>$limit : status=$code body=@reply" -j 1
	is "$status $(jq -c '.body.documents | length' log | tr '\n' ' ')$(
	    jq -c '[.hits[] | select(.relevance)] | length' out | tr '\n' ' ')" \
	    "0 12 $limit $limit $limit $limit " "too many: $message" ||
	    note "$(cat err)"
	has "$(cat err)" "accepts $limit documents" 'too many: says so'
	is "$(jq -c '.hits | length' out | tr '\n' ' ')" '12 9 ' \
	    'too many: the others stay behind'
done <<'END'
413|8|batch size 12 > maximum allowed batch size 8
400|5|too many documents: the maximum is 5
END

jq -nc '{ question: "first", hits: [range(3) | { text: "text \(.)" }] },
    (range(8) | { question: "q\(.)", hits: [range(12) | { text: "t \(.)" }] })' \
    >in
echo '{"message":"too many documents"}' >reply
run 'inputs>6 : delay=200 status=400 body=@reply' -j 8
is "$status $(jq -c '[.hits[] | select(.relevance)] | length' out | sort |
    uniq -c | tr -s ' \n' ' ')" '0  1 3 8 6 ' \
    'too many, no number: eight refusals at once halve them once'

# Server, model, key.
questions 2 >in
fails 2 'no model' wk-rerank -u 127.0.0.1:9 in
has "$(cat fails.err)" WK_RERANK_MODEL 'no model: says what to set'
fails 2 'no server' wk-rerank -m m in
key=canary-0123456789abcdef
mkdir left
stub_start
here=http://127.0.0.1:$port
WK_RERANK_MODEL=mine WK_RERANK_BASE_URL=$here WK_RERANK_API_KEY=$key \
    WK_API_KEY=other-0123456789 wk-rerank -v -J left/j in >left/out 2>left/err
is "$? $(head -n 1 "$stub_log" | jq -c '[.authorization, .body.model]')" \
    "0 [\"Bearer $key\",\"mine\"]" 'model, server and key by its own variables'
WK_RERANK_BASE_URL=$here WK_API_KEY=other-0123456789 \
    wk-rerank -m m2 in >out 2>err
is "$? $(tail -n 1 "$stub_log" | jq -c .authorization)" '0 null' \
    'WK_API_KEY does not go to that server'
WK_BASE_URL=$here WK_API_KEY=$key wk-rerank -m m3 in >out 2>err
is "$? $(tail -n 1 "$stub_log" | jq -r .authorization)" "0 Bearer $key" \
    'without them WK_BASE_URL and WK_API_KEY are used'
stub_stop
(umask 077 && echo "$key" >key)
printf '{"error":{"message":"no, %s"}}' "$key" >reply
run 'n=1 : status=400 body=@reply' -v --progress --key-file key -J left/j2 -L left/l
mv out err left
is "$(grep -rl "$key" left)" '' 'the key is nowhere else'

# Killed and begun again: nothing is paid twice, and the output is the same.
questions 40 >in
run '' -J sure.j
is "$status $hits" '0 40' 'a journal'
mv out whole
run '' -J sure.j
is "$status $hits" '0 0' 'a second run asks nothing'
same out whole 'and gives the same bytes'
round=0
while [ $((round += 1)) -le "${ROUNDS:-5}" ]; do
	rm -f killed.j
	echo 'default : delay=5-30' >script
	stub_start -s script -p "$port"
	killed=0
	while :; do
		wk-rerank -m m -u "http://127.0.0.1:$port" -j 4 -J killed.j \
		    in >out 2>err &
		pid=$!
		sleep "0.0$((3 + round))"
		[ $killed -lt 12 ] && kill -9 $pid 2>/dev/null &&
		    killed=$((killed + 1))
		! wait $pid 2>/dev/null || break
	done
	same out whole "round $round: the same bytes after kills"
	ok "round $round: no more was asked than kills explain" \
	    test "$(stub_hits)" -le $((40 + 4 * killed))
	stub_stop
done

for wrong in '-n 0' '-n x' '-t x' '-t nan' '--api openai' '--nosuch' '-j 0' \
    '--dry-run --requests' '-u gopher://x'; do
	# shellcheck disable=SC2086
	fails 2 "wrong: $wrong" wk-rerank -m m -u 127.0.0.1:9 $wrong in
done
is "$(wk-rerank -m m -u 127.0.0.1:9 </dev/null; echo $?)" 0 'no input, no output'
fails 2 'stdout that is full' \
    sh -c 'echo "{}" | wk-rerank -m m -u 127.0.0.1:1 >/dev/full'
done_testing
