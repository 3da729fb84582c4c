#!/bin/sh
# What bench.sh runs for wk-text: pages of HTML, a DOCX, small files and a CSV
# file, beside pandoc and the libraries that WK_BENCH_TEXT_PYTHON, a python,
# has: markitdown, docx2txt, trafilatura.  Peers get a tenth of the bytes; x is
# the time for a byte.  Environment: B O RUNS (5) PEER_RUNS (3) MB_TEXT (20);
# WK_BENCH_PAGES: tests/ of trafilatura's repository, for how much of the main
# text of its pages is found; WK_BENCH_DOCUMENTS: a directory of office
# documents, for how many of the words that pandoc reads are found.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/bench/lib.sh
. tests/bench/lib.sh
RUNS=${RUNS:-5} PEER_RUNS=${PEER_RUNS:-3} mb=${MB_TEXT:-20}
python=${WK_BENCH_TEXT_PYTHON:-python3}

# has PEER: whether the peer is here.
has() {
	case $1 in
	pandoc) command -v pandoc >/dev/null ;;
	*) "$python" tests/bench/text.py "$1" 2>/dev/null ;;
	esac || { echo "  not found: $1"; false; }
}

# peer NAME BYTES FILE...: a row for a library of Python.
peer() {
	name=$1 bytes=$2
	shift 2
	! has "$name" || row "$name | cat" "$PEER_RUNS" "$bytes" \
	    "'$python' tests/bench/text.py $name $* 2>/dev/null | cat"
}

# pages DIR N PARAGRAPHS: so many pages of HTML, each with a menu, a side bar,
# links, a table and a footer around its paragraphs.
pages() {
	mkdir -p "$1"
	LC_ALL=C awk -v dir="$1" -v pages="$2" -v paragraphs="$3" '
	    function text(n, s) {
		for (; n > 0; n--)
			s = s words[1 + int(rand() * most)] (rand() < 0.1 ? \
			    ", " : " ")
		return s "."
	    }
	    BEGIN {
		srand(11)
		most = split("moon tide harbour bridge of the and a 云泽 " \
		    "芦港 信听船家 boat answered letter under 石桥水口 where " \
		    "stone lamp evening", words, " ")
		for (p = 0; p < pages; p++) {
			file = sprintf("%s/%05d.html", dir, p)
			print "<!DOCTYPE html><html><head><meta charset=" \
			    "\"utf-8\"><title>" text(4) "</title><script>var " \
			    "a=1;function f(){return a<2}</script><style>p{" \
			    "margin:0}</style></head><body><nav><ul>" >file
			for (i = 0; i < 12; i++)
				print "<li><a href=\"/p" i "\" class=\"menu " \
				    "item\">" text(2) "</a></li>" >file
			print "</ul></nav><main><article><h1>" text(5) \
			    "</h1>" >file
			for (i = 0; i < paragraphs; i++) {
				if (i % 8 == 0)
					print "<h2>" text(4) "</h2>" >file
				print "<p class=\"text\">" text(40) \
				    "<a href=\"#n" i "\">" text(2) "</a> " \
				    "<em>" text(3) "</em>" text(30) "</p>" \
				    >file
			}
			print "<table><tr><th>a</th><th>b</th></tr><tr><td>" \
			    text(2) "</td><td>1</td></tr></table></article>" \
			    "</main><aside><p>" text(20) "</p></aside>" \
			    "<footer>" text(9) "</footer></body></html>" >file
			close(file)
		}
	    }'
}

# docx FILE PARAGRAPHS: sets bytes to those of its main part.
docx() {
	rm -rf "$tmp/d"
	mkdir -p "$tmp/d/_rels" "$tmp/d/word"
	cat >"$tmp/d/[Content_Types].xml" <<-'END'
	<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>
	END
	cat >"$tmp/d/_rels/.rels" <<-'END'
	<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>
	END
	awk -v paragraphs="$2" 'BEGIN {
		printf "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document "
		printf "xmlns:w=\"http://schemas.openxmlformats.org/"
		printf "wordprocessingml/2006/main\"><w:body>"
		for (i = 0; i < paragraphs; i++) {
			printf "<w:p w:rsidR=\"00%06d\"><w:pPr><w:spacing ", i
			printf "w:after=\"0\"/></w:pPr>"
			for (r = 0; r < 3; r++) {
				printf "<w:r w:rsidRPr=\"00%06d\"><w:rPr>", i
				printf "<w:b/><w:sz w:val=\"24\"/></w:rPr>"
				printf "<w:t xml:space=\"preserve\">The boat "
				printf "%d crosses the harbour, 云泽的信", i * r
				printf "在石桥。 </w:t></w:r>"
			}
			printf "</w:p>"
		}
		print "</w:body></w:document>"
	    }' >"$tmp/d/word/document.xml"
	bytes=$(wc -c <"$tmp/d/word/document.xml")
	"${O:-build}/makezip" "$1" "$tmp/d"
}

