#!/bin/sh
# wk-text on web pages of many kinds: the main text, and nothing else.
# Each page in pages/ says at its end, in comments, what its text must hold
# ("with") and must not hold ("without").
. "$(dirname "$0")/../lib.sh"
need wk-text iconv
PAGES=$ROOT/tests/wk-text/pages

# marks KIND PAGE: the snippets, a line each.
marks() {
	sed -n "s/^<!-- $1: \\(.*\\) -->\$/\\1/p" "$2"
}

# holds SNIPPET: whether the record in text holds it, JSON or not.
holds() {
	grep -qF -e "$1" text
}

right=0 missing=0 wrong=0 pages=0
# shellcheck disable=SC2094 # marks only reads the page
for page in "$PAGES"/*.html; do
	pages=$((pages + 1))
	sed '/^<!-- with/d' "$page" >page.html
	if grep -q 'charset=gb2312' page.html; then
		iconv -f utf-8 -t gbk page.html >gbk.html
		mv gbk.html page.html
	fi
	wk-text page.html >text
	marks with "$page" >marked
	while IFS= read -r snippet; do
		if holds "$snippet"; then
			right=$((right + 1))
		else
			missing=$((missing + 1))
			note "${page##*/}: missing: $snippet"
		fi
	done <marked
	marks without "$page" >marked
	while IFS= read -r snippet; do
		holds "$snippet" || continue
		wrong=$((wrong + 1))
		note "${page##*/}: too much: $snippet"
	done <marked
done
recall=$((right * 1000 / (right + missing)))
precision=$((right * 1000 / (right + wrong)))
note "$pages pages: of 1000, recall $recall, precision $precision"
[ "$pages" -ge 20 ]
result $? 'there are twenty pages'
[ "$recall" -ge 950 ]
result $? 'recall is at least 0.95'
[ "$precision" -ge 900 ]
result $? 'precision is at least 0.9'

# A page that scripts build has its text in noscript, if it has any.
line='The tide mill at Rivermouth worked for two hundred years before the bridge was built.'
printf '<div>Loading</div><noscript>%s %s %s %s</noscript>' "$line" "$line" \
    "$line" "$line" >page.html
wk-text page.html >text
holds 'Rivermouth'
result $? 'the text of a noscript element, where there is no other'
printf '<p>%s</p><noscript>enable %s</noscript>' "$line $line $line $line" \
    "$line" >page.html
wk-text page.html >text
! holds enable
result $? 'no text of a noscript element beside other text'

# Names like "date" do not cut words out of sentences.
printf '<h1>t</h1><p class="date">1 May</p><p>The mill closed on <span class="date">3 May</span>, they say. %s</p><p>%s %s</p>' \
    "$line" "$line" "$line" >page.html
wk-text page.html >text
holds 'closed on 3 May, they say'
result $? 'a date within a sentence stays'
! holds '1 May'
result $? 'a date by itself does not'

# A menu falls off a page of one line, and does not where it is all.
menu='<div><ul><li><a href=1>Contact us</a><li><a href=2>Opening hours</a></ul></div>'
printf '%s<p>The office is closed on Friday, 3 May.</p>' "$menu" >page.html
is "$(wk-text page.html | cut -d '"' -f 4)" \
    'The office is closed on Friday, 3 May.' 'a page of one line'
printf '<h1>Links</h1>%s' "$menu" >page.html
is "$(wk-text page.html | cut -d '"' -f 4)" \
    '# Links\n\n- Contact us\n- Opening hours' 'a page of links'

# A page that shows text gives some.
for body in '<nav><a href=1>only a menu</a></nav>' \
    '<footer>only a footer</footer>' \
    '<div class="sidebar"><p>one line</p></div>' \
    '<header><h1>title</h1></header>' '<a href=x>one link</a>'; do
	printf '<html><body>%s</body></html>' "$body" >page.html
	wk-text page.html >text
	! grep -q '"text":""' text
	result $? "not empty: $body"
done
done_testing
