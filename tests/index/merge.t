#!/bin/sh
# wk-index --merge: bases of shards become the base that one run makes.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/vectors.sh
. "$ROOT/tests/vectors.sh"
need wk-index wk-find jq

# Chunks of sources in turn, with and without index, start and url; texts that
# are alike, without a term, with a NUL.  A shard ends amid a source.
awk 'BEGIN {
	split("潮水 石桥 铁桨 灯笼 渡口 Mark flood 4090D 鸬鹚 水闸", word, " ")
	for (i = 0; i < 600; i++) {
		text = ""
		for (k = 0; k < 12; k++)
			text = text word[(i * 7 + k * k * (i % 13)) % 10 + 1] \
			    (k % 3 ? "" : " " i % 97 " ")
		if (i % 50 == 7) text = "……"
		if (i % 50 == 8) text = "with \\u0000 NUL 潮水"
		if (i % 50 == 9) text = ""
		printf "{\"text\":\"%s\",\"source\":\"s%d\"%s%s%s}\n", text,
		    (i % 3 == 0 ? i / 40 : 100 + i / 25),
		    i % 4 ? ",\"index\":" i : "",
		    i % 5 ? ",\"start\":" i * 3 : "",
		    i % 11 ? "" : ",\"url\":\"https://example.org/" i "\""
	} }' >chunks
split -n l/3 chunks part.
for part in part.??; do
	wk-index "$part.db" "$part" >out || exit 1
done
wk-index once.db chunks >once.out
is "$(wc -l <once.out | tr -d ' ')" 39 'sources of a base made at once'
wk-index --merge all.db part.??.db >all.out 2>err
is "$? $(cat err)" '0 ' '--merge'
same all.out once.out 'it tells of the same sources, in the same order'

# hits BASE [OPTION...]: for each text as a question, and for others.
{
	cat chunks
	printf '{"text":"%s"}\n' 潮 '石桥 12' 'mark 96' 光合作用 '！' 铁桨灯笼渡口
} | jq -c '{question: .text}' >questions
hits() {
	base=$1
	shift
	wk-find -k "$base" -n 20 -t 0 "$@" questions
}
hits once.db >once.hits
hits all.db >all.hits
is "$(wc -l <once.hits | tr -d ' ') $(grep -c '"hits"' once.hits)" '606 580' \
    'questions, and those that have hits'
same all.hits once.hits 'the same hits and scores'
hits once.db --neighbours 2 >once.hits
hits all.db --neighbours 2 >all.hits
same all.hits once.hits 'the same neighbours'
wk-index --merge all.db part.ab.db part.aa.db part.ac.db >out
is "$(head -n 1 out | jq -r .source,.state | tr '\n' ' ')" \
    "$(head -n 1 part.ab | jq -r .source) replaced " \
    'a second merge replaces the sources, in the order of the operands'

# tables BASE: what is in it, rows of vectors as one string.
tables() {
	sqlite3 "$1" "SELECT id, name, chunks, terms FROM sources;
	    SELECT id, number, start, url, hex(text) FROM chunks;
	    SELECT * FROM characters;
	    CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, passages,
	        instance);
	    SELECT term, doc FROM v;
	    SELECT * FROM embedding;
	    SELECT hex(vectors) FROM vectors ORDER BY id" |
	    awk '/^[0-9A-F]*$/ { printf "%s", $0; next } { print }'
}

# Vectors: some chunks have none; those of a source lie in several shards.
: >vectors
for i in 1 2 3 4 5 6 7 8; do
	chunk "v$((i % 3))" "x$i 潮水" .6 .8 -1
	chunk "v$((i % 2))" "y$i 石桥" .1 "$((i % 2))" .6
	chunk "v$((i % 4))" "plain$i"
done >>vectors
split -n l/4 vectors vec.
for part in vec.??; do
	wk-index "$part.db" "$part" >out 2>err || exit 1
done
wk-index once.v vectors >out 2>once.err
wk-index --merge all.v vec.??.db >out 2>err
is "$? $(cat err)" "0 $(cat once.err)" 'with vectors, some lacking'
for i in 1 2 3; do
	question "x$i" .6 .8 0
	question "潮水 plain$i" 0 .1 1
	question '石桥'
