#!/bin/sh
# wk-text on XLSX: small workbooks, each with one trait of real ones.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/wk-text/ooxml.sh
. "$ROOT/tests/wk-text/ooxml.sh"
need wk-text jq
need_makezip

main=http://schemas.openxmlformats.org/spreadsheetml/2006/main

# begin: the directory d holds a workbook of three sheets: 1, 2 and 3.
begin() {
	rm -rf d
	mkdir -p d/_rels d/xl/_rels d/xl/worksheets
	echo '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>' \
	    >'d/[Content_Types].xml'
	relations r1 officeDocument xl/workbook.xml >d/_rels/.rels
	relations s1 worksheet worksheets/sheet1.xml \
	    s2 worksheet worksheets/sheet2.xml \
	    s3 worksheet /xl/worksheets/sheet3.xml \
	    st styles styles.xml ss sharedStrings 'sharedStrings.xml' \
	    >d/xl/_rels/workbook.xml.rels
	book '<sheet name="One" sheetId="1" r:id="s1"/>'
	strings '<si><t>zero</t></si>'
	echo "<styleSheet xmlns=\"$main\"><numFmts><numFmt numFmtId=\"164\"
	    formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>
	    <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>
	    <cellXfs><xf/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/>
	    <xf numFmtId=\"20\"/><xf numFmtId=\"9\"/></cellXfs>
	    <dxfs><dxf><numFmt numFmtId=\"14\" formatCode=\"0\"/></dxf>
	    </dxfs></styleSheet>" >d/xl/styles.xml
}

# book SHEETS [PROPERTIES]: the main part.
book() {
	echo "<workbook xmlns=\"$main\" xmlns:r=\"$office\"><workbookPr $2/>
	    <sheets>$1</sheets></workbook>" >d/xl/workbook.xml
}

# strings ITEMS: the shared strings.
strings() {
	echo "<sst xmlns=\"$main\">$1</sst>" >d/xl/sharedStrings.xml
}

# sheet N ROWS: sheet N.
sheet() {
	echo "<worksheet xmlns=\"$main\"><dimension ref=\"A1:XFD1048576\"/>
	    <sheetData>$2</sheetData></worksheet>" \
	    >"d/xl/worksheets/sheet$1.xml"
}

# text NAME WANT [OPTION...]: whether WANT is the text of the workbook in d.
text() {
	name=$1 want=$2
	shift 2
	makezip a.xlsx d
	wk-text "$@" a.xlsx >out 2>err
	is "$(jq -r 'if .error then .error | tostring else .text end' out)" \
	    "$want" "$name"
}

# table ROW...: a Markdown table; each row has its blanks and bars inside.
table() {
	echo "| $1 |" | sed 's/|  |/| |/g; s/|  |/| |/g'
	echo "| $1 |" | sed 's/[^|]*|/ --- |/g; s/^ --- //'
	shift
	for row; do
		echo "| $row |" | sed 's/|  |/| |/g; s/|  |/| |/g'
	done
}

# c REF TEXT: a cell with an inline string.
c() {
	echo "<c r=\"$1\" t=\"inlineStr\"><is><t>$2</t></is></c>"
}

begin
strings '<si><t>国立大学</t><rPh sb="0" eb="4"><t>コクリツダイガク</t></rPh></si>
    <si><r><t>in </t></r><r><rPr/><t>runs</t></r></si><si/><si><t>a_x000D_
b_x0041_ _x004_ _</t></si>'
sheet 1 '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>
    <c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>'
text 'strings: phonetic guides are out, runs are joined, escapes are read' \
    "$(table '国立大学 | in runs |  | a bA _x004_ _')"

begin
sheet 1 "<row r='1'>$(c A1 date)$(c B1 plain)$(c C1 both)$(c D1 time)$(c E1 share)</row>
<row r='2'><c r='A2' s='1'><v>46205</v></c><c r='B2' s='0'><v>46205</v></c>
<c r='C2' s='2'><v>46205.75</v></c><c r='D2' s='3'><v>0.5</v></c>
<c r='E2' s='4'><v>0.5</v></c></row>
<row r='3'><c r='A3' s='999'><v>46205</v></c><c r='B3' s='-1'><v>0.30000000000000004</v></c>
<c r='C3' t='d'><v>2026-07-02T18:00:00</v></c><c r='D3' s='1'><v>1e308</v></c></row>"
text 'numbers with formats of dates are dates; others stay' \
    "$(table 'date | plain | both | time | share' \
    '2026-07-02 | 46205 | 2026-07-02 18:00 | 12:00 | 50%' \
    '46205 | 0.3 | 2026-07-02 18:00 | 1E+308 | ')"

