#!/bin/sh
# What wk-text takes documents for: by their bytes; by their names only where
# kinds of text look alike.
. "${0%/*}/../lib.sh"
need wk-text jq

# told WANT NAME: the type of the file NAME, and the kind of error if it is one
# of not knowing.
told() {
	is "$(wk-text "$2" 2>err | head -n 1 | jq -r '.type // "-",
	    (if .type == null or .error.kind == "unknown_type"
	    then .error.kind else empty end)' |
	    paste -sd ' ' -)" "$1" "$2: $1"
}

# b BYTES [N]: the bytes, in printf's spelling, and N zeros.
b() {
	printf '%b' "$1"
	[ "${2-0}" -eq 0 ] || head -c "$2" /dev/zero
}

# Signatures win over names.
b '%%PDF-1.4\n1 0 obj\n' | sed 's/%%/%/' >a.docx
told pdf a.docx
b '\n\njunk\n%PDF-1.7\n1 0 obj\n' >b.txt
told pdf b.txt
b '%PDF-1.4 is how a PDF begins' >c.pdf
told pdf c.pdf
b 'A file that begins with %PDF-1.4 is a PDF.\n' >d.pdf
told text d.pdf
b '{\\rtf1\\ansi a}' >e.doc
told 'rtf' e.doc
b '%!PS-Adobe-3.0\n' >f.ps
told 'postscript unknown_type' f.ps
b '\0211PNG\r\n\0032\n' 40 >g.txt
told 'image' g.txt
b '\0377\0330\0377\0340' 40 >h.jpg
told 'image' h.jpg
b 'GIF89a' 40 >i.gif
told 'image' i.gif
b 'II*\0' 40 >j.tif
told 'image' j.tif
b 'RIFF\01\0\0\0WEBPVP8 ' 40 >k.webp
told 'image' k.webp
b 'BM\0\01' 70 >l.bmp
told 'image' l.bmp
b 'BMW is a firm.\n' >m.bmp
told text m.bmp
b 'AT&TFORM' 40 >n.djvu
told 'image' n.djvu
b '\0037\0213\010' 20 >o.csv
told 'gzip unknown_type' o.csv
b '\0375\0067zXZ\0' 20 >p.xz
told 'xz unknown_type' p.xz
b 'BZh91AY&SY' 20 >q.bz2
told 'bzip2 unknown_type' q.bz2
b '7z\0274\0257\0047\0034' 20 >r.7z
told '7z unknown_type' r.7z
b 'Rar!\0032\007' 20 >s.rar
told 'rar unknown_type' s.rar
b '\0\0\0\0030ftypisom' 20 >t.mp4
told 'video unknown_type' t.mp4
b '\0\0\0\0030ftypheic' 20 >u.heic
told 'image' u.heic
b 'ID3\03\0' 20 >v.mp3
told 'audio unknown_type' v.mp3
b 'MZ\0220\0' 70 >w.exe
told 'program unknown_type' w.exe
b 'MZ is a postcode.\n' >x.exe
told text x.exe
b '\0177ELF\02\01\01' 20 >y
told 'program unknown_type' y
b 'SQLite format 3\0' 20 >z.db
told 'sqlite unknown_type' z.db
{
	head -c 60 /dev/zero
	b BOOKMOBI 20
} >aa.mobi
told 'mobi' aa.mobi
b '\01\02\03\0\05' 20 >bb.dat
told 'binary unknown_type' bb.dat
b '\01\02\03\0\05' 20 >bb.txt
told 'binary unknown_type' bb.txt
is "$(wk-text o.csv 2>err | jq -r .error.message)" \
    'o.csv: it is a file packed by gzip: unpack it first' \
    'the message says what it is, and what to do'
: >empty.docx
told text empty.docx

# OLE, where a directory tells, or a broken one is searched.
wide() {
	printf %s "$1" | sed 's/./&\n/g' | tr '\n' '\0'
}
ole() {
	b '\0320\0317\0021\0340\0241\0261\0032\0341' 504
	wide "$1"
	head -c 900 /dev/zero
}
ole EncryptedPackage >a1.docx
told '- encrypted' a1.docx
{
	b '\0320\0317\0021\0340\0241\0261\0032\0341' 40
	wide EncryptedPackage
} >a2.xlsx
told '- encrypted' a2.xlsx
# no converter reads these, so the type is told all the same
ole WordDocument >a3.doc
is "$(wk-text -c doc=true a3.doc 2>err | jq -r .type)" doc 'an old DOC'
ole Workbook >a4.txt
is "$(wk-text -c xls=true a4.txt 2>err | jq -r .type)" xls 'an old XLS'
ole 'PowerPoint Document' >a5
is "$(wk-text -c ppt=true a5 2>err | jq -r .type)" ppt 'an old PPT'
ole __properties_version1.0 >a6.msg
told 'msg unknown_type' a6.msg
ole FileHeader >a7.doc
told 'ole unknown_type' a7.doc

