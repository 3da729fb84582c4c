#!/bin/sh
# wk-embed and wk-rerank with each fault of a server: what becomes of the record,
# and how often it was asked about, if the fault stays and if it passes.
# shellcheck disable=SC2154 # port and stub_log are from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-embed wk-rerank jq
unset WK_RERANK_MODEL WK_RERANK_BASE_URL WK_RERANK_API_KEY \
    WK_RERANK_API_KEY_FILE

# FAULT|if it stays: KIND REQUESTS|if it is there once: KIND REQUESTS.  Of two
# requests at most, by --retries 1.
cat >faults <<'END'
status=400|bad_request 1|bad_request 1
status=405|bad_request 1|bad_request 1
status=415|bad_request 1|bad_request 1
status=422|bad_request 1|bad_request 1
status=400 body="{\"error\":{\"message\":\"flagged\",\"code\":\"content_filter\"}}"|moderated 1|moderated 1
status=403 body="{\"error\":{\"message\":\"requires moderation\",\"code\":403,\"metadata\":{\"reasons\":[\"hate\"],\"flagged_input\":\"x\"}}}"|moderated 1|moderated 1
status=408|timeout 2|ok 2
status=409|server_error 2|ok 2
status=425|server_error 2|ok 2
status=500|server_error 2|ok 2
status=500 header="x-should-retry: false"|server_error 1|server_error 1
status=502 html|server_error 2|ok 2
status=503|overloaded 2|ok 2
status=504|timeout 2|ok 2
status=520|server_error 2|ok 2
status=522|timeout 2|ok 2
status=524|timeout 2|ok 2
status=424 body="{\"message\":\"x\",\"type\":\"Backend\"}"|bad_request 2|ok 2
fin|ok 1|ok 1
cut=0|truncated_body 2|ok 2
cut=20|truncated_body 2|ok 2
cut-chunked=20|truncated_body 2|ok 2
raw="x"|bad_reply 2|ok 2
raw="HTTP/1.1 200 OK\r\n\r\n{"|bad_reply 2|ok 2
raw="HTTP/1.1 200 OK\r\n\r\n"|bad_reply 2|ok 2
html|bad_reply 2|ok 2
body=""|bad_reply 2|ok 2
body="null"|bad_reply 2|ok 2
body="{}"|bad_reply 2|ok 2
body="[]"|bad_reply 2|ok 2
body="{\"choices\":[]}"|bad_reply 2|ok 2
body="{\"data\":null,\"results\":null}"|bad_reply 2|ok 2
body="{\"results\":[],\"data\":7}"|bad_reply 2|ok 2
blanks=2,10|ok 1|ok 1
error200="500,oops"|server_error 2|ok 2
siliconflow="50000,oops"|server_error 2|ok 2
END
awk -F'|' '{ printf "body~\"stays %d.\" : %s\nbody~\"passes %d.\" try=1 : %s\n",
    NR, $1, NR, $1 }' faults >script
stub_start -s script
url=http://127.0.0.1:$port
jq -nc --argjson n "$(grep -c '' faults)" '"first.", (range(1; $n + 1) |
    "stays \(.).", "passes \(.).") |
    { text: ., question: ., hits: [{ text: "a" }, { text: "b" }] }' >in

# all PROGRAM [OPTION...]: all faults at once; a line for each in `got`.
all() {
	: >"$stub_log"
	"$@" -m m -u "$url" -j 200 --retries 1 --retry-delay 0.01 \
	    --timeout 20 --breaker 0 -J "$1.journal" in >out 2>err
	status=$?
	jq -r '.body.query // .body.input[0]' "$stub_log" >asked
	jq -r '[.text, .error.kind // .rerank.error.kind // "ok"] | @tsv' out |
	    awk -F'\t' 'NR == FNR { n[$0]++; next }
	    FNR > 1 { printf "%s %d%s", $2, n[$1], FNR % 2 ? "\n" : "|" }' \
	    asked - >got
	is "$status $(head -n 1 out | jq -c 'has("error")')" '1 false' \
	    "$1: the run goes on to its end" || note "$(cat err)"
	line=0
	while IFS='|' read -r fault stays passes; do
		line=$((line + 1))
		is "$(sed -n ${line}p got)" "$stays|$passes" "$1: $fault"
	done <faults
	is "$(jq -r .key "$1.journal" | sort -u | grep -c '')" \
	    "$(jq -r '.error.kind // .rerank.error.kind // "ok"' out |
	    grep -c ok)" "$1: the journal has the answers, and no more"
}
# The rooms of the two have the faults of rates, lengths, sizes and time.
all wk-embed -n 1
all wk-rerank
stub_stop

# Faults that end the run: FAULT|STATUS KIND.
cat >ends <<'END'
status=401|3 unauthorized
status=402|3 no_balance
status=403|3 forbidden
status=404|2 not_found
status=400|2 bad_request
status=429 body="{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}}"|3 quota
status=429 header="Retry-After: 3600"|75 stopped
redirect=http://127.0.0.1:1/|2 redirected
siliconflow="30001,balance insufficient"|3 no_balance
error200="401,bad key"|3 unauthorized
status=501 body="{\"error\":{\"message\":\"This server does not support embeddings or reranking\"}}"|2 bad_request
status=407|2 proxy
END
head -n 1 in >few
while IFS='|' read -r fault want; do
	echo "default : $fault" >script
	stub_start -s script
	for program in wk-embed wk-rerank; do
		: >"$stub_log"
		$program -m m -u "http://127.0.0.1:$port" few >out 2>err
		is "$? $(jq -r '.error.kind // .rerank.error.kind' out |
		    head -n 1) $(stub_hits)" "$want 1" \
		    "$program: $fault ends the run" || note "$(cat err)"
	done
	stub_stop
done <ends
done_testing
