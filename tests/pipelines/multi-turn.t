#!/bin/sh
# pipelines/multi-turn: dialogues, from each backend; killed and run again.
# Environment: ROUNDS and KILLS, of killing (2, each once).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need bash wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-ground

multi_turn() {
	bash "$ROOT/pipelines/multi-turn" -m model \
	    -u "http://127.0.0.1:$port/v1" --subject 云泽 --aspects aspects "$@"
}
ASK_FLAGS='--retry-delay 0' RAG_FLAGS='--retry-delay 0'
export ASK_FLAGS RAG_FLAGS

# inputs FILE: the turns of each row, a line each.
inputs() {
	jq -r '[.conversation[].input] | join(" ")' "$1"
}

town
stub_start -s script
multi_turn --turns 4 -o own docs >out 2>err
is "$?" 1 'from the documents, with a model'
is "$(inputs own/multi-turn.jsonl)" \
    '云泽的水里沉着几口古钟？ 哪里能看见它？ 它是谁的？ 为什么沉在水里？
什么时候能看见古钟的钟顶？ 哪里能看见它？ 它是谁的？ 为什么沉在水里？
水里的古钟沉在哪里？ 哪里能看见它？ 它是谁的？ 为什么沉在水里？
闻苇撑一条什么船？
闻苇养的鸬鹚叫什么？
摆渡女子闻苇是谁？
石桥镇有几座石桥？ 水磨的主人用什么撑船？
石桥镇在云泽的哪一边？ 水磨的主人用什么撑船？
水磨的主人叫什么？ 哪里能看见它？ 它是谁的？ 为什么沉在水里？
裴照用什么撑船？ 哪里能看见它？ 它是谁的？ 为什么沉在水里？' 'each asks deeper'
is "$(kinds own/multi-turn.rejects)" \
    ' 1 duplicate 1 no_list 1 unknown 3 unrelated ' 'what did not begin'
is "$(jq -r 'select(.ended) | .ended.why' own/multi-turn.records |
    sort | uniq -c | tr -s ' \n' ' ')" ' 3 no_list 2 repeated ' \
    'why some ended early'
has "$(cat err)" '      5 4 turns' 'is told'
has "$(cat err)" '      3 1 turns, ended: no_list' 'too'
is "$(wk-xtuner --check own/multi-turn.jsonl)" '' 'a trainer takes the rows'
looked() {
	jq -r '.body.messages[-1].content' "$stub_log" | grep -c "$1"
}
[ "$(looked '^问题：它是谁的？')" -gt 0 ]
result $? 'the answerer is asked what the user said'
[ "$(looked '^它是谁的？$')" -gt 0 ]
result $? 'what leans on the dialogue is rewritten'
is "$(jq -r 'select(.body.messages[-1].content | test("问题：它是谁的？")) |
    [.body.messages[].role] | @csv' "$stub_log" | sort -u)" \
    '"system","user","assistant","user","assistant","user"' \
    'the model that answers sees the dialogue'
has "$(jq -r '.body.messages[-1].content | select(test("问法："))' "$stub_log" |
    sed -n 1,30p)" '潮水退尽时能看见钟顶' \
    'the model that asks on sees the passages found last'
is "$(jq -r '.body.messages[-1].content | select(test("问法：")) |
    capture("问法：(?<m>.*)").m' "$stub_log" | sort -u | grep -c '')" \
    "$(jq -r '.body.messages[-1].content | select(test("问法：")) |
    capture("问法：(?<m>.*)").m' "$stub_log" | sort -u |
    while read -r move; do grep -cF -- "$move" \
	"$ROOT/pipelines/prompts/moves.zh.txt"; done | grep -c 1)" \
    'the ways to ask on are lines of the file'
is "$(jq -c 'keys | map(select(. == "leans" or . == "wk_rewritten"))' \
    own/multi-turn.records | sort -u)" '[]' 'no field of ours stays'
is "$(jq -c '[(.turns | length) == (.turn_hits | length), ([.turn_hits, .turn_references] |
    transpose | all(.[0] != [] and (.[1][0].source as $source |
    any(.[0][]; .source == $source))))]' own/multi-turn.records | sort -u)" \
    '[true,true]' 'each turn has the passages that it rests on'
is "$(jq -r '(.turns | length) == (.turn_references | length)' \
    own/multi-turn.records | sort -u)" true 'references for each turn'
