# Of the records of paired.jq: how many give a pair, and what became of the
# others, as a person reads it.  Run with -rn.
include "row" { search: "./" };
reduce inputs as $r ({ all: 0, pair: 0, agrees: 0, refused: 0 };
    .all += 1 | .[$r | if .error then "none"
	elif .state == "agrees" or .state == "refused" then .state
	elif (.state // "success") == "success" and (.rejected | said) then "pair"
	else "none" end] += 1) |
(.pair + .agrees + .refused) as $said |
"\(.all) records, \(.pair) pairs" + if $said == 0 then "" else
    "; the model agreed in \(.agrees) of \($said) answers" +
    " (\(100 * .agrees / $said | round) %), which teach nothing" end +
    (if .refused > 0 then "; it did not know \(.refused)" else "" end) +
    (if .none > 0 then "; \(.none) were not answered" else "" end)
