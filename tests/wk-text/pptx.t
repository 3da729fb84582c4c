#!/bin/sh
# wk-text on PPTX: small decks, each with one trait of real ones.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/wk-text/ooxml.sh
. "$ROOT/tests/wk-text/ooxml.sh"
need wk-text jq
need_makezip

point=http://schemas.openxmlformats.org/presentationml/2006/main
spaces="xmlns:p='$point' xmlns:r='$office'
    xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'
    xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'
    xmlns:dgm='http://schemas.openxmlformats.org/drawingml/2006/diagram'"

# begin ID...: the directory d holds a deck of those slides, of s1, s2, s3.
begin() {
	rm -rf d
	mkdir -p d/_rels d/ppt/_rels d/ppt/slides/_rels d/ppt/l/_rels
	echo '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>' \
	    >'d/[Content_Types].xml'
	relations r1 officeDocument ppt/presentation.xml >d/_rels/.rels
	relations s1 slide slides/slide1.xml s2 slide slides/slide2.xml \
	    s3 slide /ppt/slides/slide3.xml \
	    >d/ppt/_rels/presentation.xml.rels
	{
		echo "<p:presentation $spaces><p:sldIdLst>"
		for id; do
			echo "<p:sldId id='256' r:id='$id'/>"
		done
		echo '</p:sldIdLst></p:presentation>'
	} >d/ppt/presentation.xml
	relations l slideLayout ../l/layout.xml d1 diagramData ../l/d.xml \
	    n notesSlide ../l/notes.xml >d/ppt/slides/_rels/slide1.xml.rels
	relations m slideMaster master.xml >d/ppt/l/_rels/layout.xml.rels
	echo "<p:sldLayout $spaces><p:cSld><p:spTree>
	    $(sp 2 "$(ph title)" "$(p 'Click to edit')")
	    $(sp 3 "<p:ph idx='1'/>" "$(p 'Edit text')")
	    $(sp 4 "<p:ph type='body' idx='2'/>" "<a:lstStyle><a:lvl1pPr>
	    <a:buNone/></a:lvl1pPr></a:lstStyle>$(p 'No bullet')")
	    </p:spTree></p:cSld></p:sldLayout>" >d/ppt/l/layout.xml
	echo "<p:sldMaster $spaces><p:cSld><p:spTree>$(sp 2 '' "$(p Master)")
	    </p:spTree></p:cSld><p:txStyles><p:bodyStyle><a:lvl1pPr>
	    <a:buFont/><a:buChar char='•'/></a:lvl1pPr><a:lvl2pPr>
	    <a:buChar char='-'/></a:lvl2pPr></p:bodyStyle></p:txStyles>
	    </p:sldMaster>" >d/ppt/l/master.xml
	echo "<p:notes $spaces>$(p Notes)</p:notes>" >d/ppt/l/notes.xml
}

# slide N SHAPES [ATTRIBUTES]: slide N.
slide() {
	echo "<p:sld $spaces $3><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id='1'
	    name=''/></p:nvGrpSpPr>$2</p:spTree></p:cSld></p:sld>" \
	    >"d/ppt/slides/slide$1.xml"
}

# sp ID PLACEHOLDER PARAGRAPHS [ATTRIBUTES]: a shape.
sp() {
	echo "<p:sp><p:nvSpPr><p:cNvPr id='$1' name='n' $4/><p:cNvSpPr/>
	    <p:nvPr>$2</p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/>$3</p:txBody>
	    </p:sp>"
}

# ph TYPE: a placeholder.
ph() {
	echo "<p:ph type='$1'/>"
}

# p TEXT [PROPERTIES [ATTRIBUTES]]: a paragraph.
p() {
	echo "<a:p>${2:+<a:pPr $3>$2</a:pPr>}<a:r><a:t>$1</a:t></a:r></a:p>"
}

# text NAME WANT [OPTION...]: whether WANT is the text of the deck in d.
text() {
	name=$1 want=$2
	shift 2
	makezip a.pptx d
	wk-text "$@" a.pptx >out 2>err
	is "$(jq -r 'if .error then .error | tostring else .text end' out)" \
	    "$want" "$name"
}

begin s2 s1 s9 s3
slide 1 "$(sp 2 "$(ph title)" "$(p One)")"
slide 2 "$(sp 2 '' "$(p 'before it')")$(sp 3 "$(ph ctrTitle)" "$(p The)$(p Deck)")
$(sp 4 "$(ph subTitle)" "$(p 'by us')")"
slide 3 "$(sp 2 "$(ph title)" "$(p Three)")$(sp 3 "$(ph ftr)" "$(p Footer)")
$(sp 4 "$(ph sldNum)" "$(p 7)")$(sp 5 "$(ph dt)" "$(p 2026)")$(sp 6 '' "$(p last)")"
text 'slides in order; titles first; no footers, dates, numbers, layouts' \
    '# The Deck

before it

by us

## One

## Three

last'
is "$(jq -r .title out)" 'The Deck' \
    'the title of the deck is that of its first slide'
has "$(cat err)" 'page 3: there is no such slide' \
    'a slide that is not there is told of'
makezip a.pptx d
wk-text --pages a.pptx >out 2>err
is "$(jq -c '[.page, .title, .text, .error.kind]' out)" \
    '[1,"The Deck","# The Deck\n\nbefore it\n\nby us",null]
[2,"The Deck","## One",null]
[3,"The Deck",null,"bad_archive"]
[4,"The Deck","## Three\n\nlast",null]' '--pages: a slide is a page'

begin s2 s1
section="<q:sldIdLst xmlns:q='q'><q:sldId id='256'/></q:sldIdLst>"
sed "s|</p:presentation>|<p:extLst>$section</p:extLst>&|" \
    d/ppt/presentation.xml >deck
mv deck d/ppt/presentation.xml
slide 1 "$(sp 2 '' "$(p one)")"
slide 2 "$(sp 2 '' "$(p two)")"
makezip a.pptx d
is "$(wk-text --pages a.pptx 2>&1 | jq -c '[.page, .text]')" '[1,"two"]
[2,"one"]' 'sections list no more slides'

begin s1 s2 s3
slide 1 "$(sp 2 '' "$(p one)")"
slide 2 "$(sp 2 '' "$(p secret)")" "show='0'"
slide 3 "$(sp 2 '' "$(p three)")$(sp 3 '' "$(p ghost)" "hidden='1'")"
text 'hidden slides and shapes are left out' 'one

three' -v
has "$(cat err)" 'left out: slide 2, which is hidden' '-v tells of hidden slides'
has "$(cat err)" 'left out: notes of 1 slide' '-v tells of notes'
wk-text --pages a.pptx >out 2>err
is "$(jq -c .page out)" '1
3' 'pages keep their numbers'

begin s1
group="<p:grpSp><p:nvGrpSpPr><p:cNvPr id='4' name='g'/></p:nvGrpSpPr>"
slide 1 "$(sp 2 '' "$(p FIRST)")$(sp 3 '' "$(p SECOND)")$group
$(sp 5 '' "$(p GROUPED)")$group$(sp 7 '' "$(p INNER)")</p:grpSp></p:grpSp>
$(echo "$group" | sed 's/id=/hidden="1" id=/')$(sp 8 '' "$(p GHOST)")</p:grpSp>
$(sp 9 '' "<a:p><a:r><a:t>a</a:t></a:r><a:br/><a:r><a:t>b </a:t></a:r><a:fld
    type='datetime'><a:rPr/><a:t>2026</a:t></a:fld></a:p>")"
text 'groups, at any depth; a block a shape; breaks and fields' 'FIRST

SECOND

GROUPED

INNER

a
b 2026'

begin s1
slide 1 "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id='2' name='t'/>
</p:nvGraphicFramePr><a:graphic><a:graphicData><a:tbl>
<a:tr><a:tc gridSpan='2'>$(p wide)</a:tc><a:tc hMerge='1'>$(p no)</a:tc><a:tc>$(p c)</a:tc></a:tr>
<a:tr><a:tc rowSpan='2'>$(p high)</a:tc><a:tc>$(p e)$(p f)</a:tc><a:tc>$(p 'g|h')</a:tc></a:tr>
<a:tr><a:tc vMerge='1'>$(p no)</a:tc><a:tc>$(p i)</a:tc><a:tc><a:p/></a:tc></a:tr>
</a:tbl></a:graphicData></a:graphic></p:graphicFrame>$(sp 3 '' "$(p after)")"
text 'tables: merged cells have their text once' '| wide | | c |
| --- | --- | --- |
| high | e f | g\|h |
| | i | |

after'

number="<a:buFont typeface='x'/><a:buAutoNum type='arabicPeriod'/>"
begin s1
slide 1 "$(sp 2 "<p:ph idx='1'/>" "$(p a)<a:p/>$(p b '<a:x/>' "lvl='1'")
$(p plain '<a:buNone/>')$(p n1 "$number")$(p n2 "$number")$(p in '<a:x/>' "lvl='1'")
$(p n3 "$number")$(p iv "<a:buAutoNum type='romanLcParenR' startAt='4'/>")
$(p 甲 "<a:buAutoNum type='ea1ChsPeriod' startAt='12'/>")
$(p thai "<a:buAutoNum type='thaiNumPeriod'/>")")
$(sp 3 "<p:ph type='body' idx='2'/>" "$(p 'by the layout')")
$(sp 4 '' "$(p box)$(p dot "<a:buChar char='o'/>")")
$(sp 5 '' "$(p again "$number")")
$(sp 6 '' "<a:lstStyle><a:lvl1pPr><a:buChar char='x'/></a:lvl1pPr></a:lstStyle>$(p own)")"
text 'bullets and numbers, as paragraph, shape, layout and master have them' \
    '- a
    - b

plain

1. n1
2. n2
    - in
3. n3
iv) iv
十二. 甲
๑. thai

by the layout

box

- dot
1. again
- own'

begin s1
choice="<mc:AlternateContent><mc:Choice Requires='a14'>$(sp 2 '' "$(p once)")</mc:Choice>
<mc:Fallback>$(sp 2 '' "$(p once)")</mc:Fallback></mc:AlternateContent>"
slide 1 "$choice$choice<mc:AlternateContent><mc:Fallback>$(sp 3 '' "$(p fall)")</mc:Fallback></mc:AlternateContent>
<p:extLst><p:ext>$(p ext)</p:ext></p:extLst>"
text 'the Choice of alternate content, once; else its Fallback' 'once

once

fall'

begin s1
slide 1 "<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm='d1'/>
</a:graphicData></a:graphic></p:graphicFrame>$(sp 2 '' "$(p after)")"
echo "<dgm:dataModel $spaces><dgm:ptLst><dgm:pt modelId='0' type='doc'/>
<dgm:pt modelId='{3}'><dgm:t>$(p third)</dgm:t></dgm:pt>
<dgm:pt modelId='{1}'><dgm:t>$(p first)</dgm:t></dgm:pt>
<dgm:pt modelId='{2}'><dgm:t>$(p below)$(p it)</dgm:t></dgm:pt>
<dgm:pt modelId='{4}' type='pres'><dgm:t>$(p no)</dgm:t></dgm:pt></dgm:ptLst>
<dgm:cxnLst><dgm:cxn srcId='0' destId='{3}' srcOrd='1'/>
<dgm:cxn srcId='0' destId='{1}' srcOrd='0'/>
<dgm:cxn srcId='{1}' destId='{2}' srcOrd='0'/>
<dgm:cxn srcId='{2}' destId='{1}' srcOrd='0'/></dgm:cxnLst></dgm:dataModel>" \
    >d/ppt/l/d.xml
text 'SmartArt: its points in the order of their tree, which has a loop' \
    '- first
- below it
- third

after'

# Strict, of another name, and a title of the properties.
begin s1
slide 1 "$(sp 2 '' "$(p strict)")"
sed 's/purl/&/; s/schemas.openxmlformats.org.presentationml.2006/purl.oclc.org\/ooxml\/presentationml/
s/schemas.openxmlformats.org.officeDocument.2006/purl.oclc.org\/ooxml\/officeDocument/' \
    d/ppt/presentation.xml >d/ppt/deck.xml
rm d/ppt/presentation.xml
office=http://purl.oclc.org/ooxml/officeDocument/relationships
relations s1 slide 'slides\slide1.xml' >d/ppt/_rels/deck.xml.rels
mkdir d/props
relations r2 metadata/core-properties props/core.xml \
    r1 officeDocument ppt/deck.xml >d/_rels/.rels
echo '<p><title>Property</title></p>' >d/props/core.xml
sed 's/ppt.presentation.xml/ppt\/deck.xml/' 'd/[Content_Types].xml' >types
mv types 'd/[Content_Types].xml'
text 'parts are found by relations, strict ones too' strict
is "$(jq -r .title out)" Property 'the title of the properties, if no slide has one'

begin s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1 s1
slide 1 "$(sp 2 '' "$(p x)")"
makezip a.pptx d
fails 1 'more slides than parts' wk-text a.pptx
is "$(jq -r .error.kind fails.out)" bad_archive 'are an error'

begin s1
echo '<sld><p>' >d/ppt/slides/slide1.xml
makezip a.pptx d
fails 1 'a slide that is no XML' wk-text a.pptx
has "$(jq -r .error.message fails.out)" ppt/slides/slide1.xml 'is named'
begin
text 'a deck without slides is an empty record' ''

done_testing