book '<sheet name="One" sheetId="1" r:id="s1"/>' 'date1904="1"'
sheet 1 "<row><c s='1'><v>44743</v></c><c><v>44743</v></c></row>"
text 'days are counted from 1904 where the workbook says so' \
    "$(table '2026-07-02 | 44743')"

begin
sheet 1 "<row r='1'>$(c A1 region)$(c B1 status)$(c C1 x)</row>
<row r='2'>$(c A2 NA)$(c B2 NULL)</row><row r='5'>$(c C5 far)</row>
<row r='6'>$(c A6 None)</row>"
text 'NA, NULL and None stay; gaps are empty cells' \
    "$(table 'region | status | x' 'NA | NULL | ' ' |  | far' 'None |  | ')"
text '--rows: a record a row' 'region: NA
status: NULL
x: far
region: None' --rows
is "$(jq -c '[.row, .title]' out)" '[2,"One"]
[5,"One"]
[6,"One"]' '--rows: rows have the numbers that are shown, and the name of the sheet'

begin
sheet 1 "<row><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#DIV/0!</v></c>
<c t='str'><f>A1</f><v>cached</v></c><c><f>1+1</f><v>2</v></c><c><f>B1</f></c>
<c t='inlineStr'><is><t>once</t></is><v>once</v></c><c t='s'><v>77</v></c><c><v>9</v></c></row>"
text 'booleans, errors, values of formulas; cells without r' \
    "$(table 'TRUE | FALSE | #DIV/0! | cached | 2 |  | once |  | 9')"
has "$(cat err)" '1 formula without a value' \
    'formulas without a value are told of'
has "$(cat err)" 'it lacks the string of 1 cell' \
    'strings that are not there are told of'

begin
book '<sheet name="Zwei" sheetId="7" r:id="s2"/>
<sheet name="Secret" sheetId="2" state="hidden" r:id="s3"/>
<sheet name="Very" sheetId="3" state="veryHidden" r:id="s3"/>
<sheet name="Eins" sheetId="1" r:id="s1"/><sheet name="Gone" r:id="s9"/>'
sheet 1 "<row>$(c A1 second)</row>"
sheet 2 "<row>$(c A1 first)</row>"
sheet 3 "<row>$(c A1 hidden)</row>"
text 'sheets come in the order of the workbook, without hidden ones' \
    "## Zwei

$(table first)

## Eins

$(table second)"
has "$(cat err)" 'its archive lacks 1 sheet' \
    'a sheet that is not there is told of'
text 'the same with -v' "## Zwei

$(table first)

## Eins

$(table second)" -v
has "$(cat err)" 'left out: sheet "Secret", which is hidden' \
    '-v tells of hidden sheets'
has "$(cat err)" 'left out: sheet "Very", which is hidden' \
    '-v tells of sheets that are very hidden'
wk-text --pages a.xlsx >out 2>err
is "$(jq -c '[.page, .text, .error.kind]' out)" \
    '[1,"## Zwei\n\n| first |\n| --- |",null]
[4,"## Eins\n\n| second |\n| --- |",null]
[5,null,"bad_archive"]' '--pages: a sheet is a page, one that is not there an error'

begin
sheet 1 "<row r='1' hidden='1'>$(c A1 a)$(c B1 b)</row><row r='2'>$(c B2 2)</row>"
text 'hidden rows are data: they are read' "$(table 'a | b' ' | 2')" -v
has "$(cat err)" '1 hidden row read too' '-v tells of hidden rows'

begin
sheet 1 "<row>$(c A1 a)$(c C1 c)</row>"
sed "s|<sheetData>|<cols><col min='2' max='16384' hidden='1'/></cols>&|" \
    d/xl/worksheets/sheet1.xml >sheet
mv sheet d/xl/worksheets/sheet1.xml
text 'hidden columns are read, too' "$(table 'a | | c')" -v
has "$(cat err)" ': 1 hidden column read too' \
    '-v tells of those that have cells'

begin
sheet 1 ''
text 'an empty workbook is an empty record' ''
is "$(jq -c 'keys' out)" '["source","text","type"]' 'which is no error'

