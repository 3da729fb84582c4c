#!/bin/sh
# wk-batch killed at each system call: nothing is sent twice, nothing lost.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/inject.sh
. "$ROOT/tests/inject.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need wk-batch wk-ask jq
case $B in *asan*) export ASAN_OPTIONS=detect_leaks=0 ;; esac
can_inject || {
	echo '1..0 # SKIP strace cannot inject faults here'
	exit 0
}

# The calls that do something that lasts, or wait for what others do.  Not close
# and lseek: who is killed there leaves what one leaves who is killed at the call
# after them.
calls=write,pwrite64,fsync,fdatasync,ftruncate,sendto,sendmsg,recvfrom,connect
calls=$calls,openat,unlink,unlinkat,flock,epoll_wait,epoll_pwait
calls=$calls,poll,ppoll

# points COMMAND: each of these calls from the opening of STATE on, as strace
# counts them, NAME:N.  Before that the loader and libraries start.
points() {
	strace -f -qq -o trace -e trace="$calls" sh -c "exec $1" \
	    >/dev/null 2>&1
	awk '{ sub(/^[0-9]+ +/, "") } /^[a-z0-9_]+\(/ {
		name = $0; sub(/\(.*/, "", name); n[name]++
		if (/"state"/) on = 1
		if (on) print name ":" n[name] }' trace
}

# killed NAME:N COMMAND: $fault at the Nth of these calls; true if it was.
fault=signal=KILL
killed() {
	strace -f -qq -o trace -e trace="${1%:*}" \
	    -e inject="${1%:*}:$fault:when=${1#*:}" sh -c "exec $2" \
	    >killed.out 2>&1
	killed=$?
	grep -q -e 'killed by' -e INJECTED trace
}

# begin N: requests that no run before has sent.
begin() {
	rm -f state
	: >journal
	questions 3 "run $1"
	ask --requests >requests
}

# through: does what is left to do, by the commands as one repeats them.
through() {
	wk-batch fetch state >>journal 2>>err ||
	    [ $? -eq 75 ] || [ ! -s state ] || return 1
	tries=0
	while [ "$(wc -l <journal)" -lt 3 ]; do
		[ $((tries += 1)) -le 6 ] || return 7
		ask --read-journal journal --requests 2>>err |
		    wk-batch send --settle 0 state 2>>err || return 2
		wk-batch poll state >>err 2>&1 ||
		    wk-batch poll state >>err 2>&1 || continue
		wk-batch fetch state >>journal 2>>err || return 8
	done
	asks=$(stub_hits '"path":"/v1/chat')
	ask --read-journal journal >answered 2>>err || return 3
	[ "$(stub_hits '"path":"/v1/chat')" -eq "$asks" ] || return 4
	[ "$(grep -c '"response":"Answer' answered)" -eq 3 ] || return 5
	[ "$(wc -l <journal)" -eq 3 ] || return 6
}

# sweep_of NAME [CALLS]: NAME_ready, then NAME_run killed at a call, then through.
sweep_of() {
	bad='' kills=0
	rm -f polled
	"$1_ready" "$1 first"
	points "$("$1_run")" | grep -E "^(${2-.*}):" >"points.$1"
	while read -r point; do
		"$1_ready" "$1 $point"
		killed "$point" "$("$1_run")" </dev/null || continue
		kills=$((kills + 1))
		# An error is told by the status, unless it did no harm: a
		# message was lost, or the write was done again.
		[ $killed -gt 1 ] || "$1_done" || bad="$bad $point: $killed"
		: >err
		through </dev/null || bad="$bad $point($?)"
	done <"points.$1"
	[ $kills -gt 1 ] || bad="$bad only $kills kills"
	[ -z "$bad" ]
	result $? "$1, $fault: all is there, at whatever call that comes" ||
	    note "at:$bad"
	is "$(stat batched_again)" 0 "$1, $fault: nothing was done twice"
	note "$1, $fault: $kills times"
}

send_ready() { begin "$1"; }
send_run() { echo 'wk-batch send --settle 0 state <requests'; }
send_done() { grep -q '"id"' state; }
poll_ready() {
	begin "$1"
	wk-batch send state <requests 2>/dev/null
}
poll_run() { echo 'wk-batch poll state'; }
# A fetch changes nothing at the server: it can start from one batch each time.
fetch_ready() {
	[ -f polled ] || {
		poll_ready "$1"
		wk-batch poll state >/dev/null 2>&1
		wk-batch poll state >/dev/null 2>&1
		cp state polled
	}
	cp polled state
	: >journal
}
fetch_run() { echo 'wk-batch fetch state >>journal'; }
fetch_done() { grep -q fetched state && [ "$(wc -l <journal)" -eq 3 ]; }

serve
sweep_of send
serve
sweep_of poll
serve
sweep_of fetch

# A second kill: the run that finishes what a killed one began is killed, too.
again_ready() {
	begin "$1"
	killed "$middle" 'wk-batch send --settle 0 state <requests'
}
again_run() { send_run; }
for middle in sendto:2 "$(grep ^recvfrom points.send | tail -n 1)"; do
	serve
	sweep_of again
done

# A full disk, and one that fails.
fault=error=ENOSPC
serve
sweep_of send 'write|pwrite64'
serve
sweep_of fetch write
fault=error=EIO
serve
sweep_of send 'fdatasync|fsync'
serve
sweep_of fetch 'fdatasync|fsync'
done_testing
