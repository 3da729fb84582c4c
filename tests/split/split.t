#!/bin/sh
# wk-split: the chunks of langchain_text_splitters 0.2.2, and everything
# around them.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need jq iconv

golden=$ROOT/tests/split/golden
tab=$(printf '\t')

# The real package made the golden files (tests/split/make-golden.py).
cases=0
while IFS=$tab read -r text first lines args; do
	cases=$((cases + 1))
	eval "set -- $args"
	wk-split "$@" "$golden/$text.txt" >out.jsonl
	status=$?
	sed 's/,"source":.*/}/' out.jsonl >got
	tail -n "+$first" "$golden/$text.jsonl" | head -n "$lines" >want
	[ $status -eq 0 ] && cmp -s got want && continue
	result 1 "golden: $text: $args"
	note "$(diff want got)"
done <"$golden/cases"
[ "$cases" -gt 150 ]
result $? "golden: all $cases cases looked at"

# index counts from 0; the chunk stands at start, in code points.
for name in zh spaces emoji runs; do
	wk-split -c 20 -o 5 --newline keep "$golden/$name.txt" >out.jsonl
	is "$(jq -s -r --rawfile doc "$golden/$name.txt" \
	    'to_entries | map(.key == .value.index and
	    (.value | $doc[.start:.start + (.text | length)] == .text)) |
	    all' out.jsonl)" true "$name: index and start are right"
done
is "$(printf '\357\273\277\r\n\r\n甲\r乙' | wk-split)" \
    '{"text":"甲\n乙","source":"-","index":0,"start":2}' \
    "start counts behind the BOM, and a CRLF as one character"
is "$(printf 'a\r\nb\rc' | wk-split --newline keep)" \
    '{"text":"a\r\nb\rc","source":"-","index":0,"start":0}' \
    "--newline keep leaves CR and CRLF as they are"

# No start where a chunk is not one run.
is "$(printf 'a\n\n\nb' | wk-split -s '\n' --keep none)" \
    '{"text":"a\nb","source":"-","index":0}' \
    "joined over a gap: no start"
is "$(printf 'a\nb' | wk-split -s '\n' --keep none)" \
    '{"text":"a\nb","source":"-","index":0,"start":0}' \
    "joined as the text had it: a start"
is "$(printf '甲\n\n\n乙' | wk-split -p chinese)" \
    '{"text":"甲\n乙","source":"-","index":0}' \
    "newlines squeezed: no start"
is "$(printf 'a1b22c' | wk-split -E -s '[0-9]' --keep none -c 99 -o 0)" \
    '{"text":"a[0-9]b[0-9]c","source":"-","index":0}' \
    "a pattern joins with its own text, as upstream"

# Separators.
# shellcheck disable=SC1003
is "$(printf 'ab\tcd\\ef😀gh' | wk-split -c 4 -o 0 -s '\t' -s '\\' \
    -s '\ud83d\ude00' -s '' | jq -r .text | tr '\n' '|')" 'ab|cd|\ef|😀gh|' \
    "escapes in -s"
is "$(printf 'aXbxc' | wk-split -c 2 -o 0 -E -s '(?i)x' | jq -r .text |
    tr '\n' '|')" 'a|Xb|xc|' "-E takes PCRE2"
is "$(printf 'a。b。c' | wk-split -c 3 -o 0 -s 。 --keep end | jq -r .text |
    tr '\n' '|')" 'a。|b。c|' "--keep end"
fails 2 "-E: a malformed pattern" wk-split -E -s a -s 'b(c'
is "$(cat fails.err)" \
    "wk-split: -s 'b(c': at byte 4: missing closing parenthesis" \
    "-E: the error says which and where"
fails 2 "an unknown escape" wk-split -s 'ab\q'
is "$(cat fails.err)" \
    "wk-split: -s 'ab\\q': at byte 3: the escapes are \\n \\t \\r \\\\ \\uXXXX" \
    "an unknown escape: the error says where"
