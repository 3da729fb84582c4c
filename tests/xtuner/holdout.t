#!/bin/sh
# wk-xtuner --holdout: which rows are held out, and what becomes of them.
. "$(dirname "$0")/../lib.sh"
need jq sha256sum

A='"answer":"一二三四五六七八九十一"'

# records N [ROWS]: two records (or ROWS) for each of N passages of two files.
records() {
	jq -nc --argjson n "$1" --argjson rows "${2:-2}" 'range($n) as $i |
	    range($rows) as $k | { source: "d/\($i % 2)\"文.txt",
	    start: ($i * 100), question: "q\($i).\($k)",
	    answer: "一二三四五六七八九十一" }'
}

# asks FILE: the questions of a file of rows, legacy, sorted.
asks() {
	jq -r '.conversation[0].input' "$1" | sort
}

records 300 >in
ok 'rows are held out' \
    sh -c 'wk-xtuner --holdout 0.1:held <in >train 2>err'
is "$(sort train held)" "$(wk-xtuner in | sort)" \
    'each row is in one of the files, as it would be without --holdout'
asks held | sed 's/\..*//' | sort | uniq -c >held.n
asks train | sed 's/\..*//' | sort | uniq -c >train.n
is "$(sort -u held.n train.n | awk '$1 != 2' | wc -l | tr -d ' ')" 0 \
    'both rows of a passage are on the same side'
n=$(wc -l <held.n | tr -d ' ')
[ "$n" -gt 15 ] && [ "$n" -lt 50 ]
result $? "about a tenth of 300 passages is held out: $n"
is "$(cat err)" "wk-xtuner: $((2 * n)) rows of $n passages held out: held" \
    'how many is told'

# The choice can be made by another program.
jq -r 'select(.question | endswith(".0")) | "\(.start)\t\(.question)\t\(.source)"' \
    in | while IFS='	' read -r start question source; do
	sum=$(printf '%s\0%s' "$source" "$start" | sha256sum | cut -c 1-8)
	[ $((0x$sum)) -ge 429496730 ] || echo "${question%.0}"
done | sort >mine
is "$(asks held | sed 's/\..*//' | sort -u)" "$(cat mine)" \
    'the first 32 bits of the SHA-256 of source, NUL and start decide'
jq -r .source in | sort -u | while IFS= read -r source; do
	sum=$(printf %s "$source" | sha256sum | cut -c 1-8)
	echo "$((0x$sum)) $source"
done | sort -n >sums
is "$(cut -d ' ' -f 2- sums | wc -l | tr -d ' ')" 2 'two sources'
least=$(head -n 1 sums | cut -d ' ' -f 1)
most=$(tail -n 1 sums | cut -d ' ' -f 1)
share=$(awk -v a="$least" -v b="$most" 'BEGIN { print (a + b) / 2 / 2^32 }')
wk-xtuner --holdout "$share:held" --by source in --provenance from >train 2>err
is "$(jq -r .source held.records | sort -u)" \
    "$(head -n 1 sums | cut -d ' ' -f 2-)" '--by source: so does the source'
is "$(jq -r .source from | sort -u)" "$(tail -n 1 sums | cut -d ' ' -f 2-)" \
    '--by source: the other one is not held out'
is "$(wc -l <held | tr -d ' ')" 300 '--by source: all its rows are'
has "$(cat err)" '300 rows of 1 source held out: held' 'and told'

# What it does not depend on.
wk-xtuner --holdout 0.1:held in >train 2>err
cp held held.0
sort -r in | wk-xtuner --holdout 0.1:held >train 2>err
same held held.0 'the order of the records changes nothing'
{ records 300; records 400 | tail -n 200; } |
    wk-xtuner --holdout 0.1:held >train 2>err
is "$(grep -cFxf held.0 held)" "$(wc -l <held.0 | tr -d ' ')" \
    'more passages change nothing for those that were held out'
wk-xtuner --holdout 0.2:held in >train 2>err
is "$(grep -cFxf held.0 held)" "$(wc -l <held.0 | tr -d ' ')" \
    'a larger share holds out the same and more'
jq -c '.question += "？"' in | wk-xtuner --holdout 0.1:held >train 2>err
is "$(asks held)" "$(asks held.0 | sed 's/$/？/')" 'nor do other questions'
LC_ALL=C sed 's/文/\\u6587/; s/"start"/"before":"x","start"/' in |
    wk-xtuner --holdout 0.1:held >train 2>err
same held held.0 'nor does the way that a source is written'

# What a passage is.
one() { # RECORD: held, or train
	rm -f held
	echo "{\"question\":\"q\",$A,$1}" |
	    wk-xtuner --holdout 0.5:held ${by:+--by "$by"} >train 2>err
	if [ -s held ]; then echo held; elif [ -s train ]; then echo train; fi
}
is "$(printf 'a\0005' | sha256sum | cut -c 1)" 1 'a, 5 is held out of a half'
is "$(printf 'b\0005' | sha256sum | cut -c 1)" f 'b, 5 is not'
is "$(printf 'a\000' | sha256sum | cut -c 1)" f 'nor is a without start'
is "$(one '"source":"a","start":5')" held 'its source and start'
is "$(one '"source":"b","start":5')" train 'another source'
is "$(one '"source":"a"')" train 'no start'
is "$(one '"source":"a","start":"5"')" train 'a start that is a string'
is "$(one '"source":"a","start":5.0')" train 'or not whole'
is "$(one '"references":[{"source":"a","start":5},{"source":"b"}]')" held \
    'without a source, the first reference'
