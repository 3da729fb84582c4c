#!/bin/sh
# Runs the long tests, tests/*/stress-*.sh, one after the other.  Each prints
# TAP, or what it likes; its exit status says whether all is well.
# Environment: B, where the programs are.
cd "$(dirname "$0")/.." || exit 1
export B="${B:-bin}"
passed=0 failed=0
for script in tests/*/stress-*.sh; do
	[ -f "$script" ] || continue
	echo "# $script"
	if sh "$script"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "# $script: FAILED"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
