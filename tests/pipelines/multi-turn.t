#!/bin/sh
# pipelines/multi-turn: dialogues, from each backend; killed and run again.
# Environment: ROUNDS and KILLS, of killing (5, each once).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/sft.sh
. "$(dirname "$0")/sft.sh"
need wk-split wk-index wk-find wk-rag wk-ask wk-regexlist wk-web

multi_turn() {
	sh "$ROOT/pipelines/multi-turn" -m model \
	    -u "http://127.0.0.1:$port/v1" --retry-delay 0 \
	    --web-url "http://127.0.0.1:$port/search" \
	    --subject 云泽 --aspects aspects "$@"
}

# inputs FILE: the turns of each row, a line each.
inputs() {
	jq -r '[.conversation[].input] | join(" ")' "$1"
}

town
stub_start -s script
multi_turn --turns 4 --no-web -o own docs >out 2>err
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
is "$(adds_up own/report.txt)" '33 0' \
    'in each of 33 stages, records in are rows and rejects'
is "$(jq -r 'select(.ended) | .ended.why' own/steps/4-turns.jsonl | sort |
    uniq -c | tr -s ' \n' ' ')" ' 3 no_list 2 repeated 1 unknown 3 unrelated ' \
    'why some ended early'
has "$(cat out)" '      5  dialogues of 4 turns' 'is in the report'
has "$(cat out)" '      3  dialogues of 1 turns, of 4 wanted: no_list' 'too'
is "$(wk-xtuner --check own/multi-turn.jsonl)" '' 'a trainer takes the rows'
is "$(jq -r '.question + " " + .standalone' own/steps/2-found.jsonl | sed -n 1p)" \
    '哪里能看见它？ 什么时候能看见水里的古钟？' 'what leans is rewritten'
is "$(jq -r 'select(.question == "它是谁的？").standalone' \
    own/steps/3-found.jsonl | sort -u)" '水里沉着的古钟是谁的？' \
    'by the first line of the reply'
is "$(jq -r 'select(.aspect == "石桥" and .turns) | .standalone' \
    own/steps/2-found.jsonl | sort -u)" '水磨的主人用什么撑船？' \
    'what stands alone is not'
is "$(grep '资料到此为止' "$stub_log" | grep '问题：它是谁的？' | head -n 1 |
    jq -c '[.body.messages[].role]')" \
    '["system","user","assistant","user","assistant","user"]' \
    'the model that answers sees the dialogue'
is "$(jq -c 'keys | map(select(startswith("wk_")))' own/steps/4-turns.jsonl |
    sort -u)" '[]' 'no field of ours stays'
is "$(jq -r 'select(.turns) | (.turns | length) == (.turn_references | length)' \
    own/steps/4-turns.jsonl | sort -u)" true 'a reference for each turn'
hits=$(stub_hits)
multi_turn --turns 4 --no-web -o own docs >out 2>err
is "$? $(stub_hits)" "1 $hits" 'again: nothing is paid twice'
multi_turn --turns 4 --fewest 2 --no-web -o own docs >out 2>err
is "$(grep -c '' own/multi-turn.jsonl) $(kinds own/multi-turn.rejects)" \
    '7  1 duplicate 4 no_list 1 unknown 3 unrelated ' \
    '--fewest 2: dialogues of one turn are none'
multi_turn --turns 1 --no-web -o one docs >out 2>err
is "$(jq '.conversation | length' one/multi-turn.jsonl | sort -u) $(stub_hits)" \
    "1 $((hits + 17))" '--turns 1: no follow-up is asked for'
multi_turn --turns 3 -x --no-web --list-length 9 --role aspects -o quote docs \
    >out 2>err
has "$(cat quote/multi-turn.jsonl)" '沉着九口古钟' '-x quotes'

# The draw.
draw() {
	jq -r .want "$1" | tr '\n' ' '
}
multi_turn --seed 1 --no-web -o draw docs >out 2>err
first=$(draw draw/steps/begun.jsonl)
is "$first" '3 4 3 4 4 4 4 3 null 4 4 3 4 2 2 null ' 'the draw of --seed 1'
multi_turn --seed 2 --no-web -o other docs >out 2>err
[ "$(draw other/steps/begun.jsonl)" != "$first" ]
result $? 'another seed, another draw'
{ echo 摆渡; cat aspects; } >aspects.2
multi_turn --seed 1 --no-web -o draw --aspects aspects.2 docs >out 2>err
is "$(sed 1d draw/steps/begun.jsonl | draw /dev/stdin)" "$first" \
    'an aspect more changes no other draw'
is "$(jq -r 'select(.ended == null and .turns and .more == false) |
    (.turns | length) == .want' draw/steps/4-turns.jsonl | sort -u)" true \
    'a dialogue that did not end has so many turns'
