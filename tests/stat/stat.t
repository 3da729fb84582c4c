#!/bin/sh
# wk-stat: what it counts, in records and in rows of each format; what it says
# of bad input; the tables and the JSON.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-stat wk-xtuner jq awk

# stat FILTER [ARG...]: what jq makes of the figures of stdin.
stat() {
	filter=$1
	shift
	wk-stat --json "$@" 2>err | jq -c "$filter"
}

cat >in <<'END'
{"question":"悟空是谁？","answer":"根据提供的材料，悟空是一只猴子。\n\n他会七十二变。\n\n总之，他很厉害。","source":"a.txt","aspect":"人物","question_type":"fact","state":"success","scores":{"support":0.94,"grounded":9,"no":"x"},"ask":{"model":"m1","usage":{"prompt_tokens":100,"completion_tokens":20}},"rag":{"model":"m2","usage":{"prompt_tokens":1000,"completion_tokens":200}},"origin":"local"}
{"question":"悟空是誰","answer":"他是猴王[1]。","source":"b.txt","aspect":"人物","question_type":"fact","state":"success","origin":"web","ask":{"model":"m1"},"scores":{"support":0.5}}
{"question":"为什么他会飞？","state":"unknown","source":"c.txt"}
{"question":"q","error":{"stage":"wk-rag","kind":"no_balance","message":"m","status":3}}
{"text":"\u4f60\u597d, hello","source":"b.txt","type":"pdf"}
{"text":
not json
{"question":"Why so?","answer":"x","turns":[{"input":"Who's there?","output":"Me. As an AI I know."}]}
{"question":"x","state":"duplicate"}
END
wk-stat --json --price 1,2 in >out 2>err
is "$?" 3 'the status is the most serious one of the records'
is "$(jq -c '[.records,.counted,.questions,.answers]' out)" '[9,4,3,3]' \
    'records, those that can become rows, questions, answers'
is "$(jq -c '[.states[]|[.state,.n]]' out)" \
    '[[null,3],["success",2],["unknown",1],["duplicate",1]]' 'states'
is "$(jq -c '[.errors[]|[.stage,.kind,.n,.first]]' out)" \
    '[["wk-stat","bad_record",2,"in:6"],["wk-rag","no_balance",1,"in:4"]]' \
    'errors by stage and kind, with the place of the first'
is "$(jq -c '[.characters[]|[.field,.n,.min,.median,.max,.total]]' out)" \
    '[["text",1,9,9,9,9],["question",3,4,5,7,16],["answer",3,1,8,35,44],["input",1,12,12,12,12],["output",1,20,20,20,20]]' \
    'lengths in characters, of escapes too'
is "$(jq -c '[.duplicates[]|[.what,.n]]' out)" \
    '[["state",1],["records",0],["questions",1]]' \
    'duplicates: questions without regard to marks and traditional forms'
is "$(jq -c '[.origins,.sources,.aspects,.types,.question_types|[.[]|del(.share)|[.[]]]]' out)" \
    '[[["local",1],["web",1]],[["b.txt",2],["a.txt",1]],[["人物",2]],[["pdf",1]],[["fact",2]]]' \
    'values of fields'
is "$(jq -c '[.openings[]|[.opening,.n]],[.question_words[]|select(.n>0)|[.word,.n,.share]]' out | paste -sd' ' -)" \
    '[["悟空",2],["who'"'"'s there",1]] [["谁",2,0.6667],["who",1,0.3333]]' \
    'openings and words of questions; those of turns where there are turns'
is "$(printf '{"question":"%s","answer":"x"}\n' 為什麼他會飛？ 為甚麼他會飛？ 怎麼飛？ \
    甚麼會飛？ 是甚麼人？ 誰會飛？ 幾個會飛？ 他會飛嗎？ |
    stat '[.question_words[]|select(.n>0)|[.word,.n]]')" \
    '[["怎么",1],["什么",2],["为什么",2],["谁",1],["多少",1],["是否",1]]' \
    'words of questions in traditional characters'
