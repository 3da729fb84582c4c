#!/bin/sh
# pipelines/answer: the documents, a HuixiangDou server, the web; gates;
# settings; stages that are run again, and those that are not.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need wk-split wk-index wk-find wk-rag wk-ask wk-web

answer() {
	sh "$ROOT/pipelines/answer" "$@"
}

# model ARGUMENT...: with the stub for everything.
model() {
	answer -m model -u "http://127.0.0.1:$port/v1" --retry-delay 0 \
	    --web-url "http://127.0.0.1:$port/search" --web-rpm 100000 "$@"
}

# states FILE: question and what became of it, a line each.
states() {
	jq -r '.question + " " + (.error.kind // .state // "open")' "$1"
}

documents
printf '云泽的水里沉着几口古钟？\n闻苇养的鸬鹚叫什么？\n火星的第二大卫星多重？\n' \
    >questions

# Without a model and without a network.
answer -d docs -o quote questions >out 2>err
is "$?" 0 'no model: quotes'
is "$(states quote/answered.jsonl)" '云泽的水里沉着几口古钟？ success
闻苇养的鸬鹚叫什么？ success' 'what the documents answer'
is "$(states quote/unanswered.jsonl)" '火星的第二大卫星多重？ unrelated' \
    'what they do not, with the reason'
has "$(cat out)" 'quoted: no model is configured' 'the report says so'
has "$(cat out)" '      1  unrelated' 'and counts by state'
has "$(cat out)" 'without an answer: 1; see quote/unanswered.jsonl' \
    'a word on what stayed unanswered'
is "$(cat err)" '' 'nothing is said on stderr'
same out "$(cat quote/report.txt >r; tail -n 1 out >>r; echo r)" \
    'the report is kept'
answer -k quote/kb.db -o own <questions >out 2>err
is "$?" 0 '-k, questions from stdin'
same quote/answered.jsonl own/answered.jsonl 'give the same'

# What is run again, and what is not.
made() {
	sed -n 's/^answer: \(.*\): made$/\1/p' err | tr '\n' ' '
}
answer -v -d docs -o quote questions >out 2>err
is "$(made)" '' 'again: no stage is run'
answer -v -d docs -o quote --rag-length 0 questions >out 2>err
is "$(made)" 'answered ' 'another option: its stage'
answer -v -d docs -o quote --rag-length 0 --find-hits=1 questions >out 2>err
is "$(made)" 'found answered ' 'and those after it'
echo '石桥镇有几座石桥？' >>questions
answer -v -d docs -o quote questions >out 2>err
is "$(made) $(grep -c '' quote/answered.jsonl)" 'found answered  3' \
    'a question more'
cp quote/answered.jsonl first
echo x >>quote/steps/found.jsonl
answer -v -d docs -o quote questions >out 2>err
is "$(made)" 'found ' 'a file that was damaged is made again'
same first quote/answered.jsonl 'and all is as before'
rm docs/b.txt
answer -v -d docs -o quote questions >out 2>err
is "$(made)" 'indexed found answered ' 'a document less'
has "$(states quote/unanswered.jsonl)" '石桥镇有几座石桥' 'is one'
printf '石桥镇在云泽的南边，有三座石桥和一座水磨。\n' >docs/b.txt
rm quote/kb.db
answer -d docs -o quote questions >out 2>err
same first quote/answered.jsonl 'a knowledge base that is gone is made again'
printf 'no text\000' >docs/c.txt
answer -d docs -o quote questions >out 2>err
has "$(cat quote/documents.rejects)" docs/c.txt 'a document that is no text'
rm docs/c.txt
is "$(find quote -name '*.new' -o -name '.answer*')" '' 'no litter'

# The documents, then the web, worded by a model.
cat >script <<'END'
path=/search body~木星 : serper-empty
body~古钟？ body~资料到此为止 : content="水里沉着九口古钟，退潮才看得见。[1]"
body~三两 body~资料到此为止 : content="无法作答"
body~查资料来回答 body~你好 : content="0/10"
body~查资料来回答 body~古钟 : content="10 分。"
body~查资料来回答 : content="8/10"
body~能不能用来回答 body~鸬鹚 : content="2"
body~能不能用来回答 : content="９"
body~适不适合写进公开 body~水星 : content="我不好说"
body~适不适合写进公开 body~火星 : content="3.5"
body~适不适合写进公开 : content="10"
body~资料到此为止 : content="这是照着资料写下的一个回答。[1]"
END
stub_start -s script
printf '云泽的水里沉着几口古钟？\n闻苇养的鸬鹚叫什么？\n火星的第二大卫星多重？\n木星有几个卫星？\n' \
    >questions
