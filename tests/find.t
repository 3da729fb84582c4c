#!/bin/sh
# wk-find: questions to hits.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"

wk-index kb.db >/dev/null <<'EOF'
{"text":"水榭建在湖边，由周行舟督造。","source":"a","index":0,"start":0}
{"text":"芦苇丛里有一口古钟。","source":"a","index":1,"start":14}
{"text":"The C++ parser of foo-bar reads \"b:x\" AND more.","source":"b","url":"http://x/"}
{"text":"騎士的鐵槳重四十一斤。","source":"c","index":0,"start":5}
EOF
first() {	# first QUESTION: the best hit's text
	jq -nc --arg q "$1" '{question: $q}' | wk-find -k kb.db -t 0.1 |
	    jq -r '.hits[0].text // .state'
}

is "$(echo '{"question":"古钟在哪里？","n":1e400,"x":"\u4f60"}' |
    wk-find -k kb.db -n 1 | sed 's/"score":0[.][0-9]*/"score":S/')" \
    '{"question":"古钟在哪里？","n":1e400,"x":"\u4f60","hits":[{"text":"芦苇丛里有一口古钟。","source":"a","score":S,"start":14}]}' \
    'hits, and the rest as it came'
is "$(first '谁督造了水榭？')" '水榭建在湖边，由周行舟督造。' 'Chinese'
is "$(first '骑士的铁桨多重？')" 騎士的鐵槳重四十一斤。 'simplified finds traditional'
is "$(first '蘆葦')" 芦苇丛里有一口古钟。 'traditional finds simplified'
is "$(first 'ＰＡＲＳＥＲ')" 'The C++ parser of foo-bar reads "b:x" AND more.' \
    'full-width finds ASCII'
is "$(first '钟')" 芦苇丛里有一口古钟。 'a single character'
for question in 'C++' 'foo-bar' '"b:x" AND' 'parser OR (' 'NEAR(parser' \
    "parser' --" 'parser*' '^parser' 'text:parser'; do
	has "$(first "$question")" 'parser' "a question, no syntax: $question"
done
for question in '' '"' 'AND' '😀' '（）' 'zzz'; do
	out=$(jq -nc --arg q "$question" '{question: $q}' | wk-find -k kb.db)
	is $? 0 "no error: '$question'"
	has "$out" '"question"' 'and it passes'
done
long=$(awk 'BEGIN { for (i = 0; i < 2500; i++) printf "古钟水榭" }')
has "$(first "$long")" 古钟 '10,000 characters'
has "$(echo '{"question":"古钟"}' | wk-find -k kb.db | tr , '\n')" '"score"' score
has "$(echo '{"question":"parser"}' | wk-find -k kb.db)" \
    '"url":"http://x/"' 'a url is there'
is "$(echo '{"question":"怎样蒸馒头？"}' | wk-find -k kb.db)" \
    '{"question":"怎样蒸馒头？","state":"unrelated"}' 'unrelated'
is "$(echo '{"question":"古钟","state":"x"}' | wk-find -k kb.db)" \
    '{"question":"古钟","state":"x"}' 'a state closes the gate'
is "$(echo 古钟 | wk-find --lines -k kb.db -t 1 | jq -r '.hits | length')" 1 \
    '-t 1 takes what is covered whole'
is "$(printf '{"question":"古钟","w":true}\n{"question":"古钟","w":1}\n' |
    wk-find -k kb.db -w w | grep -c hits)" 1 '-w'
is "$(for _ in 1 2 3; do echo 湖边的古钟和水榭 | wk-find --lines -k kb.db; done |
    sort -u | grep -c '')" 1 'the same each time'
fails 1 'no question' sh -c 'echo "{}" | wk-find -k kb.db'
has "$(cat fails.out)" '"kind":"no_question"' 'says so'

printf '古钟\n水榭\n' >good
printf '怎样蒸馒头\n火星\n' >bad
is "$(wk-find -k kb.db --calibrate --lines good bad |
    jq -c '[.f1, .precision, .recall, .good, .bad]')" '[1,1,1,2,2]' --calibrate

fails 2 'no -k' wk-find good
has "$(cat fails.err)" 'wk-index' 'says how to make one'
fails 2 'no such knowledge base' wk-find -k no.db good
[ ! -e no.db ]; result $? 'it is not made'
echo text >text
fails 2 'a foreign file' wk-find -k text good
fails 2 'a throttle that is none' wk-find -k kb.db -t 2 good
fails 2 'a full disk' sh -c 'wk-find -k kb.db --lines good >/dev/full'
fails 2 'a closed stdout' sh -c 'wk-find -k kb.db --lines good >&-'
ok 'empty input' sh -c 'wk-find -k kb.db </dev/null'
cp kb.db before
chmod 444 kb.db
echo 古钟 | wk-find --lines -k kb.db >/dev/null
same before kb.db 'a reader changes nothing'
done_testing
