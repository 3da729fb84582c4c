#!/bin/sh
# make quality's figures of finding: what the ranks, F1 and the rows are.
# shellcheck disable=SC2034,SC2154 # models and missed are retrieval.sh's
. "$(dirname "$0")/../pipelines/pipeline.sh"
need bash wk-text wk-split wk-index wk-find wk-embed wk-rerank
. "$ROOT/tests/quality/retrieval.sh"

# hits of one question, whose own passage is of s at 0 to 2
hit() {
	printf '{"source":"%s","start":%s,"text":"ab","score":%s}' "$@"
}
printf '{"source":"s","at":1,"hits":[%s,%s]}\n{"source":"s","at":2,"hits":[%s]}\n{"source":"s","at":1}\n' \
    "$(hit t 0 0.9)" "$(hit s 0 0.5)" "$(hit s 0 0.5)" >hits
is "$(ranks <hits | jq -r .rank | paste -sd ' ' -)" '2 0 0' \
    'a rank is that of the hit of the same source that holds the place'
ranked way hits >out
has "$(grep 'first five' out)" ' 33.3' 'one of three is in the first five'
has "$(grep 'reciprocal' out)" ' 17' 'mean reciprocal rank: (1/2 + 0 + 0) / 3'

# scores FILE SCORE...: a record each
scores() {
	file=$1
	shift
	printf '{"hits":[{"score":%s}]}\n' "$@" >"$file"
}
scores good.hits 0.9 0.8 0.7 0.2
scores bad.hits 0.1 0.75 0.3 0.6
# odd: good 0.9 0.7, bad 0.1 0.3: threshold 0.5.  even: good 0.8 0.2, bad 0.75
# 0.6: one of two is right, two are wrong
is "$(f1 score)" 40 'F1: the threshold of one half, the records of the other'

# the stub's vectors count characters: an anagram has that of the passage
printf '%s\n' 'silent heart|listen earth' 'dusty night|study thing' \
    'elbow cinema|below iceman' 'brag stressed|grab desserts' \
    'rats stop|star pots' 'meat peach|team cheap' >pairs
jq -cR '(. / "|") as $p | { text: $p[0], source: $p[0] }' pairs >texts
jq -cR '(. / "|") as $p | { question: $p[1], source: $p[0], at: 0 }' pairs >asked
models=
retrieval texts asked >out
has "$(grep 'words: own passage in the first five' out)" ' 0' \
    'words do not find anagrams'
is "$(grep -c ' skipped$' out)" 3 'without models, three ways are skipped'
stub_start
: >none
export INDEX_FLAGS='--unrelated none'	# the stub knows no language
models="export WK_EMBED_MODEL='stub'
export WK_EMBED_BASE_URL='http://127.0.0.1:$port/v1'"
retrieval texts asked 90 >out
for way in vectors both; do
	for row in 'own passage first' 'mean reciprocal' 'F1'; do
		has "$(grep "^  $way: $row" out)" ' 100' "$way: $row"
	done
done
has "$(grep 'both, not refused' out)" ' 100' \
    'with the thresholds of one half of the questions, all are answered'
is "$missed $(grep -c 'at least 90' out)" '0 1' 'the goal is for both, and met'
is "$(grep -c ' skipped$' out)" 1 'without a reranking model, one is skipped'
unset INDEX_FLAGS
retrieval texts asked >out
is "$(grep -c '^  words: ' out) $(grep -c ' skipped$' out)" '4 3' \
    'a model that does not know the language: vectors and both are skipped'
export INDEX_FLAGS='--unrelated none'
models="$models
export WK_RERANK_MODEL='stub'
export WK_RERANK_BASE_URL='http://127.0.0.1:$port/v1'"
retrieval texts asked 101 >out
is "$missed" 1 'a goal that is not met counts'
is "$(grep -c '^  both, reranked: .* 100$' out) $(grep -c skipped out)" '4 0' \
    'with one, it has four figures'
is "$(jq -c 'select(.hits | any(.relevance == null))' reranked.hits)" '' \
    'which are of hits that it has seen'
note "$(cat out look.said)"
done_testing
