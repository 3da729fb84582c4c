#!/bin/sh
# Runs the tests: all, or those of the rooms that T names.  O and B say where
# the objects and the programs are.
cd "$(dirname "$0")/.." || exit 1
export O="${O:-build}" B="${B:-bin}"
tests=
for room in ${T:-$(ls tests)}; do
	[ -d "tests/$room" ] || {
		[ -z "${T-}" ] && continue
		echo "no tests/$room; rooms are: $(cd tests && echo */ |
		    tr -d /)" >&2
		exit 2
	}
	for test in "tests/$room"/*.t "$O/unit/$room"/*; do
		[ -f "$test" ] || continue
		case $test in
		*.o | *.d) ;;
		*) tests="$tests $test" ;;
		esac
	done
done
[ -d ../shared/data ] ||
    echo "no ../shared/data: the extra checks on it are skipped"
# shellcheck disable=SC2086
exec prove -j "${JOBS:-2}" $tests
