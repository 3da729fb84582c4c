#!/bin/sh
# wk-embed: vectors of texts, many in a request, whatever the server says.
# Environment: ROUNDS, of kills (5).
# shellcheck disable=SC2154 # what stub.sh and embed.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/embed/embed.sh
. "$ROOT/tests/embed/embed.sh"
need wk-embed jq

# vector N: the numbers of the N-th record's vector, rounded.
vector() {
	sed -n "$1p" out | jq -r .embedding.vector | base64 -d |
	    od -An -v -t f4 | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'
}
# What is sent, and what comes back.
texts 70 >in
run 'default : shuffle'
is "$status $(sizes)" '0 32 32 6 ' 'texts go in batches of 32'
is "$(jq -c 'del(.embedding)' out)" "$(cat in)" 'the records, in order'
is "$(jq -c '.embedding | [.model, .dimensions, has("cut"), has("prefix"),
    (.of | test("^[0-9a-f]{16}$"))]' out | sort -u)" \
    '["m",64,false,false,true]' 'model, dimensions, hash'
is "$(head -n 1 out | jq -r .embedding.of)" \
    "$(head -n 1 in | jq -j .text | sha256sum | cut -c 1-16)" \
    'of is the beginning of the SHA-256 of the text'
is "$(head -n 1 log | jq -c '.body | del(.input)')" \
    '{"model":"m","encoding_format":"base64"}' 'nothing else is asked for'
cp out whole
run 'default : floats'
is "$status $(cmp out whole)" '0 ' 'numbers instead of base64: the same records'
run '' -n 7 --dimensions 12
is "$status $(kinds)" '0  70 12 ' '--dimensions'
is "$(sizes)" '7 7 7 7 7 7 7 7 7 7 ' '-n'
run '' --prefix 'query: ' -n 1
is "$(head -n 1 log | jq -r '.body.input[0]')" "query: $(head -n 1 in | jq -r .text)" \
    '--prefix stands before the text'
is "$(head -n 1 out | jq -c '[.embedding.prefix, .embedding.of]')" \
    "[\"query: \",$(head -n 1 whole | jq .embedding.of)]" \
    '--prefix is told, and not part of the hash'

# By index, and of length 1.
jq -nc '("a","b","c") | { text: . }' >in
cat >reply <<'END'
{"data":[{"index":2,"embedding":[0,0,3,0]},{"index":0,"embedding":[2,0,0,0]},{"index":1,"embedding":[0,3,0,4]}]}
END
run 'default : body=@reply'
is "$status $(vector 1), $(vector 2), $(vector 3)" \
    '0 1 0 0 0, 0 0.6 0 0.8, 0 0 1 0' 'order by index; length 1'
cat >reply <<'END'
{"data":[{"index":0,"embedding":"AACAPwAAAAAAAAAAAAAAAA==","encoding_format":"base64"},{"index":1,"embedding":"AAAAAAAAgD8AAAAAAAAAAA"},{"index":2,"embedding":"AAAAAAAAAAAAAIA/AAAAAA=="}],"usage":{"prompt_tokens":7}}
END
run 'default : body=@reply' -J usage.journal
is "$status $(vector 1), $(vector 2), $(vector 3)" \
    '0 1 0 0 0, 0 1 0 0, 0 0 1 0' 'base64, with and without padding'
is "$(jq -s 'map(.reply.usage.total_tokens) | add' usage.journal)" 7 \
    'the tokens of a request are shared out among its texts'

# Records that are not asked about.
cat >in <<'END'
{"text":"one","x":1.50,"embedding":{"model":"old"}}
{"text":"one"}
{"text":" \n"}
{"text":7}
{"other":"x"}
{"text":"bad","error":{"stage":"s","kind":"k","message":"m"}}
{"text":"twin","state":"duplicate"}
{"text":"gone","state":"unrelated"}
{"text":"fine","state":"success"}
END
run ''
is "$status $(sizes)" '1 2 ' 'equal texts are one, others are not asked about'
is "$(jq -r '.error.kind // .state // "-"' out | tr '\n' ' ')" \
    '- - no_text bad_field missing_field k duplicate unrelated success ' \
    'no text; an error, a closed state'
is "$(sed -n 1p out | jq -c '[.text, (.embedding | keys_unsorted)]')" \
    '["one",["model","dimensions","of","vector"]]' 'an old one is replaced'