total() {
	cat "$@" | wc -c
}

pages "$tmp/pages" $((mb * 1000 / 55)) 100
bytes=$(total "$tmp"/pages/*)
few=$(find "$tmp/pages" -name '*5.html' | tr '\n' ' ')
# shellcheck disable=SC2086
few_bytes=$(total $few)
echo "wk-text, pages of HTML, main text"
base=
row 'wk-text | cat' "$RUNS" "$bytes" "wk-text $tmp/pages/* | cat"
if wk-text --help | grep -q -e ' -j'; then
	row 'wk-text -j 2 | cat' "$RUNS" "$bytes" "wk-text -j 2 $tmp/pages/* | cat"
fi
# shellcheck disable=SC2086
{
	! has pandoc || row 'pandoc | cat' "$PEER_RUNS" "$few_bytes" "for f in \
	    $few; do pandoc -f html -t plain \$f; done | cat"
	peer trafilatura "$few_bytes" $few
	peer markitdown "$few_bytes" $few
}

if docx "$tmp/a.docx" $((mb * 1500)) 2>/dev/null; then
	echo "wk-text, a DOCX, by the bytes of its XML"
	base=
	row 'wk-text | cat' "$RUNS" "$bytes" "wk-text $tmp/a.docx | cat"
	docx "$tmp/a.docx" $((mb * 150))
	! has pandoc || row 'pandoc | cat' "$PEER_RUNS" "$bytes" \
	    "pandoc -t plain $tmp/a.docx | cat"
	peer docx2txt "$bytes" "$tmp/a.docx"
	peer markitdown "$bytes" "$tmp/a.docx"
fi

pages "$tmp/small" 1000 4
bytes=$(total "$tmp"/small/*)
few=$(find "$tmp/small" -name '*5.html' | tr '\n' ' ')
# shellcheck disable=SC2086
few_bytes=$(total $few)
echo "wk-text, 1,000 small files"
base=
row 'wk-text | cat' "$RUNS" "$bytes" "wk-text $tmp/small/* | cat"
awk -v took="$took" 'BEGIN { printf "  %d files a second\n", 1000 / took }'
# shellcheck disable=SC2086
peer markitdown "$few_bytes" $few

awk -v bytes="$((mb * 1000000))" 'BEGIN {
	print "id,name,text,price"
	while (done < bytes) {
		line = ++i ",name " i ",\"The boat, 云泽的信在石桥，\"\"是\"\"。" \
		    "\nsecond line " i "\"," i / 7
		print line
		done += length(line) + 1
	}
    }' >"$tmp/a.csv"
head -n "$((mb * 2000))" "$tmp/a.csv" >"$tmp/few.csv"
bytes=$(wc -c <"$tmp/a.csv") few_bytes=$(wc -c <"$tmp/few.csv")
echo "wk-text --rows, a CSV file"
# shellcheck disable=SC2034  # row uses it
base=
row 'wk-text --rows | cat' "$RUNS" "$bytes" "wk-text --rows $tmp/a.csv | cat"
row 'wk-text | cat' "$RUNS" "$bytes" "wk-text $tmp/a.csv | cat"
row 'csv (Python) | cat' "$PEER_RUNS" "$bytes" \
    "'$python' tests/bench/text.py csv_rows $tmp/a.csv | cat"
peer markitdown "$few_bytes" "$tmp/few.csv"

if [ -n "${WK_BENCH_PAGES:-}" ]; then
	echo "wk-text, main text of web pages"
	"$python" tests/bench/main_text.py "$B" "$WK_BENCH_PAGES" 2>/dev/null
fi
if [ -n "${WK_BENCH_DOCUMENTS:-}" ]; then
	echo "wk-text, words of DOCX, ODT and EPUB that pandoc reads"
	find "$WK_BENCH_DOCUMENTS" -name '*.docx' -o -name '*.odt' \
	    -o -name '*.epub' | sort | tr '\n' '\0' |
	    xargs -0 "$python" tests/bench/recall.py "$B"
fi
