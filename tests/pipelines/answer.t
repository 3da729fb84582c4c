#!/bin/sh
# pipelines/answer: the documents, a HuixiangDou server, the web; gates;
# settings; stages that are run again, and those that are not.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-split wk-index wk-find wk-rag wk-ask wk-web

answer() {
	bash "$ROOT/pipelines/answer" "$@"
}

# model ARGUMENT...: with the stub for everything; what it says is in err.
model() {
	RAG_FLAGS="--retry-delay 0 ${rag-}" ASK_FLAGS='--retry-delay 0' \
	    FIND_FLAGS="-t ${least-0.2}" \
	    WEB_FLAGS="-u http://127.0.0.1:$port/search --rpm 100000" \
	    answer -m model -u "http://127.0.0.1:$port/v1" "$@" >out 2>err
}

# states FILE: question and what became of it, a line each.
states() {
	jq -r '.question + " " + (.error.kind // .state // "open")' "$1"
}

documents
printf '云泽的水里沉着几口古钟？\n闻苇养的鸬鹚叫什么？\n火星的第二大卫星多重？\n' \
    >questions

# Without a model and without a network.
answer -o quote docs <questions >out 2>err
is "$?" 0 'no model: quotes'
is "$(states quote/answered.jsonl)" '云泽的水里沉着几口古钟？ success
闻苇养的鸬鹚叫什么？ success' 'what the documents answer'
is "$(states quote/unanswered.jsonl)" '火星的第二大卫星多重？ unrelated' \
    'what they do not, with the reason'
has "$(cat err)" '1 no answer: unrelated' 'they are counted by state'
has "$(cat err)" 'see quote/answered.jsonl, quote/unanswered.jsonl' \
    'the last words say where to look'
is "$(cat out)" '' 'nothing is said on stdout'
answer -k quote/kb.db -o own -q questions >out 2>err
is "$?" 0 '-k, -q'
same quote/answered.jsonl own/answered.jsonl 'give the same'
answer -o own -d docs/a.txt --document=docs/b.txt -q questions >out 2>err
is "$? $(states own/answered.jsonl)" "0 $(states quote/answered.jsonl)" \
    '-d: a document'

# Only the journals are kept: everything else is made anew.
echo '石桥镇有几座石桥？' >>questions
answer -q questions -o quote docs >out 2>err
is "$(grep -c '' quote/answered.jsonl)" 3 'a question more'
cp quote/answered.jsonl first
rm docs/b.txt
answer -q questions -o quote docs >out 2>err
has "$(states quote/unanswered.jsonl)" '石桥镇有几座石桥' \
    'a document less: one answer less'
printf '石桥镇在云泽的南边，有三座石桥和一座水磨。\n' >docs/b.txt
rm quote/kb.db
answer -q questions -o quote docs >out 2>err
same first quote/answered.jsonl 'a knowledge base that is gone is made again'
RAG_FLAGS='-l 0' FIND_FLAGS='-n 1' answer -q questions -o flags docs >out 2>err
is "$(jq -s 'map(.hits | length) | max' flags/answered.jsonl)" 1 \
    'FIND_FLAGS: options for a stage'
printf 'no text\000' >docs/c.txt
answer -q questions -o quote docs >out 2>err
is "$?" 1 'a document that is no text'
has "$(cat quote/documents.rejects)" docs/c.txt 'is named'
same first quote/answered.jsonl 'and costs no other'
mkdir void
fails 2 'documents without text' answer -q questions -o quote void
fails 2 'documents of which none is text' answer -q questions -o quote docs/c.txt
same first quote/answered.jsonl 'change nothing'
rm docs/c.txt
answer -o quote docs >out 2>err <<'END'
{"question":"云泽的水里沉着几口古钟？","id":"9007199254740993","x":{"y":[1]}}
no record
END
is "$? $(jq -c '[.id, .x]' quote/answered.jsonl)" \
    '1 ["9007199254740993",{"y":[1]}]' 'records keep their fields'
is "$(jq -c '[.line, .error.kind]' quote/unanswered.jsonl)" \
    '["no record","bad_record"]' 'a line that is no record is kept'
answer -q questions -o quote docs >out 2>err
is "$(find quote -name '*.new' -o -name '.wk.*')" '' 'no litter'

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
model --web -k quote/kb.db -o web -q questions
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
has "$(cat err)" '      2 answered from the web' 'the last lines count them'
is "$(jq -r 'keys[]' web/*answered.jsonl | grep -c wk_)" 0 \
    'no field of ours stays'
