#!/bin/sh
# wk-xtuner: rows of every format, what is rejected and why, and --check.
. "$(dirname "$0")/../lib.sh"

# rows OPTION...: what comes out for what stands in the file `in`.
rows() {
	wk-xtuner "$@" <in 2>err
}

Q='"question":"问","answer":"一二三四五六七八九十一"'
A='"一二三四五六七八九十一"'

# Golden rows: one turn, two turns, a text; with and without a system prompt.
echo "{$Q}" >in
is "$(rows)" "{\"conversation\":[{\"input\":\"问\",\"output\":$A}]}" legacy
is "$(rows -o legacy)" "$(rows)" 'legacy is the default'
is "$(rows -s 角色)" \
    "{\"conversation\":[{\"system\":\"角色\",\"input\":\"问\",\"output\":$A}]}" \
    'legacy, system'
is "$(rows -o v1)" '{"messages":[{"role":"user","content":"问"},'\
"{\"role\":\"assistant\",\"content\":$A}]}" v1
is "$(rows -o v1 -s 角色)" '{"messages":[{"role":"system","content":"角色"},'\
'{"role":"user","content":"问"},'\
"{\"role\":\"assistant\",\"content\":$A}]}" 'v1, system'
for format in openai swift; do
	is "$(rows -o $format)" "$(rows -o v1)" "$format: messages, as in v1"
	is "$(rows -o $format -s 角色)" "$(rows -o v1 -s 角色)" \
	    "$format: the system prompt is the first of them"
done
is "$(rows -o alpaca)" \
    "{\"instruction\":\"问\",\"input\":\"\",\"output\":$A}" alpaca
is "$(rows -o alpaca -s 角色)" "{\"instruction\":\"问\",\"input\":\"\",\
\"output\":$A,\"system\":\"角色\"}" 'alpaca, system'
is "$(rows -o sharegpt)" '{"conversations":[{"from":"human","value":"问"},'\
"{\"from\":\"gpt\",\"value\":$A}]}" sharegpt
is "$(rows -o sharegpt -s 角色)" '{"conversations":[{"from":"human",'\
"\"value\":\"问\"},{\"from\":\"gpt\",\"value\":$A}],\"system\":\"角色\"}" \
    'sharegpt, system'

echo "{\"turns\":[{\"input\":\"甲\",\"output\":$A},\
{\"output\":$A,\"input\":\"乙\"}],$Q}" >in
is "$(rows -s s)" '{"conversation":[{"system":"s",'\
"\"input\":\"甲\",\"output\":$A},{\"input\":\"乙\",\"output\":$A}]}" \
    'legacy, turns; they win over the question'
is "$(rows -o v1 -s s)" '{"messages":[{"role":"system","content":"s"},'\
"{\"role\":\"user\",\"content\":\"甲\"},{\"role\":\"assistant\",\"content\":$A},\
{\"role\":\"user\",\"content\":\"乙\"},{\"role\":\"assistant\",\"content\":$A}]}" \
    'v1, turns'
is "$(rows -o swift -s s)" "$(rows -o v1 -s s)" 'swift, turns'
is "$(rows -o openai -s s)" "$(rows -o v1 -s s)" 'openai, turns'
is "$(rows -o alpaca -s s)" "{\"instruction\":\"乙\",\"input\":\"\",\
\"output\":$A,\"system\":\"s\",\"history\":[[\"甲\",$A]]}" 'alpaca, turns'
is "$(rows -o sharegpt)" '{"conversations":['\
"{\"from\":\"human\",\"value\":\"甲\"},{\"from\":\"gpt\",\"value\":$A},\
{\"from\":\"human\",\"value\":\"乙\"},{\"from\":\"gpt\",\"value\":$A}]}" \
    'sharegpt, turns'

echo '{"text":"文","source":"a.txt"}' >in
is "$(rows -p)" '{"conversation":[{"input":"","output":"文"}]}' 'legacy, text'
is "$(rows -p -o v1)" '{"messages":[{"role":"pretrain","content":"文"}]}' \
    'v1, text'
