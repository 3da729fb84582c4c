#!/bin/sh
# Every allocation fails once, by a preloaded shim: no program dies of it by
# a signal, hangs, or ends well with another output than the good one.
. "$(dirname "$0")/../lib.sh"

# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

# Whether the last run was right: the good status with the good output, or a
# failure with a word about it, there or in an error record.
acceptable() {
	[ "$status" -lt 128 ] || return 1
	if [ "$status" -eq "$good" ]; then
		cmp -s got.out good.out || return 1
		[ ! -f good.rej ] || cmp -s got.rej good.rej
	else
		[ "$status" -ne 0 ] && [ ! -f got.rej ] &&
		    { [ -s got.err ] || grep -q '"error"' got.out; }
	fi
}

# sweep NAME STRIDE COMMAND...: all N, or past the first hundred some.
sweep() {
	name=$1 stride=$2
	shift 2
	rm -f got.* good.out good.rej
	"$@" >good.out 2>got.err
	good=$?
	[ ! -f got.rej ] || mv got.rej good.rej
	at=1 bad=''
	while failing $at "$@"; [ ! -f clean ]; do
		acceptable || bad="$bad $at($status)"
		[ $at -lt 100000 ] || break
		at=$((at + (at > 100 ? stride : 1)))
	done
	if [ $at -lt 2 ] || ! acceptable; then
		bad="$bad and the shim does nothing"
	fi
	[ -z "$bad" ]
	result $? "$name: $at allocations" ||
	    note "wrong where these failed (status):$bad"
}

# Whether the shim takes the place of malloc, in our programs and others.
works() {
	failing 1000000 wk-xtuner -V
	[ -f clean ] || return 1
	failing 1 sort /dev/null
	[ ! -f clean ]
}

if ! works; then
	echo '1..0 # SKIP the shim cannot take the place of this malloc'
	exit 0
fi

printf '%s\n' '{"question":"\u4f60\n","answer":"\u4f60 long enough it is"}' \
    '{"turns":[{"input":"\n","output":"one two three"},{"input":"q",'\
'"output":"\u0041bcdefghijklmn"}],"id":7}' \
    '{"question":"q","answer":"short"}' '{"state":"\u0075nsafe"}' \
    '{"error":{"kind":"\u0041"}}' 'no record' >in
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"question\":\"q%d\"," \
    "\"answer\":\"the answer of %d\"}\n", i, i }' >many
sweep 'wk-xtuner' 1 wk-xtuner in
sweep 'wk-xtuner -r' 1 wk-xtuner -s role -r got.rej in
sweep 'wk-xtuner -a -o v1' 1 wk-xtuner -a -o v1 -r got.rej in many
sweep 'wk-xtuner --holdout' 1 wk-xtuner --holdout 0.5:got.held \
    --provenance got.from -r got.rej in many
sweep 'wk-xtuner --lines' 1 wk-xtuner -p --lines in
sed -n '1p;3p' in >good.in
wk-xtuner in >rows 2>/dev/null
sweep 'wk-xtuner --check' 1 wk-xtuner --check rows
sweep 'wk-xtuner --check, complaints' 1 wk-xtuner --check rows in

if [ -x "$B/wk-split" ]; then
	printf '悟空，你去哪里？ A b。\n\n 他说。 ' >a.txt
	cat a.txt a.txt a.txt a.txt a.txt a.txt a.txt a.txt >b.txt
	printf '\316\362\277\325\241\243\304\343\272\303\241\243' >c.gb
	sweep 'wk-split' 7 wk-split -c 20 -o 5 a.txt b.txt
	sweep 'wk-split -e' 7 wk-split -e GB18030 c.gb
	sweep 'wk-split guesses' 7 wk-split c.gb
	sweep 'wk-split of a directory' 7 wk-split .
	sweep 'wk-split -p sentence' 7 wk-split -p sentence -c 20 -o 5 b.txt
	sweep 'wk-split --jsonl' 7 wk-split --jsonl -c 5 -o 0 -f question good.in
else
	skip 6 'no wk-split'
fi

if [ -x "$B/wk-text" ] && [ -x "$B/wk-split" ]; then
	echo '<p>a<table><tr><td>b<td>c</table>' >a.html
	sweep 'wk-text' 7 wk-text a.txt a.html
	sweep 'wk-text -j 2' 37 wk-text -j 2 b.txt good.in
else
	skip 2 'no wk-text or no wk-split'
fi

if [ -x "$B/wk-regexlist" ]; then
	awk 'BEGIN { printf "{\"response\":\"["
	    for (i = 0; i < 200; i++) printf "%s\047q%d?\047", i ? ", " : "", i
	    print "]\",\"ask\":{\"usage\":1,\"finish\":\"stop\"}}" }' >said
	printf '%s\n' '{"response":"1. a?\n2. \u4f60?\n3. c?","id":7}' \
	    '{"response":"[&quot;a?&quot;, &quot;b?&quot;]"}' \
	    '{"response":"none\n"}' '{"response":7}' >>said
	sweep 'wk-regexlist' 1 wk-regexlist said
	sweep 'wk-regexlist -e' 1 wk-regexlist -e "'([^']*)'" said
	sweep 'wk-regexlist --lines' 1 wk-regexlist --lines many
else
	skip 3 'no wk-regexlist'
fi

printf '%s\n' '{"answer":"重43斤，《水经》 Lena","text":"重四十二斤。",
"evidence":["四十二斤"],"question":"\u4f60"}' | tr '\n' ' ' >answered
sweep 'wk-ground' 1 wk-ground answered
sweep 'wk-dedup' 0 wk-dedup -f answer answered
printf '%s\n' '[{"instruction":"谁？","input":"a\nb","output":"总之，"},' \
    '{"question":"为什么？","scores":{"a":1},"rag":{"model":"m","usage":{}}},' \
    '[{"role":"user","content":"\u4f60"}], 7' >whole
sweep 'wk-stat' 1 wk-stat --json whole

if [ -x "$B/wk-page" ]; then
	# In the sandbox of wk-page, the shim can write to the cache alone.
	printf '%s\n' '{"hits":[{"text":"a"}]}' '{"state":"duplicate"}' >asked
	sweep 'wk-page' 37 wk-page -c . asked
else
	skip 1 'no wk-page'
fi

if [ -x "$B/wk-index" ] && [ -x "$B/wk-find" ]; then
	wk-split -c 30 -o 5 b.txt | wk-index kb.db >added
	printf '%s\n' '{"question":"悟空去哪里？"}' '{"question":"\u4f60"}' \
	    '{"question":"zebra"}' >asked
	sweep 'wk-find' 37 wk-find -k kb.db asked
	if [ -x "$B/wk-rag" ]; then
		wk-find -k kb.db asked >hits
		sweep 'wk-rag -x' 7 wk-rag -x hits
	else
		skip 1 'no wk-rag'
	fi
else
	skip 2 'no wk-index or no wk-find'
fi
done_testing
