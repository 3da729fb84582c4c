# The passage that a record is about (text, source, start) becomes its first
# hit, and takes the place of the hit that wk-find made of it.  Hits of which
# half is the same place go, too.  jq 1.6 writes integers above 2^53 anew, as
# it does in all filters: an id of that size is a string.
def length_of: .text | length;
# How many characters of the source two passages share.
def shared($other):
    if .source == $other.source and (.start | type) == "number" and
	($other.start | type) == "number" then
	([.start + length_of, $other.start + ($other | length_of)] | min) -
	([.start, $other.start] | max)
    else 0 end;
def same($other):
    (.text | contains($other.text)) or (.text as $t | $other.text |
	contains($t)) or
	2 * shared($other) >= ([length_of, ($other | length_of)] | min);
if .error then . elif (.text | type) != "string" or (.hits | type) != "array" or
    (.text | test("\\S") | not) then . else
    { text, source: (.source // ""), start } as $own |
    (.hits | map((.text? | type) == "string" and same($own))) as $same |
    .hits as $hits |
    ([range($hits | length) | select($same[.])] | first) as $at |
    .hits = [($own | del(.start)) + {
	    score: (if $at == null then 1 else $hits[$at].score? // 1 end) } +
	    if .start == null then {} else { start } end] +
	[range($hits | length) | select($same[.] | not) | $hits[.]]
end
