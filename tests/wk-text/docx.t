#!/bin/sh
# wk-text on DOCX: small documents, each with one trait of real ones.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-text jq
need_makezip

# shellcheck source=tests/wk-text/ooxml.sh
. "$ROOT/tests/wk-text/ooxml.sh"
word=http://schemas.openxmlformats.org/wordprocessingml/2006/main

# part NAME ELEMENT CONTENT: a part of the archive, below the directory d.
part() {
	printf '<w:%s xmlns:w="%s" xmlns:r="%s" xmlns:mc="mc" xmlns:v="v"
	    xmlns:wps="wps" xmlns:m="m" xmlns:a="a">%s</w:%s>' \
	    "$2" "$word" "$office" "$3" "$2" >"d/$1"
}

# begin: the directory d holds a document, but its main part.
begin() {
	rm -rf d
	mkdir -p d/_rels d/word/_rels
	echo "<Types xmlns=\"${package%/*}/content-types\"><Override
	    PartName=\"/word/document.xml\"
	    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>" \
	    >'d/[Content_Types].xml'
	relations r1 officeDocument word/document.xml >d/_rels/.rels
	relations s styles styles.xml n numbering numbering.xml h aFChunk \
	    chunk.html x aFChunk chunk.mht hd header header1.xml \
	    >d/word/_rels/document.xml.rels
	printf '<p>Chunk <b>one</b>.</p><script>x</script>' >d/word/chunk.html
	printf 'MIME-Version: 1.0\n\nx' >d/word/chunk.mht
	part word/header1.xml hdr '<w:p/>'
	part word/styles.xml styles "$styles"
	part word/numbering.xml numbering "$numbering"
}

# read_body BODY [OPTION...]: the record of a document with that body, in
# the file out.
read_body() {
	body=$1
	shift
	begin
	part word/document.xml document "<w:body>$body</w:body>"
	makezip a.docx d
	wk-text "$@" a.docx >out 2>err
}

# text NAME BODY WANT: whether the text of the document is WANT.
text() {
	read_body "$2"
	is "$(jq -r 'if .error then .error | tostring else .text end' out)" \
	    "$3" "$1"
}

# p TEXT [PROPERTIES]: a paragraph with one run.
p() {
	echo "<w:p>${2:+<w:pPr>$2</w:pPr>}<w:r><w:t>$1</w:t></w:r></w:p>"
}

# item TEXT LIST LEVEL [STYLE]: an item of a list.
item() {
	p "$1" "<w:pStyle w:val=\"${4-}\"/><w:numPr><w:ilvl w:val=\"$3\"/>
	    <w:numId w:val=\"$2\"/></w:numPr>"
}

# cell TEXT [PROPERTIES]
cell() {
	echo "<w:tc>${2:+<w:tcPr>$2</w:tcPr>}$(p "$1")</w:tc>"
}

styles='' numbering=''

text 'two paragraphs are two blocks, empty ones none' \
    "$(p One)<w:p/>$(p '')$(p 'Two  blanks ')" 'One

Two  blanks'
text 'insertions and moved text go in, deletions and old places out' \
    '<w:p><w:r><w:t>灯塔建于</w:t></w:r><w:del><w:r><w:delText>1870</w:delText>
    <w:t>1871</w:t></w:r></w:del><w:ins><w:r><w:t>1872</w:t></w:r></w:ins>
    <w:moveFrom><w:r><w:t>OLD</w:t></w:r></w:moveFrom>
    <w:moveTo><w:r><w:t>年</w:t></w:r></w:moveTo></w:p>' '灯塔建于1872年'
text 'a deleted paragraph mark joins two paragraphs' \
    "$(p 'The ferry leaves ' '<w:rPr><w:del w:id="1"/></w:rPr>')$(
    p 'at noon.')$(p Next)" 'The ferry leaves at noon.

