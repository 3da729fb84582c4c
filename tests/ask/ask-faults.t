#!/bin/sh
# wk-ask when a server fails, in each way that there is: the exit status,
# what becomes of each record, and how many requests were sent.
# shellcheck disable=SC2154 # what stub.sh and ask.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/ask/ask.sh
. "$ROOT/tests/ask/ask.sh"
need wk-ask

# code CODE [TYPE]: an error body with it, in quotes for a script.
code() {
	printf '"{\\"error\\":{\\"message\\":\\"no\\",\\"type\\":\\"%s\\",' \
	    "${2-x}"
	printf '\\"code\\":\\"%s\\"}}"' "$1"
}

# What servers say, of more than a line.
cat >flagged.json <<'EOF'
{"error": {"code": 403, "message": "Your input was flagged",
  "metadata": {"reasons": ["violence"], "flagged_input": "x"}}}
EOF
cat >slower.json <<'EOF'
{"error": {"message": "Rate limit reached. Please try again in 300ms.",
  "code": "rate_limit_exceeded"}}
EOF
cat >tools.json <<'EOF'
{"choices": [{"message": {"content": null, "tool_calls": [{"id": "1"}]},
  "finish_reason": "tool_calls"}]}
EOF
none='header="x-ratelimit-remaining-requests: 0"'
until='header="x-ratelimit-reset-requests:'

prompts 3 >in

# The request is wrong.  If the first is, so are the others.
for s in 400 404 405 415 422; do
	kind=bad_request
	[ $s != 404 ] || kind=not_found
	fault "$s at first stops the run" \
	    "2: $kind stopped stopped, 1 requests" "default: status=$s" -j 1
	fault "$s later is that record's" "1: ok $kind ok, 3 requests" \
	    "n=2: status=$s" -j 1
done
run 'default: status=404' -j 1
is "$(jq .error.status out | tr '\n' ' ')" '2 2 2 ' \
    'the record that stops the run and those after it carry the status'
has "$(cat err)" 'HTTP 404' 'what the server said is told'
has "$(cat err)" '/v1/chat/completions' 'and where it was asked'
run 'n=2: status=402' -j 1
is "$status $(jq -r '.error.status // "ok"' out | tr '\n' ' ')" '3 ok 3 3 ' \
    'those before it do not'
run 'n=2: status=429 header="Retry-After: 1800"' -j 1
is "$status $(jq -r '.error.status // "ok"' out | tr '\n' ' ')" \
    '75 ok 75 75 ' 'the server wants to be left alone'
fault 'a body without an error in it' \
    '2: bad_request stopped stopped, 1 requests' \
    'default: status=400 body="plain words"' -j 1
has "$(cat err)" 'HTTP 400' 'is told by its status'

# This record only, be it the first.
for c in context_length_exceeded string_above_max_length; do
	fault "400 $c" '1: context_length ok ok, 3 requests' \
	    "n=1: status=400 body=$(code $c)" -j 1
done
for c in content_policy_violation content_filter data_inspection_failed; do
	fault "400 $c" '1: moderated ok ok, 3 requests' \
	    "n=1: status=400 body=$(code $c)" -j 1
done
fault '413' '1: too_large ok ok, 3 requests' 'n=1: status=413' -j 1

# Key, permission.
fault '401' '3: unauthorized stopped stopped, 1 requests' \
    'default: status=401' -j 1
has "$(cat err)" 'with -J FILE it would continue' 'and how to go on'
fault '401 with a broken body' \
    '3: unauthorized stopped stopped, 1 requests' \
    'default: status=401 cut=5' -j 1
fault '401 later' '3: ok unauthorized stopped, 2 requests' \
    'n=2: status=401' -j 1
fault '401 as HTML' '3: unauthorized stopped stopped, 1 requests' \
    'default: status=401 html' -j 1
fault '403' '3: forbidden stopped stopped, 1 requests' \
    'default: status=403' -j 1
fault '403 of moderation' '1: moderated ok ok, 3 requests' \
    'n=1: status=403 body=@flagged.json' -j 1

# Money.
fault '402' '3: no_balance stopped stopped, 1 requests' \
    'default: status=402' -j 1
