#!/bin/sh
# wk-text on OpenDocument text: small documents with traits of real ones.
. "${0%/*}/../lib.sh"
need wk-text jq
need_makezip

# The namespaces of OpenDocument.
names='xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
for p in text table draw style presentation; do
	names="$names xmlns:$p=\"urn:oasis:names:tc:opendocument:xmlns:$p:1.0\""
done
urn=urn:oasis:names:tc:opendocument:xmlns
names="$names xmlns:fo='$urn:xsl-fo-compatible:1.0'
    xmlns:svg='$urn:svg-compatible:1.0' xmlns:loext='urn:experimental'
    xmlns:dc='http://purl.org/dc/elements/1.1/'"

# odt STYLES AUTOMATIC BODY [META]: makes a.odt of them; styles in styles.xml,
# automatic ones and the body in content.xml.
odt() {
	rm -rf d a.odt
	mkdir -p d/META-INF
	printf application/vnd.oasis.opendocument.text >d/mimetype
	echo "<manifest/>" >d/META-INF/manifest.xml
	echo "<office:document-styles $names><office:styles>$1</office:styles>
	<office:automatic-styles><style:style style:name='P1'
	style:family='paragraph'><style:text-properties text:display='none'/>
	</style:style></office:automatic-styles>
	<office:master-styles><style:master-page><style:header>
	<text:p>RUNNING HEAD</text:p></style:header></style:master-page>
	</office:master-styles></office:document-styles>" >d/styles.xml
	echo "<office:document-content $names><office:automatic-styles>$2
	</office:automatic-styles><office:body><office:text>$3</office:text>
	</office:body></office:document-content>" >d/content.xml
	[ -z "${4-}" ] || echo "<office:document-meta $names><office:meta>$4
	</office:meta></office:document-meta>" >d/meta.xml
	makezip a.odt d
}

# gives STYLES AUTOMATIC BODY TEXT NAME: whether that is the text.
gives() {
	odt "$1" "$2" "$3"
	is "$(wk-text a.odt | jq -r .text)" "$4" "$5"
}

p() { printf '<text:p>%s</text:p>' "$1"; }
h() { printf '<text:h text:outline-level="%s">%s</text:h>' "$1" "$2"; }
item() { printf '<text:list-item>%s</text:list-item>' "$1"; }
level() {
	printf '<text:%s text:level="%s" style:num-format="%s" %s/>' "$@"
}
style() {
	printf '<style:style style:name="%s" style:family="%s" %s>' "$1" "$2" \
	    "$3"
	printf '<style:text-properties %s/></style:style>' "$4"
}

gives '' '' "$(h 1 港志)$(p 'one  two
 three')$(h 2 志)$(p '港')" '# 港志

one two three

## 志

港' 'headings and paragraphs'

gives '' '' "$(p 'a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d')" \
    "a  b	c
d" 'blanks, tabs and line ends within a paragraph'

gives '' "$(style P1 paragraph '' 'fo:color="red"')
$(style H text '' 'text:display="none"')$(style H2 text \
    'style:parent-style-name="H"' '')$(style HP paragraph '' \
    'text:display="none"')" "