Next'
text 'a paragraph that moved away leaves nothing' \
    "$(p A)<w:p><w:pPr><w:rPr><w:moveFrom w:id=\"1\"/></w:rPr></w:pPr>
    <w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>$(p B)" 'A

B'
text 'a large first letter belongs to the paragraph behind it' \
    "$(p D '<w:framePr w:dropCap="drop"/>')$(p rop)" Drop
text 'changes of properties bring no old ones' \
    "$(p A '<w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>
    <w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>')" A
text 'links, controls, tags and simple fields have text' \
    '<w:p><w:hyperlink><w:r><w:t>a</w:t></w:r></w:hyperlink><w:sdt><w:sdtPr>
    <w:placeholder><w:r><w:t>no</w:t></w:r></w:placeholder></w:sdtPr>
    <w:sdtContent><w:r><w:t>b</w:t></w:r></w:sdtContent></w:sdt><w:smartTag>
    <w:r><w:t>c</w:t></w:r></w:smartTag><w:customXml><w:r><w:t>d</w:t></w:r>
    </w:customXml><w:fldSimple w:instr="PAGE"><w:r><w:t>e</w:t></w:r>
    </w:fldSimple></w:p>' abcde
field() {
	echo "<w:r><w:fldChar w:fldCharType=\"$1\"/></w:r>"
}
text 'a field shows its result, not its instruction or fields within that' \
    "<w:p>$(field begin)<w:r><w:instrText>IF </w:instrText></w:r>$(
    field begin)<w:r><w:instrText>X</w:instrText></w:r>$(field separate
    )<w:r><w:t>inner</w:t></w:r>$(field end)$(field separate
    )<w:r><w:t>shown </w:t></w:r>$(field begin)$(field separate
    )<w:r><w:t>too</w:t></w:r>$(field end)$(field end)<w:r><w:t>.</w:t></w:r>
    </w:p>" 'shown too.'
# contents INSTRUCTION...: a table of contents of two lines, as a field.
contents() {
	echo "<w:p>$(field begin)"
	for part; do
		echo "<w:r><w:instrText>$part</w:instrText></w:r>"
	done
	echo "$(field separate)<w:r><w:t>一</w:t><w:tab/></w:r>$(field begin
	    )<w:r><w:instrText>PAGEREF a</w:instrText></w:r>$(field separate
	    )<w:r><w:t>1</w:t></w:r>$(field end)</w:p>$(p '二 2')<w:p>$(
	    field end)<w:r><w:t>behind it</w:t></w:r></w:p>"
}
sdt() {
	echo "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"$1\"/>
	    </w:docPartObj></w:sdtPr><w:sdtContent>$2</w:sdtContent></w:sdt>"
}
text 'a table of contents is left out' \
    "$(contents ' TOC \o ')$(p One '<w:outlineLvl w:val="0"/>')" 'behind it

# One'
text 'the instruction is in pieces' "$(contents ' T' 'OC \o')" 'behind it'
text 'other fields of such names have text' "$(contents TOCs)" '一	1

二 2

behind it'
text 'a control that is a table of contents is left out with its title' \
    "$(sdt 'Table of Contents' "$(p Contents)$(contents toc)")$(
    sdt 'Cover Pages' "$(p Cover)")" Cover
text 'a table of contents that is a simple field' \
    '<w:p><w:fldSimple w:instr=" TOC "><w:r><w:t>x</w:t></w:r></w:fldSimple>
    </w:p><w:p><w:r><w:t>y</w:t></w:r></w:p>' y
text 'a table of contents without an end ends at a heading' \
    "<w:p>$(field begin)<w:r><w:instrText>TOC</w:instrText></w:r>$(
    field separate)</w:p>$(p entry)$(p One '<w:outlineLvl w:val="0"/>')$(
    p text)" '# One

text'
read_body "$(contents INDEX)$(contents 'TOC ')<w:p>$(field begin)<w:r>
    <w:instrText>TOC</w:instrText></w:r>$(field separate)</w:p>$(p x)" -v
