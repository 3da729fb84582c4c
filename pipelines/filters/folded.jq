# An answer becomes a turn of its dialogue; a question without one, or one of
# less than $least characters, ends it.  The reasoning before the answer
# goes with the turn; turn_hits are the hits that the references of each name.
# A dialogue of $fewest turns is good.
include "argument" { search: "./" };
argument(is_number($least) and is_number($fewest);
    "folded.jq: least \($least), fewest \($fewest): not numbers") |
if .more != true then . elif (.error | not) and
    (.state // "success") == "success" and
    (.answer | type) == "string" and (.answer | length) >= $least then
    [.references | arrays | .[] | objects] as $references |
    (.turns, .turn_hits, .turn_references) |= (arrays // []) |
    .turn_hits += [[.hits | arrays | .[] | objects | . as $hit |
	select($references == [] or any($references[]; .source == $hit.source and
	    (.start == null or $hit.start == null or (.start >= $hit.start and
	    .start <= $hit.start + ($hit.text | tostring | length)))))]] |
    .turns += [{ input: .question, output: .answer } +
	({ reasoning: (.reasoning | strings | select(test("\\S"))) } // {})] |
    del(.reasoning) |
    .turn_references += [.references // []] | .more = ((.turns | length) < .want)
else
    .more = false |
    .ended = { question, why: (.error.kind? // (.state |
	if . == "success" then "short_answer" else . // "unanswered" end)) } |
    if .turns | arrays // [] | length >= $fewest then del(.error) | .state = "success"
    elif .error then . else .state = .ended.why end
end
