#!/bin/sh
# pipelines/lookup and kb: passages by words, by meaning, reranked; and the
# pipelines that look up with them.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/pipelines/pipeline.sh
. "$(dirname "$0")/pipeline.sh"
need bash wk-split wk-index wk-find wk-embed wk-rerank wk-rag wk-ask \
    wk-regexlist wk-ground wk-xtuner
unset WK_EMBED_MODEL WK_RERANK_MODEL WK_EMBED_BASE_URL WK_RERANK_BASE_URL

lookup() {
	bash "$ROOT/pipelines/lookup" "$@"
}
documents
cat >script <<'END'
path=chat : content="九口古钟沉在云泽的水里。[1]"
default :
END
stub_start -s script
url=http://127.0.0.1:$port/v1
printf '{"question":"云泽的水里沉着几口古钟？"}\n{"question":"石桥镇有几座石桥？","skip":true}\n' >questions

# By words: what wk-find does.
bash "$ROOT/pipelines/kb" -o words.db docs >out 2>err
is "$? $(stub_hits)" '0 0' 'a base without a model of embeddings asks nobody'
lookup -k words.db <questions >out 2>err
is "$?" 0 'by words'
wk-find -k words.db questions >want
same out want 'by words: as wk-find'
is "$(stub_hits)" 0 'by words: nobody is asked'


# A passage that covers a part of a question: not for rows to train on.
echo '{"question":"石桥镇有几座石桥、宝塔、城门、戏台？"}' >part
for threshold in 0.42 0.55; do
	is "$(wk-find -k words.db -t $threshold part | jq -r .state)" \
	    "$([ $threshold = 0.42 ] && echo null || echo unrelated)" \
	    "covered in part: -t $threshold"
done
is "$(lookup -k words.db <part | jq -r .state)" null 'and without --strict'
is "$(lookup --strict -k words.db <part | jq -r .state)" unrelated --strict
is "$(FIND_FLAGS='-t 0.1' lookup --strict -k words.db <part | jq -r .state)" \
    null '--strict: FIND_FLAGS is stronger'
for own in '' --own; do
	echo '{"question":"石桥镇有几座石桥？","text":"三座。","source":"own"}' |
	    bash "$ROOT/pipelines/answered" -x -k words.db $own |
	    jq -r '"\(.hits[0].source) \(.hits | length)"'
done >out
is "$(cat out)" "docs/b.txt 1
own 2" 'answered --own: the passage of the record comes first'

# By meaning, and reranked.
export WK_EMBED_MODEL=e WK_EMBED_BASE_URL="$url"
bash "$ROOT/pipelines/kb" -o both.db -J chunks.journal docs >out 2>err
is "$? $(grep -c '' chunks.journal)" '0 98' \
    'kb: a vector for each chunk, and for 96 questions'
has "$(cat err)" 'does not see which questions ask the same' \
    'kb: the stub knows no language, which the pairs of questions show'
[ ! -e both.db.unrelated ]
result $? 'kb: their file is gone'
asked=$(stub_hits)
bash "$ROOT/pipelines/kb" -o both.db -J chunks.journal docs >out 2>err
is "$? $(stub_hits)" "0 $asked" 'kb again: none is paid for twice'
: >none
export INDEX_FLAGS="--unrelated $PWD/none"	# so that vectors are used
bash "$ROOT/pipelines/kb" -o both.db -J chunks.journal docs >out 2>err
WK_EMBED_QUERY='query: ' lookup -k both.db -J found <questions >out 2>err
is "$? $(jq -r '.hits[0] | (.similarity | type), (.score | type)' out | sort -u)" \
    '0 number' 'a score and a similarity'
