# Gives a passage in the language $lang what its prompt asks for: count (of
# questions, by its length, $most at most), longest (of a question), types and
# style: lines of the files $types and $styles, "WEIGHT text", drawn by its text,
# so that another name of the document changes nothing.
# A passage too short to ask about gets a state.
include "argument" { search: "./" };
def number: reduce explode[] as $c (7; (. * 31 + $c) % 65521);
def mix: # a permutation of the numbers below 65521: the 11th power
    (. * . % 65521) as $square | ($square * $square % 65521) as $fourth |
    ($fourth * $fourth % 65521) as $eighth |
    $eighth * $square % 65521 * . % 65521;
def draw($seed; $n): # n lines of a file of weights, without putting back
    [split("\n")[] | capture("^(?<weight>[0-9.]+)[ \t]+(?<text>.*\\S)")] |
    map(.key = ((((($seed + (.text | number)) % 65521 | mix) + $seed) % 65521 |
	mix) + 1) / 65522 | .key = (.key | log) / (.weight | tonumber)) |
    sort_by(-.key) | .[:$n] | map(.text);
argument(($lang == "zh" or $lang == "en") and is_number($most);
    "passage.jq: lang \($lang), most \($most): not zh or en, and a number") |
if .error or .state or .[$lang] != true then . else
    (.text | length) as $length | (.text | number) as $seed |
    (if $lang == "zh" then { each: 250, longest: 60, and: "、" }
	else { each: 700, longest: 200, and: ", " } end) as $of |
    if $length < 100 then .state = "too_short" | del(.[$lang]) else
	([([1, ($length / $of.each | floor)] | max), 8, $most] | min) as $count |
	.count = $count | .longest = $of.longest |
	.types = ($types | draw($seed; [$count, 2] | max) | join($of.and)) |
	.style = ($styles | draw(($seed + 1) % 65521; 1)[0])
    end
end