model -k quote/kb.db --find-threshold 0.2 -o web questions >out 2>err
is "$?" 0 'with a model and the web'
is "$(jq -r '.question[:2] + " " + .state + " " + (.origin // "")' \
    web/answered.jsonl)" '云泽 success local
闻苇 success web
火星 success web' 'the documents first, then the web'
is "$(states web/unanswered.jsonl)" '木星有几个卫星？ no_search_result' \
    'what the web does not know either'
is "$(stub_hits '"path":"/search') $(stub_hits completions)" '3 4' \
    'what is answered is not searched for'
is "$(jq -r .answer web/answered.jsonl | head -n 1)" \
    水里沉着九口古钟，退潮才看得见。 'the answer is clean'
has "$(cat out)" '      2  answered from the web' 'the report counts them'
has "$(cat out)" 'web/unanswered.jsonl' 'and names the file'
has "$(cat out)" 'worded by a model, the web' 'and who answers'
is "$(jq -r 'keys[]' web/answered.jsonl | grep -c wk_)" 0 \
    'no field of ours stays'
model -k quote/kb.db --find-threshold 0.2 -o web questions >out 2>err
is "$(stub_hits)" 7 'again: nothing is paid twice'
echo 'Say no more than {{unknown}}.' >own.system
model --no-web -k quote/kb.db --rag-system-file own.system --rag-cite \
    --rag-retry -o system questions >out 2>err
has "$(sed -n 8p "$stub_log")" 'Say no more than' 'an own prompt'
is "$(jq -r .answer system/answered.jsonl | head -n 1)" \
    '水里沉着九口古钟，退潮才看得见。[1]' 'and a flag of a stage'
echo 'Say nothing but {{unknown}}.' >own.system
hits=$(stub_hits)
model --no-web -k quote/kb.db --rag-system-file own.system --rag-cite \
    --rag-retry -o system questions >out 2>err
[ "$(stub_hits)" -gt "$hits" ]
result $? 'another prompt in the same file: the stage is run again'
hits=$(stub_hits)
model -x --no-web -k quote/kb.db -o web questions >out 2>err
is "$? $(stub_hits)" "0 $hits" '-x and --no-web: nobody is asked'
has "$(cat out)" ', quoted' 'and the report says so'
model --web -o only questions >out 2>err
is "$? $(grep -c '' only/answered.jsonl)" '0 3' 'the web alone'

# Gates.
stub_stop
stub_start -s script
printf '%s\n' '你好！' 云泽的水里沉着几口古钟？ 闻苇养的鸬鹚叫什么？ \
    火星的第二大卫星多重？ 水星的温度有多高？ 云泽的石桥镇有几座桥？ >questions
model --gate question --gate relevance --gate safety -k quote/kb.db \
    --find-threshold 0.2 -o gates questions >out 2>err
is "$?" 0 'three gates'
is "$(cat gates/answered.jsonl gates/unanswered.jsonl |
    jq -r '.question[:2] + " " + .state + " " + (.gates | tojson)' | sort)" \
    '云泽 success {"question":10,"relevance":9,"safety":10}
云泽 success {"question":8,"relevance":9,"safety":10}
你好 not_a_question {"question":0}
水星 unsafe {"question":8,"relevance":9,"safety":null}
火星 unsafe {"question":8,"relevance":9,"safety":3.5}
闻苇 unrelated {"question":8,"relevance":2}' 'each closes for its own reason'
is "$(stub_hits '你好')" 1 'what is no question is not looked for'
is "$(jq -r 'select(.state == "unsafe") | has("answer"), (.withheld | length > 0)' \
    gates/unanswered.jsonl | tr '\n' ' ')" 'false true false true ' \
    'an unsafe answer is withheld'
has "$(cat out)" 'verdicts of the gate safety that hold no number: 1' \
    'a verdict without a number is counted'
awk '/^stage/ { table = 1; next } table && NF == 7 {
    n++; if ($2 != $3 || $3 != $4 + $5 + $6 + $7) print } END { print n }' \
    gates/report.txt >got
is "$(cat got)" 18 'in each of 18 stages, records in are records out'
hits=$(stub_hits)
echo 'Is it? {{question}} {{wk_text}}' >own.prompt
model --gate question --gate-question-least 9 --gate-question-prompt own.prompt \
    --no-web -k quote/kb.db -o least questions >out 2>err
