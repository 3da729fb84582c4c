#!/bin/sh
# wk-find, while another program changes the knowledge base in place: no hits
# of a file that is half another.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/vectors.sh
. "$ROOT/tests/vectors.sh"
need wk-index wk-find jq

{
	chunk A 'alpha beta gamma' 0 1 0
	chunk B 'alpha beta sigma' .6 .8 0
} >in
wk-index base.db in >out || exit 1
{
	chunk Z 'alpha beta kappa' 0 1 0
	chunk B 'alpha beta sigma' .6 .8 0
} | wk-index same.db >out || exit 1
chunk C 'omega' 0 1 0 | wk-index other.db >out || exit 1
question 'alpha beta gamma' 0 1 0 >q
question 'alpha beta gamma' >words
mkfifo pipe

# change NAME QUESTIONS COMMAND [OPTION...]: wk-find, with a command that is run
# between the first question and the second.  Leaves $status, out and err.
change() {
	questions=$1 command=$2
	shift 2
	cp base.db kb.db
	touch -t 202001010000 kb.db
	rm -f out
	wk-find -k kb.db -t 0 "$@" <pipe >out 2>err &
	find=$!
	exec 3>pipe
	cat "$questions" >&3
	waited=0
	while [ ! -s out ] && [ $waited -lt 100 ]; do
		sleep 0.1
		waited=$((waited + 1))
	done
	eval "$command"
	cat "$questions" "$questions" >&3
	exec 3>&-
	wait $find
	status=$?
}

# is_stopped NAME: whether there are no hits after the change, and why not.
is_stopped() {
	is "$status $(jq -r '.error.kind // (.hits | length)' out |
	    tr '\n' ' ')" '2 2 bad_kb stopped ' "$1" || cat out err
	has "$(head -n 1 err)" 'wk-find: kb.db: another program changed it' \
	    'the message names the file'
	has "$(head -n 1 err)" 'with mv, not with cp' 'and tells what to do'
}

for questions in q words; do
	change "$questions" ': >kb.db'
	is_stopped "$questions: an empty file"
	change "$questions" 'cp other.db kb.db'
	is_stopped "$questions: another base"
	change "$questions" 'cp same.db kb.db'
	is_stopped "$questions: another base of the same length"
	change "$questions" 'dd if=/dev/null of=kb.db bs=16384 seek=2 2>dd.err'
	is_stopped "$questions: a part of the base"
done
change q ': >kb.db' --neighbours 2
is_stopped '--neighbours'
change q ': >kb.db' --immutable
is_stopped '--immutable'
change q 'chmod 444 kb.db'
is "$status $(jq -r '.hits | length' out | tr '\n' ' ')" '0 2 2 2 ' \
    'another mode is no change'
change q 'cp other.db new.db && mv new.db kb.db'
is "$status $(jq -r '.hits[0].source' out | tr '\n' ' ')" '0 A A A ' \
    'a file that mv replaced is read to its end'
change q 'wk-index kb.db in >index.out'
is "$status $(jq -r '.hits[0].source' out | tr '\n' ' ')" '0 A A A ' \
    'so is one that wk-index replaced'
change q 'rm kb.db'
is "$status $(jq -r '.hits[0].source' out | tr '\n' ' ')" '0 A A A ' \
    'and one that was removed'
done_testing
