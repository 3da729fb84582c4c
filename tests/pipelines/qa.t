#!/bin/sh
# pipelines/qa: documents to questions and answers with evidence; a sample and
# its cost; killed and run again.
# Environment: ROUNDS and KILLS, of killing (2, each once).
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
# shellcheck source=tests/pipelines/killed.sh
. "$ROOT/tests/pipelines/killed.sh"
need bash wk-split wk-ask wk-regexlist wk-ground wk-index wk-find wk-rag wk-xtuner

qa() {
	bash "$ROOT/pipelines/qa" -m model -u "http://127.0.0.1:$port/v1" "$@"
}
# Four documents of the example, of 10 passages.
mkdir example
for name in 01-overview 02-chapters 13-making-of 14-walkthrough; do
	cp "$ROOT/pipelines/example/docs/$name.txt" example
done
docs=example
cat >script <<'END'
body~"passages end here" : content="The boat has forty-one repairs. [1]" delay=1-10
body~资料到此为止 : content="云泽里沉着九口古钟。[1]" reasoning="看资料[1]。" delay=1-10
body~self_contained : content="{\"claim\":\"\",\"grounded\":9,\"relevant\":10,\"self_contained\":8,\"clear\":8}"
default : pairs delay=1-10
END
stub_start -s script

fails 2 'no documents' qa
has "$(cat fails.err)" 'give documents' 'no documents: what to do'
fails 2 'no such document' qa -o none gone.txt
[ ! -e none/sft.jsonl ]
result $? 'no such document: no rows'
fails 2 'an option that is none' qa --bogus x docs
# Before anything is read or paid.
while IFS='|' read -r words message; do
	# shellcheck disable=SC2086 # words
	fails 2 "$words" env WK_BASE_URL=http://127.0.0.1:1/v1 $words -o none "$docs"
	is "$(cat fails.err)" "$message" 'is told, once'
done <<END
bash $ROOT/pipelines/qa|wk-ask: no model: give -m MODEL, or set WK_MODEL
ASK_FLAGS=--bogus bash $ROOT/pipelines/qa -m m|wk-ask: --bogus: no such option; try 'wk-ask --help'
RAG_FLAGS=--bogus bash $ROOT/pipelines/qa --answers -m m|wk-rag: --bogus: no such option; try 'wk-rag --help'
bash $ROOT/pipelines/qa --judge x -m m|qa: --judge x: not from 0 to 10
bash $ROOT/pipelines/qa --prompts gone -m m|ask-passages: cannot read gone/pairs.zh.txt
bash $ROOT/pipelines/sft --questions . -m m|sft: cannot read .
bash $ROOT/pipelines/multi-turn --questions $ROOT/NEWS.md|wk-ask: no model: give -m MODEL, or set WK_MODEL
END
fails 2 'a number that is none' qa -n many "$docs"
printf 'PATH=/nowhere\n' >conf
fails 2 '-c: PATH' qa -c conf "$docs"
printf 'LD_PRELOAD=x.so\n' >conf
fails 2 '-c: LD_PRELOAD' qa -c conf "$docs"
# shellcheck disable=SC2016
printf 'role=$(touch evaluated)`touch evaluated`\n' >conf
fails 2 '-c: a value is no command' qa -o none -c conf "$docs"
[ ! -e evaluated ]
result $? '-c: nothing is evaluated'
for wrong in --min-answer=ten --format=foo --refusals=5% --refusals=1 \
    --refusals=-1 --price=abc '--price=1;2' --sample=-1 --sample=1.5 \
    --sample=0 --sample=x --lang=fr --role=gone -n=0; do
	fails 2 "$wrong" qa -o none "$wrong" "$docs"
done
mkdir -p none
echo '{"id"' >none/edits.jsonl
fails 2 'edits that are no JSON' qa -o none "$docs"
has "$(cat fails.err)" 'none/edits.jsonl' 'edits that are no JSON: the file is named'
rm none/edits.jsonl
: >empty.txt
fails 2 'no text' qa -o none empty.txt
has "$(cat fails.err)" 'no chunks in the input' 'no text: is told'
fails 2 'kb, no text' bash "$ROOT/pipelines/kb" -o none.db empty.txt
has "$(cat fails.err)" 'kb: no text in empty.txt; none.db was not changed' \
    'kb, no text: is told'
