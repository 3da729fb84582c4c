#!/bin/sh
# The encoding that a server declares goes from wk-page through the record to
# wk-text.
# shellcheck disable=SC2154 # variables of stub.sh and page.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-page wk-text jq iconv

# make NAME ENCODING [META]: a page of a line in this encoding.
make() {
	{
		[ -z "${3-}" ] || printf '<meta charset="%s">' "$3"
		printf '<p>%s</p>' "$text"
	} | iconv -f UTF-8 -t "$2" >"$1"
}

text=听芦工作室
make gbk.html GBK
make liar.html GBK big5
make utf8.html UTF-8
# These are so short that a guess is wrong.
text=芦花
make short.html GBK
printf '%s\n' $text | iconv -f UTF-8 -t GBK >short.txt
text=價格
make big5.html BIG5
text='abc 뷁 def'
make korean.html CP949
text='Žluťoučký kůň'
make czech.html ISO-8859-2
text=ｱｲｳ
make sjis.html CP932
text='café “déjà vu” €'
make latin.html CP1252
text='Between two ranges of hills lies 芦花, a valley with a river.'
make few.html GBK gbk
text='Жизнь на реке'
make russian.html CP1251 windows-1251
text='café “déjà vu” €'
make french.html CP1252 gbk
printf '听芦工作室\n' | iconv -f UTF-8 -t GBK >gbk.txt
printf '名,价\n芦花,1\n' | iconv -f UTF-8 -t GBK >gbk.csv
printf 'plain <p>ASCII</p>' >ascii.html
{
	cat utf8.html
	printf '<p>\377'
} >broken.html

# is_text NAME FILE TYPE WANT: what comes out of the file, sent with this
# Content-Type.
is_text() {
	serve 'path=/robots.txt : status=404' \
	    "path=/p : body=@$2 header=\"Content-Type: $3\""
	pages /p
	wk-text --list out >texts 2>text.err
	is "$(jq -r .text texts)" "$4" "$1" || cat out texts text.err
}

h=text/html
t=听芦工作室
is_text 'GBK by the header alone' gbk.html "$h; charset=gbk" $t
is "$(jq -c '[keys_unsorted, .charset]' out)" \
    '[["url","path","source","charset"],"gbk"]' 'the label is in the record'
is "$(jq -r .charset texts)" gbk 'which wk-text copies like other fields'
page --lines
is "$(jq -r .charset out)" gbk 'a page of the cache has it, too'
is "$(jq -r .type cache/*.meta)" 'text/html; charset=gbk' 'from its .meta'
jq -c 'del(.charset)' out | wk-text --list >texts 2>text.err
is "$? $(jq -r .text texts)" "0 $t" 'a record without it is read as before'
is_text 'the header goes before a <meta> that lies' liar.html \
    "$h; charset=gb18030" $t
is_text 'a header that lies gives way to the bytes' utf8.html \
    "$h; charset=gbk" $t
is_text 'gbk, where a guess says Korean' short.html "$h; charset=gbk" 芦花
is_text 'plain text, too' short.txt 'text/plain; charset=GBK' 芦花
is_text 'big5' big5.html "$h; charset=Big5" 價格
is_text 'shift_jis' sjis.html "$h;charset=Shift_JIS" ｱｲｳ
is_text 'euc-kr' korean.html "$h; charset=euc-kr" 'abc 뷁 def'
is_text 'iso-8859-2' czech.html "$h; charset=iso-8859-2" 'Žluťoučký kůň'
is_text 'iso-8859-1 is windows-1252' latin.html "$h; charset=ISO-8859-1" \
    'café “déjà vu” €'
is_text 'a page goes before iso-8859-1, which servers declare unasked' \
    few.html "$h; charset=iso-8859-1" \
    'Between two ranges of hills lies 芦花, a valley with a river.'
is_text 'not before other encodings' few.html "$h; charset=euc-kr" \
    'Between two ranges of hills lies 짬빻, a valley with a river.'
is_text 'whichever the page declares' russian.html "$h; charset=iso-8859-1" \
    'Жизнь на реке'
is_text 'unless its bytes contradict it' french.html \
    "$h; charset=iso-8859-1" 'café “déjà vu” €'