sed -n '6,8p' in >want
sed -n '6,8p' out >got
same got want 'the others pass byte for byte'
mv out in
run ''
is "$hits" 0 'a record that has its embedding is not asked about again'
run '' --dimensions 8
is "$hits" 1 'but one of other dimensions is'

# What servers say.
texts 70 >in
# says NAME SIZES SCRIPT [OPTION...]: all records get their vectors.
says() {
	name=$1 want=$2
	shift 2
	run "$@"
	is "$status $(kinds)" '0  70 64 ' "$name: nothing is lost" ||
	    note "$(cat err)"
	[ -z "$want" ] || is "$(sizes)" "$want" "$name: the requests"
}
error() { # STATUS MESSAGE
	jq -nc --arg m "$2" '{ error: { message: $m } }' >reply
	printf 'status=%s body=@reply' "$1"
}
says 'ten a request (DashScope)' '' "inputs>10 : $(error 400 \
    '<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than 10.: input.contents')"
is "$(jq -s 'map(.body.input | length) | [.[0], max, (map(select(. > 10)) | length)]' log |
    jq -c .)" '[32,32,1]' 'ten a request: one request was too large'
has "$(cat err)" 'give -n 10 to avoid' 'ten a request: says which flag'
while IFS='|' read -r limit code message; do
	run "inputs>$limit : $(error "$code" "$message")"
	is "$status $(jq -s 'map(select((.body.input | length) > '"$limit"')) | length' log)" \
	    '0 1' "too many: $message"
done <<'END'
16|413|input batch size 32 > maximum allowed batch size 16
16|422|batch size 32 > maximum allowed batch size 16
20|400|* BatchEmbedContentsRequest.requests: at most 20 requests can be in one batch
25|400|batch size is invalid, it should not be larger than 25.: input.texts
8|400|The input array must have at most 8 items
16|400|Too many inputs in request, split into more batches
END
says 'tokens a request' '' "inputs>4 : $(error 400 \
    'Too many tokens in batch. Max is 50 got 415')"
is "$(jq -s 'map(select((.body.input | length) > 4)) | length' log)" 1 \
    'tokens a request: one request was too large' || note "$(sizes)"
is "$(grep -c texts err)" 0 'tokens a request: nothing about texts'
run 'inputs>1 : fewer'
is "$status $(kinds)$hits" '0  70 64 71' 'one vector for all: they go one by one'
for what in 'encoding_format base64 is not supported' \
    'base64 encoding is not currently supported'; do
	says "$what" '32 32 32 6 ' "body~base64 : $(error 400 "$what")"
done
says 'neither base64 nor float' '32 32 32 32 6 ' \
    "body~encoding_format : $(error 422 'UnsupportedParamsError: encoding_format')"
says 'base64: no vectors' '32 32 32 6 ' 'body~base64 : body="{\"data\":[]}"'
says 'a damaged reply' '' 'try=1 : cut=40'
says 'a busy server' '' 'try=1 : status=429 header="Retry-After: 0"'

# One text is at fault: the others are not lost.
run "body~第7句 : $(error 500 'failed to encode response: json: unsupported value: NaN')"
is "$status $(kinds)" '1  69 64 1 bad_embedding ' 'NaN in words: it alone fails'
is "$(jq -s 'map(select(.body.input == ["第7句话：云泽的水。"])) | length' log)" 1 \
    'NaN in words: is final'
run 'body~第7句 : status=500 body="{\"detail\":\"boom\"}"' --retries 1
is "$status $(kinds)" '1  69 64 1 server_error ' 'a 500 for one text: it alone fails'
run 'body~第7句 : status=400' --retries 1
is "$status $(kinds)" '1  69 64 1 bad_request ' 'a 400 for one text: it alone fails'
for bad in zeros broken; do
	run "inputs>31 : $bad" -J $bad.journal
	is "$status $(kinds)" '1  6 64 64 bad_embedding ' "$bad: no vector"
	run '' -J $bad.journal
	is "$status $hits" '1 0' "$bad: was paid for"
	run '' -J $bad.journal -R
	is "$status $(kinds)" '0  70 64 ' "$bad: -R asks again"
done