is "$(rows -p -o alpaca)" '{"text":"文"}' 'alpaca, text'
is "$(rows -p -o sharegpt)" '{"conversations":['\
'{"from":"human","value":""},{"from":"gpt","value":"文"}]}' 'sharegpt, text'
is "$(rows -p -o openai)" '{"text":"文"}' 'openai, text'
is "$(rows -p -o swift)" '{"messages":[{"role":"assistant","content":"文"}]}' \
    'swift, text'
fails 2 '-p has no system prompt' wk-xtuner -p -s x in

# Other fields, --lines.
echo '{"q":"问","question":"no","answer":"一二三四五六七八九十一"}' >in
is "$(rows -f q)" "{\"conversation\":[{\"input\":\"问\",\"output\":$A}]}" '-f'
echo '{"chunk":"文"}' >in
is "$(rows -p -f chunk)" '{"conversation":[{"input":"","output":"文"}]}' \
    '-p -f'
printf '\357\273\277one "quoted"\r\n\n\\two\ttab\nlast' >in
is "$(rows -p --lines)" '{"conversation":[{"input":"","output":"one \"quoted\""}]}
{"conversation":[{"input":"","output":"\\two\ttab"}]}
{"conversation":[{"input":"","output":"last"}]}' '--lines'
printf 'good\nb\377d\n' >in
fails 1 '--lines: bad UTF-8 is rejected' wk-xtuner -p --lines -r rej in
is "$(cat fails.out)" '{"conversation":[{"input":"","output":"good"}]}' \
    'and the good line is not'
has "$(cat rej)" 'in:2: byte 2: not UTF-8' 'the place is told'

