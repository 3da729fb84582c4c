#!/bin/sh
# make quality, on five documents of the example: the table is whole, its goals
# are met, and a model that is worse does not meet them.
. "$(dirname "$0")/../lib.sh"
need bash jq wk-split wk-ask wk-regexlist wk-dedup wk-ground wk-index wk-find \
    wk-rag wk-xtuner wk-stat wk-text

LIGHT=yes sh "$ROOT/tests/quality/quality.sh" >out 2>err
is "$? $(cat err)" '0 ' 'nothing goes wrong'
is "$(grep -c ' at \(least\|most\) ' out)" 19 'nineteen goals'
is "$(grep ' at .*not met$' out)" '' 'all goals are met'
is "$(grep -c ' skipped$' out)" 6 'no model of embeddings: three ways to find are skipped'
has "$(grep 'before cleaning' out)" ' 100' 'answers had marks before'
is "$(grep -c ' none' out)" 0 'no measure is without a value'
note "$(cat out)"
MODEL=one-type LIGHT=yes sh "$ROOT/tests/quality/quality.sh" >out 2>err
is "$?" 1 'a model that asks all in one way: status 1'
has "$(grep 'most frequent type' out)" 'not met' 'and its type is named'
done_testing
