#!/bin/sh
# Kills sft and multi-turn at random moments, up to twice each time, 30 times,
# and runs them again; see tests/killed.sh.
# Environment: B, where the programs are; O, the objects.
cd "$(dirname "$0")/.." || exit 1
failed=0
for pipeline in sft multi-turn; do
	ROUNDS=30 KILLS=2 SEED=$$ sh "tests/$pipeline.t" >"/tmp/stress.$$"
	grep -e '^not ok' -e '^#' -e 'killed' "/tmp/stress.$$"
	! grep -q '^not ok' "/tmp/stress.$$" && grep -q '^1\.\.' "/tmp/stress.$$" ||
	    failed=1
	rm -f "/tmp/stress.$$"
done
exit $failed
