#!/usr/bin/env bash
# Documents and aspects to training rows: what a model asks about each aspect,
# answered from the documents, or from the web where they are silent.
usage() {
	cat <<'TEXT'
usage: sft --subject SUBJECT --aspects FILE [OPTION...] DOCUMENT...
       sft --questions FILE [OPTION...] DOCUMENT...
       sft --example [OPTION...]

Shows a model the passages that fit each aspect of a subject and has it ask;
answers each question from the documents (files, or directories of *.txt);
writes training rows.

  -o, --output DIR        default ./sft; in it come
                            sft.jsonl    the rows, replaced when complete
                            sft.rejects  records that are none, with reasons
                            sft.records  the records of the rows
                            kb.db        a knowledge base of the documents
                            *.journal    what was paid for
      --subject SUBJECT   what the aspects are of: 《黑神话：悟空》
      --aspects FILE      an aspect a line, or JSON lines with "aspect"
  -n, --count N           questions an aspect; default 10
  -l, --longest N         characters a question; default 60, in English 200
  -q, --questions FILE    no aspects: these questions, a line each or JSON lines
  -k, --kb KB             this knowledge base instead of documents
      --web               what they do not answer is searched for in the web
  -x, --extract           quote, though there is a model: to try the pipe
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

WK_MODEL WK_BASE_URL WK_API_KEY_FILE: see wk-ask(1); SERPER_API_KEY: wk-web(1).
Options for a stage: SPLIT_FLAGS INDEX_FLAGS ASK_FLAGS LIST_FLAGS FIND_FLAGS
RAG_FLAGS WEB_FLAGS GROUND_FLAGS XTUNER_FLAGS.  ASK_SCHEMA=yes has the server
hold the model to the form of a list, for weak models.

Run the same command again after a crash, an edit or a spent quota: nothing is
paid twice.  status: 0 all went well; 1 some records failed; 2 usage,
configuration, local I/O; 3 a person must act; 75 run it again later
TEXT
}
# shellcheck source=pipelines/shared.sh
. "$(dirname "$0")/shared.sh"
output=sft subject='' aspects='' count=10 longest='' questions='' kb='' web=''
extract='' role='' format=legacy min_answer=11 example='' lang=zh
prompts=$here/prompts
options "$@"
[ -z "$example" ] || {
	: "${aspects:=$here/example/aspects.txt}" "${subject:=《云泽行》}"
	: "${role:=$here/example/role.txt}"
	[ ${#operands[@]} -gt 0 ] || operands=("$here/example/docs")
}
[ -n "$questions$aspects" ] || die 'give --aspects FILE or --questions FILE'
[ -n "$questions$subject" ] || die 'give --subject, what the aspects are of'
[ -n "$kb" ] || [ ${#operands[@]} -gt 0 ] || die 'give documents or -k KB'
[ -z "$role" ] || [ -r "$role" ] || die "cannot read $role"
need jq wk-split wk-ask wk-regexlist wk-ground wk-index wk-find wk-rag wk-xtuner
work "$output"

# asked: a record for each question, the model having seen what fits the aspect.
asked() {
	"$here/questions" --subject "$subject" -n "$count" --lang "$lang" \
	    ${longest:+-l "$longest"} --kb "$kb" --prompts "$prompts" \
	    -J "$output/ask.journal" "$aspects" | once question
	verdict "${PIPESTATUS[@]}"
}
# answered [FILE]: questions with answers.
answered() {
	wk-find -k "$kb" ${FIND_FLAGS-} "$@" | worded rag | searched
	verdict "${PIPESTATUS[@]}"
}
worded() {
	[ -z "$extract" ] || { wk-rag -x ${RAG_FLAGS-}; return; }
	wk-rag -t 0.3 -l 1024 -J "$output/$1.journal" ${RAG_FLAGS-}
}
searched() { # in the web, what the documents do not answer
	[ -n "$web" ] || { cat; return; }
	wk-web -J "$output/web.journal" ${WEB_FLAGS-} | worded web-rag
	verdict "${PIPESTATUS[@]}"
}

[ -n "$kb" ] || {
	kb=$tmp/kb.db
	wk-split -p sentence -c 768 -o 32 ${SPLIT_FLAGS-} -- "${operands[@]}" |
	    wk-index -r /dev/null ${INDEX_FLAGS-} "$kb" >/dev/null
	verdict "${PIPESTATUS[@]}" || publish $? "$output"
}
if [ -n "$questions" ]; then
	answered $(lines "$questions") "$questions"
else
	asked | answered
	verdict "${PIPESTATUS[@]}"
fi | wk-ground ${GROUND_FLAGS-} |
    wk-xtuner -o "$format" --min-answer "$min_answer" ${role:+-S "$role"} \
	-r "$tmp/sft.rejects" --provenance "$tmp/sft.records" \
	${XTUNER_FLAGS-} >"$tmp/sft.jsonl"
verdict "${PIPESTATUS[@]}"
status=$?
jq -r '[.aspect // .question // "?", .error.kind // "row"] | @tsv' \
    "$tmp/sft.records" "$tmp/sft.rejects" |
    awk -F '\t' -v unit=aspect -f "$here/filters/tell.awk" >&2
publish "$status" "$output" sft.jsonl sft.rejects sft.records kb.db
exit "$status"
