#!/bin/sh
# pipelines/sft: documents and aspects to rows; refused, ended, killed and run
# again.
# Environment: ROUNDS and KILLS, of killing (2, each once).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need bash wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-web wk-ground

sft() {
	bash "$ROOT/pipelines/sft" -m model -u "http://127.0.0.1:$port/v1" \
	    --subject 云泽 --aspects aspects "$@"
}
export RAG_FLAGS='--retry-delay 0' WEB_FLAGS='--retry-delay 0'
ASK_FLAGS='--retry-delay 0'
export ASK_FLAGS

town
stub_start -s script
sft -o own docs >out 2>err
is "$?" 1 'from the documents, with a model'
is "$(wc -l <own/sft.jsonl | tr -d ' ') $(kinds own/sft.rejects)" \
    '10  1 duplicate 1 no_list 1 unknown 3 unrelated ' 'rows, and why not'
is "$(head -n 1 own/sft.jsonl)" \
    '{"conversation":[{"input":"云泽的水里沉着几口古钟？","output":"这是照着资料写下的一个回答。"}]}' \
    'a row'
is "$(jq -r 'select(.error.kind == "duplicate") | .aspect' own/sft.rejects)" \
    石桥 'what was asked before is a duplicate'
has "$(cat err)" '6 aspects, of which 4 gave 10 rows' 'the counts are told'
has "$(cat err)" 'no row: 火星: unrelated, unrelated, unrelated' 'and why'
is "$(stub_hits)" 17 'six calls ask, eleven answer'
is "$(wk-xtuner --check own/sft.jsonl)" '' 'a trainer takes the rows'
has "$(jq -r 'select(.body.messages[1].content | test("方面：古钟")) |
    .body.messages[1].content' "$stub_log")" '潮水退尽时能看见钟顶' \
    'the model that asks sees what fits the aspect'
is "$(jq -r 'select(.references) | .references[0].source' own/sft.records |
    sort -u | tr '\n' ' ')" 'docs/a.txt docs/b.txt ' 'records have references'
sft -o own docs >out 2>err
is "$? $(stub_hits)" '1 17' 'again: nothing is paid twice'
echo 摆渡 >>aspects
sft -o own docs >out 2>err
is "$(stub_hits)" 18 'an aspect more'
sed -i '$d' aspects
echo 角色 >role
sft -x -o own --role role --format v1 docs >out 2>err
is "$(jq -r '.messages[0].content' own/sft.jsonl | sort -u) $(stub_hits)" \
    '角色 18' '-x: quoted, in a role'
has "$(jq -r '.messages[2].content' own/sft.jsonl)" '沉着九口古钟' \
    'word for word'

# From here on answers stay as they are, which costs less.
export CLEAN_ANSWERS=no

# What an earlier release asked, with its prompts.
sft --prompts "$ROOT/pipelines/prompts/v0" -o old docs >out 2>err
has "$(tail -n 3 "$stub_log" | head -n 1)" '围绕云泽' 'prompts of 0.1'

# Other places to look.
sft -H "http://127.0.0.1:$port" -o hxd >out 2>err
is "$?" 1 'from HuixiangDou'
has "$(cat hxd/sft.jsonl)" '"output":"Answer to: 云泽的水里沉着几口古钟？"' 'a row'
is "$(kinds hxd/sft.rejects)" ' 1 duplicate 1 no_list 3 unrelated ' 'the rest'
SERPER_URL=http://127.0.0.1:$port/search SERPER_API_KEY=x sft --web -o web docs \
    >out 2>err
is "$? $(kinds web/sft.rejects)" '1  1 duplicate 1 no_list 1 unknown ' \
    'the web, where the documents are silent'
is "$(jq -r 'select(.origin == "web") | .aspect' web/sft.records | sort -u)" \
    火星 'and nowhere else'

