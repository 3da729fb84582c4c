#!/bin/sh
# pipelines/sft: documents and aspects to rows, from each backend; killed and
# run again.
# Environment: ROUNDS and KILLS, of killing (5, each once).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-web

sft() {
	sh "$ROOT/pipelines/sft" -m model -u "http://127.0.0.1:$port/v1" \
	    --retry-delay 0 --web-url "http://127.0.0.1:$port/search" \
	    --subject 云泽 --aspects aspects "$@"
}

town
stub_start -s script
sft --no-web -o own docs >out 2>err
is "$?" 1 'from the documents, with a model'
is "$(wc -l <own/sft.jsonl | tr -d ' ') $(kinds own/sft.rejects)" \
    '10  1 duplicate 1 no_list 1 unknown 3 unrelated ' 'rows, and why not'
is "$(head -n 1 own/sft.jsonl)" \
    '{"conversation":[{"input":"云泽的水里沉着几口古钟？","output":"这是照着资料写下的一个回答。"}]}' \
    'a row'
is "$(jq -r 'select(.error.kind == "duplicate") | .aspect' own/sft.rejects)" \
    石桥 'what was asked before is a duplicate'
is "$(adds_up own/report.txt)" '4 0' 'records in are rows and rejects'
has "$(cat out)" '16 records: 10 rows, 6 rejects' 'the report is printed'
has "$(cat out)" '      3  rejected: unrelated' 'with the reasons'
is "$(stub_hits)" 17 'six calls ask, eleven answer'
is "$(wk-xtuner --check own/sft.jsonl)" '' 'a trainer takes the rows'
sft --no-web -o own docs >out 2>err
is "$? $(stub_hits)" '1 17' 'again: nothing is paid twice'
echo 摆渡 >>aspects
sft --no-web -o own docs >out 2>err
is "$(stub_hits)" 18 'an aspect more'
sed -i '$d' aspects
echo 角色 >role
sft -x --no-web -o own --role role --format v1 docs >out 2>err
is "$(jq -r '.messages[0].content' own/sft.jsonl | sort -u) $(stub_hits)" \
    '角色 18' '-x: quoted, in a role'
has "$(jq -r '.messages[2].content' own/sft.jsonl)" '沉着九口古钟' \
    'word for word'
printf 'no text\000' >docs/c.txt
sft -x --no-web -o own docs >out 2>err
has "$(cat out)" 'not read: 1 document; see own/documents.rejects' \
    'a document that is no text'
rm docs/c.txt

sft -H "http://127.0.0.1:$port" --no-web --prefix 在云泽， -o hxd >out 2>err
is "$?" 1 'from HuixiangDou'
is "$(head -n 1 hxd/sft.jsonl)" \
    '{"conversation":[{"input":"云泽的水里沉着几口古钟？","output":"Answer to: 云泽的水里沉着几口古钟？"}]}' \
    'a row'
has "$(cat hxd/sft.jsonl)" 'Answer to: 在云泽，闻苇撑一条什么船？' 'the prefix'
is "$(kinds hxd/sft.rejects)" ' 1 duplicate 1 no_list 3 unrelated ' 'the rest'
is "$(adds_up hxd/report.txt)" '4 0' 'records in are rows and rejects'
hits=$(stub_hits)
sft -H "http://127.0.0.1:$port" --web --prefix 在云泽， -o hxd >out 2>err
is "$(stub_hits) $(kinds hxd/sft.rejects)" \
    "$((hits + 6))  1 duplicate 1 no_list " 'then from the web: what it left'
is "$(adds_up hxd/report.txt)" '8 0' 'records in are rows and rejects'
sft --web -o web >out 2>err
is "$? $(adds_up web/report.txt)" '1 6 0' 'from the web alone'
is "$(wc -l <web/sft.jsonl | tr -d ' ') $(kinds web/sft.rejects)" \
    '13  1 duplicate 1 no_list 1 unknown ' 'rows, and why not'
sft --no-web --gate safety --gate-safety-least 10 -o gate docs >out 2>err
is "$(adds_up gate/report.txt) $(kinds gate/sft.rejects)" \
    '7 0  1 duplicate 1 no_list 1 unknown 3 unrelated 10 unsafe ' \
    'a gate that nobody passes'