fails 2 "half a surrogate pair" wk-split -s '\ud83d'
fails 2 "\\C would cut a character" wk-split -E -s '\C'
fails 2 "a separator that is not UTF-8" wk-split -s "$(printf '\377')"
awk 'BEGIN { for (i = 0; i < 40; i++) printf "a"; print "" }' >as
is "$(wk-split -c 9 -o 0 -E -s '(a|aa)+[xy]' as >out.jsonl; echo $?)" 1 \
    "a pattern that explodes: status 1"
is "$(jq -r '.error.kind' out.jsonl)" not_split \
    "a pattern that explodes: an error record"

# Sizes.
is "$(printf 'a b' | wk-split -c 1 -o 0 | jq -c .text | tr '\n' ' ')" \
    '"a" " " "b" ' "-c 1: as upstream, with the blank"
fails 2 "-c 0" wk-split -c 0
fails 2 "-c x" wk-split -c x
fails 2 "-o -1" wk-split -o -1
fails 2 "an overlap longer than the size" wk-split -c 5 -o 6 /dev/null
has "$(cat fails.err)" "the overlap (-o 6) is more than the size (-c 5)" \
    "an overlap longer than the size: the error says so"
fails 0 "an overlap as long as the size" wk-split -c 5 -o 5 /dev/null
fails 2 "no such preset" wk-split -p toturial
fails 2 "-p and -s" wk-split -p langchain -s a
fails 2 "-E without -s" wk-split -E
fails 2 "--keep with sentences" wk-split -p sentence --keep end
fails 2 "no such --keep" wk-split --keep both
fails 2 "no such --newline" wk-split --newline crlf
fails 2 "no such encoding" wk-split -e klingon
fails 2 "no such option" wk-split --chunk 5
is "$(cat fails.err)" \
    "wk-split: --chunk: may be --chunk-size, --chunk-overlap; try \
'wk-split --help'" \
    "the beginning of two options: one line on stderr names them"
fails 0 "-h" wk-split -h
has "$(cat fails.out)" "usage: wk-split" "-h: usage on stdout"
fails 0 "-V" wk-split -V

# Sentences.
sentences() {
	printf '%b' "$1" | wk-split -p sentence -o 0 -c "${2-12}" |
	    jq -r .text | tr '\n' '|'
}
is "$(sentences '他喊：“等一等！”船停了。好（真的。）走吧。')" \
    '他喊：“等一等！”|船停了。好（真的。）|走吧。|' \
    "sentence: closing quotes and brackets stay with their sentence"
is "$(sentences 'Mr. Shaw paid 3.50. He left. i.e. gone.' 20)" \
    'Mr. Shaw paid 3.50.|He left. i.e. gone.|' \
    "sentence: full stops within a sentence do not end it"
is "$(sentences '一二三四五六，七八九十，甲乙丙丁，戊己庚辛。完。' 12)" \
    '一二三四五六，七八九十，|甲乙丙丁，戊己庚辛。|完。|' \
    "sentence: one that is too long is cut at commas"
is "$(sentences '一二三四五六七八' 3)" '一二三|四五六|七八|' \
    "sentence: one without commas or blanks is cut anywhere"
is "$(printf '一二。三四。五六。七八。' | wk-split -p sentence -c 9 -o 4 |
    jq -r .text | tr '\n' '|')" '一二。三四。五六。|五六。七八。|' \
    "sentence: the overlap is whole sentences"
is "$(wk-split -p sentence -c 30 -o 10 "$golden/mixed.txt" "$golden/zh.txt" |
    jq -s 'map(.text | length) | max <= 30')" true \
    "sentence: no chunk is longer than the size"

# Documents.
mkdir -p docs/sub
printf '乙' >docs/b.txt
printf '甲' >docs/a.txt
printf '丙' >docs/c.md
printf '丁' >docs/sub/d.txt
: >docs/empty.txt
sources() {
	jq -r .source | tr '\n' ' '
}
is "$(wk-split docs | sources)" 'docs/a.txt docs/b.txt ' \
    "a directory stands for its *.txt files in name order"
is "$(wk-split docs/ docs/c.md | sources)" 'docs/a.txt docs/b.txt docs/c.md ' \
    "a file is taken whatever its name"
is "$(wk-split --recursive docs | sources)" \
    'docs/a.txt docs/b.txt docs/sub/d.txt ' "--recursive"
