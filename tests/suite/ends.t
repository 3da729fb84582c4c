#!/bin/sh
# How a pipe ends: what its last program makes of the errors that it meets.
. "$(dirname "$0")/../lib.sh"

row='{"text":"t","source":"s","question":"q","answer":"long enough it is"'
# error KIND [STATUS [STAGE]]: an error record.
error() {
	printf '%s,"error":{"stage":"%s","kind":"%s","message":"said %s %s"%s}}\n' \
	    "$row" "${3-wk-ask}" "$1" "$1" "${2-}" "${2:+,\"status\":$2}"
}

# ends STATUS NAME: of the three programs, on the file in.
ends() {
	wk-xtuner -r rej in >rows 2>xtuner.err
	is $? "$1" "wk-xtuner: $2"
	rm -f kb
	wk-index kb in >index.out 2>index.err
	is $? "$1" "wk-index: $2"
	wk-stat in >stat.out 2>stat.err
	is $? "$1" "wk-stat: $2"
}

# Every set of statuses, in two orders.
for s in '' 1 75 2 3; do
	for t in '' 1 75 2 3; do
		want=0
		for u in 1 75 2 3; do
			case " $s $t " in
			*" $u "*) want=$u ;;
			esac
		done
		{
			echo "$row}"
			[ -z "$s" ] || error kind "${s#1}"
			[ -z "$t" ] || error kind "${t#1}"
		} >in
		ends "$want" "errors of ${s:-none} and ${t:-none}: $want"
	done
done
for odd in 0 1 4 137 -3 '"3"' null 3.5 1e99 '[3]'; do
	{
		echo "$row}"
		error kind "$odd"
	} >in
	ends 1 "a status of $odd is that of a failure"
done
echo "$row,\"error\":{\"status\":3}}" >in
ends 3 'a status alone'
for odd in '"boom"' true 3 '[]' '{}' '{"kind":3,"stage":{},"message":[]}'; do
	printf '%s}\n%s,"error":%s}\n' "$row" "$row" "$odd" >in
	ends 1 "an error that is $odd"
done
echo "$row,\"error\":null}" >in
ends 0 'null is no error'

# What failed where, in one line.
{
	echo "$row}"
	error no_list '' wk-regexlist
	error stopped 3
	error no_balance 3
	error stopped 3
	error stopped 3 wk-rag
	error timeout
	printf '%s,"error":"\033[2Jboom"}\n' "$row"
} >in
ends 3 'of several kinds'
counts='1 no_list (wk-regexlist), 2 stopped (wk-ask), 1 no_balance (wk-ask), '\
'1 stopped (wk-rag), 1 timeout (wk-ask), 1 bad_record'
is "$(cat xtuner.err)" "wk-xtuner: 7 of 8 records rejected: $counts; the first: \
said no_balance 3" 'wk-xtuner says what stopped the run, and counts the others'
is "$(cat index.err)" "wk-index: 7 records are not chunks: $counts \
(-r FILE keeps them); the first: said no_balance 3" 'wk-index likewise'
printf '%s}\n%s,"error":"\\u001b[2Jboom"}\n' "$row" "$row" >in
ends 1 'an error of words alone'
is "$(cat xtuner.err)" 'wk-xtuner: 1 of 2 records rejected: 1 error; '\
'the first: \x1b[2Jboom' 'they are told, with nothing for a terminal to obey'
long=$(printf 'x%.0s' $(seq 2000))
printf '%s,"error":{"message":"%s"}}\n' "$row" "$long" >in
ends 1 'a long message'
[ "$(wc -c <xtuner.err)" -lt 600 ]
result $? 'is cut'

# A state is a decision, and no failure.
for state in unrelated unknown truncated ungrounded duplicate nothing_to_ask \
    not_a_question bad_answer unsafe no_search_result mine; do
	printf '%s}\n%s,"state":"%s"}\n' "$row" "$row" $state >in
	wk-xtuner -r rej in >rows 2>err
	is "$? $(cat err)" '0 ' "$state: status 0, and nothing to tell"
	is "$(wc -l <rows) $(jq -r .error.kind rej)" "1 $state" 'a reject'