for c in insufficient_quota organization_spend_limit_exceeded \
    project_usage_limit_exceeded; do
	fault "429 $c" '3: quota stopped stopped, 1 requests' \
	    "default: status=429 body=$(code $c)" -j 1
done
fault '429 credit_balance_exhausted' \
    '3: no_balance stopped stopped, 1 requests' \
    "default: status=429 body=$(code credit_balance_exhausted)" -j 1
run "default: status=429 body=$(code insufficient_quota)" -J journal -j 1
has "$(cat err)" 'the replies in journal are not asked for again' \
    'how to resume, with a journal'

# Temporary.
for s in 408 409 425 429 500 502 503 504 520 521 522 523 524 529; do
	fault "$s, once" '0: ok ok ok, 6 requests' "try=1: status=$s"
done
prompts 1 >in
for pair in 408:timeout 409:server_error 425:server_error \
    429:rate_limited 500:server_error 502:server_error 503:overloaded \
    504:timeout 520:server_error 522:timeout 524:timeout 529:overloaded
do
	s=${pair%:*}
	fault "$s for ever: six tries" "1: ${pair#*:}, 6 requests" \
	    "default: status=$s"
done
has "$(cat out)" '(6 tries)' 'their number is told'
fault '--retries 0' '1: server_error, 1 requests' 'default: status=500' \
    --retries 0
fault '--retries 2' '1: server_error, 3 requests' 'default: status=500' \
    --retries 2
fault 'a server that is busy for a while does not wear a record out' \
    '0: ok, 6 requests' 'n=1-5: status=429'

# When to come again.  took SECONDS-SECONDS NAME SCRIPT: between the first
# two requests as the stub saw them.
took() {
	want=$1 name=$2
	shift 2
	run "$@"
	ms=$(sed -n '2s/.*"ms":\([0-9]*\),.*/\1/p' "$stub_log")
	[ "$status" -eq 0 ] && [ "$hits" -eq 2 ] &&
	    [ "$ms" -ge "${want%-*}" ] && [ "$ms" -le "${want#*-}" ]
	result $? "$name" ||
	    note "status $status, $hits requests, the second after $ms ms"
}
took 1000-1900 'Retry-After: 1' \
    'n=1: status=503 header="Retry-After: 1"'
took 300-900 'Retry-After: 0.3' \
    'n=1: status=503 header="Retry-After: 0.3"'
took 250-900 'retry-after-ms: 250' \
    'n=1: status=429 header="retry-after-ms: 250"'
took 250-900 'retry-after-ms before Retry-After' \
    'n=1: status=429 header="retry-after-ms: 250" header="Retry-After: 9"'
took 900-3100 'Retry-After as a date' \
    'n=1: status=503 header="Retry-After: {date+2}"'
took 0-600 'Retry-After of a date gone by' \
    'n=1: status=503 header="Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"'
took 0-600 'Retry-After of nonsense' \
    'n=1: status=503 header="Retry-After: soon"'
took 300-900 'the limits of a 429' "n=1: status=429 $none $until 300ms\""
took 300-900 'what it says of a 429' \
    'n=1: status=429 body=@slower.json'
fault 'Retry-After of half an hour stops the run' '75: stopped, 1 requests' \
    'n=1: status=503 header="Retry-After: 1800"'
has "$(cat err)" '30 minutes' 'which says for how long'
prompts 2 >in
took 400-1200 'no requests left: the next one waits, after a success' \
    "n=1: $none $until 400ms\"" -j 1
prompts 1 >in
fault 'x-should-retry: false' '1: server_error, 1 requests' \
    'default: status=500 header="x-should-retry: false"'
fault 'x-should-retry: true' '0: ok, 2 requests' \
    'n=1: status=422 header="x-should-retry: true"'

# A 429 holds the others back, too.
prompts 8 >in
run 'n=1: status=429 header="Retry-After: 1"
default: delay=50' -j 2
late=$(sed -n 's/.*"ms":\([0-9]*\),.*/\1/p' "$stub_log" |
    awk '$1 > 100 && $1 < 950' | wc -l)
