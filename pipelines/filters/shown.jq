# Puts the texts of the hits into wk_passages, for a prompt that asks about them,
# in the order of source and start, so that the prompt stays the same when ranks
# change; takes hits away, and the state that there are none.
if .error then . else
    ([[.hits[]? | objects] | sort_by(.source, .start)[].text | strings] |
	join("\n\n")) as $passages |
    (if $passages == "" then . else .wk_passages = $passages end) |
    if .state == "unrelated" then del(.state) else . end | del(.hits)
end
