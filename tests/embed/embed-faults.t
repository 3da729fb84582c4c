#!/bin/sh
# wk-embed when a server fails, or the run is stopped: the exit status, what
# becomes of each record, and how many requests were sent.
# shellcheck disable=SC2154 # what stub.sh and embed.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/embed/embed.sh
. "$ROOT/tests/embed/embed.sh"
need wk-embed jq

# short: what became of the records, one word for those in a row.
short() {
	jq -r '.error.kind // "ok"' out | uniq | tr '\n' ' ' | sed 's/ $//'
}
# fault NAME WANT SCRIPT [OPTION...]: WANT is "STATUS: KINDS, N requests".
fault() {
	name=$1 want=$2
	shift 2
	run "$@"
	is "$status: $(short), $hits requests" "$want" "$name" ||
	    note "$(cat err)"
	is "$(jq -c 'select(.error.kind == "stopped" and
	    .error.status != '"$status"')' out)" '' \
	    "$name: the stopped carry the status"
}

# Every text fails, in a request of its own or of three.
texts 3 >in
for n in 1 3; do
	fault "401, $n a request" "3: unauthorized$([ $n = 3 ] ||
	    echo ' stopped'), 1 requests" 'default: status=401' -n $n
	fault "403, $n a request" "3: forbidden$([ $n = 3 ] ||
	    echo ' stopped'), 1 requests" 'default: status=403' -n $n
	fault "402, $n a request" "3: no_balance$([ $n = 3 ] ||
	    echo ' stopped'), 1 requests" 'default: status=402' -n $n
	fault "404, $n a request" "2: not_found$([ $n = 3 ] ||
	    echo ' stopped'), 1 requests" 'default: status=404' -n $n
	fault "a redirect, $n a request" "2: redirected$([ $n = 3 ] ||
	    echo ' stopped'), 1 requests" \
	    'default: redirect=http://127.0.0.1:1/' -n $n
	for bad in status=408 status=429 status=500 status=502 status=503 \
	    status=504 status=529 html cut=40 reset raw=x \
	    'body="{}"' 'body="[]"' 'body="{\"data\":{}}"'; do
		fault "$bad, once, $n a request" \
		    "0: ok, $((3 / n + 1)) requests" "n=1: $bad" -n $n -j 1
	done
	fault "Retry-After of half an hour, $n a request" \
	    '75: stopped, 1 requests' \
	    'n=1: status=429 header="Retry-After: 1800"' -n $n
	fault "a server that hangs, once, $n a request" \
	    "0: ok, $((3 / n + 1)) requests" 'n=1: hang' -n $n -j 1 --timeout 1
done
for s in 400 405 415 422; do
	fault "$s at first stops the run" \
	    "2: bad_request stopped, 1 requests" "default: status=$s" -n 1
	fault "$s for all stops the run" \
	    "2: bad_request stopped, 4 requests" "default: status=$s"
	fault "$s for the first text is its own" \
	    '1: bad_request ok, 5 requests' "body~第0句: status=$s"
done
took() { # the ms between the first two requests
	sed -n '2s/.*"ms":\([0-9]*\),.*/\1/p' log
}
run 'n=1: status=429 header="Retry-After: 1"'
is "$status $(($(took) >= 1000)) $(($(took) < 2500))" '0 1 1' 'Retry-After'
run 'default: status=500' --retries 1 --breaker 2
is "$status $(short)" '75 server_error stopped' 'the breaker counts records'
run 'default: status=500' --retries 1 --breaker 0
is "$status $(short) $hits" '1 server_error 6' \
    'without it each text has had its try' || note "$(sizes)"

# Many in flight learn one thing once.
texts 400 >in
run "n=1: delay=1
inputs>20: status=400 body=\"{\\\"error\\\":\\\"Too many inputs in request, split \
into more batches\\\"}\" delay=50" -j 8
is "$status $(kinds)" '0  400 64 ' 'too many, no number: nothing is lost'
is "$(jq -s 'map(.body.input | length) | min >= 8' log)" true \
    'too many, no number: eight refusals at once halve the batches once' ||
    note "$(sizes)"
run "n=1-8: delay=1
body~base64: status=400 body=\"{\\\"error\\\":\\\"no base64\\\"}\" delay=20"
is "$status $(kinds)" '0  400 64 ' 'base64 is refused'
for bad in status=400 status=413 status=422 'status=500 body=x'; do
	run "inputs>10: $bad" -n 40 -j 1 --retries 0
	is "$status $(kinds) $hits" '0  400 64  43' \
	    "too many, no reason, $bad: thrice refused, then ten a request" ||
	    note "$(sizes)"
	has "$(cat err)" 'refused 20 texts in a request: sending 10' 'said so'
	[ "$bad" = status=413 ] && continue # such texts are sent alone
	run "body~第0句: $bad" -n 40 -j 1 --retries 0
	is "$status $(jq -s 'map(select(.error)) | length' out) $(sizes |
	    tail -c 10)" '1 1  40 40 40 ' \
	    "one text is refused, $bad: the requests stay as large" ||
	    note "$(sizes)"
done
texts 40 >in

# The server goes away, and comes back.
stub_start -p "$port"
stub_stop
wk-embed -m m -u "http://127.0.0.1:$port" in >out 2>err &
pid=$!
sleep 1
stub_start -p "$port"
wait $pid
is "$? $(kinds) $(stub_hits)" '0  40 64  2' 'a refused connection is awaited'
stub_stop
wk-embed -m m -u http://nowhere.invalid/v1 --await 1 in >out 2>err
is "$? $(jq -r .error.kind out | sort -u | tr '\n' ' ')" \
    '75 stopped unreachable ' 'no such host'