is "$status $hits $late" '0 9 0' 'after a 429 nothing is sent until it may'

# As long as others get through, a 429 is no try.
prompts 200 >in
for refusal in every=2 rate=0.5 rate=0.65; do
	run "$refusal : status=429" -j 16
	is "$status $(grep -c '"response"' out)" '0 200' \
	    "429 for $refusal: none of 200 is given up"
done
run 'every=2 : status=429 header="Retry-After: 0.1"' -j 16
is "$status $(grep -c '"response"' out)" '0 200' \
    'and with Retry-After: none of 200 either'
prompts 12 >in
run 'every=2 : status=429 header="Retry-After: 1"' -j 16 --retries 2
is "$status $(grep -c '"response"' out)" '0 12' \
    'and with Retry-After: 1 and two retries: none of 12'
prompts 16 >in
run 'n=1-16: status=429 header="Retry-After: 1"' -j 16
is "$status $(sed -n 's/.*"n":\([0-9]*\),.*"ms":\([0-9]*\),.*/\1 \2/p' \
    "$stub_log" | awk '$1 > 16 { if (!first) first = $2; last = $2 }
    END { print (last - first >= 150) }')" '0 1' \
    'those refused together do not come back together'

# But one record that is always refused asks less and less often.
for refusal in '' 'header="Retry-After: 0.02"'; do
	prompts 2 >in
	printf '%s\n' "body~q1: status=429 $refusal" 'default: delay=100' \
	    >script
	stub_start -s script
	wk-ask -m m -u "http://127.0.0.1:$port/v1" --retry-delay 0.01 \
	    --retries 1 in >out 2>err &
	pid=$!
	sleep 4
	hits=$(stub_hits)
	kill -0 $pid
	result $? "a 429 for one record alone $refusal: goes on"
	[ "$hits" -gt 10 ] && [ "$hits" -le 80 ]
	result $? 'and slows down' || note "$hits requests in 4 s"
	kill $pid
	wait $pid
	is "$? $(kinds)" '75 stopped ok' 'until it is interrupted'
	stub_stop
done

# Redirects.
prompts 3 >in
stub_start
other=$port
run "default: redirect=http://127.0.0.1:$other/secret?k=1" -j 1
is "$status: $(kinds), $hits requests" \
    '2: redirected stopped stopped, 1 requests' '302 is not followed'
has "$(cat err)" "http://127.0.0.1:$other" 'its host is named'
is "$(grep -c secret err out)" 'err:0
out:0' 'what stands behind the host is not'
is "$("$stub" -b -c "http://127.0.0.1:$other/stats" |
    sed 's/,.*//')" '{"hits":0' 'the other server was not asked'
stub_end
for s in 301 303 307 308; do
	fault "$s" '2: redirected stopped stopped, 1 requests' \
	    "default: status=$s redirect=/elsewhere" -j 1
done

# No connection: nothing was sent.
prompts 20 >in
port=1
ask --retries 2 -v --timeout 2 -j 4 --breaker 1
is "$status: $(kinds | tr ' ' '\n' | uniq -c | tr -s ' \n' ' ')" \
    '75:  4 unreachable 16 stopped ' 'a closed port: awaited, then status 75'
has "$(cat err)" 'connection refused; waiting up to 2 s' 'which is said'
has "$(cat err)" 'no connection in 2 s' 'and the end of it, too'
has "$(cat err)" '0 requests, 0 retries' 'it is no try'
is "$(grep -c twice err)" 0 'and bills nothing'
wk-ask -m m -u "unix:$SCRATCH/nobody" --timeout 1 in >out 2>err
is "$?" 75 'a unix socket that is not there: the same' || note "$(cat err)"

# A server that is restarted.
prompts 40 >in
echo 'default: delay=200' >script
stub_start -s script
was=$port
ask -j 8 -v &
pid=$!
until [ "$(stub_hits)" -ge 10 ]; do
	sleep 0.01
done
stub_stop
sleep 5
stub_start -s script -p "$was"
wait $pid
is "$(kinds | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')" ' 40 ok ' \
    'a server that is away for 5 s: 40 of 40' || note "$(cat err)"
