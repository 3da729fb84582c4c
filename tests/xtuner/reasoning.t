#!/bin/sh
# wk-xtuner --reasoning: where it stands in a row, and what is rejected.
. "$(dirname "$0")/../lib.sh"

Q='"question":"问","answer":"一二三四五六七八九十一"'
A='"一二三四五六七八九十一"'
R='"reasoning":"\n 先看\u8d44料。\n再答。\u3000\n"'
T='<think>\n先看资料。\n再答。\n</think>\n\n'

# rows OPTION...: what comes out for the file `in`.
rows() {
	wk-xtuner "$@" <in 2>err
}

# Left out unless it is asked for, and counted, once.
printf '{%s,%s}\n{%s}\n{%s,%s}\n' "$Q" "$R" "$Q" "$Q" "$R" >in
is "$(rows | sort -u)" "{\"conversation\":[{\"input\":\"问\",\"output\":$A}]}" \
    'reasoning is left out'
is "$(cat err)" \
    'wk-xtuner: 2 rows had reasoning, left out (--reasoning keeps it)' \
    'and how many rows had one is said once'
rows --reasoning drop >/dev/null
has "$(cat err)" '2 rows had reasoning' '--reasoning drop is the default'
ok 'it is no failure' wk-xtuner in
rows --reasoning inline >/dev/null
is "$(cat err)" '' 'nothing is said where it is kept'
printf '%s\n' "{$Q,$R}" >in
rows >/dev/null
has "$(cat err)" '1 row had reasoning' 'one row'
for none in '""' '" \n\u3000"' null '"\u200b"' 7; do
	printf '%s\n' "{$Q,\"reasoning\":$none}" >in
	rows >/dev/null
	is "$(cat err)" '' "$none is no reasoning"
done
printf '{%s,"state":"unknown",%s}\n{"question":"q","answer":"no",%s}\n' "$Q" \
    "$R" "$R" >in
wk-xtuner -r rej in >/dev/null 2>err
is "$(grep -c reasoning err)" 0 'rejects are not counted'
printf '%s\n' "{\"turns\":[{\"input\":\"a\",\"output\":$A,$R},\
{\"input\":\"b\",\"output\":$A,$R}]}" >in
rows >/dev/null
has "$(cat err)" '1 row had reasoning' 'a dialogue is one row'

# Inline, in each format.
printf '%s\n' "{$Q,$R}" >in
A1="\"$T一二三四五六七八九十一\""
is "$(rows --reasoning inline)" \
    "{\"conversation\":[{\"input\":\"问\",\"output\":$A1}]}" 'inline, legacy'
M='{"messages":[{"role":"user","content":"问"},{"role":"assistant","content":'
for format in v1 openai swift; do
	is "$(rows -o $format --reasoning inline)" "$M$A1}]}" "inline, $format"
done
is "$(rows -o alpaca --reasoning inline)" \
    "{\"instruction\":\"问\",\"input\":\"\",\"output\":$A1}" 'inline, alpaca'
is "$(rows -o sharegpt --reasoning inline)" '{"conversations":['\
"{\"from\":\"human\",\"value\":\"问\"},{\"from\":\"gpt\",\"value\":$A1}]}" \
    'inline, sharegpt'

# In a key of its own.
for key in thinking reasoning_content; do
	for format in v1 openai; do
		is "$(rows -o $format --reasoning $key)" \
		    "$M$A,\"$key\":\"先看资料。\n再答。\"}]}" "$key, $format"
	done
	for format in legacy alpaca sharegpt swift; do
		fails 2 "$key, $format" wk-xtuner -o $format --reasoning $key in
		is "$(cat fails.err)" "wk-xtuner: -o $format has no place for\
 --reasoning $key: give --reasoning inline, or -o v1 or -o openai" \
		    'and what does is said'
	done
done
for how in inline thinking reasoning_content; do
	fails 2 "-p and $how" wk-xtuner -p -o v1 --reasoning $how in
	has "$(cat fails.err)" 'the texts of -p have no reasoning' 'why'
done
ok '-p and drop' wk-xtuner -p --reasoning drop /dev/null
fails 2 'another word' wk-xtuner --reasoning keep in

# No reasoning, no key and no tag: an empty key would take the loss from the
# turns before it.
for none in '""' '" \n\u3000"' null '"\u200b"'; do
	printf '%s\n' "{$Q,\"reasoning\":$none}" >in
	for how in inline thinking reasoning_content; do
		is "$(rows -o v1 --reasoning $how)" "$M$A}]}" "$how of $none"
	done
