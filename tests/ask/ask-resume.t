#!/bin/sh
# wk-ask that is killed, interrupted and run again: what was paid for is
# neither lost nor paid twice, and the output is as if nothing had happened.
# Environment: ROUNDS, of kills (10).
# shellcheck disable=SC2154 # what stub.sh and ask.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/ask/ask.sh
. "$ROOT/tests/ask/ask.sh"
need wk-ask
rounds=${ROUNDS:-10}

# seconds SEED: how long until the next kill, from 0.02 to 0.3.
seconds() {
	awk -v seed="$1" 'BEGIN { srand(seed); printf "%.3f\n",
	    0.02 + 0.28 * rand() }'
}

# 500 records, 40 of which ask what others ask, now and much later.
prompts 460 >in
awk 'NR % 23 == 1' in >again
cat again >>in
cat again >>in
printf 'default: delay=1-10\n' >script
stub_start -s script
ask -J whole
cp out whole.out
is "$status $(grep -c '"response":"Answer to: q' out) $(stub_hits)" \
    '0 500 460' 'an undisturbed run'
bad=0 kills=0 most=0
for round in $(seq "$rounds"); do
	before=$(stub_hits) killed=0
	rm -f journal
	while :; do
		wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 8 -J journal \
		    in >out 2>err &
		pid=$!
		sleep "$(seconds "$round$killed")"
		kill -9 $pid 2>/dev/null || break
		wait $pid 2>/dev/null
		killed=$((killed + 1))
		[ $killed -lt 40 ] || break
	done
	wait "$pid" 2>/dev/null
	ask -J journal
	sent=$(($(stub_hits) - before))
	[ "$sent" -le 460 ] || [ $((sent - 460)) -le $most ] ||
		most=$((sent - 460))
	kills=$((kills + killed))
	cmp -s out whole.out && [ "$status" -eq 0 ] &&
	    [ "$sent" -le $((460 + killed * 8)) ] && continue
	bad=$((bad + 1))
	note "round $round: $killed kills, $sent requests, status $status"
	note "$(cmp out whole.out 2>&1)"
done
is "$bad" 0 "killed $kills times in $rounds rounds, resumed; at most $most \
requests twice in one"
[ $kills -ge "$rounds" ]
result $? 'there were kills'

# The journal of another run may be read, and is not written.
cp whole kept
before=$(stub_hits)
ask --read-journal whole -J other
is "$status $(($(stub_hits) - before))" '0 0' '--read-journal pays nothing'
same out whole.out 'and gives the same'
same whole kept 'that journal is as it was'
is "$(wc -c <other)" 0 'the own one is empty'

# Editing the input costs what is new.
{ sed -n '100,200p' in; echo '{"prompt":"new"}'; } >in.new
mv in.new in
ask -J whole
is "$status $(($(stub_hits) - before))" '0 1' 'a new row costs one request'

# A journal that was cut in the middle of a line.
prompts 20 >in
ask -J torn
cp out good
head -c $(($(wc -c <torn) - 1)) torn >torn.new
mv torn.new torn
before=$(stub_hits)
wk-ask -m m -u "http://127.0.0.1:$port/v1" --read-journal torn in >out
is "$? $(($(stub_hits) - before))" '0 0' \
    '--read-journal: a last newline is missing: no request'
same out good 'and the same output'
ask -J torn
is "$status $(($(stub_hits) - before))" '0 0' 'nor with -J'
same out good 'and the same output'
is "$(wc -l <torn)" 20 'and the newline is there again'
for n in 2 40 300; do
	head -c $(($(wc -c <torn) - n)) torn >torn.new
	mv torn.new torn
	before=$(stub_hits)
	ask -J torn
	is "$status $(($(stub_hits) - before))" "0 1" \
	    "$n bytes are missing: one request"
	same out good 'and the same output'
done

# A file that is no journal, without a newline at its end.
for text in sk-my-only-copy '{"key":"sk-mine' '{"a":1}'; do
	printf %s "$text" >own
	ask -J own
	is "$status $(cat own)" "2 $text" "-J on a file with $text: untouched"
	has "$(cat err)" 'own:1: not an entry of a journal; the file was not changed' \
	    'and the message says so'
done
stub_stop

# Stopped on purpose.
fault '--stop-after-requests' "75:$(yes ' ok' | head -n 5 | tr -d '\n')\
$(yes ' stopped' | head -n 15 | tr -d '\n'), 5 requests" 'default: delay=1' \
    --stop-after-requests 5 -j 1 -J steps
has "$(cat err)" 'stopped after 5 requests' 'is told'
printf 'default: delay=1\n' >script
stub_start -s script
rm steps
for want in 75 75 75 0; do
	ask --stop-after-requests 5 -J steps
	is "$status" $want "the same command, status $want"
done
is "$(stub_hits)" 20 'four times five requests'
ask --stop-after-tokens 60 -j 1 -J tokens
is "$status $(grep -c '"response"' out)" '75 4' '--stop-after-tokens'
stub_stop