is "$(grep -c 'connection refused' err) $(grep -c 'connected again' err)" \
    '1 1' 'both is said' || note "$(cat err)"
# Without retries, what was under way may be lost, and nothing else.
mkfifo some
wk-ask -m m -u "http://127.0.0.1:$port/v1" --retries 0 -j 8 some \
    >out 2>err &
pid=$!
exec 9>some
head -n 20 in >&9
until [ "$(wc -l <out)" -eq 20 ]; do
	sleep 0.01
done
stub_stop
tail -n 20 in >&9
sleep 5
exec 9>&-
stub_start -s script -p "$was"
wait $pid
is "$? $(kinds | tr ' ' '\n' | sort | uniq -c | tr -s ' \n' ' ')" \
    '0  40 ok ' 'the same with --retries 0' || note "$(cat err)"
is "$(grep -c 'connection refused' err) $(grep -c 'connected again' err)" \
    '1 1' 'both is said, too'
stub_stop
prompts 8 >in
ask -j 8 --retries 1 -v &
pid=$!
sleep 1
stub_start -p "$was"
wait $pid
is "$(kinds) $(stub_hits) $(stub_get /stats | jq -c '.connections < 16')" \
    'ok ok ok ok ok ok ok ok 8 true' 'awaited at the start, by one probe'
has "$(cat err)" '8 requests, 0 retries' 'and no try is counted'
stub_stop
prompts 1 >in
ask --retries 0
is "$status: $(kinds)" '1: unreachable' \
    'with --retries 0 not, if it was never there'
wk-ask -m m -u http://nowhere.invalid/v1 --await 1 -v in >out 2>err
is "$? $(kinds)" '75 unreachable' 'no such host: awaited likewise'
has "$(cat err)" 'nowhere.invalid; waiting up to 1 s' 'which is said'
has "$(cat err)" 'no connection in 1 s' 'and the end of it, too'
has "$(cat err)" 'correct the URL; --await' 'and what to do'
has "$(cat err)" '0 requests, 0 retries' 'it is no try either'
# A stage does not wait where an earlier one has stopped: it would only stop, too.
{
	head -n 1 out | sed 's/}}$/},"old":true}/'
	cat in
} >in2
wk-ask -m m -u "http://127.0.0.1:$port/v1" -v in2 >out 2>err
is "$? $(kinds) $(grep -c waiting err)" '75 unreachable unreachable 0' \
    'an earlier stage has stopped: it is not awaited'
has "$(cat err)" 'no connection in 0 s' 'which is said'
is "$(head -n 1 out | jq -c '[.error.status, .old]')" '[75,true]' \
    'the record of that stage stays'
stub_start
wk-ask -m m -u "https://127.0.0.1:$port/v1" --retry-delay 0.01 --retries 1 \
    --timeout 1 -v in >out 2>err
is "$? $(kinds)" '75 unreachable' 'TLS with a server that does not answer it'
has "$(cat err)" '0 requests, 0 retries' 'is awaited as well'
is "$(grep -c twice err)" 0 'and bills nothing'
stub_stop

# A certificate that nobody has signed.
prompts 3 >in
if openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem \
    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    >openssl.out 2>&1; then
	openssl s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -www \
	    >tls.out 2>&1 &
	tls=$!
	until grep -q '^ACCEPT' tls.out || ! kill -0 $tls 2>/dev/null; do
		sleep 0.05
	done
	port=$(sed -n 's/^ACCEPT.*:\([0-9]*\)$/\1/p' tls.out | head -n 1)
	wk-ask -m m -u "https://localhost:$port/v1" --retry-delay 0.01 -v \
	    -j 1 in >out 2>err
	is "$?: $(kinds)" '2: tls stopped stopped' 'a certificate of its own'
	has "$(cat err)" 'certificate' 'is named'
	has "$(cat err)" '1 requests, 0 retries' 'and not tried again'
	for way in --ca-file CURL_CA_BUNDLE SSL_CERT_FILE; do
		case $way in
		-*) set -- wk-ask $way cert.pem ;;
		*) set -- env -u CURL_CA_BUNDLE "$way=cert.pem" wk-ask ;;
		esac
		"$@" -m m -u "https://localhost:$port/v1" --retry-delay 0.01 \
		    -j 1 --retries 0 --timeout 1 in >out 2>err
		is "$(kinds | grep -c tls)" 0 "$way: trusted" ||
		    note "$(cat err)"
	done
	kill $tls
	wait $tls 2>/dev/null
