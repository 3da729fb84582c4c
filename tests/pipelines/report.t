#!/bin/sh
# pipelines/report: the page and the dataset card of what a pipeline left.  The
# plots are looked at where there is gnuplot.
# shellcheck disable=SC2154 # port is from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash awk wk-stat wk-xtuner

report() {
	bash "$ROOT/pipelines/report" "$@" >out 2>err
}
# shows FILE NEEDLE NAME: whether the file holds the needle.
shows() {
	grep -qF -e "$2" "$1"
	result $? "$3"
}
# well FILE NAME: whether it is XML.
well() {
	if command -v xmllint >/dev/null; then
		ok "$2: well-formed" xmllint --noout "$1"
	elif python3 -c 'import xml.dom.minidom' 2>/dev/null; then
		ok "$2: well-formed" python3 -c 'import sys, xml.dom.minidom
xml.dom.minidom.parse(sys.argv[1])' "$1"
	else
		skip 1 'no xmllint, no python3'
	fi
}
# plain FILE NAME: whether there is nothing in a page but what report writes.
plain() {
	well "$1" "$2"
	is "$(grep -oE '<[a-zA-Z][a-zA-Z0-9]*' "$1" | cut -c 2- | sort -u |
	    grep -vxE 'a|article|b|blockquote|body|br|caption|circle|code|dd|details|div|dl|dt|figcaption|figure|footer|g|h1|h2|head|header|html|i|li|main|mark|meta|nav|p|path|polygon|rect|section|span|style|summary|svg|table|tbody|td|text|th|thead|title|tr|ul')" \
	    '' "$2: no other elements"
	is "$(sed 's/<[^>]*>/&\n/g' "$1" | grep -oE '<[^>]*>' | sed "s/=\"[^\"]*\"/=/g
	    s/='[^']*'/=/g" | grep -oE '[-:a-zA-Z]+ ?=' | tr -d ' ' | sort -u |
	    grep -E '^(on|src|srcset|href|style|action|data|formaction)' | tr '\n' ' ')" \
	    'data-h= href= style= ' "$2: no attributes that run or load"
	is "$(grep -oE 'href="[^"]*"' "$1" | grep -cv '"#[a-z]*"')" 0 \
	    "$2: links to itself alone"
	is "$(grep -E 'https?:|url\(|@import' "$1" | grep -cv 'xmlns=')" 0 \
	    "$2: nothing from elsewhere"
	# what no reader sees, and what XML forbids
	is "$(jq -n --rawfile page "$1" '$page | explode | map(select(. < 9 or (. > 10 and . < 32) or
	    (. > 126 and . < 160) or (. >= 8234 and . <= 8238) or
	    (. >= 8294 and . <= 8297) or . == 8207 or . == 65534)) |
	    length')" 0 "$2: no control characters"
}
# card FILE: its front matter.
card() {
	awk '/^---$/ { n++; next } n == 1' "$1"
}