model --web -k quote/kb.db -o web -q questions
is "$(stub_hits)" 7 'again: nothing is paid twice'
cat web/web-rag.journal >>web/rag.journal
rm web/web-rag.journal
model --web -k quote/kb.db -o web -q questions
is "$? $(stub_hits)" '0 7' 'nor with a journal of 0.1, which has both'
echo 'Say no more than {{unknown}}.' >own.system
rag='-S own.system --cite' model -k quote/kb.db -o system -q questions
has "$(sed -n 8p "$stub_log")" 'Say no more than' 'RAG_FLAGS: an own prompt'
is "$(jq -r .answer system/answered.jsonl | head -n 1)" \
    '水里沉着九口古钟，退潮才看得见。[1]' 'and a flag'
echo 'Say nothing but {{unknown}}.' >own.system
hits=$(stub_hits)
rag='-S own.system --cite' model -k quote/kb.db -o system -q questions
[ "$(stub_hits)" -gt "$hits" ]
result $? 'another prompt in the same file is asked'
hits=$(stub_hits)
answer -m model -u "http://127.0.0.1:$port/v1" -x -k quote/kb.db -o web \
    -q questions >out 2>err
is "$? $(stub_hits)" "0 $hits" '-x: nobody is asked'
SERPER_API_KEY=key model -k quote/kb.db -o web -q questions
is "$(grep -c '"path":"/search' "$stub_log")" 3 \
    'the web is not asked unless --web says so'
model --web -o only -q questions
is "$? $(grep -c '' only/answered.jsonl)" '0 3' 'the web alone'

# Gates.
stub_stop
stub_start -s script
printf '%s\n' '你好！' 云泽的水里沉着几口古钟？ 闻苇养的鸬鹚叫什么？ \
    火星的第二大卫星多重？ 水星的温度有多高？ 云泽的石桥镇有几座桥？ >questions
model --web --gate 'question relevance safety' -k quote/kb.db -o gates \
    -q questions
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
has "$(cat err)" '1 the gate safety heard no number' \
    'a verdict without a number is counted'
is "$(jq -r 'keys[]' gates/*answered.jsonl | grep -c wk_)" 0 \
    'no field of the gates stays'
hits=$(stub_hits)
model --web --gate 'question relevance safety' -k quote/kb.db -o gates \
    -q questions
is "$? $(stub_hits)" "0 $hits" 'again: nothing is paid twice'
cp -R gates old
for journal in question relevance web-relevance safety; do
	cat old/$journal.journal >>old/ask.journal
	rm old/$journal.journal
done
model --web --gate 'question relevance safety' -k quote/kb.db -o old \
    -q questions
is "$? $(stub_hits)" "0 $hits" 'nor with a journal of 0.1, which has all'
same gates/answered.jsonl old/answered.jsonl 'and gives the same'
mkdir prompts
echo 'Is it? {{question}} {{wk_text}}' >prompts/gate-question.zh.txt
model --gate question --least 9 --prompts prompts -k quote/kb.db -o least \
    -q questions
has "$(sed -n "$((hits + 1))p" "$stub_log")" 'Is it? 你好' 'an own prompt'
is "$(jq -r .gates.question least/answered.jsonl | sort -u)" null \
    'a question that nobody could judge goes on'
# What a judged record had of an earlier call comes back.
echo '{"question":"云泽的古钟有几口？","ask":{"model":"m","key":"k"},"response":"r"}' >asked
model --gate question -k quote/kb.db -o asked.d -q asked
is "$(jq -c '[.ask, .response, .gates]' asked.d/*answered.jsonl)" \
    '[{"model":"m","key":"k"},"r",{"question":10}]' \
    "a gate leaves another call's fields alone"

# Scores.
scores() {
	jq -cR '{ wk_open: true, wk_verdict: . }' |
	    jq -c --arg gate g --arg state s --argjson least 5 \
		-f "$ROOT/pipelines/filters/gate-read.jq" |
	    jq -r '.gates.g | tostring'
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
model --web -H "http://127.0.0.1:$port" --prefix 在云泽， -o hxd -q questions
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
	rag="-j 1 ${rag-}" least=0.1 model -k quote/kb.db -q questions "$@"
}
key -o key
is "$?" 3 'a key is refused'
has "$(cat err)" 'run again' 'what to do is said'
fails 1 'nothing is published' test -e key/answered.jsonl
key -o key
is "$? $(stub_hits)" '0 4' 'the same again goes on where it was'
stub_stop
rag='--retries 0' key -o down
is "$? $(states down/unanswered.jsonl | grep -c unreachable)" '1 3' \
    'no server: failed'
fails 1 'and no answers' test -s down/answered.jsonl
cat >script <<'END'
try=1 body~石桥镇有 : status=500
default : content="这是照着资料写下的一个回答。[1]"
END
stub_start -s script -p "$port"
rag='--retries 0' key -o down
is "$? $(grep -c '' down/answered.jsonl)" '1 2' 'those are tried again'
rag='--retries 0' key -o down
is "$?" 0 'and again'
is "$(grep -c '' down/answered.jsonl; cat down/unanswered.jsonl)" 3 \
    'what was missing then is so no more'
