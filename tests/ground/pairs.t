#!/bin/sh
# wk-ground on answers about invented documents: changed numbers and names are
# seen, other words for the same are not taken for them.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-ground jq

# The cases as records.  A line that begins with none of the marks belongs to
# the answer before it.
awk '/^#/ { next }
/^[=+?-] / { if (n++) printf "\036"; printf "%s", $0; next }
{ printf "\n%s", $0 }' "$ROOT/tests/ground/pairs.txt" | jq -Rsc 'split("\u001e") |
    foreach .[] as $line ({}; ($line[0:1]) as $mark |
	($line[2:] | sub("\n$"; "") | split("\t")) as $part |
	if $mark == "=" then {text: $part[0]}
	else {text, mark: $mark, answer: $part[0], told: $part[1]} end;
	select(.answer))' >in
wk-ground in >out
is "$?" 0 'all cases are read'

# One test a case.
jq -r '[.mark, (.state // "grounded"), (.unsupported // [] | join(" ")),
    (.told // ""), (.answer | gsub("\n"; " "))] | join("|")' out >cases
while IFS='|' read -r mark state got told answer; do
	case $mark in
	-) [ "$state" = ungrounded ] && case " $got " in
		*" ${told:-$got} "*) ;;
		*) false ;;
		esac
		result $? "changed: $answer" || note "$state: $got" ;;
	+) is "$state" grounded "the same: $answer" || note "$got" ;;
	*) is "$state" grounded "not seen: $answer" || note "$got" ;;
	esac
done <cases
[ "$(grep -c '^-' cases)" -ge 60 ] && [ "$(grep -c '^+' cases)" -ge 35 ]
result $? "$(grep -c '^-' cases) changed, $(grep -c '^+' cases) the same"
done_testing
