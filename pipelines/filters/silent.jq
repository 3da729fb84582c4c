# Marks, in wk_search, the questions that a search in the web may help.
if .error then . else
    if .state == null or (.state | IN("unrelated", "unknown", "bad_answer",
	"no_search_result")) then .wk_search = true else . end
end
