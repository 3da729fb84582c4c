#!/bin/sh
# wk-index: vectors beside the chunks, of one model, of the text itself.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/vectors.sh
. "$ROOT/tests/vectors.sh"
need wk-index wk-find jq

# similarities KB: of all chunks, to the vector 1 0 0, with their texts, in
# two digits.
similarities() {
	question '?' 1 0 0 | wk-find -k "$1" -n 100 -t 0,-1 |
	    jq -r '.hits[]? | "\(.text) \(.similarity * 100 | round / 100)"' |
	    tr '\n' ' '
}

{
	chunk a one 1 0 0
	chunk a two 0 1 0
	chunk b three .6 .8 0
	chunk b four -1 0 0
} >in
wk-index kb.db in >out 2>err
is "$? $(cat out err)" '0 {"source":"a","chunks":2,"state":"added"}
{"source":"b","chunks":2,"state":"added"}' 'chunks with embeddings are added'
is "$(similarities kb.db)" 'one 1 three 0.6 two 0 four -1 ' \
    'each chunk has its own vector'

# A source that is replaced, or removed, takes its vectors along.
chunk a five 0 0 1 | wk-index kb.db >out 2>err
is "$(similarities kb.db)" 'three 0.6 five 0 four -1 ' \
    'the vectors of a source are replaced with it'
wk-index kb.db --remove b >out
is "$(similarities kb.db)" 'five 0 ' 'and go with it'
{
	chunk c six .8 .6 0
	echo 'no record'
} >broken
wk-index kb.db broken >out 2>err
is "$(similarities kb.db)" 'five 0 ' \
    'a source that is kept as it was gets no new vectors'
chunk c six .8 .6 0 | wk-index kb.db >out
is "$(similarities kb.db)" 'six 0.8 five 0 ' 'other sources are added'

# Chunks of two sources in turn, some without a vector.
for i in 1 2 3; do
	chunk x "x$i" 1 0 0
	chunk y "y$i" 0 1 0
	chunk x "plain$i"
done | wk-index turns.db >out 2>err
is "$(cat err)" \
    'wk-index: 3 of 9 chunks have no vector: they are found by words alone' \
    'chunks without a vector are told of'
is "$(similarities turns.db)" 'x1 1 x2 1 x3 1 y1 0 y2 0 y3 0 ' \
    'in the order in which they came'

# One model a base.
other() { # name, numbers...
	cp kb.db other.db
	name=$1
	shift
	chunk z other "$@" | wk-index other.db >out 2>err
	is "$? $(cat out)" '2 ' "$name ends the run"
	cmp -s kb.db other.db
	ok "$name leaves the base as it was"
}
model=m2 other 'another model' 1 0 0
is "$(cat err)" 'wk-index: other.db: its vectors are of m (3 dimensions, no prefix), this embedding is of m2 (3 dimensions, no prefix)' \
    'and both models are named'
other 'another length' 1 0
has "$(cat err)" 'of m (3 dimensions, no prefix), this embedding is of m (2 ' \
    'and both lengths are named'
prefix='passage: ' other 'another prefix' 1 0 0
has "$(cat err)" 'this embedding is of m (3 dimensions, prefix "passage: ")' \
    'and both prefixes are named'
wk-index kb.db --remove a --remove c >out
model=m2 chunk z other 1 0 | wk-index kb.db >out 2>err
is "$? $(cat err)" '0 ' \
    'when no vector is left, another model may make the next ones'

# Embeddings that are not of the chunk's text, or no embeddings.
bad() { # name, kind, record
	printf '%s\n' "$3" | wk-index bad.db -r rejects >out 2>err
	is "$? $(jq -c '[.error.kind, has("embedding")]' rejects)" \
	    "1 [\"$2\",false]" "$1"
}
bad 'of another text' stale_embedding \
    "$(chunk a old 1 0 | sed 's/"old"/"new"/')"
bad 'a number' bad_embedding '{"text":"t","source":"s","embedding":7}'
bad 'nothing in it' bad_embedding '{"text":"t","source":"s","embedding":{}}'
bad 'zeros' bad_embedding "$(chunk a old 0 0)"
bad 'a NaN' bad_embedding "$(chunk a old 1 nan)"
bad 'fewer numbers than it says' bad_embedding \
    "$(chunk a old 1 0 | sed 's/"dimensions":2/"dimensions":3/')"
bad 'base64 that is cut off' bad_embedding \
    "$(chunk a old 1 0 | sed 's/"vector":"..../"vector":"/')"
bad 'an error that came with one' x \
    "$(chunk a t 1 0 | sed 's/}$/,"error":{"stage":"s","kind":"x","message":"m"}}/')"
echo '{"text":"t","source":"s","embedding":null}' | wk-index null.db >out
is $? 0 'null is no embedding'

# A vector need not have the length 1.
chunk a long 2 0 0 | wk-index long.db >out
is "$(similarities long.db)" 'long 1 ' 'vectors are normalised'

# A base without vectors.
chunk a plain >in
wk-index plain.db in >out 2>err
is "$? $(cat err)" '0 ' 'a base without vectors is not mixed'
is "$(similarities plain.db)" '' 'and is searched by words'
done_testing
