#!/bin/sh
# When the machine fails: full disks, closed descriptors, readers that go
# away, limits.  The long sweeps are in stress-io.sh.
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/inject.sh
. "$ROOT/tests/inject.sh"

have() {
	[ -x "$B/$1" ]
}

printf '悟空，你去哪里？他说：我去那边看一看。\n\nA b c.\n' >a.txt
awk 'BEGIN { for (i = 0; i < 2000; i++) printf "{\"question\":\"q%d\"," \
    "\"answer\":\"the answer of %d, which is long enough\"}\n", i, i
    print "{\"question\":\"q\",\"answer\":\"short\"}" }' >in
sed 's/^{/{"text":"悟空",/' in >hits.in
echo '{{passages}} {{question}}' >input.txt
echo '{"text":"悟空去那边看一看。","source":"a.txt"}' >chunk
echo '{"question":"悟空去哪里看一看？"}' >asked
if have wk-index; then
	wk-index kb.db chunk >added
fi
if have wk-find; then
	wk-find -k kb.db asked >hits
fi
printf '%s\n' '{"response":"[\"云泽在哪里？\", \"听芦是谁？\"]"}' \
    '{"response":"1. a?\n2. b?\n3. c?","id":7}' '{"response":"none"}' >said

echo '{"answer":"去那边看7次","text":"悟空去那边看一看。"}' >answered
echo '{"hits":[{"text":"a","url":"ftp://example.com/"}]}' >refused

# each RUN: calls RUN with each program that there is and its arguments.
each() {
	"$1" wk-xtuner in
	"$1" wk-xtuner -a -o v1 in
	"$1" wk-xtuner --holdout 0.5:held in
	"$1" wk-xtuner -o openai --dataset-info rows
	"$1" wk-xtuner --input-template input.txt hits.in
	"$1" wk-xtuner -h
	"$1" wk-xtuner -V
	! have wk-split || "$1" wk-split a.txt
	! have wk-split || "$1" wk-split -h
	! have wk-text || "$1" wk-text a.txt
	! have wk-text || "$1" wk-text -h
	! have wk-rag || "$1" wk-rag -x hits
	! have wk-rag || "$1" wk-rag -V
	! have wk-ground || "$1" wk-ground answered
	! have wk-ground || "$1" wk-ground -h
	! have wk-dedup || "$1" wk-dedup -f question in
	! have wk-dedup || "$1" wk-dedup -h
	! have wk-stat || "$1" wk-stat in
	! have wk-stat || "$1" wk-stat -h
	! have wk-find || "$1" wk-find -k kb.db asked
	! have wk-find || "$1" wk-find -h
	! have wk-page || "$1" wk-page -c cache refused
	! have wk-page || "$1" wk-page -h
	! have wk-batch || "$1" wk-batch -h
	! have wk-index || "$1" wk-index --list kb.db
	! have wk-index || "$1" wk-index -h
	! have wk-regexlist || "$1" wk-regexlist said
	! have wk-regexlist || "$1" wk-regexlist -h
}

full() {
	"$@" >/dev/full 2>err
	is "$?" 2 "$*: /dev/full is a failure"
	has "$(cat err)" 'No space left on device' 'and is told'
}
if [ -c /dev/full ]; then
	each full
else
	skip 40 'no /dev/full'
fi
wk-xtuner --check in >/dev/full 2>err
is "$?" 2 'wk-xtuner --check: /dev/full'
echo '{' | wk-xtuner -r /dev/full >out 2>err
is "$?" 2 '-r /dev/full'
echo "{}" | wk-xtuner -r /dev/full >/dev/full 2>err
is "$?" 2 'both'

closed() {
	"$@" >&- 2>err
	is "$?" 2 "$*: a closed stdout is a failure"
	"$@" >&- 2>&-
	is "$?" 2 'also when stderr is closed too'
}
each closed

# A closed stdin is no empty input, nor is it the first file opened.
no_stdin() {
	"$@" <&- >out 2>err
	is "$?" 2 "$*: a closed stdin is a failure"
	"$@" <&- >out 2>&-
	is "$?" 2 'also when stderr is closed too'
}
no_stdin wk-xtuner
no_stdin wk-xtuner -
no_stdin wk-xtuner --check
! have wk-rag || no_stdin wk-rag -x
! have wk-find || no_stdin wk-find -k kb.db
! have wk-regexlist || no_stdin wk-regexlist
! have wk-page || no_stdin wk-page -c cache
! have wk-batch || no_stdin wk-batch send batch.state
! have wk-split || no_stdin wk-split --jsonl -
! have wk-split || no_stdin wk-split -
! have wk-text || no_stdin wk-text
! have wk-text || no_stdin wk-text -
wk-xtuner in >want 2>/dev/null
wk-xtuner in <&- >out 2>&-
same out want 'with a file to read neither is missed'
wk-xtuner -r rej in <&- >out 2>&-
same out want 'and what is opened does not mix with it'
is "$(wc -l <rej)" 1 'nor the rejects'

