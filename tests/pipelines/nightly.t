#!/bin/sh
# pipelines/nightly: nights on a pile of documents that come, change and go;
# what a night may cost and last; what it says.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash flock timeout setsid wk-split wk-ask wk-regexlist wk-ground wk-index \
    wk-find wk-rag wk-xtuner
nightly=$ROOT/pipelines/nightly
where=$PWD

# story FILE THING: a document of one passage.
story() {
	for n in 一 二 三 四 五 六 七 八; do
		echo "$2的第$n件事，镇上的人都听说过，却没有谁讲得清来由。"
	done >"docs/$1"
}
pile() {
	rm -rf docs
	mkdir docs
	story lake.txt 云泽
	story bridge.txt 石桥
	story ferry.txt 渡口
}
# run [OPTION...]: a night as under cron; what it says is in said.
run() {
	(cd / && env -i PATH=/usr/bin:/bin WK_BIN="$B" /bin/bash "$nightly" \
	    -c "$where/conf" -u "http://127.0.0.1:$port/v1" "$@" \
	    <&- >"$where/said" 2>&1)
}
# night STATUS HITS NAME [OPTION...]: HITS are all requests so far.
night() {
	want="$1 $2" name=$3
	shift 3
	run "$@"
	is "$? $(stub_hits)" "$want" "$name" ||
	    note "$(cat said; tail -n 20 data/nightly.log)"
}
silent() {
	is "$(cat said)" '' "$1: says nothing"
}
# paragraph NEEDLE NAME: it said one paragraph, with that in it.
paragraph() {
	has "$(cat said)" "$1" "$2"
	is "$(grep -c "^nightly: $where/data: " said) $(grep -c '^$' said)" '1 0' \
	    "$2: in one paragraph"
}
# state DIRECTORY: what is published in it.
state() {
	(cd "$1" && cat pretrain.jsonl sft.jsonl && wk-index --list kb.db)
}
replies() {
	cat data/state/*/*.journal 2>/dev/null | grep -c ''
}

pile
echo 你是向导。 >role
(umask 077 && echo canary-k3y >key)
cat >conf <<END
# A night's work.
output=$where/data
document=$where/docs
qa=yes
role=$where/role
model=model
WK_API_KEY_FILE=$where/key
ASK_FLAGS=--retry-delay 0 --retries 0 --breaker 2 -j 1
CLEAN_ANSWERS=no
END
cat >script <<'END'
body~资料到此为止 : content="镇上的人都听说过，却没有谁讲得清来由。[1]"
body~self_contained : content="{\"grounded\":9,\"relevant\":9,\"self_contained\":9,\"clear\":9}"
path=rerank :
default : pairs
END
stub_start -s script

night 0 3 'the first night'
silent 'the first night'
is "$(cd data && find . -type f ! -path './state/*' | sort | tr '\n' ' ')" \
    './.lock ./kb.db ./nightly.log ./pretrain.jsonl ./pretrain.rejects ./sft.jsonl ./sft.records ./sft.rejects ' \
    'the files that it makes'
is "$(wk-xtuner --check data/pretrain.jsonl data/sft.jsonl)" '' \
    'a trainer takes them'
is "$(jq -r '.conversation[0].system' data/sft.jsonl | sort -u)" 你是向导。 \
    'rows with the role'
is "$(jq -r '.source | sub(".*/"; "")' data/sft.records | sort -u | tr '\n' ' ')" \
    'bridge.txt ferry.txt lake.txt ' 'of each document'
is "$(stub_hits canary-k3y)" 3 'the server gets the key'
is "$(grep -rl canary-k3y . | sort | tr '\n' ' ')" './key ./stub.log ' \
    'and nothing else has it'
state data >first
night 0 3 'nothing has changed: nothing is asked'
silent 'nothing has changed'
state data >got
same first got 'nothing has changed: the same bytes'
cp -R data whole
night 0 3 'all rows are held out: no failure' -o "$where/whole" --holdout 0.999
silent 'all rows are held out'
is "$([ -s whole/sft.jsonl ] || grep -c '' whole/sft.holdout.jsonl)" \
    "$(grep -c '' data/sft.jsonl)" 'all rows are held out: they are there'

# Documents come, change, go.
story old.txt 老渡
night 0 4 'a document more: its passage is asked about'
silent 'a document more'
is "$(grep -c 老渡 data/pretrain.jsonl) $(grep -c 老渡 data/sft.records |
    sed 's/[1-9].*/some/') $(wk-index --list data/kb.db | grep -c old.txt)" \
    '1 some 1' 'a document more: is in all files'
