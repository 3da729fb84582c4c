#!/bin/sh
# Runs the tests: all, or those of the rooms that T names.  O and B say where
# the objects and the programs are, JOBS how many tests run at once (two for
# each processor: tests wait about half of their time), MAKE which make it is:
# quickstart, built with another, would be built anew.
cd "$(dirname "$0")/.." || exit 1
export O="${O:-build}" B="${B:-bin}" MAKE="${MAKE:-make}"
# The tests that last longest are started first, lest one run alone at the end.
slow='man/man pipelines/nightly page/page-faults
pipelines/multi-turn suite/memory pipelines/quickstart pipelines/stage-killed
ask/ask-faults batch/kill pipelines/answer pipelines/clean pipelines/judge
quality/quality pipelines/report pipelines/qa
pipelines/shards pipelines/lookup pipelines/prompts pipelines/filters'
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
first=''
for name in $slow; do
	case " $tests " in
	*" tests/$name.t "*) first="$first tests/$name.t" ;;
	esac
done
for test in $tests; do
	case " $first " in
	*" $test "*) ;;
	*) first="$first $test" ;;
	esac
done
jobs=${JOBS:-$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) * 2))}
[ -d ../shared/data ] ||
    echo "no ../shared/data: the extra checks on it are skipped"
# Started in the background, we may have been told to ignore SIGINT.  Some
# tests send it, and a shell cannot undo that.
# shellcheck disable=SC2086
exec perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV or die "prove: $!\n"' \
    prove -j "$jobs" $first