# A reader that goes away: a quiet end, by SIGPIPE, also if it was ignored.
leaves() {
	{ "$@" 2>err; echo $? >status; } | head -n 1 >out
	is "$(cat status) $(cat err) $(wc -l <out)" '141  1' "$*: SIGPIPE"
}
awk '{ for (i = 0; i < 20; i++) print }' in >many
leaves wk-xtuner -r rej many
trap '' PIPE
leaves wk-xtuner -a many
trap - PIPE
is "$(ls rej.* 2>/dev/null)" '' 'no temporary file is left'
if have wk-split; then
	awk '{ print; print "" }' many >many.txt
	leaves wk-split -c 50 many.txt
else
	skip 1 'no wk-split'
fi

if have wk-text; then
	leaves wk-text -f question many
else
	skip 1 'no wk-text'
fi

if have wk-regexlist; then
	awk 'NR < 3 { for (i = 0; i < 9999; i++) print }' said >many.said
	leaves wk-regexlist many.said
else
	skip 1 'no wk-regexlist'
fi

# Limits.  A shell counts blocks of 512 or 1024 bytes.
(ulimit -f 8 && wk-xtuner in >out 2>err)
is "$?" 2 'a file of the largest size there may be'
has "$(cat err)" 'File too large' 'is told'
echo old >got
(ulimit -f 8 && wk-xtuner -r got --min-answer 99 in 2>err)
is "$?" 2 'so with -r'
is "$(cat got)" old 'and the old file stays'
is "$(ls got.* 2>/dev/null)" '' 'alone'
if memory_limited; then
	awk 'BEGIN { printf "{\"text\":\""; for (i = 0; i < 4000000; i++)
	    printf "0123456789"; print "\"}" }' >big
	# shellcheck disable=SC3045
	(ulimit -v 30000 && wk-xtuner -p big >out 2>err)
	is "$?" 2 'a line larger than the memory there may be'
	has "$(cat err)" 'Cannot allocate memory' 'is told'
	rm -f big
else
	skip 2 'memory is not limited here'
fi

# Without a descriptor for its tables iconv(3) knows next to nothing, and a
# guess among the rest would be nonsense.
descriptors() {
	printf '\316\362\277\325\241\243\304\343\272\303\241\243' >c.gb
	wk-split c.gb >good
	wrong='' told=0
	for n in 4 5 6 7 8 9 10 12 16; do
		# shellcheck disable=SC3045
		(ulimit -n "$n" && exec wk-split c.gb) >out 2>err
		status=$?
		if grep -q 'converter from GB18030' out; then
			told=$((told + (status == 1)))
		elif [ "$status" -eq 0 ]; then
			cmp -s out good || wrong="$wrong $n"
		fi
	done
	is "$wrong" '' 'no descriptor for a table: no text is misread'
	ok 'the encoding is named' test "$told" -gt 0
}
if have wk-split; then
	descriptors
else
	skip 2 'no wk-split'
fi

# A directory where nothing can be made.
mkdir locked && chmod 555 locked
if (: >locked/try) 2>/dev/null; then
	skip 2 'nothing is locked for this user'
else
	fails 2 '-r in a directory that is locked' wk-xtuner -r locked/rej in
	has "$(cat fails.err)" 'locked/rej: Permission denied' 'is told'
fi
chmod 755 locked

# Faults at each call, on few records.
head -n 3 in >few
echo no record >>few
if can_inject; then
	case $B in *asan*) export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0" ;; esac
	sweep told write:error=ENOSPC wk-xtuner -r got.rej few
	sweep told read:error=EIO wk-xtuner -r got.rej few
	sweep told fsync:error=EIO wk-xtuner -r got.rej few
	sweep told '/^rename:error=EIO' wk-xtuner -r got.rej few
	sweep told close:error=EIO wk-xtuner -r got.rej few
	sweep unmoved write:error=EINTR wk-xtuner -r got.rej few
	sweep begun write:signal=KILL wk-xtuner -r got.rej few
	sweep begun '/^rename:signal=KILL' wk-xtuner -r got.rej few
	if have wk-split; then
		sweep told write:error=ENOSPC wk-split a.txt
		sweep told read:error=EIO wk-split a.txt
	else
		skip 2 'no wk-split'
	fi
	if have wk-text; then
		sweep told write:error=ENOSPC wk-text a.txt
		sweep told read:error=EIO wk-text a.txt
		sweep told sendto:error=EPIPE wk-text a.txt
		sweep unmoved sendto:error=EINTR wk-text a.txt
		sweep begun write:signal=KILL wk-text a.txt
	else
		skip 5 'no wk-text'
	fi
	if have wk-page; then
		sweep told write:error=ENOSPC wk-page -c cache refused
		sweep told read:error=EIO wk-page -c cache refused
		sweep unmoved write:error=EINTR wk-page -c cache refused
	else
		skip 3 'no wk-page'
	fi
	if have wk-regexlist; then
		sweep told write:error=ENOSPC wk-regexlist said
		sweep told read:error=EIO wk-regexlist said
		sweep unmoved write:error=EINTR wk-regexlist said
		sweep begun write:signal=KILL wk-regexlist said
	else
		skip 4 'no wk-regexlist'
	fi
else
	skip 22 'no strace, or it may not trace'
fi
done_testing
