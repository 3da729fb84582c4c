# For the tests of a lack of memory: makes the library that lets an allocation
# fail (malloc-fail.c).  Ends the test, skipped, where that cannot be made.
# Source it after tests/lib.sh.
# shellcheck shell=sh
case $B in
*asan*)
	echo '1..0 # SKIP the sanitizers have a malloc of their own'
	exit 0
	;;
esac
shim=$SCRATCH/malloc-fail.so
if ! ${CC:-cc} -shared -fPIC -O1 -o "$shim" "$ROOT/tests/malloc-fail.c" \
    >cc.out 2>&1; then
	echo '1..0 # SKIP no compiler that makes the shim'
	exit 0
fi

# failing N COMMAND...: one run in which the N-th allocation fails.  Leaves
# $status, the files got.out and got.err, and, if there were fewer than N, their
# number in the file clean.
failing() {
	n=$1
	shift
	rm -f clean got.*
	LD_PRELOAD=$shim MALLOC_FAIL=$n MALLOC_CLEAN=clean \
	    "$@" >got.out 2>got.err
	status=$?
}

# bad_end: says what is wrong with the last run, which should have written
# what is in good.out: a signal, a hang, a failure without a word about it, or
# a record that is neither an error, nor among the good ones, nor in the file
# passed.
bad_end() {
	case $status in
	0) cmp -s got.out good.out || echo 'other output' ;;
	1) grep -q '"error"' got.out || echo 'no error record' ;;
	*) [ "$status" -lt 128 ] || echo 'a signal, or a hang (SIGALRM)'
		[ -s got.err ] || echo 'no message' ;;
	esac
	[ -f passed ] || : >passed
	grep -v '"error"' got.out | grep -vxFf good.out | grep -qvxFf passed &&
	    echo 'a wrong record'
}

# sweep_calls NAME COMMAND...: each allocation of a command that keeps a journal
# fails once, or, without STRIDE=1, some of them: each run ends as it should,
# and the next run has it all.  Libraries begin with thousands of
# allocations; the last $ours are looked at more closely, each $stride-th.
sweep_calls() {
	name=$1
	shift
	rm -f journal
	failing 1000000 "$@"
	total=$(cat clean) good=$status bad='' at=1 runs=0 ended=0
	cp got.out good.out
	coarse=$((stride == 1 ? 1 : 211))
	while [ "$at" -le "$total" ]; do
		rm -f journal
		failing "$at" "$@"
		said=$(bad_end)
		[ "$status" -ne 2 ] || ! grep -q 'Cannot allocate memory' \
		    got.err || ended=$((ended + 1))
		"$@" >again 2>again.err && cmp -s again good.out ||
		    said="$said, then another output"
		[ -z "$said" ] || bad="$bad
$at (status $status): $said"
		runs=$((runs + 1))
		# The first few are of the options.
		at=$((at + (at < 8 ? 1 : at < total - ours ? coarse : stride)))
	done
	[ -z "$bad" ] && [ "$good" -eq 0 ] && [ $runs -gt 20 ] &&
	    [ $ended -gt 0 ]
	result $? "$name: $runs of $total allocations" ||
	    note "$ended ended for lack of memory; wrong where these failed:
$bad"
}