# Rows by hand, with what could be taken for markup in every field.
cat >evil.jq <<'END'
("<script>alert(1)</script></style></title>&amp;\"'<img src=x onerror=alert(2)>" +
"\u0000\u001b[31m\u007f\u009b\u202e\u2066\u200f\ufffe `x` |[a](javascript:b)" +
"\n---\n- x: y #z") as $evil |
def error($stage; $kind): .error = { stage: $stage, kind: $kind, message: $evil };
{ records: ([range(4) as $i | { text: ("开头。\($evil)中间。" + "长词W" * 1000),
	source: "docs/\($evil).txt", start: ($i * 100), title: $evil, heading: $evil,
	question: "\($evil)？", answer: "答：\($evil)", evidence: $evil,
	question_type: $evil, aspect: $evil, origin: $evil, id: "\($evil)\($i)",
	scores: { ($evil): $i, support: 1 }, reasoning: $evil, unsupported: [$evil] }] +
    [{ text: "甲 ，　乙。丙", source: "docs/b.txt", start: 5, question: "甲？",
	answer: "乙", evidence: ["甲,乙.", "没有这句"] },
    { text: "丁戊", source: "docs/b.txt", start: 9, question: "丁？", answer: "戊",
	evidence: "己" },
    { question: "庚？", answer: "辛", hits: [{ text: "无关", source: "c", start: 0 },
	{ text: "庚就是辛。", source: "c", start: 50 }], evidence: "庚就是辛",
	references: [{ source: "c", start: 50 }], scores: { grounded: 9.5, clear: 4 },
	judge: { model: "judge_*", claim: "<b>月" } },
    # what no program writes must not end the report
    { question: ["no"], answer: { a: 1 }, evidence: 5, scores: [1], turns: "no",
	references: 3, hits: [1, { text: 3 }], unsupported: "s" }]),
  rejects: [({ text: "没有行的段落。", source: "docs/b.txt", start: 77,
	heading: "节" } | error($evil; $evil)),
    ({ text: "没有行的段落。", source: "docs/b.txt", start: 77, question: "壬？" } |
	error("wk-xtuner"; "ungrounded") | .unsupported = ["1998年"]),
    ({ text: "甲，乙", source: "docs/b.txt", start: 5, question: "癸？" } |
	error("wk-xtuner"; "duplicate") | .duplicate_of = { question: "甲？" }),
    ({ source: "docs/scan.pdf" } | error("wk-text"; "no_text")),
    { error: "a word" }, { error: { kind: 5 } }],
  rows: [range(8) | { conversation: [{ system: $evil, input: $evil, output: $evil }] }],
  journal: [{ key: "k", reply: { model: $evil, usage: { prompt_tokens: 1000,
    completion_tokens: 500, total_tokens: 1500 } } }] } | .[$part][]
END
# evil DIR: what pipelines could have left there.
evil() {
	mkdir -p "$1/state"
	for part in records rejects rows; do
		jq -cn --arg part $part -f evil.jq >"$1/sft.$part"
	done
	mv "$1/sft.rows" "$1/sft.jsonl"
	{ jq -cn --arg part journal -f evil.jq && printf '{"key":"torn'; } \
	    >"$1/state/pairs.journal"
}
evil own
cp -R own before
report --price 2,4 --title "A \"title\": <b>'#x'
---
more" own
is "$?" 0 'a report' || note "$(cat err)"
is "$(cd own && find . -type f ! -name .lock | sort | tr '\n' ' ')" \
    './README.md ./report.html ./sft.jsonl ./sft.records ./sft.rejects ./state/pairs.journal ' \
    'makes two files, and leaves no litter'
for file in sft.jsonl sft.records sft.rejects state/pairs.journal; do
	same before/$file own/$file "$file is as it was"
done
plain own/report.html 'a page of markup'
shows own/report.html 'prefers-color-scheme: dark' 'light and dark'
shows own/report.html '&lt;script&gt;alert(1)&lt;/script&gt;' 'markup is shown'
shows own/report.html '␀␛[31m[U+7F][U+9B][U+202E][U+2066][U+200F][U+FFFE]' \
    'what is invisible is shown'
shows own/report.html '<mark>甲 ，　乙。</mark>丙' \
    'evidence is marked, though blanks and width differ'
shows own/report.html '<mark>庚就是辛</mark>。' 'in the passage of a reference'
shows own/report.html 'the evidence is not found in it' 'or it is told'
shows own/report.html '>grounded 9.5</span>' "a judge's points"
shows own/report.html 'no proof of: &lt;b&gt;月</span>' 'and the claim that it names'
is "$(grep -c '<article>' own/report.html)" 8 'all of eight rows are shown'
is "$(grep -o '无关' own/report.html)" '' 'a passage that is no reference is not'
for card in '8</b> rows' '6</b> rejected' '1500</b> tokens' '0.004</b> cost'; do
	shows own/report.html "<b>$card" "figures: $card"
done
for kind in ungrounded duplicate no_text '&lt;script&gt;alert(1)&lt;/script&gt;' error; do
	has "$(grep '<summary><b>' own/report.html)" "<b>$kind" "rejects: $kind"
done
tr '\n' ' ' <own/report.html | sed 's/<details/\n&/g' >details
has "$(grep '<summary><b>ungrounded' details)" '1998年' 'with an example'
has "$(grep '<summary><b>duplicate' details)" '甲？' 'of a duplicate, too'
grep '<section id="without"' -A 40 own/report.html | sed '/<section id="lengths"/q' >without
is "$(grep -o 'b.txt</span> · at 77 · [^/]*/span> <span class="chip">[^<]*' without |
    grep -c script)" 1 'the passage without a row, and why'