is "$(wk-split --include '*.md' --include 'b*' docs | sources)" \
    'docs/b.txt docs/c.md ' "--include"
is "$(wk-split --source 书 <docs/a.txt)" \
    '{"text":"甲","source":"书","index":0,"start":0}' "--source"
is "$(wk-split - docs/b.txt <docs/a.txt | sources)" '- docs/b.txt ' \
    "- is stdin"
wk-split docs >docs/z.txt
is "$(sources <docs/z.txt)" 'docs/a.txt docs/b.txt ' \
    "never the file that stdout goes to"
rm docs/z.txt
mkdir none
is "$(wk-split none 2>&1; echo $?)" "wk-split: none: no documents: no file\
 matches *.txt (--include '*.md' or --recursive takes\
 more; wk-text reads PDF, DOCX, HTML and others)
1" "a directory without documents: status 1"
mkdir none/sub
touch none/a.pdf none/b.pdf none/c.md none/README none/.hidden
is "$(wk-split none 2>&1; echo $?)" "wk-split: none: no documents: no file\
 matches *.txt; passed over: 2 .pdf, 1 .md, 1 other file, 1 directory\
 (--include '*.md' or --recursive takes more; wk-text reads PDF, DOCX, HTML\
 and others)
1" "what was passed over is told by kind"
is "$(wk-split none docs/b.txt 2>err | sources; wc -l <err)" 'docs/b.txt 1' \
    "also among others"
is "$(wk-split docs/empty.txt </dev/null; echo $?)" 0 \
    "an empty document: nothing, status 0"
is "$(printf '没有换行' | wk-split)" \
    '{"text":"没有换行","source":"-","index":0,"start":0}' \
    "no newline at the end"
is "$(wk-split -v "$golden/gb18030.txt" 2>&1 >/dev/null)" \
    "wk-split: $golden/gb18030.txt: GB18030, a guess" "-v tells a guess"
iconv -f UTF-8 -t BIG5 >big5.txt <<'TEXT'
天還沒有亮，老船夫解開纜繩，對少年說話。
TEXT
is "$(wk-split -e BIG5 big5.txt | jq -r .text)" \
    '天還沒有亮，老船夫解開纜繩，對少年說話。' "-e"

# A document that cannot be read becomes an error record; the others go on.
printf 'ab\0cd' >nul.txt
printf '好的\377\376坏的字节在这里，其余都是正常的文字。' >bad.txt
wk-split nul.txt bad.txt docs/a.txt >out.jsonl 2>err
is $? 1 "bad documents: status 1"
is "$(jq -c '[.source, .error.stage, .error.kind, .text]' out.jsonl |
    tr '\n' ' ')" "$(printf '%s ' '["nul.txt","wk-split","binary",null]' \
    '["bad.txt","wk-split","bad_encoding",null]' \
    '["docs/a.txt",null,null,"甲"]')" \
    "bad documents: an error record each, and no chunks"
has "$(sed -n 1p out.jsonl)" 'nul.txt: byte 3 ' \
    "NUL: the message names file and byte"
has "$(sed -n 2p out.jsonl)" 'bad.txt: byte 7 ' \
    "bad UTF-8: the message names file and byte"
fails 2 "a file that is not there" wk-split gone.txt docs/a.txt
is "$(cat fails.err)" 'wk-split: gone.txt: No such file or directory' \
    "a file that is not there: a warning"
is "$(jq -c '[.source, .error.kind, .text]' fails.out | tr '\n' ' ')" \
    '["gone.txt","unreadable",null] ["docs/a.txt",null,"甲"] ' \
    "a file that is not there: an error record, and the next goes on"

# Records.
rec='{"id":12345678901234567890,"text":"一。二。","x":[1.50,"\/"]}'
is "$(echo "$rec" | wk-split --jsonl -c 3 -o 0 -s 。 --keep end)" \
    '{"id":12345678901234567890,"text":"一。","x":[1.50,"\/"],"source":"-","index":0,"start":0}
{"id":12345678901234567890,"text":"二。","x":[1.50,"\/"],"source":"-","index":1,"start":2}' \
    "--jsonl carries the other fields, byte for byte"