has "$(cat err)" 'left out: 3 contents lists' '-v counts tables of contents'
has "$(cat err)" 'has no end' 'text that one without an end costs is told'
text 'a style that is not defined is a heading by its id' \
    "$(p One '<w:pStyle w:val="Heading2"/>')" '## One'
text 'a field that never ends hides no more than its paragraph' \
    "<w:p>$(field begin)<w:r><w:t>x</w:t></w:r></w:p>$(p after)" after
text 'tabs, breaks, hyphens' \
    '<w:p><w:pPr><w:tabs><w:tab w:pos="1"/></w:tabs></w:pPr><w:r><w:t>name</w:t>
    <w:tab/><w:t>value</w:t><w:br/><w:t>next</w:t><w:cr/><w:t>co</w:t>
    <w:noBreakHyphen/><w:t>op soft</w:t><w:softHyphen/><w:t>hyphen</w:t></w:r>
    </w:p>' 'name	value
next
co-op softhyphen'
text 'symbols are characters of Unicode' \
    '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol"
    w:char="F061"/><w:sym w:font="Wingdings 2" w:char="0052"/><w:sym
    w:font="Arial" w:char="00E9"/></w:r><w:r><w:rPr><w:rFonts
    w:ascii="Symbol"/></w:rPr><w:t> &#xf062;b</w:t></w:r></w:p>' '✓α☑é βb'
text 'a character that old programs do not know; a choice of properties' \
    '<w:p><w:r><w:rPr><mc:AlternateContent><mc:Choice Requires="x"/>
    <mc:Fallback><w:vanish/></mc:Fallback></mc:AlternateContent></w:rPr>
    <mc:AlternateContent><mc:Choice Requires="x"><x:symEx xmlns:x="x"
    x:font="F" x:char="1F60F"/></mc:Choice><mc:Fallback><w:t>F</w:t>
    </mc:Fallback></mc:AlternateContent><w:t>!</w:t></w:r></w:p>' '😏!'
text 'elements within properties where none belong do no harm' \
    "<w:p><w:pPr><w:trPr/><w:tbl/><w:p/><w:t/><w:txbxContent/><w:del/></w:pPr>
    <w:r><w:rPr><w:tc/><w:tcPr/><w:d/><w:p/></w:rPr><w:t>x</w:t></w:r></w:p>$(
    p y)" 'x

y'
text 'ruby: the base alone' \
    '<w:p><w:r><w:ruby><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r>
    <w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>に</w:t></w:r></w:p>' \
    東に
text 'line ends in the XML of a text are blanks, or none at its ends' \
    '<w:p><w:r><w:t>
	one
	two
    </w:t></w:r><w:r><w:t> three</w:t></w:r><w:r><w:t xml:space="preserve">
four</w:t></w:r></w:p>' 'one 	two three four'
box='<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p>
    <w:p><w:r><w:t>two</w:t></w:r></w:p></w:txbxContent>'
text 'a text box stands once, behind its paragraph' \
    "<w:p><w:r><w:t>Be</w:t></w:r><w:r><mc:AlternateContent><mc:Choice
    Requires=\"new\"><wps:txbx>$box</wps:txbx></mc:Choice><mc:Fallback>
    <w:pict><v:textbox>$box</v:textbox></w:pict></mc:Fallback>
    </mc:AlternateContent></w:r><w:r><w:t>fore</w:t></w:r></w:p>$(p After)" \
    'Before

In the box

two

After'
text 'a text box of old documents has text too; in a deletion it has none' \
    "<w:p><w:r><w:pict><v:textbox>$box</v:textbox></w:pict></w:r><w:del><w:r>
    <w:pict>$box</w:pict></w:r></w:del></w:p>" 'In the box

