#!/bin/sh
# wk-page: the pages behind hits, in a cache, a record for wk-text each.
# shellcheck disable=SC2154 # variables of stub.sh and page.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-page jq

serve 'path=/robots.txt : status=404' \
    "path=/a : body=\"<title>A</title><p>the page a\" $html" \
    "path=/b : body=\"<title>B</title><p>the page b\" $html" \
    'path=/png : body="x" header="Content-Type: image/png"' \
    'path=/pdf : body="%PDF-1.4 x" header="Content-Type: Application/PDF"' \
    'path=/bytes : body="x" header="Content-Type: application/octet-stream"' \
    'path=/empty : body="" header="Content-Length: 0"' \
    'path=/204 : status=204' \
    'path=/403 : status=403' 'path=/410 : status=410' \
    'path=/418 : status=418' 'path=/500 : status=500'

# Which records.
cat >in <<END
{"question":"none"}
{"question":"a","hits":[{"text":"t","source":"A","score":1,"url":"$u/a"},{"text":"t","source":"local"},{"text":"t","url":"$u/b#part"}]}
{"question":"again","state":"unknown","hits":[{"text":"t","url":"$u/a#x"},{"text":"t","url":"$u/b"}]}
{"question":"done","state":"success","hits":[{"text":"t","url":"$u/418"}]}
{"question":"gate","state":"unsafe","hits":[{"text":"t","url":"$u/418"}]}
{"question":"bad","error":{"stage":"x","kind":"k","message":"m"}}
{ "question":"dup", "state":"duplicate", "hits":[{"text":"t","url":"$u/418"}] }
{"url":"$u/b?q","id":7,"z":1.50}
{"question":"no list","hits":7}
{"url":7}
{"url":"$u/pdf","source":"my own","error":null}
oops
END
page -v
is "$status" 1 'status 1: some failed'
is "$(kinds)" 'ok ok k ok ok bad_hits bad_field ok bad_record' \
    'a record for each page, once, and errors; questions do not go on' ||
    cat out err
is "$(sed -n 1p out | jq -c '[keys_unsorted, .url, .source]')" \
    "[[\"url\",\"path\",\"source\",\"charset\"],\"$u/a\",\"$u/a\"]" 'the fields of a page'
is "$(sed -n 2p out | jq -r .url)" "$u/b#part" 'the URL as the hit has it'
is "$(sed -n 3p out)" "$(sed -n 6p in)" 'an error passes as it came'
is "$(sed -n 4p out)" "$(sed -n 7p in)" 'so does a duplicate'
is "$(sed -n 5p out | jq -c '[.id, .source]')" "[7,\"$u/b?q\"]" \
    'a record that has a url itself keeps its fields'
has "$(sed -n 5p out)" '"id":7,"z":1.50,"path"' 'byte for byte'
is "$(sed -n 8p out | jq -c '[.source, (.path | test("[.]pdf$"))]')" \
    '["my own",true]' 'and its source'
is "$(cat "$(sed -n 1p out | jq -r .path)")" '<title>A</title><p>the page a' \
    'the page as it came'
has "$(cat err)" '4 pages: 4 fetched, 0 from cache' '-v counts'
has "$(cat err)" '2 named again; 1 record without a URL, 2 closed' 'the rest'
is "$(asked)" '/robots.txt /a /b /b?q /pdf' 'each page is asked for once'
is "$(jq -r .head "$stub_log" | grep -ci '^cookie')" 0 'no cookies'
is "$(jq -r .head "$stub_log" | grep -i '^user-agent' | sort -u | tr -d '\r')" \
    "User-Agent: wk-page/$(wk-page -V | sed 's/.* //')" 'an honest name'
is "$(jq -r .head "$stub_log" | grep -ci '^referer')" 0 'no referrer'