story old.txt 新渡
night 0 5 'a document that has changed: a request'
is "$(cat data/*.jsonl | grep -c 老渡) $(grep -c 新渡 data/pretrain.jsonl)" '0 1' \
    'a document that has changed: the old words are gone'
rm docs/old.txt
night 0 5 'a document that is gone: no request'
state data >got
same first got 'a document that is gone: all is as before it came'
story old.txt 老渡
night 0 5 'a document that is back: was paid for'
rm docs/old.txt
rm data/sft.jsonl data/kb.db
night 0 5 'files that were taken away: no request'
state data >got
same first got 'files that were taken away: are made again'
id=$(jq -r .id data/sft.records | sed -n 1p)
printf '{"id":"%s","drop":true}\n' "$id" >data/edits.jsonl
night 0 5 'a row that a person dropped'
is "$(grep -c "$id" data/sft.records) $(jq -r .error.kind data/sft.rejects)" \
    '0 dropped' 'a row that a person dropped: is none'
rm data/edits.jsonl

# A file that is no document, three nights.
printf 'no text\000' >docs/bad.txt
for n in first second third; do
	night 1 5 "a document that is no text, the $n night"
	paragraph "1 failed, see $where/data/pretrain.rejects" "the $n night"
	has "$(cat said)" 'bad.txt: byte 8 is NUL' "the $n night: why"
done
rm docs/bad.txt
night 0 5 'without it'
silent 'without it'
state data >got
same first got 'without it: all is as before'

# A directory that is not there, or not mounted.
mv docs away
night 2 5 'no documents'
paragraph "no documents in $where/docs" 'no documents: is told'
mkdir docs
night 2 5 'a directory that is empty'
paragraph "no documents in $where/docs" 'a directory that is empty: is told'
has "$(cat said)" 'New tonight: nothing.' 'a directory that is empty: is told'
mkdir two
cp away/lake.txt two
night 2 5 'one of two is empty' "$where/two"
state data >got
same first got 'no documents: the files are as they were'
rmdir docs
mv away docs

# The log; two at once.
head -c 1000001 /dev/zero | tr '\0' x >data/nightly.log
night 0 5 'a log of more than 1 MB'
is "$(($(wc -c <data/nightly.log) < 1000)) $(wc -c <data/nightly.log.old)" \
    '1 1000001' 'the log is begun anew, the old one kept'
exec 8>data/.lock
flock 8
night 75 5 'two at once'
has "$(cat said)" 'in use by another run' 'two at once: is told'
exec 8>&-
stub_stop

# A balance that is spent, a server that fails for a while.
rm -rf data
printf 'n=1 : pairs\ndefault : status=402\n' >refuse
stub_start -s refuse
night 3 2 'the balance is spent'
paragraph 'HTTP 402' 'the balance is spent: is told'
has "$(cat said)" 'Replies paid for tonight: 1.  Correct that' \
    'the balance is spent: what to do'
has "$(cat said)" 'New tonight: pretrain.jsonl, kb.db.' \
    'the balance is spent: what is done'
[ ! -e data/sft.jsonl ]
result $? 'the balance is spent: no rows'
stub_stop
echo 'default : status=503' >weak
stub_start -s weak -p "$port"
run
is "$?" 75 'the server fails'
paragraph '(status 75)' 'the server fails: is told'
has "$(sed -n 1p said)" "$where/data: wk-" 'the server fails: a program says why'
stub_stop
stub_start -s script -p "$port"
night 0 2 'when that is over: the rest is asked'
state data >got
same first got 'when that is over: all is there'
stub_stop

# A passage that fails does not stop the others.
rm -rf data
printf 'body~渡口的 : status=400\ndefault : pairs\n' >bad
stub_start -s bad
hits=2
for n in first second; do
	hits=$((hits + 1))
	night 1 "$hits" "a passage that fails, the $n night"
	paragraph "1 failed, see $where/data/sft.rejects" "the $n night"
done
stub_stop

# The limits of a night: requests and tokens.
rm -rf data
: >"$stub_log"
stub_start -s script
for n in 1 2; do
	night 75 "$n" "one request a night, night $n" --stop-after-requests 1
	paragraph 'the limit of --stop-after is reached' "night $n"
