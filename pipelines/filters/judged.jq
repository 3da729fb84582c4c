# Closes the answers whose scores are less than the arguments say, as in
# --argjson grounded 7 --argjson support 0.8: their state is bad_answer.  One that
# lacks such a score is an error, no_score.  Refusals have none, and pass.
include "argument" { search: "./" };
argument(all($ARGS.named[]; try (tonumber | true) catch false);
    "judged.jq: \($ARGS.named | tojson): not all numbers") |
if .error or (.state // "success") != "success" or .refusal == true or
    ((.answer // .turns) | . == null) then . else
    ((.scores | objects) // {}) as $scores |
    [$ARGS.named | to_entries[] | { key, least: (.value | tonumber) }] as $asked |
    [$asked[].key | select($scores[.] | type != "number")] as $missing |
    if $missing != [] then .error = { stage: "judged.jq", kind: "no_score",
	message: "no scores.\($missing | join(", "))" }
    elif any($asked[]; $scores[.key] < .least) then .state = "bad_answer"
    else . end
end