# -a.
printf '{%s}\n{%s}\n' "$Q" "$Q" >in
is "$(rows -a -o alpaca)" "[
{\"instruction\":\"问\",\"input\":\"\",\"output\":$A},
{\"instruction\":\"问\",\"input\":\"\",\"output\":$A}
]" '-a'
: >in
is "$(rows -a)" '[]' '-a of nothing'
is "$(rows)" '' 'nothing of nothing'
ok 'an empty input is no error' wk-xtuner in

# System prompts from files.
echo "{$Q}" >in
printf '\357\273\277第一行\n第二行 \r\n\n' >role
is "$(rows -S role)" '{"conversation":[{"system":"第一行\n第二行 ",'\
"\"input\":\"问\",\"output\":$A}]}" \
    '-S less a BOM and the newlines at its end'
printf 'a\377' >bad
fails 2 '-S that is not UTF-8' wk-xtuner -S bad in
has "$(cat fails.err)" 'byte 2: not UTF-8' 'and where'
fails 2 '-S that is not there' wk-xtuner -S none in
is "$(rows -S role -s x)" "$(rows -s x)" 'the last of -s and -S counts'

# What makes no row, and what is said of it.
rejected() {	# RECORD KIND MESSAGE NAME [OPTION...]
	record=$1 kind=$2 message=$3 name=$4
	shift 4
	printf '%s\n' "$record" >in
	fails 1 "$name: status 1" wk-xtuner -r rej "$@" in
	is "$(cat fails.out)" '' "$name: no row"
	is "$(cat rej)" "${record%\}},\"error\":{\"stage\":\"wk-xtuner\",\
\"kind\":\"$kind\",\"message\":\"$message\"}}" "$name: the reason"
}
rejected '{"question":"问","answer":"一二三四五六七八九十"}' short_answer \
    'the answer has 10 visible characters, fewer than 11 (--min-answer)' \
    'ten characters'
rejected '{"question":"q","answer":"\ud83d\ude00123456789"}' short_answer \
    'the answer has 10 visible characters, fewer than 11 (--min-answer)' \
    'ten code points, in 21 bytes'
rejected '{"question":"q","answer":"abc"}' short_answer \
    'the answer has 3 visible characters, fewer than 4 (--min-answer)' \
    '--min-answer 4' --min-answer 4
rejected '{"question":"q","answer":""}' no_answer 'no answer' \
    'empty answer' --min-answer 0
rejected '{"question":"q"}' no_answer 'no answer' 'missing answer'
rejected '{"question":"q","answer":null}' no_answer 'no answer' 'null answer'
rejected '{"question":"q","answer":["long enough"]}' no_answer 'no answer' \
    'answer in a list'
rejected '{"answer":"long enough it is"}' no_question 'no question' \
    'missing question'
rejected '{"question":7,"answer":"long enough it is"}' no_question \
    'no question' 'a number for a question'
rejected '{"text":""}' no_text 'no text in text' 'empty text' -p
rejected '{"text":3}' no_text 'no text in text' 'a number for a text' -p
rejected "{$Q}" no_text 'no text in body' 'missing text' -p -f body
rejected '{"turns":{}}' bad_turns 'turns is an object, not an array' \
    'turns in an object'
rejected '{"turns":[]}' bad_turns 'turns is empty' 'no turns'
rejected '{"turns":["x"]}' bad_turns 'turn 1: a string, not an object' \
    'turns of strings'
rejected '{"turns":[{"input":"q","output":"long enough it is"},{"input":"q",'\
'"output":"short"}]}' short_answer 'turn 2: the answer has 5 visible '\
'characters, fewer than 11 (--min-answer)' 'a short answer in turn 2'
rejected '{"turns":[{"output":"long enough it is"}]}' no_question \
    'turn 1: no question' 'a turn without its input'
rejected '{"turns":[{"input":"long enough it is"}]}' no_answer \
    'turn 1: no answer' 'a turn without its output'
# Blanks and invisible characters: U+3000, U+00A0, U+200B, BOM, soft hyphen,
# word joiner, marks of direction, a variation selector, a Hangul filler.
for blank in '   ' '\u3000\u00a0\t\n' '\u200b\u200b' '\ufeff' '\u00ad' \
    '\u2060 ' '\u200e\u202e\u2066' '\ufe0f' '\u3164' '\u200d\u200c'; do
	rejected "{\"question\":\"q\",\"answer\":\"$blank$blank$blank$blank\"}" \
	    short_answer 'the answer has no visible character' \
	    "an answer of $blank"
	rejected "{\"question\":\"q\",\"answer\":\"$blank\"}" \
	    short_answer 'the answer has no visible character' \
	    "an answer of $blank, --min-answer 0" --min-answer 0
	rejected "{\"question\":\"$blank\",\"answer\":$A}" no_question \
	    'no question' "a question of $blank"
	rejected "{\"text\":\"$blank\"}" no_text 'no text in text' \
	    "a text of $blank" -p
	rejected "{\"turns\":[{\"input\":\"q\",\"output\":\"$blank\"}]}" \
	    short_answer 'turn 1: the answer has no visible character' \
	    "a turn of $blank"
done
rejected '{"question":"q","answer":"a\u200bb          \u3000 c"}' \
    short_answer 'the answer has 3 visible characters, fewer than 11 '\
'(--min-answer)' 'an answer that is long by its blanks'

# Control tokens of chat templates; tests/text/control.c has more.
for token in '<|im_start|>' '<|im_end|>' '<|eot_id|>' '<end_of_turn>' \
    '[INST]' '<｜Assistant｜>' '</s>'; do
	rejected "{\"question\":\"问 $token\",\"answer\":$A}" control_token \
	    "the question contains the control token $token" \
	    "$token in a question"
	rejected "{\"question\":\"q\",\"answer\":\"long enough it is $token\"}" \
	    control_token "the answer contains the control token $token" \
	    "$token in an answer"
	rejected "{\"turns\":[{\"input\":\"$token\",\"output\":$A}]}" \
	    control_token \
	    "turn 1: the question contains the control token $token" \
	    "$token in a turn"
	fails 2 "$token in a system prompt" wk-xtuner -s "你是$token" in
	has "$(cat fails.err)" "the control token $token" 'is told'
done
rejected '{"question":"q","answer":"long enough \u003c|im_end|\u003e"}' \
    control_token 'the answer contains the control token <|im_end|>' \
    'a token in escapes'

rejected "{$Q,\"state\":\"unrelated\"}" unrelated 'state is unrelated' \
    'another state'
rejected "{$Q,\"state\":\"success \"}" bad_state 'state is not one word' \
    'a state of more than a word'
rejected "{$Q,\"state\":1}" bad_state 'state is not one word' \
    'a number for a state'
rejected "{$Q,\"state\":\"\\u0075nsafe\"}" unsafe 'state is unsafe' \
    'a state with an escape'
rejected '{"text":"x","state":"unknown"}' unknown 'state is unknown' \
    'a state, with -p' -p
rejected "{$Q}" not_wanted 'keep is not true' 'without -w FIELD' -w keep
rejected "{$Q,\"keep\":\"true\"}" not_wanted 'keep is not true' \
    '-w FIELD, a string' -w keep

# What does.
made() {	# RECORD NAME [OPTION...]
	record=$1 name=$2
	shift 2
	printf '%s\n' "$record" >in
	ok "$name: status 0" wk-xtuner -r rej "$@" in
	is "$(wc -l <ok.out) $(wc -l <rej)" '1 0' "$name: a row"
}
made "{$Q}" 'eleven characters'
made '{"question":"q","answer":"\u4e00\u4e8c3456789\ud83d\ude00\n0"}' \
    'eleven visible code points in escapes'
made '{"question":"q","answer":"x"}' '--min-answer 0' --min-answer 0
made '{"text":"x"}' 'a short text' -p
made '{"text":"x<|endoftext|>y"}' 'a token in a text' -p
made '{"question":"a < b ?","answer":"<s>12</s> 9, if a < b and `</s>`."}' \
    'signs that are no tokens'
made "{$Q,\"state\":\"success\"}" success
made "{$Q,\"state\":null,\"error\":null}" 'null for state and error'
made "{$Q,\"turns\":null}" 'null for turns'
made "{$Q,\"keep\":true}" '-w FIELD' -w keep

# Records with an error, and no records at all.
printf '%s\n' '{"id":1,"error":{"stage":"wk-ask","kind":"timeout"},"n":1e400}' \
    '{"error":"free words"}' 'not json' '{"question":"a","question":"b"}' \
    '{"x":"\ud800"}' '[1]' '{"answer":1}{' "{$Q}" >in
fails 1 'errors, and lines that are no record' wk-xtuner -r rej in
is "$(wc -l <fails.out)" 1 'one row'
is "$(sed -n 1,2p rej)" "$(sed -n 1,2p in)" 'errors pass as they came'
is "$(sed -n 3p rej)" '{"error":{"stage":"wk-xtuner","kind":"bad_record",'\
'"message":"in:3: byte 1: expected an object, at '"'not json'"'",'\
'"line":"not json"}}' 'a line that is none'
has "$(sed -n 4p rej)" 'in:4: byte 17: a field stands there twice' twice
has "$(sed -n 5p rej)" 'in:5: byte 7: lone surrogate' 'lone surrogate'
has "$(sed -n 6p rej)" 'expected an object' 'an array'
has "$(sed -n 7p rej)" 'something follows' 'two objects in a line'
is "$(wc -l <rej)" 7 'as many rejects as there were'
wk-xtuner in >/dev/null 2>err
is "$(cat err)" 'wk-xtuner: 7 of 8 records rejected: 1 timeout (wk-ask), '\
'1 error, 5 bad_record (-r FILE keeps them); the first: free words' \
    'without -r they are counted'
wk-xtuner -r rej in >/dev/null 2>err
is "$(cat err)" 'wk-xtuner: 7 of 8 records rejected: 1 timeout (wk-ask), '\
'1 error, 5 bad_record; the first: free words' 'with -r, too'
wk-xtuner -v -r rej in >/dev/null 2>err
has "$(cat err)" '7 of 8 records rejected' 'with -r and -v they are'

# -R: its own errors are forgotten, others and lines that are none are not.
printf '%s\n' "{$Q,\"error\":{\"stage\":\"wk-xtuner\",\"kind\":\"x\"}}" \
    "{$Q,\"error\":{\"stage\":\"wk-rag\",\"kind\":\"x\"}}" \
    '{"error":{"stage":"wk-xtuner","kind":"bad_record","line":"{"}}' >in
fails 1 '-R' wk-xtuner -R -r rej in
is "$(cat fails.out)" "{\"conversation\":[{\"input\":\"问\",\"output\":$A}]}" \
    '-R: its own is tried again'
is "$(cat rej)" "$(sed 1d in)" '-R: the others stay'
printf '{"question":"q","answer":"short"}\n' >in
wk-xtuner -r rej in
wk-xtuner -R -r rej2 rej
same rej rej2 '-R: failed again the record is the same'
is "$(wk-xtuner -R --min-answer 1 rej)" \
    '{"conversation":[{"input":"q","output":"short"}]}' \
    'rejects are read with other options'

# Rejects and provenance keep every byte; line for line.
printf '%s\n' '{ "id" : 12345678901234567890.10e+999 ,"question":"\u4f60",'\
'"answer":"long enough it is" }' "{$Q,\"x\":[ ]}" '{"no":1.0}' \
    "{\"k\":\"\\/\",$Q}" >in
fails 1 '--provenance' wk-xtuner -r rej --provenance prov in
is "$(cat prov)" "$(sed 3d in)" 'the record behind each row, as it came'
is "$(wc -l <prov)" "$(wc -l <fails.out)" 'line for line'
has "$(cat rej)" '{"no":1.0,"error":' 'numbers pass untouched into rejects'
printf '{"n":123456789012345678901234567890,"f":1e400,"g":-0.0}\n' >in
wk-xtuner -r rej in
has "$(cat rej)" '{"n":123456789012345678901234567890,"f":1e400,"g":-0.0,' \
    'big numbers too'
is "$(printf '{%s}\n{%s}\n' "$Q" "$Q" |
    wk-xtuner -a --provenance prov >/dev/null; wc -l <prov)" 2 \
    '--provenance with -a'

