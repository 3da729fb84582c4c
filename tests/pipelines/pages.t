#!/bin/sh
# pipelines/pages: from addresses to text, and to a knowledge base.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-page wk-text wk-split wk-index wk-find wk-embed
unset https_proxy HTTPS_PROXY http_proxy all_proxy ALL_PROXY no_proxy
unset WK_EMBED_MODEL WK_EMBED_BASE_URL
export PAGE_FLAGS='--delay 0 --retries 0' WK_PAGE_ALLOW=127.0.0.1

pages() {
	bash "$ROOT/pipelines/pages" "$@" >out 2>err
}
# page NAME TEXT: a page of that title.
page() {
	printf '%s%s' '<!DOCTYPE html><html><head><meta charset="utf-8">' \
	    "<title>$1</title></head><body><nav><a href=\"/\">首页</a></nav>" >"$1.html"
	printf '<article><h1>%s</h1><p>%s</p></article></body></html>' "$1" "$2" \
	    >>"$1.html"
}
page 古钟 '云泽的水里沉着九口古钟，潮水退尽时能看见钟顶，摆渡的人都绕着走，怕碰坏了船底。'
page 石桥 '石桥镇在云泽的南边，有三座石桥和一座水磨，每逢初一和十五，四乡的人都来赶集。'
cat >script <<'END'
path=/robots.txt : body="User-agent: *\nDisallow: /secret\n"
path=/bell : body=@古钟.html header="Content-Type: text/html"
path=/bridge : body=@石桥.html header="Content-Type: text/html"
path=/late try=1 : status=404
path=/late : body=@石桥.html header="Content-Type: text/html"
path=/gone : status=404
default :
END
stub_start -s script
u=http://127.0.0.1:$port
# asked: the paths of pages that were asked for.
asked() {
	jq -r .path "$stub_log" | grep -v robots | tr '\n' ' ' | sed 's/ $//'
}

# A list as a person keeps it.
printf '\357\273\277# bells\r\n%s\r\n\r\n  # bridges\r\n  %s  \r\n%s\n%s' "$u/bell" \
    "$u/bridge" "$u/late" "$u/secret" >list
pages list
is "$? $(cat out)" '1 ' 'two of four pages gave no text' || cat err
: >want
for name in bell,古钟 bridge,石桥; do
	printf '["%s","%s",true,null]\n' "$u/${name%,*}" "${name#*,}" >>want
done
jq -c '[.url, .title, .source == .url, .path]' pages.jsonl >got
same got want 'a record a page, with its address'
is "$(jq -r .text pages.jsonl | grep -c 首页)" 0 'the main text'
is "$(jq -r .error.kind pages.jsonl.rejects)" 'not_found
robots' 'the others, with the reason'
has "$(cat err)" '2 pages to pages.jsonl, 2 to pages.jsonl.rejects' 'are told'
is "$(asked)" '/bell /bridge /late' 'robots.txt is kept to'
is "$(find . -name '*.new' -o -name 'pages.jsonl.text')" '' 'no litter'

: >"$stub_log"
sed '$d' list >fewer
pages fewer
is "$? $(asked)" '0 /late' 'again: what is missing is fetched'
is "$(jq -r .url pages.jsonl | sed 's,.*/,,' | tr '\n' ' ')" 'bell bridge late ' \
    'in the order of the list'
is "$(ls pages.jsonl.rejects 2>/dev/null)" '' 'no rejects, no file'
cp pages.jsonl whole
pages -o other.jsonl --cache pages.jsonl.cache <fewer
is "$?" 0 'from standard input, with a cache of another run'
same other.jsonl whole 'the same text'
cat >conf <<END
output=conf.jsonl
cache=pages.jsonl.cache
rejects=conf.bad
PAGE_FLAGS=--delay 0 --retries 0 --max-size 10
END
pages -c conf list - <fewer
is "$? $(jq -r .error.kind conf.bad | sort | uniq -c | tr -s ' ' | tr '\n' ' ')" \
    '1  1 robots ' 'by a file of settings, and two inputs'
is "$(grep -c '' conf.jsonl)" 3 'a page that is named twice is there once'

# As wk-web writes it.
printf '%s\n' "{\"question\":\"q\",\"hits\":[{\"text\":\"t\",\"url\":\"$u/bell\"},{\"text\":\"t\",\"url\":\"$u/bell#2\"}]}" \
    '{"question":"q","state":"success","hits":[{"url":"http://10.0.0.1/"}]}' \
    "{\"url\":\"$u/bridge\",\"id\":7}" >found
pages --hits -o hits.jsonl --cache pages.jsonl.cache found
is "$? $(jq -c '[.title, .id]' hits.jsonl | tr '\n' ' ')" \
    '0 ["古钟",null] ["石桥",7] ' '--hits: the pages of hits and of records'

# Into a base, and on.
pages -k words.db fewer
is "$?" 0 '-k'
echo '{"question":"云泽的水里沉着几口古钟？"}' >question
is "$(wk-find -k words.db question | jq -r '.hits[0] | [.url, .source] | @tsv')" \
    "$u/bell	$u/bell" 'passages of it have the address'
: >"$stub_log"
WK_EMBED_MODEL=m WK_EMBED_BASE_URL=$u/v1 pages -k both.db -J paid fewer
is "$? $(jq -r 'select(.path | test("embeddings")) | 1' "$stub_log" | grep -c 1 |
    sed 's/^[1-9].*/some/')" '0 some' 'with a model of embeddings' || cat err
[ -s paid ]
result $? 'vectors are in the journal'
is "$(bash "$ROOT/pipelines/passages" --text pages.jsonl 2>err |
    jq -r 'select(.text) | .source' | sort -u | grep -c "$u")" 3 \
    'passages and qa take the text: --text'

# What goes wrong leaves FILE as it was.
cp pages.jsonl was
echo "$u/gone" >gone
pages gone
is "$? $(jq -r .error.kind pages.jsonl.rejects)" '1 not_found' 'no page at all'
same pages.jsonl was 'the text of before stays'
has "$(cat err)" '0 pages to pages.jsonl, 1 to pages.jsonl.rejects' 'and is told'
pages none
is "$? $(grep -c 'cannot read none' err)" '2 1' 'no such list'
: >empty
pages empty
is "$?" 1 'an empty list'
same pages.jsonl was 'likewise'
PAGE_FLAGS='--no-such' pages list
is "$?" 2 'an option that wk-page has not'
same pages.jsonl was 'likewise'
for n in 1 2 3; do
	echo "http://127.0.0.$n:$port/"
done >away
stub_stop
WK_PAGE_ALLOW=127.0.0.0/8 pages away
is "$?" 75 'no host answers: again later'
same pages.jsonl was 'likewise'
WK_PAGE_ALLOW='' pages -o mine.jsonl gone
is "$? $(jq -r .error.kind mine.jsonl.rejects)" '1 bad_port' \
    'addresses that are not public are not called'
done_testing