cp down/answered.jsonl first
stub_stop
rag='--retries 0' key -o down -m other
is "$? $(cmp down/answered.jsonl first)" '1 ' \
    'no answers do not take the place of some'

# Settings.
printf '%s\n' 云泽的古钟重几斤？ 石桥镇的石桥有多长？ 摆渡女子闻苇撑的船谁造的？ >partly
cat >config <<'END'
# of the tests
lang=zh
document=docs
extract=yes
questions=partly
FIND_FLAGS=-t 1

output=from config
END
answer -c config >out 2>err
is "$?" 0 'a file of settings'
is "$(find 'from config' -name unanswered.jsonl)" 'from config/unanswered.jsonl' \
    'with blanks'
is "$(grep -c '' <'from config/unanswered.jsonl')" 3 'with flags of a stage'
answer -c config -o elsewhere -q - </dev/null >out 2>err
is "$?" 2 'the command line wins'
# complains LINE WHAT NAME: that line of a file of settings is refused.
complains() {
	printf '%s\n' "$1" >bad
	fails 2 "a bad setting: $3" answer -c bad -o bad.d -q questions docs
	has "$(cat fails.err)" "$2" 'is named'
}
complains nonsense=1 'no such option: --nonsense' unknown
complains lang lang 'no value'
complains find-throttle=1 'no such option: --find-throttle' 'of a stage'
complains PATH=/ PATH= 'a variable that is not ours'
complains LD_PRELOAD=x LD_PRELOAD 'another'
complains BASH_ENV=x BASH_ENV 'a third'
complains gate=other 'gate-other.zh.txt' 'no gate'
complains least=x '--least x' 'no number'
# shellcheck disable=SC2016 # it is not to be run
complains 'gate=$(touch evil)`touch${IFS}evil`;touch evil' 'gate-$(touch' \
    'a command'
fails 1 'nothing of it is run' test -e evil
fails 1 'and none of these makes a directory' test -e bad.d
fails 2 'an unknown option' answer --nonsense 1 -q questions
fails 2 'an option without its value' answer -k
fails 2 'nothing to answer from' answer -q questions
fails 2 'no such file' answer -k quote/kb.db -o bad.d -q nowhere
fails 2 'no knowledge base' answer -k nowhere -o bad.d -q questions
fails 2 'no questions' answer -k quote/kb.db -o bad.d -q /dev/null
fails 2 'both documents and -k' answer -k quote/kb.db -q questions docs
fails 2 'another language' answer --gate safety --lang fr -k quote/kb.db \
    -q questions
is "$(answer -h | head -n 1 | cut -c 1-14)" 'usage: answer ' '-h'

# One run at a time; the lock of a killed run does not count.
if command -v flock >/dev/null; then
	mkdir busy
	flock busy/.lock sh -c 'echo >held; exec sleep 20' &
	holder=$!
	waited=0
	until [ -e held ] || [ $waited -gt 200 ]; do
		waited=$((waited + 1))
		sleep 0.02
	done
	fails 75 'two runs' answer -k quote/kb.db -o busy -x -q questions
	has "$(cat fails.err)" 'busy: in use' 'the other is told'
	kill $holder 2>/dev/null
	wait $holder 2>/dev/null
	sleeper=$(flock -n busy/.lock echo free)
	[ "$sleeper" = free ] || skip 1 'the lock is held on'
	[ "$sleeper" != free ] ||
	    ok 'when it is over' answer -k quote/kb.db -o busy -x -q questions
else
	skip 3 'no flock'
fi

# As under cron.
printf '%s\n' 云泽的水里沉着几口古钟？ 闻苇养的鸬鹚叫什么？ 石桥镇有几座石桥？ \
    >questions
answer -o quote docs <questions >out 2>err
ok 'env -i' env -i PATH="$PATH" WK_BIN="$B" "$ROOT/pipelines/answer" -o cron \
    -q questions docs
same quote/answered.jsonl cron/answered.jsonl 'gives the same'

# No file holds the key.
echo 'body~资料到此为止 : content="无法作答"' >script
stub_start -s script
SERPER_URL=http://127.0.0.1:$port WK_API_KEY=canary-k3y \
    SERPER_API_KEY=canary-s3rper \
    answer -m model -u "http://127.0.0.1:$port/v1" --gate question --web \
    -k quote/kb.db -o keys -q questions >out 2>err
is "$(stub_hits 'authorization":"Bearer canary-k3y') \
$(stub_hits 'authorization":"canary-s3rper')" '9 3' 'the servers have their keys'
is "$(grep -rl canary . | grep -v stub.log)" '' 'nobody else'
done_testing