# Strings come out in their shortest form.
cat >in <<'EOF'
{"question":"\u4f60\u597d \ud83d\ude00 \/ \u0041 \"\\","answer":"\u000a\u0009\u001F\u007f\u2028 long enough!"}
EOF
is "$(rows)" "$(printf '{"conversation":[{"input":"你好 😀 / A \\"\\\\",'\
'"output":"\\n\\t\\u001f\177\342\200\250 long enough!"}]}')" 'shortest form'

# The shapes of lines.
printf '\357\273\277{%s}\r\n\r\n \t\n{%s}' "$Q" "$Q" >in
is "$(rows | wc -l)" 2 'BOM, CRLF, blank lines, no final newline'
ok 'which are no errors' wk-xtuner in
printf '{"question":"q","answer":"a NUL: \0 is none"}\n{%s}\n' "$Q" >in
fails 1 'a NUL in a line' wk-xtuner -r rej in
has "$(cat rej)" 'control character in a string, at '"'"'\\x00' 'is told'
has "$(cat rej)" 'a NUL: \u0000 is none' 'and carried'
is "$(wc -l <fails.out)" 1 'the next line is read'
printf '{"question":"q","answer":"bad \377 \355\240\200 UTF-8"}\n{%s}\n' \
    "$Q" >in