# Stopped, and run again.
stop() {
	wk-embed -m m -u "http://127.0.0.1:$port" -n 4 -j 2 "$@" in >out 2>err
	status=$?
}
printf 'default: delay=1\n' >script
stub_start -s script
stop -J steps --stop-after-requests 3
is "$status $(short) $(stub_hits)" '75 ok stopped 3' --stop-after-requests
stop -J steps
is "$status $(short) $(stub_hits)" '0 ok 10' 'and run again: ten in all'
cp out want
stop -J steps
is "$(stub_hits)" 10 'and again: none'
stop --read-journal steps
is "$status $(stub_hits)" '0 10' --read-journal
same out want 'gives the same'
stop -U
sort out >got
sort want | cmp -s - got
result $? '-U: the same records'
stop -L limits --rpm 100000
is "$status $(find limits -perm 600)" '0 limits' -L
same out want 'gives the same'
stop --stop-after-tokens 30 -J few
is "$status $(jq -r '.error.kind // empty' out | sort -u)" '75 stopped' \
    --stop-after-tokens
stub_stop
printf 'default: delay=700\n' >script
stub_start -s script
stop -J warm.journal -n 40
for signals in 1 2; do
	before=$(stub_hits)
	rm -f kept
	wk-embed -m x -u "http://127.0.0.1:$port" -n 4 -j 2 -J kept in \
	    >out 2>err &
	pid=$!
	# The first one goes alone; then two are under way.
	until [ "$(stub_hits)" -ge $((before + 3)) ]; do sleep 0.02; done
	kill -TERM $pid
	[ $signals = 1 ] || { sleep 0.1; kill -TERM $pid; }
	wait $pid
	is "$? $(wc -l <kept) $(($(stub_hits) - before))" \
	    "75 $((signals == 1 ? 12 : 4)) 3" \
	    "SIGTERM, $signals times: twelve texts are under way" ||
	    note "$(cat err)"
	is "$(grep -c 'but the run was stopped before the reply' out)" \
	    $((signals == 1 ? 0 : 8)) 'and those that were dropped are told'
done
stub_stop
printf 'default: delay=1\n' >script
stub_start -s script -p "$port"
wk-embed -m x -u "http://127.0.0.1:$port" -n 4 -J kept in >out 2>err
is "$? $(kinds) $(stub_hits)" '0  40 64  9' 'run again: the others are asked'
stub_stop

# Batches that wait for another try when the run is stopped.
texts 12 >in
printf 'n=1: delay=1\nbody~第5句: status=503\n' >script
stub_start -s script
wk-embed -m m -u "http://127.0.0.1:$port" -n 4 --retry-delay 60 in >out 2>err &
pid=$!
until [ "$(stub_hits)" -ge 3 ]; do sleep 0.02; done
sleep 0.2
kill -TERM $pid
wait $pid
is "$? $(jq -r '.error.kind // "ok"' out | uniq -c | tr -s ' \n' ' ')" \
    '75  4 ok 4 stopped 4 ok ' 'a batch that waits for another try is stopped'
stub_stop

# The same text, in a batch under way and behind it.
jq -nc 'range(12) | { n: ., text: "同一句话 \(. % 3)。" }' >in
run 'n=1: delay=200' -n 2
is "$status $(kinds) $(jq -s 'map(.body.input | length) | add' log)" \
    '0  12 64  3' 'equal texts are asked about once'
is "$(jq -r '.embedding.of' out | sort | uniq -c | tr -s ' ' | cut -d ' ' -f 2 |
    sort -u)" 4 'and each record has its vector'
run 'body~"同一句话 1": status=400' -n 3
is "$status $(kinds)" '1  8 64 4 bad_request ' 'so they are if one fails'

# No room for the journal.
texts 400 >in
printf 'default: delay=1-5\n' >script
stub_start -s script
{ (ulimit -f 64 && exec wk-embed -m m -u "http://127.0.0.1:$port" -n 8 \
    --dimensions 256 -J limited in 2>err); echo $? >ended; } | cat >out
is "$(cat ended)" 2 'a journal that may grow no more stops the run'
has "$(cat err)" 'limited: File too large' 'and says so'
is "$(jq -s 'map(.body.input[]) | unique | length' "$stub_log")" \
    "$(jq -r 'select(.embedding).text' out | sort -u | wc -l)" \
    'each text that was asked about has its vector'
is "$(wc -l <out)" 400 'no record is lost'
wk-embed -m m -u "http://127.0.0.1:$port" --dimensions 256 in >/dev/full \
    2>err
is "$?" 2 '> /dev/full'
stub_stop

# The key, which a server may quote, is nowhere.
texts 3 >in
key=canary-0123456789abcdef
(umask 077 && echo "$key" >key)
printf '{"error":{"message":"no, %s"}}' "$key" >reply
mkdir left
for fault in status=400 status=401 status=500 ''; do
	printf 'default : %s body=@reply\n' "$fault" >script
	stub_start -s script
	wk-embed -m m -u "http://127.0.0.1:$port" --key-file key -v --progress \
	    --retries 0 -J "left/j$fault" -L left/l in >"left/out$fault" \
	    2>"left/err$fault"
	stub_hits "$key" >came
	stub_stop
done
is "$(($(cat came) > 0)) $(grep -rl "$key" left)" '1 ' \
    'the key goes to the server, and is nowhere else'

done_testing