printf '云泽的水里沉着几口古钟？\n' >mine
ok 'own questions' bash "$ROOT/pipelines/sft" -x -q mine -o mine.d docs
is "$(grep -c '' mine.d/sft.jsonl)" 1 'without a model'
printf 'no text\000' >docs/c.txt
sft -x -q mine -o mine.d docs >out 2>err
is "$? $(grep -c '' mine.d/sft.jsonl)" '1 1' \
    'a document that is no text: all rows, and status 1'
has "$(cat err)" 'docs/c.txt' 'is told of'
rm docs/c.txt
cat >config <<END
# what is made every night
subject=云泽
aspects=aspects
document=docs
model=model
url=http://127.0.0.1:$port/v1
web=no
output=config.d
ASK_FLAGS=--retry-delay 0
END
bash "$ROOT/pipelines/sft" -c config >out 2>err
is "$(grep -c '' config.d/sft.jsonl)" 10 'all of it from a file'
env -i PATH="$PATH" WK_BIN="$B" bash "$ROOT/pipelines/sft" -c config -o cron \
    >out 2>err
is "$?" 1 'env -i'
same config.d/sft.jsonl cron/sft.jsonl 'gives the same'
same config.d/sft.rejects cron/sft.rejects 'of both'
fails 2 'no aspects' bash "$ROOT/pipelines/sft" --subject x docs
fails 2 'no subject' bash "$ROOT/pipelines/sft" --aspects aspects docs
fails 2 'no documents' sft
fails 2 'no such document' sft nowhere
fails 2 'an unknown format' sft --format other docs
fails 2 'a number that is none' sft --count x docs
fails 2 'an unknown option' sft --nonsense
fails 2 'no such role' sft --role gone docs
is "$(bash "$ROOT/pipelines/sft" -h | head -n 1 | cut -c 1-11)" 'usage: sft ' -h
is "$(find . -name '.wk.*')" '' 'no litter'

# Refused, and resumed.
stub_stop
{ echo 'n=9-10 : status=402'; cat script; } >refuse
stub_start -s refuse
ASK_FLAGS='-j 1' RAG_FLAGS='-j 1' sft -o paid docs >out 2>err
is "$?" 3 'no balance in the middle'
has "$(cat err)" 'the files in paid were not changed; run again' 'what to do is said'
fails 1 'no rows' test -e paid/sft.jsonl
stub_stop
stub_start -s script -p "$port"
ASK_FLAGS='-j 1' RAG_FLAGS='-j 1' sft -o paid docs >out 2>err
is "$? $(stub_hits)" '1 9' 'the rest is paid for'
same paid/sft.jsonl config.d/sft.jsonl 'and the rows are the same'

# Ended by TERM, as at the end of a night.
if command -v setsid >/dev/null; then
	stub_stop
	sed 's/delay=1-20/delay=700/' script >slow
	stub_start -s slow -p "$port"
	setsid bash "$ROOT/pipelines/sft" -m model \
	    -u "http://127.0.0.1:$port/v1" --subject 云泽 --aspects aspects \
	    -o d docs >out 2>err </dev/null &
	group=$!
	for _ in $(seq 200); do
		[ "$(stub_hits)" -lt 6 ] || break
		sleep 0.05
	done
	kill -TERM "-$group"
	wait "$group"
	is "$?" 75 'TERM: not finished'
	has "$(cat err)" 'run again' 'what to do is said'
	stub_stop
	stub_start -s script -p "$port"
	sft -o d docs >out 2>err
	same d/sft.jsonl config.d/sft.jsonl 'the same again'
	is "$(stub_hits)" 11 'the six replies under way were waited for'
else
	skip 4 'no setsid'
fi

# Killed, and run again.
if command -v setsid >/dev/null; then
	results() {
		cat d/sft.jsonl d/sft.rejects
	}
	ASK_FLAGS='-j 4' RAG_FLAGS='-j 4'
	killed_rounds "${ROUNDS:-2}" "${KILLS:-1}" 8 results bash \
	    "$ROOT/pipelines/sft" -m model -u "http://127.0.0.1:$port/v1" \
	    --subject 云泽 --aspects aspects -o d docs
else
	skip 3 'no setsid'
fi
done_testing
