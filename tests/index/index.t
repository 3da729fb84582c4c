#!/bin/sh
# wk-index: what comes in, what is kept, and what never half happens.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
need wk-index wk-find

# ask KB QUESTION...: the sources found for each question.
ask() {
	base=$1
	shift
	printf '%s\n' "$@" | wk-find -k "$base" -t 0 --lines |
	    sed 's/^{"question":"[^"]*"//; s/"text":"[^"]*",//g;
	    s/,"score":[0-9.]*//g'
}

# Adding, replacing, and what is told of it.
cat >in <<'EOF'
{"text":"悟空拜菩提祖师","source":"a.txt","index":0,"start":0}
{"text":"八戒在高老庄","source":"b.txt","url":"https://example.org/b","x":1}

{"text":"悟空大闹天宫","source":"a.txt","index":1,"start":7}
EOF
is "$(wk-index kb.db in)" '{"source":"a.txt","chunks":2,"state":"added"}
{"source":"b.txt","chunks":1,"state":"added"}' 'sources are added'
is "$(wk-index kb.db <in)" '{"source":"a.txt","chunks":2,"state":"replaced"}
{"source":"b.txt","chunks":1,"state":"replaced"}' 'and replaced'
is "$(wk-index --list kb.db)" '{"source":"a.txt","chunks":2}
{"source":"b.txt","chunks":1}' '--list'
is "$(echo 高老庄 | wk-find -k kb.db --lines -n 1)" \
    '{"question":"高老庄","hits":[{"text":"八戒在高老庄","source":"b.txt","score":1.0000,"url":"https://example.org/b"}]}' \
    'url is kept'
is "$(echo 大闹天宫 | wk-find -k kb.db --lines -n 1)" \
    '{"question":"大闹天宫","hits":[{"text":"悟空大闹天宫","source":"a.txt","score":1.0000,"start":7}]}' \
    'start is kept'
ask kb.db 悟空 八戒 >once
wk-index kb.db in >out
ask kb.db 悟空 八戒 >twice
same twice once 'indexing the same input again gives the same answers'
is "$(echo '{"text":"沙僧","source":"a.txt"}' | wk-index kb.db)" \
    '{"source":"a.txt","chunks":1,"state":"replaced"}' 'one source'
is "$(ask kb.db 悟空 沙僧)" ',"state":"unrelated"}
,"hits":[{"source":"a.txt"}]}' 'its old chunks are gone'

# Removing.
is "$(wk-index --remove b.txt kb.db)" \
    '{"source":"b.txt","chunks":0,"state":"removed"}' '--remove'
fails 1 'what is not there cannot be removed' wk-index --remove b.txt kb.db
has "$(cat fails.err)" b.txt 'and that is said'
is "$(echo '{"text":"龙王","source":"c"}' |
    wk-index --remove a.txt kb.db -)" \
    '{"source":"a.txt","chunks":0,"state":"removed"}
{"source":"c","chunks":1,"state":"added"}' '--remove and add'

# Chunks that are none.
cat >in <<'EOF'
{"text":"白马","source":"good"}
{"text":"no source"}
{"text":"empty source","source":""}
{"text":"odd source","source":7}
{"source":"no text"}
{"text":["odd"],"source":"odd text"}
{"text":"x","source":"odd index","index":"1"}
{"text":"x","source":"odd start","start":1.5}
{"text":"x","source":"odd url","url":{}}
not json
{"text":"x","source":"failed","error":{"stage":"wk-split","kind":"undecodable","message":"byte 3"}}
{"text":"红孩儿","source":"good"}
EOF
rm -f kb.db
fails 1 'records that are not chunks' wk-index -r rejects kb.db in
is "$(cat fails.out)" '{"source":"good","chunks":2,"state":"added"}
{"source":"no text","chunks":0,"state":"kept"}
{"source":"odd text","chunks":0,"state":"kept"}
{"source":"odd index","chunks":0,"state":"kept"}
{"source":"odd start","chunks":0,"state":"kept"}
{"source":"odd url","chunks":0,"state":"kept"}
{"source":"failed","chunks":0,"state":"kept"}' 'their sources are not added'
is "$(grep -c . <rejects)" 10 'all are rejects'
is "$(sed 's/.*"kind":"\([a-z_]*\)".*/\1/' rejects | tr '\n' ' ')" \
    'no_source no_source no_source no_text no_text bad_field bad_field bad_field bad_record undecodable ' \
    'each with its reason'