else
	skip 6 'no openssl(1)'
fi
prompts 1 >in

# A file without a certificate: told before anything is sent.
echo 'no certificate' >none.pem
for file in away.pem none.pem; do
	why='No such file'
	[ $file = away.pem ] || why='no certificate (PEM) in it'
	for way in --ca-file CURL_CA_BUNDLE SSL_CERT_FILE; do
		case $way in
		-*) set -- wk-ask $way $file ;;
		*) set -- env -u CURL_CA_BUNDLE "$way=$file" wk-ask ;;
		esac
		"$@" -m m -u https://127.0.0.1:1/v1 in >out 2>err
		is "$? $(wc -c <out)" '2 0' "$way $file: status 2"
		has "$(cat err)" "$way: $file: $why" 'and says why'
	done
done
stub_start
CURL_CA_BUNDLE=away.pem wk-ask -m m -u "http://127.0.0.1:$port/v1" in \
    >out 2>err
is "$?: $(kinds)" '0: ok' 'a variable does not matter without TLS'
stub_stop

# A proxy that does not connect.  Nothing reached the server.
prompts 3 >in
echo 'default: status=407' >script
stub_start -s script
https_proxy=http://127.0.0.1:$port wk-ask -m m -u https://far.invalid/v1 \
    -j 1 -v in >out 2>err
is "$?: $(kinds)" '2: proxy stopped stopped' 'CONNECT: 407 stops the run'
has "$(cat err)" 'NAME:PASSWORD' 'and says what to do'
http_proxy=http://127.0.0.1:$port wk-ask -m m -u http://far.invalid/v1 \
    -j 1 -v in >out 2>err
is "$?: $(kinds)" '2: proxy stopped stopped' 'without CONNECT as well'
stub_stop
for s in 403 502 503; do
	echo "default: status=$s" >script
	stub_start -s script
	https_proxy=http://127.0.0.1:$port wk-ask -m m --await 1 \
	    -u https://far.invalid/v1 -j 1 -v in >out 2>err
	is "$?: $(kinds) $(grep -c twice err)" \
	    '75: unreachable stopped stopped 0' \
	    "CONNECT: $s is tried again, and bills nothing"
	stub_stop
done
fault 'a redirect to a URL with a password' \
    '2: redirected stopped stopped, 1 requests' \
    'default: redirect=https://user:word@other.invalid/x' -j 1
has "$(cat err)" 'redirected to https://other.invalid,' 'names the host'
is "$(grep -c word err out)" 'err:0
out:0' 'and not the password'
fault 'a redirect without a scheme' \
    '2: redirected stopped stopped, 1 requests' \
    'default: redirect=//other.invalid/x' -j 1
has "$(cat err)" 'other.invalid' 'names the host, too'
prompts 1 >in

# It broke after the request was sent: perhaps billed.
fault 'reset, once' '0: ok, 2 requests' 'try=1: reset' -v
has "$(cat err)" '1 possibly billed twice' 'is counted'
fault 'reset, always' '1: connection_lost, 6 requests' 'default: reset'
fault 'no reply in time' '0: ok, 2 requests' 'try=1: hang' --timeout 1 -v
has "$(cat err)" '1 possibly billed twice' 'is counted, too'
fault 'never a reply in time' '1: timeout, 2 requests' 'default: hang' \
    --timeout 1 --retries 1
fault 'blanks keep nobody waiting for ever' '1: timeout, 1 requests' \
    'default: blanks=100,100' --timeout 1 --retries 0
prompts 3 >in
fault 'a reset of a connection that has served: sent again at once' \
    '0: ok ok ok, 4 requests' 'n=2: reset' -j 1 -v --retries 0
