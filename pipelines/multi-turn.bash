#!/usr/bin/env bash
# Documents and aspects to dialogues: each question that a model has about an
# aspect is answered, and asked on from the answer, for a few turns.
usage() {
	cat <<'TEXT'
usage: multi-turn --subject SUBJECT --aspects FILE [OPTION...] DOCUMENT...
       multi-turn --questions FILE [OPTION...] DOCUMENT...
       multi-turn --example [OPTION...]

Begins a dialogue with each question that a model has about the aspects of a
subject, has it ask on from each answer, rewrites what leans on the dialogue so
that it can be looked up, answers from the documents (files, or directories of
*.txt), and writes training rows of several turns.

  -o, --output DIR        default ./multi-turn; in it come
                            multi-turn.jsonl    the rows
                            multi-turn.rejects  records that are none: why
                            multi-turn.records  the records of the rows
                            kb.db               a knowledge base
                            *.journal           what was paid for
      --turns MIN-MAX     turns a dialogue, or one number, up to 9; default 2-4
      --seed N            draws how many of them each has; default 0
      --fewest N          turns of a dialogue that ended early; default 1
      --subject SUBJECT   what the aspects are of: 《黑神话：悟空》
      --aspects FILE      an aspect a line, or JSON lines with "aspect"
  -n, --count N           dialogues an aspect; default 10
  -l, --longest N         characters a question
  -q, --questions FILE    no aspects: these questions begin the dialogues
  -k, --kb KB             this knowledge base instead of documents
      --role FILE         the system prompt of the rows; default none
      --format FORMAT     legacy v1 alpaca sharegpt; default legacy
      --min-answer N      characters of the shortest answer; default 11
      --example           documents, aspects and role that come along
      --lang zh|en        of the prompts; default zh
      --prompts DIR       your own prompts instead of pipelines/prompts
  -m, --model MODEL       default $WK_MODEL
  -u, --url URL           of its server; default $WK_BASE_URL: see wk-ask(1)
  -d, --document NAME     the same as naming it as a DOCUMENT
  -c, --config FILE       lines NAME=value: long options without dashes, flags
                          as NAME=yes, and the variables below
  -h, --help              this text

A dialogue ends early where a question has no answer, or too short a one, and
where the model asks nothing new: "ended" in its record says why.  What was
looked up is in "standalone".

WK_MODEL WK_BASE_URL WK_API_KEY_FILE: see wk-ask(1).  Options for a stage:
SPLIT_FLAGS INDEX_FLAGS ASK_FLAGS LIST_FLAGS FIND_FLAGS RAG_FLAGS GROUND_FLAGS
XTUNER_FLAGS.  ASK_SCHEMA=yes has the server hold the model to the form of a
list, for weak models.

Run the same command again after a crash, an edit or a spent quota: nothing is
paid twice.  status: 0 all went well; 1 some records failed; 2 usage,
configuration, local I/O; 3 a person must act; 75 run it again later
TEXT
}
# shellcheck source=pipelines/shared.sh
. "$(dirname "$0")/shared.sh"
output=multi-turn turns=2-4 seed=0 fewest=1 subject='' aspects='' count=10
longest='' questions='' kb='' role='' format=legacy min_answer=11 example=''
lang=zh prompts=$here/prompts ASK_SCHEMA=${ASK_SCHEMA-}
options "$@"
[ -z "$example" ] || {
	: "${aspects:=$here/example/aspects.txt}" "${subject:=《云泽行》}"
	: "${role:=$here/example/role.txt}"
	[ ${#operands[@]} -gt 0 ] || operands=("$here/example/docs")
}
[[ $turns =~ ^[1-9](-[1-9])?$ ]] && [ "${turns%-*}" -le "${turns#*-}" ] ||
    die "--turns $turns: MIN-MAX, from 1 to 9"
[ -n "$questions$aspects" ] || die 'give --aspects FILE or --questions FILE'
[ -n "$questions$subject" ] || die 'give --subject, what the aspects are of'
[ -n "$kb" ] || [ ${#operands[@]} -gt 0 ] || die 'give documents or -k KB'
[ -z "$role" ] || [ -r "$role" ] || die "cannot read $role"
need jq awk wk-split wk-ask wk-regexlist wk-ground wk-index wk-find wk-rag wk-xtuner
work "$output"

# asked: the questions that begin the dialogues.
asked() {
	if [ -n "$questions" ]; then
		cat -- "$questions" | wk-find $(lines "$questions") -w wk_none -k "$kb"
	else
		"$here/questions" --subject "$subject" -n "$count" --lang "$lang" \
		    ${longest:+-l "$longest"} --kb "$kb" --prompts "$prompts" \
		    -J "$output/ask.journal" "$aspects"
	fi
}
# answered N: the open questions of turn N, with their answers.
answered() {
	wk-find -w more -f standalone -k "$kb" ${FIND_FLAGS-} |
	    wk-rag -w more --history -t 0.3 -l 1024 -J "$output/rag-$1.journal" \
		${RAG_FLAGS-} | wk-ground -w more ${GROUND_FLAGS-} |
	    filter folded --argjson least "$min_answer" --argjson fewest "$fewest"
	verdict "${PIPESTATUS[@]}"
}
# on N: turn N and those after it.
on() {
	[ "$1" -le "${turns#*-}" ] || { cat; return; }
	filter deeper --rawfile moves "$prompts/moves.$lang.txt" |
	    wk-ask -w more -S "$prompts/followup.system.$lang.txt" \
		-P "$prompts/followup.$lang.txt" -t 0.7 -l 512 \
		-J "$output/followup-$1.journal" \
		${ASK_SCHEMA:+--schema "$prompts/strings.schema.json"} ${ASK_FLAGS-} |
	    wk-regexlist -w more -n 1 ${LIST_FLAGS-} | filter leaning |
	    wk-ask -w leans -S "$prompts/rewrite.system.$lang.txt" \
		-P "$prompts/rewrite.$lang.txt" -o wk_rewritten -t 0 -l 256 \
		-J "$output/rewrite-$1.journal" ${ASK_FLAGS-} |
	    filter rewritten | answered "$1" | on $(($1 + 1))
	verdict "${PIPESTATUS[@]}"
}

[ -n "$kb" ] || {
	kb=$tmp/kb.db
	wk-split -p sentence -c 768 -o 32 ${SPLIT_FLAGS-} -- "${operands[@]}" |
	    wk-index -r /dev/null ${INDEX_FLAGS-} "$kb" >/dev/null
	verdict "${PIPESTATUS[@]}" || publish $? "$output"
}
asked | once question |
    filter begun --arg seed "$seed" --argjson least "${turns%-*}" \
	--argjson most "${turns#*-}" | answered 1 | on 2 |
    wk-xtuner -o "$format" --min-answer "$min_answer" ${role:+-S "$role"} \
	-r "$tmp/multi-turn.rejects" --provenance "$tmp/multi-turn.records" \
	${XTUNER_FLAGS-} >"$tmp/multi-turn.jsonl"
verdict "${PIPESTATUS[@]}"
status=$?
jq -r '"dialogues of \(.turns | length) turns" +
    if .ended then ", ended: \(.ended.why)" else "" end' \
    "$tmp/multi-turn.records" | sort | uniq -c >&2
jq -r '"rejected: \(.error.kind)"' "$tmp/multi-turn.rejects" | sort | uniq -c >&2
publish "$status" "$output" multi-turn.jsonl multi-turn.rejects \
    multi-turn.records kb.db
exit "$status"