is "$(stub_hits)" 0 'nothing of that asked anybody'
# As people have it: their CDPATH, settings from Windows, a name with a dash.
printf '\357\273\277document=few.txt\r\nmost=2\r\noutput=-crlf\r\n' >conf
cp "$docs/13-making-of.txt" few.txt
CDPATH=.:/tmp qa -c conf >out 2>err
is "$? $(find . -name '*crlf*')" '0 ./-crlf' 'CDPATH, CRLF, BOM, a dash'
qa -n8 -o few few.txt >out 2>err
is "$?" 0 '-n8, in one word'
hits=$(stub_hits)
mv few.txt renamed.txt
qa -n8 -o few renamed.txt >out 2>err
is "$? $(stub_hits)" "0 $hits" 'another name of a document asks nothing'
hits=$(stub_hits)

# A sample first, then all.
qa -o own --sample 5 --price 1,4 "$docs" >out 2>err
is "$?" 0 'a sample'
is "$(printf '{"text":"a","error":{"kind":"%s","message":"%s"}}\n' duplicate \
    'state is duplicate' not_found gone | jq -rnf \
    "$ROOT/pipelines/filters/show.jq" | grep ROW)" '   NO ROW: duplicate
   NO ROW: not_found: gone' 'a sample says why there is no row, once'
is "$(($(stub_hits) - hits)) $(find own -name 'sft*' | grep -c '')" '5 0' 'five passages are asked about'
has "$(cat out)" 'All 10 passages: about 10 requests, ' 'what all will cost'
has "$(cat out)" 'by --price' 'in money, too'
is "$(grep -c '^── ' out) $(grep -c '^E  ' out)" '5 20' \
    'the passages are printed once, with evidence'
qa -o own "$docs" >out 2>err
is "$?" 0 'all of it'
is "$(($(stub_hits) - hits))" 10 'what the sample asked is not paid again'
is "$(grep -c '' own/sft.jsonl) $(grep -c '' own/sft.records)" '40 40' 'rows'
has "$(cat err)" '10 passages, of which 10 gave 40 rows' 'how many, of how many'
is "$(wk-xtuner --check own/sft.jsonl)" '' 'a trainer takes the rows'
is "$(jq -s 'all(.scores.support == 1 and (.references | length) == 1 and
    (.question_type | type) == "string" and .id != null)' own/sft.records)" true \
    'each has references, a score, a type and an id'
is "$(jq -s '[.[].id] | length == (unique | length)' own/sft.records)" true \
    'no id twice'
is "$(jq -s --rawfile doc "$docs/01-overview.txt" 'map(select(.source |
    endswith("01-overview.txt")) | . as $r | .references[0].start |
    $doc[.:. + ($r.evidence | length)] == $r.evidence) | length > 0 and all' \
    own/sft.records)" true 'evidence stands where the references say'
cp own/sft.jsonl first
qa -o own "$docs" >out 2>err
is "$? $(($(stub_hits) - hits))" '0 10' 'again: nothing is paid'
same own/sft.jsonl first 'and the rows are the same'
is "$(jq -r '.reply.choices[0].finish_reason' own/*.journal | sort -u)" stop \
    'the journals hold the replies'

# What a person decided.
id=$(jq -r .id own/sft.records | sed -n 2p)
printf '{"id":"%s","drop":true}\n' "$id" >own/edits.jsonl
qa -o own "$docs" >out 2>err
is "$(grep -c '' own/sft.jsonl) $(jq -r .error.kind own/sft.rejects)" \
    '39 dropped' 'a record that was dropped'
printf '{"id":"%s","answer":"改过的回答。"}\n' "$id" >>own/edits.jsonl
qa -o own "$docs" >out 2>err
is "$(sed -n 2p own/sft.jsonl | jq -r .conversation[0].output)" 改过的回答。 \
    'the last word on a record counts'
rm own/edits.jsonl

# Passages that are held out; rows that hold the model's thinking.
qa -o own --holdout 0.2 "$docs" >out 2>err
is "$? $([ -s own/sft.holdout.jsonl ] && echo some)" '0 some' '--holdout'
held=$(jq -r '"\(.source) \(.start)"' own/sft.holdout.jsonl.records | sort -u)
is "$(jq -r '"\(.source) \(.start)"' own/sft.records | sort -u |
    grep -cxF "$held")" 0 '--holdout: no passage is on both sides'
is "$(cat own/sft.jsonl own/sft.holdout.jsonl | sort)" "$(sort first)" \
    '--holdout: together they are all rows'