has "$(cat err)" '3 requests, 0 retries' 'which is no try'
is "$(grep -c twice err)" 0 'and alarms nobody'
fault 'but once only' '1: ok connection_lost ok, 4 requests' \
    'n=2-3: reset' -j 1 --retries 0
prompts 40 >in
for habit in fin stale; do
	for j in 1 8 40; do
		run "default: $habit" --retries 0 -j $j -v
		is "$status $(kinds | tr ' ' '\n' | sort | uniq -c | tr -d ' ') \
$hits $(grep -c twice err)" '0 40ok 40 0' \
		    "$habit after each reply, -j $j: 40 of 40 without a retry"
	done
done
prompts 3 >in

# Damaged: three tries.
prompts 3 >in
for raw in 'hello' '\x16\x03\x01' 'HTP/1.1 200 OK\r\n\r\n{}'; do
	fault "no HTTP in the middle of a run: $raw" \
	    '0: ok ok ok, 4 requests' "n=2: raw=\"$raw\"" -j 1
	fault "no HTTP, for one record: $raw" \
	    '1: ok bad_reply ok, 5 requests' "body~q2: raw=\"$raw\"" -j 1
done
prompts 1 >in
for damage in cut=20 cut-chunked=20; do
	fault "$damage, once" '0: ok, 2 requests' "try=1: $damage"
	fault "$damage" '1: truncated_body, 3 requests' "default: $damage"
done
for damage in 'cut=20 close' 'body="" ' 'body="{\"id\":1"' \
    'body="[]"' 'body="{}"' html 'body="not JSON"' \
    'body="{\"choices\":[]}"' 'body="{\"choices\":null}"' \
    'body="{\"choices\":[{}]}"'; do
	fault "damaged: $damage, once" '0: ok, 2 requests' \
	    "try=1: $damage"
	fault "damaged: $damage" '1: bad_reply, 3 requests' \
	    "default: $damage" -J damaged
done
is "$(wc -c <damaged)" 0 'no damaged reply is kept'
printf 'a\033[31mb\302\233c\342\200\256d' >evil
run 'default: body=@evil'
has "$(cat out)" 'a' 'its first bytes are told'
is "$(LC_ALL=C grep -c "$(printf '\033')" out err | tr '\n' ' ')" \
    'out:0 err:0 ' 'and masked'
fault 'a flood' '1: reply_too_large, 1 requests' 'default: bomb'
fault 'a bomb of gzip' '1: reply_too_large, 1 requests' 'default: bomb-gzip'

# A 200 that is none.
prompts 3 >in
fault '200 with 401 in it' '3: unauthorized stopped stopped, 1 requests' \
    'default: error200="401,Invalid key"' -j 1
fault '200 with 402 in it' '3: no_balance stopped stopped, 1 requests' \
    'default: error200="402,Payment required"' -j 1
fault '200 with 429 in it, once' '0: ok ok ok, 6 requests' \
    'try=1: error200="429,Slow down"'
fault '200 with 502 in it, once' '0: ok ok ok, 6 requests' \
    'try=1: error200="502,Provider returned error"'
fault '200 with insufficient_quota' '3: quota stopped stopped, 1 requests' \
    'default: error200="insufficient_quota,none left"' -j 1
fault '200 with 400 in it' '2: bad_request stopped stopped, 1 requests' \
    'default: error200="400,no such parameter"' -j 1
fault '200 of SiliconFlow: no such model' \
    '2: not_found stopped stopped, 1 requests' \
    'default: siliconflow="20012,Model does not exist"' -j 1
fault '200 of SiliconFlow: overloaded, once' '0: ok ok ok, 6 requests' \
    'try=1: siliconflow="50603,System is really busy"'
fault '403 of SiliconFlow: no balance' \
    '3: no_balance stopped stopped, 1 requests' \
    'default: status=403 siliconflow="30001,your account balance is low"' -j 1
fault 'an error in a stream, once' '0: ok ok ok, 6 requests' \
    'try=1: sse-error' --stream

printf 'data: [{"error":{"code":503,"message":"The model is overloaded.",' \
    >array
printf '"status":"UNAVAILABLE"}}]\n\n' >>array
fault 'an error in an array in a stream' \
    '1: overloaded overloaded overloaded, 6 requests' \
    'default: body=@array' --stream --retries 1

