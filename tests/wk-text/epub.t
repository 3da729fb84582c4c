#!/bin/sh
# wk-text on EPUB: small books with traits of real ones.
. "${0%/*}/../lib.sh"
need wk-text jq
need_makezip

# book MANIFEST SPINE [GUIDE]: begins a book in b, whose package is OPS/p.opf.
book() {
	rm -rf b
	mkdir -p b/META-INF b/OPS
	printf application/epub+zip >b/mimetype
	echo "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>
	<rootfiles><rootfile full-path='OPS/p.opf'
	media-type='application/oebps-package+xml'/></rootfiles></container>" \
	    >b/META-INF/container.xml
	echo "<package xmlns='http://www.idpf.org/2007/opf' version='3.0'>
	<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'>
	<dc:title> 港志 </dc:title><dc:title>Second</dc:title></metadata>
	<manifest>$1</manifest><spine>$2</spine>${3-}</package>" >b/OPS/p.opf
}

# part ID HREF [ATTRIBUTES]: of a manifest; place ID: of a spine.
part() {
	echo "<item id='$1' href='$2' media-type='${4-application/xhtml+xml}'
	    ${3-}/>"
}
place() { for id; do echo "<itemref idref='$id'/>"; done; }

# page NAME BODY: a file of the book.
page() {
	echo "<?xml version='1.0' encoding='utf-8'?>
	<html xmlns='http://www.w3.org/1999/xhtml'><head><title>t</title></head>
	<body>$2</body></html>" >"b/OPS/$1"
}

# text OPTION...: the records of the book.
text() {
	rm -f b.epub
	makezip b.epub b
	wk-text "$@" b.epub 2>err
}

# gives TEXT NAME: whether that is the text of the book.
gives() { is "$(text | jq -r .text)" "$1" "$2"; }

book "$(part b c2.xhtml; part n nav.xhtml 'properties="scripted nav"'
    part a c1.xhtml; part x notes.xml)" \
    "$(place n a b)<itemref idref='x' linear='no'/>"
page c1.xhtml '<h1>One</h1><p>第一回</p>'
page c2.xhtml '<h1>Two</h1><p>第二回</p>'
page notes.xml '<p>notes</p>'
page nav.xhtml '<nav><ol><li><a href="c1.xhtml">One</a></li></ol></nav>'
gives '# One

第一回

# Two

第二回

notes' 'chapters come in the order of the spine, without the contents'

is "$(text | jq -r '.title + .type')" 港志epub 'the title is that of the book'

is "$(text --pages | jq -r '"\(.page) \(.text)"')" '2 # One

第一回
3 # Two

第二回
4 notes' 'a chapter is a page, whose number is its place in the spine'

book "$(part a 'text/ch%20%E4%B8%80.xhtml'; part b '../other/b.xhtml'
    part c 100%25.xhtml; part d as%20is.xhtml)" "$(place a b c d)"
mkdir b/OPS/text b/other
page 'text/ch 一.xhtml' '<p>a</p>'
page ../other/b.xhtml '<p>b</p>'
page 100%.xhtml '<p>c</p>'
page as%20is.xhtml '<p>d</p>'
gives 'a

b

c

d' 'names of chapters are decoded, and relative to the package'

name=$(printf '\265\332\322\273\273\330')
book "$(part a 第一回.xhtml)" "$(place a)"
page "$name.xhtml" '<p>a</p>'
gives 'a' 'names of parts in GBK are found'

book "$(part a case.xhtml; part b sub/b.xhtml)" "$(place a b)"
page CASE.xhtml '<p>a</p>'
page 'sub\b.xhtml' '<p>b</p>'
gives 'a

b' 'names of parts in other letters, or with backslashes, are found'

book "$(part a a.xhtml; part b gone.xhtml; part c c.xhtml)" \
    "$(place a nowhere b c a c)"
page a.xhtml '<p>a</p>'
page c.xhtml '<p>c</p>'
gives 'a

