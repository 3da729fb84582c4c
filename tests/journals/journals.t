#!/bin/sh
# What a journal of an earlier release holds is never paid for again: each
# journal here replays without a call.  record.sh tells how they were made.
# shellcheck shell=sh disable=SC2154,SC2086 # $command is many words
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
journals=$ROOT/tests/journals
# Nothing listens there, and no call leaves this host.
export http_proxy=http://127.0.0.1:18923 https_proxy=http://127.0.0.1:18923
unset no_proxy NO_PROXY all_proxy ALL_PROXY HTTPS_PROXY

# replay STATUS COMMAND...: on the journal and the input of the case $name.
# $label names the case for a reader of the results.
replay() {
	want=$1 program=$2
	shift
	cp "$journals/$name.journal" journal
	chmod 600 journal
	rm -f own

	timeout 20 "$@" --dry-run -J journal "$name.jsonl" >out 2>err
	grep -q '^{"calls":\([1-9][0-9]*\),"journalled":\1,"requests":0,' out
	result $? "$program finds every call of $label in the journal, and a \
dry run has nothing to send" || note "$(cat out err)"

	timeout 20 "$@" --retries 0 -J journal "$name.jsonl" >out 2>err
	is $? "$want" "$program ends the replay of $label with status $want" ||
	    note "$(cat err)"
	same out "$journals/$name.expected" \
	    "$program replays $label without a call and byte for byte"
	same journal "$journals/$name.journal" \
	    "$program leaves the journal of $label as it is"

	timeout 20 "$@" --retries 0 --read-journal journal -J own \
	    "$name.jsonl" >out 2>err
	is "$? $(wc -c <own)" "$want 0" \
	    "$program, only reading the journal of $label, writes no other"
	same out "$journals/$name.expected" "$program, only reading the \
journal of $label, replays it byte for byte"
}

cp "$journals"/* .
set -f	# templates hold braces and bars, and are words
line=0
while read -r name want command; do
	line=$((line + 1))
	case $name in
	'' | '#'*) continue ;;
	esac
	[ -x "$B/${command%% *}" ] || continue
	label="$name (cases, line $line)"
	replay "$want" $command </dev/null
done <"$journals/cases"
set +f

for journal in *.journal; do
	grep -q "^${journal%.journal} " "$journals/cases" || echo "$journal"
done >idle
is "$(cat idle)" '' 'every journal in tests/journals has a case that replays it'
done_testing
