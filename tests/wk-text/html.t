#!/bin/sh
# wk-text on HTML: blocks, lists, tables, what is not shown, encodings.
# shellcheck disable=SC2016 # backquotes are Markdown's
. "$(dirname "$0")/../lib.sh"
need wk-text iconv

# text FILE: the text of its record, a JSON string.
text() {
	wk-text "$@" | sed 's/^{"text":\(".*"\),"source".*/\1/'
}

# reads HTML TEXT NAME: the text, a JSON string without quotes, of HTML.
reads() {
	printf '%s' "$1" >page.html
	is "$(text page.html)" "\"$2\"" "$3"
}

reads '<h1>Head <b>bo</b>ld</h1><p>One<br>two&nbsp; &amp;<br><br>three</p>tail' \
    '# Head bold\n\nOne\ntwo &\n\nthree\n\ntail' \
    'headings and paragraphs are parted; inline elements part no words'
reads '<h1>C#<a class="headerlink" href="#c">¶</a></h1><p>a</p><h2>
<a href="#d">#</a> <a href="d">Two</a></h2><p>b <a href="#">#</a></p>' \
    '# C#\n\na\n\n## Two\n\nb #' \
    'signs that lead to a heading are no part of it'
reads '<p>中文
文字 <ruby>東<rp>(</rp><rt>とう</rt>京<rt>きょう</rt></ruby></p>' '中文文字 東京' \
    'a line end within Chinese is none; readings are left out'
reads '<p>the mill<a href="#n1" epub:type="noteref">1</a> of
Heron<sup class="reference"><a href="#c">[2]</a></sup> Ford<a href="#f"
class="footnote-ref" role="doc-noteref"><sup>3</sup></a>; m<sup>2</sup></p>
<aside epub:type="footnote" id="n1"><p>one</p></aside>
<section class="footnotes" role="doc-endnotes"><hr><ol><li>three <a href="#r"
class="footnote-back">↩︎</a></li></ol></section><p class="reference">kept</p><div
class="footnotes">and this</div>' \
    'the mill of Heron Ford; m2\n\nkept\n\nand this' \
    'footnotes and their marks are left out, other raised text is not'
wk-text -v page.html 2>&1 >/dev/null | grep -q 'footnotes left out: 3'
result $? 'which -v tells'
reads '<div>a<div>b</div>c</div>d<section>e</section>' \
    'a\n\nb\n\nc\n\nd\n\ne' 'block elements part words'
reads '<ol start=3><li>three<ul><li>in<li>n<b>e</b>r</ul><li value=7><p>seven</p>
<p>more</p></li><li>eight</ol>' \
    '3. three\n    - in\n    - ner\n7. seven\n    more\n8. eight' \
    'lists in lists, start and value'
reads '<ol type=a reversed><li>x<li>y</ol><p>p</p><ol type=I start=4><li>z</ol>' \
    'b. x\na. y\n\np\n\nIV. z' 'letters, numerals, numbers that go down'
reads '<p>Rates</p><table><caption>Cap</caption><tr><th>a<th>b<th>c
<tr><td rowspan=2>A<td colspan=2>wide<tr><td>x<td>y|z</table>' \
    'Rates\n\nCap\n\n| a | b | c |\n| --- | --- | --- |\n| A | wide | |\n| | x | y\\|z |' \
    'merged cells of a table: their text once, the others empty'
reads '<table><tr><td><h2>Title</h2>one<br><br>two<td>right<tr><td>low<td></table>' \
    '## Title\n\none\n\ntwo\n\nright\n\nlow' \
    'a table with headings in it is no table of data'
reads '<p>Code:</p><pre>
 a
   b <b>c</b> `x`
</pre>' 'Code:\n\n```\n a\n   b c `x`\n```' 'pre is verbatim'
reads '<dl><dt>term<dd>meaning</dl><blockquote>quote</blockquote><hr>end' \
    'term\n\nmeaning\n\nquote\n\nend' 'dl, blockquote, hr'
reads '<p>seen</p><div hidden>a</div><p style="color:red; Display : none">b</p>
<script>var c = "<p>c</p>";</script><style>d{}</style><template>e</template>
<noscript>f</noscript><svg><text>g</text></svg><!-- h -->' 'seen' \
    'what a browser does not show is left out'
reads '<p>soft&shy;ly &#x4e2d;&notanentity; 1 < 2 &lt;b&gt;' \
    'softly 中&notanentity; 1 < 2 <b>' 'character references'
reads '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title/><script src="x"/></head><body><p>a<a id="x"/>b<![CDATA[ <c> & d]]></p>
<script>/*<![CDATA[*/ if (1 < 2) e(); /*]]>*/</script><div/><p>f</p></body></html>' \
    'ab <c> & d\n\nf' 'XHTML: empty elements, CDATA'
reads 'plain text, no tags' 'plain text, no tags' 'a page without elements'

# titled HTML TITLE NAME: the title that the record has.
titled() {
	printf '%s' "$1" >page.html
	is "$(wk-text page.html | sed 's/.*,"title":\("[^"]*"\).*/\1/')" \
	    "\"$2\"" "$3"
}

titled '<title> A
mill &amp; a dam </title><p>text' 'A mill & a dam' 'the title, in one line'
titled '<title>A mill built of stone | Site</title><h1>A mill built of stone</h1>
<p>text' 'A mill built of stone' 'the name of the site is no part of the title'
titled '<title>How to mend a kettle - Site</title><h1>Site</h1><p>text' \
    'How to mend a kettle - Site' 'an h1 that is the name of the site is no title'
titled '<meta property="og:title" content="石桥修缮完工"><title>石桥修缮完工_本地新闻</title>
<p>文' '石桥修缮完工' 'og:title is the title without the site'
titled '<h1>Only <b>this</b></h1><p>text' 'Only this' 'an h1 without a title'

# Encodings: each page has one paragraph.
page='<p>中文网页的正文应当完整无误地读出来。</p>'
want='"中文网页的正文应当完整无误地读出来。"'
for c in gb2312 gbk; do
	printf '<meta charset=%s>%s' $c "$page" | iconv -f utf-8 -t gb18030 >page.html
	is "$(text page.html)" "$want" "GB18030 that calls itself $c"
done
printf '<meta charset=utf-8>%s' "$page" | iconv -f utf-8 -t gb18030 >page.html
is "$(text page.html)" "$want" 'GB18030 that calls itself UTF-8'
printf '<meta charset=iso-8859-1>%s' "$page" | iconv -f utf-8 -t gb18030 >page.html
is "$(text page.html)" "$want" 'GB18030 that calls itself Latin-1'
printf '%s' "$page" | iconv -f utf-8 -t gb18030 >page.html
is "$(text page.html)" "$want" 'GB18030 without a label'
printf '<meta charset=gbk>%s' "$page" >page.html
is "$(text page.html)" "$want" 'UTF-8 that calls itself GBK'
printf '\357\273\277<meta charset=gbk>%s' "$page" >page.html
is "$(text page.html)" "$want" 'UTF-8 with a byte order mark'
printf '\377\376' >page.html
printf '<meta charset=utf-8>%s' "$page" | iconv -f utf-8 -t utf-16le >>page.html
is "$(text page.html)" "$want" 'UTF-16 with a byte order mark'
printf '<p>日本語のページの本文です。①</p>' >in
{ printf '<meta http-equiv="content-type" content="text/html; charset=Shift_JIS">'
	iconv -f utf-8 -t cp932 in; } >page.html
is "$(text page.html)" '"日本語のページの本文です。①"' 'Shift_JIS is cp932'
{ printf '<meta charset="iso-2022-jp">'
	sed 's/①//' in | iconv -f utf-8 -t iso-2022-jp; } >page.html
has "$(text page.html)" '日本語のページの本文です。' 'ISO-2022-JP, which is all ASCII'
printf '<meta charset=iso-8859-1><p>\223caf\351\224 \200 5</p>' >page.html
is "$(text page.html)" '"“café” € 5"' 'Latin-1 is Windows-1252'
printf '<meta content="text/html; charset=3Dwindows-1252"><p>caf\351</p>' >page.html
is "$(text page.html)" '"café"' 'the label of an e-mail that nobody decoded'
printf '<?xml version="1.0" encoding="windows-1251"?><p>\317\360\350\342\345\362</p>' >page.html
is "$(text page.html)" '"Привет"' 'an XML declaration'
awk 'BEGIN { for (i = 0; i < 900; i++) printf "<!-- fill -->\n" }' >page.html
printf '<meta charset=windows-1251><p>\317\360\350\342\345\362</p>' >>page.html
is "$(text page.html)" '"Привет"' 'a label far down'
{ printf '%s' "$page$page$page"; printf '<p>\377broken</p>'; } >page.html
has "$(text page.html 2>err)" '�broken' 'a stray byte in UTF-8 is replaced'
is "$(cat err)" 'wk-text: page.html: 1 byte is not UTF-8: replaced by U+FFFD' \
    'and told'
{ printf '<meta charset=gbk><p>\326</p>'
	printf '%s%s%s' "$page" "$page" "$page" | iconv -f utf-8 -t gbk; } >page.html
has "$(text page.html 2>/dev/null)" '�' 'half a character in GBK is replaced'
printf '<p>a\000b</p>' >page.html
is "$(text page.html)" '"ab"' 'NUL bytes are dropped'
: >page.html
is "$(text page.html)" '""' 'an empty page'

# The sanitizers are slower.
case $B in
*asan*) most=20 ;;
*) most=$((2 * SLOW)) ;;
esac

