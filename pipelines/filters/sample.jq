# Of the passages that are asked about, all but the first $n by id have the state
# not_drawn.  Run with -s.
include "argument" { search: "./" };
argument(is_number($n);
    "sample.jq: n \($n): not a number") |
([.[] | select(.zh or .en) | .id] | sort | .[$n - 1] // "~") as $last | .[] |
    if .error then . elif (.zh or .en) and .id > $last then
	.state = "not_drawn" | del(.zh, .en)
    else . end
