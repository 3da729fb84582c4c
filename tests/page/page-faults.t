#!/bin/sh
# wk-page when servers are hostile, disks full, and runs killed.
# shellcheck disable=SC2154 # variables of stub.sh and page.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/inject.sh
. "$ROOT/tests/inject.sh"
# shellcheck source=tests/page/page.sh
. "$ROOT/tests/page/page.sh"
need wk-page jq

# left: what the cache holds, without its directories.
left() {
	find cache -type f | wc -l
}

# Sizes: packed and not, announced and not, in memory that is bounded.
awk 'BEGIN { printf "HTTP/1.1 200 OK\r\n"
	for (i = 0; i < 200000; i++)
		printf "X-%d: 0123456789012345678901234567890123456789\r\n", i
	print "\r\n\r\nx" }' >flood
# interim N: a reply after N interim ones.
interim() {
	awk -v "n=$1" 'BEGIN { for (i = 0; i < n; i++)
		printf "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"
	    printf "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx" }'
}
interim 20 >few
interim 20000 >many
printf 'HTTP/1.1 200 OK\r\nX: %0200000d\r\nContent-Length: 1\r\n\r\nx' 0 >long
serve 'path=/robots : status=404' 'path=/gzip : bomb-gzip' 'path=/plain : bomb' \
    "path=/big : raw=\"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx\"" \
    'path=/negative : raw="HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx"' \
    'path=/flood : raw=@flood' 'path=/hints : raw=@few' \
    'path=/more : raw=@many' 'path=/long : raw=@long' \
    "path=/exact : body=\"0123456789\" $html" \
    'path=/layers : body="x" header="Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip"' \
    'path=/garbage : body="no gzip" header="Content-Encoding: gzip"' \
    'path=/404 : status=404 bomb'
for path in gzip plain big negative flood layers garbage 404 more long; do
	echo "$u/$path"
done >in
# shellcheck disable=SC3045
if memory_limited; then
	(ulimit -v 400000 && page --lines; exit "$status")
	status=$?
else
	page --lines
fi
is "$(kinds | sed 's/ .*//') $(kinds | cut -d ' ' -f 2,3)" \
    'too_large too_large too_large' 'bombs, and one that is announced' ||
    cat out err
is "$(grep -c '"path"' out) $(left)" '0 0' 'nothing of them is kept'
is "$(kinds | awk '{ print $8 }')" not_found 'a status counts first'
is "$(kinds | awk '{ print $10 == "bad_url" }')" 0 \
    'a header of 200 KB is no fault of the URL'
is "$status" 1 'the run ends as usual'
printf '%s\n' "$u/hints" >in
page --lines
is "$status" 0 'interim replies' || cat out
printf '%s\n' "$u/exact" >in
page --lines --max-size 9
is "$(kinds)" too_large '--max-size'
page --lines --max-size 10
is "$(kinds)" ok 'to the byte'

# Slow drips.
serve 'path=/robots : status=404' "path=/drip : drip=100 body=\"$(printf \
    '%0100d' 0)\" $html" 'path=/blanks : html blanks=1000,20' 'path=/hang : hang'
printf '%s\n' "$u/drip" "$u/blanks" >in
start=$(date +%s)
rm -rf cache
page --lines --timeout 1
is "$(kinds) $(stub_hits /drip)" 'timeout timeout 1' \
    'a page that drips ends in time, and is not tried again'
is "$(($(date +%s) - start < 10)) $(left)" '1 0' 'soon, and nothing is kept'

# robots.txt.
serve "path=/robots.txt : body=\"User-agent: *\nDisallow: /no\nCrawl-delay: .4\n\" header=\"Content-Type: text/plain\"" \
    'path=/to : redirect=/no/where' 'default : html'
printf '%s\n' "$u/a" "$u/no/b" "$u/to" "$u/c" >in
rm -rf cache
page --lines
is "$(kinds)" 'ok robots robots ok' 'robots.txt is kept to, after redirects too'
is "$(asked)" '/robots.txt /a /to /c' 'what it forbids is not asked for'
is "$(jq -s '[range(1; length) as $i | .[$i].ms - .[$i - 1].ms] | min >= 400' \
    "$stub_log")" true 'Crawl-delay' || cat "$stub_log"
for script in 'status=503' 'reset' 'raw="no HTTP"' 'cut=5 body="0123456789"' \
    'redirect=http://10.0.0.1/robots.txt' 'status=500'; do
	serve "path=/robots.txt : $script" 'default : html'
	pages /a /b
	is "$(kinds | tr ' ' '\n' | grep -vc ok) $(stub_hits '"/[ab]"')" '2 0' \
	    "robots.txt: $script: nothing is allowed"
	has "$(sed -n 1p out)" 'robots.txt: ' 'which is said'
done
for script in 'status=404' 'status=403' 'status=410' 'body=""' 'html' \
    'redirect=/robots.txt' 'bad-utf8 body="\xff\xfe: \x00"' \
    'body="User-agent: *\nDisallow:\n"' 'redirect=/elsewhere'; do
	serve "path=/robots.txt : $script" 'default : html'
	pages /a
	is "$(kinds)" ok "robots.txt: ${script%%\\n*}: all is allowed"
