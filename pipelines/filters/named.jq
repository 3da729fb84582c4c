# An answer that names neither the assistant, where .holds is name or author, nor
# its author, where it is author, teaches nothing of them: state bad_answer.
if .error then . elif .state or .holds == "any" or (.answer | type) != "string"
then . else
    (.answer | ascii_downcase) as $answer |
    if [.name, (select(.holds == "author") | .author) | strings |
	ascii_downcase | . as $name | $answer | contains($name)] | any
    then . else .state = "bad_answer" end
end