is "$(tail -n 1 rejects)" "$(sed -n 11p in)" 'an error passes as it came'
is "$(cat fails.err)" 'wk-index: 10 records are not chunks: 3 no_source, '\
'2 no_text, 3 bad_field, 1 bad_record, 1 undecodable (wk-split); the first: '\
'in:2: no source (--source gives one)' 'they are counted by kind and program'
fails 1 'without -r' wk-index kb.db in
has "$(cat fails.err)" '10 records are not chunks' 'they are counted'
has "$(cat fails.err)" 'in:2: no source' 'and the first is told'
ok '-r /dev/null stays a device' test -c /dev/null
fails 1 '-r /dev/null' wk-index -r /dev/null kb.db in
ok 'it still is one' test -c /dev/null
fails 2 '-r in no directory' wk-index -r none/rejects kb.db in
is "$(sed -n '2s/^{/{"source":"late",/p; 2q' in | wk-index kb.db)" \
    '{"source":"late","chunks":1,"state":"added"}' 'a reject mended'
is "$(head -n 1 rejects | wk-index --source s -R kb.db)" \
    '{"source":"s","chunks":1,"state":"added"}' \
    '-R and --source take rejects again'

# A source whose input had an error keeps what it had.
one='{"text":"old text","source":"a"}'
reset() {
	rm -f kb.db
	printf '%s\n%s\n' "$one" '{"text":"old words","source":"b"}' |
	    wk-index kb.db >out
}
error='"error":{"stage":"wk-split","kind":"stopped","message":"no disk"}}'
reset
printf '%s\n' '{"text":"new text","source":"a"}' \
    '{"text":"new words","source":"b"}' \
    "{\"text\":\"more words\",\"source\":\"b\",$error" |
    wk-index kb.db >out 2>err
is "$? $(cat out)" '1 {"source":"a","chunks":1,"state":"replaced"}
{"source":"b","chunks":1,"state":"kept"}' 'an error of one source'
is "$(ask kb.db new old)" ',"hits":[{"source":"a"}]}
,"hits":[{"source":"b"}]}' 'keeps that one'
reset
printf '%s\n' '{"text":"new text","source":"a"}' \
    '{"text":"new words","source":"b"}' "{$error" |
    wk-index kb.db >out 2>err
is "$? $(cat out)" '1 {"source":"a","chunks":1,"state":"kept"}
{"source":"b","chunks":1,"state":"kept"}' 'stopped, nobody knows where'
is "$(ask kb.db new)" ',"state":"unrelated"}' 'keeps all'
reset
printf '%s\n' '{"text":"new text","source":"a"}' \
    '{"text":"new words","source":"b"}' '{"text":"new wo' |
    wk-index kb.db >out 2>err
is "$? $(cat out)" '1 {"source":"a","chunks":1,"state":"replaced"}
{"source":"b","chunks":1,"state":"kept"}' 'an input that breaks off'
reset
printf '%s\n' '{"text":"new text","source":"a"}' 'oops' \
    '{"text":"new words","source":"b"}' | wk-index kb.db >out 2>err
is "$? $(cat out)" '1 {"source":"a","chunks":1,"state":"replaced"}
{"source":"b","chunks":1,"state":"replaced"}' 'a bad line that is not the end'
reset
echo '{"text":"new text","source":"a"}' >in
fails 2 'a file that cannot be read' wk-index kb.db in none.jsonl
is "$(ask kb.db new)" ',"state":"unrelated"}' 'changes nothing'
has "$(cat fails.err)" 'nothing was changed' 'and that is said'
fails 2 'a directory as input' wk-index kb.db .

# Shapes of input.
rm -f kb.db
fails 1 'an empty input is status 1' wk-index kb.db /dev/null
is "$(cat fails.err)" 'wk-index: kb.db: no chunks in the input; nothing was changed' \
    'and that is said in one line'
fails 1 'no base was made' test -e kb.db
echo '{"text":"what stays","source":"a"}' | wk-index kb.db >out
cp kb.db before.db
wk-index -r rej kb.db /dev/null 2>err
same kb.db before.db 'an existing one stays'
rm -f kb.db before.db
printf '\357\273\277{"text":"with BOM","source":"a"}\r\n\r\n{"text":"no newline","source":"b"}' >in
is "$(wk-index kb.db in)" '{"source":"a","chunks":1,"state":"added"}
{"source":"b","chunks":1,"state":"added"}' 'BOM, CRLF, blank line, no newline'
is "$(printf 'one line\nanother\n' | wk-index --lines --source notes kb.db)" \
    '{"source":"notes","chunks":2,"state":"added"}' '--lines'
is "$(echo '{"body":"bodytext","source":"f"}' | wk-index -f body kb.db)" \
    '{"source":"f","chunks":1,"state":"added"}' '-f'
is "$(printf '%s\n' '{"text":"yes","source":"w","good":true}' \
    '{"text":"no","source":"w2","good":1}' | wk-index -w good kb.db)" \
    '{"source":"w","chunks":1,"state":"added"}' '-w'
printf '{"text":"%0100000d x\\u0000y \\ud83d\\ude00","source":"\\u4e2d\\u0000\\"long"}\n' 7 >in
is "$(wk-index kb.db in)" \
    '{"source":"中\u0000\"long","chunks":1,"state":"added"}' \
    'a long line, NULs and escapes'