two'
text 'a text box does not end the field and the run that it stands in' \
    "<w:p>$(field begin)<w:r><w:instrText>X</w:instrText></w:r><w:r><w:rPr>
    <w:vanish/></w:rPr><w:pict>$box</w:pict><w:t>hidden</w:t></w:r>$(
    field separate)<w:r><w:t>shown</w:t></w:r>$(field end)</w:p>" 'shown

In the box

two'
text 'formulas stand in one line' \
    '<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r>
    <m:t>b</m:t></m:r></m:den></m:f><m:r><m:t>=</m:t></m:r><m:d><m:dPr>
    <m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:sSup><m:e><m:r>
    <m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>
    </m:e></m:d></m:oMath></w:p>' 'a/b=[x^2]'

# Styles: heading by its English name, whatever its id; by its base; by level.
style() {
	echo "<w:style w:type=\"${4:-paragraph}\" w:styleId=\"$1\">
	    <w:name w:val=\"$2\"/>$3</w:style>"
}
styles="<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\">
    <w:name w:val=\"Normal\"/></w:style>$(style 1 'heading 1' '')$(
    style a3 'Heading 2' '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')$(
    style mine 我的 '<w:basedOn w:val="a3"/>')$(
    style toc 'TOC Heading' '<w:basedOn w:val="1"/><w:pPr><w:outlineLvl
    w:val="9"/></w:pPr>')$(style t Title '')$(
    style secret 暗 '<w:rPr><w:vanish/></w:rPr>' character)$(
    style less 暗2 '<w:basedOn w:val="secret"/>' character)$(
    style hid 暗3 '<w:rPr><w:vanish/></w:rPr>')$(
    style loop x '<w:basedOn w:val="pool"/>')$(
    style pool y '<w:basedOn w:val="loop"/>')"
s() {
	echo "<w:pStyle w:val=\"$1\"/>"
}
text 'headings by the name of the style, its base, a level' \
    "$(p T "$(s t)")$(p A "$(s 1)")$(p B "$(s a3)")$(p C "$(s mine)")$(
    p D '<w:outlineLvl w:val="2"/>')$(p E "$(s toc)")$(p F "$(s loop)")$(
    p G "$(s unknown)")$(p H '<w:outlineLvl w:val="9"/>')" '# T

# A

## B

## C

### D

E

F

G

H'
is "$(jq -r .title out)" T 'the title is that of the text'
hide() {
	echo "<w:r><w:rPr>$1</w:rPr><w:t>no</w:t></w:r>"
}
text 'hidden text is out, directly or by a style, of the run, the paragraph' \
    "<w:p>$(hide '<w:vanish/>')$(hide '<w:rStyle w:val="secret"/>')$(
    hide '<w:rStyle w:val="less"/>')<w:r><w:rPr><w:rStyle w:val=\"secret\"/>
    <w:vanish w:val=\"0\"/></w:rPr><w:t>yes</w:t></w:r><w:r><w:rPr>
    <w:webHidden/></w:rPr><w:t>, and 3</w:t></w:r></w:p>$(
    p no "$(s hid)")" 'yes, and 3'

# Lists.
level() {
	echo "<w:lvl w:ilvl=\"$1\"><w:start w:val=\"1\"/>
	    <w:numFmt w:val=\"$2\"/><w:lvlText w:val=\"$3\"/>${4-}</w:lvl>"
}
abstract() {
	echo "<w:abstractNum w:abstractNumId=\"$1\">$2</w:abstractNum>"
}
num() {
	echo "<w:num w:numId=\"$1\"><w:abstractNumId w:val=\"$2\"/>${3-}
	    </w:num>"
}
styles="$styles$(style h1 'heading 1' '<w:pPr><w:numPr><w:numId w:val="3"/>
    </w:numPr></w:pPr>')$(style h2 'heading 2' '<w:pPr><w:numPr><w:ilvl
    w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr>')$(
    style h2b derived '<w:basedOn w:val="h2"/>')$(
    style nl linked '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>' \
    numbering)"