done >questions
hits once.v -t 0,-1 >once.hits
hits all.v -t 0,-1 >all.hits
is "$(wc -c <all.v)" "$(wc -c <once.v)" 'no more pages than it needs'
is "$(grep -c similarity once.hits)" 6 'questions are compared'
same all.hits once.hits 'the same hits, scores and similarities'
wk-index --merge mixed.v all.v part.ab.db >out 2>err
has "$(cat err)" '208 of 224 chunks have no vector' \
    'bases with and without vectors'
wk-index --merge mixed2.v part.ab.db all.v >out 2>err
is $? 0 'in either order'
if command -v sqlite3 >/dev/null 2>&1; then
	tables once.v >once.tables
	tables all.v >all.tables
	is "$(grep -c '^m|3|' once.tables)" 1 'a model is there'
	same all.tables once.tables 'the tables are the same, to the byte'
	is "$(sqlite3 all.v 'PRAGMA integrity_check' "INSERT INTO
	    passages(passages) VALUES('integrity-check')" 2>&1)" ok 'and whole'
else
	skip 3 'no sqlite3'
fi

# The threshold for vectors.
forty() { # TEXT
	i=0
	while [ $((i += 1)) -le 40 ]; do
		case $((i % 4)) in
		0) question "$1 $i" .6 .8 -1 ;;
		1) question "$1 $i" .1 1 .6 ;;
		2) question "$1 $i" 1 0 0 ;;
		3) question "$1 $i" 0 0 -1 ;;
		esac
	done
}
forty 'what else' >others
forty 还有什么 >>others
wk-index --unrelated others once.v vectors >out 2>err
wk-index --unrelated others --merge told.v vec.??.db >out 2>err
is $? 0 '--merge --unrelated'
known() {
	sqlite3 "$1" 'SELECT round(chinese, 9), round(other, 9) FROM embedding'
}
if command -v sqlite3 >/dev/null 2>&1; then
	is "$(known told.v)" "$(known once.v)" \
	    'measures the threshold as a run at once does'
	cp vec.aa.db a.v
	cp vec.ab.db b.v
	cp vec.ac.db c.v
	sqlite3 a.v 'UPDATE embedding SET chinese = 0.25, other = 0.5'
	sqlite3 b.v 'UPDATE embedding SET chinese = 0.75, other = 0.125'
	wk-index --merge greatest.v a.v b.v c.v >out 2>err
	is "$? $(known greatest.v)" '0 0.75|0.5' 'else it is the greatest'
	has "$(cat err)" 'the threshold for vectors is the greatest of the' \
	    'which is said'
	wk-index --merge one.v c.v a.v >out 2>err
	is "$(known one.v)" '0.25|0.5' 'one alone that knows it'
	is "$(grep -c threshold err)" 0 'is not worth a word'
	sqlite3 b.v 'UPDATE embedding SET chinese = NULL, other = NULL'
	wk-index --merge none.v b.v c.v >out 2>err
	is "$(known none.v)" '|' 'none that knows it'
else
	skip 6 'no sqlite3'
fi

# refused NAME WORD BASE...: status 2, a reason, nothing changed.
cp all.v before.v
refused() {
	name=$1 word=$2
	shift 2
	wk-index --merge all.v "$@" >out 2>err
	is "$? $(cat out)" '2 ' "$name is refused"
	has "$(cat err)" "$word" "$name: and that is said"
	cmp -s all.v before.v || result 1 "$name: nothing changes"
	[ ! -e all.v.new ] || result 1 "$name: nothing is left"
	rm -f new.v
	wk-index --merge new.v vec.aa.db "$@" >out 2>err
	is $? 2 "$name: no base is made"
	for left in new.v*; do
		[ ! -e "$left" ] || result 1 "$name: $left is left"
	done
}
model=m2 chunk z other 1 0 0 | wk-index m2.db >out
refused 'another model' 'm2.db: its vectors are of m2 (3 dimensions, no prefix), those of all.v are of m (3 dimensions, no prefix)' m2.db
is "$(cat err)" 'wk-index: m2.db: its vectors are of m2 (3 dimensions, no prefix), those of vec.aa.db are of m (3 dimensions, no prefix)' \
    'both bases and models are named'
