#!/bin/sh
# Records the journals that journals.t replays.
#
# Each journal was written once, by the programs of the release that added it,
# against the stub server with the replies in `script`.  NAME.jsonl is the
# input, NAME.expected the output when the journal is replayed, and `cases`
# holds the command and its exit status.
#
# What a journal holds has been paid for, so every later version must replay
# it without a call.  Never change a NAME.journal or NAME.jsonl, nor a prompt
# or body file that a command names.  A later release adds journals of its own
# beside these: a line in `cases`, an input, and replies at the end of
# `script`.  This script records the cases that have no journal yet, and
# leaves the others alone.  A release that changes an output on purpose changes
# NAME.expected alone, by hand, and says so in the commit.
# shellcheck shell=sh disable=SC2154,SC2086 # stub.sh's; $command is many words
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
journals=$ROOT/tests/journals
export http_proxy=http://127.0.0.1:18923
cp "$journals"/* .
set -f	# templates hold braces and bars, and are words

# record NAME STATUS COMMAND...: against the stub, then without it.
record() {
	name=$1 want=$2
	shift 2
	stub_start -p 18923 -s script -u model.sock
	"$@" -j 1 --retries 0 -J "$name.journal" "$name.jsonl" >recorded
	# The bad replies of this case are asked for again.
	if [ "$name" = ask-again ]; then
		"$@" -j 1 -R -J "$name.journal" "$name.jsonl" >recorded
	fi
	stub_stop
	"$@" --retries 0 -J "$name.journal" "$name.jsonl" >"$name.expected"
	status=$?
	if [ $status -ne "$want" ] || ! cmp recorded "$name.expected"; then
		echo "$name: status $status, not $want, or another output" >&2
		return 1
	fi
	cp "$name.journal" "$name.expected" "$journals"
	chmod 644 "$journals/$name.journal"
	echo "$name: $(grep -c '' "$name.journal") entries"
}

while read -r name want command; do
	case $name in
	'' | '#'*) continue ;;
	esac
	[ -f "$journals/$name.journal" ] ||
	    record "$name" "$want" $command </dev/null || exit 1
done <"$journals/cases"