has "$(sed -n "$((hits + 1))p" "$stub_log")" 'Is it? 你好' 'an own prompt'
is "$(jq -r .gates.question least/answered.jsonl | sort -u)" null \
    'a question that nobody could judge goes on'
model --gate question --gate none --no-web -k quote/kb.db -o none questions \
    >out 2>err
is "$(jq -s 'map(has("gates")) | any' none/answered.jsonl)" false \
    '--gate none takes them back'

# Scores.
# shellcheck source=pipelines/answering.sh
score=$(. "$ROOT/pipelines/answering.sh" && printf '%s' "$score")
scores() {
	jq -Rr "$score score | tostring"
}
is "$(printf '%s\n' 8 8/10 '8 / 10' 8分 8.0 '评分：8' '８分' 10/10 0/10 10 '7.5 分' \
    '在 0 到 10 之间，我打 6 分' '8 out of 10' '8。' '**8**' '8, 8' | scores |
    tr '\n' ' ')" '8 8 8 8 8 8 8 10 0 10 7.5 6 8 8 8 8 ' 'one number is read'
is "$(printf '%s\n' '' none 810 11 85/100 4/5 '3 or 4' 2024 -3 80% 3-5 1.2.3 \
    八分 | scores | sort -u)" null 'digits are not joined, others no number'

# HuixiangDou, then the web.
stub_stop
cat >script <<'END'
path=/huixiangdou_inference body~火星 : hxd-state=unrelated
path=/huixiangdou_inference body~什么 : hxd-state="query is not a question"
body~资料到此为止 : content="这是照着资料写下的一个回答。[1]"
END
stub_start -s script
printf '%s\n' 几口古钟？ 那是什么？ 火星？ >questions
model -H "http://127.0.0.1:$port" --prefix 在云泽， -o hxd questions >out 2>err
is "$?" 0 'HuixiangDou, then the web'
is "$(jq -r '.question + " " + .origin + " " + .answer' hxd/answered.jsonl)" \
    '几口古钟？ huixiangdou Answer to: 在云泽，几口古钟？
火星？ web 这是照着资料写下的一个回答。' 'a prefix; what it does not know, the web does'
is "$(jq -r '.question + .state' hxd/unanswered.jsonl)" 那是什么？not_a_question \
    'but is not asked for what is no question'

# A server that fails; what is missing is asked for when it is well again.
stub_stop
printf '%s\n' 云泽的古钟有几口？ 石桥镇有几座石桥？ 摆渡女子闻苇撑的船？ >questions
cat >script <<'END'
try=1 body~石桥镇有 : status=401
default : content="这是照着资料写下的一个回答。[1]"
END
stub_start -s script
key() {
	model -k quote/kb.db --find-throttle 0.1 --no-web -j 1 "$@" questions >out 2>err
}
key -o key
is "$?" 3 'a key is refused'
has "$(cat err)" 'run the same command again: key keeps what was paid for' \
    'what to do is said'
fails 1 'nothing is published' test -e key/answered.jsonl
key -o key
is "$? $(stub_hits)" '0 4' 'the same again goes on where it was'
stub_stop
key --retries 0 -o down
is "$? $(states down/unanswered.jsonl | grep -c unreachable)" '1 3' \
    'no server: failed'
fails 1 'and no answers' test -s down/answered.jsonl
cat >script <<'END'
try=1 body~石桥镇有 : status=500
default : content="这是照着资料写下的一个回答。[1]"
END
stub_start -s script -p "$port"
key --retries 0 -o down
is "$? $(grep -c '' down/answered.jsonl)" '1 2' 'those are tried again'
key --retries 0 -o down
is "$?" 0 'and again'
cp down/answered.jsonl first
stub_stop
key --retries 0 -o down -m other
is "$? $(cmp down/answered.jsonl first)" '1 ' \
    'no answers do not take the place of some'

# Settings.
cat >config <<'END'
# of the tests
  lang = zh
document=docs
find-threshold=1
rag-cite = no
extract=yes

output=from config
END
answer -c config questions >out 2>err
is "$?" 0 'a file of settings'
is "$(find 'from config' -name unanswered.jsonl)" 'from config/unanswered.jsonl' \
    'with blanks'
answer -c config -o elsewhere --find-threshold 0.2 questions >out 2>err
is "$? $(grep -c '' 'from config/answered.jsonl' elsewhere/answered.jsonl)" \
    '0 from config/answered.jsonl:0