is "$(jq -c 'has("embedding")' out | sort -u)" false 'the vector goes no further'
has "$(tail -n 1 "$stub_log" | jq -r '.body.input[0]')" 'query: ' WK_EMBED_QUERY
is "$(grep -c '' found.embed.journal)" 2 'its journal'
export WK_RERANK_MODEL=r WK_RERANK_BASE_URL="$url"
lookup -k both.db -J found <questions >out 2>err
is "$? $(jq -r '.hits[0].relevance | type' out | sort -u)" '0 number' 'reranked'
[ -s found.rerank.journal ]
result $? 'reranked: its journal'
jq -c '{ topic: .question, go: (.skip | not) }' questions >topics
lookup -k both.db -J found -f topic -w go <topics >out 2>err
is "$? $(jq -c '.hits | length > 0' out | tr '\n' ' ')" '0 true false ' '-f, -w' ||
    note "$(cat err)"
fails 2 'no base' lookup -k gone.db
unset WK_EMBED_MODEL WK_RERANK_MODEL
lookup -k both.db <questions >out 2>err
is "$? $(jq -c '.hits[0] | has("similarity")' out | sort -u)" '0 false' \
    'a base with vectors is found in by words, too'

# The pipelines that look up.
export WK_EMBED_MODEL=e WK_RERANK_MODEL=r WK_MODEL=m WK_BASE_URL="$url"
for pipeline in 'sft -q' 'answer -q'; do
	# shellcheck disable=SC2086 # words
	bash "$ROOT/pipelines/"$pipeline questions -o "${pipeline% *}.d" docs >out 2>err
	status=$?
	dir=${pipeline% *}.d
	is "$status $(jq -r '.hits[0].relevance | type' "$dir"/sft.re[cj]* \
	    "$dir"/*answered.jsonl 2>/dev/null | sort -u)" '0 number' \
	    "$pipeline: reranked" || note "$(cat err)"
	[ -s "$dir/kb.embed.journal" ] && [ -s "$dir/lookup.embed.journal" ]
	result $? "$pipeline: the journals"
	asked=$(stub_hits)
	# shellcheck disable=SC2086
	bash "$ROOT/pipelines/"$pipeline questions -o "$dir" docs >out 2>err
	is "$? $(stub_hits)" "0 $asked" "$pipeline: again, nothing is paid"
done

# twice LINE: how many texts and calls behind that line of the log came before.
twice() {
	tail -n "+$(($1 + 1))" "$stub_log" |
	    jq -c '.path as $p | .body.input[]? // . | [$p, .body? // .]' |
	    sort | uniq -c | awk '$1 > 1 { n += $1 - 1 } END { print n + 0 }'
}
from=$(stub_hits)
bash "$ROOT/pipelines/nightly" -o night --qa --answers docs >out 2>err
is "$? $(twice "$from")" '1 0' 'nightly --qa: no chunk is embedded twice' ||
    note "$(cat err)"

# Killed while texts are embedded, of the base and of the questions, or hits
# are reranked; and run again.
stub_stop
sed 's/^default :/path=embeddings : delay=150\npath=rerank : delay=150\n&/' \
    script >slow
stub_start -s slow -p "$port"
export EMBED_FLAGS='-n 1 -j 2' RERANK_FLAGS='-j 2' RAG_FLAGS='-j 2'
cat sft.d/sft.jsonl sft.d/sft.rejects >want
if command -v setsid >/dev/null; then
	for moment in embeddings=1 embeddings=3 rerank=1; do
		rm -rf d
		from=$(stub_hits) before=$(stub_hits "${moment%=*}")
		setsid bash "$ROOT/pipelines/sft" -q questions -o d docs \
		    >out 2>err </dev/null &
		group=$!
		until [ "$(stub_hits "${moment%=*}")" -ge \
		    $((before + ${moment#*=})) ] || ! kill -0 $group; do
			sleep 0.02
		done
		# A group of its own: nobody else is in it.
		kill -9 "-$group"
		wait $group 2>/dev/null
		result $(($? == 137 ? 0 : 1)) "killed at $moment"
		bash "$ROOT/pipelines/sft" -q questions -o d docs >out 2>err
		is "$?" 0 'and run again' || note "$(cat err)"
		cat d/sft.jsonl d/sft.rejects >got
		same got want 'the same rows'
		ok 'no more is paid twice than was under way' \
		    test "$(twice "$from")" -le 6
	done
else
	skip 12 'no setsid'
fi
done_testing