is "$(grep -c 'b.txt</span> · at 5' without)" 0 \
    'not the one of which a question is a row'
has "$(cat without)" scan.pdf 'a document that could not be read'
has "$(cat without)" '2 of 3' 'of how many passages of a document'
is "$(card own/README.md)" "pretty_name: \"A \\\"title\\\": <b>'#x' --- more\"
language:
- en
- zh
license: unknown
size_categories:
- n<1K
task_categories:
- question-answering
- text-generation
tags:
- synthetic
- sft
configs:
- config_name: sft
  data_files:
  - split: train
    path: sft.jsonl
  default: true" 'the front matter of the card'
is "$(card own/README.md | sed -n 's/^pretty_name: //p' | jq -r .)" \
    "A \"title\": <b>'#x' --- more" 'a title is one string of YAML'
shows own/README.md 'judge&#95;&#42;.' 'the judge is named on the card'
is "$(sed '1,/^-->$/d; /^```json$/,/^```$/d' own/README.md |
    sed 1,/leaves/d | grep -cE '[]<>`*[]|^[^|-].*\|')" 0 'no markup of data in the card'
is "$(sed -n '/^```json$/,/^```$/p' own/README.md | sed 1d | sed '$d' |
    jq -c '.conversation[0] | keys')" '["input","output","system"]' \
    'a row as an example'
cp own/report.html first.html
cp own/README.md first.md
report --price 2,4 --title "A \"title\": <b>'#x'
---
more" own
same first.html own/report.html 'again: the same page'
same first.md own/README.md 'again: the same card'
report -n 3 --license cc-by-4.0 --languages zh own
is "$(grep -c '<article>' own/report.html) $(card own/README.md |
    sed -n '/^language/,/^license/p' | tr '\n' ' ')" \
    '3 language: - zh license: cc-by-4.0 ' '-n, --license, --languages'

# Files of other people.
echo '# Mine, made with wk report' >own/README.md
report own
is "$? $(cat own/README.md)" '0 # Mine, made with wk report' 'a README.md of others stays'
has "$(cat err)" 'README.md is kept; the card is README.wk.md' 'and a message says so'
shows own/README.wk.md '8 rows of questions' 'the card is beside it'
report own
is "$?" 0 'that one is replaced'
echo mine >own/README.wk.md
fails 2 'both are of others' bash "$ROOT/pipelines/report" own
rm own/README.*
echo '<html></html>' >own/report.html
fails 2 'a page of others' bash "$ROOT/pipelines/report" own
is "$(cat own/report.html)" '<html></html>' 'stays, too'
rm own/report.html
mkdir own/README.md
report own
is "$? $(ls own/README.md)" '0 ' 'a directory of that name stays'

# What is wrong.
mkdir void
fails 2 'no rows' bash "$ROOT/pipelines/report" void
has "$(cat fails.err)" 'no sft.jsonl' 'is told'
fails 2 'report: nosuch: not a directory' bash "$ROOT/pipelines/report" nosuch
for wrong in -n0 -nx --price=x --license='x: y' --license= --languages=Chinese; do
	fails 2 "$wrong" bash "$ROOT/pipelines/report" "$wrong" own
done
fails 2 'no DIR' bash "$ROOT/pipelines/report"
fails 2 'two of them' bash "$ROOT/pipelines/report" own void
fails 2 'not there' bash "$ROOT/pipelines/report" gone
evil torn
echo '{"text"' >>torn/sft.records
fails 2 'records that are none' bash "$ROOT/pipelines/report" torn
has "$(cat fails.err)" 'cannot read' 'are told'
[ ! -e torn/report.html ]
result $? 'there is no page then'

# A directory with an odd name; relative, from elsewhere, with -c.
odd="a b'\"\$(x)
#\`y\`"
evil "$odd"
printf 'price=2,4\nrows=2\n' >conf
(cd "$odd" && bash "$ROOT/pipelines/report" -c ../conf . >../out 2>../err)
is "$? $(grep -c '<article>' "$odd/report.html")" '0 2' 'a directory with an odd name'
plain "$odd/report.html" 'an odd name'
is "$(sed -n 's/&apos;/\&#39;/; s/<title>//p' "$odd/report.html")" \
    'a b&#39;&quot;$(x) #`y`</title>' 'is the title'