fails 1 'makes no rows' test -e gate/sft.jsonl

printf '云泽的水里沉着几口古钟？\n' >mine
ok 'own questions' sh "$ROOT/pipelines/sft" -x -q mine -o mine.d docs
is "$(grep -c '' mine.d/sft.jsonl)" 1 'without a model'
cat >config <<END
subject=云泽
aspects=aspects
document=docs
model=model
url=http://127.0.0.1:$port/v1
web=no
output=config.d
END
sh "$ROOT/pipelines/sft" -c config >out 2>err
is "$(grep -c '' config.d/sft.jsonl)" 10 'all of it from a file'
env -i PATH="$PATH" WK_BIN="$B" sh "$ROOT/pipelines/sft" -c config -o cron \
    >out 2>err
is "$?" 1 'env -i'
same config.d/sft.jsonl cron/sft.jsonl 'gives the same'
same config.d/sft.rejects cron/sft.rejects 'of both'
fails 2 'no aspects' sh "$ROOT/pipelines/sft" --subject x docs
fails 2 'no subject' sh "$ROOT/pipelines/sft" --aspects aspects docs
fails 2 'no documents' sft --no-web
fails 2 'no such document' sft nowhere
fails 2 'an unknown format' sft --format other docs
fails 2 'a number that is none' sft --count x docs
fails 2 'an unknown option' sft --nonsense
is "$(sh "$ROOT/pipelines/sft" -h | head -n 1 | cut -c 1-11)" 'usage: sft ' -h
is "$(find . -name '*.new' -o -name '.sft*' -o -name '.questions*')" '' 'no litter'

# Refused, and resumed.
stub_stop
{ echo 'n=9-10 : status=402'; cat script; } >refuse
stub_start -s refuse
sft --no-web -j 1 -o paid docs >out 2>err
is "$?" 3 'no balance in the middle'
has "$(cat err)" 'paid keeps what was paid for' 'what to do is said'
fails 1 'no rows' test -e paid/sft.jsonl
stub_stop
stub_start -s script -p "$port"
sft --no-web -j 1 -o paid docs >out 2>err
is "$? $(stub_hits)" '1 9' 'the rest is paid for'
same paid/sft.jsonl config.d/sft.jsonl 'and the rows are the same'

# Ended by TERM, as at the end of a night.
if command -v setsid >/dev/null; then
	stub_stop
	sed 's/delay=1-20/delay=700/' script >slow
	stub_start -s slow -p "$port"
	setsid sh "$ROOT/pipelines/sft" -m model -u "http://127.0.0.1:$port/v1" \
	    --subject 云泽 --aspects aspects --no-web -j 8 -o d docs \
	    >out 2>err </dev/null &
	group=$!
	for _ in $(seq 200); do
		[ "$(stub_hits)" -lt 6 ] || break
		sleep 0.05
	done
	kill -TERM "-$group"
	wait "$group"
	is "$?" 75 'TERM: not finished'
	has "$(cat err)" 'run the same command again' 'what to do is said'
	stub_stop
	stub_start -s script -p "$port"
	sft --no-web -o d docs >out 2>err
	same d/sft.jsonl config.d/sft.jsonl 'the same again'
	is "$(stub_hits)" 11 'the six replies under way were waited for'
else
	skip 4 'no setsid'
fi

# Killed, and run again.
if command -v setsid >/dev/null; then
	results() {
		cat d/sft.jsonl d/sft.rejects d/report.txt
	}
	killed_rounds "${ROUNDS:-5}" "${KILLS:-1}" 4 results sh \
	    "$ROOT/pipelines/sft" -m model -u "http://127.0.0.1:$port/v1" \
	    -j 4 --web-url "http://127.0.0.1:$port/search" --web-jobs 4 \
	    --subject 云泽 --aspects aspects -o d docs
	is "$(find d -name '*.new' -o -name '.questions*')" '' 'no litter'
else
	skip 4 'no setsid'
fi
done_testing
