#!/bin/sh
# pipelines/nightly: what it does anew, how it ends, and what it says.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need wk-ask wk-regexlist wk-rag wk-index sha256sum timeout flock setsid
export WK_MODEL=model
nightly=$ROOT/pipelines/nightly

# Two aspects, three questions each, of which one is asked twice; answers are
# what the first passage begins with.
cat >script <<'END'
body~Python body~桥 : content="['石桥镇有几座桥？', '光合作用是什么？', '水磨是谁的？']"
body~Python : content="['云泽有多深？', '石桥镇有几座桥？', '鹤嘴渡在哪里？']"
default : content="这是一个足够长的、出自资料的回答。[1]"
END

pile() {
	rm -rf docs
	mkdir docs
	echo '云泽有八百里方圆，多深？云泽有四十丈深。' >docs/lake.txt
	echo '石桥镇有三座桥，都是石头的。镇上的水磨是蔡家的。' >docs/bridges.txt
	echo '鹤嘴渡在芦花荡的北边，离镇四里。' >docs/ferry.txt
}

# run [OPTION...]: a night; what it says is in said.
run() {
	sh "$nightly" -c conf -u "http://127.0.0.1:$port" "$@" >said 2>&1
}

# night STATUS NAME [OPTION...]
night() {
	want=$1 name=$2
	shift 2
	run "$@"
	is "$?" "$want" "$name" || note "$(cat said data/nightly.log)"
}

# silent NAME: it said nothing.
silent() {
	is "$(cat said)" '' "$1"
}

# paragraph NEEDLE NAME: it said one paragraph, with that in it.
paragraph() {
	has "$(cat said)" "$1" "$2"
	is "$(grep -c '^nightly: data: ' said) $(grep -c '^$' said)" '1 0' \
	    'in a paragraph'
}

# state DIRECTORY: what is published in it; keys of calls depend on the port.
state() {
	(cd "$1" && cat pretrain.jsonl sft.jsonl &&
	    jq -c 'del(.ask)' sft.jsonl.rejects && wk-index --list kb.db)
}

pile
printf '湖\n桥\n' >aspects
echo 你是向导。 >role
cat >conf <<'END'
# A night's work.
output = data
document=docs
aspects=aspects
subject=《云泽行》
role=role
retry-delay=0
breaker=2
END

stub_start -s script
night 0 'the first night'
silent 'says nothing'
is "$(find data -type f ! -path '*/state/*' | sort | tr '\n' ' ')" \
    'data/kb.db data/nightly.log data/pretrain.jsonl data/sft.jsonl data/sft.jsonl.rejects ' \
    'makes these'
is "$(stub_hits)" 6 'two requests for questions, four for answers'
is "$(jq -r '.conversation[0] | .system + .input' data/sft.jsonl)" \
    '你是向导。云泽有多深？
你是向导。石桥镇有几座桥？
你是向导。鹤嘴渡在哪里？
你是向导。水磨是谁的？' 'rows, no question twice'
is "$(jq -r '.question + .error.kind' data/sft.jsonl.rejects)" \
    光合作用是什么？unrelated 'what is not answered is kept'
is "$(wk-xtuner --check data/pretrain.jsonl data/sft.jsonl)" '' \
    'a trainer takes them'
is "$(grep -c '' data/pretrain.jsonl)" 3 'a row a document'
state data >first

cp -Rp data before
night 0 'nothing has changed'
silent 'says nothing'
is "$(stub_hits)" 6 'asks nothing'
for file in pretrain.jsonl sft.jsonl sft.jsonl.rejects kb.db; do
	same "before/$file" "data/$file" "$file is the same"
done
is "$(find data -newer before/nightly.log -type f ! -name nightly.log \
    ! -name .lock)" '' 'and none was touched'
