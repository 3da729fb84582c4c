#!/bin/sh
# wk-embed with each allocation failing once: no run dies by a signal, hangs,
# or says that all is well when it is not; what was paid for is not lost.
# shellcheck disable=SC2034,SC2154 # for malloc.sh; from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-embed
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

# A text of which the message says no number is halved: glibc's regexec(3) takes
# a lack of memory for a text that does not match.
stride=${STRIDE:-11} ours=700
printf '%s\n' '{"text":"\u0071 1"}' '{"text":"q2"}' '{"text":"q2","x":1}' \
    '{"error":{"stage":"x","kind":"y"}}' \
    '{"text":"q3, which is far too long. It has two sentences."}' >in
printf '%s\n' 'try=1 body~q2: status=500' 'longest>40: status=400 body="'\
'{\"error\":\"maximum context length exceeded\"}"' >script
stub_start -s script
sweep_calls 'embeddings' wk-embed -m m -u "http://127.0.0.1:$port" \
    --retry-delay 0.001 -n 2 --prefix 'p: ' -J journal in
done_testing