# Streams that end before they ought to.
prompts 1 >in
fault 'a stream cut, once' '0: ok, 2 requests' 'try=1: sse-cut' --stream
fault 'a stream cut' '1: truncated_body, 3 requests' 'default: sse-cut' \
    --stream -J cut.journal
is "$(wc -c <cut.journal)" 0 'is never kept'

# A server that breaks a stream off when the next request comes.
prompts 40 >in
for pair in 8:5 8:0 40:5 1:0; do
	run 'default: interrupt delay=5' --stream -j "${pair%:*}" \
	    --retries "${pair#*:}"
	is "$status $(grep -c '"response":"Answer to: q' out)" '0 40' \
	    "streams broken off, -j ${pair%:*}, --retries ${pair#*:}: 40 of 40"
	[ "$hits" -le $((100 + 2 * ${pair%:*})) ]
	result $? 'as fewer are sent at once' || note "$hits requests"
	is "$(grep -c 'interrupt_requests false' err)" \
	    $((${pair%:*} > 1)) 'the cure is told once'
done
prompts 3 >in
fault 'no finish_reason, once' '0: ok ok ok, 4 requests' \
    'n=2: body="data: {\"choices\":[]}\n\ndata: [DONE]\n\n"' --stream -j 1
printf 'data: {"choices":[{"delta":{"content":"a"},"finish_reason":null}]}\n
data: [DONE]\n\n' >endless
fault 'no finish_reason, of a server that gave one before' \
    '1: ok truncated_body ok, 5 requests' 'body~q2: body=@endless' --stream \
    -j 1 -J cut.journal
has "$(cat out)" 'leave --stream out' 'the record names the cure'
is "$(wc -l <cut.journal)" 2 'and nothing is kept of it'
fault 'no finish_reason, of a server that gives none' \
    '0: ok ok ok, 3 requests' 'default: body=@endless' --stream -j 1
prompts 40 >in
run 'default: body=@endless' --stream -j 8
is "$status $(grep -c '"response":"a"' out) $((hits <= 60))" '0 40 1' \
    'the same, -j 8: found out by the first that comes alone' ||
    note "$hits requests"
prompts 3 >in
fault 'a stream without any text, ever' \
    '1: truncated_body truncated_body truncated_body, 9 requests' \
    'default: body="data: {\"choices\":[]}\n\ndata: [DONE]\n\n"' --stream -j 1

# What the model does is no fault of the wire: one request each.
prompts 1 >in
fault 'finish length' '1: ok, 1 requests' 'default: finish=length'
has "$(cat out)" '"finish":"length"' 'is told in the record'
has "$(cat err)" '--allow-length' 'and on stderr'
stub_start -s script
ask -J length.journal
ask -J length.journal -R
is "$status $(stub_hits) $(grep -c '^wk-ask: 1 reply was cut' err)" \
    '1 1 1' 'is an answer: -R does not ask again' || note "$(cat err)"
stub_stop
for word in max_tokens MAX_TOKENS model_length max_output_tokens LENGTH; do
	fault "finish $word" '1: ok, 1 requests' "default: finish=$word"
	has "$(cat out)" "\"finish\":\"$word\"" 'is told as it came'
done
for word in SAFETY RECITATION content_filter; do
	fault "finish $word" '1: filtered, 1 requests' \
	    "default: finish=$word content=\"\""
done
fault 'finish network_error: the server broke off' '0: ok, 2 requests' \
    'n=1: finish=network_error content=""'
fault 'finish length, allowed' '0: ok, 1 requests' 'default: finish=length' \
    --allow-length
fault 'an empty reply cut by length' '1: empty_reply, 1 requests' \
    'default: finish=length content=""'
has "$(cat out)" 'raise -l' 'says what to do'
fault 'content_filter' '1: filtered, 1 requests' \
    'default: finish=content_filter content=""'
