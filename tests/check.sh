#!/bin/sh
# Runs the tests: all, or those of the rooms that T names.  O and B say where
# the objects and the programs are, JOBS how many tests run at once, MAKE
# which make it is: quickstart, built with another, would be built anew.
cd "$(dirname "$0")/.." || exit 1
export O="${O:-build}" B="${B:-bin}" MAKE="${MAKE:-make}"
tests='' rooms=''
for room in tests/*/; do
	room=${room#tests/}
	room=${room%/}
	for test in "tests/$room"/*.t "tests/$room"/*.c; do
		[ ! -f "$test" ] || { rooms="$rooms $room"; break; }
	done
done
for room in ${T:-$rooms}; do
	case $room in
	bench | pictures | real | trainers) continue ;;	# have own targets
	esac
	case " $rooms " in
	*" $room "*) ;;
	*) echo "no tests in tests/$room; rooms:$rooms" >&2; exit 2 ;;
	esac
	for test in "tests/$room"/*.t; do
		[ ! -f "$test" ] || tests="$tests $test"
	done
	for test in "tests/$room"/*.c; do
		test=${test##*/}
		test=$O/unit/$room/${test%.c}
		[ ! -x "$test" ] || tests="$tests $test"
	done
done
[ -n "$tests" ] || {
	echo "no tests to run in: $T (they may need a library: see make)" >&2
	exit 2
}
command -v prove >/dev/null || {
	hint=$(sh src/need.sh -l prove)
	echo "the tests are run by prove, of Perl${hint:+: $hint}" >&2
	exit 2
}
[ -d ../shared/data ] ||
    echo "no ../shared/data: the extra checks on it are skipped"
# Started in the background, we may have been told to ignore SIGINT.  Some
# tests send it, and a shell cannot undo that.
# shellcheck disable=SC2086
exec perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV or die "prove: $!\n"' \
    prove -j "${JOBS:-2}" $tests
