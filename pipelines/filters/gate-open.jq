# Marks, in wk_open, the records that the gate $gate (question, relevance or
# safety) is to judge, and gives its prompt wk_question, from the field $field,
# and wk_text: the question, the passages or the answer.
include "argument" { search: "./" };
def plain: gsub("[<>]"; " ");
argument(any("question", "relevance", "safety"; . == $gate);
    "gate-open.jq: gate \($gate): not question, relevance or safety") |
if .error then . else
    (if $gate == "safety" then
	if .state == "success" then (.answer | strings) // "" else null end
    elif .state or (.[$field] | type) != "string" then null
    elif $gate == "question" then .[$field]
    elif .hits | type == "array" then
	[.hits[] | .text? | strings | .[:1000]][:10] | join("\n\n")
    else null end) as $text |
    if $text == null then . else
	.wk_aside = { ask, reasoning } | .wk_open = true |
	.wk_question = ((.[$field] | strings) // "" | plain) |
	.wk_text = ($text | plain)
    end
end