# entry NAME KIND LEFT RIGHT CHILD START: an entry of an OLE directory.
entry() {
	{
		wide "$1"
		head -c 64 /dev/zero
	} | head -c 64
	b "$(printf '\\0%o\\0\\0%o\\01' $((2 * ${#1} + 2)) "$2")"
	for n in "$3" "$4" "$5"; do
		if [ "$n" -lt 0 ]; then
			b '\0377\0377\0377\0377'
		else
			b "$(printf '\\0%o' "$n")" 3
		fi
	done
	head -c 36 /dev/zero
	b "$(printf '\\0%o' "$6")" 3
	b '\0\020' 6
}
# cfb: an OLE file of one sector of FAT, one of directory (stdin), and more.
cfb() {
	b '\0320\0317\0021\0340\0241\0261\0032\0341' 16
	b '\0076\0\03\0\0376\0377\011\0\06\0' 10
	b '\01\0\0\0\01\0\0\0' 4
	b '\0\020\0\0\0376\0377\0377\0377\0\0\0\0\0376\0377\0377\0377' 4
	b '\0\0\0\0'
	head -c 432 /dev/zero | tr '\0' '\377'
	b '\0375\0377\0377\0377\0376\0377\0377\0377'
	head -c 504 /dev/zero | tr '\0' '\377'
	cat
}
# A workbook within a Word document, deeper; and the reverse.
{
	entry 'Root Entry' 5 -1 -1 1 0
	entry WordDocument 2 2 -1 -1 2
	entry ObjectPool 1 -1 -1 3 0
	entry Workbook 2 -1 -1 -1 2
	b '\0354\0245\0301\0\0\0\0\0\0\0\0\0' 600
} | cfb >doc.xls
is "$(wk-text -c doc=true -c xls=true doc.xls 2>err | jq -r .type)" doc \
    'a DOC that embeds a workbook is a DOC'
{
	entry 'Root Entry' 5 -1 -1 1 0
	entry Workbook 2 2 -1 -1 2
	entry ObjectPool 1 -1 -1 3 0
	entry WordDocument 2 -1 -1 -1 2
	b '\011\010\020\0' 600
} | cfb >xls.doc
is "$(wk-text -c doc=true -c xls=true xls.doc 2>err | jq -r .type)" xls \
    'a workbook that embeds a DOC is one'
{
	entry 'Root Entry' 5 -1 -1 1 0
	entry WordDocument 2 1 1 1 2
	entry x 1 1 2 2 0
	entry y 1 0 0 0 0
	b '\0354\0245\0301\0\0\0\0\0\0\0\0\01' 600
} | cfb >locked.doc
told '- encrypted' locked.doc
{
	entry 'Root Entry' 5 -1 -1 1 0
	entry Workbook 2 -1 -1 -1 2
	entry x 1 -1 -1 -1 0
	entry y 1 -1 -1 -1 0
	b '\011\010\04\0\0\06\05\0\0057\0\066\0' 600
} | cfb >locked.xls
told '- encrypted' locked.xls

# Zip archives.
zipped() {
	echo other >z/other.txt
	makezip "$2" z
	told "$1" "$2"
	rm -rf z && mkdir z
}
types='<Types xmlns="x"><Override PartName="/%s" ContentType="application/vnd.%s"/></Types>'
rels='<Relationships><Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="%s"/></Relationships>'
# office WANT NAME PART CONTENT-TYPE
office() {
	mkdir -p z/_rels "z/$(dirname "$3")"
	# shellcheck disable=SC2059
	printf "$types" "$3" "$4" >'z/[Content_Types].xml'
	# shellcheck disable=SC2059
	printf "$rels" "$3" >z/_rels/.rels
	echo '<document/>' >"z/$3"
	zipped "$1" "$2"
}
if ! makezip -n 1 try.zip 2>/dev/null; then
	skip 22 'no makezip: make check builds it, if libzip is there'
