if .error then . else . end