done
printf '%s\n' "{$Q}" >in
is "$(rows -o openai --reasoning thinking)" "$M$A}]}" 'a record without it'

# Turns have their own; that of the record is of another call.
printf '%s\n' "{$Q,\"reasoning\":\"no\",\"turns\":[{\"input\":\"问\",\"output\":$A},\
{\"reasoning\":\" why \",\"input\":\"b\",\"output\":$A}]}" >in
is "$(rows -o v1 --reasoning thinking)" "$M$A},{\"role\":\"user\",\
\"content\":\"b\"},{\"role\":\"assistant\",\"content\":$A,\
\"thinking\":\"why\"}]}" 'a turn has its own'
is "$(rows -o alpaca --reasoning inline | jq -c '[.output, .history]')" \
    "[\"<think>\\nwhy\\n</think>\\n\\n一二三四五六七八九十一\",[[\"问\",$A]]]" \
    'a turn has its own, inline'

# Rejects.
rejected() {	# RECORD KIND MESSAGE NAME [OPTION...]
	printf '%s\n' "$1" >in
	record=$1 kind=$2 message=$3 name=$4
	shift 4
	fails 1 "$name: status 1" wk-xtuner -r rej "$@" in
	is "$(cat fails.out)" '' "$name: no row"
	is "$(cat rej)" "${record%\}},\"error\":{\"stage\":\"wk-xtuner\",\
\"kind\":\"$kind\",\"message\":\"$message\"}}" "$name: the reason"
}
for format in legacy v1 alpaca sharegpt openai swift; do
	rejected '{"question":"q","answer":"it is so </think> or not at all"}' \
	    think_tag 'the answer contains </think>' "a tag in an answer, $format" \
	    -o $format
	rejected '{"question":"q","answer":"see \u003c/think> for yourself"}' \
	    think_tag 'the answer contains </think>' "in escapes, $format" \
	    -o $format --reasoning inline
	rejected "{$Q,\"reasoning\":\"so </think> there\"}" think_tag \
	    'the reasoning contains </think>' "a tag in reasoning, $format" \
	    -o $format --reasoning inline
done
rejected '{"question":"q","answer":"in code: `</think>` ends it"}' \
    think_tag 'the answer contains </think>' 'templates do not know code'
rejected "{$Q,\"reasoning\":\"<think>so</think>\"}" think_tag \
    'the reasoning contains </think>' 'tags around reasoning' -o v1 \
    --reasoning thinking
rejected "{\"turns\":[{\"input\":\"a\",\"output\":$A},{\"input\":\"b\",\
\"output\":\"but then </think> so\"}]}" think_tag \
    'turn 2: the answer contains </think>' 'a tag in a turn'
rejected "{\"turns\":[{\"input\":\"a\",\"output\":$A,\"reasoning\":\"a</think>\
\"}]}" think_tag 'turn 1: the reasoning contains </think>' \
    "a tag in a turn's reasoning" --reasoning inline
rejected "{$Q,\"reasoning\":\"so <|im_end|>\"}" control_token \
    'the reasoning contains the control token <|im_end|>' \
    'a control token in reasoning' --reasoning inline
rejected "{$Q,\"reasoning\":[\"a\"]}" bad_reasoning \
    'reasoning is an array, not a string' 'an array' --reasoning inline
for record in "{$Q,\"reasoning\":\"so </think> there\"}" \
    "{$Q,\"reasoning\":\"so <|im_end|>\"}" "{$Q,\"reasoning\":[1]}" \
    '{"question":"why </think> ?","answer":"<think> opens, and ends nothing"}'
do
	printf '%s\n' "$record" >in
	ok "$record makes a row where reasoning is left out" wk-xtuner in
done

# What is written passes --check, which knows it.
printf '{%s,%s}\n{%s}\n{"turns":[{"input":"a","output":%s},{"input":"b",'\
'"output":%s,%s}]}\n' "$Q" "$R" "$Q" "$A" "$A" "$R" >in
for of in 'legacy inline' 'v1 inline' 'v1 thinking' 'v1 reasoning_content' \
    'alpaca inline' 'sharegpt inline' 'openai inline' 'openai thinking' \
    'openai reasoning_content' 'swift inline'; do
	rows -o "${of% *}" --reasoning "${of#* }" >out
	is "$(wc -l <out)" 3 "$of: three rows"
	ok "$of: pass --check" wk-xtuner --check -v out
	has "$(cat ok.out)" "${of% *}" "$of: which tells the format"
done

done_testing
