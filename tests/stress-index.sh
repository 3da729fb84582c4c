#!/bin/sh
# wk-index killed at each of its system calls that change something, and
# refused each: always the old or the new knowledge base, and a status that
# tells which.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
need strace jq

i=0
while [ $i -lt 200 ]; do
	i=$((i + 1))
	printf '{"text":"第%d座石桥在湖边。","source":"s%d"}\n' $i $((i / 10))
done >old.jsonl
sed 's/石桥/木桥/' old.jsonl >new.jsonl
wk-index old.db old.jsonl >/dev/null
cp old.db new.db
wk-index new.db new.jsonl >/dev/null

answers() {
	printf '第7座桥\n木桥\n湖边的石桥\n' |
	    wk-find --lines -t 0 -n 3 -k "$1" 2>&1
}
old=$(answers old.db) new=$(answers new.db)
[ "$old" != "$new" ]
result $? 'old and new differ'

# sweep CALLS FAULT: injects the fault at the first, second, ... call until
# a run is not hit any more.
sweep() {
	when=0 wrong=0 missed=0
	while [ $missed -eq 0 ] && [ $when -lt 400 ]; do
		when=$((when + 1))
		cp old.db kb.db
		strace -qq -f -o trace -e "trace=$1" \
		    -e "inject=$1:$2:when=$when" \
		    wk-index kb.db new.jsonl >report 2>err
		status=$?
		grep -q -e INJECTED -e SIGKILL trace || missed=1
		now=$(answers kb.db)
		if [ "$now" = "$new" ]; then
			:	# done; a status of failure tells of the report
		elif [ "$now" != "$old" ] || [ $status -eq 0 ]; then
			wrong=$((wrong + 1))
			note "$1 $2 $when: status $status: $now"
		fi
		rm -f kb.db kb.db.new
	done
	is $wrong 0 "$1 $2: $((when - 1)) places"
}
for call in write pwrite64 fsync fdatasync rename unlink ftruncate; do
	sweep $call signal=SIGKILL
	sweep $call error=ENOSPC
done
sweep openat error=EMFILE
done_testing
