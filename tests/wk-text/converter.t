#!/bin/sh
# wk-text and other programs: -c, the table, how they end, what they get.
. "$(dirname "$0")/../lib.sh"
need wk-text jq

kind() { jq -r .error.kind; }
message() { jq -r .error.message; }
text() { jq -r .text; }

printf '%%PDF-1.4\n灯塔\n' >a.pdf
printf '\211PNG\r\n\032\n' >a.png
printf 'AT\t1\0\2' >a.xyz

is "$(wk-text -c pdf='cat {}' a.pdf | text)" '%PDF-1.4
灯塔' 'a command is given the path'
is "$(wk-text -c pdf=cat a.pdf | text)" '%PDF-1.4
灯塔' 'or the document on stdin'
is "$(wk-text -c pdf='cat {}' a.pdf | jq -c '[.source, .type]')" \
    '["a.pdf","pdf"]' 'source and type are those of the document'
is "$(wk-text -c pdf='sh -c "echo \"\$1\"" sh {}' <a.pdf | text)" document.pdf \
    'stdin becomes a file with an ending'
is "$(wk-text -c pdf='sh -c "cat \"\$1\"" sh {}' <a.pdf | text)" '%PDF-1.4
灯塔' 'which is the document'
cp a.pdf ./-n.pdf
has "$(wk-text -c pdf='echo {}' -- -n.pdf | text)" '/-n.pdf' \
    'no path is taken for an option'
cp a.pdf "a b'\$(date).pdf"
is "$(wk-text -c pdf='cat {}' "a b'\$(date).pdf" | text)" '%PDF-1.4
灯塔' 'a name is one word, and nothing is expanded'
is "$(wk-text -c pdf="printf '%s|' 'a b' \"c d\" e\\ f --in={}x" a.pdf |
    text | sed 's/=.*\//=/')" 'a b|c d|e f|--in=a.pdfx|' 'words and quotes'
is "$(wk-text -c .XYZ='echo read' a.xyz | jq -c '[.text, .type]')" \
    '["read","xyz"]' 'an ending of names'
is "$(wk-text -c image='echo seen' a.png | text)" seen 'images'
cp "$(command -v cat)" ./mycat
is "$(wk-text -c pdf='./mycat {}' a.pdf | text)" '%PDF-1.4
灯塔' 'a program in this directory'
is "$(wk-text -c pdf='echo one' -c pdf='echo two' a.pdf | text)" two \
    'the last command counts'

for wrong in pdf '=cat' pdf= "pdf='cat" 'pdf=cat {} | tr a b' 'pdf=cat $HOME' \
    "pdf=cat \\"; do
	fails 2 "refused: -c $wrong" wk-text -c "$wrong" a.pdf
done
has "$(wk-text -c 'pdf=cat {} | tr a b' a.pdf 2>&1)" 'no shell runs it' \
    'with the reason'

is "$(wk-text -c pdf=no-such-program a.pdf 2>err | kind)" no_converter \
    'no such program'
out=$(wk-text -c pdf='sh -c "echo half; echo one >&2; echo two >&2; exit 3"' \
    a.pdf 2>err)
is "$(echo "$out" | kind)" converter_failed 'a status that is not 0'
is "$(echo "$out" | message)" 'a.pdf: sh: status 3: two' \
    'is told, with the last line'
is "$(wk-text -c pdf=true a.pdf 2>err | kind)" scanned 'no text is an error'
is "$(wk-text -c pdf='printf "a\\000b"' a.pdf 2>err | kind)" converter_failed \
    'nor is binary data text'
is "$(wk-text -c pdf='printf "\\265\\306\\313\\376\\241\\243\\261\\261\\267\\275"' \
    a.pdf 2>err | text)" '灯塔。北方' 'GBK is decoded'
is "$(wk-text -c pdf='printf "a\\r\\nb\\rc\\n"' a.pdf | text)" 'a
b
c' 'ends of lines'
is "$(wk-text --pages -c pdf='printf "a\\fb\\f"' a.pdf |
    jq -c '[.page, .text]')" '[1,"a"]
[2,"b"]' 'form feeds end pages'
out=$(wk-text --timeout 1 -c pdf='sh -c "sleep 50 & sleep 50"' a.pdf 2>err)
is "$(echo "$out" | message)" \
    'a.pdf: sh: not done within 1 s (--timeout allows more)' 'time is limited'
is "$(wk-text --max-size 100K -c pdf=yes a.pdf 2>err | kind)" \
    converter_failed 'and so is what it writes'
is "$(wk-text -c pdf='sh -c "pwd; ls -A"' a.pdf | text | wc -l)" 1 \
    'it runs in an empty directory'
dir=$(wk-text -c pdf='sh -c "echo x >left; pwd"' a.pdf | text)
ok 'which is removed' test ! -e "$dir"
# Names of files are no part of a script that holds {}.
mkdir names
for name in 'a b.pdf' "it's.pdf" '$(touch made).pdf' ';touch made;.pdf' \
    '"x".pdf' '-n.pdf' '一.pdf'; do
	echo '%PDF-1.4' >"names/$name"