else
	mkdir z
	main=openxmlformats-officedocument
	office docx 1.txt word/document.xml \
	    $main.wordprocessingml.document.main+xml
	office docx 2.zip other/Main.xml \
	    ms-word.document.macroEnabled.main+xml
	office docx 3.dotx t.xml $main.wordprocessingml.template.main+xml
	office pptx 4.docx a.xml \
	    $main.presentationml.slideshow.main+xml
	office pptx 5 a.xml ms-powerpoint.presentation.macroEnabled.main+xml
	office xlsx 6.csv a.xml $main.spreadsheetml.sheet.main+xml
	office xlsx 7.csv a.xml ms-excel.sheet.macroEnabled.main+xml
	office 'xlsb unknown_type' 8.xlsx xl/workbook.bin \
	    ms-excel.sheet.binary.macroEnabled.main
	office 'visio unknown_type' 9.docx visio/document.xml \
	    ms-visio.drawing.main+xml
	office docx 10 word/document.xml nothing
	# odf WORD: by its mimetype
	for case in text:odt text-template:odt presentation:odp \
	    spreadsheet:ods 'graphics:odg unknown_type'; do
		printf 'application/vnd.oasis.opendocument.%s' \
		    "${case%%:*}" >z/mimetype
		zipped "${case#*:}" "odf-${case%%:*}.zip"
	done
	mkdir z/META-INF
	echo '<m:manifest xmlns:m="x"><m:file-entry m:full-path="/" '\
'm:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'\
'</m:manifest>' >z/META-INF/manifest.xml
	zipped ods manifest.odt
	printf 'application/epub+zip\n' >z/mimetype
	zipped epub book.zip
	mkdir z/META-INF
	echo '<container/>' >z/META-INF/container.xml
	zipped epub book.docx
	mkdir z/META-INF
	echo a >z/META-INF/MANIFEST.MF
	zipped 'jar unknown_type' program.docx
	echo a >z/a.txt
	zipped 'zip unknown_type' files.docx
	is "$(wk-text files.docx 2>err | jq -r .error.message)" \
	    'files.docx: it is a zip archive: unpack it first' \
	    'a zip archive is told to be one'
	printf 'PK\003\004' >z.docx
	mv z.docx cut.docx
	told '- bad_archive' cut.docx
fi

# HTML, whatever its name.
b '<!DOCTYPE html><p>a' >1.txt
told html 1.txt
b '\0357\0273\0277\n<!-- a > b -->\n<HTML lang=zh><p>a' >2.doc
told html 2.doc
b '<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html/>' >3.xml
told html 3.xml
b '<?xml version="1.0"?>\n<x:html xmlns:x="a"/>' >doc4
told html doc4
printf '<html><body>\344\275\240' | iconv -f UTF-8 -t UTF-16 >5.txt
told html 5.txt
b '<\0h\0t\0m\0l\0>\0a\0' >6.txt
told html 6.txt
b '<div><p>one</p><p>two</p></div>' >doc7
told html doc7
b '<DIV class=a>one<br>two</div>\n' >doc11
told html doc11
b '<h1 id=a>one</H1>\n' >doc14
told html doc14
b '<p> is an element of HTML; and its end </q> is not' >doc12
told text doc12
printf '<html><body>\344\275\240' | iconv -f UTF-8 -t UTF-32LE >doc13
told html doc13
b '<div><p>one</p><p>two</p></div>' >7.txt
told html 7.txt
b '<p align="center"><b>Name</b></p>\n\n# Name\n' >8.md
told markdown 8.md
b '<p> is an element of HTML, as <div> is.\n' >9.txt
told text 9.txt
b 'no tags' >10.htm
told html 10.htm
b '<table><tr><td>a</td><td>b</td></tr></table>' >export.xls
told html export.xls
b '<?xml version="1.0"?><p>a</p>' >12.html
told html 12.html
b '<?xml version="1.0"?><rss><a/></rss>' >11.xml
told 'xml unknown_type' 11.xml
b '<?xml version="1.0"?><!-- a --><FictionBook xmlns="a"/>' >12.txt
is "$(wk-text -c fb2=true 12.txt 2>err | jq -r .type)" fb2 '12.txt: fb2'
mime=application/vnd.oasis.opendocument
b "<?xml version='1.0'?>\n<office:document office:mimetype='$mime.text'>" \
    >14.txt