seq 600 | sed 's/.*/第&个问题是什么？/' >many
sh "$ROOT/pipelines/multi-turn" -q many -x --no-web -m none -u 127.0.0.1:1 \
    --retries 0 -o many.d docs >out 2>err
is "$(jq -r .want many.d/steps/begun.jsonl | sort | uniq -c |
    awk '$1 < 160 || $1 > 240 { print "uneven:", $0 } END { print NR }')" 3 \
    'the draw is even'

# Other backends.
multi_turn -H "http://127.0.0.1:$port" --turns 2 --no-web --prefix 在云泽， \
    -o hxd >out 2>err
is "$?" 1 'from HuixiangDou'
is "$(sed -n 4p hxd/multi-turn.jsonl)" \
    '{"conversation":[{"input":"闻苇撑一条什么船？","output":"Answer to: 在云泽，闻苇撑一条什么船？"}]}' \
    'the prefix reaches it'
is "$(jq -r '.conversation[1].output // empty' hxd/multi-turn.jsonl | sort -u)" \
    'Answer to: 在云泽，什么时候能看见水里的古钟？
Answer to: 在云泽，水磨的主人用什么撑船？' 'and the rewritten question'
is "$(adds_up hxd/report.txt)" '15 0' 'records in are rows and rejects'
multi_turn -H "http://127.0.0.1:$port" --turns 2 --web -o hxd >out 2>err
is "$(kinds hxd/multi-turn.rejects)" ' 1 duplicate 1 no_list ' \
    'then from the web: what it left'
multi_turn --web --turns 2 -o web >out 2>err
is "$? $(adds_up web/report.txt)" '1 19 0' 'from the web alone'
multi_turn --gate relevance --gate-relevance-least 0 --turns 2 --no-web \
    -o gate docs >out 2>err
is "$(adds_up gate/report.txt) $(grep -c '' gate/multi-turn.jsonl)" '21 0 10' \
    'with a gate'

jq -c '.[] | { question: . }' list.1 >english
multi_turn --lang en -q english --turns 2 --no-web -o en docs >out 2>err
has "$(tail -n 1 "$stub_log")" 'goes deeper from the last answer' 'in English'
is "$(tail -n 1 "$stub_log" | jq -r '.body.messages[0].content' |
    grep -c '^Q: \|^A: ')" 2 'with the dialogue in it'

cat >config <<END
subject=云泽
aspects=aspects
document=docs
model=model
url=http://127.0.0.1:$port/v1
web=no
turns=4
output=config.d
END
env -i PATH="$PATH" WK_BIN="$B" sh "$ROOT/pipelines/multi-turn" -c config \
    >out 2>err
is "$?" 1 'env -i, settings from a file'
multi_turn --turns 4 --no-web -o own docs >out 2>err
same config.d/multi-turn.jsonl own/multi-turn.jsonl 'give the same'
fails 2 'turns that are none' multi_turn --turns 4-2 docs
fails 2 'a seed that is none' multi_turn --seed x docs
fails 2 'no documents' multi_turn --no-web
fails 2 'an unknown option' multi_turn --nonsense
is "$(sh "$ROOT/pipelines/multi-turn" -h | head -n 1 | cut -c 1-18)" \
    'usage: multi-turn ' -h
is "$(find . -name '*.new' -o -name '.multi*' -o -name '.questions*')" '' \
    'no litter'

# A server that fails in a round: the dialogue goes on when it is well again.
stub_stop
{ echo 'body~追问 body~哪里能看见它 : status=500'; cat script; } >ill
stub_start -s ill
multi_turn --turns 4 --no-web --retries 0 --breaker 0 -o unwell docs >out 2>err
is "$? $(jq '.conversation | length' unwell/multi-turn.jsonl | sort -u |
    tr '\n' ' ')" '1 1 2 ' 'a round that fails ends the dialogues'
stub_stop
stub_start -s script -p "$port"
multi_turn --turns 4 --no-web --retries 0 --breaker 0 -o unwell docs >out 2>err
same own/multi-turn.jsonl unwell/multi-turn.jsonl \
    'which go on when it is well again'

# Killed, and run again.
if command -v setsid >/dev/null; then
	results() {
		cat d/multi-turn.jsonl d/multi-turn.rejects d/report.txt
	}
	killed_rounds "${ROUNDS:-5}" "${KILLS:-1}" 4 results sh \
	    "$ROOT/pipelines/multi-turn" -m model \
	    -u "http://127.0.0.1:$port/v1" -j 4 --turns 2-4 --no-web \
	    --subject 云泽 --aspects aspects -o d docs
	is "$(find d -name '*.new' -o -name '.questions*')" '' 'no litter'
else
	skip 4 'no setsid'
fi
done_testing