# quick NAME: the page is read in so many seconds of processor time, however
# busy the machine is, to its end.
quick() {
	# shellcheck disable=SC3045
	has "$(ulimit -t "$most"; wk-text page.html | tail -c 200)" 'theend' \
	    "$1: in time"
}

# many N TEXT: the text N times.
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { while (n-- > 0) printf "%s", s }'
}

{ many 200000 '<div>'; printf 'theend'; } >page.html
quick '200,000 elements in one another'
{ many 300000 '<b>'; printf 'theend'; } >page.html
quick '300,000 inline elements in one another'
{ many 100000 '<b>x</i>'; printf 'theend'; } >page.html
quick 'end tags without a beginning'
{ many 30000 '<table><tr><td>'; printf 'theend'; } >page.html
quick 'tables in tables'
{ many 30000 '<ul><li>'; printf 'theend'; } >page.html
quick 'lists in lists'
{ printf '<p '; awk 'BEGIN { while (n++ < 100000) printf "a%d=\"%d\" ", n, n }'
	printf '>theend'; } >page.html
quick '100,000 attributes'
{ many 200000 '&amp;&#65;&nosuch;'; printf 'theend'; } >page.html
quick 'character references'
{ many 300000 '<!'; many 1000 '<a href="'; printf '">theend'; } >page.html
quick 'tags that do not end'
{ many 100000 '<p><td>x'; printf 'theend'; } >page.html
quick 'cells without a table'
{ printf '<table>'; many 3000 '<tr><td rowspan=9999 colspan=999>x'
	printf '</table>theend'; } >page.html
quick 'cells that cover thousands'
done_testing
