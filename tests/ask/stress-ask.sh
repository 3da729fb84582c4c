#!/bin/sh
# wk-ask for long: killed fifty times, 100,000 records in constant memory,
# let down by the disk or killed at each of its system calls.  Environment:
# RECORDS.
# shellcheck disable=SC2154 # what stub.sh and ask.sh set
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/ask/ask.sh
. "$ROOT/tests/ask/ask.sh"
records=${RECORDS:-100000}
worst=0

ROUNDS=50 sh "$ROOT/tests/ask/ask-resume.t" >rounds 2>&1
bad=$(grep -c '^not ok' rounds)
is "$bad $(tail -n 1 rounds | cut -c 1-3)" '0 1..' 'killed in fifty rounds' ||
    { worst=1; note "$(grep -A 5 '^not ok' rounds)"; }
note "$(grep '^ok 2 ' rounds)"

# Memory: a fault for every twentieth request.
# peak FILE: runs wk-ask on it; the most memory that it had, in kB, to $peak.
peak() {
	wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 32 -J journal \
	    --retry-delay 0.01 --breaker 0 "$1" >out 2>err &
	pid=$! peak=0
	while kill -0 $pid 2>/dev/null; do
		now=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' \
		    "/proc/$pid/status" 2>/dev/null)
		[ "${now:-0}" -le "$peak" ] || peak=$now
		sleep 0.1
	done
	wait $pid
	status=$?
}
cat >script <<'EOF'
rate=0.01 : status=500
rate=0.01 : status=503
rate=0.01 : reset
rate=0.01 : cut=30
rate=0.005 : html
rate=0.005 : status=429
EOF
prompts $((records / 5)) >few
prompts "$records" >many
stub_start -t 1800 -s script
# every N: whether all N records are answered or marked.
every() {
	answered=$(grep -c '"response":"Answer' out)
	marked=$(grep -c '"error":{"stage":"wk-ask"' out)
	[ $((answered + marked)) -eq "$1" ] && [ "$marked" -le $(($1 / 1000)) ] &&
	    [ $status -eq $((marked > 0)) ]
	result $? "$1 records with faults: $answered answered, $marked marked" ||
	    worst=1
}
rm -f journal
peak few
every $((records / 5))
few=$peak
rm -f journal
peak many
every "$records"
note "$few kB for $((records / 5)) records, $peak kB for $records"
# 40 bytes an entry of the journal, and its table while it doubles.
[ "$peak" -lt $((few + 3000 + records * 240 / 5000)) ] &&
    [ "$peak" -lt $((32000 + records * 60 / 1000)) ]
result $? 'in memory that does not grow' || worst=1
# Those that were given up are asked again, the others never.
[ "$status" -eq 0 ] || peak many
[ "$status" -eq 0 ] || peak many
cp out whole.out
before=$(stub_hits)
peak many
is "$status $(($(stub_hits) - before))" '0 0' 'replayed' || worst=1
same out whole.out 'to the same output' || worst=1
note "$peak kB when replayed"
stub_stop
STRIDE=1 sh "$ROOT/tests/ask/ask-memory.t" >memory 2>&1
bad=$(grep -c '^not ok' memory)
is "$bad" 0 'every allocation failing once' ||
    { worst=1; note "$(grep -A 5 '^not ok' memory)"; }
note "$(grep '^ok' memory)"
rm -f out whole.out journal few many

# Let down by the disk, or killed, at each call.
if ! command -v strace >/dev/null 2>&1; then
	skip 12 'no strace'
	done_testing
	exit $worst
fi
export ASAN_OPTIONS=detect_leaks=0
prompts 12 >in
stub_start -t 1800
ask -j 4 -J journal
cp out good
# sweep SYSCALL FAULT: at the first such call, the second, ... of a run; what
# the next one finds must be whole, and no more paid than was in flight.
sweep() {
	n=1 bad='' most=0
	while [ $n -lt 400 ]; do
		rm -f journal
		before=$(stub_hits)
		{ strace -qq -o trace -e "trace=$1" -e "inject=$1:$2:when=$n" \
		    wk-ask -m m -u "http://127.0.0.1:$port/v1" -j 4 \
		    --retry-delay 0.01 -J journal in >got 2>err; } 2>/dev/null
		status=$?
		grep -qE 'INJECTED|killed by' trace || break
		[ $status -ne 0 ] || cmp -s got good || bad="$bad $n:told"
		cmp -s -n "$(wc -c <got)" got good || [ $status -eq 2 ] ||
			bad="$bad $n:output"
		ask -j 4 -J journal
		cmp -s out good && [ $status -eq 0 ] || bad="$bad $n:after"
		sent=$(($(stub_hits) - before - 12))
		[ $sent -le $most ] || most=$sent
		n=$((n + 1))
	done
	[ $most -le 4 ] || [ "$3" = paid ] || bad="$bad $most twice"
	[ -z "$bad" ] && [ $n -gt 1 ] && [ $status -eq 0 ]
	result $? "$1 $2: $((n - 1)) times, at most $most requests more" ||
	    { worst=1; note "wrong at:$bad; $(head -c 500 err)"; }
}
sweep write signal=SIGKILL -
sweep fdatasync signal=SIGKILL -
sweep sendto signal=SIGKILL -
sweep recvfrom signal=SIGKILL -
sweep write error=ENOSPC -
sweep fdatasync error=EIO paid
sweep openat signal=SIGKILL -
sweep epoll_ctl error=ENOMEM paid
sweep sendto error=EPIPE paid
sweep recvfrom error=ECONNRESET paid
sweep socket error=EMFILE -
sweep poll error=EINTR -
stub_stop
done_testing
exit $worst