fails 1 'bad UTF-8' wk-xtuner -r rej in
has "$(cat rej)" 'not UTF-8' 'is told'
has "$(cat rej)" 'bad � ��� UTF-8' 'and carried, repaired'
printf '{"question":"a\342\200\250b","answer":"\302\205 is data as well"}\n' \
    >in
is "$(rows)" "$(printf '{"conversation":[{"input":"a\342\200\250b",'\
'"output":"\302\205 is data as well"}]}')" 'U+2028 and U+0085 end no line'

# A line of 20 MB.
awk 'BEGIN { for (i = 0; i < 20000; i++) s = s "悟空"; for (i = 0; i < 166;
    i++) t = t s; printf "{\"question\":\"q\",\"answer\":\"%s\"}\n", t }' >big
is "$(wk-xtuner <big | wc -c)" $((20000 * 166 * 6 + 45)) 'a line of 20 MB'

# Records in are rows and rejects; every row of every format passes --check.
awk 'BEGIN { for (i = 0; i < 3000; i++) {
	if (i % 7 == 0) print "{\"question\":\"q" i "\"}";
	else if (i % 11 == 0) print "bad line " i;
	else if (i % 13 == 0) print "{\"question\":\"q\",\"answer\":\"no\"}";
	else if (i % 3 == 0) print "{\"turns\":[{\"input\":\"q\"," \
	    "\"output\":\"answer number " i "\"},{\"input\":\"\\n?\"," \
	    "\"output\":\"another \\u4f60 answer\"}]}";
	else print "{\"question\":\"q" i "\",\"answer\":\"answer number " i \
	    "\",\"text\":\"t" i "\"}" } }' >in