touch docs/*.txt
night 0 'a new date is no change'
is "$(stub_hits)" 6 'asks nothing'

# Documents come, change, go.
echo '鹤嘴渡也叫老渡，鹤嘴渡在哪里？就在北边。' >docs/old.txt
night 0 'a document more'
silent 'says nothing'
is "$(stub_hits)" 7 'only the question that it has to do with is asked again'
is "$(tail -n 1 "$stub_log" | jq -r '.body.messages[1].content' |
    grep -c 老渡)" 1 'with the new passage'
is "$(wk-index --list data/kb.db | jq -r .source | tr '\n' ' ')" \
    'docs/bridges.txt docs/ferry.txt docs/lake.txt docs/old.txt ' 'it is indexed'
is "$(grep -c 老渡 data/pretrain.jsonl)" 1 'and a row'
echo '云泽深五十丈，云泽有多深要看季节。' >docs/lake.txt
night 0 'a document that has changed'
is "$(stub_hits)" 8 'the same'
is "$(tail -n 1 "$stub_log" | jq -r '.body.messages[1].content' |
    grep -c 五十丈)" 1 'the new words are looked at'
is "$(grep -c 四十丈 data/pretrain.jsonl)" 0 'the old ones are gone'
rm docs/old.txt
night 0 'a document that is gone'
silent 'says nothing'
is "$(wk-index --list data/kb.db | grep -c old)" 0 'leaves the knowledge base'
is "$(grep -c 老渡 data/pretrain.jsonl)" 0 'and the rows'
# What was asked of the passages that are left is in the journal.
is "$(stub_hits)" 8 'nothing is paid twice'
: >docs/ferry.txt
night 0 'a document that has become empty'
is "$(wk-index --list data/kb.db | grep -c ferry)" 0 'leaves them, too'
pile
night 0 'as it was in the beginning'
is "$(stub_hits)" 8 'costs nothing'
state data >got
same first got 'and gives the same'
echo 水 >>aspects
night 0 'an aspect more'
is "$(stub_hits)" 9 'is one request'
printf '湖\n桥\n' >aspects
night 0 'and back'
is "$(stub_hits)" 9 'is none'

rm data/sft.jsonl data/kb.db
night 0 'files that were taken away'
is "$(stub_hits)" 9 'cost nothing'
state data >got
same first got 'and come back'

# Documents that are none.
printf 'no text\000' >docs/bad.txt
night 1 'a document that is no text'
paragraph 'documents that failed: 1, see data/pretrain.jsonl.rejects' 'is told'
has "$(cat data/pretrain.jsonl.rejects)" 'docs/bad.txt: byte 8' 'with its reason'
is "$(grep -c '' data/pretrain.jsonl)" 3 'the others are there'
night 0 'the next night'
silent 'it is not told again'
echo '不相干的一句话。' >docs/more.txt
night 0 'nor when others come'
silent 'at all'
rm docs/bad.txt docs/more.txt
night 0 'without it'
fails 1 'its rejects go' test -e data/pretrain.jsonl.rejects
state data >got
same first got 'and all is as before'

cp -Rp data before2
mv docs away
night 2 'no documents'
paragraph 'no such document: docs' 'is told'
mkdir docs
night 2 'a directory that is not mounted'
paragraph 'no documents in docs' 'is told'
has "$(cat said)" 'pretrain.jsonl and kb.db are as they were before.' 'as is that'
state data >got
same first got 'and nothing is changed'
rmdir docs
mv away docs
bad=$(printf 'docs/\377.txt')
if : 2>/dev/null >"$bad"; then
	night 2 'a name that is not UTF-8'
	paragraph 'not UTF-8' 'is told'
	rm -f "$bad"
else
	skip 3 'no such names here'
fi
odd="docs/it's \"a\" \$(touch evil) \\n %s.txt"
echo '这是一个名字古怪的文件。' >"$odd"
night 0 'an odd name'
is "$(wk-index --list data/kb.db | jq -r .source | grep -cF "$odd")" 1 'is taken'
fails 1 'and not run' test -e evil
rm "$odd"
night 0 'and goes'
is "$(wk-index --list data/kb.db | grep -c odd)" 0 'from the knowledge base'
mkdir docs/sub
echo '鱼在水里。' >docs/sub/f.md
night 0 '--recursive, --include' --recursive yes --include '*.md' --include '*.txt'
is "$(grep -c 鱼在 data/pretrain.jsonl)" 1 'takes what is below'
rm -r docs/sub
stub_stop

# A balance that is spent, a server that is gone, a budget, a time limit.
rm -rf data
cat >refuse <<'END'
n=1-3 : content="['云泽有多深？', '水磨是谁的？']"
default : status=402
END
stub_start -s refuse
night 3 'the balance is spent' -j 1
paragraph 'HTTP 402' 'is told'
has "$(cat said)" 'Put that right, and the next night goes on' 'and what to do'
has "$(cat said)" 'replies that came in tonight: 3.' 'and how much was done'
has "$(cat said)" 'pretrain.jsonl and kb.db are up to date with 3 documents.' \
    'the rest is there'
fails 1 'no rows are published' test -e data/sft.jsonl
night 3 'and the next night' -j 1
stub_stop
fails 75 'no server' run -j 1
paragraph 'cannot be reached' 'is told'
has "$(cat said)" 'The next night goes on from there.' 'and what to do'
stub_start -s script -p "$port"
night 0 'when that is over' -j 1
silent 'says nothing'
is "$(stub_hits)" 1 'and asks for the rest'
is "$(grep -c '' data/sft.jsonl)" 2 'the rows are there'
stub_stop
rm -rf data
sed 's/^breaker.*/retries=0/' conf >conf.new && mv conf.new conf
cat >weak <<'END'
body~Python : content="['云泽有多深？', '水磨是谁的？']"
body~水磨是谁的 : status=503
default : content="这是一个足够长的、出自资料的回答。[1]"
END
stub_start -s weak
night 75 'a question that fails for a while'
paragraph 'questions that failed: 1, see data/sft.jsonl.rejects' 'is told'
is "$(grep -c '' data/sft.jsonl)" 1 'the others are rows'
hits=$(stub_hits)
cp data/sft.jsonl sft.before
night 75 'and the next night'
is "$(stub_hits)" $((hits + 1)) 'it alone is asked again'
same sft.before data/sft.jsonl 'the rows are as they were'
stub_stop
stub_start -s script -p "$port"
night 0 'when that is over'
is "$(stub_hits) $(grep -c '' data/sft.jsonl)" '1 2' 'it is answered'