<text:tracked-changes><text:changed-region><text:deletion>
$(p deleted)</text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name='P1'>kept
<text:change-start/>inserted<text:change-end/>
<text:span text:style-name='H'>hidden</text:span>
<text:span text:style-name='H2'>hidden</text:span></text:p>
<text:p text:style-name='HP'>hidden</text:p>
<text:section text:display='none'>$(p hidden)</text:section>
<text:section text:is-hidden='true'>$(p hidden)</text:section>
$(p "hidden <text:hidden-paragraph text:is-hidden='true'/> too")
$(p "shown<text:hidden-paragraph text:is-hidden='false'/>
<text:hidden-text text:is-hidden='true'>hidden</text:hidden-text>
<text:conditional-text>field</text:conditional-text>
<text:variable-set text:display='none'>hidden</text:variable-set>
<text:ruby><text:ruby-base>東京</text:ruby-base><!--
--><text:ruby-text>とうきょう</text:ruby-text></text:ruby>
<text:note><text:note-citation>1</text:note-citation><text:note-body>
$(p footnote)</text:note-body></text:note>
<office:annotation>$(p comment)</office:annotation>")
<office:forms><text:p>form</text:p></office:forms>
<text:table-of-content><text:index-body>$(p contents)</text:index-body>
</text:table-of-content>" 'kept inserted

shown field 東京' 'what is not shown is out: deletions, hidden text, ruby, notes'

has "$(wk-text -v a.odt 2>&1 >/dev/null)" 'footnotes left out: 1' \
    'what was left out is told with -v'

# Lists.
number=$(level list-level-style-number 1 1 'style:num-suffix="."'
    level list-level-style-number 2 a 'style:num-suffix=")"')
bullet='<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
styles="<text:list-style style:name='N'>$number</text:list-style>
<text:list-style style:name='B'>$bullet</text:list-style>"

gives '' "$styles" "
<text:list xml:id='l1' text:style-name='N'>$(item "$(p one)$(p more)")$(item \
"$(p two)<text:list>$(item "$(p deep)")$(item "$(p deeper)")</text:list>")
</text:list>$(p between)
<text:list text:continue-list='l1' text:style-name='N'>
$(item "$(p three)<text:list>$(item "$(p deep)")</text:list>")</text:list>
$(p between)<text:list text:style-name='N'>$(item "$(p anew)")
<text:list-item text:start-value='7'>$(p seven)</text:list-item>
<text:list-header>$(p none)</text:list-header></text:list>
<text:list text:style-name='B'>$(item "$(p bullet)")</text:list>
<text:list text:style-name='N' text:continue-numbering='true'>
$(item "$(p eight)")</text:list>" '1. one
    more
2. two
    a) deep
    b) deeper

between

3. three
    a) deep

between

1. anew
7. seven

none

- bullet
8. eight' 'lists: numbers, levels, restarts, continuations'

gives '' "<text:list-style style:name='N'>$(
    level list-level-style-number 1 一,\ 二,\ 三,\ ... 'style:num-prefix="第"
	style:num-suffix="章"'
    level list-level-style-number 2 I 'text:display-levels="2"'
    level list-level-style-number 3 A 'loext:num-list-format="%1%-%3%："'
    )</text:list-style>" "<text:list text:style-name='N'>
<text:list-item text:start-value='9'>$(p 甲)</text:list-item>
$(item "$(p 乙)")$(item "$(p 丙)<text:list>
<text:list-item text:start-value='4'>$(p 丁)<text:list>$(item "$(p 戊)")
</text:list></text:list-item></text:list>")
<text:list-item text:start-value='110'>$(p 己)</text:list-item></text:list>" \
'第九章 甲
第十章 乙
第十一章 丙
    十一.IV 丁
        十一-A： 戊
第一百一十章 己' 'numbers of lists: Chinese, Roman, of several levels'

gives "<text:outline-style>$(
    level outline-level-style 1 1 'style:num-suffix="."'
    level outline-level-style 2 1 'text:display-levels="2"'
    level outline-level-style 3 '' '')</text:outline-style>
    $(style Heading_20_1 paragraph '' '')
    $(style Plain paragraph 'style:list-style-name=""' '')" '' \
"$(h 1 A)$(h 2 B)$(h 3 C)$(h 2 D)$(h 1 E)$(h 2 F)
<text:h text:style-name='Plain' text:outline-level='1'>No number</text:h>
<text:h text:is-list-header='true' text:outline-level='1'>None</text:h>
<text:h text:restart-numbering='true' text:start-value='9'>G</text:h>
$(h 1 '')$(h 1 H)" \
'# 1. A

## 1.1 B

### C

## 1.2 D

# 2. E

## 2.1 F

# No number

# None

# 9. G

# 11. H' 'numbers of headings: from the outline'

