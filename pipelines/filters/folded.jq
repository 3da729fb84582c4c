# An answer becomes a turn of its dialogue; a question without one, or one of
# less than $least characters, ends it.  The reasoning before the answer
# goes with the turn.  A dialogue of $fewest turns is good.
if .more != true then . elif (.error | not) and
    (.state // "success") == "success" and
    (.answer | type) == "string" and (.answer | length) >= $least then
    .turns += [{ input: .question, output: .answer } +
	({ reasoning: (.reasoning | strings | select(test("\\S"))) } // {})] |
    del(.reasoning) |
    .turn_references += [.references // []] | .more = ((.turns | length) < .want)
else
    .more = false |
    .ended = { question, why: (.error.kind // (.state |
	if . == "success" then "short_answer" else . // "unanswered" end)) } |
    if .turns | length >= $fewest then del(.error) | .state = "success"
    elif .error then . else .state = .ended.why end
end
