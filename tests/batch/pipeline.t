#!/bin/sh
# pipelines/batch: qa and sft with their calls as batches, run by run.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need bash jq wk-batch wk-ask wk-rag wk-find wk-text
export WK_BIN="$B"

# go PIPELINE ARGUMENT...: runs it until it does not end with 75; sets $runs
# and $status.
go() {
	runs=0 status=75
	while [ "$status" -eq 75 ] && [ "$runs" -lt 20 ]; do
		runs=$((runs + 1))
		bash "$ROOT/pipelines/batch" "$@" >"out.$runs" 2>"err.$runs"
		status=$?
	done
}

mkdir docs
cp "$ROOT"/pipelines/example/docs/01-* docs
serve 'default : reader'
go qa -o data docs
is "$status" 0 'qa: the last run is complete'
is "$runs" 3 'after two that end with 75'
calls=$(stub_hits '"path":"/v1/chat/completions"')
is "$calls" 0 'no request is sent directly'
bash "$ROOT/pipelines/qa" -o direct docs >/dev/null 2>&1
same data/sft.jsonl direct/sft.jsonl 'the rows are those of direct calls'
same data/sft.records direct/sft.records 'and so are their records'
sent=$(stat batched)
go qa -o data docs
is "$status $runs $(($(stat batched) - sent))" '0 1 0' \
    'the same again: nothing is sent'

# Two steps, and a state for each journal.
serve 'default : reader'
go qa --answers -o two docs
is "$status $(find two -name '*.batch' | wc -l)" '0 2' \
    'qa --answers: questions, then answers'
bash "$ROOT/pipelines/qa" --answers -o two.direct docs >/dev/null 2>&1
same two/sft.jsonl two.direct/sft.jsonl 'the same rows'
is "$(stat batched_again)" 0 'nothing is paid for twice'

serve 'default : content="听芦工作室成立于2015年3月9日，最初只有九个人。[1]"'
printf '%s\n' '听芦工作室是哪一天成立的？' '听芦工作室最初有几个人？' >questions
go sft --questions questions -o sft docs
calls=$(stub_hits '"path":"/v1/chat/completions"')
bash "$ROOT/pipelines/sft" --questions questions -o sft.direct docs >/dev/null 2>&1
is "$status $calls $(wc -l <sft/sft.jsonl)" \
    "0 0 $(wc -l <sft.direct/sft.jsonl)" 'sft'
same sft/sft.records sft.direct/sft.records 'its records are those of direct calls'

# What three batches leave is asked directly; a new document costs its own calls.
serve 'path=/batches : broken' 'default : reader'
go qa -o left docs
is "$status $(grep -c '"keys"' left/pairs.zh.journal.batch)" '0 3' \
    'a batch whose requests fail is sent three times'
same left/sft.jsonl data/sft.jsonl 'then the requests go directly'

serve 'default : reader'
cp -R data more
cp "$ROOT"/pipelines/example/docs/02-* docs
rm -f more/*.batch
go qa -o more docs
is "$(($(jq -s 'map(.keys // [] | length) | add' more/pairs.zh.journal.batch) +
    $(wc -l <data/pairs.zh.journal)))" "$(wc -l <more/pairs.zh.journal)" \
    'of more documents the new passages are sent'

fails 2 'no pipeline' bash "$ROOT/pipelines/batch"
fails 2 'an unknown one' bash "$ROOT/pipelines/batch" nothing
has "$(cat fails.err)" 'nothing: no such pipeline' 'is named'
fails 2 'the program, through the pipeline' bash "$ROOT/pipelines/batch" poll nowhere
has "$(cat fails.err)" 'nowhere: ' 'says what it lacks'
fails 2 'an option before it' bash "$ROOT/pipelines/batch" -v poll nowhere
has "$(cat fails.err)" 'nowhere: ' 'is one of the program'
fails 2 'an option before a pipeline' bash "$ROOT/pipelines/batch" -o data qa
has "$(cat fails.err)" 'behind the name of a pipeline' 'says where it belongs'
done_testing