# Files that are something else.
echo 'not a database, but long enough to be taken for one' >text
cp text text.was
fails 2 'a text is not written over' wk-index text in
same text text.was 'and is as it was'
has "$(cat fails.err)" 'not a knowledge base' 'which is said'
fails 2 'a directory' wk-index . in
fails 2 'a name in no directory' wk-index none/kb.db in
fails 2 'a device' wk-index /dev/null in
fails 2 'give a knowledge base' wk-index
fails 2 'no such option' wk-index --none kb.db
fails 2 '--list of none' wk-index --list none.db
fails 2 '--list and files' wk-index --list kb.db in
head -c 5000 kb.db >cut.db
cp cut.db cut.was
fails 2 'a damaged file' wk-index cut.db in
same cut.db cut.was 'and is as it was'
: >empty.db
ok 'an empty file becomes one' wk-index empty.db in
ls ./*.new >left 2>&1
is "$?" 2 'nothing else is left behind'

# Output that fails: what was committed is, and the status tells.
if [ -c /dev/full ]; then
	rm -f kb.db
	echo '{"text":"full","source":"a"}' >in
	wk-index kb.db in >/dev/full 2>err
	is "$?" 2 '/dev/full'
	is "$(ask kb.db full)" ',"hits":[{"source":"a"}]}' \
	    'the base is made all the same'
	wk-index -r /dev/full kb.db rejects >out 2>err
	is "$?" 2 '-r /dev/full'
else
	skip 3 'no /dev/full'
fi
fails 2 'closed stdout' sh -c 'exec wk-index kb.db in >&-'

# Any sqlite3 opens the file.
if command -v sqlite3 >/dev/null 2>&1; then
	echo '{"text":"雲澤的潮水 Tide","source":"a"}' | wk-index kb.db >out
	is "$(sqlite3 kb.db 'PRAGMA integrity_check')" ok 'sqlite3: whole'
	is "$(sqlite3 kb.db "SELECT name, text FROM passages p
	    JOIN chunks c ON c.id = p.rowid JOIN sources s ON s.id = c.id >> 32
	    WHERE passages MATCH '\"云泽\" AND tide'")" 'a|雲澤的潮水 Tide' \
	    'sqlite3: MATCH'
	is "$(sqlite3 kb.db "INSERT INTO passages(passages)
	    VALUES('integrity-check')" 2>&1)" '' 'sqlite3: FTS5 is whole'
	sqlite3 kb.db 'PRAGMA user_version = 99'
	fails 2 'a later version' wk-index kb.db in
	has "$(cat fails.err)" 'version 99' 'is told apart'
else
	skip 5 'no sqlite3'
fi

# Two at once: both succeed, one after the other.
rm -f kb.db
awk 'BEGIN { for (i = 0; i < 2000; i++)
	printf "{\"text\":\"left %d\",\"source\":\"l%d\"}\n", i, i % 50 }' >left
sed 's/left/right/; s/"l/"r/' left >right
wk-index kb.db left >left.out &
wk-index kb.db right >right.out
is "$?" 0 'one of two at once'
wait $!
is "$?" 0 'the other'
is "$(wk-index --list kb.db | grep -c '"chunks":40}')" 100 'both are there'

# While one is at work, readers see what was.
reset
mkfifo fifo
wk-index kb.db fifo >out &
exec 9>fifo
echo '{"text":"new text","source":"a"}' >&9
is "$(ask kb.db new old)" ',"state":"unrelated"}
,"hits":[{"source":"a"},{"source":"b"}]}' 'a reader sees the old base'
exec 9>&-
wait $!
is "$(ask kb.db new)" ',"hits":[{"source":"a"}]}' 'then the new one'

# Stopped in the middle, or at a limit of file size.
wk-index kb.db fifo >out &
pid=$!
exec 9>fifo
echo '{"text":"newer text","source":"a"}' >&9
until [ -s kb.db.new ]; do sleep 0.01; done
kill -TERM $pid
exec 9>&-
wait $pid
is "$? $(echo kb.db*)" '143 kb.db' 'SIGTERM leaves no file behind'
jq -nc 'range(9999) | { text: "text \(.)", source: "big" }' >many
(ulimit -f 64 && wk-index kb.db many >out 2>err)
is "$? $(echo kb.db*)" '2 kb.db' 'neither does a limit of file size'
has "$(cat err)" 'kb.db: disk I/O error: File too large' 'which is told'
is "$(ask kb.db new)" ',"hits":[{"source":"a"}]}' 'and the old base stays'

# Killed here and there; make stress does it everywhere.
if command -v strace >/dev/null 2>&1 && strace -o trace true 2>/dev/null; then
	sh "$ROOT/tests/index/stress-index.sh" short >kills
	is "$?" 0 'killed here and there: the old or the new base'
	grep -v '^ok' kills | grep -v '^1\.\.' | sed 's/^/# /'
else
	skip 1 'no strace'
fi
done_testing