hits=$(stub_hits)
multi_turn --turns 4 -o own docs >out 2>err
is "$? $(stub_hits)" "1 $hits" 'again: nothing is paid twice'
multi_turn --turns 4 --fewest 2 -o own docs >out 2>err
is "$(grep -c '' own/multi-turn.jsonl) $(kinds own/multi-turn.rejects)" \
    '7  1 duplicate 4 no_list 1 unknown 3 unrelated ' \
    '--fewest 2: dialogues of one turn are none'
multi_turn --turns 1 -o one docs >out 2>err
is "$(jq '.conversation | length' one/multi-turn.jsonl | sort -u) $(stub_hits)" \
    "1 $((hits + 17))" '--turns 1: no follow-up is asked for'

# The draw.  From here on answers stay as they are, which costs less.
export CLEAN_ANSWERS=no
wants() {
	jq -r 'select(.turns) | .turns[0].input + " " + (.want | tostring)' "$1"
}
multi_turn --seed 1 -o draw docs >out 2>err
wants draw/multi-turn.records >first
is "$(cut -d ' ' -f 2 first | tr '\n' ' ')" '3 4 3 4 4 4 4 3 4 4 ' \
    'the draw of --seed 1'
multi_turn --seed 2 -o other docs >out 2>err
[ "$(wants other/multi-turn.records)" != "$(cat first)" ]
result $? 'another seed, another draw'
{ echo 摆渡; cat aspects; } >aspects.2
multi_turn --seed 1 -o draw --aspects aspects.2 docs >out 2>err
is "$(wants draw/multi-turn.records)" "$(cat first)" \
    'an aspect more changes no other draw'
is "$(jq -r 'select(.ended == null) | (.turns | length) == .want' \
    draw/multi-turn.records | sort -u)" true \
    'a dialogue that did not end has so many turns'
seq 600 | jq -cR '{ question: "第\(.)个问题是什么？" }' |
    jq -cf "$ROOT/pipelines/filters/begun.jq" --arg subject '' --arg seed 0 --argjson least 2 \
	--argjson most 4 >begun
is "$(jq -r .want begun | sort | uniq -c |
    awk '$1 < 160 || $1 > 240 { print "uneven:", $0 } END { print NR }')" 3 \
    'the draw is even'

# From HuixiangDou; in English; settings from a file.
multi_turn -H "http://127.0.0.1:$port" --turns 2 -o hxd >out 2>err
is "$?" 1 'from HuixiangDou'
has "$(cat hxd/multi-turn.jsonl)" \
    '"output":"Answer to: 什么时候能看见水里的古钟？"' 'is asked what was rewritten'
jq -c '.[] | { question: . }' list.1 >english
multi_turn --lang en -q english --turns 2 -o en docs >out 2>err
is "$(tail -n 1 "$stub_log" | jq -r '.body.messages[1].content |
    split("\n")[0]')" 'Subject: 云泽' 'in English'
cat >config <<END
subject=云泽
aspects=aspects
document=docs
model=model
url=http://127.0.0.1:$port/v1
turns=4
output=config.d
ASK_FLAGS=--retry-delay 0
END
env -i PATH="$PATH" WK_BIN="$B" bash "$ROOT/pipelines/multi-turn" -c config \
    >out 2>err
is "$?" 1 'env -i, settings from a file'
multi_turn --turns 4 -o own docs >out 2>err
same config.d/multi-turn.jsonl own/multi-turn.jsonl 'give the same'
fails 2 'turns that are none' multi_turn --turns 4-2 docs
fails 2 '--fewest of a word' multi_turn --fewest x docs
: >empty.txt
hits=$(stub_hits)
fails 2 'documents without text' multi_turn -o none empty.txt
is "$(grep -c 'cannot read' fails.err) $(($(stub_hits) - hits))" '0 0' \
    'documents without text: ends before the model is asked'
fails 2 'no documents' multi_turn
fails 2 'an unknown option' multi_turn --nonsense
is "$(bash "$ROOT/pipelines/multi-turn" -h | head -n 1 | cut -c 1-18)" \
    'usage: multi-turn ' -h
is "$(find . -name '.wk.*')" '' 'no litter'

# The model's thinking; another model judges; the web; one type of question.
stub_stop
{ cat <<'END'; cat script; } >thinking
body~self_contained body~"问题：石桥镇" : content="{\"claim\":\"\",\"grounded\":3,\"relevant\":9,\"self_contained\":9,\"clear\":9}"
body~self_contained : content="{\"claim\":\"\",\"grounded\":9,\"relevant\":9,\"self_contained\":8,\"clear\":8}"
body~撑船多久？ body~资料到此为止 : content="无法作答"
body~资料到此为止 : content="这是照着资料写下的一个回答。[1]" reasoning="先看资料[1]。"
END
stub_start -s thinking
multi_turn --turns 2 --reasoning inline -o thinks docs >out 2>err
is "$? $(jq -c '.conversation[].output' thinks/multi-turn.jsonl | sort -u)" \
    '1 "<think>\n先看资料。\n</think>\n\n这是照着资料写下的一个回答。"' \
    '--reasoning inline: it stands before the answer of each turn'