numbering="$(abstract 0 "$(level 0 decimal %1.)$(level 1 lowerLetter '%2)')$(
    level 2 lowerRoman '%1.%2.%3')")$(
    abstract 1 "$(level 0 bullet ●)$(level 1 bullet 注：)$(
    level 2 none '')")$(
    abstract 2 "$(level 0 chineseCounting 第%1章 \
    '<w:suff w:val="space"/><w:pStyle w:val="h1"/>')$(
    level 1 decimal %1.%2 '<w:isLgl/><w:pStyle w:val="h2"/>')")$(
    abstract 3 '<w:numStyleLink w:val="nl"/>')$(
    abstract 4 "$(level 0 decimalZero '(%1)' '<w:suff w:val="nothing"/>')$(
    level 1 decimal %2. '<w:lvlRestart w:val="0"/>')$(
    level 2 decimal '%3;' '<w:lvlRestart w:val="1"/>')")$(
    abstract 5 "$(level 0 lowerLetter \
    '%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1')")$(
    num 1 0)$(num 2 1)$(num 3 2)$(num 4 3)$(
    num 5 0 '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>
    </w:lvlOverride>')$(num 6 4)$(
    num 7 0 "<w:lvlOverride w:ilvl=\"0\">$(level 0 upperRoman '%1:')
    </w:lvlOverride>")$(num 8 5 '<w:lvlOverride w:ilvl="0"><w:startOverride
    w:val="2147483648"/></w:lvlOverride>')"
table="<w:tbl><w:tr>$(cell x)$(cell y)</w:tr></w:tbl>"
text 'a list is counted over its levels, paragraphs and tables' \
    "$(item a 1 0)$(item b 1 0)$(item c 1 1)$(item d 1 1)$(item e 1 2)$(
    p Between)$table$(item f 1 0)$(item g 1 1)" '1. a
2. b
    a) c
    b) d
        2.b.i e

Between

| x | y |
| --- | --- |

3. f
    a) g'
text 'a level that is left out is counted, and takes no step to the right' \
    "$(item a 1 1)$(item b 1 1)$(item c 1 2)$(item d 1 0)" 'a) a
b) b
    1.b.i c
2. d'
text 'a cell may hold the number of its row alone' \
    "<w:tbl><w:tr><w:tc>$(item '' 1 0)</w:tc>$(cell x)</w:tr><w:tr><w:tc>$(
    item '' 1 0)</w:tc>$(cell y)</w:tr></w:tbl>" '| 1. | x |
| --- | --- |
| 2. | y |'
text 'bullets are dashes, or words; a level without a sign has no label' \
    "$(item a 2 0)$(item b 2 1)$(item c 2 2)" '- a
    注：b

c'
text 'the number of a heading is part of it; isLgl asks for decimal' \
    "$(p 总则 "$(s h1)")$(p 范围 "$(s h2)")$(p 定义 "$(s h2b)")$(
    p 附则 "$(s h1)")$(p 解释 "$(s h2)")$(p 无号 "$(s h1)<w:numPr><w:numId
    w:val=\"0\"/></w:numPr>")" '# 第一章 总则

## 1.1 范围

## 1.2 定义

# 第二章 附则

## 2.1 解释

# 无号'
text 'a list that is linked by a style counts like that of the style' \
    "$(item a 1 0)$(item b 4 0)" '1. a
2. b'
text 'another list of the same kind goes on, or starts where it says' \
    "$(item a 1 0)$(item b 5 0)$(item c 5 0)$(item d 1 0)$(item e 7 0)" '1. a
7. b
8. c
9. d
X: e'
text 'suff nothing puts no blank; lvlRestart decides what restarts' \
    "$(item a 6 0)$(item b 6 1)$(item c 6 2)$(item d 6 0)$(item e 6 1)$(
    item f 6 2)$(item g 6 1)$(item h 6 2)" '(01)a
    1. b
        1; c