rm -rf data
: >"$stub_log"
nights=1
until run -j 1 --stop-after-requests 1; do
	is "$?" 75 'one request a night'
	is "$(stub_hits)" "$nights" 'is one'
	nights=$((nights + 1))
	[ "$nights" -lt 12 ] || break
done
is "$(stub_hits)" 6 'and at last all is done'
state data >got
same first got 'as in one night'
stub_stop

rm -rf data
: >"$stub_log"
stub_start -s script
night 75 'as many tokens as one request takes' -j 1 --stop-after-tokens 9
is "$(stub_hits)" 1 'are one request'
stub_stop

rm -rf data
echo 'default : delay=1500 content="[\"云泽有多深？\", \"水磨是谁的？\"]"' >slow
stub_start -s slow
night 75 'no more than a second' -j 1 --minutes 0.016
paragraph 'time is up' 'is told'
is "$(stub_hits)" "$(cat data/state/*.journal 2>/dev/null | grep -c '')" \
    'what was under way is kept'
sh "$nightly" -c conf -u "http://127.0.0.1:$port" -j 1 >said 2>&1 &
pid=$!
until [ "$(stub_hits)" -ge 2 ] || ! kill -0 "$pid"; do sleep 0.05; done
fails 75 'a second one meanwhile' sh "$nightly" -c conf
has "$(cat fails.err)" 'another run is at work' 'says so'
kill -TERM "$pid"
wait "$pid"
is "$?" 75 'ended by TERM'
paragraph interrupted 'is told'
is "$(cat data/state/*.journal | grep -c '')" 2 'what was under way is kept'
stub_stop

