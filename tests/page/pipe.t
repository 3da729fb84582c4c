#!/bin/sh
# From a question to an answer of a whole page: search, page, text, chunks,
# knowledge base, passages, answer.
# shellcheck disable=SC2154 # variables of stub.sh and page.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-web wk-page wk-text wk-split wk-index wk-find wk-rag jq

cat >1.html <<'END'
<!DOCTYPE html><html><head><meta charset="utf-8"><title>听芦工作室</title></head>
<body><nav><a href="/">首页</a> <a href="/about">关于</a></nav><article>
<h1>听芦工作室</h1><p>听芦工作室是一家开发独立游戏的公司，办公地点在江边的一座旧厂房里，周围是大片的芦苇。</p>
<p>听芦工作室的吉祥物是一只名叫“阿芦”的白鹭，它第一次出现是在2017年的年会上，由美术组的实习生画成。</p>
<p>工作室每年秋天都会组织员工去江边拾芦花，这个传统一直保留到今天。</p></article></body></html>
END
iconv -f UTF-8 -t GB18030 1.html | sed 's/charset="utf-8"/charset="gb2312"/' >2.html
serve 'path=/robots.txt : body="User-agent: *\nDisallow: /page/3\n"' \
    'path=/search : own-links' \
    'path=/page/1 : body=@1.html header="Content-Type: text/html"' \
    'path=/page/2 : body=@2.html header="Content-Type: text/html; charset=gb2312"'
echo '{"question":"听芦工作室的吉祥物是什么？","id":7}' >asked
export SERPER_URL="$u" SERPER_API_KEY=0123456789
wk-web --all -n 3 -J journal asked >found 2>err
is "$? $(jq -c '[.id, (.hits | length)]' found)" '0 [7,3]' 'a search'
# shellcheck disable=SC2086
wk-page -c cache $hint found >pages 2>err
is "$? $(jq -r '.error.kind // "ok"' pages | tr '\n' ' ')" '1 ok ok robots ' \
    'the pages, but the one that robots.txt forbids'
wk-text --list pages >texts 2>err
is "$? $(jq -r '.error.kind // .title' texts | tr '\n' ' ')" \
    '0 听芦工作室 听芦工作室 robots ' 'their texts, in whatever encoding'
is "$(jq -r 'select(.text) | .url' texts | tr '\n' ' ')" \
    "$u/page/1 $u/page/2 " 'with their URLs'
is "$(jq -r 'select(.text) | .text' texts | grep -c 首页)" 0 'without menus'
wk-split --jsonl -p sentence -c 120 texts >chunks 2>err
is "$? $(jq -r '.url // "-"' chunks | sort -u | tr '\n' ' ')" \
    "0 $u/page/1 $u/page/2 $u/page/3 " 'chunks have them, too'
wk-index web.db chunks >added 2>err
is "$?" 1 'the error counts at the end'
has "$(cat err)" '1 robots (wk-page)' 'and is named'
wk-find -k web.db -t 0 asked | wk-rag -x >answered 2>err
has "$(jq -r .answer answered)" 阿芦 'an answer that no snippet had'
is "$(jq -r '.references[0].url' answered | sed 's,[12]$,N,')" "$u/page/N" \
    'with the URL of the page'
is "$(jq -r '[.id, .origin] | @tsv' answered)" '7	web' 'from the web'
hits=$(stub_hits path)
# shellcheck disable=SC2086
wk-web --all -n 3 -J journal asked 2>err |
    wk-page -c cache $hint 2>err >again
same again pages 'the same pages again'
is "$(($(stub_hits path) - hits))" 1 'for one request, for robots.txt'
done_testing
