#!/bin/sh
# pipelines/batch: qa and sft, a step a run, at half the price.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/../pipelines/pipeline.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need bash wk-batch wk-split wk-ask wk-regexlist wk-ground wk-index wk-find \
    wk-rag wk-xtuner

# run NAME ARG...: the pipeline, as cron does; sets runs and status.
run() {
	runs=0 status=75
	while [ "$status" -eq 75 ] && [ "$runs" -lt 20 ]; do
		bash "$ROOT/pipelines/batch" -- "$@" >out 2>err
		status=$?
		runs=$((runs + 1))
	done
}
mkdir docs
for name in 01-overview 02-chapters; do
	cp "$ROOT/pipelines/example/docs/$name.txt" docs
done

# chats: how many were sent by themselves.
chats() {
	stub_hits '"path":"/v1/chat'
}

# qa, questions and answers in two steps; the rows are those of direct calls.
serve 'default : reader'
bash "$ROOT/pipelines/qa" -o direct --answers docs >out 2>err
is $? 0 'qa: direct calls' || note "$(cat err)"
direct=$(chats)
run qa -o half --answers docs
is "$status $(($(chats) - direct))" '0 0' 'qa: no chat by itself' ||
    note "$(cat err)"
[ "$runs" -ge 4 ]
result $? 'qa: several runs, 75 in between' || note "$runs runs"
same half/sft.jsonl direct/sft.jsonl 'qa: the rows of direct calls'
is "$(stat batched) $(stat batched_again)" "$direct 0" 'qa: each chat once'
[ -s half/rag.journal.batch ]
result $? 'qa: the state is beside the journal'
hits=$(stub_hits '"path":"/v1/files')
run qa -o half --answers docs
is "$status $runs" '0 1' 'qa: again, at once'
is "$(stub_hits '"path":"/v1/files')" "$hits" 'qa: nothing is sent or fetched'

# sft, from questions, with a batch that expires.
printf '%s\n' '听芦是谁？' '游戏有几章？' '船叫什么名字？' >questions
serve 'path=/batches n=1-2 : end=expired reader' 'default : reader'
bash "$ROOT/pipelines/sft" -q questions -o sft.direct docs >out 2>err
status=$?
before=$(chats)
run sft -q questions -o sft.half docs
is "$(($(chats) - before)) $(stat batched_again)" '0 0' \
    'sft: a batch expired: no chat by itself, none twice'
same sft.half/sft.jsonl sft.direct/sft.jsonl 'sft: the rows of direct calls'

# A request that is refused in batches is asked directly in the end.
serve 'path=/chat : reader' 'path=/batches : broken'
run qa -o refused docs
[ "$status" -lt 2 ] && [ "$(chats)" -gt 0 ]
result $? 'what no batch answers is asked directly' || note "$status $(cat err)"
[ -s refused/sft.jsonl ]
result $? 'and the rows are there'

fails 2 'no pipeline' bash "$ROOT/pipelines/batch"
has "$(cat fails.err)" 'qa or sft' 'and which there are'
fails 2 'another pipeline' bash "$ROOT/pipelines/batch" -- kb docs
ASK_FLAGS=--stream fails 2 'a stream' bash "$ROOT/pipelines/batch" -- \
    qa -o stream docs
has "$(cat fails.err)" '--stream and --requests' 'a stream: why not'
done_testing
