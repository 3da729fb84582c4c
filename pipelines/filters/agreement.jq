# How well the points of a judge agree with a person: of records with mark and
# scores, a table, for each point at least the threshold $least and at the best
# one.  Kept rows are good ones, changed and dropped ones are not.  Run with -rn.
# kappa: J. Cohen, "A coefficient of agreement for nominal scales", Educational
# and Psychological Measurement 20 (1960), 37-46: (p_o - p_e) / (1 - p_e), here
# with both multiplied by n^2, in whole numbers; null where p_e is 1.
["grounded", "relevant", "self_contained", "clear"] as $points |
def count(f): map(select(f)) | length;
# Of [{ good, value }]: how many of both kinds reach the threshold, and kappa.
def at($t):
    length as $n | count(.good and .value >= $t) as $a |
    count((.good | not) and .value >= $t) as $b |
    count(.good and .value < $t) as $c | ($n - $a - $b - $c) as $d |
    (($a + $b) * ($a + $c) + ($c + $d) * ($b + $d)) as $chance |
    { t: $t, agreement: (($a + $d) / $n), kappa: (if $chance == $n * $n
	then null else ($n * ($a + $d) - $chance) / ($n * $n - $chance) end) };
# The lowest of the thresholds with the best kappa; null if all marks are alike.
def best: if map(.good) | unique | length < 2 then null else
    reduce (range(1; 11) as $t | at($t)) as $x (null;
	if $x.kappa != null and (. == null or $x.kappa > .kappa) then $x
	else . end)
    end;
def two: if . == null then "-" else
    (. * 100 | round) as $n | (if $n < 0 then -$n else $n end) as $m |
    "\(if $n < 0 then "-" else "" end)\($m / 100 | floor).\($m % 100 / 10 |
	floor)\($m % 10)" end;
def percent: if . == null then "-" else "\(. * 100 | round) %" end;
def pad($width): tostring | . + " " * ([$width - length, 0] | max) // .;
def left($width): tostring | (" " * ([$width - length, 0] | max) // "") + .;
def rated: any(.scores | objects | .[$points[]]; type == "number");
[inputs] as $all | [$all[] | select(.mark != "lost" and (.error | not) and rated)]
    as $rows | ($rows | length) as $n |
def marked($mark): [$rows[] | select(.mark == $mark)] | length;
"\($n) reviewed rows: \(marked("keep")) kept, which are good; \(marked("edited")
    ) changed and \(marked("drop")) dropped, which are not",
if $n < 50 then "only \($n) reviewed row\(if $n == 1 then "" else "s"
    end): the figures may be far from what more rows would show" else empty end,
(($all | length) - $n | select(. > 0) | "\(.) left out: " + ([$all[] |
    if .mark == "lost" then
	"changed before, and their first wording is not known"
    elif .error then .error.kind? // "error"
    elif rated then empty else "without points" end] | group_by(.) |
    map("\(length) \(.[0])") | join(", "))),
if $n == 0 then empty else
    (if [$rows[] | .mark == "keep"] | unique | length < 2 then
	"all marks are alike: they tell nothing about a threshold" else empty end),
    "",
    ("point" | pad(16)) + "rows  threshold  agreement   kappa" +
	"  best threshold  agreement   kappa",
    (($points[] | [.]), $points | . as $of |
	[$rows[] | select(all(.scores[$of[]]; type == "number")) |
	    { good: (.mark == "keep"), value: ([.scores[$of[]]] | min) }] |
	select(. != []) | length as $n | at($least) as $x | best as $best |
	((if $of | length == 1 then $of[0] else "all of them" end) | pad(16)) +
	($n | left(4)) + ($x.t | left(11)) + ($x.agreement | percent | left(11)) +
	($x.kappa | two | left(8)) + ($best.t // "-" | left(16)) +
	($best.agreement | percent | left(11)) + ($best.kappa | two | left(8)))
end