fault 'a refusal' '1: refused, 1 requests' 'default: refusal="I cannot"'
has "$(cat out)" 'I cannot' 'is quoted'
fault 'content null' '1: empty_reply, 1 requests' 'default: content=null'
fault 'content ""' '1: empty_reply, 1 requests' 'default: content=""'
fault 'nothing but thinking' '1: empty_reply, 1 requests' \
    'default: content="" reasoning="hm"'
fault 'tool calls' '1: tool_calls, 1 requests' \
    'default: body=@tools.json'
fault 'bad UTF-8, a NUL, half a surrogate' '0: ok, 1 requests' \
    'default: bad-utf8'
has "$(cat out)" '"repaired":' 'are flagged'
is "$(iconv -f UTF-8 -t UTF-8 out 2>&1 >same)" '' 'the output is UTF-8'
fault 'no usage' '0: ok, 1 requests' 'default: no-usage' -v
has "$(cat out)" '"usage":null' 'is null'
has "$(cat err)" ' 0 tokens' 'and counts as none'

# They are kept, and not asked for again but with -R.
for what in 'content=""' 'refusal="no"' 'finish=content_filter content=""'; do
	rm -f bad.journal
	printf 'n=1: %s\n' "$what" >script
	stub_start -s script
	ask -J bad.journal
	cp out first
	ask -J bad.journal
	is "$status $(stub_hits)" '1 1' "$what is not paid for twice"
	same out first 'and replayed as it was'
	ask -J bad.journal -R
	is "$status: $(kinds) $(stub_hits)" '0: ok 2' '-R asks again'
	ask -J bad.journal -R
	is "$status: $(kinds) $(stub_hits)" '0: ok 2' 'what was bad alone'
	stub_stop
done

# The breaker: records, not attempts.
prompts 40 >in
fault 'five in a row that fail' "75: $(printf 'server_error %.0s' 1 2 3 4 5)\
$(yes stopped | head -n 35 | tr '\n' ' ' | sed 's/ $//'), 5 requests" \
    'default: status=500' --breaker 5 --retries 0 -j 1
has "$(cat err)" '5 records in a row failed' 'are told'
is "$(jq -c '[.error.kind, .error.status]' out | uniq -c | tr -d ' ' |
    tr '\n' ' ')" '4["server_error",null] 1["server_error",75] 35'\
'["stopped",75] ' 'the fifth stops the run, and carries its status'
run 'default: status=500' --breaker 5 --retries 1 -j 1
is "$status $(kinds | tr ' ' '\n' | grep -c server_error)" '75 5' \
    'records are counted, not attempts'
run 'default: status=500' --breaker 0 --retries 0
is "$status $hits" '1 40' '--breaker 0 never stops'
run 'every=4:
default: status=500' --breaker 4 --retries 0 -j 1
is "$status $hits" '1 40' 'one that passes makes them begin anew'
fault 'one record that takes all its tries' \
    "1:$(yes ' ok' | head -n 39 | tr -d '\n') server_error, 45 requests" \
    'body~q40: status=500' --breaker 2 -j 1

# Stopped in the middle of a pipe.
if ! [ -x "$B/wk-regexlist" ] || ! [ -x "$B/wk-xtuner" ]; then
	skip 5 'no wk-regexlist or no wk-xtuner'
	done_testing
	exit 0
fi
prompts 20 >in
printf '%s\n' 'n=6: status=401
default: content="[\"one question\", \"another question\"]"' >script
stub_start -s script
cat >pipe.sh <<'EOF'
wk-ask -m m -u "$1" -j 1 in | wk-regexlist | wk-xtuner -r rejects
EOF
sh=$(command -v dash || echo sh)
"$sh" pipe.sh "http://127.0.0.1:$port/v1" >rows 2>err
is "$?" 3 'a pipe whose first program was stopped ends as that did'
has "$(tail -n 1 err)" '1 unauthorized (wk-ask), 14 stopped (wk-ask)' \
    'and says what failed where'
is "$(stub_hits)" 6 'no more is sent'
is "$(grep -c '"kind":"stopped"' rejects)" 14 'the rest arrives, marked'
is "$(grep -c '"kind":"unauthorized"' rejects)" 1 'and the one refused'
is "$(wc -l <rejects)" 25 'with the questions that have no answer yet'
stub_stop
done_testing