is "$(jq -c '.body | [.max_tokens, .temperature]' "$stub_log" |
    grep -c '^\[5120,null\]')" "$(cat thinks/rag-*.journal | grep -c '')" \
    '--reasoning inline: there is room to think'
fails 2 '--reasoning of another name' multi_turn --reasoning loud docs
export WK_JUDGE_MODEL=judge
multi_turn --turns 2 --judge 7 -o judged docs >out 2>err
is "$? $(jq -c '.scores | [.grounded, .clear]' judged/multi-turn.records | sort -u)" \
    '1 [9,8]' '--judge: its points, of dialogues' || note "$(cat err)"
is "$(jq -r 'select(.error.kind == "bad_answer") | .aspect' \
    judged/multi-turn.rejects | sort -u)" 石桥 \
    '--judge: a dialogue of too few points is a reject'
has "$(cat err)" 'rejected: bad_answer' '--judge: is told'
is "$(grep -c '' judged/judge.journal)" \
    "$(cat judged/multi-turn.jsonl judged/multi-turn.rejects |
    grep -cE '^.."?conversation|bad_answer')" '--judge: a call for each dialogue'
asked=$(stub_hits)
WK_JUDGE_MODEL=model fails 2 '--judge: the model that answers' multi_turn \
    --judge 7 -o judged docs
is "$(($(stub_hits) - asked))" 0 '--judge: nothing was asked for'
multi_turn --turns 2 --judge 7 -o judged docs >out 2>err
is "$? $(stub_hits)" "1 $asked" '--judge, again: nothing is paid twice'
unset WK_JUDGE_MODEL
SERPER_URL=http://127.0.0.1:$port/search SERPER_API_KEY=x multi_turn \
    --turns 2 --web -o web docs >out 2>err
is "$? $(kinds web/multi-turn.rejects)" '1  1 duplicate 1 no_list 1 unknown ' \
    '--web: answers where the documents are silent' || note "$(cat err)"
is "$(jq -r 'select(.aspect == "火星").turn_references[0][0].url' \
    web/multi-turn.records | grep -c http)" 3 '--web: dialogues about that'
jq -cn 'range(8) | { question: "为什么第\(.)座石桥在云泽的南边？" }' >why
multi_turn -q why --turns 1 --type-share 0.35 -o spread docs >out 2>err
is "$? $(jq -r .error.kind spread/multi-turn.rejects | grep -c surplus)" '0 5' \
    '--type-share: three of a type go on in any case'
printf 'no text\000' >docs/c.txt
multi_turn -q why --turns 1 -o spread docs >out 2>err
is "$? $(grep -c '' spread/multi-turn.jsonl)" '1 8' \
    'a document that is no text: all rows, and status 1'
rm docs/c.txt
fails 2 '--type-share 2' multi_turn --type-share 2 docs
stub_stop
stub_start -s script

# A server that fails in a round: the dialogue goes on when it is well again.
stub_stop
{ echo 'body~"问法：" body~哪里能看见它 : status=500'; cat script; } >ill
stub_start -s ill
ASK_FLAGS='--retries 0 --breaker 0' multi_turn --turns 4 -o unwell docs \
    >out 2>err
is "$? $(jq '.conversation | length' unwell/multi-turn.jsonl | sort -u |
    tr '\n' ' ')" '1 1 2 ' 'a round that fails ends the dialogues'
stub_stop
stub_start -s script -p "$port"
multi_turn --turns 4 -o unwell docs >out 2>err
same own/multi-turn.jsonl unwell/multi-turn.jsonl \
    'which go on when it is well again'

# Killed, and run again.
if command -v setsid >/dev/null; then
	results() {
		cat d/multi-turn.jsonl d/multi-turn.rejects
	}
	ASK_FLAGS='-j 4' RAG_FLAGS='-j 4'
	killed_rounds "${ROUNDS:-2}" "${KILLS:-1}" 16 results bash \
	    "$ROOT/pipelines/multi-turn" -m model \
	    -u "http://127.0.0.1:$port/v1" --turns 2-4 \
	    --subject 云泽 --aspects aspects -o d docs
else
	skip 3 'no setsid'
fi
done_testing