c' 'missing chapters and items leave the others'
has "$(cat err)" 'gone.xhtml' 'a missing chapter is told'
has "$(cat err)" 'name no part: 1' 'a missing item is told'
is "$(text --pages | jq -r '"\(.page) \(.text // .error.kind)"')" '1 a
3 bad_archive
4 c' 'a missing chapter is an error with --pages'

book "$(part a a.xhtml)" "$(place a)"
is "$(text | jq -r .error.kind)" bad_archive \
    'a book without any of its chapters is an error'

toc='<p><a href="a.xhtml">One</a></p><p><a href="c.xhtml">Two</a></p>'
book "$(part t t.xhtml; part a a.xhtml; part i i.svg '' image/svg+xml
    part f f.pdf 'fallback="c"' application/pdf
    part c c.xhtml '' text/html)" "$(place t a i f)" \
    "<guide><reference type='toc' href='t.xhtml'/></guide>"
page t.xhtml "$toc"
page a.xhtml '<p>a</p>'
page c.xhtml '<p>c</p>'
echo '<svg><text>svg</text></svg>' >b/OPS/i.svg
gives 'a

c' 'the contents of the guide and images are out, fallbacks are in'

page t.xhtml "$toc<p>$(printf '%0200d' 0 | tr 0 x)</p>"
has "$(text | jq -r .text)" xxxx 'a page of contents with more text is in'

book "$(part a a.xhtml; part a1 'a.xhtml#one'; part a2 'a.xhtml#two'
    part c c.xhtml)" "$(place a a1 a2 c)"
page a.xhtml '<p id="one">a</p><p id="two">b</p>'
page c.xhtml '<p>c</p>'
gives 'a

b

c' 'a part in which the spine has several places is read once'
mkdir f f/__MACOSX
mv b f/book
echo x >f/__MACOSX/._book
rm -f b.epub
makezip b.epub f
is "$(wk-text b.epub | jq -r .text | tail -n 1)" c \
    'a book that was packed with its folder is read'

# What is encrypted.
lock() {
	echo "<encryption xmlns:enc='http://www.w3.org/2001/04/xmlenc#'>
	<enc:EncryptedData><enc:EncryptionMethod Algorithm='$1'/>
	<enc:CipherData><enc:CipherReference URI='$2'/></enc:CipherData>
	</enc:EncryptedData></encryption>" >b/META-INF/encryption.xml
}
book "$(part a a.xhtml)" "$(place a)"
page a.xhtml '<p>a</p>'
lock http://www.idpf.org/2008/embedding OPS/f.otf
gives a 'a book that hides its fonts is not encrypted'
lock http://ns.adobe.com/pdf/enc#RC OPS/f.otf
gives a 'nor one that hides them as Adobe does'
lock http://www.w3.org/2001/04/xmlenc#aes128-cbc OPS/a.JPG
gives a 'nor one whose pictures alone are encrypted'
lock http://www.w3.org/2001/04/xmlenc#aes128-cbc OPS/a.xhtml
is "$(text | jq -r .error.kind)" encrypted 'a book with DRM is encrypted'

book "$(part a a.xhtml)" "$(place a)"
page a.xhtml '<p>a</p>'
sed "s|<rootfiles>|&<rootfile full-path='a.pdf' media-type='application/pdf'/>|" \
    b/META-INF/container.xml >container
mv container b/META-INF/container.xml
gives a 'a book that is a PDF too'
rm b/META-INF/container.xml
gives a 'a book without a container is read'
book "$(part a a.xhtml; part n toc.ncx '' text/xml)" "$(place n a)"
page a.xhtml '<p>a</p>'
echo '<ncx><navMap><text>Contents</text></navMap></ncx>' >b/OPS/toc.ncx
gives a 'toc.ncx in the spine is left out, whatever its type'
book "$(part a a.xhtml; part n toc.ncx)" ''
page a.xhtml '<p>a</p>'
gives a 'a book with an empty spine is read in the order of its manifest'
has "$(cat err)" 'its spine is empty' 'and that is told'
printf '<package' >b/OPS/p.opf
is "$(text | jq -r .error.kind)" bad_archive 'a broken package is an error'

book "$(part a a.xhtml)" "$(i=0
    while [ $((i += 1)) -le 2000 ]; do place a "no$i"; done)"
page a.xhtml '<p>a</p>'
gives a 'a spine that names a chapter often gives it once'

# Comics, whose pages are pictures.
book "$(part a c1.xhtml; part p 1.jpg '' image/jpeg)" "$(place a)"
page c1.xhtml '<p><img src="1.jpg"/></p>'
echo x >b/OPS/1.jpg
is "$(text | jq -r .error.kind)" scanned 'a book of pictures'
page c1.xhtml '<p><img src="1.jpg"/>第一回</p>'
gives 第一回 'a book of pictures and text'
done_testing
