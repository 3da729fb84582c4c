#!/bin/sh
# qa, sft and multi-turn clean what the model answers before it becomes a row,
# say so in the record, keep answers about the material out of the rows, and
# leave all as it is with CLEAN_ANSWERS=no.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-split wk-ask wk-regexlist wk-dedup wk-ground wk-index wk-find \
    wk-rag wk-xtuner

mkdir docs
cat >docs/a.txt <<'END'
云泽的水里沉着九口古钟，潮水退尽时能看见钟顶。摆渡女子闻苇撑一条乌篷船，养了一只叫三两的鸬鹚。石桥镇在云泽的南边，有三座石桥和一座水磨，水磨的主人叫裴照，他用一根铁桨撑船，每天天亮以前给镇上的面铺送两担新磨的面粉。
END
cat >docs/b.txt <<'END'
The ferry crosses the lake at noon, and it carries twelve goats to the market of Larkwood. The keeper of the ferry is called Anselm; he painted the hull green after the flood, and he rings a brass bell before each crossing.
END

# What the model adds to each answer, in the words of chat models.
cat >pairs.zh <<'END'
{"pairs":[{"type":"事实","question":"云泽的水里沉着几口古钟？","answer":"好的，根据提供的资料，云泽的水里沉着九口古钟[1]。\n\n总之，古钟就沉在云泽的水里。","evidence":"云泽的水里沉着九口古钟"},{"type":"事实","question":"水磨的主人裴照有多大年纪？","answer":"资料中没有提到裴照的年纪，只说水磨的主人叫裴照。","evidence":"水磨的主人叫裴照"},{"type":"事实","question":"闻苇养的鸬鹚叫什么？","answer":"闻苇养的鸬鹚叫三两。","evidence":"养了一只叫三两的鸬鹚"}]}
END
cat >pairs.en <<'END'
{"pairs":[{"type":"fact","question":"How many goats does the ferry carry?","answer":"Sure! According to the passage, the ferry carries twelve goats [1]. I hope this helps!","evidence":"it carries twelve goats to the market"},{"type":"fact","question":"How old is Anselm?","answer":"The passage does not say how old Anselm is.","evidence":"The keeper of the ferry is called Anselm"}]}
END
said='根据上述材料，云泽的水里沉着九口古钟。[1]\n\n综上所述，古钟沉在云泽的水里。如果您还有其他问题，请随时提问！'
cat >script <<END
body~"问法：" : content="{\"questions\":[\"什么时候能看见钟顶？\"]}"
body~改写 : content="什么时候能看见云泽古钟的钟顶？"
body~"问题：水磨的主人" : content="资料中只提到水磨的主人叫裴照[1]，没有说明他的年纪。"
body~资料到此为止 : content="$said"
body~"{\\"pairs\\"" body~云泽 : content=@pairs.zh
body~"{\\"pairs\\"" : content=@pairs.en
body~云泽 : content="{\"questions\":[{\"type\":\"事实\",\"question\":\"云泽的水里沉着几口古钟？\"}]}"
default : content="{\"questions\":[]}"
END
stub_start -s script
run() {
	name=$1
	shift
	bash "$ROOT/pipelines/$name" -m model -u "http://127.0.0.1:$port/v1" \
	    "$@" docs >out 2>err
}
outputs() {
	jq -r '.conversation[].output | @json' "$1"
}
# marks FILE: how many of its rows have a mark of a model.
marks() {
	[ -x "$B/wk-stat" ] || { echo 0; return; }
	wk-stat --json "$1" | jq '[.marks[].n] | add'
}

run qa -o pairs
is "$(outputs pairs/sft.jsonl)" '"云泽的水里沉着九口古钟。"
"闻苇养的鸬鹚叫三两。"
"The ferry carries twelve goats."' 'qa: rows are clean'
is "$(jq -r '.cleaned // "as it was"' pairs/sft.records)" 'true
as it was
true' 'qa: records of answers that changed say so'
is "$(jq -r '"\(.error.kind) \(.answer)"' pairs/sft.rejects)" \
    'about_material 资料中没有提到裴照的年纪，只说水磨的主人叫裴照。
about_material The passage does not say how old Anselm is.' \
    'qa: answers about the material are rejects'
is "$(marks pairs/sft.jsonl)" 0 'qa: wk-stat finds no mark'
CLEAN_ANSWERS=no run qa -o pairs
is "$(outputs pairs/sft.jsonl)" \
    "$(cat pairs.zh pairs.en | jq -c '.pairs[].answer |
    select(startswith("Sure") | not)')" \
    'qa, CLEAN_ANSWERS=no: answers are as the model wrote them'
is "$(jq -c '[.error.kind, .unsupported]' pairs/sft.rejects)" \
    '["ungrounded",["Sure","passage","hope","helps"]]' \
    'qa: cleaning saves an answer whose added words are nowhere'
is "$(jq -r '.cleaned // "as it was"' pairs/sft.records | sort -u)" 'as it was' \
    'qa, CLEAN_ANSWERS=no: no record says otherwise'

run qa -o answers --answers
is "$(outputs answers/sft.jsonl) $(jq -c .cleaned answers/sft.records)" \
    '"云泽的水里沉着九口古钟。" true' 'qa --answers: the row is clean'
CLEAN_ANSWERS=no run qa -o answers --answers
has "$(outputs answers/sft.jsonl)" 综上所述 \
    'qa --answers, CLEAN_ANSWERS=no: the summary stays'

printf '云泽的水里沉着几口古钟？\n水磨的主人裴照有多大年纪？\n' >questions
# The documents do not tell the age that one question is about, and only the
# model is to say so.
export FIND_FLAGS='-t 0.42'
run sft -o sft --questions questions
is "$(outputs sft/sft.jsonl) $(jq -c .cleaned sft/sft.records)" \
    '"云泽的水里沉着九口古钟。" true' 'sft: the row is clean'
is "$(jq -r .error.kind sft/sft.rejects)" about_material \
    'sft: an answer about the material is a reject'
CLEAN_ANSWERS=no run sft -o sft --questions questions
is "$(grep -c '' sft/sft.jsonl) $(grep -c 综上所述 sft/sft.jsonl)" '2 1' \
    'sft, CLEAN_ANSWERS=no: answers are as the model wrote them'

run multi-turn -o turns --turns 2 --questions questions
is "$(outputs turns/multi-turn.jsonl) $(jq -c .cleaned turns/multi-turn.records)" \
    '"云泽的水里沉着九口古钟。"
"云泽的水里沉着九口古钟。" true' 'multi-turn: each turn is clean'
is "$(jq -r 'select(.body.messages | length > 2) | .body.messages[] |
    select(.role == "assistant").content' "$stub_log" | sort -u)" \
    云泽的水里沉着九口古钟。 'multi-turn: what is asked on from is clean'
is "$(jq -r .error.kind turns/multi-turn.rejects)" about_material \
    'multi-turn: an answer about the material begins no dialogue'
CLEAN_ANSWERS=no run multi-turn -o left --turns 2 --questions questions
is "$(jq '[.conversation[].output | contains("综上所述")] | all' \
    left/multi-turn.jsonl | sort | uniq -c | tr -s ' \n' ' ')" \
    ' 1 false 1 true ' 'multi-turn, CLEAN_ANSWERS=no: each turn is as it was'
done_testing
