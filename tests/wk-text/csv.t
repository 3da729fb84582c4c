#!/bin/sh
# wk-text on CSV and TSV: tables and rows, encodings, sizes, what is odd.
. "$(dirname "$0")/../lib.sh"
need wk-text

# text NAME...: the texts of the records, JSON strings a line.
text() {
	wk-text "$@" | sed 's/^{"text":\(".*"\),"source".*/\1/'
}

printf 'name,note\nAnn,"a|b, c"\nBob\nCid,1,2\n' >a.csv
is "$(text a.csv)" '"| name | note |\n| --- | --- |\n| Ann | a\\|b, c |\n| Bob | |\n| Cid | 1 | 2 |"' \
    'a table is Markdown; short and long rows stay as they are'
printf 'name,note\r\nAnn,"x\r\ny"\r\n\r\nBob,\r\n' >a.csv
is "$(wk-text --rows a.csv)" '{"text":"name: Ann\nnote: x\ny","source":"a.csv","type":"csv","row":2}
{"text":"name: Bob","source":"a.csv","type":"csv","row":4}' \
    '--rows: a line for each cell; an empty line is a row that is not written'
printf '\357\273\277name\tnote\nAnn\t1,50\n' >a.tsv
is "$(text a.tsv)" '"| name | note |\n| --- | --- |\n| Ann | 1,50 |"' \
    'tabs; no byte order mark'
printf 'SEP=;\r\na,b;c\r\n1,5;2\r\n' >a.csv
is "$(text a.csv)" '"| a,b | c |\n| --- | --- |\n| 1,5 | 2 |"' \
    'the line sep= names the separator and is dropped'
printf 'a,b\n1,"open\n2,3\n' >a.csv
is "$(text a.csv)" '"| a | b |\n| --- | --- |\n| 1 | \"open |\n| 2 | 3 |"' \
    'a quote that is never closed swallows nothing'
printf 'Boats of May\n\nnot checked\na;b\n1;2\n3;4\n5;6\n7;8\n' >a.csv
is "$(text a.csv)" '"Boats of May\nnot checked\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n| 7 | 8 |"' \
    'a title stands before the table'
is "$(wk-text --rows a.csv | head -n 3)" '{"text":"Boats of May","source":"a.csv","type":"csv","row":1}
{"text":"not checked","source":"a.csv","type":"csv","row":3}
{"text":"a: 1\nb: 2","source":"a.csv","type":"csv","row":5}' \
    'with --rows it is a row of its own'
printf 'text\nHello, world\n\n bye\n' >a.csv
is "$(text a.csv)" '"text\nHello, world\nbye"' 'one column: lines'
is "$(text --rows a.csv)" '"text"
"Hello, world"
"bye"' 'one column with --rows: each line a record'
: >a.csv
is "$(text a.csv)" '""' 'an empty file is an empty record'
printf 'a,b\n' >a.csv
is "$(text --rows a.csv)" '"a\nb"' '--rows: a header alone is a row'
printf 'a,b\n1,x\000y\n' >a.csv
is "$(text a.csv)" '"| a | b |\n| --- | --- |\n| 1 | xy |"' \
    'NULs in UTF-8 are left out'

# Encodings: the first character of another one may come late.
gb() {
	printf 'id,text\n'
	awk 'BEGIN { for (i = 0; i < 9000; i++) print i ",plain words" }'
	printf '1,\326\320\316\304\326\320\265\304\310\313\n'
}
gb >a.csv
has "$(wk-text a.csv)" '| 1 | 中文中的人 |' \
    'the encoding is decided on the whole file'
printf '\377\376a\000,\000b\000\n\000-N\207e,\0001\000' >a.csv
is "$(text a.csv)" '"| a | b |\n| --- | --- |\n| 中文 | 1 |"' 'UTF-16'

# Sizes: windows end within cells, quotes and characters.
awk 'BEGIN {
	print "id,text"
	for (i = 0; i < 40000; i++)
		print i ",\"第" i "行，有\"\"引号\"\"\n和换行, " i "\""
    }' >a.csv
awk 'BEGIN {
	printf "{\"text\":\"| id | text |\\n| --- | --- |"
	for (i = 0; i < 40000; i++)
		printf "\\n| %d | 第%d行，有\\\"引号\\\" 和换行, %d |", i, i, i
	print "\",\"source\":\"a.csv\",\"type\":\"csv\"}"
    }' >want
wk-text a.csv >got
same got want 'a table larger than a window'
is "$(wk-text --rows a.csv | grep -c '^{"text":"id: [0-9]*\\ntext: 第')" 40000 \
    'as many rows with --rows'
awk 'BEGIN {
	print "a,b"
	for (i = 0; i < 300000; i++) printf "x,"
	printf "\""
	for (i = 0; i < 300000; i++) printf "long cell "
	print "\",end"
    }' >a.csv
has "$(wk-text a.csv | tail -c 60)" 'long cell  end |"' \
    'a row of 300,000 columns and a cell of 3 MB'
awk 'BEGIN { for (i = 0; i < 50000; i++) printf "\"x, "; print "" }' >a.csv
is "$(text a.csv | tr -cd x | wc -c | tr -d ' ')" 50000 \
    'many quotes that nothing closes'

if memory_limited; then
	awk 'BEGIN {
		for (i = 0; i < 2000; i++) printf "%d,some words of a text\n", i
	    }' >piece
	i=0
	while [ $((i += 1)) -le 1200 ]; do cat piece; done >a.csv
	# shellcheck disable=SC3045
	(ulimit -v 50000 && wk-text a.csv) 2>err | wc -c | tr -d ' ' >got
	[ "$(cat got)" -gt 60000000 ]
	result $? '65 MB in 50 MB of address space' || note "$(cat got err)"
else
	skip 1 'memory is not limited here'
fi
done_testing