chunk z other 1 0 | wk-index d2.db >out
refused 'another length' 'of m (2 dimensions, no prefix)' vec.ab.db d2.db
prefix='passage: ' chunk z other 1 0 0 | wk-index p.db >out
refused 'another prefix' 'of m (3 dimensions, prefix "passage: ")' p.db
refused 'no file' 'none.db: No such file' vec.ab.db none.db
refused 'a directory' 'not a regular file' .
echo 'this is text, and long enough to be taken for a base' >text
refused 'a text' 'text: not a knowledge base' text
: >empty
refused 'an empty file' 'empty: not a knowledge base' empty
head -c 40000 vec.ab.db >cut.db
refused 'a base cut short' 'cut.db: damaged' cut.db
if command -v sqlite3 >/dev/null 2>&1; then
	# spoiled SQL: a copy of a base so changed.
	spoiled() {
		cp vec.ab.db bad.db
		sqlite3 bad.db "$1"
	}
	spoiled 'PRAGMA user_version = 2'
	refused 'version 2' 'a knowledge base of version 2; this program reads version 3: remove it, and make it again from the documents' bad.db
	spoiled 'PRAGMA user_version = 4'
	refused 'version 4' 'a later wk made it' bad.db
	spoiled 'DELETE FROM chunks WHERE id = (SELECT max(id) FROM chunks)'
	refused 'a chunk lost' 'lacks some of its chunks' bad.db
	spoiled "UPDATE vectors SET vectors = vectors || x'00'"
	refused 'a row too long' 'a row of vectors has another length' bad.db
	spoiled "UPDATE vectors SET vectors = zeroblob(length(vectors))"
	refused 'a scale of 0' 'the scale of a vector is bad' bad.db
	spoiled 'UPDATE vectors SET id = 9223372036854775807
	    WHERE id = (SELECT max(id) FROM vectors)'
	refused 'a row nowhere' 'a row of vectors is not in its place' bad.db
	spoiled 'UPDATE sources SET half = 7'
	refused 'a source of no half' 'a source is unreadable' bad.db
else
	skip 21 'no sqlite3'
fi
for option in --list '--source x' '-r rejects' '-f x' '-w x' -R --lines; do
	# shellcheck disable=SC2086  # two words
	fails 2 "--merge $option" wk-index --merge $option all.v vec.aa.db
done
fails 2 '--merge of nothing' wk-index --merge all.v
has "$(cat fails.err)" '--merge all.db a.db b.db' 'tells how'

# What is there already; a base without chunks; itself.
chunk v1 'old text' 0 1 0 | wk-index grown.v >out
chunk keep 'what stays' 0 1 0 | wk-index grown.v >out
is "$(wk-index --merge --remove keep grown.v vec.aa.db 2>err | sort | head -n 2)" \
    '{"source":"keep","chunks":0,"state":"removed"}
{"source":"v0","chunks":1,"state":"added"}' '--remove and --merge'
is "$(wk-index --list grown.v | grep -c .)" 3 'the base has the sources'
is "$(echo 'old text' | wk-find -k grown.v --lines -t 0)" \
    '{"question":"old text","state":"unrelated"}' \
    'a source that was there is replaced'
wk-index --remove v0 --remove v1 --remove v2 grown.v >out
cp grown.v bare.v
is "$(wk-index --merge again.v bare.v vec.aa.db 2>err | grep -c added)" 3 \
    'a base without chunks adds none'
fails 1 'only such bases' wk-index --merge more.v bare.v bare.v
has "$(cat fails.err)" 'no chunks in the input; nothing was changed' 'is said'
fails 1 'and no base is made' test -e more.v
hits all.v -t 0,-1 >before
wk-index --merge all.v all.v >out 2>err
hits all.v -t 0,-1 >after
same after before 'a base merged with itself stays as it was'
wk-index --merge twice.v vec.aa.db vec.aa.db >out 2>err
is "$(jq -c .chunks out | tr '\n' ' ')" '6 4 2 ' \
    'a base named twice is there twice, as a file is'

# Killed here and there; make stress does it everywhere.
if command -v strace >/dev/null 2>&1 && strace -o trace true 2>/dev/null; then
	sh "$ROOT/tests/index/stress-index.sh" short merge >kills
	is "$?" 0 'killed here and there: the old or the new base'
	grep -v '^ok' kills | grep -v '^1\.\.' | sed 's/^/# /'
else
	skip 1 'no strace'
fi
done_testing