elsewhere/answered.jsonl:3' 'the command line wins'
complains() {
	printf '%b\n' "$1" >bad
	fails 2 "a bad setting: $3" answer -c bad -o bad.d questions
	has "$(cat fails.err)" "$2" 'is named'
}
complains '# x\nnonsense=1' 'bad:2: unknown name: nonsense' 'unknown'
complains 'lang' 'bad:1: no NAME=value: lang' 'no value'
complains 'find-throtle=1' 'bad:1: ' 'misspelt'
complains 'find-threshold=x' 'bad:1: wk-find:' 'of a stage'
complains 'find-field=x' 'bad:1: the pipeline itself sets --field' 'not free'
complains 'jobs=x' 'bad:1: wk-ask:' 'of a model'
complains 'gate=other' 'bad:1: other: question, relevance, safety or none' \
    'no gate'
complains 'web=maybe' 'bad:1: maybe: yes or no' 'neither yes nor no'
# shellcheck disable=SC2016 # it is not to be run
complains "$(printf 'gate=%s(touch evil)`touch evil`;touch evil' '$')" \
    'bad:1: $(touch' 'a command'
fails 1 'nothing of it is run' test -e evil
fails 1 'and none of these makes a directory' test -e bad.d
fails 2 'an unknown option' answer --nonsense 1 questions
fails 2 'an option without its value' answer -k
fails 2 'nothing to answer from' answer questions
fails 2 'no such file' answer -k quote/kb.db nowhere
fails 2 'no questions' answer -k quote/kb.db /dev/null
fails 2 'both documents and -k' answer -k quote/kb.db -d docs questions
is "$(answer -h | head -n 1 | cut -c 1-14)" 'usage: answer ' '-h'

# One run at a time; the lock of a killed one is none.
lock_of() {
	PATH=$1 sh -c 'me=answer here=deep/in/the/pipelines
	    . "$here/common.sh"; . "$here/steps.sh"
	    PATH=$2 output=$1; lock; echo locked >"$1.got"; exec sleep 20' \
	    - "$2" "$1" &
	holder=$!
	waited=0
	until [ -s "$2.got" ]; do
		waited=$((waited + 1))
		[ $waited -lt 200 ] || break
		sleep 0.02
	done
}
# (Of a copy, as the real one may have flock in a bin/ above it.)
mkdir -p tools deep/in/the
cp -R "$ROOT/pipelines" deep/in/the/
chmod -R u+w deep
for tool in awk cat cksum cmp cp cut dirname env grep head iconv jq kill ln \
    mkdir mktemp mv readlink rm sed sh sleep sort tail tr uniq; do
	found=$(command -v $tool) && case $found in
	/*) ln -s "$found" tools/ ;;
	esac
done
for path in "$PATH" "$SCRATCH/tools:$B"; do
	what=$(PATH=$path command -v flock) || what='no flock'
	rm -f busy.got
	lock_of "$path" busy
	fails 75 "two runs, $what" env PATH="$path" sh \
	    deep/in/the/pipelines/answer -k quote/kb.db -o busy -x questions
	has "$(cat fails.err)" 'another run is at work in busy' 'the other is told'
	kill -9 $holder 2>/dev/null
	wait $holder 2>/dev/null
	ok "after kill -9, $what" env PATH="$path" sh \
	    deep/in/the/pipelines/answer -k quote/kb.db -o busy -x questions
done

# As under cron.
ok 'env -i' env -i PATH="$PATH" WK_BIN="$B" sh "$ROOT/pipelines/answer" -d docs \
    -o cron questions
same quote/answered.jsonl "$(env -i PATH="$PATH" WK_BIN="$B" \
    sh "$ROOT/pipelines/answer" -d docs -o cron - <<'END' >out; echo cron/answered.jsonl
云泽的水里沉着几口古钟？
闻苇养的鸬鹚叫什么？
火星的第二大卫星多重？
石桥镇有几座石桥？
END
)" 'gives the same'

# No key is anywhere.
echo 'body~资料到此为止 : content="无法作答"' >script
stub_start -s script
SERPER_URL=http://127.0.0.1:$port WK_API_KEY=canary-k3y \
    SERPER_API_KEY=canary-s3rper \
    answer -v -m model -u "http://127.0.0.1:$port/v1" --gate question \
    -k quote/kb.db -o keys questions >out 2>err
is "$(stub_hits 'authorization":"Bearer canary-k3y') \
$(stub_hits 'authorization":"canary-s3rper') $(stub_hits)" '8 3 11' \
    'the servers have their keys'
is "$(grep -rl canary . | grep -v stub.log)" '' 'nobody else'
done_testing
