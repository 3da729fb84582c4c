# Questions that nothing answers (those asked for, and those that wk-rag left
# as unknown) are answered by a line of $zh or $en, "WEIGHT text", drawn by
# id, as long as these are no more than $share of all that is answered; the
# other ones get the state unknown.
include "argument" { search: "./" };
def number: . // "0" | reduce explode[] as $c (13; (. * 31 + $c) % 65521);
def lines: [split("\n")[] | capture("^(?<weight>[0-9.]+)[ \t]+(?<text>.*\\S)") |
    range(.weight | tonumber) as $i | .text];
argument(is_share($share);
    "refuse.jq: share \($share): not from 0 to 1") |
($zh | lines) as $zh | ($en | lines) as $en |
foreach (., inputs) as $r ({ rows: 0, refusals: 0 };
    if $r.error then .out = $r
    elif $r.state == "unknown" or ($r.unanswerable and $r.state == null) then
	if .refusals + 1 <= $share * (.rows + .refusals + 1) then
	    .refusals += 1 | .out = ($r | (if .zh then $zh else $en end) as $said |
		.answer = $said[(.id | number) % ($said | length)] |
		.state = "success" | .refusal = true | del(.references))
	else .out = ($r | .state = "unknown") end
    elif $r.state == null or $r.state == "success" then .rows += 1 | .out = $r
    else .out = $r end;
    .out)