page --all
is "$(grep -c 418 out)" 2 '--all: whatever the state says'
cat >in <<END
{"hits":[{"url":"$u/418"},{"url":"$u/a"},{"url":"$u/b"}],"go":true}
{"hits":[{"url":"$u/500"}]}
END
page -n 1
is "$(jq -r .url out | tr '\n' ' ')" "$u/418 $u/500 " '-n 1: the first alone'
page -w go
is "$(jq -r '.url // "q"' out | tr '\n' ' ')" "$u/418 $u/a $u/b q " \
    '-w: only where that is true; the others pass'
echo '{"question":"none"}' >in
page
is "$status $(grep -c 'no record has hits' err)" '1 1' \
    'nothing came out: status 1, and a hint'
: >in
page
is "$status $(said out err)" '0 ' 'no records, no pages'
printf '%s' "{\"url\":\"$u/a\"}" >in
page
is "$(kinds)" ok 'no newline at the end'

# Again: what is there is not asked for; what failed is tried with -R.
serve 'path=/a : html' 'path=/500 try=1 : status=500' 'path=/500 : html'
printf '%s\n' "$u/a" "$u/500" >in
rm -rf cache
page --lines --retries 0
is "$status $(kinds)" '1 ok server_error' 'the first run'
cp out in
: >"$stub_log"
page -R
is "$status $(kinds)" '0 ok ok' '-R tries again what failed here'
is "$(asked)" '/robots.txt /500' 'and that alone'
is "$(sed -n 2p out | jq -c keys_unsorted)" '["url","source","path"]' \
    'the error is gone'
: >"$stub_log"
page
is "$status $(stub_hits)" '0 0' 'a page in the cache costs no request'

# Types and statuses.
serve 'path=/png : body="x" header="Content-Type: image/png"' \
    'path=/jpg : body="x" header="Content-Type: IMAGE/jpeg; q=1"' \
    'path=/foo : body="x" header="Content-Type: text/x-foo"' \
    'path=/bytes : body="x" header="Content-Type: application/octet-stream"' \
    'path=/csv : body="a,b" header="Content-Type: text/csv"' \
    'path=/none : raw="HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"' \
    'path=/old : raw="HTTP/1.0 200 OK\r\n\r\nx"' \
    'path=/empty : body=""' 'path=/204 : status=204' \
    'path=/403 : status=403' 'path=/401 : status=401' \
    'path=/404 : status=404' 'path=/410 : status=410' \
    'path=/418 : status=418' 'path=/300 : status=300' \
    'path=/500 : status=500' 'path=/501 : status=501' 'path=/206 : status=206'
pages /png /jpg /foo /bytes /csv /none /old /empty /204
is "$(kinds)" 'bad_type bad_type bad_type ok ok ok ok empty_page empty_page' \
    'media types' || cat out
is "$(jq -r 'select(.path) | .path' out | sed 's/.*[.]//' | tr '\n' ' ')" \
    'page csv page page ' 'they give the endings of the files'
page --lines --type 'image/*' --type text/x-foo
is "$(kinds)" 'ok ok ok ok ok ok ok empty_page empty_page' '--type'
pages /403 /401 /404 /410 /418 /300 /206
is "$(kinds)" \
    'forbidden forbidden not_found not_found http_status http_status http_status' \
    'statuses'
is "$(stub_hits '/404')" 1 'none of these is tried again'
pages /500 /501
is "$(kinds) $(stub_hits '"/500"') $(stub_hits '"/501"')" \
    'server_error server_error 3 1' 'an error of the server is'

# Faults that pass, and faults that do not.
serve 'path=/robots : status=404' 'path=/503 try=1 : status=503' \
    'path=/503 : html' \
    'path=/429 try=1 : status=429 header="Retry-After: 1"' 'path=/429 : html' \
    'path=/late : status=429 header="Retry-After: 9999"' \
    'path=/reset try=1 : reset' 'path=/reset : html' \
    'path=/cut try=1 : html cut=10' 'path=/cut : html' \
    'path=/short : html chunked cut-chunked=10' \
    'path=/raw : raw="no HTTP"' \
    'path=/hang : hang'