# of_session PID: the processes of its session (proc(5): the fourth number
# behind the name).
of_session() {
	cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) .*) /\1 /' |
	    awk -v "session=$1" '$5 == session { print $1 }'
}

# Killed at any moment, everything at once, as by a power cut.
sed 's/ : content/ : delay=60 content/' script >script.slow
rm -rf data
stub_start -s script.slow
kills=0
for moment in 0.1 0.3 0.6 0.9 1.2 1.6; do
	setsid sh "$nightly" -c conf -u "http://127.0.0.1:$port" -j 2 \
	    >/dev/null 2>&1 &
	pid=$!
	sleep "$moment"
	of_session "$pid" | while read -r one; do
		kill -9 "$one" 2>/dev/null
	done
	wait "$pid" 2>/dev/null
	kills=$((kills + 1))
	for file in pretrain.jsonl sft.jsonl; do
		[ ! -e "data/$file" ] || [ -z "$(wk-xtuner --check \
		    "data/$file")" ] || note "data/$file is torn"
	done
done
night 0 "killed $kills times, and once to the end"
state data >got
same first got 'it is as if nothing had been'
hits=$(stub_hits)
ok "not more than was under way was paid twice: $hits requests" \
    test "$hits" -le $((6 + 2 * kills))
is "$(find data -name '*.new' -o -name '.questions*' -o -name '.answer*')" '' \
    'no litter'
stub_stop

# As under cron.
rm -rf cron
stub_start -s script
where=$PWD
{
	echo "model=model"
	echo "url=http://127.0.0.1:$port"
	echo "output=$where/cron"
	echo "document=$where/docs"
	echo "aspects=$where/aspects"
	echo "role=$where/role"
	echo 'subject=《云泽行》'
	echo "key-file=$where/key"
	echo "limit=$where/limit"
} >cron.conf
(umask 077 && echo canary-k3y >key)
# shellcheck disable=SC2016
(cd / && env -i PATH=/usr/bin:/bin WK_BIN="$B" /bin/sh "$nightly" \
    -c "$where/cron.conf" --until "$(date +%H:%M)" <&- >"$where/said" 2>&1)
is "$?" 0 'with no environment, terminal or stdin'
silent 'says nothing'
same data/pretrain.jsonl cron/pretrain.jsonl 'and does the same'
is "$(jq -r '.conversation[0].input' cron/sft.jsonl)" \
    "$(jq -r '.conversation[0].input' data/sft.jsonl)" 'of the same questions'
is "$(stub_hits canary-k3y)" 6 'the server gets the key'
is "$(grep -rl canary-k3y . | sort | tr '\n' ' ')" './key ./stub.log ' 'nobody else'
(cd / && env -i PATH=/usr/bin:/bin WK_BIN="$B" /bin/sh "$nightly" \
    -c "$where/cron.conf" >/dev/null 2>&1)
is "$? $(tail -n 2 cron/nightly.log | head -n 1 | cut -d ' ' -f 3-)" \
    '0 nothing has changed' 'a limit that is shared is no change'
stub_stop

# Questions about passages.
cat >about <<'END'
body~Python body~四十丈 : content="['云泽有多深？']"
body~Python body~蔡家 : content="['镇上的水磨是谁家的？']"
body~Python body~芦花荡 : content="['鹤嘴渡在哪里？']"
body~Python body~老渡 : content="['鹤嘴渡又叫什么老渡？']"
default : content="这是一个足够长的、出自资料的回答。[1]"
END
stub_start -s about
passages() {
	sh "$nightly" -o each -u "http://127.0.0.1:$port" --per-passage 2 \
	    docs >said 2>&1
}
ok 'questions about passages' passages
silent 'says nothing'
is "$(jq -r '.conversation[0].input' each/sft.jsonl)" '镇上的水磨是谁家的？
鹤嘴渡在哪里？
云泽有多深？' 'are in the rows'
is "$(stub_hits) $(stub_hits '提出 2 个问题')" '6 3' \
    'a request a passage, and one a question'