is_text 'ASCII is ASCII in all of them' ascii.html "$h; charset=gbk" \
    'plain

ASCII'
is_text 'UTF-8 with a bad byte stays UTF-8' broken.html \
    "$h; charset=utf-8" "$t

�"
has "$(cat text.err)" '1 byte is not UTF-8' 'and the byte is told of'
is_text 'utf-8 that is not: the page is looked at' gbk.html \
    "$h; charset=utf-8" $t
is_text 'upper case' gbk.html "$h; Charset=GBK" $t
is_text 'quoted' gbk.html "$h; charset=\\\"GB2312\\\"" $t
is "$(jq -r .charset out)" gb2312 'the label is without quotation marks'
is_text 'in single quotes' gbk.html "$h; charset='gbk'" $t
is_text 'after another parameter' gbk.html \
    "$h; a=\\\"b;charset=big5\\\"; charset=gbk" $t
is_text 'the first of two' gbk.html "$h; charset=gbk; charset=big5" $t
is_text 'two headers joined' gbk.html "$h; charset=gbk, $h" $t
is_text 'the second of two headers says nothing' gbk.html \
    "$h; charset=gbk\" header=\"Content-Type: $h" $t
is "$(jq -r .charset out)" gbk 'the first does'
is_text 'the last of two headers' gbk.html \
    "$h; charset=big5\" header=\"Content-Type: $h; charset=gbk" $t
for label in none utf8mb4 utf-7 ebcdic-us ucs-2 x/y '' 'a b'; do
	is_text "a label that is none is ignored: '$label'" gbk.html \
	    "$h; charset=$label" $t
done
is_text 'no label' gbk.html "$h" $t
is "$(jq -r .charset out)" null 'then the record has none'
is_text 'plain text' gbk.txt 'text/plain; charset=gbk' $t
is_text 'plain text, a label that is wrong' gbk.txt \
    'text/plain; charset=utf-8' $t
is_text 'a table' gbk.csv 'text/csv; charset=gbk' '| 名 | 价 |
| --- | --- |
| 芦花 | 1 |'

# What the record says.
echo '{"path":"gbk.txt","charset":7}' | wk-text --list >texts 2>err
is "$? $(jq -c '[.text, .charset]' texts)" "0 [\"$t\\n\",7]" \
    'a charset of another type is your own affair'
echo '{"path":"korean.html","charset":"euc-kr"}' |
    wk-text --list -e gbk >texts 2>err
is "$? $(jq -r .text texts)" '0 abc 旑 def' '-e goes before it'
for label in ' Big5' 'big5 ' "'big5'"; do
	echo "{\"path\":\"big5.html\",\"charset\":\"$label\"}" |
	    wk-text --list 2>err | jq -r .text >texts
	is "$(cat texts)" 價格 "blanks and quotation marks around it: $label"
done
for label in 'iso-8859-1 ' iso88591 CP819 iso_8859-1:1987; do
	echo "{\"path\":\"latin.html\",\"charset\":\"$label\"}" |
	    wk-text --list 2>err | jq -r .text >texts
	is "$(cat texts)" 'café “déjà vu” €' "$label is windows-1252"
done
printf '听芦工作室' | iconv -f UTF-8 -t UTF-16BE >be.txt
for label in ' utf-16be' 'utf-16be '; do
	echo "{\"path\":\"be.txt\",\"charset\":\"$label\"}" |
	    wk-text --list 2>err | jq -r .text >texts
	is "$(cat texts)" 听芦工作室 "UTF-16BE: '$label'"
done
for order in LE BE; do
	printf '听芦\n工作\n' | iconv -f UTF-8 -t UTF-16$order >wide.txt
	echo "{\"path\":\"wide.txt\",\"charset\":\"UTF-16$order\"}" |
	    wk-text --list 2>err | jq -r .text >texts
	is "$(cat texts)" '听芦
工作' "plain text in UTF-16$order"
done
printf 'in ASCII\n' >wide.txt
echo '{"path":"wide.txt","charset":"utf-16"}' | wk-text --list 2>err |
    jq -r .text >texts
is "$(cat texts)" 'in ASCII' 'plain text that is not UTF-16'
done_testing