# Dialogues.
mkdir talk
jq -cn 'range(40) | { subject: "云泽", aspect: "游戏\(. % 4)", turns: [range(1 + . % 3) |
    { input: "问\(.)？", output: "答\(.)。" }], ended: { why: "no_list" } }' \
    >talk/multi-turn.records
jq -c '{ conversation: .turns }' talk/multi-turn.records >talk/multi-turn.jsonl
jq -cn '{ aspect: "没有的", question: "问？", turns: [], error: { stage: "wk-xtuner",
    kind: "unknown", message: "state is unknown" } }' >talk/multi-turn.rejects
report talk
is "$? $(grep -c '<article>' talk/report.html)" '0 30' 'dialogues' || note "$(cat err)"
plain talk/report.html 'dialogues'
shows talk/report.html '<b>4</b> of 5 aspects gave rows' 'of how many aspects'
shows talk/report.html '3 turns' 'how many turns they have'
shows talk/report.html 没有的 'the aspect without a row'
has "$(card talk/README.md)" 'config_name: multi-turn' 'dialogues: the card'

# Rows without records, of each format; pretraining alone; a held-out file.
echo '{"turns":[{"input":"问一？","output":"答一。"},{"input":"问二？","output":"答二。"}]}' >turns
for format in legacy v1 alpaca sharegpt; do
	mkdir $format
	wk-xtuner -o $format --min-answer 1 turns >$format/sft.jsonl
	report $format
	is "$? $(sed -n 's/^<p class="data [qa]"[^>]*>\(.*\)<.p>$/\1/p' $format/report.html | tr -d '\n')" \
	    '0 问一？答一。问二？答二。' "rows without records: $format" ||
	    note "$(cat err)"
	shows $format/README.md "| sft.jsonl | 1 | $format |" "$format: is named"
done
mkdir pre
echo 云泽有水。 >doc.txt
wk-xtuner -p --lines doc.txt >pre/pretrain.jsonl 2>/dev/null ||
    echo '{"conversation":[{"input":"","output":"云泽有水。"}]}' >pre/pretrain.jsonl
report pre
is "$? $(grep -c 云泽有水。 pre/report.html)" '0 1' 'pretraining alone'
plain pre/report.html 'pretraining alone'
is "$(card pre/README.md | sed -n '/^task/,$p')" 'task_categories:
- text-generation
tags:
- synthetic
- sft
- pretraining
configs:
- config_name: pretrain
  data_files:
  - split: train
    path: pretrain.jsonl
  default: true' 'pretraining alone: the card'
cp pre/pretrain.jsonl legacy/
cp legacy/sft.jsonl legacy/sft.holdout.jsonl
report legacy
is "$(card legacy/README.md | sed -n '/^configs/,$p')" 'configs:
- config_name: sft
  data_files:
  - split: train
    path: sft.jsonl
  - split: test
    path: sft.holdout.jsonl
  default: true
- config_name: pretrain
  data_files:
  - split: train
    path: pretrain.jsonl' 'held-out rows are a split'

# A long file, as under cron, which has SIGPIPE ignored.
mkdir cron
awk 'BEGIN { for (i = 0; i < 9000; i++)
	print "{\"text\":\"A row of a long file, and its number, " i "\"}" }' \
    >cron/pretrain.jsonl
(trap '' PIPE; report cron)
is "$(sed '/gnuplot/d' err)" '' 'a long file: says nothing with SIGPIPE ignored'

# Rejects alone: when nothing became a row, the reasons matter most.
mkdir bad
cp before/sft.rejects bad/
report bad
is "$? $(sed '/gnuplot/d' err)" '0 ' 'rejects alone'
plain bad/report.html 'rejects alone'
shows bad/report.html '<b>0</b> rows' 'rejects alone: no rows'
shows bad/report.html '<b>ungrounded</b>' 'rejects alone: the reasons'
shows bad/README.md 'There are no rows.' 'rejects alone: the card'
is "$(card bad/README.md | grep -c configs)" 0 'rejects alone: no files on the card'