echo '鹤嘴渡又叫老渡。' >docs/old.txt
ok 'a document more' passages
is "$(stub_hits '提出 2 个问题')" 4 'only its passage is asked about'
has "$(cat each/sft.jsonl)" '鹤嘴渡又叫什么老渡？' 'and in the rows'
rm docs/old.txt
hits=$(stub_hits)
ok 'without it' passages
is "$(grep -c 老渡 each/sft.jsonl) $(stub_hits)" "0 $hits" 'its rows are gone'
stub_stop

# Without a model.
echo 云泽有多深？ >own
rm -rf quoted
ok 'quoted, of questions of your own' env WK_MODEL= sh "$nightly" -o quoted \
    --questions own --extract docs
is "$(jq -r '.conversation[0] | .input + .output' quoted/sft.jsonl)" \
    '云泽有多深？云泽有八百里方圆，多深？云泽有四十丈深。' 'is a row'
is "$(cat ok.out)" '' 'says nothing'
rm -rf plain
ok 'of documents alone' env WK_MODEL= sh "$nightly" -o plain docs
fails 1 'there are no rows for fine-tuning' test -e plain/sft.jsonl
same plain/pretrain.jsonl data/pretrain.jsonl 'but those for pretraining'

# A directory that it cannot read must not pass for one that is empty.
if [ "$(id -u)" -eq 0 ]; then
	skip 2 'root may read everywhere'
else
	mkdir docs/sub
	echo 'x' >docs/sub/x.txt
	chmod 0 docs/sub
	fails 2 'a directory that cannot be read' sh "$nightly" -o plain \
	    --recursive yes docs
	has "$(cat fails.err)" 'find: ' 'is told'
	chmod 755 docs/sub
	rm -r docs/sub
fi

# Where it cannot write.
cp -Rp plain full
echo '这是又一个文件。' >docs/z.txt
head -c 60000 /dev/zero | tr '\0' z >docs/zz.txt
for blocks in 2 5 20 50 100; do
	(
		ulimit -f "$blocks"
		sh "$nightly" -o full docs >said 2>&1
	)
	is "$?" 2 "no room for a file of $blocks blocks"
	is "$(grep -c '^nightly: full: ' said)" 1 'is told'
	same plain/pretrain.jsonl full/pretrain.jsonl 'the rows are as they were'
done
ok 'with room again' sh "$nightly" -o full docs
is "$(grep -c 又一个 full/pretrain.jsonl)" 1 'they are made'
fails 2 'a directory that is none' sh "$nightly" -o role docs
if [ "$(id -u)" -eq 0 ]; then
	skip 1 'root may write everywhere'
else
	mkdir closed
	chmod 555 closed
	fails 2 'a directory that is read only' sh "$nightly" -o closed docs
fi
fails 2 'no DIR' sh "$nightly" docs
fails 2 'no documents' sh "$nightly" -o data
fails 2 'aspects of nothing' sh "$nightly" -o data --aspects aspects docs
fails 2 'no such file' sh "$nightly" -o data --questions nowhere docs
fails 2 'an unknown option' sh "$nightly" -o data --nonsense 1 docs
fails 2 'a time that is none' sh "$nightly" -o data --until 25:00 docs
fails 2 'minutes that are none' sh "$nightly" -o data --minutes 1h docs
fails 2 'a budget that is none' sh "$nightly" -o data --stop-after-requests 0 docs
echo 'nonsense=1' >bad.conf
fails 2 'an unknown name' sh "$nightly" -c bad.conf docs
ok 'its usage' sh "$nightly" -h
has "$(cat ok.out)" 'pipelines/nightly -c /etc/wk.conf --until 06:30' \
    'has a line for crontab'
done_testing