has "$(cat err)" 'of which 10 gave 40 rows' '--holdout: they count as rows'
qa -o own "$docs" >out 2>err
is "$? $(find own -name '*holdout*')" '0 ' 'without --holdout none is left'
same own/sft.jsonl first 'and all rows are there again'
fails 2 '--holdout 2' qa -o none --holdout 2 "$docs"
fails 2 '--by' qa -o none --holdout 0.1 --by x "$docs"
fails 2 '--reasoning' qa -o none --reasoning thinking "$docs"
qa -o thinks --reasoning inline "$docs/01-overview.txt" >out 2>err
is "$?" 0 '--reasoning inline'
is "$(jq -c '.conversation[0].output' thinks/sft.jsonl | sort -u)" \
    '"<think>\n看资料。\n</think>\n\n云泽里沉着九口古钟。"' '--reasoning inline: it stands before the answer, without marks'

# One type of question does not take over.
qa -o spread --type-share 0.35 "$docs/01-overview.txt" >out 2>err
is "$? $(jq -r .error.kind spread/sft.rejects | sort -u)" '0 surplus' --type-share
is "$(jq -rs 'group_by(.question_type) | map(length) | max' spread/sft.records)" 3 \
    '--type-share: three go on in any case'
fails 2 '--type-share 2' qa -o none --type-share 2 "$docs"

# Another model judges; it must not be the one that answers.
WK_JUDGE_MODEL=judge qa -o judged --judge 7 "$docs/01-overview.txt" >out 2>err
is "$? $(jq -c '.scores | [.grounded, .clear]' judged/sft.records | sort -u)" \
    '0 [9,8]' '--judge: its points'
WK_JUDGE_MODEL=judge JUDGE_FLAGS='-s strict' qa -o judged --judge 9 \
    "$docs/01-overview.txt" >out 2>err
is "$? $(grep -c '' judged/sft.rejects) $(jq -r .error.kind judged/sft.rejects |
    sort -u)" '1 12 bad_answer' '--judge: too few points'
is "$(find judged -name 'sft.*' | sort | tr '\n' ' ')" 'judged/sft.rejects ' \
    '--judge: rows that are rejects now are no rows any more'
asked=$(stub_hits)
fails 2 '--judge: the model that answers' qa -o judged --judge 7 "$docs"
has "$(cat fails.err)" 'model' '--judge: says why'
is "$(($(stub_hits) - asked))" 0 '--judge: nothing was asked for'
WK_JUDGE_MODEL=judge qa -o judged --judge 7 --sample 1 --price 1,2 \
    "$docs/01-overview.txt" >out 2>err
has "$(cat out)" 'about 15 requests' '--judge: its calls are part of the cost' ||
    note "$(tail -n 2 out)"
hits=$(($(stub_hits) - 10))

# Copies, short ones, bad ones; -c.
mkdir pile
cp "$docs/01-overview.txt" pile/a.txt
cp "$docs/01-overview.txt" pile/b.txt
echo 太短了。 >pile/c.txt
printf 'no text\000' >pile/d.txt
printf 'document=pile\nmost=2\nASK_FLAGS=-j 2\n' >conf
qa -c conf -o pile.out >out 2>err
is "$?" 1 'documents of which one is no text'
# without wk-text, wk-split says binary
is "$(jq -r .error.kind pile.out/sft.rejects | sort | uniq -c |
    sed 's/binary/unknown_type/' | sort -k 2 | tr -s ' \n' ' ')" \
    ' 3 duplicate 1 too_short 1 unknown_type ' 'why they gave no rows'
has "$(cat err)" 'no row: pile/c.txt at 0: too_short' 'and which'
has "$(cat err)" 'no passage: pile/d.txt: ' 'a document that cannot be read: which'
has "$(cat err)" '7 passages, of which 3 gave ' 'it is no passage'
is "$(($(stub_hits) - hits))" 13 'a copy is not asked about'
# Documents without text.
: >pile/e.txt
printf ' \n　\n' >pile/f.txt
qa -c conf -o pile.out >out 2>err
is "$? $(grep -c 'pile/[ef].txt' err) $(grep -c 'the document is empty' err)" \
    '1 2 2' 'each empty document is named, once'

# Answers from all documents; questions without one.
qa -o rag --answers "$docs/01-overview.txt" >out 2>err
is "$?" 0 '--answers'
is "$(($(grep -c '' rag/sft.jsonl) + $(grep -c '' rag/sft.rejects)))" 12 \
    '--answers: rows and rejects are all questions'
