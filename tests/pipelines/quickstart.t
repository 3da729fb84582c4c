#!/bin/sh
# pipelines/quickstart: without a model, with one, and with one that fails.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
# It builds in the tree: only where that is what is tested.
[ "$B" = "$ROOT/bin" ] || {
	echo '1..0 # SKIP not the tree that is built'
	exit 0
}
need bash wk-ask wk-regexlist wk-ground wk-rag wk-index

quickstart() {
	bash "$ROOT/pipelines/quickstart" "$@"
}

echo 'default : pairs' >script
stub_start -s script
ok 'without a model' quickstart -o offline
has "$(cat ok.out)" "pretrain.jsonl: 62 rows" 'pretraining rows'
[ "$(grep -c '' offline/sft.jsonl)" -ge 24 ]
result $? 'quotes for the questions of the example' || note "$(cat ok.out)"
is "$(wk-index --list offline/kb.db | grep -c '')" 14 'a knowledge base'
is "$(wk-xtuner --check offline/pretrain.jsonl offline/sft.jsonl)" '' \
    'a trainer takes the rows'
is "$(find offline -type f -name '[a-z]*' | sort | tr '\n' ' ')" \
    'offline/kb.db offline/pretrain.jsonl offline/sft.jsonl offline/sft.rejects ' \
    'and nothing else is left there'
sed -n '/^Next:/,$s/^  //p' ok.out | sed 's/    .*//' >next
is "$(grep -c '' next)" 3 'three lines say what to do next'
is "$(cd / && sh -c "$(sed -n 1p "$SCRATCH/next")")" '' \
    'the first can be pasted anywhere'
has "$(cd / && sh -c "$(sed -n 2p "$SCRATCH/next")")" 'usage: qa ' \
    'and the second'
is $(($(grep -c '' offline/sft.jsonl) + $(grep -c '' offline/sft.rejects))) 30 \
    'questions in = rows + rejects'
for question in 馒头 Ireland 火星; do
	has "$(cat offline/sft.rejects)" "$question" "not that of $question"
done
cp offline/sft.jsonl first
ok 'again, by sh' sh "$ROOT/pipelines/quickstart" -o offline
same first offline/sft.jsonl 'the same rows'
# It built twice.  From here on it need not, and make is left out.
export MAKE=true

printf '石桥镇\n\n石桥镇在云泽的南边，有三座石桥和一座水磨。\n' >bridge.txt
ok 'own documents, no model, no questions' quickstart -o own bridge.txt
[ ! -e own/sft.jsonl ]
result $? 'no question is made of a line of text'
has "$(cat ok.out)" 'pretrain.jsonl: 1 row' 'a row for pretraining'
echo 石桥镇有几座石桥？ >questions
ok 'own questions' quickstart -o own -q questions bridge.txt \
    "$ROOT/pipelines/example/docs/01-overview.txt"
is "$(jq -r '.conversation[0].output' own/sft.jsonl)" \
    '石桥镇在云泽的南边，有三座石桥和一座水磨。' 'are answered by quotes'
printf 'not text\000' >bad.txt
fails 1 'a document that is no text' quickstart -o own bridge.txt bad.txt
has "$(cat fails.err)" 'bad.txt: byte 9' 'a document that is no text is named'

export WK_MODEL=model WK_BASE_URL="http://127.0.0.1:$port/v1"
ok '--offline' quickstart --offline -o off bridge.txt
is "$(stub_hits) $(find off -name 'sft*')" '0 ' 'none of these asks anything'
ok 'the example with a model' quickstart -o out
is "$(stub_hits) $(grep -c '' out/sft.jsonl)" '40 160' \
    'asks about each passage'
is "$(jq -r '.conversation[0].system' out/sft.jsonl | sort -u)" \
    "$(cat "$ROOT/pipelines/example/role.txt")" 'the role of the example'
ok 'again' quickstart -o out
is "$(stub_hits)" 40 'asks nothing'
fails 2 'an unknown option' quickstart -z
fails 2 'an option without a value' quickstart -o
fails 2 'no such document' quickstart -o own gone.txt
fails 2 'no such questions' quickstart -o own -q gone bridge.txt
is "$(stub_hits)" 40 'none of these asks anything'
stub_stop

cp -R "$ROOT/pipelines/example/docs" more
cat bridge.txt bridge.txt bridge.txt bridge.txt bridge.txt bridge.txt \
    >more/new.txt
cp out/sft.jsonl before
fails 75 'no server' quickstart -o out more
same out/sft.jsonl before 'the rows of the model stay'
echo 'default : status=402' >refuse
stub_start -s refuse
export WK_BASE_URL="http://127.0.0.1:$port/v1"
fails 3 'no balance' quickstart -o poor more/new.txt
[ ! -e poor/sft.jsonl ]
result $? 'no rows'
[ -s poor/pretrain.jsonl ]
result $? 'but those for pretraining'
stub_stop
is "$(find . -name '.wk.*')" '' 'no litter'
done_testing
