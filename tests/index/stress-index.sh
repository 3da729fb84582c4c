#!/bin/sh
# wk-index killed, or let down by the disk, at each of its system calls: what
# is left is the old knowledge base or the new one, and the next run makes
# the new one.  With the argument "short", a few places only; with "merge" too,
# the new chunks come from two knowledge bases.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need strace

# LeakSanitizer and strace both want to trace.
export ASAN_OPTIONS=detect_leaks=0
short=${1-}
chunks=${CHUNKS:-3000}
[ "$short" ] && chunks=60
change='kb.db new.jsonl'
[ "${2-}" = merge ] && change='--merge kb.db a.db b.db'

# chunks WORD N: a stream in which each of N chunks holds the word.
chunks() {
	awk -v "word=$1" -v "n=$2" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "{\"text\":\"%s 第%d段，云泽的潮水%d涨落\"," \
			    "\"source\":\"s%d\",\"index\":%d}\n", word, i,
			    i * 7919 % 1009, i % 3, i
	}'
}

questions='第7段的潮水 old
old
new
第41段涨落了吗'

# answers KB: what it says to a few questions.
answers() {
	printf '%s\n' "$questions" | wk-find -k "$1" -t 0 --lines
}

chunks old "$chunks" >old.jsonl
chunks new "$((chunks / 2))" >new.jsonl
wk-index old.db old.jsonl >out || exit 1
cp old.db new.db
wk-index new.db new.jsonl >out || exit 1
split -n l/2 new.jsonl half.
wk-index a.db half.aa >out || exit 1
wk-index b.db half.ab >out || exit 1
answers old.db >old.want
answers new.db >new.want
worst=0
cmp -s old.want new.want
is $? 1 'old and new answers differ' || worst=1

# look SYSCALL N WHAT: whether kb.db is whole.  Sets `seen`.
look() {
	answers kb.db >got 2>&1
	seen=neither
	cmp -s got old.want && seen=old
	cmp -s got new.want && seen=new
	[ "$seen" = neither ] || return 0
	result 1 "$3 at $1 $2 leaves the old or the new answers"
	note "$(head -c 1000 got)"
	return 1
}

# sweep SYSCALL FAULT STEP: for N = 1, 1+STEP, ... until the run is clean.
sweep() {
	n=1 olds=0 news=0 bad=0
	while [ "$bad" -eq 0 ]; do
		rm -f kb.db*
		cp old.db kb.db
		# The shell tells of a kill: not here.
		# shellcheck disable=SC2086  # $change is words
		{ strace -qq -o trace -e "trace=$1" \
		    -e "inject=$1:$2:when=$n" wk-index $change \
		    >run.out 2>run.err; } 2>/dev/null
		status=$?
		grep -qE 'INJECTED|killed by' trace || break
		look "$1" "$n" "$2" || bad=1
		[ "$seen" = old ] && olds=$((olds + 1)) || news=$((news + 1))
		# Status 0 must not be said where a change was not made.
		if [ "$status" -eq 0 ] && [ "$seen" != new ]; then
			result 1 "$2 at $1 $n: status 0 means the new answers"
			bad=1
		fi
		# shellcheck disable=SC2086
		wk-index $change >run.out 2>run.err || bad=1
		look "$1" "$n" 'the run after' || bad=1
		if [ "$seen" != new ] || [ -e kb.db.new ]; then
			result 1 "the run after $2 at $1 $n repairs it"
			bad=1
		fi
		n=$((n + $3))
	done
	[ "$bad" -eq 0 ] && [ "$n" -gt 1 ] && [ "$status" -eq 0 ]
	result $? "$1 $2: $olds times the old answers, $news times the new"
}

step=${STEP:-1}
[ "$short" ] && step=5
sweep pwrite64 signal=SIGKILL "$step" || worst=1
sweep fsync signal=SIGKILL 1 || worst=1
sweep '/^rename' signal=SIGKILL 1 || worst=1
sweep write signal=SIGKILL 1 || worst=1
sweep pwrite64 error=ENOSPC "$step" || worst=1
sweep fsync error=EIO 1 || worst=1
sweep '/^rename' error=EACCES 1 || worst=1
if [ -z "$short" ]; then
	sweep pread64 signal=SIGKILL "$step" || worst=1
	sweep pread64 error=EIO "$step" || worst=1
	sweep ftruncate signal=SIGKILL 1 || worst=1
	sweep fchmod signal=SIGKILL 1 || worst=1
	sweep openat signal=SIGKILL 1 || worst=1
	sweep flock signal=SIGKILL 1 || worst=1
	sweep mmap error=ENOMEM 1 || worst=1
	sweep brk error=ENOMEM 1 || worst=1
fi
done_testing
exit "$worst"
