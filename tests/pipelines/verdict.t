#!/bin/sh
# verdict, the status of a pipeline: every combination; when, an optional stage.
. "$(dirname "$0")/../lib.sh"
need bash

# What each combination has to come to, by a rule written another way: the
# place of a status in the list of the most serious.
cat >table.sh <<'END'
. "$1/pipelines/shared.sh"
rank() {
	case $1 in
	0) r=0 ;;
	1) r=1 ;;
	75) r=2 ;;
	3) r=4 ;;
	*) r=3 ;;
	esac
}
all='0 1 2 3 75 4 5 74 76 126 127 130 137 139 141 143 255'
n=0 bad=0
try() {
	best=0 want=0
	for s; do
		rank $s
		[ $r -le $best ] || best=$r
	done
	case $best in
	1) want=1 ;;
	2) want=75 ;;
	3) want=2 ;;
	4) want=3 ;;
	esac
	verdict "$@"
	got=$?
	n=$((n + 1))
	[ $got -eq $want ] || { bad=$((bad + 1)); echo "$*: $got, not $want"; }
}
for a in $all; do
	try $a
	for b in $all; do
		try $a $b
		for c in $all; do
			try $a $b $c
		done
	done
done
# Five programs, of the statuses that are ours, and one that was killed.
few='0 1 2 3 75 137'
for a in $few; do for b in $few; do for c in $few; do for d in $few; do
	for e in $few; do
		try $a $b $c $d $e
	done
done; done; done; done
echo "$n $bad"
END
is "$(bash table.sh "$ROOT" | tail -n 3)" '12995 0' 'every combination'

cat >odd.sh <<'END'
. "$1/pipelines/shared.sh"
for odd in '' ' ' -1 00 03 075 1.0 3.0 x '3 0' '*' 3,0 99999999999999999999; do
	verdict 0 "$odd"
	printf '%s ' $?
done
verdict
echo $?
END
is "$(bash odd.sh "$ROOT")" '2 2 2 2 2 2 2 2 2 2 2 2 2 2' \
    'what is no status counts as 2'

# What a person writes, with set -e and without.
cat >pipe.sh <<'END'
set -euo pipefail
. "$1/pipelines/shared.sh"
status=0
{ (exit "$2") | (exit "$3") | (exit "$4") && verdict 0; } ||
    verdict "${PIPESTATUS[@]}" || status=$?
exit "$status"
END
for s in '0 0 0 0' '1 0 0 1' '137 0 1 2' '0 5 1 2' '75 0 1 75' \
    '3 137 1 3' '2 75 0 2' '75 3 75 3'; do
	# shellcheck disable=SC2086 # statuses
	set -- $s
	bash pipe.sh "$ROOT" "$1" "$2" "$3"
	is $? "$4" "a pipe of $1, $2, $3 ends with $4"
done

cat >optional.sh <<'END'
. "$1/pipelines/shared.sh"
stage() { cat; printf '%s,' "$@"; exit 3; }
echo on | when yes stage 'a b' '' && exit
echo " $?"
echo off | when '' stage 'a b' '' && echo " $?"
END
is "$(bash optional.sh "$ROOT")" 'on
a b,, 3
off
 0' 'when: the command with its arguments and its status, or cat'

# A killed program tells nothing to those after it: only verdict knows.
cat >killed.sh <<'END'
. "$1/pipelines/shared.sh"
(head -n 2 in; kill -9 $BASHPID) | wk-xtuner -r rej >rows 2>err
verdict "${PIPESTATUS[@]}"
END
yes '{"question":"q","answer":"long enough it is"}' | head -n 3 >in
bash killed.sh "$ROOT" 2>/dev/null
is "$? $(wc -l <rows)" '2 2' 'a killed program: 137 becomes 2'
sed -i.bak 's/"question":"q"/"state":"unknown",&/' in
bash killed.sh "$ROOT" 2>/dev/null
is $? 2 'be its rows rejects'
done_testing