done
{
	printf 'User-agent: *\nDisallow: /a\n'
	awk 'BEGIN { for (i = 0; i < 100000; i++) print "Disallow: /x" i }'
	echo 'Disallow: /b'
} >long
serve 'path=/robots.txt : body=@long' 'default : html'
pages /a /b
is "$(kinds)" 'robots ok' 'of a long robots.txt the first 500 KiB count'

# The pace: a host is left in peace, another is not waited for.
serve 'path=/robots : status=404' 'default : html'
printf '%s\n' "$u/a" "$u/b" "$u/c" "http://localhost:$port/a" \
    "http://localhost:$port/b" >in
rm -rf cache
page --lines --delay 0.3 --allow localhost
is "$(kinds)" 'ok ok ok ok ok' 'two hosts'
is "$(jq -s '[group_by(.head | capture("Host: (?<h>[^:\r]*)").h)[] |
    [.[].ms] | [range(1; length) as $i | .[$i] - .[$i - 1]] | min] | min >= 295' \
    "$stub_log")" true '--delay between requests to each' || cat "$stub_log"
is "$(jq -s 'map(.ms) | max < 1500' "$stub_log")" true 'at the same time'

# The cache: older pages are asked for again, by what their servers said.
serve 'path=/robots : status=404' \
    'path=/etag head~"If-None-Match: \"v1\"" : raw="HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n"' \
    "path=/etag : body=\"one\" header=\"ETag: \\\"v1\\\"\" $html" \
    'path=/date head~"If-Modified-Since: Sat, 01 Nov" : raw="HTTP/1.1 304 Not Modified\r\n\r\n"' \
    "path=/date : body=\"two\" header=\"Last-Modified: Sat, 01 Nov 2025 00:00:00 GMT\" $html" \
    "path=/new try=1 : body=\"old\" $html" \
    'path=/new : body="new" header="Content-Type: text/plain"' \
    "path=/gone try=1 : body=\"here\" $html" 'path=/gone : status=500' \
    "path=/lie try=1 : body=\"here\" $html" 'path=/lie : status=304'
pages /etag /date /new /gone /lie
cp out first
is "$(kinds)" 'ok ok ok ok ok' 'five pages'
page --lines --max-age 1000
is "$(stub_hits /etag) $(said err)" '1 ' '--max-age: those are young'
for meta in cache/*.meta; do
	jq -c '.fetched -= 5000' "$meta" >m && mv m "$meta"
done
page --lines --max-age 1000 -v --retries 0
is "$status" 0 '--max-age: those are old' || cat err
has "$(cat err)" '3 unchanged' 'what has not changed is not sent'
has "$(cat err)" '1 page could not be fetched again' 'a page that is gone is counted'
is "$(jq -r .path out | xargs cat)" 'onetwonewherehere' 'the pages'
is "$(left)" 10 'a page of another type takes the place of the old one'
page --lines --max-age 1000
is "$(stub_hits /etag)" 2 'those that have not changed are young again'

# A cache that was damaged.
pages /etag
name=$(jq -r .path out)
meta=${name%.html}.meta
want=$(cat "$name")
damage() {
	page --lines
	is "$(kinds) $(cat "$name")" "ok $want" "$1: the page is fetched again"
	page --lines
	is "$status $(kinds)" '0 ok' 'once'
}
echo x >>"$name"
damage 'a longer file'
echo on >"$name"
damage 'another file'
rm "$name"
damage 'no file'
rm "$name" && ln -s "$PWD/elsewhere" "$name" && echo root: >elsewhere
damage 'a link'
is "$(cat elsewhere)" root: 'which is not written through'
rm "$meta"
damage 'no .meta'
for garbage in '' '{' '[]' '{"url":1}' '{"a":1}'; do
	echo "$garbage" >"$meta"
	damage "'$garbage' for a .meta"
done
jq -c '.file = "../in"' "$meta" >m && mv m "$meta"
damage 'a .meta that names another file'
jq -c '.url = "http://x/"' "$meta" >m && mv m "$meta"
damage 'a .meta of another page'
jq -c '.bytes = -1' "$meta" >m && mv m "$meta"
damage 'a .meta of another size'

# What runs that were killed have left goes, once it is old.
touch "$name.abcdef" "$meta.ABCDEF" cache/mine cache/x.abcdef
touch -d '2 hours ago' "$name.abcdef" cache/mine cache/x.abcdef
page --lines
is "$(find cache -name '*.abcdef' -o -name '*.ABCDEF' -o -name mine |
    sed 's/.*[.]//; s,.*/,,' | sort | tr '\n' ' ')" 'ABCDEF abcdef mine ' \
    'old temporary files are removed, and no others'

# Two runs at once, one cache.
serve 'path=/robots : status=404' 'default : html delay=20'
i=0
while [ $i -lt 30 ]; do
	echo "$u/$i"
	i=$((i + 1))
done >in
rm -rf cache
# shellcheck disable=SC2086
wk-page -c cache $hint --lines in >out2 2>err2 &
page --lines
wait $!
is "$? $status $(said err err2)" '0 0 ' 'two runs at once'
same out out2 'both find the same'
is "$(left)" 60 'and keep it once'

