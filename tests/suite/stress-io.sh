#!/bin/sh
# Every system call that can fail fails once, and the program is killed at
# each: no wrong output is ever taken for a complete one.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/inject.sh
. "$ROOT/tests/inject.sh"

if ! can_inject; then
	echo 'stress-io: no strace, or it may not trace' >&2
	exit 1
fi
wrong=0

# all COMMAND...: every fault there is, at every call.
all() {
	for fault in write:error=ENOSPC write:error=EIO write:error=EPIPE \
	    read:error=EIO openat:error=EMFILE openat:error=EACCES \
	    close:error=EIO; do
		sweep told "$fault" "$@" || wrong=$((wrong + 1))
	done
	for fault in write:error=EINTR read:error=EINTR; do
		sweep unmoved "$fault" "$@" || wrong=$((wrong + 1))
	done
	for call in write read openat close; do
		sweep begun "$call:signal=KILL" "$@" || wrong=$((wrong + 1))
	done
}

# files COMMAND...: what concerns files that are published.
files() {
	for fault in fsync:error=EIO fsync:error=ENOSPC '/^rename:error=EIO' \
	    '/^rename:error=EACCES'; do
		sweep told "$fault" "$@" || wrong=$((wrong + 1))
	done
	for call in fsync '/^rename' fchmod; do
		sweep begun "$call:signal=KILL" "$@" || wrong=$((wrong + 1))
	done
	sweep told fchmod:error=EPERM "$@" || wrong=$((wrong + 1))
}

# expect NAME COMMAND...: the command holds.
expect() {
	what=$1
	shift
	"$@"
	result $? "$what" || wrong=$((wrong + 1))
}

awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"question\":\"\\u95ee%d\"," \
    "\"answer\":\"the answer of %d, which is long enough\"}\n", i, i
    print "{\"question\":\"q\",\"answer\":\"short\"}"; print "no record" }' >in
awk '{ print; if (NR % 9 == 0) print "{\"answer\":\"no question\"}" }' in >mixed
printf '你是一个助手\n' >role

all wk-xtuner in
all wk-xtuner -S role -r got.rej mixed
all wk-xtuner -a -r got.rej --provenance prov mixed
files wk-xtuner -r got.rej mixed
files wk-xtuner -r got.rej --provenance prov mixed
wk-xtuner in >rows 2>/dev/null
echo '{"conversation":[]}' >>rows
all wk-xtuner --check rows

if [ -x "$B/wk-split" ]; then
	mkdir docs
	for i in 1 2 3; do
		awk -v n=$i 'BEGIN { for (i = 0; i < 1000; i++) printf \
		    "第%d章，悟空去那边看了一看。%s", i, \
		    i % (n * 7) == 0 ? "\n\n" : "" }' >docs/$i.txt
	done
	all wk-split docs/1.txt docs/2.txt
	all wk-split -c 100 -o 10 docs
	sweep told getdents64:error=EIO wk-split docs || wrong=$((wrong + 1))
	wk-split -c 100 -o 10 docs >chunks
	all wk-split --jsonl -c 20 -o 5 chunks
fi

if [ -x "$B/wk-index" ] && [ -x "$B/wk-find" ]; then
	wk-index kb.db chunks >added
	for i in 1 2 3 4 5; do
		echo "{\"question\":\"悟空第$i章去哪里？\"}"
	done >asked
	all wk-find -k kb.db asked
	sweep told pread64:error=EIO wk-find -k kb.db asked ||
	    wrong=$((wrong + 1))
	sweep begun pread64:signal=KILL wk-find -k kb.db asked ||
	    wrong=$((wrong + 1))
	if [ -x "$B/wk-rag" ]; then
		wk-find -k kb.db asked >hits
		all wk-rag -x hits
	fi
fi

# The same bytes, whatever surrounds the program.
wk-xtuner -r want.rej in >want
for locale in C POSIX C.UTF-8 tr_TR.UTF-8 zh_CN.GB18030 nonsense; do
	LC_ALL=$locale LANG=$locale wk-xtuner -r rej in >out 2>/dev/null
	expect "the locale $locale" cmp -s out want
	expect "and its rejects" cmp -s rej want.rej
done
env -i "$B/wk-xtuner" -r rej in >out
expect 'env -i' cmp -s out want
(cd / && umask 0777 && wk-xtuner "$SCRATCH/in" >"$SCRATCH/out2" 2>/dev/null)
chmod 600 out2
expect 'another directory, umask 0777' cmp -s out2 want

# Limits, from far too small to large enough: right, or said to be wrong.
# limits LETTER FROM TO FACTOR: ulimit -LETTER, in its unit.
limits() {
	value=$2 reached=no
	while [ "$value" -le "$3" ]; do
		rm -f got.*
		# shellcheck disable=SC3045
		(trap '' XFSZ && ulimit "-$1" "$value" &&
		    exec wk-xtuner -r got.rej in >got.out 2>got.err)
		status=$?
		if [ "$status" -eq 1 ] && cmp -s got.out want; then
			reached=yes
			cmp -s got.rej want.rej
		else
			[ "$status" -ne 0 ] && [ "$status" -ne 1 ] &&
			    [ ! -f got.rej ]
		fi
		expect "ulimit -$1 $value" test $? -eq 0
		value=$((value * $4 + 1))
	done
	expect "ulimit -$1 large enough" test $reached = yes
}
limits f 1 2000 2
limits n 1 64 2
case $B in *asan*) ;; *) limits v 500 200000 2 ;; esac

# Killed at random moments while it writes both files.
export good=1
cp want good.out
cp want.rej good.rej
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	echo old >got.rej
	wk-xtuner -r got.rej in >got.out 2>/dev/null &
	pid=$!
	sleep "0.00$((i % 10))"
	kill -9 $pid 2>/dev/null
	wait $pid
	status=$?
	if [ $status -eq 1 ]; then
		cmp -s got.out good.out && cmp -s got.rej good.rej
	else
		begun
	fi
	expect "kill -9, $i" test $? -eq 0
	rm -f got.rej.*
done

done_testing
echo "# stress-io: $wrong failed"
[ "$wrong" -eq 0 ]