is "$(jq -c '[.marks[]|select(.n>0)|[.mark,.n]]' out)" \
    '[["summing_up",1],["material",1],["opens_with_material",1],["citation",1],["assistant",1]]' \
    'marks of answers'
is "$(jq -c '[.scores[]|[.score,.n,.min,.max,.mean]]' out)" \
    '[["support",2,0.5,0.94,0.72],["grounded",1,9,9,9]]' 'scores'
is "$(jq -c '[.tokens[]|[.model,.calls,.in,.out,.cost]]' out)" \
    '[["m1",1,100,20,0.00014],["m2",1,1000,200,0.0014]]' \
    'tokens and their price; a copy of a call without usage costs nothing'
is "$(echo '{"answer":"a","judge":{"model":"j","usage":{"prompt_tokens":3}}}' |
    stat '[.tokens[]|[.model,.calls,.in]]')" '[["j",1,3]]' "a judge's call"
is "$(echo '{"answer":"a","rerank":{"model":"r","usage":{"prompt_tokens":5}}}' |
    stat '[.tokens[]|[.model,.calls,.in]]')" '[["r",1,5]]' "a reranker's call"
is "$(stat '[.counted,[.characters[]|select(.field=="question").n]]' -a <in)" \
    '[9,[6]]' '-a counts the texts of all records'
is "$(jq -c 'select(.question)|.good=(.state=="success")' in 2>/dev/null |
    head -1 | stat '[.records,.counted]' -w good)" '[1,1]' '-w'
is "$(printf '{"text":"a","good":1}\n{"text":"b","good":true}\n' |
    stat '[.records,.counted]' -w good)" '[1,1]' '-w wants true'
is "$(printf '你好\n\nx\n' | stat '[.characters[0]|.field,.n,.total]' --lines)" \
    '["text",2,3]' '--lines'
is "$(printf '{"body":"abc","text":"a"}' |
    stat '[.characters[0]|.field,.n,.total]' -f body)" '["text",1,3]' '-f'

# The price.
is "$(stat '[.tokens[].cost]' --price 3 in)" '[0.00036,0.0036]' \
    '--price: one number is for both'
for odd in x 1,x '1,' -1 1,-2 nan 1,2,3 ''; do
	wk-stat --price "$odd" in >out 2>err
	is "$?" 2 "--price '$odd' is refused"
done

# Rows of each format have the same texts, one a line or an array.
echo '{"question":"一二三","answer":"一二三四五六七八九十百千"}' >one
echo '{"turns":[{"input":"一","output":"一二三四五六七八九十百千"},{"input":"一二三","output":"一二三四五六七八九十百千万"}]}' >two
for format in legacy v1 alpaca sharegpt; do
	for array in '' -a; do
		# shellcheck disable=SC2086
		cat one two two | wk-xtuner $array -o $format -s 系统 >rows
		is "$(stat '[.formats[0].format,.records,.questions,.answers,(.characters[]|[.field,.n,.total]),.duplicates[1].n,.duplicates[2].n]' rows)" \
		    "[\"$format\",3,5,5,[\"system\",3,6],[\"input\",5,11],[\"output\",5,62],1,3]" \
		    "rows of $format $array"
		echo '{"text":"一二三"}' | wk-xtuner -p $array -o $format >rows
		is "$(stat '[.records,.questions,.answers,(.characters[]|[.field,.n,.total])]' rows)" \
		    '[1,0,0,["text",1,3]]' "pretraining rows of $format $array"
	done
done
is "$(printf '%s\n' '[{"role":"user","content":"ab"},{"role":"assistant","content":"c","thinking":"def"}]' \
    '[{"role":"user","content":[{"type":"text","text":"ab"},{"type":"image"}]},{"role":"assistant","content":"c"}]' |
    stat '[.formats[0].format,.records,(.characters[]|[.field,.n,.total])]')" \
    '["v1",2,["reasoning",1,3],["input",2,4],["output",2,2]]' \
    'lines that are arrays of messages; contents of parts'
