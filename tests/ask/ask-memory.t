#!/bin/sh
# wk-ask with each allocation failing once: no run dies by a signal, hangs, or
# says that all is well when it is not; what was paid for is not lost.
# shellcheck disable=SC2034,SC2154 # for malloc.sh; from stub.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
need wk-ask
# shellcheck source=tests/malloc.sh
. "$ROOT/tests/malloc.sh"

stride=${STRIDE:-11} ours=700
printf '%s\n' '{"prompt":"\u0071"}' '{"prompt":"q2"}' '{"prompt":"q2","x":1}' \
    '{"error":{"stage":"x","kind":"y"}}' '{"id":3,"prompt":"q3"}' >in
printf 'try=1 body~q2: status=500\n' >script
stub_start -s script
set -- wk-ask -m m -u "http://127.0.0.1:$port/v1" --retry-delay 0.001 -J journal
sweep_calls 'chats' "$@" in
sweep_calls 'templates, streams' "$@" --stream -s 'be {{id|nobody}}' -n 2 --stop x in
done_testing