is "$(jq -r .answer rag/sft.records | sort -u)" 云泽里沉着九口古钟。 \
    '--answers: wk-rag says them'
asked=$(stub_hits)
cp rag/sft.jsonl rows
mv rag/kb.db made.db
qa -o rag --answers -k made.db "$docs/01-overview.txt" >out 2>err
is "$? $(($(stub_hits) - asked)) $([ -e rag/kb.db ] && echo made)" \
    "0 0 " '-k: is searched, and no other is made'
same rag/sft.jsonl rows '-k: the same rows'
qa -o own --refusals 0.1 "$docs" >out 2>err
is "$?" 0 '--refusals'
is "$(jq -s '(map(select(.refusal)) | length) as $n | length as $all |
    [$all > 40, $n / $all > .05, $n / $all <= .1]' own/sft.records | jq -c .)" \
    '[true,true,true]' '--refusals: their share'
is "$(jq -r 'select(.refusal).answer' own/sft.records | sort -u |
    while read -r line; do grep -qF "$line" "$ROOT"/pipelines/prompts/refusals.*.txt ||
	echo "$line"; done)" '' '--refusals: their answers are lines of the file'

# A stage that is killed among those that ask what nothing answers.
mkdir part
ln -s "$B"/wk-* part
rm part/wk-ask
cat >part/wk-ask <<END
#!/bin/sh
case "\$*" in *unanswerable.system.zh*) kill -9 \$\$ ;; esac
exec "$B/wk-ask" "\$@"
END
chmod +x part/wk-ask
WK_BIN=$SCRATCH/part qa -o part.d --refusals 0.3 "$docs/01-overview.txt" \
    >out 2>err
is "$? $(find part.d -name 'sft*')" '2 ' '--refusals: a killed stage is seen'
has "$(cat err)" 'in part.d were not changed; correct that first' '--refusals: what to do'

# What a sample tells is what was asked.
before=$(stub_hits)
qa -o told --sample 99 --answers --refusals 0.3 "$docs/02-chapters.txt" >out 2>err
is "$(sed -n 's/^All .* about \([0-9]*\) requests.*/\1/p' out)" \
    "$(cat told/*.journal | grep -c '')" 'a sample of all: each call is counted' ||
    note "$(tail -n 1 out)"
[ "$(stub_hits)" -gt "$before" ]
result $? 'a sample of all: calls were made'

# A model that needs a schema has it.
ASK_SCHEMA=yes qa -o schema "$docs/01-overview.txt" >out 2>err
is "$(jq -c 'select(.body.response_format) | .body.response_format.type' \
    "$stub_log" | sort | uniq -c | tr -s ' ')" ' 3 "json_schema"' ASK_SCHEMA

# Killed at random moments, and run again.
mkdir pair
cp "$docs/01-overview.txt" "$docs/13-making-of.txt" pair
made() {
	cat d/sft.jsonl
}
killed_rounds "${ROUNDS:-2}" "${KILLS:-1}" 16 made \
    bash "$ROOT/pipelines/qa" -m model -u "http://127.0.0.1:$port/v1" -o d pair
stub_stop

# A server that fails all, or is away: the rows of before stay.
mkdir later
printf '石桥镇在云泽的南边，有三座石桥和一座水磨。%.0s\n' 1 2 3 4 5 6 7 >later/a.txt
printf 'The mill of Stone Bridge has stood by the lake for years. %.0s\n' 1 2 3 \
    >later/b.txt
find own -name 'sft*' -exec cat {} + >before
echo 'default : status=500' >script
stub_start -s script
# shellcheck disable=SC2154 # port is from stub.sh
ASK_FLAGS='--retries 1 --retry-delay 0.01' qa -o own later >out 2>err
is "$? $(find own -name 'sft*' -exec cat {} + | cmp - before)" '75 ' \
    'the server fails all: the rows stay'
has "$(cat err)" 'no row came, and servers failed 2 records' 'which is said'
has "$(cat err)" 'status 75: the files in own were not changed; run again' 'and what to do'
stub_stop
ASK_FLAGS='--await 1' qa -o own later >out 2>err
is "$? $(find own -name 'sft*' -exec cat {} + | cmp - before)" '75 ' \
    'no server: the rows stay'
is "$(grep -c waiting err) $(grep -c 'no connection in [01] s' err)" '1 2' \
    'only the first stage waits' || note "$(cat err)"
has "$(cat err)" 'no connection in 1 s' 'and for as long as it was told'
done_testing
