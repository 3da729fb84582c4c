#!/bin/sh
# say: what programs say on stderr is safe to show, and not said for ever.
. "$(dirname "$0")/../lib.sh"
need wk-split

esc=$(printf '\033')
name="a${esc}]0;owned${esc}[2Jb"

for how in "wk-split $name.txt" "wk-split --jsonl $name" \
    "wk-split --include *.md $name.d" "wk-xtuner $name" \
    "wk-xtuner --check $name" "wk-regexlist $name" "wk-split -p $name" \
    "wk-split --$name" "wk-index $name/kb $name" "wk-find -k $name"; do
	[ -x "$B/${how%% *}" ] || continue
	mkdir -p "$name.d"
	# shellcheck disable=SC2086
	$how </dev/null >/dev/null 2>err
	LC_ALL=C tr -d '\n\40-\176' <err >controls
	[ -s err ] && [ ! -s controls ]
	result $? "no escape sequence of a name reaches the terminal:\
 $(printf %s "$how" | tr -d '\033')" || note "$(od -c err)"
done

i=0
: >files
while [ $i -lt 10 ]; do
	i=$((i + 1))
	echo "none$i.txt" >>files
done
# shellcheck disable=SC2046
wk-split $(cat files) >/dev/null 2>err
is "$(wc -l <err | tr -d ' ')" 4 'a message of one kind is printed three times'
has "$(tail -n 1 err)" '7 more like this (-v prints all): none1.txt: ' \
    'and then counted in one line'
# shellcheck disable=SC2046
wk-split -v $(cat files) >/dev/null 2>err
is "$(wc -l <err | tr -d ' ')" 10 'with -v all messages are printed'

done_testing
