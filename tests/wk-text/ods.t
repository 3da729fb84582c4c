#!/bin/sh
# wk-text on spreadsheets and slides of OpenDocument.
. "${0%/*}/../lib.sh"
need wk-text jq
need_makezip

names='xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
for p in text table draw style presentation; do
	names="$names xmlns:$p=\"urn:oasis:names:tc:opendocument:xmlns:$p:1.0\""
done
names="$names xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'
    xmlns:meta='urn:oasis:names:tc:opendocument:xmlns:meta:1.0'"
names=$(echo "$names" | sed 's/ xmlns:draw="[^"]*"//')

# odf TYPE STYLES BODY [COUNT]: makes a.TYPE; COUNT tables, it says.
odf() {
	rm -rf d "a.$1"
	mkdir d
	printf 'application/vnd.oasis.opendocument.%s' "$(case $1 in
	    ods) echo spreadsheet ;;
	    *) echo presentation ;;
	esac)" >d/mimetype
	echo "<office:document-content $names><office:automatic-styles>$2
	</office:automatic-styles><office:body><office:spreadsheet>$3
	</office:spreadsheet></office:body></office:document-content>" \
	    >d/content.xml
	[ -z "${4-}" ] || echo "<office:document-meta $names><office:meta>
	<meta:document-statistic meta:table-count='$4'/></office:meta>
	</office:document-meta>" >d/meta.xml
	makezip "a.$1" d
}

p() { printf '<text:p>%s</text:p>' "$1"; }
row() { printf '<table:table-row>%s</table:table-row>' "$*"; }
cell() {
	printf '<table:table-cell %s>%s</table:table-cell>' "${2-}" "$(p "$1")"
}
none() { echo "<table:table-cell table:number-columns-repeated='$1'/>"; }
table() {
	name=$1 style=$2
	shift 2
	echo "<table:table table:name='$name' table:style-name='$style'>$*
	</table:table>"
}
hidden="<style:style style:name='H' style:family='table'>
<style:table-properties table:display='false'/></style:style>"

odf ods "$hidden" "
<table:tracked-changes><table:cell-content-change><table:previous>
<table:change-track-table-cell>$(p old)</table:change-track-table-cell>
</table:previous></table:cell-content-change></table:tracked-changes>
$(table Ports T "<table:table-column table:number-columns-repeated='16384'/>" \
    "$(row "$(cell Name)" "$(cell 日期)" "$(none 16382)")" "$(row \
    "$(cell 'one <text:s/>two
    three' 'office:value-type="string"')" "$(cell 02.07.2026 \
    'office:value-type="date" office:date-value="2026-07-02"')" \
    "$(none 2)" "$(cell 'a|b')")" "
    <table:table-row table:number-rows-repeated='3'>$(none 3)</table:table-row>
    <table:table-row><table:table-cell office:value-type='float'
    office:value='3.5'/><table:table-cell><office:annotation>$(p comment)
    </office:annotation>$(p 'x ')$(p y)<draw:frame>$(p drawn)</draw:frame>
    </table:table-cell></table:table-row>" \
    "<table:table-row table:number-rows-repeated='2'>$(cell same \
    'table:number-columns-repeated="2"')
    <table:covered-table-cell>$(p covered)</table:covered-table-cell>
    $(cell z)</table:table-row>" \
    "<table:table-row table:number-rows-repeated='1048000'>$(none 16384)
    </table:table-row>")$(table Secret H "$(row "$(cell secret)")")
$(table "&apos;file:///x.ods&apos;#\$A" T "$(row "$(cell cache)")")
$(table Second T "$(row "$(cell v)")" "<table:table-row><table:table-cell
    office:boolean-value='true'/><table:table-cell
    office:string-value='s'/></table:table-row>")"
is "$(wk-text a.ods | jq -r .text)" '## Ports

| Name | 日期 |
| --- | --- |
| one  two three | 02.07.2026 | | | a\|b |
| 3.5 | x y |
| same | same | | z |
| same | same | | z |

## Second

| v |
| --- |
| TRUE | s |' 'sheets are tables of the text that is shown'

is "$(wk-text --rows a.ods | jq -r '"\(.title) \(.row): \(.text)"')" \
'Ports 2: Name: one  two three
日期: 02.07.2026
a|b
Ports 6: Name: 3.5
日期: x
y
Ports 7: Name: same
日期: same
z
Ports 8: Name: same
日期: same
z
Second 2: v: TRUE
s' 'rows have their numbers, those that are empty or repeated counted'

is "$(wk-text --pages a.ods | jq -r '"\(.page) \(.text)"' | grep '##')" \
'1 ## Ports
3 ## Second' 'a sheet is a page'

has "$(wk-text -v a.ods 2>&1 >/dev/null)" 'sheet "Secret", which is hidden' \
    'a hidden sheet is told'

odf ods '' "$(table Sheet1 T "$(row "$(cell x)")")" 1
is "$(wk-text a.ods | jq -r .text)" '| x |
| --- |' 'the name of a sheet that is alone is left out'

most=2147483647
odf ods '' "$(table A T "<table:table-row
    table:number-rows-repeated='$most'>$(cell x \
    "table:number-columns-repeated='$most'")</table:table-row>")"
is "$(wk-text a.ods 2>err | jq -r .text)" '| x |
| --- |' 'a cell that is repeated too often is written once'
has "$(cat err)" 'repeated cells are written once' 'and that is told'

# Slides.
frame() {
	printf '<draw:frame presentation:class="%s"><draw:text-box>%s' "$1" \
	    "$2"
	echo '</draw:text-box></draw:frame>'
}
slide() {
	style=$1
	shift
	echo "<draw:page draw:style-name='$style'>$*<presentation:notes>
	$(frame notes "$(p speaker)")</presentation:notes></draw:page>"
}
odf odp "<style:style style:name='D' style:family='drawing-page'/>
<style:style style:name='H' style:family='drawing-page'>
<style:drawing-page-properties presentation:visibility='hidden'/></style:style>
<text:list-style style:name='L'><text:list-level-style-bullet text:level='1'/>
</text:list-style>" "$(slide D "$(frame title "$(p 港志)")" \
    "$(frame subtitle "$(p sub)")" "$(frame footer "$(p foot)")")
$(slide H "$(frame title "$(p hidden)")")
$(slide D "$(frame title "$(p Two)")" "<draw:g>$(frame outline \
    "<text:list text:style-name='L'><text:list-item>$(p a)</text:list-item>
    <text:list-item>$(p b)</text:list-item></text:list>")</draw:g>
    <draw:custom-shape>$(p shape)</draw:custom-shape>
    <draw:frame presentation:class='title' presentation:placeholder='true'>
    <draw:text-box>$(p click)</draw:text-box></draw:frame>")"
is "$(wk-text a.odp | jq -r .text)" '# 港志

sub

## Two

- a
- b

shape' 'slides: titles are headings; notes, footers, hidden slides are out'
is "$(wk-text --pages a.odp | jq -r '"\(.page) \(.text)"' | grep '#')" \
'1 # 港志
3 ## Two' 'a slide is a page'
has "$(wk-text -v a.odp 2>&1 >/dev/null)" 'hidden slides left out: 1' \
    'a hidden slide is told'

done_testing
