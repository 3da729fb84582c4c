#!/bin/sh
# wk-batch: embeddings, there and back.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need wk-batch wk-embed jq

# embed ARG...: of the five texts in the file in.
embed() {
	wk-embed -m e "$@" in
}
for i in 1 2 3 4 5; do
	echo "{\"text\":\"text $i 第$i段\"}"
done >in

for fault in 'default : chunked' 'path=/batches : floats shuffle twice'; do
	serve "$fault"
	embed >direct
	embed --requests | wk-batch send --max-inputs 2 state 2>err
	is "$? $(grep -c '"keys"' state) $(stat batched)" '0 3 5' \
	    "$fault: five texts, in files of two"
	is "$(grep '"path":"/v1/batches"' "$stub_log" |
	    jq -r '.body.endpoint // empty' | sort -u)" /v1/embeddings \
	    "$fault: their endpoint"
	finish
	is "$status $(wc -l <journal)" '0 5' "$fault: fetched"
	hits=$(stub_hits)
	embed --read-journal journal >replayed
	is "$? $(($(stub_hits) - hits))" '0 0' "$fault: without a call"
	same replayed direct "$fault: the same vectors, byte for byte"
	is "$(jq -r '.reply.data[0].embedding | type' journal | sort -u)" \
	    string "$fault: kept as wk-embed keeps them, in base64"
	has "$(cat err)" 'tokens in and 0 out' "$fault: tokens are counted"
done

# A server of its own, as for wk-embed.
serve
unset WK_BASE_URL
export WK_EMBED_BASE_URL="$u" WK_EMBED_API_KEY=secret
embed --requests | wk-batch send state 2>err
is "$? $(stub_hits '"authorization":"Bearer secret"')" '0 2' \
    'WK_EMBED_BASE_URL and its key'
finish
is "$status $(wc -l <journal)" '0 5' 'poll and fetch find it in STATE'

# A reply that holds no vector is not kept.
serve_again
embed --requests >requests
wk-batch send state <requests 2>err
wk-batch poll state >out 2>err
wk-batch poll state >out 2>err
stub_get /v1/files/file-2/content | jq -c '.response.body.data = []' >results
serve_again 'path=/content : body=@results'
embed --requests | wk-batch send state 2>err
finish
is "$status $(wc -c <journal)" '1 0' 'no vectors, no entries'
has "$(cat err)" '5 requests failed' 'they failed'
done_testing
