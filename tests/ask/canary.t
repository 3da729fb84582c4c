#!/bin/sh
# A key is nowhere but in the request: not in what wk-ask writes, says, keeps
# or leaves behind, whatever happens.
# shellcheck disable=SC2154 # what stub.sh and ask.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/ask/ask.sh
. "$ROOT/tests/ask/ask.sh"
need wk-ask

key=sk-canary-0123456789abcdef
mkdir logs left tmp
TMPDIR=$SCRATCH/tmp
WK_API_KEY=$key
export TMPDIR WK_API_KEY
prompts 12 >in

# try NAME SCRIPT [OPTION...]: one run; all that it leaves goes to left/.
try() {
	name=$1
	shift
	run "$@" -v --progress -J "left/$name.journal" -L left/limit
	mv out "left/$name.out"
	mv err "left/$name.err"
	mv "$stub_log" "logs/$name"
	is "$status $(grep -c "Bearer $key" "logs/$name" | sed 's/[1-9].*/n/')" \
	    "$want n" "$name: status $want, and the server got the key"
}

# error FILE TEXT: what a server says that quotes the key.
error() {
	printf '{"error":{"message":"%s"}}' "$2" >"$1"
}
error echo.json "Incorrect API key provided: $key"
error value.json "a bad value, $key"
want=0
try success 'default: delay=1'
try stream 'default: delay=1' --stream
try retried 'try=1: status=500 body=@echo.json'
want=3
try refused 'default: status=401 body=@echo.json' -j 1
try forbidden 'default: status=403 body=@echo.json' -j 1
want=2
try wrong 'default: status=400 body=@value.json header="x-request-id: 7"' -j 1
try redirected "default: redirect=http://127.0.0.1:9/$key" -j 1
want=75
try broken 'default: status=500 body=@echo.json' --retries 1
try reset 'default: reset' --retries 1
try damaged 'default: cut=10' --retries 1

# One that does not look like a key.
plain=$key
key=canary/of+no.shape~at=all
WK_API_KEY=$key
error odd.json "what is $key?"
want=3
try odd 'default: status=401 body=@odd.json'
want=75
try odd200 'default: body=@odd.json' --retries 1
want=2
try odd400 'default: status=400 body=@odd.json'
want=75
try odd500 'default: status=503 body=@odd.json' --retries 1
try oddtext 'default: body="canary/of+no.shape~at=all"' --retries 1
key=$plain
WK_API_KEY=$key

port=1
ask -v --progress --retries 1 --timeout 1 -J left/closed.journal
is "$status" 75 'nobody is there'
mv out left/closed.out
mv err left/closed.err
ask -u https://127.0.0.1:1/v1 -v --retries 1 --timeout 1
mv out left/tls.out
mv err left/tls.err
ask -u http://example.invalid/v1 -v
is "$status" 2 'a key is not sent in the clear'
has "$(cat err)" 'sent unencrypted' 'it says why'
mv out left/clear.out
mv err left/clear.err
ask -u "http://user:$key@127.0.0.1:1/v1" -v
is "$status" 2 'nor is one taken from a URL'
mv out left/url.out
mv err left/url.err
WK_API_KEY="$key
X: y" ask
is "$status" 2 'a key that would begin another header'
mv out left/header.out
mv err left/header.err

# shellcheck disable=SC3045 # where there is none, there is nothing to see
ulimit -S -c unlimited 2>/dev/null
# A process shows its arguments to everybody.
printf 'default: delay=2000\n' >script
stub_start -s script
wk-ask -m m -u "http://127.0.0.1:$port/v1" in >left/args.out 2>left/args.err &
pid=$!
until [ "$(stub_hits)" -ge 8 ]; do sleep 0.02; done
tr '\0' ' ' <"/proc/$pid/cmdline" >left/cmdline
is "$(sed -n 's/^Max core file size *\([0-9]*\) .*/\1/p' "/proc/$pid/limits")" \
    0 'it leaves no image of its memory'
ok 'its arguments can be read' grep -q 127.0.0.1 left/cmdline
kill -TERM $pid
kill -TERM $pid
wait $pid 2>/dev/null
stub_stop

is "$(grep -rl canary logs | wc -l)" 15 'the log of the server has it'
grep -rl canary left tmp >found
is "$(cat found)" '' 'nothing else has'
is "$(find tmp -type f)" '' 'and no temporary file is left'
is "$(find left -name '*.journal' ! -perm 600)" '' \
    'journals are for their owner'
done_testing