(02)d
    2. e
        1; f
    3. g
        2; h'
text 'an empty item counts; a hidden one does not' \
    "$(item a 1 0)$(item '' 1 0)<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/>
    <w:numId w:val=\"1\"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>$(
    hide '<w:vanish/>')</w:p>$(item b 1 0)" '1. a
3. b'
text 'unknown lists and levels have no numbers' \
    "$(item a 99 0)$(item b 1 8)$(item c 1 -1)" 'a

b

1. c'
read_body "$(item a 8 0)"
is "$(jq '.text | length < 300' out)" true 'a number is not long'

# Tables.
text 'merged cells: the text stands once, each row has the same width' \
    "<w:tbl><w:tr>$(cell Wide '<w:gridSpan w:val="2"/>')$(
    cell Tall '<w:vMerge w:val="restart"/>')</w:tr><w:tr>$(cell a)$(cell b)$(
    cell over '<w:vMerge/>')</w:tr><w:tr><w:trPr><w:gridBefore w:val=\"1\"/>
    </w:trPr>$(cell c)$(cell 'd|e')</w:tr></w:tbl>" '| Wide | | Tall |
| --- | --- | --- |
| a | b | |
| | c | d\|e |'
text 'deleted and hidden rows and deleted cells are out' \
    "<w:tbl><w:tr>$(cell a)$(cell b)</w:tr><w:tr><w:trPr><w:del w:id=\"1\"/>
    </w:trPr>$(cell no)$(cell no)</w:tr><w:tr><w:trPr><w:hidden/></w:trPr>$(
    cell no)</w:tr><w:tr>$(cell no '<w:cellDel w:id="2"/>')$(cell c)$(
    cell d)</w:tr></w:tbl>$(p after)" '| a | b |
| --- | --- |
| c | d |

after'
text 'a table in a cell is flat; paragraphs of a cell are one line' \
    "<w:tbl><w:tr><w:tc>$(p one)$(p two)$table$(p three)</w:tc>$(cell z)</w:tr>
    <w:tr><w:sdt><w:sdtContent>$(cell e)</w:sdtContent></w:sdt>$(
    cell f)</w:tr></w:tbl>" '| one two x y three | z |
| --- | --- |
| e | f |'

text 'a span of 2,147,483,648 columns is no such table' \
    "<w:tbl><w:tr>$(cell a '<w:gridSpan w:val="2147483648"/>')</w:tr><w:tr>$(
    cell b)</w:tr></w:tbl>" "$(awk 'BEGIN { printf "| a |"
    for (i = 1; i < 1000; i++) printf " |"
    printf "\n|"
    for (i = 0; i < 1000; i++) printf " --- |"
    printf "\n| b |"
    for (i = 1; i < 1000; i++) printf " |" }')"
text 'a document without text is a record without text' '<w:p/>' ''

# What is left out, and chunks.
read_body "<w:p><w:r><w:t>x</w:t><w:footnoteReference w:id=\"2\"/></w:r><w:r>
    <w:commentReference w:id=\"1\"/></w:r></w:p><w:altChunk r:id=\"h\"/>
    <w:altChunk r:id=\"h\"/><w:altChunk r:id=\"x\"/>" -v
is "$(jq -r .text out)" 'x

Chunk one.' 'an HTML chunk is read where it stands, once'
has "$(cat err)" 'left out: 1 footnote, 1 comment, 1 header' \
    '-v tells what was left out'
has "$(cat err)" 'word/chunk.mht in it, a document of its own' \
    'a chunk that is not read is told of'

# chunk FORMAT: a document that is a file of MIME and no more.
chunk() {
	begin
	# shellcheck disable=SC2059
	printf "$1" >d/word/chunk.mht
	part word/document.xml document \
	    '<w:body><w:altChunk r:id="x"/></w:body>'
	makezip a.docx d
	wk-text a.docx 2>&1 | jq -r .text
}
is "$(chunk 'MIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html"; boundary="--=x"\n\n----=x\nContent-Type: image/png\n\np\n----=x\nContent-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n<p class=3D"a">=E4=B8=AD and =\nlong=</p>\n----=x--\n')" \
    '中 and long=' 'the page in a file of MIME is read'
