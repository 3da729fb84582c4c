# For tests: writes simple PDFs.  Sourced after lib.sh.
# shellcheck shell=sh
# pdf_begin; then text X Y TEXT (Latin-1), han X Y TEXT (standard Chinese font),
# glyphs X Y HEX (a font whose glyphs 01 to 0a stand for private characters,
# U+FFFD, ligatures and marks) for what stands on a page, picture for an image,
# page to end it; last pdf_end FILE [TITLE].  PDF_TRAILER goes into the trailer,
# PDF_CATALOG into the catalog.

pdf_begin() {
	rm -rf pdf.tmp
	mkdir pdf.tmp
	: >pdf.tmp/page
	pages=0
}

text() {
	printf 'BT /F 12 Tf %s %s Td (%s) Tj ET\n' "$1" "$2" \
	    "$(printf %s "$3" | sed 's/[\\()]/\\&/g')" >>pdf.tmp/page
}

han() {
	printf 'BT /H 12 Tf %s %s Td <%s> Tj ET\n' "$1" "$2" \
	    "$(printf %s "$3" | iconv -f UTF-8 -t UTF-16BE | od -An -v -tx1 |
	    tr -d ' \n')" >>pdf.tmp/page
}

glyphs() {
	printf 'BT /G 12 Tf %s %s Td <%s> Tj ET\n' "$1" "$2" "$3" \
	    >>pdf.tmp/page
}

picture() {
	printf 'q 400 0 0 400 100 200 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \001 EI Q\n' \
	    >>pdf.tmp/page
}

page() {
	pages=$((pages + 1))
	mv pdf.tmp/page "pdf.tmp/page$pages"
	: >pdf.tmp/page
}

# object CONTENT: adds an object to the file.
object() {
	objects=$((objects + 1))
	printf '%010d 00000 n \n' "$(wc -c <"$file")" >>pdf.tmp/xref
	printf '%d 0 obj\n%s\nendobj\n' "$objects" "$1" >>"$file"
}

# stream FILE: adds one that is a stream.
stream() {
	object "<</Length $(wc -c <"$1")>>
stream
$(cat "$1")
endstream"
}

pdf_end() {
	file=$1
	objects=0
	: >pdf.tmp/xref
	printf '%%PDF-1.4\n' >"$file"
	object "<</Type/Catalog/Pages 2 0 R${PDF_CATALOG-}>>"
	kids=
	i=0
	while [ "$i" -lt "$pages" ]; do
		kids="$kids $((10 + 2 * i)) 0 R"
		i=$((i + 1))
	done
	object "<</Type/Pages/Count $pages/Kids[$kids]>>"
	object '<</Type/Font/Subtype/Type1/BaseFont/Helvetica
/Encoding/WinAnsiEncoding>>'
	object '<</Type/Font/Subtype/Type0/BaseFont/STSong-Light
/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>'
	object '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light
/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000
/FontDescriptor 6 0 R>>'
	object '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6
/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120
/CapHeight 880/StemV 93>>'
	object '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 8 0 R
/FirstChar 0/LastChar 255>>'
	cat >pdf.tmp/cmap <<-'END'
	/CIDInit /ProcSet findresource begin 12 dict begin begincmap
	/CMapName /X def /CMapType 2 def
	1 begincodespacerange <00> <ff> endcodespacerange
	10 beginbfchar <01> <e001> <02> <fffd> <03> <fb01> <04> <fe8d>
	<05> <2f00> <06> <fe35> <07> <00ad> <08> <202a> <09> <0001> <0a> <ff12>
	endbfchar 1 beginbfrange <20> <7e> <0020> endbfrange
	endcmap end end
	END
	stream pdf.tmp/cmap
	object "<</Title($(printf %s "${2-}" | sed 's/[\\()]/\\&/g'))>>"
	i=0
	while [ "$i" -lt "$pages" ]; do
		i=$((i + 1))
		object "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]
/Contents $((objects + 2)) 0 R/Resources<</Font<</F 3 0 R/H 4 0 R/G 7 0 R>>>>>>"
		stream "pdf.tmp/page$i"
	done
	xref=$(wc -c <"$file")
	{
		printf 'xref\n0 %d\n0000000000 65535 f \n' $((objects + 1))
		cat pdf.tmp/xref
		printf 'trailer<</Size %d/Root 1 0 R/Info 9 0 R%s>>\n' \
		    $((objects + 1)) "${PDF_TRAILER-}"
		printf 'startxref\n%d\n%%%%EOF\n' "$xref"
	} >>"$file"
	rm -rf pdf.tmp
}