done
echo '%PDF-1.4' >'names/new
line.pdf'
wk-text -c pdf='sh -c "echo {}; cat {} | wc -l; ls; touch made"' names \
    >out 2>err
is "$? $(text <out | grep -c '^1$') $(wc -l <out)" '0 8 8' \
    'a script gets each document, whatever its name'
is "$(find . -name 'made*')" '' 'and no name of a file is run'
has "$(wk-text -c pdf='sh -c "cat {}; ls"' 'names/a b.pdf' | text)" \
    document.pdf 'such names are links'
is "$(wk-text -c pdf='echo {}' 'names/a b.pdf' | text)" \
    "$(pwd)/names/a b.pdf" 'without a script the path is the path'
is "$(wk-text a.png 2>err | kind)" no_converter 'nothing reads images'
has "$(cat err)" 'image=tesseract' 'but what would is named'
is "$(wk-text a.pdf -c pdf='echo x' a.xyz 2>err | jq -c .type)" '"pdf"
"binary"' 'a command reads no other type'

# The programs of the table: fakes that show their arguments.
mkdir fake
for name in antiword catdoc pandoc tesseract; do
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho %s "$*"\n' "$name" >fake/$name
	chmod 755 fake/$name
done
printf '{\\rtf1 x}' >a.rtf
with() { PATH=$SCRATCH/fake:$PATH wk-text "$@" 2>err; }
has "$(with a.rtf | text)" 'pandoc --sandbox -f rtf -t plain' 'RTF by pandoc'
has "$(with -c image=tesseract a.png | text)" \
    'a.png - -l chi_sim+eng' 'image=tesseract stands for a longer command'
cat >fake/tesseract <<'END'
#!/bin/sh
echo "Failed loading language 'chi_sim'" >&2
echo noise
END
has "$(with -c image=tesseract a.png | message)" tesseract-ocr-chi-sim \
    'a language that tesseract lacks is an error'
# ole NAME: the beginning of an OLE document with that stream.
ole() {
	printf '\320\317\021\340\241\261\032\341'
	head -c 504 /dev/zero
	printf %s "$1" | sed 's/./&\n/g' | tr '\n' '\0'
	head -c 900 /dev/zero
}
ole WordDocument >a.doc
ole Workbook >a.xls
has "$(with a.doc | text)" 'antiword -m UTF-8.txt -w 0 ' 'DOC by antiword'
printf '#!/bin/sh\necho it is none >&2; exit 1\n' >fake/antiword
has "$(with a.doc | text)" 'catdoc -d utf-8' 'or by catdoc, where that fails'
printf '#!/bin/sh\necho nor this >&2; exit 1\n' >fake/catdoc
is "$(with a.doc | message)" 'a.doc: antiword: status 1: it is none' \
    'where both fail, the first is told'
cat >fake/xls2csv <<'END'
#!/bin/sh
printf '姓名\t年龄\n张三\t30\n李四\t"4""1"\n\fa\tb\n1\t2\n3\t4\n\f'
END
chmod 755 fake/xls2csv
is "$(with a.xls | text)" '| 姓名 | 年龄 |
| --- | --- |
| 张三 | 30 |
| 李四 | 4"1 |

| a | b |
| --- | --- |
| 1 | 2 |
| 3 | 4 |' 'the sheets of an XLS are tables'
is "$(with --rows a.xls | jq -c '[.row, .text]' | head -1)" \
    '[2,"姓名: 张三\n年龄: 30"]' 'with --rows, a record a row'
is "$(PATH='' "$B/wk-text" -c image=tesseract a.png 2>err |
    jq -r '"\(.error.kind): \(.error.message)"')" 'no_converter: a.png: no'\
' such program: tesseract (-c): install tesseract-ocr and'\
' tesseract-ocr-chi-sim' 'tesseract is not there'
out=$(PATH='' "$B/wk-text" a.rtf 2>err)
is "$(echo "$out" | kind)" no_converter 'pandoc is not there'
has "$(echo "$out" | message)" 'install pandoc' 'its package is named'

if command -v pandoc >/dev/null; then
	cat >gbk.rtf <<-'END'
	{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fnil\fcharset0 Arial;}}
	\f0 \'b5\'c6\'cb\'fe\'bd\'a8\'d3\'da1873\'c4\'ea\'81A\'a3\'ac\f1 a \'93caf\'e9\'94.\par
	\uc2 \u28783\'b5\'c6\u22612\'cb\'fe\uc1 \u-255?\par}
	END
	is "$(wk-text gbk.rtf | text)" '灯塔建于1873年丄，a “café”.

灯塔！' 'Chinese RTF, with bytes of GBK and without'
else
	skip 1 'no pandoc'
fi
done_testing