is "$(echo '{"source":"s","index":7,"body":"甲","start":9}' |
    wk-split --jsonl -f body)" \
    '{"source":"s","index":0,"start":0,"text":"甲"}' \
    "-f: text takes the place of the field; source is kept"
is "$(printf '%s\n' '{"text":"a\n\n\nb","start":5}' |
    wk-split --jsonl -s '\n' --keep none)" \
    '{"text":"a\nb","source":"-","index":0}' \
    "--jsonl: a start goes where the chunk is not one run"
is "$(printf 零一甲乙 | wk-split -c 2 -o 0 | wk-split --jsonl -c 1 -o 0 |
    jq -c '[.text, .start]' | tr '\n' ' ')" \
    '["零",0] ["一",1] ["甲",2] ["乙",3] ' \
    "--jsonl: the start of a chunk is added to that of its own chunks"
is "$(echo '{"text":"甲","start":-3}{"text":"甲","start":"x"}' | jq -c . |
    wk-split --jsonl | jq -c .start | tr '\n' ' ')" '0 0 ' \
    "--jsonl: a start that is none counts as 0"
is "$(echo '{"text":"甲","error":{"stage":"x"}}' | wk-split --jsonl)" \
    '{"text":"甲","error":{"stage":"x"}}' "a record with an error passes"
is "$(echo '{"text":"甲","error":{"stage":"wk-split"}}' |
    wk-split --jsonl -R)" \
    '{"text":"甲","source":"-","index":0,"start":0}' "-R"
is "$(echo '{"text":"甲","keep":false}' | wk-split --jsonl -w keep)" \
    '{"text":"甲","keep":false}' "-w"
is "$(printf '甲\n乙\n' | wk-split --lines --source 书 | jq -c '[.[]]' |
    tr '\n' ' ')" '["甲","书",0,0] ["乙","书",0,0] ' "--lines"
printf '%s\n' '{"a":1}' '{"text":5}' nonsense '{"text":""}' \
    '{"text":"甲"}' >in.jsonl
is "$(wk-split --jsonl in.jsonl >out.jsonl; echo $?)" 1 \
    "bad records: status 1"
is "$(jq -c '[.error.kind, .text]' out.jsonl | tr '\n' ' ')" \
    '["missing_field",null] ["bad_field",5] ["bad_record",null] [null,"甲"] ' \
    "bad records: an error each, and the others go on"
fails 2 "-f without --jsonl" wk-split -f x
fails 2 "--include with --jsonl" wk-split --jsonl --include x

# What an asker knows of a chunk: --title, --before, --id.
printf '\n# 云泽城 #\n\n城在湖边。湖叫镜湖。\n\n\n湖里有鱼。\n' >city.md
is "$(wk-split --title -p sentence -c 6 -o 0 city.md | jq -r .title | uniq)" \
    云泽城 "--title: the first line, in each chunk, without its marks"
is "$(printf '  \n---\n' | wk-split --title)" \
    '{"text":"---","source":"-","index":0,"start":3}' \
    "--title: no line has words, so there is no title"
is "$(printf '甲\n乙' | wk-split --title --source 书 -)" \
    '{"text":"甲\n乙","source":"书","title":"甲","index":0,"start":0}' \
    "--title: it stands behind source"
is "$(printf '%s\n' '{"text":"# A\nb"}' '{"text":"# A\nb","title":"T"}' \
    '{"text":"# A\nb","title":""}' '{"title":null,"text":"# A\nb"}' |
    wk-split --jsonl --title | jq -r .title | tr '\n' ' ')" 'A T A A ' \
    "--title: a record's own title stays, an empty one is none"
is "$(printf '%s\n' '{"text":"# A\nb","title":7}' |
    wk-split --jsonl --title | jq .title)" 7 "--title: a title that is no string stays"
is "$(awk 'BEGIN { for (i = 0; i < 90; i++) printf "长" }' |
    wk-split --title | jq '.title | length')" 80 "--title: at most 80"

before() {
	jq -c 'if has("before") then .before else null end' | tr '\n' ' '
}
is "$(wk-split --before 6 -p sentence -c 6 -o 0 city.md | before)" \
    'null "# 云泽城 " "泽城 #\n\n" "\n城在湖边。" "镜湖。\n\n\n" ' \
    "--before: the text before the chunk, absent at the first"