# Long passages are cut around the evidence; many rows are drawn from all.
mkdir long
jq -cn 'range(200) | { text: ("长\(.)，" * 4000 + "证据在这里。" + "尾" * 9000),
    source: "d/\(. / 10 | floor).txt", start: 0, question: "问\(.)？", answer: "答",
    evidence: "证据在这里。" }' >long/sft.records
jq -c '{ conversation: [{ input: .question, output: .answer }] }' long/sft.records \
    >long/sft.jsonl
report long
is "$? $(grep -c '<mark>证据在这里。</mark>' long/report.html)" '0 30' \
    'evidence is found in long passages'
[ "$(wc -c <long/report.html)" -lt 300000 ]
result $? 'a page is below 300 kB'
is "$(grep -o '<b>[0-9]*</b> <span[^>]*>[0-9]*.txt' long/report.html |
    sed 's/.*>//' | sort -u | grep -c '')" 20 'rows of all documents are shown'

# The same files as qa, of four documents, without and with gnuplot.
mkdir example
for name in 01-overview 02-chapters 13-making-of 14-walkthrough; do
	cp "$ROOT/pipelines/example/docs/$name.txt" example
done
echo 'default : pairs' >script
stub_start -s script
bash "$ROOT/pipelines/qa" -m model -u "http://127.0.0.1:$port/v1" -o qa \
    --refusals 0.2 example >out 2>err
stub_stop
mkdir tools
for tool in bash sh jq awk sed grep cat find flock mkdir mktemp mv rm rmdir dirname \
    head wc env; do
	path=$(command -v $tool) && ln -s "$path" tools/$tool
done
PATH=$SCRATCH/tools report --price 1,2 qa
is "$? $(grep -c '<svg' qa/report.html)" '0 0' 'without gnuplot: a page' ||
    note "$(cat err)"
has "$(cat err)" 'No gnuplot: no plots.' 'says so'
shows qa/report.html 'No gnuplot: no plots.' 'in the page, too'
printf '#!/bin/sh\nexit 1\n' >tools/gnuplot
chmod +x tools/gnuplot
PATH=$SCRATCH/tools report --price 1,2 qa
is "$? $(grep -c '<svg' qa/report.html)" '0 0' 'a gnuplot that fails: a page'
shows qa/report.html 'gnuplot failed' 'which says so'
report --price 1,2 qa
plain qa/report.html 'rows of qa'
rows=$(grep -c '' qa/sft.jsonl) rejects=$(grep -c '' qa/sft.rejects)
shows qa/report.html "<b>$rows</b> rows" 'as many rows as in the file'
shows qa/report.html "<b>$rejects</b> rejected" 'and rejects'
shows qa/report.html '<b>10</b> of 10 passages gave rows' 'and passages'
cat qa/*.journal | jq -c '{ ask: { model: "m", usage: .reply.usage } }' |
    wk-stat --json --price 1,2 | jq '.tokens[0].cost * 1000 | round | . / 1000' >cost
shows qa/report.html "<b>$(cat cost)</b> cost" 'money as wk-stat tells of the journals'
is "$(grep -c '<mark>' qa/report.html)" "$(grep -c '<blockquote' qa/report.html)" \
    'all evidence is found'
if command -v gnuplot >/dev/null; then
	[ "$(grep -c '<svg' qa/report.html)" -ge 2 ]
	result $? 'plots of lengths'
	sed -n '/<svg/,/<\/svg>/p' qa/report.html >svg
	is "$(grep -ciE 'rgb\(|#[0-9a-f]{3}|black|white|gnuplot| id=' svg)" 0 \
	    'their colours are those of the page' || note "$(grep -iE 'rgb\(|black|white| id=' svg | head -5)"
	has "$(cat svg)" 'class="bar"' 'there are bars'
else
	skip 3 'no gnuplot'
fi

# Installed.
(cd "$ROOT" && DESTDIR=$SCRATCH/installed BINDIR=/bin MANDIR=/man DATADIR=/share/wk \
    BASHDIR=/bash ZSHDIR=/zsh FISHDIR=/fish \
    PROGRAMS="$B/wk-stat" sh src/install.sh)
unset WK_BIN
PATH=$SCRATCH/installed/bin:$PATH \
    bash installed/share/wk/pipelines/report long >out 2>err
is "$?" 0 'installed' || note "$(cat err)"
done_testing
