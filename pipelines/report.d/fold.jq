# The facts of all records to the figures of the report; $most is how many names
# a list has.  Run with -s.
include "text";
# nice: a width of bars: 1, 2 or 5 times a power of ten.
def nice: . as $x | if . <= 0 then 1 else
    pow(10; log10 | floor) as $p | [1, 2, 5, 10][] * $p | select(. >= $x * 0.999)
    end;
# bars: numbers as [[middle, how many]]; the longest few are only counted.
def bars($least): sort | length as $n | def at($share): .[($n - 1) * $share | floor];
    ([at(0.99), 4 * at(0.75)] | min) as $cap |
    ([$cap / 24, $least] | max | first(nice)) as $width |
    (if $width < 1 then $cap / $width - 1e-9 | floor else infinite end) as $last |
    { width: $width, beyond: (map(select(. > $cap)) | length), max: .[-1],
      median: at(0.5),
      bars: (map(select(. <= $cap) | [. / $width + 1e-9 | floor, $last] | min) |
	group_by(.) | map([(.[0] + if $width == 1 then 0 else 0.5 end) * $width,
	    length])) } | .edge = .bars[-1][0] + 0.6 * $width;
# plot: nothing where all are the same.
def plot($title; $unit; $least): select(unique | length > 1) | bars($least) |
    . + { $title, $unit };
def common: map(split("/")[:-1]) | if length == 0 then [] else
    . as $all | $all[0] | . as $one | [range(0; length + 1)] | map(. as $n |
	select($all | all(.[:$n] == $one[:$n]))) | $one[:.[-1]] end |
    map("\(.)/") | add // "";
. as $all |
([.[] | .source // empty] | unique | common) as $prefix |
def short: if startswith($prefix) then .[($prefix | length):] else . end;
[.[] | select(.file | startswith("pretrain") | not)] |
[.[] | select(.why == null)] as $rows |
(group_by([.unit, if .unit == "passage" or .unit == "document" then [.source, .start]
    else .name end]) | map({ unit: .[0].unit, source: (.[0].source // null),
	start: .[0].start, name: .[0].name, text: (map(.text // empty) | .[0]),
	heading: (map(.heading // empty) | .[0]), rows: (map(select(.why == null)) | length),
	whys: (map(.why // empty) | group_by(.) | map({ why: .[0], n: length }))
    })) as $units |
{ $prefix,
  rejects: ($all | map(select(.why)) | group_by([.file, .stage, .why]) | map({
    file: .[0].file, stage: .[0].stage, why: .[0].why, state: .[0].state, n: length,
    example: (map(.example // empty) | .[0]) }) | sort_by(-.n)),
  units: ($units | group_by(.unit) | map({ unit: .[0].unit, n: length,
    given: (map(select(.rows > 0)) | length) }) | sort_by(-.n)),
  sources: ($units | map(select(.source and .unit == "passage")) | group_by(.source) |
    map({ source: .[0].source | short, n: length,
	given: (map(select(.rows > 0)) | length), rows: (map(.rows) | add) }) |
    { n: length, list: (sort_by(.given - .n) | .[:$most]) }),
  without: ($units | map(select(.rows == 0)) | { n: length, list: (.[:$most * 3] |
    map(if .source then .source |= short else . end)) }),
  languages: ($rows | map(.lang // empty) | group_by(.) | map({ lang: .[0],
    n: length }) | sort_by(-.n)),
  turns: ($rows | map(.q | length) | group_by(.) | map({ turns: .[0], n: length }) |
    select(any(.turns > 1)) // []),
  ended: ($all | map(.ended // empty) | group_by(.) | map({ why: .[0], n: length })),
  plots: ([($rows | map(.q[]) | plot("Length of questions"; "characters"; 1)),
    ($rows | map(.a[]) | plot("Length of answers"; "characters"; 1)),
    ($units | map(select(.unit == "passage" or .unit == "aspect")) |
	(.[0].unit // "") as $unit | map(.rows) |
	plot("Rows that \(if $unit == "aspect" then "an" else "a" end) \($unit) gave"; "rows"; 1)),
    ($rows | map(.scores | to_entries[]) | group_by(.key) | .[:6][] |
	(.[0].key) as $key | map(.value) | plot($key; "score"; if all(. == floor) then 1
	    else 0.01 end))]) }