gives "$(style Chapter paragraph 'style:list-style-name="N"' '')
$styles" '' "<text:list text:style-name='N'>$(item "$(h 1 A)")</text:list>
$(p x)<text:list text:style-name='N' text:continue-numbering='true'>
$(item "$(h 1 B)")</text:list>
<text:list><text:list-item><text:p text:style-name='Chapter'>y</text:p>
</text:list-item></text:list>" '# 1. A

x

# 2. B

1. y' 'numbers of headings in lists, and of the style of a paragraph'

n='<text:number>7.</text:number>'
gives '' "$styles" "$(h 1 "${n}A")
<text:list text:style-name='N'><text:list-item>$n<text:p>${n}b</text:p></text:list-item></text:list>
<text:list text:style-name='B'><text:list-item><text:list>$(item "$(p c)")
$(item "$(p d)")</text:list></text:list-item></text:list>" '# 7. A

1. b
- c
- d' 'numbers that the writer counted; levels without items do not count'

# Tables.
cell() { printf '<table:table-cell %s>%s</table:table-cell>' "$2" "$(p "$1")"; }
gives '' '' "<table:table><table:table-column/><table:table-header-rows>
<table:table-row>$(cell A '')$(cell B 'table:number-columns-spanned="2"')
<table:covered-table-cell/></table:table-row></table:table-header-rows>
<table:table-row>$(cell '1|2' '')$(cell 3 '')<table:table-cell>
$(p 4)$(p 5)</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated='1048000'>
<table:table-cell table:number-columns-repeated='16384'/></table:table-row>
<table:table-row><table:table-cell table:number-columns-repeated='2'/>
<table:table-cell><table:table table:is-sub-table='true'><table:table-row>
$(cell x '')$(cell y '')</table:table-row></table:table></table:table-cell>
</table:table-row></table:table>" \
'| A | B | |
| --- | --- | --- |
| 1\|2 | 3 | 4 5 |
| | | |
| | | x y |' 'tables: merged, repeated and empty cells, tables in cells'

# Frames.
gives '' '' "<text:p>Before <draw:frame><draw:text-box>$(p 'In <text:s/>box')
<text:list>$(item "$(p item)")</text:list></draw:text-box>
<svg:title>alt</svg:title><svg:desc>description</svg:desc></draw:frame>after.
<draw:custom-shape>$(p shape)</draw:custom-shape></text:p>$(p next)" \
'Before after.

In  box

- item

shape

next' 'text boxes and shapes: once, behind their paragraph'

gives '' '' "<text:p text:style-name='Title'>港志</text:p>
<text:p text:style-name='Preformatted_20_Text'>if x:</text:p>
<text:p text:style-name='Preformatted_20_Text'><text:s text:c='2'/>go</text:p>
$(p end)" '# 港志

```
if x:
  go
```

end' 'a title is a heading, preformatted lines stay together'

odt '' '' "$(p x)" '<dc:title> 港志 </dc:title>'
is "$(wk-text a.odt | jq -r .title)" 港志 'the title is that of the document'

printf '%s' "<manifest:manifest xmlns:manifest='m'><manifest:file-entry
manifest:full-path='content.xml'><manifest:encryption-data/>
</manifest:file-entry></manifest:manifest>" >d/META-INF/manifest.xml
echo noise >d/content.xml
rm a.odt
makezip a.odt d
is "$(wk-text a.odt 2>/dev/null | jq -r .error.kind)" encrypted \
    'a document with a password is encrypted'

odt '' '' "$(p x)"
printf '<a' >d/content.xml
rm a.odt
makezip a.odt d
is "$(wk-text a.odt 2>/dev/null | jq -r .error.kind)" bad_archive \
    'broken XML is an error'

echo "<office:document $names
    office:mimetype='application/vnd.oasis.opendocument.text'>
<office:meta><dc:title>港志</dc:title></office:meta>
<office:master-styles>$(p head)</office:master-styles>
<office:body><office:text>
<text:p>flat
<draw:image><office:binary-data>aGk=</office:binary-data></draw:image></text:p>
</office:text></office:body></office:document>" >a.odt
is "$(wk-text a.odt | jq -r '.text + .title')" flat港志 'a document in plain XML'

done_testing
