#!/bin/sh
# wk-index: chunks to a knowledge base, whole or not at all.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

chunk() {	# chunk SOURCE TEXT
	printf '{"text":"%s","source":"%s","index":0,"start":0}\n' "$2" "$1"
}
found() {	# found QUESTION [KB]: the texts found
	echo "$1" | wk-find --lines -t 0 -k "${2:-kb.db}" |
	    jq -r '[.hits[]?.text] | join("|")'
}

{ chunk a 水榭建在湖边。; chunk a 湖边有芦苇。; chunk b 铁桨重四十一斤。; } >in
is "$(wk-index kb.db in)" '{"source":"a","chunks":2,"state":"added"}
{"source":"b","chunks":1,"state":"added"}' 'each source is reported'
is "$(found 铁桨)" 铁桨重四十一斤。 'and found'
cp kb.db one.db
wk-index kb.db in >/dev/null
is "$(found 湖边)" "$(found 湖边 one.db)" 'twice the same is once'
is "$(chunk a 水榭拆了。 | wk-index kb.db)" \
    '{"source":"a","chunks":1,"state":"replaced"}' 'a source is replaced'
is "$(found 芦苇)" '' 'its old chunks are gone'
is "$(found 铁桨)" 铁桨重四十一斤。 'other sources stay'

{ chunk a 新的水榭。; echo '{"source":"a","error":{"stage":"wk-split","kind":"bad_encoding","message":"m"}}'
chunk c 石桥。; } >bad
fails 1 'a source with an error' wk-index -r rejects kb.db bad
is "$(cat fails.out)" '{"source":"a","chunks":1,"state":"kept"}
{"source":"c","chunks":1,"state":"added"}' 'keeps its old chunks'
is "$(found 水榭)" 水榭拆了。 'as wk-find sees'
is "$(cat rejects)" "$(sed -n 2p bad)" '-r has the record'
fails 1 'no source is an error' sh -c 'echo "{\"text\":\"x\"}" | wk-index kb.db'
has "$(cat fails.err)" 'no source' 'and is told'
is "$(echo '{"text":"无主。"}' | wk-index --source d kb.db)" \
    '{"source":"d","chunks":1,"state":"added"}' '--source gives one'
is "$(wk-index --list kb.db | jq -r .source | tr '\n' ' ')" 'a b c d ' '--list'
is "$(wk-index --remove b kb.db)" \
    '{"source":"b","chunks":0,"state":"removed"}' '--remove'
is "$(found 铁桨)" '' 'takes it away'

echo 'no database' >foreign
fails 2 'a foreign file' wk-index foreign in
is "$(cat foreign)" 'no database' 'is left alone'
head -c 3000 one.db >cut.db
fails 2 'a damaged one' sh -c 'echo x | wk-find --lines -k cut.db'
has "$(cat fails.err)" 'cut.db' 'is named'
fails 2 'no such input' wk-index kb.db nowhere
cp one.db kb.db
fails 2 'a full disk for the report' sh -c 'wk-index kb.db in >/dev/full'
fails 2 'a closed stdout' sh -c 'wk-index kb.db in >&-'
is "$(found 铁桨)" 铁桨重四十一斤。 'and the knowledge base is whole'
fails 2 'no knowledge base named' wk-index
ok 'empty input' sh -c 'wk-index empty.db </dev/null'
is "$(found 水 empty.db)" '' 'finds nothing'

# two at once: both succeed, one after the other
i=0
while [ $i -lt 400 ]; do
	i=$((i + 1))
	chunk "x$i" "第$i座石桥。" >&3
	chunk "y$i" "第$i座水车。" >&4
done 3>x.jsonl 4>y.jsonl
rm -f kb.db
wk-index kb.db x.jsonl >x.out & first=$!
wk-index kb.db y.jsonl >y.out & second=$!
wait $first; first=$?
wait $second
is "$first $?" '0 0' 'two at once'
is "$(wk-index --list kb.db | grep -c '')" 800 'lose nothing'

# killed at any write, rename or sync: the old or the new one
if command -v strace >/dev/null && strace -qq true 2>/dev/null; then
	wk-index kb.db x.jsonl >/dev/null
	cp kb.db old.db
	sed 's/石桥/木桥/' x.jsonl >new.jsonl
	cp old.db new.db && wk-index new.db new.jsonl >/dev/null
	old=$(found 第7座木桥 old.db) new=$(found 第7座木桥 new.db)
	wrong=0
	for call in write,pwrite64 rename,renameat,renameat2 fsync,fdatasync \
	    unlink ftruncate; do
		for when in 1 2 3 5 9; do
			cp old.db kb.db
			strace -qq -f -o /dev/null \
			    -e "inject=$call:signal=SIGKILL:when=$when" \
			    wk-index kb.db new.jsonl >/dev/null 2>&1
			now=$(found 第7座木桥)
			[ "$now" = "$old" ] || [ "$now" = "$new" ] ||
			    wrong=$((wrong + 1))
		done
	done
	is $wrong 0 'kill -9 leaves the old or the new'
	ok 'and the next one works' wk-index kb.db new.jsonl
	is "$(found 第7座木桥)" "$new" 'to the end'
else
	skip 3 'no strace'
fi
done_testing