is "$(one '"references":[{"source":"b","start":5},{"source":"a","start":5}]')" \
    train 'and no other'
is "$(one '"source":"b","start":5,"references":[{"source":"a","start":5}]')" \
    train 'the source of the record comes first'
is "$(one '"source":"","start":9,"references":[{"start":5,"source":"a"}]')" held \
    'an empty source is none'
for none in '"x":1' '"source":5' '"source":null,"references":null' \
    '"references":[]' '"references":["a"]' '"references":[{"url":"u"}]' \
    '"references":{"source":"a","start":5}'; do
	is "$(one "$none") $(cat err)" "train wk-xtuner: 0 rows of 0 passages\
 held out: held; 1 row without a source is not held out" "no source: $none"
done
echo "{\"turns\":[{\"input\":\"q\",\"output\":\"一二三四五六七八九十一\"}],\
\"references\":[{\"source\":\"a\",\"start\":5}]}" >in
wk-xtuner --holdout 0.5:held in >train 2>err
is "$(asks held)" q 'a dialogue, by its first reference'

# Formats, and -p.
printf '%s\n' "{\"question\":\"q\",$A,\"source\":\"a\",\"start\":5,\"text\":\"t\"}" \
    "{\"question\":\"p\",$A,\"source\":\"b\",\"start\":5,\"text\":\"u\"}" >in
for format in legacy v1 openai swift alpaca sharegpt; do
	wk-xtuner -s S -o $format --holdout 0.5:held in >train 2>err
	is "$(cat held train)" "$(wk-xtuner -s S -o $format in)" "-o $format"
	wk-xtuner -p -o $format --holdout 0.5:held in >train 2>err
	is "$(cat held train)" "$(wk-xtuner -p -o $format in)" "-p -o $format"
done
wk-xtuner -a --holdout 0.5:held in >train 2>err
is "$(jq -c 'map(.conversation[0].input)' held train | tr -d '\n')" \
    '["q"]["p"]' '-a: both are arrays'
echo "{\"question\":\"p\",$A,\"source\":\"b\",\"start\":5}" |
    wk-xtuner -a --holdout 0.5:held >train 2>err
is "$(cat held)" '[]' '-a: an empty one, too'
ok 'wk-xtuner --check reads what was held out' wk-xtuner --check train

# The records of both sides.
wk-xtuner --holdout 0.5:held --provenance from in >train 2>err
is "$(cat held.records from)" "$(cat in)" \
    '--provenance: FILE.records has the records of the rows held out'

# 500 rows at most.
records 700 1 >in
wk-xtuner --holdout 0.9:held -r rej in >train 2>err
is "$? $(wc -l <held | tr -d ' ')" '0 500' 'at most 500 rows are kept'
over=$(wc -l <rej | tr -d ' ')
[ "$over" -gt 100 ]
result $? "more are rejected: $over"
is "$(jq -r '.error.kind' rej | sort -u)" held_out 'as held_out'
has "$(cat err)" "; it takes 500 at most, $over more are rejected" 'and told'
is "$({ jq -r .question rej; asks held; asks train; } | sort)" \
    "$(jq -r .question in | sort)" 'no record is lost, none is twice'
wk-xtuner --holdout 0.9:held.1 in >train.1 2>err
same held held.1 'without -r the same are held out'
has "$(cat err)" "$over of 700 records rejected: $over held_out" 'and counted'
sort -r in | wk-xtuner --holdout 0.9:held.1 >train.1 2>err
same held held.1 'the order of the records does not decide which are kept'
is "$(sort train.1)" "$(sort train)" 'nor which are trained on'
jq -c '.source = "a" | .start = 5' in |
    wk-xtuner --holdout 0.5:held -r rej >train 2>err
is "$? $(wc -l <held) $(wc -l <rej) $(wc -l <train)" '1 500 200 0' \
    'a passage of 700 rows: 500 are kept, no row is trained on'
has "$(cat err)" 'no row is left to train on' 'which is told'
is "$(wk-xtuner -R rej 2>err | wc -l | tr -d ' ')" 200 \
    '-R looks at what was rejected again'

# What goes wrong.
for bad in 0.1 0.1: :f 0:f 1:f 5%:f -0.1:f 1e-3:f x:f nan:f inf:f 0x1p-3:f .:f; do
	fails 2 "--holdout $bad is refused" wk-xtuner --holdout "$bad" in
done
fails 2 '--by text is refused' wk-xtuner --by text in
fails 2 'a file that cannot be written' wk-xtuner --holdout 0.1:no/held in
echo old >held
for other in '-r held' '-r ./held' '--provenance held' \
    '--provenance held.records' '-r x --provenance x'; do
	# shellcheck disable=SC2086
	fails 2 "one file for two: --holdout held $other" \
	    wk-xtuner --holdout 0.1:held $other in
	is "$(cat fails.err)" "wk-xtuner: $(echo "$other" | sed 's/.* //'): \
given for two outputs" "one file for two: $other is told"
done
is "$(wk-xtuner -r /dev/null --provenance /dev/null in 2>&1 >out; echo $?)" 0 \
    'two devices may be one'
fails 2 'an input that cannot be read' wk-xtuner --holdout 0.1:held in none
is "$(cat held)" old 'leaves the file as it was'
fails 2 'a full disk' sh -c 'wk-xtuner --holdout 0.1:/dev/full in'
wk-xtuner --holdout 0.1:held </dev/null >train 2>err
is "$? $(cat held)" '0 ' 'nothing read: an empty file'
done_testing