# Names of parts are free, and strict documents have other namespaces.
begin
mkdir -p d/deep/rels d/data
mv d/xl/workbook.xml d/deep/book.xml
mv d/xl/worksheets 'd/data/w w'
sheet='d/data/w w/sheet1.xml'
echo "<x:worksheet xmlns:x='http://purl.oclc.org/ooxml/spreadsheetml/main'>
<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>strict</x:t></x:is></x:c>
<x:c s='1'><x:v>46205</x:v></x:c></x:row></x:sheetData></x:worksheet>" >"$sheet"
mkdir d/deep/_rels
office=http://purl.oclc.org/ooxml/officeDocument/relationships
relations r1 officeDocument /deep/book.xml >d/_rels/.rels
relations s1 worksheet '..\data\w%20w\sheet1.xml' st styles ../xl/styles.xml \
    >d/deep/_rels/book.xml.rels
echo "<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'
    xmlns:q='$office'><sheets><sheet name='S' sheetId='3' q:id='s1'/>
    </sheets></workbook>" >d/deep/book.xml
sed 's/xl.workbook/deep\/book/' 'd/[Content_Types].xml' >types
mv types 'd/[Content_Types].xml'
text 'parts are found by relations, strict ones too' \
    "$(table 'strict | 2026-07-02')"
office=http://schemas.openxmlformats.org/officeDocument/2006/relationships

# What is odd, and what is hostile.
begin
sheet 1 "<row r='1'>$(c XFD1 last)$(c XFE1 beyond)$(c ZZZZZZ99999999999 far)
$(c A1 back)</row><row r='99999999999999999999'>$(c A2 x)</row>
<row r='1'>$(c A1 y)</row>"
text '--rows: rows and columns that cannot be' 'x
y' --rows
has "$(cat err)" 'left out: 3 cells beyond the last column' \
    'cells beyond the last column are told of'

# 20,000 cells, each behind 16,383 empty ones: 650 MB of bars.
begin
sheet 1 "$(awk 'BEGIN { for (i = 0; i < 20000; i++)
    print "<row><c r=\"XFD1\"><v>7</v></c></row>" }')"
makezip a.xlsx d
wk-text a.xlsx >out 2>err
is "$(jq '.text | length < 20000000 and (split("7") | length) == 20001' out)" \
    true 'many far cells are all there, and take little room'
has "$(cat err)" 'it has very many empty cells' 'which is told of'

begin
strings '&l1;'
{
	echo '<!DOCTYPE sst [<!ENTITY l0 "lol">'
	for i in 1 2 3 4 5 6 7 8 9; do
		p="&l$((i - 1));"
		echo "<!ENTITY l$i \"$p$p$p$p$p$p$p$p$p$p\">"
	done
	echo "]><sst xmlns='$main'><si><t>&l9;</t></si></sst>"
} >d/xl/sharedStrings.xml
sheet 1 '<row><c t="s"><v>0</v></c></row>'
makezip a.xlsx d
fails 1 'entities are not expanded' wk-text a.xlsx
is "$(jq -r .error.kind fails.out)" bad_archive 'and are an error'

begin
book "$(awk 'BEGIN { for (i = 0; i < 100000; i++)
    print "<sheet name=\"s\" r:id=\"s1\"/>" }')"
sheet 1 "<row>$(c A1 a)</row>"
makezip a.xlsx d
fails 1 'more sheets than parts' wk-text a.xlsx
is "$(jq -r .error.kind fails.out)" bad_archive 'are an error'

begin
relations r1 officeDocument xl/workbook.xml r2 worksheet ../_rels/.rels \
    >d/_rels/.rels
relations s1 worksheet workbook.xml >d/xl/_rels/workbook.xml.rels
text 'relations that lead back are not followed' ''

begin
echo 'This is no XML' >d/xl/styles.xml
makezip a.xlsx d
fails 1 'a part that is no XML' wk-text a.xlsx
has "$(jq -r .error.message fails.out)" 'xl/styles.xml' 'is named'

begin
mkdir d/docProps
relations r1 officeDocument xl/workbook.xml \
    r2 metadata/core-properties docProps/core.xml >d/_rels/.rels
printf '<p><title>Sales</title><x>y</x></p>' >d/docProps/core.xml
sheet 1 "<row>$(c A1 a)</row>"
text 'a title' "$(table a)"
is "$(jq -r .title out)" Sales 'the title is that of the properties'
printf '<p><title>Sales' >d/docProps/core.xml
text 'broken properties do not cost the text' "$(table a)"
has "$(cat err)" 'left out: docProps/core.xml' 'and are told of'

done_testing