# Signals.
prompts 100 >in
printf 'default: delay=1500\n' >script
stub_start -s script
# In the background, it also signals its whole group: that is twice.
timeout --foreground --preserve-status -s INT 1 wk-ask -m m \
    -u "http://127.0.0.1:$port/v1" -J once in >out 2>err
is "$? $(stub_hits) $(grep -c '"response"' out)" '75 8 8' \
    'SIGINT: those in flight come back, no others go'
is "$(grep -cv '"response"' out) $(grep -c '"kind":"stopped"' out)" \
    "$(($(wc -l <out) - 8)) $(($(wc -l <out) - 8))" 'the others are marked'
is "$(grep -c '"status":75}}$' out)" "$(grep -c '"stopped"' out)" \
    'with the status'
has "$(cat err)" 'interrupted; finishing 8 requests' 'it says so'
has "$(cat err)" 'run the same command again' 'and how to go on'
before=$(stub_hits)
wk-ask -m m -u "http://127.0.0.1:$port/v1" -J twice in >out 2>err &
pid=$!
until [ "$(stub_hits)" -ge $((before + 8)) ]; do sleep 0.02; done
kill -TERM $pid
sleep 0.05
kill -TERM $pid
wait $pid
is "$? $(grep -c '"response"' out)" '75 0' 'twice: dropped'
has "$(cat out)" 'sent, but the run was stopped' 'as the records say'
[ "$(grep -c '"response"' twice)" -eq 0 ]
result $? 'nothing of them is in the journal'
stub_stop
printf 'default: delay=2\n' >script
stub_start -s script
for journal in once twice; do
	ask -J $journal
	is "$status $(grep -c '"response"' out)" '0 100' "$journal, resumed"
done
# A terminal that is closed (SIGHUP); the same under nohup.
stub_stop
printf 'default: delay=300\n' >script
stub_start -s script
# Under nohup, we were started with SIGHUP ignored, and a shell keeps that.
unignored() {
	exec perl -e '$SIG{HUP} = "DEFAULT"; exec @ARGV or die "$!\n"' "$@"
}
for signal in HUP TERM; do
	before=$(stub_hits)
	unignored wk-ask -m m -u "http://127.0.0.1:$port/v1" -J $signal in \
	    >out 2>err &
	pid=$!
	until [ "$(stub_hits)" -ge $((before + 8)) ]; do sleep 0.02; done
	kill -$signal $pid
	wait $pid
	is "$? $(grep -c '"reply"' $signal) $(grep -c '"response"' out)" \
	    "75 $(($(stub_hits) - before)) $(($(stub_hits) - before))" \
	    "SIG$signal: what is under way is finished and kept" ||
		note "$(cat err; grep -v '"response"' out | head -n 20)"
	is "$(wc -l <out)" "$(grep -cE '"response"|"status":75}}$' out)" \
	    'the others carry the status'
done
prompts 16 >in
before=$(stub_hits)
(trap '' HUP && exec wk-ask -m m -u "http://127.0.0.1:$port/v1" in) \
    >out 2>err &
pid=$!
until [ "$(stub_hits)" -ge $((before + 8)) ]; do sleep 0.02; done
kill -HUP $pid
wait $pid
is "$? $(grep -c '"response"' out)" '0 16' 'SIGHUP under nohup: ignored'
prompts 100 >in
stub_stop
printf 'default: delay=2\n' >script
stub_start -s script
# Waiting for input, for a server that is never ready, after a stop.
mkfifo pipe
interrupted() {
	name=$1 want=$2
	shift 2
	wk-ask -m m -u "http://127.0.0.1:$port/v1" "$@" <pipe >out 2>err &
	pid=$!
	exec 3>pipe
	cat in >&3
	sleep "$SLOW"
	kill -TERM $pid
	( sleep $((5 * SLOW)); kill -9 $pid ) 2>/dev/null &
	alarm=$!
	wait $pid 2>/dev/null
	is $? "$want" "$name"
	exec 3>&-
	kill $alarm 2>/dev/null
}
interrupted 'a signal while input is awaited' 75
is "$(grep -c '"response"' out) $(grep interrupted err)" \
    '100 wk-ask: interrupted' 'all that came has been answered'
interrupted 'a signal while a limit is waited for' 75 --rpm 1
stub_stop
printf 'default: status=401\n' >script
stub_start -s script
interrupted 'a signal while input is awaited after a stop' 3
is "$(wc -l <out)" 100 'each record has come out'
stub_stop
printf 'default: status=500\n' >script
stub_start -s script
interrupted 'a signal while retries are waited for' 75 --retry-delay 60
is "$(grep -c '"kind":"stopped"' out)" 100 'each record is marked'
stub_stop