pages /503 /reset /cut /short /raw
is "$(kinds)" 'ok ok ok truncated_body bad_reply' 'faults' || cat out
is "$(find cache -type f | wc -l)" 6 'nothing is kept of what is not whole'
start=$(date +%s)
pages /429
is "$(kinds) $(($(date +%s) - start >= 1))" 'ok 1' 'Retry-After is kept to'
pages /late
is "$(kinds) $(stub_hits /late)" 'rate_limited 1' 'but not for hours'
echo "$u/hang" >in
page --lines --timeout 1 --retries 1
is "$(kinds) $(stub_hits /hang)" 'timeout 2' 'a server that says nothing'
stub_stop
pages /x
is "$status $(kinds)" '1 unreachable' 'no server'
for n in 1 2 3; do
	echo "http://127.0.0.$n:$port/"
done >in
page --lines --allow 127.0.0.0/8 --retries 0
is "$status $(grep -c 'no host answers' err)" '75 1' \
    'no host of three answers: run it again'

# Redirects.
serve 'path=/robots : status=404' "path=/r1 : redirect=/r2" \
    "path=/r2 : redirect=../x/../r3?q" "path=/r3 : body=\"3\" $html" \
    'path=/loop : redirect=/pool' 'path=/pool : redirect=/loop' \
    'path=/self : redirect=/self' \
    'path=/d1 : redirect=/d2' 'path=/d2 : redirect=/d3' \
    'path=/d3 : redirect=/d4' 'path=/d4 : redirect=/d5' \
    'path=/d5 : redirect=/d6' 'path=/d6 : redirect=/d7' 'path=/d7 : html' \
    'path=/nowhere : status=302' 'path=/ftp : redirect=ftp://127.0.0.1/' \
    'path=/file : redirect=file:///etc/passwd' \
    'path=/gopher : redirect=gopher://127.0.0.1/' \
    'path=/user : redirect=http://u:p@127.0.0.1/' \
    'path=/port : redirect=http://localhost:22/' \
    'path=/private : redirect=http://10.0.0.1/' \
    'path=/meta : redirect=http://169.254.169.254/latest/' \
    'path=/six : redirect="http://[::1]/"' \
    'path=/mapped : redirect="http://[::ffff:10.0.0.1]/"' \
    'path=/number : redirect=http://2852039166/' \
    'path=/hex : redirect=http://0xa9fea9fe/' \
    'path=/name : redirect=http://localhost/'
pages /r1 /loop /self /d1 /d2 /nowhere
is "$(kinds)" 'ok redirects redirects redirects ok redirects' 'redirects'
is "$(sed -n 1p out | jq -r .moved)" "$u/r3?q" 'where the page was in the end'
is "$(stub_hits /loop) $(stub_hits /self)" '1 1' 'a circle ends at once'
pages /ftp /file /gopher /user
is "$(kinds)" 'redirects redirects redirects redirects' \
    'redirects to other protocols, or with a user'
pages /port /private /meta /six /mapped /number /hex /name
is "$(kinds)" "bad_port$(printf ' refused_address%.0s' 1 2 3 4 5 6 7)" \
    'redirects to what is not public'
has "$(sed -n 3p out)" 'the address 169.254.169.254 is link-local' 'says why'
echo "$u/r1" >in
rm -rf cache
page --lines --redirects 1
is "$(kinds)" redirects '--redirects'

# Addresses: nothing is sent to what is not public, by whatever name.
serve 'default : html'
# This machine's name, where it has an address.
host=$(hostname 2>/dev/null)
getent hosts "${host:-none.invalid}" >resolved 2>&1 || host=localhost
cat >in <<END
http://127.0.0.1:8080/0
http://127.1:8080/1
http://2130706433:8080/2
http://0x7f.1:8080/3
http://0177.0.0.1:8080/4
http://[::1]:8080/5
http://[::ffff:127.0.0.1]:8080/6
http://localhost:8080/7
http://LOCALHOST.:8080/8
http://0:8080/9
https://127.0.0.1/10
http://$host:8080/11
END
rm -rf cache
wk-page -c cache --lines --delay 0 --retry-delay 0 in >out 2>err
is "$(kinds | tr ' ' '\n' | sort | uniq -c | sed 's/^ *//')" \
    '12 refused_address' 'loopback in twelve spellings' || cat out