done
[ ! -e data/sft.jsonl ]
result $? 'one request a night: no rows before all is asked'
night 0 3 'one request a night, night 3' --stop-after-requests 1
state data >got
same first got 'one request a night: as in one'
rm -rf data
: >"$stub_log"
night 75 2 'two requests a night, for three' --stop-after-requests 2
night 0 3 'two requests a night, the next' --stop-after-requests 2
rm -rf data
: >"$stub_log"
night 75 1 'as many tokens as one request takes' --stop-after-tokens 9
rm -rf data
: >"$stub_log"
printf '%s\n' WK_JUDGE_MODEL=judge WK_RERANK_MODEL=rank \
    "WK_RERANK_BASE_URL=http://127.0.0.1:$port/v1" >>conf
for thing in 水磨 祠堂 茶馆; do
	story "$thing.txt" "$thing"
done
for thing in ferry mill bridge inn tower well; do
	for n in one two three four five six seven eight; do
		echo "The $thing has a story of its own: number $n of the town."
	done >"docs/$thing.en.txt"
done
night 75 27 'all that ask share a limit of 24, and have one request at least' \
    --answers --judge 7 --refusals 0.5 --stop-after-requests 24
sed -i '/^WK_[JR]/d' conf
pile

# Journals of the nightly of 0.1, which had one for questions and one for answers.
rm -rf data
: >"$stub_log"
night 0 15 'answers from all documents' --answers -n 4 --min-answer 1
mkdir data/state/answers
cat data/state/qa/passage.*.journal >data/state/questions.journal
cp data/state/qa/rag.journal data/state/answers/rag.journal
rm -r data/state/qa
night 0 15 'old journals in state are read' --answers -n 4 --min-answer 1
mkdir 'a b'
cp -R data/state 'a b/state'
rm -rf 'a b/state/qa'
night 0 18 'a directory with a blank in its name' -o "$where/a b"
is "$(grep -c 'cannot use .*questions.journal: it has a blank' 'a b/nightly.log')" 1 \
    'an old journal that it cannot name is told of in one line'
stub_stop

# The time limit of a night; a run that a person ends.
rm -rf data
echo 'default : pairs delay=1500' >slow
stub_start -s slow
run --minutes 0.05
is "$?" 75 'no more than three seconds'
paragraph 'the time limit is reached' 'no more than three seconds: is told'
asked=$(stub_hits)	# none, where the machine is slow
[ "$asked" -le 2 ]
result $? 'no more than three seconds: not all is asked'
is "$(replies)" "$asked" 'what was in flight is kept'
run &
pid=$!
until [ "$(stub_hits)" -gt "$asked" ] || ! kill -0 "$pid"; do sleep 0.05; done
# The run is the one process below the shell that waits for it.
kill -TERM "$(cat /proc/[0-9]*/stat 2>/dev/null |
    sed 's/^\([0-9]*\) .*) /\1 /' |
    awk -v "parent=$pid" '$3 == parent { print $1; exit }')" 2>/dev/null
wait "$pid"
is "$?" 75 'ended by TERM'
paragraph interrupted 'ended by TERM: is told'
is "$(replies)" "$(stub_hits)" 'ended by TERM: what was in flight is kept'
left=$((3 - $(stub_hits)))
stub_stop
stub_start -s script -p "$port"
night 0 "$left" 'the next night asks for the rest'
state data >got
same first got 'the next night: all is there'
stub_stop

# of_session PID: the processes of its session (proc(5): the fourth number
# behind the name).
of_session() {
	cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) .*) /\1 /' |
	    awk -v "session=$1" '$5 == session { print $1 }'
}
# Killed at any moment, everything at once, as by a power cut.
rm -rf data
echo 'default : pairs delay=60' >slow
stub_start -s slow
kills=0
for moment in 0.2 0.5 0.8 1.1; do
	setsid env -i PATH=/usr/bin:/bin WK_BIN="$B" /bin/bash "$nightly" \
	    -c conf -u "http://127.0.0.1:$port/v1" >/dev/null 2>&1 </dev/null &
	pid=$!
	sleep "$moment"
	of_session "$pid" | while read -r one; do
		kill -9 "$one" 2>/dev/null
	done
	wait "$pid" 2>/dev/null
	kills=$((kills + 1))
	for file in pretrain.jsonl sft.jsonl; do
		[ ! -e "data/$file" ] ||
		    is "$(wk-xtuner --check "data/$file")" '' "killed: $file is whole"
	done
