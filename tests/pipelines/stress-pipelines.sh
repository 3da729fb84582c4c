#!/bin/sh
# Kills qa, sft and multi-turn at random moments, up to twice each time, 30 times,
# and runs them again; see killed.sh.  Then cleans texts of 100,000 bytes.
# Environment: B, where the programs are; O, the objects.
cd "$(dirname "$0")/../.." || exit 1
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
failed=0
for pipeline in qa sft multi-turn; do
	ROUNDS=30 KILLS=2 SEED=$$ sh "tests/pipelines/$pipeline.t" >"$said"
	grep -e '^not ok' -e '^#' -e 'killed' "$said"
	! grep -q '^not ok' "$said" && grep -q '^1\.\.' "$said" || failed=1
done
SIZE=100000 sh tests/pipelines/clean.t | grep '^not ok' && failed=1
exit $failed