is "$(echo '{"messages":[{"role":"user","content":"ab"}],"response":"xyz"}' |
    stat '[.formats[0].format,(.characters[]|[.field,.n,.total])]')" \
    '["record",["response",1,3]]' 'messages with a response are a record'
is "$(echo '{"prompt":"ab","chosen":"c","rejected":"defg"}' |
    stat '[.formats[0].format,(.characters[]|[.field,.n,.total])]')" \
    '["prompt",["input",1,2],["chosen",1,1],["rejected",1,4]]' \
    'preference rows'
is "$(echo '{"instruction":"ab","input":"c","output":"d","history":[["e","f"],["g","h"]]}' |
    stat '[(.characters[]|[.field,.n,.total])]')" \
    '[["input",3,6],["output",3,3]]' 'instruction and input are one; history'

# Arrays that break off, and lines that do.
printf '[\n {"text":"a"},\n\n {"text":"b"} {"text":"c"}]\n' >bad
wk-stat --json bad >out 2>err
is "$? $(jq -c '[.records,.characters[0].n,.errors[0].first]' out)" \
    '1 [3,2,"bad:4"]' 'an array that breaks off: the line where it does'
has "$(cat err)" "bad:4: byte 33 of the array: expected ',' or ']'" 'and why'
printf '[\n{"text":"a"},\n' | wk-stat --json >out 2>err
is "$? $(jq -c '[.records,.characters[0].n]' out)" '1 [2,1]' \
    'an array without an end'
printf '[\n  {"text": "a"},\n  7,\n  {\n    "text": "b"\n  }\n]\n' |
    wk-stat --json >out 2>err
is "$? $(jq -c '[.records,.characters[0].n,.errors[0].first]' out)" \
    '1 [3,2,"stdin:3"]' 'an array over several lines, with an item that is none'
printf '[]' | wk-stat --json >out 2>err
is "$? $(jq .records out) $(cat err)" '0 0 ' 'an empty array'
: | wk-stat --json >out 2>err
is "$? $(jq .records out) $(cat err)" '0 0 ' 'no input'
printf '[{"text":"a"}]' >whole
printf '{"text":"b"}' >line
is "$(stat '[.records,.characters[0].n]' whole line whole)" '[3,3]' \
    'arrays and lines in one run'
printf '\377\376[\0{\0' | wk-stat >out 2>err
is "$?" 1 'UTF-16 is refused'
wk-stat none in >out 2>err
is "$?" 3 'a file that is not there, among records with a worse status'
wk-stat none >out 2>err
is "$?" 2 'a file that is not there'

# The table: columns align as they are shown; lists are cut.
for i in 1 2 3; do
	printf '{"text":"t","source":"西游记%s"}\n{"text":"t","source":"a"}\n' $i
done | wk-stat -n 2 >out
is "$(sed -n '/^sources/,/^$/p' out)" 'sources
  source      n  share
  a           3  50.0%
  西游记1     1  16.7%
  (2 others)  2  33.3%' 'Han characters are two columns wide; -n'
printf '{"text":"t","source":"a\\u001b[31m\\u202e"}\n' | wk-stat >out
has "$(cat out)" 'a\x1b[31m\u{202e}' 'a source cannot write to the terminal'
long=$(awk 'BEGIN { while (n++ < 200) printf "长" }')
echo "{\"text\":\"t\",\"source\":\"$long\"}" | wk-stat >out
is "$(awk 'length > 200' out)" '' 'long values are cut in the table'

# Memory: 200,000 distinct texts and questions.
if memory_limited; then
	awk 'BEGIN { for (i = 0; i < 200000; i++)
	    printf "{\"text\":\"t%d\",\"question\":\"q%d\",\"source\":\"s%d\"}\n",
	    i, i, i }' >many
	# shellcheck disable=SC3045
	(ulimit -v 100000 && wk-stat --json many) >out 2>err
	is "$? $(jq -c '[.records,(.sources|length),.sources[10].n]' out)" \
	    '0 [200000,11,199990]' '200,000 distinct values in 100 MB'
else
	skip 1 'memory is not limited here'
fi

done_testing