is "$(chunk 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+1tDO\r\nxDwvcD4=\r\n--b--\r\n--a--')" \
    '中文' 'in base64 and GBK, and a part of a part'

# Where parts are.
read_body "$(p moved)"
mv d/word d/other
relations r1 officeDocument /other/document.xml |
    sed 's,http://schemas.openxmlformats.org/officeDocument/2006,http://purl.oclc.org/ooxml/officeDocument,' \
    >d/_rels/.rels
mkdir d/docProps
printf '<c:coreProperties xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>某书</dc:title></c:coreProperties>' \
    >d/docProps/core.xml
relations r1 officeDocument /other/document.xml c metadata/core-properties \
    docProps/core.xml >d/_rels/.rels
sed "s,$word,http://purl.oclc.org/ooxml/wordprocessingml/main," \
    d/other/document.xml >x && mv x d/other/document.xml
sed 's,/word/,/other/,' 'd/[Content_Types].xml' >x &&
    mv x 'd/[Content_Types].xml'
makezip a.docx d
is "$(wk-text a.docx | jq -r '.title + ": " + .text')" '某书: moved' \
    'the main part is found by its relation; strict names; the title'

# Broken and hostile ones.
kind() {
	jq -r '.error.kind' out
}
begin
part word/document.xml document "<w:body>$(p text)"
printf '<w:p><w:r><w:t>cut' >>d/word/document.xml
makezip a.docx d
wk-text a.docx >out 2>err
is "$(kind)" bad_archive 'a main part that is cut off is an error'
has "$(jq -r .error.message out)" 'word/document.xml' 'it names the part'
begin
awk 'BEGIN { printf "<w:document xmlns:w=\"w\"><w:body>"
    for (i = 0; i < 100000; i++) printf "<w:tbl><w:tr><w:tc>" }' \
    >d/word/document.xml
makezip a.docx d
wk-text a.docx >out 2>err
is "$(kind)" bad_archive 'tables are not nested without end'
begin
awk 'BEGIN { printf "<w:document xmlns:w=\"w\"><w:body>"
    for (i = 0; i < 300; i++)
	printf "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>"
    for (i = 0; i < 300; i++) printf "</w:tc></w:tr></w:tbl>"
    printf "<w:p><w:pPr><w:pStyle w:val=\""
    for (i = 0; i < 100000; i++) printf "0123456789"
    printf "\"/></w:pPr><w:r><w:t>end</w:t></w:r></w:p>"
    print "</w:body></w:document>" }' >d/word/document.xml
makezip a.docx d
wk-text a.docx >out 2>err
is "$(jq -r '.text | length' out)" 903 \
    '300 tables in each other and an attribute of a megabyte are read'

# Scanned pages that were put into a document.
picture='<w:p><w:r><w:drawing><a:blip r:embed="p"/></w:drawing></w:r></w:p>'
with_picture() {
	begin
	mkdir d/word/media d/docProps
	part word/document.xml document "<w:body>$1</w:body>"
	echo x >"d/$2"
	makezip a.docx d
	wk-text a.docx >out 2>err
}
with_picture "$picture" word/media/image1.jpeg
is "$(kind) $(jq -r .error.message out)" \
    'scanned a.docx: it has no text, but 1 picture' 'nothing but a picture'
with_picture "$picture<w:p><w:r><w:t>x</w:t></w:r></w:p>" word/media/a.png
is "$(jq -r .text out)" x 'a picture and text'
with_picture '<w:p/>' docProps/thumbnail.jpeg
is "$(jq -r .text out)" '' 'an empty document'

done_testing
