# Gives a passage in the language $lang what its prompt asks for: count (of
# questions, by its length, $most at most), longest (of a question), types and
# style: lines of the files $types and $styles, "WEIGHT text", drawn by its id.
# A passage too short to ask about gets a state.
def number: . // "0" | reduce explode[] as $c (7; (. * 31 + $c) % 65521);
def draw($seed; $n): # n lines of a file of weights, without putting back
    [split("\n")[] | capture("^(?<weight>[0-9.]+)[ \t]+(?<text>.*\\S)")] |
    to_entries | map(.text = .value.text | .key = (
	(reduce range(6) as $i ($seed + .key * 977; (. * 75 + 74) % 65537) + 1)
	/ 65539 | log) / (.value.weight | tonumber)) |
    sort_by(-.key) | .[:$n] | map(.text);
if .error or .state or .[$lang] != true then . else
    (.text | length) as $length | (.id | number) as $seed |
    (if $lang == "zh" then { each: 250, longest: 60, and: "、" }
	else { each: 700, longest: 200, and: ", " } end) as $of |
    if $length < 100 then .state = "too_short" | del(.[$lang]) else
	([([1, ($length / $of.each | floor)] | max), 8, $most] | min) as $count |
	.count = $count | .longest = $of.longest |
	.types = ($types | draw($seed; [$count, 2] | max) | join($of.and)) |
	.style = ($styles | draw($seed + 1; 1)[0])
    end
end