# The reader goes away.
prompts 50 >in
printf 'default: delay=5\n' >script
stub_start -s script
wk-ask -m m -u "http://127.0.0.1:$port/v1" -J gone in 2>err | head -n 1 >out
is "$(cat err)" '' 'SIGPIPE is quiet'
ask -J gone
is "$status $(grep -c '"response"' out)" '0 50' 'and resumed'
is "$(stub_hits)" 50 'at no cost: those in flight were awaited'
stub_stop
printf 'default: delay=300\n' >script
stub_start -s script
wk-ask -m m -u "http://127.0.0.1:$port/v1" in 2>err | :
is "$(cat err) $(($(stub_hits) <= 16))" ' 1' \
    'without a journal nothing is awaited'
stub_stop

# No room: for the journal, for the output, for both.
awk 'BEGIN { for (i = 0; i < 600; i++) printf "%s", "answer " }' >long
prompts 400 >in
printf 'default: delay=1-9 content=@long\n' >script
# keeps NAME JOURNAL OUT: each reply is in one of them.
keeps() {
	kept=$(cat "$2" "$3" 2>/dev/null |
	    sed -n 's/.*"answer answer.*"key":"\([0-9a-f]*\)".*/\1/p
	    s/^{"key":"\([0-9a-f]*\)".*}$/\1/p' | sort -u | wc -l)
	is "$status $kept" "2 $(stub_hits)" "$1: each reply is kept"
	[ "$kept" -ge 8 ] && [ "$kept" -lt 400 ]
	result $? "$1: the run was stopped" || note "$(cat err)"
	has "$(cat err)" "$4" "$1: says so"
}
stub_start -s script
wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 8 -J none in >/dev/full 2>err
status=$?
keeps '> /dev/full' none /dev/null 'stdout: No space left on device'
stub_stop
stub_start -s script
(ulimit -f 1024 && exec wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 8 \
    -J limited in >out 2>err)
status=$?
keeps 'a limit of file size' limited out 'limited: File too large'
stub_stop
for on in journal out both; do
	if ! unshare -rm mount -t tmpfs none /mnt 2>/dev/null; then
		skip 3 'no file system may be mounted'
		continue
	fi
	rm -rf disk kept
	mkdir disk kept
	stub_start -s script
	case $on in
	journal) set -- disk/journal out ;;
	out) set -- kept/journal disk/out ;;
	both) set -- disk/journal disk/out ;;
	esac
	# shellcheck disable=SC2016 # for that shell
	unshare -rm sh -c 'mount -t tmpfs -o size=1m none disk || exit 99
	    wk-ask -m m -u "$1" -j 8 -J "$2" in >"$3" 2>err
	    status=$?
	    cp disk/* kept
	    exit $status' - "http://127.0.0.1:$port/v1" "$@"
	status=$?
	[ $on = journal ] || set -- "$1" kept/out
	keeps "a full disk ($on)" kept/journal "$2" \
	    'No space left on device'
	stub_stop
done

# The reader lets us wait, for longer than a reply may take.
awk 'BEGIN { long = sprintf("%3000s", ""); gsub(/ /, "long", long)
    for (i = 0; i < 100; i++) printf "{\"prompt\":\"%d %s\"}\n", i, long }' >in
printf 'default: delay=200\n' >script
stub_start -s script
wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 10 --timeout 1 -v in 2>err |
    { sleep 2.5; cat; } >out
is "$(grep -c '"response"' out) $(stub_hits)" '100 100' \
    'replies that come meanwhile are not paid for again'
stub_stop

# The same bytes, however many at once.
prompts 300 >in
printf 'rate=0.1 : status=500\ndefault: delay=0-9\n' >script
stub_start -s script
for jobs in 1 8 64; do
	ask -j $jobs
	cp out out.$jobs
done
is "$(grep -c '"response"' out)" 300 'all are answered, after 500s'
same out.1 out.8 '-j 8 as -j 1'
same out.1 out.64 '-j 64 as -j 1'
ask -U -j 16
sort out >sorted
sort out.1 | cmp -s - sorted
result $? '-U: the same records'
stub_stop

# Two processes, one limit.
prompts 15 >in
sed 's/"q/"other q/' in >in2
stub_start
wk-ask -m m -u "http://127.0.0.1:$port/v1" -L limit --rpm 600 in2 >out2 &
pid=$!
ask -L limit --rpm 600
wait $pid
is "$? $status $(grep -c '"response"' out) $(grep -c '"response"' out2)" \
    '0 0 15 15' 'both are done'
sed -n 's/.*"ms":\([0-9]*\),.*/\1/p' "$stub_log" | awk -v slack=$((150 * SLOW)) '
NR == 1 { first = $1 }
$1 - first < (NR - 1) * 100 - slack { print "request", NR, "after", $1 - first }
END { if (NR != 30) print NR, "requests" }' >early
is "$(cat early)" '' 'together they keep to 600 a minute'
is "$(find limit -perm 600)" limit 'the file is for its owner'
done_testing