is "$(stub_hits)" 0 'no connection was made'
echo "http://127.0.0.1:$port/" >in
wk-page -c cache --lines --delay 0 in >out 2>err
is "$(kinds)" bad_port 'a port that is not one of pages'
printf '%s\n' "http://127.1:$port/" "http://localhost:$port/" >in
page --lines
is "$(kinds)" 'ok bad_port' '--allow is by address'
page --lines --allow LocalHost
is "$(kinds)" 'ok ok' 'or by name'
rm -rf cache
page --lines --allow localhost.example
is "$(kinds)" 'ok bad_port' 'the whole name'
for bad in 10.0.0.0/33 'a b' http://x '' -x; do
	fails 2 "--allow '$bad'" wk-page -c cache --allow "$bad" in
done

# Bad URLs are errors of their records.
printf '%s\n' 'not a url' 'http://' 'ftp://example.com/' 'file:///etc/passwd' \
    'http://u:p@example.com/' 'http://exa mple.com/' 'http://a:0/' \
    "http://example.com/$(printf '%5000s' '' | tr ' ' x)" >in
page --lines
is "$(kinds | tr ' ' '\n' | sort | uniq -c | sed 's/^ *//' | tr '\n' ' ')" \
    '1 bad_port 7 bad_url ' 'URLs that are none' || cat out
printf '%s\n' '{"url":"http://127.0.0.1/a\u0000b"}' \
    '{"url":"http://127.0.0.1/a\r\nX: y"}' '{"url":""}' >in
page
is "$(kinds)" 'bad_url bad_url bad_url' 'with controls, and empty'

# Chinese, blanks and capitals in a URL.
serve "default : body=\"x\" $html"
printf '%s\n' "HTTP://127.0.0.1:$port/页?问=答 案" >in
page --lines
is "$(kinds) $(jq -r .path "$stub_log" | tail -n 1)" \
    'ok /%e9%a1%b5?%e9%97%ae=%e7%ad%94+%e6%a1%88' 'is encoded'

# Options and set-up.
fails 2 'no cache' wk-page in
has "$(cat fails.err)" 'give -c DIRECTORY' 'says which option'
echo x >file
fails 2 'a cache that is a file' wk-page -c file in
fails 2 'a cache in no directory' wk-page -c no/such in
fails 2 'a cache whose name is not UTF-8' wk-page -c "$(printf 'a\377')" in
fails 2 '--proxy without one' wk-page -c cache --proxy in
fails 2 '--contact with a line end' wk-page -c cache --contact 'a
b' in
fails 2 'certificates that are none' wk-page -c cache --ca-file in in
echo "$u/c" >in
page --lines --contact 'mailto:a@b.example'
has "$(jq -r .head "$stub_log" | tail -n 9)" \
    'wk-page/'"$(wk-page -V | sed 's/.* //')"' (mailto:a@b.example)' '--contact'
mkdir locked && chmod 500 locked
if (: >locked/try) 2>/dev/null; then
	skip 1 'nothing is locked for this user'
else
	fails 2 'a cache that cannot be written' wk-page -c locked in
fi
chmod 700 locked

# Through a proxy: it alone is called; hosts written as addresses are checked.
serve 'default : html'
printf '%s\n' http://proxied.example/ http://10.0.0.1/ 'http://[::1]/' >in
rm -rf cache
http_proxy=$u wk-page -c cache --lines --proxy --delay 0 in >out 2>err
is "$(kinds)" 'ok refused_address refused_address' '--proxy' || cat out err
has "$(cat err)" 'with a proxy' 'and what that means is told'
rm -rf cache
http_proxy=$u wk-page -c cache --lines --retries 0 in >out 2>err
is "$(stub_hits proxied)" 2 'without --proxy the environment does not count'
has "$(cat out)" unreachable 'the name is looked up here'
done_testing