# What was journalled under other dimensions is wrong, and asked for with -R.
run '' -n 70 --dimensions 8 -J mixed.journal
head -n 3 mixed.journal >few.journal
texts 3 >in
run 'default : floats body="{\"data\":[{\"embedding\":[1,0]}]}"' -n 1 \
    --dimensions 8
is "$status $hits" '2 1' 'other dimensions than asked for end the run'
jq -c '.reply.data[0].embedding = [1,0]' few.journal >wrong.journal
run '' --dimensions 8 -J wrong.journal
is "$status $hits $(kinds)" '1 0  3 bad_embedding ' \
    'a journal with other dimensions: errors'
run '' --dimensions 8 -J wrong.journal -R
is "$status $hits $(kinds)" '0 1  3 8 ' 'and -R asks again'
sed '$d' out >some && texts 3 | tail -n 1 >>some && mv some in
run 'default : floats body="{\"data\":[{\"embedding\":[1,0]}]}"'
is "$status $hits $(kinds)" '1 1  2 8 1 bad_embedding ' \
    'a vector of other dimensions than the records have is an error'

# Too long.
jq -nc '{ text: "short" }, { text: ([range(30) | "这是第\(.)句话。"] | join("")) },
    { text: "also short" }' >in
while IFS='|' read -r code message; do
	run "longest>160 : $(error "$code" "$message")"
	is "$status $(jq -r '.error.kind // .embedding.cut // "whole"' out |
	    sed 's/[0-9][0-9]*/cut/' | tr '\n' ' ')" '0 whole cut whole ' \
	    "too long: $message" || note "$(cat err out)"
	cut=$(sed -n 2p out | jq .embedding.cut)
	is "$(sed -n 2p out | jq -r --argjson n "$cut" '.text[:$n] | .[-1:]')" 。 \
	    'it is cut behind a sentence'
	is "$(jq -r '.body.input[]' log | grep -cx "$(sed -n 2p out |
	    jq -r --argjson n "$cut" '.text[:$n]')")" 1 \
	    'embedding.cut is what was sent'
done <<'END'
500|input (701 tokens) is too large to process. increase the physical batch size (current batch size: 152)
400|This model's maximum context length is 152 tokens. However, you requested 701 tokens in the input.
422|`inputs` must have less than 152 tokens. Given: 701
400|Invalid 'input': maximum context length is 8,192 tokens.
413|Payload Too Large
END
run "longest>160 : $(error 500 'input (7010 tokens) is too large to process. increase the physical batch size (current batch size: 2210)')"
ok 'too long by more than the server says: it is halved, not cut to nothing' \
    test "$(sed -n 2p out | jq .embedding.cut)" -ge 24
is "$(jq -r .embedding.of out | sed -n 2p)" \
    "$(sed -n 2p in | jq -j .text | sha256sum | cut -c 1-16)" 'of is of the whole text'
run "longest>160 : $(error 400 'maximum context length is 152 tokens, you requested 701')" -J long.journal
cp out want
run '' -J long.journal
is "$status $hits" '0 0' 'too long: the journal has it'
same out want 'too long: and where it was cut'
run '' --input-tokens 60 --prefix "$(jq -nr '[range(40) | "问"] | join("")')"
is "$status $(sed -n 2p out | jq '.embedding.cut > 5 and .embedding.cut < 25')" \
    '0 true' '--input-tokens counts the prefix'
run '' --input-tokens 16 --prefix "$(jq -nr '[range(40) | "问"] | join("")')"
is "$status $(grep -c 'the prefix alone' err)" '2 1' 'a prefix that is too long'
run '' --input-tokens 60
is "$status $(sed -n 2p out | jq '.embedding.cut > 40 and .embedding.cut < 80')" \
    '0 true' '--input-tokens'
jq -nc '{ text: ([range(60) | "这是第\(.)句话。"] | join("")) }' >in
run 'default : body=@reply' -n 1
jq -nc '{ data: [{ index: 0, embedding: [1, 0] }], usage: { prompt_tokens: 128 } }' >reply
run 'default : body=@reply'
has "$(cat err)" 'it may cut texts' 'a count that is too small is told'

# Settings that are wrong end the run.
texts 3 >in
echo '[{"index":0,"embedding":[[0.6,0.8]]}]' >reply
run 'default : body=@reply'
is "$status $(grep -c '/v1' err)" '2 1' "llama.cpp's own form: the URL"
echo '{"data":[{"index":0,"embedding":[1,0,0,0]}]}' >reply
run 'default : body=@reply' --dimensions 2 -n 1
is "$status $hits $(grep -c 'dimensions 2, the server sends 4' err)" '2 1 1' \
    'other dimensions than asked for'
