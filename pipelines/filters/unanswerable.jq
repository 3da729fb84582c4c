# Of the passages that are asked about, those that a question without an answer
# is to be asked about too, so that such questions are $share of all; the
# others are left out.
def number: reduce explode[] as $c (11; (. * 31 + $c) % 65521);
select((.error or .state) | not) | select(.zh or .en) |
    select((.text | type) == "string" and (.count | type) == "number") |
    select((.text | number) < 65521 * .count * $share / (1 - $share)) |
    .count = 1 | .unanswerable = true
