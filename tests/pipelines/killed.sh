# For the tests: pipelines that are killed at random moments and run again.
# Sourced after tests/lib.sh and tests/stub.sh.
# shellcheck shell=sh
# shellcheck disable=SC2154 # stub_log is from stub.sh

# killed_rounds ROUNDS KILLS JOBS RESULT COMMAND...: ROUNDS times, the command,
# which works in the directory d, is killed up to KILLS times and then run
# again to its end.  What RESULT, a command, prints has to be what it prints
# after an undisturbed run, and no more requests be made than in that and JOBS
# for each kill.
killed_rounds() {
	rounds=$1 kills=$2 jobs=$3 result=$4
	shift 4
	rm -rf d
	before=$(stub_hits)
	began=$(date +%s%N)
	"$@" >killed.out 2>&1 </dev/null
	undisturbed=$?
	lasts=$((($(date +%s%N) - began) / 1000000))
	requests=$(($(stub_hits) - before))
	$result >undisturbed
	bad=0 done=0 most=0 round=0 late=0
	while [ $round -lt "$rounds" ]; do
		round=$((round + 1))
		one_round "$@" || bad=$((bad + 1))
	done
	note "$lasts ms, $requests requests; $done kills in $rounds rounds, \
$late came too late; at most $most requests twice in a round"
	is "$bad" 0 "killed $done times, run again: the same bytes, not paid twice"
	[ "$done" -gt 0 ]
	result $? 'there were kills'
	[ "$requests" -gt 0 ] && [ -s undisturbed ]
	result $? 'and something to lose'
}

# one_round COMMAND...
one_round() {
	rm -rf d
	before=$(stub_hits) killed=0
	while [ $killed -lt "$kills" ]; do
		setsid "$@" >killed.out 2>&1 </dev/null &
		group=$!
		# Within two thirds: a machine less busy than before is faster.
		sleep "$(awk -v "seed=$round$killed${SEED-}" -v "ms=$lasts" \
		    'BEGIN { srand(seed); rand(); printf "%.3f", rand() * ms / 1500 }')"
		# A group of its own: nobody else is in it.
		if kill -9 "-$group" 2>/dev/null; then
			killed=$((killed + 1))
		else
			late=$((late + 1))
			wait "$group" 2>/dev/null
			break
		fi
		wait "$group" 2>/dev/null
	done
	done=$((done + killed))
	"$@" >killed.out 2>&1 </dev/null
	status=$?
	twice=$(($(stub_hits) - before - requests))
	[ "$twice" -le "$most" ] || most=$twice
	$result >got
	if cmp -s got undisturbed && [ "$status" -eq "$undisturbed" ] &&
	    [ "$twice" -le $((killed * jobs)) ]; then
		return 0
	fi
	note "round $round: $killed kills, $twice requests twice, status \
$status, not $undisturbed; $(cmp got undisturbed 2>&1); $(tail -n 3 killed.out)"
	return 1
}