# Ended by a signal: no temporary file; and everything goes on from there.
serve 'path=/robots : status=404' "path=/slow : drip=50 body=\"$(printf \
    '%0100d' 0)\" $html" 'default : html'
printf '%s\n' "$u/a" "$u/slow" >in
rm -rf cache
# shellcheck disable=SC2086
wk-page -c cache $hint --lines in >out 2>err &
pid=$!
tries=0
until [ "$(find cache -name '*.meta' -o -name '*.html.*' 2>/dev/null |
    sed 's/.*[.]meta$/whole/; s/.*[.]html[.].*/part/' | sort | tr '\n' ' ')" = \
    'part whole ' ] || [ $tries -gt 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
kill $pid
wait $pid
is "$? $(left)" '143 2' 'SIGTERM: what was not whole is gone'

# A reader that goes away.
serve 'path=/robots : status=404' 'default : html'
i=0
while [ $i -lt 3000 ]; do
	echo "ftp://x/$i"
	i=$((i + 1))
done >in
{ wk-page -c cache --lines in 2>err; echo $? >st; } | head -n 1 >out
is "$(cat st) $(said err)" '141 ' 'SIGPIPE'

# A cache that is full: what is left goes on with an error that says so.
serve 'path=/robots : status=404' "path=/small : body=\"small\" $html" \
    "path=/large : body=\"$(printf '%020000d' 0)\" $html" 'default : html'
printf '%s\n' "$u/small" "$u/large" "$u/other" ftp://x/ >urls
rm -rf cache
# shellcheck disable=SC3045,SC2086
(trap '' XFSZ && ulimit -f 8 && wk-page -c cache $hint -j 1 --lines urls \
    2>err; echo $? >st) | cat >out
is "$(cat st) $(kinds)" '2 ok stopped stopped bad_url' 'a full cache' ||
    cat out err
is "$(jq -c 'select(.error.kind == "stopped") | .error.status' out |
    tr '\n' ' ')" '2 2 ' 'the errors carry the status'
is "$(grep -c 'nothing more is fetched' err) $(left)" '1 2' \
    'it is told once, and nothing half is kept'
cp out in
page -R --allow x
is "$status $(kinds)" '1 ok ok ok bad_url' '-R goes on'

# Input that comes slowly: each page is written at once, and read at once.
# slowly: a URL and, when its text has come out, another one.
slowly() {
	echo "$u/first"
	tries=0
	until grep -q first texts || [ $tries -gt 100 ]; do
		sleep 0.1
		tries=$((tries + 1))
	done
	wc -l <texts >lines
	echo "$u/second"
}
reader() {
	if [ -x "$B/wk-text" ]; then
		wk-text --list
	else
		cat
	fi
}
: >texts
# shellcheck disable=SC2086
slowly | wk-page -c cache $hint --lines 2>err | reader >texts
is "$(cat lines) $(wc -l <texts)" '1 2' 'input that comes slowly'

# Faults of the disk, and kills, at each call.
# Leaks are not looked for in a process that is traced.
case $B in *asan*) export ASAN_OPTIONS="${ASAN_OPTIONS-}:detect_leaks=0" ;; esac
if ! can_inject; then
	skip 9 'no strace, or it may not trace'
	done_testing
	exit
fi
serve 'path=/robots : status=404' "path=/a : body=\"the page a\" $html" \
    "path=/b : body=\"the page b\" $html"
printf '%s\n' "$u/a" "$u/b" >urls
cat >fresh <<'END'
#!/bin/sh
# wk-page with a new cache.
rm -rf cache
exec wk-page -c cache --allow 127.0.0.1 --delay 0 --retries 0 --lines urls
END
chmod +x fresh
# whole: after a fault the cache has whole pages alone, and the next run the
# same output as an undisturbed one.
whole() {
	wk-page -c cache --allow 127.0.0.1 --delay 0 --lines urls >again \
	    2>again.err && cmp -s again good.out &&
	    [ "$(jq -r .path again | xargs cat)" = 'the page athe page b' ]
}
told_whole() {
	told && whole
}
begun_whole() {
	{ [ "$status" -eq "$good" ] || begun; } && whole
}
sweep told_whole write:error=ENOSPC ./fresh
sweep told_whole fsync:error=EIO ./fresh
sweep told_whole '/^rename:error=EIO' ./fresh
sweep told_whole openat:error=EMFILE ./fresh
sweep begun_whole write:signal=KILL ./fresh
sweep begun_whole fsync:signal=KILL ./fresh
sweep begun_whole '/^rename:signal=KILL' ./fresh
sweep begun_whole close:signal=KILL ./fresh
rm -rf cache
strace -f -qq -o trace -e trace=write -e inject=write:error=ENOSPC:when=2+ \
    wk-page -c cache --allow 127.0.0.1 --delay 0 --lines urls >out 2>err
is "$? $(jq -r '.error | .kind, .status' out | tr '\n' ' ')" \
    '2 ' 'a full disk, for the output too' || cat out err
done_testing
