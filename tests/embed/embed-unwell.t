#!/bin/sh
# wk-embed and servers that are unwell: whatever they do, the number of requests
# and the time are bounded.  The cases run at once, as most wait for timeouts.
# shellcheck disable=SC2154 # stub is from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/embed/embed.sh
. "$ROOT/tests/embed/embed.sh"
need wk-embed jq

# unwell NAME SCRIPT [OPTION...]: embeds the file `in` in the directory NAME,
# against a stub of its own.  Leaves the status, what became of the records,
# how many requests came and how many seconds it took in the file `got`.
unwell() {
	mkdir "$1"
	cd "$1" || exit 1
	printf '%s\n' "$2" >script
	shift 2
	"$stub" -t 60 -l log -s script port &
	until [ -s port ]; do sleep 0.02; done
	from=$(date +%s)
	timeout -s KILL 40 wk-embed -m m -u "http://127.0.0.1:$(cat port)" \
	    --retry-delay 0.01 --retries 1 --timeout 1 "$@" ../in >out 2>err
	echo "$?:$(jq -r '.error.kind // "ok"' out | sort | uniq -c |
	    tr -s ' \n' ' ')in $(grep -c '' log)" >got
	echo $(($(date +%s) - from)) >took
	kill $!
}

# The cases: NAME|OPTIONS|SCRIPT|STATUS: KINDS in REQUESTS (LEAST-MOST).
texts 100 >in
cat >cases <<'END'
hangs|-j 8|default: hang|75: 68 stopped 32 timeout in 5
hangs behind the headers|-j 8|default: drip=60000|75: 68 stopped 32 timeout in 5
hangs from the third on|-j 8 -n 20|n=1-2: delay=1<default: hang|75: 40 ok 40 stopped 20 timeout in 8-14
hangs now and then|-j 8 --retries 4|every=2: hang|0: 100 ok in 5-12
gateway|-j 1|default: status=504|75: 68 stopped 32 timeout in 5
gateway, no breaker|--breaker 0 -n 50|default: status=504|1: 100 timeout in 8
gateway, one text a request|-n 1 --breaker 3|default: status=504|75: 97 stopped 3 timeout in 6
gateway, all tries|--retries 5|default: status=504|75: 68 stopped 32 timeout in 9
gateway, one text|-j 1|body~第7句: status=504|1: 99 ok 1 timeout in 10-25
gateway, two of one batch|-j 1|body~第7句: status=504<body~第30句: status=504|1: 98 ok 2 timeout in 20-40
gateway, the first text|-j 1|body~第0句: status=504|1: 99 ok 1 timeout in 8
gateway, one text of one batch|-j 1 -n 100|body~第5句: status=504|1: 99 ok 1 timeout in 10-26
too slow for many|-j 1|inputs>9: status=504|0: 100 ok in 20-40
resets|-j 8|default: reset|75: 10 connection_lost 90 stopped in 23
502|-j 8|default: status=502 html|75: 10 server_error 90 stopped in 23
503|-j 8|default: status=503|75: 10 overloaded 90 stopped in 23
HTML|-j 8|default: html|75: 10 bad_reply 90 stopped in 23
empty|-j 8|default: body=""|75: 10 bad_reply 90 stopped in 23
chats|-j 8|default: body="{\"choices\":[]}"|75: 10 bad_reply 90 stopped in 23
cut short|-j 8|default: cut=9|75: 90 stopped 10 truncated_body in 23
other texts|-j 8|default: body="{\"data\":[{\"embedding\":[1,0],\"index\":7}]}"|75: 10 bad_reply 90 stopped in 21
resets from the third on|-j 1|n=1-2: delay=1<default: reset|75: 10 connection_lost 64 ok 26 stopped in 10-30
429 for ever|-j 8|default: status=429|75: 10 rate_limited 90 stopped in 23
END
while IFS='|' read -r name options script want; do
	# shellcheck disable=SC2086
	(unwell "$name" "$(echo "$script" | tr '<' '\n')" $options) &
done <cases
wait
while IFS='|' read -r name options script want; do
	got=$(cat "$name/got") n=${want##* }
	sent=${got##* }
	[ "${got% *}" = "${want% *}" ] && [ "$sent" -ge "${n%-*}" ] &&
	    [ "$sent" -le "${n#*-}" ] && [ "$(cat "$name/took")" -le 20 ]
	result $? "$name: $want requests, in 20 s" ||
	    note "$got in $(cat "$name/took") s; $(jq -c '.body.input | length' "$name/log" |
		tr '\n' ' ') $(cat "$name/err")"
done <cases
has "$(cat 'too slow for many/err')" 'sending 7 from now on, as with -n 7' \
    'a server that is too slow for large batches: says what it can take'
is "$(jq '.body.input | length' 'too slow for many/log' | tail -n 7 |
    sort -n | tail -n 1)" 7 'and gets no larger ones any more'

# A run that was stopped does not wait for a batch that then fails.
texts 12 >in
i=0
for fault in 'body="{\"data\":[]}"' fewer status=500 status=413 hang; do
	i=$((i + 1))
	(
		printf 'n=1: delay=1\ndefault: delay=800 %s\n' "$fault" \
		    >"script$i"
		stub_log=log$i
		"$stub" -t 60 -l "$stub_log" -s "script$i" "port$i" &
		until [ -s "port$i" ]; do sleep 0.02; done
		# shellcheck disable=SC2016
		timeout -s KILL 20 sh -c 'echo $$ >"$0" && exec wk-embed "$@"' \
		    "pid$i" -m m -n 4 --retries 0 --timeout 2 \
		    -u "http://127.0.0.1:$(cat "port$i")" in >"out$i" \
		    2>"err$i" &
		until [ "$(stub_hits)" -ge 3 ]; do sleep 0.02; done
		kill -TERM "$(cat "pid$i")"
		wait $!
		echo "$? $(jq -r '.error.kind // "ok"' "out$i" | sort |
		    uniq -c | tr -s ' \n' ' ')" >"got$i"
	) &
done
wait
i=0
for fault in 'no vectors' 'too few' 'HTTP 500' 'HTTP 413' 'a hang'; do
	i=$((i + 1))
	is "$(cat "got$i")" '75  4 ok 8 stopped ' \
	    "SIGTERM, then $fault for batches under way: the run ends" ||
	    note "$(cat "err$i")"
done
done_testing
