#!/bin/sh
# wk-text on PDF: paragraphs, pages, running heads, what cannot be read.
# shellcheck disable=SC2034
. "$(dirname "$0")/../lib.sh"
. "$ROOT/tests/wk-text/pdf.sh"
need wk-text jq iconv

# A pdftotext that says and does what its arguments in FAKE are.
mkdir fake
cat >fake/pdftotext <<'END'
#!/bin/sh
cat >/dev/null
END
chmod 755 fake/pdftotext
# fake SCRIPT: what the pdftotext of $PATH_FAKE does.
fake() {
	printf '#!/bin/sh\n%s\n' "$1" >fake/pdftotext
	PATH=$SCRATCH/fake:$PATH wk-text a.pdf 2>err
}
kind() { jq -r .error.kind; }
message() { jq -r .error.message; }

printf '%%PDF-1.4\n' >a.pdf
pre='echo "<html><head><title></title></head><pre>"'
is "$(PATH='' "$B/wk-text" a.pdf 2>err | kind)" no_converter \
    'without pdftotext: no_converter'
has "$(cat err)" 'poppler-utils' 'which names the package'
out=$(fake "$pre; printf 'half\f'
echo \"Syntax Error: Missing language pack for 'Adobe-GB1' mapping\" >&2")
is "$(echo "$out" | kind)" no_converter \
    'text lost for want of poppler-data is an error, though the status is 0'
