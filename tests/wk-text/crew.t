#!/bin/sh
# wk-text's workers: order, deaths, limits, and how the program ends.
. "${0%/*}/../lib.sh"
need wk-text jq

# workers: the processes that this wk-text, $pid, has started.
workers() {
	ps -o pid= --ppid "$pid" 2>/dev/null
}
have_ps=$(ps -o pid= --ppid $$ 2>/dev/null | head -n 1)

# patiently COMMAND...: waits, at most ten seconds, until it succeeds.
patiently() {
	tries=0
	until "$@" >/dev/null 2>&1; do
		[ $tries -lt 100 ] || return 1
		tries=$((tries + 1))
		sleep 0.1
	done
}

# Order, whatever finishes first.
mkdir many
awk 'BEGIN { for (i = 0; i < 120; i++) {
	f = sprintf("many/%03d.txt", i)
	for (n = i % 7 == 0 ? 4000 : 1; n > 0; n--)
		print "line " n " of " i >f
	close(f)
} }'
printf 'a\0b' >many/050.txt
wk-text many >one 2>one.err
is "$?" 1 '-j 1: status'
for n in 2 4 16; do
	wk-text -j $n many absent >got 2>got.err
	is "$?" 2 "-j $n: status"
	head -n 120 got >before
	same before one "-j $n: the same output, in the same order"
	is "$(tail -n 1 got | jq -r .error.kind)" unreadable \
	    "-j $n: an error in its place"
done
is "$(head -n 1 got.err)" 'wk-text: many: 119 text, 1 error (unknown_type)' \
    'a directory is summed up'
is "$(wk-text many/001.txt many/002.txt 2>&1 >/dev/null)" '' \
    'files alone are not'
is "$(wk-text -v many/001.txt 2>&1 >/dev/null)" \
    'wk-text: many/001.txt: 1 text' 'but with -v'
is "$(wk-text absent many/001.txt many 2>&1 >/dev/null | tail -n 1)" \
    'wk-text: many: 119 text, 1 error (unknown_type)' \
    'what comes before a directory is not counted as of it'
mkdir mixed mixed/below
printf 'a,b\n' >mixed/a.csv
printf '# a\n' >mixed/b.md
printf '<p>a</p><p>b</p>' >mixed/c
printf 'a\0b' >mixed/d
printf '\037\213\010' >mixed/e
printf '\320\317\021\340\241\261\032\341E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0' >mixed/f.docx
printf a >mixed/.hidden
is "$(wk-text mixed 2>&1 >/dev/null | head -n 1)" 'wk-text: mixed: 1 csv, '\
'1 html, 1 markdown, 3 errors (2 unknown_type, 1 encrypted); '\
'1 directory below is not read (--recursive)' 'all counts, and what is left'

# A reader that goes away, a disk that is full.
{ wk-text -j 3 many many 2>err; echo $? >status; } | head -n 1 >out
is "$(cat status) $(wc -l <out)" '141 1' 'SIGPIPE ends it quietly'
if [ -c /dev/full ]; then
	fails 2 '/dev/full is a failure' sh -c \
	    'wk-text -j 2 many >/dev/full'
	has "$(cat fails.err)" 'No space left on device' 'and is told'
else
	skip 2 'no /dev/full'
fi

# wait_for_worker FIFO...: starts wk-text, of whose documents one waits.
start() {
	mkfifo gate 2>/dev/null
	wk-text "$@" >out 2>err &
	pid=$!
	exec 3>gate
	patiently sh -c "ps -o pid= --ppid $pid | grep -q ."
	sleep 0.2
}
if [ -z "$have_ps" ]; then
	skip 9 'no ps that finds children'
else
	# killed in mid-document: one error, the others go on
	start many/001.txt gate many/002.txt
	# shellcheck disable=SC2046
	kill -9 $(workers)
	wait $pid
	status=$?
	exec 3>&-
	is "$status" 1 'a worker that is killed: status'
	is "$(jq -r '.error.kind // .source' out)" 'many/001.txt
converter_failed
many/002.txt' 'costs one document'
	is "$(jq -r '.error.message // empty' out)" \
	    'gate: its reader was ended by signal 9 (Killed)' 'which is told'

	# killed within a record that flows: the line ends
	awk 'BEGIN { print "name,text,more"
	    for (i = 0; i < 90000; i++) print i ",\344\275\240\345\245\275 " i ",x" }' >big.csv
	mkfifo rows
	wk-text big.csv >rows 2>err &
	pid=$!
	# it waits for the pipe to be read
	{
		head -c 65536
		# shellcheck disable=SC2046
		kill -9 $(workers)
		cat
	} <rows >out
	wait $pid
	is "$?" 1 'a worker killed within a record: status'
	is "$(jq -r '.error.kind // .type' out)" 'csv
converter_failed' 'the record ends, and an error comes behind it'

	# ended by a signal, its workers end, too
	start -j 2 many/001.txt gate
	left=$(workers)
	kill "$pid"
	wait $pid 2>/dev/null
	is "$?" 143 'SIGTERM ends it'
	gone() {
		for process in $left; do
			case $(ps -o stat= -p "$process") in
			'' | Z*) ;;
			*) return 1 ;;
			esac
		done
	}
	ok 'and its workers' patiently gone
	exec 3>&-
fi

# No memory in the worker costs the document.
if memory_limited; then
	awk 'BEGIN { for (i = 0; i < 4000000; i++) print "0123456789" }' \
	    >big.txt
	# shellcheck disable=SC3045
	(ulimit -d 30000 && exec wk-text big.txt many/001.txt) >out 2>err
	is "$?" 1 'a document larger than the memory there may be: status'
	is "$(jq -r '.error.kind // .source' out)" 'too_large
many/001.txt' 'it is an error, and the others go on'
	rm -f big.txt
else
	skip 2 'memory is not limited here'
fi
is "$(wk-text -j 0 many 2>&1)" 'wk-text: -j 0: must be from 1 to 256' '-j 0'
done_testing
