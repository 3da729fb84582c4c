#!/bin/sh
# Data from outside the project, if it is there: other people's nasty text.
. "$(dirname "$0")/../lib.sh"

data=$ROOT/../shared/data

# Each line of utf8tests is NAME:valid:BYTES or NAME:invalid:BYTES.
if [ -f "$data/utf8tests.bin" ]; then
	wk-xtuner -p --lines -o alpaca -r rej "$data/utf8tests.bin" >out
	is "$(grep -c -a ':valid:' out) $(grep -c -a ':invalid:' out)" \
	    "$(grep -c -a ':valid:' "$data/utf8tests.bin") 0" \
	    'every valid line of utf8tests is taken, and no other'
	is "$(grep -c 'not UTF-8' rej)" \
	    "$(grep -c -a ':invalid:' "$data/utf8tests.bin")" \
	    'every invalid line is rejected'
	is "$(wc -l <rej)" "$(grep -c 'not UTF-8' rej)" 'for that reason'
else
	skip 3 'no ../shared/data/utf8tests.bin'
fi

# A naughty string is the same after it has been a question and an answer.
if [ -f "$data/blns.json" ] && command -v jq >/dev/null; then
	# Strings without a visible character are rejected.  (U+0600 is
	# visible, though Unicode calls it a format character.)
	shown='test("[^\\s\\p{C}\\p{Z}]|\\x{600}")'
	jq -c ".[] | select($shown)" "$data/blns.json" >want
	jq -c ".[] | select($shown | not) |
	    {question: ., answer: \"long enough it is\"}" "$data/blns.json" |
	    wk-xtuner -r rej >got 2>/dev/null
	is "$(grep -c '"kind":"no_question"' rej) $(wc -l <got)" \
	    "$(wc -l <rej) 0" 'invisible strings are no questions'
	jq -c '{question: ., answer: ("...........\(.)")}' want >plain
	jq -ac '{question: ., answer: ("...........\(.)")}' want >ascii
	for way in plain ascii; do
		ok "naughty strings are rows, $way" \
		    wk-xtuner -s role -r rej $way
		jq -c '.conversation[0].input' ok.out >got
		same got want 'the questions are the same'
		jq -c '.conversation[0].output[11:]' ok.out >got
		same got want 'the answers are the same'
	done
	wk-xtuner plain >rows.plain
	wk-xtuner ascii >rows.ascii
	same rows.plain rows.ascii 'however they were escaped'
	jq -r . want | wk-xtuner --lines -p -o alpaca | jq -c .text >got
	jq -r . want | grep -c '[^[:blank:]]' >lines
	is "$(wc -l <got)" "$(cat lines)" 'each but the blank ones is a line of plain text'
else
	skip 9 'no ../shared/data/blns.json, or no jq'
fi
done_testing