has "$(echo "$out" | message)" 'install poppler-data' 'which names it'
is "$(fake "$pre; echo \"Syntax Error: Couldn't find ToUnicode CMap file for \
'X'\" >&2; printf 'half\f'" | kind)" no_converter 'so is a CMap not found'
out=$(fake 'echo one >&2; echo "Syntax Error: Document stream is empty" >&2
exit 1')
is "$(echo "$out" | kind)" converter_failed 'pdftotext fails'
is "$(echo "$out" | message)" "a.pdf: pdftotext: status 1: Syntax Error: \
Document stream is empty" 'with its status and last line'
is "$(fake "$pre; i=0; while [ \$i -lt 2000 ]; do printf 'the %s\f' \$i; \
i=\$((i + 1)); done" | jq -r .text | grep -c '^the')" 2000 '2,000 pages'

command -v pdftotext >/dev/null || { skip 1 'no pdftotext'; done_testing; exit; }

pdf_begin
text 72 780 'Lighthouses of the North'
text 72 700 'The lighthouse was built in 1873 and stands on the northern'
text 72 686 'cliff. It is thirty metres (100 feet) high & its <light> is seen by'
text 72 672 'sailors.'
han 72 640 '灯塔建于一八七三年，高三十米，站在北方的悬崖上，远处的船只夜里都'
han 72 624 '能看见它的光。'
text 72 590 'Keepers light the lamp at dusk, and they wind the'
text 300 40 '1'
page
text 72 780 'Lighthouses of the North'
text 72 700 'clockwork at midnight.'
text 72 640 'The left column goes first, and'
text 72 626 'it has more than one line.'
text 320 640 'The right column is read when'
text 320 626 'the left one is over.'
text 300 40 '2'
page
text 72 780 'Lighthouses of the North'
glyphs 72 700 '03052006200708090a'
text 300 40 '3'
page
picture
page
pdf_end book.pdf 'Lights & <lamps>'
wk-text book.pdf >out 2>err
is "$(jq -r .text out)" 'The lighthouse was built in 1873 and stands on the northern cliff. It is thirty metres (100 feet) high & its <light> is seen by sailors.
灯塔建于一八七三年，高三十米，站在北方的悬崖上，远处的船只夜里都能看见它的光。
Keepers light the lamp at dusk, and they wind the clockwork at midnight.

The left column goes first, and it has more than one line.

The right column is read when the left one is over.

fi一 （ ２' 'paragraphs, columns, characters; no heads, no page numbers'
is "$(jq -c '[.source, .type, .title, .page]' out)" \
    '["book.pdf","pdf","Lights & <lamps>",null]' 'source, type, title'
is "$(cat err)" 'wk-text: book.pdf: no text on page 4' \
    'pages without text are named'
wk-text --pages book.pdf >out 2>err
is "$(jq -c '[.page, .error.kind, (.text // "" | .[0:12])]' out)" \
'[1,null,"The lighthou"]
[2,null,"clockwork at"]
[3,null,"fi一 （ ２"]
[4,"scanned",""]' '--pages: a record a page, an error for one without text'
wk-text --keep-layout book.pdf >out 2>err
is "$(jq -r .text out | grep -c 'Lighthouses of the North')" 3 \
    '--keep-layout leaves running heads'
is "$(jq -r .text out | grep -c 'goes first, and .*The right')" 1 \
    '--keep-layout leaves columns side by side'
wk-text <book.pdf 2>err >out
is "$(jq -c '[.source, .text[0:14]]' out)" '["-","The lighthouse"]' 'from stdin'
cp book.pdf ./-x.docx
is "$(wk-text -- -x.docx 2>err | jq -c '[.source, .type]')" \
    '["-x.docx","pdf"]' 'a name that begins with a dash'

pdf_begin
picture
page
page
pdf_end scanned.pdf
is "$(wk-text scanned.pdf 2>err | kind)" scanned 'no page has text'
is "$(wk-text --pages scanned.pdf 2>err | jq -c '[.page, .error.kind]')" \
    '[null,"scanned"]' 'one error with --pages, too'
pdf_begin
pdf_end none.pdf
ok 'a document of no pages is an error' sh -c \
    'wk-text none.pdf | jq -e .error.kind'

pdf_begin
glyphs 72 700 '0101020102010102'
page
pdf_end garbled.pdf
is "$(wk-text garbled.pdf 2>err | kind)" garbled 'no character can be read'
pdf_begin
text 72 700 'Text that can be read, and quite a lot of it.'
page
glyphs 72 700 '010102010262'
page
pdf_end half.pdf
wk-text half.pdf >out 2>err
is "$(jq -r .text out)" 'Text that can be read, and quite a lot of it.' \
    'a page that cannot be read is left out'
has "$(cat err)" 'characters cannot be read: page 2' 'and named'
is "$(wk-text --pages half.pdf 2>err | jq -c '[.page, .error.kind]')" \
    '[1,null]
[2,"garbled"]' 'or is an error, with --pages'

id='<31415926535897932384626433832795>'
PDF_TRAILER="/ID[$id$id]/Encrypt<</Filter/Standard/Length 40/P -4/R 2/V 1
/O <94e8094419662a774442fb072e3d9f19e9d130ec09a4d0061e78fe920f7ab62f>
/U <2aa12f26bcf1a217c0f1ee491745f646671475ae85bddf3e3c1a45a8457391cb>>>"
pdf_begin
text 72 700 'Locked text.'
page
pdf_end locked.pdf
is "$(wk-text locked.pdf 2>err | kind)" encrypted 'a password is needed'
PDF_TRAILER="/ID[$id$id]/Encrypt<</Filter/Standard/Length 128/P -20/R 4/V 4
/CF<</StdCF<</CFM/V2/Length 16/AuthEvent/DocOpen>>>>/StmF/Identity
/StrF/Identity
/O <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5>
/U <bef56211d635125d3edfc67928d61f2b0122456a91bae5134273a6db134c87c4>>>"
pdf_begin
text 72 700 'Copying is forbidden.'
page
pdf_end owner.pdf
is "$(wk-text owner.pdf 2>err | jq -r .text)" 'Copying is forbidden.' \
    'a document locked against copying only is read'
PDF_TRAILER=
PDF_CATALOG='/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)
/EF<</F 8 0 R>>>>]>>>>/PageMode/UseAttachments % /EmbeddedFile
'
pdf_begin
text 72 700 'Multiple files are bound together.'
page
pdf_end portfolio.pdf
PDF_CATALOG=
ok 'a portfolio is read' sh -c 'wk-text portfolio.pdf 2>err |
    jq -e .text'
has "$(cat err)" '1 attached file is not read' 'and its files are counted'
pdf_begin
text 72 700 'Words that can be read.'
echo 'BT /Z 12 Tf 72 600 Td (These words have no font.) Tj ET' >>pdf.tmp/page
page
pdf_end fontless.pdf
is "$(wk-text fontless.pdf 2>err | jq -r .text)" 'Words that can be read.' \
    'text whose font is not there'
has "$(cat err)" 'some of its text may be missing' 'is told of'
head -c 900 book.pdf >cut.pdf
ok 'a cut document is an error, or told' sh -c 'wk-text cut.pdf 2>err |
    jq -e .error || grep damaged err'
echo '%PDF-1.4 and no more' >broken.pdf
is "$(wk-text broken.pdf 2>err | kind)" converter_failed 'no PDF at all'
done_testing
