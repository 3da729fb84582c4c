# A terminal session to SVG: lines that begin with "$ " were typed.  A Chinese
# character takes two columns.  Usage: awk -v title=TITLE -f session.awk
function escaped(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

{ line[NR] = $0 }

END {
	step = 20
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\"" \
	    " height=\"" NR * step + 64 "\" role=\"img\">"
	print "<title>" escaped(title) "</title>"
	print "<style>text { font: 14px ui-monospace, 'DejaVu Sans Mono'," \
	    " 'Noto Sans Mono CJK SC', monospace; fill: #d8dee9;" \
	    " white-space: pre } .typed { fill: #a3be8c }</style>"
	print "<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#2e3440\"/>"
	for (i = 0; i < 3; i++)
		print "<circle cx=\"" 20 + 20 * i "\" cy=\"18\" r=\"6\"" \
		    " fill=\"#4c566a\"/>"
	for (i = 1; i <= NR; i++)
		print "<text x=\"16\" y=\"" 36 + i * step "\"" \
		    (line[i] ~ /^\$ / ? " class=\"typed\"" : "") \
		    " xml:space=\"preserve\">" escaped(line[i]) "</text>"
	print "</svg>"
}