for name in zh emoji runs; do
	wk-split --before 7 -c 20 -o 5 --newline keep "$golden/$name.txt" \
	    >out.jsonl
	is "$(jq -s -r --rawfile doc "$golden/$name.txt" 'map(
	    $doc[([.start - 7, 0] | max):.start] as $want |
	    .before == $want or (.before == null and
	    ($want | test("^\\s*$")))) | all and length > 0' out.jsonl)" true \
	    "$name: before is what stands before start, in code points"
done
is "$(printf '一二。三四。五六。' | wk-split -p sentence -c 6 -o 3 \
    --before 4 | before)" 'null "一二。" ' \
    "--before: of an overlap, the text before its start"
is "$(printf 'a1b22c' | wk-split -E -s '[0-9]' --keep none -c 1 -o 0 \
    --before 2 | before)" 'null "a1" "22" ' \
    "--before: what is between the chunks belongs to the text"
is "$(printf '一二三四。\n\n\n乙\n\n\n丙' |
    wk-split -p chinese -c 7 -o 0 --before 9 | jq -c '[.start, .before]' |
    tr '\n' ' ')" '[0,null] [null,"一二三四。\n\n\n"] ' \
    "--before: also of a chunk whose newlines were squeezed"
is "$(printf 'abcd\n\n\n\ne\n\n\nf' |
    wk-split -s '\n' --keep none -c 4 -o 0 --before 9 |
    jq -c '[.start, .before]' | tr '\n' ' ')" \
    '[0,null] [null,"abcd\n\n\n\n"] ' \
    "--before: also of a chunk that was joined over a gap"
is "$(printf '%s\n' '{"text":"a b","before":"old "}' |
    wk-split --jsonl --before 5 -c 1 -o 0 -s ' ' --keep none | before)" \
    '"old " "ld a " ' "--before: a chunk cut again goes on from its own"
wk-split --before 9 -c 20 -o 0 "$golden/zh.txt" >once
wk-split --before 9 -c 60 -o 0 "$golden/zh.txt" |
    wk-split --jsonl --before 9 -c 20 -o 0 >twice
is "$(jq -n --slurpfile a once --slurpfile b twice '
    ($a | map({key: (.start | tostring), value: .before}) |
    from_entries) as $of | $b | map(select($of[.start | tostring] != null and
    $of[.start | tostring] != .before)) | length')" 0 \
    "--before: cut twice or once, the same before at the same start"
is "$(printf '%s\n' '{"text":"b","field":"x y","before":"old"}' |
    wk-split --jsonl -f field --before 9 -c 1 -o 0 -s ' ' --keep none |
    before)" 'null "x " ' "--before: another field than text has none"
is "$(printf '%s\n' '{"text":"# A","start":0}' '{"text":"# B","start":9}' |
    wk-split --jsonl --title | jq -r .title | tr '\n' ' ')" 'A null ' \
    "--title: the first line of a later chunk is no title"
is "$(echo '{"a":1,"text":"b c","embedding":{"of":"x"},"z":2}' |
    wk-split --jsonl -c 1 -o 0 -s ' ' --keep none |
    jq -c 'keys_unsorted')" '["a","text","z","source","index","start"]
["a","text","z","source","index","start"]' \
    "--jsonl: the embedding of the whole text is that of no chunk"
is "$(echo '{"text":"a","before":"old"}' | wk-split --jsonl | before)" \
    '"old" ' "before passes where --before is not given"
fails 2 "--before 0" wk-split --before 0

mkdir ids
cp city.md ids/a.txt
cp city.md ids/b.txt
printf 'x\n\n\ny\n\n\nx\n\n\ny' >ids/c.txt
for i in 1 2; do
	wk-split --id -s '\n' --keep none -c 3 -o 0 ids |
	    jq -r .id >ids.$i
done
is "$(grep -c -v -E '^[0-9a-f]{16}$' ids.1)" 0 "--id: 16 hex digits"
cmp -s ids.1 ids.2
result $? "--id: the same in each run"
is "$(sort ids.1 | uniq -d)" "" \
    "--id: another for each chunk, with a start or without"