for format in legacy v1 alpaca sharegpt openai swift; do
	wk-xtuner -s role -o $format -r rej in >out.$format
	is $(($(wc -l <out.$format) + $(wc -l <rej))) 3000 \
	    "$format: records in are rows and rejects"
	ok "$format: passes --check" wk-xtuner --check -v out.$format
	has "$(cat ok.out)" "$format" "$format: which tells the format"
	wk-xtuner -a -o $format -r rej in >out.array
	[ $format = v1 ] ||
	    ok "$format: as an array too" wk-xtuner --check out.array
	wk-xtuner -p -o $format -r rej in >out.text
	ok "$format: and of texts" wk-xtuner --check -v out.text
	has "$(cat ok.out)" "$format" "$format: which tells the format"
done
wk-xtuner -s role in >again 2>/dev/null
same again out.legacy 'the same input gives the same bytes'
# shellcheck disable=SC2002
cat in | wk-xtuner -s role - >again 2>/dev/null
same again out.legacy 'from a pipe, too'
head -n 100 in >in.1
sed 1,100d in >in.2
wk-xtuner -s role in.1 in.2 >again 2>/dev/null
same again out.legacy 'in two files, too'

# --check: some of each; tests/xtuner/rowcheck.c has every complaint.
check() {	# TEXT COMPLAINT
	printf '%s\n' "$1" >row
	fails 1 "--check: $2" wk-xtuner --check row
	has "$(cat fails.out)" "row:1: $2" "it says so: $2"
	has "$(cat fails.err)" "; the first: row:1: $2" \
	    'and counts on stderr'
}
check '{"conversation":[{"input":"q"}]}' 'conversation[0].output is missing'
check '{"messages":[{"role":"bot","content":"x"}]}' \
    'messages[0].role is "bot", not one of'
check '{"instruction":"q","output":1}' 'output is a number, not a string'
check '{"conversations":[{"from":"gpt","value":"x"}]}' \
    'conversations[0].from is "gpt", where human or observation belongs'
