# The rewritten question, the first line that the model wrote, is what is looked
# up, if it can be one.
if .error then . elif .leans != true then . else
    ([.wk_rewritten // "" | strings | split("\n")[] |
	gsub("^\\s+|\\s+$"; "") | select(. != "")][0] // "") as $new |
    (if $new != "" and ($new | length) <= 200 then .standalone = $new else . end) |
    del(.leans, .wk_rewritten)
end