[ "$(wc -l <ids.1)" -ge 8 ]
result $? "--id: there were chunks to compare"
is "$(wk-split --source book --id ids/b.txt ids/c.txt | jq -r .id |
    sort | uniq -d)" "" "--id: --source may be one name for all"
printf '%s\n' '{"text":"same","source":"b.pdf","page":1}' \
    '{"text":"same","source":"b.pdf","page":2}' \
    '{"text":"same","source":"b.csv","row":1}' \
    '{"text":"same","source":"b.csv","row":2}' \
    '{"text":"same","source":"c"}' '{"text":"same"}' >pages.jsonl
is "$(wk-split --jsonl --id pages.jsonl | jq -r .id | sort -u | wc -l |
    tr -d ' ')" 6 "--id: pages and rows of one source have ids of their own"
is "$(wk-split --id ids/a.txt | jq -r .id)" \
    "$(jq -n --rawfile t ids/a.txt '{text:$t, source:"ids/a.txt"}' |
    jq -c . | wk-split --jsonl --id | jq -r .id)" \
    "--id: of a document, and of a record with its text, the same"

# Markdown: --heading, --with-heading, tables.
cat >book.md <<'TEXT'
---
title: 手册
---
前言在任何标题之前。

# 第一章 总则 #

## 第一节 目的

本节说明目的。

```sh
# 不是标题
```

第二节
------

下表列出价格。

| 名称 | 价格 |
|------|------|
| 苹果 | 3.50 元一斤 |
| 香蕉 | 2.20 元一斤 |
| 梨子 | 1.80 元一斤 |

# 第二章

正文。
TEXT
headings() {
	jq -c '[.heading, (.text | split("\n")[-1])]' | tr '\n' ' '
}
is "$(wk-split -p markdown -c 55 -o 0 book.md | headings)" \
    "$(printf '%s ' '[null,"# 第一章 总则 #"]' \
    '["第一章 总则 > 第一节 目的","```sh"]' \
    '["第一章 总则 > 第一节 目的","# 不是标题"]' \
    '["第一章 总则 > 第一节 目的","第二节"]' \
    '["第一章 总则 > 第二节","下表列出价格。"]' \
    '["第一章 总则 > 第二节","| 苹果 | 3.50 元一斤 |"]' \
    '["第一章 总则 > 第二节","| 香蕉 | 2.20 元一斤 |"]' \
    '["第一章 总则 > 第二节","| 梨子 | 1.80 元一斤 |"]' '["第二章","正文。"]')" \
    "-p markdown: heading is where the chunk begins, not in code or metadata"
for options in '-p sentence --heading' '-p tutorial --heading' '-p markdown' \
    '-p langchain --heading'; do
	# shellcheck disable=SC2086
	wk-split $options -c 55 -o 20 book.md >out.jsonl
	is "$(jq -r 'select(.text | startswith("| 名称 | 价格 |\n|------|")) |
	    .text | split("\n")[2:][]' out.jsonl)" \
	    "$(sed -n '/^| [苹香梨]/p' book.md)" \
	    "$options: each row is whole, and the header row before it"
	is "$(jq -s -r --rawfile doc book.md 'map(has("start") |
	    not) == [.[] | .text | startswith("| 名称") and
	    (contains("苹果") | not)] and
	    (map(select(.start) | $doc[.start:.start + (.text | length)] == .text)
	    | all) and (map(.text | length <= 55) | all)' out.jsonl)" true \
	    "$options: start, but for chunks with a repeated header row"
done
is "$(wk-split -p sentence --heading -c 400 book.md | headings |
    grep -c heading)$(wk-split -p sentence -c 400 book.md |
    grep -c '"heading"')" 00 "no heading where none was asked for, or is above"
for c in 20 30 60 200; do
	for p in markdown sentence tutorial; do
		wk-split -p $p --with-heading -c $c -o 5 book.md >out.jsonl
		is "$(jq -s "map(.text | length <= $c) | all" out.jsonl)" true \
		    "--with-heading -p $p: no chunk is longer than $c"
	done