check "$(printf '{"\033[2J":1}')" 'not JSON'
is "$(tr -cd '\033' <fails.out)" '' 'no control character gets out'
is "$(printf '{"text":"x"}\n\n' | wk-xtuner --check)" \
    'stdin:2: an empty line' '--check of stdin'
wk-xtuner --check -v out.legacy 2>err
has "$(cat err)" "$(wc -l <out.legacy) rows, legacy" '--check -v'
name() {	# ROWS: the formats that they may be of
	printf '%s\n' "$@" | wk-xtuner --check -v 2>&1
}
M='{"role":"user","content":"q"},{"role":"assistant","content":"a"}'
is "$(name "{\"messages\":[$M]}")" \
    'wk-xtuner: stdin: 1 row, v1, openai or swift' 'a dialogue is of three'
is "$(name "{\"messages\":[$M]}" \
    '{"messages":[{"role":"assistant","content":"<|im_end|>"}]}')" \
    'wk-xtuner: stdin: 2 rows, swift' "a text of swift's tells"
is "$(name '{"messages":[{"role":"pretrain","content":"t"}]}')" \
    'wk-xtuner: stdin: 1 row, v1' "one of v1's, too"
is "$(name '{"text":"t"}')" 'wk-xtuner: stdin: 1 row, alpaca or openai' \
    'a text alone'
has "$(name '{"messages":[{"role":"assistant","content":"t"}]}' \
    '{"messages":[{"role":"pretrain","content":"u"}]}')" \
    'stdin:2: a text as v1 reads it among texts as swift reads them' \
    'texts of two kinds'
fails 2 '--check of no file' wk-xtuner --check none
printf '{"text":1}\n' >row
fails 1 '--check of two files' wk-xtuner --check row out.legacy row
has "$(cat fails.err)" '2 problems; the first: row:1: the text' \
    'counts the problems of all'
ok 'is silent on stderr if there are none' \
    sh -c 'wk-xtuner --check out.legacy 2>&1 | cmp -s - /dev/null'

# --check --template: tests/xtuner/templates.c has what is said.
U='{"role":"user","content":"问"}'
printf '%s\n' "{\"messages\":[$U,{\"role\":\"assistant\",\"content\":$A}]}" \
    "{\"messages\":[$U,{\"role\":\"assistant\",\"content\":$A,\
\"thinking\":\"想\"}]}" >row
fails 1 '--template qwen3' wk-xtuner --check --template qwen3 row
is "$(cat fails.out)" 'row:2: messages[1].thinking: qwen3 refuses a thinking '\
'(ValueError); --reasoning inline makes rows that it reads' \
    'names the line, the place and what to do'
ok '--template gpt-oss' wk-xtuner --check --template gpt-oss row
wk-xtuner --check --template gpt-oss row 2>err
is "$(cat err)" 'wk-xtuner: 2 rows (row:1, ...): gpt-oss puts its own system'\
' prompt before a row without a system prompt; -s and -S write one' \
    'says what a template adds'
fails 2 'a template that is not in the table' \
    wk-xtuner --check --template qwen9 row
has "$(cat fails.err)" '--template qwen9: not one of intern-s1, ' \
    'the message lists those that are'
fails 2 '--template without --check' wk-xtuner --template qwen3 row
ok 'a warning does not change the status' wk-xtuner --check row row
wk-xtuner --check row row >out 2>err
is "$(cat out)" '' 'rows that templates treat differently are no problem'
has "$(cat err)" 'wk-xtuner: 2 rows (row:2, ...): a thinking: read by gpt-oss'\
'; refused by intern-s1, ' 'but there is a warning, once for all rows'

# --max-tokens, by the default and by a journal.
printf '{"text":"%s"}\n' 一二三四五 一二三四五六七八九十 >row
fails 1 --max-tokens wk-xtuner --check --max-tokens 4 row
is "$(cat fails.out)" 'row:2: about 8 tokens, more than 4: XTuner and '\
'LLaMA-Factory cut off its end, ms-swift (and LLaMA-Factory with packing) '\
'deletes it' 'names the rows that are longer'
has "$(cat fails.err)" 'wk-xtuner: 1 of 2 rows have more than 4 tokens, the '\
'longest about 8 (row:2), at 1.25 Han characters or 3.50 bytes of other text '\
'a token' 'and tells how many'
ok 'rows of just as many tokens pass' wk-xtuner --check --max-tokens 8 row
fails 1 '--max-tokens --template' \
    wk-xtuner --check --max-tokens 4 --template swift row
is "$(cat fails.out)" 'row:2: about 8 tokens, more than 4: swift deletes it' \
    'the template tells what becomes of the row'
printf '{"key":"k","at":"t","reply":{"choices":[{"message":{"content":"%s"}}],'\
'"usage":{"completion_tokens":8}}}\n' 一二三四五 >journal
fails 1 '--max-tokens --read-journal' \
    wk-xtuner --check --max-tokens 8 --read-journal journal row
has "$(cat fails.out)" 'row:2: about 16 tokens, more than 8: ' \
    'tokens are counted as the journal shows'
has "$(cat fails.err)" 'at 0.62 Han characters or 1.75 bytes of other text a '\
'token, as measured by 1 reply' 'and that is told'
fails 2 '--read-journal of no file' \
    wk-xtuner --check --max-tokens 8 --read-journal none row

# A row is out before the next record is waited for.
{ echo "{$Q}"; sleep 1; : >ended; echo "{$Q}"; } | wk-xtuner |
    { read -r row; [ -n "$row" ] && [ ! -f ended ]; echo $? >early; cat >rest; }
is "$(cat early) $(wc -l <rest)" '0 1' 'rows are flushed before a wait'

# Usage.
ok -h wk-xtuner -h
has "$(cat ok.out)" 'usage: wk-xtuner' 'on stdout'
ok --help wk-xtuner --help
ok -V wk-xtuner -V
fails 2 'an unknown option' wk-xtuner -Z
has "$(cat fails.err)" "try 'wk-xtuner --help'" 'the way to --help on stderr'
is "$(cat fails.out)" '' 'and only there'
fails 2 'an unknown format' wk-xtuner -o xml in
fails 2 '--min-answer -1' wk-xtuner --min-answer -1 in
fails 2 '--min-answer ten' wk-xtuner --min-answer ten in
fails 2 'a missing file' wk-xtuner -s role none in
has "$(cat fails.err)" 'none: No such file' 'is named'
same fails.out again 'the others are read'
fails 2 'a directory' wk-xtuner .
fails 2 '-r in no directory' wk-xtuner -r none/rej in
fails 2 '--provenance in no directory' wk-xtuner -r rej3 --provenance none/p in
is "$(ls rej3* 2>/dev/null)" '' 'and no litter of the other'

# The world around.
wk-xtuner -r rej in >/dev/null
is "$(LC_ALL=C wk-xtuner -s role in 2>/dev/null | cksum)" \
    "$(cksum <again)" 'LC_ALL=C'
is "$(LC_ALL=tr_TR.UTF-8 wk-xtuner -s role in 2>/dev/null | cksum)" \
    "$(cksum <again)" 'LC_ALL=tr_TR.UTF-8'
is "$(env -i "$B/wk-xtuner" -s role in 2>/dev/null | cksum)" \
    "$(cksum <again)" 'env -i'
(umask 0777 && wk-xtuner -r locked in >/dev/null)
is "$(find locked -perm 000)" locked 'umask 0777'
chmod 600 locked && is "$(wc -l <locked)" "$(wc -l <rej)" 'is heeded'
rm -f locked
wk-xtuner -r /dev/null in >/dev/null
ok '-r /dev/null stays a device' test -c /dev/null
: >target
ln -s target link
wk-xtuner -r link in >/dev/null
ok '-r onto a symbolic link: it stays one' test -L link
is "$(wc -l <target)" "$(wc -l <rej)" 'what it points to is replaced'
wk-xtuner -r /dev/stderr in 2>err >/dev/null
is "$(wc -l <err)" "$(wc -l <rej)" '-r /dev/stderr'

done_testing
