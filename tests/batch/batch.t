#!/bin/sh
# wk-batch: requests go out in files, and come back as a journal.
# shellcheck disable=SC2154 # variables of stub.sh and batch.sh
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"
# shellcheck source=tests/stub.sh
. "$ROOT/tests/stub.sh"
# shellcheck source=tests/batch/batch.sh
. "$ROOT/tests/batch/batch.sh"
need wk-batch wk-ask jq

# Chats, there and back.
serve
questions 5
ask >direct
send
is "$status $(stat batched)" '0 5' 'send'
poll
is "$status $(jq -c '[.requests, .status]' out)" '75 [5,"validating"]' \
    'poll: not ready'
fetch
is "$status $(wc -c <journal)" '75 0' 'fetch: not ready'
poll
is "$status $(jq -r .status out)" '0 completed' 'poll: ready'
fetch --price 1000000,1000000
is "$status $(wc -l <journal)" '0 5' 'fetch'
has "$(cat err)" '5 replies' 'the replies are counted'
has "$(cat err)" ' saved, by --price' 'and what they save'
hits=$(stub_hits)
ask --read-journal journal >replayed
is "$? $(($(stub_hits) - hits))" '0 0' 'the same command, without a call'
is "$(jq -c '[.question, .response]' replayed)" \
    "$(jq -c '[.question, .response]' direct)" 'the same replies, in order'
is "$(ask --read-journal journal --requests | wc -l)" 0 'nothing is left'
fetch
is "$status $(wc -l <journal)" '0 5' 'fetched once'
send
is "$(stat batched)" 5 'nothing is sent twice'

# A file for each model and so many lines.
serve
questions 7
ask --requests >requests
wk-ask -m other -p '{{question}}' --requests in >>requests
cat requests requests | wk-batch send --max-lines 3 state 2>err
is "$? $(grep -c '"keys"' state) $(stat batched)" '0 6 14' \
    'files of three lines, for two models'
is "$(jq -r 'select(.keys) | .model' state | sort | uniq -c | tr -s ' \n' ' ')" \
    ' 3 m 3 other ' 'one model a file'
is "$(grep -c '"path":"/v1/files"' "$stub_log")" 6 'each is uploaded once'
is "$(jq -r 'select(.keys) | .keys[]' state | sort | uniq -d)" '' 'no key twice'
finish
is "$status $(wc -l <journal)" '0 14' 'all come back'
is "$(grep '"path":"/v1/files"' "$stub_log" | head -n 1 | jq -r .body |
    grep custom_id | jq -c '[(.custom_id | length), .method, .url, .body.model]' |
    sort -u)" '[64,"POST","/v1/chat/completions","m"]' \
    'the line of a request: its key alone is the custom_id'
done_testing