done
is "$(wk-split -p markdown --with-heading book.md | jq -c '[.text, .start]' |
    sed -n '2p;4p')" '["第一章 总则 > 第一节 目的\n\n本节说明目的。\n\n```sh\n# 不是标题\n```",null]
["第二章\n\n正文。",null]' "--with-heading: in place of the heading lines"
is "$(printf '# 甲\n## 乙\n# 丙\n丁' | wk-split -p markdown --with-heading |
    jq -c .text | tr '\n' ' ')" '"甲 > 乙" "丙\n\n丁" ' \
    "--with-heading: a heading with nothing below it is not lost"
long=$(printf '%0300d' 7)
is "$(printf '# a\n## %s\nx' "$long" | wk-split -p markdown --with-heading \
    -c 40 -o 0 | jq -c '[(.text | length), (.heading | length)]')" '[21,204]' \
    "a heading of 300 characters is cut at 200, before the text at half a chunk"
printf '%s\n' '{"text":"# B\nx\n## C\ny","heading":"A > B","title":"T"}' \
    '{"text":"x\n# C\ny","heading":"A"}' '{"text":"# C\nx","page":2}' \
    '{"text":"x","page":3}' '{"text":"# C\nx","heading":7}' >pages.jsonl
is "$(wk-split --jsonl -p markdown -c 6 -o 0 pages.jsonl |
    jq -c '[.heading, .title, .text]' | tr '\n' ' ')" \
    '["A > B","T","# B\nx"] ["A > B > C","T","## C"] ["A > B > C","T","y"] ["A",null,"x"] ["A > C",null,"# C\ny"] ["C",null,"# C\nx"] [null,null,"x"] [7,null,"# C\nx"] ' \
    "--jsonl: found headings go behind a record's own; each record begins anew"
wk-split -p markdown -c 60 -o 0 book.md | wk-split --jsonl -p sentence \
    --heading -c 30 -o 0 >twice
is "$(jq -r 'select(.heading == "第一章 总则 > 第二节") | .text' twice |
    grep -c 元)$(jq -r .heading twice | sort | uniq -d | grep -c '目的.*目的')" \
    30 "cut again, a chunk does not say its own heading twice"
is "$(wk-split -p markdown --with-heading book.md | wk-split --jsonl \
    --with-heading -p sentence -c 40 -o 0 |
    jq -r 'select(.text | test("总则.*总则"; "s"))')" "" \
    "cut again, a chunk does not have its headings before it twice"
is "$(wk-split -p sentence -c 55 --id book.md | jq -r .id | head -2)" \
    "$(wk-split -p sentence -c 55 --heading --id book.md | jq -r .id |
    head -2)" "--id: the same with --heading"
is "$(wk-split -p markdown -c 55 -o 0 --id book.md | jq -r .id | sort |
    uniq -d)" "" "--id: another for each chunk of a table"
is "$(wk-split -p markdown -c 55 -o 0 --before 8 book.md |
    jq -c 'select(.text | contains("香蕉")) | .before')" '"0 元一斤 |\n"' \
    "--before: of a later chunk of a table, the row before"
is "$(printf '|a|b|\r\n|-|-|\r\n|1|2|\r\n|3|4|\r\n' | wk-split -p markdown \
    --newline keep -c 19 -o 0 | jq -c .text | tr '\n' ' ')" \
    '"|a|b|\r\n|-|-|\r\n|1|2|" "|a|b|\r\n|-|-|\r\n|3|4|" ' \
    "a table with CRLF"
awk 'BEGIN { for (i = 0; i < 350000; i++) print "# " }' >hashes.md
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "|"; print "\n|-|"
    for (i = 0; i < 100000; i++) print "|x" }' >pipes.md
is "$(timeout 20 wk-split -p markdown hashes.md | wc -l | tr -d ' ')" 1077 \
    "1 MB of empty headings"
is "$(timeout 20 wk-split -p markdown pipes.md >/dev/null; echo $?)" 0 \
    "1 MB of bars, as the header row of a table"

