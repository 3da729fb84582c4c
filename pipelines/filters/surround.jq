# Sets the field $to: the question as a server is asked that does not know the
# subject, with $prefix and $suffix.  One that names $subject needs no prefix,
# and one that ends in a mark takes none from the suffix.
if .error then . elif .state or (.question | type) != "string" then . else
    ($subject | gsub("[《》]"; "")) as $name | .question as $question |
    .[$to] = (if $name != "" and ($question | contains($name)) then ""
	else $prefix end) + $question +
	if $question | test("[。．.？?！!…]\\s*$")
	then $suffix | sub("^[。．.]"; "") else $suffix end
end
