#!/bin/sh
# make real: wk-rerank with a reranker that is real, though made of a model of
# embeddings (serve-rerank.py): the English questions of tests/quality, in which
# no content word is that of the passage, over what wk-find finds by words.
# PYTHON has xllamacpp and numpy; EMBED_GGUF as for embed.sh.  Skipped without.
# shellcheck disable=SC2154 # url is from server.sh
set -u
. "$(dirname "$0")/../lib.sh"
: "${EMBED_GGUF:=}"
# shellcheck source=tests/real/server.sh
. "$ROOT/tests/real/server.sh"
if [ -z "$EMBED_GGUF" ] ||
    ! "$PYTHON" -c 'import numpy, xllamacpp' 2>/dev/null; then
	echo '1..0 # SKIP no EMBED_GGUF, xllamacpp or numpy: see tests/real/rerank.sh'
	exit 0
fi
need jq wk-text wk-split wk-index wk-find wk-rerank
# shellcheck source=tests/quality/retrieval.sh
. "$ROOT/tests/quality/retrieval.sh"
serve_by serve-rerank.py "$EMBED_GGUF"

wk-text "$ROOT/pipelines/example/docs" >texts 2>text.said
jq -c --slurpfile texts texts -f "$ROOT/tests/quality/paraphrased.jq" \
    "$ROOT/tests/quality/paraphrased.jsonl" |
    jq -c 'select(.question | test("\\p{Han}") | not)' >asked
wk-split --jsonl -p sentence -c 256 -o 0 texts 2>split.said |
    wk-index all.db >index.said
wk-find -n 20 -t 0 -k all.db asked >found

# mean FILE: the mean reciprocal rank of the own passage, of 1000.
mean() {
	ranks <"$1" | jq -s 'map(if .rank > 0 then 1 / .rank else 0 end) |
	    add / length * 1000 | round'
}
wk-rerank -m m -u "$url/v1" -J journal found >out 2>err
is "$? $(jq -c 'select(.error)' out | wc -l)" '0 0' 'each question is reranked' ||
    note "$(cat err)"
is "$(jq -c '[.hits // [] | .[] | [.source, .start]] | sort' out)" \
    "$(jq -c '[.hits // [] | .[] | [.source, .start]] | sort' found)" 'no hit is lost'
is "$(jq -c '[.hits // [] | .[].relevance // 0] | . == (sort | reverse)' out |
    sort -u)" true \
    'in the order of the server'
before=$(mean found) after=$(mean out)
note "mean reciprocal rank, of 1000: by words $before, reranked $after"
[ "$after" -gt $((before * 2)) ]
result $? 'the own passage is much higher than by words'
wk-rerank -m m -u "$url/v1" -J journal found >again 2>err
same again out 'run again: the same, from the journal'
wk-rerank -m m -u "$url/v1" -n 3 -J journal found >three 2>err
is "$(jq '.hits // [] | length' three | sort -rn | head -n 1)" 3 '-n 3'
wk-rerank -m m -u "$url/no" found >out 2>err
is "$? $(grep -c 'HTTP 404: no such path' err)" '2 1' \
    'a path that the server has not' || note "$(cat err)"
done_testing