# What wk-text reads.
pdf() {
	wk-split "$1" 2>&1 >out.jsonl | sed 's/.*first: //'
	jq -r .error.kind out.jsonl
}
zip() { # NAME: the beginning of an archive with a file of that name
	printf 'PK\003\004\024\0\0\0\0\0%s\0\0' "$1"
}
reads="wk-text reads it: wk-text FILE | wk-split --jsonl
binary"
printf '%%PDF-1.4\n1 0 obj\nendobj\n' >a.pdf
is "$(pdf a.pdf)" "a.pdf: a PDF; $reads" "a PDF of ASCII alone is no text"
printf 'x\n%%PDF-1.4\n\0' >b.pdf
is "$(pdf b.pdf)" "b.pdf: a PDF; $reads" "a PDF behind something else"
zip word/document.xml >a.docx
is "$(pdf a.docx)" "a.docx: a Word document (DOCX); $reads" "a DOCX"
zip xl/workbook.xml >a.xlsx
is "$(pdf a.xlsx)" "a.xlsx: a spreadsheet (XLSX); $reads" "an XLSX"
zip mimetypeapplication/epub+zip >a.epub
is "$(pdf a.epub)" "a.epub: an EPUB; $reads" "an EPUB"
zip mimetypeapplication/vnd.oasis.opendocument.text >a.odt
is "$(pdf a.odt)" "a.odt: an OpenDocument text (ODT); $reads" "an ODT"
zip a.txt >a.zip
is "$(pdf a.zip)" "a.zip: a zip archive, as DOCX and EPUB are; $reads" \
    "another zip archive"
printf '\320\317\021\340\241\261\032\341\0\0' >a.doc
is "$(pdf a.doc)" "a.doc: an old Office document (DOC, XLS, PPT); $reads" \
    "an old DOC"
printf '%%PDF files begin with these letters.' >percent.txt
is "$(wk-split percent.txt | jq .start)" 0 "a text that begins with %PDF"
printf '\n<!DOCTYPE HTML>\n<title>t</title>' >a.html
printf '{\\rtf1 t}' >a.rtf
cp a.html b.html
is "$(wk-split a.html b.html a.rtf 2>&1 >out.jsonl; jq .start out.jsonl |
    tr '\n' ' ')" "wk-split: a.html: HTML is cut with its tags; wk-text\
 extracts its text: wk-text FILE | wk-split --jsonl
1 1 0 " "HTML is text: one line names wk-text"
has "$(wk-split a.rtf 2>&1 >/dev/null)" "RTF is cut with its tags" "RTF, too"
is "$(printf '<p>x</p>' | wk-split 2>&1 >/dev/null)" "" "a piece of HTML is text"

# Long documents.
awk 'BEGIN { for (i = 0; i < 400000; i++) printf "没有分隔符的长文" }' >long.txt
is "$(wk-split -c 1000 -o 100 long.txt | wc -l | tr -d ' ')" 3556 \
    "3.2 million characters without a separator"
is "$(wk-split -s '\n' -c 10 -o 0 long.txt | jq '.text | length')" 3200000 \
    "one chunk as long as the document"
is "$(wk-split --jsonl -s '\n' -c 10 -o 0 <long.txt |
    jq -r .error.kind)" bad_record "a line of 9.6 MB that is not a record"

# Output that cannot be written.
if [ -w /dev/full ]; then
	fails 2 "> /dev/full" sh -c 'wk-split docs >/dev/full'
	fails 2 "> /dev/full, a long document" sh -c 'wk-split long.txt >/dev/full'
	fails 2 "> /dev/full, records" \
	    sh -c 'echo "{\"text\":\"a\"}" | wk-split --jsonl >/dev/full'
	fails 2 "-h > /dev/full" sh -c 'wk-split -h >/dev/full'
else
	skip 4 "no /dev/full"
fi
fails 2 "stdout closed" sh -c 'wk-split docs >&-'
printf 'Anna\222s Kitchen' >page
is "$(wk-split page 2>err | jq -r .text)" "Anna$(printf '\342\200\231')s Kitchen" \
    'nearly ASCII is Windows-1252'
is "$(cat err)" \
    'wk-split: page: WINDOWS-1252, a guess (-e names another encoding)' \
    'a guess between pages of one byte is told'
wk-split -e CP1252 page >out 2>err
is "$(cat err)" '' 'nothing is told of an encoding that was named'

done_testing
