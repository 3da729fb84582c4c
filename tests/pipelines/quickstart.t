#!/bin/sh
# pipelines/quickstart with a model, and where there is none that answers.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
# It builds in the tree: only where that is what is tested.
[ "$B" = "$ROOT/bin" ] || {
	echo '1..0 # SKIP not the tree that is built'
	exit 0
}
need wk-ask wk-regexlist wk-rag

quickstart() {
	sh "$ROOT/pipelines/quickstart" "$@"
}

cat >script <<'END'
body~列表 body~市场影响 : content="抱歉，我不能回答。"
body~列表 : content="['听芦工作室是哪一天成立的？', '光合作用是什么？']"
default : content="听芦工作室成立于2015年3月9日，最初只有九个人[1]。"
END
stub_start -s script
ok 'without a model' quickstart -o offline
has "$(cat ok.out)" 'without a model: no model is configured (WK_MODEL)' \
    'says that there is none'
export WK_BASE_URL="http://127.0.0.1:$port"
ok 'a server without a model' quickstart -o none
same offline/sft.jsonl none/sft.jsonl 'is none either'
export WK_MODEL=model
ok '--offline' quickstart --offline -o none
has "$(cat ok.out)" 'without a model: --offline' 'says that it asks no model'
same offline/sft.jsonl none/sft.jsonl 'gives the same'
is "$(stub_hits)" 0 'none of these asks anything'

ok 'with a model' quickstart -o out
has "$(cat ok.out)" 'asking model' 'says which'
is "$(grep -c '' out/sft.jsonl)" 11 'a row for each question with an answer'
is "$(jq -r '.conversation[0] | .input + .output' out/sft.jsonl | sort -u)" \
    '听芦工作室是哪一天成立的？听芦工作室成立于2015年3月9日，最初只有九个人。' \
    'in the words of the model'
is "$(jq -r '.error.kind' out/sft.rejects | sort | uniq -c | tr -s ' \n' ' ')" \
    ' 1 no_list 11 unrelated ' 'all else is in the rejects'
is "$(stub_hits)" 13 'twelve aspects, and one answer, which is asked for once'
is "$(wk-xtuner --check out/pretrain.jsonl out/sft.jsonl |
    grep -v 'the same row as on line 1$')" '' \
    'a trainer takes them, but that one answer to all makes the same rows'
is "$(sed -n 1p "$stub_log" | jq -r '.body.messages[1].content' |
    grep -c '《云泽行》.* 3 个问题')" 1 'three questions an aspect'
cp -R out first
ok 'with a model again' quickstart -o out
is "$(stub_hits)" 13 'asks nothing'
same first/sft.jsonl out/sft.jsonl 'and gives the same'

printf '石桥镇\n\n石桥镇在云泽的南边，有三座石桥和一座水磨。\n' >bridge.txt
ok 'of own documents' quickstart -o own bridge.txt
is "$(jq -r '.conversation[0].input' own/sft.jsonl)" '石桥镇是什么？' \
    'asks about the first line'
is "$(stub_hits)" 14 'a request a question'
echo 历史 >aspects
ok 'of own aspects' quickstart -o own -a aspects --subject 石桥镇 -n 7 bridge.txt
has "$(grep 历史 "$stub_log")" '石桥镇的“历史”，提出 7 个问题' \
    'has the model ask about them'
hits=$(stub_hits)
fails 2 'aspects of nothing' quickstart -o own -a aspects bridge.txt
fails 2 'aspects and questions' quickstart -o own -a aspects --subject x \
    -q aspects bridge.txt
fails 2 'a number that is none' quickstart -o own -n 0
fails 2 'no such language' quickstart -o own --lang=fr
fails 2 'an unknown option' quickstart -z
fails 2 'an option without a value' quickstart -o
is "$(stub_hits)" "$hits" 'none of these asks anything'
stub_stop

ok 'no server' quickstart -o fresh
same offline/sft.jsonl fresh/sft.jsonl 'is as without a model'
has "$(cat ok.out)" 'model could not be used (status 75; see above)' 'is told'
has "$(cat ok.out)" '--offline' 'and how to do without'
echo 闻苇的母亲叫什么名字？ >questions
fails 75 'no server for one question' quickstart -o out -q questions
same first/sft.jsonl out/sft.jsonl 'the rows of the model stay'
has "$(cat fails.out)" 'as it was before' 'which is told'

echo 'default : status=402' >refuse
stub_start -s refuse
export WK_BASE_URL="http://127.0.0.1:$port"
ok 'no balance' quickstart -o poor
same offline/sft.jsonl poor/sft.jsonl 'is as without a model'
fails 3 'no balance any more' quickstart -o out
same first/sft.jsonl out/sft.jsonl 'the rows of the model stay'
stub_stop
ok 'no server is named' env WK_BASE_URL= sh "$ROOT/pipelines/quickstart" -o fresh
has "$(cat ok.out)" 'no server: give' 'is told in the words of wk-ask'
is "$(find . -name '.quickstart*')" '' 'no litter'
done_testing