done
run
is "$?" 0 "killed $kills times, and once to the end" || note "$(cat said)"
state data >got
same first got 'killed: it is as if nothing had been'
hits=$(stub_hits)
[ "$hits" -le $((3 + 2 * kills)) ]
result $? "killed: not more than was in flight was paid twice: $hits requests"
stub_stop

# Documents alone, without a model; a full disk.
plain() {
	env WK_MODEL= bash "$nightly" -o plain docs
}
ok 'of documents alone' plain
is "$(cat ok.out) $(find plain -name 'sft*')" ' ' \
    'of documents alone: says nothing, and makes no rows'
same plain/pretrain.jsonl data/pretrain.jsonl 'of documents alone: the same rows'
echo '这是又一个文件。' >docs/z.txt
head -c 60000 /dev/zero | tr '\0' z >docs/zz.txt
for blocks in 5 50; do
	cp -Rp plain full
	(
		trap '' XFSZ
		ulimit -f "$blocks"
		bash "$nightly" -o full docs >said 2>&1
	)
	is "$?" 2 "no room for a file of $blocks blocks"
	is "$(grep -c '^nightly: full: ' said)" 1 'no room: is told'
	same plain/pretrain.jsonl full/pretrain.jsonl 'no room: the rows are as they were'
	rm -rf full
done
rm docs/z*.txt

# Questions of your own, aspects, and all kinds together.
printf '云泽的第一件事，镇上的人都听说过吗？\n石桥的第二件事，谁讲得清来由？\n' >own
ok 'questions of your own, quoted' env WK_MODEL= bash "$nightly" -o quoted \
    -q own --extract docs
is "$(cat ok.out) $(grep -c '' quoted/sft.jsonl)" ' 2' 'questions of your own: rows'
printf '渡口\n云泽\n' >aspects
cat >script <<'END'
body~"方面：" : content="[\"渡口的第三件事，镇上的人都听说过吗？\"]"
body~资料到此为止 : content="镇上的人都听说过，却没有谁讲得清来由。[1]"
default : pairs
END
stub_start -s script
all() {
	bash "$nightly" -m model -u "http://127.0.0.1:$port/v1" -o all --qa -n 1 \
	    --aspects aspects --subject 镇 --count 1 -q own --prompts "$1" \
	    docs >said 2>&1
}
all "$ROOT/pipelines/prompts"
is "$? $(cat said)" '0 ' 'passages, aspects and questions'
is "$(jq -r '.aspect // .question_type // "own" |
    if . == "渡口" then "aspect" elif . == "own" then . else "passage" end' \
    all/sft.records | uniq -c | tr -s ' \n' ' ')" ' 12 passage 1 aspect 2 own ' \
    'rows of several are joined in that order'
is "$(ls all/state)" "$(printf '%s\n' aspects qa questions)" \
    'each has a directory of its own'
hits=$(stub_hits)
all "$ROOT/pipelines/prompts"
is "$? $(stub_hits)" "0 $hits" 'passages, aspects and questions: again'
stub_stop

fails 2 'no DIR' bash "$nightly" docs
fails 2 'no documents' bash "$nightly" -o data
fails 2 'an unknown option' bash "$nightly" -o data --nonsense 1 docs
fails 2 'a time that is none' bash "$nightly" -o data --until 25:00 docs
fails 2 'minutes that are none' bash "$nightly" -o data --minutes 1h docs
fails 2 'a budget that is none' bash "$nightly" -o data --stop-after-requests 0 docs
fails 2 'a budget that is no number' bash "$nightly" -o data \
    --stop-after-tokens 1k docs
for line in nonsense=1 PATH=/tmp LD_PRELOAD=x BASH_ENV=x; do
	echo "$line" >bad.conf
	fails 2 "-c: $line" bash "$nightly" -c bad.conf -o data docs
	has "$(cat fails.err)" 'no such ' "-c: $line is told"
done
ok 'its usage' bash "$nightly" -h
has "$(cat ok.out)" 'pipelines/nightly -c /etc/wk.conf --until 06:30' \
    'its usage has a line for crontab'
done_testing