told odt 14.txt
b "<?xml version='1.0'?>\n<office:document office:mimetype='$mime.presentation'>" \
    >15.fodp
told odp 15.fodp
b '<?xml version="1.0"?><document>' >16.xml
told 'xml unknown_type' 16.xml
b '<svg xmlns="a"/>' >13.svg
told 'svg unknown_type' 13.svg

# JSON and JSONL.
b '{"text":"a"}\n{"text":"b"}\n' >1.json
told jsonl 1.json
b '{"text":"a"}\r\n\r\n{"text":"b"}' >2.txt
told jsonl 2.txt
b '\0357\0273\0277[{"text":"a"},\n{"text":"b"}]\n' >3.txt
told json 3.txt
b '{"text":"a"}\n' >4.jsonl
told jsonl 4.jsonl
b '{"text":"a"}\n' >doc5
told json doc5
b '[1] A. Smith, Title.\n[2] B. Jones, Title.\n' >6.txt
told text 6.txt
b '[link](a.html) and more\n' >7.txt
told text 7.txt
b '{curly} text' >doc8
told text doc8
b '{\n// a comment\n"a":1}' >9.json
told json 9.json
awk 'BEGIN { printf "["; for (i = 0; i < 9000; i++)
    printf "{\"text\":\"\344\275\240 %d\"},", i; print "{}]" }' >10.txt
told json 10.txt
awk 'BEGIN { printf "["; for (i = 0; i < 9000; i++) printf "a %d", i }' >11.txt
told text 11.txt

# Tables, where the name says nothing.
b 'a\tb\tc\n1\t2\t3\n4\t5\t6\n' >doc1
told tsv doc1
b 'a,b,c\n1,2,3\n"4, 5\n6",7,8\n' >doc2
told csv doc2
b 'a;b;c\r\n1,5;2;3\r\n1;2;3\r\n' >doc3
told csv doc3
b 'a,b,c\n1,2,3\n4,5,6\n' >4.xls
told csv 4.xls
b 'a,b,c\n1,2,3\n4,5,6\n' >5.txt
told text 5.txt
b 'one, two, three\nfour, five, six\nseven, eight, nine\n' >doc6
told text doc6
b 'a,b,c\n1,2\n3,4,5\n' >doc7
told text doc7
b 'a,b,c\n1,2,3\n' >doc8
told text doc8
b 'any text' >9.csv
told csv 9.csv
b 'any text' >10.tab
told tsv 10.tab
awk 'BEGIN { for (i = 0; i < 9999; i++) print i ",\"a,\"\"b\"\"\"," i }' >doc11
told csv doc11

# Markdown, where the name says nothing.
printf '%s\n' --- 'title: a' --- text >doc1
told markdown doc1
b '# One\n\ntext\n\n## Two\n' >doc2
told markdown doc2
b '# One\n\n- a\n- b\n' >doc3
told markdown doc3
b '# comment\nset a\n# comment\nset b\n' >doc4
told text doc4
b 'a # b\n' >5.markdown
told markdown 5.markdown
b '# One\n\n## Two\n' >6.py
told text 6.py
b 'plain\n' >7.MD.txt
told text 7.MD.txt
b 'plain\n' >8.MD
told markdown 8.MD
b 'plain\n' >dir.md-no
told text dir.md-no

# Mail.
b 'From: a\nMIME-Version: 1.0\n\ntext\n' >1.eml
told 'mail unknown_type' 1.eml
b 'From: a\nTo: b\n\ntext\n' >2.txt
told text 2.txt

# The user's own words.
b 'a\n' >1.tex
is "$(wk-text -c tex='sed s/a/b/' 1.tex | jq -r '.type, .text')" 'tex
b' '-c names an ending of texts'
is "$(wk-text -c TXT='sed s/a/b/' <1.tex | jq -r '.type, .text')" 'text
a' 'stdin has no ending'
is "$(wk-text -c html='sed s/a/b/' --source 'x.html' <1.tex |
    jq -r '.type, .text')" 'html
b' '-c names a type that we read'
b 'PK\0005\0006' 18 >empty.docx	# an archive of no files
is "$(wk-text -c zip='cat' empty.docx 2>err | jq -r .error.kind)" \
    converter_failed '-c names a type that we do not read'
done_testing
