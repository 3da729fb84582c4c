# Puts the texts of the hits into "wk_passages", for a prompt, and takes hits
# and state away: what is not found can be asked about all the same.
if .error then . else
    ([.hits[]?.text | strings] | join("\n\n")) as $passages |
    del(.hits, .state) |
    if $passages != "" then .wk_passages = $passages else . end
end
