# Of the passages that are asked about, those that a question without an answer
# is to be asked about too, so that such questions are $share of all; the
# others are left out.
include "argument" { search: "./" };
def number: reduce explode[] as $c (11; (. * 31 + $c) % 65521);
argument(is_share($share) and $share < 1;
    "unanswerable.jq: share \($share): not from 0 to below 1") |
select((.error or .state) | not) | select(.zh or .en) |
    select((.text | type) == "string" and (.count | type) == "number") |
    select((.text | number) < 65521 * .count * $share / (1 - $share)) |
    .count = 1 | .unanswerable = true