# shellcheck disable=SC2016 # that is what it says
run "default : $(error 501 'This server does not support embeddings. Start it with `--embeddings`')"
is "$status $hits" '2 1' 'no server of embeddings'
run 'default : status=401'
is "$status" 3 'a key that is refused'
run "default : $(error 404 "model 'm' not found")"
is "$status $hits" '2 1' 'no such model'
run 'default : status=503' --retries 1 --breaker 2
is "$status" 75 'a server that is unwell'
wk-embed -u http://127.0.0.1:1 in >out 2>err
is "$? $(grep -c WK_EMBED_MODEL err)" '2 1' 'no model'

# The server and key of its own.
printf 'default : usage=1,0\n' >script
stub_start -s script
WK_EMBED_MODEL=e WK_EMBED_BASE_URL=http://127.0.0.1:$port WK_EMBED_API_KEY=own \
    WK_BASE_URL=http://127.0.0.2:1 WK_API_KEY=chat wk-embed in >out 2>err
is "$? $(jq -r '[.authorization, .body.model] | @tsv' "$stub_log")" \
    "0 Bearer own	e" 'WK_EMBED_BASE_URL, WK_EMBED_API_KEY, WK_EMBED_MODEL'
WK_EMBED_BASE_URL=http://127.0.0.1:$port WK_BASE_URL=http://127.0.0.2:1 \
    WK_API_KEY=chat wk-embed -m e in >out 2>err
is "$? $(tail -n 1 "$stub_log" | jq -r '.authorization // "none"')" '0 none' \
    'WK_API_KEY does not go to the server of WK_EMBED_BASE_URL'
WK_EMBED_BASE_URL=http://127.0.0.1:$port/v1 WK_BASE_URL=http://127.0.0.1:$port \
    WK_API_KEY=chat wk-embed -m e in >out 2>err
is "$? $(tail -n 1 "$stub_log" | jq -r .authorization)" '0 Bearer chat' \
    'but where both are one host'
stub_stop

# Paid once.
texts 40 >in
run '' -J paid.journal
cp out want
run '' -J paid.journal -n 3
is "$status $hits" '0 0' 'run again: nothing is asked for'
same out want 'run again: the same records'
jq -c 'if .text | startswith("第7句") then { text: "新的一段。" } else . end' in >new
mv new in
run '' -J paid.journal
is "$status $(jq -c .body.input log)" '0 ["新的一段。"]' 'a changed text alone is paid for'
texts 5 >in
run '' --requests
is "$status $hits $(jq -c .body out | head -n 1)" \
    '0 0 {"model":"m","input":["第0句话：云泽的水。"]}' '--requests: one a text'
run '' --dry-run
is "$status $(jq -c '[.calls, .journalled, .requests]' out)" '0 [5,0,5]' --dry-run

# Killed at random moments, and run again.
texts 400 >in
printf 'default : delay=5-40\n' >script
stub_start -s script
rounds=${ROUNDS:-5} round=0 bad=0 kills=0
url=http://127.0.0.1:$port
wk-embed -m m -u "$url" in >want
while [ "$round" -lt "$rounds" ]; do
	round=$((round + 1)) killed=0
	rm -f killed.journal
	before=$(stub_hits)
	for pause in 0.05 0.12 0.08; do
		wk-embed -m m -u "$url" -J killed.journal -j 2 -n 10 in \
		    >out 2>err &
		pid=$!
		sleep $pause
		kill -9 $pid 2>/dev/null && killed=$((killed + 1))
		wait $pid 2>/dev/null
	done
	wk-embed -m m -u "$url" -J killed.journal -j 2 -n 10 in >out 2>err ||
	    bad=$((bad + 1))
	kills=$((kills + killed))
	[ "$(($(stub_hits) - before))" -le $((40 + killed * 3)) ] &&
	    cmp -s out want && continue
	bad=$((bad + 1))
	note "round $round: $killed kills, $(($(stub_hits) - before)) requests"
done
is "$bad" 0 "killed $kills times in $rounds rounds, and run again"
[ "$kills" -ge "$rounds" ]
result $? 'there were kills'
stub_stop

done_testing