done
wk-xtuner in >rows 2>err
is "$? $(cat err)" '0 wk-xtuner: 1 of 2 records rejected: 1 mine (-r FILE '\
'keeps them)' 'without -r it is counted'
printf '%s}\n%s,"go":true}\n' "$row" "$row" >in
wk-xtuner -w go -r rej in >rows 2>err
is "$? $(cat err)" '0 ' 'nor is what -w leaves out'
echo "$row,\"state\":\"unknown\"}" >in
wk-xtuner -r rej in >rows 2>err
is "$? $(cat err)" '1 wk-xtuner: 1 of 1 records rejected: 1 unknown' \
    'records came, and no row went'
printf '%s,"state":"unknown"}\n{"question":"q","answer":"x"}\n%s}\n' "$row" \
    "$row" >in
wk-xtuner -r rej in >rows 2>err
is "$? $(cat err)" "1 wk-xtuner: 2 of 3 records rejected: 1 unknown, \
1 short_answer; the first: the answer has 1 visible characters, fewer than \
11 (--min-answer)" 'a check of its own is a failure'
: >in
wk-xtuner -r rej in >rows 2>err
is "$? $(cat err)" '0 ' 'no records, no rows'

# Its own troubles count with what it met.
{
	echo "$row}"
	error stopped 75
} >in
wk-xtuner in none >rows 2>err
is $? 2 'an input that is not there: 2 before 75'
error stopped 3 >>in
wk-xtuner in none >rows 2>err
is $? 3 'but 3 before 2'
if [ -w /dev/full ]; then
	{
		echo "$row}"
		error stopped 75
	} >in
	wk-xtuner in >/dev/full 2>err
	is $? 2 'a full disk: 2 before 75'
fi

# The others: a status of 1 never comes alone.
printf '%s\n' '{"response":"no"}' oops '{"response":"no"}' |
    wk-regexlist >out 2>err
is "$? $(cat err)" "1 wk-regexlist: 3 records failed: 2 no_list, 1 bad_record; \
the first: no list: 'no'" 'wk-regexlist'
echo '{"question":1}' | wk-rag -x >out 2>err
is "$? $(cat err)" '1 wk-rag: 1 record failed: 1 no_question; the first: '\
'no question in question' 'wk-rag'
printf 'a\0b' >nul.txt
wk-split nul.txt >out 2>err
is "$? $(grep -c ' failed: .*; the first: nul.txt: ' err)" '1 1' 'wk-split'
if [ -x "$B/wk-text" ]; then
	wk-text nul.txt >out 2>err
	is "$? $(grep -c ' failed: .*; the first: nul.txt: ' err)" '1 1' \
	    'wk-text'
else
	skip 1 'no wk-text'
fi
if [ -x "$B/wk-embed" ]; then
	echo '{"text":1}' | wk-embed -m m -u http://127.0.0.1:9 >out 2>err
	is "$? $(cat err)" "1 wk-embed: 1 record failed: 1 bad_field; the first: \
text is a number, not a string" 'wk-embed'
else
	skip 1 'no wk-embed'
fi
if [ -x "$B/wk-rerank" ]; then
	echo '{"hits":1}' | wk-rerank -m m -u http://127.0.0.1:9 >out 2>err
	is "$? $(cat err)" "1 wk-rerank: 1 record failed: 1 bad_hits; the \
first: hits is not an array of objects" 'wk-rerank'
else
	skip 1 'no wk-rerank'
fi
if [ -x "$B/wk-page" ]; then
	echo '{"hits":1}' | wk-page -c cache >out 2>err
	is "$? $(said err)" "1 wk-page: 1 record failed: 1 bad_hits; the first: \
hits is not an array of objects" 'wk-page'
else
	skip 1 'no wk-page'
fi
error stopped 3 >in
wk-regexlist in >out 2>err
is "$? $(cat err)" '0 ' 'what failed before is no failure of a program between'
same in out 'and passes as it came'
done_testing
